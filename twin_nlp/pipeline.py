"""gate -> parse -> assemble -> classify: from a text to its tagged exchange events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from twin_nlp.artefacts import Model, load_model, packaged_model
from twin_nlp.assemble import EventMention, Reading, View, assemble, may_have_partners, view
from twin_nlp.engines import on_this_machine
from twin_nlp.errors import InputError
from twin_nlp.explain import explain
from twin_nlp.explanations import Explanation
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.gate import Gate
from twin_nlp.parse import Parser
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.parse.mentions import ParsedDocument
from twin_nlp.records import Article, ExchangeEvent, iso_published
from twin_nlp.tagging import classify

if TYPE_CHECKING:
    from spacy.language import Language


class TwinNLP:
    """A loaded model with its gazetteer; holds no state between calls."""

    def __init__(self, model: Model, parser: Parser) -> None:
        self._model = model
        self._parser = parser
        self._gate = Gate(model.heads["gate"])

    @property
    def model(self) -> str:
        """The model's name."""
        return self._model.name

    def passes_gate(self, text: str) -> bool:
        """Whether a text may hold an event at all; what doesn't pass isn't looked at further."""
        return self._gate.passes(text)

    def classify(self, text: str, published: str | dt.date | None = None) -> list[ExchangeEvent]:
        """Find and tag the exchange events of one text; see :func:`twin_nlp.classify`."""
        read = self._read(text, published, whole=False)
        model = self._model
        return [] if read is None else classify(*read, model.heads, model.thresholds, model.name)

    def explain(self, text: str, published: str | dt.date | None = None) -> Explanation:
        """The same events with the reasons for them, or why there are none; takes and raises what classify does."""
        read = self._read(text, published)
        model = self._model
        if read is None:
            return Explanation("gate")
        return explain(*read, model.heads, model.thresholds, model.name)

    def classify_many(self, texts: Iterable[str | Article], jobs: int = 1) -> Iterator[list[ExchangeEvent]]:
        """Classify texts or articles lazily and in order, in ``jobs`` processes."""
        return on_this_machine(jobs)(_classified, self, texts)

    def explain_many(self, texts: Iterable[str | Article], jobs: int = 1) -> Iterator[Explanation]:
        """Explain texts or articles lazily and in order, in ``jobs`` processes."""
        return on_this_machine(jobs)(_explained, self, texts)

    def parse(self, text: str, published: str | dt.date | None = None) -> ParsedDocument:
        """Sentences, places, dates, participants and goods of a text, whether or not it holds an event."""
        return self._parser.parse(text, iso_published(published))

    def _read(
        self, text: str, published: str | dt.date | None, *, whole: bool = True
    ) -> tuple[View, list[EventMention], Reading] | None:
        """A text as the stages after assembling take it, or None where the gate drops it.

        Unless the ``whole`` way is wanted, also None where too few places are named for any event.
        """
        if not isinstance(text, str):
            raise InputError(f"a text must be a str, found {type(text).__name__}")
        date = iso_published(published)
        if not self._gate.passes(text):
            return None
        places = self._parser.places(text)
        if not whole and self._parser.nlp is None and not may_have_partners(text, places):
            return None
        seen = view(self._parser.parse(text, date, places), self._parser.gazetteer)
        return seen, *assemble(seen, self._model.heads)


def _classified(nlp: TwinNLP, item: str | Article) -> list[ExchangeEvent]:
    return nlp.classify(item.text, item.published) if isinstance(item, Article) else nlp.classify(item)


def _explained(nlp: TwinNLP, item: str | Article) -> Explanation:
    return nlp.explain(item.text, item.published) if isinstance(item, Article) else nlp.explain(item)


def load(path: str | Path | None = None, *, nlp: Language | None = None, places: str | Path | None = None) -> TwinNLP:
    """Load a model folder and the gazetteer; see :func:`twin_nlp.load`."""
    model = load_model(Path(path) if path is not None else packaged_model())
    gazetteer = Gazetteer.from_tables(read_gazetteer(Path(places) if places is not None else None))
    return TwinNLP(model, Parser(gazetteer, nlp))
