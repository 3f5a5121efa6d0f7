"""What a report counts: for each pair a numerator and a denominator, summed over the pairs of a group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from twin_nlp.errors import InputError
from twin_nlp.pairs import Pair
from twin_nlp.report.archive import Reported
from twin_nlp.report.correction import Counts, corrected_ratio
from twin_nlp.report.estimates import Estimate, ratio
from twin_nlp.report.occurrences import Occurrence

ALL = "all"
NOT_KNOWN = "not known"
BEHIND = "behind"
"""The column with the numbers of the events behind a row; it is taken off before a table is written."""

Measure = Callable[[Pair, Sequence[Occurrence]], tuple[float, float]]
"""The numerator and denominator that a pair with these events adds."""

Condition = Callable[[Pair, Occurrence], bool]

Value = Callable[[Pair, Occurrence], Hashable]
"""What an event of a pair is told apart by."""

ATTRIBUTES: Mapping[str, Callable[[Pair], str | None]] = {
    "country1": lambda pair: pair.one.country,
    "country2": lambda pair: pair.two.country,
    "province": lambda pair: pair.province,
    "kind": lambda pair: pair.kind,
}
"""What pairs can be grouped by."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio of a group: as labelled, and corrected where pairs were checked."""

    numerator: float
    denominator: float
    found: Estimate | None
    corrected: Estimate | None


@dataclass(frozen=True, slots=True)
class Material:
    """What figures are counted from.

    ``found`` holds each pair's events as labelled, ``checked`` those of checked pairs as a person corrected
    them, by number of the pair.
    """

    pairs: tuple[Pair, ...]
    events: tuple[Reported, ...]
    found: tuple[tuple[Occurrence, ...], ...]
    checked: Mapping[int, tuple[Occurrence, ...]]
    years: range

    def figure(self, members: Sequence[int], measure: Measure) -> Figure:
        """The ratio of a group of pairs, given by their numbers."""
        checked = self._checked(members)
        found = _counts([measure(self.pairs[m], self.found[m]) for m in members])
        return self._figure(members, found, _counts([measure(self.pairs[m], self.checked[m]) for m in checked]))

    def shares(
        self, members: Sequence[int], among: Condition, value: Value, weights: Mapping[int, float]
    ) -> Callable[[Hashable], Figure]:
        """The share that each value has of the events of a group that meet a condition, all counted in one pass."""
        found = _tallied([(self.pairs[m], self.found[m]) for m in members], among, value, weights)
        checked = [(self.pairs[m], self.checked[m]) for m in self._checked(members)]
        right = _tallied(checked, among, value, weights)
        return lambda of: self._figure(members, found(of), right(of))

    def _checked(self, members: Sequence[int]) -> list[int]:
        return [m for m in members if m in self.checked]

    def _figure(self, members: Sequence[int], found: Counts, right: Counts) -> Figure:
        corrected = None
        if at := [i for i, m in enumerate(members) if m in self.checked]:
            has_events = np.array([bool(self.found[m]) for m in members], np.bool_)
            corrected = corrected_ratio(found, has_events, np.array(at, np.intp), right)
        return Figure(
            float(found.numerators.sum()),
            float(found.denominators.sum()),
            ratio(found.numerators, found.denominators),
            corrected,
        )

    def counts(self, pair: Pair, occurrence: Occurrence) -> bool:
        """Whether an event's year is one of the report's, with the tie in place."""
        year = occurrence.year
        return year is not None and year in self.years and pair.in_place(year)

    def held(self, pair: Pair, occurrence: Occurrence) -> bool:
        """Whether an event is activity: it counts, and was held."""
        return occurrence.status == "held" and self.counts(pair, occurrence)

    def behind(self, members: Sequence[int], condition: Condition) -> set[int]:
        """The numbers of the events of a group that meet a condition."""
        return {o.event for m in members for o in self.found[m] if condition(self.pairs[m], o)}

    def by_value(self, members: Sequence[int], among: Condition, value: Value) -> defaultdict[Hashable, set[int]]:
        """The numbers of the events of a group that meet a condition, by their value."""
        found: defaultdict[Hashable, set[int]] = defaultdict(set)
        for m in members:
            for occurrence in self.found[m]:
                if among(self.pairs[m], occurrence):
                    found[value(self.pairs[m], occurrence)].add(occurrence.event)
        return found

    def reports(self, events: set[int]) -> int:
        """The number of documents that report these events."""
        return len({doc_id for event in events for doc_id in self.events[event].doc_ids})

    def cited(self, events: set[int]) -> dict[str, Any]:
        """What a row of figures has for these events: the number of documents, and the events under BEHIND."""
        return {"reports": self.reports(events), BEHIND: np.array(sorted(events), np.int32)}

    def weights(self, members: Sequence[int]) -> dict[int, float]:
        """One by the number of the group's pairs that each event counts for, so that none counts twice."""
        times: dict[int, int] = defaultdict(int)
        for m in members:
            for occurrence in self.found[m]:
                times[occurrence.event] += self.counts(self.pairs[m], occurrence)
        return {event: 1 / max(1, n) for event, n in times.items()}


