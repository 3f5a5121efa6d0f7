from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from round_rows import (
    FIRST,
    LABELS,
    PACT,
    PACT_OF_BOTH,
    SECOND,
    SETTLED,
    VISIT_OF_ALEX,
    VISIT_OF_BO,
    event,
    goods,
    span,
    write_annotator,
    write_lines,
    write_round,
)
from typer.testing import CliRunner, Result

from twin_nlp.agreement import (
    Agreement,
    Estimate,
    draws,
    estimate,
    f1,
    grids,
    gwet_ac1,
    label_agreement,
    measure,
    nominal_alpha,
    observed_agreement,
    span_agreement,
)
from twin_nlp.cli import app
from twin_nlp.errors import AnnotationError, InputError
from twin_nlp.formats.grid import Grid, markdown
from twin_nlp.formats.rounds import Round, read_round, round_folder

Run = Callable[..., Result]
Ratings = list[tuple[int, int]]
CLASSES = 4

# 100 abstracts rated by two abstractors, from Gwet (2014) as the data set cont3x3abstractors of his R package
# irrCAC; its overview gives the three figures.
ABSTRACTORS = np.array([[13.0, 0, 0], [0, 20, 7], [0, 4, 56]])

ratings = st.lists(st.tuples(st.integers(0, CLASSES - 1), st.integers(0, CLASSES - 1)), min_size=1, max_size=60)


