from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_corpus import write_tiny_corpus
from typer.testing import CliRunner

from twin_nlp.artefacts import load_model, read_held_out
from twin_nlp.cli import app
from twin_nlp.formats.corpus import read_corpus
from twin_nlp.linear import LinearModel
from twin_nlp.train import Fitted, Trained, train
from twin_nlp.train.card import model_card
from twin_nlp.train.fitting import fit, temperature
from twin_nlp.train.review import LEAST_COVERAGE

ROOT = Path(__file__).parent.parent


def test_fit_learns_and_keeps_the_order_of_classes() -> None:
    rows = [{"gift": 1.0, "both": 1.0}, {"trip": 1.0, "both": 1.0}] * 20
    model = fit(rows, ["donation", "youth"] * 20, ("youth", "cultural", "donation"), c=10.0)
    assert model.names == ("both", "gift", "trip")
    assert model.probabilities([{"gift": 1.0}])[0].argmax() == 2
    assert model.probabilities([{"trip": 1.0}])[0].argmax() == 0
    assert model.probabilities([{"trip": 1.0}])[0, 1] < 1e-3


def test_rare_features_are_left_out() -> None:
    model = fit([{"once": 1.0}, {"often": 1.0}, {"often": 1.0}], ["no", "yes", "yes"], ("no", "yes"), c=1.0)
    assert model.names == ("often",)


def test_rarity_spares_rare_features_and_is_folded_into_the_weights() -> None:
    rows = [{"often": 1.0, "rare": 1.0}] * 3 + [{"often": 1.0}] * 30 + [{"other": 1.0}] * 33
    labels = ["yes"] * 33 + ["no"] * 33
    plain, spared = (fit(rows, labels, ("no", "yes"), c=0.1, rarity=rarity) for rarity in (0.0, 1.5))

    def lead(model: LinearModel) -> float:
        return float(model.contributions({"rare": 1.0}, "yes", "no")[1]["rare"])

    assert lead(spared) > 2 * lead(plain) > 0


def test_temperature_cools_what_is_too_sure() -> None:
    scores = np.array([[4.0, 0.0]] * 10)
    labels = ["no"] * 7 + ["yes"] * 3
    found = temperature(scores, labels, ("no", "yes"))
    assert 1 / (1 + np.exp(-4 / found)) == pytest.approx(0.7, abs=0.01)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("small")
    write_tiny_corpus(root)
    return root


@pytest.fixture(scope="module")
def one(small: Path) -> Path:
    """A model trained on the small corpus."""
    out = small / "one"
    trained = train(small / "corpus", small / "annotations", out)
    assert trained == Trained(out, None)
    return out