def _counts(rows: Sequence[tuple[float, float]]) -> Counts:
    cells = np.array(rows, float).reshape(-1, 2)
    return Counts(cells[:, 0], cells[:, 1])


def likelihood(years: range, government_involved: bool | None) -> Measure:
    """The years of a pair with at least one held event, of the years at risk; None takes any event."""

    def measure(pair: Pair, occurrences: Sequence[Occurrence]) -> tuple[float, float]:
        at_risk = pair.at_risk(years)
        if not occurrences:
            return 0, len(at_risk)
        active = {
            o.year for o in occurrences if o.status == "held" and government_involved in (None, o.government_involved)
        }
        return len(active.intersection(at_risk)), len(at_risk)

    return measure


def activeness(years: range) -> Measure:
    """Whether a pair whose tie was there had a held event in these years."""
    yearly = likelihood(years, None)

    def measure(pair: Pair, occurrences: Sequence[Occurrence]) -> tuple[float, float]:
        active, at_risk = yearly(pair, occurrences)
        return float(active > 0), float(at_risk > 0)

    return measure


def _tallied(
    rows: Sequence[tuple[Pair, Sequence[Occurrence]]], among: Condition, value: Value, weights: Mapping[int, float]
) -> Callable[[Hashable], Counts]:
    """For a value, what each pair adds to its share: its events of the value, of those that meet the condition."""
    denominators = np.zeros(len(rows))
    numerators: dict[Hashable, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for i, (pair, occurrences) in enumerate(rows):
        for occurrence in occurrences:
            if among(pair, occurrence):
                weight = weights[occurrence.event]
                denominators[i] += weight
                numerators[value(pair, occurrence)][i] += weight

    def counts(of: Hashable) -> Counts:
        told = np.zeros(len(rows))
        for i, number in numerators[of].items():
            told[i] = number
        return Counts(told, denominators)

    return counts


def groups(pairs: Sequence[Pair], attribute: str) -> dict[str, list[int]]:
    """The numbers of all pairs under "all", then those with each value of an attribute, in order."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        found[ATTRIBUTES[attribute](pair) or NOT_KNOWN].append(number)
    return {ALL: list(range(len(pairs))), **{value: found[value] for value in sorted(found)}}


def years_of(text: str) -> range:
    """The years of "2015-2019" or "2017"; raises :class:`InputError` for anything else."""
    first, _, last = text.partition("-")
    try:
        years = range(int(first), int(last or first) + 1)
    except ValueError:
        years = range(0)
    if not years or not all(len(year.strip()) == 4 for year in (first, last or first)):
        raise InputError(f"--years must be a year or a range such as 2015-2019, found {text!r}")
    return years
