"""What the model suggests for a document, in the form of annotations, and what the parser found in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from twin_nlp.explanations import Explanation
from twin_nlp.formats.corpus import CorpusDocument
from twin_nlp.formats.queues import add_suggestion, keep_suggestions, read_suggestions
from twin_nlp.parse.mentions import ParsedDocument
from twin_nlp.records import ExchangeEvent


class Reader(Protocol):
    """A loaded model: :class:`twin_nlp.pipeline.TwinNLP`."""

    @property
    def model(self) -> str:
        """Its name."""

    def explain(self, text: str, published: str | None = None) -> Explanation:
        """The events of a text and the candidates that are none."""

    def parse(self, text: str, published: str | None = None) -> ParsedDocument:
        """Sentences and mentions of a text."""


def suggested(event: ExchangeEvent) -> dict[str, Any]:
    """A found event with the keys of an annotated one, and its ``probability``."""
    data = event.to_dict()
    kept = ("type", "government_involved", "status", "evidence", "participants", "goods", "senders", "receivers")
    date = event.date
    return {
        **{key: data[key] for key in kept},
        "partners": [{"start": p.start, "end": p.end, "text": p.name} for p in event.partners],
        "date": date and {"start": date.start, "end": date.end, "text": date.text, "edtf": date.edtf},
        "tie": event.tie,
        "subtype": event.subtype,
        "probability": event.confidence,
    }


class Suggestions:
    """What a model says of documents, kept in the folder of a round.

    Parameters
    ----------
    folder : Path
        Of the round.
    reader : Reader
    fingerprint : str
        Of the model: what another one said is not used.
    """

    def __init__(self, folder: Path, reader: Reader, fingerprint: str) -> None:
        self._folder = folder
        self._reader = reader
        self._fingerprint = fingerprint
        self._kept = read_suggestions(folder)

    def of(self, document: CorpusDocument) -> dict[str, Any]:
        """What the model says of a document.

        Returns
        -------
        dict
            JSON-ready: ``id``, ``events`` as :func:`suggested` gives them, ``doubt``, the largest probability that
            one of the model's decisions on the document is wrong, ``model``, and ``of``, which tells the text and the
            model.
        """
        text = json.dumps([self._fingerprint, document.published, document.text])
        of = hashlib.sha256(text.encode()).hexdigest()[:16]
        kept = self._kept.get(document.id)
        if kept is not None and kept.get("of") == of:
            return kept
        told = self._reader.explain(document.text, document.published)
        wrong = [1.0 - found.event.confidence for found in told.events]
        wrong += [candidate.probability for candidate in told.left_out if candidate.probability is not None]
        made = {
            "id": document.id,
            "of": of,
            "events": [suggested(found.event) for found in told.events],
            "doubt": round(max(wrong, default=0.0), 4),
            "model": self._reader.model,
        }
        if wrong:  # it costs little to see again that nothing is there, and most of an archive is so
            add_suggestion(self._folder, made)
            self._kept[document.id] = made
        return made

    def keep_only(self, doc_ids: Iterable[str]) -> None:
        """Drop what was said of other documents."""
        self._kept = {doc_id: self._kept[doc_id] for doc_id in doc_ids if doc_id in self._kept}
        keep_suggestions(self._folder, self._kept.values())


def mentions(parsed: ParsedDocument) -> dict[str, list[dict[str, Any]]]:
    """What the parser found, with the values that it read."""
    return {
        "dates": [{"start": d.start, "end": d.end, "text": d.text, "edtf": d.edtf} for d in parsed.dates],
        "places": [{"start": p.start, "end": p.end, "text": p.name} for p in parsed.places],
        "people": [person.to_dict() for person in parsed.participants],
        "goods": [goods.to_dict() for goods in parsed.goods],
    }
