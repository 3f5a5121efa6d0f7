from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.formats.corpus import read_corpus
from twin_nlp.gate import passes

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "text",
    [
        "Mito is a sister city of Anaheim.",
        "TWINNING NEWS",
        "The jumelage supper is on Friday.",
        "Nine pupils and their teacher were billeted with families.",
        "The mayor flew out with a delegation.",
    ],
)
def test_lets_through(text: str) -> None:
    assert passes(text)


@pytest.mark.parametrize("text", ["", "Oil fell to $40 a barrel.", "Rain is expected in the north.", "\x00\x01", "🎉"])
def test_drops(text: str) -> None:
    assert not passes(text)


@given(st.text())
def test_takes_any_text(text: str) -> None:
    assert passes(text) in (True, False)


def test_keeps_the_corpus_documents_with_events() -> None:
    with_events = [d for d in read_corpus(ROOT / "corpus", ROOT / "annotations") if d.events and d.split != "test"]
    lost = [d.document.id for d in with_events if not passes(d.document.text)]
    assert len(lost) <= 0.01 * len(with_events), lost
