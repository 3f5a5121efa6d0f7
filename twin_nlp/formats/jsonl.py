"""JSON Lines: one object a line, plain or gzipped."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO

from twin_nlp.errors import InputError, RowError
from twin_nlp.formats.rows import Document, Origin
from twin_nlp.formats.text import open_text, undecoded

_ROWS_FOR_KEYS = 20
"""Lines without a value may leave its key out, so a key counts as missing when none of the first has it."""


def read(binary: BinaryIO, origin: Origin) -> Iterator[Document | RowError]:
    """Documents line by line; rows are line numbers, from 1.

    Raises
    ------
    InputError
        When the first lines lack a key that must be there.
    """
    try:
        lines = open_text(binary)
    except InputError as error:
        yield origin.rejected(1, str(error))
        return
    except (OSError, EOFError, zlib.error) as error:
        yield origin.rejected(1, f"it can't be read: {error}")
        return
    yield from documents(lines, origin)


def read_gzip(binary: BinaryIO, origin: Origin) -> Iterator[Document | RowError]:
    """Like :func:`read`, of a gzipped file."""
    with gzip.GzipFile(fileobj=binary, mode="rb") as unpacked:
        yield from read(unpacked, origin)  # type: ignore[arg-type]


def documents(lines: Iterable[str], origin: Origin) -> Iterator[Document | RowError]:
    """Documents of lines of text that hold an object each."""
    found_objects = objects(lines)
    first = list(islice(found_objects, _ROWS_FOR_KEYS))
    keys = dict.fromkeys(key for _, found in first if not isinstance(found, str) for key in found)
    if any(not isinstance(found, str) for _, found in first):
        origin.require(keys)
    for row, found in chain(first, found_objects):
        yield origin.rejected(row, found) if isinstance(found, str) else origin.document(row, found)


def objects(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    """Each line's number with its object, or with what is wrong with it."""
    row = 0
    try:
        for row, line in enumerate(lines, 1):
            if line and not line.isspace():
                yield row, _object(line)
    except (UnicodeError, OSError, EOFError, zlib.error) as error:
        yield row + 1, f"the rest of the file can't be read, it is cut short or damaged: {error}"


def _object(line: str) -> Mapping[str, object] | str:
    if problem := undecoded(line):
        return problem
    try:
        found = json.loads(line)
    except RecursionError:
        return "nested too deeply; expected an object with the text"
    except json.JSONDecodeError as error:
        return f"not JSON: {error.msg} at character {error.colno - 1}"
    except ValueError as error:
        return f"not JSON that can be read: {error}"
    if isinstance(found, dict):
        return found
    kinds = {list: "an array", str: "a string", type(None): "null", bool: "a boolean"}
    return f"expected a JSON object a line, found {kinds.get(type(found), 'a number')}"


def encoded(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as JSON Lines; raises ValueError where one can't be written (a lone surrogate, NaN)."""
    return "".join(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows).encode()


class JsonLinesWriter:
    """Writes rows as JSON Lines."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows; raises ValueError, with none of them written, where one can't be."""
        self._file.write(encoded(rows))

    def close(self) -> None:
        """Nothing is held back."""
