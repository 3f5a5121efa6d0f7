"""The events that a page has room for, pair by pair, and the way from figures to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any

from twin_nlp.report.wording import GOVERNMENT, Names, counted, records, span

if TYPE_CHECKING:
    from twin_nlp.report import Report

MOST_EVENTS = 1_500
MOST_UNMATCHED = 200
MOST_LINKS = 100
_LONGEST = 400
_LONGEST_LIST = 120


@dataclass(frozen=True, slots=True)
class Cited:
    """The number of reports behind a figure, the numbers of their events on the page, and how many are not there."""

    reports: int
    numbers: tuple[int, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """The number on the page of an event, where its sentences stand."""

    anchor: int


@dataclass(frozen=True, slots=True)
class Told:
    """An event as the page tells it; ``anchor`` is None where it stands under another pair already."""

    number: int
    anchor: str | None
    when: str
    labels: tuple[str, ...]
    said: str
    documents: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events of a pair in order of time; ``more`` older ones are left out."""

    pair: str
    summary: str
    events: tuple[Told, ...]
    more: int


def cut(text: str, most: int = _LONGEST) -> str:
    """A text that a page has room for."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


class Evidence:
    """The events that the page lists: each pair's latest, as many of each as there is room for, and some of no pair.

    ``numbers`` has the number on the page of each of them, ``unmatched`` those of the first events of no pair.
    """

    def __init__(self, found: Report, names: Names) -> None:
        lengths = [len(of_pair) for of_pair in found.material.found]
        ranked = sorted((age, -n, m) for m, n in enumerate(lengths) for age in range(min(n, MOST_EVENTS)))
        kept = Counter(m for _, _, m in ranked[:MOST_EVENTS])
        pairs = sorted(kept)
        ends = list(accumulate(lengths))
        chosen = [row for m in pairs for row in range(ends[m] - kept[m], ends[m])]
        events = [int(found.behind["timeline"][row][0]) for row in chosen]
        self.numbers: dict[int, int] = {}
        told = []
        for event, row in zip(events, records(found.tables["timeline"].iloc[chosen]), strict=True):
            fresh = event not in self.numbers
            number = self.numbers.setdefault(event, len(self.numbers) + 1)
            told.append(_told(row, number, f"e{number}" if fresh else None, names))
        rows, years = iter(told), span(found.material.years)
        self.timelines = tuple(
            _timeline(pair, years, tuple(islice(rows, kept[m])), lengths[m] - kept[m])
            for m, pair in zip(pairs, records(found.tables["pairs"].iloc[pairs]), strict=True)
        )
        of_no_pair = [int(behind[0]) for behind in found.behind["unmatched"][:MOST_UNMATCHED]]
        self.unmatched = tuple(self.numbers.setdefault(event, len(self.numbers) + 1) for event in of_no_pair)
        self.left_out = sum(lengths) - len(told)

    def cited(self, reports: int, behind: Sequence[int]) -> Cited:
        """The way from a figure to the events behind it."""
        here = sorted(self.numbers[event] for event in map(int, behind) if event in self.numbers)
        return Cited(reports, tuple(here[:MOST_LINKS]), len(behind) - len(here[:MOST_LINKS]))


def _timeline(pair: dict[str, Any], years: str, events: tuple[Told, ...], more: int) -> Timeline:
    state = {True: "active", False: "dormant", None: "no tie in the recent years"}[pair["active"]]
    summary = f"{years}: {pair['held']} held, {pair['planned']} planned, {pair['cancelled']} cancelled; {state}"
    return Timeline(cut(str(pair["pair"]), _LONGEST_LIST), summary, events, more)


def _told(row: dict[str, Any], number: int, anchor: str | None, names: Names) -> Told:
    sides = names.value("initiative", row["initiative"])
    labels = (
        row["subtype"] or row["type"],
        GOVERNMENT["yes" if row["government_involved"] else "no"],
        row["status"],
        f"{sides} sends" if row["initiative"] != "not told" else "",
        cut(row["participants"], _LONGEST_LIST),
        cut(row["goods"], _LONGEST_LIST),
        f"history: {cut(row['history'], _LONGEST_LIST)}" if row["history"] else "",
        "" if row["counted"] else "in no figure: outside the years of the report or of the tie",
        "matched by one name" if row["matched_by"] == "name" else "",
        "to be reviewed" if row["needs_review"] else "",
    )
    when = row["date"] if row["year_from"] == "date" else f"published {row['published'] or 'at a time not told'}"
    documents = f"{counted(row['reports'], 'report')}: {cut(row['doc_ids'], _LONGEST_LIST)}"
    return Told(number, anchor, when, tuple(filter(None, labels)), cut(row["evidence"]), documents)
