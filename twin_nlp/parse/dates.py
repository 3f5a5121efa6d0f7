"""Date expressions and their values in EDTF, seen from the day that a text was published."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from twin_nlp.edtf import edtf_between, interval, is_edtf
from twin_nlp.parse.date_calendar import DAY, Days, decade_part, shifted_month, week_days, weekend_days
from twin_nlp.parse.date_context import (
    Anchor,
    anchor_of,
)
from twin_nlp.parse.date_document import (
    NEAR_ENOUGH,
    Document,
    Resolved,
    agreeing,
    in_common_era,
    named_year,
    ordered,
    ordered_alike,
    week_told,
    year_after,
    year_hint,
)
from twin_nlp.parse.date_expressions import Expression, find_expressions
from twin_nlp.parse.date_point import Point
from twin_nlp.parse.date_stays import with_stay
from twin_nlp.parse.date_tense import Tense, Wording
from twin_nlp.parse.date_years import (
    days_in_year,
    edtf_in_year,
    nearest_year,
    related_year,
    unit_near,
    weekday_near,
    weekday_year,
)
from twin_nlp.parse.mentions import DateMention
from twin_nlp.records import iso_published

_CANADIAN = re.compile(
    r"\b(?:Canad\w+|Ontario|Alberta|British Columbia|B\.C\.|Manitoba|Saskatchewan|Qu[eé]bec|Nova Scotia|New Brunswick)"
)
_AMERICAN = re.compile(r"\b(?:U\.S\.|USA|United States|American)\b")
_NEXT_DAYS = 10
_AGAINST_TENSE = 3
"""How much further off a day counts that the tense speaks against."""


def find_dates(text: str, published: str | None) -> tuple[DateMention, ...]:
    """Every date expression of ``text`` with its value, non-overlapping and in reading order.

    Parameters
    ----------
    text : str
        Of any length; offsets count its characters.
    published : str or None
        The ISO 8601 publication date, maybe reduced ("2020-05", "2020"). Without it a dateline, stamp or
        heading in the text's first or last lines is taken; without that too, dates that lack their year keep
        ``edtf`` None.

    Raises
    ------
    twin_nlp.errors.InputError
        When ``published`` is no such date.
    """
    published = iso_published(published)
    expressions = tuple(in_common_era(expression) for expression in find_expressions(text))
    if not expressions:
        return ()
    document = Document(text, published, expressions)
    mentions = []
    for expression in expressions:
        edtf = with_stay(_resolve(expression, document), text, expression)
        if edtf is not None and not is_edtf(edtf):
            edtf = None
        earliest, latest = interval(edtf) if edtf else (None, None)
        point = expression.last or expression.first
        document.read.append(Resolved(expression, edtf, point.year is not None and point.month is not None))
        kind = "open" if expression.form in ("since", "until") else expression.first.kind
        if expression.last is not None:
            kind = "range"
        elif expression.form in ("week of", "weekend of"):
            kind = "week" if expression.form == "week of" else "range"
        mentions.append(
            DateMention(
                start=expression.start,
                end=expression.end,
                text=text[expression.start : expression.end],
                kind=kind,
                edtf=edtf,
                earliest=earliest,
                latest=latest,
            )
        )
    return tuple(mentions)


def _resolve(expression: Expression, document: Document) -> str | None:
    first = expression.last or expression.first
    tense: Tense | None = None
    if document.anchor is None or first.year is not None or first.decade is not None:
        tense = "unclear"
    elif expression.form == "since":
        tense = "over"
    wording = Wording(document.text, expression.start, expression.end, tense)
    if expression.last is not None:
        return _range(expression, expression.last, document, wording)
    edtf = _point(expression.first, expression, document, document.anchor, wording)
    if edtf is None:
        return None
    if expression.form == "since":
        return edtf if edtf.endswith("..") else f"{edtf.partition('/')[0]}/.."
    if expression.form == "until":
        return f"../{edtf.rpartition('/')[2]}"
    if expression.form in ("week of", "weekend of"):
        return _around(edtf, expression.form == "week of")
    return edtf


def _around(edtf: str, week: bool) -> str | None:
    earliest, _ = interval(edtf)
    if earliest is None or len(edtf.partition("/")[0]) != 10:
        return None
    day = dt.date.fromisoformat(earliest)
    if week:
        return edtf_between(*week_days(day))
    # Monday to Wednesday belong to the weekend before them.
    return edtf_between(*weekend_days(day - (3 * DAY if day.weekday() < 3 else 0 * DAY)))


def _span(first: str | None, last: str | None) -> str | None:
    if first is None or last is None:
        return first or last
    start, end = first.partition("/")[0], last.rpartition("/")[2]
    return start if start == end else f"{start}/{end}"


def _range(expression: Expression, last: Point, document: Document, wording: Wording) -> str | None:
    first = expression.first
    if first.pair is not None or last.pair is not None:
        first, last = ordered_alike(first, last, document)
    if first.day is not None and first.month is None and last.month is not None and first.weekday is None:
        month = last.month if first.day < (last.day or 32) else shifted_month(2000, last.month, -1)[1]
        first = first._replace(month=month)
    if last.day is not None and last.month is None and first.month is not None and last.weekday is None:
        month = first.month if (first.day or 0) < last.day else shifted_month(2000, first.month, 1)[1]
        last = last._replace(month=month)
    first, last = _shared_year(first, last)
    if _in_calendar(first) and _in_calendar(last) and first.year is None and last.year is None:

        def days_in(year: int) -> Days | None:
            start, end = days_in_year(first, year), days_in_year(last, year)
            if start and end and start[0] > end[1]:
                end = days_in_year(last, year + 1)
            return (start[0], end[1]) if start and end and start[0] <= end[1] else None

        year = _year_for(first, days_in, expression, document, document.anchor, wording)
        if year is None:
            return None
        wraps = (days_in_year(first, year) or (dt.date.min,))[0] > (days_in_year(last, year) or (None, dt.date.max))[1]
        return _span(edtf_in_year(first, year), edtf_in_year(last, year + wraps))
    end = _point(last, expression, document, document.anchor, wording)
    if _in_calendar(first) and first.year is not None:
        return _span(edtf_in_year(first, first.year), end)
    if end is not None:
        # "from Monday to Wednesday": the first day is counted back from the last one.
        day = interval(end)[0] or interval(end)[1]
        earlier = Wording(document.text, expression.start, expression.end, "past")
        own = first.unit == "week" or first.year_relation is not None
        anchor = document.anchor if own else anchor_of(day) if day else None
        return _span(_point(first, expression, document, anchor, earlier), end)
    return None


def _shared_year(first: Point, last: Point) -> tuple[Point, Point]:
    """Both points with the year that only one of them names."""
    if first.year_relation is None and last.year_relation is not None and first.year is None:
        first = first._replace(year_relation=last.year_relation)
    if not (_in_calendar(first) and _in_calendar(last)) or (first.year is None) == (last.year is None):
        return first, last
    wraps = (first.month or first.season or 0) > (last.month or last.season or 0)
    if first.year is None and last.year is not None:
        return first._replace(year=last.year - wraps), last
    assert first.year is not None
    return first, last._replace(year=first.year + wraps)


def _in_calendar(point: Point) -> bool:
    if point.pair is not None:
        return False
    return point.month is not None or point.season is not None or point.holiday is not None or point.week is not None


def _point(
    point: Point, expression: Expression, document: Document, anchor: Anchor | None, wording: Wording
) -> str | None:
    """The EDTF value of one point, None where it can't be told."""
    if point.pair is not None:
        point = agreeing(ordered(point, document), document)
        if point.pair is not None:
            return f"{point.year:04}" if point.year is not None else None
    if point.decade is not None:
        return edtf_between(*decade_part(point.decade, point.part)) if point.part else f"{point.decade // 10}X"
    if point.holiday is not None:
        point = _in_country(point, document.text)
    if point.year is not None:
        if _in_calendar(point) or point.part is not None:
            return edtf_in_year(point, point.year)
        return f"{point.year:04}"
    if _in_calendar(point) and point.kind != "relative":
        if point.year_relation is not None:
            year = named_year(point.year_relation, expression, document, anchor)
        else:
            year = _year_for(point, lambda y: days_in_year(point, y), expression, document, anchor, wording)
        return edtf_in_year(point, year) if year is not None else None
    if point.offset is not None:
        return _day_word(point, anchor)
    if point.kind == "weekday":
        return _weekday(point, expression, document, anchor, wording)
    if point.day is not None and point.year_relation is not None:
        return _day_of_told_month(point, anchor)
    if point.day is not None:
        return _day_of_month(point.day, expression, document, anchor, wording)
    if point.unit is not None:
        return _unit(point, expression, document, anchor, wording)
    return None


