"""The conversion of files: formats told apart, what is lost told, and the pages and files for other tools."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest
from test_docs import blocks
from typer.testing import CliRunner, Result

from twin_nlp.cli import app
from twin_nlp.cli.convert import Format
from twin_nlp.convert import FORMATS, convert
from twin_nlp.errors import InputError, OutputError, RowError
from twin_nlp.formats import annotated, label_studio
from twin_nlp.formats.annotated import Annotation
from twin_nlp.formats.corpus import read_corpus
from twin_nlp.formats.marks import CHOICES, DETAILS, NONE, SPAN_LABELS
from twin_nlp.formats.reading import UsageError
from twin_nlp.labels import EVENT_TYPES, ROLES, STATUSES, TIES

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "convert.md").read_text(encoding="utf-8")
OUTS = {"prodigy": "a.jsonl", "label-studio": "a.json", "doccano": "b.jsonl", "docbin": "a.spacy", "csv": "a.csv"}

Run = Callable[..., Result]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (example,) = blocks(PAGE, "json")
    path = tmp_path / "own.jsonl"
    path.write_text(example, encoding="utf-8")
    return path


def told_of(source: Path, out: Path, to: str | None = None) -> list[str]:
    told: list[str] = []
    convert(source, out, Path("corpus"), None, to, told.append)  # type: ignore[arg-type]
    return told


def test_the_example_of_the_page_is_read_and_the_page_names_every_key(own: Path) -> None:
    (found,) = annotated.read(own.read_bytes(), "own", dict)
    assert isinstance(found, Annotation)
    assert found.events[0].senders == ("Annaka",)
    assert all(f"`{name}`" in PAGE for name in (*annotated.to_json(found), *DETAILS, *FORMATS, "suggestions"))


@pytest.mark.parametrize(("to", "name"), OUTS.items())
def test_files_go_there_and_back_and_formats_are_told_by_name_and_content(own: Path, to: str, name: str) -> None:
    out, back = own.with_name(name), own.with_name("back.jsonl")
    told_of(own, out, to)
    told_of(out, back)
    assert json.loads(back.read_text("utf-8")) == json.loads(own.read_text("utf-8"))


@pytest.mark.parametrize("to", OUTS)
def test_the_corpus_goes_there_and_back(tmp_path: Path, to: str) -> None:
    # The documents of the test split are left alone.
    documents = {d.document.id: d for d in read_corpus(ROOT / "corpus", ROOT / "annotations") if d.split == "train"}
    lines = (ROOT / "annotations/documents/batch-01.jsonl").read_text("utf-8").splitlines()
    kept = [line for line in lines if json.loads(line)["id"] in documents]
    source, out, back = tmp_path / "in.jsonl", tmp_path / OUTS[to], tmp_path / "back.jsonl"
    source.write_text("\n".join(kept), encoding="utf-8")
    told: list[str] = []
    convert(source, out, ROOT / "corpus", None, to, told.append)  # type: ignore[arg-type]
    convert(out, back, ROOT / "corpus", None, None, told.append)
    found = list(annotated.read(back.read_bytes(), "back", dict))
    assert len(found) == len(kept) > 5
    for line in found:
        assert isinstance(line, Annotation)
        original = documents[line.id]
        assert (line.text, line.events, line.annotator) == (
            original.document.text,
            original.events,
            original.annotator,
        )


def test_the_last_answer_counts_and_those_taken_back_do_not(own: Path) -> None:
    whole = json.loads(own.read_text("utf-8"))
    text = {key: whole.pop(key) for key in ("text", "published")}
    document = {"id": "X01-01", "language": "en", "register": "wire", "region": "us", "author": "writer", **text}
    folder = own.parent / "corpus" / "documents"
    folder.mkdir(parents=True)
    (folder / "a.jsonl").write_text(json.dumps(document), encoding="utf-8")
    log = [
        {"id": "X01-01", "annotator": "anna", "verdict": "answered", "events": [], "key": "1"},
        {**whole, "key": "2"},
        {"id": "X01-01", "annotator": "anna", "verdict": "skipped", "key": "3"},
        {"id": "X01-01", "undo": "3", "key": "4"},
    ]
    source, out = own.with_name("anna.jsonl"), own.with_name("a.csv")
    source.write_text("\n".join(map(json.dumps, log)), encoding="utf-8")
    told: list[str] = []
    convert(source, out, own.parent / "corpus", None, None, told.append)
    convert(out, own.with_name("back.jsonl"), own.parent, None, None, told.append)
    back = json.loads(own.with_name("back.jsonl").read_text("utf-8"))
    assert (back["verdict"], back["events"]) == ("answered", whole["events"])


def test_a_round_over_other_texts_has_them_itself(own: Path) -> None:
    line = json.loads(own.read_text("utf-8"))
    document = {key: line[key] for key in ("id", "published", "text")}
    document |= {"language": "en", "register": "unknown", "region": "other", "author": ""}
    (own.parent / "texts").mkdir()
    (own.parent / "texts/documents.jsonl").write_text(json.dumps(document), encoding="utf-8")
    log = own.with_name("kim.jsonl")
    del line["text"]
    log.write_text(json.dumps({**line, "key": "a"}), encoding="utf-8")
    assert told_of(log, own.with_name("out.csv")) == ["1 x key, for which CSV has no column"]


@pytest.mark.parametrize("line", [{"id": "X", "undo": []}, {"id": "X", "key": {}, "events": []}, {"id": 7}])
def test_a_line_that_no_log_can_have_is_told(line: dict[str, object]) -> None:
    (error,) = annotated.read(json.dumps(line).encode(), "kim.jsonl", dict)
    assert isinstance(error, RowError)
    assert error.row == 1


def test_what_a_format_cannot_hold_is_told_with_how_often(own: Path) -> None:
    line = {**json.loads(own.read_text("utf-8")), "comment": "why?", "suggestions": [{"model": "m", "events": []}]}
    own.write_text(f"{json.dumps(line)}\n" * 2, encoding="utf-8")
    told = told_of(own, own.with_name("a.csv"))
    assert told == ["2 x comment, for which CSV has no column", "2 x suggestions, for which CSV has no column"]
    told = told_of(own, own.with_name("a.json"))
    assert "2 x comment, which Label Studio drops when it imports the file" in told
    assert "2 x annotator, which Label Studio drops when it imports the file" in told


def test_labels_of_something_else_are_told_or_refused(own: Path) -> None:
    task = {"text": "Annaka", "spans": [{"start": 0, "end": 6, "label": "PERSON"}], "answer": "accept"}
    own.write_text(json.dumps(task), encoding="utf-8")
    with pytest.raises(InputError, match=r"none of its labels \(PERSON \(1\)\) is one of those of events: evidence"):
        told_of(own, own.with_name("back.jsonl"))
    event = {"text": "Annaka", "accept": ["youth", "held"], "spans": task["spans"], "answer": "accept"}
    own.write_text(f"{json.dumps(task)}\n{json.dumps(event)}", encoding="utf-8")
    told = told_of(own, own.with_name("back.jsonl"))
    assert told[0] == "labels that name nothing of an event are kept only for the way back: PERSON (2)"


@pytest.mark.parametrize("name", ["a.jsonl", "a.txt"])
def test_an_ending_that_tells_no_format_needs_to(own: Path, name: str) -> None:
    with pytest.raises(UsageError, match="give --to, one of twin-nlp, prodigy"):
        told_of(own, own.with_name(name))


@pytest.mark.parametrize("content", ['{"sentence": 1}', "[1]"])
def test_json_lines_of_no_known_format_need_from(own: Path, content: str) -> None:
    own.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match="say which with --from"):
        told_of(own, own.with_name("a.csv"))


def test_what_was_kept_for_another_tool_and_spoilt_is_told(own: Path) -> None:
    own.write_text(json.dumps({**json.loads(own.read_text("utf-8")), "prodigy": [3]}), encoding="utf-8")
    with pytest.raises(OutputError, match="the key 'prodigy' of a document"):
        told_of(own, own.with_name("a.jsonl"), "prodigy")


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, ["convert", *arguments], prog_name="twin-nlp")


def test_the_command_tells_what_it_did(command: Run) -> None:
    done = command("own.jsonl", "a.jsonl", "--to", "prodigy")
    assert done.exit_code == 0, done.output
    assert done.stderr == "twin-nlp: twin-nlp to prodigy: 1 documents, 1 events\n"
    assert done.stdout == ""


def test_a_document_that_cannot_be_used_is_told_and_costs_no_other(command: Run, own: Path) -> None:
    bad = {**json.loads(own.read_text("utf-8")), "id": "X01-02", "text": "short"}
    with own.open("a", encoding="utf-8") as file:
        file.write(json.dumps(bad))
    done = command("own.jsonl", "a.csv")
    assert done.exit_code == 3
    first, last = done.stderr.splitlines()
    assert first.startswith(
        "twin-nlp: rejected: own.jsonl, row 2 (id X01-02): annotation, event 1, evidence 1: 0:67 should be"
    )
    assert last == "twin-nlp: twin-nlp to csv: 1 documents, 1 events, 1 rejected"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("none.jsonl", "a.csv"), 1, "none.jsonl: can't be read: No such file"),
        ((".", "a.csv"), 1, ".: can't be read: Is a directory"),
        (("own.jsonl", "none/a.csv"), 1, "can't be written"),
        (("own.jsonl", "a.jsonl"), 2, "give --to"),
        (("own.jsonl", "a.csv", "--from", "docbin"), 1, "own.jsonl: not a DocBin of spaCy"),
    ],
)
def test_mistakes_are_told_in_a_line(command: Run, arguments: tuple[str, ...], code: int, told: str) -> None:
    done = command(*arguments)
    assert done.exit_code == code
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_command_offers_the_formats_that_there_are() -> None:
    assert get_args(Format) == FORMATS


def test_labels_are_those_of_the_codebook() -> None:
    assert (*EVENT_TYPES, *STATUSES, "government", *(f"tie: {tie}" for tie in TIES)) == CHOICES
    assert SPAN_LABELS[-len(ROLES) :] == tuple(f"participant: {role}" for role in ROLES)
    assert not set(SPAN_LABELS) & set(CHOICES)


def test_the_labelling_configuration_has_the_labels_and_controls_that_are_written() -> None:
    view = ElementTree.parse(ROOT / "docs" / "label-studio.xml").getroot()
    assert tuple(label.get("value") for label in view.iter("Label")) == SPAN_LABELS
    assert tuple(choice.get("value") for choice in view.iter("Choice")) == CHOICES
    for choices in view.iter("Choices"):
        assert {label_studio.control(c.get("value") or "") for c in choices} == {choices.get("name")}
    controls = {element.get("name") for element in view.iter() if element.get("perRegion") == "true"}
    assert controls == {*DETAILS, *map(label_studio.control, CHOICES), label_studio.SUBTYPE}
    names = {element.tag: element.get("name") for element in view.iter()}
    assert (names["Labels"], names["Text"]) == (label_studio.LABELS, label_studio.TEXT)
    roles = [v.get("whenLabelValue") for v in view.iter("View") if (v.get("whenLabelValue") or "").startswith("part")]
    assert roles == [",".join(label for label in SPAN_LABELS if label.startswith("participant"))]


def test_the_recipe_has_the_labels_that_are_read() -> None:
    recipe = ast.parse((ROOT / "docs" / "prodigy_recipe.py").read_text(encoding="utf-8"))
    lists = {
        target.id: ast.literal_eval(node.value)
        for node in recipe.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert tuple(lists["SPANS"]) == SPAN_LABELS
    assert tuple(lists["CHOICES"]) == (*CHOICES, NONE)
