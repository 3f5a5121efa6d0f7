"""How good a model is on a split of the corpus.

A found event can match an annotated one when they share a partner, one to one. Slots are scored on each
document's main annotated event; a missed event counts as missed slots.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from twin_nlp.artefacts import WEIGHTS, load_model, packaged_model
from twin_nlp.errors import InputError
from twin_nlp.evaluate.calibration import calibration, curve, risk_coverage
from twin_nlp.evaluate.comparison import Comparison, compare, comparison_grids
from twin_nlp.evaluate.counts import HEADLINE, LABELS, MatchedEvent, part, tally
from twin_nlp.evaluate.counts import figures as figures_of_counts
from twin_nlp.evaluate.intervals import intervals, resampled, spread, wilson
from twin_nlp.evaluate.tables import grids, summary
from twin_nlp.formats.corpus import SPLITS, AnnotatedDocument, read_corpus
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.labels import EVENT_TYPES, SUBTYPES
from twin_nlp.linear import Array
from twin_nlp.parse import Parser
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.pipeline import TwinNLP
from twin_nlp.records import Article, ExchangeEvent

_PRF = ("precision", "recall", "F1")
_OF_GROUP = ("main type accuracy", "type accuracy", "government macro-F1", "partners F1", "false alarm rate")


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was found in one document; ``gated`` tells whether the gate let it through."""

    id: str
    events: tuple[ExchangeEvent, ...]
    gated: bool


def predictions(nlp: TwinNLP, documents: Sequence[AnnotatedDocument]) -> list[Prediction]:
    """The events that a model finds in annotated documents."""
    articles = [Article(d.document.text, d.document.published) for d in documents]
    found = nlp.classify_many(articles)
    return [
        Prediction(d.document.id, tuple(events), nlp.is_read(d.document.text))
        for d, events in zip(documents, found, strict=True)
    ]


def _plain(value: Array) -> float | None:
    """A figure as it is kept in JSON; None where there is nothing to count."""
    return None if np.isnan(value) else round(float(value), 4)


def _prf(figures: Mapping[str, Array], name: str) -> dict[str, float | None]:
    return {kind.lower(): _plain(figures[f"{name} {kind}"]) for kind in _PRF}


def _sizes(counts: Array) -> dict[str, int]:
    _, found, annotated = (int(n) for n in part(counts, "events"))
    alarms = part(counts, "alarms, tie named") + part(counts, "alarms, no tie named")
    with_event = part(counts, "documents with")
    return {
        "documents": int(alarms[1] + with_event[1]),
        "documents without an event": int(alarms[1]),
        "annotated events": annotated,
        "found events": found,
    }


def _group(counts: Array) -> dict[str, Any]:
    figures = figures_of_counts(counts)
    scores: dict[str, Any] = {name: _plain(figures[name]) for name in _OF_GROUP}
    return {**_sizes(counts), **scores, "events": _prf(figures, "events")}


def _by_type(counts: Array, figures: Mapping[str, Array]) -> dict[str, Any]:
    _, found, annotated = part(counts, "events by type")
    return {
        kind: {
            "annotated events": int(annotated[k]),
            "found events": int(found[k]),
            "main type F1": _plain(figures[f"main type {kind} F1"]),
            "events": _prf(figures, f"{kind} events"),
        }
        for k, kind in enumerate(EVENT_TYPES)
    }


def _chosen(events: Sequence[MatchedEvent]) -> dict[str, Any]:
    """Calibration of type and government of the matched events."""
    government = [max(m.event.government_probability, 1 - m.event.government_probability) for m in events]
    return {
        "type": calibration([max(m.event.type_probabilities.values()) for m in events], [m.type_right for m in events]),
        "government": calibration(government, [m.government_right for m in events]),
    }


def _risk(events: Sequence[MatchedEvent], documents: int) -> list[Mapping[str, float]]:
    """Error of type against coverage as confidence falls, with an interval over documents."""
    if not events:
        return []
    sure, wrong = [m.event.confidence for m in events], [not m.type_right for m in events]
    weights = resampled(documents)[:, [m.document for m in events]]
    drawn = risk_coverage(sure, wrong, weights[weights.sum(axis=1) > 0])
    return curve(risk_coverage(sure, wrong)[0], *spread(drawn))