def _in_country(point: Point, text: str) -> Point:
    """A holiday whose day depends on the country, with the country that the text speaks of."""
    if point.holiday not in ("labour day", "thanksgiving", "thanksgiving day"):
        return point
    canadian, american = bool(_CANADIAN.search(text)), bool(_AMERICAN.search(text))
    if point.holiday == "labour day":
        return point._replace(holiday="labor day") if canadian else point
    if canadian == american:
        return point
    return point._replace(holiday="canadian thanksgiving" if canadian else "american thanksgiving")


def _year_for(
    point: Point,
    days_in: Callable[[int], Days | None],
    expression: Expression,
    document: Document,
    anchor: Anchor | None,
    wording: Wording,
) -> int | None:
    """The year of a date that names none."""
    if point.relation in ("that", "previous", "following"):
        return year_after(point, days_in, expression, document)
    if point.relation is not None:
        return related_year(point, days_in, anchor, wording) if anchor else None
    hint = year_hint(days_in, expression, document, anchor, wording)
    if hint is not None or anchor is None:
        return hint
    year = weekday_year(point, days_in, anchor)
    return year if year is not None else nearest_year(days_in, anchor, wording)


def _day_word(point: Point, anchor: Anchor | None) -> str | None:
    if anchor is None or point.offset is None:
        return None
    if anchor.day is None:
        return edtf_between(anchor.lo, anchor.hi) if point.offset == 0 and point.day is None else None
    day = anchor.day + point.offset * DAY
    if point.day is None or point.day == day.day:
        return day.isoformat()
    # "today (8th)" in a text that came out on the 9th.
    near = [day + n * DAY for n in range(-10, 11)]
    named = [d for d in near if d.day == point.day and point.month in (None, d.month)]
    return named[0].isoformat() if named else None


