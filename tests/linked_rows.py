"""Rows of ``label``, as small as can be, for tests of how they are linked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from twin_nlp.edtf import interval
from twin_nlp.labels import EVENT_TYPES, STATUSES
from twin_nlp.link import Reports, events, link, read_reports
from twin_nlp.link.decisions import Decision
from twin_nlp.link.model import LinkModel

PAIR = ("Annaka", "Kimberley")


def row(
    doc_id: str,
    published: str | None = "2019-05-08",
    edtf: str | None = None,
    kind: str = "youth",
    status: str = "held",
    text: str = "Pupils came.",
    partners: Sequence[str] = PAIR,
    **fields: Any,
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "doc_id": doc_id,
        "published": published,
        "type": kind,
        "type_probabilities": {name: float(name == kind) for name in EVENT_TYPES},
        "government_involved": False,
        "government_probability": 0.2,
        "status": status,
        "status_probabilities": {name: float(name == status) for name in STATUSES},
        "partners": [partner(name) for name in partners],
        "known_pairs": [],
        "date": None if edtf is None else date(edtf),
        "participants": [],
        "goods": [],
        "senders": [],
        "receivers": [],
        "tie": None,
        "subtype": None,
        "evidence": [{"start": 0, "end": len(text), "text": text}],
        "confidence": 0.8,
        "needs_review": False,
        "model": "en",
    }
    return {**found, **fields}


def partner(name: str, geonames_id: int | None = None, known_as: str = "", **place: Any) -> dict[str, Any]:
    known: dict[str, Any] | None = None
    if geonames_id is not None:
        known = {"name": known_as or name, "country": "JP", "admin1": None, "kind": "city", "latitude": None}
        known |= {"longitude": None, "geonames_id": geonames_id, **place}
    return {"name": name, "start": 0, "end": len(name), "place": known}


def date(edtf: str) -> dict[str, Any]:
    earliest, latest = interval(edtf)
    return {"text": edtf, "start": 0, "end": len(edtf), "edtf": edtf, "earliest": earliest, "latest": latest}


def people(role: str, count: int | None, text: str = "people") -> dict[str, Any]:
    return {"text": text, "start": 0, "end": len(text), "role": role, "count": count}


class Rows(list[Mapping[str, Any]]):
    """Rows in memory, as a row store keeps them on disk."""


def read(rows: Sequence[Mapping[str, Any]], model: LinkModel, store: Rows | None = None) -> Reports:
    return read_reports(
        ((f"row {n}", each) for n, each in enumerate(rows, 1)), model, Rows() if store is None else store
    )


def linked(
    rows: Sequence[Mapping[str, Any]], model: LinkModel, decisions: Sequence[Decision] = ()
) -> list[dict[str, Any]]:
    store = Rows()
    found = read(rows, model, store)
    return [event for event, _ in events(found, link(found, model, decisions), model, store)]
