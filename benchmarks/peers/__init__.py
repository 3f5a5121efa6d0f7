"""The classifiers that twin-nlp is measured against, one module a kind.

A peer learns from short and long passages with the labels of their main event, and writes all that it needs
later into a folder: a run that was stopped loads the finished ones, and the size of the folder is the peer's size.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from twin_nlp.evaluate.counts import NONE
from twin_nlp.records import Article

NO_YES = ("no", "yes")


class Tag(NamedTuple):
    """What a document is said to be about; ``government`` means nothing where ``type`` is "none"."""

    type: str
    government: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to learn from. ``group`` holds what must stay on one side of a fold; None for a plain passage."""

    text: str
    tag: Tag
    group: str | None


Tagger = Callable[[Sequence[Article]], list[Tag]]
Classifier = Callable[[Sequence[str]], list[str]]


class Peer(Protocol):
    """A classifier to compare with."""

    @property
    def name(self) -> str:
        """What it is called in the table."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The modules that it imports beyond twin-nlp's own."""

    def train(self, passages: Sequence[Passage], folder: Path) -> None:
        """Learn, and write all that :meth:`load` needs into an empty folder."""

    def load(self, folder: Path) -> Tagger:
        """The tagger that was written."""


def missing_modules(peer: Peer) -> list[str]:
    """The modules that a peer needs and that aren't installed."""
    return [name for name in peer.needs if importlib.util.find_spec(name) is None]


def folds_of(passages: Sequence[Passage], number: int) -> Iterator[tuple[list[int], list[int]]]:
    """Indices to learn from and to choose settings by; plain passages are only learnt from.

    They are no more like the documents that will be met than the folds of one are like those of another.
    """
    groups = sorted({p.group for p in passages if p.group is not None})
    of_group = {group: n % number for n, group in enumerate(groups)}
    for fold in range(number):
        held_out = [i for i, p in enumerate(passages) if p.group is not None and of_group[p.group] == fold]
        outside = set(held_out)
        yield [i for i in range(len(passages)) if i not in outside], held_out


class TwoClassifiers:
    """A peer made of two classifiers of texts: one for the type, one for government among texts with an event."""

    def fit(self, texts: Sequence[str], labels: Sequence[str], passages: Sequence[Passage], folder: Path) -> None:
        """Learn one label a text and write it to ``folder``; ``passages`` tell the groups."""
        raise NotImplementedError

    def classifier(self, folder: Path) -> Classifier:
        """A classifier that was written."""
        raise NotImplementedError

    def train(self, passages: Sequence[Passage], folder: Path) -> None:
        """Learn both."""
        events = [p for p in passages if p.tag.type != NONE]
        for name, part, labels in (
            ("type", passages, [p.tag.type for p in passages]),
            ("government", events, [NO_YES[p.tag.government] for p in events]),
        ):
            (folder / name).mkdir()
            self.fit([p.text for p in part], labels, part, folder / name)

    def load(self, folder: Path) -> Tagger:
        """Both, asked one after the other."""
        types, government = self.classifier(folder / "type"), self.classifier(folder / "government")

        def tags(articles: Sequence[Article]) -> list[Tag]:
            texts = [a.text for a in articles]
            return [Tag(t, g == NO_YES[True]) for t, g in zip(types(texts), government(texts), strict=True)]

        return tags
