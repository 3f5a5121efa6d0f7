"""A parsed document as the decisions see it: units of text with their mentions, and places as entities."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from twin_nlp.assemble.cues import cues, deed_before, is_doer
from twin_nlp.parse.folding import folded, lowered
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.parse.mentions import DateMention, ParsedDocument, PlaceMention, Sentence
from twin_nlp.records import Place

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[$£€¥%]")
_KEY = re.compile(r"[^\W_]+")
_SUFFIXES = frozenset(
    (
        "the", "city", "town", "of", "county", "province", "prefecture", "district", "municipality", "borough",
        "state", "village", "township", "ken", "gu", "ku", "shi", "si", "do",
    )
)  # fmt: skip
_MAX_TOKENS = 400
"""A "sentence" of more tokens than this is a table or a page without line ends; its start is enough."""
MOST_ENTITIES = 80
"""A text that names more places is a gazetteer itself; the first ones are compared with each other."""


@lru_cache(maxsize=20_000)
def place_key(name: str) -> str:
    """A place name without case, accents, punctuation and words such as City: the same for one place."""
    words = _KEY.findall(folded(name))
    return " ".join(w for w in words if w not in _SUFFIXES) or " ".join(words)


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence with its mentions (indices into the document's tuples), tokens and cues.

    ``tokens`` are lower-cased; places, dates and numbers stand as classes, so that the models learn the
    wording and not the names.
    """

    index: int
    sentence: Sentence
    tokens: tuple[str, ...]
    cues: dict[str, int]
    places: tuple[int, ...]
    dates: tuple[int, ...]
    participants: tuple[int, ...]
    goods: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlaceEntity:
    """All mentions of one place in a document (indices into ``document.places``) and the units they are in."""

    key: str
    mentions: tuple[int, ...]
    place: Place | None
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A document ready for decisions."""

    document: ParsedDocument
    lowered: str
    """The document's text in lower case, with the same offsets."""
    units: tuple[Unit, ...]
    entities: tuple[PlaceEntity, ...]
    entity_of: dict[int, int]
    """The entity (index) of each place mention (index)."""
    unit_of: tuple[int, ...]
    """The unit (index) of each place mention."""
    local: tuple[frozenset[int], ...]
    """The entities of each unit that can be partners; see :func:`local_mentions`."""
    cues: dict[str, int]
    doers: tuple[bool, ...]
    """Whether each place mention is said to do something: "Oshawa received"."""
    deeds: tuple[str | None, ...]
    """The preposition that joins each place mention to something done: "received from Wuxi"."""
    pairs: frozenset[tuple[int, int]]
    """Pairs of entities that the register of ties holds, both ways round."""
    containers: frozenset[tuple[int, int]]
    """Pairs of entities of which the first is the country or first-level unit that the second lies in."""

    @property
    def text(self) -> str:
        """The document's text."""
        return self.document.text


def _inside(starts: Sequence[int], sentence: Sentence) -> tuple[int, ...]:
    return tuple(range(bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)))


def _shape(token: str) -> str:
    if not token[0].isdigit():
        return token
    if len(token) == 4 and token.isdigit() and token[:2] in ("19", "20"):
        return "<year>"
    return "<number>" if len(token) > 2 else "<small>"


def _tokens(
    text: str, sentence: Sentence, places: Sequence[PlaceMention], dates: Sequence[DateMention]
) -> tuple[str, ...]:
    names = [(m.start, m.end, "<country>" if m.place and m.place.kind == "country" else "<place>") for m in places]
    names += [(m.start, m.end, "<date>") for m in dates]
    names.sort()
    found: list[str] = []
    at = sentence.start
    for start, end, kind in [*names, (sentence.end, sentence.end, "")]:
        if start < at:
            continue
        found.extend(_shape(m.group().casefold()) for m in _TOKEN.finditer(text, at, min(start, sentence.end)))
        if len(found) > _MAX_TOKENS:
            break
        if kind:
            found.append(kind)
        at = end
    return tuple(found[:_MAX_TOKENS])


def _merged_keys(document: ParsedDocument) -> dict[str, list[int]]:
    keys: dict[str, list[int]] = {}
    for i, mention in enumerate(document.places):
        keys.setdefault(place_key(mention.name), []).append(i)
    # "Plougastel" for "Plougastel-Daoulas": a longer name that begins with a shorter one's words.
    by_first_word: dict[str, list[str]] = {}
    for key in keys:
        by_first_word.setdefault(key.partition(" ")[0], []).append(key)
    for family in by_first_word.values():
        family.sort(key=len)
        for n, short in enumerate(family):
            for long_ in family[n + 1 :]:
                if len(short) <= 3 or not long_.startswith(short + " ") or short not in keys:
                    continue
                a, b = document.places[keys[short][0]].place, document.places[keys[long_][0]].place
                if a is None or b is None or a == b:
                    keys[long_] = sorted(keys[long_] + keys.pop(short))
                    break
    return keys


