"""What the parse stage finds: spans with what they can mean, before anyone decides which event they serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from twin_nlp.records import Goods, Participant, Place

SentenceKind = Literal["headline", "body", "item", "row", "meta"]
"""headline: a title line; item: a list entry; row: a table row; meta: byline, stamp, navigation, tail."""


class Sentence(NamedTuple):
    """A sentence, or a line that stands for one; ``line`` numbers the physical line it is in, from 0."""

    start: int
    end: int
    line: int
    kind: SentenceKind


class PlaceMention(NamedTuple):
    """A place name in the text.

    ``name`` is the span as written. ``place`` is the best reading, ``readings`` all of them, best first;
    both are empty for a name that only its cue gives away. ``cue`` names what pointed to it, such as
    "suffix" (X Prefecture), "city of", "mayor of", "relation" (sister city X), "container" (X, Country),
    or None for a bare name.
    """

    start: int
    end: int
    name: str
    place: Place | None
    readings: tuple[Place, ...]
    cue: str | None


DateKind = Literal[
    "day", "range", "week", "month", "season", "year", "decade", "open", "relative", "weekday", "holiday"
]


class DateMention(NamedTuple):
    """A date expression; ``edtf`` is None where the text and the publication date don't tell its value."""

    start: int
    end: int
    text: str
    kind: DateKind
    edtf: str | None
    earliest: str | None
    latest: str | None


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A text with everything that was found in it; every tuple is in reading order."""

    text: str
    published: str | None
    sentences: tuple[Sentence, ...]
    places: tuple[PlaceMention, ...]
    dates: tuple[DateMention, ...]
    participants: tuple[Participant, ...]
    goods: tuple[Goods, ...]
