"""Twinned places as they are written down in a register, and as pairs of known places."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from twin_nlp.records import Place

Named = TypeVar("Named")


@dataclass(frozen=True, slots=True)
class Agreement:
    """One row of a register as written; ``where`` is its file and row, ``province`` is that of ``city1``.

    ``since`` and ``until`` are the first and the last year of the tie.
    """

    city1: str
    country1: str
    city2: str
    country2: str
    kind: str | None
    since: int | None
    until: int | None
    province: str | None
    where: str


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair; ``place`` is None where no gazetteer knows the name. ``country`` is ISO 3166-1 alpha-2."""

    name: str
    country: str | None
    place: Place | None

    @property
    def admin1(self) -> str | None:
        """The state, province or prefecture, where it is known."""
        return self.place.admin1 if self.place else None

    def __str__(self) -> str:
        admin1 = self.admin1 if self.place and self.place.kind != "admin1" else None
        return ", ".join(part for part in (self.name, admin1, self.country) if part)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places with a tie. Side one is the register's own side; ``province`` is side one's."""

    one: Side
    two: Side
    kind: str | None = None
    since: int | None = None
    until: int | None = None
    province: str | None = None

    def at_risk(self, years: range) -> range:
        """Those of the years in which the tie was there; an end that the register doesn't name is open."""
        first = years.start if self.since is None else max(years.start, self.since)
        stop = years.stop if self.until is None else min(years.stop, self.until + 1)
        return range(first, max(first, stop))

    def in_place(self, year: int) -> bool:
        """Whether the tie was there in a year."""
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)

    def __str__(self) -> str:
        return f"{self.one} - {self.two}"


def identity(place: Place) -> Hashable:
    """What a place is known by, whichever spelling or build of the gazetteer it comes from."""
    return place.geonames_id or (place.name, place.country, place.admin1, place.kind)


def shared(wanted: Sequence[Named], there: Sequence[Named], same: Callable[[Named, Named], bool]) -> int:
    """How many of the wanted names are there, one to one, each taking the first that is the same and still free."""
    free = list(there)
    hits = 0
    for name in wanted:
        at = next((i for i, other in enumerate(free) if same(name, other)), None)
        if at is not None:
            free.pop(at)
            hits += 1
    return hits
