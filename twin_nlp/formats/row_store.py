"""Rows put aside on disk, to be read again by their number."""

from __future__ import annotations

import json
import tempfile
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

from twin_nlp.errors import OutputError


class RowStore:
    """JSON-ready rows in a file, with eight bytes of memory for each. All are put in before any is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._starts = array("q")

    def append(self, row: Mapping[str, Any]) -> None:
        """Take the next row."""
        self._starts.append(self._file.tell())
        self._file.write(json.dumps(row).encode() + b"\n")

    def __getitem__(self, number: int) -> dict[str, Any]:
        self._file.seek(self._starts[number])
        found: dict[str, Any] = json.loads(self._file.readline())
        return found


@contextmanager
def row_store() -> Iterator[RowStore]:
    """A store in a temporary file that goes when the block ends.

    Raises
    ------
    OutputError
        When the file can't be made or the disk is full.
    """
    try:
        with tempfile.TemporaryFile() as file:
            yield RowStore(file)
    except OSError as error:
        place = tempfile.gettempdir()
        raise OutputError(f"{place}: no room for a temporary file ({error}); name another folder with TMPDIR") from None
