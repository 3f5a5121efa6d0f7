from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from round_rows import LABELS, TEXTS, write_annotator, write_lines, write_round
from starlette.testclient import TestClient
from typer.testing import CliRunner

from twin_nlp.adjudicate import Session, begun
from twin_nlp.adopt import final_answers
from twin_nlp.cli import app
from twin_nlp.errors import AnnotationError
from twin_nlp.formats.rounds import read_round
from twin_nlp.web.adjudicate import adjudicate_app
from twin_nlp.web.app import Access

ROOT = Path(__file__).parent.parent
GUIDELINES = ROOT / "annotations/guidelines.md"
NUMBER = iter(range(1_000_000))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_round(tmp_path)


def session(folder: Path, name: str = "cy") -> Session:
    return begun(folder, folder.parent.parent.parent / "corpus", GUIDELINES, name)


def settlement(found: dict[str, Any], settled: object, **more: Any) -> dict[str, Any]:
    """What the page sends for a difference that it was shown."""
    said = {"id": "R-1", "what": found["what"], "event": list(found["event"]), "settled": settled}
    return {**said, "reason": "slip", "note": "", "key": f"key {next(NUMBER)}", **more}


def take(at: Session, side: str, doc_id: str = "R-1") -> None:
    for found in at.document(doc_id)["differences"]:
        at.settle(settlement(found, found[side], id=doc_id))


def written(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "settled.jsonl").read_text("utf-8").splitlines()]


def test_only_documents_with_differences_are_shown(folder: Path) -> None:
    found = session(folder).describe()
    assert found["queue"] == [{"id": "R-1", "differences": 9, "settled": 0}]
    assert found["progress"] == {"settled": 0, "differences": 9, "documents settled": 0, "documents": 1}
    assert found["reasons"] == ["ambiguous", "guideline gap", "slip"]
    assert "tie" in found["guidelines"]
    with pytest.raises(LookupError, match="'R-2' is no document of this round that two annotators label differently"):
        session(folder).document("R-2")


def test_nothing_that_is_shown_names_an_annotator(folder: Path) -> None:
    at = session(folder)
    take(at, "A")
    shown = json.dumps([at.describe(), at.document("R-1")])
    assert "alex" not in shown
    assert '"bo"' not in shown


def test_who_is_a_is_drawn_for_each_document(folder: Path) -> None:
    ids = [f"R-{n}" for n in range(10, 50)]
    corpus = folder.parent.parent.parent / "corpus/documents/b.jsonl"
    known = {"published": None, "language": "en", "register": "wire", "region": "us", "author": "test"}
    write_lines(corpus, [{"id": i, "text": TEXTS["R-1"], **known} for i in ids])
    for name in LABELS:
        write_annotator(folder, name, dict.fromkeys(ids, LABELS[name]["R-1"]))
    at = session(folder)
    alex_is_a = [len(at.document(i)["answers"]["A"]) == 1 for i in ids]
    assert 8 < sum(alex_is_a) < 32
    again = session(folder, "dee")
    assert alex_is_a == [len(again.document(i)["answers"]["A"]) == 1 for i in ids]


@pytest.mark.parametrize("side", ["A", "B"])
def test_a_document_that_is_settled_is_final(folder: Path, side: str) -> None:
    at = session(folder)
    wanted = at.document("R-1")["answers"][side]
    take(at, side)
    assert at.progress() == {"settled": 9, "differences": 9, "documents settled": 1, "documents": 1}
    round_ = read_round(folder, folder.parent.parent.parent / "corpus")
    finals, left_out = final_answers(round_)
    assert left_out == {}
    assert [[e.to_dict() for e in f.events] for f in finals if f.document.id == "R-1"] == [wanted]


def test_settlements_say_who_had_what_and_who_settled_it(folder: Path) -> None:
    at = session(folder)
    (tie,) = (d for d in at.document("R-1")["differences"] if d["what"] == "tie")
    at.settle(settlement(tie, "twin", reason="guideline gap", note="elsewhere they are twins"))
    (line,) = written(folder)
    assert line.pop("key").startswith("key")
    assert line.pop("at").endswith("Z")
    assert line == {
        "id": "R-1",
        "what": "tie",
        "first": "sister",
        "second": None,
        "settled": "twin",
        "reason": "guideline gap",
        "note": "elsewhere they are twins",
        "event": [0, 0],
        "by": "cy",
    }
    (shown,) = (d for d in at.document("R-1")["differences"] if d["what"] == "tie")
    assert shown["settlement"] == {"settled": "twin", "reason": "guideline gap", "note": "elsewhere they are twins"}
    done = CliRunner().invoke(app, ["agreement", str(folder), "--corpus", str(folder.parent.parent.parent / "corpus")])
    assert "| guideline gap |     1 |" in done.stdout


def test_a_difference_settled_again_counts_once(folder: Path) -> None:
    at = session(folder)
    (tie,) = (d for d in at.document("R-1")["differences"] if d["what"] == "tie")
    again = settlement(tie, "sister", reason="slip")
    at.settle(settlement(tie, "twin", reason="ambiguous"))
    at.settle(again)
    assert at.settle(again)["progress"]["settled"] == 1
    assert len(written(folder)) == 2
    (kept,) = read_round(folder, folder.parent.parent.parent / "corpus").settled or ()
    assert (kept.settled, kept.reason) == ("sister", "slip")


