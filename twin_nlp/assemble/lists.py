"""Several events told together.

In one sentence "A from B, C from D, and E from F" or "... respectively"; or one place's events with several others:
"the choir was in B on 12 May, the dancers in C in June".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from twin_nlp.assemble.view import Unit, View

_FROM = re.compile(
    r"\s*,?\s*(?:\([^)]{0,40}\)\s*)?(?:(?P<from>from|by)|(?P<to>to|into|for)|(?P<with>with|and))\s+(?:its\s+|the\s+)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:\([^)]{0,40}\))?\s*[,;]?\s*(?:and\s+)?", re.IGNORECASE)


_LISTED = re.compile(r"(?:\s+in\s+[\w’' ]{2,30}|\s*\([^)]{0,40}\))?\s*(?:,\s*(?:and\s+)?|\s+and\s+)", re.IGNORECASE)
"""What stands between two places of a list: "Moriguchi and Nagasaki in Japan, and Markham"."""
_CLAUSE_ENDS = (";", ", ", " and ")
_MANY = 3
"""Two receivers may as well be the two ends of something else; three are a list."""


@dataclass(frozen=True, slots=True)
class Share:
    """One event's share of a sentence: its places (mention indices), its date, its direction if told."""

    places: tuple[int, ...]
    dates: tuple[int, ...]
    sender: int | None


@dataclass(frozen=True, slots=True)
class Spoke:
    """One of the events that a place has with several others: its sentences, and where the other place is spoken of.

    ``hub`` and ``other`` are entities; ``start`` and ``end`` bound the clause (offsets into the text) that names
    the other place, ``units`` are the sentences that tell of it or of all.
    """

    hub: int
    other: int
    units: tuple[int, ...]
    start: int
    end: int


def _local(view: View, unit: Unit) -> list[int]:
    """Place mentions that can be partners, countries and containers left out."""
    found = []
    for i in unit.places:
        mention = view.document.places[i]
        country = mention.place is not None and mention.place.kind == "country"
        if not country and mention.cue not in ("container", "in name"):
            found.append(i)
    return found


def _pairs(view: View, unit: Unit) -> list[Share]:
    """ "A from B, C from D": three or more places pair by pair, joined by the same word."""
    places = view.document.places
    local = _local(view, unit)
    shares: list[Share] = []
    joint = None
    k = 0
    while k + 1 < len(local):
        a, b = places[local[k]], places[local[k + 1]]
        m = _FROM.fullmatch(view.text, a.end, b.start) if b.start - a.end < 60 else None
        if m is None or m.lastgroup == "with":
            k += 1
            continue
        if joint is None or joint == m.lastgroup:
            joint = m.lastgroup
            sender = local[k + 1] if m.lastgroup == "from" else local[k]
            shares.append(Share((local[k], local[k + 1]), (), sender))
        k += 2
    return shares if len(shares) >= 2 else []


def _respectively(view: View, unit: Unit) -> list[Share]:
    """ "X's ties with A and B were cut in 2019 and 2020, respectively"."""
    document = view.document
    if "respectively" not in unit.tokens or len(unit.dates) < 2:
        return []
    first_date = document.dates[unit.dates[0]].start
    local = [i for i in _local(view, unit) if document.places[i].start < first_date]
    n = len(unit.dates)
    if len(local) < n + 1:
        return []
    ends = local[-n:]
    return [Share((local[0], place), (date,), None) for place, date in zip(ends, unit.dates, strict=True)]


def _one_to_many(view: View, unit: Unit) -> list[Share]:
    """ "X sent masks to three cities: A and B in J, and C in K": one shipment, and all receivers its partners."""
    places = view.document.places
    if not unit.goods:
        return []
    local = _local(view, unit)
    giver = next((n for n, i in enumerate(local) if view.doers[i]), None)
    if giver is None:
        return []
    rest = local[giver + 1 :]
    start = next((n for n, i in enumerate(rest) if view.deeds[i] == "to"), None)
    if start is None:
        return []
    receivers = [rest[start]]
    for i in rest[start + 1 :]:
        if not _LISTED.fullmatch(view.text, places[receivers[-1]].end, places[i].start):
            break
        receivers.append(i)
    if len(receivers) < _MANY:
        return []
    return [Share((local[giver], *receivers), (), local[giver])]


def shares(view: View, event: Sequence[int]) -> list[tuple[int, Share]]:
    """The events told together in single sentences of ``event``, as (unit, share); empty where none are."""
    found: list[tuple[int, Share]] = []
    for u in event:
        unit = view.units[u]
        if len(unit.places) >= 3:
            told = _respectively(view, unit) or _pairs(view, unit) or _one_to_many(view, unit)
            found.extend((u, share) for share in told)
    return found


def _hub(view: View, partners: Sequence[int]) -> int:
    """The place that all the others are partners of: tied to most of them, else named first in the text."""

    def ties(entity: int) -> int:
        return sum((entity, other) in view.pairs for other in partners)

    return max(partners, key=lambda e: (ties(e), -view.entities[e].mentions[0]))


def _boundary(text: str, start: int, end: int) -> int:
    """Where one clause ends and the next begins between two places."""
    between = text[start:end]
    for mark in _CLAUSE_ENDS:
        at = between.find(mark)
        if at >= 0:
            return start + at
    return end


def spokes(view: View, units: Sequence[int], partners: Sequence[int]) -> list[Spoke]:
    """One event for each of several partners; empty where there are no more than two.

    Three places and more that take part in one and the same exchange are rare; a place that hosts or sends to
    several in turn is not.
    """
    if len(partners) <= 2:
        return []
    hub, within = _hub(view, partners), set(units)
    named: list[tuple[int, int, int]] = []
    for entity in partners:
        inside = [m for m in view.entities[entity].mentions if view.unit_of[m] in within]
        if entity != hub and inside:
            named.append((view.document.places[inside[0]].start, entity, view.unit_of[inside[0]]))
    named.sort()
    if len(named) < 2:
        return []
    homes = {entity: {u for u in view.entities[entity].units if u in within} for _, entity, _ in named}
    shared = within - set().union(*homes.values())
    found = []
    for n, (start, entity, unit) in enumerate(named):
        left, right = view.units[unit].sentence.start, view.units[unit].sentence.end
        if n and named[n - 1][0] >= left:
            left = _boundary(view.text, named[n - 1][0], start)
        if n + 1 < len(named) and named[n + 1][0] < right:
            right = _boundary(view.text, start, named[n + 1][0])
        found.append(Spoke(hub, entity, tuple(sorted(shared | homes[entity])), left, right))
    return found
