"""What one date expression says, and what its pattern's match holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from twin_nlp.parse.date_lexicon import Token
from twin_nlp.parse.mentions import DateKind

Relation = Literal["last", "next", "this", "that", "previous", "following", "ago", "later", "earlier"]
Unit = Literal["year", "month", "week", "weekend", "day", "weekday", "fortnight", "decade"]


class Point(NamedTuple):
    """What one date expression says, before anything around it is asked.

    ``season`` is an EDTF season (21 to 24), ``weekday`` 0 for Monday, ``part`` a part of the period, ``nth``
    with ``unit`` a counted week, weekend or weekday of the month, ``relation`` what ties the period to the
    day of writing, ``year_relation`` the same for the year alone ("May of last year"), ``pair`` the numbers
    of a numeric date whose order is still open, ``offset`` days from today.
    """

    kind: DateKind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: int | None = None
    decade: int | None = None
    week: int | None = None
    part: str | None = None
    nth: int | None = None
    unit: Unit | None = None
    relation: Relation | None = None
    year_relation: Relation | None = None
    number: int | None = None
    holiday: str | None = None
    offset: int | None = None
    pair: tuple[int, int] | None = None
    dotted: bool = False


Build = Callable[[re.Match[str], list[Token], str], Point | None]

YEAR_TAIL = r"(?:,?o?(?P<y>[Yy])(?!/)|,?o?t?(?P<yr>[lxhj])R|/(?P<ys>Y))?"
UNITS: dict[str, Unit] = {
    "R": "year",
    "G": "month",
    "V": "week",
    "e": "weekend",
    "v": "day",
    "q": "fortnight",
    "c": "decade",
    "W": "weekday",
}
RELATIONS: dict[str, Relation] = {
    "l": "last",
    "x": "next",
    "h": "this",
    "j": "that",
    "B": "previous",
    "g": "following",
}


def value_of(match: re.Match[str], tokens: list[Token], group: str) -> int | None:
    """The number that the token of a group is worth."""
    at = match.start(group)
    value = tokens[at].value if at >= 0 else None
    return value if isinstance(value, int) else None


def year_of(match: re.Match[str], tokens: list[Token]) -> tuple[int | None, Relation | None]:
    """Year and year relation of a match whose pattern holds ``YEAR_TAIL``."""
    if match["y"]:
        return value_of(match, tokens, "y"), None
    if match["yr"]:
        return None, RELATIONS[match["yr"]]
    return value_of(match, tokens, "ys"), None


def symbol_before(match: re.Match[str]) -> str:
    """The symbol of the token before a match, a blank where there is none."""
    at = match.start()
    return match.string[at - 1] if at else " "
