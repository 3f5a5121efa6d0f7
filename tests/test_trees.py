from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from twin_nlp.linear import Features, LinearModel
from twin_nlp.train import fitting
from twin_nlp.train.fitting import fit_trees, with_temperature
from twin_nlp.trees import Columns, Table, TreeModel, dense, joined


def rows_and_labels(classes: int) -> tuple[list[Features], list[str]]:
    random = np.random.default_rng(7)
    x = random.normal(size=(400, 4)).round(2)
    kind = (x[:, 0] * x[:, 1] > 0).astype(int) + (classes > 2) * (x[:, 2] > 0.7)
    rows: list[Features] = [{f"f{i}": float(v) for i, v in enumerate(row) if i != 3 or v > 0} for row in x]
    return rows, ["abc"[k] for k in kind]


@pytest.mark.parametrize("classes", [2, 3])
def test_trees_say_what_the_fitted_ones_say(classes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    fitted: list[HistGradientBoostingClassifier] = []

    class Kept(HistGradientBoostingClassifier):  # type: ignore[misc]
        def fit(self, *arguments: object, **options: object) -> object:
            fitted.append(self)
            return super().fit(*arguments, **options)

    monkeypatch.setattr(fitting, "HistGradientBoostingClassifier", Kept)
    rows, labels = rows_and_labels(classes)
    model = fit_trees(rows, labels, "abc"[:classes], seed=1)
    assert isinstance(model, TreeModel)
    expected = fitted[0].predict_proba(dense(rows, {n: i for i, n in enumerate(model.names)}).T)
    assert model.probabilities(rows) == pytest.approx(expected, abs=1e-9)
    right = np.mean([model.classes[k] == label for k, label in zip(expected.argmax(axis=1), labels, strict=True)])
    assert right > 0.9  # a linear model can't tell these classes apart


def test_the_same_rows_and_seed_give_the_same_trees() -> None:
    rows, labels = rows_and_labels(2)
    a, b = fit_trees(rows, labels, "ab", seed=3), fit_trees(rows, labels, "ab", seed=3)
    assert isinstance(a, TreeModel)
    assert isinstance(b, TreeModel)
    assert a.value.tolist() == b.value.tolist()
    assert a.threshold.tolist() == b.threshold.tolist()


def test_a_class_without_rows_is_never_likely() -> None:
    rows, labels = rows_and_labels(2)
    model = fit_trees(rows, labels, "abc", seed=1)
    assert isinstance(model, LinearModel)
    assert model.probabilities(rows)[:, 2].max() < 1e-4


@pytest.mark.parametrize("classes", [2, 3])
def test_contributions_add_up_to_the_log_odds(classes: int) -> None:
    rows, labels = rows_and_labels(classes)
    model = fit_trees(rows, labels, "abc"[:classes], seed=1)
    assert isinstance(model, TreeModel)
    model = with_temperature(model, 1.3)
    for row in [*rows[:20], {}, {"stranger": 5.0}]:
        logs = np.log(model.probabilities([row])[0])
        for output, against in permutations(model.classes, 2):
            start, added = model.contributions(row, output, against)
            expected = logs["abc".index(output)] - logs["abc".index(against)]
            assert start + sum(added.values()) == pytest.approx(expected)
            assert added.keys() <= set(model.names)


def test_a_feature_that_decides_nothing_contributes_little() -> None:
    rows, labels = rows_and_labels(2)
    model = fit_trees(rows, labels, "ab", seed=1)
    size = dict.fromkeys(model.names, 0.0)
    for row in rows:
        for name, value in model.contributions(row, "b", "a")[1].items():
            size[name] += abs(value)
    assert min(size["f0"], size["f1"]) > 2 * max(size["f2"], size["f3"])


def test_features_that_no_tree_knows_change_nothing() -> None:
    rows, labels = rows_and_labels(2)
    model = fit_trees(rows, labels, "ab", seed=1)
    more: list[Features] = [{**row, "stranger": 5.0} for row in rows]
    assert model.positive(more).tolist() == model.positive(rows).tolist()
    assert model.positive([]).shape == (0,)


def test_tables_are_scored_as_their_rows_would_be() -> None:
    rows, labels = rows_and_labels(3)
    model = fit_trees(rows, labels, "abc", seed=1)
    names = ("f2", "stranger", "f0")
    columns = np.array([[row["f2"], 5.0, row["f0"]] for row in rows])
    rest = [{name: value for name, value in row.items() if name not in names} for row in rows]
    parts = [Table(Columns(names, np.transpose), columns[a:b], rest[a:b]) for a, b in ((0, 0), (0, 150), (150, 400))]
    table = joined(parts)
    assert isinstance(table, Table)
    assert len(table) == 400
    named: list[Features] = [
        {n: v for n, v in {**row, "stranger": 5.0}.items() if v or n in ("f1", "f3")} for row in rows
    ]
    assert list(table) == named
    assert model.scores(table).tolist() == model.scores(rows).tolist()
    assert list(joined([parts[1], named[150:]])) == named


def test_trees_of_every_shape_lead_to_the_leaf_that_a_walk_finds() -> None:
    # Of three leaves, the second first; of one; of two.
    model = TreeModel(
        ("no", "yes"),
        ("a", "b"),
        np.array([0, 1, 0, 0, 0, 0, 1, 0, 0], dtype=np.int32),
        np.array([1, 4, 2, 3, 4, 5, 7, 7, 8], dtype=np.int32),
        np.array([2, 3, 2, 3, 4, 5, 8, 7, 8], dtype=np.int32),
        np.array([0.5, 1.5, 0.0, 0.0, 0.0, 0.0, 1.5, 0.0, 0.0]),
        np.array([0.0, 0.0, 3.0, 2.0, 1.0, 10.0, 0.0, 100.0, 200.0]),
        np.array([[0], [5], [6]], dtype=np.int32),
        np.array([0.0]),
        2,
    )
    rows: list[Features] = [{}, {"b": 2.0}, {"a": 0.5}, {"a": 1.0}, {"a": 1.0, "b": 2.0}]
    scores = model.scores(rows)
    assert (scores[:, 1] - scores[:, 0]).tolist() == [111.0, 212.0, 111.0, 113.0, 213.0]


def test_trees_of_too_many_leaves_are_refused() -> None:
    leaves = 17
    nodes = 2 * leaves - 1
    own = np.arange(nodes, dtype=np.int32)
    inner = own % 2 == 0
    inner[-1] = False
    chain = np.where(inner, own + 1, own).astype(np.int32), np.where(inner, own + 2, own).astype(np.int32)
    zeros = np.zeros(nodes)
    with pytest.raises(ValueError, match="trees of 17 leaves"):
        TreeModel(("no", "yes"), ("a",), zeros.astype(np.int32), *chain, zeros, zeros, own[:1, None], zeros[:1], leaves)
