"""What the page of a report says: headlines in words, tables with the way to the evidence, and cautions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin_nlp.report.evidence import Timeline, cut
from twin_nlp.report.figures import ALL, ATTRIBUTES
from twin_nlp.report.page_lists import elsewhere, goods, ties, unmatched
from twin_nlp.report.page_parts import (
    LONGEST,
    MOST_ROWS,
    Cell,
    Headline,
    Parts,
    Row,
    Section,
    Table,
    first,
    of_all,
)
from twin_nlp.report.wording import GOVERNMENT, counted, interval, percent, ratio, records, times, times_interval

if TYPE_CHECKING:
    from twin_nlp.report import Report

MOST_NAMES = 1_000
MOST_PLACES = 30


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page says."""

    title: str
    about: str
    warnings: tuple[str, ...]
    headlines: tuple[Headline, ...]
    sections: tuple[Section, ...]
    timelines: tuple[Timeline, ...]
    timelines_note: str
    after: tuple[Section, ...]
    written: tuple[str, ...]


def page(found: Report) -> Page:
    """The page of a report."""
    parts = Parts(found)
    material = found.material
    register = found.job.agreements.name if found.job.agreements else "the shipped register"
    about = (
        f"{counted(len(material.pairs), 'pair')} of {register}, "
        f"{counted(len(material.events), 'event')} of {found.job.events.name}."
    )
    sections = (
        likelihood(parts),
        comparison(parts),
        activeness(parts),
        by_year(parts),
        shares(parts),
        Section("map", "Map", ("Point at a line to see which pair it is.",), "map"),
        ties(parts),
        goods(parts),
        elsewhere(parts),
    )
    left_out = parts.evidence.left_out
    return Page(
        f"Exchanges between twinned places, {parts.years}",
        about,
        tuple(cut(warning, 3 * LONGEST) for warning in found.warnings),
        tuple(headlines(parts)),
        tuple(section for section in sections if section is not None),
        parts.evidence.timelines,
        f"{counted(left_out, 'event')} had no room here, the older ones of each pair first: see timeline.csv."
        if left_out
        else "",
        (unmatched(parts),),
        tuple(f"{name}.csv" for name in found.tables),
    )


def headlines(parts: Parts) -> Iterable[Headline]:
    """The main figures in words."""
    by_kind = {row["government_involved"]: (row, cited) for row, cited in parts.rows("likelihood", of_all)}
    for kind in ("yes", "no"):
        row, cited = by_kind[kind]
        yield Headline(
            f"In {percent(row['likelihood'])} of pair-years{_ends(parts, row)} a pair held at least one activity "
            f"{GOVERNMENT[kind]}: {row['active_pair_years']:,} of {row['pair_years']:,} pair-years "
            f"of {counted(row['pairs'], 'pair')}.",
            cited,
        )
    for row, cited in parts.rows("activeness", of_all):
        yield Headline(
            f"{row['active_pairs']:,} of {counted(row['pairs'], 'pair')} held anything from {row['since']} to "
            f"{row['until']}: {percent(row['share'])}{_ends(parts, row)}. {row['dormant_pairs']:,} are dormant.",
            cited,
        )
    shares = parts.rows("shares", of_all)
    most_frequent = [("type", "Most frequent is the type {}", "No type is more frequent than {}")]
    if parts.names.sides_differ:
        most_frequent.append(("initiative", "Most often {} sends or travels", "No side sends or travels more than {}"))
    for dimension, alone, tied in most_frequent:
        of = [(r, c) for r, c in shares if (r["dimension"], r["among"]) == (dimension, "held events")]
        of = [(r, c) for r, c in of if r["value"] != "not told" and r["events"]]
        most = [(r, c) for r, c in of if r["events"] == max(r["events"] for r, _ in of)]
        for row, cited in most:
            what = (alone if len(most) == 1 else tied).format(parts.names.value(dimension, row["value"]))
            share = f"{percent(row['share'])}{_ends(parts, row)}"
            yield Headline(f"{what}: {row['events']:,} of {row['of']:,} held events, {share}.", cited)
    for row, cited in parts.rows("comparison") if "comparison" in parts.found.tables else ():
        if row["ratio"] is not None and row["government_involved"] != "either":
            yield Headline(_contrast(parts, row), cited)