def _entities(document: ParsedDocument, unit_of: Sequence[int]) -> tuple[tuple[PlaceEntity, ...], dict[int, int]]:
    entities: list[PlaceEntity] = []
    entity_of: dict[int, int] = {}
    for key, mentions in sorted(_merged_keys(document).items(), key=lambda kv: kv[1][0]):
        readings = Counter(p for m in mentions if (p := document.places[m].place) is not None)
        for m in mentions:
            entity_of[m] = len(entities)
        entities.append(
            PlaceEntity(
                key,
                tuple(mentions),
                readings.most_common(1)[0][0] if readings else None,
                tuple(sorted({unit_of[m] for m in mentions})),
            )
        )
    return tuple(entities), entity_of


def _contains(outer: Place | None, inner: Place | None) -> bool:
    if outer is None or inner is None or outer.kind not in ("country", "admin1") or outer == inner:
        return False
    if outer.country != inner.country:
        return False
    return outer.kind == "country" or (inner.admin1 is not None and inner.admin1 == outer.admin1)


def _known_pairs(gazetteer: Gazetteer, places: Sequence[tuple[str, Place | None]]) -> set[tuple[int, int]]:
    """Pairs of places, with their keys, that the register holds, both ways round.

    They are found by what the places are, or by name where that isn't known of one.
    """
    placed = [frozenset() if place is None else gazetteer.numbers(place) for _, place in places]
    unknown = any(place is None for _, place in places)
    named = [gazetteer.numbers_named(key) for key, _ in places] if unknown else placed
    pairs = set()
    for i, (_, one) in enumerate(places):
        for of, by_name in ((placed, False), (named, True)):
            partners = gazetteer.partners_of(of[i])
            if partners:
                pairs |= {
                    (i, j)
                    for j, (_, other) in enumerate(places)
                    if j != i and (one is None or other is None) == by_name and not partners.isdisjoint(of[j])
                }
    return pairs


def names_known_pair(gazetteer: Gazetteer, mentions: Sequence[PlaceMention]) -> bool:
    """Whether the register holds a pair of the places that a text names first."""
    named = {place_key(mention.name): mention.place for mention in mentions}
    return bool(_known_pairs(gazetteer, list(named.items())[:MOST_ENTITIES]))


def local_mentions(document: ParsedDocument, unit: Unit) -> list[int]:
    """The mentions of a sentence that can be partners: no countries, nothing that only tells where another lies."""
    places = document.places
    return [
        i
        for i in unit.places
        if places[i].cue != "container" and ((place := places[i].place) is None or place.kind != "country")
    ]


def view(document: ParsedDocument, gazetteer: Gazetteer) -> View:
    """Put every mention into its sentence and the mentions of one place together."""
    place_starts = [m.start for m in document.places]
    date_starts = [m.start for m in document.dates]
    person_starts = [m.start for m in document.participants]
    goods_starts = [m.start for m in document.goods]
    low = lowered(document.text)
    units = []
    unit_of = [0] * len(document.places)
    total: Counter[str] = Counter()
    for index, sentence in enumerate(document.sentences):
        places = _inside(place_starts, sentence)
        dates = _inside(date_starts, sentence)
        for i in places:
            unit_of[i] = index
        found = cues(low, sentence.start, sentence.end)
        total.update(found)
        tokens = _tokens(
            document.text,
            sentence,
            [document.places[i] for i in places],
            [document.dates[i] for i in dates],
        )
        people = _inside(person_starts, sentence)
        goods = _inside(goods_starts, sentence)
        units.append(Unit(index, sentence, tokens, found, places, dates, people, goods))
    entities, entity_of = _entities(document, unit_of)
    first = range(min(len(entities), MOST_ENTITIES))
    pairs = _known_pairs(gazetteer, [(e.key, e.place) for e in entities[:MOST_ENTITIES]])
    containers = {(i, j) for i in first for j in first if _contains(entities[i].place, entities[j].place)}
    return View(
        document,
        low,
        tuple(units),
        entities,
        entity_of,
        tuple(unit_of),
        tuple(frozenset(entity_of[i] for i in local_mentions(document, unit)) for unit in units),
        dict(total),
        tuple(is_doer(low, m.end) for m in document.places),
        tuple(deed_before(low, m.start) for m in document.places),
        frozenset(pairs),
        frozenset(containers),
    )


def days_from_publication(mention: DateMention, published: str | None) -> int | None:
    """Days from the publication date to the date's middle; negative for the past, None where not known."""
    if published is None or mention.edtf is None:
        return None
    ends = [dt.date.fromisoformat(e) for e in (mention.earliest, mention.latest) if e is not None]
    if not ends:
        return None
    base = dt.date.fromisoformat(published + {4: "-06-15", 7: "-15", 10: ""}[len(published)])
    return sum((e - base).days for e in ends) // len(ends)
