"""The corpus and its annotations: JSON Lines, one file a batch, every offset checked when read.

``corpus/documents/*.jsonl`` hold the texts, ``annotations/documents/*.jsonl`` the events of the documents with
the same ids, ``annotations/splits.csv`` the split of each; ``corpus/plain`` and ``annotations/plain`` hold short
passages with one label each, which only ever train.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from twin_nlp.edtf import interval
from twin_nlp.errors import AnnotationError, InputError
from twin_nlp.labels import EVENT_TYPES, REGIONS, ROLES, STATUSES, TIES, EventType, Region, Status, Tie
from twin_nlp.records import Goods, Participant, Record, Span, iso_published, record_from_dict

SplitName = Literal["train", "dev", "test"]
SPLITS: tuple[SplitName, ...] = get_args(SplitName)
SPLIT_COLUMNS = ("id", "group", "split")


@dataclass(frozen=True, slots=True)
class CorpusDocument(Record):
    """A text of the corpus with what is known of it."""

    id: str
    published: str | None
    language: str
    register: str
    region: Region
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class AnnotatedDate(Record):
    """A date as annotated; ``edtf`` is None where the text doesn't tell its value."""

    start: int
    end: int
    text: str
    edtf: str | None


@dataclass(frozen=True, slots=True)
class AnnotatedEvent(Record):
    """An event as annotated."""

    type: EventType
    government_involved: bool
    status: Status
    evidence: tuple[Span, ...]
    partners: tuple[Span, ...]
    date: AnnotatedDate | None
    participants: tuple[Participant, ...]
    goods: tuple[Goods, ...]
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    tie: Tie | None
    subtype: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """The split of a document and the group that must stay together."""

    split: SplitName
    group: str


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """A document with its events (main event first), its split and the group that must stay together."""

    document: CorpusDocument
    events: tuple[AnnotatedEvent, ...]
    annotator: str
    split: SplitName
    group: str


@dataclass(frozen=True, slots=True)
class PlainPassage:
    """A short passage with one label; ``type`` is None where it reports no event."""

    id: str
    text: str
    type: EventType | None
    government_involved: bool | None
    status: Status | None


def json_objects(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each JSON object of a file, with a name for where it stands that begins its error messages.

    Raises
    ------
    AnnotationError
        When the file can't be read, or a line is no JSON object with an id.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                where = f"{path}, line {number}"
                try:
                    data = json.loads(line)
                except json.JSONDecodeError as error:
                    raise AnnotationError(f"{where}: not JSON: {error}") from None
                if not isinstance(data, dict) or not isinstance(data.get("id"), str):
                    raise AnnotationError(f"{where}: expected an object with an id")
                yield f"{where} (id {data['id']})", data
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"{path}: can't be read: {error}") from None


def jsonl_files(folder: Path) -> list[Path]:
    """The JSON Lines files of a folder by name; raises :class:`AnnotationError` where there are none."""
    found = sorted(folder.glob("*.jsonl"))
    if not found:
        raise AnnotationError(f"{folder}: expected .jsonl files, found none")
    return found


def check_label(value: object, allowed: tuple[str, ...], name: str, where: str) -> None:
    """Raise :class:`AnnotationError` unless ``value`` is one of the labels ``allowed``."""
    if value not in allowed:
        raise AnnotationError(f"{where}: {name} must be one of {', '.join(allowed)}; found {value!r}")


def _check_span(span: Span | AnnotatedDate | Participant | Goods, text: str, where: str) -> None:
    if not (isinstance(span.start, int) and isinstance(span.end, int)):
        raise AnnotationError(f"{where}: start and end must be whole numbers; found {span.start!r}:{span.end!r}")
    if not (0 <= span.start < span.end <= len(text)) or text[span.start : span.end] != span.text:
        found = text[span.start : span.end] if 0 <= span.start <= span.end else ""
        raise AnnotationError(f"{where}: {span.start}:{span.end} should be {span.text!r}, the text has {found!r}")


def _check_number(value: object, name: str, where: str) -> None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
        raise AnnotationError(f"{where}: {name} must be a number or null; found {value!r}")


def check_event(event: AnnotatedEvent, text: str, where: str) -> None:
    """Check labels, offsets, EDTF and names of one event.

    Raises
    ------
    AnnotationError
        Naming the first fault.
    """
    check_label(event.type, EVENT_TYPES, "type", where)
    check_label(event.status, STATUSES, "status", where)
    if event.tie is not None:
        check_label(event.tie, TIES, "tie", where)
    if not isinstance(event.government_involved, bool):
        raise AnnotationError(f"{where}: government_involved must be true or false")
    if not event.evidence:
        raise AnnotationError(f"{where}: an event needs evidence")
    if not isinstance(event.subtype, str | None):
        raise AnnotationError(f"{where}: subtype must be text or null; found {event.subtype!r}")
    slots: dict[str, Sequence[Span | Participant | Goods]] = {
        "evidence": event.evidence,
        "partner": event.partners,
        "participant": event.participants,
        "goods": event.goods,
    }
    for slot, spans in slots.items():
        for n, span in enumerate(spans, 1):
            _check_span(span, text, f"{where}, {slot} {n}")
    for participant in event.participants:
        check_label(participant.role, ROLES, "role", where)
        _check_number(participant.count, "count", where)
    for goods in event.goods:
        _check_number(goods.quantity, "quantity", where)
        if not (isinstance(goods.item, str) and isinstance(goods.unit, str | None)):
            raise AnnotationError(f"{where}: item and unit must be text; found {goods.item!r} and {goods.unit!r}")
    if event.date is not None:
        _check_span(event.date, text, where)
        if event.date.edtf is not None:
            if not isinstance(event.date.edtf, str):
                raise AnnotationError(f"{where}: edtf must be a string or null; found {event.date.edtf!r}")
            try:
                interval(event.date.edtf)
            except ValueError as error:
                raise AnnotationError(f"{where}: {error}") from None
    names = [p.text for p in event.partners]
    for name in (*event.senders, *event.receivers):
        if name not in names:
            raise AnnotationError(f"{where}: {name!r} is no partner; there are {', '.join(sorted(set(names)))}")