def _ends(parts: Parts, row: Row) -> str:
    told = f" (95\u00a0% interval {interval(row['low'], row['high'])}"
    if parts.corrected and row["corrected"] is not None:
        ends = interval(row["corrected_low"], row["corrected_high"])
        told += f"; corrected for wrong labels {percent(row['corrected'])}, {ends}"
    return told + ")"


def _contrast(parts: Parts, row: Row) -> str:
    one, two = (parts.names.group(row[f"group{k}"]) for k in (1, 2))
    told = (
        f"{two} {times(row['ratio'])} times as often as {one} (95\u00a0% interval "
        f"{times_interval(row['ratio_low'], row['ratio_high'])}), "
        f"over {row['over']}, {GOVERNMENT[row['government_involved']]}: "
        f"{percent(row['likelihood2'])} of {row['pair_years2']:,} pair-years beside "
        f"{percent(row['likelihood1'])} of {row['pair_years1']:,}"
    )
    if row.get("corrected_ratio") is not None:
        ends = times_interval(row["corrected_ratio_low"], row["corrected_ratio_high"])
        told += f"; corrected for wrong labels {times(row['corrected_ratio'])} times, {ends}"
    return told + "."


def likelihood(parts: Parts) -> Section:
    """The likelihood by group."""
    rows: list[tuple[Cell, ...]] = [
        (
            parts.names.group(row["group"]),
            GOVERNMENT[row["government_involved"]],
            f"{row['active_pair_years']:,} of {row['pair_years']:,}",
            *parts.estimate(row, "likelihood"),
            cited,
        )
        for row, cited in parts.by_group("likelihood")
    ]
    headings = ("group", "activity", "pair-years", *parts.estimate_headings("likelihood"), "behind it")
    return Section(
        "likelihood",
        "Likelihood per pair and year",
        ("The share of the years of pairs in which at least one activity was held; years without any included.",),
        "likelihood",
        (Table("Likelihood by group", headings, tuple(rows), parts.groups_note("likelihood")),),
    )


def comparison(parts: Parts) -> Section | None:
    """Two groups compared; None where that was not asked for."""
    if "comparison" not in parts.found.tables:
        return None
    rows: list[tuple[Cell, ...]] = []
    for row, cited in parts.rows("comparison"):
        cells: list[Cell] = [f"{row['over']}, {GOVERNMENT[row['government_involved']]}"]
        for k in (1, 2):
            n = f"{row[f'active_pair_years{k}']:,} of {row[f'pair_years{k}']:,}"
            ends = interval(row[f"low{k}"], row[f"high{k}"])
            cells.append(f"{parts.names.group(row[f'group{k}'])}: {percent(row[f'likelihood{k}'])} ({ends}), {n}")
        for prefix in ("", "corrected_") if parts.corrected else ("",):
            cells.append(ratio(row, prefix))
        rows.append((*cells, cited))
    ratios = ("ratio", "corrected ratio") if parts.corrected else ("ratio",)
    headings = ("over", "first", "second", *ratios, "behind it")
    text = ("How many times the likelihood of the first group that of the second is, with 95 % intervals.",)
    return Section("comparison", "Comparison", text, "comparison", (Table("Comparison", headings, tuple(rows)),))


