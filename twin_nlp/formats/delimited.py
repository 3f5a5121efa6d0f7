"""CSV and TSV with a header line, read as text throughout."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from twin_nlp.errors import InputError, RowError
from twin_nlp.formats.rows import Document, Origin
from twin_nlp.formats.text import LONGEST, open_text, undecoded


def read(binary: BinaryIO, origin: Origin, delimiter: str) -> Iterator[Document | RowError]:
    """Documents row by row; rows count from 1 after the header, blank lines aside.

    Raises
    ------
    InputError
        When the header lacks a column that must be there.
    """
    csv.field_size_limit(LONGEST)  # keeps a quote that is never closed from taking the whole archive
    try:
        rows = csv.reader(open_text(binary, newline=""), delimiter=delimiter, strict=True)
        header = next(rows, [])
    except (InputError, csv.Error, UnicodeError, OSError) as error:
        yield origin.rejected(1, f"the header line can't be read: {error}")
        return
    origin.require(header)
    read_columns = [i for i, name in enumerate(header) if name in origin.columns.read()]
    row = 0
    while True:
        row += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield origin.rejected(row, f"not well-formed CSV: {error}; are its quotes closed and doubled?")
            continue
        except (UnicodeError, OSError) as error:
            yield origin.rejected(row, f"the rest of the file can't be read: {error}")
            return
        if not cells:
            row -= 1
        elif len(cells) != len(header):
            yield origin.rejected(row, f"expected {len(header)} fields as in the header, found {len(cells)}")
        elif problem := _damage(cells, header, read_columns):
            yield origin.rejected(row, problem)
        else:
            yield origin.document(row, {header[i]: cells[i] for i in read_columns})


def _damage(cells: list[str], header: list[str], read_columns: list[int]) -> str | None:
    for i in read_columns:
        if "\0" in cells[i]:
            return f"{header[i]!r} holds a NUL byte: the file is damaged or not text"
        if problem := undecoded(cells[i]):
            return f"{header[i]!r}: {problem}"
    return None
