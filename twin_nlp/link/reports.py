"""What of an event's row is compared: a report, small enough that those of a whole archive stay in memory."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twin_nlp.edtf import interval
from twin_nlp.errors import InputError
from twin_nlp.labels import EVENT_TYPES
from twin_nlp.link.places import PlaceName, place_name
from twin_nlp.parse.folding import folded
from twin_nlp.records import ExchangeEvent, iso_published

HEAD = ("doc_id", "published", "source", "explanation")
"""What rows of ``label`` hold beside the keys of the event."""
UNDATED_DAYS = 366
"""A report without an event date tells of what happened in the year before it, or is planned for the one after."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_ENDS_SENTENCE = frozenset('.!?:"“”‘\n\r')
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Report:
    """One event as one document reports it.

    Days are proleptic ordinals. ``start`` and ``end`` are the first and last day on which the event can have been;
    ``dated`` tells whether the text says so, or only the publication date does. ``published`` is None where not
    known. ``counts`` are numbers of people by role; ``goods`` quantities by item.
    """

    doc_id: str
    published: int | None
    start: int
    end: int
    dated: bool
    type: tuple[float, ...]
    government: float
    status: str
    places: tuple[PlaceName, ...]
    senders: frozenset[PlaceName]
    receivers: frozenset[PlaceName]
    roles: frozenset[str]
    counts: tuple[tuple[str, int], ...]
    goods: frozenset[str]
    quantities: frozenset[float]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a report's evidence, folded: all in order; those beside its partners' names; names of others."""

    words: tuple[str, ...]
    content: frozenset[str]
    names: frozenset[str]


def event_of(where: str, row: Mapping[str, Any]) -> ExchangeEvent:
    """The event of a row that ``label`` wrote.

    Raises
    ------
    InputError
        When the row isn't one, beginning with ``where``.
    """
    if "event_id" in row:
        raise InputError(f"{where}: expected a row that label wrote, found one that link wrote (it has an event_id)")
    if not isinstance(row.get("doc_id"), str):
        raise InputError(f"{where}: expected a row that label wrote, with a doc_id; found {', '.join(map(str, row))}")
    try:
        iso_published(row.get("published"))
        event = ExchangeEvent.from_dict({key: value for key, value in row.items() if key not in HEAD})
        if event.date is not None:
            interval(event.date.edtf)
    except (InputError, ValueError) as error:
        raise InputError(f"{where}: {error}") from None
    return event


def report_of(row: Mapping[str, Any], event: ExchangeEvent) -> Report:
    """What is compared of a row and its event."""
    published = _days(row["published"])[1] if row.get("published") else None
    start, end, dated = _span(event, published)
    places = tuple(dict.fromkeys(place_name(p.name, p.place) for p in event.partners))
    of_name = {p.name: place_name(p.name, p.place) for p in event.partners}
    return Report(
        doc_id=row["doc_id"],
        published=published,
        start=start,
        end=end,
        dated=dated,
        type=tuple(event.type_probabilities[name] for name in EVENT_TYPES),
        government=event.government_probability,
        status=event.status,
        places=places,
        senders=frozenset(of_name[name] for name in event.senders if name in of_name),
        receivers=frozenset(of_name[name] for name in event.receivers if name in of_name),
        roles=frozenset(p.role for p in event.participants),
        counts=tuple(sorted({(p.role, p.count) for p in event.participants if p.count is not None})),
        goods=frozenset(word for g in event.goods for word in words(g.item)),
        quantities=frozenset(float(g.quantity) for g in event.goods if g.quantity is not None),
        numbers=frozenset(n for n in _NUMBER.findall(_evidence(event)) if len(n) > 1 and not _YEAR.fullmatch(n)),
    )


def wording_of(event: ExchangeEvent) -> Wording:
    """The words of an event's evidence."""
    evidence = _evidence(event)
    own = {word for p in event.partners for word in place_name(p.name, p.place).words}
    names = _names(evidence, (p.text for p in event.participants))
    ordered = tuple(words(evidence))
    return Wording(ordered, frozenset(ordered) - own, frozenset(names - own))


def _evidence(event: ExchangeEvent) -> str:
    return "\n".join(dict.fromkeys(span.text for span in event.evidence))


def words(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return _WORD.findall(folded(text))


def _names(evidence: str, participants: Iterable[str]) -> set[str]:
    """Words with a capital where no sentence begins."""
    found = []
    for text in (evidence, *("… " + words for words in participants)):
        for match in _WORD.finditer(text):
            before = text[: match.start()][-2:].rstrip()
            if match.group()[0].isupper() and before and before[-1] not in _ENDS_SENTENCE:
                found.append(match.group())
    return {name for each in found if len(name := folded(each).removesuffix("'s")) >= _SHORTEST_NAME}


def _days(edtf: str) -> tuple[int | None, int | None]:
    first, last = interval(edtf)
    return _ordinal(first), _ordinal(last)


def _ordinal(day: str | None) -> int | None:
    return None if day is None else dt.date.fromisoformat(day).toordinal()


def _span(event: ExchangeEvent, published: int | None) -> tuple[int, int, bool]:
    """First and last day that the event can have been, and whether the text tells them."""
    if event.date is None:
        if published is None:
            return dt.date.min.toordinal(), dt.date.max.toordinal(), False
        ahead = UNDATED_DAYS if event.status != "held" else 0
        return published - UNDATED_DAYS, published + ahead, False
    start, end = _days(event.date.edtf)
    if start is None:
        return (end or 0) - UNDATED_DAYS, end or 0, True
    # What began and goes on is the event that began: its start is its date.
    return start, start if end is None else end, True


def digest(row: Mapping[str, Any]) -> bytes:
    """A fingerprint of a row's content, whatever the order of its keys."""
    encoded = json.dumps(row, sort_keys=True, ensure_ascii=True).encode()
    return hashlib.blake2b(encoded, digest_size=16).digest()


def evidence_start(event: ExchangeEvent) -> int:
    """Where the first passage that reports the event begins."""
    return min((span.start for span in event.evidence), default=0)


def numbered(heads: Sequence[tuple[str, int, bytes]]) -> list[str]:
    """Ids of reports, the same whatever the order of the rows: the document's id and a number from 1 in it.

    Parameters
    ----------
    heads : sequence of (str, int, bytes)
        Document id, start of the evidence and digest of each row; by the last two the rows of a document are
        put in order.
    """
    ids = [""] * len(heads)
    last, number = None, 0
    for at in sorted(range(len(heads)), key=heads.__getitem__):
        doc_id = heads[at][0]
        number = number + 1 if doc_id == last else 1
        last = doc_id
        ids[at] = f"{doc_id}#{number}"
    return ids
