"""What the page of a report is made of, and what all of its parts need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twin_nlp.report.evidence import Anchor, Cited, Evidence
from twin_nlp.report.figures import ALL
from twin_nlp.report.wording import Names, interval, largest_groups, percent, records, span

if TYPE_CHECKING:
    from twin_nlp.report import Report

MOST_ROWS = 200
MOST_GROUPS = 15
LONGEST = 160

Cell = str | Cited | Anchor
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


class Parts:
    """A report with what all parts of its page need, looked up once."""

    def __init__(self, found: Report) -> None:
        self.found = found
        self.names = Names(found)
        self.evidence = Evidence(found, self.names)
        self.groups = largest_groups(found.tables["likelihood"], MOST_GROUPS)
        self.corrected = bool(found.material.checked)
        self.years = span(found.material.years)

    def rows(self, name: str, keep: Callable[[Row], bool] = lambda row: True) -> list[tuple[Row, Cited]]:
        """The rows of a table that are to be shown, each with the way to its evidence."""
        rows = records(self.found.tables[name])
        behind = self.found.behind[name]
        return [
            (row, self.evidence.cited(row["reports"] if "reports" in row else self._reports(of), of))
            for row, of in zip(rows, behind, strict=True)
            if keep(row)
        ]

    def _reports(self, behind: Sequence[int]) -> int:
        return self.found.material.reports(set(map(int, behind)))

    def estimate(self, row: Row, name: str) -> tuple[str, ...]:
        """The cells of a share, with the corrected one where pairs were checked."""
        cells = (percent(row[name]), interval(row["low"], row["high"]))
        if not self.corrected:
            return cells
        return (*cells, percent(row["corrected"]), interval(row["corrected_low"], row["corrected_high"]))

    def estimate_headings(self, name: str) -> tuple[str, ...]:
        """The headings of those cells."""
        headings = (name, "95 % interval")
        return (*headings, "corrected", "95 % interval") if self.corrected else headings

    def groups_note(self, table: str) -> str:
        """What is told where not all groups are shown."""
        groups = self.found.tables["likelihood"]["group"].nunique() - 1
        shown = len(self.groups) - 1
        return f"The {shown} largest of {groups} groups; all are in {table}.csv." if 0 < shown < groups else ""

    def by_group(self, name: str) -> list[tuple[Row, Cited]]:
        """The rows of the groups that the page has room for, in their order."""
        rows = self.rows(name, lambda row: row["group"] in self.groups)
        return sorted(rows, key=lambda each: self.groups.index(each[0]["group"]))


def of_all(row: Row) -> bool:
    """Whether a row is of all pairs."""
    return bool(row["group"] == ALL)


def first(shown: Sequence[object], of: Any, table: str) -> str:
    """What is told where a table is cut."""
    return f"The first {len(shown):,} of {len(of):,}; all are in {table}.csv." if len(shown) < len(of) else ""
