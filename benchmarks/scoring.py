"""What a peer's tags are worth, with bootstrap intervals over documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import f1_score

from benchmarks.peers import Tag
from twin_nlp.evaluate.counts import LABELS, NONE

RESAMPLES = 2000
_COVERED = (2.5, 97.5)
Pair = tuple[Tag, Tag]
Figure = Callable[[Sequence[Pair]], float]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % percentile bootstrap interval (Efron and Tibshirani 1993, ch. 13)."""

    value: float
    low: float
    high: float


def _macro_f1(gold: Sequence[str | bool], found: Sequence[str | bool], labels: Sequence[str | bool]) -> float:
    # An empty sample, as resampling can draw, has no labels to score.
    return float(f1_score(gold, found, labels=labels, average="macro", zero_division=0)) if gold else 0.0


def type_f1(pairs: Sequence[Pair]) -> float:
    """Macro-F1 of the main event's type, five types and none, over all documents: (annotated, found) pairs."""
    return _macro_f1([gold.type for gold, _ in pairs], [found.type for _, found in pairs], LABELS)


def with_both(pairs: Sequence[Pair]) -> list[Pair]:
    """The documents with an event to which a type was given: only there is government asked for."""
    return [(gold, found) for gold, found in pairs if NONE not in (gold.type, found.type)]


def government_f1(pairs: Sequence[Pair]) -> float:
    """Macro-F1 of government in the main event, over :func:`with_both`."""
    both = with_both(pairs)
    return _macro_f1([gold.government for gold, _ in both], [found.government for _, found in both], (True, False))


def resampled(pairs: Sequence[Pair], figure: Figure, seed: int = 0) -> list[float]:
    """The figure of :data:`RESAMPLES` samples of the documents; the same samples for each peer."""
    draws = np.random.default_rng(seed).integers(len(pairs), size=(RESAMPLES, len(pairs)))
    return [figure([pairs[i] for i in draw]) for draw in draws.tolist()]


def interval(value: float, values: Sequence[float]) -> Interval:
    """A figure with the interval that its resampled values span."""
    low, high = np.percentile(values, _COVERED)
    return Interval(value, float(low), float(high))
