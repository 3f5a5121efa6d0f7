"""Boosted decision trees over named features, as plain arrays.

They are fitted with scikit-learn's histogram gradient boosting and kept as the arrays of their nodes, so that
a model folder holds numbers and nothing that could run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from twin_nlp.linear import Array, Features, LinearModel, Scorer

_BLOCK = 64
Integers = np.ndarray[tuple[int, ...], np.dtype[np.int32]]


@dataclass(frozen=True, slots=True, eq=False)
class TreeModel(Scorer):
    """Trees of k outputs (one for two classes) that are added up.

    Attributes
    ----------
    classes : tuple of str
        The classes told apart.
    names : tuple of str
        The m features, sorted; a feature that a row lacks is 0.
    feature, left, right : ndarray of int, shape (nodes,)
        The feature that a node asks for and its two children; a leaf is its own child.
    threshold : ndarray, shape (nodes,)
        A row goes left where its feature is at most this.
    value : ndarray, shape (nodes,)
        What a leaf adds; of any other node, the mean of what its rows got in training.
    roots : ndarray of int, shape (rounds, k)
    baseline : ndarray, shape (k,)
    depth : int
        No leaf lies deeper.
    temperature : float
        Scores are divided by it, as in :class:`twin_nlp.linear.LinearModel`.
    """

    classes: tuple[str, ...]
    names: tuple[str, ...]
    feature: Integers
    left: Integers
    right: Integers
    threshold: Array
    value: Array
    roots: Integers
    baseline: Array
    depth: int
    temperature: float = 1.0
    _index: dict[str, int] = field(init=False, repr=False, compare=False)
    _feature: NDArray[np.intp] = field(init=False, repr=False, compare=False)
    _threshold: Array = field(init=False, repr=False, compare=False)
    _children: NDArray[np.intp] = field(init=False, repr=False, compare=False)
    """The left and the right child of each node in turn: a way through a tree is told in places of this array."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {name: i for i, name in enumerate(self.names)})
        # As wide as an index, or each look-up would widen them anew.
        object.__setattr__(self, "_feature", self.feature.astype(np.intp).repeat(2))
        object.__setattr__(self, "_threshold", self.threshold.repeat(2))
        object.__setattr__(self, "_children", 2 * np.stack((self.left, self.right), axis=1).ravel().astype(np.intp))

    def scores(self, rows: Sequence[Features]) -> Array:
        """Uncalibrated log-odds, shape (len(rows), number of classes)."""
        # Every row visits every tree; what a block of rows takes stays in the processor's caches.
        blocks = [self._scores(rows[i : i + _BLOCK]) for i in range(0, len(rows), _BLOCK)]
        return np.vstack(blocks) if blocks else np.zeros((0, len(self.classes)))

    def _scores(self, rows: Sequence[Features]) -> Array:
        x = dense(rows, self._index)
        row = x.shape[1] * np.arange(len(rows))[:, None]
        at = np.zeros_like(row) + 2 * self.roots.ravel()
        for _ in range(self.depth):
            goes_right = x.take(row + self._feature.take(at)) > self._threshold.take(at)
            at = self._children.take(at + goes_right)
        added = self.value.take(at // 2).reshape(len(rows), *self.roots.shape).sum(axis=1) + self.baseline
        if self.roots.shape[1] == 1:
            # One score stands for the second class against the first.
            added = np.hstack((-added / 2, added / 2))
        return np.asarray(added, dtype=np.float64)

    def contributions(self, row: Features, output: str, against: str) -> tuple[float, Features]:
        """What each feature adds on the row's way through the trees; see :meth:`Scorer.contributions`.

        A feature is given the change from a node's mean to that of the child it leads to (Saabas 2014, Interpreting
        random forests). A feature that the row lacks can thus add something, by being 0.
        """
        k, r = self.classes.index(output), self.classes.index(against)
        # Of two classes there is one score, for the second against the first.
        signs = [(0, float(k - r))] if self.roots.shape[1] == 1 else [(k, 1.0), (r, -1.0)]
        start, added = 0.0, dict.fromkeys((name for name in row if name in self._index), 0.0)
        for column, sign in signs:
            factor = sign / self.temperature
            start += factor * float(self.baseline[column] + self.value[self.roots[:, column]].sum())
            for at in self.roots[:, column].tolist():
                while self.left[at] != at:
                    name = self.names[self.feature[at]]
                    side = self.left if row.get(name, 0.0) <= self.threshold[at] else self.right
                    step = factor * float(self.value[side[at]] - self.value[at])
                    added[name] = added.get(name, 0.0) + step
                    at = int(side[at])
        return start, added


Decision = LinearModel | TreeModel
"""A trained decision: both kinds score rows of named features."""


def dense(rows: Sequence[Features], index: Mapping[str, int]) -> Array:
    """Rows of named features as a matrix, shape (len(rows), len(index)); unknown names are left out."""
    # The last column takes the values of unknown names.
    width = max(1, len(index)) + 1
    column = np.fromiter(map(index.get, chain.from_iterable(rows), repeat(width - 1)), np.intp)
    x = np.zeros(len(rows) * width)
    before = np.repeat(width * np.arange(len(rows)), list(map(len, rows)))
    x[before + column] = np.fromiter(chain.from_iterable(map(dict.values, rows)), np.float64)
    return np.ascontiguousarray(x.reshape(-1, width)[:, :-1])
