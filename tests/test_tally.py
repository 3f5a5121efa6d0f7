"""Ids that come twice."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from twin_nlp.formats.rows import Document
from twin_nlp.label import tally
from twin_nlp.label.tally import Repeats


def _document(doc_id: str) -> Document:
    return Document("text", doc_id=doc_id, file="in.csv")


@settings(max_examples=20)  # each set takes 16 MiB
@given(before=st.lists(st.text(), unique=True, max_size=30), doc_id=st.text())
def test_an_id_is_known_again_after_what_was_remembered_is_read_back(before: list[str], doc_id: str) -> None:
    first, told = Repeats(lambda _: None), list[str]()
    for one in before:
        first.look_at(_document(one))
    second = Repeats(told.append)
    second.include(first.new())
    assert first.new() == ""
    second.look_at(_document(doc_id))
    assert bool(told) == (doc_id in before)


@settings(max_examples=20)
@given(st.lists(st.integers(1, 2**64 - 1) | st.integers(2**64 - 40, 2**64 - 1), max_size=60))
def test_a_set_of_ids_holds_what_it_was_given(numbers: list[int]) -> None:
    ids = tally._Ids()
    for count, number in enumerate(numbers):
        assert (number in ids) == (number in numbers[:count])
        ids.add(number)
        assert number in ids
    assert len(ids) == len(set(numbers))
