from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.engines import Engine, Item, Result, Shared, in_order, in_this_process
from twin_nlp.errors import InputError, ModelError, OutputError, RowError
from twin_nlp.explanations import Candidate, Choice, Cue, ExplainedEvent, Explanation, ReadSentence, Reason
from twin_nlp.formats import reading
from twin_nlp.formats.rows import Columns, Document
from twin_nlp.label import Job, Labelled, Tally, label, run
from twin_nlp.records import Article, ExchangeEvent

EVENT = ExchangeEvent.from_dict(
    {
        "type": "donation",
        "type_probabilities": {
            "administrative": 0.03,
            "youth": 0.01,
            "cultural": 0.02,
            "business": 0.01,
            "donation": 0.93,
        },
        "government_involved": True,
        "government_probability": 0.96,
        "status": "held",
        "status_probabilities": {"held": 0.9, "planned": 0.06, "cancelled": 0.04},
        "partners": [
            {
                "name": name,
                "start": 0,
                "end": len(name),
                "place": country
                and {
                    "name": name,
                    "country": country,
                    "admin1": None,
                    "kind": "city",
                    "latitude": 1.5,
                    "longitude": -2.0,
                    "geonames_id": 5,
                },
            }
            for name, country in (("Changsha", "CN"), ("Annapolis", "US"), ("Xyzville", None))
        ],
        "known_pairs": [["Annapolis", "Changsha"]],
        "date": {
            "text": "in August",
            "start": 120,
            "end": 129,
            "edtf": "2020-08",
            "earliest": "2020-08-01",
            "latest": None,
        },
        "participants": [{"text": "four officials", "start": 1, "end": 15, "role": "official", "count": 4}],
        "goods": [{"text": "40,000 masks", "start": 1, "end": 13, "quantity": 40000, "unit": None, "item": "masks"}],
        "senders": ["Changsha"],
        "receivers": ["Annapolis"],
        "tie": "sister",
        "subtype": None,
        "evidence": [
            {"start": 0, "end": 26, "text": "Changsha sent 40,000 masks"},
            {"start": 30, "end": 39, "text": "in August"},
        ],
        "confidence": 0.88,
        "needs_review": False,
        "model": "fake-1",
    }
)


CHOICE = Choice(
    "donation", 0.93, "cultural", 0.02, -0.5, (Reason("goods are named", ("40,000 masks",), 1.5),), (), 2.839, 7
)
CANDIDATE = Candidate(
    (ReadSentence(0, 26, "Changsha sent 40,000 masks", 0.97, 0.45, False, (Cue("giving and sending", ("sent",)),)),),
    ("Changsha", "Annapolis"),
    False,
    True,
    0.95,
    0.2,
    CHOICE,
)


class FakeTwin:
    """Finds one event in a text that holds "exchange" and two in one that holds "exchanges"."""

    model = "fake-1"

    def found(self, text: str) -> list[ExchangeEvent]:
        if "broken" in text:
            raise ZeroDivisionError("no such text")
        if "no model" in text:
            raise ModelError("the weights are gone")
        return [EVENT] * (("exchange" in text) + ("exchanges" in text))

    def classify_batch(self, texts: Sequence[Article]) -> list[list[ExchangeEvent]]:
        return [self.found(article.text) for article in texts]

    def explain(self, text: str, published: str | None = None) -> Explanation:
        found = self.found(text)
        events = tuple(ExplainedEvent(event, CANDIDATE, CHOICE, CHOICE, CHOICE, "sure") for event in found)
        return Explanation("events" if events else "gate", events)

    def passes_gate(self, text: str) -> bool:
        return any(word in text for word in ("twin", "exchange", "broken", "no model"))


def document(text: str, number: int) -> Document:
    return Document(text=text, doc_id=f"d{number}", file="a.csv", row=number)


def rejected(number: int) -> RowError:
    return RowError("bad", source="a.csv", row=number)


class Collected:
    """An output that keeps what it is given."""

    def __init__(self) -> None:
        self.rows: list[Mapping[str, Any]] = []
        self.rejects: list[RowError] = []
        self.summary: Mapping[str, Any] = {}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.rows.extend(rows)

    def reject(self, error: RowError) -> None:
        self.rejects.append(error)

    def summarise(self, summary: Mapping[str, Any]) -> None:
        self.summary = summary


