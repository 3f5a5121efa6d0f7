"""Imports go down only: the table of floors in docs/design.md, held."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "twin_nlp"

FLOORS = {
    "cli": 5, "web": 5, "spacy_component": 5, "__init__": 5,
    "label": 4, "frame": 4, "link": 4, "report": 4, "ties": 4, "train": 4, "evaluate": 4, "annotate": 4, "agreement": 4,
    "adjudicate": 4, "adopt": 4, "convert": 4,
    "pipeline": 3, "artefacts": 3,
    "gate": 2, "parse": 2, "assemble": 2, "tagging": 2, "explain": 2, "register": 2, "formats": 2, "store": 2,
    "engines": 2,
    "versions": 1, "records": 1, "pairs": 1, "explanations": 1, "labels": 1, "errors": 1, "edtf": 1, "linear": 1,
    "trees": 1, "kept": 1,
}  # fmt: skip
STAGES = ("gate", "parse", "assemble", "tagging", "explain", "register")
EDGES = ("formats", "store", "engines")
OPENS_FILES = {"artefacts", "formats", "store", "engines"}
# One stage may use the one before it in the way of the data, and the register finds names as parsing does;
# training is made of evaluation, and agreement and adjudication match events as evaluation does; what is adopted was
# adjudicated before, and copies are known as linking knows them. A format reads what the store writes, and the command
# starts the server.
ALLOWED = {("assemble", "parse"), ("tagging", "assemble"), ("explain", "assemble"), ("explain", "tagging"),
           ("register", "parse"),
           ("train", "evaluate"), ("agreement", "evaluate"), ("frame", "label"),
           ("adjudicate", "evaluate"), ("adopt", "adjudicate"), ("adopt", "evaluate"), ("adopt", "link"),
           ("artefacts", "tagging"), ("pipeline", "artefacts"), ("store", "formats"),
           ("cli", "web")}  # fmt: skip


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module]
            if node.module == "twin_nlp":
                names = [f"twin_nlp.{a.name}" for a in node.names]
        for name in names:
            parts = name.split(".")
            if (
                parts[0] == "twin_nlp"
                and len(parts) > 1
                and (PACKAGE / parts[1]).with_suffix(".py").exists() | (PACKAGE / parts[1]).is_dir()
            ):
                found.add(parts[1])
    return found


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_every_room_has_a_floor() -> None:
    rooms = {room(p) for p in modules()} - {"data"}
    assert rooms <= FLOORS.keys(), f"rooms without a floor: {sorted(rooms - FLOORS.keys())}"


def test_imports_go_down_only() -> None:
    offenders = []
    for path in modules():
        here = room(path)
        if here == "__init__":
            continue
        for there in imported_rooms(path) - {here}:
            if FLOORS[there] > FLOORS[here] or (FLOORS[there] == FLOORS[here] > 1 and (here, there) not in ALLOWED):
                offenders.append(f"{path.relative_to(PACKAGE)} ({here}, {FLOORS[here]}) imports {there}")
    assert not offenders, "\n".join(offenders)


def test_stages_and_edges_do_not_know_each_other() -> None:
    offenders = [
        f"{path.relative_to(PACKAGE)} imports {there}"
        for path in modules()
        for there in imported_rooms(path)
        if (room(path) in STAGES and there in EDGES) or (room(path) in EDGES and there in STAGES)
    ]
    assert not offenders, "\n".join(offenders)


def test_only_edges_open_files() -> None:
    offenders = []
    for path in modules():
        if room(path) in OPENS_FILES:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                f = node.func
                called = f.id if isinstance(f, ast.Name) else f.attr if isinstance(f, ast.Attribute) else ""
                if called in {"open", "read_text", "read_bytes", "write_text", "write_bytes"}:
                    offenders.append(f"{path.relative_to(PACKAGE)}:{node.lineno} calls {called}")
    assert not offenders, "\n".join(offenders)


def test_stages_print_nothing() -> None:
    offenders = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in modules()
        if room(path) in STAGES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not offenders


def test_modules_stay_small() -> None:
    long_ = {str(p.relative_to(PACKAGE)): n for p in modules() if (n := len(p.read_text("utf-8").splitlines())) > 450}
    assert not long_, long_
