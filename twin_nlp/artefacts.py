"""Find, verify, load and save a model folder.

A model is arrays (``weights.npz``, never a pickle), the names that belong to them (``heads.json``) and a
``manifest.json`` that holds the sha256 of every file. Nothing in it can run code.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from twin_nlp.errors import ModelError, OutputError
from twin_nlp.linear import LinearModel
from twin_nlp.tagging import Thresholds
from twin_nlp.trees import Decision, TreeModel

FORMAT = 4
_NODES = ("feature", "left", "right", "threshold", "value")
_SUMS = ("roots", "baseline")
WEIGHTS, HEADS, MANIFEST, CARD = "weights.npz", "heads.json", "manifest.json", "MODEL_CARD.md"
HELD_OUT = "held_out.json"
HEAD_NAMES = (
    "gate",
    "evidence",
    "second reading",
    "document",
    "link",
    "partner",
    "date",
    "participant",
    "sender",
    "mutual",
    "event",
    "type",
    "government",
    "status",
    "subtype",
)


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded model: its name, its heads, its thresholds and its manifest."""

    name: str
    heads: Mapping[str, Decision]
    thresholds: Thresholds
    manifest: Mapping[str, Any]


def packaged_model() -> Path:
    """The folder of the model that came with the package (in a wheel), or the checkout's ``models``."""
    package = Path(__file__).resolve().parent
    inside = package / "models"
    return inside if inside.is_dir() else package.parent / "models"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _json_lines(data: Mapping[str, Any]) -> bytes:
    """An object with a line for each of its keys."""
    lines = (f"{json.dumps(key)}: {json.dumps(value)}" for key, value in sorted(data.items()))
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _arrays(model: Decision) -> dict[str, Any]:
    """The numbers of a decision under the names of its parts."""
    if isinstance(model, LinearModel):
        return {"weights": model.weights.astype(np.float32), "intercept": model.intercept}
    return {part: getattr(model, part) for part in (*_NODES, *_SUMS)}


def _decision(about: Mapping[str, Any], part: Callable[[str], Any]) -> Decision:
    """A decision from what ``heads.json`` says of it and its arrays."""
    classes, names = tuple(about["classes"]), tuple(about["features"])
    temperature = float(about["temperature"])
    if about["kind"] == "linear":
        return LinearModel(classes, names, part("weights"), part("intercept").astype(np.float64), temperature)
    nodes = {name: part(name) for name in (*_NODES, *_SUMS)}
    n = len(nodes["feature"])
    children = np.concatenate([nodes[side].ravel() for side in ("left", "right", "roots")])
    if any(len(nodes[name]) != n for name in _NODES) or not ((children >= 0) & (children < n)).all():
        raise ValueError("nodes of trees that are not there")
    if not ((nodes["feature"] >= 0) & (nodes["feature"] < max(1, len(names)))).all():
        raise ValueError("features of trees that have no name")
    return TreeModel(classes, names, **nodes, depth=int(about["depth"]), temperature=temperature)


