"""Label Studio's JSON: tasks with annotations and predictions, each a list of results.

A region is a span; its event's choices stand at the first evidence, from which relations go to the other regions.
Sources: https://labelstud.io/guide/task_format and https://labelstud.io/tags/text; offsets count characters since
https://github.com/HumanSignal/label-studio/pull/1559, before that UTF-16 code units.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import PurePath
from typing import Any

from twin_nlp.errors import InputError, OutputError, RowError
from twin_nlp.formats import annotated
from twin_nlp.formats.annotated import CARRIED, DOCUMENT_KEYS, Annotation, Notices, Originals
from twin_nlp.formats.corpus import AnnotatedEvent
from twin_nlp.formats.marks import (
    CHOICES,
    DETAILS,
    SPAN_LABELS,
    Mark,
    Utf16,
    assembled,
    dissolved,
    joined,
    stretch,
    subtype_choice,
    with_evidence,
    without_subtype,
)
from twin_nlp.formats.text import decoded
from twin_nlp.labels import EVENT_TYPES, STATUSES

NAME = "label_studio"
SUBTYPE = "subtype"
TEXT = "text"
LABELS = "label"
_NUMBERS = ("quantity", "count")
_DATA_KEYS = ("id", "text", "published", *DOCUMENT_KEYS)
_SPAN = "span-"
_RELATION = {"type": "relation", "direction": "right", "labels": ["event"]}

Result = Mapping[str, Any]


def control(choice: str) -> str:
    """The name of the control in the labelling configuration that has a choice."""
    if choice in EVENT_TYPES:
        return "type"
    return "status" if choice in STATUSES else choice.partition(":")[0]


def read(data: bytes, file: str, notices: Notices) -> Iterator[Annotation | RowError]:
    """The annotations of all tasks; a task without any is an open document. Messages count tasks as rows, from 1."""
    try:
        tasks = json.loads(decoded(data))
    except InputError as error:
        raise InputError(f"{file}: {error}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file}: not JSON: {error}") from None
    if not isinstance(tasks, list):
        raise InputError(f"{file}: expected a list of tasks, as Label Studio exports as JSON")
    for row, task in enumerate(tasks, 1):
        doc_id = None
        try:
            if not isinstance(task, Mapping) or not isinstance(task.get("data"), Mapping):
                raise InputError("expected a task with data; JSON-MIN has no regions, export JSON")
            doc_id = _id(task) or f"{PurePath(file).name}:{row}"
            lines = _lines(task, doc_id, notices)
        except InputError as error:
            yield RowError(str(error), source=file, row=row, doc_id=doc_id)
            continue
        for line in lines:
            yield annotated.checked(line, file, row)


def _id(task: Mapping[str, Any]) -> str | None:
    named, numbered = task["data"].get("id"), task.get("id")
    return named if isinstance(named, str) and named else None if numbered is None else str(numbered)


def _objects(task: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    listed = task.get(key) or []
    if not isinstance(listed, list) or not all(isinstance(each, Mapping) for each in listed):
        raise InputError(f"{key} must be a list of objects")
    return listed


def _own(holder: Mapping[str, Any]) -> Mapping[str, Any]:
    own = holder.get(CARRIED)
    return own if isinstance(own, Mapping) else {}


def _lines(task: Mapping[str, Any], doc_id: str, notices: Notices) -> list[dict[str, Any]]:
    data = task["data"]
    text = data.get("text")
    if not isinstance(text, str):
        raise InputError("expected the text in data.text")
    of_task: dict[str, Any] = {"id": doc_id, "text": text, "published": annotated.known_date(data.get("published"))}
    of_task |= {key: data[key] for key in DOCUMENT_KEYS if key in data}
    suggestions = []
    for prediction in _objects(task, "predictions"):
        events, kept = _events(_objects(prediction, "result"), text, notices)
        kept |= {"prediction": annotated.without(prediction, "result", "model_version", "score", CARRIED)}
        suggestions.append(
            {
                **_own(prediction),
                "model": prediction.get("model_version"),
                "score": prediction.get("score"),
                "events": events,
                **_bag(kept),
            }
        )
    if suggestions:
        of_task["suggestions"] = suggestions
    known = [key for key in _DATA_KEYS if isinstance(data.get(key), str)]
    kept_task = {
        "task": annotated.without(task, "data", "annotations", "predictions", CARRIED),
        "data": annotated.without(data, *known),
    }
    annotations = _objects(task, "annotations")
    if not annotations:
        return [{**of_task, **_own(task), "verdict": "open", **_bag(kept_task)}]
    lines = []
    for one in annotations:
        skipped = one.get("was_cancelled") is True
        results = _objects(one, "result")
        events, kept = ([], {"skipped": results}) if skipped else _events(results, text, notices)
        kept = {
            **kept_task,
            **kept,
            "annotation": annotated.without(one, "result", "was_cancelled", "annotator", CARRIED),
        }
        line = {**of_task, "annotator": _annotator(one), **_own(one), **_bag(kept)}
        lines.append({**line, "verdict": "skipped"} if skipped else {**line, "events": events})
    return lines


def _bag(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What only Label Studio understands, where there is any."""
    filled = {key: value for key, value in kept.items() if value}
    return {NAME: filled} if filled else {}


