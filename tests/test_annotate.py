"""An annotator's session: which documents are offered, what goes on after a stop, and what agreement reads of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from annotating import MEETING, FakeReader, answer, session, write_corpus, write_source
from evaluated import TEXT, annotated, annotated_event
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.agreement import measure
from twin_nlp.annotate.queue import RANDOM_SHARE, by_date, in_order, likely_errors, mixed
from twin_nlp.errors import AnnotationError, InputError, TwinNlpError
from twin_nlp.formats import output
from twin_nlp.formats.answers import read_log
from twin_nlp.formats.corpus import AnnotatedDocument, CorpusDocument
from twin_nlp.formats.guidelines import read_guidelines
from twin_nlp.formats.queues import held, read_queue, read_suggestions
from twin_nlp.formats.reading import UsageError
from twin_nlp.formats.rounds import read_round
from twin_nlp.labels import EVENT_TYPES

TODAY = dt.date.today().isoformat()


def document(doc_id: str, published: str | None = None) -> CorpusDocument:
    return CorpusDocument(doc_id, published, "en", "wire", "other", "", f"text of {doc_id}")


def queued(found: Sequence[tuple[Any, CorpusDocument]]) -> list[str]:
    assert all(entry.id == d.id for entry, d in found)
    return [entry.id for entry, _ in found]


# The queue


def test_documents_in_order() -> None:
    documents = [document("b", "2020"), document("a"), document("c", "2019-05"), document("d", "2020-01-02")]
    assert queued(in_order(documents, 3, lambda d: d.id)) == ["a", "b", "c"]
    assert queued(in_order(documents, 9, by_date)) == ["c", "b", "d", "a"]


def test_mixed_is_what_the_model_is_unsure_of_and_a_random_fifth() -> None:
    doubt = {f"d{n:03}": n / 1000 for n in range(300)}
    found = mixed(map(document, doubt), 50, lambda d: doubt[d.id])
    random = [q.id for q, _ in found if q.random]
    unsure = [q.id for q, _ in found if not q.random]
    assert (len(random), len(unsure)) == (10, 40)
    assert {q.why for q, _ in found if q.random} == {"random"}
    rest = sorted((d for d in doubt if d not in random), reverse=True)
    assert unsure == rest[:40]
    assert [n for n, (q, _) in enumerate(found) if q.random] == list(range(2, 50, 5)), "spread evenly"


def test_the_random_part_has_nothing_to_do_with_doubt() -> None:
    ids = [f"d{n}" for n in range(500)]
    one = mixed(map(document, ids), 100, lambda d: 0.5 if d.id < "d3" else 0.1)
    other = mixed(map(document, reversed(ids)), 100, lambda d: 0.9 if d.id >= "d3" else 0.1)
    assert [q.id for q, _ in one if q.random] == [q.id for q, _ in other if q.random]
    drawn = [int(q.id[1:]) for q, _ in one if q.random]
    assert 150 < sum(drawn) / len(drawn) < 350, "drawn from the whole"


@given(st.integers(1, 30), st.lists(st.sampled_from([0.0, 0.2, 0.7]), max_size=40))
def test_mixed_fills_the_queue(size: int, doubts: list[float]) -> None:
    of = {f"d{n}": p for n, p in enumerate(doubts)}
    found = mixed(map(document, of), size, lambda d: of[d.id])
    wanted = min(size, len(of))
    assert len({q.id for q, _ in found}) == len(found) == wanted
    assert sum(q.random for q, _ in found) >= round(RANDOM_SHARE * wanted)
    assert all(of[q.id] > 0 for q, _ in found if not q.random)


def labelled(doc_id: str, kind: str | None, government: bool = False) -> AnnotatedDocument:
    events = [] if kind is None else [annotated_event(next(t for t in EVENT_TYPES if t == kind), government)]
    return annotated(doc_id, events)


def said(kind: str | None, p: float, government: float | None) -> dict[str, Any]:
    classes = (None, *EVENT_TYPES)
    return {"type": [p if c == kind else (1 - p) / 5 for c in classes], "government": government}


def test_likely_errors_come_first() -> None:
    documents = [
        labelled("right", "youth"),
        labelled("wrong type", "youth"),
        labelled("wrong flag", "youth", government=True),
        labelled("missed", None),
        labelled("none", None),
        labelled("new", "youth"),
    ]
    held_out = {
        "right": said("youth", 0.9, 0.1),
        "wrong type": said("business", 0.95, 0.1),
        "wrong flag": said("youth", 0.9, 0.05),
        "missed": said("donation", 0.8, None),
        "none": said(None, 0.99, None),
    }
    found = likely_errors(documents, held_out, 9)
    assert queued(found) == ["wrong type", "missed", "wrong flag", "right", "none"]
    assert {(q.why, q.random) for q, _ in found} == {("label error", False)}
    assert queued(likely_errors(documents, held_out, 2)) == ["wrong type", "missed"]
    assert likely_errors(documents, {}, 9) == []


# Beginning a round and going on


TEXTS = {"a": f"{TEXT} sure 0.9", "b": f"{TEXT} sure 0.2", "c": f"{TEXT} near 0.3", "d": TEXT, "e": f"{TEXT} near 0.6"}


@pytest.fixture
def source(tmp_path: Path) -> str:
    return str(write_source(tmp_path / "texts.jsonl", TEXTS, published="2020-05"))


def test_a_round_keeps_its_queue_texts_and_suggestions(tmp_path: Path, source: str) -> None:
    reader = FakeReader()
    desk = session(tmp_path, reader, source=source, size=4)
    folder = tmp_path / "annotations" / "rounds" / TODAY
    assert desk.round == TODAY
    assert sorted(reader.read) == sorted(TEXTS.values())
    order = [q.id for q in desk.queue.documents]
    unsure = [q.id for q in desk.queue.documents if not q.random]
    assert unsure == [d for d in ("b", "e", "c", "a") if d in unsure]
    assert set(read_suggestions(folder)) <= set(order), "what isn't in the queue isn't kept"
    Path(source).unlink()
    again = FakeReader()
    desk = session(tmp_path, again, source=source, size=4)
    assert [q.id for q in desk.queue.documents] == order
    assert desk.documents[order[0]].text == TEXTS[order[0]]
    assert again.read == []


@pytest.mark.parametrize("round_", ["r", None])
def test_a_stopped_look_at_the_source_goes_on(tmp_path: Path, source: str, round_: str | None) -> None:
    class Stopping(FakeReader):
        def explain(self, text: str, published: str | None = None) -> Any:
            if len(self.read) == 3:
                raise KeyboardInterrupt
            return super().explain(text, published)

    with pytest.raises(KeyboardInterrupt):
        session(tmp_path, Stopping(), source=source, round=round_)
    reader = FakeReader()
    desk = session(tmp_path, reader, source=source, round=round_)
    assert sorted(reader.read) == sorted([TEXTS["d"], TEXTS["e"]])
    assert [folder.name for folder in (tmp_path / "annotations/rounds").iterdir()] == [desk.round]


def test_a_new_round_outlasts_a_loss_of_power(tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(output, "sync_folder", synced.append)
    folder = session(tmp_path, source=source, round="r").log.path.parent
    assert {folder, folder.parent, folder.parent.parent, tmp_path} <= set(synced)


def test_a_round_that_another_is_beginning_is_not_taken_for_one_that_was_stopped(tmp_path: Path, source: str) -> None:
    first = session(tmp_path, source=source)
    folder = tmp_path / "annotations/rounds" / first.round
    (folder / "queue.json").unlink()
    with held(folder):
        assert session(tmp_path, source=source).round == f"{first.round}-2"
    assert session(tmp_path, source=source, queue="id").round == first.round


def test_suggestions_of_another_model_or_text_are_not_used(tmp_path: Path, source: str) -> None:
    desk = session(tmp_path, source=source, round="r")
    assert len(desk.document("b")["suggestions"]) == 1
    path = tmp_path / "annotations/rounds/r/model/suggestions.jsonl"
    kept = path.read_text(encoding="utf-8")
    path.write_text(kept.replace('"of": "', '"of": "0') + '1\n{}\n[]\n{"id": "b", "of', encoding="utf-8")
    reader = FakeReader()
    assert len(session(tmp_path, reader, round="r").document("b")["suggestions"]) == 1
    assert reader.read == [TEXTS["b"]]


def test_the_round_goes_on_until_all_is_done_then_another_begins(tmp_path: Path, source: str) -> None:
    def names(**asked: Any) -> tuple[str, list[str]]:
        desk = session(tmp_path, source=source, size=3, queue="id", **asked)
        return desk.round, [q.id for q in desk.queue.documents]

    desk = session(tmp_path, source=source, size=3, queue="id")
    for n, doc_id in enumerate("ab"):
        desk.answer(answer(doc_id, str(n)))
    assert names() == (TODAY, ["a", "b", "c"])
    assert names(annotator="lee") == (TODAY, ["a", "b", "c"])
    assert names(blind=True)[0] == f"{TODAY}-2"
    desk.answer({"id": "c", "key": "s", "verdict": "skipped"})
    assert names() == (f"{TODAY}-3", ["c", "d", "e"])
    assert names(annotator="lee") == (f"{TODAY}-3", ["c", "d", "e"]), "the last that was begun so"


def test_the_same_ids_in_another_source_are_other_documents(tmp_path: Path, source: str) -> None:
    session(tmp_path, source=source).answer(answer("a", "1"))
    other = str(write_source(tmp_path / "other.jsonl", {"a": "Another text."}))
    assert [q.id for q in session(tmp_path, source=other).queue.documents] == ["a"]


def test_a_named_round_is_the_same_for_all_who_join_it(tmp_path: Path, source: str) -> None:
    first = session(tmp_path, source=source, round="pilot", blind=True, queue="id")
    first.answer(answer("a", "1", MEETING))
    second = session(tmp_path, annotator="lee", source=None, round="pilot")
    assert second.queue == first.queue
    assert second.document("a")["suggestions"] is None
    assert second.document("a")["answer"] is None, "nobody sees another's answers"
    cases: list[tuple[dict[str, Any], str]] = [
        ({"source": "other.jsonl"}, "SOURCE"),
        ({"source": None, "queue": "date"}, "--queue: round pilot was begun with --queue id"),
        ({"source": None, "size": 7}, "--size"),
    ]
    for asked, told in cases:
        with pytest.raises(UsageError, match=told):
            session(tmp_path, annotator="lee", round="pilot", **asked)
    session(tmp_path, source=source, round="open")
    with pytest.raises(UsageError, match="--blind: round open was begun without --blind"):
        session(tmp_path, source=source, round="open", blind=True)


def test_two_who_begin_a_round_at_once_get_the_same_queue(tmp_path: Path, source: str) -> None:
    def begin(annotator: str) -> Any:
        order: Any = "date" if annotator == "kim" else "id"
        try:
            return session(tmp_path, annotator=annotator, source=source, round="r", size=2, queue=order).queue
        except UsageError as error:
            return str(error)

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(begin, ("kim", "lee")))
    kept = read_queue(tmp_path / "annotations/rounds/r")
    assert kept in found
    assert any(isinstance(each, str) and "--queue: round r was begun with" in each for each in found)


def test_what_was_asked_for_wrongly_is_told(tmp_path: Path, source: str) -> None:
    (tmp_path / "annotations/rounds/old").mkdir(parents=True)
    (tmp_path / "annotations/rounds/old/first.jsonl").write_text("")
    cases: list[tuple[dict[str, Any], str]] = [
        ({"annotator": "../kim"}, "--as: expected a name"),
        ({"annotator": "Settled"}, "--as: Settled names the file"),
        ({"round": "a/b"}, "--round: expected a name"),
        ({"round": "old"}, "was not begun by annotate"),
        ({"queue": "errors"}, "leave SOURCE out"),
    ]
    for asked, told in cases:
        with pytest.raises(UsageError, match=told):
            session(tmp_path, source=source, **asked)
    with pytest.raises(InputError, match="no such file"):
        session(tmp_path, source=str(tmp_path / "none.jsonl"))
    Path(source).write_text('{"id": "x", "text": "  "}\n')
    with pytest.raises(InputError, match="no document to annotate is left for kim"):
        session(tmp_path, source=source)
    assert [path.name for path in (tmp_path / "annotations/rounds").iterdir()] == ["old"], "nothing is left behind"


def test_rows_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    from twin_nlp.annotate import Job, begun

    source = tmp_path / "s.jsonl"
    source.write_text('{"id": "x", "text": "t"}\n{"id": "x", "text": "u"}\n{"id": "y"}\n{"id": "z", "text": ""}\n')
    told: list[str] = []
    job = Job("kim", str(source), annotations=tmp_path / "annotations")
    desk = begun(job, FakeReader(), "model", dict, told.append, lambda _: None)
    assert [q.id for q in desk.queue.documents] == ["x"]
    assert desk.documents["x"].text == "t"
    assert told[-1] == "3 rows were left out, the first is x: empty, or there twice"


# The corpus as the source


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path)


def train_ids(corpus: Path) -> set[str]:
    rows = (corpus.parent / "annotations/splits.csv").read_text(encoding="utf-8").splitlines()
    return {row.partition(",")[0] for row in rows if row.endswith(",train")}


@pytest.mark.parametrize("order", ["mixed", "id", "date", "errors"])
def test_only_training_documents_of_the_corpus_are_offered(tmp_path: Path, corpus: Path, order: Any) -> None:
    held_out = {doc_id: said(None, 0.5, 0.5) for doc_id in train_ids(corpus)}
    desk = session(tmp_path, corpus=corpus, queue=order, held_out=held_out)
    assert {q.id for q in desk.queue.documents} == train_ids(corpus)
    assert not (tmp_path / "annotations/rounds" / TODAY / "texts").exists()
    assert desk.documents.keys() > train_ids(corpus)


def test_a_corpus_that_lacks_texts_of_the_round_is_told(tmp_path: Path, corpus: Path) -> None:
    session(tmp_path, corpus=corpus, round="r")
    (tmp_path / "other/documents").mkdir(parents=True)
    (tmp_path / "other/documents/a.jsonl").write_text("")
    with pytest.raises(InputError, match=r"neither in it nor in .*/other, .*; name the corpus"):
        session(tmp_path, corpus=tmp_path / "other", round="r")


def test_every_label_and_slot_has_its_guideline(tmp_path: Path, corpus: Path) -> None:
    rules = session(tmp_path, corpus=corpus).describe()["guidelines"]
    assert {*EVENT_TYPES, "government_involved", "status", "none", "evidence", "partners", "date"} <= rules.keys()
    assert all(rules.values())
    assert not any("> [" in text for text in rules.values()), "rules, not examples"
    assert read_guidelines(tmp_path / "none.md") == {}


# What becomes of the answers


def test_a_document_is_shown_with_what_the_parser_found(tmp_path: Path) -> None:
    text = "Kyoto 🎎 sent 20 pupils and 50 books to Boston on 3 May 2019. It rained."
    desk = session(tmp_path, source=str(write_source(tmp_path / "t.jsonl", {"x": text})))
    shown = desk.document("x")
    assert [text[a:b] for a, b in shown["sentences"]] == [text[:-11], "It rained."]
    assert [(d["text"], d["edtf"]) for d in shown["mentions"]["dates"]] == [("3 May 2019", "2019-05-03")]
    for mentions in shown["mentions"].values():
        assert all(text[m["start"] : m["end"]] == m["text"] for m in mentions)
    with pytest.raises(LookupError):
        desk.document("y")


def test_a_log_that_was_written_by_hand_can_be_gone_on_with(tmp_path: Path) -> None:
    desk = session(tmp_path)
    desk.log.path.write_text('{"id": "d1", "events": [], "seconds": "long"}\n', encoding="utf-8")
    assert (desk.progress()["answered"], desk.progress()["per_hour"]) == (1, None)


def test_the_pace_is_that_of_the_last_answers(tmp_path: Path) -> None:
    desk = session(tmp_path)
    assert desk.progress()["per_hour"] is None
    desk.answer(answer("d1", "1", seconds=30))
    assert desk.answer(answer("d2", "2", seconds=90))["progress"]["per_hour"] == 60


def test_agreement_reads_the_answers_that_stand(tmp_path: Path, source: str) -> None:
    desk = session(tmp_path, source=source, round="r", queue="id")
    other = session(tmp_path, annotator="lee", source=source, round="r", queue="id")
    desk.answer(answer("a", "1", MEETING))
    desk.answer(answer("a", "2"))
    desk.answer(answer("b", "3", MEETING))
    desk.answer({"id": "c", "key": "4", "verdict": "skipped"})
    desk.answer({"id": "d", "key": "5", "verdict": "flagged", "events": [{"begun": True}]})
    desk.undo({"key": "6"})
    desk.answer(answer("e", "7"))
    desk.undo({"key": "8"})
    for doc_id in "abc":
        other.answer(answer(doc_id, doc_id, MEETING))
    folder = tmp_path / "annotations/rounds/r"
    with desk.log.path.open("ab") as file:
        file.write(b'{"id": "e", "verdict"')
    found = read_round(folder, tmp_path / "no corpus")
    assert {name: {d: len(e) for d, e in of.items()} for name, of in found.annotations.items()} == {
        "kim": {"a": 0, "b": 1},
        "lee": {"a": 1, "b": 1, "c": 1},
    }
    assert found.notices == (f"{desk.log.path}, line 9: cut short, by a loss of power maybe; it is no answer",)
    assert measure(found, resamples=20).documents == 2


def test_a_bad_answer_leaves_no_line(tmp_path: Path) -> None:
    desk = session(tmp_path)
    with pytest.raises(AnnotationError):
        desk.answer(answer("d1", "1", {**MEETING, "goods": [{**MEETING["partners"][0], "quantity": "x"}]}))
    assert read_log(desk.log.path).lines == ()


def test_a_queue_that_was_broken_is_told(tmp_path: Path) -> None:
    session(tmp_path, round="r")
    path = tmp_path / "annotations/rounds/r/queue.json"
    assert read_queue(path.parent) is not None
    for broken in ("{", "{}", '{"settings": 1, "documents": []}'):
        path.write_text(broken)
        with pytest.raises(TwinNlpError, match=r"queue\.json: can't be read: .*; mend it"):
            session(tmp_path, round="r")