def test_training_twice_gives_the_same_bytes(small: Path, one: Path, tmp_path: Path) -> None:
    corpus, annotations = small / "corpus", small / "annotations"
    # Another process orders its sets in another way, which sums of floats and so the fits must not show.
    options = ("--corpus", str(corpus), "--annotations", str(annotations), "--out", str(tmp_path / "two"))
    subprocess.run(
        [sys.executable, "-c", "from twin_nlp.cli import main; main()", "train", *options],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        check=True,
        capture_output=True,
    )
    files = sorted(p.name for p in one.iterdir())
    assert files == ["MODEL_CARD.md", "heads.json", "held_out.json", "manifest.json", "weights.npz"]
    for name in files:
        assert (one / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    known = {d.document.id: d for d in read_corpus(corpus, annotations) if d.split == "train"}
    said = read_held_out(one)
    assert said.keys() == known.keys()
    for doc_id, document in known.items():
        assert sum(said[doc_id]["type"]) == pytest.approx(1, abs=0.001)
        assert (said[doc_id]["government"] is None) == (not document.events), doc_id
    model = load_model(one)
    assert model.manifest["figures"]["dev"]["documents"] > 0
    held_out = model.manifest["figures"]["cross-validated"]
    assert held_out["events"] > 0
    assert held_out["calibration"]["type"]["events"] == held_out["events"]
    # The threshold was chosen with the heads of other folds than these.
    assert held_out["coverage without review"] >= LEAST_COVERAGE - 0.1
    assert model_card(model.manifest) == (one / "MODEL_CARD.md").read_text("utf-8")


# In place of a model that stands there


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


@pytest.fixture
def standing(small: Path, one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Options of a training that ends with the small model, into a folder where the packaged one stands."""
    model = load_model(one)
    figures = model.manifest["figures"]["cross-validated"]
    fitted = Fitted(dict(model.heads), model.thresholds, figures, read_held_out(one))
    monkeypatch.setattr("twin_nlp.train.fit_models", lambda *_: fitted)
    shutil.copytree(ROOT / "models", tmp_path / "models")
    folders = {"corpus": small / "corpus", "annotations": small / "annotations", "out": tmp_path / "models"}
    return ["train", *(word for name, folder in folders.items() for word in (f"--{name}", str(folder)))]


def test_a_worse_model_goes_beside_the_one_that_stands_there(standing: list[str], one: Path, tmp_path: Path) -> None:
    before = bytes_of(tmp_path / "models")
    done = CliRunner().invoke(app, standing)
    assert done.exit_code == 1
    assert "Documents whose answer changed" in done.stdout
    assert "| events F1 * " in done.stdout
    refused = tmp_path / "models.refused"
    told = done.stderr.splitlines()[-1]
    assert told.startswith(f"twin-nlp: error: the new model is worse, so {tmp_path / 'models'} stays as it is: ")
    assert f"The new one is in {refused}; to take it in spite of this, copy its files into" in told
    assert bytes_of(tmp_path / "models") == before
    assert bytes_of(refused)["weights.npz"] == (one / "weights.npz").read_bytes()
    for path in refused.iterdir():
        shutil.copy(path, tmp_path / "models")
    assert load_model(tmp_path / "models").manifest["before"]["documents"] > 100


def test_a_worse_model_is_taken_when_told_to(standing: list[str], one: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, [*standing, "--even-if-worse"])
    assert done.exit_code == 0
    *_, worse, where = done.stderr.splitlines()
    assert "was taken in spite of this: " in worse
    assert where == f"twin-nlp: the new model is in {tmp_path / 'models'}"
    assert bytes_of(tmp_path / "models")["weights.npz"] == (one / "weights.npz").read_bytes()
    assert not (tmp_path / "models.refused").exists()


def test_the_same_model_replaces_itself(standing: list[str], one: Path, tmp_path: Path) -> None:
    shutil.copytree(one, tmp_path / "models", dirs_exist_ok=True)
    done = CliRunner().invoke(app, standing)
    assert (done.exit_code, "whose answer changed" in done.stdout) == (0, False)
    assert load_model(tmp_path / "models").manifest["before"]["documents"] < 100


def test_a_model_that_cannot_be_read_is_told_and_replaced(standing: list[str], tmp_path: Path) -> None:
    (tmp_path / "models/manifest.json").write_text('{"format": 1}', "utf-8")
    done = CliRunner().invoke(app, standing)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "the model that stands there can't be compared: " in done.stderr
    assert "expected model format" in done.stderr
    assert load_model(tmp_path / "models").manifest["before"] is None


def test_training_without_dev_documents_ends_before_it_fits(standing: list[str], small: Path, tmp_path: Path) -> None:
    shutil.copytree(small / "annotations", tmp_path / "annotations")
    splits = tmp_path / "annotations/splits.csv"
    splits.write_text(splits.read_text("utf-8").replace(",dev", ",train"), "utf-8")
    done = CliRunner().invoke(app, [*standing, "--annotations", str(tmp_path / "annotations")])
    assert done.exit_code == 1
    assert "the split dev holds no documents" in done.stderr
    assert "Traceback" not in done.output
