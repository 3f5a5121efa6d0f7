"""The pure parts of the learning curve."""

from __future__ import annotations

import runpy
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.evaluate import Prediction, figures_of
from twin_nlp.formats.corpus import AnnotatedDocument, AnnotatedEvent, CorpusDocument
from twin_nlp.labels import EVENT_TYPES, EventType
from twin_nlp.records import ExchangeEvent, Partner, Span

ROOT = Path(__file__).parent.parent
CURVE: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "learning_curve.py"))
Point, Interval = CURVE["Point"], CURVE["Interval"]
TEXT = "Annaka and Kimberley met."


def annotated(n: int, group: str, labels: list[tuple[EventType, bool]]) -> AnnotatedDocument:
    events = tuple(
        AnnotatedEvent(
            type=kind,
            government_involved=government,
            status="held",
            evidence=(Span(0, len(TEXT), TEXT),),
            partners=(Span(0, 6, "Annaka"), Span(11, 20, "Kimberley")),
            date=None,
            participants=(),
            goods=(),
            senders=(),
            receivers=(),
            tie=None,
            subtype=None,
        )
        for kind, government in labels
    )
    document = CorpusDocument(f"D{n}", None, "en", "wire", "us", "writer", TEXT)
    return AnnotatedDocument(document, events, "writer", "dev", group)


def found(kind: EventType, government: bool, partner: str) -> ExchangeEvent:
    return ExchangeEvent(
        type=kind,
        type_probabilities={t: float(t == kind) for t in EVENT_TYPES},
        government_involved=government,
        government_probability=float(government),
        status="held",
        status_probabilities={"held": 1.0, "planned": 0.0, "cancelled": 0.0},
        partners=(Partner(partner, 0, 6, None),),
        known_pairs=(),
        date=None,
        participants=(),
        goods=(),
        senders=(),
        receivers=(),
        tie=None,
        subtype=None,
        evidence=(Span(0, len(TEXT), TEXT),),
        confidence=1.0,
        needs_review=False,
        model="test",
    )


labelled = st.lists(st.tuples(st.sampled_from(EVENT_TYPES), st.booleans()), max_size=3)
predicted = st.lists(
    st.tuples(st.sampled_from(EVENT_TYPES), st.booleans(), st.sampled_from(["Annaka", "Kimberley", "Oshawa"])),
    max_size=3,
)
scored = st.lists(st.tuples(labelled, predicted), min_size=1, max_size=8)


def corpus_of(cases: list[tuple[Any, Any]]) -> tuple[list[AnnotatedDocument], list[Prediction]]:
    documents = [annotated(n, f"G{n}", gold) for n, (gold, _) in enumerate(cases)]
    return documents, [Prediction(f"D{n}", tuple(found(*e) for e in got)) for n, (_, got) in enumerate(cases)]


@given(scored)
def test_summed_counts_give_the_figures_of_the_evaluation(cases: list[tuple[Any, Any]]) -> None:
    documents, predictions = corpus_of(cases)
    wanted = figures_of(documents, predictions)
    summed = CURVE["figures"](CURVE["document_counts"](documents, predictions).sum(axis=0))
    of_name = {**wanted, "events F1": wanted["events"]["f1"]}
    assert summed == pytest.approx([of_name[name] for name in CURVE["FIGURES"]], abs=3e-4)


groups = st.lists(st.integers(0, 12), min_size=1, max_size=40)


@given(groups, st.integers(0, 5), st.floats(0, 1), st.floats(0, 1))
def test_samples_keep_groups_whole_and_are_nested(of_document: list[int], seed: int, a: float, b: float) -> None:
    documents = [annotated(n, f"G{group}", []) for n, group in enumerate(of_document)]
    small, large = (CURVE["sampled"](documents, share, seed) for share in sorted((a, b)))
    assert {d.document.id for d in small} <= {d.document.id for d in large}
    for part in (small, large):
        kept = {d.group for d in part}
        assert part == [d for d in documents if d.group in kept]
    assert small == CURVE["sampled"](documents, min(a, b), seed)
    assert CURVE["sampled"](documents, 1.0, seed) == documents


