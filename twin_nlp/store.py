"""The annotation log: the only code that writes one.

A line is brought to the disk before it is acknowledged, and no line is ever changed. A log may be written by several
processes and threads at once.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from twin_nlp.errors import AnnotationError, InputError, OutputError
from twin_nlp.formats.answers import Line, Log, parse_log
from twin_nlp.formats.output import cannot, sync_folder

if sys.platform != "win32":
    import fcntl

_AS_IT_IS: int = getattr(os, "O_BINARY", 0)
"""Windows writes line ends of its own without it."""


class AnnotationLog:
    """The log at ``path``, made when the first line is added; its folder must be there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._read: tuple[tuple[int, ...], Log, int] = ((), Log(), 1)
        self._named = False

    def log(self) -> Log:
        """What the log holds now; raises :class:`~twin_nlp.errors.OutputError` where it can't be gone on with."""
        if not self.path.exists():
            return Log()
        with self._opened() as file:
            return self._current(file)

    def add(self, answer: Line) -> bool:
        """Add an answer, which outlasts whatever happens once this returns.

        Parameters
        ----------
        answer : mapping
            JSON-ready, with an ``id`` and a ``key``. One whose key the log has already is not written again.

        Returns
        -------
        bool
            Whether it was written.

        Raises
        ------
        InputError
            When another document's line has the key, or the answer can't be written as JSON.
        OutputError
            When it can't be brought to the disk; it may stand in the log nevertheless, and can be added again.
        """
        with self._opened() as file:
            known = _with_key(self._current(file), answer["key"])
            if known is None:
                self._append(file, answer)
            elif known["id"] != answer["id"] or "undo" in known:
                raise InputError(f"key: {answer['key']!r} is that of another line; expected a new one for each answer")
            self._sync(file)
            return known is None

    def undo(self, key: str, at: str) -> str | None:
        """Take back the last answer that stands.

        Parameters
        ----------
        key : str
            Tells this undo from all other lines; one that the log has already is not done again.
        at : str
            When, in ISO 8601.

        Returns
        -------
        str or None
            The document whose answer was taken back; None where no answer stands.

        Raises
        ------
        InputError
            When an answer has the key.
        OutputError
            As :meth:`add`.
        """
        with self._opened() as file:
            log = self._current(file)
            line = _with_key(log, key)
            if line is None:
                last = next((answer for _, answer in reversed(log.answers()) if "key" in answer), None)
                if last is None:
                    return None
                line = {"id": last["id"], "undo": last["key"], "key": key, "at": at}
                self._append(file, line)
            elif "undo" not in line:
                raise InputError(f"key: {key!r} is that of an answer; expected a new one for each undo")
            self._sync(file)
            return str(line["id"])

    @contextmanager
    def _opened(self) -> Iterator[int]:
        """The file, open and held against all others."""
        with self._lock:
            try:
                file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | _AS_IT_IS, 0o666)
            except OSError as error:
                raise cannot(self.path, error) from None
            try:
                if sys.platform != "win32":
                    fcntl.flock(file, fcntl.LOCK_EX)
                yield file
            except OSError as error:
                raise cannot(self.path, error) from None
            except AnnotationError as error:
                raise OutputError(f"{error}; mend it, nothing can be added before") from None
            finally:
                os.close(file)

    def _current(self, file: int) -> Log:
        """What the file holds, read again only where others changed it."""
        state = _state(file)
        if state != self._read[0]:
            data = _content(file, 0)
            self._read = state, parse_log(data, str(self.path)), data.count(b"\n") + 1
        return self._read[1]

    def _append(self, file: int, line: Line) -> None:
        log, data = self._current(file), _encoded(line)
        if log.ends_torn:
            data = _encoded({"torn": True}) + data
        size = os.fstat(file).st_size
        if size and _content(file, size - 1) != b"\n":
            data = b"\n" + data
        written = os.write(file, data)
        if written < len(data):
            raise OutputError(f"{self.path}: only {written} of {len(data)} bytes could be written; is the disk full?")
        if not log.ends_torn:
            first = self._read[2]
            added = parse_log(data, str(self.path), first)
            self._read = _state(file), Log((*log.lines, *added.lines), log.torn), first + data.count(b"\n")

    def _sync(self, file: int) -> None:
        os.fsync(file)
        if not self._named:
            sync_folder(self.path.parent)
            self._named = True


def _state(file: int) -> tuple[int, ...]:
    """What differs once the file has been changed."""
    about = os.fstat(file)
    return about.st_ino, about.st_size, about.st_mtime_ns


def _content(file: int, start: int) -> bytes:
    os.lseek(file, start, os.SEEK_SET)
    parts = []
    while part := os.read(file, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _encoded(line: Line) -> bytes:
    """A line as it is written; raises :class:`InputError` where JSON can't hold it."""
    try:
        try:
            return (json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n").encode()
        except UnicodeEncodeError:  # a lone surrogate, which only an escape can hold
            return (json.dumps(line, allow_nan=False) + "\n").encode()
    except (ValueError, RecursionError) as error:
        raise InputError(f"it can't be written as JSON: {error}") from None


def _with_key(log: Log, key: str) -> Line | None:
    return next((line for _, line in log.lines if line.get("key") == key), None)