def activeness(parts: Parts) -> Section:
    """Active pairs by group, and the dormant ones by name."""
    rows: list[tuple[Cell, ...]] = [
        (
            parts.names.group(row["group"]),
            f"{row['active_pairs']:,} of {row['pairs']:,}",
            *parts.estimate(row, "share"),
            cited,
        )
        for row, cited in parts.by_group("activeness")
    ]
    headings = ("group", "active pairs", *parts.estimate_headings("share"), "behind it")
    pairs = parts.found.tables["pairs"]
    dormant = records(pairs[pairs["active"].eq(False)][["pair", "last_held"]])
    told = tuple(
        cut(r["pair"], LONGEST) + (f" (last held {r['last_held']:.0f})" if r["last_held"] is not None else "")
        for r in dormant[:MOST_NAMES]
    )
    title = f"{counted(len(dormant), 'dormant pair')}"
    if len(told) < len(dormant):
        title += f", the first {len(told):,} by name; all are in pairs.csv"
    table = Table("Active pairs by group", headings, tuple(rows), parts.groups_note("activeness"))
    text = ("Dormant is a pair of which no held event was found in these years.",)
    return Section("activeness", "Active and dormant pairs", text, "activeness", (table,), title, told)


def by_year(parts: Parts) -> Section:
    """All pairs by year, and the documents searched."""
    rows: list[tuple[Cell, ...]] = [
        (
            str(row["year"]),
            f"{row['active_pairs']:,} of {row['pairs']:,}",
            *parts.estimate(row, "likelihood"),
            *(f"{row[status]:,}" for status in ("held", "planned", "cancelled")),
            cited,
        )
        for row, cited in parts.rows("years", of_all)
    ]
    share = parts.estimate_headings("share")
    headings = ("year", "active pairs", *share, "held", "planned", "cancelled", "behind it")
    tables = [Table("All pairs by year; planned and cancelled events are no activity", headings, tuple(rows))]
    searched = records(parts.found.tables["coverage"])
    if searched:
        cells = tuple(
            (
                str(row["year"]),
                cut(str(row["source"] or ""), LONGEST),
                *(f"{row[name]:,}" for name in ("documents", "with_events", "events")),
                row["warning"] or "",
            )
            for row in searched[:MOST_ROWS]
        )
        headings = ("year", "source", "documents", "with events", "events", "warning")
        tables.append(Table("Documents searched", headings, cells, first(cells, searched, "coverage"), True))
    return Section("years", "Year by year", (), "years", tuple(tables))


def shares(parts: Parts) -> Section:
    """Shares of events by label and place, for each group."""
    headings = ("what", "among", "events", *parts.estimate_headings("share"), "behind it")
    tables = []
    for group in parts.groups:
        of_group = parts.rows("shares", lambda row, group=group: row["group"] == group)  # type: ignore[misc]
        told = [each for each in of_group if each[0]["dimension"] not in ATTRIBUTES]
        left_out = False
        for attribute in ATTRIBUTES if group == ALL else ():
            there = [each for each in of_group if each[0]["dimension"] == attribute]
            told += sorted(there, key=lambda each: -each[0]["events"])[:MOST_PLACES]
            left_out |= len(there) > MOST_PLACES
        cells: list[tuple[Cell, ...]] = []
        for row, cited in told:
            dimension = row["dimension"]
            what = cut(f"{_DIMENSIONS[dimension]}: {parts.names.value(dimension, row['value'])}", LONGEST)
            of = f"{row['events']:,} of {row['of']:,}"
            cells.append((what, row["among"], of, *parts.estimate(row, "share"), cited))
        note = f"The {MOST_PLACES} of each kind of place with the most events; all are in shares.csv."
        if cells:
            tables.append(
                Table(parts.names.group(group), headings, tuple(cells), note if left_out else "", folded=group != ALL)
            )
    text = () if tables else ("No event counts in these years.",)
    return Section("shares", "Shares of events", text, "shares", tuple(tables))


_DIMENSIONS = {
    "status": "status",
    "type": "type",
    "government_involved": "government",
    "subtype": "subtype",
    "field": "field",
    "initiative": "sends or travels",
    "country1": "country of side one",
    "country2": "country of side two",
    "province": "province",
    "kind": "kind of tie",
}
