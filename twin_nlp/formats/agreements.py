"""A register of ties of the user's own: a CSV file with a pair of places a row."""

from __future__ import annotations

import re
from pathlib import Path

from twin_nlp.errors import InputError
from twin_nlp.formats.user_table import read_user_table
from twin_nlp.pairs import Agreement

REQUIRED = ("city1", "country1", "city2", "country2")
OPTIONAL = ("kind", "since", "until", "province")
_YEAR = re.compile(r"(\d{4})(?:-\d\d(?:-\d\d)?)?")


def read_agreements(path: Path) -> list[Agreement]:
    """The rows of a register in their order.

    Raises
    ------
    InputError
        When the file can't be read, holds no row, or a row lacks a name or has a year that is none; names
        the file and the row, the header being row 1.
    """
    found = []
    for where, row in read_user_table(path, "register of ties", REQUIRED, OPTIONAL):
        since, until = (_year(row.get(name, ""), name, where) for name in ("since", "until"))
        if since is not None and until is not None and until < since:
            raise InputError(f"{where}: expected until not before since, found {since} and {until}")
        city1, country1, city2, country2 = (row[name] for name in REQUIRED)
        kind, province = row.get("kind") or None, row.get("province") or None
        found.append(Agreement(city1, country1, city2, country2, kind, since, until, province, where))
    if not found:
        raise InputError(f"{path}: expected rows of ties under the header, found none")
    return found


def _year(value: str, name: str, where: str) -> int | None:
    if not value:
        return None
    if match := _YEAR.fullmatch(value):
        return int(match[1])
    raise InputError(f"{where}: {name} must be a year or a date such as 1985 or 1985-06-01, found {value!r}")
