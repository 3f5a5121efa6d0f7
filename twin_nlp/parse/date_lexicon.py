"""The vocabulary of date expressions, and the runs of neighbouring date words in a text.

A token has a one-letter symbol, so that the grammar of :mod:`twin_nlp.parse.date_expressions` is written as
regular expressions over short strings of symbols:

====== =============================================== ====== ==========================================
symbol stands for                                      symbol stands for
====== =============================================== ====== ==========================================
M m    month; one that needs a number beside it        t o @  the; of; a, an
W w    weekday; one that needs a number beside it      i n    in, during; on, at, by, for, over ...
D O    1 to 31; with an ordinal ending                 f r u  from; to; until, till, through
Y y C  1988; '04; 1990s                                b a s  between; and; since
Q X z  2014.05.22; 12/04/2020; 8/1                     l x    last; next, coming
S H    season; holiday                                 h j    this; that, same
R G V  year; month; week                               B g    previous; following
v e q  day; weekend; fortnight                         p k    early, mid, late, end; half
K d    today, yesterday; morning, night                A J    ago; earlier, later
c Z    decade; era (Heisei)                            1 # $  first; two; several
N      0 and 32 to 999                                 !      every, each
====== =============================================== ====== ==========================================

The marks ``, - / ( )`` stand for themselves.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate, product
from typing import NamedTuple

from twin_nlp.parse.date_calendar import HOLIDAYS

Value = int | str | tuple[int, ...]


class Token(NamedTuple):
    """A date word or mark with its symbol, its offsets and what it is worth."""

    symbol: str
    start: int
    end: int
    value: Value


def words_of(names: str) -> tuple[str, ...]:
    """The words of a string, in order."""
    return tuple(names.split())


MONTHS = words_of("january february march april may june july august september october november december")
_WEEKDAYS = words_of("monday tuesday wednesday thursday friday saturday sunday")
_ORDINALS = words_of(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
NUMBERS = words_of("one two three four five six seven eight nine ten eleven twelve")
_DECADES = words_of("thirties forties fifties sixties seventies eighties nineties")
_ERAS = {"meiji": 1867, "taisho": 1911, "showa": 1925, "heisei": 1988, "reiwa": 2018}


def _cased(word: str) -> tuple[str, str, str]:
    return word, word.capitalize(), word.upper()


def _vocabulary() -> dict[str, tuple[str, Value]]:
    words: dict[str, tuple[str, Value]] = {}

    def add(symbol: str, value: Value, names: str, *, lower: bool = True) -> None:
        for name in names.split():
            for form in _cased(name)[0 if lower else 1 :]:
                words[form] = (symbol, value)

    for number, name in enumerate(MONTHS, 1):
        add("M", number, name)
        if name != "may":
            add("m", number, name[:3])
    add("m", 9, "sept")
    # Lower-case "may", "march" and "august" are ordinary words.
    for name, number in (("march", 3), ("may", 5), ("august", 8)):
        words[name] = ("m", number)
    for number, name in enumerate(_WEEKDAYS):
        add("W", number, name)
        add("w", number, name[:3], lower=False)
    for names, number in (("tues", 1), ("weds", 2), ("thur thurs", 3)):
        add("w", number, names, lower=False)
    for season, names in ((21, "spring springtime"), (22, "summer"), (23, "autumn fall"), (24, "winter")):
        add("S", season, names)
    for number, name in enumerate(_ORDINALS, 1):
        add("1", number, name)
    for number, name in enumerate(NUMBERS, 1):
        add("#", number, name)
    for name, offset in _ERAS.items():
        add("Z", offset, name)
    for symbol, value, names in (
        ("R", "year", "year years"),
        ("G", "month", "month months"),
        ("V", "week", "week weeks"),
        ("e", "weekend", "weekend"),
        ("v", "day", "day days"),
        ("q", "fortnight", "fortnight"),
        ("c", "decade", "decade decades"),
        ("t", "", "the"),
        ("o", "", "of"),
        ("@", 1, "a an"),
        ("$", 0, "few several couple some many"),
        ("i", "", "in during within"),
        ("n", "", "on at by for before after over around about beginning starting as"),
        ("f", "", "from"),
        ("r", "", "to"),
        ("u", "", "until till through thru"),
        ("b", "", "between"),
        ("a", "", "and"),
        ("s", "", "since"),
        ("l", "last", "last past"),
        ("x", "next", "next coming upcoming"),
        ("h", "this", "this current present"),
        ("j", "that", "that same"),
        ("B", "previous", "previous preceding"),
        ("g", "following", "following"),
        ("p", "early", "early beginning start"),
        ("p", "mid", "mid middle"),
        ("p", "late", "late end close latter"),
        ("k", "", "half"),
        ("K", 0, "today tonight"),
        ("K", -1, "yesterday"),
        ("K", 1, "tomorrow"),
        ("d", "", "morning afternoon evening night noon"),
        ("A", "", "ago"),
        ("J", "", "earlier later"),
        ("!", "", "every each per"),
    ):
        add(symbol, value, names)
    for number, name in enumerate(_DECADES, 3):
        add("C", 1900 + 10 * number, name)
    return words


_WORDS = _vocabulary()
_PIECE = re.compile(r"([A-Za-z]++[^\W\d_]*|[^\W\d_]+|[0-9]+(?:[.,:/][0-9]+)*)")
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
_CORE = frozenset("MmWwYyCQXzSHKZRGVevqcdO")
_LONGEST_GAP = 12
_LONGEST_RUN = 64
_WRAPPED_LINE = 40
_ABBREVIATED = frozenset("mw")


def _holiday_pattern() -> tuple[re.Pattern[str], frozenset[str]]:
    names = sorted([*HOLIDAYS, "bank holiday", "half term", "half-term"], key=len, reverse=True)
    bodies = [re.escape(name).replace("'", "['’]?").replace("st\\ ", "(?:st\\.?|saint)\\ ") for name in names]
    body = "|".join(bodies).replace("\\ ", r"[ \u00a0]")
    firsts = {re.split(r"[ '-]", name)[0] for name in names} | {"saint"}
    forms = {form for name in firsts for form in _cased(name)}
    return re.compile(rf"(?:{body})(?![^\W_])(?![ \u00a0]Island)", re.IGNORECASE), frozenset(forms)


_HOLIDAY, _HOLIDAY_FIRSTS = _holiday_pattern()
# What a word can be, so that only stretches of date words are looked at which hold a telling one.
_TELLING, _LINKING, _HOLIDAY_FIRST = "c", "w", "h"
_KINDS = (
    {word: _TELLING if symbol in _CORE else _LINKING for word, (symbol, _) in _WORDS.items()}
    # Of numbers, those of one or three digits are nothing by themselves, but with an ordinal ending they are.
    | dict.fromkeys(map(str, [*range(10), *range(100, 1000)]), _LINKING)
    | {
        a + b: _TELLING
        for ending in ("st", "nd", "rd", "th")
        for a, b in product(*zip(ending, ending.upper(), strict=True))
    }
    | {"s": _LINKING}
    | dict.fromkeys(_HOLIDAY_FIRSTS, _HOLIDAY_FIRST)
)
_FIRST_OF_HOLIDAY = re.compile(_HOLIDAY_FIRST)
_STRETCH = re.compile("(?<!w)w*+[ch][wch]*")
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

    One pass over the words of the text; a run has at most some 64 tokens, so the time is linear.
    """
    # Gaps and words in turn, and where each of the words begins.
    parts = _PIECE.split(text)
    words = parts[1::2]
    starts = list(accumulate(map(len, parts)))[0:-1:2]
    kinds = [_KINDS.get(word) or (_TELLING if word < ":" else " ") for word in words]
    joined = "".join(kinds)
    holidays: dict[int, re.Match[str]] = {}
    for first in _FIRST_OF_HOLIDAY.finditer(joined):
        i = first.start()
        if holiday := _HOLIDAY.match(text, starts[i]):
            holidays[i] = holiday
            for covered in range(i, bisect_left(starts, holiday.end(), i)):
                kinds[covered] = _TELLING
    if holidays:
        joined = "".join(kinds)
    found: list[list[Token]] = []
    for stretch in _STRETCH.finditer(joined):
        found += _runs_within(text, words, starts, range(*stretch.span()), holidays)
    return found


