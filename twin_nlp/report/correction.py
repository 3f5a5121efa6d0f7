"""Ratios corrected for the classifier's errors by a random sample of pairs that a person has checked."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from twin_nlp.linear import Array
from twin_nlp.report.estimates import LEVEL, Estimate

LEAST_CHECKED = 5
"""Fewer checked pairs say too little of how far the labels are off."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What pairs add to a ratio: ``numerators`` and ``denominators`` of shape (pairs,)."""

    numerators: Array
    denominators: Array

    def residuals(self, value: float) -> Array:
        """What each pair adds to the error of a ratio that is ``value``."""
        return self.numerators - value * self.denominators


def corrected_ratio(
    found: Counts, has_events: NDArray[np.bool_], checked: NDArray[np.intp], right: Counts
) -> Estimate | None:
    """A ratio by the right labels, from the found labels of all pairs and the right ones of some.

    Both totals are the found ones plus the mean correction of the checked pairs: the difference estimator of
    survey sampling (Särndal, Swensson and Wretman 1992, ch. 6), which is prediction-powered inference for means
    (Angelopoulos et al. 2023, Science 382, 669-674) and design-based supervised learning with known chances of
    being checked (Egami et al. 2023, NeurIPS 36). The variance has two parts: pairs differ (first phase), and
    only some were checked (second phase), linearised for a ratio. Two more cases, one count too many and one too
    few, go into the second part, so that a sample without a mistake doesn't claim that there is none (as Bonett
    and Price 2012 do for paired proportions, J. Educ. Behav. Stat. 37, 479-488). The interval is Student's.

    Parameters
    ----------
    found : Counts
        By the found labels, of all N pairs.
    has_events : array of bool, shape (N,)
        Pairs without any event have nothing to check; the checked ones are a random draw from the others.
    checked : array of int, shape (n,)
        Which pairs were checked.
    right : Counts
        By the right labels, of the n checked pairs, in the order of ``checked``.

    Returns
    -------
    Estimate or None
        None where fewer than :data:`LEAST_CHECKED` pairs were checked, unless they are all there are, or where
        the right denominators come to 0.
    """
    n, of = len(checked), int(has_events.sum())
    if n < min(LEAST_CHECKED, of) or n == 0:
        return None
    share = of / n
    before = Counts(found.numerators[checked], found.denominators[checked])
    top = found.numerators.sum() + share * (right.numerators - before.numerators).sum()
    bottom = found.denominators.sum() + share * (right.denominators - before.denominators).sum()
    if bottom <= 0:
        return None
    value = float(top / bottom)
    residuals = found.residuals(value)
    off = right.residuals(value) - before.residuals(value)
    count = len(residuals)
    squares = (residuals**2).sum() + share * (right.residuals(value) ** 2 - before.residuals(value) ** 2).sum()
    between = count / max(1, count - 1) * max(0.0, float(squares))
    within = of**2 * (1 / n - 1 / of) * np.append(off, (1.0, -1.0)).var(ddof=1)
    margin = float(stdtrit(max(1, n - 1), (1 + LEVEL) / 2)) * math.sqrt(between + within) / bottom
    inside = [min(1.0, max(0.0, x)) for x in (value, value - margin, value + margin)]
    return Estimate(*inside)
