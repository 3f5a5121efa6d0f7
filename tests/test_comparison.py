from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from evaluated import annotated, annotated_event, found_event
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.evaluate import Comparison, compare, comparison_grids
from twin_nlp.evaluate.comparison import CHIEF, LOWER_IS_BETTER, MOST, Change, Flip
from twin_nlp.evaluate.counts import HEADLINE, tally
from twin_nlp.evaluate.intervals import Interval, differences, intervals
from twin_nlp.formats.corpus import AnnotatedDocument
from twin_nlp.formats.grid import markdown
from twin_nlp.labels import EventType
from twin_nlp.records import ExchangeEvent

Found = dict[str, list[ExchangeEvent]]


def documents(n: int) -> list[AnnotatedDocument]:
    return [annotated(f"D{i:03d}", [annotated_event("youth", True)]) for i in range(n)]


def said(n: int, wrong: Sequence[int] = (), kind: EventType = "business") -> Found:
    return {f"D{i:03d}": [found_event(kind if i in wrong else "youth", True)] for i in range(n)}


def change(found: Comparison, name: str) -> Change:
    return next(c for c in found.changes if c.figure == name)


def test_the_same_answers_are_no_change() -> None:
    found = compare(documents(20), said(20, [3]), said(20, [3]))
    assert found.flips == ()
    assert found.losses() == ()
    assert {(c.moved.value, c.moved.low, c.moved.high) for c in found.changes if not math.isnan(c.moved.value)} == {
        (0.0, 0.0, 0.0)
    }
    (only,) = comparison_grids(found)
    assert "+0.000 to +0.000" in markdown(only)


def test_flips_tell_document_answer_and_annotation() -> None:
    before, after = said(4, [0]), said(4, [1])
    after["D002"] = []
    after["D003"] = [found_event("youth", False), found_event("donation")]
    found = compare(documents(4), before, after)
    assert found.flips == (
        Flip("D000", "main type", "business", "youth", "youth"),
        Flip("D001", "main type", "youth", "business", "youth"),
        Flip("D002", "main type", "youth", "none", "youth"),
        Flip("D002", "government", "yes", "–", "yes"),
        Flip("D002", "number of events", "1", "0", "1"),
        Flip("D003", "government", "yes", "no", "yes"),
        Flip("D003", "number of events", "1", "2", "1"),
    )
    assert [f.turned() for f in found.flips[:2]] == ["right", "wrong"]
    assert Flip("D", "main type", "youth", "business", "none").turned() == "wrong as before"
    shown = markdown(comparison_grids(found)[1])
    assert "| D002     | number of events |" in shown


def test_a_difference_is_paired() -> None:
    """Two systems that fail in the same documents differ for sure, though either's own figure is unsure."""
    n, both = 200, list(range(0, 200, 3))
    one, other = said(n, both), said(n, [*both, *range(1, 60, 3)])
    before, after = (tally(documents(n), found).counts for found in (one, other))
    moved = differences(before, after, ["main type accuracy"])["main type accuracy"]
    own = intervals(before, ["main type accuracy"])["main type accuracy"]
    assert moved.value == pytest.approx(-0.1)
    # The share of documents that changed is .1: its standard error is .021, and the interval four of them wide.
    assert moved.high - moved.low == pytest.approx(0.083, abs=0.01)
    assert moved.high - moved.low < own.high - own.low
    assert differences(after, before, ["main type accuracy"])["main type accuracy"].low == -moved.high


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=12))
def test_a_difference_is_that_of_the_figures(right: list[tuple[bool, bool]]) -> None:
    n = len(right)
    before, after = (
        tally(documents(n), said(n, [i for i, pair in enumerate(right) if not pair[side]])).counts for side in (0, 1)
    )
    old, new, moved = intervals(before, HEADLINE), intervals(after, HEADLINE), differences(before, after, HEADLINE)
    for name in HEADLINE:
        if not math.isnan(moved[name].value):
            assert moved[name].value == pytest.approx(new[name].value - old[name].value, abs=2e-4)


@pytest.mark.parametrize(
    ("figure", "value", "low", "high", "reason"),
    [
        ("events F1", -0.01, -0.018, -0.002, "more than chance"),
        ("events F1", -0.03, -0.08, 0.02, f"by more than {MOST}"),
        ("events F1", -0.02, -0.08, 0.02, None),
        ("events F1", 0.03, 0.01, 0.05, None),
        ("false alarm rate", 0.01, 0.002, 0.02, "more than chance"),
        ("false alarm rate", 0.03, -0.02, 0.08, f"by more than {MOST}"),
        ("false alarm rate", -0.1, -0.2, -0.02, None),
        ("false alarm rate", math.nan, math.nan, math.nan, None),
    ],
)
def test_what_counts_as_worse(figure: str, value: float, low: float, high: float, reason: str | None) -> None:
    loss = Change(figure, 0.5, 0.5 + value, Interval(value, low, high)).loss()
    assert (loss is None) == (reason is None)
    if loss and reason:
        assert loss.startswith(f"{figure} went from 0.500 to ")
        assert reason in loss


def test_only_the_chief_figures_make_a_model_worse() -> None:
    fallen = Interval(-0.2, -0.3, -0.1)
    changes = tuple(Change(name, 0.8, 0.6, fallen) for name in HEADLINE)
    found = Comparison(9, changes, ())
    assert len(found.losses()) == len(set(CHIEF) - LOWER_IS_BETTER)
    assert Comparison(9, tuple(c for c in changes if c.figure not in CHIEF), ()).losses() == ()


def test_a_model_that_mistakes_more_is_worse_and_the_other_way_round_not() -> None:
    good, bad = said(60), said(60, range(0, 60, 4))
    assert "main type macro-F1 went from" in "; ".join(compare(documents(60), good, bad).losses())
    assert compare(documents(60), bad, good).losses() == ()


def test_figures_that_nothing_defines_are_shown_as_such() -> None:
    # All documents have an event, so there is no rate of false alarms.
    rows = {row[0]: row for row in comparison_grids(compare(documents(3), said(3), said(3)))[0].rows}
    assert rows["false alarm rate *"][1:] == ("–", "–", "–", "–")
    assert change(compare(documents(3), said(3), said(3)), "main type accuracy").after == 1.0
