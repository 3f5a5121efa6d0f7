"""Files as other tools write them, read, and what is made of their offsets, verdicts and labels."""

from __future__ import annotations

import json
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
import spacy
from spacy.tokens import DocBin, Span, SpanGroup

from twin_nlp.formats import annotated, docbin, doccano, label_studio, prodigy
from twin_nlp.formats.annotated import Annotation, Notices
from twin_nlp.formats.marks import Utf16

TEXT = "😀 Annaka gave 40 bicycles to Kimberley on April 12."
ANNAKA, GOODS, KIMBERLEY, APRIL = (2, 8), (14, 25), (29, 38), (42, 50)


def read(module: ModuleType, data: object, notices: Notices | None = None) -> list[Annotation]:
    encoded = data if isinstance(data, bytes) else json.dumps(data).encode()
    found = list(module.read(encoded, "file", notices or Notices()))
    assert all(isinstance(each, Annotation) for each in found), found
    return found


def lines(*rows: dict[str, Any]) -> bytes:
    return annotated.encoded(("", row) for row in rows)


def span(at: tuple[int, int], label: str, **more: Any) -> dict[str, Any]:
    return {"start": at[0], "end": at[1], "label": label, **more}


def task(**keys: Any) -> dict[str, Any]:
    return {"text": TEXT, "answer": "accept", "_input_hash": 12, "_task_hash": 34, "_session_id": "set-anna", **keys}


def test_prodigy_spans_and_choices_are_an_event() -> None:
    spans = [
        span((0, len(TEXT)), "evidence", token_start=0, token_end=10),
        span(ANNAKA, "sender"),
        span(KIMBERLEY, "receiver"),
        span(APRIL, "date"),
        span(GOODS, "goods", quantity=40, item="bicycles"),
        span(ANNAKA, "participant: organisation"),
    ]
    accept = ["donation", "held", "government", "tie: sister"]
    (found,) = read(prodigy, lines(task(spans=spans, accept=accept, subtype="training", meta={"id": "D-1", "n": 3})))
    (event,) = found.events
    assert (found.id, found.annotator, found.verdict) == ("D-1", "set-anna", "answered")
    assert (event.type, event.status, event.government_involved) == ("donation", "held", True)
    assert (event.tie, event.subtype) == ("sister", "training")
    assert [p.text for p in event.partners] == ["Annaka", "Kimberley"]
    assert (event.senders, event.receivers) == (("Annaka",), ("Kimberley",))
    assert event.date is not None
    assert (event.date.text, event.date.edtf) == ("April 12", None)
    assert [(g.quantity, g.unit, g.item) for g in event.goods] == [(40, None, "bicycles")]
    assert [(p.role, p.count) for p in event.participants] == [("organisation", None)]


def test_tasks_of_one_document_are_its_events_and_several_annotators_stay_apart() -> None:
    def event(type_: str, number: int, by: str) -> dict[str, Any]:
        meta = {"id": "D-1", "event": number}
        return task(accept=[type_, "held"], spans=[span(ANNAKA, "evidence")], meta=meta, _annotator_id=by)

    found = read(prodigy, lines(event("youth", 2, "anna"), event("donation", 1, "ben"), event("cultural", 1, "anna")))
    assert [(f.annotator, [e.type for e in f.events]) for f in found] == [
        ("anna", ["cultural", "youth"]),
        ("ben", ["donation"]),
    ]


@pytest.mark.parametrize(
    ("answer", "verdict", "events"),
    [("accept", "answered", 1), ("reject", "flagged", 1), ("ignore", "skipped", 0), (None, "open", 0)],
)
def test_answers_of_prodigy_are_verdicts(answer: str | None, verdict: str, events: int) -> None:
    spans = [span(ANNAKA, "evidence")]
    given = task(accept=["youth", "held"], spans=spans, answer=answer)
    (found,) = read(prodigy, lines(given))
    assert (found.verdict, len(found.events)) == (verdict, events)
    assert bool(found.suggestions) == (answer is None)
    (back,) = (json.loads(line) for line in prodigy.write([found], Notices()).splitlines())
    assert (back["accept"], back["spans"], back.get("answer")) == (["youth", "held"], spans, answer)


def test_a_rejected_task_beside_an_accepted_one_is_no_event_and_comes_back() -> None:
    good = task(accept=["youth", "held"], spans=[span(ANNAKA, "evidence")], _task_hash=1)
    bad = task(accept=["donation", "held"], spans=[span(APRIL, "evidence")], _task_hash=2, answer="reject")
    (found,) = read(prodigy, lines(bad, good))
    assert [e.type for e in found.events] == ["youth"]
    back = [json.loads(line) for line in prodigy.write([found], Notices()).splitlines()]
    assert [(t["_task_hash"], t["answer"], t["accept"]) for t in back] == [
        (1, "accept", ["youth", "held"]),
        (2, "reject", ["donation", "held"]),
    ]


