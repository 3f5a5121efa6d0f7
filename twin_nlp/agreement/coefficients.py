"""Coefficients of agreement between two annotators, of many contingency tables at once.

Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement.
British Journal of Mathematical and Statistical Psychology 61, 29-48.
Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def _ratio(above: Floats, below: Floats) -> Floats:
    out: Floats = np.full(np.shape(above), np.nan)
    return np.divide(above, below, out=out, where=below != 0)


def _diagonal(tables: Floats) -> Floats:
    return np.asarray(np.trace(tables, axis1=-2, axis2=-1), dtype=float)


def observed_agreement(tables: Floats) -> Floats:
    """Share of the units that got the same value twice.

    Parameters
    ----------
    tables : array of shape (..., k, k)
        Contingency tables: how many units the first annotator put in a row's class and the second in a
        column's.

    Returns
    -------
    array of shape (...)
        0 to 1; NaN for a table without units.
    """
    return _ratio(_diagonal(tables), tables.sum((-2, -1)))


def nominal_alpha(tables: Floats) -> Floats:
    """Krippendorff's alpha for nominal data, two values a unit (Krippendorff 2011).

    Parameters
    ----------
    tables : array of shape (..., k, k)
        As for :func:`observed_agreement`.

    Returns
    -------
    array of shape (...)
        At most 1; NaN where all values are of one class, since then nothing tells agreement from chance.
    """
    values = tables.sum(-1) + tables.sum(-2)
    n = values.sum(-1)
    differing = n - 2 * _diagonal(tables)
    by_chance = n**2 - (values**2).sum(-1)
    return np.asarray(1 - _ratio((n - 1) * differing, by_chance), dtype=float)


def gwet_ac1(tables: Floats) -> Floats:
    """Gwet's first-order agreement coefficient for two annotators (Gwet 2008).

    Parameters
    ----------
    tables : array of shape (..., k, k)
        As for :func:`observed_agreement`; k counts the classes that could be given, used or not.

    Returns
    -------
    array of shape (...)
        At most 1; NaN for a table without units, or where only one class could be given.
    """
    classes = tables.shape[-1]
    if classes < 2:
        return np.full(tables.shape[:-2], np.nan)
    values = tables.sum(-1) + tables.sum(-2)
    shares = _ratio(values, np.broadcast_to(values.sum(-1, keepdims=True), values.shape))
    by_chance = (shares * (1 - shares)).sum(-1) / (classes - 1)
    return _ratio(observed_agreement(tables) - by_chance, 1 - by_chance)


def f1(hits: Floats) -> Floats:
    """F1 of counts (..., 3): shared, of the first, of the second; NaN where neither has any."""
    return _ratio(2 * hits[..., 0], hits[..., 1] + hits[..., 2])
