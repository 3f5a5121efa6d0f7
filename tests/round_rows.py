"""A made-up round of three documents and two annotators, as the rows of its files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TEXTS = {
    "R-1": "Mito sent 20 pupils and 5 bells to Anaheim in May 2019. The mayor of Mito came too. Mito gave a bus.",
    "R-2": "Oslo and Reykjavik signed a pact on 3 May 2019.",
    "R-3": "The council talked about drains.",
}


def span(doc_id: str, text: str) -> dict[str, Any]:
    at = TEXTS[doc_id].index(text)
    return {"start": at, "end": at + len(text), "text": text}


def event(doc_id: str, evidence: Sequence[str], partners: Sequence[str], **changed: Any) -> dict[str, Any]:
    return {
        "type": "youth",
        "government_involved": False,
        "status": "held",
        "evidence": [span(doc_id, e) for e in evidence],
        "partners": [span(doc_id, p) for p in partners],
        "date": None,
        "participants": [],
        "goods": [],
        "senders": [],
        "receivers": [],
        "tie": None,
        "subtype": None,
        **changed,
    }


def goods(text: str) -> dict[str, Any]:
    return {**span("R-1", text), "quantity": None, "unit": None, "item": "bells"}


def people(text: str) -> dict[str, Any]:
    return {**span("R-1", text), "role": "student", "count": None}


FIRST, SECOND = "Mito sent 20 pupils and 5 bells to Anaheim in May 2019.", "The mayor of Mito came too."
VISIT_OF_ALEX = event(
    "R-1",
    [FIRST, SECOND],
    ["Mito", "Anaheim"],
    date={**span("R-1", "in May 2019"), "edtf": "2019-05"},
    participants=[people("20 pupils"), people("The mayor of Mito")],
    goods=[goods("5 bells"), goods("a bus")],
    senders=["Mito"],
    receivers=["Anaheim"],
    tie="sister",
)
VISIT_OF_BO = event(
    "R-1",
    [FIRST],
    ["Mito"],
    government_involved=True,
    date={**span("R-1", "May 2019"), "edtf": "2019-05/2019-06"},
    participants=[people("pupils")],
    goods=[goods("bells")],
    senders=["Mito"],
)
PACT = "Oslo and Reykjavik signed a pact on 3 May 2019."
PACT_OF_BOTH = event("R-2", [PACT], ["Oslo", "Reykjavik"], type="administrative", government_involved=True)
LABELS: dict[str, dict[str, list[dict[str, Any]]]] = {
    "alex": {"R-1": [VISIT_OF_ALEX], "R-2": [PACT_OF_BOTH], "R-3": []},
    "bo": {"R-1": [VISIT_OF_BO, event("R-1", ["Mito gave a bus."], ["Mito"], type="donation")],
           "R-2": [PACT_OF_BOTH], "R-3": []},
}  # fmt: skip
SETTLED = {"id": "R-1", "what": "government_involved", "first": False, "second": True, "settled": True,
           "reason": "slip", "note": "the mayor travels"}  # fmt: skip


def write_lines(path: Path, rows: Sequence[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def write_annotator(folder: Path, name: str, labels: dict[str, list[dict[str, Any]]]) -> None:
    write_lines(
        folder / f"{name}.jsonl", [{"id": i, "annotator": name, "events": events} for i, events in labels.items()]
    )


def write_round(root: Path) -> Path:
    """The corpus and the round in a folder; gives the folder of the round."""
    known = {"published": None, "language": "en", "register": "wire", "region": "us", "author": "test"}
    write_lines(root / "corpus/documents/a.jsonl", [{"id": i, "text": t, **known} for i, t in TEXTS.items()])
    folder = root / "annotations/rounds/2026-11"
    for name, labels in LABELS.items():
        write_annotator(folder, name, labels)
    return folder
