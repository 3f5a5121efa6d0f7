from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from round_rows import write_lines
from typer.testing import CliRunner

from twin_nlp.adopt import adopt
from twin_nlp.cli import app
from twin_nlp.errors import OutputError
from twin_nlp.formats import adoption, output
from twin_nlp.formats.corpus import Home, read_corpus, read_splits

ROOT = Path(__file__).parent.parent
KNOWN = {"published": None, "language": "en", "register": "wire", "region": "us", "author": "test"}
TOLD = "The mayor said the visit had done both towns good and that the band would be asked back before long."
TEXTS = {
    "TR-1": f"Mito sent a band to Anaheim. {TOLD} Tickets had sold out in a day.",
    "TR-2": "Oslo and Reykjavik signed a pact on the third of May, and the clerk read it aloud.",
    "DE-1": "Annaka gave Kimberley a bell. Four people carried it up the hill on a wet Saturday in the autumn of 2019.",
    "TE-1": "Wuxi lent Oshawa a panda of bronze for the summer, and the library lent it a shelf in return.",
}
HOMES = {"TR-1": "train", "TR-2": "train", "DE-1": "dev", "TE-1": "test"}
PARTNERS = {"TR-1": "Mito Anaheim", "TR-2": "Oslo Reykjavik", "DE-1": "Annaka Kimberley", "TE-1": "Wuxi Oshawa"}


def document(doc_id: str, text: str) -> dict[str, Any]:
    return {"id": doc_id, "text": text, **KNOWN}