@pytest.mark.parametrize("module", [prodigy, label_studio], ids=["prodigy", "label_studio"])
def test_what_stood_in_a_skipped_document_is_gone_once_it_is_answered(module: ModuleType) -> None:
    tasks = [task(answer="ignore", accept=["youth", "x"], spans=[span(ANNAKA, "evidence"), span(APRIL, "PERSON")])]
    annotations = [{"was_cancelled": True, "result": RESULTS}]
    given = lines(*tasks) if module is prodigy else [{"data": {"text": TEXT}, "annotations": annotations}]
    (skipped,) = read(module, given)
    (answer,) = read(prodigy, lines(task(accept=["donation", "held"], spans=[span(KIMBERLEY, "evidence")])))
    (again,) = read(module, module.write([replace(skipped, verdict="answered", events=answer.events)], Notices()))
    assert again.events == answer.events


def test_a_choice_about_a_whole_text_has_the_text_as_evidence_and_is_told() -> None:
    notices = Notices()
    (found,) = read(prodigy, lines(task(accept=["youth", "planned"])), notices)
    assert [s.text for s in found.events[0].evidence] == [TEXT]
    assert list(notices.lost) == ["events without evidence: the whole text stands for it"]


def region(name: str, at: tuple[int, int], label: str, **more: Any) -> dict[str, Any]:
    value = {"start": at[0], "end": at[1], "text": TEXT[slice(*at)], "labels": [label]}
    return {"id": name, "from_name": "ner", "to_name": "txt", "type": "labels", "value": value, **more}


def of_region(name: str, kind: str, control: str, **value: Any) -> dict[str, Any]:
    return {"id": name, "from_name": control, "to_name": "txt", "type": kind, "value": value}


RESULTS = [
    region("a1", (2, len(TEXT)), "evidence", origin="manual"),
    of_region("a1", "choices", "kind", choices=["donation"]),
    of_region("a1", "choices", "when", choices=["held"]),
    of_region("a1", "textarea", "subtype", text=["training"]),
    region("b2", KIMBERLEY, "receiver"),
    region("c3", APRIL, "date"),
    of_region("c3", "textarea", "edtf", text=["2019-04-12"]),
    region("d4", GOODS, "goods"),
    of_region("d4", "number", "quantity", number=40),
    region("e5", ANNAKA, "participant: organisation"),
    of_region("e5", "number", "count", number=3.0),
]


def test_label_studio_regions_and_their_choices_are_an_event() -> None:
    given = {"id": 9, "data": {"text": TEXT}, "annotations": [{"id": 1, "completed_by": 4, "result": RESULTS}]}
    (found,) = read(label_studio, [given])
    (event,) = found.events
    assert (found.id, found.annotator, found.verdict) == ("9", "4", "answered")
    assert (event.type, event.status, event.subtype) == ("donation", "held", "training")
    assert event.date is not None
    assert event.date.edtf == "2019-04-12"
    assert [(g.text, g.quantity, g.item) for g in event.goods] == [("40 bicycles", 40, "40 bicycles")]
    assert [(p.text, p.count) for p in event.participants] == [("Annaka", 3)]
    assert event.receivers == ("Kimberley",)


def test_label_studio_keeps_skipped_tasks_predictions_and_several_annotators() -> None:
    annotations = [
        {"id": 1, "completed_by": {"id": 4, "email": "anna@example.org"}, "was_cancelled": False, "result": RESULTS},
        {"id": 2, "completed_by": 5, "was_cancelled": True, "result": RESULTS[:1]},
        {"id": 3, "completed_by": 6, "was_cancelled": False, "ground_truth": True, "result": []},
    ]
    predictions = [{"id": 7, "model_version": "en-1", "score": 0.5, "result": RESULTS}]
    given = {"id": 9, "data": {"text": TEXT, "url": "a"}, "annotations": annotations, "predictions": predictions}
    found = read(label_studio, [given])
    assert [(f.annotator, f.verdict, len(f.events)) for f in found] == [
        ("anna@example.org", "answered", 1),
        ("5", "skipped", 0),
        ("6", "answered", 0),
    ]
    assert [(s.model, s.score, len(s.events)) for s in found[0].suggestions] == [("en-1", 0.5, 1)]
    (back,) = json.loads(label_studio.write(found, Notices()))
    keyed = {r["id"] + r["from_name"]: r for r in back["annotations"][0]["result"] if "id" in r}
    for result in RESULTS:
        kept = keyed[result["id"] + result["from_name"]]
        assert {**kept, "value": 0} == {**result, "value": 0}
        assert result["value"].items() <= kept["value"].items()
    assert back["data"] == {"text": TEXT, "url": "a", "id": "9", "published": ""}
    assert [a["completed_by"] for a in back["annotations"]] == [annotations[0]["completed_by"], 5, 6]
    assert back["annotations"][2]["ground_truth"]


def test_a_task_without_annotations_is_open() -> None:
    (found,) = read(label_studio, [{"id": 9, "data": {"text": TEXT}}])
    assert (found.verdict, found.events) == ("open", ())


def test_label_studio_offsets_in_utf_16_are_told_by_the_words_that_they_quote() -> None:
    old = region("b2", ANNAKA, "partner")
    old["value"] |= {"start": ANNAKA[0] + 1, "end": ANNAKA[1] + 1}
    results = [*RESULTS[:3], old]
    (found,) = read(label_studio, [{"data": {"text": TEXT}, "annotations": [{"result": results}]}])
    assert [p.text for p in found.events[0].partners] == ["Annaka"]


