"""Days of the calendar: weeks, seasons, parts of a period, holidays. All pure arithmetic on a given year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from twin_nlp.edtf import month_days

Days = tuple[dt.date, dt.date]
"""First and last day of a stretch."""

DAY = dt.timedelta(days=1)
SEASON_MONTH = {21: 3, 22: 6, 23: 9, 24: 12}
YEARS = range(1000, 3000)


def shifted_month(year: int, month: int, by: int) -> tuple[int, int]:
    """Year and month ``by`` months away."""
    months = year * 12 + month - 1 + by
    return months // 12, months % 12 + 1


def season_days(year: int, season: int) -> Days:
    """Days of an EDTF season (21 spring to 24 winter), northern hemisphere; winter begins in ``year``."""
    start = dt.date(year, SEASON_MONTH[season], 1)
    return start, month_days(*shifted_month(start.year, start.month, 2))[1]


def week_days(day: dt.date) -> Days:
    """Monday to Sunday of the week holding ``day``."""
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + 6 * DAY


def weekend_days(day: dt.date) -> Days:
    """Saturday and Sunday of the week holding ``day``."""
    sunday = week_days(day)[1]
    return sunday - DAY, sunday


def long_weekend(holiday: Days) -> Days:
    """The weekend that a one-day holiday stands beside, with the holiday; longer stretches stay as they are."""
    day = holiday[0]
    if holiday[1] != day:
        return holiday
    if day.weekday() < 3:
        return weekend_days(day - 3 * DAY)[0], day if day.weekday() == 0 else weekend_days(day - 3 * DAY)[1]
    saturday, sunday = weekend_days(day)
    return min(day, saturday), sunday


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date | None:
    """The ``nth`` (1 to 5, or -1 for the last) ``weekday`` (0 is Monday) of a month."""
    first, last = month_days(year, month)
    if nth < 0:
        return last - dt.timedelta(days=(last.weekday() - weekday) % 7)
    day = first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return day if day.month == month else None


def nth_week(year: int, month: int, nth: int) -> Days | None:
    """The ``nth`` seven days of a month, or its last seven: "the first week of June" is 1 to 7 June."""
    first, last = month_days(year, month)
    if nth < 0:
        return last - 6 * DAY, last
    start = first + 7 * (nth - 1) * DAY
    return (start, min(start + 6 * DAY, last)) if start <= last else None


def iso_week(year: int, week: int) -> Days | None:
    """Monday to Sunday of an ISO 8601 week."""
    try:
        monday = dt.date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return monday, monday + 6 * DAY


def month_part(year: int, month: int, part: str) -> Days:
    """Days of a part of a month: early is 1 to 10, mid 11 to 20, late from 21; halves split after the 15th."""
    last = month_days(year, month)[1].day
    first_day, last_day = {
        "early": (1, 10),
        "mid": (11, 20),
        "late": (21, last),
        "early-mid": (1, 20),
        "mid-late": (11, last),
        "first half": (1, 15),
        "second half": (16, last),
    }[part]
    return dt.date(year, month, first_day), dt.date(year, month, last_day)


def year_part(year: int, part: str) -> Days:
    """Days of a part of a year: early is January to April, mid May to August, late from September."""
    first, last = {
        "early": (1, 4),
        "mid": (5, 8),
        "late": (9, 12),
        "early-mid": (1, 8),
        "mid-late": (5, 12),
        "first half": (1, 6),
        "second half": (7, 12),
    }[part]
    return dt.date(year, first, 1), month_days(year, last)[1]


def decade_part(decade: int, part: str) -> Days:
    """Years of a part of a decade: early is 0 to 3, mid 4 to 6, late 7 to 9."""
    first, last = {
        "early": (0, 3),
        "mid": (4, 6),
        "late": (7, 9),
        "early-mid": (0, 6),
        "mid-late": (4, 9),
        "first half": (0, 4),
        "second half": (5, 9),
    }[part]
    return dt.date(decade + first, 1, 1), dt.date(decade + last, 12, 31)


def easter_sunday(year: int) -> dt.date:
    """Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def _fixed(month: int, first: int, last: int | None = None) -> Callable[[int], Days]:
    return lambda year: (dt.date(year, month, first), dt.date(year, month, last or first))


def _from_easter(first: int, last: int | None = None) -> Callable[[int], Days]:
    def days(year: int) -> Days:
        sunday = easter_sunday(year)
        return sunday + first * DAY, sunday + (first if last is None else last) * DAY

    return days


def _weekday_of(month: int, weekday: int, nth: int) -> Callable[[int], Days]:
    def days(year: int) -> Days:
        day = nth_weekday(year, month, weekday, nth)
        assert day is not None
        return day, day

    return days


def _between(first: tuple[int, int], last: tuple[int, int]) -> Callable[[int], Days]:
    return lambda year: (dt.date(year, *first), dt.date(year, *last))


