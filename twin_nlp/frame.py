"""The events of a pandas DataFrame of documents, as a DataFrame."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from twin_nlp.engines import on_this_machine
from twin_nlp.errors import InputError, RowError
from twin_nlp.formats import flat
from twin_nlp.formats.rows import Columns, Document, Origin
from twin_nlp.label import Labelled, label, row

if TYPE_CHECKING:
    from twin_nlp.pipeline import TwinNLP

_NOT_REPEATED = ("published", "source")
_KINDS = {
    **dict.fromkeys(("type_probability", "government_probability", "status_probability", "confidence"), "float64"),
    **dict.fromkeys(("government_involved", "needs_review"), "bool"),
    # Seconds hold every year of the calendar; pandas' usual nanoseconds begin in 1677.
    **dict.fromkeys(("date_earliest", "date_latest"), "datetime64[s]"),
}


def label_frame(
    df: pd.DataFrame, nlp: TwinNLP, *, text: str, published: str | None, id: str | None, jobs: int
) -> pd.DataFrame:
    """One row per event; see :func:`twin_nlp.label_frame`."""
    documents = _documents(df, Origin("the DataFrame", "row", Columns(text, published, id)))
    at: list[int] = []
    rows: list[dict[str, Any]] = []
    for found in label(documents, nlp, engine=on_this_machine(jobs), on_error="fail"):
        assert isinstance(found, Labelled)
        for event in found.events:
            at.append(found.document.row - 1)
            rows.append({**flat.fields(row(found.document, event)), "event": event})
    names = [name for name in (*flat.COLUMNS, "event") if name not in _NOT_REPEATED and (id or name != "doc_id")]
    index = df.index.take(at)
    columns = {name: _column(name, [each[name] for each in rows], index) for name in names}
    return pd.DataFrame(columns, index=index).rename(columns={"date": "date_edtf"})


def _column(name: str, values: list[Any], index: pd.Index[Any]) -> pd.Series[Any]:
    """A column whose type depends neither on what was found nor on what the release of pandas makes of text."""
    if kind := _KINDS.get(name):
        return pd.Series(np.array(values, dtype=kind), index=index)
    return pd.Series(values, index=index, dtype=object)


def _documents(df: pd.DataFrame, origin: Origin) -> list[Document]:
    """The rows as documents, all looked at before the work begins."""
    columns = origin.columns
    for name, argument in ((columns.text, "text"), (columns.published, "published"), (columns.id, "id")):
        if name is not None and (found := list(df.columns).count(name)) != 1:
            there = ", ".join(map(repr, df.columns)) or "none"
            raise InputError(f"expected one column {name!r} for {argument}=, found {found}; the columns are {there}")
    if not df.index.is_unique:
        raise InputError("expected an index that tells rows apart; run df.reset_index(drop=True) first")
    read = {name: df[name] for name in columns.read() if name in df.columns}
    documents = []
    for number, (at, values) in enumerate(zip(df.index, _values(read), strict=True), 1):
        document = origin.document(number, values)
        if isinstance(document, RowError):
            raise InputError(_told(document, at, columns))
        documents.append(document)
    return documents


def _values(read: dict[str, pd.Series[Any]]) -> Iterator[dict[str, object]]:
    for values in zip(*read.values(), strict=True):
        yield {name: None if pd.isna(value) is True else value for name, value in zip(read, values, strict=True)}


def _told(error: RowError, at: Hashable, columns: Columns) -> str:
    hint = f"; leave such rows out with df.dropna(subset=[{columns.text!r}])" if "is null" in error.reason else ""
    return f"row {at!r}: {error.reason}{hint}"
