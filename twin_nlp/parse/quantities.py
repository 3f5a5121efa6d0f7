"""Numbers in digits and in words, and the number-aware tokens that participants and goods are read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

Number = int | float

_UNIT_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: value for value, word in enumerate(_UNIT_WORDS.split())}
_TENS = {word: 10 * value for value, word in enumerate(_TEN_WORDS.split(), start=2)} | {"fourty": 40}
_SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "thousands": 10**3,
    "lakh": 10**5,
    "lakhs": 10**5,
    "million": 10**6,
    "millions": 10**6,
    "mln": 10**6,
    "crore": 10**7,
    "crores": 10**7,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
_GROUPS = {"dozen": 12, "doz": 12, "pair": 2, "couple": 2, "trio": 3, "duo": 2, "quartet": 4}

SCALE_WORDS = frozenset(_SCALES)
GROUP_WORDS = frozenset(_GROUPS)
NUMBER_WORDS = frozenset(_UNITS) | frozenset(_TENS) | SCALE_WORDS | GROUP_WORDS

MAX_NUMBER_TOKENS = 24
_MAX_DIGITS = 18

# Blanks that separate groups of three digits in European typography (18 000): plain, no-break, thin, narrow.
_BLANK = " \u00a0\u2009\u202f"
_APOSTROPHE = "'\u2019"
_HYPHEN = "-\u2010\u2011"
NUMBER_VALUES = (
    _UNITS
    | _TENS
    | {
        f"{ten}{hyphen}{unit}": tens + units
        for ten, tens in _TENS.items()
        for unit, units in _UNITS.items()
        for hyphen in _HYPHEN
        if 0 < units < 10
    }
)
"""What words are worth by themselves, "twenty-two" among them, lower case."""
_CONTINUING = frozenset(NUMBER_VALUES) | SCALE_WORDS | GROUP_WORDS | {"and", "a"}
"""Words that can stand in a number after its first."""

_DIGITS = re.compile(
    rf"""(?P<grouped>[0-9]{{1,3}}(?:(?P<sep>[,{_BLANK}])[0-9]{{3}}(?:(?P=sep)[0-9]{{3}}){{0,5}}))(?P<part>\.[0-9]{{1,6}})?
       | (?P<dotted>[0-9]{{1,3}}(?:\.[0-9]{{3}}){{1,6}})(?:,(?P<dpart>[0-9]{{1,6}}))?
       | (?P<plain>[0-9]{{1,{_MAX_DIGITS}}})(?:[.,](?P<ppart>[0-9]{{1,6}}))?""",
    re.VERBOSE,
)
_DIGITS_AND_SCALE = re.compile(r"(?i)([0-9][0-9.,]*)(k|m|bn|mn)")
_GLUED = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9}

TOKEN = re.compile(
    rf"""[A-Za-z]++(?=[ ,.\n])
       | [0-9]{{1,3}}(?:[,\u00a0\u2009\u202f][0-9]{{3}}){{1,5}}(?![0-9])(?:\.[0-9]+)?(?:[{_HYPHEN}][^\W\d_]\w*)*
       | [0-9]{{1,3}}(?:[ ][0-9]{{3}}){{1,5}}(?![0-9])(?=[ ]?(?:[^\W\d_]|€))
       | [0-9]+(?:[.,][0-9]+)+(?:[{_HYPHEN}][^\W\d_]\w*)*
       | \w[\w\u0300-\u036f]*(?:[{_HYPHEN}][\w\u0300-\u036f]+|[{_APOSTROPHE}](?![sS]\b)[\w\u0300-\u036f]+)*
       | [{_APOSTROPHE}][sS]\b
       | \n
       | [^\w\s]""",
    re.VERBOSE,
)
"""A word with its inner hyphens and apostrophes, a number with its separators, a possessive, a line break or
one mark. Every alternative moves forward through the text without going back over it. The first one, for speed, only
finds what that for words would find."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number told in the text, ``text[start:end]``, and its value."""

    start: int
    end: int
    value: Number


def _whole(value: float) -> Number:
    return int(value) if value == int(value) else round(value, 6)


def digits_value(digits: str) -> Number | None:
    """The value of a number written in digits ("50,000", "1.4", "18 000", "1.200.000"), else None.

    One dot before exactly three digits separates thousands, as translated European texts have it ("1.200"),
    except after a zero; a comma before one or two digits is a decimal comma.
    """
    if len(digits) <= _MAX_DIGITS and digits.isascii() and digits.isdecimal():
        return int(digits)
    found = _DIGITS.fullmatch(digits)
    if found is None:
        return None
    if grouped := found["grouped"]:
        whole = int(re.sub(r"[^0-9]", "", grouped))
        return _whole(whole + float(found["part"])) if found["part"] else whole
    if (dotted := found["dotted"]) and not dotted.startswith("0"):
        whole = int(dotted.replace(".", ""))
        return _whole(whole + float(f"0.{found['dpart']}")) if found["dpart"] else whole
    if found["plain"]:
        return _whole(float(f"{found['plain']}.{found['ppart']}")) if found["ppart"] else int(found["plain"])
    return _whole(float(digits)) if digits.count(".") == 1 and "," not in digits else None


