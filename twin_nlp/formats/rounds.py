"""A round of annotation: the same documents labelled by several annotators, and how they settled what differs.

``annotations/rounds/NAME/`` holds one ``ANNOTATOR.jsonl`` for each annotator, a log of answers
(:mod:`twin_nlp.formats.answers`) or a plain file in the form of ``annotations/documents/*.jsonl``, and maybe
``settled.jsonl``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from twin_nlp.errors import AnnotationError, InputError
from twin_nlp.formats.answers import Line, Log, read_log, verdict
from twin_nlp.formats.corpus import (
    AnnotatedEvent,
    CorpusDocument,
    annotated_events,
    check_label,
    json_objects,
    read_documents,
)
from twin_nlp.formats.queues import TEXTS
from twin_nlp.records import Record, record_from_dict

What = Literal[
    "events",
    "type",
    "government_involved",
    "status",
    "evidence",
    "partners",
    "date",
    "participants",
    "goods",
    "direction",
    "tie",
]
Reason = Literal["ambiguous", "guideline gap", "slip"]
WHATS: tuple[What, ...] = get_args(What)
REASONS: tuple[Reason, ...] = get_args(Reason)

SETTLED = "settled.jsonl"
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Settlement(Record):
    """One disagreement and its outcome; ``first``, ``second`` and ``settled`` are JSON values of what differed."""

    id: str
    what: What
    first: object
    second: object
    settled: object
    reason: Reason
    note: str


@dataclass(frozen=True, slots=True)
class Round:
    """What each annotator found in each document.

    ``annotations`` gives for each annotator, in order of name, the events by document id. ``settled`` is None
    where nobody has settled the round yet. ``notices`` tell what was left out of the annotators' files.
    """

    name: str
    annotations: Mapping[str, Mapping[str, tuple[AnnotatedEvent, ...]]]
    settled: tuple[Settlement, ...] | None
    notices: tuple[str, ...] = ()


def round_folder(annotations: Path, name: str | None) -> Path:
    """The folder of a round.

    Parameters
    ----------
    annotations : Path
        The folder of the annotations.
    name : str or None
        A round's name, the path of a folder, or None for the last round by name.

    Raises
    ------
    InputError
        When there is no such round.
    """
    folder = annotations / "rounds"
    rounds = sorted(p for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
    if name is None:
        if not rounds:
            raise InputError(
                f"{folder}: expected a folder for each round, found none; make one with a file "
                "ANNOTATOR.jsonl from each annotator, or name another folder"
            )
        return rounds[-1]
    for path in rounds:
        if path.name == name:
            return path
    if name and Path(name).is_dir():
        return Path(name)
    there = ", ".join(p.name for p in rounds[-_MOST_NAMED:]) or "none"
    raise InputError(f"expected the name of a round in {folder} (there: {there}) or a folder; found {name!r}")


def read_round(folder: Path, corpus: Path) -> Round:
    """Read and check a round.

    Parameters
    ----------
    folder : Path
        The folder of the round.
    corpus : Path
        The folder of the corpus, which has the texts.

    Raises
    ------
    AnnotationError
        When fewer than two annotators are there, and at the first fault, naming file, line and document.
    """
    files = sorted(p for p in folder.glob("*.jsonl") if p.name != SETTLED)
    if len(files) < 2:
        found = ", ".join(p.name for p in files) or "none"
        raise AnnotationError(
            f"{folder}: expected a file ANNOTATOR.jsonl from each of two annotators or more, found {found}; "
            "agreement needs the same documents labelled twice"
        )
    documents = round_documents(folder, corpus)
    annotations: dict[str, dict[str, tuple[AnnotatedEvent, ...]]] = {}
    notices: list[str] = []
    for path in files:
        log = read_log(path)
        annotations[path.stem] = _annotations(path, log, documents, corpus)
        notices += [f"{path}, line {line}: cut short, by a loss of power maybe; it is no answer" for line in log.torn]
    seen = {doc_id for of_one in annotations.values() for doc_id in of_one}
    path = folder / SETTLED
    settled = tuple(_settlements(path, seen)) if path.exists() else None
    return Round(folder.resolve().name, annotations, settled, tuple(notices))


def round_documents(folder: Path, corpus: Path) -> dict[str, CorpusDocument]:
    """The texts that a round may be about, by id: those in its own folder, else those of the corpus.

    Raises
    ------
    AnnotationError
        As :func:`~twin_nlp.formats.corpus.read_documents` does.
    """
    own = folder / TEXTS
    return read_documents(own if own.is_dir() else corpus / "documents")


def _annotations(
    path: Path, log: Log, documents: Mapping[str, CorpusDocument], corpus: Path
) -> dict[str, tuple[AnnotatedEvent, ...]]:
    """The events of the answers that stand; skipped and flagged documents have none."""
    last: dict[str, tuple[str, Line]] = {}
    for number, data in log.answers():
        doc_id = data["id"]
        where = f"{path}, line {number} (id {doc_id})"
        if doc_id not in documents:
            raise AnnotationError(
                f"{where}: expected the id of a document in {corpus / 'documents'}; correct the id, or name "
                "the corpus that the round was labelled on"
            )
        if doc_id in last and "key" not in data:
            raise AnnotationError(f"{where}: annotated twice; leave one line for each document")
        last[doc_id] = where, data
    return {
        doc_id: annotated_events(data, documents[doc_id].text, where)
        for doc_id, (where, data) in last.items()
        if verdict(data) == "answered"
    }


def _settlements(path: Path, annotated: set[str]) -> list[Settlement]:
    found = []
    for where, data in json_objects(path):
        try:
            settlement = record_from_dict(Settlement, data, "settlement")
        except InputError as error:
            raise AnnotationError(f"{where}: {error}") from None
        check_label(settlement.what, WHATS, "what", where)
        check_label(settlement.reason, REASONS, "reason", where)
        if not isinstance(settlement.note, str):
            raise AnnotationError(f"{where}: note must be a string; found {settlement.note!r}")
        if settlement.id not in annotated:
            raise AnnotationError(f"{where}: expected a document of this round, which no annotator's file has")
        found.append(settlement)
    return found
