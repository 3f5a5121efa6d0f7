"""The two peers that need no library: always the commonest label, and keywords from the codebook."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers import Classifier, Passage, Tag, Tagger, TwoClassifiers
from twin_nlp.evaluate.counts import NONE
from twin_nlp.records import Article


class Majority(TwoClassifiers):
    """Always the commonest label of the documents."""

    name = "majority class"
    needs = ()

    def fit(self, texts: Sequence[str], labels: Sequence[str], passages: Sequence[Passage], folder: Path) -> None:
        """Count the labels of whole documents; plain passages were made in equal numbers."""
        counted = Counter(label for label, p in zip(labels, passages, strict=True) if p.group is not None)
        (folder / "label").write_text(counted.most_common(1)[0][0], "utf-8")

    def classifier(self, folder: Path) -> Classifier:
        """The label, as often as asked."""
        label = (folder / "label").read_text("utf-8")
        return lambda texts: [label] * len(texts)


def _words(*stems: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(stems) + ")", re.IGNORECASE)


_EXCHANGE = _words(
    "sister", "twin[ -]", "twinn", "friendship", "partner(?:ship|[ -](?:cit|town|munic))", "jumelage", "visit", "deleg",
    "host", "travel", "sign", "donat", "exchang", "sent", "tour", "welcom", "invit",
)  # fmt: skip
_TYPES = {
    "donation": _words("donat", "relief", "masks", "fire (?:truck|engine)", "ambulance", "aid ", "gave", "fundrais"),
    "youth": _words("student", "pupil", "teen", "youth", "school", "homestay", "host famil", "children", "scholarship"),
    "business": _words("trade", "business", "invest", "compan", "chamber of", "export", "touris", "firms", "market"),
    "cultural": _words("festival", "concert", "choir", "orchestra", "danc", "exhibit", "artist", "garden", "museum"),
}
_RESIDUAL = "administrative"
_GOVERNMENT = _words("mayor", "council", "governor", "officials", "city hall", "government", "minister", "civil serv")


def keyword_tag(text: str) -> Tag:
    """The type with most keywords, two at least, else the residual one; none where no exchange is spoken of.

    As the codebook has it, the tie needn't be named; a single word may be said in passing.
    """
    if len(_EXCHANGE.findall(text)) < 2:
        return Tag(NONE, False)
    hits = {kind: len(words.findall(text)) for kind, words in _TYPES.items()}
    most = max(hits, key=lambda kind: hits[kind])
    return Tag(most if hits[most] >= 2 else _RESIDUAL, bool(_GOVERNMENT.search(text)))


class Keywords:
    """About a dozen lines of keywords, from the codebook, revised twice after one fold of the train split."""

    name = "keyword rules"
    needs = ()

    def train(self, passages: Sequence[Passage], folder: Path) -> None:
        """Nothing is learnt; the rules are the model."""
        (folder / "rules.py").write_bytes(Path(__file__).read_bytes())

    def load(self, folder: Path) -> Tagger:
        """The rules."""

        def tags(articles: Sequence[Article]) -> list[Tag]:
            return [keyword_tag(a.text) for a in articles]

        return tags
