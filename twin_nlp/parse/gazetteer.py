"""The gazetteer: which places a name can stand for, and which pairs of places are known to be twinned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from itertools import accumulate
from typing import Any, Protocol, Self, cast

from twin_nlp.labels import PlaceKind
from twin_nlp.parse.folding import name_key
from twin_nlp.records import Place


class Tables(Protocol):
    """Lines of the gazetteer by section, as ``twin_nlp.formats.gazetteer_file`` reads them."""

    @property
    def entries(self) -> list[str]: ...  # noqa: D102
    @property
    def flags(self) -> list[str]: ...  # noqa: D102
    @property
    def pairs(self) -> list[str]: ...  # noqa: D102
    @property
    def given(self) -> list[str]: ...  # noqa: D102
    @property
    def demonyms(self) -> list[str]: ...  # noqa: D102
    @property
    def extra(self) -> list[str]: ...  # noqa: D102


# How much a reading counts by its kind against its population: a province bears its people's number, but
# a bare name mostly means the city; a user's own place comes before everything.
_ADMIN1_WEIGHT = 0.15
_ALIAS_WEIGHT = 0.2
_COUNTRY_WEIGHT = 1000.0
_OWN_RANK = 1e15


class Gazetteer:
    """Places by name, with the pairs of the register of ties.

    Built from tables by :meth:`from_tables`. Entries are known by
    number; :meth:`place` gives the record. Pickling carries the tables, and the rest is built anew.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        own = len(tables.entries)
        self._lines: list[str] = tables.entries + tables.extra
        self._places: dict[int, Place] = {}
        self._ranks: dict[int, float] = {}
        self._numbers: dict[Place, frozenset[int]] = {}
        # One number stands bare: a list for each of 150,000 names would cost a third of the loading time.
        names: dict[str, int | list[int]] = {}
        for number, line in enumerate(tables.entries):
            columns = line.split("\t")
            count = len(columns)
            keys = columns[8].split("|") if count > 8 and columns[8] else []
            if keys and keys[0] == "-":
                del keys[0]
            else:
                keys.append(columns[0].lower())
            for key in keys:
                _add(names, key, number)
            if count > 9:
                for key in columns[9].split("|"):
                    # An alias is told from a main name by its sign; ~number undoes it.
                    _add(names, key, ~number)
        for number, line in enumerate(tables.extra, own):
            columns = line.split("\t")
            for name in (columns[0], *columns[9].split("|")):
                if key := name_key(name):
                    _add(names, key, number)
        # The stop of "St." leaves a second space in the text that names are looked for in.
        for key in [k for k in names if k.startswith(("st ", "ste ", "mt ", "ft "))]:
            names[key.replace(" ", "  ", 1)] = names[key]
        self._own = own
        self._names = names
        self.flags: dict[str, str] = dict(_split(line) for line in tables.flags)
        for line in tables.extra:
            self.flags.pop(name_key(line.split("\t")[0]), None)
        self.given = frozenset(tables.given)
        self.demonyms: dict[str, str] = dict(_split(line) for line in tables.demonyms)
        self._countries: dict[str, str] | None = None
        for demonym in self.demonyms:
            names.setdefault(demonym, [])
        self._openings = _openings(names)

    @classmethod
    def from_tables(cls, tables: Tables) -> Self:
        """Build the gazetteer from its tables."""
        return cls(tables)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self._tables,))

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, name: str) -> bool:
        return bool(self.entries(name_key(name)))

    def scan(self, matching_text: str, cased: str) -> list[tuple[str, int]]:
        """Keys and demonyms that begin with a capital, each with its start, in reading order.

        ``matching_text`` is made by ``folding.matching_text``, ``cased`` has the character as written for each of its
        characters. The longest key that begins there counts.
        """
        names, openings = self._names, self._openings
        found: list[tuple[str, int]] = []
        past = 0
        for one in _MAY_BE_CAPITAL.finditer(cased):
            start = one.start()
            if start < past or not cased[start].isupper() or (start and matching_text[start - 1] != " "):
                continue
            end = matching_text.find(" ", start)
            word = matching_text[start:end] if end >= 0 else matching_text[start:]
            if word in openings:
                key = self._longest(matching_text, start, word)
            elif word in names:
                key = word
            elif word.isalnum() or (key := _bare(word)) not in names:
                continue
            if key:
                found.append((key, start))
                past = start + len(key)
        return found

    def _longest(self, text: str, start: int, word: str) -> str:
        """The longest key that begins with the word at ``start``, or nothing."""
        names, openings = self._names, self._openings
        key, written, done = "", word, 0
        while True:
            if written in names:
                key = written
            elif not (last := written[done:]).isalnum() and (written_bare := written[:done] + _bare(last)) in names:
                key = written_bare
            if written not in openings:
                return key
            done = len(written) + 1
            end = text.find(" ", start + done)
            if end >= 0:
                written = text[start:end]
            elif start + done <= len(text):
                written = text[start:]
            else:
                return key

    def entries(self, key: str) -> Sequence[int]:
        """Numbers of the entries that the key can stand for, ``~number`` where it is an alias."""
        found = self._names.get(key, ())
        return (found,) if isinstance(found, int) else found

    def place(self, number: int) -> Place:
        """The record of an entry."""
        number = number if number >= 0 else ~number
        found = self._places.get(number)
        if found is None:
            found = self._places[number] = _place(self._lines[number])
        return found

    def rank(self, number: int) -> float:
        """How much an entry counts among the readings of a name: its population, weighted."""
        found = self._ranks.get(number)
        if found is None:
            found = self._ranks[number] = self._rank(number)
        return found

    def _rank(self, number: int) -> float:
        alias, number = number < 0, number if number >= 0 else ~number
        if number >= self._own:
            return _OWN_RANK
        columns = self._lines[number].split("\t", 8)
        people = float(columns[7] or 0) if len(columns) > 7 else 0.0
        kind = columns[3]
        weight = _COUNTRY_WEIGHT if kind == "country" else _ADMIN1_WEIGHT if kind == "admin1" else 1.0
        return (people + 1.0) * weight * (_ALIAS_WEIGHT if alias else 1.0)

    def readings(self, name: str) -> tuple[Place, ...]:
        """The places that ``name`` can stand for, the weightiest first, without looking at any context."""
        ranked = sorted(self.entries(name_key(name)), key=lambda n: -self.rank(n))
        return tuple(dict.fromkeys(self.place(n) for n in ranked))

    def country_codes(self) -> dict[str, str]:
        """The names of the countries by their ISO 3166-1 codes."""
        if self._countries is None:
            lines = (line.split("\t", 4) for line in self._lines)
            self._countries = {columns[1]: columns[0] for columns in lines if columns[3] == "country"}
        return self._countries

    def pairs(self) -> Iterator[tuple[int, int]]:
        """The pairs of the register as numbers of entries, each once."""
        for line in self._tables.pairs:
            one, others = _split(line)
            for other in others.split(","):
                yield int(one), int(other)

    @cached_property
    def _partners(self) -> dict[int, tuple[int, ...]]:
        linked: dict[int, tuple[int, ...]] = {}
        # Unlike sets, tuples of numbers aren't looked at by every collection of garbage.
        for one, other in self.pairs():
            linked[one] = (*linked.get(one, ()), other)
            linked[other] = (*linked.get(other, ()), one)
        return linked

    def partners(self, number: int) -> tuple[int, ...]:
        """Numbers of the entries that the register has as twinned with an entry."""
        return self._partners.get(number if number >= 0 else ~number, ())

    def may_name_pair(self, matching_text: str) -> bool:
        """Whether a text made by ``folding.matching_text`` can name a pair of the register.

        Every name and word counts, whatever it means there, so that no pair is missed that a close look would find.
        """
        words = matching_text.split(" ")
        starts = accumulate([len(word) + 1 for word in words], initial=0)
        longest = [self._longest(matching_text, at, word) for at, word in zip(starts, words, strict=False)]
        keys = self._names.keys() & {*matching_text.split(), *longest}
        numbers = {n if n >= 0 else ~n for key in keys for n in self.entries(key)}
        return not self.partners_of(numbers).isdisjoint(numbers)

    def known_pair(self, a: Place, b: Place) -> bool:
        """Whether the register holds the pair of these two places."""
        return not self.partners_of(self.numbers(a)).isdisjoint(self.numbers(b))

    def known_pair_names(self, a: str, b: str) -> bool:
        """Whether the register holds a pair of two places of these names, by any of their readings."""
        return not self.partners_of(self.numbers_named(a)).isdisjoint(self.numbers_named(b))

    def partners_of(self, numbers: Set[int]) -> frozenset[int]:
        """Numbers of the entries that the register has as twinned with any of these."""
        linked = self._partners
        return frozenset().union(*(linked[n] for n in linked.keys() & numbers))

    def numbers(self, place: Place) -> frozenset[int]:
        """Numbers of the entries that are this place."""
        found = self._numbers.get(place)
        if found is None:
            of_name = self.entries(name_key(place.name))
            found = self._numbers[place] = frozenset(n for n in of_name if n >= 0 and self.place(n) == place)
        return found

    def numbers_named(self, name: str) -> frozenset[int]:
        """Numbers of the entries that ``name`` can stand for."""
        return frozenset(n if n >= 0 else ~n for n in self.entries(name_key(name)))


