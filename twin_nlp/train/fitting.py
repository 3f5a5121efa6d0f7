"""Fitting of linear models: multinomial logistic regression on named features, and its calibration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from twin_nlp.linear import Array, Features, LinearModel, softmax


def fit(
    rows: Sequence[Features],
    labels: Sequence[str],
    classes: Sequence[str],
    *,
    c: float,
    least: int = 2,
    balanced: bool = False,
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
    weights : sequence of float, optional
        Weights of the rows.
    """
    counted = Counter(name for row in rows for name in row)
    names = tuple(sorted(name for name, n in counted.items() if n >= least))
    matrix = _matrix(rows, names)
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
    return LinearModel(tuple(classes), names, full.astype(np.float32).astype(np.float64), intercept)


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


def with_temperature(model: LinearModel, t: float) -> LinearModel:
    """The same model, calibrated."""
    return LinearModel(model.classes, model.names, model.weights, model.intercept, t)
