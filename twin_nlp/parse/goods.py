"""Goods and money that can be given: counted nouns, single machines, supplies in bulk, sums."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from twin_nlp.parse import goods_terms as terms
from twin_nlp.parse import people
from twin_nlp.parse.people import word_set
from twin_nlp.parse.quantities import MAX_NUMBER_TOKENS, NUMBER_WORDS, Number, longest_number, word_value
from twin_nlp.parse.tokens import tokenized
from twin_nlp.records import Goods

_STOP = word_set(
    "the a an of and or to for on by with as into at in from that which who is are was were be been "
    "have has had will "
    "would can could may not their our its his her this these those it they we i you he she but so then "
    "than when while "
    "after before during under over between among through until via per now today yesterday tomorrow "
    "here there "
    "each also only more most less about some any both all left went came arrived stood handed sent "
    "given donated "
    "donates sends gives delivered worth were according including to despite using"
)
_ARTICLES = word_set("a an one the its their our another his her")
# Patterns over the marks of tokens.
_SENTENCE_END = re.compile(r"\.\.?")
_CUE = re.compile("[vV]")
_NUMBER = re.compile("n|[aA](?=s)|h(?=[as])")
_HEAD = re.compile("[gV]")
_COUNTED = re.compile("[cgoV]")
_NOT_COUNTED = frozenset(people.PEOPLE) | frozenset(people.OFFICES) | frozenset(people.TEAMS) | terms.NOT_GOODS
_NEVER = _NOT_COUNTED - terms.GOODS - frozenset(terms.UNITS)
_ABOUT = word_set("some about around nearly almost over approximately roughly")
_MODIFIER_MAX = 5
_AFTER_NUMBER = 8 + _MODIFIER_MAX + 1
"""Tokens from the end of a number to that of what it counts: at most eight stand between, "(40) of large boxes of
the"."""
_NEAR_NUMBER = MAX_NUMBER_TOKENS + _AFTER_NUMBER
_BEFORE_NUMBER = 2
"""How far before a number its currency begins at most: "Rs."."""
_NEAR, _CUED = b"\1", b"\2"


_NEAR_DOLLAR = {"canadian": "CAD", "australian": "AUD", "american": "USD", "us ": "USD", "cdn": "CAD", "cad": "CAD"}


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    words: list[str]
    lower: list[str]
    ends: list[int]
    marks: str
    sentence_ends: list[int]
    cued: frozenset[int]
    currencies: dict[str, str]

    def start(self, index: int) -> int:
        return self.ends[index] - len(self.words[index])

    def goods(self, first: int, last: int, quantity: Number | None, unit: str | None, item: str) -> Goods:
        start, end = self.start(first), self.ends[last]
        return Goods(self.text[start:end], start, end, quantity, unit, item)

    def between(self, first: int, last: int) -> str:
        return self.text[self.start(first) : self.ends[last]]


def find_goods(text: str) -> tuple[Goods, ...]:
    """Goods and money in ``text`` that can be part of a donation, in reading order and without overlap.

    Counted goods of the lexicon and sums of money are found anywhere; other counted nouns, single machines and
    goods in bulk only in a sentence that tells of giving. ``unit`` is a measure in the singular ("kg", "box")
    or, for money, the ISO 4217 code ("$" where nothing in the text tells whose dollar it is); ``quantity`` is an
    int when it is whole and None when untold.
    """
    words = _read(text)
    taken = bytearray(len(words.words))
    found: list[Goods] = []
    for first, last, goods in _counted(words):
        if taken.find(1, first, last + 1) < 0:
            taken[first : last + 1] = b"\1" * (last + 1 - first)
            found.append(goods)
    for first, last, goods in _uncounted(words, taken):
        if taken.find(1, first, last + 1) < 0:
            taken[first : last + 1] = b"\1" * (last + 1 - first)
            found.append(goods)
    return tuple(sorted(found, key=lambda g: g.start))


