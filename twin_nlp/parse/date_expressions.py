"""Where the date expressions of a text stand, and how each is put together from one or two points."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple

from twin_nlp.parse.date_ambiguity import FUNCTION_WORD, WORD_AFTER, followed_by_noun
from twin_nlp.parse.date_lexicon import Token
from twin_nlp.parse.date_point import RELATIONS, YEAR_TAIL, Point, Relation, year_of
from twin_nlp.parse.date_points import OPENING, point_at
from twin_nlp.parse.date_runs import runs

Form = Literal["single", "range", "since", "until", "week of", "weekend of"]


class Expression(NamedTuple):
    """A date expression at ``[start, end)`` of the text.

    ``last`` is None but for ranges and lists; of a list only its ends are kept. A form of "since" has no
    latest day, "until" no earliest one, "week of" stands for the week around ``first``.
    """

    start: int
    end: int
    form: Form
    first: Point
    last: Point | None = None


_Build = Callable[[re.Match[str], list[Token], str], tuple[Point, Point] | None]

_WEEKDAY = r"(?:(?P<w>[Ww])d?,?)?"
_WEEKDAY_2 = r"(?:(?P<w2>[Ww])d?,?)?"
_IN_BRACKETS = r"(?:\([Ww]\))?"
_MONTH_FIRST = re.compile(
    rf"(?P<l>l)?{_WEEKDAY}(?P<m>[Mm])t?(?P<d>[DO]){_IN_BRACKETS}(?:,[DO](?=,|a))*"
    rf"(?P<c>,?a|-|r|u|/|\.-){_WEEKDAY_2}t?(?P<d2>[DO])(?!\.?o?[Mm]|[-/.][DXz]){YEAR_TAIL}{_IN_BRACKETS}"
)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}t?(?P<d>[DO])\.?(?:,[DO](?=,|a))*(?P<c>,?a|\.?-|r|u|/)"
    rf"{_WEEKDAY_2}t?(?P<d2>[DO])\.?o?(?P<m>[Mm])(?![DO](?!o?[Mm])){YEAR_TAIL}{_IN_BRACKETS}"
)
_DAYS_OF_MONTH = re.compile(r"(?P<t>t)?(?P<d>[DO])(?P<c>-|r|u|a)t?(?P<d2>[DO])(?:ot?(?P<r>[lxh])G)?")
_MONTH_AND_DAYS = re.compile(r"(?P<m>M)\(t?(?P<d>[DO])(?:-|r|u)t?(?P<d2>[DO])\)")
_NUMERIC_RANGE = re.compile(
    r"(?:(?P<d>D)(?:\.?-|r|u)(?P<x>X)|(?P<d3>D)(?:\.-|r)(?P<z5>z)|(?P<z>z)\.?-(?P<x2>X)|(?P<z3>z)\.?-(?P<z4>z))(?![-/])"
)
_CONNECTOR = re.compile(r"(?:\.-|,?a|-|r|u|/)")
_WEEK_OF = re.compile(r"t?(?P<u>[Ve])[op]")
_MOVED = re.compile(r"(?:moved|postponed|rescheduled|pushed|delayed|deferred|changed|shifted|put off)\b[^.;]{0,40}$")
_ONWARDS = re.compile(r"[ \u00a0](?:on|onwards?|forward)(?![^\W_])(?![ \u00a0](?:the|a|an|its|[A-Z]))")
_LEADS = frozenset("fbsu")
_OPENS_EXPRESSION = OPENING | _LEADS | {"e"}
_DATED = ("day", "month", "season", "year", "decade", "weekday", "relative", "holiday", "range", "week")


def find_expressions(text: str) -> tuple[Expression, ...]:
    """Every date expression of ``text``: non-overlapping, in reading order."""
    found: list[Expression] = []
    for tokens in runs(text):
        symbols = "".join([token.symbol for token in tokens])
        at = 0
        while at < len(tokens):
            expression = _expression_at(text, tokens, symbols, at) if symbols[at] in _OPENS_EXPRESSION else None
            if expression is None:
                at += 1
            else:
                found.append(expression[0])
                at = expression[1]
    return tuple(found)


def _expression_at(text: str, tokens: list[Token], symbols: str, at: int) -> tuple[Expression, int] | None:
    lead = symbols[at] if symbols[at] in _LEADS else ""
    begin = at + len(lead)
    if begin >= len(tokens):
        return None
    if symbols[at] in "tVe" and (week := _WEEK_OF.match(symbols, at)):
        if week.end() < len(tokens) and (inner := _dates_at(text, tokens, symbols, week.end(), "")):
            first, last, end = inner
            if first.kind in ("day", "holiday") or (last and first.day is not None):
                form: Form = "week of" if week["u"] == "V" else "weekend of"
                form = "range" if form == "weekend of" and last else form
                return Expression(tokens[at].start, tokens[end - 1].end, form, first, last), end
        return None
    inner = _dates_at(text, tokens, symbols, begin, lead)
    if inner is None:
        return None
    first, last, end = inner
    stop = tokens[end - 1].end
    if last is not None:
        # "until 4 and 5 May" is rare enough: a lead other than from and between stays outside.
        start = at if lead in ("f", "b") else begin
        return Expression(tokens[start].start, stop, "range", first, last), end
    if lead == "s":
        return Expression(tokens[at].start, stop, "since", first), end
    if lead == "u":
        return Expression(tokens[at].start, stop, "until", first), end
    if lead == "f" and first.kind != "relative" and _ONWARDS.match(text, stop):
        onwards = _ONWARDS.match(text, stop)
        assert onwards is not None
        return Expression(tokens[at].start, onwards.end(), "since", first), end
    return Expression(tokens[begin].start, stop, "single", first), end


def _dates_at(
    text: str, tokens: list[Token], symbols: str, at: int, lead: str
) -> tuple[Point, Point | None, int] | None:
    """One or two points from token ``at`` on, and the index of the token after them."""
    if rule := _days_rule(symbols[at:]):
        pattern, build = rule
        match = pattern.match(symbols, at)
        if match and (days := build(match, tokens, text)):
            return *days, match.end()
    one = point_at(text, tokens, symbols, at)
    if one is None:
        return None
    first, end = one
    connector = _CONNECTOR.match(symbols, end)
    if connector is None or connector.end() >= len(tokens):
        return first, None, end
    other = point_at(text, tokens, symbols, connector.end())
    if other is None:
        return first, None, end
    last, end_2 = other
    mark = connector.group()
    if not _joins(first, last, mark, lead):
        return first, None, end
    if mark in "ru" and _MOVED.search(text[max(0, tokens[at].start - 60) : tokens[at].start]):
        return first, None, end
    return first, last, end_2


@lru_cache(maxsize=4096)
def _days_rule(symbols: str) -> tuple[re.Pattern[str], _Build] | None:
    """The rule for days of one month that fits at the beginning of ``symbols``; kept like those for points."""
    return next((rule for rule in _DAYS_RULES if rule[0].match(symbols)), None)


def _month_and_days(match: re.Match[str], tokens: list[Token], text: str) -> tuple[Point, Point] | None:
    first = Point("day", month=_number(tokens[match.start("m")]), day=_number(tokens[match.start("d")]))
    return first, first._replace(day=_number(tokens[match.start("d2")]))


def _days_of_one_month(match: re.Match[str], tokens: list[Token], text: str) -> tuple[Point, Point] | None:
    start, stop = _number(tokens[match.start("d")]), _number(tokens[match.start("d2")])
    if start >= stop:
        return None
    month_token = tokens[match.start("m")]
    day_token = tokens[match.start("d2")]
    year, relation = year_of(match, tokens)
    bare = day_token.symbol == "D" and year is None and relation is None
    if bare and month_token.symbol == "m" and text[month_token.start :][:3] in ("may", "mar", "aug"):
        return None
    end = tokens[match.end() - 1].end
    # "on May 5 and 12 pupils": after "and" a number may begin to count.
    if bare and match["c"].endswith("a") and match.end() - 1 == match.start("d2") and followed_by_noun(text, end):
        return None
    month = _number(month_token)
    if stop > (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31):
        return None
    told: Relation | None = "last" if match.string[match.start()] == "l" else None
    first = Point("day", year=year, month=month, day=start, year_relation=relation, relation=told)
    weekdays = [_number(tokens[match.start(g)]) if match[g] else None for g in ("w", "w2")]
    return first._replace(weekday=weekdays[0]), first._replace(day=stop, weekday=weekdays[1])


def _days_alone(match: re.Match[str], tokens: list[Token], text: str) -> tuple[Point, Point] | None:
    """ "the 19th to the 23rd", "from 11 to 24 of this month"."""
    first, last = tokens[match.start("d")], tokens[match.start("d2")]
    if _number(first) >= _number(last):
        return None
    if match["r"]:
        point = Point("day", day=_number(first), year_relation=RELATIONS[match["r"]])
        return point, point._replace(day=_number(last))
    if first.symbol != "O" or last.symbol != "O":
        return None
    if not match["t"]:
        # Without "the" a noun may follow: "1st to 3rd place".
        after = WORD_AFTER.match(text, last.end)
        if match["c"] == "a" or (after and not FUNCTION_WORD.match(after[1])):
            return None
    return Point("day", day=_number(first)), Point("day", day=_number(last))


def _number(token: Token) -> int:
    assert isinstance(token.value, int)
    return token.value


def _numeric_range(match: re.Match[str], tokens: list[Token], text: str) -> tuple[Point, Point] | None:
    def pair(group: str) -> tuple[int, ...]:
        value = tokens[match.start(group)].value
        assert isinstance(value, tuple)
        return value

    if match["z3"]:
        start, stop = pair("z3"), pair("z4")
        # Two decimals with a dash between them are measures as often as days.
        first = Point("day", pair=(start[0], start[1]), dotted=bool(start[2]))
        last = Point("day", pair=(stop[0], stop[1]), dotted=bool(stop[2]))
        plausible = (start[0] <= 12 and stop[0] <= 12) or (start[1] <= 12 and stop[1] <= 12)
        return (first, last) if plausible else None
    if match["d3"]:
        # "8.-10.4.", "from 14 to 18/11": one month for both, so the day comes first.
        day, stop = _number(tokens[match.start("d3")]), pair("z5")
        if not (day < stop[0] and stop[1] <= 12):
            return None
        return Point("day", month=stop[1], day=day), Point("day", month=stop[1], day=stop[0])
    stop = pair("x" if match["x"] else "x2")
    year = stop[2] + (2000 if stop[2] < 40 else 1900) if stop[3] == 2 else stop[2]
    last = Point("day", year=year, pair=(stop[0], stop[1]), dotted=bool(stop[4]))
    begin = (_number(tokens[match.start("d")]), stop[1]) if match["d"] else pair("z")[:2]
    return last._replace(pair=(begin[0], begin[1])), last


_DAYS_RULES: tuple[tuple[re.Pattern[str], _Build], ...] = (
    (_NUMERIC_RANGE, _numeric_range),
    (_MONTH_AND_DAYS, _month_and_days),
    (_MONTH_FIRST, _days_of_one_month),
    (_DAY_FIRST, _days_of_one_month),
    (_DAYS_OF_MONTH, _days_alone),
)


def _joins(first: Point, last: Point, mark: str, lead: str) -> bool:
    """Whether two points with ``mark`` between them make one expression."""
    if first.kind not in _DATED or last.kind not in _DATED:
        return False
    same = first.kind == last.kind
    if mark.endswith("a"):
        if lead == "b":
            return True
        if not mark.startswith(",") and {first.kind, last.kind} == {"range", "month"}:
            return first.part is not None and (last.month or 0) == (first.month or 0) % 12 + 1
        if mark.startswith(",") or not same:
            return False
        if first.kind == "weekday":
            return (last.weekday or 0) == ((first.weekday or 0) + 1) % 7
        if first.kind == "month":
            years_agree = first.year is None or first.year == last.year
            return years_agree and (last.month or 0) == (first.month or 0) % 12 + 1
        return first.kind == "season" and first.year in (None, last.year) and last.season == (first.season or 0) + 1
    if mark == "/":
        return first.kind == "month" and same and first.year is None
    if same:
        return first.kind not in ("relative", "holiday") or mark in "ru"
    if mark in "ru" and lead == "f":
        return True
    if mark == "u":
        return True
    coarse = {first.kind, last.kind}
    return coarse <= {"day", "month"} or coarse <= {"month", "range"} or (coarse <= {"month", "year"} and lead == "f")
