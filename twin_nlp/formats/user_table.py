"""Small CSV tables that people write by hand: named columns, and errors that name the row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from twin_nlp.errors import InputError


def read_user_table(
    path: Path, what: str, required: Sequence[str], optional: Sequence[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a CSV file in UTF-8 with a header line; blank rows are left out.

    Parameters
    ----------
    path : Path
    what : str
        What the file is, such as "list of places", for messages.
    required, optional : sequence of str
        Columns that must be there, and others that may be.

    Yields
    ------
    tuple of str and dict
        The file and row as messages name them (the header is row 1), and the values by column, runs of
        spaces as one. Columns that aren't there are left out.

    Raises
    ------
    InputError
        When the file can't be read, lacks a column, has another, or a row has too many or too few values.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except OSError as error:
        raise InputError(f"{path}: can't read this {what}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: expected a CSV file in UTF-8: {error}") from error
    header = [name.strip().lower() for name in rows[0]] if rows else []
    noun = "column" if len(required) == 1 else "columns"
    takes = f"a {what} has the {noun} {', '.join(required)} and may have {', '.join(optional)}"
    if any(name not in header for name in required):
        raise InputError(f"{path}, row 1: {takes}; found {', '.join(header) or 'nothing'}")
    if unknown := [name for name in header if name not in required and name not in optional]:
        raise InputError(f"{path}, row 1: {takes}; it has no {', '.join(unknown)}")
    if len(set(header)) < len(header):
        raise InputError(f"{path}, row 1: expected each column once; found {', '.join(header)}")
    for number, values in enumerate(rows[1:], 2):
        if not any(value.strip() for value in values):
            continue
        where = f"{path}, row {number}"
        if len(values) != len(header):
            raise InputError(f"{where}: expected {len(header)} values, found {len(values)}")
        row = {name: " ".join(value.split()) for name, value in zip(header, values, strict=True)}
        for name in required:
            if not row[name]:
                raise InputError(f"{where}: expected a {name}, found nothing")
        yield where, row