def table(pairs: Sequence[tuple[int, int]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    found = np.zeros((CLASSES, CLASSES))
    for first, second in pairs:
        found[first, second] += 1
    return found


# Coefficients


def test_the_published_example() -> None:
    assert observed_agreement(ABSTRACTORS) == pytest.approx(0.89, abs=1e-12)
    assert gwet_ac1(ABSTRACTORS) == pytest.approx(0.8493305, abs=5e-8)
    assert nominal_alpha(ABSTRACTORS) == pytest.approx(0.7972585, abs=5e-8)


def test_ac1_by_hand_where_one_class_prevails() -> None:
    # 118 of 125 units agree on yes, none on no: shares 243/250 and 7/250, so chance is 2 * 243 * 7 / 250**2.
    skewed = np.array([[118.0, 5], [2, 0]])
    chance = 2 * 243 * 7 / 250**2
    assert gwet_ac1(skewed) == pytest.approx((118 / 125 - chance) / (1 - chance), abs=1e-12)
    assert nominal_alpha(skewed) < 0 < 0.9 < gwet_ac1(skewed)


@given(ratings)
def test_perfect_agreement_gives_one(pairs: Ratings) -> None:
    same = table([(first, first) for first, _ in pairs])
    assert observed_agreement(same) == 1
    assert gwet_ac1(same) == pytest.approx(1)
    if len({first for first, _ in pairs}) > 1:
        assert nominal_alpha(same) == 1
    else:
        assert np.isnan(nominal_alpha(same))


@given(ratings)
def test_the_annotators_may_change_places(pairs: Ratings) -> None:
    counts = table(pairs)
    for coefficient in (observed_agreement, nominal_alpha, gwet_ac1):
        np.testing.assert_allclose(coefficient(counts), coefficient(counts.T), atol=1e-12)


@given(st.one_of(ratings, ratings.map(lambda pairs: [(0, second) for _, second in pairs])))
def test_alpha_is_that_of_the_reference(pairs: Ratings) -> None:
    data = np.array(pairs).T
    if len(np.unique(data)) == 1:
        assert np.isnan(nominal_alpha(table(pairs)))
        return
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert nominal_alpha(table(pairs)) == pytest.approx(expected, abs=1e-9)


@given(st.lists(ratings, min_size=1, max_size=5))
def test_many_tables_at_once_give_what_each_gives(many: list[Ratings]) -> None:
    tables = np.array([table(pairs) for pairs in many])
    for coefficient in (observed_agreement, nominal_alpha, gwet_ac1):
        np.testing.assert_allclose(coefficient(tables), [float(coefficient(t)) for t in tables], atol=1e-12)


def test_what_is_undefined_is_not_a_number() -> None:
    empty = np.zeros((2, 2))
    assert all(np.isnan(c(empty)) for c in (observed_agreement, nominal_alpha, gwet_ac1))
    assert np.isnan(gwet_ac1(np.array([[5.0]])))
    assert np.isnan(f1(np.zeros(3)))
    assert f1(np.array([1.0, 1, 3])) == 0.5


# Resampling


@given(st.integers(2, 30), st.integers(0, 9))
@settings(max_examples=20)
def test_a_resample_holds_as_many_documents(documents: int, seed: int) -> None:
    drawn = draws(documents, 20, seed)
    assert drawn.shape == (21, documents)
    assert (drawn[0] == 1).all()
    assert (drawn.sum(1) == documents).all()
    assert (drawn == draws(documents, 20, seed)).all()


def test_documents_are_drawn_and_not_units() -> None:
    # Ten units agree in one document and ten differ in the other: whoever draws units never meets 0 or 1.
    units = [(0, "a", "a"), (0, "b", "b")] * 5 + [(1, "a", "b")] * 10
    found = label_agreement("x", units, ("a", "b"), draws(2, 500, 1))
    assert found.units == 20
    assert found.observed == Estimate(0.5, 0.0, 1.0)


def test_the_interval_is_that_of_the_binomial() -> None:
    units = [(n, "a" if n % 2 else "b", "a" if n % 20 else "b") for n in range(400)]
    agreed = sum(a == b for _, a, b in units) / 400
    found = label_agreement("x", units, ("a", "b"), draws(400, 2000, 5)).observed
    half = 1.96 * (agreed * (1 - agreed) / 400) ** 0.5
    assert found.value == agreed
    assert found.low == pytest.approx(agreed - half, abs=0.01)
    assert found.high == pytest.approx(agreed + half, abs=0.01)


def test_undefined_figures_and_single_documents_have_no_interval() -> None:
    assert estimate(np.array([np.nan, 1.0])) == Estimate(None, None, None)
    assert estimate(np.array([0.5, np.nan])) == Estimate(0.5, None, None)
    constant = label_agreement("x", [(0, "a", "a"), (1, "a", "a")], ("a", "b"), draws(2, 50, 1))
    assert constant.alpha == Estimate(None, None, None)
    assert constant.ac1 == Estimate(1.0, 1.0, 1.0)
    alone = span_agreement("x", [(0, (1, 2, 2))], draws(1, 50, 1))
    assert alone.f1 == Estimate(0.5, None, None)


def test_a_large_round_takes_seconds() -> None:
    rng = np.random.default_rng(1)
    units = [(n, int(a), int(b)) for n, (a, b) in enumerate(rng.integers(0, 6, (1500, 2)))]
    begun = time.process_time()
    label_agreement("x", units, range(6), draws(1500, 2000, 1))
    assert time.process_time() - begun < 5


# A made-up round


@pytest.fixture
def round_(tmp_path: Path) -> Path:
    return write_round(tmp_path)


def read(folder: Path) -> Round:
    return read_round(folder, folder.parent.parent.parent / "corpus")


def span_counts(found: Agreement) -> dict[str, tuple[int, int, int]]:
    return {s.what: (s.first, s.second, s.shared) for s in found.spans}


def test_figures_of_a_round(round_: Path) -> None:
    found = measure(read(round_), resamples=200)
    assert (found.round, found.annotators, found.documents, found.pairs) == ("2026-11", ("alex", "bo"), 3, 3)
    assert (found.matched_events, found.reasons) == (2, None)
    has, main, number = found.of_documents
    assert (has.label, has.units, has.observed.value, has.alpha.value) == ("has events", 3, 1.0, 1.0)
    assert (main.label, main.observed.value) == ("main type", 1.0)
    assert number.label == "number of events"
    assert number.observed.value == pytest.approx(2 / 3)
    labels = {f.label: f for f in found.of_events}
    assert list(labels) == ["type", "government", "status", "tie"]
    assert labels["type"].observed.value == 1.0
    assert labels["government"].observed.value == 0.5
    assert labels["government"].alpha.value == pytest.approx(0.0)
    assert labels["status"].alpha.value is None
    assert labels["status"].ac1.value == 1.0
    assert labels["tie"].observed.value == 0.5
    pact = len(PACT)
    assert span_counts(found) == {
        "events": (2, 3, 2),
        "evidence": (len(FIRST) + len(SECOND) + pact, len(FIRST) + pact, len(FIRST) + pact),
        "partners": (4, 3, 3),
        "date start": (1, 1, 1),
        "date": (1, 1, 0),
        "participants": (2, 1, 1),
        "goods": (2, 1, 1),
        "direction": (1, 1, 1),
    }
    assert found.spans[0].f1.value == pytest.approx(0.8)


def test_evidence_is_counted_once_where_spans_overlap(round_: Path) -> None:
    twice = event("R-1", [FIRST, FIRST, "bells to Anaheim"], ["Mito"])
    write_annotator(round_, "alex", {"R-1": [twice]})
    write_annotator(round_, "bo", {"R-1": [event("R-1", ["5 bells"], ["Mito"])]})
    assert span_counts(measure(read(round_)))["evidence"] == (len(FIRST), 7, 7)


def test_touching_goods_do_not_overlap_and_senders_must_be_the_same(round_: Path) -> None:
    one = event("R-1", [FIRST], ["Mito", "Anaheim"], goods=[goods("5 ")], senders=["Mito"])
    other = event("R-1", [FIRST], ["Mito", "Anaheim"], goods=[goods("bells")], senders=["Mito", "Anaheim"])
    write_annotator(round_, "alex", {"R-1": [one]})
    write_annotator(round_, "bo", {"R-1": [other]})
    counts = span_counts(measure(read(round_)))
    assert (counts["goods"], counts["direction"]) == ((1, 1, 0), (1, 1, 0))


def test_the_same_annotations_agree_in_everything(round_: Path) -> None:
    write_annotator(round_, "bo", LABELS["alex"])
    found = measure(read(round_))
    assert {f.observed.value for f in (*found.of_documents, *found.of_events)} == {1.0}
    assert {s.f1.value for s in found.spans} == {1.0}
    assert {s.f1.low for s in found.spans[:3]} == {1.0}


def test_a_round_is_measured_the_same_twice(round_: Path) -> None:
    found = measure(read(round_))
    assert found == measure(read(round_))
    assert found.resamples == 2000
    assert found.to_dict() == json.loads(json.dumps(found.to_dict()))


def test_pairs_of_three_annotators_are_pooled(round_: Path) -> None:
    write_annotator(round_, "cy", {"R-2": [], "R-3": []})
    found = measure(read(round_))
    # R-1 has one pair, R-2 and R-3 three each.
    assert (found.documents, found.pairs) == (3, 7)
    assert found.of_documents[0].units == 7
    assert found.of_documents[0].observed.value == pytest.approx(5 / 7)
    assert "7 pairs pooled" in CliRunner().invoke(app, arguments(round_)).stdout


def test_documents_that_one_annotator_labelled_are_left_out(round_: Path) -> None:
    write_annotator(round_, "bo", {"R-3": []})
    found = measure(read(round_))
    assert (found.documents, found.matched_events) == (1, 0)
    assert found.of_events[0].observed == Estimate(None, None, None)
    assert {s.f1.value for s in found.spans} == {None}
    shown = "\n".join(map(markdown, grids(found)))
    assert "| has events       |     1 |      1.00 |     – | 1.00 |" in shown
    assert "| number of events |     1 |      1.00 |     – |    – |" in shown


def test_annotators_without_a_document_in_common_are_told(round_: Path) -> None:
    write_annotator(round_, "alex", {"R-1": [VISIT_OF_ALEX]})
    write_annotator(round_, "bo", {"R-3": []})
    with pytest.raises(InputError, match=r"round 2026-11: .*none in common \(alex has 1, bo has 1\); give both"):
        measure(read(round_))


def test_reasons_are_counted_where_the_round_is_settled(round_: Path) -> None:
    write_lines(round_ / "settled.jsonl", [SETTLED, {**SETTLED, "what": "tie", "reason": "guideline gap"}, SETTLED])
    found = read(round_)
    assert list(found.annotations) == ["alex", "bo"]
    assert found.settled is not None
    assert found.settled[0].to_dict() == {**SETTLED, "event": None, "by": None}
    assert measure(found).reasons == {"ambiguous": 0, "guideline gap": 1, "slip": 2}
    write_lines(round_ / "settled.jsonl", [])
    assert measure(read(round_)).reasons == {"ambiguous": 0, "guideline gap": 0, "slip": 0}


# Reading


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": "R-9", "events": []}, r"\(id R-9\): expected the id of a document in .*documents; correct the id"),
        ({"id": "R-1"}, r"\(id R-1\): expected a list of events, \[\] where there is none; found None"),
        ({"id": "R-1", "events": None}, "expected a list of events"),
        ({"id": "R-1", "events": [{"type": "youth"}]}, "event 1: AnnotatedEvent lacks"),
        ({"id": "R-1", "events": [{**VISIT_OF_BO, "type": "sport"}]}, "event 1: type must be one of"),
        ({"id": "R-2", "events": [VISIT_OF_BO]}, "event 1, evidence 1: 0:55 should be"),
        ({"id": "R-1", "events": [{**VISIT_OF_BO, "goods": [{**goods("bus"), "start": "9"}]}]}, "whole numbers"),
        (
            {"id": "R-1", "events": [{**VISIT_OF_BO, "date": {**span("R-1", "2019"), "edtf": 2019}}]},
            "edtf must be a string or null; found 2019",
        ),
        ({"id": "R-1", "events": [{**VISIT_OF_BO, "senders": [["Mito"]]}]}, r"\['Mito'\] is no partner"),
        ({"events": []}, "expected an object with an id"),
    ],
)
def test_faults_of_an_annotator_are_named_with_their_place(round_: Path, row: dict[str, Any], message: str) -> None:
    write_lines(round_ / "bo.jsonl", [{"annotator": "bo", **row}])
    with pytest.raises(AnnotationError, match=rf"bo\.jsonl, line 1.*{message}"):
        read(round_)


