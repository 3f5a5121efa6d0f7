"""A sentence's scores in the light of what the other sentences scored.

A first reading scores each sentence by its words and its neighbours' words; a second one, by the scores of
the first: what the headline, the sentences around and the strongest sentence of the text are about (stacked
sequential learning, Cohen and Carvalho 2005). How long the text is and where in it a sentence stands are left
out: long analyses are rare in the corpus, and trees would learn that they report nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np

from twin_nlp.assemble.view import View
from twin_nlp.labels import EVENT_TYPES
from twin_nlp.linear import Array, Features

_AROUND = (-3, -2, -1, 1, 2, 3)
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
    for k, name in enumerate(EVENT_TYPES):
        features["document " + name] = float(typed[:, k].sum() / max(1e-9, float(typed.sum())))
    headline = next((u.index for u in view.units if u.sentence.kind == "headline"), None)
    if headline is not None:
        features["headline"] = float(odds[headline])
    return features


def _beside(sorted_units: Sequence[int], unit: int) -> Sequence[int]:
    """The next of the units before and after one, itself left out."""
    after = bisect_right(sorted_units, unit)
    before = bisect_left(sorted_units, unit)
    return [*sorted_units[max(0, before - 1) : before], *sorted_units[after : after + 1]]


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
    kinds = typed.tolist()
    before = np.concatenate(([0.0], np.maximum.accumulate(chance)[:-1]))
    after = np.concatenate((np.maximum.accumulate(chance[::-1])[::-1][1:], [0.0]))
    rank = np.empty(n)
    rank[np.argsort(-chance, kind="stable")] = np.arange(n)
    lines = [u.sentence.line for u in view.units]
    sure = np.flatnonzero(chance > _SURE).tolist()
    total = max(1e-9, float(chance.sum()))
    rows: list[Features] = []
    for unit in view.units:
        i = unit.index
        features = {"m " + name: 0.5 * value for name, value in found[i].items()}
        features |= whole
        features["self"] = odds[i]
        for k, name in enumerate(EVENT_TYPES):
            features["self " + name] = logs[i][k]
        for offset in _AROUND:
            j = i + offset
            if not 0 <= j < n:
                continue
            place = f"at {offset} same line={lines[j] == lines[i]}"
            features[place] = 1.0
            features[place + " score"] = odds[j]
            if abs(offset) == 1:
                for k, name in enumerate(EVENT_TYPES):
                    features[f"at {offset} {name}"] = kinds[j][k]
        features["share"] = float(chance[i]) / total
        features["rank"] = 1.0 / (1.0 + float(rank[i]))
        features["kind=" + unit.sentence.kind] = 1.0
        features["best before"] = float(before[i])
        features["best after"] = float(after[i])
        features["nearest sure"] = max((1.0 / abs(j - i) for j in _beside(sure, i)), default=0.0)
        rows.append(features)
    # A line is most often a paragraph; what its sentences score together is worked out once for each.
    edges = np.flatnonzero(np.diff(lines)) + 1
    for members in np.split(np.arange(n), edges):
        mean, best = float(chance[members].mean()), float(chance[members].max())
        for i in members:
            rows[i]["line mean"], rows[i]["line best"] = mean, best
    return rows
