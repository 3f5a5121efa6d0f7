"""Models are asked by many works at once, and each gets the answers to what it asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import pytest

from twin_nlp.assemble.asking import Asking, answered
from twin_nlp.linear import Array, Features, LinearModel


class Counted(LinearModel):
    """A model that keeps how many rows it was asked about each time."""

    times: ClassVar[list[int]] = []

    def scores(self, rows: Sequence[Features]) -> Array:
        self.times.append(len(rows))
        return super().scores(rows)


@pytest.fixture
def models() -> dict[str, LinearModel]:
    Counted.times = []
    weights = np.array([[-1.0, 1.0]])
    return {name: Counted(("no", "yes"), (name,), weights, np.zeros(2)) for name in ("early", "late")}


def work(rows: int, rounds: int) -> Asking[list[list[float]]]:
    found = []
    for n in range(rounds):
        found.append((yield "early", [{"early": float(rows + n)}] * rows)[:, 1].tolist())
    found.append((yield "late", [{"late": float(rows)}])[:, 1].tolist())
    return found


def test_what_many_ask_of_a_model_is_put_to_it_together(models: dict[str, LinearModel]) -> None:
    together = answered([work(1, 1), work(2, 3), work(3, 2)], models)
    assert Counted.times == [6, 5, 2, 3]
    assert together == [answered([one], models)[0] for one in (work(1, 1), work(2, 3), work(3, 2))]
    assert [[len(answer) for answer in found] for found in together] == [[1, 1], [2, 2, 2, 1], [3, 3, 1]]


def test_work_that_asks_nothing(models: dict[str, LinearModel]) -> None:
    def silent() -> Asking[str]:
        return "done"
        yield "early", []

    assert answered([silent(), silent()], models) == ["done", "done"]
    assert answered([], models) == []
