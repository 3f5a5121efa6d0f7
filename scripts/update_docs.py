"""Rewrite what the documentation copies from the program: demo, help texts, an explanation, floors, the card.

    .venv/bin/python scripts/update_docs.py

Such a block stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``. The model card is written from
``models/manifest.json`` (no training is needed), the agreement of the annotators, the comparison with other systems
in ``benchmarks/QUALITY.md`` and the looks at the test split in ``docs/model/test``; its pictures are drawn from the
manifest. ``tests/test_docs.py`` fails where any of this and the program differ; running this mends it.
"""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console

from twin_nlp.agreement import measure
from twin_nlp.artefacts import CARD, recorded, replace_card
from twin_nlp.evaluate.clusters import grids
from twin_nlp.evaluate.drawings import drawings
from twin_nlp.formats.annotated_csv import COLUMNS
from twin_nlp.formats.drawings import write_drawings
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.formats.grid import markdown, print_grid
from twin_nlp.formats.marks import CHOICES, SPAN_LABELS
from twin_nlp.formats.rounds import read_round
from twin_nlp.formats.table import TerminalTable
from twin_nlp.labels import EVENT_TYPES
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.report.crosswalk import FIELDS, FINER, field_of
from twin_nlp.ties import grid, ties
from twin_nlp.train.card import Additions, Aim, Look, model_card

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    "README.md",
    "docs/label.md",
    "docs/link.md",
    "docs/train.md",
    "docs/evaluate.md",
    "docs/annotate.md",
    "docs/adjudicate.md",
    "docs/adopt.md",
    "docs/agreement.md",
    "docs/convert.md",
    "docs/ties.md",
    "docs/report.md",
    "docs/crosswalks.md",
    "docs/design.md",
    "corpus/README.md",
)
ROUND = "2026-11"
SAMPLE = "twin_nlp/data/sample.jsonl"
FLOOR_NAMES = {5: "faces", 4: "use cases", 3: "pipeline", 2: "stages and edges", 1: "ground"}
_DEMO_WIDTH = 100
_PLACE = "Burnaby"
_DEMO_DOCUMENTS = 3
_LINKED_REPORTS = 8
_EXPLAINED = ("sample-06", "sample-11")
_PEERS = re.compile(r"<!-- begin peers -->\n.*?<!-- end peers -->", re.DOTALL)
_BLOCK = re.compile(r"(<!-- begin ([a-z -]+) -->\n).*?(<!-- end \2 -->)", re.DOTALL)