def save_model(
    folder: Path,
    name: str,
    heads: Mapping[str, Decision],
    thresholds: Thresholds,
    about: Mapping[str, Any],
    card: str,
    held_out: Mapping[str, Any] | None = None,
) -> None:
    """Write a model folder; the same model gives the same bytes.

    Parameters
    ----------
    folder : Path
        Made where it is missing; files of the same names are replaced.
    name : str
        The model's name, which every event carries.
    heads : mapping of str to LinearModel
        All of :data:`HEAD_NAMES`.
    thresholds : Thresholds
    about : mapping
        JSON-ready facts for the manifest: seed, library versions, figures.
    card : str
        The model card, Markdown.
    held_out : mapping, optional
        What :func:`read_held_out` gives; JSON-ready.

    Raises
    ------
    OutputError
        When the folder can't be written.
    """
    arrays: dict[str, Any] = {}
    names: dict[str, Any] = {}
    for head, model in sorted(heads.items()):
        arrays |= {f"{head}.{part}": array for part, array in _arrays(model).items()}
        names[head] = {
            "kind": "trees" if isinstance(model, TreeModel) else "linear",
            "classes": list(model.classes),
            "temperature": model.temperature,
            "features": list(model.names),
        }
        if isinstance(model, TreeModel):
            names[head]["depth"] = model.depth
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    files = {WEIGHTS: buffer.getvalue(), HEADS: _json(names), CARD: card.encode()}
    if held_out is not None:
        files[HELD_OUT] = _json_lines(held_out)
    manifest = {
        **about,
        "format": FORMAT,
        "model": name,
        "thresholds": dataclasses.asdict(thresholds),
        "files": {file: _sha256(data) for file, data in sorted(files.items())},
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        (folder / MANIFEST).write_bytes(_json(manifest))
    except OSError as error:
        raise OutputError(f"{folder}: the model can't be written: {error.strerror}") from error


def _verified(folder: Path, manifest: Mapping[str, Any], file: str) -> bytes:
    expected = manifest["files"].get(file)
    if expected is None:
        raise ModelError(f"{folder / MANIFEST}: names no {file}; the folder is no complete model")
    try:
        data = (folder / file).read_bytes()
    except OSError as error:
        raise ModelError(f"{folder / file}: named in the manifest but can't be read: {error.strerror}") from error
    if _sha256(data) != expected:
        raise ModelError(
            f"{folder / file}: does not match the manifest (expected sha256 {expected[:12]}..., found "
            f"{_sha256(data)[:12]}...); get the model again or train it anew"
        )
    return data


def read_held_out(folder: Path) -> dict[str, dict[str, Any]]:
    """What models that were not fitted on a training text say of it, by id; :mod:`twin_nlp.train.held_out` tells what.

    Raises
    ------
    ModelError
        When the folder has no such file, or it doesn't match the manifest.
    """
    manifest = recorded(folder)
    if manifest is None or HELD_OUT not in manifest.get("files", {}):
        raise ModelError(f"{folder}: expected a model with a {HELD_OUT}, found none; train it anew with twin-nlp train")
    found: dict[str, dict[str, Any]] = json.loads(_verified(folder, manifest, HELD_OUT))
    return found


def recorded(folder: Path) -> Mapping[str, Any] | None:
    """What the manifest in a folder says, of whatever format and unverified; None where there is none to read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) else None


def fingerprint(folder: Path) -> str:
    """The sha256 of a manifest, which holds that of every other file of the model.

    Raises
    ------
    ModelError
        When there is no manifest to be read.
    """
    return _sha256(_manifest(folder))


def _manifest(folder: Path) -> bytes:
    try:
        return (folder / MANIFEST).read_bytes()
    except OSError:
        raise ModelError(f"{folder}: expected a model folder with a {MANIFEST}, found none") from None


def replace_card(folder: Path, card: str) -> None:
    """Put another model card into a model folder and its sha256 into the manifest.

    Raises
    ------
    ModelError
        When there is no manifest to be read.
    OutputError
        When the folder can't be written.
    """
    manifest = recorded(folder)
    if manifest is None:
        raise ModelError(f"{folder}: expected a model folder with a {MANIFEST}, found none")
    files = {**manifest["files"], CARD: _sha256(card.encode())}
    try:
        (folder / CARD).write_bytes(card.encode())
        (folder / MANIFEST).write_bytes(_json({**manifest, "files": files}))
    except OSError as error:
        raise OutputError(f"{folder}: the model card can't be written: {error.strerror}") from error


def load_model(folder: Path) -> Model:
    """Read and verify a model folder.

    Raises
    ------
    ModelError
        When the folder is missing or incomplete, of another format, or a file doesn't match the manifest.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(_manifest(folder))
    except ValueError as error:
        raise ModelError(f"{path}: not JSON: {error}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else type(manifest).__name__
        raise ModelError(f"{path}: expected model format {FORMAT}, found {found!r}")
    try:
        names = json.loads(_verified(folder, manifest, HEADS))
        arrays = np.load(io.BytesIO(_verified(folder, manifest, WEIGHTS)), allow_pickle=False)
        heads = {
            head: _decision(names[head], lambda part, head=head: arrays[f"{head}.{part}"])  # type: ignore[misc]
            for head in HEAD_NAMES
        }
        thresholds = Thresholds(**{name: float(value) for name, value in manifest["thresholds"].items()})
        return Model(str(manifest["model"]), heads, thresholds, manifest)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{folder}: not a complete model: {error!r}") from error
