"""The reports of one event as one row: of each field the value of the report that tells it best."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twin_nlp.link.places import place_name, same_place
from twin_nlp.link.reports import Report
from twin_nlp.records import Partner, Place, record_from_dict

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """A report with its id and the row that it came from."""

    report_id: str
    report: Report
    row: Row


def event_id(report_id: str) -> str:
    """The id of the event that this report is the first of."""
    return "event-" + hashlib.blake2b(report_id.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def merged(sources: Sequence[Source], why: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The row of an event.

    Parameters
    ----------
    sources : sequence of Source
        Its reports by publication, those without a date last.
    why : sequence of mapping
        The merges that made it.

    Returns
    -------
    dict
        ``event_id``, ``reports``, ``report_ids``, the head of the first report, then the keys of an event, then
        ``chosen_from`` (the report that each field comes from), ``history`` and ``why``.
    """
    first = sources[0]
    chosen = {field: choose(sources) for field, choose in _CHOICES.items()}
    row: dict[str, Any] = {
        "event_id": event_id(first.report_id),
        "reports": len(sources),
        "report_ids": [source.report_id for source in sources],
        **{key: first.row[key] for key in ("doc_id", "published", "source") if key in first.row},
    }
    for key in _KEYS:
        row[key] = chosen[_FIELD_OF.get(key, key)].row[key]
    direction = chosen["direction"]
    if direction is not chosen["partners"]:
        row["senders"] = _renamed(direction.row["senders"], direction.row, chosen["partners"].row)
        row["receivers"] = _renamed(direction.row["receivers"], direction.row, chosen["partners"].row)
    row["chosen_from"] = {field: source.report_id for field, source in chosen.items()}
    row["history"] = _history(sources)
    row["why"] = list(why)
    return row


_KEYS = (
    *("type", "type_probabilities", "government_involved", "government_probability", "status", "status_probabilities"),
    *("partners", "known_pairs", "date", "participants", "goods", "senders", "receivers", "tie", "subtype"),
    *("evidence", "confidence", "needs_review", "model"),
)
_FIELD_OF = {
    "type_probabilities": "type",
    "government_involved": "government",
    "government_probability": "government",
    "status_probabilities": "status",
    "known_pairs": "partners",
    "senders": "direction",
    "receivers": "direction",
    "confidence": "evidence",
    "needs_review": "evidence",
    "model": "evidence",
}
"""The field that a key goes with; others are their own."""


def _best(rank: Callable[[Row], tuple[float, ...]]) -> Callable[[Sequence[Source]], Source]:
    """The report that ranks highest; among equals the most confident, then the first."""
    return lambda sources: max(
        enumerate(sources), key=lambda each: (rank(each[1].row), each[1].row["confidence"], -each[0])
    )[1]


def _precision(row: Row) -> tuple[float, ...]:
    date = row["date"]
    if date is None:
        return (0,)
    if date["earliest"] is None or date["latest"] is None:
        return (1,)
    return (2, -_days(date["earliest"], date["latest"]))


def _days(earliest: str, latest: str) -> int:
    return (dt.date.fromisoformat(latest) - dt.date.fromisoformat(earliest)).days


def _last_told(sources: Sequence[Source]) -> Source:
    known = [source for source in sources if source.report.published is not None]
    return (known or sources)[-1]


_CHOICES: Mapping[str, Callable[[Sequence[Source]], Source]] = {
    "type": _best(lambda row: ()),
    "government": _best(lambda row: (abs(row["government_probability"] - 0.5),)),
    "status": _last_told,
    "partners": _best(lambda row: (min(len(row["partners"]), 2), sum(p["place"] is not None for p in row["partners"]))),
    "date": _best(_precision),
    "participants": _best(
        lambda row: (sum(p["count"] is not None for p in row["participants"]), len(row["participants"]))
    ),
    "goods": _best(lambda row: (sum(g["quantity"] is not None for g in row["goods"]), len(row["goods"]))),
    "direction": _best(lambda row: (bool(row["senders"]) + bool(row["receivers"]),)),
    "tie": _best(lambda row: (row["tie"] is not None,)),
    "subtype": _best(lambda row: (row["subtype"] is not None,)),
    "evidence": _best(lambda row: ()),
}


def _place(partner: Mapping[str, Any]) -> Place | None:
    found: Partner = record_from_dict(Partner, partner)
    return found.place


def _renamed(names: Sequence[str], theirs: Row, ours: Row) -> list[str]:
    """Partners of another report under the names that this row has for them."""
    of_name = {p["name"]: place_name(p["name"], _place(p)) for p in theirs["partners"]}
    own = [(p["name"], place_name(p["name"], _place(p))) for p in ours["partners"]]
    found = (next((o for o, place in own if same_place(of_name[n], place)), None) for n in names if n in of_name)
    return list(dict.fromkeys(name for name in found if name is not None))


def _history(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """What each report that told another status than the one before it said, in order of publication."""
    told: list[dict[str, Any]] = []
    for source in sources:
        if not told or told[-1]["status"] != source.row["status"]:
            head = {"doc_id": source.row["doc_id"], "published": source.row.get("published")}
            told.append({"status": source.row["status"], **head})
    return told
