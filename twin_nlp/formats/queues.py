"""What a round of annotation keeps beside the annotators' logs: its queue, its texts and the model's suggestions.

``annotations/rounds/ROUND/`` holds ``queue.json``, what the round was begun with and its documents in order;
``texts/documents.jsonl``, where they aren't of the corpus; and ``model/suggestions.jsonl``, which is no annotator's.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from twin_nlp.errors import AnnotationError, InputError
from twin_nlp.formats.corpus import CorpusDocument
from twin_nlp.formats.jsonl import encoded
from twin_nlp.formats.output import cannot, complete, made_folder, write_json
from twin_nlp.records import Record, record_from_dict

if sys.platform != "win32":
    import fcntl

QUEUE, TEXTS, SUGGESTIONS = "queue.json", "texts", Path("model") / "suggestions.jsonl"
Why = Literal["unsure", "random", "label error", "in order"]


@dataclass(frozen=True, slots=True)
class Queued(Record):
    """A document in the queue, and why it is there; ``random`` ones were drawn from the whole source."""

    id: str
    why: Why
    random: bool


@dataclass(frozen=True, slots=True)
class Settings(Record):
    """What a round was begun with; ``source`` None is the corpus."""

    source: str | None
    queue: str
    size: int
    blind: bool


@dataclass(frozen=True, slots=True)
class Queue(Record):
    """The documents of a round, in the order in which they are offered."""

    settings: Settings
    documents: tuple[Queued, ...]


def read_queue(folder: Path) -> Queue | None:
    """The queue of a round, None where it has none; raises :class:`AnnotationError` where it can't be read."""
    path = folder / QUEUE
    try:
        return record_from_dict(Queue, json.loads(path.read_bytes()), "queue")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, InputError) as error:
        raise AnnotationError(f"{path}: can't be read: {error}; mend it or begin another round") from None


def write_queue(folder: Path, queue: Queue) -> None:
    """Write the queue of a round; raises :class:`~twin_nlp.errors.OutputError` when that can't be done."""
    write_json(folder / QUEUE, queue.to_dict())


@contextmanager
def held(folder: Path, wait: bool = True) -> Iterator[None]:
    """Keep others from beginning the round in a folder, which must be there, while the block runs.

    Raises
    ------
    BlockingIOError
        Unless it is to wait, when another holds it.
    OutputError
        When the folder can't be held.
    """
    if sys.platform == "win32":
        yield
        return
    try:
        lock = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise cannot(folder, error) from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError as error:
            raise cannot(folder, error) from None
        yield
    finally:
        os.close(lock)


def is_free(folder: Path) -> bool:
    """Whether a round can be begun in a folder: nobody has, though someone may have stopped at it, and nobody is."""
    if not folder.exists():
        return True
    try:
        with held(folder, wait=False):
            return not (folder / QUEUE).exists() and next(folder.glob("*.jsonl"), None) is None
    except BlockingIOError:
        return False


def write_texts(folder: Path, documents: Iterable[CorpusDocument]) -> None:
    """Write the texts of a round; raises :class:`~twin_nlp.errors.OutputError` when that can't be done."""
    with complete(made_folder(folder / TEXTS) / "documents.jsonl") as file:
        file.write(encoded(document.to_dict() for document in documents))


def read_suggestions(folder: Path) -> dict[str, dict[str, Any]]:
    """The suggestions of a round by document; what can't be read is left out, as it can be made again."""
    found: dict[str, dict[str, Any]] = {}
    try:
        lines = (folder / SUGGESTIONS).read_bytes().split(b"\n")
    except OSError:
        return found
    for line in lines:
        with suppress(ValueError, TypeError, KeyError):
            data = json.loads(line)
            found[data["id"]] = data
    return found


def add_suggestion(folder: Path, suggestion: Mapping[str, Any]) -> None:
    """Add a suggestion to those of a round; raises :class:`~twin_nlp.errors.OutputError` when that can't be done."""
    path = folder / SUGGESTIONS
    made_folder(path.parent)
    try:
        with path.open("ab") as file:
            file.write(b"\n" + encoded([suggestion]))
    except OSError as error:
        raise cannot(path, error) from None


def keep_suggestions(folder: Path, suggestions: Iterable[Mapping[str, Any]]) -> None:
    """Leave only these suggestions of a round; raises as :func:`add_suggestion` does."""
    with complete(made_folder((folder / SUGGESTIONS).parent) / SUGGESTIONS.name) as file:
        file.write(encoded(suggestions))
