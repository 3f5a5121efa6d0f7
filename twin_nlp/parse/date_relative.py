"""Points told from the day of writing or from another date: weekdays, "last week", "two years ago"."""

from __future__ import annotations

import re

from twin_nlp.parse.date_ambiguity import FUNCTION_WORD, NOT_A_DAY, WORD_AFTER, followed_by_noun
from twin_nlp.parse.date_lexicon import Token
from twin_nlp.parse.date_point import RELATIONS, UNITS, Point, Relation, Unit, symbol_before, value_of, year_of

_SPENT = re.compile(r"(?:spent|over|at|on|during|for)[ ]$", re.IGNORECASE)
ROW_START = re.compile(r"(?:^|[\n\r|\t])[ •*–-]{0,4}$")
_NAME_NEXT = re.compile(r"[ ](?!(?:Street|St|Avenue|Ave|Floor|Congress|Anniversary|Hole)\b)[A-Z][a-z]")
"""Behind "On the 12th" that opens a sentence."""
_STOP = re.compile(r"[.,;:)](?!\d)|[ ]{0,2}(?:[|\n\r]|$)")
_SPAN_OF_DAYS = re.compile(r"[-ru/][Ww]")


def weekday(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "last Tuesday", "Thursday of last week", "Saturday the 18th"."""
    before = match.string[match.start("w") - 1] if match.start("w") else " "
    token = tokens[match.start("w")]
    letter = match["r"] or match["post"] or match["week"] or ""
    if before == "!" or NOT_A_DAY.match(text, token.end):
        return None
    in_span = before in "ru-/" or _SPAN_OF_DAYS.match(match.string, match.end())
    if token.symbol == "w" and not (letter or match["o"] or before == "n" or match["part"] or in_span):
        return None
    unit: Unit | None = "week" if match["week"] else None
    return Point("weekday", weekday=value_of(match, tokens, "w"), day=value_of(match, tokens, "o"), unit=unit,
                 relation=RELATIONS.get(letter))  # fmt: skip


def weekday_and_number(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "Wed 15" that opens a diary's entry, "Friday 13 the two councils met"."""
    token, number = tokens[match.start("w")], tokens[match.start("n")]
    if token.symbol == "w" and not ROW_START.search(text[max(0, token.start - 12) : token.start]):
        return None
    after = WORD_AFTER.match(text, number.end)
    if not _STOP.match(text, number.end) and not (after and FUNCTION_WORD.match(after[1])):
        return None
    return Point("weekday", weekday=value_of(match, tokens, "w"), day=value_of(match, tokens, "n"))


def day_word(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "today", "tomorrow (8th)", "last night"."""
    if match["k"]:
        return Point("relative", offset=value_of(match, tokens, "k"), month=value_of(match, tokens, "m"),
                     day=value_of(match, tokens, "d"))  # fmt: skip
    part = text[tokens[match.start("part")].start : tokens[match.start("part")].end].lower()
    if match["r"] == "l" and part != "night":
        return None
    return Point("relative", offset=-1 if match["r"] == "l" else 0)


def relative(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "last month", "the following day"."""
    relation, unit = RELATIONS[match["r"]], UNITS[match["u"]]
    word = text[tokens[match.start("u")].start : tokens[match.start("u")].end].lower()
    if word.endswith("s") or word == "decades":
        return None
    definite = bool(match["t"])
    if not definite and symbol_before(match) == "t":
        return None
    if definite and relation in ("last", "this"):
        # "over the last year", "the current year": a stretch of time, or no more than "now".
        if unit == "day" or (relation == "last") != (unit == "weekend"):
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


def weekend(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "over the weekend"."""
    start, end = tokens[match.start()].start, tokens[match.end() - 1].end
    after = WORD_AFTER.match(text, end)
    noun = followed_by_noun(text, end) and not (after and after[1].endswith("ing"))
    if noun or not _SPENT.search(text[max(0, start - 8) : start]):
        return None
    return Point("relative", unit="weekend", relation="this")


def ago(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "two years ago", "a week later"."""
    token = tokens[match.start("n")]
    word = match["how"]
    relation: Relation = "ago"
    if word == "J":
        at = tokens[match.start("how")]
        relation = "later" if text[at.start : at.end].lower() == "later" else "earlier"
    count = token.value if isinstance(token.value, int) and token.symbol != "$" else None
    return Point("relative", number=count or None, unit=UNITS[match["u"]], relation=relation)


def neighbour(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "the day before", "the year after"."""
    token = tokens[match.start("n")]
    word = text[token.start : token.end].lower()
    if word not in ("before", "after") or followed_by_noun(text, token.end):
        return None
    return Point("relative", number=1, unit=UNITS[match["u"]], relation="earlier" if word == "before" else "later")


def day_of_told_month(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "the 5th of this month"."""
    return Point("day", day=value_of(match, tokens, "o"), year_relation=RELATIONS[match["r"]])


def day_of_month(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "on the 21st"."""
    if symbol_before(match) not in "nfuso" and symbol_before(match) not in "-ra":
        return None
    end = tokens[match.end() - 1].end
    word = WORD_AFTER.match(text, end)
    start = tokens[match.start()].start
    named = text[max(0, start - 3) : start] == "On " and _NAME_NEXT.match(text, end)
    if word and not FUNCTION_WORD.match(word[1]) and not named:
        return None
    if text[end : end + 1] == "-":
        return None
    return Point("day", day=value_of(match, tokens, "o"))


def week(match: re.Match[str], tokens: list[Token], text: str) -> Point | None:
    """ "week 30"."""
    year, relation = year_of(match, tokens)
    number = value_of(match, tokens, "n")
    if symbol_before(match) == "!" or symbol_before(match) not in "inusfr-a t":
        return None
    return Point("week", week=number, year=year, year_relation=relation)
