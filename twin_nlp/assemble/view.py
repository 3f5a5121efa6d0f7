"""A parsed document as the decisions see it: units of text with their mentions, and places as entities."""

from __future__ import annotations

import datetime as dt
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from twin_nlp.assemble.cues import cues, deed_before, is_doer
from twin_nlp.kept import Kept
from twin_nlp.parse.folding import folded, lowered
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.parse.mentions import DateMention, ParsedDocument, PlaceMention, Sentence
from twin_nlp.records import Place

_SENTENCE_END = "\x00"
_CLASSES = {"\x01": "<country>", "\x02": "<date>", "\x03": "<place>"}
"""The tokens that stand for names, by the marks that are put for these before a text is cut into tokens.

What is both a date and a place is the date.
"""
_COUNTRY, _DATE, _PLACE = _CLASSES
# The first alternative, for speed, only finds what the second would find.
_TOKEN = re.compile(r"[a-z]++(?=[ ,.])|[^\W_]++(?:['’][^\W_]++)?+|[$£€¥%\x00-\x03]")
_KEY = re.compile(r"[^\W_]+")
_SUFFIXES = frozenset(
    (
        "the", "city", "town", "of", "county", "province", "prefecture", "district", "municipality", "borough",
        "state", "village", "township", "ken", "gu", "ku", "shi", "si", "do",
    )
)  # fmt: skip
_NOTHING = frozenset[int]()
_NO_NAME = (sys.maxsize, sys.maxsize, "")
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
    paired: frozenset[int]
    """The entities that stand in one of these pairs."""
    containers: frozenset[tuple[int, int]]
    """Pairs of entities of which the first is the country or first-level unit that the second lies in."""

    @property
    def text(self) -> str:
        """The document's text."""
        return self.document.text


