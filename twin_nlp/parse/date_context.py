"""What surrounds a date expression and tells its year: day-month order, stamps and headings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from twin_nlp.edtf import interval, month_days
from twin_nlp.parse.date_calendar import YEARS, Days
from twin_nlp.parse.date_expressions import Expression
from twin_nlp.parse.date_tense import Wording, sentence_start


@dataclass(frozen=True, slots=True)
class Anchor:
    """The stretch of days that a text was written in: one day, or a month or year where no more is known."""

    lo: dt.date
    hi: dt.date

    @property
    def day(self) -> dt.date | None:
        """The day of writing, where it is known."""
        return self.lo if self.lo == self.hi else None


def anchor_of(published: str | None) -> Anchor | None:
    """The anchor for an ISO 8601 date of full or reduced precision."""
    if published is None or int(published[:4]) not in YEARS:
        return None
    earliest, latest = interval(published)
    assert earliest is not None
    assert latest is not None
    return Anchor(dt.date.fromisoformat(earliest), dt.date.fromisoformat(latest))


_DAY_FIRST = re.compile(r"(?<![\d./])(1[3-9]|2\d|3[01])[./-](0?[1-9]|1[0-2])[./-](?:\d{4}|\d{2})(?![\d/])")
_MONTH_FIRST = re.compile(r"(?<![\d./])(0?[1-9]|1[0-2])[/-](1[3-9]|2\d|3[01])[/-](?:\d{4}|\d{2})(?![\d/])")
_SHORT_DAY_FIRST = re.compile(r"(?<![\d./])(1[3-9]|2\d|3[01])/(0?[1-9]|1[0-2])(?![\d/%])")
_SHORT_MONTH_FIRST = re.compile(r"(?<![\d./])(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])(?![\d/%])")
_DOTTED_MONTH_FIRST = re.compile(r"(?<![\d./,$€£¥])(0?[1-9]|1[0-2])\.(1[3-9]|2\d|3[01])(?![\d./%,])")
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|"
    r"Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_SPELLED_DAY_FIRST = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTHS}\b")
_SPELLED_MONTH_FIRST = re.compile(rf"\b{_MONTHS}\.?\s\d{{1,2}}(?:st|nd|rd|th)?\b(?!:)")
_AMERICAN = re.compile(
    r"\b(?:U\.S\.|USA|United States|center|color|honor(?:ed|ing)?|favor|theater|program|organiz\w+|Calif\.|Mass\.|"
    r"Wash\.|Ore\.|Tex(?:as|\.)|Ohio|Michigan|California|Florida|Iowa|Kansas|Oklahoma|Wisconsin|Minnesota|Virginia)"
)
_BRITISH = re.compile(
    r"£|\b(?:UK|U\.K\.|England|Scotland|Wales|Ireland|Australia|New Zealand|centre|colour|honour\w*|favour\w*|theatre|"
    r"programme|organis\w+|Cllr|[Tt]win(?:ned|ning) (?:town|association|committee))"
)

Order = Literal["day first", "month first"]


def numeric_order(text: str) -> Order | None:
    """How the document writes dates such as 12/04/2020, as far as it shows.

    Asked in turn: its other numeric dates, its spelled dates, British or American wording.
    """
    for day_first, month_first in (
        (_DAY_FIRST, _MONTH_FIRST),
        (_SHORT_DAY_FIRST, _SHORT_MONTH_FIRST),
        (_SPELLED_DAY_FIRST, _SPELLED_MONTH_FIRST),
        (_BRITISH, _AMERICAN),
    ):
        days, months = bool(day_first.search(text)), bool(month_first.search(text))
        if days != months:
            return "day first" if days else "month first"
    return None


def dotted_order(text: str) -> Order:
    """The order of dotted dates: day first as in Europe, unless one such as 2.14 shows the Korean order."""
    return "month first" if _DOTTED_MONTH_FIRST.search(text) else "day first"


_STAMP = re.compile(
    r"\b(?:published|posted|updated|dated?|issued?|released?|release|press|edition|newsletter|bulletin|minutes|meeting|"
    r"session|council|letter|report|created|uploaded|written|vol\.?|no\.?|volume|article)\b",
    re.IGNORECASE,
)
_PERIODIC = re.compile(
    r"\b(?:annual|yearly|report(?:ing)?|review|yearbook|year book|white paper|looking back|look back|exercise|period|"
    r"activit(?:y|ies)|chronicle|fiscal|financial year|accounts|statistics|list of|record of|results|"
    r"year (?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_DATELINE_GOES_ON = re.compile(r"\s*(?:\([^)\n]{1,30}\)\s*)?(?:[-–—:|/]|\()")
_ALONE = 28
_TITLE = 140
_HEAD_LINES, _TAIL_LINES = 8, 5


def _line_start(text: str, start: int) -> int:
    return text.rfind("\n", max(0, start - 400), start) + 1 or max(0, start - 400)


def _line_around(text: str, start: int, end: int) -> tuple[int, int]:
    right = text.find("\n", end, end + 400)
    return _line_start(text, start), right if right >= 0 else min(len(text), end + 400)


_HEAD = re.compile(rf"(?:\s*+\S[^\n]*+\n?+){{{_HEAD_LINES}}}")


def head_end(text: str) -> int:
    """Where the first few non-empty lines end."""
    head = _HEAD.match(text)
    return head.end() if head else len(text)


def _tail_start(text: str) -> int:
    """Where the last few non-empty lines begin."""
    tail, count = len(text), 0
    while tail > 0 and count < _TAIL_LINES:
        cut = text.rfind("\n", 0, tail)
        count += bool(text[cut + 1 : tail].strip())
        tail = max(cut, 0)
    return tail


def document_anchor(text: str, head: int, expressions: Sequence[Expression]) -> Anchor | None:
    """The day, month or year of writing that a dateline, stamp or heading in the text's margins tells.

    ``head`` is that of :func:`head_end`, ``expressions`` those of the text. Only dates that carry their year count.
    """
    dated = [e for e in expressions if e.first.year is not None and e.form == "single" and e.first.pair is None]
    tail = _tail_start(text) if dated and dated[-1].end > head else 0
    found: list[tuple[int, Anchor]] = []
    for expression in dated:
        if head < expression.end and expression.start < tail:
            continue
        point, year = expression.first, expression.first.year
        assert year is not None
        left, right = _line_around(text, expression.start, expression.end)
        before, after = text[left : expression.start], text[expression.end : right]
        if (
            len(before.strip()) + len(after.strip()) > _ALONE
            and not (len(before) <= 120 and _STAMP.search(before))
            and not (point.day is not None and len(before) <= 60 and _DATELINE_GOES_ON.match(after))
        ):
            continue
        if point.day is not None and point.month is not None:
            try:
                day = dt.date(year, point.month, point.day)
            except ValueError:
                continue
            found.append((0, Anchor(day, day)))
        elif point.kind == "month" and point.month is not None:
            found.append((1, Anchor(*month_days(year, point.month))))
        elif point.kind == "season" and expression.end <= head:
            found.append((2, Anchor(dt.date(year, 1, 1), dt.date(year, 12, 31))))
    return min(found, key=lambda ranked: ranked[0])[1] if found else None


# A search skips to line ends faster than to beginnings.
_YEAR_LINE = re.compile(
    r"\n[ \t#*=•■○□◆\-–—(\[]{0,6}(?:Year[ ]|In[ ])?(?P<year>(?:19|20)[0-9]{2})(?:[ ]events?|[ ]activities)?"
    r"[ \t:*=#.\-–—)\]]{0,6}\r?$",
    re.MULTILINE,
)


_SHORT_NEXT = re.compile(r"[-–/]([0-9]{2})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Section:
    """From ``start`` on a heading gives the year; ``last`` is the one after ``first`` in a report on 2015-16."""

    start: int
    first: int
    last: int

    def year(self, days_in: Callable[[int], Days | None], anchor: Anchor | None, wording: Wording) -> int | None:
        """The year of a day without one; a working year begins between April and September, nobody says when."""
        days, later = days_in(self.first), days_in(self.last)
        if self.first == self.last or days is None or days[0].month >= _BEGUN:
            return self.first
        if days[0].month >= _BEGINS and anchor is not None and later is not None and later[0] > anchor.hi:
            return self.first if wording.tense in ("past", "near") else None
        return self.last


_BEGINS, _BEGUN = 4, 9


def section_years(text: str, head: int, expressions: Sequence[Expression], anchor: Anchor | None) -> list[Section]:
    """The stretches of text whose heading gives the year, in order.

    A heading is a line with nothing but a year, or a title line of a report, review or list on a year that is
    over by the time of writing, or on a working year that began in the one before.
    """
    years: list[Section] = []
    for expression in expressions:
        if expression.end > head:
            break
        year = expression.first.year or (expression.last or expression.first).year
        if year is None or (anchor is not None and year >= anchor.lo.year) or expression.form == "since":
            continue
        left, right = _line_around(text, expression.start, expression.end)
        line = text[left:right]
        if len(line) <= _TITLE and _PERIODIC.search(line) and not years:
            years.append(Section(0, year, _last_year(text, expression, year)))
    years += [Section(line.start(), int(line["year"]), int(line["year"])) for line in _YEAR_LINE.finditer(f"\n{text}")]
    return sorted(years, key=lambda section: section.start)


def _last_year(text: str, expression: Expression, first: int) -> int:
    short = _SHORT_NEXT.match(text, expression.end)
    if short and int(short[1]) == (first + 1) % 100:
        return first + 1
    last = expression.last.year if expression.last else None
    return first if last is None else min(max(first, last), first + 1)


def year_of_rows(text: str, head: int, expressions: Sequence[Expression], anchor: Anchor | None) -> int | None:
    """The year of a title line such as "Protocol log 2011", for the rows below it."""
    for expression in expressions:
        point = expression.first
        if expression.end > head:
            return None
        if point.kind != "year" or point.year is None or expression.form != "single" or expression.last is not None:
            continue
        left, right = _line_around(text, expression.start, expression.end)
        if right - left <= _TITLE and (anchor is None or abs(point.year - anchor.lo.year) <= 1):
            return point.year
    return None


_OPENS_WITH_YEAR = re.compile(
    r"[\W_]{0,6}(?:(?:In|During|Back in|Then in)\s+)?(?:(?:early|late|mid)[- ])?(?P<year>(?:19|20)[0-9]{2})"
    r"(?=[\s:.,;|)–—-])(?!-?[0-9])"
)
_YEAR_CELL = re.compile(r"(?:^|[|\t])[ ]{0,4}(?P<year>(?:19|20)[0-9]{2})[ ]{0,4}(?=[|\t])")


def year_at_opening(text: str, start: int) -> int | None:
    """The year that opens the sentence, list entry or table row that a date stands in."""
    line = _line_start(text, start)
    prefix = text[line:start]
    if "19" not in prefix and "20" not in prefix:
        return None
    if "|" in prefix or "\t" in prefix:
        cells = list(_YEAR_CELL.finditer(prefix))
        if cells:
            return int(cells[-1]["year"])
    for begin in (sentence_start(text, start), line):
        opening = _OPENS_WITH_YEAR.match(text, begin)
        if opening and opening.end() <= start:
            return int(opening["year"])
    return None
