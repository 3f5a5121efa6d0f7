"""Train a model folder from the corpus and its annotations."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from twin_nlp.artefacts import Model, recorded, save_model
from twin_nlp.evaluate import Prediction, figures_of, predictions
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
from twin_nlp.train.review import cross_validated, held_out_events, review_threshold
from twin_nlp.train.stages import FOLDS, SEED, fit_assembly, fit_mutual, fit_readings, folds, held_out_candidates
from twin_nlp.trees import Decision

MODEL_NAME = "en-2026.11"
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "ahocorasick-rs")
_EVENT, _UNTIED = 0.4, 0.65
"""From which probability on a candidate is an event: nearly all of an archive tells of no tie, more is asked there."""


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
    # One thread gives the same sums on every machine, and threads that share two cores with others mostly wait.
    with threadpool_limits(1):
        fold = folds(examples, seed)
        report(f"reading {len(examples)} texts held out in {FOLDS} folds")
        readings = fit_readings(examples, fold)
        report("assembling held-out events")
        candidates = held_out_candidates(examples, fold, readings.read)
        report("fitting the models of the assembly")
        assembly = fit_assembly(examples, readings.read)
        mutual = fit_mutual(examples, readings.read, assembly)
        models = {"gate": fit_gate(examples, fold), **readings.fitted, **assembly, "mutual": mutual}
        report("fitting the heads")
        heads = fit_heads(examples, candidates, readings.read, models, fold)
        thresholds = Thresholds(_EVENT, _UNTIED, 0.0)
        chosen_by, measured_on = (
            held_out_events(heads.instances, probabilities, candidates, heads.chances, thresholds)
            for probabilities in (heads.said, heads.unseen)
        )
        thresholds = replace(thresholds, review=review_threshold(chosen_by))
        return Fitted({**models, **heads.fitted}, thresholds, cross_validated(measured_on, thresholds.review))


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
