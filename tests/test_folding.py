from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.parse.folding import fold, matching_text, name_key

ANY_TEXT = st.text(alphabet=st.characters(codec=None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("QUÉBEC", "quebec"),
        ("Que\u0301bec", "quebec"),
        ("Huai’an", "huai'an"),
        ("Łuków", "lukow"),
        ("Belœil", "beloeil"),
        ("Gießen", "giessen"),
        ("İzmir", "izmir"),
        ("Diyarbakır", "diyarbakir"),
        ("Fontenay‑sous–Bois", "fontenay-sous-bois"),
        ("St.\u00a0Thomas", "st. thomas"),
        ("Hajdúböszörmény", "hajduboszormeny"),
        ("Vĩnh Yên", "vinh yen"),
        ("Co\u00adlogne\u200b", "cologne"),
        ("Ｔｏｋｙｏ", "tokyo"),
        ("“Burnaby”…", '"burnaby""'),
        ("上海 ab", "上海 ab"),
    ],
)
def test_folds(text: str, expected: str) -> None:
    assert fold(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "word", "original"),
    [
        ("Que\u0301bec and Łuków", "lukow", "Łuków"),
        ("Que\u0301bec and Łuków", "quebec", "Que\u0301bec"),
        ("🎉 Straße to Belœil, twice", "beloeil", "Belœil"),
        ("\ufeffBelœil", "beloeil", "Belœil"),
        ("Gie\u00dfen: Sanjo\u0304 city", "sanjo", "Sanjo\u0304"),
        ("a\u0301e\u0301 İzmir", "izmir", "İzmir"),
    ],
)
def test_offsets_lead_back(text: str, word: str, original: str) -> None:
    folded, offsets = fold(text)
    at = folded.index(word)
    start, end = offsets.span(at, at + len(word))
    assert text[start:end] == original


@given(ANY_TEXT)
def test_every_folded_position_lies_in_the_text_and_they_never_go_back(text: str) -> None:
    folded, offsets = fold(text)
    positions = [offsets.position(i) for i in range(len(folded))]
    assert positions == sorted(positions)
    assert all(0 <= p < len(text) for p in positions)
    for i in range(len(folded)):
        start, end = offsets.span(i, i + 1)
        assert 0 <= start < end <= len(text)


@given(st.text(st.sampled_from("aßÆ\u0301\u00ad😀 ’—Ö"), max_size=30))
def test_the_aligned_original_has_each_character_where_its_folded_one_stands(text: str) -> None:
    folded_text, offsets = fold(text)
    aligned = offsets.aligned()
    assert [aligned[i] for i in range(len(folded_text))] == [text[offsets.position(i)] for i in range(len(folded_text))]


@given(st.text(alphabet="🎉e\u0301ßœŁé \u200bx", max_size=30), st.sampled_from(["Paris", "PARIS"]))
def test_marks_and_emoji_before_a_name_do_not_shift_it(before: str, name: str) -> None:
    text = f"{before} {name} {before}"
    folded, offsets = fold(text)
    at = folded.index("paris")
    assert offsets.span(at, at + 5) == (len(before) + 1, len(before) + 6)


@given(ANY_TEXT)
def test_folding_leaves_no_accents_capitals_or_surrogates_and_matching_text_keeps_positions(
    text: str,
) -> None:
    folded, _ = fold(text)
    assert not any("A" <= c <= "Z" or unicodedata.category(c) in ("Mn", "Cs") for c in folded)
    folded.encode()
    assert len(matching_text(folded)) == len(folded)


def test_ascii_takes_the_identity() -> None:
    folded, offsets = fold("Burnaby, B.C.")
    assert folded == "burnaby, b.c."
    assert offsets.folded == ()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("St. Thomas", "st thomas"),
        ("Huai’an", "huai'an"),
        ("Saint-Louis", "saint louis"),
        ("'s-Hertogenbosch", "s hertogenbosch"),
        ("  Krynica-Zdrój ", "krynica zdroj"),
    ],
)
def test_name_keys(name: str, key: str) -> None:
    assert name_key(name) == key
