"""What is written in another tool's format is read back as it was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest
from drawn_annotations import batches
from hypothesis import HealthCheck, given, settings
from spacy.tokens import DocBin, Span
from spacy.vocab import Vocab

from twin_nlp.errors import RowError
from twin_nlp.formats import annotated, annotated_csv, docbin, doccano, label_studio, prodigy
from twin_nlp.formats.annotated import Annotation, Notices

QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def back(module: ModuleType, found: Sequence[Annotation]) -> list[Annotation | RowError]:
    data = module.write(found, Notices())
    return list(module.read(data, "file", Notices())) if data else []


@pytest.mark.parametrize("module", [prodigy, label_studio, doccano, docbin], ids=lambda m: m.NAME)
@QUICK
@given(found=batches())
def test_nothing_is_lost_on_the_way_there_and_back(module: ModuleType, found: list[Annotation]) -> None:
    assert back(module, found) == found


@QUICK
@given(found=batches(more=False))
def test_csv_holds_all_but_suggestions_and_unknown_keys(found: list[Annotation]) -> None:
    assert back(annotated_csv, found) == found


@QUICK
@given(found=batches())
def test_the_own_form_is_read_as_it_was_written(found: list[Annotation]) -> None:
    assert [annotated.annotation(annotated.to_json(each)) for each in found] == found


def more(value: dict[str, Any]) -> None:
    """Add what only the other tool understands."""
    value["x of theirs"] = {"deep": [1, None]}


def json_lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode().split("\n") if line]


def written_again(module: ModuleType, data: bytes) -> bytes:
    """The file through the project's own form, written and read, and back."""
    lines = []
    for found in module.read(data, "file", Notices()):
        assert isinstance(found, Annotation), found
        lines.append(annotated.annotation(json.loads(json.dumps(annotated.to_json(found)))))
    written: bytes = module.write(lines, Notices())
    return written


@QUICK
@given(found=batches())
def test_prodigy_gets_back_what_only_it_understands(found: list[Annotation]) -> None:
    tasks = json_lines(prodigy.write(found, Notices()))
    for task in tasks:
        more(task)
        more(task["meta"])
        if "answer" in task:
            task["meta"] |= {"score": 0.5, "model": "theirs"}
        for span in task["spans"]:
            more(span)
        task |= {"_input_hash": 1, "_task_hash": -2, "_session_id": "a-session", "_view_id": "blocks"}
        task["spans"].append({"start": 0, "end": 1, "label": "PERSON"})
        task["accept"].append("sports")
        task["options"] = [{"id": "sports", "text": "Sports"}]
        task.setdefault("_annotator_id", "a-session")
    data = annotated.encoded(("", task) for task in tasks)
    assert not data or json_lines(written_again(prodigy, data)) == tasks


@QUICK
@given(found=batches())
def test_label_studio_gets_back_what_only_it_understands(found: list[Annotation]) -> None:
    tasks = json.loads(label_studio.write(found, Notices()))
    for number, task in enumerate(tasks):
        more(task)
        more(task["data"])
        task["id"] = number
        for one in (*task["annotations"], *task["predictions"]):
            more(one)
            one["id"] = number + 7
            for result in one["result"]:
                more(result)
                for key in ("id", "from_id", "to_id"):
                    if key in result:
                        result[key] = result[key].replace("span-", "Xy_")
            region = {"id": "Q", "from_name": "ner", "to_name": "text", "type": "labels"}
            one["result"].append({**region, "value": {"start": 0, "end": 1, "labels": ["PERSON"]}})
        for one in task["annotations"]:
            one |= {"completed_by": 3, "ground_truth": True, "lead_time": 4.2}
            one["annotator"] = "anna"
    data = json.dumps(tasks).encode()
    assert json.loads(written_again(label_studio, data)) == tasks


@QUICK
@given(found=batches())
def test_doccano_gets_back_what_only_it_understands(found: list[Annotation]) -> None:
    rows = json_lines(doccano.write(found, Notices()))
    for number, row in enumerate(rows):
        more(row)
        row["id"] = number
        row["Comments"] = [{"id": 1, "comment": "why?"}]
        for entity in row["entities"]:
            entity["id"] += 50
            more(entity)
        for relation in row["relations"]:
            relation |= {"from_id": relation["from_id"] + 50, "to_id": relation["to_id"] + 50, "id": 8, "type": "of"}
        wide = len(row["text"].encode("utf-16-le")) // 2
        row["entities"].append({"id": 49, "start_offset": 0, "end_offset": wide, "label": "PERSON"})
    data = annotated.encoded(("", row) for row in rows)
    assert not data or json_lines(written_again(doccano, data)) == rows


@QUICK
@given(found=batches())
def test_spacy_gets_back_its_spans_categories_and_user_data(found: list[Annotation]) -> None:
    vocab = Vocab()
    bin_ = DocBin(attrs=[], store_user_data=True)
    for doc in DocBin().from_bytes(docbin.write(found, Notices())).get_docs(vocab):
        doc.cats["SPORTS"] = 0.25
        doc.spans["ner"] = [Span(doc, 0, 1, label="PERSON")]
        doc.user_data[("._.", "source", None, None)] = "a paper"  # type: ignore[index]
        bin_.add(doc)
    told = []
    for data in (bin_.to_bytes(), written_again(docbin, bin_.to_bytes())):
        told.append(
            [
                (
                    doc.text,
                    doc.cats,
                    doc.user_data,
                    {key: [(s.start_char, s.end_char, s.label_) for s in group] for key, group in doc.spans.items()},
                )
                for doc in DocBin().from_bytes(data).get_docs(vocab)
            ]
        )
    assert told[0] == told[1]
