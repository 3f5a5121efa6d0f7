from __future__ import annotations

import numpy as np
import pytest

from benchmarks.correction import Errors, coverage, model_errors, truth
from twin_nlp.report.correction import LEAST_CHECKED, Counts, corrected_ratio


def counts(numerators: list[float], denominators: list[float]) -> Counts:
    return Counts(np.array(numerators, float), np.array(denominators, float))


FOUND = counts([3, 2, 1, 0, 4, 2, 0, 0], [5] * 8)
HAS_EVENTS = np.array([True] * 6 + [False] * 2)


def test_with_all_pairs_checked_it_is_the_right_ratio() -> None:
    right = counts([2, 2, 1, 1, 3, 0], [5] * 6)
    found = corrected_ratio(FOUND, HAS_EVENTS, np.arange(6), right)
    assert found is not None
    assert found.value == pytest.approx(9 / 40)
    assert found.low < found.value < found.high


def test_mistakes_of_checked_pairs_stand_for_those_of_all() -> None:
    checked = np.array([0, 1, 2, 4, 5])
    right = counts([2, 1, 0, 3, 1], [5] * 5)
    found = corrected_ratio(FOUND, HAS_EVENTS, checked, right)
    assert found is not None
    # One too many in each of 5 checked pairs of 6 with events: 12 - 6 of 40.
    assert found.value == pytest.approx((12 - 6) / 40)


def test_a_sample_without_mistakes_leaves_the_value_and_widens_the_interval() -> None:
    few = np.arange(5)
    same = corrected_ratio(FOUND, HAS_EVENTS, few, counts([3, 2, 1, 0, 4], [5] * 5))
    every = corrected_ratio(FOUND, HAS_EVENTS, np.arange(6), counts([3, 2, 1, 0, 4, 2], [5] * 6))
    assert same is not None
    assert every is not None
    assert same.value == pytest.approx(12 / 40)
    assert same.high - same.low > every.high - every.low


def test_too_small_a_sample_corrects_nothing() -> None:
    few = np.arange(LEAST_CHECKED - 1)
    assert corrected_ratio(FOUND, HAS_EVENTS, few, counts([3, 2, 1, 0], [5] * 4)) is None


def test_no_right_event_gives_no_share() -> None:
    share = counts([1, 1, 1, 1, 1, 1], [1] * 6)
    assert corrected_ratio(share, np.array([True] * 6), np.arange(6), counts([0] * 6, [0] * 6)) is None


def test_corrected_intervals_hold_the_truth_where_raw_ones_miss_it() -> None:
    # Not the rates of the model at hand: the better it is, the less there is to correct.
    errors = Errors(false_event=0.15, type=0.1, government=0.15)
    told = coverage(25, errors, truth(errors, 10_000))
    for name in ("likelihood, no government", "share government"):
        assert told[name].raw + 3 < told[name].corrected, name
    assert sum(c.corrected for c in told.values()) >= 0.9 * sum(c.archives for c in told.values())


def test_rates_of_the_model_are_shares() -> None:
    errors = model_errors()
    assert all(0.0 < rate < 0.5 for rate in (errors.false_event, errors.type, errors.government))
