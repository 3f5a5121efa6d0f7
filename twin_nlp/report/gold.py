"""The sample that a person checks: pairs drawn at random, each with all of its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from twin_nlp.errors import InputError
from twin_nlp.labels import EVENT_TYPES, STATUSES
from twin_nlp.pairs import Pair
from twin_nlp.report.archive import Reported
from twin_nlp.report.crosswalk import Scheme, field_of
from twin_nlp.report.estimates import SEED
from twin_nlp.report.occurrences import INITIATIVES, Occurrence

REQUIRED = ("pair", "event_id", "is_event")
CORRECTIONS = ("type", "government_involved", "status", "year", "initiative")
SHOWN = ("labelled_type", "labelled_government_involved", "labelled_status", "labelled_year", "labelled_initiative")
OPTIONAL = (*CORRECTIONS, *SHOWN, "doc_ids", "partners", "date", "published", "evidence")
_YES_NO = {"yes": True, "no": False, "true": True, "false": False}


def drawn(
    pairs: Sequence[Pair], events: Sequence[Reported], found: Sequence[Sequence[Occurrence]], wanted: int
) -> pd.DataFrame:
    """A sheet to check: all events of ``wanted`` pairs that have any, drawn at random, with empty columns to fill."""
    with_events = [m for m, occurrences in enumerate(found) if occurrences]
    chosen = np.random.default_rng(SEED).permutation(with_events)[:wanted]
    rows = []
    for m in sorted(int(m) for m in chosen):
        for occurrence in found[m]:
            report = events[occurrence.event]
            date = report.event.date
            labels = (
                occurrence.type,
                _told(occurrence.government_involved),
                occurrence.status,
                occurrence.year,
                occurrence.initiative,
            )
            rows.append(
                {
                    "pair": str(pairs[m]),
                    "event_id": report.event_id,
                    "doc_ids": "; ".join(report.doc_ids),
                    "published": report.published,
                    "partners": "; ".join(p.name for p in report.event.partners),
                    "date": date.text if date else None,
                    "evidence": report.evidence,
                    **dict(zip(SHOWN, labels, strict=True)),
                    "is_event": None,
                    **dict.fromkeys(CORRECTIONS),
                }
            )
    return pd.DataFrame(rows, dtype=object)


def _told(flag: bool) -> str:
    return "yes" if flag else "no"


def checked(
    rows: Iterable[tuple[str, Mapping[str, str]]],
    pairs: Sequence[Pair],
    events: Sequence[Reported],
    found: Sequence[Sequence[Occurrence]],
    scheme: Scheme | None,
) -> dict[int, tuple[Occurrence, ...]]:
    """The events of checked pairs as a person corrected them, by number of the pair.

    ``is_event`` "no" takes an event off its pair; an empty correction leaves the label as it is.

    Raises
    ------
    InputError
        When a row names no event of its pair, isn't filled in, or has a label that there isn't, or when events
        of a checked pair are missing; names the row.
    """
    by_name = {" ".join(str(pair).split()): m for m, pair in enumerate(pairs)}
    seen: dict[int, dict[int, Occurrence | None]] = {}
    for where, row in rows:
        m = by_name.get(row["pair"])
        if m is None:
            raise InputError(f"{where}: expected a pair of the register, found {row['pair']!r}")
        ids = {" ".join(events[o.event].event_id.split()): o for o in found[m]}
        occurrence = ids.get(row["event_id"])
        if occurrence is None:
            raise InputError(f"{where}: {row['pair']} has no event {row['event_id']!r} in these events")
        is_event = _label(row, "is_event", _YES_NO, where)
        right = _corrected(occurrence, row, where, scheme) if is_event else None
        seen.setdefault(m, {})[occurrence.event] = right
    for m, of_pair in seen.items():
        missing = [events[o.event].event_id for o in found[m] if o.event not in of_pair]
        if missing:
            raise InputError(
                f"the checked sample lacks {', '.join(missing[:5])} of {pairs[m]}; "
                "check all events of a pair that was drawn"
            )
    return {m: tuple(o for o in of_pair.values() if o is not None) for m, of_pair in seen.items()}


def _corrected(occurrence: Occurrence, row: Mapping[str, str], where: str, scheme: Scheme | None) -> Occurrence:
    changes: dict[str, Any] = {}
    of: dict[str, Mapping[str, Any]] = {
        "type": dict(zip(EVENT_TYPES, EVENT_TYPES, strict=True)),
        "government_involved": _YES_NO,
        "status": dict(zip(STATUSES, STATUSES, strict=True)),
        "initiative": dict(zip(INITIATIVES, INITIATIVES, strict=True)),
    }
    for name, labels in of.items():
        if row.get(name):
            changes[name] = _label(row, name, labels, where)
    if row.get("year"):
        if not (row["year"].isascii() and row["year"].isdigit() and len(row["year"]) == 4):
            raise InputError(f"{where}: year must be four digits, found {row['year']!r}")
        changes["year"] = int(row["year"])
    if changes.get("type", occurrence.type) != occurrence.type:
        changes["subtype"] = None
        changes["field"] = field_of(scheme, changes["type"], None) if scheme else None
    return replace(occurrence, **changes)


def _label(row: Mapping[str, str], name: str, labels: Mapping[str, Any], where: str) -> Any:
    value = row[name].lower()
    if value not in labels:
        raise InputError(f"{where}: {name} must be one of {', '.join(labels)}, found {row[name]!r}")
    return labels[value]
