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
_JOINED = "; "


def flat(row: Mapping[str, Any]) -> dict[str, str]:
    """An event's row with each value as text on one line; ids, dates and sources stay as they are."""
    date = row["date"] or {}
    countries = [(partner["place"] or {}).get("country") or "?" for partner in row["partners"]]
    values = {
        **{name: row.get(name) for name in COLUMNS},
        "type_probability": row["type_probabilities"].get(row["type"]),
        "status_probability": row["status_probabilities"].get(row["status"]),
        "partners": _joined(partner["name"] for partner in row["partners"]),
        "partner_countries": _joined(countries),
        "known_pairs": _joined(" - ".join(pair) for pair in row["known_pairs"]),
        "date": date.get("edtf"),
        "date_text": date.get("text"),
        "date_earliest": date.get("earliest"),
        "date_latest": date.get("latest"),
        "participants": _joined(each["text"] for each in row["participants"]),
        "goods": _joined(each["text"] for each in row["goods"]),
        "senders": _joined(row["senders"]),
        "receivers": _joined(row["receivers"]),
        "evidence": " … ".join(span["text"] for span in row["evidence"]),
    }
    return {name: _cell(value) if name not in _KEPT else value or "" for name, value in values.items()}


def _joined(texts: Iterable[str]) -> str:
    return _JOINED.join(texts)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
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