def test_what_is_settled_outlasts_a_change_of_answers_only_where_it_still_fits(folder: Path) -> None:
    take(session(folder), "A")
    changed = {**LABELS["bo"], "R-1": [{**LABELS["bo"]["R-1"][0], "tie": "twin"}, LABELS["bo"]["R-1"][1]]}
    write_annotator(folder, "bo", changed)
    at = session(folder)
    assert at.progress()["settled"] == 8
    assert [d["what"] for d in at.document("R-1")["differences"] if d["settlement"] is None] == ["tie"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"id": "R-2"}, "id: 'R-2' is no document"),
        ({"what": "colour"}, "expected one of the document's differences, found 'colour'"),
        ({"event": [7, 7]}, "expected one of the document's differences"),
        ({"event": None}, "expected one of the document's differences"),
        ({"reason": "mood"}, "reason must be one of ambiguous, guideline gap, slip"),
        ({"note": 3}, "note of text"),
        ({"settled": "cousin"}, "tie must be one of"),
        ({"key": ""}, "key: expected text"),
    ],
)
def test_a_settlement_that_cannot_be_is_refused_and_not_written(
    folder: Path, changed: dict[str, Any], message: str
) -> None:
    at = session(folder)
    (tie,) = (d for d in at.document("R-1")["differences"] if d["what"] == "tie")
    with pytest.raises(AnnotationError, match=message):
        at.settle({**settlement(tie, "twin"), **changed})
    assert not (folder / "settled.jsonl").exists()


def test_values_that_do_not_go_together_are_refused_at_the_last(folder: Path) -> None:
    at = session(folder)
    found = at.document("R-1")["differences"]
    of = {d["what"]: d for d in found}
    only_mito = min((of["partners"][side] for side in "AB"), key=len)
    to_anaheim = max((of["direction"][side] for side in "AB"), key=lambda value: len(value[1]))
    at.settle(settlement(of["partners"], only_mito))
    for difference in found:
        if difference["what"] not in ("partners", "direction"):
            at.settle(settlement(difference, difference["A"]))
    with pytest.raises(AnnotationError, match="'Anaheim' is no partner; there are Mito"):
        at.settle(settlement(of["direction"], to_anaheim))
    assert at.progress()["settled"] == 8


def command(folder: Path, *more: str) -> Any:
    root = folder.parent.parent.parent
    folders = ("--corpus", str(root / "corpus"), "--annotations", str(root / "annotations"))
    return CliRunner().invoke(app, ["adjudicate", "--no-browser", *folders, *more])


def test_an_annotator_cannot_settle_their_own_differences(folder: Path) -> None:
    done = command(folder, "--as", "bo")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "bo is an annotator of round 2026-11 (alex, bo); a third person has to settle" in done.stderr


def test_a_round_without_differences_is_told(folder: Path) -> None:
    write_annotator(folder, "bo", LABELS["alex"])
    done = command(folder, "--as", "cy")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "round 2026-11: no document in which two annotators differ" in done.stderr
    for name, kind in (("bo", "youth"), ("cy", "business")):
        write_annotator(folder, name, {"R-1": [{**LABELS["alex"]["R-1"][0], "type": kind}]})
    assert "differ, 1 of more than two annotators" in command(folder, "--as", "dee").stderr


def test_the_command_serves_the_page_and_tells_what_is_settled(folder: Path) -> None:
    take(session(folder), "A")
    root = folder.parent.parent.parent
    options = ["--as", "dee", "--no-browser", "--corpus", root / "corpus", "--annotations", root / "annotations"]
    started = [sys.executable, "-c", "from twin_nlp.cli import main; main()", "adjudicate", *map(str, options)]
    with subprocess.Popen(started, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        link = process.stdout.readline().strip()
        with httpx.Client(follow_redirects=True) as browser:
            assert "adjudicate.js" in browser.get(link).text
            # Another adjudicator goes on where the first one stopped.
            found = browser.get(f"{link.partition('?')[0]}api/session").json()
        assert (found["adjudicator"], found["progress"]["settled"]) == ("dee", 9)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert "9 of 9 differences are settled in " in said
    assert "settled.jsonl, 1 of 1 documents throughout" in said


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    access = Access("token", ("127.0.0.1:8000",))
    with TestClient(adjudicate_app(session(folder), access), "http://127.0.0.1:8000") as client:
        yield client


def test_the_api_shows_and_takes_only_from_its_page(client: TestClient, folder: Path) -> None:
    assert client.get("/api/session").status_code == 403
    assert "adjudicate.js" in client.get("/?token=token").text
    (tie,) = (d for d in client.get("/api/document?id=R-1").json()["differences"] if d["what"] == "tie")
    said = settlement(tie, None)
    assert client.post("/api/settlements", json=said).status_code == 403
    origin = {"Origin": "http://127.0.0.1:8000"}
    assert client.post("/api/settlements", json={**said, "reason": "mood"}, headers=origin).status_code == 422
    done = client.post("/api/settlements", json=said, headers=origin)
    assert (done.status_code, done.json()["progress"]["settled"]) == (200, 1)
    assert [line["key"] for line in written(folder)] == [said["key"]]
    assert client.get("/api/document?id=R-9").status_code == 404
