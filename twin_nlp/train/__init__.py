"""Train a model folder from the corpus and its annotations."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from twin_nlp.artefacts import Model, load_model, recorded, save_model
from twin_nlp.errors import InputError, ModelError
from twin_nlp.evaluate import Comparison, Prediction, compare, figures_of, gate_recall, predictions
from twin_nlp.formats.corpus import AnnotatedDocument, read_corpus, read_plain
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.labels import CODEBOOK_VERSION, EVENT_TYPES, STATUSES
from twin_nlp.parse import Parser
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.pipeline import TwinNLP
from twin_nlp.tagging import Thresholds
from twin_nlp.train.card import model_card, replaced
from twin_nlp.train.gate import fit_gate
from twin_nlp.train.gold import Example, from_document, from_passage
from twin_nlp.train.heads import fit_heads
from twin_nlp.train.held_out import held_out_labels
from twin_nlp.train.review import cross_validated, held_out_events, review_threshold
from twin_nlp.train.stages import FOLDS, SEED, fit_assembly, fit_mutual, fit_readings, folds, held_out_candidates
from twin_nlp.trees import Decision

MODEL_NAME = "en-2026.11"
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "ahocorasick-rs")
_EVENT, _UNTIED = 0.4, 0.65
"""From which probability on a candidate is an event: nearly all of an archive tells of no tie, more is asked there."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Every head of a model, its thresholds, and what heads say of texts they were not fitted on, with its figures."""

    models: dict[str, Decision]
    thresholds: Thresholds
    cross_validated: Mapping[str, Any]
    held_out: Mapping[str, Any]


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
    # One thread gives the same sums on every machine, and threads that share two cores with others mostly wait.
    with threadpool_limits(1):
        fold = folds(examples, seed)
        report(f"reading {len(examples)} texts held out in {FOLDS} folds")
        readings = fit_readings(examples, fold)
        report("assembling held-out events")
        candidates = held_out_candidates(examples, fold, readings.read)
        report("fitting the models of the assembly")
        gate, gated = fit_gate(examples, fold)
        assembly = fit_assembly(examples, readings.read)
        mutual = fit_mutual(examples, readings.read, assembly)
        models = {"gate": gate, **readings.fitted, **assembly, "mutual": mutual}
        report("fitting the heads")
        heads = fit_heads(examples, candidates, readings.read, models, fold)
        thresholds = Thresholds(_EVENT, _UNTIED, 0.0)
        chosen_by, measured_on = (
            held_out_events(heads.instances, probabilities, candidates, heads.chances, thresholds)
            for probabilities in (heads.said, heads.unseen)
        )
        thresholds = replace(thresholds, review=review_threshold(chosen_by))
        return Fitted(
            {**models, **heads.fitted},
            thresholds,
            {**cross_validated(measured_on, thresholds.review), "gate": gate_recall(gated)},
            held_out_labels(examples, readings.read, heads),
        )


def _examples(parser: Parser, documents: Sequence[AnnotatedDocument], corpus: Path, annotations: Path) -> list[Example]:
    examples = [from_document(parser, d) for d in documents if d.split == "train"]
    return examples + [from_passage(parser, p) for p in read_plain(corpus, annotations)]


def _counts(documents: Sequence[AnnotatedDocument]) -> dict[str, int]:
    return {
        "documents": len(documents),
        "documents without an event": sum(not d.events for d in documents),
        "events": sum(len(d.events) for d in documents),
    }


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training ended with.

    ``folder`` is where the model was written: the folder asked for, or the one beside it where the model is worse than
    the one that stands there. ``comparison`` is None where none stood there that could be read.
    """

    folder: Path
    comparison: Comparison | None


def refused_folder(out: Path) -> Path:
    """Where a model goes that is worse than the one in ``out``."""
    whole = out.absolute()
    return whole.with_name(whole.name + ".refused")


def _compared(
    out: Path,
    parser: Parser,
    dev: Sequence[AnnotatedDocument],
    found: Sequence[Prediction],
    report: Callable[[str], None],
) -> Comparison | None:
    """What changed from the model in ``out``; None, and a word why, where there is none to be read."""
    if recorded(out) is None:
        return None
    try:
        before = load_model(out)
    except ModelError as error:
        report(f"the model that stands there can't be compared: {error}")
        return None
    report(f"measuring {before.name}, which stands in {out}, on the same documents")
    old, new = ({p.id: p.events for p in each} for each in (predictions(TwinNLP(before, parser), dev), found))
    return compare(dev, old, new)


def train(
    corpus: Path,
    annotations: Path,
    out: Path,
    *,
    seed: int = SEED,
    even_if_worse: bool = False,
    report: Callable[[str], None] = lambda _: None,
) -> Trained:
    """Fit a model on the train split, measure it on the dev split and write its folder.

    A model that stands in ``out`` is measured on the same documents. Where it is better it stays, and the new one is
    written to :func:`refused_folder`.

    Parameters
    ----------
    corpus, annotations : Path
        The folders that :func:`twin_nlp.formats.corpus.read_corpus` reads.
    out : Path
        The model folder to write.
    seed : int
    even_if_worse : bool
        Replace the model in ``out`` in any case.
    report : callable
        Called with a line for each step.

    Raises
    ------
    AnnotationError
        When the corpus breaks its format.
    InputError
        When the dev split is empty.
    OutputError
        When the model can't be written.
    """
    documents = read_corpus(corpus, annotations)
    dev = [d for d in documents if d.split == "dev"]
    if not dev:
        raise InputError(f"{annotations}: the split dev holds no documents; training measures on them")
    parser = Parser(Gazetteer.from_tables(read_gazetteer()))
    report("reading the texts")
    fitted = fit_models(_examples(parser, documents, corpus, annotations), seed, report)
    model = Model(MODEL_NAME, fitted.models, fitted.thresholds, {})
    report(f"measuring on {len(dev)} documents of the dev split")
    found = predictions(TwinNLP(model, parser), dev)
    comparison = _compared(out, parser, dev, found, report)
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
    refused = comparison is not None and bool(comparison.losses()) and not even_if_worse
    folder = refused_folder(out) if refused else out
    save_model(folder, MODEL_NAME, fitted.models, fitted.thresholds, about, model_card(manifest), fitted.held_out)
    return Trained(folder, comparison)


__all__ = ["MODEL_NAME", "SEED", "Fitted", "Trained", "fit_models", "refused_folder", "train"]
