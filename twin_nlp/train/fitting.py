"""Fitting of linear models and of trees on named features, and their calibration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from twin_nlp.linear import Array, Features, LinearModel, softmax
from twin_nlp.trees import Decision, TreeModel, dense

Kind = TypeVar("Kind", LinearModel, TreeModel)

_ROUNDS, _RATE, _DEPTH, _PENALTY, _LEAST_IN_LEAF = 100, 0.08, 6, 5.0, 25
"""How the trees grow; chosen by grouped cross-validation."""
_STAND_IN = 0.1


def fit(
    rows: Sequence[Features],
    labels: Sequence[str],
    classes: Sequence[str],
    *,
    c: float,
    least: int = 2,
    balanced: bool = False,
    rarity: float = 0.0,
    weights: Sequence[float] | None = None,
) -> LinearModel:
    """Fit a model that every class of ``classes`` is an output of.

    Parameters
    ----------
    rows : sequence of Features
    labels : sequence of str, one per row
    classes : sequence of str
        Order of the outputs; a class without a row gets an intercept that rules it out.
    c : float
        Inverse strength of the L2 penalty.
    least : int
        Features that fewer rows hold are left out.
    balanced : bool
        Weigh classes by the inverse of their number.
    rarity : float
        Features are weighed by this power of their inverse document frequency, so that the penalty spares what is
        rare; the weights returned hold for features as they are.
    weights : sequence of float, optional
        Weights of the rows.
    """
    counted = Counter(name for row in rows for name in row)
    names = tuple(sorted(name for name, n in counted.items() if n >= least))
    scale = np.array([(np.log((1 + len(rows)) / (1 + counted[name])) + 1.0) ** rarity for name in names])
    matrix = _matrix(rows, names).multiply(scale).tocsr()
    present = [k for k in classes if k in set(labels)]
    full = np.zeros((len(names), len(classes)))
    intercept = np.full(len(classes), -20.0)
    if len(present) == 1:
        intercept[list(classes).index(present[0])] = 0.0
        return LinearModel(tuple(classes), names, full, intercept)
    regression = LogisticRegression(C=c, max_iter=2000, class_weight="balanced" if balanced else None)
    regression.fit(matrix, np.asarray(labels), sample_weight=weights)
    if len(regression.classes_) == 2:
        # One set of coefficients stands for the second class against the first.
        pairs = [(-0.5, str(regression.classes_[0])), (0.5, str(regression.classes_[1]))]
        for factor, label in pairs:
            k = list(classes).index(label)
            full[:, k] = factor * regression.coef_[0]
            intercept[k] = factor * regression.intercept_[0]
    else:
        for i, label in enumerate(regression.classes_):
            k = list(classes).index(str(label))
            full[:, k] = regression.coef_[i]
            intercept[k] = regression.intercept_[i]
    full *= scale[:, np.newaxis]
    return LinearModel(tuple(classes), names, full.astype(np.float32).astype(np.float64), intercept)


def fit_trees(
    rows: Sequence[Features], labels: Sequence[str], classes: Sequence[str], *, seed: int, leaves: int = 12
) -> Decision:
    """Fit boosted trees, for decisions in which few features stand together.

    Parameters
    ----------
    rows : sequence of Features
    labels : sequence of str, one per row
    classes : sequence of str
        Order of the outputs. Where one has no row a linear model is fitted instead, which can leave it out.
    seed : int
        Decides which features a split may choose from.
    leaves : int
        Of each tree at most.
    """
    if set(labels) != set(classes):
        return fit(rows, labels, classes, c=_STAND_IN)
    counted = Counter(name for row in rows for name in row)
    names = tuple(sorted(name for name, n in counted.items() if n >= _LEAST_IN_LEAF))
    matrix = dense(rows, {name: i for i, name in enumerate(names)})
    boosting = HistGradientBoostingClassifier(
        max_iter=_ROUNDS,
        learning_rate=_RATE,
        max_leaf_nodes=leaves,
        max_depth=_DEPTH,
        l2_regularization=_PENALTY,
        min_samples_leaf=_LEAST_IN_LEAF,
        max_features=0.5,
        early_stopping=False,
        random_state=seed,
    )
    boosting.fit(matrix.T, np.array([list(classes).index(label) for label in labels]))
    nodes = []
    roots: list[list[int]] = []
    at = 0
    # scikit-learn has no public view of these trees; a test holds what is taken from them to its predictions.
    for trees in boosting._predictors:
        roots.append([])
        for tree in trees:
            found = tree.nodes.copy()
            own = np.arange(len(found))
            for side in ("left", "right"):
                found[side] = np.where(found["is_leaf"], own, found[side]) + at
            # Each node's mean, from the leaves up (a child stands behind its parent), so that a path can be explained.
            for i in np.flatnonzero(~tree.nodes["is_leaf"].astype(bool))[::-1]:
                children = [tree.nodes["left"][i], tree.nodes["right"][i]]
                found["value"][i] = np.average(found["value"][children], weights=found["count"][children])
            nodes.append(found)
            roots[-1].append(at)
            at += len(found)
    flat = np.concatenate(nodes)
    return TreeModel(
        tuple(classes),
        names,
        np.where(flat["is_leaf"], 0, flat["feature_idx"]).astype(np.int32),
        flat["left"].astype(np.int32),
        flat["right"].astype(np.int32),
        np.where(flat["is_leaf"], 0.0, flat["num_threshold"]).astype(np.float64),
        flat["value"].astype(np.float64),
        np.array(roots, dtype=np.int32),
        np.asarray(boosting._baseline_prediction, dtype=np.float64).ravel(),
        _DEPTH,
    )


def _matrix(rows: Sequence[Features], names: Sequence[str]) -> csr_matrix:
    index = {name: i for i, name in enumerate(names)}
    at: list[int] = []
    values: list[float] = []
    ends = [0]
    for row in rows:
        for name, value in row.items():
            i = index.get(name)
            if i is not None and value:
                at.append(i)
                values.append(value)
        ends.append(len(at))
    return csr_matrix((values, at, ends), shape=(len(rows), len(names)))


def temperature(scores: Array, labels: Sequence[str], classes: Sequence[str]) -> float:
    """The temperature that gives held-out scores (n, k) the least log loss."""
    target = np.array([list(classes).index(label) for label in labels])

    def loss(log_t: float) -> float:
        ps = softmax(scores / np.exp(log_t))[np.arange(len(target)), target]
        return float(-np.log(np.clip(ps, 1e-12, 1.0)).mean())

    found = minimize_scalar(loss, bounds=(-2.5, 2.5), method="bounded")
    return round(float(np.exp(found.x)), 4)


def with_temperature(model: Kind, t: float) -> Kind:
    """The same model, calibrated."""
    return replace(model, temperature=t)
