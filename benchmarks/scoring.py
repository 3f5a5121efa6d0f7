"""What a peer's tags are worth, with bootstrap intervals over documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from sklearn.metrics import f1_score

from benchmarks.peers import Tag
from twin_nlp.evaluate.counts import LABELS, NONE
from twin_nlp.evaluate.intervals import Interval, resampled, spread
from twin_nlp.linear import Array

Pair = tuple[Tag, Tag]
Figure = Callable[[Sequence[Pair], Array], float]
"""A figure over (annotated, found) pairs; the array, shape (pairs,), says how often each counts."""


def once(pairs: Sequence[Pair]) -> Array:
    """Each pair counted once."""
    return np.ones(len(pairs))


def _macro_f1(
    gold: Sequence[str | bool], found: Sequence[str | bool], labels: Sequence[str | bool], weights: Array
) -> float:
    # A resample can draw none of the documents.
    if not weights.any():
        return 0.0
    return float(f1_score(gold, found, labels=labels, average="macro", sample_weight=weights, zero_division=0))


def type_f1(pairs: Sequence[Pair], weights: Array) -> float:
    """Macro-F1 of the main event's type, five types and none, over all documents."""
    return _macro_f1([gold.type for gold, _ in pairs], [found.type for _, found in pairs], LABELS, weights)


def has_both(pair: Pair) -> bool:
    """Whether a document has an event to which a type was given: only there is government asked for."""
    return NONE not in (pair[0].type, pair[1].type)


def government_f1(pairs: Sequence[Pair], weights: Array) -> float:
    """Macro-F1 of government in the main event, over the documents that :func:`has_both` holds of."""
    kept = [i for i, pair in enumerate(pairs) if has_both(pair)]
    gold, found = ([pairs[i][side].government for i in kept] for side in (0, 1))
    return _macro_f1(gold, found, (True, False), weights[kept])


def resampled_values(pairs: Sequence[Pair], figure: Figure) -> Array:
    """The figure of every resample of the documents, shape (resamples,); the same resamples for each peer."""
    return np.array([figure(pairs, draw) for draw in resampled(len(pairs))])


def interval(value: float, values: Array) -> Interval:
    """A figure with the interval that its resampled values span."""
    low, high = spread(values[:, np.newaxis])
    return Interval(value, float(low[0]), float(high[0]))