def gate_recall(gated: Sequence[bool]) -> dict[str, Any]:
    """How many documents with events the gate lets through, with the 95 % interval of their share.

    Parameters
    ----------
    gated : sequence of bool
        Of each document with events, whether it is let through.
    """
    of, passed = len(gated), sum(gated)
    ends = wilson(passed / of, of) if of else None
    return {"documents": of, "passed": passed, "interval": ends and [round(end, 4) for end in ends]}


def figures_of(documents: Sequence[AnnotatedDocument], found: Sequence[Prediction]) -> dict[str, Any]:
    """All figures, overall and by type, register and region.

    Parameters
    ----------
    documents : sequence of AnnotatedDocument
        At least one.
    found : sequence of Prediction
        One per document, in any order.

    Returns
    -------
    dict
        JSON-ready.
    """
    tallied = tally(documents, {p.id: p.events for p in found})
    passed = {p.id: p.gated for p in found}
    counts = tallied.counts
    whole = counts.sum(axis=0)
    figures = figures_of_counts(whole)
    nested = {f"{name} {kind}" for name in ("events", "partners", "participants", "dates") for kind in _PRF}
    by_label = {f"{name} {kind}" for name in (f"{t} events" for t in EVENT_TYPES) for kind in _PRF}
    by_label |= {f"main type {label} F1" for label in LABELS}
    by_label |= {f"{subtype} {kind}" for subtype in SUBTYPES for kind in _PRF}
    main = part(whole, "main").astype(int).tolist()
    result: dict[str, Any] = {
        **_sizes(whole),
        **{name: _plain(value) for name, value in figures.items() if name not in nested | by_label},
        **{name: _prf(figures, name) for name in ("events", "partners", "participants", "dates")},
        "intervals": {
            name: None if np.isnan(i.low) else [i.low, i.high] for name, i in intervals(counts, HEADLINE).items()
        },
        "main type by label": {label: _plain(figures[f"main type {label} F1"]) for label in LABELS},
        "confusion": {g: dict(zip(LABELS, row, strict=True)) for g, row in zip(LABELS, main, strict=True)},
        "by type": _by_type(whole, figures),
        "by subtype": {
            subtype: {"annotated events": int(n), **_prf(figures, subtype)}
            for subtype, n in zip(SUBTYPES, part(whole, "subtypes")[2], strict=True)
        },
        "gate": gate_recall([passed[d.document.id] for d in documents if d.events]),
        "calibration": _chosen(tallied.matched),
        "risk by coverage": _risk(tallied.matched, len(documents)),
    }
    for name in ("register", "region"):
        groups: dict[str, list[int]] = defaultdict(list)
        for number, document in enumerate(documents):
            groups[getattr(document.document, name)].append(number)
        result["by " + name] = {group: _group(counts[rows].sum(axis=0)) for group, rows in sorted(groups.items())}
    return result


def evaluate(model: Path | None, corpus: Path, annotations: Path, split: str = "dev") -> dict[str, Any]:
    """Score a model folder (by default the packaged one) on a split.

    Returns
    -------
    dict
        What :func:`figures_of` gives, and the model's name, the sha256 of its weights and the split.

    Raises
    ------
    InputError
        When there is no such split, or it holds no documents.
    AnnotationError, ModelError
        When corpus or model can't be read.
    """
    if split not in SPLITS:
        raise InputError(f"expected a split named {', '.join(SPLITS)}; found {split!r}")
    documents = [d for d in read_corpus(corpus, annotations) if d.split == split]
    if not documents:
        raise InputError(f"{annotations}: the split {split} holds no documents")
    loaded = load_model(packaged_model() if model is None else model)
    nlp = TwinNLP(loaded, Parser(Gazetteer.from_tables(read_gazetteer())))
    about = {"model": loaded.name, "weights": loaded.manifest["files"][WEIGHTS], "split": split}
    return {**about, **figures_of(documents, predictions(nlp, documents))}


__all__ = [
    "HEADLINE",
    "Comparison",
    "Prediction",
    "compare",
    "comparison_grids",
    "evaluate",
    "figures_of",
    "gate_recall",
    "grids",
    "predictions",
    "summary",
]
