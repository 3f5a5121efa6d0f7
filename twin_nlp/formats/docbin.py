"""spaCy's DocBin: a span group for each event, whose spans are labelled with its slots; types as categories.

Source: https://spacy.io/api/docbin and https://spacy.io/api/spangroup. Spans are of whole tokens, so tokens are cut
where a span begins or ends.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import PurePath
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span, SpanGroup
from spacy.vocab import Vocab

from twin_nlp.errors import InputError, RowError
from twin_nlp.formats import annotated
from twin_nlp.formats.annotated import CARRIED, Annotation, Notices
from twin_nlp.formats.marks import SPAN_LABELS, Mark, assembled, dissolved, is_choice, with_evidence
from twin_nlp.labels import EVENT_TYPES

NAME = "docbin"
_LIKELY = 0.5
_TOKEN_ANNOTATION = ("TAG", "POS", "MORPH", "LEMMA", "DEP", "ENT_IOB", "SENT_START")


def read(data: bytes, file: str, notices: Notices) -> Iterator[Annotation | RowError]:
    """The documents; messages count them as rows, from 1."""
    try:
        docs = list(DocBin().from_bytes(data).get_docs(Vocab()))
    except Exception as error:
        # spaCy checks nothing of what it unpacks, so what is no DocBin fails in any way.
        raise InputError(f"{file}: not a DocBin of spaCy, or a damaged one ({type(error).__name__})") from None
    for row, doc in enumerate(docs, 1):
        # msgpack gives tuples where lists were written.
        own = _as_json(doc.user_data.pop(CARRIED, None))
        own = own if isinstance(own, dict) else {}
        doc_id = own.get("id") or f"{PurePath(file).name}:{row}"
        try:
            line = _line(doc, notices)
        except InputError as error:
            yield RowError(str(error), source=file, row=row, doc_id=doc_id)
            continue
        if own.get("verdict") in ("open", "skipped"):
            del line["events"]
        yield annotated.checked({**line, **own, "id": doc_id, "text": doc.text}, file, row)


def _line(doc: Doc, notices: Notices) -> dict[str, Any]:
    if any(doc.has_annotation(name) for name in _TOKEN_ANNOTATION) or doc.ents:
        notices.lost["documents with annotation of tokens or entities, of which only the spans are read"] += 1
    groups = {name: group for name, group in doc.spans.items() if any(s.label_ in SPAN_LABELS for s in group)}
    likely = [name for name, score in doc.cats.items() if is_choice(name) and score > _LIKELY]
    events, names = [], []
    others = {name: [[s.start_char, s.end_char, s.label_] for s in g] for name, g in doc.spans.items()}
    for name, group in groups.items():
        details = _as_json(group.attrs.get("details"))
        if not (isinstance(details, list) and len(details) == len(group) and all(isinstance(d, dict) for d in details)):
            details = [{}] * len(group)
        marks = [
            Mark(span.start_char, span.end_char, span.label_, of_span)
            for span, of_span in zip(group, details, strict=True)
            if span.label_ in SPAN_LABELS
        ]
        chosen = _as_json(group.attrs.get("choices"))
        choices = list(map(str, chosen)) if isinstance(chosen, list) else likely
        events.append(assembled(choices, with_evidence(marks, doc.text, notices), doc.text))
        names.append(name)
        others[name] = [span for span in others[name] if span[2] not in SPAN_LABELS]
    if not groups and any(name in EVENT_TYPES for name in likely):
        events.append(assembled(likely, with_evidence([], doc.text, notices), doc.text))
        names.append(_group(1))
    notices.foreign.update(label for spans in others.values() for _, _, label in spans)
    kept = {
        "names": names if names != [_group(number) for number in range(1, len(names) + 1)] else [],
        "spans": {name: spans for name, spans in others.items() if spans},
        "cats": {name: score for name, score in doc.cats.items() if not is_choice(name)},
        "user data": _user_data(doc, notices),
    }
    filled = {key: value for key, value in kept.items() if value}
    return {"events": events, **({NAME: filled} if filled else {})}


def _group(number: int) -> str:
    return f"event-{number}"


def _user_data(doc: Doc, notices: Notices) -> list[list[Any]]:
    """The user's data as pairs, where JSON can hold it; keys may be tuples."""
    found = []
    for key, value in doc.user_data.items():
        if (pair := _as_json([key, value])) is None:
            notices.lost[f"the user data {key!r}, which JSON can't hold"] += 1
        else:
            found.append(pair)
    return found


def _as_json(value: object) -> Any:
    """The value as JSON has it, None where it can't."""
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError):
        return None


def write(annotations: Sequence[Annotation], notices: Notices) -> bytes:
    """The annotations as a DocBin with span groups, categories and user data."""
    docs = DocBin(attrs=[], store_user_data=True)
    for found in annotations:
        docs.add(_doc(found))
    return docs.to_bytes()


def _doc(found: Annotation) -> Doc:
    kept = found.rest.get(NAME, {})
    events = [dissolved(event) for event in found.events]
    others: Mapping[str, list[list[Any]]] = kept.get("spans", {})
    bounds = [(mark.start, mark.end) for _, marks in events for mark in marks]
    bounds += [(start, end) for spans in others.values() for start, end, _ in spans]
    doc = _tokens(found.text, {start for start, _ in bounds}, {end for _, end in bounds})
    for number, (choices, marks) in enumerate(events, 1):
        names = kept.get("names", [])
        name = names[number - 1] if number <= len(names) else _group(number)
        spans = [_span(doc, mark.start, mark.end, mark.label) for mark in marks]
        details = [dict(mark.details) for mark in marks]
        for start, end, label in others.get(name, []):
            spans.append(_span(doc, start, end, label))
            details.append({})
        attrs = {"choices": choices, "details": details}
        doc.spans[name] = SpanGroup(doc, name=name, attrs=attrs, spans=spans)
    for name in others.keys() - doc.spans.keys():
        doc.spans[name] = SpanGroup(doc, name=name, spans=[_span(doc, *span) for span in others[name]])
    told = {event.type for event in found.events}
    if found.verdict == "answered":
        doc.cats = {type_: float(type_ in told) for type_ in EVENT_TYPES}
    doc.cats.update(kept.get("cats", {}))
    user_data: dict[Any, Any] = doc.user_data
    for key, value in kept.get("user data", []):
        user_data[tuple(key) if isinstance(key, list) else key] = value
    doc.user_data[CARRIED] = {"id": found.id, **annotated.carried(found, NAME)}
    return doc


def _span(doc: Doc, start: int, end: int, label: str) -> Span:
    span = doc.char_span(start, end, label=label)
    assert span is not None, "tokens are cut at the bounds of spans"
    return span


@cache
def _english() -> Language:
    return spacy.blank("en")


def _tokens(text: str, starts: Collection[int], ends: Collection[int]) -> Doc:
    """The text as spaCy's tokens, cut further at these offsets; a single space belongs to the token before it."""
    nlp = _english()
    cuts = {0, len(text), *starts, *ends}
    cuts.update(at for token in nlp.tokenizer(text) for at in (token.idx, token.idx + len(token)))
    words: list[str] = []
    spaces: list[bool] = []
    for start, end in pairwise(sorted(cuts)):
        if text[start:end] == " " and words and not spaces[-1] and start not in starts and end not in ends:
            spaces[-1] = True
        else:
            words.append(text[start:end])
            spaces.append(False)
    return Doc(nlp.vocab, words=words, spaces=spaces)