def _weekday(
    point: Point, expression: Expression, document: Document, anchor: Anchor | None, wording: Wording
) -> str | None:
    weekday = point.weekday or 0
    if point.relation in ("previous", "following"):
        before = document.last_read(expression.start, NEAR_ENOUGH)
        known = interval(before.edtf) if before and before.edtf else (None, None)
        day = known[1] if point.relation == "following" else known[0]
        if day is None:
            return None
        today = dt.date.fromisoformat(day)
        ahead = (weekday - today.weekday()) % 7 or 7
        back = (today.weekday() - weekday) % 7 or 7
        return (today + (ahead if point.relation == "following" else -back) * DAY).isoformat()
    if anchor is None:
        return None
    if point.day is not None:
        return _dated_weekday(weekday, point.day, anchor, wording)
    if anchor.day is None:
        return None
    if point.unit == "week":
        step = {"last": -1, "next": 1}.get(point.relation or "", 0)
        return (week_days(anchor.day)[0] + (7 * step + weekday) * DAY).isoformat()
    week = week_told(expression, document) if point.relation is None else None
    if week is not None and wording.tense not in ("future", "intended"):
        return (week + weekday * DAY).isoformat()
    return weekday_near(weekday, point.relation, anchor.day, wording).isoformat()


def _dated_weekday(weekday: int, number: int, anchor: Anchor, wording: Wording) -> str | None:
    """ "Saturday the 18th": the nearest month in which that day is that weekday."""
    fitting: list[dt.date] = []
    for step in range(-6, 7):
        year, month = shifted_month(anchor.hi.year, anchor.hi.month, step)
        try:
            day = dt.date(year, month, number)
        except ValueError:
            continue
        if day.weekday() == weekday:
            fitting.append(day)

    def away(day: dt.date) -> int:
        against = (day > anchor.hi and wording.tense == "past") or (day < anchor.lo and wording.tense == "future")
        return abs((day - anchor.hi).days) * (_AGAINST_TENSE if against else 1)

    return min(fitting, key=away).isoformat() if fitting else None


