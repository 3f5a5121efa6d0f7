"""What partner places do elsewhere: gifts to and visits of partners in other countries than the register's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from twin_nlp.pairs import Side, identity
from twin_nlp.records import Partner
from twin_nlp.report.archive import year_of
from twin_nlp.report.estimates import exact
from twin_nlp.report.figures import BEHIND, Material

ACTIVITIES = ("gave", "visited")
COLUMNS = (
    *("own_country", "place", "partners_here", "active_here"),
    *(f"{activity}_{what}" for activity in ACTIVITIES for what in ("here", "elsewhere", "countries")),
    *("reports", BEHIND, "doc_ids"),
)


Sent = dict[tuple[Hashable, str], dict[str, set[int]]]
"""Numbers of events by the place that sent, the activity, and the country of the receivers."""


def _sent(material: Material) -> Sent:
    """What each place gave or where it visited in the report's years, in held events of a told direction."""
    found: Sent = defaultdict(lambda: defaultdict(set))
    for number, report in enumerate(material.events):
        event = report.event
        if event.status != "held" or year_of(event, report.published)[0] not in material.years:
            continue
        activity = "gave" if event.type == "donation" else "visited"
        for sender in _named(event.partners, event.senders):
            for receiver in _named(event.partners, event.receivers):
                if sender.place and receiver.place and receiver.place.country:
                    found[identity(sender.place), activity][receiver.place.country].add(number)
    return found


def _named(partners: Sequence[Partner], names: Sequence[str]) -> list[Partner]:
    return [partner for partner in partners if partner.name in names]


def elsewhere_tables(material: Material, recent: range) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What partner places (side two) sent, one by one, and counts of them by the register's own country (side one).

    "Here" is the own country, "elsewhere" every other but the place's own. The share is that of places that
    did it here among the active ones that did it elsewhere, with :func:`exact` over places.
    """
    sent = _sent(material)
    places: dict[tuple[str, Hashable], tuple[Side, list[int]]] = {}
    for m, pair in enumerate(material.pairs):
        if pair.two.place and pair.one.country and pair.one.country != pair.two.country:
            places.setdefault((pair.one.country, identity(pair.two.place)), (pair.two, []))[1].append(m)
    rows: list[dict[str, Any]] = []
    told: dict[tuple[str, str], set[int]] = defaultdict(set)
    for (own, key), (side, members) in places.items():
        active = any(
            o.status == "held" and o.year in material.pairs[m].at_risk(recent)
            for m in members
            for o in material.found[m]
        )
        row: dict[str, Any] = {
            "own_country": own,
            "place": str(side),
            "partners_here": "; ".join(str(material.pairs[m].one) for m in members),
            "active_here": active,
        }
        behind: set[int] = set()
        for activity in ACTIVITIES:
            to = sent[key, activity]
            here = to.get(own, set())
            abroad = sorted(to.keys() - {own, side.country})
            away = {event for country in abroad for event in to[country]}
            row |= {
                f"{activity}_here": len(here),
                f"{activity}_elsewhere": len(away),
                f"{activity}_countries": "; ".join(abroad),
            }
            behind |= here | away
            told[own, activity] |= here | away
        ids = dict.fromkeys(d for e in sorted(behind) for d in material.events[e].doc_ids)
        rows.append({**row, **material.cited(behind), "doc_ids": "; ".join(ids)})
    rows.sort(key=lambda r: (r["own_country"], r["place"]))
    active_places = pd.DataFrame([row for row in rows if row["reports"]], columns=list(COLUMNS))
    return active_places, _totals(rows, {key: material.cited(events) for key, events in told.items()})


def _totals(rows: Sequence[dict[str, Any]], cited: Mapping[tuple[str, str], dict[str, Any]]) -> pd.DataFrame:
    totals = []
    for own, of_own in groupby(rows, key=itemgetter("own_country")):
        of_country = list(of_own)
        for activity in ACTIVITIES:
            elsewhere = [row for row in of_country if row[f"{activity}_elsewhere"]]
            active = [row for row in elsewhere if row["active_here"]]
            here = sum(bool(row[f"{activity}_here"]) for row in active)
            low, high = exact(here / len(active), len(active)) if active else (None, None)
            totals.append(
                {
                    "own_country": own,
                    "activity": activity,
                    "places": len(of_country),
                    "elsewhere": len(elsewhere),
                    "elsewhere_and_active_here": len(active),
                    "of_these_here_too": here,
                    "share": here / len(active) if active else None,
                    "low": low,
                    "high": high,
                    **cited[own, activity],
                }
            )
    return pd.DataFrame(totals)
