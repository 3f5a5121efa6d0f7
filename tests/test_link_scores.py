"""How linking is scored."""

from __future__ import annotations

import math

import pytest

from twin_nlp.evaluate.clusters import MEASURES, Mention, figures, grids, intervals, tally, told


def scored(*mentions: Mention) -> dict[str, float]:
    return dict(zip(MEASURES, figures(tally(mentions).sum(axis=0)).tolist(), strict=True))


def test_figures_of_a_worked_example() -> None:
    # Real events {a, b, c} and {d}; put together as {a, b}, {c, d}.
    found = scored(*(Mention("s", true, put) for true, put in (("1", "x"), ("1", "x"), ("1", "y"), ("2", "y"))))
    assert found["pairwise precision"] == pytest.approx(1 / 2)
    assert found["pairwise recall"] == pytest.approx(1 / 3)
    assert found["pairwise F1"] == pytest.approx(2 / 5)
    assert found["B-cubed precision"] == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)
    assert found["B-cubed recall"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)


def test_what_was_missed_or_made_up_counts_against() -> None:
    right = [Mention("s", "1", "x"), Mention("s", "1", "x")]
    assert set(scored(*right).values()) == {1.0}
    missed = scored(*right, Mention("s", "1", None))
    assert missed["pairwise precision"] == 1
    assert missed["pairwise recall"] == pytest.approx(1 / 3)
    assert missed["B-cubed recall"] == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    made_up = scored(*right, Mention("s", None, "x"), Mention("s", None, "y"))
    assert made_up["pairwise precision"] == pytest.approx(1 / 3)
    assert made_up["B-cubed precision"] == pytest.approx((2 / 3 + 2 / 3 + 0 + 0) / 4)
    assert made_up["B-cubed recall"] == 1


def test_nothing_put_together_has_no_precision() -> None:
    found = scored(Mention("s", "1", "x"), Mention("s", "1", "y"))
    assert math.isnan(found["pairwise precision"])
    assert (found["pairwise F1"], found["B-cubed precision"], found["B-cubed recall"]) == (0, 1, 0.5)


def test_a_pair_across_scenes_counts_half_in_each() -> None:
    counts = tally([Mention("s", "1", "x"), Mention("t", "2", "x")])
    assert counts[:, 1].tolist() == [1, 1]
    assert figures(counts.sum(axis=0))[0] == 0


def test_intervals_are_over_scenes_and_shown_in_a_table() -> None:
    good = [Mention(f"s{n}", str(n), str(n)) for n in range(5) for _ in range(2)]
    bad = [Mention(f"t{n}", f"b{n}", f"{n} {m}") for n in range(5) for m in range(2)]
    found = intervals(tally(good + bad))
    recall = found["pairwise recall"]
    assert recall.value == 0.5
    assert 0 < recall.low < 0.5 < recall.high < 1
    (table,) = grids({"annotated": {"twin-nlp link": told(good + bad), "none": told(bad)}})
    assert table.header[1:] == MEASURES
    assert table.rows[1][1] == "-"
    assert table.rows[0][:3] == ("twin-nlp link", "1.00 [1.00, 1.00]", f"0.50 [{recall.low:.2f}, {recall.high:.2f}]")
