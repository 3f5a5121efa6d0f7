"""Annotated documents as CSV: a row for each document, and behind it one for each span of its events."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from twin_nlp.errors import InputError, RowError
from twin_nlp.formats import annotated
from twin_nlp.formats.annotated import DOCUMENT_KEYS, Annotation, Notices
from twin_nlp.formats.marks import DETAILS, SPAN_LABELS, Mark, assembled, dissolved, stretch
from twin_nlp.formats.text import LONGEST, encoding, undecoded

_OF_DOCUMENT = ("id", "published", *DOCUMENT_KEYS, "annotator", "verdict", "text")
_OF_EVENT = ("event", "type", "government_involved", "status", "tie", "subtype")
_OF_SPAN = ("label", "start", "end", "words", *DETAILS)
COLUMNS = (*_OF_DOCUMENT, *_OF_EVENT, *_OF_SPAN)
_TOLD = {True: "true", False: "false"}

Row = dict[str, str]


def read(data: bytes, file: str, notices: Notices) -> Iterator[Annotation | RowError]:
    """The documents; a row without the number of an event begins one. Rows are counted from 1 after the header.

    Raises
    ------
    InputError
        When it isn't CSV, or lacks one of :data:`COLUMNS`.
    """
    csv.field_size_limit(LONGEST)
    documents: list[tuple[int, Row, list[Row]]] = []
    row = 0
    try:
        # A text may hold NUL, so it isn't taken for a sign of a binary file here; the header tells those.
        lines = io.StringIO(data.decode(encoding(data[:4]), "surrogateescape"), newline="")
        table = csv.DictReader(lines, restval="", strict=True)
        if missing := [name for name in COLUMNS if name not in (table.fieldnames or ())]:
            raise InputError(f"expected the columns {', '.join(COLUMNS)}; it lacks {', '.join(missing)}")
        for row, cells in enumerate(table, 1):
            if problem := undecoded("".join(cells[name] for name in COLUMNS)):
                raise InputError(problem)
            if not cells["event"]:
                documents.append((row, cells, []))
            elif not documents or documents[-1][1]["id"] != cells["id"]:
                raise InputError(f"an event of {cells['id']!r} stands apart from its document, the row without event")
            else:
                documents[-1][2].append(cells)
    except (InputError, csv.Error, UnicodeError) as error:
        raise InputError(f"{file}{f', row {row}' if row else ''}: {error}") from None
    for row, cells, of_events in documents:
        told = {name: cells[name] or None for name in _OF_DOCUMENT if cells[name] or name == "published"}
        try:
            line: dict[str, Any] = {**told, "text": cells["text"]}
            if cells["verdict"] in ("answered", "flagged"):
                line["events"] = _events(of_events, cells["text"])
        except InputError as error:
            yield RowError(str(error), source=file, row=row, doc_id=cells["id"])
            continue
        yield annotated.checked(line, file, row)


def _events(rows: Sequence[Row], text: str) -> list[dict[str, Any]]:
    grouped: dict[str, list[Row]] = {}
    for cells in rows:
        grouped.setdefault(cells["event"], []).append(cells)
    events = []
    for number, of_event in grouped.items():
        head = of_event[0]
        if any(cells[name] != head[name] for cells in of_event for name in _OF_EVENT):
            raise InputError(f"the rows of event {number} differ in {', '.join(_OF_EVENT[1:])}")
        if head["government_involved"] not in _TOLD.values():
            raise InputError(f"government_involved must be true or false; found {head['government_involved']!r}")
        event = assembled([head["type"], head["status"]], [_mark(cells, text) for cells in of_event], text)
        event["government_involved"] = head["government_involved"] == _TOLD[True]
        events.append({**event, "tie": head["tie"] or None, "subtype": head["subtype"] or None})
    return events


def _mark(cells: Row, text: str) -> Mark:
    if cells["label"] not in SPAN_LABELS:
        raise InputError(f"label must be one of {', '.join(SPAN_LABELS)}; found {cells['label']!r}")
    start, end = stretch(_number(cells["start"]), _number(cells["end"]), text)
    if text[start:end] != cells["words"]:
        raise InputError(f"{start}:{end} should be {cells['words']!r}, the text has {text[start:end]!r}")
    details: dict[str, Any] = {name: cells[name] for name in DETAILS if cells[name]}
    details |= {name: _number(cells[name]) for name in ("count", "quantity") if name in details}
    return Mark(start, end, cells["label"], details)


def _number(cell: str) -> int | float:
    try:
        return int(cell)
    except ValueError:
        try:
            return float(cell)
        except ValueError:
            raise InputError(f"expected a number; found {cell!r}") from None


def write(annotations: Sequence[Annotation], notices: Notices) -> bytes:
    """The annotations as rows."""
    file = io.StringIO(newline="")
    table = csv.DictWriter(file, COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writeheader()
    for found in annotations:
        lost = [key for key in found.rest if key not in DOCUMENT_KEYS] + (["suggestions"] if found.suggestions else [])
        notices.lost.update(f"{key}, for which CSV has no column" for key in lost)
        of_document = {"id": found.id, "published": found.published, "annotator": found.annotator, "text": found.text}
        of_document |= {key: found.rest.get(key) for key in DOCUMENT_KEYS}
        table.writerow({**of_document, "verdict": found.verdict})
        for number, event in enumerate(found.events, 1):
            of_event = {name: getattr(event, name) for name in _OF_EVENT[1:]}
            of_event |= {"government_involved": _TOLD[event.government_involved], "event": number, "id": found.id}
            for mark in dissolved(event)[1]:
                span = {"label": mark.label, "start": mark.start, "end": mark.end, **mark.details}
                table.writerow({**of_event, **span, "words": found.text[mark.start : mark.end]})
    return file.getvalue().encode()