def _openings(keys: Iterable[str]) -> frozenset[str]:
    """What longer keys begin with: one or more whole words."""
    found: set[str] = set()
    for key in keys:
        opening = key
        while " " in opening and (opening := opening.rpartition(" ")[0]) not in found:
            found.add(opening)
    return frozenset(found)


_MAY_BE_CAPITAL = re.compile(r"[A-ZÀ-\U0010ffff](?<![A-Za-z].)")
_BARE = re.compile(r"\w*(?:'(?!s(?!\w))\w+)*")


def _bare(word: str) -> str:
    """A word of a text made by ``folding.matching_text`` without the genitive and marks after it."""
    return _BARE.match(word)[0]  # type: ignore[index]  # it matches anything


def _add(names: dict[str, int | list[int]], key: str, number: int) -> None:
    found = names.setdefault(key, number)
    if found is not number:
        if isinstance(found, list):
            found.append(number)
        elif found != number:
            names[key] = [found, number]


def _split(line: str) -> tuple[str, str]:
    one, _, other = line.partition("\t")
    return one, other


def _place(line: str) -> Place:
    name, country, admin1, kind, latitude, longitude, geonames_id = (line.split("\t") + [""] * 7)[:7]
    return Place(
        name=name,
        country=country or None,
        admin1=admin1 or None,
        kind=cast(PlaceKind, kind),
        latitude=float(latitude) if latitude else None,
        longitude=float(longitude) if longitude else None,
        geonames_id=int(geonames_id) if geonames_id else None,
    )