def ran(job: Job, stream: Collected | None = None, warnings: list[str] | None = None) -> Tally:
    told = [] if warnings is None else warnings
    return run(job, FakeTwin, stream or Collected(), tell=told.append)


def ahead(
    work: Callable[[Shared, list[Item]], list[Result]], shared: Shared, items: Iterable[Item], /
) -> Generator[Result, None, None]:
    """An engine that draws on as many items as other processes would before it gives the first result."""
    yield from in_order(lambda batch: batch, lambda batch: work(shared, batch), items, lambda: 3)


ENGINES = pytest.mark.parametrize("engine", [in_this_process, ahead])


@given(
    st.lists(st.sampled_from(["exchange", "exchanges", "other", "broken", "row"])),
    st.sampled_from([in_this_process, ahead]),
)
def test_every_row_comes_out_once_and_in_order(texts: list[str], engine: Engine) -> None:
    rows = [rejected(i) if text == "row" else document(text, i) for i, text in enumerate(texts, 1)]
    results = list(label(rows, FakeTwin(), engine=engine))
    labelled = [each for each in results if isinstance(each, Labelled)]
    expected = [each for each in rows if isinstance(each, Document) and each.text != "broken"]
    assert [each.document for each in labelled] == expected
    counts = {"exchange": 1, "exchanges": 2, "other": 0}
    assert [len(each.events) for each in labelled] == [counts[each.text] for each in expected]
    bad = [i for i, text in enumerate(texts, 1) if text in ("row", "broken")]
    assert [each.row for each in results if isinstance(each, RowError)] == bad
    assert [each.document.row if isinstance(each, Labelled) else each.row for each in results] == list(
        range(1, len(texts) + 1)
    )


def test_a_document_on_which_the_pipeline_fails_is_told_with_its_place() -> None:
    results = list(label([document("broken", 4)], FakeTwin()))
    [error] = results
    assert isinstance(error, RowError)
    assert (error.source, error.row, error.doc_id) == ("a.csv", 4, "d4")
    assert error.reason == "the pipeline failed on this text: ZeroDivisionError: no such text"


@ENGINES
@pytest.mark.parametrize("bad", [rejected(3), document("broken", 3)])
def test_fail_stops_at_the_first_bad_row_after_the_documents_before_it(
    engine: Engine, bad: Document | RowError
) -> None:
    rows = [document("exchange", 1), document("x", 2), bad, document("x", 4), rejected(5)]
    results: list[Labelled | RowError] = []
    with pytest.raises(RowError, match=r"a\.csv, row 3"):
        results.extend(_kept(label(rows, FakeTwin(), engine=engine, on_error="fail"), results))
    assert [each.document.row for each in results if isinstance(each, Labelled)] == [1, 2]


def _kept(found: Iterator[Labelled | RowError], kept: list[Labelled | RowError]) -> list[Labelled | RowError]:
    for each in found:
        kept.append(each)
    return []


def test_labelling_is_lazy() -> None:
    def rows() -> Iterator[Document | RowError]:
        yield document("exchange", 1)
        pytest.fail("read ahead of what was asked for")

    assert isinstance(next(label(rows(), FakeTwin())), Labelled)


@ENGINES
def test_a_model_at_fault_ends_the_run_and_is_no_rejected_row(engine: Engine) -> None:
    rows = [document("x", 1), document("no model", 2), document("x", 3)]
    with pytest.raises(ModelError, match="weights"):
        list(label(rows, FakeTwin(), engine=engine))


@ENGINES
def test_an_archive_at_fault_ends_the_run_after_what_was_read(engine: Engine) -> None:
    def rows() -> Iterator[Document | RowError]:
        yield document("exchange", 1)
        raise InputError("no column")

    kept: list[Labelled | RowError] = []
    with pytest.raises(InputError, match="no column"):
        _kept(label(rows(), FakeTwin(), engine=engine), kept)
    assert len(kept) == 1


