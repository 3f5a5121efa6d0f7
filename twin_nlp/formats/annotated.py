"""Annotated documents, complete in themselves: what is converted to the formats of other tools and from them.

The file is JSON Lines: one object for each document and annotator, with the text, the events in the form of
``annotations/documents/*.jsonl``, and all that another tool knows of it beside.
"""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar, get_args

from twin_nlp.errors import InputError, OutputError, RowError, TwinNlpError
from twin_nlp.formats import jsonl
from twin_nlp.formats.answers import Log, fault
from twin_nlp.formats.corpus import AnnotatedEvent, CorpusDocument, annotated_events, check_label
from twin_nlp.formats.output import complete
from twin_nlp.formats.text import open_text
from twin_nlp.records import iso_published

Verdict = Literal["open", "answered", "skipped", "flagged"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
DOCUMENT_KEYS = ("language", "register", "region", "author")
"""What the corpus tells of a text beside id, date and words."""
CARRIED = "twin_nlp"
"""The key under which other formats carry what they have no place of their own for."""

_KEYS = ("id", "published", "annotator", "verdict", "text", "events", "suggestions")
_SUGGESTION_KEYS = ("model", "score", "events")

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a model made of a document; ``rest`` is what else is known of it, by key."""

    model: str | None
    score: float | None
    events: tuple[AnnotatedEvent, ...]
    rest: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one annotator made of one document.

    ``verdict`` is "open" where nobody has answered yet; ``annotator`` is empty where nobody is named. ``rest`` is
    JSON data by key: what the corpus tells of the text, unknown keys, and under the name of another tool what only
    that tool understands.
    """

    id: str
    text: str
    published: str | None = None
    annotator: str = ""
    verdict: Verdict = "answered"
    events: tuple[AnnotatedEvent, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    rest: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Notices:
    """What is to be told of a conversion: labels that name nothing of an event, and what can't be held."""

    foreign: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)


class Originals(Generic[K]):
    """What another tool wrote of spans or regions, to be found again by what they say."""

    def __init__(self, items: Iterable[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], K]) -> None:
        self._by_key: defaultdict[K, list[Mapping[str, Any]]] = defaultdict(list)
        for item in items:
            self._by_key[key(item)].append(item)

    def take(self, key: K) -> Mapping[str, Any]:
        """The first that is left with this key, which is then gone; empty where none is."""
        left = self._by_key.get(key)
        return left.pop(0) if left else {}


def whole_file(path: Path) -> bytes:
    """A whole file; raises :class:`InputError` when it can't be read or is empty."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from None
    if not data:
        raise InputError(f"{path}: the file is empty; expected annotations")
    return data


def write_file(path: Path, data: bytes) -> None:
    """Write a whole file or none of it; raises :class:`OutputError` when that can't be done."""
    with complete(path) as file:
        file.write(data)


def rows(data: bytes, file: str) -> Iterator[tuple[int, Mapping[str, Any] | RowError]]:
    """The objects of a JSON Lines file by line number, from 1, or what is wrong with the line."""
    try:
        lines = open_text(io.BytesIO(data))
    except InputError as error:
        raise InputError(f"{file}: {error}") from None
    for row, found in jsonl.objects(lines):
        yield row, RowError(found, source=file, row=row) if isinstance(found, str) else found


def encoded(lines: Iterable[tuple[str, Mapping[str, Any]]]) -> bytes:
    """Objects with the document's id as JSON Lines; raises :class:`OutputError` naming one that can't be written."""
    found = []
    for doc_id, line in lines:
        try:
            found.append(jsonl.encoded([line]))
        except ValueError as error:
            raise OutputError(f"document {doc_id} can't be written: {error}") from None
    return b"".join(found)


def annotation(data: Mapping[str, Any]) -> Annotation:
    """Check an object of the project's own form.

    Raises
    ------
    TwinNlpError
        Naming the first fault.
    """
    doc_id, text = data.get("id"), data.get("text")
    if not isinstance(doc_id, str) or not doc_id:
        raise InputError(f"expected an id that is a string; found {doc_id!r}")
    if not isinstance(text, str):
        raise InputError(f"expected a text; found {type(text).__name__}")
    try:
        jsonl.encoded([data])
    except ValueError as error:
        raise InputError(f"it holds what UTF-8 and JSON can't (half of a surrogate pair, NaN): {error}") from None
    iso_published(data.get("published"))
    verdict: Any = data.get("verdict", "open" if data.get("events") is None else "answered")
    check_label(verdict, VERDICTS, "verdict", "annotation")
    listed = data.get("events")
    events = () if listed is None else annotated_events(data, text, "annotation")
    if events and verdict in ("open", "skipped"):
        raise InputError(f"a document with the verdict {verdict} has no events; found {len(events)}")
    suggested = data.get("suggestions", [])
    if not isinstance(suggested, list) or not all(isinstance(each, Mapping) for each in suggested):
        raise InputError("suggestions must be a list of objects")
    return Annotation(
        id=doc_id,
        text=text,
        published=data.get("published"),
        annotator=str(data.get("annotator") or ""),
        verdict=verdict,
        events=events,
        suggestions=tuple(_suggestion(each, text) for each in suggested),
        rest=without(data, *_KEYS),
    )