def _read(text: str) -> _Words:
    tokens = tokenized(text)
    # Of marks one after the other only every second ends a sentence, and what begins a text ends none.
    ends = [found.start() for found in _SENTENCE_END.finditer(tokens.marks, 1)]
    cued = frozenset(bisect_left(ends, found.start()) for found in _CUE.finditer(tokens.marks))
    return _Words(text, tokens.words, tokens.lowered, tokens.ends, tokens.marks, ends, cued, {})


# Numbers first: money and counted goods


def _counted(words: _Words) -> Iterator[tuple[int, int, Goods]]:
    after, marks, worth = 0, words.marks, _worth_counting(words)
    for opening in _NUMBER.finditer(marks):
        at = opening.start()
        if at < after or not worth[at]:
            continue
        if (hit := longest_number(words.lower, at)) is None:
            continue
        after, value = hit
        cued = worth[at] == _CUED[0]
        if not cued and _COUNTED.search(marks, max(0, at - _BEFORE_NUMBER), after + _AFTER_NUMBER) is None:
            continue
        span = _money(words, at, after, value) or _counted_goods(words, at, after, value, cued)
        if span is not None:
            yield span
            after = max(after, span[1] + 1)


def _worth_counting(words: _Words) -> bytearray:
    """Of each token whether what a number there counts can be goods: without a word of giving only those of the
    lexicon, or money, are counted."""
    worth = bytearray(len(words.marks) + _BEFORE_NUMBER + 1)
    for found in _COUNTED.finditer(words.marks):
        start, end = max(0, found.start() - _NEAR_NUMBER + 1), found.start() + _BEFORE_NUMBER + 1
        worth[start:end] = _NEAR * (end - start)
    ends = [-1, *words.sentence_ends, len(words.marks) - 1]
    for sentence in words.cued:
        start, end = ends[sentence] + 1, ends[sentence + 1] + 1
        worth[start:end] = _CUED * (end - start)
    return worth


def _money(words: _Words, first: int, end: int, value: Number) -> tuple[int, int, Goods] | None:
    # "Hong Kong dollars" is the furthest after a number.
    if words.marks.find("c", max(0, first - _BEFORE_NUMBER), end + 5) < 0:
        return None
    lower = words.lower
    before = lower[first - 1] if first else ""
    after = lower[end] if end < len(lower) else ""
    unit: str | None = None
    last = end - 1
    if before in terms.CURRENCY_SIGNS:
        unit = terms.CURRENCY_SIGNS[before]
        first -= 1
        if unit == "$":
            prefix = _dollar_prefix(words, first)
            if prefix is not None:
                first, unit = prefix
    elif before in terms.CURRENCY_CODES or (before == "." and first > 1 and lower[first - 2] == "rs"):
        first -= 1 if before != "." else 2
        unit = terms.CURRENCY_CODES[lower[first]]
    elif after in terms.CURRENCY_SIGNS:
        unit, last = terms.CURRENCY_SIGNS[after], end
    elif after in terms.CURRENCY_WORDS and not (after == "pounds" and lower[end + 1 : end + 2] == ["of"]):
        unit, last = terms.CURRENCY_WORDS[after], end
    elif dollars := _peoples_dollars(lower, end):
        unit, last = dollars
    if unit is None:
        return None
    start = first
    if lower[max(0, first - 3) : first] in (["a", "cheque", "for"], ["a", "check", "for"], ["a", "cheque", "of"]):
        start = first - 3
    near = " ".join(lower[last + 1 : last + 5])
    told = next((code for word, code in _NEAR_DOLLAR.items() if word in near), None) if unit == "$" else None
    return start, last, words.goods(start, last, value, told or _told_currency(words, unit), "money")


def _dollar_prefix(words: _Words, sign: int) -> tuple[int, str] | None:
    """ "US$", "C$", "U.S. $": where the prefix begins and the code."""
    before = words.lower[sign - 1] if sign else ""
    code = terms.DOLLAR_PREFIXES.get(before)
    if code is None or (words.ends[sign - 1] < words.start(sign) and before not in ("us", "usd", "cad", "aud", "nzd")):
        return None
    return sign - 1, code


