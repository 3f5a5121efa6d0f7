from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from evaluated import annotated, annotated_date, annotated_event, found_date, found_event, people, predicted
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from twin_nlp.evaluate import HEADLINE, Prediction, figures_of, grids, summary
from twin_nlp.evaluate.counts import LABELS, NONE, tally
from twin_nlp.evaluate.intervals import intervals
from twin_nlp.evaluate.matching import (
    Comparable,
    matched,
    same_date,
    same_name,
    shared_names,
    shared_participants,
)
from twin_nlp.formats.corpus import AnnotatedDocument
from twin_nlp.formats.grid import markdown
from twin_nlp.labels import EVENT_TYPES


def event(kind: str = "youth", partners: tuple[str, ...] = (), iso: str | None = None) -> Comparable:
    return Comparable(kind, False, "held", None, partners, iso, (), (), ())


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Québec City", "Quebec", True),
        ("Huai'an", "Huaian", True),
        ("City of Wuxi", "Wuxi, Jiangsu", True),
        ("Xinwu District", "XINWU", True),
        ("York", "New York", False),
        ("New York", "New", True),
        ("the City", "Town of", False),
        ("", "", False),
    ],
)
def test_same_name(a: str, b: str, same: bool) -> None:
    assert same_name(a, b) is same
    assert same_name(b, a) is same


def test_names_are_used_once() -> None:
    assert shared_names(("Mito", "Mito"), ("Mito",)) == 1
    assert shared_names(("Mito", "Anaheim"), ("Anaheim", "Mito", "Japan")) == 2


@pytest.mark.parametrize(
    ("gold", "found", "right"),
    [
        ("2020-04-12", "2020-04-12", True),
        ("2020-04", "2020-04-12", True),
        ("2020", "2020-04", True),
        ("2020-04-12", "2020-04", False),
        ("2020-04-12", "2020", True),
        ("2020-04", "2020-05", False),
        ("2020", None, False),
    ],
)
def test_same_date(gold: str, found: str | None, right: bool) -> None:
    assert same_date(gold, found) is right


def test_shared_participants() -> None:
    assert shared_participants(("Mayor Ann Example",), ("Ann Example",)) == 1
    assert shared_participants(("20 students", "three teachers"), ("three teachers", "20 students from Mito")) == 2
    assert shared_participants(("20 students",), ("30 pupils",)) == 0
    assert shared_participants(("the Mayor",), ("the Mayor and all of the other people who came along",)) == 0


def test_matching_is_one_to_one_and_best_first() -> None:
    gold = [event("youth", ("Mito", "Anaheim")), event("business", ("Mito", "Anaheim"))]
    found = [event("business", ("Anaheim",)), event("cultural", ("Oslo",))]
    assert matched(gold, found) == [(1, 0)]


def test_matching_without_partners_needs_the_type() -> None:
    assert matched([event("youth", ("Mito",))], [event("youth")]) == [(0, 0)]
    assert matched([event("youth", ("Mito",))], [event("cultural")]) == []
    assert matched([event("youth", ("Mito",))], [event("youth", ("Oslo",))]) == []


DOCUMENTS = [
    annotated(
        "A",
        [
            annotated_event("youth", True, date=annotated_date("2020-04-12"), senders=("Annaka",)),
            annotated_event("business"),
        ],
    ),
    annotated(
        "B", [annotated_event("donation", participants=people("Mayor Ann Example", "20 pupils"))], region="europe"
    ),
    annotated("C", [], text="Our twin town has a new page.", register="minutes"),
    annotated("D", [], text="Digital twins are models."),
    annotated("E", [annotated_event("youth", status="planned")]),
]
FOUND = predicted(
    {
        "A": [
            found_event("youth", True, date=found_date("2020-04-12/2020-04-14"), senders=("Annaka",)),
            found_event("cultural", True, ("Kimberley",), needs_review=True, confidence=0.3),
        ],
        "B": [found_event("donation", participants=people("Ann Example", "a band", "two teachers"))],
        "C": [found_event("administrative")],
        "D": [],
        "E": [found_event("youth", partners=["Oshawa"])],
    }
)


def test_figures_of_a_case_worked_out_by_hand() -> None:
    figures = figures_of(DOCUMENTS, FOUND)
    assert (figures["documents"], figures["documents without an event"]) == (5, 2)
    assert (figures["annotated events"], figures["found events"]) == (4, 5)
    # Main events: youth, donation, youth and none are right, none is found to be administrative once.
    assert figures["main type accuracy"] == 0.8
    assert figures["main type by label"] == {
        "administrative": 0, "youth": 1, "cultural": 0, "business": 0, "donation": 1, "none": 0.6667
    }  # fmt: skip
    assert figures["main type macro-F1"] == 0.4444
    # Matched are the two events of A and the one of B; E names another place.
    assert figures["events"] == {"precision": 0.6, "recall": 0.75, "f1": 0.6667}
    assert figures["type accuracy"] == 0.6667
    # Of A's first event and B's all partners, type and government are right.
    assert figures["strict events F1"] == round(2 * 2 / (5 + 4), 4)
    assert (figures["type accuracy without review"], figures["coverage without review"]) == (1, 0.6667)
    # Government, annotated and found: true and true, false and true, false and false.
    assert figures["government macro-F1"] == 0.6667
    assert figures["partners"] == {"precision": 1, "recall": 0.6667, "f1": 0.8}
    assert figures["participants"] == {"precision": 0.3333, "recall": 0.5, "f1": 0.4}
    assert figures["dates"] == {"precision": 1, "recall": 1, "f1": 1}
    assert figures["direction accuracy"] == 1
    assert figures["document recall"] == 1
    assert figures["false alarm rate"] == 0.5
    assert (figures["false alarm rate, tie named"], figures["false alarm rate, no tie named"]) == (1, 0)
    assert figures["confusion"]["none"]["administrative"] == 1
    json.dumps(figures, allow_nan=False)


