from __future__ import annotations

import pytest

from twin_nlp.evaluate import calibration_error, macro_f1
from twin_nlp.evaluate.matching import (
    Comparable,
    matched,
    same_date,
    same_name,
    shared_names,
    shared_participants,
)


def event(kind: str = "youth", partners: tuple[str, ...] = (), iso: str | None = None) -> Comparable:
    return Comparable(kind, False, "held", partners, iso, (), (), ())


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


def test_macro_f1() -> None:
    pairs = [("a", "a"), ("a", "b"), ("b", "b")]
    assert macro_f1(pairs, ("a", "b")) == pytest.approx(2 / 3, abs=1e-4)
    assert macro_f1(pairs, ("a", "b", "c")) == pytest.approx(4 / 9, abs=1e-4)


def test_calibration_error() -> None:
    assert calibration_error([], []) is None
    assert calibration_error([1.0] * 10, [True] * 10) == 0.0
    assert calibration_error([0.9] * 10, [False] * 10) == 0.9
    assert calibration_error([0.5] * 4, [True, False, True, False]) == pytest.approx(0.5)
