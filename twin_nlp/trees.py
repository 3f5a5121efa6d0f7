"""Boosted decision trees over named features, as plain arrays.

They are fitted with scikit-learn's histogram gradient boosting and kept as the arrays of their nodes, so that
a model folder holds numbers and nothing that could run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import overload

import numpy as np
from numpy.typing import NDArray

from twin_nlp.linear import Array, Features, LinearModel, Scorer

_BLOCK = 128
_MOST_LEAVES = 16
"""As many as :class:`_Sieve` has bits for."""
Integers = np.ndarray[tuple[int, ...], np.dtype[np.int32]]


@dataclass(frozen=True, slots=True, eq=False)
class _Sieve:
    """Which leaf of each tree a row reaches, without going through the trees.

    At every node of a tree where a row goes right, the leaves on the left drop out; it reaches the first of those
    that are left (Lucchese et al. 2015, QuickScorer). So all nodes are asked at once, and what they ask in common
    only once. Leaves are numbered from left to right, and a set of them is a number with a bit for each.

    Attributes
    ----------
    features : list of int
        Those that are asked for.
    feature : ndarray of int, shape (questions,)
        Which of these each question asks for.
    threshold : ndarray, shape (questions, 1)
        A row goes right where the feature is more than this.
    asked : ndarray of int, shape (most nodes, trees)
        What the nth node of each tree asks.
    dropped : ndarray of int, shape (most nodes, trees, 1)
        The leaves on the left of it.
    first : ndarray of int, shape (sets of leaves,)
        The first leaf that isn't in a set.
    leaves : ndarray, shape (trees, most leaves)
        Their values.
    """

    features: list[int]
    feature: NDArray[np.intp]
    threshold: Array
    asked: NDArray[np.intp]
    dropped: NDArray[np.int8] | NDArray[np.int16]
    first: NDArray[np.intp]
    leaves: Array

    def values(self, x: Array) -> Array:
        """The values of the leaves that rows, which stand upright in ``x`` (m, n), reach; shape (trees, n)."""
        # All bits are set where a row goes right.
        right = np.negative((x.take(self.feature, axis=0) > self.threshold).astype(self.dropped.dtype))
        trees, most = self.leaves.shape
        gone = np.zeros((trees, x.shape[1]), self.dropped.dtype)
        for asked, dropped in zip(self.asked, self.dropped, strict=True):
            gone |= dropped & right.take(asked, axis=0)
        values: Array = self.leaves.take(self.first.take(gone) + most * np.arange(trees)[:, None])
        return values


def _sieve(model: TreeModel) -> _Sieve:
    left, right, roots = model.left.astype(np.intp), model.right.astype(np.intp), model.roots.ravel()
    is_leaf = left == np.arange(len(left))
    size = is_leaf.astype(np.intp)
    for _ in range(model.depth):
        size = np.where(is_leaf, 1, size[left] + size[right])
    most = int(size[roots].max())
    if most > _MOST_LEAVES:
        raise ValueError(f"trees of {most} leaves, more than {_MOST_LEAVES}")
    tree, start = np.zeros_like(left), np.zeros_like(left)
    tree[roots] = np.arange(len(roots))
    level = roots
    for _ in range(model.depth):
        level = level[~is_leaf[level]]
        a, b = left[level], right[level]
        tree[a] = tree[b] = tree[level]
        start[a], start[b] = start[level], start[level] + size[a]
        level = np.concatenate((a, b))
    leaves = np.zeros((len(roots), most))
    leaves[tree[is_leaf], start[is_leaf]] = model.value[is_leaf]
    inner = np.flatnonzero(~is_leaf)
    inner = inner[tree[inner].argsort(kind="stable")]
    # Complex numbers stand for pairs.
    questions, which = np.unique(model.feature[inner] + 1j * model.threshold[inner], return_inverse=True)
    nodes = np.bincount(tree[inner], minlength=len(roots))
    nth = np.arange(len(inner)) - (nodes.cumsum() - nodes)[tree[inner]]
    asked = np.zeros((most - 1, len(roots)), np.intp)
    asked[nth, tree[inner]] = which
    # A bit for each leaf but the last, and one for the sign.
    dropped = np.zeros((most - 1, len(roots), 1), np.int8 if most <= 8 else np.int16)
    dropped[nth, tree[inner], 0] = ((1 << size[left[inner]]) - 1) << start[inner]
    sets = np.arange(1 << (most - 1))
    first = np.log2(~sets & (sets + 1)).astype(np.intp)
    features, feature = np.unique(questions.real.astype(np.intp), return_inverse=True)
    return _Sieve(features.tolist(), feature, questions.imag[:, None], asked, dropped, first, leaves)


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
    """Where the features stand that a node asks for."""
    _sieve: _Sieve = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sieve = _sieve(self)
        object.__setattr__(self, "_index", {self.names[feature]: i for i, feature in enumerate(sieve.features)})
        object.__setattr__(self, "_sieve", sieve)

    def scores(self, rows: Sequence[Features]) -> Array:
        """Uncalibrated log-odds, shape (len(rows), number of classes)."""
        # Every row visits every tree; what a block of rows takes stays in the processor's caches.
        blocks = [self._scores(rows[i : i + _BLOCK]) for i in range(0, len(rows), _BLOCK)]
        return np.vstack(blocks) if blocks else np.zeros((0, len(self.classes)))

    def _scores(self, rows: Sequence[Features]) -> Array:
        values = self._sieve.values(dense(rows, self._index)).reshape(*self.roots.shape, len(rows))
        added = values.sum(axis=0).T + self.baseline
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


@dataclass(frozen=True, slots=True)
class Columns:
    """Features that stand in columns.

    Attributes
    ----------
    names : tuple of str
        Of the k columns.
    of : callable of ndarray (n, j) to ndarray (k, n)
        Works them out from numbers that are known of each row; a 0 stands for a feature that a row lacks.
    """

    names: tuple[str, ...]
    of: Callable[[Array], Array]


@dataclass(frozen=True, slots=True, eq=False)
class Table(Sequence[Features]):
    """Rows of features, of which those that most rows have stand in columns; a model takes these as they are.

    They are worked out when they are asked for, so that it is done for the rows of many texts at once.

    Attributes
    ----------
    columns : Columns
    known : ndarray, shape (n, j)
        The numbers that the columns come from.
    rest : sequence of Features
        The other features of each row.
    """

    columns: Columns
    known: Array
    rest: Sequence[Features]

    def __len__(self) -> int:
        return len(self.rest)

    def __iter__(self) -> Iterator[Features]:
        for values, rest in zip(self.columns.of(self.known).T.tolist(), self.rest, strict=True):
            yield {name: value for name, value in zip(self.columns.names, values, strict=True) if value} | rest

    @overload
    def __getitem__(self, at: int) -> Features: ...

    @overload
    def __getitem__(self, at: slice) -> Table: ...

    def __getitem__(self, at: int | slice) -> Features | Table:
        if isinstance(at, slice):
            return Table(self.columns, self.known[at], self.rest[at])
        return next(iter(self[range(len(self))[at] :]))


def joined(parts: Sequence[Sequence[Features]]) -> Sequence[Features]:
    """The rows of all parts; if these are tables, which then have the same columns, they become one."""
    tables = [part for part in parts if isinstance(part, Table)]
    if not tables or len(tables) < len(parts):
        return list(chain.from_iterable(parts))
    rest = list(chain.from_iterable(table.rest for table in tables))
    return Table(tables[0].columns, np.concatenate([table.known for table in tables]), rest)


def dense(rows: Sequence[Features], index: Mapping[str, int]) -> Array:
    """Rows of named features upright in a matrix, shape (len(index), len(rows)); unknown names are left out."""
    if not isinstance(rows, Table):
        return _scattered(rows, index)
    columns = rows.columns
    x = _scattered(rows.rest, index)
    known = [n for n, name in enumerate(columns.names) if name in index]
    x[[index[columns.names[n]] for n in known]] = columns.of(rows.known)[known]
    return x


def _scattered(rows: Sequence[Features], index: Mapping[str, int]) -> Array:
    size = len(index)
    # The last line takes the values of unknown names.
    line = np.fromiter(map(index.get, chain.from_iterable(rows), repeat(size)), np.intp)
    at = np.repeat(np.arange(len(rows)), list(map(len, rows)))
    x = np.zeros((size + 1, len(rows)))
    x[line, at] = np.fromiter(chain.from_iterable(map(dict.values, rows)), np.float64)
    return x[:-1]