def test_a_document_stands_once(round_: Path) -> None:
    row = {"id": "R-3", "annotator": "bo", "events": []}
    write_lines(round_ / "bo.jsonl", [row, row])
    with pytest.raises(AnnotationError, match=r"bo\.jsonl, line 2 \(id R-3\): annotated twice"):
        read(round_)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"what": "colour"}, "what must be one of events, type"),
        ({"reason": "mood"}, "reason must be one of ambiguous, guideline gap, slip; found 'mood'"),
        ({"note": None}, "note must be a string; found None"),
        ({"id": "R-9"}, "expected a document of this round"),
        ({"extra": 1}, "Settlement has no extra"),
    ],
)
def test_faults_of_a_settlement_are_named(round_: Path, changed: dict[str, Any], message: str) -> None:
    write_lines(round_ / "settled.jsonl", [SETTLED, {**SETTLED, **changed}])
    with pytest.raises(AnnotationError, match=rf"settled\.jsonl, line 2.*{message}"):
        read(round_)


def test_the_round_is_found_by_name_by_path_or_as_the_last(round_: Path, tmp_path: Path) -> None:
    annotations = tmp_path / "annotations"
    (annotations / "rounds/2025-02").mkdir()
    begun = annotations / "rounds/2027-01"
    write_lines(begun / "alex.jsonl", [])
    (annotations / "rounds/README.md").write_text("z", "utf-8")
    assert round_folder(annotations, None) == round_
    assert round_folder(annotations, None, annotators=1) == begun
    assert round_folder(annotations, "2025-02").name == "2025-02"
    assert round_folder(tmp_path / "elsewhere", str(round_)) == round_
    with pytest.raises(InputError, match=r"there: 2025-02, 2026-11, 2027-01\) or a folder; found '2024'"):
        round_folder(annotations, "2024")
    with pytest.raises(InputError, match="expected a folder for each round, found none; make one"):
        round_folder(tmp_path / "elsewhere", None)


