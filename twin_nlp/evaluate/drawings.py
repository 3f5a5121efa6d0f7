"""The figures of a split as drawings: confusion of types, reliability of probabilities, risk against coverage.

Colours are those of Okabe and Ito (2008), which colour-blind readers can tell apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from twin_nlp.evaluate.counts import LABELS
from twin_nlp.evaluate.intervals import wilson

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FIRST, _SECOND, _GREY = "#0072B2", "#D55E00", "#666666"


def _bare(panel: Axes) -> None:
    panel.spines[["top", "right"]].set_visible(False)
    panel.grid(alpha=0.3)


def confusion_drawing(figures: Mapping[str, Any]) -> Figure:
    """Main events as annotated and as found; cells are as dark as their share of the row."""
    from matplotlib.figure import Figure

    table: Mapping[str, Mapping[str, int]] = figures["confusion"]
    labels = LABELS
    counts = [[table[gold][found] for found in labels] for gold in labels]
    shares = [[n / max(1, sum(row)) for n in row] for row in counts]
    drawing = Figure(figsize=(7.2, 6.2), layout="constrained")
    panel = drawing.subplots()
    panel.imshow(shares, cmap="Blues", vmin=0, vmax=1.15)
    for i, row in enumerate(counts):
        for j, n in enumerate(row):
            panel.text(j, i, str(n), ha="center", va="center", color="white" if shares[i][j] > 0.78 else "black")
    panel.set_xticks(range(len(labels)), labels, rotation=35, ha="right", rotation_mode="anchor")
    panel.set_yticks(range(len(labels)), labels)
    panel.tick_params(length=0)
    panel.spines[:].set_visible(False)
    panel.set(xlabel="type found", ylabel="type annotated", title="Main event of each document (number of documents)")
    return drawing


def _reliability(panel: Axes, bins: Sequence[Mapping[str, float]], label: str, colour: str, mark: str) -> None:
    x, y = [b["probability"] for b in bins], [b["right"] for b in bins]
    ends = [wilson(b["right"], int(b["events"])) for b in bins]
    errors = [[max(0.0, r - e[0]) for r, e in zip(y, ends, strict=True)]]
    errors.append([max(0.0, e[1] - r) for r, e in zip(y, ends, strict=True)])
    panel.errorbar(x, y, yerr=errors, fmt=mark, color=colour, ms=7, lw=1.5, capsize=3, label=label)


def reliability_drawing(of_name: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Share that is right against probability, for type and government.

    Parameters
    ----------
    of_name : mapping
        By where it was measured, at most two: the calibration of "type" and "government".
    """
    from matplotlib.figure import Figure

    drawing = Figure(figsize=(10, 5.6), layout="constrained")
    least = 1.0
    panels = drawing.subplots(1, 2)
    for panel, head in zip(panels, ("type", "government"), strict=True):
        panel.plot([0, 1], [0, 1], color=_GREY, lw=1.2, ls="--", label="perfectly calibrated")
        for (where, heads), colour, mark in zip(of_name.items(), (_FIRST, _SECOND), "os", strict=False):
            of = heads[head]
            if of is not None:
                _reliability(panel, of["bins"], f"{where}, {of['events']} events", colour, mark)
                least = min(least, *(b["probability"] for b in of["bins"]))
                least = min(least, *(wilson(b["right"], b["events"])[0] for b in of["bins"]))
        panel.set(title=head.capitalize(), xlabel=f"probability of the {head} label", aspect="equal")
        _bare(panel)
    drawing.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False)
    begin = math.floor(10 * least) / 10
    for panel in panels:
        panel.set(xlim=(begin, 1.015), ylim=(begin, 1.015))
    panels[0].set_ylabel("share that is right (95 % interval)")
    return drawing


def risk_drawing(figures: Mapping[str, Any]) -> Figure:
    """Error of type among the surest events against their share of the events that were found."""
    from matplotlib.figure import Figure

    drawing = Figure(figsize=(7.2, 5), layout="constrained")
    panel = drawing.subplots()
    points = figures["risk by coverage"]
    x = [p["coverage"] for p in points]
    low, high = ([p[end] for p in points] for end in ("low", "high"))
    panel.fill_between(x, low, high, color=_FIRST, alpha=0.18, lw=0, label="95 % interval")
    panel.plot(x, [p["error"] for p in points], color=_FIRST, lw=2.2, label="the surest events")
    right, coverage = figures["type accuracy without review"], figures["coverage without review"]
    if right is not None:
        panel.plot(coverage, 1 - right, "D", color=_SECOND, ms=9, ls="none", label="events not marked for review")
    panel.set(xlabel="coverage: share of matched events", ylabel="error: share with the wrong type")
    panel.set(xlim=(0, 1.01), ylim=(0, None))
    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_formatter(lambda share, _: f"{100 * share:g} %")
    _bare(panel)
    panel.legend(loc="upper left", frameon=False)
    return drawing


def drawings(figures: Mapping[str, Any], calibrations: Mapping[str, Mapping[str, Any]]) -> dict[str, Figure]:
    """All drawings of a split's figures, by the names of their files.

    Parameters
    ----------
    figures : mapping
        What :func:`twin_nlp.evaluate.figures_of` gives.
    calibrations : mapping
        By where it was measured, at most two: the calibration of "type" and "government".
    """
    import matplotlib

    with matplotlib.rc_context({"font.size": 13, "axes.titlesize": 14, "legend.fontsize": 12}):
        return {
            "confusion": confusion_drawing(figures),
            "reliability": reliability_drawing(calibrations),
            "risk-coverage": risk_drawing(figures),
        }
