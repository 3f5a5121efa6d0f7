from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console
from test_label import CANDIDATE, CHOICE, EVENT

from twin_nlp.explanations import Cue, ExplainedEvent, Explanation
from twin_nlp.formats.explained import ExplanationText

LOST = replace(CANDIDATE, probability=0.1987, sentences=CANDIDATE.sentences * 2)
UNPLACED = replace(CANDIDATE, partners=(), probability=None, why=None)


def explained_text(explanation: Explanation, width: int = 80, doc_id: str = "d1", terminal: bool = False) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=terminal)
    ExplanationText(console).write([{"doc_id": doc_id, "published": "2020-08-14", **explanation.to_dict()}])
    return file.getvalue()


def test_an_explained_event_tells_fields_sentences_and_reasons() -> None:
    event = ExplainedEvent(EVENT, CANDIDATE, CHOICE, CHOICE, CHOICE, "confidence 0.88")
    shown = explained_text(Explanation("events", (event,), (LOST,)), width=120)
    for expected in (
        "d1, published 2020-08-14: 1 event",
        "Event 1: donation, Changsha; Annapolis; Xyzville",
        "donation 0.93, next cultural 0.02",
        "review          no: confidence 0.88",
        "“Xyzville” (not in the gazetteer)",
        "known pairs     Annapolis - Changsha",
        "“in August”: 2020-08",
        "“four officials” (official, 4)",
        "Changsha sends or travels, Annapolis receives or hosts",
        "0.97    “Changsha sent 40,000 masks”",
        "giving and sending: “sent”",
        "Why type donation and not cultural",
        "+1.50   goods are named: “40,000 masks”",
        "+2.84   7 weaker reasons together",
        "-0.50   where the model starts",
        "+3.84   in all: “donation” is 46 times as likely as “cultural”",
        "no event: 0.1987, 0.20 needed",
    ):
        assert expected in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("width", [40, 80, 120])
def test_explanations_fit_the_screen(width: int) -> None:
    event = ExplainedEvent(EVENT, CANDIDATE, CHOICE, CHOICE, CHOICE, "confidence 0.88")
    shown = explained_text(Explanation("events", (event,), (LOST,) * 9), width)
    assert max(map(len, shown.splitlines())) <= width
    assert "and 4 more" in shown


@pytest.mark.parametrize(
    ("explanation", "expected"),
    [
        (Explanation("gate"), "The gate dropped it"),
        (Explanation("no sentence"), "The text holds no sentence."),
        (Explanation("no sentence", likeliest=CANDIDATE.sentences[0]), "(0.45 needed)"),
        (Explanation("no event", left_out=(LOST,)), "The likeliest candidate is no event: 0.1987, 0.20 needed."),
        (Explanation("no event", left_out=(replace(LOST, tied=False),)), "more is needed where neither"),
        (Explanation("no event", left_out=(UNPLACED,)), "for want of partner places: none found"),
        (Explanation("no event", left_out=(replace(LOST, listed=True),)), "mean of all events that the sentence lists"),
    ],
)
def test_a_document_without_events_says_why(explanation: Explanation, expected: str) -> None:
    shown = explained_text(explanation, 200)
    assert shown.startswith("d1, published 2020-08-14: no event\n")
    assert expected in shown


def test_explanations_cannot_steer_the_terminal() -> None:
    bad = replace(CANDIDATE.sentences[0], text="a\x1b[2Jb\u202ec\ud800", cues=(Cue("giving", ("\x07sent",)),))
    shown = explained_text(Explanation("no sentence", likeliest=bad), doc_id="\x1b]0;x", terminal=True)
    assert "“a [2Jb c”" in shown
    assert not any(mark in shown for mark in ("\x1b[2J", "\x1b]", "\x07", "\u202e", "\ud800"))


def test_long_sentences_are_shortened() -> None:
    long_ = replace(CANDIDATE.sentences[0], text="word " * 200)
    shown = " ".join(explained_text(Explanation("no sentence", likeliest=long_)).split())
    assert 40 < shown.count("word") < 60
    assert "…”" in shown
