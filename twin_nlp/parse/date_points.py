"""The grammar of single date expressions, as regular expressions over token symbols."""

from __future__ import annotations

import re
from functools import lru_cache

from twin_nlp.parse.date_ambiguity import (
    FESTIVE,
    bare_month,
    bare_year,
    followed_by_noun,
    in_cell,
)
from twin_nlp.parse.date_lexicon import Token
from twin_nlp.parse.date_point import RELATIONS, UNITS, YEAR_TAIL, Build, Point, Unit, symbol_before, value_of, year_of
from twin_nlp.parse.date_relative import (
    ROW_START,
    ago,
    day_of_month,
    day_of_told_month,
    day_word,
    neighbour,
    relative,
    week,
    weekday,
    weekday_and_number,
    weekend,
)
from twin_nlp.parse.mentions import DateKind

_ON_THE_DAY = re.compile(r"(?:\bon|(?:morning|afternoon|evening|night|day) of)[ ]$", re.IGNORECASE)
_ROW_GOES_ON = re.compile(r"[ ]{0,4}[|\t:]")


_THIRD, _THIRDS = 10, {1: "early", 2: "mid", 3: "late", -1: "late"}


def _checked_day(month: int | None, day: int | None) -> bool:
    if month is None or day is None:
        return False
    return 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def _month_day(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    month, day = value_of(match, tokens, "m"), value_of(match, tokens, "d")
    year, relation = year_of(match, tokens)
    last = match.string[match.start()] == "l"
    if not _checked_day(month, day):
        return None
    month_at, day_at = match.start("m"), match.start("d")
    weekday = value_of(match, tokens, "w") if match["w"] else value_of(match, tokens, "pw")
    plain = tokens[day_at].symbol == "D" and year is None and relation is None and weekday is None
    if plain and tokens[month_at].symbol == "m" and text[tokens[month_at].start :][:3] in ("may", "mar", "aug"):
        return None
    # "In August 24 dancers came": with "in" before it the number counts what follows.
    if (
        plain
        and month_at < day_at
        and (last or symbol_before(match) == "i")
        and followed_by_noun(text, tokens[match.end() - 1].end)
    ):
        return None
    return Point("day", year=year, month=month, day=day, weekday=weekday, year_relation=relation,
                 relation="last" if last else None)  # fmt: skip


def _year_month_day(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    month, day, year = (value_of(match, tokens, g) for g in ("m", "d", "y"))
    if day is None:
        return Point("month", year=year, month=month)
    return Point("day", year=year, month=month, day=day) if _checked_day(month, day) else None


def _era(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    offset, count = value_of(match, tokens, "z"), value_of(match, tokens, "n")
    if offset is None or count is None:
        return None
    month, day = value_of(match, tokens, "m"), value_of(match, tokens, "d")
    if day is not None and not _checked_day(month, day):
        return None
    kind: DateKind = "day" if day else "month" if month else "year"
    return Point(kind, year=offset + count, month=month, day=day)


def _joined(tokens: list[Token], first: int, last: int) -> bool:
    return all(tokens[i].end == tokens[i + 1].start for i in range(first, last - 1))


def _iso(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    if not _joined(tokens, match.start(), match.end()):
        return None
    year, first, second = (value_of(match, tokens, g) for g in ("y", "a", "b"))
    assert year is not None
    assert first is not None
    if match.start("y") > match.start("a"):
        assert second is not None
        return Point("day", year=year, pair=(first, second))
    if second is not None:
        return Point("day", year=year, month=first, day=second) if first <= 12 and _checked_day(first, second) else None
    month = tokens[match.start("a")]
    if month.end - month.start != 2 or first > 12 or first == (year + 1) % 100 or symbol_before(match) in "-/":
        return None
    return Point("month", year=year, month=first)


def _numeric(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    token = tokens[match.start("n")]
    assert isinstance(token.value, tuple)
    weekday = next((value_of(match, tokens, g) for g in ("w", "pw") if match[g]), None)
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
    row = ROW_START.search(left) and _ROW_GOES_ON.match(text, token.end)
    if weekday is None and not (row if dotted else told):
        return None
    return Point("day", pair=(first, second), weekday=weekday, dotted=bool(dotted))


def _nth(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    symbol, counted = match["n"], match["u"]
    year, relation = year_of(match, tokens)
    month = value_of(match, tokens, "m")
    nth = -1 if symbol == "l" else value_of(match, tokens, "n")
    if nth is None or nth > 5:
        return None
    weekday = value_of(match, tokens, "u") if counted == "W" else None
    kind: DateKind = "week" if counted == "V" else "range" if counted in "eq" else "day"
    return Point(kind, year=year, month=month, nth=nth, unit=UNITS[counted], weekday=weekday, year_relation=relation)


def _first_days(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "the last four days of May"; "ten days" are the thirds of a month that many countries count in."""
    nth = -1 if match["n"] == "l" else value_of(match, tokens, "n")
    year, relation = year_of(match, tokens)
    if value_of(match, tokens, "k") == _THIRD and nth in _THIRDS:
        return Point("range", year=year, month=value_of(match, tokens, "m"), part=_THIRDS[nth], year_relation=relation)
    if nth not in (1, -1):
        return None
    return Point("range", year=year, month=value_of(match, tokens, "m"), nth=nth, unit="day",
                 number=value_of(match, tokens, "k"), year_relation=relation)  # fmt: skip


def _half(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    part = {1: "first half", 2: "second half"}.get(value_of(match, tokens, "n") or 0)
    if part is None:
        return None
    if match["m"]:
        year, relation = year_of(match, tokens)
        return Point("range", year=year, month=value_of(match, tokens, "m"), part=part, year_relation=relation)
    if match["y0"]:
        return Point("range", year=value_of(match, tokens, "y0"), part=part)
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
    return Point("range", year=year, month=value_of(match, tokens, "m"), part=part, year_relation=relation,
                 relation=RELATIONS.get(match["r"] or ""))  # fmt: skip


def _month(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    year, year_relation = year_of(match, tokens)
    letter = match["r"] or match["post"] or ""
    relation = RELATIONS.get(letter)
    token = tokens[match.start("m")]
    before = "l" if letter else match.string[match.start("m") - 1] if match.start("m") else " "
    if year is None and year_relation is None and not bare_month(text, token, before):
        return None
    return Point("month", year=year, month=value_of(match, tokens, "m"), relation=relation, year_relation=year_relation)


def _season(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    year, year_relation = year_of(match, tokens)
    if year is None:
        year = value_of(match, tokens, "y0")
    relation = RELATIONS.get(match["r"] or "")
    # Parts of a season are not told apart: the season holds them all.
    if year is None and year_relation is None and relation is None:
        before = symbol_before(match)
        token = tokens[match.start("s")]
        if in_cell(text, token.start, token.end):
            return Point("season", season=value_of(match, tokens, "s"))
        word = text[token.start : token.end].lower()
        if before not in "iusn" or (word == "fall" and not match["t"]):
            return None
        if followed_by_noun(text, tokens[match.start("s")].end) or (before == "n" and word == "spring"):
            return None
    return Point(
        "season", year=year, season=value_of(match, tokens, "s"), relation=relation, year_relation=year_relation
    )


def _part_of_year(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    part = _part(match, tokens, text)
    year = value_of(match, tokens, "y")
    return Point("range", year=year, part=part) if part else None


def _part_of_unit(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    part = _part(match, tokens, text)
    if part is None:
        return None
    letter = match["r"] or match["r2"] or ""
    return Point("range", part=part, unit=UNITS[match["u"]], relation=RELATIONS.get(letter, "this"))


def _decade(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    token = tokens[match.start("c")]
    if text[token.start].isalpha() and not match["t"]:
        return None
    part = _part(match, tokens, text) if match["p"] else None
    return Point("decade", decade=value_of(match, tokens, "c"), part=part)


def _year(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    token = tokens[match.start("y")]
    if token.symbol == "y":
        return Point("year", year=value_of(match, tokens, "y")) if symbol_before(match) in "iusfbotp" else None
    before = symbol_before(match)
    after_year = before in "ar-u" and match.string[match.start() - 2 : match.start() - 1] == "Y"
    if not match["the"] and not bare_year(text, token.start, token.end, "i" if after_year else before):
        return None
    return Point("year", year=value_of(match, tokens, "y"))


def _holiday(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    token = tokens[match.start("h")]
    name = str(token.value)
    year, relation = year_of(match, tokens)
    tied = year is not None or relation is not None or match["r"]
    if name in ("bank holiday", "half term") or symbol_before(match) == "!":
        return None
    if not tied and followed_by_noun(text, token.end) and not FESTIVE.match(text, token.end):
        return None
    if (not tied and symbol_before(match) in "!@") or text[token.end : token.end + 2] in ("'s", "’s"):
        return None
    unit: Unit | None = "weekend" if match["e"] else None
    return Point("holiday", holiday=name, year=year, year_relation=relation, unit=unit,
                 relation=RELATIONS.get(match["r"] or ""))  # fmt: skip


def _month_holiday(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    year, relation = year_of(match, tokens)
    part = str(tokens[match.start("p")].value) if match["p"] else None
    return Point("holiday", holiday=str(tokens[match.start("h")].value), month=value_of(match, tokens, "m"), part=part,
                 year=year, year_relation=relation)  # fmt: skip


# Most telling first; the symbols that a pattern can begin with stand before it.
_RULES: list[tuple[str, str, Build]] = [
    ("Y", r"(?P<y>Y)(?:\(ZD\)),?R?(?:(?P<m>M)(?P<d>[DO])?)", _year_month_day),
    ("Y", r"(?P<y>Y)-(?P<a>D)(?:-(?P<b>D))?(?![-/][DNY])", _iso),
    ("D", r"(?P<a>D)-(?P<b>D)-(?P<y>Y)(?!-)", _iso),
    ("lWwMm", rf"(?P<l>l(?=[Mm]))?(?:(?P<w>[Ww])d?,?o?t?)?(?P<m>[Mm])t?(?P<d>[DO]){YEAR_TAIL}"
                r"(?:\((?P<pw>[Ww])\))?", _month_day),
    ("Mm", rf"(?P<w>W)?(?P<m>[Mm]),(?P<d>D)(?=/Y){YEAR_TAIL}(?P<pw>W)?", _month_day),
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
    ("tp", r"t?(?P<p>p)(?:(?P<of>o)(?:t?(?P<r>[lxhg])|t)|(?P<r2>[lxh]))(?P<u>[RGV])", _part_of_unit),
    ("tlxhBgMmG", rf"(?:t?(?P<r>[lxhBg])|t?Go)?(?P<m>[Mm])(?:{YEAR_TAIL}|)(?:(?P<post>l)(?!R))?", _month),
    ("tplxhjBgSY", r"(?:(?P<y0>Y)|(?P<t>t)?(?:p-?(?:in|o)?t?)?(?P<r>[lxhjBg])?)(?P<s>S)(?![DO])(?:i(?=Y))?" + YEAR_TAIL,
     _season),
    ("tpC", r"(?:t?(?P<p>p)-?(?P<of>o)?(?:i)?)?(?P<t>t)?(?P<c>C)", _decade),
    ("Ww", r"(?P<w>[Ww])(?P<n>D)(?![-r/ua]?[DOXz]|[MmG])", weekday_and_number),
    ("tlxhBgWw", r"(?:t?(?P<r>[lxhBg]))?(?P<w>[Ww])(?P<part>d)?(?:o?(?P<week>[lxh])V|(?P<post>[lx])(?![RGVeMWS])"
     r"|,?t?(?P<o>O)(?!o))?", weekday),
    ("Khl", r"(?:(?P<k>K)d?(?:\((?:(?P<m>[Mm])?(?P<d>[DO])|[Ww])\))?|(?P<r>[hl])(?P<part>d))", day_word),
    ("JtlxhjBg", r"J?(?P<t>t)?(?P<r>[lxhjBg])(?P<u>[RGVevqc])", relative),
    ("DN#@$", r"@?(?P<n>[DN#@$])(?P<u>[RGVvqc])(?P<how>[AJ])", ago),
    ("t", r"t(?P<u>[RGVv])(?P<n>n)", neighbour),
    ("t", r"te(?![noa])", weekend),
    ("tlxhH", rf"(?:t?(?P<r>[lxh]))?(?P<h>H)(?P<e>e)?(?:i(?=Y))?{YEAR_TAIL}", _holiday),
    ("V", rf"V(?P<n>D){YEAR_TAIL}", week),
    ("tYy", r"(?P<the>tR)?(?P<y>[Yy])", _year),
    ("tDO", r"t?(?P<o>[DO])ot?(?P<r>[lxh])G", day_of_told_month),
    ("t", r"t(?P<o>O)", day_of_month),
]  # fmt: skip
_BY_SYMBOL: dict[str, list[tuple[re.Pattern[str], Build]]] = {}
for _firsts, _pattern, _build in _RULES:
    for _first in _firsts:
        _BY_SYMBOL.setdefault(_first, []).append((re.compile(_pattern), _build))
OPENING = frozenset(_BY_SYMBOL)
"""The symbols that a point can begin with."""


@lru_cache(maxsize=4096)
def _fitting(symbols: str) -> tuple[tuple[re.Pattern[str], Build], ...]:
    """The rules that fit at the beginning of ``symbols``; kept, for texts write their dates in the same few ways."""
    return tuple(rule for rule in _BY_SYMBOL.get(symbols[0], ()) if rule[0].match(symbols))


def point_at(text: str, tokens: list[Token], symbols: str, at: int) -> tuple[Point, int] | None:
    """The date expression that begins at token ``at``, and the index of the token after it."""
    for pattern, build in _fitting(symbols[at:]):
        match = pattern.match(symbols, at)
        if match and (point := build(match, tokens, text)):
            return point, match.end()
    return None
