"""The journal of a run: what it has done so far, so that a run that was ended can go on.

``OUT.partial`` is a folder that holds

``run.json``
    what the run began with; a run that begins with something else can't go on with it
``000001.jsonl`` and so on
    parts, in order: a line with what the run wants to know of the part, its head, then a row a line
``lock``
    held by the run that is at work

Each file is written under another name, brought to the disk and renamed, so that it is whole or not there.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from twin_nlp.errors import OutputError
from twin_nlp.formats.jsonl import encoded
from twin_nlp.formats.output import cannot, complete, place, sync_folder, write_json
from twin_nlp.formats.reading import JOURNAL

if sys.platform != "win32":
    import fcntl

_FORMAT = 1
_RUN, _LOCK = "run.json", "lock"
_PART = re.compile(r"\d{6,}\.jsonl")
_UNFINISHED = re.compile(r"\..+\.part")
_DIFFERENCES_TOLD = 3


def folder_of(out: Path) -> Path:
    """Where the journal of a run that writes OUT is."""
    return out.with_name(out.name + JOURNAL)


class Journal:
    """The parts of a run; :func:`opened` makes one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts = sum(1 for path in _listed(folder) if _PART.fullmatch(path.name))

    def add(self, head: Mapping[str, Any], rows: bytes) -> None:
        """Add a part, which outlasts whatever happens once this returns.

        Parameters
        ----------
        head : mapping
            JSON-ready data.
        rows : bytes
            JSON Lines.

        Raises
        ------
        OutputError
            When it can't be written, as when the disk is full; the parts before it stay.
        """
        path = self._path(self.parts + 1)
        with complete(path) as file:
            try:
                file.write(encoded([head]))
                file.write(rows)
            except OSError as error:
                raise cannot(path, error) from None
        self.parts += 1

    def heads(self) -> Iterator[dict[str, Any]]:
        """The heads of all parts, in order; the rows aren't read."""
        for number in range(1, self.parts + 1):
            with closing(self._lines(number)) as lines:
                yield next(lines)

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows of all parts, in order."""
        for number in range(1, self.parts + 1):
            with closing(self._lines(number)) as lines:
                next(lines)
                yield from lines

    def remove(self) -> None:
        """Remove the journal; what remains where this is cut short is taken for no journal."""
        _remove(self.folder / _RUN)
        _sync(self.folder)
        _clear(self.folder)
        with suppress(OSError):  # another run may just have come, and has found no journal
            (self.folder / _LOCK).unlink()
            self.folder.rmdir()

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}.jsonl"

    def _lines(self, number: int) -> Generator[dict[str, Any], None, None]:
        path = self._path(number)
        try:
            with path.open("rb") as file:
                if not (head := file.readline()):
                    raise ValueError("it is empty")
                yield json.loads(head)
                for line in file:
                    yield json.loads(line)
        except (OSError, ValueError) as error:
            raise OutputError(f"{path}: this part of an unfinished run is damaged ({error}); {_ANEW}") from None


_ANEW = "begin anew with --force"


@contextmanager
def opened(out: Path, began_with: Mapping[str, Any], force: bool) -> Iterator[Journal]:
    """The journal of the run that writes OUT: that of a run that was ended, or a new one.

    One without a part is removed when the block ends.

    Parameters
    ----------
    out : Path
        As the user named it.
    began_with : mapping
        JSON-ready data on all that the result depends on.
    force : bool
        Whether to begin a new one in any case.

    Raises
    ------
    OutputError
        When the run that was ended began with something else, saying with what; when another run is at work
        on it; when the folder can't be written or isn't a journal.
    """
    folder = folder_of(place(out))
    try:
        folder.mkdir(exist_ok=True)
        _refuse_others(folder)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise cannot(out, error) from None
    try:
        _locked(lock, out)
        _begin(folder, {"format": _FORMAT, **began_with}, force)
        journal = Journal(folder)
        try:
            yield journal
        finally:
            if not journal.parts:
                journal.remove()
    finally:
        os.close(lock)


def _refuse_others(folder: Path) -> None:
    """Leave a folder alone that holds what no run wrote."""
    for path in _listed(folder):
        if path.name not in (_RUN, _LOCK) and not _PART.fullmatch(path.name) and not _UNFINISHED.fullmatch(path.name):
            raise OutputError(
                f"{folder}: expected the journal of an unfinished run, found {path.name} in it; "
                "move the folder away or name another output"
            )


def _locked(lock: int, out: Path) -> None:
    if sys.platform != "win32":
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(f"{out}: another run is writing it; wait for that, or name another output") from None
        except OSError:  # a file system without locks
            pass


def _begin(folder: Path, began_with: dict[str, Any], force: bool) -> None:
    """Make the folder that of a run that began so, or see that it is."""
    run = folder / _RUN
    if force:
        _remove(run)
        _sync(folder)
    try:
        before = json.loads(run.read_bytes()) if run.exists() else None
    except (OSError, ValueError) as error:
        raise OutputError(f"{run}: can't be read ({error}); {_ANEW}") from None
    if before is None:
        _clear(folder)
        write_json(run, began_with)
        _sync(folder.parent)
        return
    found = list(differences(before, began_with))
    if found:
        more = f" (and {len(found) - _DIFFERENCES_TOLD} more differences)" if len(found) > _DIFFERENCES_TOLD else ""
        raise OutputError(
            f"{folder}: an unfinished run began with something else: {'; '.join(found[:_DIFFERENCES_TOLD])}{more}. "
            f"Run it as it began to go on, or {_ANEW}"
        )
    for path in _listed(folder):
        if _UNFINISHED.fullmatch(path.name):
            _remove(path)


def differences(expected: Mapping[str, Any], found: Mapping[str, Any], where: str = "") -> Iterator[str]:
    """Each place where JSON-ready data differ, what is missing or new first, with what was expected and found."""
    common = [key for key in expected if key in found]
    for key in dict.fromkeys((*expected, *found)):
        if key not in common:
            yield f"{where}{key}: expected {_told(expected.get(key))}, found {_told(found.get(key))}"
    for key in common:
        before, now = expected[key], found[key]
        if isinstance(before, Mapping) and isinstance(now, Mapping):
            yield from differences(before, now, f"{where}{key}, ")
        elif before != now:
            yield f"{where}{key}: expected {_told(before)}, found {_told(now)}"


def _told(value: object) -> str:
    return "nothing" if value is None else "it" if isinstance(value, Mapping) else str(value)


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise cannot(folder, error) from None


def _clear(folder: Path) -> None:
    """Remove parts and unfinished files."""
    for path in _listed(folder):
        if path.name not in (_RUN, _LOCK):
            _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot(path, error) from None


def _sync(folder: Path) -> None:
    try:
        sync_folder(folder)
    except OSError as error:
        raise cannot(folder, error) from None
