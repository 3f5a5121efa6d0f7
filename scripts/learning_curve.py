"""How good the pipeline gets with more annotated documents.

    .venv/bin/python scripts/learning_curve.py

Trains on growing shares of the train split (and always on all plain passages) and scores each model on the
dev split. Writes ``docs/learning-curve.csv``, ``docs/learning-curve.svg`` and the block of figures in
``docs/learning-curve.md``. Each finished point is appended to the CSV; a run that was stopped goes on where it
was, and a point is computed anew only when the texts, labels or code that it rests on have changed.
"""

from __future__ import annotations

import csv
import hashlib
import random
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from twin_nlp.assemble import answered, assemble, read
from twin_nlp.evaluate.counts import tally
from twin_nlp.evaluate.intervals import COVERED, RESAMPLES, Interval, intervals
from twin_nlp.formats.corpus import AnnotatedDocument, PlainPassage, read_corpus, read_plain
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.gate import Gate
from twin_nlp.parse import Parser
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.records import ExchangeEvent
from twin_nlp.tagging import Thresholds, classify, joined
from twin_nlp.train import SEED, fit_models
from twin_nlp.train.gold import Example, from_document, from_passage
from twin_nlp.trees import Decision

ROOT = Path(__file__).resolve().parent.parent
CSV, SVG, PAGE = (ROOT / "docs" / f"learning-curve.{ending}" for ending in ("csv", "svg", "md"))
SEEDS_OF_SHARE = {0.1: 1, 0.2: 1, 0.4: 1, 0.6: 1, 0.8: 1, 1.0: 1}
"""Samplings at each share of the train split: small ones differ most from each other."""
FIGURES = ("main type macro-F1", "events F1", "type accuracy", "government macro-F1", "false alarm rate")
_CODE = (
    "gate.py",
    "tagging.py",
    "linear.py",
    "trees.py",
    "labels.py",
    "edtf.py",
    "assemble",
    "parse",
    "train",
    "evaluate/matching.py",
    "evaluate/counts.py",
    "evaluate/intervals.py",
)
_ONLY_TELLS = "card.py"
_BLOCK = re.compile(r"(<!-- begin figures -->\n).*?(<!-- end figures -->)", re.DOTALL)
_COLOUR = "#1f5a8a"


@dataclass(frozen=True, slots=True)
class Point:
    """The scores of one model. ``scores`` go with :data:`FIGURES`; ``inputs`` is the hash of what it rests on."""

    share: float
    seed: int
    documents: int
    events: int
    scores: tuple[Interval, ...]
    inputs: str


def sampled(documents: Sequence[AnnotatedDocument], share: float, seed: int) -> list[AnnotatedDocument]:
    """The documents of a share of the groups, in their order.

    A seed stands for one order of the groups, so that with the same seed a larger share holds every smaller one.
    """
    groups = sorted({d.group for d in documents})
    random.Random(seed).shuffle(groups)
    kept = set(groups[: round(share * len(groups))])
    return [d for d in documents if d.group in kept]


def code_hash() -> str:
    """A hash of the code and the gazetteer that decide what a model scores."""
    package = ROOT / "twin_nlp"
    files = [p for name in _CODE for p in ([package / name] if name.endswith(".py") else (package / name).glob("*.py"))]
    found = hashlib.sha256(repr((FIGURES, RESAMPLES, COVERED)).encode())
    for path in [*sorted(p for p in files if p.name != _ONLY_TELLS), package / "data" / "gazetteer.tsv.gz"]:
        found.update(path.read_bytes())
    return found.hexdigest()