def _day_of_month(
    number: int, expression: Expression, document: Document, anchor: Anchor | None, wording: Wording
) -> str | None:
    """ "the 21st": of the month told just before it, or of the nearest month that suits the tense."""
    before = document.month_told(expression.start, NEAR_ENOUGH)
    # "until 5 November. They landed on the 9th": what is over lies in no month to come.
    if before is not None and (anchor is None or before <= anchor.hi.isoformat()[:7] or wording.tense != "past"):
        return f"{before}-{number:02}"
    if anchor is None or (anchor.hi - anchor.lo).days > 31:
        return None
    if anchor.day is None:
        return f"{anchor.lo.isoformat()[:7]}-{number:02}"
    to_come = wording.tense in ("future", "intended")
    steps = (0, 1, 2) if to_come else (0, -1, -2)
    for step in steps:
        year, month = shifted_month(anchor.lo.year, anchor.lo.month, step)
        try:
            day = dt.date(year, month, number)
        except ValueError:
            continue
        ahead = (day - anchor.lo).days
        soon = ahead <= _NEXT_DAYS and wording.tense != "past"
        if ahead >= 0 if to_come else (soon or ahead <= 0):
            return day.isoformat()
    return None


def _day_of_told_month(point: Point, anchor: Anchor | None) -> str | None:
    """ "the 5th of last month"."""
    if anchor is None or (anchor.lo.year, anchor.lo.month) != (anchor.hi.year, anchor.hi.month):
        return None
    step = {"last": -1, "next": 1}.get(point.year_relation or "", 0)
    year, month = shifted_month(anchor.lo.year, anchor.lo.month, step)
    return f"{year:04}-{month:02}-{point.day:02}"


def _unit(
    point: Point, expression: Expression, document: Document, anchor: Anchor | None, wording: Wording
) -> str | None:
    """ "last month", "two years ago", "the following day": from the day of writing, or from the date before."""
    if point.relation in ("that", "previous", "following", "later", "earlier"):
        before = document.last_read(expression.start, NEAR_ENOUGH)
        known = interval(before.edtf) if before and before.edtf else (None, None)
        day = known[0] or known[1]
        if day is None or before is None or before.edtf is None:
            return None
        if point.unit in ("day", "week", "weekend") and len(before.edtf.rpartition("/")[2]) != 10:
            return None
        if point.unit in ("month",) and len(before.edtf.partition("/")[0]) < 7:
            return None
        day = known[1] or day if point.relation == "following" else day
        return unit_near(point, dt.date.fromisoformat(day), wording)
    if anchor is None:
        return None
    first, last = unit_near(point, anchor.lo, wording), unit_near(point, anchor.hi, wording)
    if first == last:
        return first
    if point.relation == "this" and point.unit in ("week", "month") and point.part is None:
        return edtf_between(anchor.lo, anchor.hi)
    # Only the month is known of the day of writing: what stays in one month for all of its days is sure.
    months = {value[:7] for value in (first, last) if value and len(value) >= 10}
    ends = {value[-10:-3] for value in (first, last) if value and len(value) >= 10}
    return months.pop() if first and last and len(months | ends) == 1 else None
