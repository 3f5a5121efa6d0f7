from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from twin_nlp.artefacts import HEAD_NAMES, load_model, packaged_model, replace_card, save_model
from twin_nlp.errors import ModelError, OutputError
from twin_nlp.linear import Features, LinearModel
from twin_nlp.tagging import Thresholds
from twin_nlp.trees import Decision, TreeModel

ROWS: list[Features] = [{"a": 1.0}, {"b": 2.0}, {"a": 0.25, "b": -1.0}, {}]
HEADS: dict[str, Decision] = {
    name: LinearModel(("no", "yes"), ("a", "b"), np.array([[0.5, -0.5], [1.0, 0.25]]), np.array([0.0, n]), 1.5)
    for n, name in enumerate(HEAD_NAMES)
}
HEADS["link"] = TreeModel(
    ("no", "yes"),
    ("a", "b"),
    np.array([0, 0, 1, 0, 0], dtype=np.int32),
    np.array([1, 1, 3, 3, 4], dtype=np.int32),
    np.array([2, 1, 4, 3, 4], dtype=np.int32),
    np.array([0.5, 0.0, 1.0, 0.0, 0.0]),
    np.array([0.0, -1.0, 0.0, 0.5, 2.0]),
    np.array([[0]], dtype=np.int32),
    np.array([0.25]),
    2,
    0.8,
)
THRESHOLDS = Thresholds(0.5, 0.6, 0.4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_model(tmp_path / "m", "en-test", HEADS, THRESHOLDS, {"seed": 1}, "# Card\n")
    return tmp_path / "m"


def test_round_trip(folder: Path) -> None:
    model = load_model(folder)
    assert model.name == "en-test"
    assert model.thresholds == THRESHOLDS
    for name, head in HEADS.items():
        loaded = model.heads[name]
        assert (loaded.classes, loaded.names, loaded.temperature) == (head.classes, head.names, head.temperature)
        assert loaded.probabilities(ROWS).tolist() == head.probabilities(ROWS).tolist()


@pytest.mark.parametrize(("part", "value"), [("left", 9), ("right", -1), ("roots", 5), ("feature", 2)])
def test_trees_that_point_nowhere_are_refused(tmp_path: Path, part: str, value: int) -> None:
    link = HEADS["link"]
    assert isinstance(link, TreeModel)
    spoilt = replace(link)
    object.__setattr__(spoilt, part, np.full_like(getattr(link, part), value))
    save_model(tmp_path, "en-test", HEADS | {"link": spoilt}, THRESHOLDS, {}, "")
    with pytest.raises(ModelError, match="trees"):
        load_model(tmp_path)


def test_same_model_same_bytes(folder: Path, tmp_path: Path) -> None:
    save_model(tmp_path / "again", "en-test", HEADS, THRESHOLDS, {"seed": 1}, "# Card\n")
    for file in folder.iterdir():
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes(), file.name


def test_a_changed_file_is_refused(folder: Path) -> None:
    path = folder / "weights.npz"
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(ModelError, match=r"weights\.npz: does not match the manifest"):
        load_model(folder)


def test_a_pickle_is_never_run(folder: Path) -> None:
    import io

    buffer = io.BytesIO()
    arrays = dict.fromkeys((f"{h}.{part}" for h in HEAD_NAMES for part in ("weights", "intercept")), np.zeros(2))
    arrays["event.weights"] = np.array([{"an": "object"}], dtype=object)
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    (folder / "weights.npz").write_bytes(buffer.getvalue())
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["files"]["weights.npz"] = hashlib.sha256(buffer.getvalue()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ModelError, match="not a complete model"):
        load_model(folder)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: (f / "manifest.json").unlink(), r"expected a model folder with a manifest\.json"),
        (lambda f: (f / "manifest.json").write_text("{"), "not JSON"),
        (lambda f: (f / "manifest.json").write_text("[]"), "expected model format 4"),
        (lambda f: (f / "manifest.json").write_text('{"format": 9}'), "expected model format 4, found 9"),
        (lambda f: (f / "heads.json").unlink(), "can't be read"),
        (lambda f: (f / "manifest.json").write_text('{"format": 4, "files": {}}'), r"names no heads\.json"),
    ],
)
def test_a_spoilt_folder_is_refused(folder: Path, spoil: object, message: str) -> None:
    spoil(folder)  # type: ignore[operator]
    with pytest.raises(ModelError, match=message):
        load_model(folder)


def test_unwritable_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="can't be written"):
        save_model(tmp_path / "file" / "m", "en-test", HEADS, THRESHOLDS, {}, "")


def test_another_card_takes_its_place_in_the_manifest(folder: Path) -> None:
    replace_card(folder, "# Another card\n")
    assert (folder / "MODEL_CARD.md").read_text("utf-8") == "# Another card\n"
    assert load_model(folder).manifest["seed"] == 1
    save_model(folder.parent / "anew", "en-test", HEADS, THRESHOLDS, {"seed": 1}, "# Another card\n")
    for file in folder.iterdir():
        assert file.read_bytes() == (folder.parent / "anew" / file.name).read_bytes(), file.name
    (folder / "manifest.json").unlink()
    with pytest.raises(ModelError, match="expected a model folder"):
        replace_card(folder, "")


def test_the_shipped_model_is_whole() -> None:
    model = load_model(packaged_model())
    card = packaged_model() / "MODEL_CARD.md"
    assert f"# Model {model.name}" in card.read_text("utf-8")
    assert hashlib.sha256(card.read_bytes()).hexdigest() == model.manifest["files"][card.name]
