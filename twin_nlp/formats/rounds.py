"""A round of annotation: the same documents labelled by several annotators, and how they settled what differs.

``annotations/rounds/NAME/`` holds one ``ANNOTATOR.jsonl`` for each annotator, a log of answers
(:mod:`twin_nlp.formats.answers`) or a plain file in the form of ``annotations/documents/*.jsonl``, and maybe
``settled.jsonl``.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
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
_OPTIONAL = {"event": None, "by": None}
_OF_LOG = ("key", "at")
"""What a line of the log has beside what was settled."""


@dataclass(frozen=True, slots=True)
class Settlement(Record):
    """One disagreement and its outcome; ``first``, ``second`` and ``settled`` are JSON values of what differed.

    ``event`` has the numbers, from 0, of the events that differ, one of each annotator. It is None, as is ``by``, where
    the disagreement was settled by hand.
    """

    id: str
    what: What
    first: object
    second: object
    settled: object
    reason: Reason
    note: str
    event: tuple[int | None, int | None] | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """What each annotator found in each document.

    ``annotations`` gives for each annotator, in order of name, the events by document id. ``settled`` is None
    where nobody has settled the round yet. ``documents`` has the texts by id, ``standing`` the line that counts of
    each annotator and document, skipped and flagged ones too. ``notices`` tell what was left out of the annotators'
    files.
    """

    name: str
    annotations: Mapping[str, Mapping[str, tuple[AnnotatedEvent, ...]]]
    settled: tuple[Settlement, ...] | None
    documents: Mapping[str, CorpusDocument]
    standing: Mapping[str, Mapping[str, Line]]
    notices: tuple[str, ...] = ()


def round_folder(annotations: Path, name: str | None, *, annotators: int = 2) -> Path:
    """The folder of a round.

    Parameters
    ----------
    annotations : Path
        The folder of the annotations.
    name : str or None
        A round's name, the path of a folder, or None for the last round by name of ``annotators`` or more; where no
        round has so many, the last of all.
    annotators : int

    Raises
    ------
    InputError
        When there is no such round.
    """
    folder = annotations / "rounds"
    if name is None:
        all_rounds = round_folders(annotations)
        enough = [path for path in all_rounds if len(annotators_files(path)) >= annotators]
        return (enough or all_rounds)[-1]
    rounds = _folders(folder)
    for path in rounds:
        if path.name == name:
            return path
    if name and Path(name).is_dir():
        return Path(name)
    there = ", ".join(p.name for p in rounds[-_MOST_NAMED:]) or "none"
    raise InputError(f"expected the name of a round in {folder} (there: {there}) or a folder; found {name!r}")


def round_folders(annotations: Path) -> list[Path]:
    """The folders of all rounds by name; raises :class:`InputError` where there are none."""
    folder = annotations / "rounds"
    rounds = _folders(folder)
    if not rounds:
        raise InputError(
            f"{folder}: expected a folder for each round, found none; make one with a file "
            "ANNOTATOR.jsonl from each annotator, or name another folder"
        )
    return rounds


def annotators_files(folder: Path) -> list[Path]:
    """The files of a round's annotators, in order of name."""
    return sorted(p for p in folder.glob("*.jsonl") if p.name != SETTLED)


def _folders(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []


def read_round(folder: Path, corpus: Path, *, annotators: int = 2) -> Round:
    """Read and check a round.

    Parameters
    ----------
    folder : Path
        The folder of the round.
    corpus : Path
        The folder of the corpus, which has the texts.
    annotators : int
        How many there must be at least, none to two.

    Raises
    ------
    AnnotationError
        When fewer annotators are there, and at the first fault, naming file, line and document.
    """
    files = annotators_files(folder)
    if len(files) < annotators:
        found = ", ".join(p.name for p in files) or "none"
        raise AnnotationError(
            f"{folder}: expected a file ANNOTATOR.jsonl from each of two annotators or more, found {found}; "
            "agreement needs the same documents labelled twice; a second annotator joins a round of annotate with "
            f"twin-nlp annotate --as NAME --round {folder.name}"
            if annotators > 1
            else f"{folder}: expected a file ANNOTATOR.jsonl, found none"
        )
    documents = round_documents(folder, corpus)
    logs = {path.stem: read_log(path) for path in files}
    settled = read_log(folder / SETTLED)
    seen = {line["id"] for log in logs.values() for _, line in log.lines}
    return Round(
        folder.resolve().name,
        {path.stem: _annotations(path, logs[path.stem], documents, corpus) for path in files},
        read_settlements(folder / SETTLED, settled, seen) if (folder / SETTLED).exists() else None,
        documents,
        {name: log.standing() for name, log in logs.items()},
        tuple(
            f"{path}, line {line}: cut short, by a loss of power maybe; it is no answer"
            for path, log in (*((path, logs[path.stem]) for path in files), (folder / SETTLED, settled))
            for line in log.torn
        ),
    )


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


def read_settlements(path: Path, log: Log, annotated: Container[str]) -> tuple[Settlement, ...]:
    """The settlements that count, in order of time: of several on one difference between two events, the last.

    Parameters
    ----------
    path : Path
        What error messages call the file.
    log : Log
        What it holds.
    annotated : container of str
        The ids of the documents that may be settled.

    Raises
    ------
    AnnotationError
        At the first fault, naming file, line and document.
    """
    found: dict[object, Settlement] = {}
    for number, data in log.answers():
        where = f"{path}, line {number} (id {data['id']})"
        plain = {name: value for name, value in data.items() if name not in _OF_LOG}
        try:
            settlement = record_from_dict(Settlement, _OPTIONAL | plain, "settlement")
        except InputError as error:
            raise AnnotationError(f"{where}: {error}") from None
        check_label(settlement.what, WHATS, "what", where)
        check_label(settlement.reason, REASONS, "reason", where)
        if not isinstance(settlement.note, str):
            raise AnnotationError(f"{where}: note must be a string; found {settlement.note!r}")
        if settlement.id not in annotated:
            raise AnnotationError(f"{where}: expected a document of this round, which no annotator's file has")
        key = number if settlement.event is None else (settlement.id, settlement.what, settlement.event)
        found.pop(key, None)
        found[key] = settlement
    return tuple(found.values())