def _runs_within(
    text: str, words: list[str], starts: list[int], stretch: range, holidays: dict[int, re.Match[str]]
) -> list[list[Token]]:
    found: list[list[Token]] = []
    run: list[Token] = []
    core = False
    skip = 0
    for i in stretch:
        start = starts[i]
        if start < skip:
            continue
        word = words[i]
        entry = _WORDS.get(word)
        tokens: list[Token] | None = None
        if holiday := holidays.get(i):
            skip = holiday.end()
            tokens = [Token("H", start, skip, _holiday_key(holiday.group()))]
        elif entry is not None:
            symbol, value = entry
            end = start + len(word)
            if symbol in _ABBREVIATED and text[end : end + 1] == ".":
                end += 1
            tokens = [Token(symbol, start, end, value)]
        elif "0" <= word[0] <= "9":
            tokens = _number_tokens(text, start, start + len(word))
            skip = tokens[-1].end if tokens else skip
        if tokens is None:
            if run:
                if core:
                    found.append(_closed(text, run))
                run, core = [], False
            continue
        if run:
            left = run[-1].end
            marks = "" if text[left:start] == " " else _marks_between(text, left, tokens[0].start)
            if marks is None or len(run) >= _LONGEST_RUN:
                if core:
                    found.append(_closed(text, run))
                run, core = [], False
            else:
                for mark in marks:
                    at = text.find(mark, left, start) if mark not in "-a" else left
                    run.append(Token(mark, at, at + 1, mark))
        run.extend(tokens)
        core = core or tokens[0].symbol in _CORE
    if run and core:
        found.append(_closed(text, run))
    return found


def _closed(text: str, run: list[Token]) -> list[Token]:
    end = run[-1].end
    if text[end : end + 1] == ")":
        run.append(Token(")", end, end + 1, ")"))
    return run


def _holiday_key(words: str) -> str:
    name = words.casefold().replace("’", "'").replace("\u00a0", " ").replace(".", "").replace("saint ", "st ")
    if name in HOLIDAYS or name in ("bank holiday", "half term"):
        return name
    plain = name.replace("'", "").replace("-", " ")
    return next((key for key in HOLIDAYS if key.replace("'", "").replace("-", " ") == plain), "half term")
