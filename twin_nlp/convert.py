"""Annotations from the format of one tool into that of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Literal, get_args

from twin_nlp.errors import InputError, OutputError, RowError
from twin_nlp.formats import annotated, annotated_csv, doccano, label_studio, prodigy
from twin_nlp.formats.annotated import Annotation, Notices
from twin_nlp.formats.corpus import CorpusDocument
from twin_nlp.formats.marks import CHOICES, SPAN_LABELS
from twin_nlp.formats.reading import UsageError
from twin_nlp.formats.rounds import round_documents

Format = Literal["twin-nlp", "prodigy", "label-studio", "doccano", "docbin", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)
_OF_ENDING: Mapping[str, Format] = {".json": "label-studio", ".spacy": "docbin", ".csv": "csv"}
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Converted:
    """What a conversion was: the formats, and how many documents and events were written or rejected."""

    source: Format
    target: Format
    documents: int
    events: int
    rejected: int


def convert(
    source: Path,
    out: Path,
    corpus: Path,
    source_format: Format | None,
    target_format: Format | None,
    tell: Callable[[str], None],
) -> Converted:
    """Read annotations from ``source`` and write them to ``out``, complete or not at all.

    Parameters
    ----------
    source, out : Path
    corpus : Path
        The folder of the corpus, which has the texts of lines without one where they aren't beside ``source``.
    source_format, target_format : Format, optional
        By default what the endings and the content of ``source`` tell.
    tell : callable
        Is given a line for each document that can't be used, and for all that is not held.

    Raises
    ------
    UsageError
        When it isn't told which format is meant.
    InputError
        When ``source`` can't be read, or has no label that names a slot or choice of an event.
    OutputError
        When ``out`` can't be written.
    """
    data = annotated.whole_file(source)
    read_as = source_format or _format_of(source, data)
    written_as = target_format or _format_for(out, read_as)
    notices = Notices()
    found: list[Annotation] = []
    rejected = 0
    for line in _read(read_as, data, source, corpus, notices):
        if isinstance(line, RowError):
            rejected += 1
            tell(f"rejected: {line}")
        else:
            found.append(line)
    events = sum(len(line.events) for line in found)
    if notices.foreign and not events and not any(line.suggestions for line in found) and not rejected:
        raise InputError(
            f"{source}: none of its labels ({_named(notices.foreign)}) is one of those of events: "
            f"{', '.join((*SPAN_LABELS, *CHOICES))}"
        )
    if notices.foreign:
        tell(f"labels that name nothing of an event are kept only for the way back: {_named(notices.foreign)}")
    annotated.write_file(out, _write(written_as, found, notices))
    for what, times in notices.lost.items():
        tell(f"{times:,} x {what}")
    return Converted(read_as, written_as, len(found), events, rejected)


def _named(labels: Counter[str]) -> str:
    named = ", ".join(f"{label} ({times:,})" for label, times in labels.most_common(_MOST_NAMED))
    return named + (", ..." if len(labels) > _MOST_NAMED else "")


def _format_of(source: Path, data: bytes) -> Format:
    """What the ending tells, or for JSON Lines the keys of the first object."""
    ending = source.suffix.lower()
    if ending in _OF_ENDING:
        return _OF_ENDING[ending]
    if ending != ".jsonl":
        raise UsageError(f"{source}: expected a name that ends in .jsonl, .json, .csv or .spacy; else give --from")
    first = next((line for _, line in annotated.rows(data, str(source))), None)
    keys = first.keys() if isinstance(first, Mapping) else set()
    if "events" in keys:
        return "twin-nlp"
    if keys & {"_input_hash", "_task_hash", "answer", "spans", "accept", "options"}:
        return "prodigy"
    if keys & {"entities", "label", "labels", "relations", "cats"}:
        return "doccano"
    if keys & {"verdict", "undo"}:
        return "twin-nlp"
    raise UsageError(f"{source}: its first line is of no format that is known; say which with --from")


def _format_for(out: Path, read_as: Format) -> Format:
    ending = out.suffix.lower()
    if ending in _OF_ENDING:
        return _OF_ENDING[ending]
    if ending == ".jsonl" and read_as != "twin-nlp":
        return "twin-nlp"
    raise UsageError(f"{out}: its ending doesn't tell the format; give --to, one of {', '.join(FORMATS)}")


def _read(
    read_as: Format, data: bytes, source: Path, corpus: Path, notices: Notices
) -> Iterator[Annotation | RowError]:
    if read_as == "twin-nlp":

        @cache
        def texts() -> Mapping[str, CorpusDocument]:
            return round_documents(source.parent, corpus)

        return annotated.read(data, str(source), texts)
    read: Callable[[bytes, str, Notices], Iterator[Annotation | RowError]] = _module(read_as).read
    return read(data, str(source), notices)


def _module(name: Format) -> ModuleType:
    if name == "docbin":
        # spaCy takes a second to load.
        from twin_nlp.formats import docbin

        return docbin
    return {
        "twin-nlp": annotated,
        "prodigy": prodigy,
        "label-studio": label_studio,
        "doccano": doccano,
        "csv": annotated_csv,
    }[name]


def _write(written_as: Format, found: list[Annotation], notices: Notices) -> bytes:
    module = _module(written_as)
    write: Callable[[list[Annotation], Notices], bytes] = module.write
    try:
        return write(found, notices)
    except (AttributeError, IndexError, KeyError, StopIteration, TypeError, ValueError) as error:
        key = getattr(module, "NAME", written_as)
        # What only the other tool understands is checked nowhere, and someone may have edited it.
        raise OutputError(f"the key {key!r} of a document isn't as it was read from {written_as}: {error!r}") from None
