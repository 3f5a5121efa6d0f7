"""The runs of neighbouring date words in a text, as tokens of :mod:`twin_nlp.parse.date_lexicon`."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from twin_nlp.parse.date_lexicon import (
    CORE,
    HOLIDAY,
    HOLIDAY_NAMES,
    ORDINARY,
    PIECE,
    TELLING,
    TELLING_HOLIDAY,
    WORDS,
    Token,
    holiday_key,
)
from twin_nlp.parse.tokens import Tokens, tokenized

_MARKS = {
    "": "",
    ",": ",",
    "-": "-",
    "–": "-",
    "—": "-",
    "−": "-",
    "‑": "-",
    "~": "-",
    "～": "-",
    "〜": "-",
    "/": "/",
    "(": "(",
    ")": ")",
    "),": "),",
    ")-": ")-",
    ")–": ")-",
    ")~": ")-",
    ",(": "(",
    "&": "a",
    # Continental dates leave their dots: "12. April", "17.-19.5.2019".
    ".": ".",
    ".-": ".-",
    ".–": ".-",
}
_LONGEST_GAP = 12
_LONGEST_RUN = 64
_WRAPPED_LINE = 40
_ABBREVIATED = frozenset("mw")
_STRETCH = re.compile(f"[{TELLING}{TELLING_HOLIDAY}][^{ORDINARY}]*")
_HOLIDAY = re.compile(f"[{HOLIDAY}{TELLING_HOLIDAY}]")
_ORDINAL_ENDING = re.compile(r"(?:st|nd|rd|th)(?![^\W_])", re.IGNORECASE)
_PLURAL_ENDING = re.compile(r"['’]?s(?![^\W_])")
_YEAR_FIRST = re.compile(r"([12][0-9]{3})[./]([0-9]{1,2})(?:[./]([0-9]{1,2}))?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([12][0-9]{3}|[0-9]{2})")
_PAIR = re.compile(r"([0-9]{1,2})([./,])([0-9]{1,2})")
_DAY_YEAR = re.compile(r"([0-9]{1,2})([,/])([12][0-9]{3})")
_SCHOOL_YEAR = re.compile(r"([12][0-9]{3})/([0-9]{2}|[12][0-9]{3})")
_STUCK_BEFORE = frozenset("$€£¥₩#№_@+*=<°%/\\")


def _is_letter(char: str) -> bool:
    return char.isalpha() or char == "_"


def _number_tokens(text: str, start: int, end: int) -> list[Token] | None:
    """The tokens of a group of digits with its inner marks, or None where it is no part of a date."""
    before = text[start - 1] if start else " "
    if before in "'’‘" and end - start == 2 and (start < 2 or not text[start - 2].isalnum()):
        two = int(text[start:end])
        year = 2000 + two if two < 40 else 1900 + two
        if plural := _PLURAL_ENDING.match(text, end):
            return [Token("C", start - 1, plural.end(), year // 10 * 10)] if two % 10 == 0 else None
        return [Token("y", start - 1, end, year)]
    if before in _STUCK_BEFORE or _is_letter(before) or before.isnumeric():
        return None
    digits = text[start:end]
    if end < len(text) and (_is_letter(text[end]) or text[end] in "%°$€£'’"):
        if ordinal := _ORDINAL_ENDING.match(text, end):
            value = int(digits) if len(digits) <= 2 and digits.isdecimal() else 0
            return [Token("O", start, ordinal.end(), value)] if 1 <= value <= 31 else None
        if len(digits) == 4 and digits[3] == "0" and digits[0] in "12":
            if plural := _PLURAL_ENDING.match(text, end):
                return [Token("C", start, plural.end(), int(digits))]
            return None
        if text[end] not in "'’":
            return None
    if before in ".,:" and start >= 2 and text[start - 2].isdecimal():
        return None
    size = end - start
    if digits.isdecimal():
        value = int(digits) if size <= 4 else 0
        if size <= 2 and 1 <= value <= 31:
            return [Token("D", start, end, value)]
        if size == 4 and 1000 <= value <= 2999:
            return [Token("Y", start, end, value)]
        return [Token("N", start, end, value)] if size <= 3 else None
    if size > 10:
        return None
    if found := _YEAR_FIRST.fullmatch(digits):
        if found[3] is None and "/" in digits and found[2] and len(found[2]) == 2:
            return _school_year(start, digits)
        return [Token("Q", start, end, tuple(int(part) for part in found.groups() if part))]
    if found := _YEAR_LAST.fullmatch(digits):
        marks = {char for char in digits if not char.isdecimal()}
        if len(marks) > 1:
            return None
        # Dotted dates put the day first, save Korean ones with a short year first.
        order = 1 if marks == {"."} else 0
        return [Token("X", start, end, (int(found[1]), int(found[2]), int(found[3]), len(found[3]), order))]
    if found := _DAY_YEAR.fullmatch(digits):
        day, mark, year = int(found[1]), found[2], int(found[3])
        if not 1 <= day <= 31:
            return None
        cut = start + len(found[1])
        return [
            Token("D", start, cut, day),
            Token(mark, cut, cut + 1, mark),
            Token("Y", cut + 1, end, year),
        ]
    if "/" in digits and _SCHOOL_YEAR.fullmatch(digits):
        return _school_year(start, digits)
    if found := _PAIR.fullmatch(digits):
        first, mark, second = int(found[1]), found[2], int(found[3])
        if mark == ",":
            return None
        if 1 <= first <= 31 and 1 <= second <= 31:
            return [Token("z", start, end, (first, second, int(mark == ".")))]
    return None


def _school_year(start: int, digits: str) -> list[Token] | None:
    first, second = digits.split("/")
    end = int(first[: 4 - len(second)] + second)
    if end != int(first) + 1:
        return None
    cut = start + 4
    return [
        Token("Y", start, cut, int(first)),
        Token("-", cut, cut + 1, "/"),
        Token("Y", cut + 1, start + len(digits), end),
    ]


def _marks_between(text: str, left: int, right: int) -> str | None:
    """The symbols for what stands between two tokens, or None where nothing can reach across it."""
    if right - left > _LONGEST_GAP:
        return None
    gap = text[left:right]
    if "\n" in gap or "\r" in gap:
        if gap.strip() or gap.count("\n") > 1:
            return None
        # A hard-wrapped line goes on in the next one; a short line is a heading or a list entry.
        line = text[max(0, left - _WRAPPED_LINE) : left]
        return "" if len(line) == _WRAPPED_LINE and "\n" not in line and "\r" not in line else None
    return _MARKS.get("".join(gap.split()))


def runs(text: str) -> list[list[Token]]:
    """Runs of tokens with nothing but blanks and date marks between them, each with a telling token.

    Only stretches of date words are looked at that hold a telling one, each once; a run has at most some 64 tokens,
    so the time is linear.
    """
    tokens = tokenized(text)
    kinds, holidays = tokens.dates, _holidays(text, tokens)
    if holidays:
        kinds = _with_holidays(tokens, holidays)
    found: list[list[Token]] = []
    for stretch in _STRETCH.finditer(kinds):
        first = kinds.rfind(ORDINARY, 0, stretch.start()) + 1
        found += _runs_within(text, tokens.start(first), tokens.ends[stretch.end() - 1], holidays)
    return found


def _holidays(text: str, tokens: Tokens) -> dict[int, re.Match[str]]:
    """The names of holidays by where they begin; one may stand in another."""
    found: dict[int, re.Match[str]] = {}
    for token in _HOLIDAY.finditer(tokens.dates):
        at = token.start()
        for piece in PIECE.finditer(text, tokens.start(at), tokens.ends[at]):
            names = HOLIDAY_NAMES.get(piece[0])
            if names and (holiday := names.match(text, piece.start())):
                found[piece.start()] = holiday
    return found


def _with_holidays(tokens: Tokens, holidays: dict[int, re.Match[str]]) -> str:
    """What each token can be, with all that the name of a holiday covers as telling."""
    kinds = list(tokens.dates)
    for start, holiday in holidays.items():
        first, last = bisect_right(tokens.ends, start), bisect_left(tokens.ends, holiday.end())
        kinds[first : last + 1] = TELLING * (last + 1 - first)
    return "".join(kinds)


def _runs_within(text: str, start: int, stop: int, holidays: dict[int, re.Match[str]]) -> list[list[Token]]:
    found: list[list[Token]] = []
    run: list[Token] = []
    core = False
    skip = 0
    for piece in PIECE.finditer(text, start, stop):
        at, end = piece.span()
        if at < skip:
            continue
        tokens: list[Token] | None = None
        if holidays and (holiday := holidays.get(at)):
            skip = holiday.end()
            tokens = [Token("H", at, skip, holiday_key(holiday.group()))]
        elif entry := WORDS.get(piece[0]):
            symbol, value = entry
            if symbol in _ABBREVIATED and text.startswith(".", end):
                end += 1
            tokens = [Token(symbol, at, end, value)]
        elif text[at] <= "9":
            tokens = _number_tokens(text, at, end)
            skip = tokens[-1].end if tokens else skip
        if tokens is None:
            if run:
                if core:
                    found.append(_closed(text, run))
                run, core = [], False
            continue
        if run:
            left = run[-1].end
            marks = "" if text[left:at] == " " else _marks_between(text, left, tokens[0].start)
            if marks is None or len(run) >= _LONGEST_RUN:
                if core:
                    found.append(_closed(text, run))
                run, core = [], False
            elif marks:
                for mark in marks:
                    mark_at = text.find(mark, left, at) if mark not in "-a" else left
                    run.append(Token(mark, mark_at, mark_at + 1, mark))
        run += tokens
        core = core or tokens[0].symbol in CORE
    if run and core:
        found.append(_closed(text, run))
    return found


def _closed(text: str, run: list[Token]) -> list[Token]:
    end = run[-1].end
    if text[end : end + 1] == ")":
        run.append(Token(")", end, end + 1, ")"))
    return run
