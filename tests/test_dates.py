from __future__ import annotations

import calendar
import csv
import datetime as dt
import re
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import dateparser
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from twin_nlp.edtf import interval
from twin_nlp.errors import InputError
from twin_nlp.parse.date_calendar import easter_sunday, nth_weekday
from twin_nlp.parse.date_lexicon import HOLIDAY_NAMES, PIECE, words_of
from twin_nlp.parse.date_runs import _runs_within, runs
from twin_nlp.parse.dates import find_dates
from twin_nlp.parse.mentions import DateMention

Case = tuple[str, str, tuple[tuple[str, str], ...]]


def read_cases() -> list[Case]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    path = Path(__file__).parent / "data" / "date_cases.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            spans = found.setdefault((row["text"], row["published"]), [])
            if row["span"]:
                spans.append((row["span"], row["edtf"]))
    return [(text, published, tuple(spans)) for (text, published), spans in found.items()]


CASES = read_cases()


@pytest.mark.parametrize(("text", "published", "expected"), CASES)
def test_case(text: str, published: str, expected: tuple[tuple[str, str], ...]) -> None:
    mentions = find_dates(text, published or None)
    assert tuple((m.text, m.edtf or "") for m in mentions) == expected


def test_enough_cases() -> None:
    assert len(CASES) >= 180
    assert sum(not spans for _, _, spans in CASES) >= 30


# Where dateparser reads another day than the text tells: it sees the span alone, so it knows neither tense nor
# a year that stands further off, and it takes the month first.
DATEPARSER_DISAGREES = {
    "12/04/2020": "month first where the text puts the day first",
    "10.02.23": "month first in a dotted date",
    "10.02.2023": "month first in a dotted date",
    "January 15": "planned",
    "Oct. 11": "planned",
    "5/3": "a day before months, as 31/3 shows",
    "Jan 15": "the next row of a calendar",
    "Fri. 8 June": "announced",
    "Sat 8 June": "announced",
    "Saturday, June 20": "announced",
    "12 February": "the year is in the heading",
    "June 3": "the year opens the sentence",
    "March 5": "the year is in the row",
    "May 3": "the year is in the heading",
    "May 9": "the year is in the sentence before",
}
_SINGLE_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CALENDAR_SPAN = re.compile(r"[\d./-]+$|.*\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)


def test_agrees_with_dateparser() -> None:
    compared = 0
    disagreements: set[str] = set()
    for _, published, spans in CASES:
        base = dt.datetime.fromisoformat(published if len(published) == 10 else "2020-07-01")
        for span, edtf in spans:
            dated = len(published) == 10 or re.search(r"\d{4}", span) or span == "10.02.23"
            if not (_SINGLE_DAY.fullmatch(edtf) and _CALENDAR_SPAN.match(span) and dated):
                continue
            theirs = dateparser.parse(
                span,
                languages=["en"],
                settings={"PREFER_DATES_FROM": "past", "RELATIVE_BASE": base, "REQUIRE_PARTS": ["day"]},
            )
            if theirs is None:
                continue
            compared += 1
            if theirs.date().isoformat() != edtf:
                disagreements.add(span)
    assert compared >= 40
    assert disagreements == set(DATEPARSER_DISAGREES)


def assert_sound(text: str, mentions: tuple[DateMention, ...]) -> None:
    for mention in mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        if mention.edtf is None:
            assert mention.earliest is None
            assert mention.latest is None
        else:
            assert interval(mention.edtf) == (mention.earliest, mention.latest)
            assert mention.earliest is None or mention.latest is None or mention.earliest <= mention.latest
    for first, second in pairwise(mentions):
        assert first.end <= second.start


WORDS = """
    the of in from to until since between and last next this that following previous early mid late end half week
    weekend month year day days fortnight ago later before earlier today yesterday (8th) morning Monday Fri. Sat, May
    may March Feb. February 29 30 31 12th the_21st 2019 1999 2999 1000 '04 1990s nineties 2014.05 12/04/2020 8.-10.4.
    2.14~2.17 Easter Christmas Labour_Day bank_holiday Heisei 10 spring winter summer first second week_53 two a few 999
    was will held - – / , . ( ) | In_2011, Published:
"""
PIECES = st.sampled_from([*(word.replace("_", " ") for word in WORDS.split()), "\n", "\r\n", "\u00a0"])
PUBLISHED = st.sampled_from([None, "2020-05-17", "2020-02-29", "2020-05", "2020", "1000", "2999-12-31", "0001-01-01"])


@settings(max_examples=300, deadline=None)
@given(st.text(), PUBLISHED)
def test_any_text_is_read(text: str, published: str | None) -> None:
    assert_sound(text, find_dates(text, published))


@settings(max_examples=700, deadline=None)
@given(st.lists(PIECES, max_size=14), st.sampled_from([" ", " ", "", "\n"]), PUBLISHED)
def test_any_date_words_are_read(pieces: list[str], joint: str, published: str | None) -> None:
    text = joint.join(pieces)
    assert_sound(text, find_dates(text, published))


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 May 5, 2019 \udfff",
        "\ufeffMay 5, 2019",
        "\x00May 5, 2019\x00",
        "Caf\u0301e, May 5, 2019\r\nok",
        "🎉May 5, 2019🎉",
    ],
)
def test_odd_characters(text: str) -> None:
    (mention,) = find_dates(text, None)
    assert mention.edtf == "2019-05-05"
    assert text[mention.start : mention.end] == mention.text