def inputs_hash(
    train: Sequence[AnnotatedDocument], dev: Sequence[AnnotatedDocument], plain: Sequence[PlainPassage], code: str
) -> str:
    """A short hash of everything that a point rests on; the order of the documents doesn't count."""
    parts = [sorted(map(repr, part)) for part in (train, dev, plain)]
    return hashlib.sha256(repr((parts, code)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def columns() -> list[str]:
    """The header of the CSV."""
    names = [re.sub(r"[ -]", "_", figure.lower()) for figure in FIGURES]
    return ["share", "seed", "documents", "events", *(n + e for n in names for e in ("", "_low", "_high")), "inputs"]


def csv_row(point: Point) -> list[str]:
    """A point as a line of the CSV."""
    scores = [f"{x:.4f}" for s in point.scores for x in (s.value, s.low, s.high)]
    return [str(point.share), str(point.seed), str(point.documents), str(point.events), *scores, point.inputs]


def read_points(path: Path) -> list[Point]:
    """The points of the CSV; none when there is no such file or it has other columns."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    if not rows or rows[0] != columns():
        return []
    found = []
    for row in rows[1:]:
        if len(row) != len(rows[0]):
            continue  # a run was stopped while it wrote this line
        values = [float(x) for x in row[4:-1]]
        scores = tuple(Interval(*values[i : i + 3]) for i in range(0, len(values), 3))
        found.append(Point(float(row[0]), int(row[1]), int(row[2]), int(row[3]), scores, row[-1]))
    return found


def write_points(path: Path, points: Sequence[Point]) -> None:
    """Write the CSV anew, smallest share first."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        out = csv.writer(lines, lineterminator="\n")
        out.writerow(columns())
        out.writerows(csv_row(p) for p in sorted(points, key=lambda p: (p.share, p.seed)))


def by_share(points: Sequence[Point]) -> Iterator[tuple[float, int, float, tuple[Interval, ...]]]:
    """Share, number of samplings, documents and scores, each averaged over the samplings of a share."""
    for share in sorted({p.share for p in points}):
        members = [p for p in points if p.share == share]
        values = np.mean([[(s.value, s.low, s.high) for s in p.scores] for p in members], axis=0)
        means = tuple(Interval(*map(float, row)) for row in values)
        yield share, len(members), sum(p.documents for p in members) / len(members), means


def figures_block(points: Sequence[Point]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| share | samplings | documents | " + " | ".join(FIGURES) + " |",
        "|---|---|---|" + "---|" * len(FIGURES),
    ]
    for share, samplings, documents, scores in by_share(points):
        cells = " | ".join(f"{s.value:.3f} ({s.low:.3f} to {s.high:.3f})" for s in scores)
        lines.append(f"| {share:.0%} | {samplings} | {documents:.0f} | {cells} |")
    return "\n".join(lines) + "\n"


def with_figures(page: str, points: Sequence[Point]) -> str:
    """A page with the block of figures as it is now."""
    return _BLOCK.sub(lambda m: m.group(1) + figures_block(points) + m.group(2), page)


def plot(points: Sequence[Point], path: Path) -> None:
    """Draw each figure against the number of train documents; the same points give the same bytes."""
    rows = list(by_share(points))
    x = [documents for _, _, documents, _ in rows]
    with matplotlib.rc_context({"svg.hashsalt": "twin-nlp", "svg.fonttype": "none", "font.size": 10}):
        drawing = Figure(figsize=(10, 6), layout="constrained")
        panels = list(drawing.subplots(2, 3).flat)
        least = min((s.low for _, _, _, scores in rows for s in scores[:4]), default=0.0)
        for n, (panel, name) in enumerate(zip(panels[:-1], FIGURES, strict=True)):
            means = [scores[n] for _, _, _, scores in rows]
            panel.fill_between(
                x,
                [s.low for s in means],
                [s.high for s in means],
                color=_COLOUR,
                alpha=0.18,
                lw=0,
                label="95 % interval",
            )
            panel.plot(x, [s.value for s in means], color=_COLOUR, lw=2, label="mean of the samplings")
            panel.scatter(
                [p.documents for p in points],
                [p.scores[n].value for p in points],
                s=14,
                color="black",
                zorder=3,
                label="one sampling",
            )
            panel.set(title=name, xlabel="documents trained on", ylabel="score on dev", xlim=(0, None))
            panel.set_ylim(*((max(0.0, least - 0.03), 1.0) if n < 4 else (0.0, None)))
            panel.grid(alpha=0.3)
            panel.spines[["top", "right"]].set_visible(False)
        panels[-1].axis("off")
        panels[-1].legend(*panels[0].get_legend_handles_labels(), loc="center", frameon=False)
        drawing.savefig(path, format="svg", metadata={"Date": None, "Creator": None})


def found_events(
    examples: Sequence[Example], heads: Mapping[str, Decision], thresholds: Thresholds
) -> dict[str, list[ExchangeEvent]]:
    """What the heads of a model find in parsed documents, by their ids."""
    found: dict[str, list[ExchangeEvent]] = {}
    gate, asked = Gate(heads["gate"]), joined(heads)
    for example in examples:
        if not gate.passes(example.view.document.text, paired=bool(example.view.pairs)):
            found[example.id] = []
            continue
        [reading] = answered([read(example.view)], asked)
        [candidates] = answered([assemble(example.view, reading)], asked)
        [events] = answered([classify(example.view, candidates, reading, thresholds, "learning curve")], asked)
        found[example.id] = events
    return found


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _run() -> list[Point]:
    documents = read_corpus(ROOT / "corpus", ROOT / "annotations")
    plain = read_plain(ROOT / "corpus", ROOT / "annotations")
    train, dev = ([d for d in documents if d.split == split] for split in ("train", "dev"))
    code = code_hash()
    kept = read_points(CSV)
    done = {(p.share, p.seed, p.inputs): p for p in kept}
    wanted = []
    for share, samplings in SEEDS_OF_SHARE.items():
        for seed in range(samplings):
            subset = sampled(train, share, seed)
            wanted.append((share, seed, subset, inputs_hash(subset, dev, plain, code)))
    missing = [point for point in wanted if (point[0], point[1], point[3]) not in done]
    if missing:
        _report(f"{len(wanted) - len(missing)} of {len(wanted)} points are there; parsing the texts")
        parser = Parser(Gazetteer.from_tables(read_gazetteer()))
        examples = {d.document.id: from_document(parser, d) for d in (*train, *dev)}
        passages = [from_passage(parser, p) for p in plain]
        write_points(CSV, kept)
    for number, (share, seed, subset, inputs) in enumerate(missing, 1):
        begin = time.perf_counter()
        fitted = fit_models([*(examples[d.document.id] for d in subset), *passages], SEED, lambda _: None)
        found = found_events([examples[d.document.id] for d in dev], fitted.models, fitted.thresholds)
        of_name = intervals(tally(dev, found).counts, FIGURES, SEED)
        scores = tuple(of_name[name] for name in FIGURES)
        point = Point(share, seed, len(subset), sum(len(d.events) for d in subset), scores, inputs)
        done[share, seed, inputs] = point
        with CSV.open("a", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerow(csv_row(point))
        shown = ", ".join(f"{name} {s.value:.3f}" for name, s in zip(FIGURES, scores, strict=True))
        _report(
            f"{number}/{len(missing)}: {share:.0%}, sampling {seed}, {len(subset)} documents, "
            f"{time.perf_counter() - begin:.0f} s: {shown}"
        )
    return [done[share, seed, inputs] for share, seed, _, inputs in wanted]


def main() -> int:
    """Compute what is missing of the curve and write its files; 130 when stopped."""
    try:
        points = _run()
    except KeyboardInterrupt:
        _report("stopped; finished points are kept, and the next run goes on from there")
        return 130
    write_points(CSV, points)
    plot(points, SVG)
    PAGE.write_text(with_figures(PAGE.read_text(encoding="utf-8"), points), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
