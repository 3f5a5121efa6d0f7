"""The grammar of single date expressions, as regular expressions over token symbols."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from twin_nlp.parse.date_ambiguity import (
    FESTIVE,
    FUNCTION_WORD,
    NOT_A_DAY,
    WORD_AFTER,
    bare_month,
    bare_year,
    followed_by_noun,
)
from twin_nlp.parse.date_lexicon import Token
from twin_nlp.parse.mentions import DateKind

Relation = Literal["last", "next", "this", "that", "previous", "following", "ago", "later", "earlier"]
Unit = Literal["year", "month", "week", "weekend", "day", "weekday", "fortnight", "decade"]


@dataclass(frozen=True, slots=True)
class Point:
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
    count: int | None = None
    holiday: str | None = None
    offset: int | None = None
    pair: tuple[int, int] | None = None
    dotted: bool = False


Build = Callable[[re.Match[str], list[Token], str], Point | None]

YEAR_TAIL = r"(?:,?o?(?P<y>[Yy])(?!/)|,?o?t?(?P<yr>[lxhj])R|/(?P<ys>Y))?"
_UNITS: dict[str, Unit] = {
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


_ON_THE_DAY = re.compile(r"(?:\bon|(?:morning|afternoon|evening|night|day) of)[ ]$", re.IGNORECASE)
_SPENT = re.compile(r"(?:spent|over|at|on|during|for)[ ]$", re.IGNORECASE)
_ROW_START = re.compile(r"(?:^|[\n\r|\t])[ •*–-]{0,4}$")
_ROW_GOES_ON = re.compile(r"[ ]{0,4}[|\t:]")
_STOP = re.compile(r"[.,;:)](?!\d)|[ ]{0,2}(?:[|\n\r]|$)")
_SPAN_OF_DAYS = re.compile(r"[-ru/][Ww]")


def _value(match: re.Match[str], tokens: list[Token], group: str) -> int | None:
    at = match.start(group)
    value = tokens[at].value if at >= 0 else None
    return value if isinstance(value, int) else None


def year_of(match: re.Match[str], tokens: list[Token]) -> tuple[int | None, Relation | None]:
    """Year and year relation of a match whose pattern holds ``YEAR_TAIL``."""
    groups = match.groupdict()
    year = next((_value(match, tokens, g) for g in ("y", "ys", "y0") if groups.get(g)), None)
    relation = RELATIONS[groups["yr"]] if groups.get("yr") else None
    return year, relation


def _before(match: re.Match[str]) -> str:
    at = match.start()
    return match.string[at - 1] if at else " "


def _checked_day(month: int | None, day: int | None) -> bool:
    if month is None or day is None:
        return False
    return 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def _month_day(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    month, day = _value(match, tokens, "m"), _value(match, tokens, "d")
    year, relation = year_of(match, tokens)
    last = match.groupdict().get("l")
    if not _checked_day(month, day):
        return None
    month_at, day_at = match.start("m"), match.start("d")
    weekday = _value(match, tokens, "w") if match["w"] else _value(match, tokens, "pw")
    plain = tokens[day_at].symbol == "D" and year is None and relation is None and weekday is None
    if plain and tokens[month_at].symbol == "m" and text[tokens[month_at].start :][:3] in ("may", "mar", "aug"):
        return None
    # "In August 24 dancers came": with "in" before it the number counts what follows.
    if (
        plain
        and month_at < day_at
        and (last or _before(match) == "i")
        and followed_by_noun(text, tokens[match.end() - 1].end)
    ):
        return None
    return Point("day", year=year, month=month, day=day, weekday=weekday, year_relation=relation,
                 relation="last" if last else None)  # fmt: skip


def _year_month_day(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    month, day, year = (_value(match, tokens, g) for g in ("m", "d", "y"))
    if day is None:
        return Point("month", year=year, month=month)
    return Point("day", year=year, month=month, day=day) if _checked_day(month, day) else None


def _era(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    offset, count = _value(match, tokens, "z"), _value(match, tokens, "n")
    if offset is None or count is None:
        return None
    month, day = _value(match, tokens, "m"), _value(match, tokens, "d")
    if day is not None and not _checked_day(month, day):
        return None
    kind: DateKind = "day" if day else "month" if month else "year"
    return Point(kind, year=offset + count, month=month, day=day)


def _joined(tokens: list[Token], first: int, last: int) -> bool:
    return all(tokens[i].end == tokens[i + 1].start for i in range(first, last - 1))


def _iso(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    if not _joined(tokens, match.start(), match.end()):
        return None
    year, first, second = (_value(match, tokens, g) for g in ("y", "a", "b"))
    assert year is not None
    assert first is not None
    if match.start("y") > match.start("a"):
        assert second is not None
        return Point("day", year=year, pair=(first, second))
    if second is not None:
        return Point("day", year=year, month=first, day=second) if first <= 12 and _checked_day(first, second) else None
    month = tokens[match.start("a")]
    if month.end - month.start != 2 or first > 12 or first == (year + 1) % 100 or _before(match) in "-/":
        return None
    return Point("month", year=year, month=first)


def _numeric(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    token = tokens[match.start("n")]
    assert isinstance(token.value, tuple)
    weekday = next((_value(match, tokens, g) for g in ("w", "pw") if match[g]), None)
    if token.symbol == "Q":
        year, month, *rest = token.value
        if not 1 <= month <= 12:
            return None
        if not rest:
            return Point("month", year=year, month=month)
        return Point("day", year=year, month=month, day=rest[0]) if _checked_day(month, rest[0]) else None
    if token.symbol == "X":
        first, second, year, size, dotted = token.value
        if size == 2:
            # "15.05.22" can only be a Korean short year when its last number is a day and its first no day.
            if first > 31 or (dotted and second > 12):
                return None
            year += 2000 if year < 40 else 1900
        return Point("day", year=year, pair=(first, second), weekday=weekday, dotted=bool(dotted))
    first, second, dotted = token.value
    left = text[max(0, token.start - 12) : token.start]
    enclosed = left[-1:] == "(" and text[token.end : token.end + 1] == ")"
    told = enclosed or _ON_THE_DAY.search(left)
    row = _ROW_START.search(left) and _ROW_GOES_ON.match(text, token.end)
    if weekday is None and not (row if dotted else told):
        return None
    return Point("day", pair=(first, second), weekday=weekday, dotted=bool(dotted))


def _nth(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    symbol, counted = match["n"], match["u"]
    year, relation = year_of(match, tokens)
    month = _value(match, tokens, "m")
    nth = -1 if symbol == "l" else _value(match, tokens, "n")
    if nth is None or nth > 5:
        return None
    weekday = _value(match, tokens, "u") if counted == "W" else None
    kind: DateKind = "week" if counted == "V" else "range" if counted in "eq" else "day"
    return Point(kind, year=year, month=month, nth=nth, unit=_UNITS[counted], weekday=weekday, year_relation=relation)


def _first_days(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "the last ten days of May"."""
    nth = -1 if match["n"] == "l" else _value(match, tokens, "n")
    if nth not in (1, -1):
        return None
    year, relation = year_of(match, tokens)
    return Point("range", year=year, month=_value(match, tokens, "m"), nth=nth, unit="day",
                 count=_value(match, tokens, "k"), year_relation=relation)  # fmt: skip


