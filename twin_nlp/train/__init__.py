"""Train a model folder from the corpus and its annotations."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from twin_nlp.artefacts import Model, recorded, save_model
from twin_nlp.assemble.events import EventMention, context_features, event_features, filled
from twin_nlp.assemble.partners import PartnerCandidates
from twin_nlp.evaluate import Prediction, figures_of, predictions
from twin_nlp.formats.corpus import AnnotatedDocument, read_corpus, read_plain
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.labels import CODEBOOK_VERSION, EVENT_TYPES, STATUSES
from twin_nlp.linear import Array, Features, LinearModel, softmax
from twin_nlp.parse import Parser
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.pipeline import TwinNLP
from twin_nlp.tagging import Thresholds, has_partners, is_tied, pooled
from twin_nlp.train.card import model_card, replaced
from twin_nlp.train.fitting import fit, temperature, with_temperature
from twin_nlp.train.gate import fit_gate
from twin_nlp.train.gold import Example, GoldEvent, from_document, from_passage
from twin_nlp.train.review import HeldOutEvent, cross_validated, review_threshold
from twin_nlp.train.stages import (
    FOLDS,
    NO_YES,
    SEED,
    fit_assembly,
    fit_readings,
    folds,
    held_out_candidates,
    yes,
)
from twin_nlp.trees import Decision

MODEL_NAME = "en-2026.11"
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "ahocorasick-rs")
_HEADS: dict[str, tuple[tuple[str, ...], float]] = {
    "type": (EVENT_TYPES, 1.0),
    "government": (NO_YES, 1.0),
    "status": (STATUSES, 1.0),
}
_PLAIN = 0.4
"""What a plain passage weighs against a document: it is shorter and surer than life."""
_EVENT, _UNTIED = 0.4, 0.7
"""From which probability on a candidate is an event: nearly all of an archive tells of no tie, more is asked there."""
_SAME_EVENT = 0.25
"""A candidate is the annotated event with which it shares most sentences, at least this share of both."""


@dataclass(frozen=True, slots=True)
class _Instance:
    """One event mention to learn the heads from."""

    example: Example
    mention: EventMention
    labels: Mapping[str, str]
    weight: float
    candidate: int | None = None
    """Which held-out candidate of its text it is; None for one put together from annotations."""


def _overlap(a: Sequence[int], b: Sequence[int]) -> float:
    return len(set(a) & set(b)) / max(1, len(set(a) | set(b)))


def _matches(example: Example, candidates: Sequence[EventMention]) -> dict[int, GoldEvent]:
    """Which candidate (index) is which annotated event: by shared sentences and partners, one to one."""
    ranked = sorted(
        (
            (_overlap(c.units, g.units) + 0.3 * _overlap(c.partners, tuple(g.partners)), -i, -j)
            for i, c in enumerate(candidates)
            for j, g in enumerate(example.events)
            if _overlap(c.units, g.units) >= _SAME_EVENT
        ),
        reverse=True,
    )
    found: dict[int, GoldEvent] = {}
    used: set[int] = set()
    for _, i, j in ranked:
        if -i not in found and -j not in used:
            found[-i] = example.events[-j]
            used.add(-j)
    return found


def _event_rows(
    examples: Sequence[Example], candidates: Mapping[str, list[EventMention]], scores: Mapping[str, Array]
) -> tuple[list[Features], list[str], list[str], list[float]]:
    """Rows, labels, example ids and weights for whether a candidate is an event."""
    rows, labels, ids, weights = [], [], [], []
    for example in examples:
        found = candidates[example.id]
        if example.plain is not None and example.plain.type is not None:
            # A passage reports one event; its longest candidate stands for it.
            found = sorted(found, key=lambda m: -len(m.units))[:1]
            sure = set(range(len(found)))
        else:
            sure = set(_matches(example, found))
        for i, mention in enumerate(found):
            rows.append(event_features(example.view, scores[example.id], mention))
            labels.append(yes(i in sure))
            ids.append(example.id)
            weights.append(_PLAIN if example.plain else 1.0)
    return rows, labels, ids, weights


def _gold_labels(gold: GoldEvent) -> dict[str, str]:
    event = gold.event
    return {"type": event.type, "government": yes(event.government_involved), "status": event.status}


def _instances(
    examples: Sequence[Example],
    candidates: Mapping[str, list[EventMention]],
    scores: Mapping[str, Array],
    models: Mapping[str, Decision],
) -> list[_Instance]:
    """Events as annotated, as assembled where they were found, and plain passages, for the heads."""
    found = []
    for example in examples:
        seen = example.view
        partners = PartnerCandidates(seen)
        if example.plain is not None:
            passage = example.plain
            if passage.type is not None and seen.units:
                everything = tuple(u.index for u in seen.units)
                mention = filled(seen, scores[example.id], partners, everything, models)
                labels = {
                    "type": str(passage.type),
                    "government": yes(bool(passage.government_involved)),
                    "status": str(passage.status),
                }
                found.append(_Instance(example, mention, labels, 0.5))
            continue
        for gold in example.events:
            if gold.units:
                mention = filled(seen, scores[example.id], partners, gold.units, models)
                found.append(_Instance(example, mention, _gold_labels(gold), 0.5))
        for i, gold in _matches(example, candidates[example.id]).items():
            found.append(_Instance(example, candidates[example.id][i], _gold_labels(gold), 1.0, i))
    return found


def _calibrated(
    rows: Sequence[Features],
    labels: Sequence[str],
    ids: Sequence[str],
    weights: Sequence[float],
    measured: Sequence[bool],
    classes: tuple[str, ...],
    c: float,
    fold: Mapping[str, int],
) -> tuple[LinearModel, Array, Array]:
    """A head fitted on all rows with a temperature from held-out ones; and the held-out probabilities, twice.

    Thresholds are chosen by the first, at the head's own temperature, as they will be used. The others have
    seen nothing of their fold: each fold has a temperature of the other folds.
    """
    held_out = np.zeros((len(rows), len(classes)))
    of_fold = [[i for i, x in enumerate(ids) if fold[x] == k] for k in range(FOLDS)]
    for outside in filter(None, of_fold):
        inside = sorted(set(range(len(rows))) - set(outside))
        model = fit(
            [rows[i] for i in inside],
            [labels[i] for i in inside],
            classes,
            c=c,
            weights=[weights[i] for i in inside],
        )
        held_out[outside] = model.scores([rows[i] for i in outside])

    def cooling(use: Sequence[int]) -> float:
        return temperature(held_out[use], [labels[i] for i in use], classes)

    use = [i for i, m in enumerate(measured) if m]
    t = cooling(use)
    unseen = np.zeros_like(held_out)
    for outside in filter(None, of_fold):
        rest = sorted(set(use) - set(outside))
        unseen[outside] = softmax(held_out[outside] / (cooling(rest) if rest else t))
    return with_temperature(fit(rows, labels, classes, c=c, weights=weights), t), softmax(held_out / t), unseen


def _held_out_events(
    instances: Sequence[_Instance],
    said: Mapping[str, Array],
    candidates: Mapping[str, list[EventMention]],
    chances: Mapping[str, Array],
    thresholds: Thresholds,
) -> list[HeldOutEvent]:
    """The instances that are found events, as held-out heads tag them; ``said`` has their probabilities."""
    together = {
        x: pooled(candidates[x], chances[x]) for x in {i.example.id for i in instances if i.candidate is not None}
    }
    events = []
    for n, x in enumerate(instances):
        if x.candidate is None or not has_partners(x.example.view, x.mention):
            continue
        chance = float(together[x.example.id][x.candidate])
        if chance < thresholds.least(is_tied(x.example.view, x.mention)):
            continue
        kind, government = said["type"][n], said["government"][n]
        sure = float(kind.max()), float(government.max())
        type_right = EVENT_TYPES[int(kind.argmax())] == x.labels["type"]
        government_right = NO_YES[int(government.argmax())] == x.labels["government"]
        events.append(HeldOutEvent(chance * sure[0] * sure[1], sure[0], type_right, sure[1], government_right))
    return events


@dataclass(frozen=True, slots=True)
class Fitted:
    """Every head of a model, its thresholds, and the figures of the heads on events they were not fitted on."""

    models: dict[str, Decision]
    thresholds: Thresholds
    cross_validated: Mapping[str, Any]


def fit_models(examples: Sequence[Example], seed: int, report: Callable[[str], None]) -> Fitted:
    """Fit every head of a model.

    Parameters
    ----------
    examples : sequence of Example
        Annotated documents and plain passages of the train split.
    seed : int
        Decides the folds; nothing else is random.
    report : callable
        Called with a line for each step.
    """
    fold = folds(examples, seed)
    report(f"scoring sentences of {len(examples)} texts held out in {FOLDS} folds")
    readings = fit_readings(examples, fold)
    scores = readings.scores
    report("assembling held-out events")
    candidates = held_out_candidates(examples, fold, readings)
    report("fitting the models of the assembly")
    models = {"gate": fit_gate(examples, fold), **readings.fitted, **fit_assembly(examples, scores)}
    report("fitting the heads")
    rows, labels, ids, weights = _event_rows(examples, candidates, scores)
    real = [e for e in examples if e.plain is None]
    is_real = {e.id for e in real}
    models["event"], chances, _ = _calibrated(
        rows, labels, ids, weights, [x in is_real for x in ids], NO_YES, 0.3, fold
    )
    thresholds = Thresholds(_EVENT, _UNTIED, 0.0)
    instances = _instances(examples, candidates, scores, models)
    said: dict[str, Array] = {}
    unseen: dict[str, Array] = {}
    for head, (classes, c) in _HEADS.items():
        models[head], said[head], unseen[head] = _calibrated(
            [context_features(x.example.view, scores[x.example.id], x.mention) for x in instances],
            [x.labels[head] for x in instances],
            [x.example.id for x in instances],
            [x.weight for x in instances],
            [x.weight == 1.0 for x in instances],
            classes,
            c,
            fold,
        )
    rows_of: dict[str, list[int]] = {x.id: [] for x in examples}
    for i, x in enumerate(ids):
        rows_of[x].append(i)
    of_candidates = {x.id: chances[rows_of[x.id], 1] for x in real}
    chosen_by, measured_on = (
        _held_out_events(instances, probabilities, candidates, of_candidates, thresholds)
        for probabilities in (said, unseen)
    )
    thresholds = replace(thresholds, review=review_threshold(chosen_by))
    return Fitted(models, thresholds, cross_validated(measured_on, thresholds.review))


def _examples(parser: Parser, documents: Sequence[AnnotatedDocument], corpus: Path, annotations: Path) -> list[Example]:
    examples = [from_document(parser, d) for d in documents if d.split == "train"]
    return examples + [from_passage(parser, p) for p in read_plain(corpus, annotations)]


def _counts(documents: Sequence[AnnotatedDocument]) -> dict[str, int]:
    return {
        "documents": len(documents),
        "documents without an event": sum(not d.events for d in documents),
        "events": sum(len(d.events) for d in documents),
    }


def train(
    corpus: Path,
    annotations: Path,
    out: Path,
    *,
    seed: int = SEED,
    report: Callable[[str], None] = lambda _: None,
) -> None:
    """Fit a model on the train split, measure it on the dev split and write its folder.

    Parameters
    ----------
    corpus, annotations : Path
        The folders that :func:`twin_nlp.formats.corpus.read_corpus` reads.
    out : Path
        The model folder to write.
    seed : int
    report : callable
        Called with a line for each step.

    Raises
    ------
    AnnotationError
        When the corpus breaks its format.
    OutputError
        When ``out`` can't be written.
    """
    documents = read_corpus(corpus, annotations)
    parser = Parser(Gazetteer.from_tables(read_gazetteer()))
    report("reading the texts")
    fitted = fit_models(_examples(parser, documents, corpus, annotations), seed, report)
    model = Model(MODEL_NAME, fitted.models, fitted.thresholds, {})
    dev = [d for d in documents if d.split == "dev"]
    report(f"measuring on {len(dev)} documents of the dev split")
    found: list[Prediction] = predictions(TwinNLP(model, parser), dev)
    about = {
        "labels": {"type": list(EVENT_TYPES), "status": list(STATUSES)},
        "codebook_version": CODEBOOK_VERSION,
        "libraries": {name: importlib.metadata.version(name) for name in _LIBRARIES},
        "seed": seed,
        "trained_on": _counts([d for d in documents if d.split == "train"]),
        "figures": {"dev": figures_of(dev, found), "cross-validated": fitted.cross_validated},
        "before": replaced(recorded(out)),
    }
    manifest = {**about, "model": MODEL_NAME, "thresholds": asdict(fitted.thresholds)}
    save_model(out, MODEL_NAME, fitted.models, fitted.thresholds, about, model_card(manifest))


__all__ = ["MODEL_NAME", "SEED", "Fitted", "fit_models", "train"]
