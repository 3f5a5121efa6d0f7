from __future__ import annotations

import math

import numpy as np
import pytest

from twin_nlp.linear import JointModel, LinearModel, NameIndex, bag, softmax

MODEL = LinearModel(
    ("no", "yes"), ("gift", "mask"), np.array([[0.0, 1.0], [-1.0, 1.0]]), np.array([0.5, 0.0]), temperature=2.0
)


def test_scores_and_probabilities() -> None:
    rows = [{"mask": 2.0, "unknown": 9.0}, {}]
    assert MODEL.scores(rows).tolist() == [[-1.5, 2.0], [0.5, 0.0]]
    assert MODEL.positive(rows)[0] == pytest.approx(1 / (1 + math.exp(-3.5 / 2)))
    assert MODEL.probabilities([]).shape == (0, 2)


def test_rows_of_which_nothing_is_known() -> None:
    rows = [{}, {"mask": 2.0}, {"unknown": 9.0}, {"gift": 1.0}, {}]
    assert MODEL.scores(rows).tolist() == [[0.5, 0.0], [-1.5, 2.0], [0.5, 0.0], [0.5, 1.0], [0.5, 0.0]]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 1000, 5000])
def test_names_are_found_where_they_stand(size: int) -> None:
    names = [f"name {n}" for n in range(size)]
    which, at = NameIndex(names).find(["none", *names[::-1], "neither"])
    assert which.tolist() == list(range(1, size + 1))
    assert at.tolist() == list(range(size))[::-1]


def test_models_that_are_asked_together_say_what_each_says() -> None:
    other = LinearModel(("a", "b", "c"), ("dance", "mask"), np.arange(6.0).reshape(2, 3) ** 2, np.ones(3), 0.5)
    rows = [{"mask": 2.0, "dance": 0.5}, {"gift": 1.0}, {}, {"unknown": 1.0}]
    joint = JointModel([MODEL, other])
    assert joint.probabilities(rows) == pytest.approx(np.hstack((MODEL.probabilities(rows), other.probabilities(rows))))
    assert joint.probabilities([]).shape == (0, 5)


def test_softmax_of_large_scores() -> None:
    assert softmax(np.array([[1e4, 0.0]])).tolist() == [[1.0, 0.0]]


def test_contributions_add_up_to_the_log_odds() -> None:
    row = {"gift": 3.0, "mask": 1.0, "unknown": 9.0}
    start, added = MODEL.contributions(row, "yes", "no")
    assert (start, added) == (-0.25, {"gift": 1.5, "mask": 1.0})
    no, yes = MODEL.probabilities([row])[0]
    assert start + sum(added.values()) == pytest.approx(math.log(yes / no))
    back, turned = MODEL.contributions(row, "no", "yes")
    assert (back, turned) == (-start, {name: -value for name, value in added.items()})


def test_bag_has_the_length_asked_for() -> None:
    row = bag(["a", "b", "a", "c", "d"], 0.5)
    assert set(row) == {"a", "b", "c", "d"}
    assert math.sqrt(sum(v * v for v in row.values())) == pytest.approx(0.5)
    assert bag([]) == {}
