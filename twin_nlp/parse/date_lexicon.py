"""The vocabulary of date expressions.

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
from itertools import product
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


WORDS = _vocabulary()
PIECE = re.compile(r"[A-Za-z]++[^\W\d_]*|[^\W\d_]+|[0-9]+(?:[.,:/][0-9]+)*")
"""A word, or digits with their inner marks."""
CORE = frozenset("MmWwYyCQXzSHKZRGVevqcdO")
"""The symbols that tell of a date; all others only link, lead or count."""


def _holiday_names() -> dict[str, re.Pattern[str]]:
    bodies: dict[str, list[str]] = {}
    for name in sorted([*HOLIDAYS, "bank holiday", "half term", "half-term"], key=len, reverse=True):
        body = re.escape(name).replace("'", "['’]?").replace("st\\ ", "(?:st\\.?|saint)\\ ")
        first = re.split(r"[ '-]", name)[0]
        for word in ("st", "saint") if first == "st" else (first,):
            bodies.setdefault(word, []).append(body.replace("\\ ", r"[ \u00a0]"))
    return {
        form: re.compile(rf"(?:{'|'.join(names)})(?![^\W_])(?![ \u00a0]Island)", re.IGNORECASE)
        for word, names in bodies.items()
        for form in _cased(word)
    }


HOLIDAY_NAMES = _holiday_names()
"""Of each word that begins the name of a holiday, the pattern of these names."""
TELLING, TELLING_HOLIDAY, HOLIDAY, LINKING, ORDINARY, MARK = "cbhw ."
"""What a token can be for dates: what tells of one, what does so and may begin the name of a holiday, what only may
begin such a name, what only links, leads or counts, any other word, and a mark."""
_KINDS = {word: TELLING if symbol in CORE else LINKING for word, (symbol, _) in WORDS.items()} | {
    a + b: TELLING for ending in ("st", "nd", "rd", "th") for a, b in product(*zip(ending, ending.upper(), strict=True))
}
_KINDS |= {"s": LINKING} | {word: TELLING_HOLIDAY if _KINDS.get(word) == TELLING else HOLIDAY for word in HOLIDAY_NAMES}
_DATE_DIGITS = re.compile(r"[12][0-9]{3}|[0-9]{1,4}[./][0-9]{1,4}(?:[./][0-9]{1,4})?|[0-9]{1,2},[12][0-9]{3}")
# Of "5/6" and "'04" no number tells anything.
_TELLING_MARKS = frozenset("/'’‘")


def _kind_of_piece(piece: str) -> str:
    if piece[0] > "9":
        return _KINDS.get(piece, ORDINARY)
    # Most numbers are nothing by themselves, but they can be with an ordinal ending, a month or the like.
    return TELLING if _DATE_DIGITS.fullmatch(piece) else LINKING


def kind_of(token: str) -> str:
    """What a token can be for dates: the most telling of what its words and numbers can be."""
    if token in _TELLING_MARKS:
        return TELLING
    kinds = {_kind_of_piece(piece) for piece in PIECE.findall(token)}
    if {TELLING, HOLIDAY} <= kinds:
        return TELLING_HOLIDAY
    return next((kind for kind in (TELLING_HOLIDAY, TELLING, HOLIDAY, LINKING, ORDINARY) if kind in kinds), MARK)


def holiday_key(words: str) -> str:
    """The name of a holiday in :data:`twin_nlp.parse.date_calendar.HOLIDAYS`, however it is written."""
    name = words.casefold().replace("’", "'").replace("\u00a0", " ").replace(".", "").replace("saint ", "st ")
    if name in HOLIDAYS or name in ("bank holiday", "half term"):
        return name
    plain = name.replace("'", "").replace("-", " ")
    return next((key for key in HOLIDAYS if key.replace("'", "").replace("-", " ") == plain), "half term")
