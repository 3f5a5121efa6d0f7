"""Bootstrap intervals over documents."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from twin_nlp.evaluate.counts import figures
from twin_nlp.linear import Array

RESAMPLES = 2000
COVERED = (2.5, 97.5)
SEED = 2026
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval; all are not a number where there is nothing to count."""

    value: float
    low: float
    high: float


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of ``n`` (Wilson 1927)."""
    centre = (share + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z / (1 + _Z * _Z / n) * math.sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def resampled(n: int, seed: int = SEED, resamples: int = RESAMPLES) -> Array:
    """How often each of ``n`` documents is drawn in each resample, shape (resamples, n)."""
    return np.random.default_rng(seed).multinomial(n, [1 / n] * n, size=resamples).astype(np.float64)


def spread(values: Array) -> tuple[Array, Array]:
    """The ends of the 95 % percentile interval over the first axis; resamples without a value are left out."""
    low = np.full(values.shape[1:], np.nan)
    high = low.copy()
    some = ~np.isnan(values).all(axis=0)
    low[some], high[some] = np.nanpercentile(values[:, some], COVERED, axis=0)
    return low, high


def intervals(counts: Array, names: Sequence[str], seed: int = SEED) -> dict[str, Interval]:
    """Figures with their percentile bootstrap intervals over documents (Efron and Tibshirani 1993, ch. 13).

    Parameters
    ----------
    counts : array of shape (documents, WIDTH)
        What :func:`twin_nlp.evaluate.counts.tally` counted.
    names : sequence of str
        Which of :func:`twin_nlp.evaluate.counts.figures`.
    seed : int
        Decides the resamples.
    """
    whole, drawn = figures(counts.sum(axis=0)), figures(resampled(len(counts), seed) @ counts)
    return _intervals(whole, drawn, names)


def differences(before: Array, after: Array, names: Sequence[str], seed: int = SEED) -> dict[str, Interval]:
    """How far figures moved between two systems, with intervals of a paired bootstrap.

    Both are counted on the same documents in each resample, so what is hard about a document cancels out (Efron and
    Tibshirani 1993, ch. 13; Koehn 2004).

    Parameters
    ----------
    before, after : array of shape (documents, WIDTH)
        What :func:`twin_nlp.evaluate.counts.tally` counted for each system, the documents in one order.
    names : sequence of str
        Which of :func:`twin_nlp.evaluate.counts.figures`.
    seed : int
        Decides the resamples.
    """
    weights = resampled(len(before), seed)
    whole, drawn = (
        {name: new[name] - old[name] for name in names}
        for old, new in (
            (figures(before.sum(axis=0)), figures(after.sum(axis=0))),
            (figures(weights @ before), figures(weights @ after)),
        )
    )
    return _intervals(whole, drawn, names)


def _intervals(whole: Mapping[str, Array], drawn: Mapping[str, Array], names: Sequence[str]) -> dict[str, Interval]:
    low, high = spread(np.stack([drawn[name] for name in names], axis=-1))
    return {
        name: Interval(*(round(float(x), 4) for x in (whole[name], low[k], high[k]))) for k, name in enumerate(names)
    }
