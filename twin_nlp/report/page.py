"""What the page of a report says: headlines in words, tables with the way to the evidence, lists, and cautions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twin_nlp.report.evidence import Cited, Evidence, Timeline, cut
from twin_nlp.report.figures import ALL, ATTRIBUTES
from twin_nlp.report.wording import (
    GOVERNMENT,
    Names,
    counted,
    interval,
    largest_groups,
    percent,
    records,
    times,
)

if TYPE_CHECKING:
    from twin_nlp.report import Report

MOST_ROWS = 200
MOST_NAMES = 1_000
MOST_GROUPS = 15
MOST_PLACES = 30
_LONGEST = 160

Cell = str | Cited
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure in words with what is behind it."""

    text: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class Table:
    """A table of cells; ``note`` says what is left out, and a ``folded`` one is opened by hand."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; ``drawing`` names the one that belongs to it."""

    id: str
    title: str
    text: tuple[str, ...] = ()
    drawing: str | None = None
    tables: tuple[Table, ...] = ()
    names_title: str = ""
    names: tuple[str, ...] = ()


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
    return _Writer(found).page()


class _Writer:
    """Writes one page: what all of its parts need, looked up once."""

    def __init__(self, found: Report) -> None:
        self.found = found
        self.names = Names(found)
        self.evidence = Evidence(found, self.names)
        self.groups = largest_groups(found.tables["likelihood"], MOST_GROUPS)
        self.corrected = bool(found.material.checked)
        years = found.material.years
        self.years = f"{years[0]} to {years[-1]}" if len(years) > 1 else str(years[0])

    def page(self) -> Page:
        found = self.found
        material = found.material
        register = found.job.agreements.name if found.job.agreements else "the shipped register"
        about = (
            f"{counted(len(material.pairs), 'pair')} of {register}, "
            f"{counted(len(material.events), 'event')} of {found.job.events.name}."
        )
        sections = (
            self.likelihood(),
            self.comparison(),
            self.activeness(),
            self.by_year(),
            self.shares(),
            Section("map", "Map", ("Point at a line to see which pair it is.",), "map"),
            self.ties(),
            self.goods(),
            self.elsewhere(),
        )
        left_out = self.evidence.left_out
        return Page(
            f"Exchanges between twinned places, {self.years}",
            about,
            tuple(cut(warning, 3 * _LONGEST) for warning in found.warnings),
            tuple(self.headlines()),
            tuple(section for section in sections if section is not None),
            self.evidence.timelines,
            f"{counted(left_out, 'event')} had no room here, the older ones of each pair first: see timeline.csv."
            if left_out
            else "",
            (self.unmatched(),),
            tuple(f"{name}.csv" for name in found.tables),
        )

    # Parts that all tables share

    def rows(self, name: str, keep: Callable[[Row], bool] = lambda row: True) -> list[tuple[Row, Cited]]:
        """The rows of a table that are to be shown, each with the way to its evidence."""
        rows = records(self.found.tables[name])
        behind = self.found.behind[name]
        return [
            (row, self.evidence.cited(row["reports"] if "reports" in row else len(of), of))
            for row, of in zip(rows, behind, strict=True)
            if keep(row)
        ]

    def estimate(self, row: Row, name: str) -> tuple[str, ...]:
        """The cells of a share, with the corrected one where pairs were checked."""
        cells = (percent(row[name]), interval(row["low"], row["high"]))
        if not self.corrected:
            return cells
        return (*cells, percent(row["corrected"]), interval(row["corrected_low"], row["corrected_high"]))

    def estimate_headings(self, name: str) -> tuple[str, ...]:
        headings = (name, "95 % interval")
        return (*headings, "corrected", "95 % interval") if self.corrected else headings

    def groups_note(self, table: str) -> str:
        groups = self.found.tables["likelihood"]["group"].nunique() - 1
        shown = len(self.groups) - 1
        return f"The {shown} largest of {groups} groups; all are in {table}.csv." if 0 < shown < groups else ""

    # The parts

    def headlines(self) -> Iterable[Headline]:
        by_kind = {row["government_involved"]: (row, cited) for row, cited in self.rows("likelihood", _of_all)}
        for kind in ("yes", "no"):
            row, cited = by_kind[kind]
            yield Headline(
                f"In {percent(row['likelihood'])} of pair-years{self._ends(row)} a pair held at least one activity "
                f"{GOVERNMENT[kind]}: {row['active_pair_years']:,} of {row['pair_years']:,} pair-years "
                f"of {counted(row['pairs'], 'pair')}.",
                cited,
            )
        for row, cited in self.rows("activeness", _of_all):
            yield Headline(
                f"{row['active_pairs']:,} of {counted(row['pairs'], 'pair')} "
                f"({percent(row['share'])}{self._ends(row)}) held anything from {row['since']} to "
                f"{row['until']}; {row['dormant_pairs']:,} are dormant.",
                cited,
            )
        shares = self.rows("shares", _of_all)
        for dimension, words in (
            ("type", "Most frequent is the type {}"),
            ("initiative", "Most often {} sends or travels"),
        ):
            of = [(r, c) for r, c in shares if (r["dimension"], r["among"]) == (dimension, "held events")]
            of = [(r, c) for r, c in of if r["value"] != "not told"]
            if of:
                row, cited = max(of, key=lambda each: each[0]["events"])
                what = words.format(self.names.value(dimension, row["value"]))
                share = f"{percent(row['share'])}{self._ends(row)}"
                yield Headline(f"{what}: {row['events']:,} of {row['of']:,} held events, {share}.", cited)
        for row, cited in self.rows("comparison") if "comparison" in self.found.tables else ():
            if row["ratio"] is not None and row["government_involved"] != "either":
                yield Headline(self._contrast(row), cited)

    def _ends(self, row: Row) -> str:
        told = f" (95 % interval {interval(row['low'], row['high'])}"
        if self.corrected and row["corrected"] is not None:
            ends = interval(row["corrected_low"], row["corrected_high"])
            told += f"; corrected for wrong labels {percent(row['corrected'])}, {ends}"
        return told + ")"

    def _contrast(self, row: Row) -> str:
        one, two = (self.names.group(row[f"group{k}"]) for k in (1, 2))
        high = "no upper end" if row["ratio_high"] is None else times(row["ratio_high"])
        told = (
            f"{two} {times(row['ratio'])} times as often as {one} (95 % interval {times(row['ratio_low'])} to {high}), "
            f"over {row['over']}, {GOVERNMENT[row['government_involved']]}: "
            f"{percent(row['likelihood2'])} of {row['pair_years2']:,} pair-years beside "
            f"{percent(row['likelihood1'])} of {row['pair_years1']:,}"
        )
        if row.get("corrected_ratio") is not None:
            ends = f"{times(row['corrected_ratio_low'])} to {times(row['corrected_ratio_high'])}"
            told += f"; corrected for wrong labels {times(row['corrected_ratio'])} times, {ends}"
        return told + "."

    def likelihood(self) -> Section:
        rows: list[tuple[Cell, ...]] = [
            (
                self.names.group(row["group"]),
                GOVERNMENT[row["government_involved"]],
                f"{row['active_pair_years']:,} of {row['pair_years']:,}",
                *self.estimate(row, "likelihood"),
                cited,
            )
            for row, cited in self.rows("likelihood", self._shown)
        ]
        headings = ("group", "activity", "pair-years", *self.estimate_headings("likelihood"), "behind it")
        return Section(
            "likelihood",
            "Likelihood per pair and year",
            ("The share of the years of pairs in which at least one activity was held; years without any included.",),
            "likelihood",
            (Table("Likelihood by group", headings, tuple(rows), self.groups_note("likelihood")),),
        )

    def _shown(self, row: Row) -> bool:
        return row["group"] in self.groups

    def comparison(self) -> Section | None:
        if "comparison" not in self.found.tables:
            return None
        rows: list[tuple[Cell, ...]] = []
        for row, cited in self.rows("comparison"):
            cells: list[Cell] = [f"{row['over']}, {GOVERNMENT[row['government_involved']]}"]
            for k in (1, 2):
                n = f"{row[f'active_pair_years{k}']:,} of {row[f'pair_years{k}']:,}"
                ends = interval(row[f"low{k}"], row[f"high{k}"])
                cells.append(f"{self.names.group(row[f'group{k}'])}: {percent(row[f'likelihood{k}'])} ({ends}), {n}")
            for prefix in ("", "corrected_") if self.corrected else ("",):
                ends = f"{times(row[f'{prefix}ratio_low'])} to {times(row[f'{prefix}ratio_high'])}"
                cells.append(f"{times(row[f'{prefix}ratio'])} ({ends})")
            rows.append((*cells, cited))
        ratios = ("ratio", "corrected ratio") if self.corrected else ("ratio",)
        headings = ("over", "first", "second", *ratios, "behind it")
        text = ("How many times the likelihood of the first group that of the second is, with 95 % intervals.",)
        return Section("comparison", "Comparison", text, "comparison", (Table("Comparison", headings, tuple(rows)),))

    def activeness(self) -> Section:
        rows: list[tuple[Cell, ...]] = [
            (
                self.names.group(row["group"]),
                f"{row['active_pairs']:,} of {row['pairs']:,}",
                *self.estimate(row, "share"),
                cited,
            )
            for row, cited in self.rows("activeness", self._shown)
        ]
        headings = ("group", "active pairs", *self.estimate_headings("share"), "behind it")
        pairs = self.found.tables["pairs"]
        dormant = records(pairs[pairs["active"].eq(False)][["pair", "last_held"]])
        told = tuple(
            cut(r["pair"], _LONGEST) + (f" (last held {r['last_held']:.0f})" if r["last_held"] is not None else "")
            for r in dormant[:MOST_NAMES]
        )
        title = f"{counted(len(dormant), 'dormant pair')}"
        if len(told) < len(dormant):
            title += f", the first {len(told):,} by name; all are in pairs.csv"
        table = Table("Active pairs by group", headings, tuple(rows), self.groups_note("activeness"))
        text = ("Dormant is a pair of which no held event was found in these years.",)
        return Section("activeness", "Active and dormant pairs", text, "activeness", (table,), title, told)

    def by_year(self) -> Section:
        rows: list[tuple[Cell, ...]] = [
            (
                str(row["year"]),
                f"{row['active_pairs']:,} of {row['pairs']:,}",
                *self.estimate(row, "likelihood"),
                *(f"{row[status]:,}" for status in ("held", "planned", "cancelled")),
                cited,
            )
            for row, cited in self.rows("years", _of_all)
        ]
        share = self.estimate_headings("share")
        headings = ("year", "active pairs", *share, "held", "planned", "cancelled", "behind it")
        tables = [Table("All pairs by year; planned and cancelled events are no activity", headings, tuple(rows))]
        searched = records(self.found.tables["coverage"])
        if searched:
            cells = tuple(
                (
                    str(row["year"]),
                    cut(str(row["source"] or ""), _LONGEST),
                    *(f"{row[name]:,}" for name in ("documents", "with_events", "events")),
                    row["warning"] or "",
                )
                for row in searched[:MOST_ROWS]
            )
            headings = ("year", "source", "documents", "with events", "events", "warning")
            tables.append(Table("Documents searched", headings, cells, _first(cells, searched, "coverage"), True))
        return Section("years", "Year by year", (), "years", tuple(tables))

    def shares(self) -> Section:
        headings = ("what", "among", "events", *self.estimate_headings("share"), "behind it")
        tables = []
        for group in self.groups:
            cells: list[tuple[Cell, ...]] = []
            left_out = False
            places: dict[str, int] = {}
            for row, cited in self.rows("shares", lambda row, group=group: row["group"] == group):  # type: ignore[misc]
                dimension = row["dimension"]
                if dimension in ATTRIBUTES:
                    places[dimension] = places.get(dimension, 0) + 1
                    if group != ALL or places[dimension] > MOST_PLACES:
                        left_out |= group == ALL
                        continue
                what = cut(f"{_DIMENSIONS[dimension]}: {self.names.value(dimension, row['value'])}", _LONGEST)
                of = f"{row['events']:,} of {row['of']:,}"
                cells.append((what, row["among"], of, *self.estimate(row, "share"), cited))
            note = f"The first {MOST_PLACES} of each kind of place; all are in shares.csv." if left_out else ""
            if cells:
                tables.append(Table(self.names.group(group), headings, tuple(cells), note, folded=group != ALL))
        text = () if tables else ("No event counts in these years.",)
        return Section("shares", "Shares of events", text, "shares", tuple(tables))

    def ties(self) -> Section:
        rows: list[tuple[Cell, ...]] = [
            (
                str(row["year"]),
                *(f"{row[k]:,}" for k in ("made_in_register", "ended_in_register", "signings_told", "endings_told")),
                cited,
            )
            for row, cited in self.rows("ties", _of_all)
        ]
        headings = (
            "year",
            "made, by the register",
            "ended, by the register",
            "signings told",
            "endings told",
            "behind it",
        )
        return Section("ties", "Ties made and ended", tables=(Table("All pairs by year", headings, tuple(rows)),))

    def goods(self) -> Section:
        all_ = self.found.tables["goods"]
        rows = tuple(
            (
                str(row["year"]),
                cut(row["pair"], _LONGEST),
                self.names.value("initiative", row["given_by"]),
                cut(row["text"], _LONGEST),
                cited,
            )
            for row, cited in self.rows("goods")[:MOST_ROWS]
        )
        headings = ("year", "pair", "given by", "goods", "behind it")
        tables = (
            (Table("Goods given in held events", headings, rows, _first(rows, all_, "goods"), True),) if rows else ()
        )
        return Section("goods", "Goods given", () if rows else ("None were told.",), tables=tables)

    def elsewhere(self) -> Section:
        totals = [(row, cited) for row, cited in self.rows("elsewhere_totals") if row["elsewhere"]]
        text = (
            "Places of side two that gave to or visited partners in other countries, and whether they did so here too.",
            *(() if totals else ("None did in the events that were found.",)),
        )
        cells = tuple(
            (
                self.names.country(row["own_country"]),
                f"{row['activity']} elsewhere: {row['elsewhere']:,} of {counted(row['places'], 'place')}",
                f"{row['elsewhere_and_active_here']:,}",
                f"{row['of_these_here_too']:,}",
                percent(row["share"]),
                interval(row["low"], row["high"]),
                cited,
            )
            for row, cited in totals[:MOST_ROWS]
        )
        headings = (
            "here",
            "places",
            "of these active here",
            "of these here too",
            "share",
            "95 % interval",
            "behind it",
        )
        tables = [Table("How many", headings, cells, _first(cells, totals, "elsewhere_totals"))] if cells else []
        places = self.rows("elsewhere", lambda row: bool(row["gave_elsewhere"] or row["visited_elsewhere"]))
        rows = tuple(
            (
                cut(row["place"], _LONGEST),
                cut(row["partners_here"], _LONGEST),
                f"{row['gave_here']} here, {row['gave_elsewhere']} elsewhere",
                f"{row['visited_here']} here, {row['visited_elsewhere']} elsewhere",
                self._countries(row["gave_countries"], row["visited_countries"]),
                cited,
            )
            for row, cited in places[:MOST_ROWS]
        )
        if rows:
            columns = ("place", "partners here", "gave", "visited", "countries", "behind it")
            tables.append(Table("Which places", columns, rows, _first(rows, places, "elsewhere"), folded=True))
        return Section("elsewhere", "Partners elsewhere", text, tables=tuple(tables))

    def _countries(self, *listed: str) -> str:
        codes = dict.fromkeys(code for each in listed for code in each.split("; ") if code)
        return cut(", ".join(map(self.names.country, codes)), _LONGEST)

    def unmatched(self) -> Section:
        all_ = self.found.tables["unmatched"]
        rows = tuple(
            (
                row["reason"],
                cut(row["places"], _LONGEST),
                str(row["date"] or row["published"] or ""),
                cut(row["evidence"]),
                cut(row["doc_ids"], _LONGEST),
            )
            for row in records(all_.head(MOST_ROWS))
        )
        share = f"{counted(len(all_), 'event')} of {len(self.found.material.events):,} belong to no pair"
        text = (
            f"{share} and count in no figure. Look here first when figures seem low."
            if len(all_)
            else "There are none."
        )
        headings = ("reason", "places", "date", "sentences", "documents")
        tables = (Table("Events of no pair", headings, rows, _first(rows, all_, "unmatched"), True),) if rows else ()
        return Section("unmatched", "Events of no pair", (text,), tables=tables)


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


def _of_all(row: Row) -> bool:
    return bool(row["group"] == ALL)


def _first(shown: Sequence[object], of: Any, table: str) -> str:
    return f"The first {len(shown):,} of {len(of):,}; all are in {table}.csv." if len(shown) < len(of) else ""
