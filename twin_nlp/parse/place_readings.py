"""Which place a name means in its text: readings ranked by ties, containers, countries named and people."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.parse.mentions import PlaceMention
from twin_nlp.parse.place_words import word_set
from twin_nlp.records import Place


@dataclass(slots=True)
class Candidate:
    """A name on its way to becoming a mention."""

    start: int
    end: int
    key: str
    numbers: tuple[int, ...]
    flag: str = ""
    cue: str | None = None
    unit: str | None = None
    within: tuple[str | None, str | None] = (None, None)
    person: bool = False
    name_end: int = field(default=0)


_ADMIN1_UNITS = word_set("prefecture province oblast voivodeship governorate ken state sheng")
_CITY_UNITS = frozenset(("city", "town", "si", "shi", "metropolitan city"))


def _is_state(one: Candidate, gazetteer: Gazetteer) -> bool:
    return any(gazetteer.place(n).kind == "admin1" for n in one.numbers)


def resolved(
    text: str, accepted: list[Candidate], nations: list[tuple[int, int, str]], gazetteer: Gazetteer
) -> tuple[PlaceMention, ...]:
    """The mentions, their readings ranked by ties, containers, countries named, and people."""
    countries = {code for *_, code in nations}
    units: set[tuple[str | None, str]] = set()
    within: dict[str, tuple[str | None, str | None]] = {}
    present: dict[int, set[str]] = {}
    # What a name can stand for is the same wherever it does.
    for key, numbers in {one.key: one.numbers for one in accepted if one.numbers}.items():
        for number in numbers:
            place = gazetteer.place(number)
            present.setdefault(number if number >= 0 else ~number, set()).add(key)
            if place.kind == "country" and place.country:
                countries.add(place.country)
            elif place.kind == "admin1" and len(numbers) == 1:
                units.add((place.country, place.name))
    for one in accepted:
        if one.cue == "container":
            states = [place for place in map(gazetteer.place, one.numbers) if place.kind == "admin1"]
            units.update((place.country, place.name) for place in states)
        if one.within != (None, None):
            within.setdefault(one.key, one.within)
            if one.within[0]:
                countries.add(one.within[0])
            if one.within[1]:
                units.add((one.within[0], one.within[1]))
    memory: dict[tuple[object, ...], tuple[Place, ...]] = {}

    def weight(number: int, one: Candidate, inside: tuple[str | None, str | None]) -> float:
        place = gazetteer.place(number)
        total = math.log10(gazetteer.rank(number) + 1)
        if inside[0] and place.country == inside[0] and place.kind != "country":
            total += 50 if inside[1] is None else 100 if place.admin1 == inside[1] else 20
        partners = gazetteer.partners(number)
        if partners and any(present[other] != {one.key} for other in present.keys() & partners):
            total += 4
        if place.country in countries and place.kind != "country":
            total += 3
        if place.kind != "admin1" and (place.country, place.admin1) in units:
            total += 2.5
        if one.unit:
            wanted = (
                ("admin1",)
                if one.unit in _ADMIN1_UNITS
                else ("city",)
                if one.unit in _CITY_UNITS
                else ("district", "county", "city")
            )
            total += 10 if place.kind in wanted else 0
        elif one.cue == "container" and place.kind in ("admin1", "country"):
            total += 30
        elif place.kind == "country" and one.within == (None, None) and not _is_state(one, gazetteer):
            # A town of the same name (China in Kagoshima) is meant only where this very mention says so; a
            # state (Georgia) is weighed like other readings.
            total += 200
        return total

    def readings(one: Candidate) -> tuple[Place, ...]:
        if len(one.numbers) < 2:
            return tuple(map(gazetteer.place, one.numbers))
        inside = one.within if one.within != (None, None) else within.get(one.key, (None, None))
        cue = one.unit or (one.cue if one.cue == "container" else None)
        state = (one.key, one.numbers, inside, cue, one.within == (None, None))
        found = memory.get(state)
        if found is None:
            ranked = sorted(one.numbers, key=lambda n: (-weight(n, one, inside), n))
            found = memory[state] = tuple(dict.fromkeys(map(gazetteer.place, ranked)))
        return found

    mentions = []
    for one in accepted:
        places = readings(one)
        cue = None if one.cue == "locative" and one.numbers else one.cue
        name = text[one.start : one.end]
        mentions.append(PlaceMention(one.start, one.end, name, places[0] if places else None, places, cue))
    return tuple(mentions)
