"""How far probabilities are from how often they are right, and what leaving the unsure aside would bring.

Probabilities are those of the label that was chosen (top-label calibration).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from twin_nlp.linear import Array

_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Events of about the same probability: how many, their mean probability, the share of them that is right."""

    events: int
    probability: float
    right: float


def bins(chances: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Ten bins with about the same number of events each, of at least two, by ascending probability."""
    order = np.argsort(np.asarray(chances, dtype=float), kind="stable")
    p, hit = np.asarray(chances, dtype=float)[order], np.asarray(right, dtype=float)[order]
    count = min(_BINS, max(1, len(p) // 2))
    return [
        Bin(len(at), float(p[at].mean()), float(hit[at].mean()))
        for at in np.array_split(np.arange(len(p)), count)
        if len(at)
    ]


def expected_error(found: Sequence[Bin]) -> float:
    """Expected calibration error, the mean distance in the bins (Naeini, Cooper and Hauskrecht 2015).

    It is too high on few events: also a perfectly calibrated model is some way off in every bin by chance.
    """
    return sum(b.events * abs(b.probability - b.right) for b in found) / sum(b.events for b in found)


def debiased_error(found: Sequence[Bin]) -> float:
    """The debiased root mean square calibration error (Kumar, Liang and Ma 2019, Verified uncertainty calibration).

    The square that chance alone gives a bin of n events, r (1 - r) / (n - 1) where a share r is right, is
    subtracted from the square of its distance. What is left is right on average whether the model is well
    calibrated or not, and can be below zero, where 0 is given. (Subtracting from the expected calibration error
    what a perfectly calibrated model would have is not: it subtracts too much where the model is off.)
    """
    total = sum(b.events for b in found)
    square = 0.0
    for b in found:
        chance = b.right * (1 - b.right) / (b.events - 1) if b.events > 1 else 0.0
        square += b.events / total * ((b.probability - b.right) ** 2 - chance)
    return math.sqrt(max(0.0, square))


def calibration(chances: Sequence[float], right: Sequence[bool]) -> dict[str, Any] | None:
    """Calibration of chosen labels, JSON-ready; None without events.

    Parameters
    ----------
    chances : sequence of float
        The probability of each chosen label.
    right : sequence of bool
        Whether it is right.

    Returns
    -------
    dict
        "events", "mean probability", "share right", "expected error", "debiased error" and "bins".
    """
    if not chances:
        return None
    found = bins(chances, right)
    return {
        "events": len(chances),
        "mean probability": round(float(np.mean(chances)), 4),
        "share right": round(float(np.mean(right)), 4),
        "expected error": round(expected_error(found), 4),
        "debiased error": round(debiased_error(found), 4),
        "bins": [{k: round(v, 4) for k, v in asdict(b).items()} for b in found],
    }


COVERAGES = tuple(round(0.05 * n, 2) for n in range(2, 21))


def risk_coverage(confidence: Sequence[float], wrong: Sequence[bool], weights: Array | None = None) -> Array:
    """The share of wrong labels among the surest events, at each of COVERAGES (El-Yaniv and Wiener 2010).

    Parameters
    ----------
    confidence : sequence of float, one per event
    wrong : sequence of bool
    weights : array of shape (resamples, events), optional
        How often each event counts; without it each counts once.

    Returns
    -------
    array of shape (resamples or 1, len(COVERAGES))
    """
    order = np.argsort(-np.asarray(confidence, dtype=float), kind="stable")
    each = (np.ones((1, len(order))) if weights is None else weights)[:, order]
    kept, risk = each.cumsum(axis=1), (each * np.asarray(wrong, dtype=float)[order]).cumsum(axis=1)
    at = np.stack([(kept >= c * kept[:, -1:] - 1e-9).argmax(axis=1) for c in COVERAGES], axis=1)
    shares: Array = np.take_along_axis(risk, at, axis=1) / np.maximum(1.0, np.take_along_axis(kept, at, axis=1))
    return shares


def curve(risk: Array, low: Array, high: Array) -> list[Mapping[str, float]]:
    """A risk-coverage curve with its interval, JSON-ready; three arrays of shape (len(COVERAGES),)."""
    rows = zip(COVERAGES, risk, low, high, strict=True)
    return [dict(zip(("coverage", "error", "low", "high"), (round(float(x), 4) for x in r), strict=True)) for r in rows]
