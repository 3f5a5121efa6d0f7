"""Pairs of places on a map, with lines that tell how active they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from twin_nlp.linear import Array
from twin_nlp.report.canvas import FIRST, GREY, LAND, WIDTH, Drawing, titled
from twin_nlp.report.wording import counted, records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from twin_nlp.report import Report

MOST_LINES = 500
_PARALLEL = 35.0
"""Degrees of latitude at which shapes are true: most twinned places lie near it, north or south."""
_MARGIN = 12.0
_NORTH, _SOUTH = 84.0, -60.0
_BOW = 0.16
"""How far a line bows towards the pole, by its length: so lines side by side can be told apart."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A pair as a line; ``ends`` is longitude and latitude of both places."""

    ends: tuple[tuple[float, float], tuple[float, float]]
    active_years: int
    gid: str
    told: str


def centre_of(ends: Array) -> float:
    """The meridian in the middle of a map on which lines cross it as little as can be.

    Lines never go over the map's edge: between Asia and America they would cross all of a map that has Greenwich
    in the middle, and are short on one that has the Pacific there.

    Parameters
    ----------
    ends : array of shape (lines, 2)
        The longitudes of each line's ends in degrees.
    """

    def cost(centre: float) -> tuple[float, float]:
        x = from_centre(ends, centre)
        return round(float(np.abs(x[:, 0] - x[:, 1]).sum()), 6), float(np.abs(x).max())

    return float(min(range(-180, 180, 10), key=cost))


def from_centre(longitudes: Array, centre: float) -> Array:
    """Longitudes counted from a meridian, from -180 to 180."""
    return (longitudes - centre + 180) % 360 - 180


def _lines(found: Report) -> tuple[list[_Line], int, int]:
    """The lines to draw, the most active first, and how many pairs are left out: for their number, and places.

    Of too many only active ones are drawn: which of the others had room would be chance, and look like a finding.
    """
    lines = []
    rows = records(found.tables["pairs"])
    for number, row in enumerate(rows):
        places = tuple((row[f"longitude{k}"], row[f"latitude{k}"]) for k in (1, 2))
        if any(degrees is None for place in places for degrees in place):
            continue
        active = int(row["active_years"])
        told = f"{row['pair']}: active in {active} of {counted(row['years_at_risk'], 'year')}, {row['held']} held"
        lines.append(_Line((places[0], places[1]), active, f"pair-{number}", told))
    lines.sort(key=lambda line: -line.active_years)
    drawn = lines if len(lines) <= MOST_LINES else [line for line in lines if line.active_years][:MOST_LINES]
    return drawn, len(lines) - len(drawn), len(rows) - len(lines)


def map_drawing(found: Report, land: Sequence[Sequence[tuple[float, float]]]) -> Drawing | None:
    """The pairs over the outline of the land; None where there is none to draw.

    Parameters
    ----------
    found : Report
    land : sequence of rings
        Each of points of longitude and latitude in degrees.
    """
    lines, too_many, without_place = _lines(found)
    if not lines:
        return None
    return _drawn(lines, too_many, without_place, land)


def _drawn(
    lines: Sequence[_Line], too_many: int, without_place: int, land: Sequence[Sequence[tuple[float, float]]]
) -> Drawing:
    from matplotlib.lines import Line2D

    ends = np.array([line.ends for line in lines])
    centre = centre_of(ends[:, :, 0])
    x, y = from_centre(ends[:, :, 0], centre), ends[:, :, 1]
    left, right, bottom, top = _window(x, y)
    stretch = 1 / np.cos(np.radians(_PARALLEL))
    height = (WIDTH - 0.2) * (top - bottom) * stretch / (right - left)
    active = sum(line.active_years > 0 for line in lines)
    drawn = f"{len(lines):,} of {counted(len(lines) + too_many + without_place, 'pair')}"
    pairs = drawn if too_many or without_place else counted(len(lines), "pair")
    figure = titled(f"{pairs}, {active:,} of them with activity", height + 0.75)
    panel = figure.subplots()
    panel.set(xlim=(left, right), ylim=(bottom, top), aspect=stretch, xticks=[], yticks=[])
    panel.spines[:].set_visible(False)
    _draw_land(panel, land, centre)
    most = max(line.active_years for line in lines)
    for i in reversed(range(len(lines))):
        _draw_line(panel, lines[i], x[i], y[i], most)
    handles = [Line2D([], [], **_look(years, most), label=_years(years)) for years in sorted({0, min(1, most), most})]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False)
    left_out = [f"{counted(too_many, 'less active pair')} not drawn"] if too_many else []
    left_out += [f"{counted(without_place, 'pair')} without known coordinates not drawn"] if without_place else []
    told = f"Map of {pairs}, {active:,} of them active; thicker lines for more active years"
    return Drawing(figure, f"{'; '.join([told, *left_out])}.", {line.gid: line.told for line in lines})


def _years(years: int) -> str:
    return f"active in {counted(years, 'year')}" if years else "no activity"


def _window(x: Array, y: Array) -> tuple[float, float, float, float]:
    """The part of the world that holds all places, with a margin, never much higher or flatter than a page."""
    left, right = max(-180.0, x.min() - _MARGIN), min(180.0, x.max() + _MARGIN)
    bottom, top = max(_SOUTH, y.min() - _MARGIN), min(_NORTH, y.max() + _MARGIN)
    wide = max(right - left, 1.3 * (top - bottom))
    high = max(top - bottom, wide / 2.6)
    middle, level = (left + right) / 2, (bottom + top) / 2
    left = min(max(-180.0, middle - wide / 2), 180.0 - wide)
    bottom = min(max(_SOUTH, level - high / 2), _NORTH - high)
    return left, left + wide, bottom, bottom + high


def _draw_land(panel: Axes, land: Sequence[Sequence[tuple[float, float]]], centre: float) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    left, right = panel.get_xlim()
    bottom, top = panel.get_ylim()
    for ring in land:
        points = np.array(ring)
        # The edge of the map is elsewhere than the edge of the outline: what one cuts comes from the next copy.
        for turn in (-360.0, 0.0, 360.0):
            moved = points + np.array((turn - centre, 0.0))
            (x_min, y_min), (x_max, y_max) = moved.min(axis=0), moved.max(axis=0)
            if x_max > left and x_min < right and y_max > bottom and y_min < top:
                panel.add_patch(PathPatch(Path(moved, closed=False), facecolor=LAND, edgecolor="none"))


def _look(years: int, most: int) -> dict[str, Any]:
    if not years:
        return {"color": GREY, "alpha": 0.35, "linewidth": 0.7}
    share = years / most
    return {"color": FIRST, "alpha": 0.35 + 0.4 * share, "linewidth": 0.6 + 1.6 * share}


def _draw_line(panel: Axes, line: _Line, x: Array, y: Array, most: int) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    middle_x, middle_y = x.mean(), y.mean()
    pole = 1.0 if middle_y >= 0 else -1.0
    bowed = min(max(middle_y + pole * _BOW * abs(x[0] - x[1]), _SOUTH - 20), _NORTH + 20)
    path = Path([(x[0], y[0]), (middle_x, bowed), (x[1], y[1])], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    look = _look(line.active_years, most)
    panel.add_patch(
        PathPatch(
            path,
            facecolor="none",
            edgecolor=look["color"],
            alpha=look["alpha"],
            linewidth=look["linewidth"],
            capstyle="round",
            gid=line.gid,
            zorder=2,
        )
    )
    dot = {"ls": "none", "marker": "o", "ms": 2.2, "mew": 0, "color": look["color"], "zorder": 3}
    panel.plot(x, y, **dot)
