"""What the gate's model is fitted on: stretches of text that tell of an event, and those that don't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from twin_nlp.gate import SURER, Gate, stems, stretches
from twin_nlp.linear import Features, LinearModel
from twin_nlp.train.fitting import fit
from twin_nlp.train.gold import Example

_CLASSES = ("no", "yes")
_STRENGTH, _LEAST_ROWS = 0.1, 3
_LOOK_ALIKE = 0.2
"""What a document without an event weighs: it was written to look like one with, which later stages tell apart."""
_COVERED = 0.75
"""A stretch tells of an event when it holds this share of one of its sentences."""
_KEPT = 0.993
"""The share of documents with events that must pass at first sight when the model has not seen them."""
_SURE = 50.0
"""Stands for the infinite log-odds of a text whose terms decide."""

Row = tuple[Features, str, float]
"""A stretch: its words, its class and its weight."""


def _evidence(example: Example) -> list[tuple[int, int]]:
    """The annotated sentences, as first and last word (excluded) of the text."""
    text = example.view.document.text
    spans = [span for event in example.events for span in event.event.evidence]
    return [(len(stems(text[: s.start])), len(stems(text[: s.end]))) for s in spans]


def _rows(example: Example) -> list[Row]:
    words = stems(example.view.document.text)
    told = _evidence(example)
    if example.plain is not None and example.plain.type is not None:
        told = [(0, len(words))]
    look_alike = example.plain is None and not told
    rows: list[Row] = []
    for start, end in stretches(len(words)):
        shared = [(min(end, b) - max(start, a), b - a) for a, b in told]
        tells = any(n > 0 and n >= _COVERED * whole for n, whole in shared)
        # A stretch with a little of such a sentence is neither.
        if tells or not any(n > 0 for n, _ in shared):
            features = dict.fromkeys(words[start:end], 1.0)
            rows.append((features, _CLASSES[tells], _LOOK_ALIKE if look_alike else 1.0))
    return rows


def _fit(rows: Sequence[Row]) -> LinearModel:
    features, labels, weights = zip(*rows, strict=True)
    return fit(features, labels, _CLASSES, c=_STRENGTH, least=_LEAST_ROWS, weights=weights)


def fit_gate(examples: Sequence[Example], fold: Mapping[str, int]) -> tuple[LinearModel, list[bool]]:
    """Fit the model of :class:`twin_nlp.gate.Gate`.

    Parameters
    ----------
    examples : sequence of Example
        Documents and plain passages.
    fold : mapping of str to int
        The fold of each example by its id. The gate's height is chosen on documents that the model was not fitted
        on, so that it keeps nearly all with events.

    Returns
    -------
    LinearModel, list of bool
        The second tells of each document with events whether it passes when the model has not seen it.
    """
    rows = {e.id: _rows(e) for e in examples}
    scores: list[float] = []
    paired: list[bool] = []
    for k in sorted(set(fold.values())):
        rest = [row for e in examples if fold[e.id] != k for row in rows[e.id]]
        with_events = [e for e in examples if fold[e.id] == k and e.events]
        if rest and with_events:
            gate = Gate(_fit(rest))
            sure = (gate.sureness(e.view.document.text) for e in with_events)
            scores.extend(min(max(score, -_SURE), _SURE) for score in sure)
            paired.extend(bool(e.view.pairs) for e in with_events)
    model = _fit([row for e in examples for row in rows[e.id]])
    height = float(np.quantile(scores, 1.0 - _KEPT)) if scores else 0.0
    gated = [score >= height + (0.0 if pair else SURER) for score, pair in zip(scores, paired, strict=True)]
    return replace(model, intercept=model.intercept - [0.0, height]), gated