FORMATS = (
    "{month} {d}, {y}", "{d} {month} {y}", "{abbr} {d}, {y}", "{d} {abbr} {y}", "{weekday}, {month} {d}, {y}",
    "the {ordinal} of {month}, {y}", "{month} {ordinal}, {y}", "{y}-{m:02}-{d:02}", "{y}.{m:02}.{d:02}",
    "{y} {month} {d}", "{weekday} {ordinal} {month} {y}",
)  # fmt: skip
_MONTHS = calendar.month_name[1:]
_WEEKDAYS = calendar.day_name


@settings(max_examples=300, deadline=None)
@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(FORMATS), PUBLISHED)
def test_absolute_dates_come_back(day: dt.date, pattern: str, published: str | None) -> None:
    ending = "th" if day.day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    month = _MONTHS[day.month - 1]
    written = pattern.format(
        y=day.year, m=day.month, d=day.day, month=month, abbr=month[:3], ordinal=f"{day.day}{ending}",
        weekday=_WEEKDAYS[day.weekday()],
    )  # fmt: skip
    (mention,) = find_dates(f"They met on {written} in the hall.", published)
    assert (mention.text, mention.edtf) == (written, day.isoformat())


def test_kinds() -> None:
    text = (
        "They met on May 5, 2018, from May 6 to 8, 2018, in week 30, in June 2018, in summer 2018, in 2017, in the "
        "1990s, since 1988, last month, on Tuesday, and at Easter 2018."
    )
    kinds = Counter(mention.kind for mention in find_dates(text, "2019-01-10"))
    assert kinds == Counter(
        ["day", "range", "week", "month", "season", "year", "decade", "open", "relative", "weekday", "holiday"]
    )


def test_published_must_be_a_date() -> None:
    with pytest.raises(InputError, match="ISO date"):
        find_dates("May 5", "yesterday")


def test_nothing_is_invented_without_a_day_of_writing() -> None:
    mentions = find_dates("They came on May 5, last week, on Tuesday, in spring and yesterday, for the 5th time.", None)
    assert [m.text for m in mentions] == ["May 5", "last week", "Tuesday", "spring", "yesterday"]
    assert {m.edtf for m in mentions} == {None}


@pytest.mark.parametrize(
    ("year", "expected"), [(1998, (4, 12)), (2008, (3, 23)), (2018, (4, 1)), (2023, (4, 9)), (2038, (4, 25))]
)
def test_easter(year: int, expected: tuple[int, int]) -> None:
    assert easter_sunday(year) == dt.date(year, *expected)


def test_a_fifth_weekday_that_a_month_lacks() -> None:
    assert nth_weekday(2019, 2, 0, 5) is None
    assert nth_weekday(2019, 9, 0, 5) == dt.date(2019, 9, 30)


@pytest.mark.parametrize("piece", ["2019 ", "in May 5 ", "last week ", "1.2.3.", "the ", "May, ", "(", "1,"])
def test_time_grows_with_length_only(piece: str) -> None:
    def seconds(repeats: int) -> float:
        start = time.process_time()
        find_dates(piece * repeats, None)
        return time.process_time() - start

    # Eight times the text: a quadratic reader would take 64 times as long.
    short = max(min(seconds(500) for _ in range(3)), 0.002)
    assert min(seconds(4000) for _ in range(3)) < 30 * short


_DATE_WORDS = words_of(
    "May june Sept. of the week and to in since until last ago early mid half every ' ’ - – / . , ( ) : st th 's s 90s "
    "2019 '04 5000 2019-05-06 12.04. 1,000 5,2019 Monday fri weeks Spring Break New Year's Eve mid-May St Patrick's "
    "Day Saint-Jean-Baptiste Sunday-Easter Golden Week mayor café _ e\u0301 ５ twinned Town"
)


@given(
    st.lists(
        st.tuples(
            st.one_of(st.integers(0, 400).map(str), st.sampled_from(_DATE_WORDS)),
            st.sampled_from([" ", " ", " ", "", ", ", "\n"]),
        ),
        max_size=10,
    ).map(lambda parts: "".join(map("".join, parts)))
)
@example("5:5000 May 2019:5000")
@example("the 5/6 of May")
def test_no_run_is_missed_where_words_without_telling_ones_are_passed_over(text: str) -> None:
    words = [word for word in PIECE.finditer(text) if word[0] in HOLIDAY_NAMES]
    names = {word.start(): HOLIDAY_NAMES[word[0]].match(text, word.start()) for word in words}
    holidays = {start: name for start, name in names.items() if name}
    assert runs(text) == _runs_within(text, 0, len(text), holidays)
