from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import twin_nlp
from twin_nlp.errors import ModelError
from twin_nlp.formats.corpus import AnnotatedDocument, read_corpus
from twin_nlp.gate import Gate, names_exchange, stems, stretches
from twin_nlp.linear import LinearModel
from twin_nlp.pipeline import TwinNLP

ROOT = Path(__file__).parent.parent


def weighing(weights: dict[str, float], start: float = 0.0) -> Gate:
    """A gate with these weights for "yes" against "no"."""
    table = np.array([[0.0, w] for w in weights.values()]).reshape(len(weights), 2)
    return Gate(LinearModel(("no", "yes"), tuple(weights), table, np.array([0.0, start])))


GATE = weighing({"pupils": 2.0, "billet": 1.0, "compan": -3.0}, start=-2.5)


@pytest.fixture(scope="module")
def nlp() -> TwinNLP:
    return twin_nlp.load()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Mito is a sister city of Anaheim.", True),
        ("TWINNING NEWS", True),
        ("The jumelage supper is on Friday.", True),
        ("Nine pupils and their teacher were billeted with families.", None),
        ("The mayor spoke. \udcff The mayor spoke again.", False),
        ("Oil fell to $40 a barrel.", False),
        ("", False),
        ("\x00\x01", False),
        ("🎉", False),
    ],
)
def test_terms_of_a_tie_and_of_an_exchange(text: str, named: bool | None) -> None:
    assert names_exchange(text) is named


def test_a_term_of_a_tie_passes_whatever_the_words_weigh() -> None:
    assert weighing({}, start=-9.0).passes("Our Sister City wrote.")


def test_a_text_without_a_known_pair_must_pass_more_surely() -> None:
    assert GATE.passes("Nine pupils were billeted.")
    assert not GATE.passes("Nine pupils were billeted.", paired=False)
    assert weighing({}, start=-9.0).passes("Our Sister City wrote.", paired=False)


def test_words_are_weighed_once_each_by_their_first_letters() -> None:
    assert GATE.log_odds("Pupils, PUPILS and billeting") == pytest.approx(0.5)
    assert GATE.log_odds("Companies") == pytest.approx(-5.5)
    assert GATE.passes("Nine pupils were billeted.")
    assert not GATE.passes("Nine pupils visited a company and were billeted.")


def test_a_text_passes_by_its_likeliest_stretch_and_not_by_its_length() -> None:
    other = "Rain fell on the hosts again. " * 40
    assert GATE.passes(other + "Nine pupils were billeted with families. " + other)
    assert not GATE.passes(other + "Nine pupils left. " + other + "One visitor was billeted. " + other)


@given(st.integers(0, 2000))
def test_stretches_hold_every_word(words: int) -> None:
    found = stretches(words)
    assert {w for a, b in found for w in range(a, min(b, words))} == set(range(words))
    assert len(found) <= words // 40 + 1


@given(st.text())
def test_takes_any_text(text: str) -> None:
    assert GATE.passes(text) in (True, False)
    assert all(0 < len(stem) <= 6 for stem in stems(text))


def test_refuses_a_model_of_another_kind() -> None:
    with pytest.raises(ModelError, match="expected a linear model of two classes"):
        Gate(LinearModel(("a", "b", "c"), (), np.zeros((0, 3)), np.zeros(3)))


@pytest.mark.parametrize("split", ["train", "dev"])
def test_keeps_the_corpus_documents_with_events(nlp: TwinNLP, split: str) -> None:
    documents: list[AnnotatedDocument] = read_corpus(ROOT / "corpus", ROOT / "annotations")
    with_events = [d for d in documents if d.events and d.split == split]
    lost = [d.document.id for d in with_events if not nlp.passes_gate(d.document.text)]
    assert len(lost) <= 0.01 * len(with_events), lost


def test_drops_other_news(nlp: TwinNLP) -> None:
    for text in (
        "Shares of the company rose again on Tuesday after its business abroad had grown faster than the market.",
        "Police in two towns are looking for a man who stole a bus from a school on Monday, an officer said.",
    ):
        assert not nlp.passes_gate(text)
