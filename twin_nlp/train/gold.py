"""Annotated documents seen through the parser: which units and entities the annotation points at."""

from __future__ import annotations

from dataclasses import dataclass

from twin_nlp.assemble.evidence import NONE
from twin_nlp.assemble.view import View, place_key, view
from twin_nlp.formats.corpus import AnnotatedDocument, AnnotatedEvent, PlainPassage
from twin_nlp.parse import Parser

_COVERED = 0.5
"""A unit is evidence when this share of it, or of the annotated span, overlaps."""


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """An annotated event in terms of the view: units, entities of its partners, its date, its participants."""

    event: AnnotatedEvent
    units: tuple[int, ...]
    partners: frozenset[int]
    date: int | None
    participants: frozenset[int]
    sender: int | None
    receiver: int | None


@dataclass(frozen=True, slots=True)
class Example:
    """A document to learn from. ``weight`` is below one for plain passages, which have no slots."""

    id: str
    group: str
    view: View
    events: tuple[GoldEvent, ...]
    plain: PlainPassage | None
    unit_labels: tuple[str, ...]


def _units(seen: View, event: AnnotatedEvent) -> tuple[int, ...]:
    found = set()
    for span in event.evidence:
        for unit in seen.units:
            a, b = unit.sentence.start, unit.sentence.end
            overlap = min(b, span.end) - max(a, span.start)
            if overlap > 0 and (overlap >= _COVERED * (b - a) or overlap >= _COVERED * (span.end - span.start)):
                found.add(unit.index)
    return tuple(sorted(found))


def _entity(seen: View, start: int, end: int, name: str) -> int | None:
    for i, mention in enumerate(seen.document.places):
        if mention.start < end and start < mention.end:
            return seen.entity_of[i]
    key = place_key(name)
    return next((n for n, e in enumerate(seen.entities) if e.key == key), None)


def _gold(seen: View, event: AnnotatedEvent) -> GoldEvent:
    of_name: dict[str, int] = {}
    for span in event.partners:
        entity = _entity(seen, span.start, span.end, span.text)
        if entity is not None:
            of_name[span.text] = entity
    date = None
    if event.date is not None:
        overlaps = [
            (min(m.end, event.date.end) - max(m.start, event.date.start), -i)
            for i, m in enumerate(seen.document.dates)
            if m.start < event.date.end and event.date.start < m.end
        ]
        if overlaps:
            date = -max(overlaps)[1]
    participants = frozenset(
        i
        for i, m in enumerate(seen.document.participants)
        if any(m.start < p.end and p.start < m.end for p in event.participants)
    )
    ends = [next((of_name[n] for n in side if n in of_name), None) for side in (event.senders, event.receivers)]
    return GoldEvent(event, _units(seen, event), frozenset(of_name.values()), date, participants, ends[0], ends[1])


def from_document(parser: Parser, annotated: AnnotatedDocument) -> Example:
    """Parse an annotated document and find what its annotation points at."""
    document = annotated.document
    seen = view(parser.parse(document.text, document.published), parser.gazetteer)
    events = tuple(_gold(seen, event) for event in annotated.events)
    labels = [NONE] * len(seen.units)
    for event in reversed(events):
        for unit in event.units:
            labels[unit] = event.event.type
    return Example(document.id, annotated.group, seen, events, None, tuple(labels))


def from_passage(parser: Parser, passage: PlainPassage) -> Example:
    """Parse a plain passage: all of its sentences are evidence of its type, or none is."""
    seen = view(parser.parse(passage.text, None), parser.gazetteer)
    label = passage.type or NONE
    return Example(passage.id, passage.id, seen, (), passage, (label,) * len(seen.units))
