"""An annotator's session: which documents wait, what is shown of one, and what becomes of an answer."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from twin_nlp.annotate.suggestions import Reader, Suggestions, mentions
from twin_nlp.errors import AnnotationError
from twin_nlp.formats.answers import VERDICTS, Line, checked_key, now, verdict
from twin_nlp.formats.corpus import CorpusDocument, annotated_events, check_label
from twin_nlp.formats.queues import Queue
from twin_nlp.labels import EVENT_TYPES, ROLES, STATUSES, TIES
from twin_nlp.store import AnnotationLog

_PACE = 20
"""Answers that the pace is measured on."""
_LARGEST = 1e9
"""What seconds and keystrokes stay below; JSON has whole numbers that no sum of floats can take."""
_NOT_THEIRS = ("undo", "torn")


@dataclass(frozen=True)
class Session:
    """One annotator at one round.

    Attributes
    ----------
    annotator, round : str
    queue : Queue
    documents : mapping of str to CorpusDocument
        At least those of the queue.
    guidelines : mapping of str to str
        Rules by label.
    reader : Reader
        The model.
    suggestions : Suggestions
        What it suggests.
    log : AnnotationLog
    """

    annotator: str
    round: str
    queue: Queue
    documents: Mapping[str, CorpusDocument]
    guidelines: Mapping[str, str]
    reader: Reader
    suggestions: Suggestions
    log: AnnotationLog
    clock: Callable[[], str] = now
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def describe(self) -> dict[str, Any]:
        """The round, its log, labels and guidelines, the queue with the state of each document, and the progress."""
        standing = self.log.log().standing()
        return {
            "annotator": self.annotator,
            "round": self.round,
            "log": str(self.log.path.resolve()),
            "blind": self.queue.settings.blind,
            "labels": {
                "types": list(EVENT_TYPES),
                "statuses": list(STATUSES),
                "ties": list(TIES),
                "roles": list(ROLES),
            },
            "guidelines": dict(self.guidelines),
            "queue": [
                {**queued.to_dict(), "state": verdict(standing[queued.id]) if queued.id in standing else "open"}
                for queued in self.queue.documents
            ],
            "progress": self._progress(standing),
        }

    def document(self, doc_id: str) -> dict[str, Any]:
        """A document with what the model suggests and what this annotator answered.

        Raises
        ------
        LookupError
            When the queue has no such document.
        """
        if all(queued.id != doc_id for queued in self.queue.documents):
            raise LookupError(f"{doc_id!r} is no document of this round")
        document = self.documents[doc_id]
        with self._reading:
            parsed = self.reader.parse(document.text, document.published)
            suggested = None if self.queue.settings.blind else self.suggestions.of(document)["events"]
        return {
            "id": doc_id,
            "published": document.published,
            "source": document.author,
            "text": document.text,
            "sentences": [[sentence.start, sentence.end] for sentence in parsed.sentences],
            "suggestions": suggested,
            "answer": self.log.log().standing().get(doc_id),
            "mentions": mentions(parsed),
        }

    def answer(self, data: Line) -> dict[str, Any]:
        """Write an answer into the log.

        Parameters
        ----------
        data : mapping
            A line of the log without what the session knows itself; keys that it doesn't know are kept.

        Returns
        -------
        dict
            The answer's ``key`` and the ``progress``.

        Raises
        ------
        AnnotationError, InputError
            Naming what is wrong with the answer.
        OutputError
            When it can't be brought to the disk.
        """
        queued = next((q for q in self.queue.documents if q.id == data.get("id")), None)
        if queued is None:
            raise AnnotationError(f"id: expected a document of this round; found {data.get('id')!r}")
        _check(data, self.documents[queued.id].text)
        blind = self.queue.settings.blind
        known = {"annotator": self.annotator, "at": self.clock(), "random": queued.random, "why": queued.why}
        self.log.add({**data, **known, "blind": blind, "model": None if blind else self.reader.model})
        return {"key": data["key"], "progress": self.progress()}

    def undo(self, data: Line) -> dict[str, Any] | None:
        """Take back the last answer that stands; None where there is none. Raises as :meth:`answer` does."""
        checked_key(data)
        doc_id = self.log.undo(data["key"], self.clock())
        return None if doc_id is None else {"id": doc_id, "progress": self.progress()}

    def progress(self) -> dict[str, Any]:
        """How many documents of the queue are answered, skipped and flagged, and how many an hour."""
        return self._progress(self.log.log().standing())

    def _progress(self, standing: Mapping[str, Line]) -> dict[str, Any]:
        ours = [standing[queued.id] for queued in self.queue.documents if queued.id in standing]
        states = Counter(map(verdict, ours))
        took = (line.get("seconds") for line in standing.values())
        recent = [seconds for seconds in took if isinstance(seconds, (int, float)) and seconds > 0][-_PACE:]
        return {
            **{state: states[state] for state in VERDICTS},
            "total": len(self.queue.documents),
            "per_hour": round(3600 * len(recent) / sum(recent)) if recent else None,
        }


def _check(data: Line, text: str) -> None:
    """Raise :class:`AnnotationError` unless ``data`` is an answer on ``text``."""
    checked_key(data)
    check_label(data.get("verdict"), VERDICTS, "verdict", "answer")
    for key in _NOT_THEIRS:
        if key in data:
            raise AnnotationError(f"{key}: an answer has no such key")
    if not isinstance(data.get("comment", ""), str):
        raise AnnotationError("comment: expected text")
    for key in ("seconds", "keystrokes"):
        value = data.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < _LARGEST:
            raise AnnotationError(f"{key}: expected a number, found {value!r}")
    if data["verdict"] == "answered":
        annotated_events(data, text, "answer")
    elif data["verdict"] == "skipped" and "events" in data:
        raise AnnotationError("events: a document that is skipped has none")
