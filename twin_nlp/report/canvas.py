"""What all drawings of a report are drawn with.

Colours are those of Okabe and Ito (2008), which colour-blind readers can tell apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FIRST, SECOND, THIRD, GREY = "#0072b2", "#d55e00", "#009e73", "#666666"
LAND = "#dddddd"
WIDTH = 4.8
"""Inches: narrow, so that letters can still be read where a page scales it down to a telephone."""
TITLE = 10.5
STYLE: Any = {
    "font.size": 10,
    "axes.titlesize": TITLE,
    "axes.titlelocation": "left",
    "text.parse_math": False,
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure with what it shows in words, and words for its parts by their ids (gid)."""

    figure: Figure
    shows: str
    of_part: Mapping[str, str] = field(default_factory=dict)


def titled(title: str, height: float) -> Figure:
    """A figure whose title begins at its left edge, where a panel's own would stand over the labels."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.suptitle(title, x=0.01, ha="left", fontsize=TITLE)
    return figure


def bare(panel: Axes) -> None:
    """Take off the frame."""
    panel.spines[["top", "right"]].set_visible(False)
    panel.grid(alpha=0.3)
    panel.set_axisbelow(True)
