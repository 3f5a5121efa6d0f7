from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.evaluate.calibration import (
    COVERAGES,
    Bin,
    bins,
    calibration,
    debiased_error,
    expected_error,
    risk_coverage,
)


def test_bins_hold_every_event_once_by_ascending_probability() -> None:
    rng = np.random.default_rng(1)
    chances, right = list(rng.random(103)), list(rng.random(103) < 0.5)
    found = bins(chances, right)
    assert [b.events for b in found] == [11] * 3 + [10] * 7
    assert [b.probability for b in found] == sorted(b.probability for b in found)
    assert sum(b.events * b.right for b in found) == pytest.approx(sum(right))
    assert [b.events for b in bins([0.5, 0.6, 0.7], [True, False, True])] == [3]


def test_errors_of_bins_worked_out_by_hand() -> None:
    found = [Bin(4, 0.6, 0.5), Bin(16, 0.9, 0.75)]
    assert expected_error(found) == pytest.approx(0.2 * 0.1 + 0.8 * 0.15)
    first, second = 0.1**2 - 0.5 * 0.5 / 3, 0.15**2 - 0.75 * 0.25 / 15
    assert 0.2 * first + 0.8 * second < 0
    assert debiased_error(found) == 0
    assert debiased_error([found[1]]) == pytest.approx(second**0.5)
    assert debiased_error([Bin(1, 0.9, 1.0)]) == pytest.approx(0.1)


@pytest.mark.parametrize("shift", [0.0, 0.1])
def test_the_debiased_error_is_right_on_average_where_the_expected_one_is_too_high(shift: float) -> None:
    rng = np.random.default_rng(7)
    plain, squares = [], []
    for _ in range(400):
        chances = rng.uniform(0.55, 0.95, 300)
        found = bins(list(chances), list(rng.random(300) < chances - shift))
        plain.append(expected_error(found))
        # Squares below zero must count, or their mean is too high: here without the root.
        chance = [b.right * (1 - b.right) / (b.events - 1) for b in found]
        squares.append(sum(((b.probability - b.right) ** 2 - c) / 10 for b, c in zip(found, chance, strict=True)))
        assert debiased_error(found) == pytest.approx(max(0.0, squares[-1]) ** 0.5)
    assert np.mean(squares) == pytest.approx(shift**2, abs=0.0015)
    assert np.mean(plain) > shift + 0.005


def test_calibration_says_what_it_was_measured_on() -> None:
    found = calibration([0.8] * 30, [True] * 24 + [False] * 6)
    assert found is not None
    assert (found["events"], found["mean probability"], found["share right"]) == (30, 0.8, 0.8)
    assert sum(b["events"] for b in found["bins"]) == 30
    assert calibration([], []) is None


def test_risk_is_the_error_of_the_surest_events() -> None:
    # Ten events by falling confidence; the third and the last two are wrong.
    sure = [0.1 * n for n in range(10, 0, -1)]
    wrong = [n in (2, 8, 9) for n in range(10)]
    of_coverage = dict(zip(COVERAGES, risk_coverage(sure, wrong)[0], strict=True))
    assert of_coverage[0.1] == of_coverage[0.2] == 0
    assert of_coverage[0.3] == pytest.approx(1 / 3)
    assert of_coverage[0.8] == pytest.approx(1 / 8)
    assert of_coverage[1.0] == pytest.approx(0.3)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.integers(0, 3)), min_size=1, max_size=30))
def test_weights_stand_for_events_that_are_there_several_times(events: list[tuple[float, bool, int]]) -> None:
    repeated = [e for e in events for _ in range(e[2])]
    if not repeated:
        return
    weights = np.array([[float(n) for *_, n in events], [1.0] * len(events)])
    found = risk_coverage([c for c, *_ in events], [w for _, w, _ in events], weights)
    assert found[0, -1] == pytest.approx(sum(w for _, w, _ in repeated) / len(repeated))
    assert found[1].tolist() == risk_coverage([c for c, *_ in events], [w for _, w, _ in events])[0].tolist()
