"""The part of EDTF (ISO 8601-2) that is written here, and the days that it spans."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache

_POINT = re.compile(r"([12][0-9]{2})(?:(X)|([0-9])(?:-([0-9]{2})(?:-([0-9]{2}))?)?)~?", re.ASCII)
_SEASON_MONTH = {21: 3, 22: 6, 23: 9, 24: 12}


def month_days(year: int, month: int) -> tuple[dt.date, dt.date]:
    """First and last day of a month."""
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _point_days(edtf: str) -> tuple[dt.date, dt.date]:
    found = _POINT.fullmatch(edtf)
    if not found:
        raise ValueError(f"expected EDTF such as 2020-04-12, 2020-08, 2017-21, 198X or 1988/..; found {edtf!r}")
    decade, unspecified, last, month_text, day_text = found.groups()
    if unspecified:
        first = int(decade) * 10
        return dt.date(first, 1, 1), dt.date(first + 9, 12, 31)
    year = int(decade + last)
    if month_text is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    month = int(month_text)
    if month in _SEASON_MONTH and day_text is None:
        start = dt.date(year, _SEASON_MONTH[month], 1)
        end_year, end_month = (year + 1, 2) if month == 24 else (year, start.month + 2)
        return start, month_days(end_year, end_month)[1]
    if not 1 <= month <= 12:
        raise ValueError(f"no month or season {month:02} in EDTF {edtf!r}")
    if day_text is None:
        return month_days(year, month)
    try:
        day = dt.date(year, month, int(day_text))
    except ValueError as error:
        raise ValueError(f"no such day in EDTF {edtf!r}") from error
    return day, day


@lru_cache(maxsize=4096)
def interval(edtf: str) -> tuple[str | None, str | None]:
    """Earliest and latest day of an EDTF string, both ISO 8601; None at an open end.

    Read are ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, seasons of the northern hemisphere ``YYYY-21`` (March to
    May) to ``YYYY-24`` (December to the next February), decades ``198X``, each with or without the mark ``~``
    for "approximately", intervals of two of them, and the open intervals ``1988/..`` and ``../1990``. Years
    are 1000 to 2999.

    Raises
    ------
    ValueError
        For anything else, and where an interval ends before it begins.
    """
    first, slash, second = edtf.partition("/")
    if not slash:
        lo, hi = _point_days(edtf)
        return lo.isoformat(), hi.isoformat()
    if first == second == "..":
        raise ValueError("an EDTF interval needs at least one end; found '../..'")
    earliest = None if first == ".." else _point_days(first)[0].isoformat()
    latest = None if second == ".." else _point_days(second)[1].isoformat()
    if earliest and latest and earliest > latest:
        raise ValueError(f"EDTF interval {edtf!r} ends before it begins")
    return earliest, latest


def is_edtf(text: str) -> bool:
    """Whether :func:`interval` reads ``text``."""
    try:
        interval(text)
    except ValueError:
        return False
    return True


def edtf_between(lo: dt.date, hi: dt.date) -> str:
    """The shortest EDTF string for the days from ``lo`` to ``hi``: a day, month, year, season or interval."""
    if lo == hi:
        return lo.isoformat()
    whole_months = lo.day == 1 and hi == month_days(hi.year, hi.month)[1]
    if whole_months:
        if lo.month == 1 and hi.month == 12:
            return f"{lo.year:04}" if lo.year == hi.year else f"{lo.year:04}/{hi.year:04}"
        start, end = f"{lo.year:04}-{lo.month:02}", f"{hi.year:04}-{hi.month:02}"
        return start if start == end else f"{start}/{end}"
    return f"{lo.isoformat()}/{hi.isoformat()}"
