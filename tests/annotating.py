"""Small rounds of annotation over made-up texts, for tests of what is made of them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from evaluated import TEXT, annotated_event
from test_label import CANDIDATE, CHOICE, EVENT

from twin_nlp.annotate import Job, Session, begun
from twin_nlp.annotate.suggestions import Reader
from twin_nlp.explanations import ExplainedEvent, Explanation
from twin_nlp.parse import ParsedDocument
from twin_nlp.parse.dates import find_dates
from twin_nlp.parse.goods import find_goods
from twin_nlp.parse.participants import find_participants
from twin_nlp.parse.sentences import find_sentences

ROOT = Path(__file__).parent.parent
MEETING: dict[str, Any] = annotated_event("cultural").to_dict()
"""An event of a document whose text begins with that of :mod:`evaluated`."""


class FakeReader:
    """Finds an event of confidence 0.3 in "sure 0.3", and a candidate of probability 0.2 that is none in "near 0.2"."""

    model = "fake-1"

    def __init__(self) -> None:
        self.read: list[str] = []

    def explain(self, text: str, published: str | None = None) -> Explanation:
        self.read.append(text)
        sure = [replace(EVENT, confidence=float(p)) for p in re.findall(r"sure (0\.\d+)", text)]
        near = tuple(replace(CANDIDATE, probability=float(p)) for p in re.findall(r"near (0\.\d+)", text))
        events = tuple(ExplainedEvent(event, CANDIDATE, CHOICE, CHOICE, CHOICE, "") for event in sure)
        return Explanation("events" if events else "no event", events, near)

    def parse(self, text: str, published: str | None = None) -> ParsedDocument:
        people, goods = find_participants(text), find_goods(text)
        return ParsedDocument(text, published, find_sentences(text), (), find_dates(text, published), people, goods)


def write_source(path: Path, texts: Mapping[str, str], **more: str) -> Path:
    """Texts by id as JSON Lines; ``more`` are further keys of each."""
    rows = (json.dumps({"id": doc_id, "text": text, **more}) + "\n" for doc_id, text in texts.items())
    path.write_text("".join(rows), encoding="utf-8")
    return path


def write_corpus(folder: Path) -> Path:
    """A small part of the project's corpus, its annotations and guidelines; gives the folder of the corpus."""
    (folder / "annotations").mkdir()
    ids = set()
    for part in ("corpus", "annotations"):
        file = Path(part) / "documents" / "pilot-1.jsonl"
        (folder / file).parent.mkdir(parents=True)
        lines = (ROOT / file).read_text(encoding="utf-8")
        (folder / file).write_text(lines, encoding="utf-8")
        ids |= {json.loads(line)["id"] for line in lines.splitlines()}
    first, *rows = (ROOT / "annotations/splits.csv").read_text(encoding="utf-8").splitlines()
    kept = [first, *(row for row in rows if row.partition(",")[0] in ids)]
    (folder / "annotations/splits.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    shutil.copy(ROOT / "annotations/guidelines.md", folder / "annotations")
    return folder / "corpus"


def session(
    folder: Path,
    reader: Reader | None = None,
    annotator: str = "kim",
    held_out: Mapping[str, Any] | None = None,
    **asked: Any,
) -> Session:
    """A session over the documents d1 and d2, or over what was asked for, in rounds below ``folder``."""
    if "source" not in asked and "corpus" not in asked:
        asked["source"] = str(write_source(folder / "texts.jsonl", {"d1": TEXT, "d2": TEXT + " 🎎"}))
    job = Job(annotator, annotations=folder / "annotations", **asked)
    return begun(job, reader or FakeReader(), "model", lambda: held_out or {}, lambda _: None, lambda _: None)


def answer(doc_id: str, key: str, *events: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """What the page sends."""
    return {"id": doc_id, "key": key, "verdict": "answered", "events": list(events), **more}
