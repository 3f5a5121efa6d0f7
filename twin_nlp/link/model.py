"""What linking learned: weights of the features of a pair of reports, the threshold, and how rare words are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from twin_nlp.linear import LinearModel

CLASSES = ("different", "same")


@dataclass(frozen=True, slots=True)
class LinkModel:
    """What linking learned: the weights of a pair's features, and how rare words are.

    Attributes
    ----------
    pairs : LinearModel
        A logistic regression over the features of :func:`twin_nlp.link.comparison.features`, with the classes
        :data:`CLASSES`.
    threshold : float
        The mean probability from which on two groups of reports are one event.
    idf : mapping of str to float
        Inverse document frequency of the words of the training texts.
    rarest : float
        That of any other word.
    """

    pairs: LinearModel
    threshold: float
    idf: Mapping[str, float]
    rarest: float

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> LinkModel:
        """Read what :meth:`to_dict` gave."""
        names = tuple(sorted(data["weights"]))
        same = np.array([data["weights"][name] for name in names], dtype=float)
        weights = np.stack([np.zeros_like(same), same], axis=1)
        pairs = LinearModel(CLASSES, names, weights, np.array([0.0, data["intercept"]]))
        return cls(pairs, data["threshold"], data["idf"], data["rarest"])

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready data."""
        same = self.pairs.weights[:, 1] - self.pairs.weights[:, 0]
        return {
            "threshold": self.threshold,
            "intercept": float(self.pairs.intercept[1] - self.pairs.intercept[0]),
            "weights": dict(zip(self.pairs.names, same.tolist(), strict=True)),
            "rarest": self.rarest,
            "idf": dict(self.idf),
        }
