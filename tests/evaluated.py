"""Annotated documents and found events, as small as can be, for tests of what is made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from twin_nlp.evaluate import Prediction
from twin_nlp.formats.corpus import AnnotatedDate, AnnotatedDocument, AnnotatedEvent, CorpusDocument
from twin_nlp.labels import EVENT_TYPES, EventType, Region
from twin_nlp.records import EventDate, ExchangeEvent, Participant, Partner, Span

TEXT = "Annaka and Kimberley met."


def annotated_event(kind: EventType, government: bool = False, **fields: Any) -> AnnotatedEvent:
    content: dict[str, Any] = {
        "type": kind,
        "government_involved": government,
        "status": "held",
        "evidence": (Span(0, len(TEXT), TEXT),),
        "partners": (Span(0, 6, "Annaka"), Span(11, 20, "Kimberley")),
        "date": None,
        "participants": (),
        "goods": (),
        "senders": (),
        "receivers": (),
        "tie": None,
        "subtype": None,
    }
    return AnnotatedEvent(**{**content, **fields})


def annotated(
    name: str,
    events: Sequence[AnnotatedEvent],
    *,
    group: str | None = None,
    text: str = TEXT,
    region: Region = "us",
    register: str = "wire",
) -> AnnotatedDocument:
    document = CorpusDocument(name, None, "en", register, region, "writer", text)
    return AnnotatedDocument(document, tuple(events), "writer", "dev", group or name)


def found_event(
    kind: EventType, government: bool = False, partners: Sequence[str] = (), **fields: Any
) -> ExchangeEvent:
    content: dict[str, Any] = {
        "type": kind,
        "type_probabilities": {t: 0.6 if t == kind else 0.1 for t in EVENT_TYPES},
        "government_involved": government,
        "government_probability": 0.8 if government else 0.2,
        "status": "held",
        "status_probabilities": {"held": 1.0, "planned": 0.0, "cancelled": 0.0},
        "partners": tuple(Partner(name, 0, len(name), None) for name in partners or ("Annaka", "Kimberley")),
        "known_pairs": (),
        "date": None,
        "participants": (),
        "goods": (),
        "senders": (),
        "receivers": (),
        "tie": None,
        "subtype": None,
        "evidence": (Span(0, len(TEXT), TEXT),),
        "confidence": 0.9,
        "needs_review": False,
        "model": "test",
    }
    return ExchangeEvent(**{**content, **fields})


def annotated_date(edtf: str) -> AnnotatedDate:
    return AnnotatedDate(0, 1, "A", edtf)


def found_date(edtf: str) -> EventDate:
    return EventDate("A", 0, 1, edtf, None, None)


def people(*texts: str) -> tuple[Participant, ...]:
    return tuple(Participant(text, 0, len(text), "official", None) for text in texts)


def predicted(of_document: Mapping[str, Sequence[ExchangeEvent]]) -> list[Prediction]:
    return [Prediction(name, tuple(events), gated=True) for name, events in of_document.items()]