def _peoples_dollars(lower: list[str], at: int) -> tuple[str, int] | None:
    """ "Canadian dollars", "U.S. dollars", "Hong Kong dollars" from index ``at``: code and last index."""
    if "dollars" not in lower[at + 1 : at + 5] and "dollar" not in lower[at + 1 : at + 5]:
        return None
    for size in range(1, 5):
        if at + size < len(lower) and lower[at + size] in ("dollars", "dollar"):
            head = lower[at : at + size]
            if head == ["u", ".", "s", "."]:
                return "USD", at + size
            if size <= 2 and head[0] in terms.DOLLAR_PEOPLES:
                return terms.DOLLAR_PEOPLES[head[0]], at + size
            return None
    return None


def _told_currency(words: _Words, unit: str) -> str:
    """Whose ``unit`` it is, where the text names one such country alone; looked up once a text."""
    if unit not in words.currencies:
        homes = terms.HOME_OF_SIGN.get(unit, ())
        told = [code for code, marks in homes if any(mark in words.text for mark in marks)]
        words.currencies[unit] = told[0] if len(told) == 1 else unit
    return words.currencies[unit]


def _counted_goods(words: _Words, first: int, end: int, value: Number, cued: bool) -> tuple[int, int, Goods] | None:
    lower = words.lower
    if end >= len(lower) or not value or _is_year(words, first, end):
        return None
    unit: str | None = None
    at = end
    if lower[at] == "(" and lower[at + 2 : at + 3] == [")"] and word_value(lower[at + 1]) == value:
        at += 3  # "forty (40) sets", as resolutions have it
    elif lower[at] == "or" and lower[at + 1 : at + 2] == ["so"]:
        at += 2
    if at >= len(lower):
        return None
    if lower[at] == "of" and at + 1 < len(lower):
        at += 1
    measure = _measure(lower, at)
    if measure is not None:
        unit, at = measure
    elif value != int(value):
        return None
    last = _phrase_end(words, at, cued, unit is not None)
    if last is None:
        if unit is None or not cued or lower[at - 1] == "of":
            return None
        # "nine cartons": the measure is all that is told.
        return _begin(words, first), end, words.goods(_begin(words, first), end, value, None, words.words[end])
    if unit is not None and not cued and not any(w in terms.GOODS for w in lower[at : last + 1]):
        return None
    item = words.between(at, last)
    start = _begin(words, first)
    return start, last, words.goods(start, last, value, unit, item)


def _begin(words: _Words, first: int) -> int:
    return first - 1 if first and words.lower[first - 1] in _ABOUT else first


def _is_year(words: _Words, first: int, end: int) -> bool:
    if end != first + 1:
        return False
    word = words.words[first]
    before = words.lower[first - 1] if first else ""
    after = words.lower[end] if end < len(words.lower) else ""
    in_date = before in people.MONTHS or before in people.LABELS or after in people.MONTHS
    return in_date or (len(word) == 4 and word.isdigit() and 1900 <= int(word) < 2100)


def _near_cue(words: _Words, at: int) -> bool:
    number = bisect_left(words.sentence_ends, at)
    return not words.cued.isdisjoint((number - 1, number, number + 1))


def _measure(lower: list[str], at: int) -> tuple[str, int] | None:
    """ "sets of", "large boxes of", "pairs of the": the unit and the index of what is measured."""
    for of in (at + 1, at + 2):
        if of + 1 < len(lower) and lower[of] == "of" and (unit := terms.UNITS.get(lower[of - 1])) is not None:
            articled = lower[of + 1] in ("the", "our", "their") and of + 2 < len(lower)
            return unit, of + 1 + articled
    return None