# To be read


def test_markdown_is_aligned_and_escaped() -> None:
    shown = markdown(Grid("Title", ("what", "n"), (("a|b", "1"), ("longer name", "1000"))))
    assert shown.splitlines() == [
        "Title",
        "",
        "| what        |    n |",
        "|-------------|-----:|",
        "| a\\|b        |    1 |",
        "| longer name | 1000 |",
    ]


# The command


def arguments(folder: Path, *more: str) -> list[str]:
    base = folder.parent.parent.parent
    return ["agreement", *more, "--corpus", str(base / "corpus"), "--annotations", str(base / "annotations")]


def test_the_command_prints_markdown_into_a_pipe(round_: Path) -> None:
    write_lines(round_ / "settled.jsonl", [SETTLED])
    done = CliRunner().invoke(app, arguments(round_))
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "Round 2026-11: alex, bo; documents in common: 3; 95 % intervals of 2000 resamples"
    tables = [line for line in lines if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)
    for wanted in ("| main type ", "| government ", "| evidence ", "| slip "):
        assert sum(line.startswith(wanted) for line in tables) == 1
    assert lines[-1] == "| slip          |     1 |"


def test_the_command_writes_json(round_: Path) -> None:
    done = CliRunner().invoke(app, arguments(round_, "2026-11", "--json"))
    assert done.exit_code == 0
    assert json.loads(done.stdout) == measure(read(round_)).to_dict()