def _annotator(one: Mapping[str, Any]) -> str:
    by = one.get("completed_by")
    if isinstance(by, Mapping):
        by = by.get("email", by.get("id"))
    return str(one.get("annotator") or ("" if by is None else by))


def _offsets(value: Mapping[str, Any], text: str, units: Utf16, notices: Notices) -> tuple[int, int]:
    """A region's stretch: its quoted text tells whether characters or UTF-16 code units are counted."""
    start, end, quoted = value.get("start"), value.get("end"), value.get("text")
    if units and isinstance(quoted, str) and type(start) is int and type(end) is int:
        stretches = [(start, end), (units.characters(start), units.characters(end))]
        for one, other in stretches:
            if one is not None and other is not None and text[one:other].split() == quoted.split():
                return stretch(one, other, text)
    if units:
        notices.lost["regions in texts with emoji and the like that don't quote their words: characters counted"] += 1
    return stretch(start, end, text)


def _events(results: Sequence[Result], text: str, notices: Notices) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The events that results tell, and the results as they are kept: those that became events apart."""
    units = Utf16(text)
    marks: dict[str | None, list[Mark]] = {}
    choices: dict[str | None, list[str]] = {}
    claimed: list[Result] = []
    others: list[Result] = []
    for result in results:
        labels = _values(result, "labels")
        notices.foreign.update(label for label in labels if label not in SPAN_LABELS)
        if known := [label for label in labels if label in SPAN_LABELS]:
            start, end = _offsets(result["value"], text, units, notices)
            marks.setdefault(_named(result, "id"), []).extend(Mark(start, end, label) for label in known)
    for result in results:
        region = _named(result, "id")
        if any(label in SPAN_LABELS for label in _values(result, "labels")):
            claimed.append(result)
        elif known := [choice for choice in _values(result, "choices") if choice in CHOICES]:
            choices.setdefault(region if region in marks else None, []).extend(known)
            claimed.append(result)
        elif region in marks and result.get("from_name") == SUBTYPE:
            choices.setdefault(region, []).append(subtype_choice(str(_told(result))))
            claimed.append(result)
        elif region in marks and result.get("from_name") in DETAILS:
            detail = {str(result["from_name"]): _told(result)}
            marks[region] = [Mark(m.start, m.end, m.label, {**m.details, **detail}) for m in marks[region]]
            claimed.append(result)
        elif result.get("type") == "relation" and {*_ends(result)} <= marks.keys():
            claimed.append(result)
        else:
            others.append(result)
    types = [region for region in (None, *marks) if any(c in EVENT_TYPES for c in choices.get(region, []))]
    anchors = types or ([None] if marks or choices else [])
    links = [_ends(result) for result in claimed if result.get("type") == "relation"]
    events = []
    for regions in joined(anchors, {region: of_region[0] for region, of_region in marks.items()}, links):
        chosen = [choice for region in regions for choice in choices.get(region, [])] + choices.get(None, [])
        of_event = [mark for region in regions for mark in marks[region]]
        events.append(assembled(chosen, with_evidence(of_event, text, notices), text))
    plain = all(map(_is_plain, claimed))
    return events, {"results": [] if plain else claimed, "others": others}


def _named(result: Result, key: str) -> str:
    return str(result.get(key))


def _ends(relation: Result) -> tuple[str, str]:
    return _named(relation, "from_id"), _named(relation, "to_id")


def _values(result: Result, kind: str) -> list[str]:
    """The labels or choices of a result."""
    value = result.get("value")
    found = value.get(kind) if isinstance(value, Mapping) else None
    return [str(each) for each in found] if isinstance(found, list) else []


def _is_plain(result: Result) -> bool:
    """Whether a result holds nothing beyond what would be written anyway."""
    if result.get("type") == "relation":
        return result == {**_RELATION, "from_id": result.get("from_id"), "to_id": result.get("to_id")}
    usual = {"id", "from_name", "to_name", "type", "value"}
    content = {"start", "end", "text", "labels", "choices", "number"}
    named = LABELS if result.get("type") == "labels" else _about(result)
    return (
        result.keys() <= usual
        and str(result.get("id")).startswith(_SPAN)
        and result.get("from_name") == named
        and result["value"].keys() <= content
        and all(label in (*SPAN_LABELS, *CHOICES) for k in ("labels", "choices") for label in _values(result, k))
    )


def _told(result: Result) -> object:
    value = result.get("value")
    if not isinstance(value, Mapping):
        raise InputError(f"the result {result.get('from_name')} of region {result.get('id')} has no value")
    if "number" in value:
        number = value["number"]
        return int(number) if isinstance(number, float) and number.is_integer() else number
    told = value.get("text")
    return "\n".join(map(str, told)) if isinstance(told, list) else told


def write(annotations: Sequence[Annotation], notices: Notices) -> bytes:
    """The annotations as tasks, several of one document as one task."""
    tasks: dict[str, dict[str, Any]] = {}
    for found in annotations:
        task = _task(found)
        whole = tasks.setdefault(json.dumps(task, sort_keys=True), {**task, "annotations": []})
        more = annotated.carried(
            found,
            "published",
            *DOCUMENT_KEYS,
            "suggestions",
            *(["verdict"] if found.verdict != "flagged" else []),
            NAME,
        )
        if found.verdict == "open":
            whole |= {CARRIED: more} if more else {}
            continue
        whole["annotations"].append(_annotation(found, more))
        dropped = whole["annotations"][-1].keys() & {"annotator"} | annotated.without(more, "annotator").keys()
        notices.lost.update(f"{key}, which Label Studio drops when it imports the file" for key in sorted(dropped))
    try:
        return (json.dumps(list(tasks.values()), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
    except ValueError as error:
        raise OutputError(f"the tasks can't be written: {error}") from None


def _task(found: Annotation) -> dict[str, Any]:
    kept = found.rest.get(NAME, {})
    # The labelling configuration shows the date, and Label Studio refuses tasks that lack what is shown.
    data: dict[str, Any] = {"id": found.id, "text": found.text, "published": found.published or ""}
    data |= {key: found.rest.get(key) for key in DOCUMENT_KEYS}
    predictions = []
    for suggestion in found.suggestions:
        of_prediction = suggestion.rest.get(NAME, {})
        more = annotated.without(suggestion.rest, NAME)
        predictions.append(
            {
                **of_prediction.get("prediction", {}),
                "model_version": suggestion.model,
                "score": suggestion.score,
                "result": _results(suggestion.events, of_prediction, found.text),
                **({CARRIED: more} if more else {}),
            }
        )
    told = {key: value for key, value in data.items() if value is not None}
    return {**kept.get("task", {}), "data": {**told, **kept.get("data", {})}, "predictions": predictions}


def _annotation(found: Annotation, more: Mapping[str, Any]) -> dict[str, Any]:
    kept = found.rest.get(NAME, {})
    one = {
        **kept.get("annotation", {}),
        "result": kept.get("skipped", []) if found.verdict == "skipped" else _results(found.events, kept, found.text),
        "was_cancelled": found.verdict == "skipped",
    }
    more = annotated.without(more, "annotator")
    if found.annotator and found.annotator != _annotator(one):
        one["annotator"] = found.annotator
    return {**one, CARRIED: more} if more else one


def _results(events: Sequence[AnnotatedEvent], kept: Mapping[str, Any], text: str) -> list[dict[str, Any]]:
    units = Utf16(text)
    claimed: list[Result] = kept.get("results", [])
    others: list[Result] = kept.get("others", [])
    used = {str(result.get("id")) for result in (*claimed, *others)}
    new = (name for n in count(1) if (name := f"{_SPAN}{n}") not in used)
    regions = Originals(
        [result for result in claimed if result.get("type") == "labels"],
        lambda r: (
            next(x for x in _values(r, "labels") if x in SPAN_LABELS),
            *_offsets(r["value"], text, units, Notices()),
        ),
    )
    of_region = Originals(
        [result for result in claimed if result.get("type") not in ("labels", "relation")],
        lambda result: (_named(result, "id"), _about(result)),
    )
    relations = Originals(
        [result for result in claimed if result.get("type") == "relation"],
        lambda result: frozenset(_ends(result)),
    )
    written: list[dict[str, Any]] = []
    for event in events:
        chosen, marks = dissolved(event)
        anchor = None
        for mark in marks:
            original = regions.take(mark.key)
            region = _named(original, "id") if original else next(new)
            where = {"start": mark.start, "end": mark.end}
            foreign = [label for label in _values(original, "labels") if label not in SPAN_LABELS]
            value = {**where, "text": text[mark.start : mark.end], "labels": [mark.label, *foreign]}
            written.append(_result(region, LABELS, "labels", original, value))
            told = {name: value for name, value in mark.details.items() if value is not None}
            controls = [(name, _detail(name, value)) for name, value in told.items()]
            if anchor is None:
                anchor = region
                choices, subtype = without_subtype(chosen)
                controls += [(control(choice), ("choices", {"choices": [choice]})) for choice in choices]
                controls += [(SUBTYPE, _detail(SUBTYPE, subtype))] if subtype is not None else []
            else:
                link = relations.take(frozenset((anchor, region)))
                written.append({**_RELATION, **({} if link else {"from_id": anchor, "to_id": region}), **link})
            for name, (kind, content) in controls:
                original = of_region.take((region, name))
                if kind == "choices":
                    content["choices"] += [c for c in _values(original, "choices") if c not in CHOICES]
                written.append(_result(region, name, kind, original, {**where, **content}))
    return written + [dict(result) for result in others]


def _about(result: Result) -> str:
    """What a result of a region tells: the control of its first choice, or the name of its control."""
    choices = [choice for choice in _values(result, "choices") if choice in CHOICES]
    return control(choices[0]) if choices else str(result.get("from_name"))


def _detail(name: str, value: object) -> tuple[str, dict[str, Any]]:
    return ("number", {"number": value}) if name in _NUMBERS else ("textarea", {"text": [value]})


def _result(region: str, name: str, kind: str, original: Result, value: Mapping[str, Any]) -> dict[str, Any]:
    fresh = {"id": region, "from_name": name, "to_name": TEXT, "type": kind}
    return {**fresh, **original, "value": {**original.get("value", {}), **value}}