def read_splits(path: Path) -> dict[str, Home]:
    """The split and group of each document, by id; raises :class:`AnnotationError` at the first fault."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"{path}: can't be read: {error}") from None
    found: dict[str, Home] = {}
    of_group: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        where = f"{path}, line {number}"
        if set(row) != set(SPLIT_COLUMNS):
            raise AnnotationError(f"{where}: expected the columns {', '.join(SPLIT_COLUMNS)}")
        check_label(row["split"], SPLITS, "split", where)
        if row["id"] in found:
            raise AnnotationError(f"{where}: {row['id']} stands twice")
        if of_group.setdefault(row["group"], row["split"]) != row["split"]:
            raise AnnotationError(f"{where}: group {row['group']} is in two splits")
        split: SplitName = next(s for s in SPLITS if s == row["split"])
        found[row["id"]] = Home(split, row["group"])
    return found


def read_documents(folder: Path) -> dict[str, CorpusDocument]:
    """The documents in the files of a folder, by id, in order of file and line.

    Raises
    ------
    AnnotationError
        At the first fault, naming file, line and document.
    """
    found: dict[str, CorpusDocument] = {}
    for path in jsonl_files(folder):
        for where, data in json_objects(path):
            try:
                document = CorpusDocument.from_dict(data)
                iso_published(document.published)
            except InputError as error:
                raise AnnotationError(f"{where}: {error}") from None
            check_label(document.region, REGIONS, "region", where)
            if document.id in found:
                raise AnnotationError(f"{where}: the id stands twice")
            found[document.id] = document
    return found


def annotated_events(data: Mapping[str, Any], text: str, where: str) -> tuple[AnnotatedEvent, ...]:
    """The checked events of one line of annotations.

    Parameters
    ----------
    data : mapping
        The line's JSON object.
    text : str
        The document that its offsets count in.
    where : str
        What error messages begin with.

    Raises
    ------
    AnnotationError
        Naming the first fault.
    """
    listed = data.get("events")
    if not isinstance(listed, list):
        raise AnnotationError(f"{where}: expected a list of events, [] where there is none; found {listed!r}")
    try:
        events = tuple(record_from_dict(AnnotatedEvent, event, f"event {n}") for n, event in enumerate(listed, 1))
    except InputError as error:
        raise AnnotationError(f"{where}: {error}") from None
    for n, event in enumerate(events, 1):
        check_event(event, text, f"{where}, event {n}")
    return events


@dataclass(frozen=True, slots=True)
class Annotation:
    """One line of annotations: the document's id, its checked events, who labelled it, and where the line stands."""

    id: str
    events: tuple[AnnotatedEvent, ...]
    annotator: str
    where: str


def read_annotations(folder: Path, documents: Mapping[str, CorpusDocument]) -> Iterator[Annotation]:
    """The annotations in the files of a folder, in order of file and line.

    Raises
    ------
    AnnotationError
        At the first fault, naming file, line and document.
    """
    seen: set[str] = set()
    for path in jsonl_files(folder):
        for where, data in json_objects(path):
            doc_id = data["id"]
            if doc_id not in documents or doc_id in seen:
                raise AnnotationError(f"{where}: no such document, or annotated twice")
            seen.add(doc_id)
            events = annotated_events(data, documents[doc_id].text, where)
            yield Annotation(doc_id, events, str(data.get("annotator", "")), where)


def read_corpus(corpus: Path, annotations: Path) -> list[AnnotatedDocument]:
    """Read and check all annotated documents.

    Parameters
    ----------
    corpus, annotations : Path
        The two folders.

    Returns
    -------
    list of AnnotatedDocument
        In order of file and line.

    Raises
    ------
    AnnotationError
        At the first fault, naming file, line and document.
    """
    documents = read_documents(corpus / "documents")
    homes = read_splits(annotations / "splits.csv")
    found: list[AnnotatedDocument] = []
    for one in read_annotations(annotations / "documents", documents):
        home = homes.get(one.id)
        if home is None:
            raise AnnotationError(f"{one.where}: not in {annotations / 'splits.csv'}")
        found.append(AnnotatedDocument(documents[one.id], one.events, one.annotator, home.split, home.group))
    if left := documents.keys() - {d.document.id for d in found}:
        raise AnnotationError(f"{annotations}: without annotation: {', '.join(sorted(left)[:10])}")
    return found


def read_plain(corpus: Path, annotations: Path) -> list[PlainPassage]:
    """Read the plain passages; raises :class:`AnnotationError` as :func:`read_corpus` does."""
    texts: dict[str, str] = {}
    for path in jsonl_files(corpus / "plain"):
        for _, data in json_objects(path):
            texts[data["id"]] = str(data["text"])
    found = []
    for path in jsonl_files(annotations / "plain"):
        for where, data in json_objects(path):
            found.append(_passage(data, texts, where))
    return found


def _passage(data: Mapping[str, Any], texts: Mapping[str, str], where: str) -> PlainPassage:
    if data["id"] not in texts:
        raise AnnotationError(f"{where}: no such passage")
    if data["type"] is not None:
        check_label(data["type"], EVENT_TYPES, "type", where)
        check_label(data["status"], STATUSES, "status", where)
    return PlainPassage(data["id"], texts[data["id"]], data["type"], data["government_involved"], data["status"])
