"""The linked reports: texts of several sources about the same real-world events, which measure linking.

``corpus/linked/*.jsonl`` hold the texts, ``annotations/linked/*.jsonl`` under the same ids the events that each
reports, with the id of the real-world event. A scene is one pair of places with several events of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from twin_nlp.edtf import interval
from twin_nlp.errors import AnnotationError, InputError
from twin_nlp.formats.corpus import check_label, json_objects, jsonl_files
from twin_nlp.labels import EVENT_TYPES, STATUSES, EventType, Status
from twin_nlp.records import Record, iso_published

LinkedSplit = Literal["dev", "test"]
LINKED_SPLITS: tuple[LinkedSplit, ...] = get_args(LinkedSplit)


@dataclass(frozen=True, slots=True)
class LinkedText(Record):
    """A report; ``near_duplicate_of`` is the id of the one that it was made from with small changes."""

    id: str
    source: str
    published: str
    text: str
    near_duplicate_of: str | None


@dataclass(frozen=True, slots=True)
class LinkedEvent(Record):
    """What one report tells of one real-world event.

    ``event`` is the real event's id. ``partners`` are names as written; ``date`` is what this report lets one
    tell, in EDTF, or None.
    """

    event: str
    type: EventType
    government_involved: bool
    status: Status
    partners: tuple[str, ...]
    date: str | None


@dataclass(frozen=True, slots=True)
class _Annotation(Record):
    id: str
    scene: str
    split: LinkedSplit
    events: tuple[LinkedEvent, ...]


@dataclass(frozen=True, slots=True)
class LinkedReport:
    """A report with the events that it tells, the main one first."""

    document: LinkedText
    scene: str
    split: LinkedSplit
    events: tuple[LinkedEvent, ...]


def _texts(folder: Path) -> dict[str, LinkedText]:
    found: dict[str, LinkedText] = {}
    for path in jsonl_files(folder):
        for where, data in json_objects(path):
            try:
                text = LinkedText.from_dict(data)
                if len(iso_published(text.published) or "") != len("2020-08-14"):
                    raise InputError(f"published must be a full day; found {text.published!r}")
            except InputError as error:
                raise AnnotationError(f"{where}: {error}") from None
            if text.id in found:
                raise AnnotationError(f"{where}: the id stands twice")
            found[text.id] = text
    for text in found.values():
        behind, before = {text.id}, text.near_duplicate_of
        while before is not None:
            if before not in found:
                raise AnnotationError(f"{folder}: {text.id} is made from {before}, which isn't there")
            if before in behind:
                raise AnnotationError(f"{folder}: {text.id} is made from itself")
            behind.add(before)
            before = found[before].near_duplicate_of
    return found


def _check_event(event: LinkedEvent, text: str, where: str) -> None:
    check_label(event.type, EVENT_TYPES, "type", where)
    check_label(event.status, STATUSES, "status", where)
    if not isinstance(event.government_involved, bool):
        raise AnnotationError(f"{where}: government_involved must be true or false")
    if len(event.partners) != 2:
        raise AnnotationError(f"{where}: expected two partners, found {len(event.partners)}")
    for name in event.partners:
        if name not in text:
            raise AnnotationError(f"{where}: the partner {name!r} doesn't stand in the text")
    if event.date is not None:
        try:
            interval(event.date)
        except ValueError as error:
            raise AnnotationError(f"{where}: {error}") from None


def read_linked(corpus: Path, annotations: Path) -> list[LinkedReport]:
    """Read and check all linked reports.

    Parameters
    ----------
    corpus, annotations : Path
        The two folders; the files are in ``linked/`` of each.

    Returns
    -------
    list of LinkedReport
        In order of file and line.

    Raises
    ------
    AnnotationError
        At the first fault, naming file, line and report. A scene in two splits and a real event in two scenes
        are faults.
    """
    texts = _texts(corpus / "linked")
    split_of: dict[str, str] = {}
    scene_of: dict[str, str] = {}
    found: list[LinkedReport] = []
    for path in jsonl_files(annotations / "linked"):
        for where, data in json_objects(path):
            document = texts.pop(data["id"], None)
            if document is None:
                raise AnnotationError(f"{where}: no such report, or annotated twice")
            try:
                read = _Annotation.from_dict(data)
            except InputError as error:
                raise AnnotationError(f"{where}: {error}") from None
            check_label(read.split, LINKED_SPLITS, "split", where)
            if split_of.setdefault(read.scene, read.split) != read.split:
                raise AnnotationError(f"{where}: scene {read.scene} is in two splits")
            for event in read.events:
                _check_event(event, document.text, where)
                if scene_of.setdefault(event.event, read.scene) != read.scene:
                    raise AnnotationError(f"{where}: event {event.event} is in two scenes")
            if len({event.event for event in read.events}) != len(read.events):
                raise AnnotationError(f"{where}: one event stands twice")
            found.append(LinkedReport(document, read.scene, read.split, read.events))
    if texts:
        raise AnnotationError(f"{annotations / 'linked'}: without annotation: {', '.join(sorted(texts)[:10])}")
    return found
