from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.linear import Array
from twin_nlp.report.estimates import LEAST_PAIRS, Estimate, difference, exact, ratio, relative


def clustered(active: int, pairs: int, years: int = 5) -> tuple[Array, Array]:
    """Active years dealt to pairs at random, with a lean towards the first ones."""
    chance = np.random.default_rng(active)
    weights = np.repeat(np.linspace(2, 0.2, pairs), years)
    chosen = chance.choice(pairs * years, active, replace=False, p=weights / weights.sum())
    counts = np.bincount(chosen // years, minlength=pairs).astype(float)
    return counts, np.full(pairs, float(years))


def test_drawing_kinds_of_pairs_is_drawing_pairs() -> None:
    numerators, denominators = clustered(127, 58)
    found = ratio(numerators, denominators)
    assert found is not None
    drawn = np.random.default_rng(1).integers(58, size=(10_000, 58))
    low, high = np.percentile(numerators[drawn].sum(1) / denominators[drawn].sum(1), (2.5, 97.5))
    assert found.low == pytest.approx(low, abs=0.005)
    assert found.high == pytest.approx(high, abs=0.005)


def test_years_of_a_pair_are_not_taken_as_independent() -> None:
    together = np.array([5.0] * 25 + [0.0] * 25)
    found = ratio(together, np.full(50, 5.0))
    assert found is not None
    low, high = exact(0.5, 250)
    assert found.high - found.low > 2 * (high - low)


@pytest.mark.parametrize("pairs", [1, 9, 49, 500])
def test_nothing_happened_is_not_known_for_certain(pairs: int) -> None:
    none = ratio(np.zeros(pairs), np.full(pairs, 5.0))
    every = ratio(np.full(pairs, 5.0), np.full(pairs, 5.0))
    assert none is not None
    assert every is not None
    assert (none.value, none.low) == (0, 0)
    assert none.high == pytest.approx(1 - 0.025 ** (1 / pairs))
    assert (every.value, every.high) == (1, 1)
    assert every.low == pytest.approx(1 - none.high)


def test_one_active_pair_is_not_known_better_than_chance_allows() -> None:
    numerators = np.zeros(100)
    numerators[0] = 1
    found = ratio(numerators, np.full(100, 5.0))
    assert found is not None
    low, high = exact(1 / 500, 500)
    assert found.low == pytest.approx(low, rel=0.05)
    assert found.high == pytest.approx(high, rel=0.05)


def test_pairs_all_alike_count_as_one_trial_each() -> None:
    found = ratio(np.ones(20), np.full(20, 5.0))
    assert found is not None
    assert (found.low, found.high) == exact(0.2, 20)


def test_pairs_that_were_never_at_risk_do_not_count() -> None:
    assert ratio(np.zeros(3), np.zeros(3)) is None
    with_them = ratio(np.array([1.0, 0, 0, 0]), np.array([5.0, 5, 0, 0]))
    assert with_them == ratio(np.array([1.0, 0]), np.array([5.0, 5]))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)), min_size=1, max_size=60))
def test_intervals_hold_their_value_and_stay_inside(cells: list[tuple[int, int]]) -> None:
    numerators = np.array([min(a, b) for a, b in cells], float)
    denominators = np.array([b for _, b in cells], float)
    found = ratio(numerators, denominators)
    assert found is not None
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1
    if len(cells) < LEAST_PAIRS:
        assert found.high > found.low


def test_exact_is_clopper_and_pearsons() -> None:
    # Newcombe 1998, Stat. Med. 17, 857-872, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for hits, trials, low, high in ((81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0, 0.1684)):
        assert exact(hits / trials, trials) == pytest.approx((low, high), abs=1e-4)


def test_the_ratio_of_two_likelihoods_agrees_with_resampling() -> None:
    canada, japan = clustered(11, 32), clustered(127, 58)
    first, second = ratio(*canada), ratio(*japan)
    assert first is not None
    assert second is not None
    found = relative(second, first)
    assert found is not None
    chance = np.random.default_rng(2)
    below = np.maximum(chance.choice(canada[0], (20_000, 32)).mean(1), 1e-9)
    low, high = np.percentile(chance.choice(japan[0], (20_000, 58)).mean(1) / below, (2.5, 97.5))
    assert found.value == pytest.approx((127 / 290) / (11 / 160))
    assert found.low == pytest.approx(low, rel=0.15)
    assert found.high == pytest.approx(high, rel=0.25)
    gap = difference(second, first)
    assert gap.low < gap.value < gap.high


def test_a_ratio_to_nothing_has_no_upper_end() -> None:
    nothing, some = Estimate(0, 0, 0.07), Estimate(0.4, 0.3, 0.5)
    up, down = relative(some, nothing), relative(nothing, some)
    assert relative(nothing, nothing) is None
    assert up is not None
    assert down is not None
    assert math.isinf(up.value)
    assert math.isinf(up.high)
    assert 1 < up.low < 0.5 / 0.07
    assert (down.value, down.low) == (0, 0)
    assert down.high == pytest.approx(1 / up.low, rel=0.2)
