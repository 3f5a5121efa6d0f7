"""Documents through the pipeline, in order; one that fails is told and doesn't stop the others."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Literal, Protocol

from twin_nlp.engines import Engine, in_this_process
from twin_nlp.errors import ModelError, RowError
from twin_nlp.explanations import Explanation
from twin_nlp.formats.rows import Document
from twin_nlp.records import Article, ExchangeEvent

OnError = Literal["skip", "fail"]


class Tagger(Protocol):
    """What labelling needs of a loaded model."""

    @property
    def model(self) -> str:
        """The model's name."""

    def classify_batch(self, texts: Sequence[Article]) -> list[list[ExchangeEvent]]:
        """The events of each text."""

    def explain(self, text: str, published: str | None = None) -> Explanation:
        """The events of one text with the reasons for them."""

    def passes_gate(self, text: str) -> bool:
        """Whether the text can hold an event at all."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document with its events, whether the gate let it through, and, where asked for, the explanation."""

    document: Document
    events: tuple[ExchangeEvent, ...]
    gated: bool
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """What a worker gives back of a text, which it need not send back itself."""

    events: tuple[ExchangeEvent, ...]
    gated: bool
    explanation: Explanation | None


def label(
    rows: Iterable[Document | RowError],
    nlp: Tagger,
    *,
    engine: Engine = in_this_process,
    on_error: OnError = "skip",
    explain: bool = False,
) -> Generator[Labelled | RowError, None, None]:
    """Label documents lazily and in order.

    A document on which the pipeline fails becomes a :class:`RowError` like a row that can't be read.

    Parameters
    ----------
    rows : iterable of Document or RowError
        What the readers give.
    nlp : Tagger
        The loaded model.
    engine : Engine
        Who does the work.
    on_error : {"skip", "fail"}
        Whether a :class:`RowError` is handed on among the results, or raised.
    explain : bool
        Whether to tell the reasons too, which takes longer.

    Raises
    ------
    RowError
        With ``on_error="fail"``, the first.
    ModelError, InputError, WorkerError
        When the model, the archive as a whole or the workers are at fault.
    """
    drawn: deque[Document | RowError] = deque()

    def documents() -> Iterator[Document | None]:
        for row in rows:
            drawn.append(row)
            yield row if isinstance(row, Document) else None

    with closing(engine(_found, (nlp, explain), documents())) as results:
        for found in results:
            result = _result(drawn.popleft(), found)
            if on_error == "fail" and isinstance(result, RowError):
                raise result
            yield result


def _found(shared: tuple[Tagger, bool], documents: Sequence[Document | None]) -> list[_Found | str | None]:
    """What is found in each document, why that failed, or None where there is none."""
    try:
        return _all_found(*shared, documents)
    except ModelError:
        raise
    except Exception as error:
        if len(documents) == 1:
            return [f"the pipeline failed on this text: {type(error).__name__}: {error}"]
        # One by one, to tell the one that it failed on.
        return [found for document in documents for found in _found(shared, [document])]


def _all_found(nlp: Tagger, explain: bool, documents: Sequence[Document | None]) -> list[_Found | str | None]:
    found: list[_Found | str | None] = [None] * len(documents)
    passing: list[tuple[int, Document]] = []
    for n, document in enumerate(documents):
        if document is None:
            continue
        gated = nlp.passes_gate(document.text)
        if explain:
            explanation = nlp.explain(document.text, document.published)
            found[n] = _Found(tuple(explained.event for explained in explanation.events), gated, explanation)
        elif gated:
            passing.append((n, document))
        else:
            # What the gate drops, most of many an archive, isn't put to it twice.
            found[n] = _Found((), gated, None)
    articles = [Article(document.text, document.published) for _, document in passing]
    for (n, _), events in zip(passing, nlp.classify_batch(articles), strict=True):
        found[n] = _Found(tuple(events), True, None)
    return found


def _result(row: Document | RowError, found: _Found | str | None) -> Labelled | RowError:
    if isinstance(row, RowError):
        return row
    assert found is not None
    if isinstance(found, str):
        return rejected(row, found)
    return Labelled(row, found.events, found.gated, found.explanation)


def rejected(document: Document, reason: str) -> RowError:
    """A document as the error that says why it can't be used."""
    return RowError(reason, source=document.file, row=document.row, doc_id=document.doc_id)
