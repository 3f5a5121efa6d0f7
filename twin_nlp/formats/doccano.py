"""doccano's JSON Lines: entities for the slots of events, relations that join them to the entity with their type.

Sources: https://github.com/doccano/doccano (``data_export``, ``data_import``) for the keys; offsets count UTF-16 code
units, as JavaScript does (https://github.com/doccano/doccano/issues/2290), unless a project counts grapheme clusters,
which no file tells. Columns that doccano doesn't know become the document's metadata and come back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import PurePath
from typing import Any

from twin_nlp.errors import InputError, RowError
from twin_nlp.formats import annotated
from twin_nlp.formats.annotated import CARRIED, Annotation, Notices, Originals
from twin_nlp.formats.marks import (
    SPAN_LABELS,
    Mark,
    Utf16,
    assembled,
    dissolved,
    is_choice,
    joined,
    stretch,
    with_evidence,
)
from twin_nlp.labels import EVENT_TYPES

NAME = "doccano"
_COLUMNS = ("entities", "label", "labels")
_CATS = "cats"
_DETAILS = "details"
_OWN = ("id", "text", "data", _CATS, "relations", _DETAILS, "annotator", "verdict", CARRIED)
_EVENT = "event"
_UNITS = (
    "documents with characters outside the Basic Multilingual Plane (such as emoji): offsets are those of a project "
    "that doesn't count grapheme clusters"
)


def read(data: bytes, file: str, notices: Notices) -> Iterator[Annotation | RowError]:
    """A document a row."""
    for row, found in annotated.rows(data, file):
        if isinstance(found, RowError):
            yield found
            continue
        doc_id = found.get("id", f"{PurePath(file).name}:{row}")
        try:
            line = _line(found, notices)
        except InputError as error:
            yield RowError(str(error), source=file, row=row, doc_id=str(doc_id))
            continue
        yield annotated.checked({**line, "id": str(doc_id)}, file, row)


def _objects(row: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    listed = _listed(row, key)
    if not all(isinstance(each, Mapping) for each in listed):
        raise InputError(f"{key} must be a list of objects")
    return listed


def _listed(row: Mapping[str, Any], key: str) -> list[Any]:
    listed = row.get(key) or []
    if not isinstance(listed, list):
        raise InputError(f"{key} must be a list; found {listed!r}")
    return listed


def _line(row: Mapping[str, Any], notices: Notices) -> dict[str, Any]:
    text = row.get("text", row.get("data"))
    if not isinstance(text, str):
        raise InputError("expected a text")
    column = next((name for name in _COLUMNS if name in row), _COLUMNS[0])
    listed = _listed(row, column)
    of_document = [str(each) for each in (*_listed(row, _CATS), *listed) if not isinstance(each, (list, Mapping))]
    chosen = [label for label in of_document if is_choice(label)]
    entities = [_entity(number, each) for number, each in enumerate(listed) if isinstance(each, (list, Mapping))]
    relations = _objects(row, "relations")
    ids = [entity["id"] for entity in entities] + [r.get(end) for r in relations for end in ("from_id", "to_id")]
    if not all(isinstance(each, (int, str)) for each in ids):
        raise InputError("entities need an id, and relations from_id and to_id, that are numbers")
    units = Utf16(text)
    if units and entities:
        notices.lost[_UNITS] += 1
    marks = {entity["id"]: _mark(entity, text, units) for entity in entities}
    known = {key: mark for key, mark in marks.items() if mark.label in SPAN_LABELS or is_choice(mark.label)}
    foreign = [mark.label for key, mark in marks.items() if key not in known]
    notices.foreign.update([*foreign, *(label for label in of_document if not is_choice(label))])
    links = [r for r in relations if {r.get("from_id"), r.get("to_id")} <= known.keys()]
    events = _events(row, text, known, chosen, links, notices)
    published = annotated.known_date(row.get("published"))
    kept = {
        "columns": annotated.without(row, *_OWN, column, *(["published"] if published else [])),
        "others": [each for each in entities if each["id"] not in known],
        "relations": [relation for relation in relations if relation not in links],
        "choices": [label for label in of_document if not is_choice(label)],
    }
    if not _is_plain(entities, relations):
        kept |= {"entities": [each for each in entities if each["id"] in known], "links": links}
    if of_document or _CATS in row:
        kept["choices column"] = _CATS if _CATS in row else column
    elif column != _COLUMNS[0] or any(isinstance(each, list) for each in listed):
        kept["triples column"] = column
    if not isinstance(row.get("id", ""), str):
        kept["id"] = row["id"]
    carried = row.get(CARRIED)
    line = {
        **(carried if isinstance(carried, Mapping) else {}),
        "text": text,
        "published": published,
        "annotator": str(row.get("annotator") or ""),
        "verdict": row.get("verdict", "answered"),
    }
    if line["verdict"] in ("answered", "flagged"):
        line["events"] = events
    filled = {key: value for key, value in kept.items() if value or key == "id"}
    return {**line, NAME: filled} if filled else line


def _events(
    row: Mapping[str, Any],
    text: str,
    marks: Mapping[object, Mark],
    of_document: Sequence[str],
    links: Sequence[Mapping[str, Any]],
    notices: Notices,
) -> list[dict[str, Any]]:
    types: list[object] = [key for key, mark in marks.items() if mark.label in EVENT_TYPES]
    anchors = types or ([None] if marks or of_document else [])
    details = Originals(_objects(row, _DETAILS), lambda each: (each.get("label"), each.get("start"), each.get("end")))
    events = []
    for keys in joined(anchors, marks, [(link["from_id"], link["to_id"]) for link in links]):
        of_event = [marks[key] for key in keys]
        choices = [mark.label for mark in of_event if is_choice(mark.label)]
        spans = [
            Mark(m.start, m.end, m.label, annotated.without(details.take(m.key), "label", "start", "end"))
            for m in of_event
            if m.label in SPAN_LABELS
        ]
        events.append(assembled([*choices, *of_document], with_evidence(spans, text, notices), text))
    return events


def _is_plain(entities: Sequence[Mapping[str, Any]], relations: Sequence[Mapping[str, Any]]) -> bool:
    """Whether entities and relations hold nothing beyond what would be written anyway."""
    return all(
        entity.keys() <= {"id", "start_offset", "end_offset", "label"} and entity["id"] == number
        for number, entity in enumerate(entities)
    ) and all(
        relation.keys() <= {"id", "from_id", "to_id", "type"}
        and (relation.get("id"), relation.get("type")) == (number, _EVENT)
        for number, relation in enumerate(relations)
    )


def _entity(number: int, found: object) -> dict[str, Any]:
    """An entity as an object with an id; a triple of start, end and label has its number."""
    if isinstance(found, list) and len(found) == 3:
        return {"id": number, "start_offset": found[0], "end_offset": found[1], "label": found[2]}
    if isinstance(found, Mapping) and "label" in found:
        return {"id": number, **found}
    raise InputError(f"expected entities as [start, end, label] or with start_offset, end_offset, label; found {found}")


def _mark(entity: Mapping[str, Any], text: str, units: Utf16) -> Mark:
    start, end = entity.get("start_offset"), entity.get("end_offset")
    if type(start) is int and type(end) is int:
        start, end = units.characters(start), units.characters(end)
        if start is None or end is None:
            raise InputError(
                f"{entity['start_offset']}:{entity['end_offset']} ends within a character: offsets must count UTF-16 "
                "code units, as doccano does in a project that doesn't count grapheme clusters"
            )
    return Mark(*stretch(start, end, text), str(entity["label"]))


def write(annotations: Sequence[Annotation], notices: Notices) -> bytes:
    """The annotations as rows."""
    return annotated.encoded((found.id, _row(found, notices)) for found in annotations)


def _row(found: Annotation, notices: Notices) -> dict[str, Any]:
    kept = found.rest.get(NAME, {})
    units = Utf16(found.text)
    several = len(found.events) > 1
    originals = Originals(kept.get("entities", []), lambda each: _mark(each, found.text, units).key)
    links = Originals(kept.get("links", []), lambda each: frozenset((each["from_id"], each["to_id"])))
    used = [each["id"] for each in (*kept.get("entities", []), *kept.get("others", []))]
    new = count(max((i for i in used if isinstance(i, int)), default=-1) + 1)
    entities: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []
    details: list[dict[str, Any]] = []
    of_document: list[str] = []
    for event in found.events:
        choices, marks = dissolved(event)
        if "choices column" in kept and not several:
            of_document, choices = choices, []
        heads = [Mark(marks[0].start, marks[0].end, choice) for choice in choices]
        anchor = None
        for mark in (*heads, *marks):
            original = originals.take(mark.key)
            key = original["id"] if original else next(new)
            start, end = units.units(mark.start), units.units(mark.end)
            entities.append({**original, "id": key, "start_offset": start, "end_offset": end, "label": mark.label})
            if anchor is not None:
                link = {"id": len(relations), "from_id": anchor, "to_id": key, "type": _EVENT}
                relations.append({**link, **links.take(frozenset((anchor, key)))})
            elif heads:
                anchor = key
            if mark.details:
                details.append({"label": mark.label, "start": mark.start, "end": mark.end, **mark.details})
    if units and entities:
        notices.lost[_UNITS] += 1
    row: dict[str, Any] = {**kept.get("columns", {}), "id": kept.get("id", found.id), "text": found.text}
    own = {"published": found.published, "annotator": found.annotator, "verdict": found.verdict}
    row |= {key: value for key, value in own.items() if value and value != "answered"}
    if "choices column" in kept:
        row[kept["choices column"]] = [*of_document, *kept.get("choices", [])]
    entities += kept.get("others", [])
    if "triples column" in kept and not several:
        row[kept["triples column"]] = [[e["start_offset"], e["end_offset"], e["label"]] for e in entities]
    elif entities or "choices column" not in kept:
        row |= {"entities": entities, "relations": [*relations, *kept.get("relations", [])]}
    if details:
        row[_DETAILS] = details
    more = annotated.carried(found, "published", "annotator", "verdict", NAME)
    return {**row, CARRIED: more} if more else row
