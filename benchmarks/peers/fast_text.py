"""fastText's supervised classifier (Joulin et al. 2017, "Bag of Tricks for Efficient Text Classification")."""

from __future__ import annotations

import importlib
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers import Classifier, Passage, TwoClassifiers

_TOKEN = re.compile(r"\w+|[^\w\s]")
_LABEL = "__label__"
SETTINGS = {"lr": 0.3, "epoch": 50, "wordNgrams": 2, "dim": 50, "bucket": 100_000}
"""Tried on one fold of the train split. By default two million buckets make a model of 800 MB, no better."""


def one_line(text: str) -> str:
    """Lower-cased words and marks with spaces between them, as fastText's own examples prepare their texts."""
    return " ".join(_TOKEN.findall(text.lower()))


class FastText(TwoClassifiers):
    """Averaged vectors of words and pairs of words, learnt here."""

    name = "fastText"
    needs = ("fasttext",)

    def fit(self, texts: Sequence[str], labels: Sequence[str], passages: Sequence[Passage], folder: Path) -> None:
        """Learn with one thread, which makes the model the same each time."""
        with tempfile.TemporaryDirectory() as scratch:
            lines = Path(scratch) / "lines.txt"
            lines.write_text(
                "".join(f"{_LABEL}{label} {one_line(text)}\n" for text, label in zip(texts, labels, strict=True)),
                "utf-8",
            )
            module = importlib.import_module("fasttext")
            model = module.train_supervised(str(lines), thread=1, seed=1, verbose=0, **SETTINGS)
        model.save_model(str(folder / "model.bin"))

    def classifier(self, folder: Path) -> Classifier:
        """The model."""
        model = importlib.import_module("fasttext").load_model(str(folder / "model.bin"))

        def classify(texts: Sequence[str]) -> list[str]:
            found, _ = model.predict([one_line(text) for text in texts])
            return [labels[0].removeprefix(_LABEL) for labels in found]

        return classify
