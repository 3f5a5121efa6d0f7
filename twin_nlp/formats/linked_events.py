"""Linked events written: one row per real-world event, and the crosswalk to its reports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from twin_nlp.formats import flat, jsonl, parquet
from twin_nlp.formats.output import RowWriter, complete, known_ending
from twin_nlp.formats.user_table import read_user_table

CROSSWALK = ("event_id", "report_id", "doc_id", "published", "source")
LINK_COLUMNS = ("event_id", "reports", "report_ids", "history")


def crosswalk_beside(out: Path) -> Path:
    """The path of the crosswalk that belongs to OUT."""
    return out.with_name(out.name + ".crosswalk.csv")


def flat_linked(row: Mapping[str, Any]) -> dict[str, str]:
    """A linked event as flat text, as :func:`twin_nlp.formats.flat.flat` has an event."""
    told = (f"{step['status']} {step['published'] or '?'}" for step in row["history"])
    return {
        **flat.flat(row),
        "event_id": row["event_id"],
        "reports": str(row["reports"]),
        "report_ids": "; ".join(row["report_ids"]),
        "history": "; ".join(told),
    }


@contextmanager
def linked_files(out: Path) -> Iterator[tuple[RowWriter, CrosswalkWriter]]:
    """OUT, in the format of its ending, and its crosswalk; both appear when the block ends well, or none.

    Raises
    ------
    OutputError
        When they can't be written.
    """
    out = out.resolve()
    with complete(out) as file, complete(crosswalk_beside(out)) as crosswalk:
        writer = _writer(known_ending(out) or "", file)
        yield writer, CrosswalkWriter(crosswalk)
        writer.close()


def _writer(ending: str, file: BinaryIO) -> RowWriter:
    if ending == ".csv":
        return flat.FlatWriter(file, with_source=True, first=LINK_COLUMNS, as_text=flat_linked)
    if ending == ".parquet":
        return parquet.ParquetWriter(file, parquet.LINKED_SCHEMA)
    return jsonl.JsonLinesWriter(file)


class CrosswalkWriter:
    """Writes which reports an event has, a row for each."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._write([CROSSWALK])

    def write(self, event_id: str, reports: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Write the reports of one event: their ids and rows."""
        self._write(
            (event_id, report_id, row["doc_id"], row.get("published") or "", row.get("source") or "")
            for report_id, row in reports
        )

    def _write(self, rows: Iterable[Iterable[str]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        self._file.write(text.getvalue().encode())


def read_decisions(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Where each row of a file of decisions stands, its action and its two ids.

    Raises
    ------
    InputError
        When the file can't be read or lacks a column.
    """
    for where, row in read_user_table(path, "list of decisions", ("action", "id1", "id2"), ("reason",)):
        yield where, row["action"], row["id1"], row["id2"]
