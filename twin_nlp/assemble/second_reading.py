"""A sentence's scores in the light of what the other sentences scored.

A first reading scores each sentence by its own words; a second one, by the scores of
the first: what the headline, the sentences around and the strongest sentence of the text are about (stacked
sequential learning, Cohen and Carvalho 2005). How long the text is and where in it a sentence stands are left
out: long analyses are rare in the corpus, and trees would learn that they report nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import groupby
from math import inf
from operator import add

import numpy as np
from numpy.typing import NDArray

from twin_nlp.assemble.view import View
from twin_nlp.labels import EVENT_TYPES
from twin_nlp.linear import Array, Features
from twin_nlp.trees import Columns, Table

_AROUND = [(same, offset) for same in (True, False) for offset in (-3, -2, -1, 1, 2, 3)]
"""Which sentences around are looked at, where they are in the same line and where not."""
_SAME_LINE, _OFFSETS = map(np.array, zip(*_AROUND, strict=True))
_NAMES = (
    "best", "second best", *("document " + name for name in EVENT_TYPES), "headline",
    "self", "share", "rank", "best before", "best after", "nearest sure", "line mean", "line best",
    *("self " + name for name in EVENT_TYPES),
    *(f"at {offset} same line={same}" for same, offset in _AROUND),
    *(f"at {offset} same line={same} score" for same, offset in _AROUND),
    *(f"at {offset} {name}" for offset in (-1, 1) for name in EVENT_TYPES),
)  # fmt: skip
_COLUMNS = Columns(_NAMES, np.transpose)
_SURE = 0.5
_SCALE = 4.0
"""Log-odds are divided by it, so that they weigh about as much as a flag."""
_LEAST = 1e-4


def _log_odds(p: Array) -> Array:
    clipped = np.clip(p, _LEAST, 1.0 - _LEAST)
    return np.asarray(np.log(clipped / (1.0 - clipped)) / _SCALE, dtype=np.float64)


def _nearness(sure: NDArray[np.bool_]) -> Array:
    """Of every sentence 1 over the distance to the nearest other one that is sure."""
    at, of_sure = np.arange(len(sure)), np.flatnonzero(sure)
    padded = np.concatenate(((-inf,), of_sure, (inf,)))
    before, after = padded[of_sure.searchsorted(at)], padded[of_sure.searchsorted(at, "right") + 1]
    return np.asarray(1.0 / np.minimum(at - before, after - at))


def _of_lines(lines: Sequence[int], chance: Array) -> tuple[list[float], list[float]]:
    """Of every sentence the mean and the best of what those of its line score; a line is most often a paragraph."""
    scores = chance.tolist()
    means: list[float] = []
    bests: list[float] = []
    for _, members in groupby(lines):
        start, size = len(means), len(list(members))
        together = scores[start : start + size]
        # NumPy's sum, which the trees were trained with, adds so few one by one, but takes its time.
        total = reduce(add, together) if size < 8 else float(chance[start : start + size].sum())
        means += [total / size] * size
        bests += [max(together)] * size
    return means, bests


def second_features(view: View, first: Array, found: list[Features]) -> Table:
    """Features of every sentence for the second reading.

    Parameters
    ----------
    view : View
    first : ndarray, shape (sentences, 6)
        Probabilities of the first reading.
    found : list of Features
        What each sentence holds, as :func:`twin_nlp.assemble.evidence.mentions` gives it.
    """
    n = len(view.units)
    if not n:
        return Table(_COLUMNS, np.zeros((0, len(_NAMES))), [])
    chance, typed = 1.0 - first[:, 0], first[:, 1:]
    odds = _log_odds(chance)
    ranked = np.argsort(-chance, kind="stable")
    kinds = [u.sentence.kind for u in view.units]
    whole = (
        odds[ranked[0]],
        odds[ranked[1]] if n > 1 else -2.0,
        *(np.ascontiguousarray(typed.T).sum(axis=1) / max(1e-9, float(typed.sum()))),
        odds[kinds.index("headline")] if "headline" in kinds else 0.0,
    )
    rank = np.empty(n)
    rank[ranked] = np.arange(n)
    line_of = [u.sentence.line for u in view.units]
    lines = np.array(line_of)
    own = (
        odds,
        chance / max(1e-9, float(chance.sum())),
        1.0 / (1.0 + rank),
        np.maximum.accumulate(np.concatenate(((0.0,), chance[:-1]))),
        np.maximum.accumulate(np.concatenate(((0.0,), chance[:0:-1])))[::-1],
        _nearness(chance > _SURE),
        *_of_lines(line_of, chance),
    )
    at = np.arange(n)[:, None] + _OFFSETS
    same = lines.take(at, mode="clip") == lines[:, None]
    around = (at >= 0) & (at < n) & (same == _SAME_LINE)
    nothing = np.zeros((1, len(EVENT_TYPES)))
    columns = (
        np.array([whole]).repeat(n, axis=0),
        np.array(own).T,
        np.log(np.maximum(typed, _LEAST)) / _SCALE,
        around,
        around * odds.take(at, mode="clip"),
        np.concatenate((nothing, typed[:-1])),
        np.concatenate((typed[1:], nothing)),
    )
    return Table(_COLUMNS, np.concatenate(columns, axis=1), found)