def test_doccano_offsets_count_utf_16_units() -> None:
    units = Utf16(TEXT)

    def entity(number: int, at: tuple[int, int], label: str) -> dict[str, Any]:
        return {"id": number, "label": label, "start_offset": units.units(at[0]), "end_offset": units.units(at[1])}

    entities = [
        entity(70, ANNAKA, "youth"),
        entity(71, ANNAKA, "evidence"),
        entity(72, ANNAKA, "held"),
        entity(73, KIMBERLEY, "donation"),
        entity(74, KIMBERLEY, "held"),
        entity(75, KIMBERLEY, "evidence"),
        entity(76, APRIL, "date"),
    ]
    pairs = [(70, 71), (72, 70), (73, 74), (73, 75), (76, 73), (70, 76)]
    relations = [{"id": 1, "from_id": one, "to_id": other, "type": "of"} for one, other in pairs]
    (found,) = read(doccano, lines({"id": 5, "text": TEXT, "entities": entities, "relations": relations}))
    assert found.id == "5"
    assert [(e.type, e.evidence[0].text, e.date and e.date.text) for e in found.events] == [
        ("youth", "Annaka", "April 12"),
        ("donation", "Kimberley", "April 12"),
    ]
    (back,) = (json.loads(line) for line in doccano.write([found], Notices()).splitlines())
    assert {70, 71, 72, 73, 74, 75, 76} <= {entity["id"] for entity in back["entities"]}


def test_doccano_triples_and_categories_come_back_in_their_columns() -> None:
    start, end = (Utf16(TEXT).units(at) for at in ANNAKA)
    triples = {"id": 1, "text": TEXT, "label": [[start, end, label] for label in ("youth", "held", "evidence", "PER")]}
    categories = {"id": 2, "text": TEXT, "entities": [[start, end, "evidence"]], "cats": ["youth", "held", "sports"]}
    strings = {"id": 3, "text": "They met.", "label": ["cultural", "planned", "sports"], "Comments": ["why"]}
    found = read(doccano, lines(triples, categories, strings))
    assert [f.events[0].type for f in found] == ["youth", "youth", "cultural"]
    back = [json.loads(line) for line in doccano.write(found, Notices()).splitlines()]
    assert back[0] == triples
    assert back[1]["cats"] == categories["cats"]
    assert {**back[2], "entities": [], "relations": []} == {**strings, "entities": [], "relations": []}


def test_spans_and_categories_of_any_docbin_are_an_event() -> None:
    doc = spacy.blank("en")(TEXT)
    doc.spans["sc"] = [Span(doc, 1, len(doc), label="evidence"), Span(doc, 1, 2, label="partner")]
    doc.cats = {"youth": 0.9, "donation": 0.1, "held": 1.0, "SPORTS": 0.8}
    notices = Notices()
    (found,) = read(docbin, DocBin(docs=[doc]).to_bytes(), notices)
    (event,) = found.events
    assert (found.id, event.type, event.status) == ("file:1", "youth", "held")
    assert [p.text for p in event.partners] == ["Annaka"]
    (back,) = DocBin().from_bytes(docbin.write([found], Notices())).get_docs(doc.vocab)
    assert [(s.text, s.label_) for s in back.spans["sc"]] == [(s.text, s.label_) for s in doc.spans["sc"]]
    assert back.cats["SPORTS"] == 0.8


def test_attributes_of_another_shape_are_passed_over() -> None:
    doc = spacy.blank("en")(TEXT)
    attrs = {"details": [3], "choices": 7}
    spans = [Span(doc, 1, 2, label="evidence")]
    doc.spans["event-1"] = SpanGroup(doc, name="event-1", attrs=attrs, spans=spans)
    doc.cats = {"youth": 1.0, "held": 1.0}
    user_data: dict[Any, Any] = doc.user_data
    user_data |= {"twin_nlp": 5, "bytes": b"x"}
    notices = Notices()
    (found,) = read(docbin, DocBin(docs=[doc], store_user_data=True).to_bytes(), notices)
    assert [(e.type, e.status) for e in found.events] == [("youth", "held")]
    assert "the user data 'bytes', which JSON can't hold" in notices.lost


def test_annotation_of_tokens_is_told_as_lost() -> None:
    doc = spacy.blank("en")(TEXT)
    doc.ents = [Span(doc, 1, 2, label="GPE")]
    notices = Notices()
    read(docbin, DocBin(docs=[doc]).to_bytes(), notices)
    assert any("annotation of tokens" in what for what in notices.lost)


def test_utf_16_offsets_go_there_and_back_and_never_into_a_character() -> None:
    units = Utf16("a😀b👩‍🔧")
    assert [units.units(at) for at in range(7)] == [0, 1, 3, 4, 6, 7, 9]
    assert [units.characters(at) for at in range(10)] == [0, 1, None, 2, 3, None, 4, 5, None, 6]
    assert not Utf16("é城")
