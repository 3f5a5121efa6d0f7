"""The tables that list: pairs, each pair's events in order, goods, events of no pair, ties by year, coverage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

import pandas as pd

from twin_nlp.labels import STATUSES
from twin_nlp.pairs import Pair, Side
from twin_nlp.report.archive import Reported, year_of
from twin_nlp.report.figures import BEHIND, Material, likelihood
from twin_nlp.report.occurrences import Occurrence

FEW = 0.25
"""A year counts as thinly searched with less than this share of the median year's documents."""


def _joined(values: Iterable[str | None]) -> str:
    return "; ".join(dict.fromkeys(value for value in values if value))


def _doc_ids(events: Iterable[Reported]) -> list[str]:
    return list(dict.fromkeys(doc_id for event in events for doc_id in event.doc_ids))


def _side(number: int, side: Side) -> dict[str, Any]:
    place = side.place
    return {
        f"city{number}": side.name,
        f"admin1_{number}": side.admin1,
        f"country{number}": side.country,
        f"latitude{number}": place.latitude if place else None,
        f"longitude{number}": place.longitude if place else None,
    }


def pairs_table(material: Material, group_of: Sequence[str], recent: range) -> pd.DataFrame:
    """The pairs with coordinates, their activity in the report's years, and whether they are active or dormant.

    ``active`` is empty where the tie was not there in the recent years.
    """
    rows: list[dict[str, Any]] = []
    for m, pair in enumerate(material.pairs):
        counted = [o for o in material.found[m] if material.counts(pair, o)]
        held = [o for o in material.found[m] if o.status == "held"]
        at_risk = pair.at_risk(recent)
        status = Counter(o.status for o in counted)
        years = {
            f"years_{name}_government": likelihood(material.years, flag)(pair, counted)[0]
            for name, flag in (("with", True), ("without", False))
        }
        ids = _doc_ids(material.events[o.event] for o in counted)
        rows.append(
            {
                "pair": str(pair),
                "group": group_of[m],
                **_side(1, pair.one),
                **_side(2, pair.two),
                "province": pair.province,
                "kind": pair.kind,
                "since": pair.since,
                "until": pair.until,
                "years_at_risk": len(pair.at_risk(material.years)),
                **{name: status[name] for name in STATUSES},
                "active_years": likelihood(material.years, None)(pair, counted)[0],
                **years,
                "last_held": max((o.year for o in held if o.year is not None), default=None),
                "active": any(o.year in at_risk for o in held) if at_risk else None,
                "reports": len(ids),
                "doc_ids": _joined(ids),
            }
        )
    return pd.DataFrame(rows)


TOLD = (
    "event_id",
    "date",
    "published",
    "type",
    "government_involved",
    "status",
    "partners",
    "participants",
    "goods",
    "history",
    "confidence",
    "needs_review",
    "reports",
    "doc_ids",
    "evidence",
)
TIMELINE = (
    "pair",
    "group",
    "year",
    "year_from",
    "counted",
    "matched_by",
    "initiative",
    "subtype",
    "field",
    BEHIND,
    *TOLD,
)
UNMATCHED = ("reason", "places", "year", BEHIND, *TOLD)
GOODS = ("pair", "event_id", "year", "given_by", "quantity", "unit", "item", "text", "reports", BEHIND, "doc_ids")
COVERAGE = ("year", "source", "documents", "gated", "with_events", "events", "warning")


def _told(report: Reported) -> dict[str, Any]:
    event = report.event
    return {
        "event_id": report.event_id,
        "date": event.date.edtf if event.date else None,
        "published": report.published,
        "type": event.type,
        "government_involved": event.government_involved,
        "status": event.status,
        "partners": _joined(p.name for p in event.partners),
        "participants": _joined(p.text for p in event.participants),
        "goods": _joined(g.text for g in event.goods),
        "history": _joined(f"{status} ({doc_id}, {published or '?'})" for status, doc_id, published in report.history),
        "confidence": event.confidence,
        "needs_review": event.needs_review,
        "reports": len(report.doc_ids),
        "doc_ids": _joined(report.doc_ids),
        "evidence": report.evidence,
    }


def timeline_table(material: Material, group_of: Sequence[str]) -> pd.DataFrame:
    """Each pair's events in order of date, with the evidence: the way back from every figure.

    ``counted`` says whether the event's year is one of the report's, with the tie in place.
    """
    rows = []
    for m, pair in enumerate(material.pairs):
        for o in sorted(material.found[m], key=lambda o: _order(o, material.events[o.event])):
            own = {
                "pair": str(pair),
                "group": group_of[m],
                "year": o.year,
                "year_from": o.year_from,
                "counted": material.counts(pair, o),
                "matched_by": "place" if o.by_place else "name",
            }
            more = {"initiative": o.initiative, "subtype": o.subtype, "field": o.field}
            rows.append({**own, **more, BEHIND: [o.event], **_told(material.events[o.event])})
    return pd.DataFrame(rows, columns=list(TIMELINE))


