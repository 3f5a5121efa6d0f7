"""Where results go: OUT with its summary and rejects, complete or not at all; or a stream."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol

from twin_nlp.errors import OutputError, RowError
from twin_nlp.formats import jsonl

ENDINGS = (".jsonl", ".csv", ".parquet")
EXPLAINED = ".jsonl"
"""The ending of the format that can hold explanations."""


class RowWriter(Protocol):
    """Writes the rows of one document after the other.

    ``write`` raises ValueError or OverflowError, with nothing written, for rows that the format can't hold.
    """

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write one document's rows, or none of them."""

    def close(self) -> None:
        """Write what is held back."""


class Taker(Protocol):
    """Takes rows and rejected rows."""

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Take one document's rows."""

    def reject(self, error: RowError) -> None:
        """Take a row that can't be used."""


class Output(Taker, Protocol):
    """Takes the summary of the run too, at the end."""

    def summarise(self, summary: Mapping[str, Any]) -> None:
        """Take the figures of the whole run."""


def known_ending(out: Path) -> str | None:
    """The ending of OUT where it tells a format, else None."""
    return next((ending for ending in ENDINGS if out.name.lower().endswith(ending)), None)


def beside(out: Path) -> tuple[Path, Path]:
    """The paths of the summary and of the rejected rows that belong to OUT."""
    return out.with_name(out.name + ".summary.json"), out.with_name(out.name + ".rejects.jsonl")


def told(error: RowError) -> dict[str, Any]:
    """A rejected row as it is written."""
    return {"file": error.source, "row": error.row, "id": error.doc_id, "reason": error.reason}


def cannot(path: Path, error: OSError) -> OutputError:
    """What is told when ``path`` can't be written."""
    return OutputError(f"{path}: can't be written ({error.strerror or error}); name another place")


def sync_folder(folder: Path) -> None:
    """Have the names in a folder outlast a loss of power; where a folder can't be opened, the system sees to it."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextmanager
def complete(path: Path, unfinished: Path | None = None) -> Iterator[BinaryIO]:
    """A file that appears at ``path`` when the block ends well, and leaves nothing when it doesn't.

    It is written in the folder ``unfinished``, or hidden beside its place. When the block has ended, the file
    outlasts a loss of power.

    Raises
    ------
    OutputError
        When it can't be made, saying why.
    """
    part = (unfinished or path.parent) / f".{path.name}.{secrets.token_hex(4)}.part"
    try:
        file = part.open("xb")
    except OSError as error:
        raise cannot(path, error) from None
    try:
        yield file
        try:
            file.flush()
            os.fsync(file.fileno())
            file.close()
            part.replace(path)
            sync_folder(path.parent)
        except OSError as error:
            raise cannot(path, error) from None
    except BaseException:
        with suppress(OSError):  # what is still buffered would fail again
            file.close()
        part.unlink(missing_ok=True)
        raise


def made_folder(folder: Path) -> Path:
    """The folder, made where it is missing so that it outlasts a loss of power, as what is synced in it must.

    Raises
    ------
    OutputError
        When it can't be made.
    """
    try:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for made in missing:
            sync_folder(made.parent)
    except OSError as error:
        raise OutputError(f"{folder}: can't be made ({error.strerror}); name another folder") from None
    return folder


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write JSON data to ``path``; raises :class:`OutputError`, leaving nothing, when that can't be done."""
    with complete(path) as file:
        _write_json(file, data, path)


def _write_json(file: BinaryIO, data: Mapping[str, Any], path: Path) -> None:
    try:
        file.write((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())
    except OSError as error:
        raise cannot(path, error) from None


class _Files:
    def __init__(self, out: Path, writer: RowWriter, stack: ExitStack, unfinished: Path | None) -> None:
        self._out = out
        self._writer = writer
        self._stack = stack
        self._unfinished = unfinished
        self._rejects: BinaryIO | None = None

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        try:
            self._writer.write(rows)
        except OSError as error:
            raise cannot(self._out, error) from None

    def reject(self, error: RowError) -> None:
        path = beside(self._out)[1]
        if self._rejects is None:
            self._rejects = self._stack.enter_context(complete(path, self._unfinished))
        try:
            self._rejects.write(jsonl.encoded([told(error)]))
        except OSError as problem:
            raise cannot(path, problem) from None

    def summarise(self, summary: Mapping[str, Any]) -> None:
        path = beside(self._out)[0]
        _write_json(self._stack.enter_context(complete(path, self._unfinished)), summary, path)

    def finish(self) -> None:
        try:
            self._writer.close()
            if self._rejects is None:
                beside(self._out)[1].unlink(missing_ok=True)
        except OSError as error:
            raise cannot(self._out, error) from None


def place(out: Path) -> Path:
    """Where OUT is: what a link points to is replaced, not the link.

    Raises
    ------
    OutputError
        Where a folder is.
    """
    if out.is_dir():
        raise OutputError(f"{out}: it is a folder; expected the name of a file to write")
    return out.resolve()


def check(ending: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise ValueError or OverflowError where a format can't hold one of the rows that JSON Lines can."""
    if ending == ".parquet":
        from twin_nlp.formats.parquet import record_batch

        record_batch(rows)


@contextmanager
def files(out: Path, with_source: bool, unfinished: Path | None = None) -> Iterator[Output]:
    """OUT, OUT.summary.json and, when rows are rejected, OUT.rejects.jsonl.

    All are written beside their places and moved there together, OUT last, when the block ends well;
    otherwise none is left. The rejects of an earlier run go when this one has none.

    Parameters
    ----------
    out : Path
        Its ending, one of :data:`ENDINGS`, tells the format.
    with_source : bool
        Whether rows name their source.
    unfinished : Path, optional
        The folder that they are written in, on the same disk; by default that of OUT, hidden.

    Raises
    ------
    OutputError
        At once when OUT can't be written, or later when the disk is full.
    """
    out = place(out)
    with ExitStack() as stack:
        file = stack.enter_context(complete(out, unfinished))
        output = _Files(out, _writer(known_ending(out) or "", file, with_source), stack, unfinished)
        yield output
        output.finish()


class Stream:
    """Rows to standard output; rejected rows are told, and there is no summary."""

    def __init__(self, writer: RowWriter, file: IO[Any], tell: Callable[[str], None]) -> None:
        self._writer = writer
        self._file = file
        self._tell = tell

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write one document's rows at once.

        Raises
        ------
        BrokenPipeError
            When whoever reads has gone.
        OutputError
            When the rows can't be written for another reason.
        """
        try:
            self._writer.write(rows)
            self._file.flush()
        except OSError as error:
            # What is left in the buffer can't be written either, and Python would complain when it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._file.fileno())
            if isinstance(error, BrokenPipeError):
                raise
            raise cannot(Path("standard output"), error) from None

    def reject(self, error: RowError) -> None:
        """Tell of a row that can't be used."""
        self._tell(f"rejected: {error}")

    def summarise(self, summary: Mapping[str, Any]) -> None:
        """There is no place beside a stream."""


def _writer(ending: str, file: BinaryIO, with_source: bool) -> RowWriter:
    if ending == ".jsonl":
        return jsonl.JsonLinesWriter(file)
    if ending == ".csv":
        from twin_nlp.formats.flat import FlatWriter

        return FlatWriter(file, with_source)
    if ending == ".parquet":
        from twin_nlp.formats.parquet import ParquetWriter

        return ParquetWriter(file)
    raise OutputError(f"expected an output that ends in {', '.join(ENDINGS)}, found {ending!r}")
