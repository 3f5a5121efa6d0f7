"""The pure parts of the learning curve."""

from __future__ import annotations

import runpy
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import Any

from evaluated import annotated, annotated_event
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.formats.corpus import AnnotatedDocument
from twin_nlp.labels import EventType

ROOT = Path(__file__).parent.parent
CURVE: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "learning_curve.py"))
Point, Interval = CURVE["Point"], CURVE["Interval"]


def grouped(n: int, group: str, labels: list[tuple[EventType, bool]]) -> AnnotatedDocument:
    return annotated(f"D{n}", [annotated_event(*label) for label in labels], group=group)


groups = st.lists(st.integers(0, 12), min_size=1, max_size=40)


@given(groups, st.integers(0, 5), st.floats(0, 1), st.floats(0, 1))
def test_samples_keep_groups_whole_and_are_nested(of_document: list[int], seed: int, a: float, b: float) -> None:
    documents = [grouped(n, f"G{group}", []) for n, group in enumerate(of_document)]
    small, large = (CURVE["sampled"](documents, share, seed) for share in sorted((a, b)))
    assert {d.document.id for d in small} <= {d.document.id for d in large}
    for part in (small, large):
        kept = {d.group for d in part}
        assert part == [d for d in documents if d.group in kept]
    assert small == CURVE["sampled"](documents, min(a, b), seed)
    assert CURVE["sampled"](documents, 1.0, seed) == documents


def test_samples_have_the_size_asked_for_and_differ_by_seed() -> None:
    documents = [grouped(n, f"G{n:03}", []) for n in range(100)]
    samples = [[d.document.id for d in CURVE["sampled"](documents, 0.2, seed)] for seed in range(3)]
    assert [len(s) for s in samples] == [20, 20, 20]
    assert samples[0] != samples[1] != samples[2] != samples[0]


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
    one, two = grouped(1, "A", [("youth", True)]), grouped(2, "B", [])
    inputs = CURVE["inputs_hash"]
    same = inputs([one, two], [], [], "code")
    assert inputs([two, one], [], [], "code") == same
    relabelled = grouped(1, "A", [("youth", False)])
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
