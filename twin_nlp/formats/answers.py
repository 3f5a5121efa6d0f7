"""The log of an annotator's answers, read: one JSON object a line, of which later ones may take earlier ones back.

An answer has an ``id`` (the document's), mostly a ``verdict`` and a ``key`` that tells it from all others; an undo
names the ``key`` of the answer that no longer stands. A line that a loss of power cut short is followed by one that
says so (``torn``), or by nothing. :mod:`twin_nlp.store` writes logs.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from twin_nlp.errors import AnnotationError

Line = Mapping[str, Any]
Verdict = Literal["answered", "skipped", "flagged"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Log:
    """The lines of a log with their numbers, from 1, and the numbers of those that were cut short.

    ``ends_torn`` says that the last line was cut short, and that no line says so yet.
    """

    lines: tuple[tuple[int, Line], ...] = ()
    torn: tuple[int, ...] = ()
    ends_torn: bool = False

    def answers(self) -> list[tuple[int, Line]]:
        """The answers that weren't taken back, with their numbers; of several to one document the last one stands."""
        undone = {line["undo"] for _, line in self.lines if "undo" in line}
        return [(number, line) for number, line in self.lines if "undo" not in line and line.get("key") not in undone]

    def standing(self) -> dict[str, Line]:
        """By document, the answer that stands."""
        return {line["id"]: line for _, line in self.answers()}


def now() -> str:
    """The time in ISO 8601, UTC, as lines of a log have it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def checked_key(line: Line) -> str:
    """The key of a line; raises :class:`AnnotationError` where it can't be one."""
    key = line.get("key")
    if not isinstance(key, str) or not 0 < len(key) <= _LONGEST_KEY:
        raise AnnotationError(f"key: expected text of 1 to {_LONGEST_KEY} characters that tells this line from others")
    return key


def fault(line: object) -> str | None:
    """Why something can't be a line of a log; None where it can."""
    if not isinstance(line, Mapping) or not isinstance(line.get("id"), str):
        return "expected an object with an id"
    if not all(isinstance(line.get(name, ""), str) for name in ("key", "undo")):
        return "key and undo must be text"
    return None


def verdict(line: Line) -> str:
    """What an annotator did with a document; lines that say nothing of it are answers."""
    return str(line.get("verdict", "answered"))


def parse_log(data: bytes, name: str, first: int = 1) -> Log:
    """Read a log.

    Parameters
    ----------
    data : bytes
        The file's content, whole or from the line ``first`` on.
    name : str
        What error messages call the file.
    first : int
        Number of the first line in ``data``.

    Raises
    ------
    AnnotationError
        Where a line can't be read that wasn't cut short.
    """
    lines: list[tuple[int, Line]] = []
    torn: list[int] = []
    unread: dict[int, str] = {}
    for number, raw in enumerate(data.split(b"\n"), first):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw.decode())
        except (ValueError, RecursionError) as error:
            unread[number] = str(error)
            continue
        if isinstance(line, dict) and "torn" in line:
            torn += unread
            unread.clear()
            continue
        for at, problem in unread.items():
            raise AnnotationError(f"{name}, line {at}: not JSON: {problem}")
        if wrong := fault(line):
            raise AnnotationError(f"{name}, line {number}: {wrong}")
        lines.append((number, line))
    return Log(tuple(lines), (*torn, *unread), bool(unread))


def read_log(path: Path) -> Log:
    """Read a log file, none where it isn't there; raises :class:`AnnotationError` as :func:`parse_log` does."""
    try:
        return parse_log(path.read_bytes(), str(path))
    except FileNotFoundError:
        return Log()
    except OSError as error:
        raise AnnotationError(f"{path}: can't be read: {error.strerror or error}") from None