def word_value(word: str) -> Number | None:
    """The value of one token: digits, a number word or a hyphenated one ("twenty-two"), else None."""
    if word[:1].isdigit():
        value = digits_value(word)
        if value is not None:
            return value
        glued = _DIGITS_AND_SCALE.fullmatch(word)
        value = digits_value(glued[1]) if glued else None
        return _whole(value * _GLUED[glued[2].lower()]) if glued and value is not None else None
    return NUMBER_VALUES.get(word.lower())


def words_value(words: Sequence[str]) -> Number | None:
    """The value of a run of tokens, such as ``["three", "hundred"]``, ``["1.4", "million"]``, ``["a", "dozen"]``.

    None where the whole run is not one number.
    """
    words = [w.lower() for w in words if w not in "-,"]
    while words and words[-1] == "of":
        words.pop()
    if not 0 < len(words) <= MAX_NUMBER_TOKENS:
        return None
    total: Number = 0
    current: Number | None = None
    last_scale: Number | None = None
    previous = ""
    for i, word in enumerate(words):
        value = word_value(word)
        if word in ("a", "an") and i == 0 and len(words) > 1:
            current = 1
        elif word == "half" and i == 0 and len(words) > 1:
            current = 0.5
        elif (word in ("a", "an") and previous == "half") or (
            word == "and" and previous in SCALE_WORDS and i + 1 < len(words)
        ):
            pass
        elif value is not None:
            if current is not None and not _follows(current, value, previous, word):
                return None
            current = (current or 0) + value
        elif word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                if current is None or not 0 < current < 100:
                    return None
                current = _whole(current * scale)
            else:
                if current is None or (last_scale is not None and scale >= last_scale):
                    return None
                total, current, last_scale = total + current * scale, None, scale
        elif word in _GROUPS:
            if current is None or i + 1 != len(words):
                return None
            current = current * _GROUPS[word]
        else:
            return None
        previous = word
    if previous in ("a", "an", "half", "and"):
        return None
    return _whole(total + (current or 0))


def _follows(current: Number, value: Number, previous: str, word: str) -> bool:
    """Whether ``value`` can be added to ``current``: units after tens, less than a hundred after hundreds."""
    if previous == "a" or word[:1].isdigit() or previous[:1].isdigit():
        return False
    if previous in ("hundred", "and"):
        return value < 100
    return previous in _TENS and 0 < value < 10


def number_value(text: str) -> Number | None:
    """The value of ``text`` when all of it is one number in digits or words, else None.

    >>> number_value("50,000"), number_value("twenty-two"), number_value("1.4 million")
    (50000, 22, 1400000)
    >>> number_value("a dozen"), number_value("a pair of"), number_value("masks")
    (12, 2, None)
    """
    stripped = text.strip()
    value = digits_value(stripped)
    return value if value is not None else words_value(TOKEN.findall(stripped))


def longest_number(words: Sequence[str], start: int) -> tuple[int, Number] | None:
    """The longest number among ``words`` that begins at index ``start``: (index after it, value), or None.

    ``words`` are in lower case.
    """
    previous = words[start]
    alone: Number | None = None
    if previous in ("a", "an", "half"):
        follower = words[start + 1] if start + 1 < len(words) else ""
        if follower not in SCALE_WORDS and follower not in GROUP_WORDS and (previous, follower) != ("half", "a"):
            return None
    elif (alone := word_value(previous)) is None:
        return None
    end = start + 1
    while end < len(words) and end - start < MAX_NUMBER_TOKENS:
        word = words[end]
        if word not in _CONTINUING or not _continues(previous, word):
            break
        previous = word
        end += 1
    if end == start + 1:
        return (end, alone) if alone is not None else None
    while end > start:
        value = words_value(words[start:end])
        if value is not None:
            return end, value
        end -= 1
    return None


def _continues(previous: str, word: str) -> bool:
    """Whether ``word`` can go on a number whose last word is ``previous``: bars runs that no number holds."""
    if word in SCALE_WORDS or word in GROUP_WORDS:
        return True
    if word == "and":
        return previous in SCALE_WORDS
    if word == "a":
        return previous == "half"
    if previous in SCALE_WORDS or previous == "and":
        return not word[:1].isdigit() and word_value(word) is not None
    return previous in _TENS and word in _UNITS


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every number in ``text``, in digits or words, in reading order."""
    tokens = list(TOKEN.finditer(text))
    words = [m[0].lower() for m in tokens]
    found: list[Quantity] = []
    at = 0
    while at < len(words):
        hit = longest_number(words, at) if words[at][0].isalnum() else None
        if hit is None:
            at += 1
            continue
        end, value = hit
        found.append(Quantity(tokens[at].start(), tokens[end - 1].end(), value))
        at = end
    return tuple(found)
