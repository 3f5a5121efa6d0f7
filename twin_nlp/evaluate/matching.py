"""When a found event, name, date or participant counts as the annotated one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from twin_nlp.formats.corpus import AnnotatedEvent
from twin_nlp.pairs import shared
from twin_nlp.records import ExchangeEvent

_WORDS_LEFT_OUT = re.compile(r"\b(the|city|town|of|county|province|prefecture|district|municipality|borough|state)\b")
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")
_SMALL_WORDS = frozenset(("a", "an", "and", "from", "in", "for", "member", "members"))
_OF_SHORTER, _OF_BOTH = 0.67, 0.25
"""Participants agree when they share two thirds of the shorter's words and a quarter of both's."""


@dataclass(frozen=True, slots=True)
class Comparable:
    """What of an event is compared, the same for annotated and found ones. ``iso`` is the date's start."""

    type: str
    government: bool
    status: str
    subtype: str | None
    partners: tuple[str, ...]
    iso: str | None
    participants: tuple[str, ...]
    senders: tuple[str, ...]
    receivers: tuple[str, ...]


def _iso(edtf: str | None) -> str | None:
    """The start of a date as its digits: "2020-06-21/2020-06-30" gives "2020-06-21", "../1990" "1990"."""
    if edtf is None:
        return None
    first, _, last = edtf.partition("/")
    return (last if first == ".." else first).rstrip("~")


def from_annotation(event: AnnotatedEvent) -> Comparable:
    """An annotated event as it is compared."""
    return Comparable(
        event.type,
        event.government_involved,
        event.status,
        event.subtype,
        tuple(p.text for p in event.partners),
        _iso(event.date.edtf) if event.date else None,
        tuple(p.text for p in event.participants),
        event.senders,
        event.receivers,
    )


def from_event(event: ExchangeEvent) -> Comparable:
    """A found event as it is compared."""
    return Comparable(
        event.type,
        event.government_involved,
        event.status,
        event.subtype,
        tuple(p.name for p in event.partners),
        _iso(event.date.edtf) if event.date else None,
        tuple(p.text for p in event.participants),
        event.senders,
        event.receivers,
    )


def normal(name: str) -> str:
    """A name without case, accents, punctuation and words such as City or County."""
    decomposed = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return _NOT_ALPHANUMERIC.sub(" ", _WORDS_LEFT_OUT.sub(" ", bare)).strip()


def same_name(a: str, b: str) -> bool:
    """Whether two names agree; the shorter may be the beginning of the longer."""
    a, b = normal(a), normal(b)
    if not a or not b:
        return False
    if a.replace(" ", "") == b.replace(" ", ""):
        return True
    short, long_ = sorted((a.split(), b.split()), key=len)
    return long_[: len(short)] == short


def shared_names(gold: Sequence[str], found: Sequence[str]) -> int:
    """How many of the gold names are found, one to one."""
    return shared(gold, found, same_name)


def shared_participants(gold: Sequence[str], found: Sequence[str]) -> int:
    """How many of the gold participants are found, by shared words, one to one."""

    def words(text: str) -> set[str]:
        return set(normal(text).split()) - _SMALL_WORDS

    left = [words(f) for f in found]
    hits = 0
    for text in gold:
        wanted = words(text)
        best, at = 0.0, None
        for i, other in enumerate(left):
            if wanted and other:
                common = len(wanted & other)
                of_both = common / len(wanted | other)
                if common / min(len(wanted), len(other)) >= _OF_SHORTER and of_both >= _OF_BOTH and of_both > best:
                    best, at = of_both, i
        if at is not None:
            left.pop(at)
            hits += 1
    return hits


def same_date(gold: str, found: str | None) -> bool:
    """Whether a date begins as the gold one; a month is not enough where the day could be told."""
    if found is None or len(found) < 4 or (len(gold) == 10 and len(found) == 7):
        return False
    n = min(len(gold), len(found))
    return gold[:n] == found[:n]


def matched(gold: Sequence[Comparable], found: Sequence[Comparable]) -> list[tuple[int, int]]:
    """Pairs of annotated and found events (indices), one to one, best overlap first.

    Two events can match when they share a partner, or when one has no partners and the types agree.
    """
    candidates = []
    for i, g in enumerate(gold):
        for j, f in enumerate(found):
            share = shared_names(g.partners, f.partners)
            if share == 0 and ((g.partners and f.partners) or g.type != f.type):
                continue
            dated = bool(g.iso) and same_date(g.iso or "", f.iso)
            candidates.append((2 * share + 2 * (g.type == f.type) + dated, -abs(i - j), i, j))
    pairs: list[tuple[int, int]] = []
    for _, _, i, j in sorted(candidates, reverse=True):
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return pairs