def _half(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    part = {1: "first half", 2: "second half"}.get(_value(match, tokens, "n") or 0)
    if part is None:
        return None
    year, relation = year_of(match, tokens)
    if match["m"]:
        return Point("range", year=year, month=_value(match, tokens, "m"), part=part, year_relation=relation)
    if year is not None:
        return Point("range", year=year, part=part)
    return Point("range", part=part, unit="year", relation=RELATIONS.get(match["r"] or "", "this"))


def _part(match: re.Match[str], tokens: list[Token], text: str) -> str | None:
    """The part that groups ``p`` and ``p2`` name; "start", "end" and the like need an "of"."""
    at = match.start("p")
    token = tokens[at]
    word = text[token.start : token.end].lower()
    if word not in ("early", "mid", "late") and not match.group("of"):
        return None
    part = str(token.value)
    second = str(tokens[match.start("p2")].value) if match.groupdict().get("p2") else part
    if second == part:
        return part
    return f"{part}-{second}" if f"{part}-{second}" in ("early-mid", "mid-late") else part


def _part_of_month(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    part = _part(match, tokens, text)
    if part is None:
        return None
    year, relation = year_of(match, tokens)
    return Point("range", year=year, month=_value(match, tokens, "m"), part=part, year_relation=relation,
                 relation=RELATIONS.get(match["r"] or ""))  # fmt: skip


def _month(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    year, year_relation = year_of(match, tokens)
    letter = match["r"] or match["post"] or ""
    relation = RELATIONS.get(letter)
    token = tokens[match.start("m")]
    before = "l" if letter else match.string[match.start("m") - 1] if match.start("m") else " "
    if year is None and year_relation is None and not bare_month(text, token, before):
        return None
    return Point("month", year=year, month=_value(match, tokens, "m"), relation=relation, year_relation=year_relation)


def _season(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    year, year_relation = year_of(match, tokens)
    relation = RELATIONS.get(match["r"] or "")
    # Parts of a season are not told apart: the season holds them all.
    if year is None and year_relation is None and relation is None:
        before = _before(match)
        word = text[tokens[match.start("s")].start : tokens[match.start("s")].end].lower()
        if before not in "iusn" or (word == "fall" and not match["t"]):
            return None
        if followed_by_noun(text, tokens[match.start("s")].end) or (before == "n" and word == "spring"):
            return None
    return Point("season", year=year, season=_value(match, tokens, "s"), relation=relation, year_relation=year_relation)


def _part_of_year(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    part = _part(match, tokens, text)
    year = _value(match, tokens, "y")
    return Point("range", year=year, part=part) if part else None


def _part_of_unit(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    part = _part(match, tokens, text)
    if part is None:
        return None
    return Point("range", part=part, unit=_UNITS[match["u"]], relation=RELATIONS.get(match["r"] or "", "this"))


def _decade(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    token = tokens[match.start("c")]
    if text[token.start].isalpha() and not match["t"]:
        return None
    part = _part(match, tokens, text) if match["p"] else None
    return Point("decade", decade=_value(match, tokens, "c"), part=part)


def _weekday(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    before = match.string[match.start("w") - 1] if match.start("w") else " "
    token = tokens[match.start("w")]
    letter = match["r"] or match["post"] or match["week"] or ""
    if before == "!" or NOT_A_DAY.match(text, token.end):
        return None
    in_span = before in "ru-/" or _SPAN_OF_DAYS.match(match.string, match.end())
    if token.symbol == "w" and not (letter or match["o"] or before == "n" or match["part"] or in_span):
        return None
    unit: Unit | None = "week" if match["week"] else None
    return Point("weekday", weekday=_value(match, tokens, "w"), day=_value(match, tokens, "o"), unit=unit,
                 relation=RELATIONS.get(letter))  # fmt: skip


def _weekday_and_number(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "Wed 15" that opens a diary's entry, "Friday 13 the two councils met"."""
    token, number = tokens[match.start("w")], tokens[match.start("n")]
    if token.symbol == "w" and not _ROW_START.search(text[max(0, token.start - 12) : token.start]):
        return None
    after = WORD_AFTER.match(text, number.end)
    if not _STOP.match(text, number.end) and not (after and FUNCTION_WORD.match(after[1])):
        return None
    return Point("weekday", weekday=_value(match, tokens, "w"), day=_value(match, tokens, "n"))


def _day_word(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    if match["k"]:
        return Point("relative", offset=_value(match, tokens, "k"), month=_value(match, tokens, "m"),
                     day=_value(match, tokens, "d"))  # fmt: skip
    part = text[tokens[match.start("part")].start : tokens[match.start("part")].end].lower()
    if match["r"] == "l" and part != "night":
        return None
    return Point("relative", offset=-1 if match["r"] == "l" else 0)


def _relative(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    relation, unit = RELATIONS[match["r"]], _UNITS[match["u"]]
    word = text[tokens[match.start("u")].start : tokens[match.start("u")].end].lower()
    if word.endswith("s") or word == "decades":
        return None
    definite = bool(match["t"])
    if not definite and _before(match) == "t":
        return None
    if definite and relation in ("last", "this"):
        # "over the last year", "the current year": a stretch of time, or no more than "now".
        if relation == "last" or unit in ("day", "weekend"):
            return None
    elif definite and relation == "next":
        coming = text[tokens[match.start("r")].start : tokens[match.start("r")].end].lower() != "next"
        if not coming:
            if unit != "day":
                return None
            relation = "following"
    elif not definite and (relation in ("previous", "following") or (unit == "day" and relation != "that")):
        return None
    if relation == "last" and not definite and text[tokens[match.start("r")].start].lower() == "p":
        return None
    if unit in ("decade", "fortnight") and relation not in ("last", "next"):
        return None
    if unit == "decade":
        return None
    return Point("week" if unit == "week" else "relative", unit=unit, relation=relation)


def _weekend(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "over the weekend"."""
    start, end = tokens[match.start()].start, tokens[match.end() - 1].end
    after = WORD_AFTER.match(text, end)
    noun = followed_by_noun(text, end) and not (after and after[1].endswith("ing"))
    if noun or not _SPENT.search(text[max(0, start - 8) : start]):
        return None
    return Point("relative", unit="weekend", relation="this")


def _ago(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    token = tokens[match.start("n")]
    word = match["how"]
    relation: Relation = "ago"
    if word == "J":
        at = tokens[match.start("how")]
        relation = "later" if text[at.start : at.end].lower() == "later" else "earlier"
    count = token.value if isinstance(token.value, int) and token.symbol != "$" else None
    return Point("relative", count=count or None, unit=_UNITS[match["u"]], relation=relation)


def _neighbour(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "the day before", "the year after"."""
    token = tokens[match.start("n")]
    word = text[token.start : token.end].lower()
    if word not in ("before", "after") or followed_by_noun(text, token.end):
        return None
    return Point("relative", count=1, unit=_UNITS[match["u"]], relation="earlier" if word == "before" else "later")


def _year(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    token = tokens[match.start("y")]
    if token.symbol == "y":
        return Point("year", year=_value(match, tokens, "y")) if _before(match) in "iusfbotp" else None
    before = _before(match)
    after_year = before in "ar-u" and match.string[match.start() - 2 : match.start() - 1] == "Y"
    if not match["the"] and not bare_year(text, token.start, token.end, "i" if after_year else before):
        return None
    return Point("year", year=_value(match, tokens, "y"))


def _holiday(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    token = tokens[match.start("h")]
    name = str(token.value)
    year, relation = year_of(match, tokens)
    tied = year is not None or relation is not None or match["r"]
    if name in ("bank holiday", "half term") or _before(match) == "!":
        return None
    if not tied and followed_by_noun(text, token.end) and not FESTIVE.match(text, token.end):
        return None
    if (not tied and _before(match) in "!@") or text[token.end : token.end + 2] in ("'s", "’s"):
        return None
    unit: Unit | None = "weekend" if match["e"] else None
    return Point("holiday", holiday=name, year=year, year_relation=relation, unit=unit,
                 relation=RELATIONS.get(match["r"] or ""))  # fmt: skip


def _month_holiday(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    year, relation = year_of(match, tokens)
    part = str(tokens[match.start("p")].value) if match["p"] else None
    return Point("holiday", holiday=str(tokens[match.start("h")].value), month=_value(match, tokens, "m"), part=part,
                 year=year, year_relation=relation)  # fmt: skip


def _day_of_told_month(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "the 5th of this month"."""
    return Point("day", day=_value(match, tokens, "o"), year_relation=RELATIONS[match["r"]])


def _day_of_month(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    if _before(match) not in "nfuso" and _before(match) not in "-ra":
        return None
    end = tokens[match.end() - 1].end
    word = WORD_AFTER.match(text, end)
    if word and not FUNCTION_WORD.match(word[1]):
        return None
    if text[end : end + 1] == "-":
        return None
    return Point("day", day=_value(match, tokens, "o"))


def _week(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    year, relation = year_of(match, tokens)
    week = _value(match, tokens, "n")
    if _before(match) == "!" or _before(match) not in "inusfr-a t":
        return None
    return Point("week", week=week, year=year, year_relation=relation)


# Most telling first; the symbols that a pattern can begin with stand before it.
_RULES: list[tuple[str, str, Build]] = [
    ("Y", r"(?P<y>Y)(?:\(ZD\)),?R?(?:(?P<m>M)(?P<d>[DO])?)", _year_month_day),
    ("Y", r"(?P<y>Y)-(?P<a>D)(?:-(?P<b>D))?(?![-/][DNY])", _iso),
    ("D", r"(?P<a>D)-(?P<b>D)-(?P<y>Y)(?!-)", _iso),
    ("lWwMm", rf"(?P<l>l(?=[Mm]))?(?:(?P<w>[Ww])d?,?o?t?)?(?P<m>[Mm])t?(?P<d>[DO]){YEAR_TAIL}(?:\((?P<pw>[Ww])\))?", _month_day),
    ("Mm", r"(?P<w>W)?(?P<m>[Mm]),(?P<d>D)/(?P<ys>Y)(?P<pw>W)?", _month_day),
    ("WwtDO1", rf"(?:(?P<w>[Ww])d?,?)?t?(?P<d>[DO]|1(?=o))\.?o?(?P<m>[Mm])(?![DO](?!o?[Mm])){YEAR_TAIL}"
               r"(?:\((?P<pw>[Ww])\))?", _month_day),
    ("Y", r"(?P<y>Y)(?P<m>M)(?P<d>[DO])?(?!,?Y)", _year_month_day),
    ("Z", r"(?P<z>Z)(?P<n>D)R?(?:,?(?P<m>M)(?P<d>[DO])?)?", _era),
    ("WwQXz", r"(?:(?P<w>[Ww]),?)?(?P<n>[QXz])(?:\((?P<pw>[Ww])\))?", _numeric),
    ("t1l", rf"t?(?P<n>[1l])(?P<u>[VeWq])[oi]t?(?:Go)?(?P<m>M){YEAR_TAIL}", _nth),
    ("t1l", rf"t?(?P<n>[1l])(?P<k>[#D])v[oi]t?(?P<m>M){YEAR_TAIL}", _first_days),
    ("t1", rf"t?(?P<n>1)ko(?:t?(?P<m>M){YEAR_TAIL}|(?:tR)?(?P<y0>Y)|t?(?P<r>[lxhg])?R)", _half),
    ("tpM", rf"t?(?P<p>p)?(?P<m>M)(?P<h>H){YEAR_TAIL}", _month_holiday),
    ("tp", rf"t?(?P<p>p)(?:[-/r]?(?P<p2>p))?[-,]?(?P<of>o)?t?(?:Go)?(?P<r>[lxhg])?(?P<m>[Mm])(?![DO]){YEAR_TAIL}",
     _part_of_month),
    ("tp", r"t?(?P<p>p)(?:[-/r]?(?P<p2>p))?-?(?P<of>o(?:tR)?|i)?(?P<y>Y)", _part_of_year),
    ("tp", r"t?(?P<p>p)(?P<of>o)(?:t?(?P<r>[lxhg])|t)(?P<u>[RGV])", _part_of_unit),
    ("tlxhBgMmG", rf"(?:t?(?P<r>[lxhBg])|t?Go)?(?P<m>[Mm])(?:{YEAR_TAIL}|)(?:(?P<post>l)(?!R))?", _month),
    ("tplxhjBgSY", r"(?:(?P<y0>Y)|(?P<t>t)?(?:p-?(?:in|o)?t?)?(?P<r>[lxhjBg])?)(?P<s>S)(?![DO])(?:i(?=Y))?" + YEAR_TAIL,
     _season),
    ("tpC", r"(?:t?(?P<p>p)-?(?P<of>o)?(?:i)?)?(?P<t>t)?(?P<c>C)", _decade),
    ("Ww", r"(?P<w>[Ww])(?P<n>D)(?![-r/ua]?[DOXz]|[MmG])", _weekday_and_number),
    ("tlxhBgWw", r"(?:t?(?P<r>[lxhBg]))?(?P<w>[Ww])(?P<part>d)?(?:o?(?P<week>[lxh])V|(?P<post>[lx])(?![RGVeMWS])"
     r"|,?t?(?P<o>O)(?!o))?", _weekday),
    ("Khl", r"(?:(?P<k>K)d?(?:\((?:(?P<m>[Mm])?(?P<d>[DO])|[Ww])\))?|(?P<r>[hl])(?P<part>d))", _day_word),
    ("JtlxhjBg", r"J?(?P<t>t)?(?P<r>[lxhjBg])(?P<u>[RGVevqc])", _relative),
    ("DN#@$", r"@?(?P<n>[DN#@$])(?P<u>[RGVvqc])(?P<how>[AJ])", _ago),
    ("t", r"t(?P<u>[RGVv])(?P<n>n)", _neighbour),
    ("t", r"te(?![noa])", _weekend),
    ("tlxhH", rf"(?:t?(?P<r>[lxh]))?(?P<h>H)(?P<e>e)?(?:i(?=Y))?{YEAR_TAIL}", _holiday),
    ("V", rf"V(?P<n>D){YEAR_TAIL}", _week),
    ("tYy", r"(?P<the>tR)?(?P<y>[Yy])", _year),
    ("tDO", r"t?(?P<o>[DO])ot?(?P<r>[lxh])G", _day_of_told_month),
    ("t", r"t(?P<o>O)", _day_of_month),
]  # fmt: skip
_BY_SYMBOL: dict[str, list[tuple[re.Pattern[str], Build]]] = {}
for _firsts, _pattern, _build in _RULES:
    for _first in _firsts:
        _BY_SYMBOL.setdefault(_first, []).append((re.compile(_pattern), _build))


def point_at(text: str, tokens: list[Token], symbols: str, at: int) -> tuple[Point, int] | None:
    """The date expression that begins at token ``at``, and the index of the token after it."""
    for pattern, build in _BY_SYMBOL.get(symbols[at], ()):
        match = pattern.match(symbols, at)
        if match and (point := build(match, tokens, text)):
            return point, match.end()
    return None
