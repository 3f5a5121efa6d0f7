"""An adjudicator's session: the documents of a round in which two annotators differ, and what is settled of them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twin_nlp.adjudicate.differences import (
    Difference,
    Events,
    check_settled,
    differences,
    final_events,
    settled_values,
)
from twin_nlp.errors import AnnotationError, InputError
from twin_nlp.formats.answers import Line, checked_key, now
from twin_nlp.formats.corpus import CorpusDocument, check_label
from twin_nlp.formats.guidelines import read_guidelines
from twin_nlp.formats.reading import UsageError
from twin_nlp.formats.rounds import REASONS, SETTLED, Settlement, read_round, read_settlements
from twin_nlp.labels import EVENT_TYPES, STATUSES, TIES
from twin_nlp.store import AnnotationLog


@dataclass(frozen=True, slots=True)
class Case:
    """A document in which two annotators differ.

    ``swapped`` tells whether the second one is shown as A: who is who must not tell the adjudicator anything.
    """

    document: CorpusDocument
    first: Events
    second: Events
    differences: tuple[Difference, ...]
    swapped: bool

    def shown(self, first: Any, second: Any) -> tuple[Any, Any]:
        """Two values as A and B; gives back first and second of A and B as well."""
        return (second, first) if self.swapped else (first, second)

    def difference(self, what: object, event: object) -> Difference:
        """The difference that is shown as this; raises :class:`AnnotationError` where there is none."""
        for found in self.differences:
            if (found.what, list(self.shown(*found.event))) == (what, event):
                return found
        raise AnnotationError(f"what, event: expected one of the document's differences, found {what!r}, {event!r}")


@dataclass(frozen=True, slots=True)
class Session:
    """One adjudicator at one round.

    Attributes
    ----------
    adjudicator, round : str
    cases : mapping of str to Case
        By document id.
    guidelines : mapping of str to str
        Rules by label.
    log : AnnotationLog
        What was settled.
    """

    adjudicator: str
    round: str
    cases: Mapping[str, Case]
    guidelines: Mapping[str, str]
    log: AnnotationLog

    def describe(self) -> dict[str, Any]:
        """The round, its log, labels and reasons, the documents with how much of each is settled, and the progress."""
        queue = self._queue(self._settlements())
        return {
            "adjudicator": self.adjudicator,
            "round": self.round,
            "log": str(self.log.path.resolve()),
            "labels": {"types": list(EVENT_TYPES), "statuses": list(STATUSES), "ties": list(TIES)},
            "reasons": list(REASONS),
            "guidelines": dict(self.guidelines),
            "queue": queue,
            "progress": _progress(queue),
        }

    def document(self, doc_id: str) -> dict[str, Any]:
        """A document with both annotations and their differences, annotators unnamed.

        Raises
        ------
        LookupError
            When there is no such document to adjudicate.
        """
        case = self._case(doc_id)
        settled = {(s.what, s.event): s for s in self._settlements()[doc_id]}
        outcome = settled_values(case.differences, settled.values())
        shown = []
        for found in case.differences:
            a, b = case.shown(found.first, found.second)
            key = (found.what, found.event)
            settlement = settled[key] if key in outcome else None
            shown.append(
                {
                    "what": found.what,
                    "event": case.shown(*found.event),
                    "A": a,
                    "B": b,
                    "settlement": settlement
                    and {"settled": settlement.settled, "reason": settlement.reason, "note": settlement.note},
                }
            )
        a, b = case.shown(*([e.to_dict() for e in events] for events in (case.first, case.second)))
        document = case.document
        return {
            "id": doc_id,
            "published": document.published,
            "source": document.author,
            "text": document.text,
            "answers": {"A": a, "B": b},
            "differences": shown,
        }

    def settle(self, data: Line) -> dict[str, Any]:
        """Write down how a difference is settled.

        Parameters
        ----------
        data : mapping
            ``id``, ``what`` and ``event`` as :meth:`document` shows them, ``settled``, ``reason``, ``note`` and a
            unique ``key``.

        Returns
        -------
        dict
            The ``key`` and the ``progress``.

        Raises
        ------
        AnnotationError, InputError
            Naming what is wrong with it.
        OutputError
            When it can't be brought to the disk.
        """
        key = checked_key(data)
        try:
            case = self._case(str(data.get("id")))
        except LookupError as error:
            raise AnnotationError(f"id: {error}") from None
        found = case.difference(data.get("what"), data.get("event"))
        check_label(data.get("reason"), REASONS, "reason", "settlement")
        note = data.get("note", "")
        if not isinstance(note, str) or "settled" not in data:
            raise AnnotationError("settlement: expected settled, and a note of text")
        text = case.document.text
        check_settled(found, data["settled"], case.first, case.second, text)
        settlement = Settlement(
            case.document.id,
            found.what,
            found.first,
            found.second,
            data["settled"],
            data["reason"],
            note,
            found.event,
            self.adjudicator,
        )
        settled = self._settlements()
        settled[case.document.id].append(settlement)
        # Values that don't go together are found while the one who chose them is still at the document.
        final_events(case.first, case.second, settled_values(case.differences, settled[case.document.id]), text)
        self.log.add({**settlement.to_dict(), "key": key, "at": now()})
        return {"key": key, "progress": _progress(self._queue(settled))}

    def progress(self) -> dict[str, int]:
        """How many differences there are and are settled, and the same of documents."""
        return _progress(self._queue(self._settlements()))

    def _case(self, doc_id: str) -> Case:
        if doc_id not in self.cases:
            raise LookupError(f"{doc_id!r} is no document of this round that two annotators label differently")
        return self.cases[doc_id]

    def _queue(self, settled: Mapping[str, Sequence[Settlement]]) -> list[dict[str, Any]]:
        """How many differences of each document there are and are settled."""
        return [
            {
                "id": name,
                "differences": len(case.differences),
                "settled": len(settled_values(case.differences, settled.get(name, ()))),
            }
            for name, case in self.cases.items()
        ]

    def _settlements(self) -> dict[str, list[Settlement]]:
        log = self.log.log()
        found: dict[str, list[Settlement]] = defaultdict(list)
        for settlement in read_settlements(self.log.path, log, {line["id"] for _, line in log.lines}):
            found[settlement.id].append(settlement)
        return found


def _progress(queue: list[dict[str, Any]]) -> dict[str, int]:
    return {
        "settled": sum(q["settled"] for q in queue),
        "differences": sum(q["differences"] for q in queue),
        "documents settled": sum(q["settled"] == q["differences"] for q in queue),
        "documents": len(queue),
    }


def begun(folder: Path, corpus: Path, guidelines: Path, adjudicator: str) -> Session:
    """The session of an adjudicator at a round.

    Parameters
    ----------
    folder : Path
        Of the round.
    corpus, guidelines : Path
        The folder of the corpus, and the file of the guidelines.
    adjudicator : str
        Their name, that of none of the annotators.

    Raises
    ------
    UsageError
        When the adjudicator is one of the annotators.
    InputError
        When there is nothing to adjudicate.
    AnnotationError
        When round or corpus break their format.
    """
    found = read_round(folder, corpus)
    if adjudicator in found.annotations:
        raise UsageError(
            f"--as: {adjudicator} is an annotator of round {found.name} ({', '.join(found.annotations)}); "
            "a third person has to settle where they differ"
        )
    cases: dict[str, Case] = {}
    crowded = []
    for doc_id in sorted(set().union(*found.annotations.values())):
        answers = [events[doc_id] for events in found.annotations.values() if doc_id in events]
        if len(answers) > 2 and any(differences(answers[0], other) for other in answers[1:]):
            crowded.append(doc_id)
        elif len(answers) == 2 and (apart := differences(answers[0], answers[1])):
            drawn = hashlib.sha256(f"{found.name} {doc_id}".encode("utf-8", "surrogatepass")).digest()[0]
            cases[doc_id] = Case(found.documents[doc_id], answers[0], answers[1], tuple(apart), bool(drawn % 2))
    if not cases:
        more = f", {len(crowded)} of more than two annotators" if crowded else ""
        raise InputError(f"round {found.name}: no document in which two annotators differ{more}")
    return Session(adjudicator, found.name, cases, read_guidelines(guidelines), AnnotationLog(folder / SETTLED))