def _by_sentence(begins: Sequence[int], starts: Sequence[int], ends: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Which mentions (indices) begin in each of the sentences; those in which none does are left out."""
    inside: dict[int, list[int]] = {}
    for i, begin in enumerate(begins):
        at = bisect_right(starts, begin) - 1
        if at >= 0 and begin < ends[at]:
            inside.setdefault(at, []).append(i)
    return {at: tuple(found) for at, found in inside.items()}


def _shape(word: str) -> str:
    """The token that stands for a word or mark in a text in lower case."""
    token = word.casefold()
    if not token[0].isdigit():
        return _CLASSES.get(token, token)
    if len(token) == 4 and token.isdigit() and token[:2] in ("19", "20"):
        return "<year>"
    return "<number>" if len(token) > 2 else "<small>"


_SHAPES = Kept(_shape)


def _names(document: ParsedDocument) -> list[tuple[int, int, str]]:
    """Where marks are put for names, and which."""
    names = [(m.start, m.end, _COUNTRY if m.place and m.place.kind == "country" else _PLACE) for m in document.places]
    names += [(m.start, m.end, _DATE) for m in document.dates]
    names.sort()
    return names


def _tokens(
    lowered: str, sentences: Sequence[Sentence], names: Iterable[tuple[int, int, str]]
) -> list[tuple[str, ...]]:
    """The tokens of each sentence, found in one sweep over all of them."""
    for mark in (_SENTENCE_END, *_CLASSES):
        if mark in lowered:
            lowered = lowered.replace(mark, " ")
    coming = iter(names)
    name_start, name_end, kind = next(coming, _NO_NAME)
    pieces: list[str] = []
    for sentence in sentences:
        start, end = sentence.start, sentence.end
        while name_start < end:
            if name_start >= start:
                pieces += lowered[start:name_start], kind
                start = name_end
            name_start, name_end, kind = next(coming, _NO_NAME)
        pieces += lowered[start:end], _SENTENCE_END
    tokens = list(map(_SHAPES.__getitem__, _TOKEN.findall("".join(pieces))))
    cut, at = [], 0
    for _ in sentences:
        end = tokens.index(_SENTENCE_END, at)
        cut.append(tuple(tokens[at : min(end, at + _MAX_TOKENS)]))
        at = end + 1
    return cut


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


def _commonest(places: Sequence[Place]) -> Place | None:
    """The first of the places that are there most often."""
    if not places or places.count(places[0]) == len(places):
        return places[0] if places else None
    return max(dict.fromkeys(places), key=places.count)


def _entities(document: ParsedDocument, unit_of: Sequence[int]) -> tuple[tuple[PlaceEntity, ...], dict[int, int]]:
    entities: list[PlaceEntity] = []
    entity_of: dict[int, int] = {}
    for key, mentions in sorted(_merged_keys(document).items(), key=lambda kv: kv[1][0]):
        readings = [p for m in mentions if (p := document.places[m].place) is not None]
        for m in mentions:
            entity_of[m] = len(entities)
        entities.append(
            PlaceEntity(
                key,
                tuple(mentions),
                _commonest(readings),
                tuple(sorted({unit_of[m] for m in mentions})),
            )
        )
    return tuple(entities), entity_of


def _containers(entities: Sequence[PlaceEntity]) -> frozenset[tuple[int, int]]:
    """Pairs of entities of which the first is the country or first-level unit that the second lies in."""
    placed = [(i, place) for i, entity in enumerate(entities) if (place := entity.place) is not None]
    return frozenset(
        [
            (i, j)
            for i, outer in placed
            if outer.kind in ("country", "admin1")
            for j, inner in placed
            if outer.country == inner.country
            and (outer.kind == "country" or (inner.admin1 is not None and inner.admin1 == outer.admin1))
            and outer != inner
        ]
    )


def _known_pairs(gazetteer: Gazetteer, places: Sequence[tuple[str, Place | None]]) -> frozenset[tuple[int, int]]:
    """Pairs of places, with their keys, that the register holds, both ways round.

    They are found by what the places are, or by name where that isn't known of one.
    """
    placed = [frozenset() if place is None else gazetteer.numbers(place) for _, place in places]
    ways = [(placed, False)]
    if any(place is None and gazetteer.numbers_named(key) for key, place in places):
        ways.append(([gazetteer.numbers_named(key) for key, _ in places], True))
    pairs = []
    for of, by_name in ways:
        numbers = frozenset[int]().union(*of)
        twinned = gazetteer.partners_of(numbers) & numbers
        linked = [i for i, own in enumerate(of) if not twinned.isdisjoint(own)]
        for i in linked:
            partners = gazetteer.partners_of(of[i])
            pairs += [
                (i, j)
                for j in linked
                if j != i
                and (places[i][1] is None or places[j][1] is None) == by_name
                and not partners.isdisjoint(of[j])
            ]
    return frozenset(pairs)


def names_known_pair(gazetteer: Gazetteer, mentions: Sequence[PlaceMention]) -> bool:
    """Whether the register holds a pair of the places that a text names first."""
    named = {place_key(mention.name): mention.place for mention in mentions}
    return bool(_known_pairs(gazetteer, list(named.items())[:MOST_ENTITIES]))


def local_mentions(document: ParsedDocument, mentions: Sequence[int]) -> list[int]:
    """The place mentions that can be partners: no countries, nothing that only tells where another lies."""
    places = document.places
    return [
        i
        for i in mentions
        if places[i].cue != "container" and ((place := places[i].place) is None or place.kind != "country")
    ]


def view(document: ParsedDocument, gazetteer: Gazetteer) -> View:
    """Put every mention into its sentence and the mentions of one place together."""
    low = lowered(document.text)
    starts, ends = [s.start for s in document.sentences], [s.end for s in document.sentences]
    places, dates, people, goods = (
        _by_sentence([m.start for m in mentions], starts, ends)
        for mentions in (document.places, document.dates, document.participants, document.goods)
    )
    units = []
    unit_of = [0] * len(document.places)
    for index, inside in places.items():
        for i in inside:
            unit_of[i] = index
    total: dict[str, int] = {}
    tokens = _tokens(low, document.sentences, _names(document))
    for index, sentence in enumerate(document.sentences):
        found = cues(low, sentence.start, sentence.end)
        for cue, n in found.items():
            total[cue] = total.get(cue, 0) + n
        mentions = places.get(index, ()), dates.get(index, ()), people.get(index, ()), goods.get(index, ())
        units.append(Unit(index, sentence, tokens[index], found, *mentions))
    entities, entity_of = _entities(document, unit_of)
    local = set(local_mentions(document, range(len(document.places))))
    first = entities[:MOST_ENTITIES]
    pairs = _known_pairs(gazetteer, [(e.key, e.place) for e in first])
    return View(
        document,
        low,
        tuple(units),
        entities,
        entity_of,
        tuple(unit_of),
        tuple(
            [
                frozenset(map(entity_of.__getitem__, local.intersection(unit.places))) if unit.places else _NOTHING
                for unit in units
            ]
        ),
        total,
        tuple([is_doer(low, m.end) for m in document.places]),
        tuple([deed_before(low, m.start) for m in document.places]),
        pairs,
        frozenset([a for a, _ in pairs]),
        _containers(first),
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