def _suggestion(data: Mapping[str, Any], text: str) -> Suggestion:
    return Suggestion(
        model=data.get("model"),
        score=data.get("score"),
        events=annotated_events(data, text, "suggestion"),
        rest=without(data, *_SUGGESTION_KEYS),
    )


def to_json(found: Annotation) -> dict[str, Any]:
    """The object that :func:`annotation` reads back."""
    line: dict[str, Any] = {
        "id": found.id,
        "published": found.published,
        **found.rest,
        "annotator": found.annotator,
        "verdict": found.verdict,
        "text": found.text,
        "events": [event.to_dict() for event in found.events],
    }
    if found.verdict in ("open", "skipped"):
        del line["events"]
    if found.suggestions:
        line["suggestions"] = [
            {"model": s.model, "score": s.score, **s.rest, "events": [event.to_dict() for event in s.events]}
            for s in found.suggestions
        ]
    return line


def carried(found: Annotation, *held: str) -> dict[str, Any]:
    """What a format carries without understanding it: all but text, events and the keys that it holds itself."""
    usual = {"published": None, "annotator": "", "verdict": "answered"}
    told = without(to_json(found), "id", "text", "events", *held)
    return {key: value for key, value in told.items() if key not in usual or usual[key] != value}


def without(data: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """``data`` less these keys."""
    return {key: value for key, value in data.items() if key not in keys}


def known_date(value: object) -> str | None:
    """A publication date where ``value`` is one."""
    try:
        return value if isinstance(value, str) and iso_published(value) else None
    except InputError:
        return None


def checked(data: Mapping[str, Any], file: str, row: int) -> Annotation | RowError:
    """:func:`annotation`, or what is wrong with the row."""
    try:
        return annotation(data)
    except TwinNlpError as error:
        doc_id = data.get("id")
        return RowError(str(error), source=file, row=row, doc_id=doc_id if isinstance(doc_id, str) else None)


def read(data: bytes, file: str, texts: Callable[[], Mapping[str, CorpusDocument]]) -> Iterator[Annotation | RowError]:
    """Annotated documents of the project's own form.

    A line without a text is one of ``annotations/`` or of a round: its text is that of ``texts`` with the same id,
    of several answers to a document the last one stands, and answers that were taken back are left out.

    Parameters
    ----------
    data : bytes
        The whole file.
    file : str
        What messages call it.
    texts : callable
        Gives the documents of the corpus by id; called when a line has no text.
    """
    found = [(row, _whole_or_of_log(line, file, row)) for row, line in rows(data, file) if not _says_torn(line)]
    log = Log(tuple((row, line) for row, line in found if isinstance(line, Mapping) and "text" not in line))
    standing = {(line["id"], str(line.get("annotator"))): row for row, line in log.answers()}
    stands = set(standing.values())
    for row, line in found:
        if isinstance(line, RowError):
            yield line
        elif "text" in line:
            yield checked(line, file, row)
        elif row not in stands:
            continue
        elif (document := texts().get(line["id"])) is not None:
            yield checked({**document.to_dict(), **line}, file, row)
        else:
            yield RowError(
                "it has no text, nor has the corpus one with this id; name another with --corpus",
                source=file,
                row=row,
                doc_id=line["id"],
            )


def _says_torn(line: Mapping[str, Any] | RowError) -> bool:
    return isinstance(line, Mapping) and "torn" in line and "text" not in line


def _whole_or_of_log(line: Mapping[str, Any] | RowError, file: str, row: int) -> Mapping[str, Any] | RowError:
    """A line with a text, or one that a log can have; else what is wrong with it."""
    if isinstance(line, RowError) or "text" in line or not (problem := fault(line)):
        return line
    return RowError(problem, source=file, row=row)


def write(annotations: Sequence[Annotation], notices: Notices) -> bytes:
    """The annotations as JSON Lines, which holds everything."""
    return encoded((found.id, to_json(found)) for found in annotations)
