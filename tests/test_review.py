from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.train.review import LEAST_COVERAGE, HeldOutEvent, cross_validated, review_threshold


def event(confidence: float, right: bool) -> HeldOutEvent:
    return HeldOutEvent(confidence, min(1.0, confidence + 0.05), right, 0.9, True)


def test_the_threshold_leaves_out_the_wrong_ones_as_far_as_coverage_allows() -> None:
    # Twenty events; the three least sure are wrong, and leaving them out keeps 85 per cent.
    events = [event(0.04 + n / 21, n >= 3) for n in range(20)]
    threshold = review_threshold(events)
    assert events[2].confidence < threshold <= events[3].confidence
    # Ten of them wrong: no more than a fifth goes to review.
    events = [event(0.04 + n / 21, n >= 10) for n in range(20)]
    threshold = review_threshold(events)
    assert sum(e.confidence >= threshold for e in events) == 16


def test_where_nothing_is_gained_nothing_is_reviewed() -> None:
    assert review_threshold([event(0.1 * n, True) for n in range(1, 10)]) == 0
    assert review_threshold([]) == 0
    # The unsure ones are right and the sure ones wrong.
    assert review_threshold([event(0.1 * n, n < 9) for n in range(1, 10)]) == 0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_no_threshold_with_enough_coverage_does_better(cases: list[tuple[float, bool]]) -> None:
    events = [event(c, right) for c, right in cases]
    chosen = review_threshold(events)

    def accuracy(threshold: float) -> float:
        kept = [e.type_right for e in events if e.confidence >= threshold]
        return float(np.mean(kept)) if len(kept) >= LEAST_COVERAGE * len(events) else -1.0

    assert accuracy(chosen) == pytest.approx(max(accuracy(float(t)) for t in np.arange(0, 1, 0.01).round(2)))
    assert accuracy(chosen) >= accuracy(0.0)


def test_figures_of_held_out_events() -> None:
    figures = cross_validated([event(0.2, False), *(event(0.9, True) for _ in range(3))], 0.5)
    assert (figures["events"], figures["type accuracy"]) == (4, 0.75)
    assert (figures["type accuracy without review"], figures["coverage without review"]) == (1, 0.75)
    assert figures["calibration"]["government"]["share right"] == 1
    nothing = cross_validated([], 0.5)
    assert (nothing["events"], nothing["type accuracy"], nothing["calibration"]["type"]) == (0, None, None)
