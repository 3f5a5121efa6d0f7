"""A sentence's scores in the light of what the other sentences scored.

A first reading scores each sentence by its words and its neighbours' words; a second one, by the scores of
the first: what the headline, the sentences around and the strongest sentence of the text are about (stacked
sequential learning, Cohen and Carvalho 2005). How long the text is and where in it a sentence stands are left
out: long analyses are rare in the corpus, and trees would learn that they report nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, groupby

import numpy as np

from twin_nlp.assemble.view import View
from twin_nlp.labels import EVENT_TYPES
from twin_nlp.linear import Array, Features

_AROUND = {
    offset: tuple((at := f"at {offset} same line={same}", at + " score") for same in (True, False))
    for offset in (-3, -2, -1, 1, 2, 3)
}
"""The names of features of each sentence around, where it is in the same line and where not."""
_BESIDE_TYPES = {offset: tuple(f"at {offset} {name}" for name in EVENT_TYPES) for offset in (-1, 1)}
_DOCUMENT_TYPES = tuple("document " + name for name in EVENT_TYPES)
_SELF_TYPES = tuple("self " + name for name in EVENT_TYPES)
_SURE = 0.5
_SCALE = 4.0
"""Log-odds are divided by it, so that they weigh about as much as a flag."""
_LEAST = 1e-4


def _log_odds(p: Array) -> Array:
    clipped = np.clip(p, _LEAST, 1.0 - _LEAST)
    return np.asarray(np.log(clipped / (1.0 - clipped)) / _SCALE, dtype=np.float64)


def _whole(view: View, chance: Array, odds: Array, typed: Array) -> Features:
    """What all sentences of a document share."""
    order = np.argsort(-chance)
    features: Features = {
        "best": float(odds[order[0]]),
        "second best": float(odds[order[1]]) if len(order) > 1 else -2.0,
    }
    shares = np.ascontiguousarray(typed.T).sum(axis=1) / max(1e-9, float(typed.sum()))
    features |= zip(_DOCUMENT_TYPES, shares.tolist(), strict=True)
    headline = next((u.index for u in view.units if u.sentence.kind == "headline"), None)
    if headline is not None:
        features["headline"] = float(odds[headline])
    return features


def _nearness(sure: Sequence[int], unit: int) -> float:
    """1 over the distance to the nearest other of the units that are sure, which stand in order."""
    at = bisect_left(sure, unit)
    distances = [abs(other - unit) for other in sure[max(0, at - 1) : at + 2] if other != unit]
    return 1.0 / min(distances) if distances else 0.0


def _of_lines(lines: Sequence[int], chance: Array) -> dict[int, tuple[float, float]]:
    """The mean and the best of what the sentences of each line score; a line is most often a paragraph."""
    scores = chance.tolist()
    found = {}
    start = 0
    for line, members in groupby(lines):
        end = start + len(list(members))
        together = scores[start:end]
        # NumPy's sum, which the trees were trained with, takes its time even for a single score.
        total = float(chance[start:end].sum()) if len(together) > 1 else together[0]
        found[line] = total / len(together), max(together)
        start = end
    return found


def second_features(view: View, first: Array, found: list[Features]) -> list[Features]:
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
        return []
    chance, typed = 1.0 - first[:, 0], first[:, 1:]
    log_odds = _log_odds(chance)
    whole = _whole(view, chance, log_odds, typed)
    odds = log_odds.tolist()
    logs = (np.log(np.clip(typed, _LEAST, 1.0)) / _SCALE).tolist()
    chances, kinds = chance.tolist(), typed.tolist()
    before = [0.0, *accumulate(chances, max)]
    after = [0.0, *accumulate(reversed(chances), max)][::-1]
    rank = [0] * n
    for place, i in enumerate(np.argsort(-chance, kind="stable").tolist()):
        rank[i] = place
    lines = [u.sentence.line for u in view.units]
    of_lines = _of_lines(lines, chance)
    sure = np.flatnonzero(chance > _SURE).tolist()
    total = max(1e-9, float(chance.sum()))
    rows: list[Features] = []
    for unit in view.units:
        i = unit.index
        line_mean, line_best = of_lines[lines[i]]
        features = {
            **whole,
            "self": odds[i],
            "share": chances[i] / total,
            "rank": 1.0 / (1.0 + rank[i]),
            "kind=" + unit.sentence.kind: 1.0,
            "best before": before[i],
            "best after": after[i + 1],
            "nearest sure": _nearness(sure, i),
            "line mean": line_mean,
            "line best": line_best,
        }
        for name, value in found[i].items():
            features["m " + name] = 0.5 * value
        for name, log in zip(_SELF_TYPES, logs[i], strict=True):
            features[name] = log
        for offset, (in_line, elsewhere) in _AROUND.items():
            j = i + offset
            if 0 <= j < n:
                at, score = in_line if lines[j] == lines[i] else elsewhere
                features[at] = 1.0
                features[score] = odds[j]
        for offset, names in _BESIDE_TYPES.items():
            j = i + offset
            if 0 <= j < n:
                for name, kind in zip(names, kinds[j], strict=True):
                    features[name] = kind
        rows.append(features)
    return rows
