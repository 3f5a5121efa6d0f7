from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.parse import goods
from twin_nlp.parse.goods import find_goods

Row = tuple[str, float | int | None, str | None, str]

CASES: list[tuple[str, list[Row]]] = [
    ("Zhongtan shipped 50,000 masks to three cities.", [("50,000 masks", 50000, None, "masks")]),
    (
        "Oshana received 30,000 masks and 500 protective gowns.",
        [("30,000 masks", 30000, None, "masks"), ("500 protective gowns", 500, None, "protective gowns")],
    ),
    (
        "a gift fitting for the times: 15,000 surgical masks, presented",
        [("15,000 surgical masks", 15000, None, "surgical masks")],
    ),
    ("They sent 200 sacks of the rice.", [("200 sacks of the rice", 200, "sack", "rice")]),
    ("with 300 kilos of washing powder", [("300 kilos of washing powder", 300, "kg", "washing powder")]),
    ("some 900 kilos of sheets", [("some 900 kilos of sheets", 900, "kg", "sheets")]),
    ("60 cases of briefs", [("60 cases of briefs", 60, "case", "briefs")]),
    ("212 pairs of baby socks went by post", [("212 pairs of baby socks", 212, "pair", "baby socks")]),
    ("600 m of attack hose", [("600 m of attack hose", 600, "m", "attack hose")]),
    ("5,000 sheets of medical mask were given", [("5,000 sheets of medical mask", 5000, "sheet", "medical mask")]),
    ("twelve sets of turnout gear", [("twelve sets of turnout gear", 12, "set", "turnout gear")]),
    ("forty (40) sets of turnout gear", [("forty (40) sets of turnout gear", 40, "set", "turnout gear")]),
    ("They gave 600 or so blankets.", [("600 or so blankets", 600, None, "blankets")]),
    ("They got four 10,000-litre tanks up that road.", [("four 10,000-litre tanks", 4, None, "10,000-litre tanks")]),
    (
        "They donated a 50,000-litre rain water tank.",
        [("a 50,000-litre rain water tank", 1, None, "50,000-litre rain water tank")],
    ),
    ("The town gave a fire engine from 2001.", [("a fire engine from 2001", 1, None, "fire engine")]),
    ("A 1998 pumper gifted by Verno", [("A 1998 pumper", 1, None, "1998 pumper")]),
    ("Two low-floor buses were given.", [("Two low-floor buses", 2, None, "low-floor buses")]),
    ("one used ambulance for donation", [("one used ambulance", 1, None, "used ambulance")]),
    ("They donated a used Renault ambulance.", [("a used Renault ambulance", 1, None, "used Renault ambulance")]),
    ("A dozen laptops were handed over.", [("A dozen laptops", 12, None, "laptops")]),
    (
        "TWO hundred solar street lamps were handed over",
        [("TWO hundred solar street lamps", 200, None, "solar street lamps")],
    ),
    ("a pair of stretchers", [("a pair of stretchers", 2, None, "stretchers")]),
    (
        "The club collected school supplies and medical equipment.",
        [
            ("school supplies", None, None, "school supplies"),
            ("medical equipment", None, None, "medical equipment"),
        ],
    ),
    ("1.2 million masks were delivered", [("1.2 million masks", 1200000, None, "masks")]),
    ("40 slates, collected in three schools", [("40 slates", 40, None, "slates")]),
    ("They sent 46 boxes of lanyards.", [("46 boxes of lanyards", 46, "box", "lanyards")]),
    ("They donated 30 trombones.", [("30 trombones", 30, None, "trombones")]),
    # money
    ("They raised £640 for it.", [("£640", 640, "GBP", "money")]),
    ("a grant of 18 000 € was voted", [("18 000 €", 18000, "EUR", "money")]),
    ("a cheque for 2,500 euros", [("a cheque for 2,500 euros", 2500, "EUR", "money")]),
    ("8,000,000 won was given", [("8,000,000 won", 8000000, "KRW", "money")]),
    ("wired ¥1,000,000 from Japan", [("¥1,000,000", 1000000, "JPY", "money")]),
    ("wired ¥1,000,000 from China", [("¥1,000,000", 1000000, "CNY", "money")]),
    ("worth US$1.4 million", [("US$1.4 million", 1400000, "USD", "money")]),
    ("worth US$ 2.6 million", [("US$ 2.6 million", 2600000, "USD", "money")]),
    ("worth 3.1 million U.S. dollars", [("3.1 million U.S. dollars", 3100000, "USD", "money")]),
    ("raised C$5,000", [("C$5,000", 5000, "CAD", "money")]),
    ("brought in $6,185.40", [("$6,185.40", 6185.4, "$", "money")]),
    ("brought in $10,000 (Canadian funds)", [("$10,000", 10000, "CAD", "money")]),
    ("The Ontario town raised $10,000.", [("$10,000", 10000, "CAD", "money")]),
    ("The Queensland town raised $10,000.", [("$10,000", 10000, "AUD", "money")]),
    ("ten thousand dollars", [("ten thousand dollars", 10000, "$", "money")]),
    ("500 Canadian dollars", [("500 Canadian dollars", 500, "CAD", "money")]),
    ("Rs 40 million", [("Rs 40 million", 40000000, "INR", "money")]),
    ("Rs. 40 million", [("Rs. 40 million", 40000000, "INR", "money")]),
    (
        "forty (40) of large boxes of the very old low grey wool blankets",
        [
            (
                "forty (40) of large boxes of the very old low grey wool blankets",
                40,
                "box",
                "very old low grey wool blankets",
            )
        ],
    ),
    ("RMB 5,000", [("RMB 5,000", 5000, "CNY", "money")]),
    ("31 thousand złotys", [("31 thousand złotys", 31000, "PLN", "money")]),
    ("sold 2,200 pounds of rice", [("2,200 pounds of rice", 2200, "lb", "rice")]),
    # nothing
    ("In 2019 they gave up.", []),
    ("On March 8 twelve students were sent home for 3 days.", []),
    ("They sent 20 students and received 5 delegates.", []),
    ("Three cities signed two agreements.", []),
    ("He took the bus.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_find_goods(text: str, expected: list[Row]) -> None:
    assert [(g.text, g.quantity, g.unit, g.item) for g in find_goods(text)] == expected


def test_whole_quantities_are_int() -> None:
    masks, sum_ = find_goods("They sent 1.5 million masks and $2.50.")
    assert isinstance(masks.quantity, int)
    assert isinstance(sum_.quantity, float)


def test_bulk_goods_need_a_word_of_giving_nearby() -> None:
    assert find_goods("The museum shows medical equipment.") == ()
    assert [g.text for g in find_goods("The town donated medical equipment.")] == ["medical equipment"]


def test_offsets_hold_among_marks_and_wide_characters() -> None:
    text = "\ufeff🎁 They sent 5,000\u00a0masks\r\nand 40 sets of thermal underwear\x00"
    found = find_goods(text)
    assert [g.text for g in found] == ["5,000\u00a0masks", "40 sets of thermal underwear"]
    assert all(text[g.start : g.end] == g.text for g in found)


VOCABULARY = (
    "50,000 two a the masks gowns boxes of kilos rice $ US$ € euros million sent donated ambulance fire "
    "engine school supplies from 2001 , . \n ( ) 40 or so some cheque for pounds students 1.5 hundred half"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text())
def test_any_text_gives_true_ordered_spans(text: str) -> None:
    found = find_goods(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for g in found:
        assert text[g.start : g.end] == g.text
        assert g.item
        assert g.quantity is None or g.quantity >= 0


@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_numbers_that_are_passed_over_count_nothing(text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(goods, "_COUNTED", re.compile(""))
        everywhere = find_goods(text)
    assert find_goods(text) == everywhere


@given(st.integers(1, 10**9))
def test_a_quantity_is_read_back(number: int) -> None:
    (found,) = find_goods(f"The city donated {number:,} masks.")
    assert found.quantity == number or 1900 <= number < 2100