# Whole jobs


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(
        "id,text,published,outlet\n"
        "a,two exchanges,2020-05-01,Herald\n"
        "b,twin towns,2020,Herald\n"
        "c,weather,,\n"
        "d,exchange,soon,Herald\n"
        "e,broken,2021,Post\n"
        "f,exchange,2021-02,Post\n"
    )
    return path


def test_a_job_writes_rows_summary_and_rejects(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    job = Job((str(archive),), out, columns=Columns(source="outlet"), jobs=1)
    tally = ran(job)
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(each["doc_id"], each["published"], each["source"]) for each in rows] == [
        ("a", "2020-05-01", "Herald"),
        ("a", "2020-05-01", "Herald"),
        ("f", "2021-02", "Post"),
    ]
    assert list(rows[0]) == ["doc_id", "published", "source", *EVENT.to_dict()]
    assert {name: rows[0][name] for name in EVENT.to_dict()} == EVENT.to_dict()
    summary = json.loads((tmp_path / "out.jsonl.summary.json").read_text())
    figures = {name: summary[name] for name in ("documents", "gated", "with_events", "events", "rejected")}
    assert figures == {"documents": 4, "gated": 3, "with_events": 2, "events": 3, "rejected": 2}
    assert (tally.total.documents, tally.rejected) == (4, 2)
    assert summary["by_source_and_year"] == [
        {"source": None, "year": None, "documents": 1, "gated": 0, "with_events": 0, "events": 0},
        {"source": "Herald", "year": "2020", "documents": 2, "gated": 2, "with_events": 1, "events": 2},
        {"source": "Post", "year": "2021", "documents": 1, "gated": 1, "with_events": 1, "events": 1},
    ]
    assert summary["model"] == "fake-1"
    assert summary["options"]["inputs"] == [str(archive)]
    assert summary["options"]["columns"]["source"] == "outlet"
    assert {"twin-nlp", "python", "spacy", "scikit-learn"} <= set(summary["versions"])
    rejects = [json.loads(line) for line in (tmp_path / "out.jsonl.rejects.jsonl").read_text().splitlines()]
    assert [(each["file"], each["row"], each["id"]) for each in rejects] == [
        (str(archive), 4, "d"),
        (str(archive), 5, "e"),
    ]
    assert "published must be" in rejects[0]["reason"]
    assert "ZeroDivisionError" in rejects[1]["reason"]


def test_without_a_source_column_rows_name_no_source(archive: Path) -> None:
    stream = Collected()
    ran(Job((str(archive),)), stream)
    assert list(stream.rows[0]) == ["doc_id", "published", *EVENT.to_dict()]
    assert stream.summary["by_source_and_year"][0]["source"] is None


def test_fail_keeps_what_was_done_and_a_run_that_skips_goes_on_from_there(archive: Path, tmp_path: Path) -> None:
    told: list[str] = []
    job = Job((str(archive),), tmp_path / "out.csv", on_error="fail")
    for _ in range(2):
        with pytest.raises(RowError, match=r"in\.csv, row 4 \(id d\)"):
            ran(job, warnings=told)
        assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "out.csv.partial"}
    tally = ran(replace(job, on_error="skip"), warnings=told)
    assert "going on after 3 documents" in told[-1]
    assert (tally.total.documents, tally.rejected) == (4, 2)
    assert not (tmp_path / "out.csv.partial").exists()


