"""Events as flat rows for reading: the CSV form, which leaves out offsets and most probabilities."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, BinaryIO

COLUMNS = (
    "doc_id",
    "published",
    "source",
    "type",
    "type_probability",
    "government_involved",
    "government_probability",
    "status",
    "status_probability",
    "partners",
    "partner_countries",
    "known_pairs",
    "date",
    "date_text",
    "date_earliest",
    "date_latest",
    "participants",
    "goods",
    "senders",
    "receivers",
    "tie",
    "subtype",
    "evidence",
    "confidence",
    "needs_review",
    "model",
)
_KEPT = ("doc_id", "published", "source")
_JOINED, _PASSAGES, _UNKNOWN = "; ", " … ", "?"


def fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """An event's row as the values of :data:`COLUMNS`, those of several as lists of text."""
    date = row["date"] or {}
    return {
        **{name: row.get(name) for name in COLUMNS},
        "type_probability": row["type_probabilities"].get(row["type"]),
        "status_probability": row["status_probabilities"].get(row["status"]),
        "partners": [partner["name"] for partner in row["partners"]],
        "partner_countries": [(partner["place"] or {}).get("country") for partner in row["partners"]],
        "known_pairs": [" - ".join(pair) for pair in row["known_pairs"]],
        "date": date.get("edtf"),
        "date_text": date.get("text"),
        "date_earliest": date.get("earliest"),
        "date_latest": date.get("latest"),
        "participants": [each["text"] for each in row["participants"]],
        "goods": [each["text"] for each in row["goods"]],
        "evidence": [span["text"] for span in row["evidence"]],
    }


def flat(row: Mapping[str, Any]) -> dict[str, str]:
    """An event's row with each value as text on one line; ids, dates and sources stay as they are."""
    return {name: value or "" if name in _KEPT else _cell(name, value) for name, value in fields(row).items()}


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = (_PASSAGES if name == "evidence" else _JOINED).join(each or _UNKNOWN for each in value)
    return " ".join(str(value).split())


class FlatWriter:
    """Writes rows as CSV, flat, under a header.

    ``first`` are columns before the usual ones, which ``as_text`` then gives for each row.
    """

    def __init__(
        self,
        file: BinaryIO,
        with_source: bool,
        first: Sequence[str] = (),
        as_text: Callable[[Mapping[str, Any]], Mapping[str, str]] = flat,
    ) -> None:
        self._file = file
        self._as_text = as_text
        self._columns = [*first, *(name for name in COLUMNS if with_source or name != "source")]
        self._file.write(self._encoded([self._columns]))

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows; raises ValueError, with none of them written, where one can't be encoded."""
        texts = (self._as_text(row) for row in rows)
        self._file.write(self._encoded([text[name] for name in self._columns] for text in texts))

    def close(self) -> None:
        """Nothing is held back."""

    def _encoded(self, rows: Iterable[Sequence[str]]) -> bytes:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        return text.getvalue().encode()
