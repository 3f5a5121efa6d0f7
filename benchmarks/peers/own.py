"""twin-nlp itself, as a peer among peers: the type and government of the main event of a document."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers import Passage, Tag, Tagger
from twin_nlp.artefacts import packaged_model
from twin_nlp.evaluate.counts import NONE
from twin_nlp.formats import gazetteer_file
from twin_nlp.pipeline import load
from twin_nlp.records import Article

GAZETTEER = Path(gazetteer_file.__file__).parent.parent / "data" / "gazetteer.tsv.gz"


class TwinNlp:
    """The model that is packaged, which was trained on the same documents and passages."""

    name = "twin-nlp"
    needs = ()

    def train(self, passages: Sequence[Passage], folder: Path) -> None:
        """Copy the model, and the gazetteer that it can't do without."""
        shutil.copytree(packaged_model(), folder / "model")
        shutil.copy(GAZETTEER, folder)

    def load(self, folder: Path) -> Tagger:
        """The pipeline: every event with its slots is found, though only the main one is asked for."""
        nlp = load(folder / "model")

        def tags(articles: Sequence[Article]) -> list[Tag]:
            return [
                Tag(events[0].type, events[0].government_involved) if events else Tag(NONE, False)
                for events in nlp.classify_many(articles)
            ]

        return tags
