"""gate -> parse -> assemble -> classify: from a text to its tagged exchange events."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING

from twin_nlp.artefacts import Model, load_model, packaged_model
from twin_nlp.assemble import (
    Asking,
    EventMention,
    Reading,
    View,
    answered,
    assemble,
    may_have_partners,
    names_known_pair,
    read,
    view,
)
from twin_nlp.engines import each, on_this_machine
from twin_nlp.errors import InputError
from twin_nlp.explain import explain
from twin_nlp.explanations import Explanation
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.gate import SURER, Gate
from twin_nlp.parse import Parser
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.parse.mentions import ParsedDocument, PlaceMention
from twin_nlp.records import Article, ExchangeEvent, iso_published
from twin_nlp.tagging import classify, joined

if TYPE_CHECKING:
    from spacy.language import Language


Dated = tuple[str, str | dt.date | None]
"""A text and when it was published."""
Seen = tuple[View, list[EventMention], Reading]


@contextmanager
def _uncollected() -> Iterator[None]:
    """No cyclic garbage is looked for meanwhile.

    A batch makes none, but keeps so much alive that looking through it takes a tenth of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class TwinNLP:
    """A loaded model with its gazetteer; holds no state between calls."""

    def __init__(self, model: Model, parser: Parser) -> None:
        self._model = model
        self._parser = parser
        self._asked = joined(model.heads)
        self._gate = Gate(model.heads["gate"])

    def __reduce__(self) -> tuple[type[TwinNLP], tuple[Model, Parser]]:
        # What is made of these is made anew: to send it takes longer.
        return type(self), (self._model, self._parser)

    @property
    def model(self) -> str:
        """The model's name."""
        return self._model.name

    def passes_gate(self, text: str) -> bool:
        """Whether a text may hold an event by its words; of what doesn't pass not even the places are looked for."""
        return self._gate.passes(text)

    def is_read(self, text: str) -> bool:
        """Whether a text may hold an event by its words and places; what may not isn't looked at further."""
        sureness = self._gate.sureness(text)
        return sureness >= 0.0 and self._stays(sureness, self._places(text, sureness))

    def _places(self, text: str, sureness: float) -> tuple[PlaceMention, ...]:
        """The places of a text, or none where they can't make it stay."""
        return self._parser.places(text) if sureness >= SURER or self._parser.may_name_pair(text) else ()

    def _stays(self, sureness: float, places: Sequence[PlaceMention]) -> bool:
        return sureness >= SURER or names_known_pair(self._parser.gazetteer, places)

    def classify(self, text: str, published: str | dt.date | None = None) -> list[ExchangeEvent]:
        """Find and tag the exchange events of one text; see :func:`twin_nlp.classify`."""
        return self._classified([(text, published)])[0]

    def explain(self, text: str, published: str | dt.date | None = None) -> Explanation:
        """The same events with the reasons for them, or why there are none; takes and raises what classify does."""
        [seen] = self._read([(text, published)])
        model = self._model
        if seen is None:
            return Explanation("gate")
        asking = explain(*seen, model.heads, model.thresholds, model.name)
        return answered([asking], self._asked)[0]

    def classify_many(self, texts: Iterable[str | Article], jobs: int = 1) -> Iterator[list[ExchangeEvent]]:
        """Classify texts or articles in order, in ``jobs`` processes; see :func:`twin_nlp.classify_many`."""
        return on_this_machine(jobs)(TwinNLP.classify_batch, self, texts)

    def classify_batch(self, texts: Sequence[str | Article]) -> list[list[ExchangeEvent]]:
        """Classify texts or articles that are worked on together, all at once."""
        return self._classified(
            [(text.text, text.published) if isinstance(text, Article) else (text, None) for text in texts]
        )

    def explain_many(self, texts: Iterable[str | Article], jobs: int = 1) -> Iterator[Explanation]:
        """Explain texts or articles in order, in ``jobs`` processes."""
        return on_this_machine(jobs)(partial(each, _explained), self, texts)

    def parse(self, text: str, published: str | dt.date | None = None) -> ParsedDocument:
        """Sentences, places, dates, participants and goods of a text, whether or not it holds an event."""
        return self._parser.parse(text, iso_published(published))

    @_uncollected()
    def _classified(self, texts: Sequence[Dated]) -> list[list[ExchangeEvent]]:
        model = self._model
        read = self._read(texts, whole=False)
        askings = [classify(*seen, model.thresholds, model.name) for seen in read if seen is not None]
        found = iter(answered(askings, self._asked))
        return [[] if seen is None else next(found) for seen in read]

    def _read(self, texts: Sequence[Dated], *, whole: bool = True) -> list[Seen | None]:
        """Texts as the stages after assembling take them, None where the gate drops one.

        Unless the ``whole`` way is wanted, also None where too few places are named for any event. Each stage has
        all texts before the next begins: going from one to another for every text takes twice as long, since none
        finds its code and tables in the processor's caches.
        """
        for text, _ in texts:
            if not isinstance(text, str):
                raise InputError(f"a text must be a str, found {type(text).__name__}")
        dates = [iso_published(published) for _, published in texts]
        sureness = [self._gate.sureness(text) for text, _ in texts]
        passing = [n for n, sure in enumerate(sureness) if sure >= 0.0]
        parsed = [(texts[n][0], dates[n], self._places(texts[n][0], sureness[n])) for n in passing]
        partners_needed = not whole and self._parser.nlp is None
        kept = [
            (not partners_needed or may_have_partners(text, places)) and self._stays(sureness[n], places)
            for n, (text, _, places) in zip(passing, parsed, strict=True)
        ]
        passing, parsed = list(compress(passing, kept)), list(compress(parsed, kept))
        views = [view(document, self._parser.gazetteer) for document in self._parser.parse_all(parsed)]
        seen: list[Seen | None] = [None] * len(texts)
        for n, one in zip(passing, answered(map(_seen, views), self._asked), strict=True):
            seen[n] = one
        return seen


def _seen(view: View) -> Asking[Seen]:
    reading = yield from read(view)
    return view, (yield from assemble(view, reading)), reading


def _explained(nlp: TwinNLP, item: str | Article) -> Explanation:
    return nlp.explain(item.text, item.published) if isinstance(item, Article) else nlp.explain(item)


def load(path: str | Path | None = None, *, nlp: Language | None = None, places: str | Path | None = None) -> TwinNLP:
    """Load a model folder and the gazetteer; see :func:`twin_nlp.load`."""
    model = load_model(Path(path) if path is not None else packaged_model())
    gazetteer = Gazetteer.from_tables(read_gazetteer(Path(places) if places is not None else None))
    return TwinNLP(model, Parser(gazetteer, nlp))
