"""Tables of figures as CSV files in a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from twin_nlp.formats import jsonl
from twin_nlp.formats.output import complete, made_folder


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write each table as NAME.csv into a folder; flags are yes and no, and nothing is an empty cell.

    Raises
    ------
    OutputError
        When a file can't be written.
    """
    made_folder(folder)
    for name, table in tables.items():
        write_table(folder / f"{name}.csv", table)


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write one table to ``path``; raises :class:`OutputError` when that can't be done."""
    with complete(path) as file:
        file.write(encoded(table))


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Write rows as JSON Lines or CSV, as the ending of ``path`` tells; raises :class:`OutputError`."""
    if path.suffix.lower() == ".csv":
        write_table(path, pd.DataFrame(rows, columns=list(columns)))
        return
    with complete(path) as file:
        file.write(jsonl.encoded(rows))


def encoded(table: pd.DataFrame) -> bytes:
    """One table as CSV in UTF-8."""
    whole = table.convert_dtypes()
    for column in whole.columns[whole.dtypes == "boolean"]:
        whole[column] = whole[column].map({True: "yes", False: "no"})
    return whole.to_csv(index=False, float_format="%.6g", lineterminator="\n").encode("utf-8", "backslashreplace")
