"""Files that aren't what they seem: an error in words, naming file, row and document, and never a traceback."""

from __future__ import annotations

import json
import zlib
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin_nlp.errors import InputError, RowError
from twin_nlp.formats import annotated, annotated_csv, docbin, doccano, label_studio, prodigy
from twin_nlp.formats.annotated import Annotation, Notices

TEXT = "Annaka gave 40 bicycles to Kimberley."
EVIDENCE = {"start": 0, "end": 37, "label": "evidence"}
TASK: dict[str, Any] = {
    "text": TEXT,
    "spans": [EVIDENCE],
    "accept": ["donation", "held"],
    "answer": "accept",
    "meta": {"id": "D-1"},
}
KEYS = [
    "id", "text", "published", "annotator", "verdict", "events", "suggestions", "spans", "accept", "answer",
    "label", "labels", "start", "end", "meta", "event", "_input_hash", "data", "annotations", "predictions",
    "result", "value", "choices", "type", "from_name", "from_id", "to_id", "was_cancelled", "completed_by",
    "number", "entities", "relations", "cats", "start_offset", "end_offset", "details", "model_version",
    "score", "twin_nlp", "evidence", "edtf", "undo", "key",
]  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-2, 5)
    | st.floats()
    | st.sampled_from(
        [
            TEXT,
            "a😀b",
            "",
            "donation",
            "held",
            "evidence",
            "partner",
            "none",
            "accept",
            "labels",
            "choices",
            "relation",
            "open",
        ]
    )
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=25,
)
OBJECTS = st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=9)


def read(module: ModuleType, data: bytes) -> list[Annotation | RowError]:
    if module is annotated:
        return list(annotated.read(data, "file", dict))
    return list(module.read(data, "file", Notices()))


def usable(found: list[Annotation | RowError]) -> None:
    assert all(isinstance(each, (Annotation, RowError)) for each in found)
    for module in (annotated, prodigy, label_studio, doccano, annotated_csv):
        module.write([each for each in found if isinstance(each, Annotation)], Notices())


@pytest.mark.parametrize("module", [annotated, prodigy, doccano], ids=["own", "prodigy", "doccano"])
@settings(max_examples=150, deadline=None)
@given(line=OBJECTS)
def test_any_object_is_read_or_told(module: ModuleType, line: dict[str, Any]) -> None:
    usable(read(module, json.dumps({"text": "a😀b", **line}).encode()))


@settings(max_examples=150, deadline=None)
@given(task=OBJECTS, results=st.lists(OBJECTS, max_size=3))
def test_any_task_of_label_studio_is_read_or_told(task: dict[str, Any], results: list[Any]) -> None:
    task = {"data": {"text": "a😀b"}, "annotations": [{"result": results}], **task}
    usable(read(label_studio, json.dumps([task]).encode()))


def changed(**keys: Any) -> bytes:
    return json.dumps({**TASK, **keys}).encode()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            changed(accept=["held"]),
            "expected one type (administrative, youth, cultural, business, donation); found",
        ),
        (changed(accept=["donation", "youth", "held"]), "found donation, youth"),
        (changed(accept=["donation"]), "expected one status (held, planned, cancelled); found none"),
        (changed(spans=[{**EVIDENCE, "end": 99}]), "0:99 is no stretch of the text, which has 37 characters"),
        (changed(spans=[{**EVIDENCE, "end": "9"}]), "whole numbers for its start and end; found 0 and '9'"),
        (changed(spans=[EVIDENCE, {**EVIDENCE, "label": "date", "edtf": "soon"}]), "expected EDTF"),
        (changed(spans=[{**EVIDENCE, "label": "date"}] * 2), "expected at most one date"),
        (changed(accept=["none", "donation", "held"]), "it has the choice 'none'"),
        (changed(answer="yes"), "answer must be accept, reject or ignore; found 'yes'"),
        (changed(text="\ud83d", spans=[], accept=[]), "half of a surrogate pair"),
        (changed(meta={"id": "D-1", "published": "x"}, spans=7), "spans must be a list of objects"),
    ],
)
def test_a_task_of_prodigy_that_cannot_be_used_is_told(data: bytes, told: str) -> None:
    (error,) = read(prodigy, b'{"text": "", "meta": {"id": "D-0"}, "answer": "ignore"}\n' + data)[1:]
    assert isinstance(error, RowError)
    assert told in error.reason
    assert (error.source, error.row, error.doc_id) == ("file", 2, "D-1")


def region(name: str, start: int, end: int, label: str) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": [label]}
    return {"id": name, "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def chosen(name: str, *choices: str) -> dict[str, Any]:
    return {"id": name, "from_name": "type", "to_name": "text", "type": "choices", "value": {"choices": [*choices]}}


def test_a_region_that_belongs_to_no_event_is_told() -> None:
    results = [region("a", 0, 37, "evidence"), region("b", 0, 6, "evidence"), region("c", 27, 36, "partner")]
    results += [chosen("a", "donation", "held"), chosen("b", "youth", "held")]
    task = {"id": 5, "data": {"text": TEXT}, "annotations": [{"result": results}]}
    (error,) = read(label_studio, json.dumps([task]).encode())
    assert isinstance(error, RowError)
    assert "the span 27:36 (partner) belongs to none of the 2 events" in error.reason
    assert (error.row, error.doc_id) == (1, "5")


@pytest.mark.parametrize(
    ("module", "data", "told"),
    [
        (label_studio, b"{", "file: not JSON"),
        (label_studio, b'{"data": {}}', "file: expected a list of tasks"),
        (docbin, b"nothing of the kind", "file: not a DocBin of spaCy"),
        (docbin, zlib.compress(b"\x81\xa1a\x01"), "file: not a DocBin of spaCy"),
        (annotated_csv, b"id,text\nD-1,x\n", "it lacks published, language"),
        (prodigy, b"\x00\x01", "file: it holds NUL bytes"),
    ],
    ids=["broken", "no list", "no zip", "no DocBin", "columns", "binary"],
)
def test_a_file_of_another_kind_is_told(module: ModuleType, data: bytes, told: str) -> None:
    with pytest.raises(InputError) as error:
        read(module, data)
    assert told in str(error.value)


def test_csv_tells_words_that_are_not_those_of_the_text() -> None:
    (line,) = read(prodigy, changed())
    assert isinstance(line, Annotation)
    data = annotated_csv.write([line], Notices()).replace(b'"37"', b'"36"')
    (error,) = read(annotated_csv, data)
    assert isinstance(error, RowError)
    assert error.reason.startswith(f"0:36 should be {TEXT!r}, the text has")


def test_a_line_without_text_needs_the_corpus() -> None:
    (error,) = read(annotated, b'{"id": "D-9", "annotator": "anna", "events": []}')
    assert isinstance(error, RowError)
    assert "nor has the corpus one with this id" in error.reason


def test_numbers_that_json_does_not_have_are_told() -> None:
    (error,) = read(annotated, b'{"id": "D-9", "text": "x", "weight": NaN}')
    assert isinstance(error, RowError)
    assert "NaN" in error.reason
