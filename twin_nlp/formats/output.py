"""Where results go: OUT with its summary and rejects, complete or not at all; or a stream."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
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


class Output(Protocol):
    """Takes rows, rejected rows, and at the end the summary of the run."""

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Take one document's rows."""

    def reject(self, error: RowError) -> None:
        """Take a row that can't be used."""

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


def _cannot(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path}: can't be written ({error.strerror or error}); name another place")


@contextmanager
def complete(path: Path) -> Iterator[BinaryIO]:
    """A file that appears at ``path`` when the block ends well, and leaves nothing when it doesn't.

    Raises
    ------
    OutputError
        When it can't be made, saying why.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        file = part.open("xb")
    except OSError as error:
        raise _cannot(path, error) from None
    try:
        with file:
            yield file
            try:
                file.flush()
                os.fsync(file.fileno())
            except OSError as error:
                raise _cannot(path, error) from None
        try:
            part.replace(path)
        except OSError as error:
            raise _cannot(path, error) from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def made_folder(folder: Path) -> Path:
    """The folder, made where it is missing; raises :class:`OutputError` when that can't be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
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
        raise _cannot(path, error) from None


class _Files:
    def __init__(self, out: Path, writer: RowWriter, stack: ExitStack) -> None:
        self._out = out
        self._writer = writer
        self._stack = stack
        self._rejects: BinaryIO | None = None

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        try:
            self._writer.write(rows)
        except OSError as error:
            raise _cannot(self._out, error) from None

    def reject(self, error: RowError) -> None:
        path = beside(self._out)[1]
        if self._rejects is None:
            self._rejects = self._stack.enter_context(complete(path))
        try:
            self._rejects.write(jsonl.encoded([told(error)]))
        except OSError as problem:
            raise _cannot(path, problem) from None

    def summarise(self, summary: Mapping[str, Any]) -> None:
        _write_json(self._stack.enter_context(complete(path := beside(self._out)[0])), summary, path)

    def finish(self) -> None:
        try:
            self._writer.close()
            if self._rejects is None:
                beside(self._out)[1].unlink(missing_ok=True)
        except OSError as error:
            raise _cannot(self._out, error) from None


@contextmanager
def files(out: Path, with_source: bool) -> Iterator[Output]:
    """OUT, OUT.summary.json and, when rows are rejected, OUT.rejects.jsonl.

    All are written beside their places and moved there together, OUT last, when the block ends well;
    otherwise none is left. The rejects of an earlier run go when this one has none.

    Parameters
    ----------
    out : Path
        Its ending, one of :data:`ENDINGS`, tells the format.
    with_source : bool
        Whether rows name their source.

    Raises
    ------
    OutputError
        At once when OUT can't be written, or later when the disk is full.
    """
    if out.is_dir():
        raise OutputError(f"{out}: it is a folder; expected the name of a file to write")
    # What a link points to is replaced, not the link.
    out = out.resolve()
    with ExitStack() as stack:
        file = stack.enter_context(complete(out))
        output = _Files(out, _writer(known_ending(out) or "", file, with_source), stack)
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
            raise _cannot(Path("standard output"), error) from None

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
