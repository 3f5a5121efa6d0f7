"""What a date expression can ask of its document: the dates before it, headings, the order of numeric dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from twin_nlp.edtf import interval
from twin_nlp.parse.date_calendar import DAY, Days
from twin_nlp.parse.date_context import (
    Anchor,
    Order,
    Section,
    anchor_of,
    document_anchor,
    dotted_order,
    head_end,
    numeric_order,
    section_years,
    year_at_opening,
    year_of_rows,
)
from twin_nlp.parse.date_expressions import Expression
from twin_nlp.parse.date_point import Point
from twin_nlp.parse.date_tense import Wording, sentence_start
from twin_nlp.parse.date_years import edtf_in_year

NEAR_ENOUGH = 300
"""Characters within which "that spring" or "the 21st" looks back for a date."""
_SAME_STORY = 1500
_BUDDHIST, _NO_COMMON_YEAR = 543, 2400
_ROW_MARKS = 8
_ROW_OPENING = re.compile(r"[\n\r][\s|•*○□■–-]{0,7}$")
_HALF_A_YEAR = 182


class Resolved(NamedTuple):
    """An expression that was read, its value, and whether it names its year itself."""

    expression: Expression
    edtf: str | None
    has_year: bool


class Document:
    """What is asked of the whole text at most once, and the dates read so far."""

    def __init__(self, text: str, published: str | None, expressions: tuple[Expression, ...]) -> None:
        self.text = text
        self.expressions = expressions
        self.anchor = anchor_of(published) or document_anchor(text, self.head, expressions)
        self.read: list[Resolved] = []

    @cached_property
    def head(self) -> int:
        """Where its first lines end."""
        return head_end(self.text)

    @cached_property
    def sections(self) -> list[Section]:
        """Its stretches under a heading that gives the year."""
        return section_years(self.text, self.head, self.expressions, self.anchor)

    @cached_property
    def rows(self) -> int | None:
        """The year that a title line gives the rows below it."""
        return year_of_rows(self.text, self.head, self.expressions, self.anchor)

    @cached_property
    def order(self) -> Order | None:
        """How it writes dates such as 12/04/2020."""
        return numeric_order(self.text)

    @cached_property
    def dotted(self) -> Order:
        """How it writes dates such as 2.14."""
        return dotted_order(self.text)

    def last_read(self, start: int, reach: int) -> Resolved | None:
        """The nearest date before ``start`` that has a value."""
        for resolved in reversed(self.read):
            if start - resolved.expression.end > reach:
                return None
            if resolved.edtf is not None:
                return resolved
        return None

    def month_told(self, start: int, reach: int) -> str | None:
        """The month (ISO 8601) of the date before ``start``, years left out, where that is a day or month."""
        for resolved in reversed(self.read):
            point = resolved.expression.last or resolved.expression.first
            if start - resolved.expression.end > reach:
                return None
            if resolved.edtf is None or point.kind in ("year", "decade"):
                continue
            latest = interval(resolved.edtf)[1] or interval(resolved.edtf)[0]
            told = point.month is not None and point.kind in ("day", "month")
            return latest[:7] if told and latest else None
        return None


def year_after(
    point: Point, days_in: Callable[[int], Days | None], expression: Expression, document: Document
) -> int | None:
    """The year of "that spring", "the following March": seen from the date before it."""
    before = document.last_read(expression.start, NEAR_ENOUGH)
    earliest = interval(before.edtf)[0] if before and before.edtf else None
    if earliest is None:
        return None
    day = dt.date.fromisoformat(earliest)
    if point.relation == "that":
        return day.year
    years = (day.year, day.year + 1) if point.relation == "following" else (day.year, day.year - 1)
    for year in years:
        days = days_in(year)
        if days and (days[0] > day if point.relation == "following" else days[1] < day):
            return year
    return None


def year_hint(
    days_in: Callable[[int], Days | None],
    expression: Expression,
    document: Document,
    anchor: Anchor | None,
    wording: Wording,
) -> int | None:
    """The year that the text gives a date: in its row or sentence, with a date shortly before, in a heading."""
    text, start = document.text, expression.start

    def fits(year: int) -> bool:
        days = days_in(year)
        if days is None:
            return False
        if anchor is None:
            return True
        return not (
            (days[0] > anchor.hi and wording.tense == "past") or (days[1] < anchor.lo and wording.tense == "future")
        )

    opening = year_at_opening(text, start)
    if opening is not None and (fits(opening) or opening < (anchor.lo.year if anchor else 0)):
        return opening
    section = next((s for s in reversed(document.sections) if s.start <= start), None) if document.sections else None
    headed = section.year(days_in, anchor, wording) if section else None
    if _opens_line(text, start):
        # What a row says of its date is a heading, whose verb has no tense to go by.
        row = headed or document.rows or _year_of_row(days_in, expression, document)
        if row is not None:
            return row
    dated = [(r.expression.end, r.edtf) for r in reversed(document.read[-4:]) if r.has_year and r.edtf]
    if dated and "\n\n" not in text[dated[0][0] : start]:
        left_before = sentence_start(text, max(0, sentence_start(text, start) - 2))
        for end, edtf in dated:
            if end <= left_before or "\n\n" in text[end:start]:
                break
            year = int((interval(edtf)[1] or edtf)[:4])
            if fits(year):
                return year
    return headed if headed is not None and fits(headed) else None


def _opens_line(text: str, start: int) -> bool:
    return _ROW_OPENING.search(text, max(0, start - _ROW_MARKS), start) is not None or start <= _ROW_MARKS


def _year_of_row(days_in: Callable[[int], Days | None], expression: Expression, document: Document) -> int | None:
    """The year of a date that opens a row, after a row that opens with one: rows are in order of time."""
    before = next((r for r in reversed(document.read) if _opens_line(document.text, r.expression.start)), None)
    if before is None or before.edtf is None or expression.start - before.expression.end > _SAME_STORY:
        return None
    earliest = interval(before.edtf)[0]
    if earliest is None or before.expression.first.kind in ("year", "decade"):
        return None
    day = dt.date.fromisoformat(earliest)
    days = days_in(day.year)
    if days is None:
        return None
    return day.year + ((day - days[0]).days > _HALF_A_YEAR)


def named_year(relation: str, expression: Expression, document: Document, anchor: Anchor | None) -> int | None:
    """The year of "May of last year", "March next year"."""
    if relation == "that":
        before = document.last_read(expression.start, _SAME_STORY)
        earliest = interval(before.edtf)[0] if before and before.edtf else None
        return int(earliest[:4]) if earliest else None
    step = {"last": -1, "next": 1}.get(relation, 0)
    return anchor.lo.year + step if anchor and anchor.lo.year == anchor.hi.year else None


def week_told(expression: Expression, document: Document) -> dt.date | None:
    """Monday of "last week", where that is the date before this one and the story is about that week."""
    for resolved in reversed(document.read):
        point = resolved.expression.first
        if expression.start - resolved.expression.end > _SAME_STORY:
            return None
        if point.kind == "weekday" or (point.kind == "relative" and point.relation == "this"):
            continue
        if point.unit == "week" and point.relation == "last" and resolved.edtf and len(resolved.edtf) == 21:
            return dt.date.fromisoformat(resolved.edtf[:10])
        return None
    return None


def _common_era(point: Point) -> Point:
    """A year of the Buddhist era, as Thailand counts, in the common one."""
    return point._replace(year=point.year - _BUDDHIST) if point.year and point.year > _NO_COMMON_YEAR else point


def in_common_era(expression: Expression) -> Expression:
    """An expression whose years are of the common era."""
    first, last = _common_era(expression.first), expression.last and _common_era(expression.last)
    same = first is expression.first and last is expression.last
    return expression if same else expression._replace(first=first, last=last)


def ordered(point: Point, document: Document) -> Point:
    """A numeric date with day and month told apart, where that can be done."""
    if point.pair is None:
        return point
    first, second = point.pair
    candidates: dict[Order | None, Point] = {}
    if second <= 12 and first <= 31:
        candidates["day first"] = point._replace(day=first, month=second, pair=None)
    if first <= 12 and second <= 31:
        candidates["month first"] = point._replace(day=second, month=first, pair=None)
    if len(candidates) == 1 or (candidates and first == second):
        return next(iter(candidates.values()))
    if point.dotted:
        order: Order | None = document.dotted if point.year is None else "day first"
    else:
        order = document.order
    return candidates.get(order, point)


def ordered_alike(first: Point, last: Point, document: Document) -> tuple[Point, Point]:
    """Two numeric dates of one expression: where one shows the order, the other follows it ("27/3 - 3/4")."""
    points = ordered(first, document), ordered(last, document)
    for shown, read in zip((first, last), points, strict=True):
        if shown.pair is not None and read.pair is None:
            at = 0 if shown.pair[0] == read.day else 1
            first, last = (
                p if p.pair is None else p._replace(day=p.pair[at], month=p.pair[1 - at], pair=None) for p in points
            )
            return (first, last) if max(first.month or 1, last.month or 1) <= 12 else points
    return points


def agreeing(point: Point, document: Document) -> Point:
    """An undecided numeric date read as the day that the text names elsewhere, or that it came out on."""
    if point.pair is None or point.year is None:
        return point
    first, second = point.pair
    readings = [point._replace(day=d, month=m, pair=None) for d, m in ((first, second), (second, first))]
    days = [edtf_in_year(reading, point.year) for reading in readings]
    named = {resolved.edtf for resolved in document.read}
    if document.anchor is not None and document.anchor.day is not None:
        today = document.anchor.day
        named |= {(today + n * DAY).isoformat() for n in range(-7, 8)}
    agreeing = [reading for reading, day in zip(readings, days, strict=True) if day in named]
    return agreeing[0] if len(agreeing) == 1 else point
