"""Parquet: archives read batch by batch, events written with one fixed nested schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from twin_nlp.errors import RowError
from twin_nlp.formats.rows import Document, Origin
from twin_nlp.labels import EVENT_TYPES, STATUSES

_BATCH = 256
_BUFFER = 2**16
_ROW_GROUP = 1024

_TEXT, _WHOLE, _REAL, _FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()
_NAMES = pa.list_(_TEXT)


def _span(**more: pa.DataType) -> pa.DataType:
    return pa.struct({"text": _TEXT, "start": _WHOLE, "end": _WHOLE, **more})


_PLACE = pa.struct(
    {
        "name": _TEXT,
        "country": _TEXT,
        "admin1": _TEXT,
        "kind": _TEXT,
        "latitude": _REAL,
        "longitude": _REAL,
        "geonames_id": _WHOLE,
    }
)

SCHEMA = pa.schema(
    {
        "doc_id": _TEXT,
        "published": _TEXT,
        "source": _TEXT,
        "type": _TEXT,
        "type_probabilities": pa.struct(dict.fromkeys(EVENT_TYPES, _REAL)),
        "government_involved": _FLAG,
        "government_probability": _REAL,
        "status": _TEXT,
        "status_probabilities": pa.struct(dict.fromkeys(STATUSES, _REAL)),
        "partners": pa.list_(pa.struct({"name": _TEXT, "start": _WHOLE, "end": _WHOLE, "place": _PLACE})),
        "known_pairs": pa.list_(_NAMES),
        "date": _span(edtf=_TEXT, earliest=_TEXT, latest=_TEXT),
        "participants": pa.list_(_span(role=_TEXT, count=_WHOLE)),
        "goods": pa.list_(_span(quantity=_REAL, unit=_TEXT, item=_TEXT)),
        "senders": _NAMES,
        "receivers": _NAMES,
        "tie": _TEXT,
        "subtype": _TEXT,
        "evidence": pa.list_(_span()),
        "confidence": _REAL,
        "needs_review": _FLAG,
        "model": _TEXT,
    }
)
"""The columns of events, the same whatever a run found, so that files of different runs concatenate."""

_CHOSEN = ("type", "government", "status", "partners", "date", "participants", "goods", "direction", "tie", "subtype")
LINKED_SCHEMA = pa.schema(
    [
        pa.field("event_id", _TEXT),
        pa.field("reports", _WHOLE),
        pa.field("report_ids", _NAMES),
        *SCHEMA,
        pa.field("chosen_from", pa.struct(dict.fromkeys((*_CHOSEN, "evidence"), _TEXT))),
        pa.field("history", pa.list_(pa.struct(dict.fromkeys(("status", "doc_id", "published"), _TEXT)))),
        pa.field("why", pa.list_(pa.struct({"reports": _NAMES, "probability": _REAL, "reasons": _NAMES}))),
    ]
)
"""The columns of linked events."""


def read(binary: BinaryIO, origin: Origin) -> Iterator[Document | RowError]:
    """Documents row by row; of each row group only the columns that are needed.

    Raises
    ------
    InputError
        When a column that must be there is missing.
    """
    try:
        # By default whole row groups are held, and many a file has but one.
        file = pq.ParquetFile(binary, buffer_size=_BUFFER, pre_buffer=False)
    except (pa.ArrowException, OSError) as error:
        yield origin.rejected(1, f"not a Parquet file, or one cut short: {_first_line(error)}")
        return
    origin.require(file.schema_arrow.names)
    columns = [name for name in file.schema_arrow.names if name in origin.columns.read()]
    row = 0
    try:
        for batch in file.iter_batches(_BATCH, columns=columns):
            for values in zip(*(batch.column(name) for name in columns), strict=True):
                row += 1
                try:
                    fields = dict(zip(columns, (value.as_py() for value in values), strict=True))
                except (ValueError, OverflowError) as error:
                    yield origin.rejected(row, f"a value can't be read: {_first_line(error)}")
                else:
                    yield origin.document(row, fields)
    except (pa.ArrowException, OSError) as error:
        yield origin.rejected(row + 1, f"the rest of the file can't be read: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def record_batch(rows: Sequence[Mapping[str, Any]], schema: pa.Schema = SCHEMA) -> pa.RecordBatch:
    """Rows with the schema; raises ValueError or OverflowError where one doesn't fit."""
    return pa.RecordBatch.from_pylist(list(rows), schema=schema)


class ParquetWriter:
    """Writes rows as Parquet with a fixed schema; rows without a source get null for it.

    Row groups have the same number of rows however the rows come, so that the same rows give the same bytes.
    """

    def __init__(self, file: BinaryIO, schema: pa.Schema = SCHEMA) -> None:
        self._schema = schema
        self._writer = pq.ParquetWriter(file, schema)
        self._held: list[pa.RecordBatch] = []
        self._rows = 0

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows; raises ValueError or OverflowError, with none written, where one doesn't fit."""
        self._held.append(record_batch(rows, self._schema))
        self._rows += len(rows)
        if self._rows >= _ROW_GROUP:
            table = pa.Table.from_batches(self._held)
            whole = self._rows - self._rows % _ROW_GROUP
            for begin in range(0, whole, _ROW_GROUP):
                self._group(table.slice(begin, _ROW_GROUP))
            self._held = table.slice(whole).to_batches()
            self._rows -= whole

    def close(self) -> None:
        """Write what is held back, and the footer."""
        if self._rows:
            self._group(pa.Table.from_batches(self._held))
        self._writer.close()

    def _group(self, rows: pa.Table) -> None:
        self._writer.write_table(rows.combine_chunks())