def _phrase_end(words: _Words, at: int, cued: bool, measured: bool) -> int | None:
    """The last token of the noun phrase of goods that begins at ``at``, or None.

    A sentence that tells of giving (``cued``) or a measure lets a plural pass that the lexicon doesn't hold.
    """
    lower = words.lower
    best = plural = None
    stop = min(len(lower), at + _MODIFIER_MAX + 1)
    for i in range(at, stop):
        word = lower[i]
        if word in _STOP or not (word[0].isalnum()):
            break
        if word in _NEVER:
            return best
        if word in terms.GOODS:
            best = i
        elif best is not None and not words.words[i][0].isupper() and word.endswith("s") and i == best + 1:
            # "hose reels", "rice cookers": the lexicon word only qualifies.
            if word.endswith(("ss", "ous", "us")):
                break
            best = i
        elif best is not None and i > best + 1:
            break
        elif plural is None and _is_plural(word):
            plural = i
    if best is not None:
        return best
    if plural is not None and (cued or measured):
        return plural
    if not measured:
        return None
    # After a measure even a mass noun is goods: "300 kilos of lentil".
    first_stop = next((i for i in range(at, stop) if lower[i] in _STOP or not lower[i][0].isalpha()), stop)
    return first_stop - 1 if at < first_stop <= at + 3 else None


def _is_plural(word: str) -> bool:
    return word.isalpha() and len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ous"))


# Then single machines and goods in bulk


def _uncounted(words: _Words, taken: bytearray) -> Iterator[tuple[int, int, Goods]]:
    lower = words.lower
    for found_head in _HEAD.finditer(words.marks):
        head = found_head.start()
        word = lower[head]
        if taken[head]:
            continue
        if not _near_cue(words, head) and not (word in terms.EMERGENCY and words.cued):
            continue
        after = lower[head + 1] if head + 1 < len(lower) else ""
        if after in terms.GOODS or after in people.PEOPLE or after in people.BODIES or after in people.OFFICES:
            continue
        first = _phrase_start(words, head, taken)
        if word in terms.VEHICLES_AND_MACHINES:
            found = _single(words, first, head)
        elif word in terms.BULK_NEEDS_WORD and first == head:
            continue
        else:
            found = first, head, words.goods(first, head, None, None, words.between(first, head))
        if found is not None:
            yield found


def _phrase_start(words: _Words, head: int, taken: bytearray) -> int:
    first = head
    while first and head - first < 4 and not taken[first - 1] and _qualifies(words, first - 1):
        first -= 1
    while first < head and words.lower[head] in terms.BULK and words.lower[first][0].isdigit():
        first += 1
    return first


def _qualifies(words: _Words, at: int) -> bool:
    word = words.lower[at]
    if not (word[0].isalnum() and word not in _STOP and word not in terms.GIVING and word not in people.SPEECH):
        return False
    if word in people.OFFICES or word in people.TEAMS or word in people.PLACES:
        return False
    if word.endswith("ing") and word not in terms.KINDS_IN_ING:
        return False
    return not word.endswith("ly") and word not in NUMBER_WORDS and word not in terms.NOT_GOODS


def _single(words: _Words, first: int, head: int) -> tuple[int, int, Goods] | None:
    lower = words.lower
    quantity: Number | None = None
    start = first
    article = lower[first - 1] if first else ""
    if article in _ARTICLES:
        start = first - 1
        quantity = 1
    elif first == head and not _listed(lower, head):
        return None
    last = head
    if lower[head + 1 : head + 2] == ["from"] and _year(words, head + 2):
        last = head + 2
    item = words.between(first, head)
    return start, last, words.goods(start, last, quantity, None, item)


def _listed(lower: list[str], head: int) -> bool:
    """A bare machine in a list or after a colon, as captions and tables have it."""
    before = lower[head - 1] if head else "\n"
    after = lower[head + 1] if head + 1 < len(lower) else "\n"
    return before in ":,\n(" and after in ",.;\n)"


def _year(words: _Words, at: int) -> bool:
    return at < len(words.words) and len(words.words[at]) == 4 and word_value(words.words[at]) is not None
