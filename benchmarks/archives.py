"""The texts that speed is measured on: background news, text dense with events, and a mixture of the two."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from twin_nlp.formats.corpus import AnnotatedDocument

_SEED = 2026


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts with what is counted of them."""

    name: str
    texts: tuple[str, ...]

    @property
    def bytes(self) -> int:
        """Their length in UTF-8."""
        return sum(len(t.encode("utf-8", "replace")) for t in self.texts)

    @property
    def words(self) -> int:
        """Runs of characters between spaces."""
        return sum(len(t.split()) for t in self.texts)


def background(path: Path) -> list[str]:
    """One text per row of a CSV of news about other things: its columns joined, numbers left out."""
    with path.open(encoding="utf-8", newline="") as rows:
        return [" ".join(c for c in row if not c.isdigit()) for row in csv.reader(rows)]


def dense(documents: Iterable[AnnotatedDocument]) -> list[str]:
    """The texts of the train and dev splits that report an event."""
    return [d.document.text for d in documents if d.split != "test" and d.events]


def mixed(news: Sequence[str], events: Sequence[str], share: float) -> list[str]:
    """All of ``news``, with texts of events strewn in so that they are ``share`` of the documents."""
    number = round(len(news) * share / (1.0 - share))
    drawn = random.Random(_SEED)
    strewn = [*news, *(events[i % len(events)] for i in range(number))]
    drawn.shuffle(strewn)
    return strewn


def write_archive(path: Path, texts: Iterable[str], size: int) -> int:
    """Write JSON Lines of the texts, over and over until ``size`` bytes are reached; gives the number of documents."""
    written = documents = 0
    with path.open("wb") as out:
        for documents, text in enumerate(cycle(texts), start=1):
            line = (
                json.dumps({"id": str(documents), "text": text}, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
            )
            written += out.write(line)
            if written >= size:
                break
    return documents
