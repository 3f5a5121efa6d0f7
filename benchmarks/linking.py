"""How time and memory of linking and reporting grow with the number of events, written as a page.

    python -m benchmarks.linking [NUMBER...]

The events are made up by a seed: a third as many real ones as reports, of pairs of places some of which are far
busier than others, over twenty years, told by one to five sources in words of their own. Each number is linked and
reported by the commands, each in a process of its own.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.commands import run
from benchmarks.quality import machine
from twin_nlp.edtf import interval
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.formats.link_model_file import read_link_model
from twin_nlp.labels import EVENT_TYPES, STATUSES
from twin_nlp.pairs import Pair
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.register import shipped_pairs

_SEED = 2026
_NUMBERS = (1_000, 10_000, 100_000)
_REPORTS_PER_PAIR = 30
_FIRST_DAY = dt.date(2000, 1, 1)
_DAYS = 20 * 365
_WORDS, _SHARED_WORDS = 60, 12
PAGE = Path(__file__).resolve().parent / "LINKING.md"
_PAGE = """\
# Linking and reporting

Written by `make bench-links` on {date}; don't edit it.

| events | as JSON Lines | linked events | link, seconds | link, memory | report, seconds | report, memory | page |
|---:|---:|---:|---:|---:|---:|---:|---:|
{table}

`twin-nlp link`, then `twin-nlp report --years 2000-2019` over the whole shipped register with all tables, plots and
the page. Seconds are processor time on one thread, which other work on the machine hardly changes; memory is the
highest. The events are made up: {per_pair} reports to a pair of the register on average, over twenty years,
some pairs far busier than others.

- Machine: {machine}.
- Versions: {versions}.
"""


def reports(number: int) -> Iterator[dict[str, Any]]:
    """So many reports as rows of ``label``."""
    draw = random.Random(_SEED)
    ties = shipped_pairs(Gazetteer.from_tables(read_gazetteer()))
    vocabulary = sorted(read_link_model()["idf"])
    pairs = draw.sample(ties, max(1, number // _REPORTS_PER_PAIR))
    weights = [1 / (rank + 10) for rank in range(len(pairs))]
    made = 0
    while made < number:
        pair = draw.choices(pairs, weights)[0]
        day = _FIRST_DAY + dt.timedelta(draw.randrange(_DAYS))
        kind = draw.choice(EVENT_TYPES)
        shared = draw.sample(vocabulary, _SHARED_WORDS)
        for _ in range(min(number - made, draw.choice((1, 1, 2, 3, 5)))):
            made += 1
            yield _report(draw, f"document-{made}", pair, day, kind, [*shared, *draw.sample(vocabulary, _WORDS)])


def _report(draw: random.Random, doc_id: str, pair: Pair, day: dt.date, kind: str, words: list[str]) -> dict[str, Any]:
    draw.shuffle(words)
    text = " ".join(words).capitalize() + "."
    edtf = draw.choice((day.isoformat(), day.isoformat(), day.isoformat()[:7], None))
    earliest, latest = interval(edtf) if edtf else (None, None)
    date = {"text": "", "start": 0, "end": 0, "edtf": edtf, "earliest": earliest, "latest": latest} if edtf else None
    likely = 0.9
    rest = (1 - likely) / (len(EVENT_TYPES) - 1)
    return {
        "doc_id": doc_id,
        "published": (day + dt.timedelta(draw.choice((1, 3, 10, 60)))).isoformat(),
        "type": kind,
        "type_probabilities": {name: likely if name == kind else rest for name in EVENT_TYPES},
        "government_involved": True,
        "government_probability": 0.8,
        "status": "held",
        "status_probabilities": {name: float(name == "held") for name in STATUSES},
        "partners": [
            {"name": side.name, "start": 0, "end": 1, "place": side.place.to_dict() if side.place else None}
            for side in (pair.one, pair.two)
        ],
        "known_pairs": [],
        "date": date,
        "participants": [{"text": "students", "start": 0, "end": 1, "role": "student", "count": draw.randrange(5, 30)}],
        "goods": [],
        "senders": [pair.one.name],
        "receivers": [pair.two.name],
        "tie": None,
        "subtype": None,
        "evidence": [{"start": 0, "end": len(text), "text": text}],
        "confidence": 0.8,
        "needs_review": False,
        "model": "made up",
    }


def _measured(number: int, folder: Path) -> tuple[str, ...]:
    """Link and report so many made-up events; gives a row of the table."""
    source, out, told = folder / "events.jsonl", folder / "linked.jsonl", folder / "report"
    with source.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in reports(number))
    size = source.stat().st_size / 1e6
    linking = run("link", str(source), "-o", str(out))
    with out.open(encoding="utf-8") as file:
        linked = sum(1 for _ in file)
    counting = run("report", str(out), "--years", "2000-2019", "-o", str(told))
    page = (told / "report.html").stat().st_size / 1e6
    used = (cell for each in (linking, counting) for cell in (f"{each.processor:,.0f}", f"{each.memory:,} MB"))
    return f"{number:,}", f"{size:,.0f} MB", f"{linked:,}", *used, f"{page:.1f} MB"


def main(arguments: list[str]) -> int:
    """Measure each number of events and write the page; numbers of your own are printed alone."""
    rows = []
    for number in map(int, arguments or map(str, _NUMBERS)):
        with tempfile.TemporaryDirectory() as folder:
            rows.append(_measured(number, Path(folder)))
        print(f"| {' | '.join(rows[-1])} |", flush=True)
    if not arguments:
        table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        names = ("twin-nlp", "pandas", "numpy", "datasketch", "matplotlib")
        versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
        facts = {"date": dt.date.today().isoformat(), "machine": machine(), "versions": versions}
        PAGE.write_text(_PAGE.format(table=table, per_pair=_REPORTS_PER_PAIR, **facts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
