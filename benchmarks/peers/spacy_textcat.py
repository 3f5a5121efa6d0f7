"""spaCy's text classifier (bag of words and convolutions) in a blank English pipeline, trained from nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.training import Example
from thinc.api import fix_random_seed

from benchmarks.peers import Classifier, Passage, TwoClassifiers

ROUNDS = 8
"""Passes over the data, a usual number and not searched for."""
_DROPOUT = 0.2
_BATCH = 16


class SpacyTextcat(TwoClassifiers):
    """The default architecture of the ``textcat`` component."""

    name = "spaCy textcat"
    needs = ()

    def fit(self, texts: Sequence[str], labels: Sequence[str], passages: Sequence[Passage], folder: Path) -> None:
        """Learn in an order that is the same each time."""
        fix_random_seed(0)
        nlp = spacy.blank("en")
        component = nlp.add_pipe("textcat")
        classes = sorted(set(labels))
        for label in classes:
            component.add_label(label)  # type: ignore[attr-defined]
        examples = [
            Example.from_dict(doc, {"cats": {c: float(c == label) for c in classes}})
            for doc, label in zip(nlp.pipe(texts, disable=["textcat"]), labels, strict=True)
        ]
        optimizer = nlp.initialize(lambda: examples[:200])
        order = random.Random(0)
        for _ in range(ROUNDS):
            order.shuffle(examples)
            for at in range(0, len(examples), _BATCH):
                nlp.update(examples[at : at + _BATCH], drop=_DROPOUT, sgd=optimizer)
        nlp.to_disk(folder / "pipeline")

    def classifier(self, folder: Path) -> Classifier:
        """The pipeline."""
        nlp = spacy.load(folder / "pipeline")

        def classify(texts: Sequence[str]) -> list[str]:
            return [max(doc.cats, key=lambda label: doc.cats[label]) for doc in nlp.pipe(texts)]

        return classify
