"""Rewrite what the documentation copies from the program: the demo, the help texts, the table of floors.
The model card takes its table of other classifiers from ``benchmarks/QUALITY.md``.

    .venv/bin/python scripts/update_docs.py

Such a block stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``. ``tests/test_docs.py`` fails
where a block and the program differ; running this mends it.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import subprocess
import sys
from itertools import groupby
from pathlib import Path

from rich.console import Console

from twin_nlp.artefacts import CARD, replace_card
from twin_nlp.formats.table import TerminalTable

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    "README.md",
    "docs/label.md",
    "docs/train.md",
    "docs/evaluate.md",
    "docs/agreement.md",
    "docs/design.md",
    "corpus/README.md",
)
MODEL = ROOT / "models"
QUALITY = "benchmarks/QUALITY.md"
ROUND = "2026-11"
SAMPLE = "twin_nlp/data/sample.jsonl"
FLOOR_NAMES = {5: "faces", 4: "use cases", 3: "pipeline", 2: "stages and edges", 1: "ground"}
_DEMO_WIDTH = 100
_DEMO_DOCUMENTS = 3
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


def quality() -> str:
    """The table of ``make bench-quality``, from the page that it writes."""
    (found,) = (m.group() for m in _BLOCK.finditer((ROOT / QUALITY).read_text(encoding="utf-8")))
    return "".join(found.splitlines(keepends=True)[1:-1])


def block(name: str) -> str:
    """The current text of the block ``name``."""
    if name == "demo":
        return demo()
    if name == "floors":
        return floors_table(floors())
    if name == "agreement":
        return twin_nlp_command("agreement", ROUND)[0].replace("\n\n\n", "\n\n")
    if name == "quality":
        return quality()
    command, _, what = name.partition(" ")
    if what == "help":
        return fenced(twin_nlp_command(command, "--help")[0])
    raise LookupError(f"no such block: {name}")


def block_names(text: str) -> list[str]:
    """The names of the blocks in a page, in order."""
    return [m.group(2) for m in _BLOCK.finditer(text)]


def updated(text: str) -> str:
    """A page with every block as it is now."""
    return _BLOCK.sub(lambda m: m.group(1) + block(m.group(2)) + m.group(3), text)


def main() -> int:
    """Rewrite the pages and name those that changed."""
    for page in PAGES:
        path = ROOT / page
        before = path.read_text(encoding="utf-8")
        after = updated(before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"updated {page}")
    card = (MODEL / CARD).read_text(encoding="utf-8")
    if updated(card) != card:
        replace_card(MODEL, updated(card))
        print(f"updated {MODEL.name}/{CARD}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
