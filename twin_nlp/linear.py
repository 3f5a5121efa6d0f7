"""Linear models over named features: what every trained decision of the system is made of.

A model is a table of feature names with one weight per output, so it can be saved as JSON and arrays, read
by a person, and explained feature by feature. Fitting lives in :mod:`twin_nlp.train`; this module only
applies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = 64
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


class NameIndex:
    """Where each of many names stands, looked up for many features at once.

    A dict of a hundred thousand names lies in so many places that nearly every look-up waits for memory. Here the
    hashes of the names lie in order, and each is looked for from the first on that begins with the same bits. Two
    names of one hash are not to be expected: there are 2^64. But a hash is one of bytes, so a name must have a plain
    character: U+6761 alone has the hash of "ag".
    """

    __slots__ = ("_first", "_hashes", "_order", "_shift", "_steps")

    def __init__(self, names: Sequence[str]) -> None:
        hashes = _hashes(names)
        bits = max(1, len(names).bit_length())
        self._shift = np.uint64(64 - bits)
        self._order = np.argsort(hashes).astype(np.int32)
        ordered = hashes[self._order]
        first = np.searchsorted(ordered >> self._shift, np.arange(1 << bits, dtype=np.uint64))
        self._first = first.astype(np.int32)
        self._steps = int(np.diff(first, append=len(names)).max()) - 1
        # No name has the hash -1, which stands at the end: none goes beyond it, and none is equal to it.
        self._hashes = np.append(ordered, ~np.uint64(0))

    def find(self, names: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Which of ``names`` (positions) are known, and where each of those stands."""
        hashes = _hashes(names)
        at = self._first.take(hashes >> self._shift).astype(np.intp)
        for _ in range(self._steps):
            at += self._hashes.take(at) < hashes
        which = np.flatnonzero(self._hashes.take(at) == hashes)
        return which, self._order.take(at.take(which))


def _hashes(names: Sequence[str]) -> NDArray[np.uint64]:
    return np.fromiter(map(hash, names), np.int64, len(names)).view(np.uint64)


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
        Of single precision where the model was loaded: sums are of double precision all the same.
    intercept : ndarray, shape (k,)
    temperature : float
        Scores are divided by it before the softmax (Guo et al. 2017, On calibration of modern neural
        networks), fitted on held-out scores.
    """

    classes: tuple[str, ...]
    names: tuple[str, ...]
    weights: Array | NDArray[np.float32]
    intercept: Array
    temperature: float = 1.0
    _made: NameIndex | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def _index(self) -> NameIndex:
        made = self._made
        if made is None:
            # Not made with the model: of one that is only asked as a part of a joint one none is needed.
            made = NameIndex(self.names)
            object.__setattr__(self, "_made", made)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        # Another process has other hashes.
        return type(self), (self.classes, self.names, self.weights, self.intercept, self.temperature)

    def scores(self, rows: Sequence[Features]) -> Array:
        """Uncalibrated log-odds, shape (len(rows), k)."""
        # A block of rows at a time stays in the processor's caches.
        blocks = [self._scores(rows[i : i + _BLOCK]) for i in range(0, len(rows), _BLOCK)]
        return np.vstack(blocks) if blocks else np.zeros((0, len(self.classes)))

    def _scores(self, rows: Sequence[Features]) -> Array:
        which, at = self._index.find(list(chain.from_iterable(rows)))
        values = np.fromiter(chain.from_iterable(map(dict.values, rows)), np.float64)[which]
        # One more, as rows that hold nothing known may stand at the end.
        products = np.zeros((len(at) + 1, len(self.classes)))
        np.multiply(self.weights.take(at, axis=0), values[:, None], out=products[:-1])
        ends = which.searchsorted(np.fromiter(accumulate(map(len, rows), initial=0), np.intp))
        sums: Array = np.add.reduceat(products, ends[:-1], axis=0)
        sums[ends[:-1] == ends[1:]] = 0.0
        return sums + self.intercept

    def contributions(self, row: Features, output: str, against: str) -> tuple[float, Features]:
        """What each feature adds; see :meth:`Scorer.contributions`."""
        k, r = self.classes.index(output), self.classes.index(against)
        weights = np.subtract(self.weights[:, k], self.weights[:, r], dtype=np.float64) / self.temperature
        features = list(row.items())
        known = zip(*(found.tolist() for found in self._index.find(list(row))), strict=True)
        added = {features[n][0]: float(features[n][1] * weights[at]) for n, at in known}
        return float(self.intercept[k] - self.intercept[r]) / self.temperature, added


class JointModel:
    """Linear models that are asked about the same rows, whose names are looked up once for all.

    Each leaves out what it doesn't know, so a row may hold the features of all.
    """

    __slots__ = ("_bounds", "_models", "_table")

    def __init__(self, models: Sequence[LinearModel]) -> None:
        names = tuple(dict.fromkeys(chain.from_iterable(model.names for model in models)))
        index = NameIndex(names)
        self._models = models
        self._bounds = list(pairwise(accumulate((len(model.classes) for model in models), initial=0)))
        weights = np.zeros((len(names), self._bounds[-1][1]), np.float32)
        for model, (start, end) in zip(models, self._bounds, strict=True):
            which, at = index.find(model.names)
            weights[at, start:end] = model.weights[which]
        classes = tuple(chain.from_iterable(model.classes for model in models))
        self._table = LinearModel(classes, names, weights, np.concatenate([model.intercept for model in models]))

    def probabilities(self, rows: Sequence[Features]) -> Array:
        """Calibrated probabilities, those of each model in turn, shape (len(rows), number of all classes)."""
        scores = self._table.scores(rows)
        parts = zip(self._models, self._bounds, strict=True)
        return np.hstack([softmax(scores[:, start:end] / model.temperature) for model, (start, end) in parts])


def bag(names: Iterable[str], weight: float = 1.0) -> Features:
    """Distinct names as features that together have the Euclidean length ``weight``."""
    distinct = dict.fromkeys(names)
    return dict.fromkeys(distinct, weight / max(1, len(distinct)) ** 0.5)
