from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from twin_nlp.parse.date_lexicon import kind_of
from twin_nlp.parse.goods_terms import mark_of
from twin_nlp.parse.people_letters import letter_of
from twin_nlp.parse.quantities import TOKEN, longest_number
from twin_nlp.parse.tokens import tokenized

PIECES = [
    *(" ", "  ", "\n", "\t", "\u00a0", "\r\n", "\x85", "mayor", "City", "M", ".", ",", "'s", "’S", "d'Arc", "12", "18"),
    *("000", "1.4", "-strong", "€", "½", "٣", "e\u0301", "\u0301", "twenty", "-two", "‐", "a", "half", "dozen", "of"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text()


@given(TEXTS)
@example(" \t mayor \n 18 000 €  ")
def test_tokens_are_those_of_the_pattern_with_what_is_known_of_each(text: str) -> None:
    tokens = tokenized(text)
    wanted = list(TOKEN.finditer(text))
    assert tokens.words == [token[0] for token in wanted]
    assert tokens.ends == [token.end() for token in wanted]
    assert tokens.lowered == [token[0].lower() for token in wanted]
    assert tokens.classes == "".join(letter_of(token[0]) for token in wanted)
    assert tokens.marks == "".join(mark_of(token[0].lower()) for token in wanted)
    assert tokens.dates == "".join(kind_of(token[0]) for token in wanted)


@given(TEXTS)
def test_a_number_begins_only_with_a_token_marked_so(text: str) -> None:
    tokens = tokenized(text)
    for i, (word, mark) in enumerate(zip(tokens.lowered, tokens.marks, strict=True)):
        if word.isascii() and longest_number(tokens.lowered, i) is not None:
            assert mark in "naAh"


def test_many_blanks_are_passed_once() -> None:
    assert tokenized(" " * 300_000 + "end" + "\t" * 300_000).words == ["end"]
