"""What is kept is what the function gives, of no more strings than an archive may take."""

from __future__ import annotations

import pytest

from twin_nlp import kept
from twin_nlp.kept import Kept


def test_what_is_known_is_not_worked_out_again() -> None:
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    lengths = Kept(length)
    assert [lengths[word] for word in ("mayor", "of", "mayor", "of")] == [5, 2, 5, 2]
    assert asked == ["mayor", "of"]


def test_neither_long_strings_nor_too_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    lengths = Kept(len)
    words = ["a" * (kept.LONGEST + 1), "a", "bb", "ccc"]
    assert [lengths[word] for word in words] == list(map(len, words))
    assert lengths.keys() == {"a", "bb"}
