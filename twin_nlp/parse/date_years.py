"""Which year a date without one falls in, and what days words such as "last month" stand for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from twin_nlp.edtf import edtf_between, month_days
from twin_nlp.parse.date_calendar import (
    DAY,
    HOLIDAYS,
    YEARS,
    Days,
    bank_holiday,
    iso_week,
    long_weekend,
    month_part,
    nth_week,
    nth_weekday,
    season_days,
    shifted_month,
    week_days,
    weekend_days,
    year_part,
)
from twin_nlp.parse.date_context import Anchor
from twin_nlp.parse.date_point import Point
from twin_nlp.parse.date_tense import Wording

_SEARCHED_YEARS = 8  # the longest stretch between two 29ths of February
_SOON, _JUST_NOW = 60, 80
"""Days: a date so near outweighs the tense of a verb that speaks of a day most of a year off."""


_WEEKS_OF_A_MONTH = 9
"""From so many weeks on, "ten weeks ago" is told as a month."""


def days_in_year(point: Point, year: int) -> Days | None:
    """The days that a point of the calendar covers in ``year``; None where that year has no such day."""
    if year not in YEARS:
        return None
    if point.holiday is not None:
        if point.month is not None:
            if point.holiday == "bank holiday":
                return bank_holiday(year, point.month, point.part)
            return month_days(year, point.month)
        rule = HOLIDAYS[point.holiday]
        if rule is None:
            return None
        return long_weekend(rule(year)) if point.unit == "weekend" else rule(year)
    if point.week is not None:
        return iso_week(year, point.week)
    if point.season is not None:
        return season_days(year, point.season) if year + 1 in YEARS else None
    if point.month is None:
        if point.part is not None and point.unit is None:
            return year_part(year, point.part)
        return None
    if point.nth is not None:
        return _counted(point, year, point.month, point.nth)
    if point.part is not None:
        return month_part(year, point.month, point.part)
    if point.day is None:
        return month_days(year, point.month)
    try:
        day = dt.date(year, point.month, point.day)
    except ValueError:
        return None
    return day, day


def _counted(point: Point, year: int, month: int, nth: int) -> Days | None:
    if point.unit == "week":
        return nth_week(year, month, nth)
    if point.unit == "weekend":
        saturday = nth_weekday(year, month, 5, nth)
        return (saturday, saturday + DAY) if saturday else None
    if point.unit == "fortnight":
        return month_part(year, month, "first half" if nth == 1 else "second half")
    if point.unit == "day" and point.number is not None:
        first, last = month_days(year, month)
        more = min(point.number, last.day) - 1
        return (first, first + more * DAY) if nth > 0 else (last - more * DAY, last)
    if point.unit == "day":
        day = month_days(year, month)[1] if nth < 0 else dt.date(year, month, nth)
        return day, day
    weekday = nth_weekday(year, month, point.weekday or 0, nth)
    return (weekday, weekday) if weekday else None


def edtf_in_year(point: Point, year: int) -> str | None:
    """The EDTF value of a point of the calendar in ``year``."""
    days = days_in_year(point, year)
    if days is None:
        return None
    return f"{year:04}-{point.season}" if point.season is not None else edtf_between(*days)


def nearest_year(days_in: Callable[[int], Days | None], anchor: Anchor, wording: Wording) -> int | None:
    """The year whose days fit the tense best, seen from the day of writing; the nearer one where nothing tells.

    A tense that asks for a day most of a year off, with the other one close by, speaks of something else: a
    past vote on what is to come, a plan that was dropped.
    """
    past = _first(days_in, range(anchor.hi.year + 1, anchor.hi.year - _SEARCHED_YEARS, -1), lambda d: d[0] <= anchor.hi)
    future = _first(days_in, range(anchor.lo.year - 1, anchor.lo.year + _SEARCHED_YEARS), lambda d: d[1] >= anchor.lo)
    if past is None or future is None:
        return past[0] if past else future[0] if future else None
    ago = (anchor.lo - past[1][1]).days
    ahead = (future[1][0] - anchor.hi).days
    if ago <= 0 or (ago < ahead and ago <= _JUST_NOW) or wording.tense == "over":
        return past[0]
    if wording.tense == "past":
        return future[0] if ago > ahead and ahead <= _SOON else past[0]
    if wording.tense == "future":
        return future[0]
    return future[0] if ahead < ago else past[0]


def _first(
    days_in: Callable[[int], Days | None], years: range, fits: Callable[[Days], bool]
) -> tuple[int, Days] | None:
    for year in years:
        days = days_in(year)
        if days is not None and fits(days):
            return year, days
    return None


def weekday_year(point: Point, days_in: Callable[[int], Days | None], anchor: Anchor) -> int | None:
    """The one year about the time of writing in which the day falls on the weekday that the text gives it."""
    if point.weekday is None or point.day is None:
        return None
    years = range(anchor.lo.year - 1, anchor.hi.year + 2)
    fitting = [y for y in years if (days := days_in(y)) and days[0].weekday() == point.weekday]
    return fitting[0] if len(fitting) == 1 else None


def related_year(point: Point, days_in: Callable[[int], Days | None], anchor: Anchor, wording: Wording) -> int | None:
    """The year of "last August", "next spring", "this September" and the like."""
    year = anchor.lo.year
    if point.relation == "last":
        if anchor.day is None and anchor.lo.year == anchor.hi.year and (anchor.hi - anchor.lo).days > 300:
            # In a text of some day in the year, the end of the year is last year's and the beginning this year's.
            month = point.month or 6
            return year - 1 if month >= 9 else year if month <= 3 else None
        found = _first(days_in, range(anchor.hi.year, anchor.hi.year - 3, -1), lambda d: d[1] < anchor.lo)
    elif point.relation == "next":
        found = _first(days_in, range(year, year + 3), lambda d: d[0] > anchor.hi)
    else:
        days = days_in(year)
        if days is None:
            return None
        if point.season == 24 and anchor.hi.month <= 4 and wording.tense != "future":
            return year - 1
        if days[1] < anchor.lo and wording.tense == "future":
            return year + 1
        return year - 1 if days[0] > anchor.hi and wording.tense == "past" else year
    return found[0] if found else None


def weekday_near(weekday: int, relation: str | None, today: dt.date, wording: Wording) -> dt.date:
    """The day that a weekday name means in a text of ``today``."""
    back = (today.weekday() - weekday) % 7
    ahead = (weekday - today.weekday()) % 7
    if relation == "last":
        return today - (back or 7) * DAY
    if relation == "next":
        return today + (ahead if ahead > 1 else ahead + 7) * DAY
    if relation == "this":
        return today - back * DAY if wording.tense == "past" else today + ahead * DAY
    return today + ahead * DAY if wording.tense in ("future", "intended") else today - back * DAY


def unit_near(point: Point, today: dt.date, wording: Wording) -> str | None:
    """The EDTF value of "last month", "this week", "two years ago" in a text of ``today``."""
    step = {"last": -1, "previous": -1, "next": 1, "following": 1}.get(point.relation or "", 0)
    if point.relation in ("ago", "earlier", "later"):
        if point.number is None or point.number > 500:
            return None
        step = point.number if point.relation == "later" else -point.number
    try:
        return _unit_away(point, today, step, wording)
    except OverflowError:
        return None


def _unit_away(point: Point, today: dt.date, step: int, wording: Wording) -> str | None:
    if point.unit == "year":
        year = today.year + step
        if year not in YEARS:
            return None
        return edtf_between(*year_part(year, point.part)) if point.part else f"{year:04}"
    if point.unit == "month":
        year, month = shifted_month(today.year, today.month, step)
        if year not in YEARS:
            return None
        return edtf_between(*(month_part(year, month, point.part) if point.part else month_days(year, month)))
    if point.unit == "week" and abs(step) >= _WEEKS_OF_A_MONTH:
        far = today + 7 * step * DAY
        return edtf_between(*month_days(far.year, far.month))
    if point.unit in ("week", "fortnight"):
        days = week_days(today + (14 if point.unit == "fortnight" else 7) * step * DAY)
        if point.part:
            days = {"early": (days[0], days[0] + DAY), "late": (days[1] - 2 * DAY, days[1])}.get(point.part, days)
        return edtf_between(*days)
    if point.unit == "weekend":
        if point.relation in (None, "this") and today.weekday() < 5 and wording.tense == "past":
            step = -1
        return edtf_between(*weekend_days(today + 7 * step * DAY))
    if point.unit == "day":
        return (today + step * DAY).isoformat()
    return None