def twin_nlp_command(*arguments: str) -> tuple[str, str]:
    """What ``twin-nlp`` with these arguments writes to standard output and to standard error.

    Raises
    ------
    subprocess.CalledProcessError
        When it fails.
    """
    ran = subprocess.run(
        [sys.executable, "-c", "from twin_nlp.cli import main; main()", *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return ran.stdout, ran.stderr


def fenced(text: str) -> str:
    """``text`` as a Markdown block, without spaces at line ends."""
    return "```\n" + "\n".join(line.rstrip() for line in text.rstrip().split("\n")) + "\n```\n"


def demo() -> str:
    """The first events of ``make demo`` as a terminal shows them, and its last line."""
    found, told = twin_nlp_command("label", SAMPLE)
    screen = io.StringIO()
    table = TerminalTable(Console(file=screen, width=_DEMO_WIDTH, color_system=None))
    rows = [json.loads(line) for line in found.splitlines()]
    for number, (_, events) in enumerate(groupby(rows, key=lambda row: row["doc_id"])):
        if number < _DEMO_DOCUMENTS:
            table.write(list(events))
    return fenced("$ make demo\n" + screen.getvalue() + "...\n" + told)


def explained() -> str:
    """What ``label --explain`` tells of two documents of the sample, one without events."""
    told = twin_nlp_command("label", "--explain", SAMPLE)[0]
    documents = re.split(r"^(?=sample-\d\d, published )", told, flags=re.MULTILINE)
    shown = [text for text in documents if text.startswith(_EXPLAINED)]
    return fenced("$ twin-nlp label --explain sample.jsonl\n" + "".join(shown))


def linked_example() -> str:
    """One scene of the linked reports labelled and linked: the crosswalk, and why two reports are one event."""
    with tempfile.TemporaryDirectory() as folder:
        reports, events, out = (Path(folder) / name for name in ("reports.jsonl", "events.jsonl", "linked.jsonl"))
        lines = (ROOT / "corpus" / "linked" / "L01.jsonl").read_text(encoding="utf-8").splitlines()
        scene = {json.loads(line)["id"]: json.loads(line) for line in lines[:_LINKED_REPORTS]}
        reports.write_text("".join(json.dumps(report) + "\n" for report in scene.values()), encoding="utf-8")
        twin_nlp_command("label", str(reports), "-o", str(events), "--source-column", "source")
        told = twin_nlp_command("link", str(events), "-o", str(out))[1]
        crosswalk = out.with_name(out.name + ".crosswalk.csv").read_text(encoding="utf-8")
        rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    why = next(row["why"] for row in rows if row["reports"] > 1)[-1]
    commands = (
        "twin-nlp label reports.jsonl -o events.jsonl --source-column source",
        "twin-nlp link events.jsonl -o linked.jsonl",
    )
    shown = "".join(f"$ {command}\n" for command in commands) + told + "$ cat linked.jsonl.crosswalk.csv\n" + crosswalk
    return fenced(shown) + "\n" + "The last merge of the first event with several reports, from `why`:\n\n" + _json(why)


def _json(data: Any) -> str:
    return "```json\n" + json.dumps(data, ensure_ascii=False, indent=1) + "\n```\n"


def links() -> str:
    """The figures of linking that were recorded, looks at test in order of time."""
    shown = []
    for path in sorted((ROOT / "docs" / "model" / "links").glob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        when = path.stem.partition("-")[2]
        title = f"{found['what'][:1].upper()}{found['what'][1:]}{f', {when}' if when else ''}"
        counts = f"{found['reports']} reports of {found['events']} events in {found['scenes']} scenes, {found['model']}"
        tables = (replace(grid, title=f"{title}: {grid.title} ({counts})") for grid in grids(found["figures"]))
        shown += [markdown(table) for table in tables]
    return "\n\n".join(shown) + "\n"


def floors() -> dict[str, int]:
    """The floor of each room, read from the test that holds the imports to it."""
    source = (ROOT / "tests" / "test_floors.py").read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "FLOORS" for t in node.targets):
            return dict(ast.literal_eval(node.value))
    raise LookupError("tests/test_floors.py: expected an assignment to FLOORS, found none")


def floors_table(of_room: dict[str, int]) -> str:
    """The floors from the top down as a Markdown table."""
    lines = ["| floor | name | rooms |", "|---|---|---|"]
    for floor in sorted(set(of_room.values()), reverse=True):
        rooms = ", ".join(f"`{room}`" for room, at in of_room.items() if at == floor)
        lines.append(f"| {floor} | {FLOOR_NAMES[floor]} | {rooms} |")
    return "\n".join(lines) + "\n"


def ties_of_a_place() -> str:
    """What ``ties`` shows of a place on a terminal."""
    found = ties(_PLACE, Gazetteer.from_tables(read_gazetteer()))
    screen = io.StringIO()
    print_grid(grid(found.rows), Console(file=screen, width=_DEMO_WIDTH, color_system=None))
    return fenced(f"$ twin-nlp ties {_PLACE}\n{screen.getvalue()}")


def crosswalk() -> str:
    """The fields of other registers by type and subtype, as a Markdown table."""
    lines = ["| type | subtype | GAOK | CLAIR |", "|---|---|---|---|"]
    finer = {key for scheme in FINER.values() for key in scheme}
    for type_ in EVENT_TYPES:
        for subtype in (*sorted(s for t, s in finer if t == type_), None):
            fields = (field_of(scheme, type_, subtype) for scheme in FIELDS)
            lines.append(f"| {type_} | {subtype or ''} | {' | '.join(fields)} |")
    return "\n".join(lines) + "\n"


def agreement() -> str:
    """What ``agreement`` tells of the round, as Markdown."""
    return twin_nlp_command("agreement", ROUND)[0].replace("\n\n\n", "\n\n")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words) + "\n"


BLOCKS: Mapping[str, Callable[[], str]] = {
    "ties of a place": ties_of_a_place,
    "crosswalk": crosswalk,
    "demo": demo,
    "linked": linked_example,
    "links": links,
    "explained": explained,
    "floors": lambda: floors_table(floors()),
    "agreement": agreement,
    "span labels": lambda: _listed(SPAN_LABELS),
    "choices": lambda: _listed(CHOICES),
    "csv columns": lambda: _listed(COLUMNS),
}


def block(name: str) -> str:
    """The current text of the block ``name``."""
    if name in BLOCKS:
        return BLOCKS[name]()
    command, _, what = name.partition(" ")
    if what == "help":
        return fenced(twin_nlp_command(command, "--help")[0])
    raise LookupError(f"no such block: {name}")


def second_annotator() -> dict[str, Aim]:
    """How well a second annotator labels, by the figure of the model that comes nearest to it."""
    agreed = measure(read_round(ROOT / "annotations" / "rounds" / ROUND, ROOT / "corpus"))
    by_name: dict[str, float | None] = {
        "main type accuracy": next(a.observed.value for a in agreed.of_documents if a.label == "main type"),
        "type accuracy": next(a.observed.value for a in agreed.of_events if a.label == "type"),
    }
    named = {"events": "events", "partners": "partners", "participants": "participants", "date start": "dates"}
    by_name |= {f"{named[span.what]} F1": span.f1.value for span in agreed.spans if span.what in named}
    return {name: Aim(value, "second annotator") for name, value in by_name.items() if value is not None}


def peers() -> str | None:
    """The comparison with other systems as benchmarks/QUALITY.md has it, with its markers; None without one."""
    page = ROOT / "benchmarks" / "QUALITY.md"
    found = _PEERS.search(page.read_text(encoding="utf-8")) if page.exists() else None
    return found.group() if found else None


def looks() -> list[Look]:
    """What ``make evaluate-test`` recorded, oldest first; the file's name is the time."""
    found = []
    for path in sorted((ROOT / "docs" / "model" / "test").glob("*.json")):
        figures = json.loads(path.read_text(encoding="utf-8"))
        if figures["split"] != "test":
            raise LookupError(f"{path}: expected figures of the test split, found those of {figures['split']}")
        found.append(Look(path.stem, figures))
    return found


def manifest() -> Mapping[str, Any]:
    """The manifest of ``models/``."""
    found = recorded(ROOT / "models")
    if found is None:
        raise LookupError("models/manifest.json: expected the manifest of a model, found none; run make train")
    return found


def drawn_from(figures: Mapping[str, Any]) -> str:
    """What the pictures of a card say that they were drawn from: a hash of its figures."""
    return "figures " + hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()[:16]


def is_current(found: Mapping[str, Any]) -> bool:
    """Whether a manifest has all figures that the card tells."""
    return "gate" in found["figures"].get("cross-validated", {})


def card(found: Mapping[str, Any]) -> str:
    """The model card of ``models/``."""
    return model_card(found, Additions(docs="../docs", peers=peers(), looks=looks(), aims=second_annotator()))


def update_model() -> None:
    """Write the model card of ``models/`` anew, and its pictures where their figures have changed."""
    found = manifest()
    if not is_current(found):
        print("models/manifest.json lacks figures that the card tells: run make train")
        return
    figures = found["figures"]
    description = drawn_from(figures)
    pictures = ROOT / "docs" / "model"
    calibrations = {name: figures[name]["calibration"] for name in ("dev", "cross-validated")}
    for name, drawing in drawings(figures["dev"], calibrations).items():
        path = pictures / f"{name}.svg"
        if not path.exists() or description not in path.read_text(encoding="utf-8"):
            write_drawings(pictures, {name: drawing}, description, ("svg",))
            print(f"updated docs/model/{name}.svg")
    text = card(found)
    if text != (ROOT / "models" / CARD).read_text(encoding="utf-8"):
        replace_card(ROOT / "models", text)
        print(f"updated models/{CARD}")


def block_names(text: str) -> list[str]:
    """The names of the blocks in a page, in order."""
    return [m.group(2) for m in _BLOCK.finditer(text)]


def updated(text: str) -> str:
    """A page with every block as it is now."""
    return _BLOCK.sub(lambda m: m.group(1) + block(m.group(2)) + m.group(3), text)


def main() -> int:
    """Rewrite the pages, the model card and its pictures, and name those that changed."""
    update_model()
    for page in PAGES:
        path = ROOT / page
        before = path.read_text(encoding="utf-8")
        after = updated(before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"updated {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
