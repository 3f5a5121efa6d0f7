"""Ratios over pairs with 95 % intervals, and the comparison of two of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from twin_nlp.linear import Array

RESAMPLES = 10_000
LEVEL = 0.95
SEED = 2026
LEAST_PAIRS = 10
"""With fewer pairs that have any, or fewer that don't have all, resampling tells too little."""

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the ends of its 95 % interval; ``high`` is infinite where nothing bounds it."""

    value: float
    low: float
    high: float


def ratio(numerators: Array, denominators: Array) -> Estimate | None:
    """Sum of numerators by sum of denominators, with an interval over pairs; None where there is nothing to count.

    The interval is the percentile bootstrap over pairs (Efron and Tibshirani 1993, ch. 13): the years of a pair
    and its events are not independent, so the pair is what is drawn. Where next to nothing happened, or nothing
    at all, resamples hardly differ and would claim certainty. With fewer than :data:`LEAST_PAIRS` pairs on
    either side it is the :func:`exact` interval with as many trials as the variance over pairs is worth (Korn
    and Graubard 1998, Surv. Methodol. 24, 193-201), and with each pair as one trial where all are alike.

    Parameters
    ----------
    numerators, denominators : array of shape (pairs,)
        Each numerator is from 0 to its denominator; pairs with a denominator of 0 don't count.
    """
    counted = denominators > 0
    cells = np.stack([numerators[counted], denominators[counted]], axis=1)
    n = len(cells)
    if not n:
        return None
    total = float(cells[:, 1].sum())
    value = float(cells[:, 0].sum()) / total
    alike = np.ptp(cells[:, 0] / cells[:, 1]) == 0
    if alike or min((cells[:, 0] > 0).sum(), (cells[:, 0] < cells[:, 1]).sum()) < LEAST_PAIRS:
        squares = float(((cells[:, 0] - value * cells[:, 1]) ** 2).sum()) * n / max(1, n - 1)
        worth = value * (1 - value) * total**2 / squares if squares > 0 else 0.0
        return Estimate(value, *exact(value, min(max(worth, n), total)))
    # Pairs with the same counts are exchangeable: drawing how often each kind comes is drawing the pairs.
    kinds, numbers = np.unique(cells, axis=0, return_counts=True)
    chance = np.random.default_rng(SEED)
    drawn = []
    for _ in range(RESAMPLES // _AT_ONCE):
        sums = chance.multinomial(n, numbers / n, size=_AT_ONCE) @ kinds
        drawn.append(sums[:, 0] / sums[:, 1])
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(np.concatenate(drawn), (tail, 100 - tail))
    return Estimate(value, float(low), float(high))


def exact(share: float, trials: float) -> tuple[float, float]:
    """The interval of Clopper and Pearson (1934) for a share of ``trials``; neither need be whole.

    A share from 0 to 1 varies most when it is either 0 or 1, so pairs taken as trials give an interval that is
    rather too wide than too narrow.
    """
    tail = (1 - LEVEL) / 2
    hits, misses = share * trials, (1 - share) * trials
    low = betaincinv(hits, misses + 1, tail) if hits > 0 else 0.0
    high = betaincinv(hits + 1, misses, 1 - tail) if misses > 0 else 1.0
    return float(low), float(high)


def relative(of: Estimate, to: Estimate) -> Estimate | None:
    """How many times ``to`` the figure ``of`` is; None where both are 0.

    The interval comes from those of the two figures, which are taken as independent: MOVER-R (Donner and Zou
    2012, Stat. Methods Med. Res. 21, 347-359), with its fractions turned so that none is 0 by 0. Where
    ``to`` may be 0, nothing bounds it from above; where it is 0, the value is infinite.
    """
    if of.value == to.value == 0:
        return None
    product = of.value * to.value
    low_part = of.low * (2 * of.value - of.low)
    high_part = of.high * (2 * of.value - of.high)
    inner = product**2 - low_part * to.high * (2 * to.value - to.high)
    root = product + math.sqrt(max(0.0, inner))
    low = low_part / root if root > 0 else 0.0
    bottom = to.low * (2 * to.value - to.low)
    top = product + math.sqrt(max(0.0, product**2 - high_part * bottom))
    return Estimate(
        of.value / to.value if to.value else math.inf,
        low,
        top / bottom if bottom > 0 else math.inf,
    )


def difference(of: Estimate, to: Estimate) -> Estimate:
    """``of`` less ``to``, with the interval of Zou and Donner (2008, Stat. Med. 27, 1693-1702) from theirs."""
    gap = of.value - to.value
    return Estimate(
        gap,
        gap - math.hypot(of.value - of.low, to.high - to.value),
        gap + math.hypot(of.high - of.value, to.value - to.low),
    )
