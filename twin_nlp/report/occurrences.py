"""Events put to the pairs they belong to, with the labels that figures count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from twin_nlp.labels import EventType, Status
from twin_nlp.pairs import Pair
from twin_nlp.register import PairIndex
from twin_nlp.report.archive import Reported, YearFrom, year_of
from twin_nlp.report.crosswalk import Scheme, field_of
from twin_nlp.report.subtypes import suggested_subtype

Initiative = Literal["city1", "city2", "not told"]
INITIATIVES: tuple[Initiative, ...] = ("city1", "city2", "not told")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event of a pair; ``pair`` and ``event`` are numbers in the report's pairs and events.

    ``initiative`` is the side that sends or travels, "not told" also where it is mutual.
    ``by_place`` is False where one side was told by its name alone.
    """

    pair: int
    event: int
    year: int | None
    year_from: YearFrom
    type: EventType
    government_involved: bool
    status: Status
    initiative: Initiative
    subtype: str | None
    field: str | None
    by_place: bool = True


@dataclass(frozen=True, slots=True)
class Matched:
    """Occurrences by pair, as many as there are pairs, and the numbers of events that belong to none."""

    by_pair: tuple[tuple[Occurrence, ...], ...]
    unmatched: tuple[int, ...]


def matched(events: Sequence[Reported], pairs: Sequence[Pair], scheme: Scheme | None) -> Matched:
    """Put each event to every pair that has both of its places among the event's partners."""
    index = PairIndex(pairs)
    by_pair: list[list[Occurrence]] = [[] for _ in pairs]
    unmatched = []
    for number, report in enumerate(events):
        event = report.event
        found = index.pairs_of(event.partners)
        if not found:
            unmatched.append(number)
            continue
        year, year_from = year_of(event, report.published)
        subtype = suggested_subtype(event)
        field = field_of(scheme, event.type, subtype) if scheme else None
        senders = set(event.senders)
        for match in found:
            initiative = _initiative(bool(senders & match.ones), bool(senders & match.twos))
            by_pair[match.pair].append(
                Occurrence(
                    match.pair,
                    number,
                    year,
                    year_from,
                    event.type,
                    event.government_involved,
                    event.status,
                    initiative,
                    subtype,
                    field,
                    match.by_place,
                )
            )
    return Matched(tuple(map(tuple, by_pair)), tuple(unmatched))


def _initiative(one_sends: bool, two_sends: bool) -> Initiative:
    if one_sends == two_sends:
        return "not told"
    return "city1" if one_sends else "city2"
