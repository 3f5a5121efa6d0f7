from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.parse.quantities import find_quantities, number_value, word_value

VALUES: list[tuple[str, int | float | None]] = [
    ("0", 0),
    ("7", 7),
    ("50,000", 50000),
    ("1,234,567", 1234567),
    ("6,185.40", 6185.4),
    ("18 000", 18000),
    ("18\u00a0000", 18000),
    ("1.200", 1200),
    ("1.200.000", 1200000),
    ("2,5", 2.5),
    ("0.125", 0.125),
    ("1.4 million", 1400000),
    ("430 thousand", 430000),
    ("3 lakh", 300000),
    ("2.5 crore", 25000000),
    ("7k", 7000),
    ("twenty-two", 22),
    ("twenty two", 22),
    ("Ninety-nine", 99),
    ("three hundred", 300),
    ("TWO hundred", 200),
    ("a hundred", 100),
    ("one hundred and five", 105),
    ("two thousand three hundred and five", 2305),
    ("half a million", 500000),
    ("half a dozen", 6),
    ("a dozen", 12),
    ("two dozen", 24),
    ("a dozen of", 12),
    ("a pair of", 2),
    ("a couple of", 2),
    ("masks", None),
    ("a", None),
    ("dozen", None),
    ("hundred", None),
    ("and", None),
    ("", None),
    ("20 30", None),
    ("five twenty", None),
    ("N95", None),
    ("²", None),
    ("12-member", None),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_number_value(text: str, value: float | None) -> None:
    found = number_value(text)
    assert found == value
    assert found is None or isinstance(found, int) == (found == int(found))


def test_find_quantities_reads_in_order() -> None:
    text = "They sent a dozen laptops, twenty-two chairs and 1.4 million masks."
    found = [(text[q.start : q.end], q.value) for q in find_quantities(text)]
    assert found == [("a dozen", 12), ("twenty-two", 22), ("1.4 million", 1400000)]


def test_numbers_side_by_side_stay_apart() -> None:
    assert [q.value for q in find_quantities("4 5 six seven")] == [4, 5, 6, 7]


def test_a_hyphenated_label_is_no_number() -> None:
    assert word_value("twenty-foot") is None
    assert find_quantities("10,000-litre tanks") == ()


UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
UNIT_WORDS = UNITS.split()
TEN_WORDS = TENS.split()


def _in_words(number: int) -> str:
    if number < 20:
        return UNIT_WORDS[number]
    if number < 100:
        return TEN_WORDS[number // 10 - 2] + (f"-{UNIT_WORDS[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" and {_in_words(number % 100)}" if number % 100 else ""
        return f"{UNIT_WORDS[number // 100]} hundred{rest}"
    for scale, name in ((10**6, "million"), (1000, "thousand")):
        if number >= scale:
            rest = f" {_in_words(number % scale)}" if number % scale else ""
            return f"{_in_words(number // scale)} {name}{rest}"
    raise AssertionError(number)


@given(st.integers(0, 999_999_999))
def test_numbers_in_words_round_trip(number: int) -> None:
    words = _in_words(number)
    assert number_value(words) == number
    (found,) = find_quantities(f"they sent {words} masks")
    assert found.value == number


@given(st.integers(0, 10**15))
def test_numbers_in_digits_round_trip(number: int) -> None:
    for written in (str(number), f"{number:,}", f"{number:,}".replace(",", "\u202f")):
        assert number_value(written) == number


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_decimals_round_trip(whole: int, cents: int) -> None:
    assert number_value(f"{whole:,}.{cents:02d}") == pytest.approx(whole + cents / 100)


@given(st.text())
def test_any_text_gives_ordered_spans(text: str) -> None:
    found = find_quantities(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for quantity in found:
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert any(c.isalnum() for c in text[quantity.start : quantity.end])
