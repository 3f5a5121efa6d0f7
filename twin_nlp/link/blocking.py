"""Which reports are compared at all: those of one pair of places whose dates can go together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from twin_nlp.link.places import PlaceName, same_pair
from twin_nlp.link.reports import Report

SLACK_DAYS = 60
"""How far apart two reports may date one event: a shipment's departure and its arrival are weeks apart."""
MOST_COMPARED = 200
"""With how many of the reports that begin before it one is compared, the nearest first.

Bounds the work for a pair of places with thousands of reports of one year; few archives reach it.
"""


def candidates(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Pairs of reports (indices, the smaller first) of one pair of places and of dates that can go together.

    Each pair comes once. Reports that name no partner have none.
    """
    members: dict[tuple[PlaceName, ...], list[int]] = defaultdict(list)
    for at, report in enumerate(reports):
        members[report.places].append(at)
    for indices in members.values():
        indices.sort(key=lambda at: (reports[at].start, at))
    for one, other in _compatible(list(members)):
        if one == other:
            yield from _meeting(reports, members[one], ())
        else:
            yield from _meeting(reports, members[one], members[other])


def _compatible(partners: Sequence[tuple[PlaceName, ...]]) -> Iterator[tuple[tuple[PlaceName, ...], ...]]:
    """Each combination of partners with itself, and with every other that can be of the same exchange."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for number, places in enumerate(partners):
        if places:
            yield places, places
        for key in frozenset[str]().union(*(place.keys() for place in places)):
            by_key[key].append(number)
    seen: set[tuple[int, int]] = set()
    for numbers in by_key.values():
        for pair in combinations(numbers, 2):
            if pair not in seen:
                seen.add(pair)
                if same_pair(partners[pair[0]], partners[pair[1]]):
                    yield partners[pair[0]], partners[pair[1]]


def _meeting(reports: Sequence[Report], ones: Sequence[int], others: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs across two lists, or within ``ones`` where ``others`` is empty, by a sweep over their first days."""
    within = not others
    active: tuple[list[int], list[int]] = ([], [])
    queue = sorted(
        ((reports[at].start, at, side) for side, listed in enumerate((ones, others)) for at in listed),
    )
    for start, at, side in queue:
        facing = active[side if within else 1 - side]
        facing[:] = [other for other in facing if reports[other].end + SLACK_DAYS >= start]
        for other in facing[-MOST_COMPARED:]:
            yield (other, at) if other < at else (at, other)
        active[side].append(at)
