"""Events as a report counts them: with the reports behind each, and the year it belongs to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from twin_nlp.errors import InputError
from twin_nlp.records import ExchangeEvent

YearFrom = Literal["date", "publication", "nothing"]
_KEYS = frozenset(f.name for f in fields(ExchangeEvent))


@dataclass(frozen=True, slots=True)
class Reported:
    """An event with the documents that report it.

    ``history`` holds what the reports said of its status, as (status, doc_id, published), oldest first; it is
    empty where events were not linked across documents.
    """

    event: ExchangeEvent
    event_id: str
    doc_ids: tuple[str, ...]
    published: str | None
    history: tuple[tuple[str, str, str | None], ...] = ()

    @property
    def evidence(self) -> str:
        """The sentences that report it."""
        return " … ".join(" ".join(span.text.split()) for span in self.event.evidence)


def reported(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Reported]:
    """The rows of labelled or linked events as records.

    A row of ``label`` gets ``DOC_ID#N`` for its event's id, N counting the events of a document from 1. Lone
    surrogates, which no table can hold, become question marks.

    Raises
    ------
    InputError
        When a row is no event; names the row and the key at fault.
    """
    found = []
    seen: Counter[str] = Counter()
    for where, read in rows:
        row = _printable(read)
        try:
            event = ExchangeEvent.from_dict({key: row[key] for key in _KEYS & row.keys()})
            doc_id = str(row["doc_id"])
            seen[doc_id] += 1
            event_id = str(row.get("event_id") or f"{doc_id}#{seen[doc_id]}")
            # Of "DOC_ID#N" of linked reports the document: it may tell of the event twice.
            told_by = (str(each).rpartition("#")[0] for each in row.get("report_ids") or ())
            doc_ids = tuple(dict.fromkeys(told_by)) or (doc_id,)
            history = tuple((h["status"], h["doc_id"], h["published"]) for h in row.get("history") or ())
        except (InputError, KeyError, TypeError, AttributeError) as error:
            what = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            raise InputError(f"{where}: expected an event as twin-nlp label writes it: {what}") from None
        found.append(Reported(event, event_id, doc_ids, row.get("published") or None, history))
    return found


def _printable(row: Mapping[str, Any]) -> Mapping[str, Any]:
    text = json.dumps(row, ensure_ascii=False, default=str)
    try:
        text.encode()
    except UnicodeEncodeError:
        printable: dict[str, Any] = json.loads(text.encode("utf-8", "replace"))
        return printable
    return row


def year_of(event: ExchangeEvent, published: str | None) -> tuple[int | None, YearFrom]:
    """The year an event belongs to, and what tells it.

    It is the year in which the event's date begins. A date that is open or spans more than two calendar years
    (a decade, "since 1988") doesn't tell it; the year of publication stands in then, as for events without
    a date.
    """
    date = event.date
    if date and date.earliest and date.latest and int(date.latest[:4]) - int(date.earliest[:4]) <= 1:
        return int(date.earliest[:4]), "date"
    if published:
        return int(published[:4]), "publication"
    return None, "nothing"
