"""What a user's own spaCy pipeline adds: its sentence ends within lines, and names that no list knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from twin_nlp.labels import Role
from twin_nlp.parse.mentions import ParsedDocument, PlaceMention, Sentence
from twin_nlp.records import Participant

if TYPE_CHECKING:
    from spacy.language import Language

_CHUNK = 200_000
"""Characters handed to the pipeline at once; parsers and entity recognisers refuse texts of over a million."""
_PLACES = frozenset(("GPE", "LOC"))
_PEOPLE: dict[str, Role] = {"PERSON": "citizen", "PER": "citizen", "ORG": "organisation"}

_Span = tuple[int, int, str]


def _chunks(document: ParsedDocument) -> Iterator[tuple[int, int]]:
    """Stretches of whole sentences, none much longer than a chunk."""
    start = end = 0
    for sentence in document.sentences:
        if sentence.end - start > _CHUNK and end > start:
            yield start, end
            start = sentence.start
        end = sentence.end
    if end > start:
        for at in range(start, end, _CHUNK):
            yield at, min(end, at + _CHUNK)


def _annotations(document: ParsedDocument, nlp: Language) -> tuple[list[int], list[_Span]]:
    starts: list[int] = []
    entities: list[_Span] = []
    for begin, end in _chunks(document):
        doc = nlp(document.text[begin:end])
        if doc.has_annotation("SENT_START"):
            starts.extend(begin + s.start_char for s in doc.sents)
        entities.extend((begin + e.start_char, begin + e.end_char, e.label_) for e in doc.ents)
    return starts, entities


def _cut(document: ParsedDocument, starts: list[int]) -> tuple[Sentence, ...]:
    """Lines cut where the pipeline begins a sentence; a line keeps the kind of its first sentence."""
    lines: dict[int, list[Sentence]] = {}
    for sentence in document.sentences:
        lines.setdefault(sentence.line, []).append(sentence)
    found = []
    for line, sentences in lines.items():
        first, last = sentences[0].start, sentences[-1].end
        cuts = sorted({first, *(s for s in starts if first < s < last)})
        for a, b in zip(cuts, [*cuts[1:], last], strict=True):
            stretch = document.text[a:b]
            if stretch.strip():
                a += len(stretch) - len(stretch.lstrip())
                found.append(Sentence(a, a + len(stretch.strip()), line, sentences[0].kind))
    return tuple(found)


def _free(spans: list[_Span], taken: list[tuple[int, int]]) -> list[_Span]:
    return [s for s in spans if not any(a < s[1] and s[0] < b for a, b in taken)]


def with_annotations(document: ParsedDocument, nlp: Language) -> ParsedDocument:
    """The document with what ``nlp`` knows; what was found without it stays."""
    starts, entities = _annotations(document, nlp)
    text = document.text
    places = _free([e for e in entities if e[2] in _PLACES], [(m.start, m.end) for m in document.places])
    people = _free([e for e in entities if e[2] in _PEOPLE], [(p.start, p.end) for p in document.participants])
    mentions = [*document.places, *(PlaceMention(a, b, text[a:b], None, (), "entity") for a, b, _ in places)]
    participants = [*document.participants, *(Participant(text[a:b], a, b, _PEOPLE[k], None) for a, b, k in people)]
    return replace(
        document,
        sentences=_cut(document, starts) if starts else document.sentences,
        places=tuple(sorted(mentions, key=lambda m: m.start)),
        participants=tuple(sorted(participants, key=lambda p: p.start)),
    )