def event(text: str, *partners: str, **changed: Any) -> dict[str, Any]:
    def span(found: str) -> dict[str, Any]:
        return {"start": text.index(found), "end": text.index(found) + len(found), "text": found}

    return {
        "type": "cultural",
        "government_involved": False,
        "status": "held",
        "evidence": [span(text[: text.index(" ") + 1])],
        "partners": [span(p) for p in partners],
        "date": None,
        "participants": [],
        "goods": [],
        "senders": [],
        "receivers": [],
        "tie": None,
        "subtype": None,
        **changed,
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_lines(tmp_path / "corpus/documents/old.jsonl", [document(*row) for row in TEXTS.items()])
    lines = [{"id": i, "annotator": "writer", "events": [event(t, *PARTNERS[i].split())]} for i, t in TEXTS.items()]
    write_lines(tmp_path / "annotations/documents/old.jsonl", lines)
    rows = ["id,group,split", *(f"{i},{i},{split}" for i, split in HOMES.items())]
    (tmp_path / "annotations/splits.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return tmp_path


def texts_of_round(root: Path, *documents: dict[str, Any]) -> None:
    write_lines(root / "annotations/rounds/R/texts/documents.jsonl", documents)


def answers(root: Path, name: str, rows: Mapping[str, Sequence[dict[str, Any]]], **more: Any) -> None:
    lines = [{"id": i, "annotator": name, "key": f"{name} {i}", "events": list(e), **more} for i, e in rows.items()]
    write_lines(root / f"annotations/rounds/R/{name}.jsonl", lines)


def command(root: Path, *more: str) -> Any:
    options = ("--corpus", str(root / "corpus"), "--annotations", str(root / "annotations"))
    return CliRunner().invoke(app, ["adopt", "R", *options, *more])


def homes(root: Path) -> dict[str, Home]:
    return read_splits(root / "annotations/splits.csv")


def content(root: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for part in ("corpus", "annotations/documents") for p in (root / part).rglob("*.*")}


NEW = "Surrey lent Koto a fire engine, and the children of both were let into the cab one after another."


def test_a_new_document_goes_into_train_in_a_file_of_the_round(root: Path) -> None:
    texts_of_round(root, document("N-1", NEW), document("N-2", "Nothing happened here."))
    answers(root, "alex", {"N-1": [event(NEW, "Surrey", "Koto")], "N-2": []})
    before = content(root)
    done = command(root)
    assert (done.exit_code, done.stderr) == (0, "twin-nlp: next: twin-nlp train\n")
    assert done.stdout == "Round R: 2 new documents (2 in train), 0 annotated anew, 0 as they were, 0 left out\n"
    found = {d.document.id: d for d in read_corpus(root / "corpus", root / "annotations")}
    assert (found["N-1"].split, found["N-1"].group, found["N-1"].annotator) == ("train", "N-1", "alex")
    assert [e.to_dict() for e in found["N-1"].events] == [event(NEW, "Surrey", "Koto")]
    assert found["N-2"].events == ()
    assert {p: data for p, data in content(root).items() if not p.endswith("R.jsonl")} == before
    again = content(root)
    assert "0 new documents, 0 annotated anew, 2 as they were" in command(root).stdout
    assert content(root) == again


def test_a_document_of_the_corpus_is_annotated_anew_where_it_stands(root: Path) -> None:
    anew = event(TEXTS["TR-1"], "Mito", "Anaheim", type="youth")
    answers(root, "alex", {"TR-1": [anew]})
    before = content(root)
    assert "0 new documents, 1 annotated anew" in command(root).stdout
    after = content(root)
    (changed,) = (p for p in after if after[p] != before.get(p))
    assert changed == str(root / "annotations/documents/old.jsonl")
    old, new = (of[changed].splitlines() for of in (before, after))
    assert old[1:] == new[1:]
    assert json.loads(new[0]) == {"id": "TR-1", "annotator": "alex", "events": [anew]}


def test_lines_are_added_behind_a_last_one_without_an_end(root: Path) -> None:
    for part in ("corpus", "annotations"):
        path = root / part / "documents/old.jsonl"
        path.with_name("R.jsonl").write_bytes(path.read_bytes().rstrip(b"\n"))
        path.unlink()
    texts_of_round(root, document("TR-1", TEXTS["TR-1"]), document("N-1", NEW))
    answers(root, "alex", {"TR-1": [], "N-1": [event(NEW, "Surrey", "Koto")]})
    assert "1 new documents (1 in train), 1 annotated anew" in command(root).stdout
    assert len(read_corpus(root / "corpus", root / "annotations")) == len(TEXTS) + 1


def test_a_line_that_was_cut_short_is_told(root: Path) -> None:
    texts_of_round(root, document("N-1", NEW))
    answers(root, "alex", {"N-1": []})
    with (root / "annotations/rounds/R/alex.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "N-2", ')
    done = command(root)
    assert "1 new documents" in done.stdout
    assert "alex.jsonl, line 2: cut short" in done.stderr


def test_documents_that_are_measured_on_need_a_word(root: Path) -> None:
    anew = {i: [event(TEXTS[i], *PARTNERS[i].split(), type="youth")] for i in ("DE-1", "TE-1", "TR-1")}
    answers(root, "alex", anew)
    done = command(root)
    assert done.exit_code == 3
    assert "1 annotated anew, 0 as they were, 2 left out" in done.stdout
    assert "| DE-1     |  is in dev, which models are measured on; --dev-and-test takes it |" in done.stdout
    assert "2 annotated anew, 1 as they were, 0 left out" in command(root, "--dev-and-test").stdout
    assert {d.document.id: d.events[0].type for d in read_corpus(root / "corpus", root / "annotations")} == {
        "TR-1": "youth",
        "TR-2": "cultural",
        "DE-1": "youth",
        "TE-1": "youth",
    }


@pytest.mark.parametrize(
    ("text", "partners"),
    [
        (TEXTS["DE-1"].replace("four", "five") + " The end.", ()),
        ("A headline of another paper! " + TEXTS["DE-1"], ()),
        ("The town of Kimberley thanked Annaka.", ("Kimberley", "Annaka")),
    ],
    ids=["nearly the same", "another headline", "the same pair of places"],
)
def test_what_goes_with_a_measured_text_never_gets_into_train(root: Path, text: str, partners: tuple[str, ...]) -> None:
    texts_of_round(root, document("N-1", text), document("N-2", text.replace("The", "the") + " More."))
    answers(root, "alex", {"N-1": [event(text, *partners)] if partners else [], "N-2": []})
    done = command(root)
    assert (done.exit_code, "N-1" in homes(root)) == (3, False)
    assert (
        "| N-1      | belongs with DE-1 in dev, which models are measured on; --dev-and-test takes it |" in done.stdout
    )
    assert command(root, "--dev-and-test").exit_code == 0
    assert homes(root)["N-1"] == Home("dev", "DE-1")


def test_groups_that_a_new_document_holds_together_become_one(root: Path) -> None:
    text = "Mito met Anaheim, and Oslo met Reykjavik."
    texts_of_round(root, document("N-1", text))
    answers(root, "alex", {"N-1": [event(text, "Mito", "Anaheim"), event(text, "Oslo", "Reykjavik")]})
    assert command(root).exit_code == 0
    assert {homes(root)[i] for i in ("N-1", "TR-1", "TR-2")} == {Home("train", "TR-1")}


def test_a_document_between_two_splits_has_no_place(root: Path) -> None:
    text = "Mito met Anaheim, and Wuxi met Oshawa."
    texts_of_round(root, document("N-1", text))
    answers(root, "alex", {"N-1": [event(text, "Mito", "Anaheim"), event(text, "Wuxi", "Oshawa")]})
    before = content(root)
    done = command(root, "--dev-and-test")
    assert done.exit_code == 3
    assert "belongs with documents of 2 splits: TE-1 in test, TR-1 in train" in done.stdout
    assert content(root) == before


def test_new_copies_of_each_other_share_a_group(root: Path) -> None:
    texts_of_round(root, document("N-1", NEW), document("N-2", "Reprinted. " + NEW))
    answers(root, "alex", {"N-1": [], "N-2": []})
    command(root)
    assert homes(root)["N-1"] == homes(root)["N-2"] == Home("train", "N-1")


def test_only_what_is_final_is_adopted(root: Path) -> None:
    names = ("agreed", "apart", "blind", "flagged", "once", "skipped", "none")
    texts = {n: f"{n.title()} lent Koto something, as {n} people of {n} do on {n} days." for n in names}
    texts_of_round(root, *(document(n, t) for n, t in texts.items()))
    found = {n: [event(t, "Koto")] for n, t in texts.items()}
    lines: list[dict[str, Any]] = [
        {"id": "agreed", "events": found["agreed"]},
        {"id": "apart", "events": found["apart"]},
        {"id": "blind", "events": found["blind"], "blind": True},
        {"id": "flagged", "events": found["flagged"]},
        {"id": "once", "events": found["once"]},
        {"id": "skipped", "events": found["skipped"]},
        {"id": "none", "verdict": "skipped"},
    ]
    other: list[dict[str, Any]] = [
        {"id": "agreed", "events": [{**found["agreed"][0], "subtype": "loan"}]},
        {"id": "apart", "events": [{**found["apart"][0], "tie": "twin"}]},
        {"id": "flagged", "verdict": "flagged"},
        {"id": "skipped", "verdict": "skipped"},
    ]
    for name, rows in (("alex", lines), ("bo", other)):
        write_lines(
            root / f"annotations/rounds/R/{name}.jsonl", [{**r, "key": f"{name}{n}"} for n, r in enumerate(rows)]
        )
    adopted = adopt(root / "annotations/rounds/R", root / "corpus", root / "annotations")
    assert set(adopted.added) == {"agreed", "once", "skipped"}
    assert adopted.left_out == {
        "apart": "alex, bo differ and it isn't settled: tie",
        "blind": "labelled blind by alex alone; a second annotator's answer is missing",
        "flagged": "flagged by bo",
    }
    by_id = {d.document.id: d for d in read_corpus(root / "corpus", root / "annotations")}
    assert (by_id["agreed"].annotator, by_id["agreed"].events[0].subtype) == ("alex, bo", "loan")
    settled = {"id": "apart", "what": "tie", "event": [0, 0], "first": None, "second": "twin", "settled": "sister",
               "reason": "slip", "note": "", "by": "cy", "key": "1", "at": "2026-11-23T10:00:00Z"}  # fmt: skip
    write_lines(root / "annotations/rounds/R/settled.jsonl", [settled])
    adopt(root / "annotations/rounds/R", root / "corpus", root / "annotations")
    by_id = {d.document.id: d for d in read_corpus(root / "corpus", root / "annotations")}
    assert by_id["apart"].events[0].tie == "sister"


def test_three_who_differ_are_left_out(root: Path) -> None:
    for name, kind in (("alex", "youth"), ("bo", "youth"), ("cy", "business")):
        answers(root, name, {"TR-1": [event(TEXTS["TR-1"], "Mito", "Anaheim", type=kind)]})
    done = command(root)
    assert "alex, bo, cy differ; only differences of two annotators can be settled" in done.stdout
    answers(root, "cy", {"TR-1": [event(TEXTS["TR-1"], "Mito", "Anaheim", type="youth")]})
    assert "1 annotated anew" in command(root).stdout


def test_another_text_under_a_known_id_is_left_out(root: Path) -> None:
    texts_of_round(root, document("TR-1", NEW))
    answers(root, "alex", {"TR-1": []})
    assert "the corpus has another text under this id" in command(root).stdout


def test_half_a_surrogate_pair_is_kept(root: Path) -> None:
    texts_of_round(root)
    text = "Koto \ud83d waved."
    path = root / "annotations/rounds/R/texts/documents.jsonl"
    path.write_text(json.dumps(document("N-1", text)) + "\n", "utf-8")
    answers(root, "alex", {"N-1": [event(text, "Koto", evidence=[{"start": 0, "end": 13, "text": text}])]})
    assert command(root).exit_code == 0
    assert {d.document.id: d for d in read_corpus(root / "corpus", root / "annotations")}["N-1"].document.text == text


@pytest.mark.parametrize("fails", range(3))
def test_a_failure_leaves_the_corpus_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch, fails: int) -> None:
    texts_of_round(root, document("N-1", NEW), document("TR-1", TEXTS["TR-1"]))
    answers(root, "alex", {"N-1": [], "TR-1": []})
    before, splits = content(root), homes(root)
    opened: list[Path] = []

    def failing(path: Path) -> Any:
        opened.append(path)
        if len(opened) > fails:
            raise OutputError(f"{path}: can't be written (No space left on device); name another place")
        return output.complete(path)

    monkeypatch.setattr(adoption, "complete", failing)
    done = command(root)
    assert (done.exit_code, "No space left" in done.stderr) == (1, True)
    assert (content(root), homes(root)) == (before, splits)


def test_a_run_that_was_killed_while_it_wrote_is_ended_by_the_next(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts_of_round(root, document("N-1", NEW))
    answers(root, "alex", {"N-1": [event(NEW, "Surrey", "Koto")]})
    command(root)
    # Files come to stand one after the other: here all but the last.
    (root / "annotations/documents/R.jsonl").unlink()
    assert "1 new documents (1 in train)" in command(root).stdout
    assert len(read_corpus(root / "corpus", root / "annotations")) == len(TEXTS) + 1


def test_the_splits_of_the_project_stay_as_they_are_written() -> None:
    path = ROOT / "annotations/splits.csv"
    assert adoption._splits(read_splits(path)) == path.read_bytes()


def test_a_round_that_nobody_answered_is_told(root: Path) -> None:
    (root / "annotations/rounds/R").mkdir(parents=True)
    done = command(root)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "R: expected a file ANNOTATOR.jsonl, found none" in done.stderr
