"""Prodigy's JSON Lines: a task for each event of a document, with spans for its slots and choices for its labels.

Source: https://prodi.gy/docs/api-interfaces (``spans_manual``, ``choice``, ``text_input``; ``answer``). Offsets count
characters, as Python does. Prodigy keeps keys that it doesn't know, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from twin_nlp.errors import InputError, RowError
from twin_nlp.formats import annotated
from twin_nlp.formats.annotated import CARRIED, Annotation, Notices, Originals, Verdict
from twin_nlp.formats.marks import (
    CHOICES,
    DETAILS,
    NONE,
    SPAN_LABELS,
    Mark,
    assembled,
    dissolved,
    stretch,
    subtype_choice,
    with_evidence,
    without_subtype,
)

NAME = "prodigy"
_VERDICTS: dict[object, Verdict] = {"accept": "answered", "reject": "flagged", "ignore": "skipped", None: "open"}
_ANSWERS = {verdict: answer for answer, verdict in _VERDICTS.items()}


def read(data: bytes, file: str, notices: Notices) -> Iterator[Annotation | RowError]:
    """The documents of a file, each with the events of all its tasks; messages name the first one's line."""
    groups: dict[tuple[str, str, str], list[tuple[int, Mapping[str, Any]]]] = {}
    for row, task in annotated.rows(data, file):
        if isinstance(task, RowError):
            yield task
            continue
        doc_id = _id(task) or f"{PurePath(file).name}:{row}"
        text = task.get("text")
        if not isinstance(text, str):
            yield RowError("expected a task with a text", source=file, row=row, doc_id=doc_id)
            continue
        groups.setdefault((doc_id, _annotator(task), text), []).append((row, task))
    for (doc_id, annotator, text), tasks in groups.items():
        row = tasks[0][0]
        try:
            found = _document([task for _, task in tasks], text, notices)
        except InputError as error:
            yield RowError(str(error), source=file, row=row, doc_id=doc_id)
            continue
        yield annotated.checked({**found, "id": doc_id, "annotator": annotator, "text": text}, file, row)


def _meta(task: Mapping[str, Any]) -> Mapping[str, Any]:
    meta = task.get("meta")
    return meta if isinstance(meta, Mapping) else {}


def _id(task: Mapping[str, Any]) -> str | None:
    named, hashed = _meta(task).get("id"), task.get("_input_hash")
    return named if isinstance(named, str) and named else None if hashed is None else str(hashed)


def _annotator(task: Mapping[str, Any]) -> str:
    return str(task.get("_annotator_id") or task.get("_session_id") or "")


def _document(tasks: Sequence[Mapping[str, Any]], text: str, notices: Notices) -> dict[str, Any]:
    """The tasks of one document: those that were accepted, else those that were rejected, tell its events."""
    for task in tasks:
        if task.get("answer") not in _ANSWERS.values():
            raise InputError(f"answer must be accept, reject or ignore; found {task['answer']!r}")
    answer = next(answer for answer in _VERDICTS if any(task.get("answer") == answer for task in tasks))
    standing = sorted((task for task in tasks if task.get("answer") == answer), key=_event_number)
    others = [dict(task) for task in tasks if task.get("answer") != answer]
    verdict = _VERDICTS[answer]
    first: Mapping[str, Any] = next((t[CARRIED] for t in tasks if isinstance(t.get(CARRIED), Mapping)), {})
    published = next((d for t in tasks if (d := annotated.known_date(_meta(t).get("published")))), None)
    meta = _meta(standing[0])
    told = {"id": _id(standing[0]), "published": published}
    if verdict == "open":
        told |= {"model": meta.get("model"), "score": meta.get("score")}
    events, kept = [], []
    for task in standing:
        event = None if verdict == "skipped" else _event(task, text, notices, strict=verdict != "flagged")
        if event is not None:
            events.append(event)
            kept.append(_kept(task, {**told, "event": len(events)}, of_event=True))
        else:
            others.append(dict(task))
    if not events:
        del others[others.index(dict(standing[0]))]
        kept = [_kept(standing[0], told if "model" in meta else {**told, "score": None}, _is_empty(standing[0]))]
    for task in others:
        del task["text"]
    found: dict[str, Any] = {"published": published, **first, "verdict": verdict}
    of_prodigy = {"tasks": kept if any(kept) else [], "others": others}
    if any(of_prodigy.values()):
        found[NAME] = {key: value for key, value in of_prodigy.items() if value}
    if verdict == "open" and (events or "model" in meta):
        rest = found.pop("suggestion", {})
        suggestion = {**rest, "model": meta.get("model"), "score": meta.get("score"), "events": events}
        found["suggestions"] = [suggestion, *first.get("suggestions", [])]
    elif verdict in ("answered", "flagged"):
        found["events"] = events
    return found


def _event_number(task: Mapping[str, Any]) -> int:
    number = _meta(task).get("event")
    return number if isinstance(number, int) else 0


def _choices(task: Mapping[str, Any]) -> list[str]:
    accept = task.get("accept", [task["label"]] if isinstance(task.get("label"), str) else [])
    chosen = [accept] if isinstance(accept, str) else accept
    if not isinstance(chosen, list):
        raise InputError(f"accept must be a list of choices; found {accept!r}")
    return [str(choice) for choice in chosen]


