"""The ties of a place, from the shipped register or one of the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twin_nlp.errors import InputError
from twin_nlp.formats.agreements import read_agreements
from twin_nlp.formats.grid import Grid
from twin_nlp.formats.table import plain
from twin_nlp.pairs import Pair, Side
from twin_nlp.parse.folding import name_key
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.register import country_code, places_called, resolve, shipped_pairs, side_key

COLUMNS = (
    "place",
    "admin1",
    "country",
    "partner",
    "partner_admin1",
    "partner_country",
    "kind",
    "since",
    "until",
)


@dataclass(frozen=True, slots=True)
class Found:
    """The ties of every place that a name stands for: a row each, and what is to be told besides."""

    rows: tuple[dict[str, Any], ...]
    notices: tuple[str, ...]


def ties(name: str, gazetteer: Gazetteer, *, country: str | None = None, agreements: Path | None = None) -> Found:
    """The ties of the places that ``name`` stands for.

    Parameters
    ----------
    name : str
        As people write it: "Burnaby", "City of Burnaby", "Burnaby, BC".
    gazetteer : Gazetteer
    country : str, optional
        The country it lies in, by its English name or ISO code.
    agreements : Path, optional
        A register of the user's own, in place of the shipped one.

    Raises
    ------
    InputError
        When the name or the country isn't known, or the register can't be read.
    """
    code = None
    if country is not None and (code := country_code(country, gazetteer)) is None:
        raise InputError(f"--country must be a country by its English name or ISO code, found {country!r}")
    notices: tuple[str, ...] = ()
    if agreements is not None:
        resolved = resolve(read_agreements(agreements), gazetteer)
        pairs, notices = resolved.pairs, resolved.notices
    else:
        pairs = shipped_pairs(gazetteer)
    places = [Side(place.name, place.country, place) for place in places_called(name, gazetteer, code)]
    rows = _rows(pairs, places) or _rows(pairs, _by_name(pairs, name, code))
    if not rows and not places:
        where = f" in {country}" if country else ""
        raise InputError(f"{name}: no place of that name is known{where}; is it spelled as in English?")
    if not rows:
        notices = (*notices, f"{'; '.join(map(str, places))}: the register holds no tie of it")
    return Found(tuple(rows), (*notices, *_ambiguous(name, rows)))


def _by_name(pairs: Iterable[Pair], name: str, code: str | None) -> list[Side]:
    """Sides of a user's register that are known only by their name."""
    sides = (side for pair in pairs for side in (pair.one, pair.two) if side.place is None)
    return [side for side in sides if name_key(side.name) == name_key(name) and code in (None, side.country)]


def _rows(pairs: Sequence[Pair], sides: Sequence[Side]) -> list[dict[str, Any]]:
    wanted = {side_key(side): order for order, side in reversed(list(enumerate(sides)))}
    found = []
    for pair in pairs:
        for own, partner in ((pair.one, pair.two), (pair.two, pair.one)):
            order = wanted.get(side_key(own))
            if order is not None:
                values = (
                    own.name,
                    own.admin1,
                    own.country,
                    partner.name,
                    partner.admin1,
                    partner.country,
                    pair.kind,
                    pair.since,
                    pair.until,
                )
                sorting = (order, partner.country or "", partner.name)
                found.append((sorting, dict(zip(COLUMNS, values, strict=True))))
    return [row for _, row in sorted(found, key=lambda one: one[0])]


def _ambiguous(name: str, rows: Sequence[dict[str, Any]]) -> list[str]:
    places = dict.fromkeys((row["place"], row["admin1"], row["country"]) for row in rows)
    if len(places) < 2:
        return []
    told = "; ".join(", ".join(dict.fromkeys(part for part in place if part)) for place in places)
    return [f"{name} is the name of {len(places)} places with ties: {told}. Say which with --country or a province"]


def grid(rows: Sequence[dict[str, Any]]) -> Grid:
    """The rows as a table for a terminal; columns with nothing in them are left out."""
    used = [c for c in COLUMNS if any(row[c] is not None for row in rows)]
    cells = tuple(tuple("" if row[c] is None else plain(str(row[c])) for c in used) for row in rows)
    return Grid(f"{len(rows)} ties", tuple(used), cells)