def test_samples_have_the_size_asked_for_and_differ_by_seed() -> None:
    documents = [annotated(n, f"G{n:03}", []) for n in range(100)]
    samples = [[d.document.id for d in CURVE["sampled"](documents, 0.2, seed)] for seed in range(3)]
    assert [len(s) for s in samples] == [20, 20, 20]
    assert samples[0] != samples[1] != samples[2] != samples[0]


def test_an_interval_holds_the_figure_and_narrows_with_more_documents() -> None:
    cases = [([("youth", True)], [("youth", True, "Annaka")] if n % 3 else []) for n in range(60)]
    counts = CURVE["document_counts"](*corpus_of(cases))
    one = CURVE["intervals"](counts)[1]
    assert one.low < one.value < one.high
    assert one.value == pytest.approx(0.8, abs=1e-4)
    # Recall r = 40/60 has a standard error of .061, and F1 = 2r/(1 + r): the interval is about .17 wide.
    assert one.high - one.low == pytest.approx(0.17, abs=0.03)
    many = CURVE["intervals"](np.tile(counts, (9, 1)))[1]
    assert many.high - many.low == pytest.approx((one.high - one.low) / 3, rel=0.15)
    assert CURVE["intervals"](counts)[1] == one


def points(offset: float = 0.0) -> list[Any]:
    return [
        Point(
            share, seed, int(900 * share), 100, tuple(Interval(v + offset, v - 0.05, v + 0.1) for _ in range(5)), "ab"
        )
        for share, seed, v in ((0.1, 0, 0.5), (0.1, 1, 0.6), (1.0, 0, 0.8))
    ]


def test_the_plot_is_a_labelled_svg_of_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name, offset in (("a", 0.0), ("b", 0.0), ("other", 0.02)):
        CURVE["plot"](points(offset), tmp_path / name)
    drawn = (tmp_path / "a").read_bytes()
    assert drawn == (tmp_path / "b").read_bytes() != (tmp_path / "other").read_bytes()
    texts = {(e.text or "").strip() for e in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")}
    assert {"documents trained on", "95 % interval", *CURVE["FIGURES"]} <= texts
    assert b"dc:date" not in drawn


def test_points_are_read_back_and_a_broken_line_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "curve.csv"
    CURVE["write_points"](path, points()[::-1])
    assert [CURVE["csv_row"](p) for p in CURVE["read_points"](path)] == [CURVE["csv_row"](p) for p in points()]
    path.write_text(path.read_text() + "0.2,0,18", "utf-8")
    assert len(CURVE["read_points"](path)) == 3
    path.write_text("share,seed\n0.1,0\n", "utf-8")
    assert CURVE["read_points"](path) == []
    assert CURVE["read_points"](tmp_path / "none.csv") == []


def test_a_point_rests_on_labels_and_code_but_not_on_the_order_of_documents() -> None:
    one, two = annotated(1, "A", [("youth", True)]), annotated(2, "B", [])
    inputs = CURVE["inputs_hash"]
    same = inputs([one, two], [], [], "code")
    assert inputs([two, one], [], [], "code") == same
    relabelled = annotated(1, "A", [("youth", False)])
    others = [inputs([relabelled, two], [], [], "code"), inputs([one], [two], [], "code")]
    others += [inputs([one, two], [], [], "changed"), inputs([one, replace(two, group="A")], [], [], "code")]
    assert same not in others
    assert len(set(others)) == 4


def test_the_block_averages_the_samplings_of_a_share() -> None:
    first, second = CURVE["figures_block"](points()).splitlines()[2:]
    assert first.startswith("| 10% | 2 | 90 | 0.550 (0.500 to 0.650) |")
    assert second.startswith("| 100% | 1 | 900 | 0.800 (0.750 to 0.900) |")


def test_the_page_shows_the_figures_of_the_csv() -> None:
    page = CURVE["PAGE"].read_text("utf-8")
    assert "<!-- begin figures -->" in page
    assert page == CURVE["with_figures"](page, CURVE["read_points"](CURVE["CSV"]))
