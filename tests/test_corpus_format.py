from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from twin_nlp.errors import AnnotationError
from twin_nlp.formats.corpus import read_corpus, read_plain

ROOT = Path(__file__).parent.parent
TEXT = "Mito sent 20 pupils to Anaheim in May 2019."


def span(text: str) -> dict[str, Any]:
    at = TEXT.index(text)
    return {"start": at, "end": at + len(text), "text": text}


def event() -> dict[str, Any]:
    return {
        "type": "youth",
        "government_involved": False,
        "status": "held",
        "evidence": [span(TEXT)],
        "partners": [span("Mito"), span("Anaheim")],
        "date": {**span("May 2019"), "edtf": "2019-05"},
        "participants": [{**span("20 pupils"), "role": "student", "count": 20}],
        "goods": [],
        "senders": ["Mito"],
        "receivers": ["Anaheim"],
        "tie": None,
        "subtype": None,
    }


def write(folder: Path, event_data: dict[str, Any], split: str = "X-1,X-1,train\n") -> None:
    for part in ("corpus/documents", "annotations/documents"):
        (folder / part).mkdir(parents=True)
    document = {"id": "X-1", "published": "2019-06-01", "language": "en", "register": "wire", "region": "us",
                "author": "test", "text": TEXT}  # fmt: skip
    (folder / "corpus/documents/x.jsonl").write_text(json.dumps(document) + "\n", "utf-8")
    annotation = {"id": "X-1", "annotator": "test", "events": [event_data]}
    (folder / "annotations/documents/x.jsonl").write_text(json.dumps(annotation) + "\n", "utf-8")
    (folder / "annotations/splits.csv").write_text("id,group,split\n" + split, "utf-8")


def read(folder: Path) -> Any:
    return read_corpus(folder / "corpus", folder / "annotations")


def test_reads_what_was_written(tmp_path: Path) -> None:
    write(tmp_path, event())
    (found,) = read(tmp_path)
    assert found.split == "train"
    assert found.events[0].partners[1].text == "Anaheim"
    assert found.events[0].to_dict() == event()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda e: e.update(type="sport"), "type must be one of"),
        (lambda e: e.update(status="done"), "status must be one of"),
        (lambda e: e.update(tie="brother"), "tie must be one of"),
        (lambda e: e.update(government_involved="yes"), "must be true or false"),
        (lambda e: e.update(evidence=[]), "needs evidence"),
        (lambda e: e["partners"][0].update(start=1), r"1:4 should be 'Mito', the text has 'ito'"),
        (lambda e: e["partners"][0].update(end=4000), "should be 'Mito'"),
        (lambda e: e["date"].update(edtf="2019-5"), "2019-5"),
        (lambda e: e["participants"][0].update(role="boss"), "role must be one of"),
        (lambda e: e.update(senders=["Oslo"]), "'Oslo' is no partner; there are Anaheim, Mito"),
        (lambda e: e.pop("goods"), "lacks goods"),
    ],
)
def test_faults_are_named_with_their_place(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], object], message: str
) -> None:
    data = event()
    spoil(data)
    write(tmp_path, data)
    with pytest.raises(AnnotationError, match=rf"x\.jsonl, line 1 \(id X-1\).*{message}"):
        read(tmp_path)


def test_a_group_stays_in_one_split(tmp_path: Path) -> None:
    write(tmp_path, event(), "X-1,g,train\nX-2,g,dev\n")
    with pytest.raises(AnnotationError, match="group g is in two splits"):
        read(tmp_path)


def test_splits_that_are_no_text_are_told(tmp_path: Path) -> None:
    write(tmp_path, event())
    (tmp_path / "annotations/splits.csv").write_bytes(b"id,group,split\n\xff,g,train\n")
    with pytest.raises(AnnotationError, match=r"splits\.csv: can't be read"):
        read_corpus(tmp_path / "corpus", tmp_path / "annotations")


def test_every_document_has_a_split(tmp_path: Path) -> None:
    write(tmp_path, event(), "X-2,g,train\n")
    with pytest.raises(AnnotationError, match=r"not in .*splits\.csv"):
        read(tmp_path)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    write(tmp_path, event())
    (tmp_path / "annotations/documents/x.jsonl").write_text("{\n", "utf-8")
    with pytest.raises(AnnotationError, match=r"x\.jsonl, line 1: not JSON"):
        read(tmp_path)


def test_the_corpus_of_the_project_is_sound() -> None:
    documents = read_corpus(ROOT / "corpus", ROOT / "annotations")
    assert len(documents) >= 182
    assert len({d.document.id for d in documents}) == len(documents)
    passages = read_plain(ROOT / "corpus", ROOT / "annotations")
    assert len(passages) >= 330
