"""The figures of a report as drawings, with intervals and what they are shares of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twin_nlp.report.canvas import FIRST, GREY, SECOND, STYLE, THIRD, Drawing, bare, titled
from twin_nlp.report.figures import ALL
from twin_nlp.report.map_drawing import map_drawing
from twin_nlp.report.wording import (
    GOVERNMENT,
    Names,
    counted,
    interval,
    largest_groups,
    percent,
    ratio,
    records,
    span,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from twin_nlp.report import Report

MOST_GROUPS = 15
_LONGEST_LABEL = 34


@dataclass(frozen=True, slots=True)
class _Series:
    """Shares with their intervals, a row of the panel each; None where there is none."""

    name: str
    colour: str
    mark: str
    rows: Sequence[Mapping[str, Any]]
    value: str
    low: str = "low"
    high: str = "high"


def short(label: str) -> str:
    """A label that a drawing has room for."""
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"


def _percents(axis: Any) -> None:
    axis.set_major_formatter(lambda share, _: f"{100 * share:g} %")


def _intervals(panel: Axes, labels: Sequence[str], series: Sequence[_Series], what: str) -> None:
    """Marks with whiskers, the first row on top; what corrects a series stands under it."""
    step = 0.7 / len(series) if len(series) > 1 else 0.0
    most = 0.0
    for number, each in enumerate(series):
        offset = (number - (len(series) - 1) / 2) * step
        shown = [(y, row) for y, row in enumerate(each.rows) if row.get(each.value) is not None]
        x = [row[each.value] for _, row in shown]
        ends = [(row[each.low], row[each.high]) for _, row in shown]
        errors = [[max(0.0, v - e[0]) for v, e in zip(x, ends, strict=True)]]
        errors.append([max(0.0, e[1] - v) for v, e in zip(x, ends, strict=True)])
        y = [at + offset for at, _ in shown]
        look: dict[str, Any] = {"color": each.colour, "ms": 6, "lw": 1.6, "capsize": 3, "clip_on": False}
        panel.errorbar(x, y, xerr=errors, fmt=each.mark, label=each.name, **look)
        most = max([most, *(e[1] for e in ends)])
    panel.set_yticks(range(len(labels)), labels)
    panel.set(xlim=(0, min(1.02, most * 1.06 + 0.005)), ylim=(len(labels) - 0.5, -0.5), xlabel=what)
    _percents(panel.xaxis)
    bare(panel)
    panel.grid(axis="y", visible=False)


def _with_corrected(series: Sequence[_Series], corrected: bool) -> list[_Series]:
    """Each series, followed by the corrected one where pairs were checked."""
    found = []
    for each in series:
        found.append(each)
        if corrected:
            ends = ("corrected", "corrected_low", "corrected_high")
            name = f"{each.name}, corrected" if each.name else "corrected"
            found.append(_Series(name, each.colour, "x", each.rows, *ends))
    return found


def _panel(title: str, rows: int, per_row: float) -> tuple[Figure, Axes]:
    figure = titled(title, 1.5 + per_row * rows)
    return figure, figure.subplots()


def _legend(figure: Figure, panel: Axes) -> None:
    handles, labels = panel.get_legend_handles_labels()
    if any(labels):
        figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)


def likelihood_drawing(found: Report) -> Drawing:
    """The likelihood per pair and year by group, with government and without."""
    table, names = found.tables["likelihood"], Names(found)
    groups = largest_groups(table, MOST_GROUPS)
    of_group = {
        kind: {r["group"]: r for r in records(table[table["government_involved"] == kind])} for kind in ("yes", "no")
    }
    labels = [
        f"{short(names.group(g))}\n{counted(r['pairs'], 'pair')}, {counted(r['pair_years'], 'pair-year')}"
        for g in groups
        for r in (of_group["yes"][g],)
    ]
    both = [
        _Series(GOVERNMENT[kind], colour, mark, [of_group[kind][g] for g in groups], "likelihood")
        for kind, colour, mark in (("yes", FIRST, "o"), ("no", SECOND, "s"))
    ]
    title = f"Pair-years with at least one held activity, {span(found.material.years)}"
    figure, panel = _panel(title, len(groups), 0.9 if found.material.checked else 0.55)
    _intervals(
        panel, labels, _with_corrected(both, bool(found.material.checked)), "share of pair-years (95 % interval)"
    )
    _legend(figure, panel)
    told = "; ".join(f"{GOVERNMENT[k]} {percent(of_group[k][ALL]['likelihood'])}" for k in ("yes", "no"))
    return Drawing(figure, f"Likelihood of an activity per pair and year, by group. All pairs: {told}.")


def activeness_drawing(found: Report) -> Drawing:
    """The share of pairs with a held event in the recent years, by group."""
    table, names = found.tables["activeness"], Names(found)
    by_group = {row["group"]: row for row in records(table)}
    groups = largest_groups(found.tables["likelihood"], MOST_GROUPS)
    rows = [by_group[group] for group in groups]
    labels = [f"{short(names.group(r['group']))}\n{r['active_pairs']:,} of {counted(r['pairs'], 'pair')}" for r in rows]
    first, last = rows[0]["since"], rows[0]["until"]
    figure, panel = _panel(f"Pairs with at least one held activity, {first} to {last}", len(groups), 0.45)
    checked = bool(found.material.checked)
    found_ = _Series("as labelled" if checked else "", THIRD, "o", rows, "share")
    _intervals(panel, labels, _with_corrected([found_], checked), "share of pairs (95 % interval)")
    if checked:
        _legend(figure, panel)
    active = f"{rows[0]['active_pairs']:,} of {counted(rows[0]['pairs'], 'pair')}"
    return Drawing(figure, f"Share of active pairs by group. All pairs: {active}, {percent(rows[0]['share'])}.")


def years_drawing(found: Report) -> Drawing:
    """Pairs with any activity year by year, over the number of documents searched."""
    from matplotlib.ticker import MaxNLocator

    table = found.tables["years"]
    rows = records(table[table["group"] == ALL])
    coverage = found.tables["coverage"]
    few = set(coverage.loc[coverage["warning"].notna(), "year"])
    searched = coverage.groupby("year")["documents"].sum() if len(coverage) else None
    height = 4.6 if searched is not None else 3.1
    figure = titled(f"Pairs with at least one held activity, by year, {span(found.material.years)}", height)
    panels = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1)) if searched is not None else [figure.subplots()]
    panel = panels[0]
    ways = [("as labelled", "likelihood", "low", "high", FIRST, "o-")]
    if found.material.checked:
        ways.append(("corrected", "corrected", "corrected_low", "corrected_high", SECOND, "x--"))
    for name, value, low, high, colour, mark in ways:
        shown = [row for row in rows if row[value] is not None]
        x = [row["year"] for row in shown]
        errors = [[max(0.0, r[value] - r[low]) for r in shown], [max(0.0, r[high] - r[value]) for r in shown]]
        panel.errorbar(
            x, [r[value] for r in shown], yerr=errors, fmt=mark, color=colour, lw=1.6, ms=5, capsize=3, label=name
        )
    pairs = sorted({row["pairs"] for row in rows})
    n = f"{pairs[0]:,}" if len(pairs) == 1 else f"{pairs[0]:,} to {pairs[-1]:,}"
    panel.set(ylabel=f"share of pairs (95 % interval)\nn = {n} a year", ylim=(0, None))
    _percents(panel.yaxis)
    if found.material.checked:
        panel.legend(frameon=False)
    if searched is not None:
        colours = [SECOND if year in few else GREY for year in searched.index]
        panels[1].bar(searched.index, searched, color=colours, width=0.7)
        panels[1].set(ylabel="documents searched", ylim=(0, max(1, searched.max()) * 1.08))
        panels[1].axhline(0, color=GREY, lw=0.8)
    for each in panels:
        bare(each)
        each.grid(axis="x", visible=False)
    panels[-1].set_xlabel("year (orange: few documents; no news is not no activity)" if few else "year")
    panels[-1].xaxis.set_major_locator(MaxNLocator(integer=True))
    most = max(rows, key=lambda row: row["likelihood"] or 0)
    told = f"Share of pairs with any activity by year, {span(found.material.years)}; highest in {most['year']}"
    return Drawing(figure, f"{told} with {percent(most['likelihood'])}.")


def shares_drawing(found: Report) -> Drawing | None:
    """Shares of events by status, type and initiative; None where no event counts."""
    table, names = found.tables["shares"], Names(found)
    if not len(table):
        return None
    rows = records(table[(table["group"] == ALL) & table["among"].isin(["events", "held events"])])
    parts = {d: [r for r in rows if r["dimension"] == d] for d in ("type", "status", "initiative")}
    parts = {dimension: rows for dimension, rows in parts.items() if rows}
    checked = bool(found.material.checked)
    heights = [len(of) + 1.6 for of in parts.values()]
    figure = titled(f"Shares of events, {span(found.material.years)}", (0.48 if checked else 0.34) * sum(heights) + 0.6)
    panels = figure.subplots(len(parts), 1, height_ratios=heights, squeeze=False)[:, 0]
    for panel, (dimension, of), colour in zip(panels, parts.items(), (FIRST, SECOND, THIRD), strict=False):
        labels = [f"{names.value(dimension, r['value'])} ({r['events']:,})" for r in of]
        what = f"share of {of[0]['of']:,} {of[0]['among']} (95 % interval)"
        series = [_Series("as labelled", colour, "o", of, "share")]
        _intervals(panel, labels, _with_corrected(series, checked), what)
        panel.set_title({"type": "Type", "status": "Status", "initiative": "Who sends or travels"}[dimension])
    if checked:
        _legend(figure, panels[0])
    types = sorted(parts.get("type", []), key=lambda row: -row["events"])
    told = ", ".join(f"{row['value']} {percent(row['share'])}" for row in types)
    return Drawing(figure, f"Shares of events by {', '.join(parts)}. {told}".rstrip() + ".")


def comparison_drawing(found: Report) -> Drawing | None:
    """Likelihoods of the two groups that are compared, with the ratio; None where none were asked for."""
    if "comparison" not in found.tables or not len(found.tables["comparison"]):
        return None
    rows, names = records(found.tables["comparison"]), Names(found)
    labels = []
    for r in rows:
        n = " and ".join(f"{r[f'active_pair_years{k}']:,}/{r[f'pair_years{k}']:,}" for k in (1, 2))
        labels.append(f"{r['over']}\n{GOVERNMENT[r['government_involved']]}\n{n} pair-years\n{ratio(r, unit=' times')}")
    series = [
        _Series(short(names.group(rows[0][f"group{k}"])), colour, mark, rows, f"likelihood{k}", f"low{k}", f"high{k}")
        for k, colour, mark in ((1, FIRST, "o"), (2, SECOND, "s"))
    ]
    title = f"{series[1].name} beside {series[0].name}, {span(found.material.years)}"
    figure, panel = _panel(title, len(rows), 0.85)
    _intervals(panel, labels, series, "share of pair-years (95 % interval)")
    _legend(figure, panel)
    told = "; ".join(
        f"{r['over']}, {GOVERNMENT[r['government_involved']]}: {percent(r['likelihood1'])} "
        f"({interval(r['low1'], r['high1'])}) and {percent(r['likelihood2'])} ({interval(r['low2'], r['high2'])})"
        for r in rows
    )
    return Drawing(figure, f"{series[0].name} and {series[1].name} compared. {told}.")


def drawings(found: Report, land: Sequence[Sequence[tuple[float, float]]]) -> dict[str, Drawing]:
    """The drawings of a report, by the names of their files.

    Parameters
    ----------
    found : Report
    land : sequence of rings
        The outline of the land, each ring of points of longitude and latitude in degrees.
    """
    import matplotlib

    with matplotlib.rc_context(STYLE):
        made = {
            "likelihood": likelihood_drawing(found),
            "activeness": activeness_drawing(found),
            "years": years_drawing(found),
            "shares": shares_drawing(found),
            "comparison": comparison_drawing(found),
            "map": map_drawing(found, land),
        }
    return {name: drawing for name, drawing in made.items() if drawing is not None}
