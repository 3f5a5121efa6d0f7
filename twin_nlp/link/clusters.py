"""Reports put together into events: average linkage that never joins what can't be one event."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from twin_nlp.link.blocking import SLACK_DAYS
from twin_nlp.link.reports import Report

HISTORY_SLACK_DAYS = 7
"""A paper may still announce what another has already seen."""
_ROUNDED = 9


@dataclass(frozen=True, slots=True)
class Merge:
    """One step: the two reports of the joined groups that are likeliest one event, and the groups' mean probability.

    ``decided`` is true where a person merged them.
    """

    one: int
    other: int
    probability: float
    decided: bool = False


@dataclass(slots=True)
class _Group:
    """Reports taken for one event, with what says whether others can be of it."""

    members: list[int]
    documents: set[str]
    latest_start: int | None
    earliest_end: int | None
    held: int | None
    """The first publication that tells it held."""
    open: int | None
    """The last publication that tells it planned or cancelled."""
    links: dict[int, float] = field(default_factory=dict)
    """Sums of the probabilities of pairs with other groups."""
    apart: set[int] = field(default_factory=set)


def _group(at: int, report: Report) -> _Group:
    held = report.published if report.status == "held" else None
    waiting = report.published if report.status != "held" else None
    start, end = (report.start, report.end) if report.dated else (None, None)
    return _Group([at], {report.doc_id}, start, end, held, waiting)


def _past(first: int | None, second: int | None, slack: int) -> bool:
    return first is not None and second is not None and first - second > slack


def _conflict(a: _Group, b: _Group) -> bool:
    """Whether any report of one and any of the other can't be of one event."""
    return (
        not a.documents.isdisjoint(b.documents)
        or _past(a.latest_start, b.earliest_end, SLACK_DAYS)
        or _past(b.latest_start, a.earliest_end, SLACK_DAYS)
        or _past(a.open, b.held, HISTORY_SLACK_DAYS)
        or _past(b.open, a.held, HISTORY_SLACK_DAYS)
    )


def can_link(a: Report, b: Report) -> bool:
    """Whether two reports can be of one event.

    They can't where one document tells them as two events, where the dates that they tell lie more than
    :data:`twin_nlp.link.blocking.SLACK_DAYS` apart, or where one announces or calls off what the other, published
    more than :data:`HISTORY_SLACK_DAYS` before it, tells as held.
    """
    return not _conflict(_group(0, a), _group(1, b))


def _least(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)


def _most(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else max(a, b)


class Clustering:
    """Agglomeration by average linkage (Sokal and Michener 1958) under constraints.

    The two groups with the highest mean probability over all their pairs are joined first, as long as it reaches
    the threshold; a pair that was never compared counts as 0. Two groups of which any reports can't be of one
    event are never joined, nor are those that a person keeps apart. What a person merges is joined before all else,
    whatever the rules say.

    Parameters
    ----------
    reports : sequence of Report
        In an order that doesn't depend on the input's, as it decides between equals.
    linked : mapping of (int, int) to float
        The probability of each pair that was compared, smaller index first.
    threshold : float
    together, apart : iterable of (int, int)
        A person's decisions.
    """

    def __init__(
        self,
        reports: Sequence[Report],
        linked: Mapping[tuple[int, int], float],
        threshold: float,
        together: Iterable[tuple[int, int]] = (),
        apart: Iterable[tuple[int, int]] = (),
    ) -> None:
        self._groups: dict[int, _Group] = {at: _group(at, report) for at, report in enumerate(reports)}
        self._of = list(range(len(reports)))
        self._linked = linked
        self._threshold = threshold
        for one, other in apart:
            self._groups[one].apart.add(other)
            self._groups[other].apart.add(one)
        for (one, other), probability in sorted(linked.items()):
            self._groups[one].links[other] = probability
            self._groups[other].links[one] = probability
        self.merges: list[Merge] = []
        for one, other in together:
            if self._of[one] != self._of[other]:
                self.merges.append(Merge(one, other, 1.0, decided=True))
                self._join(self._of[one], self._of[other])
        self._agglomerate()

    def groups(self) -> Iterator[list[int]]:
        """The reports of each event, in order."""
        for group in self._groups.values():
            yield sorted(group.members)

    def _agglomerate(self) -> None:
        heap = [self._entry(a, b) for a, group in self._groups.items() for b in group.links if a < b]
        heap = [entry for entry in heap if -entry[0] >= self._threshold]
        heapq.heapify(heap)
        while heap:
            key = heapq.heappop(heap)
            _, a, b = key
            if a not in self._groups or b not in self._groups or self._entry(a, b) != key:
                continue
            one, other = self._groups[a], self._groups[b]
            if b in one.apart or _conflict(one, other):
                continue
            self.merges.append(self._likeliest(one, other, -key[0]))
            kept = self._join(a, b)
            for neighbour in self._groups[kept].links:
                entry = self._entry(*sorted((kept, neighbour)))
                if -entry[0] >= self._threshold:
                    heapq.heappush(heap, entry)

    def _entry(self, a: int, b: int) -> tuple[float, int, int]:
        one, other = self._groups[a], self._groups[b]
        mean = one.links[b] / (len(one.members) * len(other.members))
        return -round(mean, _ROUNDED), a, b

    def _likeliest(self, one: _Group, other: _Group, mean: float) -> Merge:
        crossing = ((a, b) if a < b else (b, a) for a in one.members for b in other.members)
        best = max((pair for pair in crossing if pair in self._linked), key=lambda p: (self._linked[p], -p[0], -p[1]))
        return Merge(*best, mean)

    def _join(self, a: int, b: int) -> int:
        """Join two groups under the smaller number, which is returned."""
        a, b = sorted((a, b))
        kept, gone = self._groups[a], self._groups.pop(b)
        for at in gone.members:
            self._of[at] = a
        kept.members += gone.members
        kept.documents |= gone.documents
        kept.latest_start = _most(kept.latest_start, gone.latest_start)
        kept.earliest_end = _least(kept.earliest_end, gone.earliest_end)
        kept.held, kept.open = _least(kept.held, gone.held), _most(kept.open, gone.open)
        kept.links.pop(b, None)
        for neighbour, total in gone.links.items():
            if neighbour == a:
                continue
            theirs = self._groups[neighbour].links
            theirs.pop(b)
            kept.links[neighbour] = theirs[a] = kept.links.get(neighbour, 0.0) + total
        for neighbour in gone.apart:
            self._groups[neighbour].apart.discard(b)
            if neighbour != a:
                self._groups[neighbour].apart.add(a)
                kept.apart.add(neighbour)
        kept.apart -= {a, b}
        return a
