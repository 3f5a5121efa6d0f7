"""The register of ties: names resolved to places as in text, pairs, and the events that belong to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from twin_nlp.errors import InputError
from twin_nlp.pairs import Agreement, Pair, Side, identity
from twin_nlp.parse.folding import name_key
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.parse.places import find_places
from twin_nlp.records import Partner, Place

_QUALIFIED = re.compile("[,(]")
# A bare word is no place to the parser without a cue; a cue in front of every name would split some.
_FORMS = ("{}", "sister city {}")


def country_code(name: str, gazetteer: Gazetteer) -> str | None:
    """The ISO 3166-1 code of a country given by name or by code, or None where there is no such country.

    "England" and "England, United Kingdom" are taken for the country that they are part of.
    """
    for part in reversed(name.split(",")):
        written = part.strip()
        if (code := written.upper()) in gazetteer.country_codes():
            return code
        readings = gazetteer.readings(written)
        for kind in ("country", "admin1"):
            if found := next((p.country for p in readings if p.kind == kind), None):
                return found
    return None


def places_called(name: str, gazetteer: Gazetteer, country: str | None = None) -> tuple[Place, ...]:
    """The places that a name can stand for, best first, found as in text.

    Parameters
    ----------
    name : str
        As people write it: "Burnaby", "City of Burnaby", "Burnaby, BC", "Suzhou (Jiangsu)".
    gazetteer : Gazetteer
    country : str, optional
        ISO 3166-1 code of the country that it lies in.
    """
    # Whoever types a name may leave the capitals out, by which the parser tells names from words.
    written = name.title() if name.islower() else name
    container = gazetteer.country_codes()[country] if country else None
    for form in _FORMS:
        text = form.format(f"{written}, {container}" if container else written)
        first = next((m for m in find_places(text, gazetteer) if m.cue != "container" and m.readings), None)
        if first is None or first.start > len(text) - len(container or ""):
            continue
        found = [p for p in first.readings if p.kind != "country" and country in (None, p.country)]
        if found and _QUALIFIED.search(name):
            # The parser ranks by what stands after the name but leaves the other readings in.
            found = [p for p in found if (p.country, p.admin1) == (found[0].country, found[0].admin1)]
        if found:
            return tuple(found)
    return ()


def shipped_pairs(gazetteer: Gazetteer, country: str | None = None) -> tuple[Pair, ...]:
    """The pairs of the register that the gazetteer carries.

    With ``country`` (an ISO code) only those with a place in it, which is made side one; pairs inside the
    country stay as they are.
    """
    found = []
    for one, two in gazetteer.pairs():
        own, other = (Side(p.name, p.country, p) for p in (gazetteer.place(one), gazetteer.place(two)))
        if country is not None and own.country != country:
            own, other = other, own
        if country in (None, own.country):
            found.append(Pair(own, other, province=own.admin1))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ResolvedAgreements:
    """Pairs of a user's register, and what is to be told of it: names that no gazetteer knows, pairs given twice."""

    pairs: tuple[Pair, ...]
    notices: tuple[str, ...]


def resolve(agreements: Iterable[Agreement], gazetteer: Gazetteer) -> ResolvedAgreements:
    """The pairs of a user's register; a name that can't be resolved is kept by name and told.

    Raises
    ------
    InputError
        When a country is none, or a place is twinned with itself; names the row.
    """
    pairs: dict[frozenset[Hashable], Pair] = {}
    notices = []
    for row in agreements:
        codes = [
            _code(country, f"{row.where}: country{number}", gazetteer)
            for number, country in enumerate((row.country1, row.country2), 1)
        ]
        ones = _within(row.city1, row.province, codes[0], gazetteer)
        twos = places_called(row.city2, gazetteer, codes[1])
        # Of several places of one name those are meant that are known to be twinned.
        known = ((a, b) for a in ones for b in twos if gazetteer.known_pair(a, b))
        best = (ones[0] if ones else None, twos[0] if twos else None)
        chosen = next(known, best)
        sides = []
        for city, code, place in zip((row.city1, row.city2), codes, chosen, strict=True):
            sides.append(Side(place.name if place else city, code, place))
            if place is None:
                notices.append(f"{row.where}: no gazetteer knows {city} ({code}); it is kept by its name")
        key = frozenset(side_key(side) for side in sides)
        if len(key) == 1:
            raise InputError(
                f"{row.where}: expected two places, found {sides[0]} on both sides; "
                "tell them apart as in 'Suzhou, Anhui'"
            )
        if key in pairs:
            notices.append(f"{row.where}: {row.city1} and {row.city2} stand there already; the first row counts")
            continue
        province = row.province or sides[0].admin1
        pairs[key] = Pair(sides[0], sides[1], row.kind, row.since, row.until, province)
    return ResolvedAgreements(tuple(pairs.values()), tuple(notices))


def _code(country: str, where: str, gazetteer: Gazetteer) -> str:
    code = country_code(country, gazetteer)
    if code is None:
        raise InputError(f"{where} must be a country by its English name or ISO code, found {country!r}")
    return code


def _within(city: str, province: str | None, code: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    found = places_called(f"{city}, {province}", gazetteer, code) if province and not _QUALIFIED.search(city) else ()
    return found or places_called(city, gazetteer, code)


def side_key(side: Side) -> Hashable:
    """What one side of a pair is known by: its place, or its name and country."""
    return identity(side.place) if side.place else (name_key(side.name), side.country)


@dataclass(frozen=True, slots=True)
class PairMatch:
    """A pair that an event belongs to: its number, and the names of the partners on each side.

    ``by_place`` is False where one side was told by its name alone, the other by its place.
    """

    pair: int
    ones: frozenset[str]
    twos: frozenset[str]
    by_place: bool


class PairIndex:
    """Finds the pairs that an event belongs to by its partners."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._places: dict[Hashable, list[tuple[int, int]]] = defaultdict(list)
        self._names: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, pair in enumerate(pairs):
            for side_number, side in enumerate((pair.one, pair.two)):
                self._places[side_key(side)].append((number, side_number))
                if side.place is None:
                    self._places[name_key(side.name), None].append((number, side_number))
                self._names[name_key(side.name)].append((number, side_number))

    def pairs_of(self, partners: Iterable[Partner]) -> tuple[PairMatch, ...]:
        """The pairs with both sides among ``partners``, in order.

        Where there is none, those are taken of which one side is there and the other's name: a name that many
        places have was read as another of them.
        """
        placed: dict[int, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        named: dict[int, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        for partner in partners:
            for key in dict.fromkeys(_keys(partner)):
                for number, side in self._places.get(key, ()):
                    placed[number][side].add(partner.name)
            for number, side in self._names.get(name_key(partner.name), ()):
                named[number][side].add(partner.name)
        sure = [PairMatch(n, frozenset(a), frozenset(b), True) for n, (a, b) in sorted(placed.items()) if a and b]
        if sure:
            return tuple(sure)
        likely = []
        for n, (a, b) in sorted(placed.items()):
            one, two = a or named[n][0] - b, b or named[n][1] - a
            if one and two:
                likely.append(PairMatch(n, frozenset(one), frozenset(two), False))
        return tuple(likely)


def _keys(partner: Partner) -> Iterator[Hashable]:
    if partner.place is None:
        yield name_key(partner.name), None
    else:
        yield identity(partner.place)
        for name in (partner.name, partner.place.name):
            yield name_key(name), partner.place.country