def _order(occurrence: Occurrence, report: Reported) -> tuple[str, str]:
    date = report.event.date
    told = date.earliest if date and occurrence.year_from == "date" else report.published
    return told or "9999", report.event_id


def goods_table(material: Material) -> pd.DataFrame:
    """What was given, event by event, in held events that count."""
    rows = []
    for m, pair in enumerate(material.pairs):
        for o in material.found[m]:
            report = material.events[o.event]
            for goods in report.event.goods if material.held(pair, o) else ():
                rows.append(
                    {
                        "pair": str(pair),
                        "event_id": report.event_id,
                        "year": o.year,
                        "given_by": o.initiative,
                        "quantity": goods.quantity,
                        "unit": goods.unit,
                        "item": goods.item,
                        "text": goods.text,
                        **material.cited({o.event}),
                        "doc_ids": _joined(report.doc_ids),
                    }
                )
    return pd.DataFrame(rows, columns=list(GOODS))


def unmatched_table(events: Sequence[Reported], unmatched: Sequence[int]) -> pd.DataFrame:
    """The events that belong to no pair, and where their partners were taken to be."""
    rows = []
    for number in unmatched:
        report = events[number]
        partners = report.event.partners
        places = _joined(str(Side(p.name, p.place.country if p.place else "?", p.place)) for p in partners)
        why = "fewer than two partners are told" if len(partners) < 2 else "its partners are no pair of the register"
        year = year_of(report.event, report.published)[0]
        rows.append({"reason": why, "places": places, "year": year, BEHIND: [number], **_told(report)})
    return pd.DataFrame(rows, columns=list(UNMATCHED))


def ties_table(material: Material, groups: Mapping[str, Sequence[int]]) -> pd.DataFrame:
    """Ties made and ended by year: as the register has them, and as events tell of signings and endings."""
    rows = []
    for group, members in groups.items():
        pairs = [material.pairs[m] for m in members]
        told: dict[tuple[str, int | None], set[int]] = defaultdict(set)
        for m in members:
            for o in material.found[m]:
                # A signing may be announced or called off; the end of a tie has the status cancelled.
                if o.status == "held" or (o.subtype == "ended_tie" and o.status == "cancelled"):
                    told[o.subtype or "", o.year].add(o.event)
        for year in material.years:
            made, ended = told["signing", year], told["ended_tie", year]
            behind = made | ended
            ids = _doc_ids(material.events[e] for e in sorted(behind))
            rows.append(
                {
                    "group": group,
                    "year": year,
                    "made_in_register": sum(pair.since == year for pair in pairs),
                    "ended_in_register": sum(pair.until == year for pair in pairs),
                    "signings_told": len(made),
                    "endings_told": len(ended),
                    **material.cited(behind),
                    "doc_ids": _joined(ids),
                }
            )
    return pd.DataFrame(rows)


def coverage_table(summary: Mapping[str, Any] | None, years: range) -> tuple[pd.DataFrame, list[str]]:
    """What was searched, by year of publication and source, with a warning where that is little.

    Parameters
    ----------
    summary : mapping or None
        What ``twin-nlp label`` wrote beside its events.
    years : range
        The report's years.

    Returns
    -------
    tuple of DataFrame and list of str
        The rows, those of a year without a document included, and the warnings.
    """
    if summary is None:
        return pd.DataFrame(columns=list(COVERAGE)), [
            "no summary stands beside the events: it can't be told how many documents were searched in which year, "
            "and no news is not no activity"
        ]
    rows = [row for row in summary["by_source_and_year"] if row["year"] is not None and int(row["year"]) in years]
    searched = Counter(dict.fromkeys(years, 0))
    for row in rows:
        searched[int(row["year"])] += row["documents"]
    enough = FEW * median(searched[year] for year in years)
    thin = {year: n for year, n in sorted(searched.items()) if n == 0 or n < enough}
    told = {
        year: f"{'no document was' if n == 0 else f'only {n} documents were'} searched: no news is not no activity"
        for year, n in thin.items()
    }
    by_year = [{"year": int(row["year"]), "source": row["source"], **_counts(row)} for row in rows]
    by_year += [{"year": year, "source": None, **_counts({})} for year, n in thin.items() if n == 0]
    by_year.sort(key=lambda row: (row["year"], row["source"] or ""))
    rows_told = [{**row, "warning": told.get(row["year"])} for row in by_year]
    frame = pd.DataFrame(rows_told, columns=list(COVERAGE))
    return frame, [f"{year}: {warning}" for year, warning in told.items()]


def _counts(row: Mapping[str, Any]) -> dict[str, int]:
    return {name: row.get(name, 0) for name in ("documents", "gated", "with_events", "events")}


def groups_of(pairs: Sequence[Pair], groups: Mapping[str, Sequence[int]], everything: str) -> list[str]:
    """The group of each pair, "all" aside."""
    named = {m: group for group, members in groups.items() if group != everything for m in members}
    return [named[m] for m in range(len(pairs))]