def _victoria_day(year: int) -> Days:
    day = dt.date(year, 5, 24)
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday


# Holidays whose day depends on a country that the words don't tell, or on a lunar calendar, get the stretch
# that holds all of them, or None where that would tell nothing.
HOLIDAYS: dict[str, Callable[[int], Days] | None] = {
    "new year's eve": _fixed(12, 31),
    "new year's day": _fixed(1, 1),
    "new year's": _fixed(1, 1),
    "new year": _fixed(1, 1),
    "epiphany": _fixed(1, 6),
    "martin luther king jr day": _weekday_of(1, 0, 3),
    "martin luther king day": _weekday_of(1, 0, 3),
    "burns night": _fixed(1, 25),
    "australia day": _fixed(1, 26),
    "waitangi day": _fixed(2, 6),
    "valentine's day": _fixed(2, 14),
    "presidents' day": _weekday_of(2, 0, 3),
    "lunar new year": _between((1, 21), (2, 20)),
    "chinese new year": _between((1, 21), (2, 20)),
    "spring festival": _between((1, 21), (2, 20)),
    "shrove tuesday": _from_easter(-47),
    "pancake day": _from_easter(-47),
    "mardi gras": _from_easter(-47),
    "ash wednesday": _from_easter(-46),
    "palm sunday": _from_easter(-7),
    "holy week": _from_easter(-7, -1),
    "maundy thursday": _from_easter(-3),
    "holy thursday": _from_easter(-3),
    "good friday": _from_easter(-2),
    "holy saturday": _from_easter(-1),
    "easter saturday": _from_easter(-1),
    "easter sunday": _from_easter(0),
    "easter day": _from_easter(0),
    "easter monday": _from_easter(1),
    "easter week": _from_easter(0, 6),
    "easter weekend": _from_easter(-2, 1),
    "easter": _from_easter(-2, 1),
    "ascension day": _from_easter(39),
    "ascension thursday": _from_easter(39),
    "ascension": _from_easter(39),
    "whit sunday": _from_easter(49),
    "pentecost sunday": _from_easter(49),
    "pentecost monday": _from_easter(50),
    "whit monday": _from_easter(50),
    "pentecost": _from_easter(48, 50),
    "whitsuntide": _from_easter(48, 50),
    "whitsun": _from_easter(48, 50),
    "st patrick's day": _fixed(3, 17),
    "international women's day": _fixed(3, 8),
    "women's day": _fixed(3, 8),
    "earth day": _fixed(4, 22),
    "anzac day": _fixed(4, 25),
    "golden week": _between((4, 29), (5, 5)),
    "may day": _fixed(5, 1),
    "workers' day": _fixed(5, 1),
    "labour day": None,
    "labor day": _weekday_of(9, 0, 1),
    "europe day": _fixed(5, 9),
    "victory day": _fixed(5, 9),
    "victoria day": _victoria_day,
    "memorial day": _weekday_of(5, 0, -1),
    "midsummer's day": _fixed(6, 24),
    "midsummer": _between((6, 19), (6, 26)),
    "juneteenth": _fixed(6, 19),
    "saint-jean-baptiste day": _fixed(6, 24),
    "canada day": _fixed(7, 1),
    "bastille day": _fixed(7, 14),
    "independence day": None,
    "assumption day": _fixed(8, 15),
    "mid-autumn festival": _between((9, 7), (10, 8)),
    "chuseok": _between((9, 7), (10, 8)),
    "canadian thanksgiving": _weekday_of(10, 0, 2),
    "american thanksgiving": _weekday_of(11, 3, 4),
    "thanksgiving day": _between((10, 1), (11, 30)),
    "thanksgiving": _between((10, 1), (11, 30)),
    "columbus day": _weekday_of(10, 0, 2),
    "halloween": _fixed(10, 31),
    "all saints' day": _fixed(11, 1),
    "all souls' day": _fixed(11, 2),
    "bonfire night": _fixed(11, 5),
    "remembrance day": _fixed(11, 11),
    "armistice day": _fixed(11, 11),
    "veterans day": _fixed(11, 11),
    "st andrew's day": _fixed(11, 30),
    "st nicholas day": _fixed(12, 6),
    "christmas eve": _fixed(12, 24),
    "christmas day": _fixed(12, 25),
    "christmas": _between((12, 24), (12, 26)),
    "boxing day": _fixed(12, 26),
    "spring break": lambda year: season_days(year, 21),
}


def bank_holiday(year: int, month: int, part: str | None) -> Days | None:
    """The English and Welsh bank holiday Monday of a month; May has an early and a late one."""
    if month == 5 and part is None:
        return month_days(year, 5)
    monday = nth_weekday(year, month, 0, 1 if part == "early" else -1)
    return (monday, monday) if monday and month in (5, 8) else month_days(year, month)