def test_repeated_ids_are_kept_and_told_once(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("id,text\na,exchange\na,exchange\na,exchange\nb,x\nb,x\n")
    stream, warnings = Collected(), list[str]()
    ran(Job((str(path),)), stream, warnings)
    assert [each["doc_id"] for each in stream.rows] == ["a", "a", "a"]
    assert len(warnings) == 1
    assert "in.csv, row 2: the id 'a' came before" in warnings[0]


class _Unwritable(Collected):
    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        raise ValueError("can't be encoded")


def test_a_document_whose_rows_cannot_be_written_is_rejected(archive: Path) -> None:
    stream = _Unwritable()
    tally = ran(Job((str(archive),)), stream)
    assert [each.doc_id for each in stream.rejects] == ["a", "d", "e", "f"]
    assert (tally.rejected, tally.total.documents, tally.total.events) == (4, 2, 0)
    with pytest.raises(RowError, match="can't be encoded"):
        ran(Job((str(archive),), on_error="fail"), _Unwritable())


def _no_model() -> FakeTwin:
    pytest.fail("the model was loaded before the arguments were looked at")


@pytest.mark.parametrize(
    ("changes", "error", "expected"),
    [
        ({"out": "out.xlsx"}, reading.UsageError, r"ends in \.jsonl, \.csv, \.parquet"),
        ({"out": "in.csv"}, reading.UsageError, "one of the inputs"),
        ({"out": "link.csv"}, reading.UsageError, "one of the inputs"),
        (
            {"inputs": ("in.csv", "more.jsonl.rejects.jsonl"), "out": "more.jsonl"},
            reading.UsageError,
            "inputs",
        ),
        ({"inputs": (".",), "out": "more.csv"}, reading.UsageError, "one of the inputs"),
        ({"out": "nowhere/out.csv"}, OutputError, "No such file"),
        ({"published": "yesterday"}, reading.UsageError, "--published.*yesterday"),
        ({"columns": Columns(text="body")}, InputError, "'id', 'text', 'published', 'outlet'"),
    ],
)
def test_mistakes_are_told_before_the_work_starts(
    archive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, Any],
    error: type[Exception],
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("link.csv").symlink_to("in.csv")
    Path("more.csv").write_text("text\nx\n")
    Path("more.jsonl.rejects.jsonl").write_text('{"text": "x"}\n')
    before = {path.name for path in tmp_path.iterdir()}
    if "out" in changes:
        changes = {**changes, "out": Path(changes["out"])}
    with pytest.raises(error, match=expected):
        run(Job(**{"inputs": ("in.csv",), **changes}), _no_model, Collected(), tell=print)
    assert {path.name for path in tmp_path.iterdir()} == before


def test_an_output_in_the_folder_that_is_read_is_refused_the_second_time(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("exchange")
    job = Job((str(tmp_path),), tmp_path / "events.jsonl")
    ran(job)
    with pytest.raises(reading.UsageError, match="one of the inputs"):
        ran(job)


def test_progress_is_told_after_every_row(archive: Path) -> None:
    seen: list[tuple[int, int]] = []
    run(
        Job((str(archive),)),
        FakeTwin,
        Collected(),
        tell=print,
        progress=lambda tally, source: seen.append((tally.total.documents, source.size)),
    )
    assert [count for count, _ in seen] == [1, 2, 3, 3, 3, 4]
    assert {size for _, size in seen} == {archive.stat().st_size}


# Explanations


def test_rows_of_a_file_hold_the_explanation_of_their_event(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    ran(Job((str(archive),), out, explain=True))
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [each["doc_id"] for each in rows] == ["a", "a", "f"]
    assert list(rows[0]) == ["doc_id", "published", *EVENT.to_dict(), "explanation"]
    assert rows[0]["explanation"] == {
        "candidate": CANDIDATE.to_dict(),
        **dict.fromkeys(("type", "government", "status"), CHOICE.to_dict()),
        "review": "sure",
    }
    assert json.loads((tmp_path / "out.jsonl.summary.json").read_text())["options"]["explain"] is True


def test_a_stream_is_given_the_documents_without_events_too(archive: Path) -> None:
    stream = Collected()
    tally = ran(Job((str(archive),), explain=True), stream)
    assert [(each["doc_id"], each["outcome"], len(each["events"])) for each in stream.rows] == [
        ("a", "events", 2),
        ("b", "gate", 0),
        ("c", "gate", 0),
        ("f", "events", 1),
    ]
    assert (tally.total.documents, tally.total.events, tally.rejected) == (4, 3, 2)
    assert [each.doc_id for each in stream.rejects] == ["d", "e"]


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_formats_that_hold_no_explanations_are_refused(archive: Path, tmp_path: Path, ending: str) -> None:
    job = Job((str(archive),), tmp_path / f"out{ending}", explain=True)
    with pytest.raises(reading.UsageError, match=rf"ends in \.jsonl, as \{ending} can't hold what --explain tells"):
        run(job, _no_model, Collected(), tell=print)