def test_the_command_takes_a_folder(round_: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["agreement", str(round_), "--corpus", str(tmp_path / "corpus")])
    assert (done.exit_code, done.stdout.split(":")[0]) == (0, "Round 2026-11")


def test_all_rounds_are_told_a_row_each(round_: Path) -> None:
    later = round_.with_name("2027-01")
    write_annotator(later, "alex", {"R-2": [PACT_OF_BOTH], "R-3": []})
    write_annotator(later, "dee", {"R-2": [PACT_OF_BOTH], "R-3": []})
    write_lines(later / "settled.jsonl", [{**SETTLED, "id": "R-2"}])
    write_annotator(round_.with_name("2027-02"), "alex", {"R-3": []})
    round_.with_name("2027-03").mkdir()
    done = CliRunner().invoke(app, arguments(round_, "--over-time"))
    assert done.exit_code == 0
    assert [line.split(":")[1] for line in done.stderr.splitlines()] == [" left out"] * 2
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in done.stdout.splitlines() if "| 20" in line]
    assert [row[:3] for row in rows] == [["2026-11", "alex, bo", "3"], ["2027-01", "alex, dee", "2"]]
    assert rows[1][3:] == ["1.00 [1.00, 1.00]"] * 4 + ["–", "1"]
    assert rows[0][4].startswith("0.50 [")
    data = json.loads(CliRunner().invoke(app, arguments(round_, "--over-time", "--json")).stdout)
    assert data[0] == measure(read(round_)).to_dict()
    assert len(data) == 2


@pytest.mark.parametrize(
    ("more", "code", "expected"),
    [
        (["2026-11", "--over-time"], 2, "--over-time measures all rounds; leave out 2026-11"),
        (["2020-01"], 1, "there: 2026-11) or a folder; found '2020-01'"),
        (["--corpus", "nowhere"], 1, "nowhere/documents: expected .jsonl files"),
        (["--colour"], 2, "--colour"),
    ],
)
def test_mistakes_are_told_in_a_line(round_: Path, more: list[str], code: int, expected: str) -> None:
    done = CliRunner().invoke(app, [*arguments(round_), *more])
    assert (done.exit_code, done.stdout) == (code, "")
    assert expected in done.stderr
    assert "Traceback" not in done.output


def test_one_annotator_is_not_enough(round_: Path) -> None:
    write_lines(round_ / "settled.jsonl", [SETTLED])
    (round_ / "bo.jsonl").unlink()
    done = CliRunner().invoke(app, arguments(round_))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "two annotators or more, found alex.jsonl; agreement needs" in done.stderr


def read_all(screen: int) -> str:
    shown = b""
    # A terminal that nobody holds any more ends with an error on Linux and with nothing elsewhere.
    with os.fdopen(screen, "rb", buffering=0) as file, contextlib.suppress(OSError):
        while part := file.read(4096):
            shown += part
    return shown.decode()


@pytest.mark.skipif(os.name != "posix", reason="terminals")
def test_a_terminal_of_eighty_columns_gets_whole_lines(round_: Path) -> None:
    import pty

    screen, terminal = pty.openpty()
    script = "from twin_nlp.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments(round_)],
        stdout=terminal,
        stderr=subprocess.PIPE,
        env={**os.environ, "COLUMNS": "80", "TERM": "dumb"},
    )
    os.close(terminal)
    shown = read_all(screen)
    _, said = process.communicate()
    assert (process.returncode, said) == (0, b"")
    assert "|" not in shown
    (row,) = (line for line in shown.splitlines() if line.startswith("government"))
    assert row.split()[:5] == ["government", "2", "0.50", "[0.00,", "1.00]"]