def _spans(task: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    spans = task.get("spans") or []
    if not isinstance(spans, list) or not all(isinstance(span, Mapping) for span in spans):
        raise InputError("spans must be a list of objects")
    return spans


def _is_empty(task: Mapping[str, Any]) -> bool:
    """Whether a task tells no event."""
    known = [c for c in _choices(task) if c in CHOICES]
    return not known and not any(span.get("label") in SPAN_LABELS for span in _spans(task))


def _event(task: Mapping[str, Any], text: str, notices: Notices, strict: bool) -> dict[str, Any] | None:
    choices, spans = _choices(task), _spans(task)
    notices.foreign.update(c for c in choices if c not in CHOICES and c != NONE)
    notices.foreign.update(str(s.get("label")) for s in spans if s.get("label") not in SPAN_LABELS)
    if _is_empty(task):
        return None
    try:
        if NONE in choices:
            raise InputError(f"it has the choice {NONE!r}, and an event's choices or spans too")
        marks = [
            Mark(*stretch(span.get("start"), span.get("end"), text), span["label"], _details(span))
            for span in spans
            if span.get("label") in SPAN_LABELS
        ]
        chosen = [choice for choice in choices if choice in CHOICES]
        if (subtype := _subtype(task)) is not None:
            chosen.append(subtype_choice(subtype))
        return assembled(chosen, with_evidence(marks, text, notices), text)
    except InputError:
        if strict:
            raise
        return None


def _details(span: Mapping[str, Any]) -> dict[str, Any]:
    return {name: span[name] for name in DETAILS if name in span}


def _kept(task: Mapping[str, Any], told: Mapping[str, Any], of_event: bool) -> dict[str, Any]:
    """A task as it is kept: without what became of an event, and what ``told`` would put into its ``meta`` again."""
    of_task = annotated.without(task, "text", "spans", "answer", "_annotator_id", CARRIED)
    if of_event:
        of_task = annotated.without(of_task, "accept", *(["subtype"] if _subtype(task) else []))
    if isinstance(task.get("meta"), Mapping):
        of_task["meta"] = {k: v for k, v in _meta(task).items() if k not in told or v != told[k]}
        of_task = of_task if of_task["meta"] else annotated.without(of_task, "meta")
    kept: dict[str, Any] = {"task": of_task}
    spans = _spans(task)
    if of_event:
        ours = [span for span in spans if span.get("label") in SPAN_LABELS]
        kept["spans"] = [span for span in ours if not span.keys() <= {"start", "end", "label", *DETAILS}]
        spans = [span for span in spans if span.get("label") not in SPAN_LABELS]
        kept["choices"] = [c for c in _choices(task) if c not in CHOICES and c != NONE] if "accept" in task else []
    kept["other spans"] = spans
    return {key: value for key, value in kept.items() if value}


def _subtype(task: Mapping[str, Any]) -> str | None:
    found = task.get("subtype")
    return found if isinstance(found, str) and found else None


def write(annotations: Sequence[Annotation], notices: Notices) -> bytes:
    """The annotations as tasks, in order."""
    return annotated.encoded((found.id, task) for found in annotations for task in _tasks(found))


def _tasks(found: Annotation) -> list[dict[str, Any]]:
    kept = found.rest.get(NAME, {})
    suggestion = found.suggestions[0] if found.verdict == "open" and found.suggestions else None
    events = suggestion.events if suggestion else found.events
    more = annotated.carried(found, "published", "annotator", "verdict", NAME)
    meta: dict[str, Any] = {"id": found.id, "published": found.published, "event": None, "model": None, "score": None}
    if suggestion:
        meta.update(model=suggestion.model, score=suggestion.score)
        more["suggestions"] = more["suggestions"][1:]
        if suggestion.rest:
            more["suggestion"] = suggestion.rest
    written: list[dict[str, Any]] = []
    for number in range(max(1, len(events))):
        original = kept["tasks"][number] if number < len(kept.get("tasks", [])) else {}
        task: dict[str, Any] = {"text": found.text, **original.get("task", {})}
        spans: list[dict[str, Any]] = []
        choices: list[str] = []
        subtype = None
        if events:
            chosen, marks = dissolved(events[number])
            choices, subtype = without_subtype(chosen)
            spans = _written(marks, original.get("spans", []))
            meta["event"] = number + 1
        elif found.verdict == "answered":
            choices = [NONE]
        told = {key: value for key, value in meta.items() if value is not None}
        task["meta"] = {**told, **_meta(task)}
        others, accept = original.get("other spans", []), _choices(task) if "accept" in task else []
        if events or found.verdict == "answered":
            # Spans and choices of a task that was skipped don't count any more once it is answered.
            others = [span for span in others if span.get("label") not in SPAN_LABELS]
            accept = [choice for choice in accept if choice not in (*CHOICES, NONE)]
        task["spans"] = [*spans, *others]
        task["accept"] = [*choices, *original.get("choices", []), *accept]
        if subtype is not None:
            task["subtype"] = subtype
        if found.verdict != "open":
            task["answer"] = _ANSWERS[found.verdict]
        if found.annotator:
            task["_annotator_id"] = found.annotator
        if more and not written:
            task[CARRIED] = more
        written.append(task)
    return written + [{"text": found.text, **task} for task in kept.get("others", [])]


def _written(marks: Sequence[Mark], originals: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    left = Originals(originals, lambda span: (span.get("label"), span.get("start"), span.get("end")))
    return [{**left.take(m.key), "start": m.start, "end": m.end, "label": m.label, **m.details} for m in marks]
