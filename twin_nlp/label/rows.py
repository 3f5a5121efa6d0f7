"""Labelled documents as rows, and the writing of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from twin_nlp.errors import RowError
from twin_nlp.formats.output import Taker
from twin_nlp.label.labelling import Labelled, OnError, rejected
from twin_nlp.records import Article, ExchangeEvent


def _head(document: Article, with_source: bool) -> dict[str, Any]:
    head = {"doc_id": document.doc_id, "published": document.published}
    return {**head, **({"source": document.source} if with_source else {})}


def row(document: Article, event: ExchangeEvent, with_source: bool = False) -> dict[str, Any]:
    """One event as a row: the document's id, date and, if asked for, source, then the event's own keys."""
    return {**_head(document, with_source), **event.to_dict()}


def event_rows(labelled: Labelled, with_source: bool = False) -> list[dict[str, Any]]:
    """A document's events as rows, each with its explanation where there is one."""
    rows = [row(labelled.document, event, with_source) for event in labelled.events]
    if labelled.explanation is not None:
        for each, explained in zip(rows, labelled.explanation.events, strict=True):
            each["explanation"] = explained.reasons()
    return rows


def document_rows(labelled: Labelled, with_source: bool = False) -> list[dict[str, Any]]:
    """One row per document that was explained, with or without events."""
    if labelled.explanation is None:
        return []
    return [{**_head(labelled.document, with_source), **labelled.explanation.to_dict()}]


def write(
    results: Iterable[Labelled | RowError],
    out: Taker,
    *,
    rows: Callable[[Labelled], list[dict[str, Any]]] = event_rows,
    on_error: OnError = "skip",
    count: Callable[[Labelled | RowError], None],
) -> None:
    """Write results as they come.

    ``rows`` makes a document's rows. ``count`` is called after each result, with what became of it.

    Raises
    ------
    RowError
        With ``on_error="fail"``, for a document whose rows can't be written.
    OutputError
        When nothing more can be written.
    """
    for result in results:
        if isinstance(result, Labelled) and (made := rows(result)):
            try:
                out.write(made)
            except (ValueError, OverflowError) as error:
                result = rejected(result.document, f"its events can't be written: {error}")
                if on_error == "fail":
                    raise result from error
        if isinstance(result, RowError):
            out.reject(result)
        count(result)