def test_figures_by_type_region_and_register() -> None:
    figures = figures_of(DOCUMENTS, FOUND)
    youth = figures["by type"]["youth"]
    # One of the two youth events has a match; that of E was found as youth, but with another partner.
    assert youth["events"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5}
    assert (youth["annotated events"], youth["found events"], youth["main type F1"]) == (2, 2, 1)
    assert figures["by type"]["business"]["events"]["recall"] == 0
    assert {name: of["documents"] for name, of in figures["by region"].items()} == {"europe": 1, "us": 4}
    assert figures["by region"]["europe"]["partners F1"] == 1
    assert figures["by region"]["europe"]["false alarm rate"] is None
    assert figures["by register"]["minutes"]["false alarm rate"] == 1
    assert figures["by register"]["minutes"]["type accuracy"] is None


LABELLED = st.lists(st.tuples(st.sampled_from(EVENT_TYPES), st.booleans()), max_size=3)
TAGGED = st.lists(
    st.tuples(st.sampled_from(EVENT_TYPES), st.booleans(), st.sampled_from(["Annaka", "Kimberley", "Oshawa"])),
    max_size=3,
)
CASES = st.lists(st.tuples(LABELLED, TAGGED), min_size=1, max_size=8)


def scored(cases: Sequence[Any]) -> tuple[list[AnnotatedDocument], list[Prediction]]:
    documents = [annotated(f"D{n}", [annotated_event(*e) for e in gold]) for n, (gold, _) in enumerate(cases)]
    return documents, predicted(
        {f"D{n}": [found_event(kind, gov, [name]) for kind, gov, name in got] for n, (_, got) in enumerate(cases)}
    )


@given(CASES)
def test_main_types_are_scored_as_scikit_learn_scores_them(cases: Sequence[Any]) -> None:
    figures = figures_of(*scored(cases))
    gold = [events[0][0] if events else NONE for events, _ in cases]
    got = [events[0][0] if events else NONE for _, events in cases]
    wanted = f1_score(gold, got, labels=list(LABELS), average=None, zero_division=0)
    assert list(figures["main type by label"].values()) == pytest.approx(wanted, abs=1e-4)
    assert figures["main type macro-F1"] == pytest.approx(wanted.mean(), abs=1e-4)


@given(CASES)
def test_events_of_the_types_add_up_to_all_events(cases: Sequence[Any]) -> None:
    figures = figures_of(*scored(cases))
    of_type = figures["by type"].values()
    for side in ("annotated events", "found events"):
        assert sum(of[side] for of in of_type) == figures[side]
    right = sum(of["events"]["recall"] * of["annotated events"] for of in of_type)
    matches = figures["events"]["recall"] * figures["annotated events"]
    assert right == pytest.approx((figures["type accuracy"] or 0) * matches, abs=2e-3)


def test_an_interval_holds_the_figure_and_narrows_with_more_documents() -> None:
    cases = [([("youth", True)], [("youth", True, "Annaka")] if n % 3 else []) for n in range(60)]
    documents, found = scored(cases)
    counts = tally(documents, {p.id: p.events for p in found}).counts
    one = intervals(counts, ["events F1"])["events F1"]
    assert one.low < one.value < one.high
    assert one.value == pytest.approx(0.8, abs=1e-4)
    # Recall r = 40/60 has a standard error of .061, and F1 = 2r/(1 + r): the interval is about .17 wide.
    assert one.high - one.low == pytest.approx(0.17, abs=0.03)
    many = intervals(np.tile(counts, (9, 1)), ["events F1"])["events F1"]
    assert many.high - many.low == pytest.approx((one.high - one.low) / 3, rel=0.15)
    assert intervals(counts, ["events F1"])["events F1"] == one


def test_figures_without_cases_are_undefined_and_shown_as_such() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figures = figures_of([annotated("A", [])], predicted({"A": []}))
    assert figures["false alarm rate"] == 0
    assert figures["type accuracy"] is None
    assert figures["intervals"]["type accuracy"] is None
    assert figures["calibration"] == {"type": None, "government": None}
    assert figures["risk by coverage"] == []
    assert "| type accuracy " in (page := markdown(grids(figures)[0]))
    assert next(row for row in page.splitlines() if row.startswith("| type accuracy  ")).count("–") == 2


def test_tables_tell_every_figure_that_has_an_interval() -> None:
    figures = {"model": "en-x", "split": "dev", **figures_of(DOCUMENTS, FOUND)}
    assert summary(figures) == (
        "Model en-x on dev: 5 documents, 2 of them without an event; 4 events annotated, 5 found"
    )
    pages = [markdown(grid) for grid in grids(figures)]
    low, high = figures["intervals"]["events F1"]
    assert f"{low:.3f} to {high:.3f}" in pages[0]
    assert all(f"| {name} " in pages[0] for name in HEADLINE)
    assert any("1.000 of 1" in page for page in pages)
