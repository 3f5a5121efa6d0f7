"""Linear models over named features: what every trained decision of the system is made of.

A model is a table of feature names with one weight per output, so it can be saved as JSON and arrays, read
by a person, and explained feature by feature. Fitting lives in :mod:`twin_nlp.train`; this module only
applies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

Features = dict[str, float]
Array = NDArray[np.float64]


def softmax(scores: Array) -> Array:
    """Rows of scores (n, k) as probabilities that sum to one."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    quotients: Array = shifted / shifted.sum(axis=1, keepdims=True)
    return quotients


class Scorer:
    """What linear models and trees have in common: calibrated probabilities from their scores."""

    __slots__ = ()
    classes: tuple[str, ...]
    temperature: float

    def scores(self, rows: Sequence[Features]) -> Array:
        """Uncalibrated log-odds, shape (len(rows), k)."""
        raise NotImplementedError

    def probabilities(self, rows: Sequence[Features]) -> Array:
        """Calibrated probabilities, shape (len(rows), k)."""
        if not rows:
            return np.zeros((0, len(self.classes)))
        return softmax(self.scores(rows) / self.temperature)

    def positive(self, rows: Sequence[Features]) -> Array:
        """Probability of the last class, shape (len(rows),); for models with two classes."""
        found: Array = self.probabilities(rows)[:, -1]
        return found

    def contributions(self, row: Features, output: str, against: str) -> tuple[float, Features]:
        """What speaks for one class rather than another, as calibrated log-odds.

        Returns
        -------
        float
            Where the model starts, before any feature.
        Features
            What each feature known to the model adds. Start and features add up to the logarithm of
            ``P(output) / P(against)``.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class LinearModel(Scorer):
    """A multinomial logistic regression with calibration.

    Attributes
    ----------
    classes : tuple of str
        The k outputs.
    names : tuple of str
        The m features, sorted.
    weights : ndarray, shape (m, k)
    intercept : ndarray, shape (k,)
    temperature : float
        Scores are divided by it before the softmax (Guo et al. 2017, On calibration of modern neural
        networks), fitted on held-out scores.
    """

    classes: tuple[str, ...]
    names: tuple[str, ...]
    weights: Array
    intercept: Array
    temperature: float = 1.0
    _index: dict[str, int] = field(init=False, repr=False, compare=False)
    _padded: Array = field(init=False, repr=False, compare=False)
    """The weights with a row of zeros at the end, for features that the model doesn't know."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {name: i for i, name in enumerate(self.names)})
        object.__setattr__(self, "_padded", np.vstack((self.weights, np.zeros((1, len(self.classes))))))

    def scores(self, rows: Sequence[Features]) -> Array:
        """Uncalibrated log-odds, shape (len(rows), k)."""
        out = np.empty((len(rows), len(self.classes)))
        index, unknown = self._index.get, repeat(len(self.names))
        for r, row in enumerate(rows):
            at = np.fromiter(map(index, row, unknown), np.intp, len(row))
            out[r] = np.fromiter(row.values(), np.float64, len(row)) @ self._padded.take(at, axis=0)
        return out + self.intercept

    def contributions(self, row: Features, output: str, against: str) -> tuple[float, Features]:
        """What each feature adds; see :meth:`Scorer.contributions`."""
        k, r = self.classes.index(output), self.classes.index(against)
        weights = (self.weights[:, k] - self.weights[:, r]) / self.temperature
        added = {name: float(value * weights[self._index[name]]) for name, value in row.items() if name in self._index}
        return float(self.intercept[k] - self.intercept[r]) / self.temperature, added


def bag(prefix: str, tokens: Iterable[str], weight: float = 1.0) -> Features:
    """Distinct tokens as features that together have the Euclidean length ``weight``."""
    distinct = dict.fromkeys(tokens)
    if not distinct:
        return {}
    each = weight / len(distinct) ** 0.5
    return {prefix + token: each for token in distinct}
