"""How often intervals hold the truth, raw and corrected, when labels are as wrong as the model's are.

    python -m benchmarks.correction [--archives 500]

Archives are made with known truth: pairs that differ in how much they do, events with and without government.
Then labels are spoiled at the rates that ``models/manifest.json`` has from the dev split: events that are none,
wrong types, wrong government flags. Of each archive some pairs are drawn and checked. Events that were missed are
not made: no check of found events can correct for them.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from twin_nlp.labels import EVENT_TYPES
from twin_nlp.pairs import Pair, Side
from twin_nlp.report.figures import Figure, Material, likelihood
from twin_nlp.report.occurrences import Occurrence

MANIFEST = Path(__file__).resolve().parent.parent / "models" / "manifest.json"
YEARS = range(2015, 2020)
PAIRS = 200
CHECKED = 40
SEED = 2026
PAIR = Pair(Side("A", "AA", None), Side("B", "BB", None))
ACTIVITY = 0.3
"""Mean events of a pair and year, with government; half as many without. Pairs vary (gamma, shape 0.7)."""


@dataclass(frozen=True, slots=True)
class Errors:
    """The rates at which a found event is none, and at which its type and its government flag are wrong."""

    false_event: float
    type: float
    government: float


def model_errors() -> Errors:
    """The rates of the model in ``models/`` on dev."""
    dev = json.loads(MANIFEST.read_text(encoding="utf-8"))["figures"]["dev"]
    bins = dev["calibration"]["government"]["bins"]
    right = sum(b["events"] * b["right"] for b in bins) / sum(b["events"] for b in bins)
    return Errors(1 - dev["events"]["precision"], 1 - dev["type accuracy"], 1 - right)


def archive(
    pairs: int, errors: Errors, chance: np.random.Generator
) -> tuple[list[tuple[Occurrence, ...]], list[tuple[Occurrence, ...]]]:
    """The events of each pair as labelled, and as they are."""
    found, right = [], []
    number = 0
    for pair in range(pairs):
        level = chance.gamma(0.7, 1 / 0.7)
        labelled: list[Occurrence] = []
        true: list[Occurrence] = []
        for year in YEARS:
            for government, rate in ((True, ACTIVITY), (False, ACTIVITY / 2)):
                for _ in range(chance.poisson(level * rate)):
                    weights = (0.5, 0.1, 0.2, 0.15, 0.05) if government else (0.05, 0.4, 0.4, 0.05, 0.1)
                    type_ = EVENT_TYPES[chance.choice(5, p=weights)]
                    event = Occurrence(pair, number, year, "date", type_, government, "held", "not told", None, None)
                    number += 1
                    true.append(event)
                    if chance.random() < errors.type:
                        others = [t for t in EVENT_TYPES if t != type_]
                        event = replace(event, type=others[chance.integers(4)])
                    if chance.random() < errors.government:
                        event = replace(event, government_involved=not government)
                    labelled.append(event)
        # A text that names a tie breeds false events: they come where events are.
        for event in list(labelled):
            if chance.random() < errors.false_event / (1 - errors.false_event):
                year = int(chance.integers(YEARS.start, YEARS.stop))
                labelled.append(replace(event, event=number, year=year))
                number += 1
        found.append(tuple(labelled))
        right.append(tuple(true))
    return found, right


def figures(archive: Material) -> dict[str, Figure]:
    """The figures that are looked at."""
    pairs = range(len(archive.pairs))
    once: Mapping[int, float] = defaultdict(lambda: 1.0)
    type_ = archive.shares(pairs, _held, lambda _, o: o.type, once)
    government = archive.shares(pairs, _held, lambda _, o: o.government_involved, once)
    return {
        "likelihood, government": archive.figure(pairs, likelihood(YEARS, True)),
        "likelihood, no government": archive.figure(pairs, likelihood(YEARS, False)),
        "share administrative": type_("administrative"),
        "share youth": type_("youth"),
        "share government": government(True),
    }


def _held(_: Pair, occurrence: Occurrence) -> bool:
    return occurrence.status == "held"


def material(found: Sequence[tuple[Occurrence, ...]], checked: Mapping[int, tuple[Occurrence, ...]]) -> Material:
    """An archive as a report has it."""
    return Material((PAIR,) * len(found), (), tuple(found), checked, YEARS)


def truth(errors: Errors, pairs: int = 40_000) -> dict[str, float]:
    """The figures over so many pairs that chance hardly plays a part."""
    _, right = archive(pairs, errors, np.random.default_rng(SEED))
    told = figures(material(right, {}))
    return {name: figure.numerator / figure.denominator for name, figure in told.items()}


@dataclass(slots=True)
class Coverage:
    """In how many archives an interval held the truth, with the sums of values and widths."""

    archives: int = 0
    raw: int = 0
    corrected: int = 0
    raw_value: float = 0.0
    corrected_value: float = 0.0
    raw_width: float = 0.0
    corrected_width: float = 0.0


def coverage(
    archives: int, errors: Errors, true: Mapping[str, float], pairs: int = PAIRS, checked: int = CHECKED
) -> dict[str, Coverage]:
    """How often the intervals held the truth, by figure."""
    told = {name: Coverage() for name in true}
    for seed in range(archives):
        chance = np.random.default_rng((SEED, seed))
        found, right = archive(pairs, errors, chance)
        drawn = chance.permutation([m for m, events in enumerate(found) if events])[:checked]
        of_report = material(found, {int(m): right[m] for m in drawn})
        for name, figure in figures(of_report).items():
            if figure.found is None or figure.corrected is None:
                continue
            counts = told[name]
            counts.archives += 1
            counts.raw += figure.found.low <= true[name] <= figure.found.high
            counts.corrected += figure.corrected.low <= true[name] <= figure.corrected.high
            counts.raw_value += figure.found.value
            counts.corrected_value += figure.corrected.value
            counts.raw_width += figure.found.high - figure.found.low
            counts.corrected_width += figure.corrected.high - figure.corrected.low
    return told


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--archives", type=int, default=500)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--checked", type=int, default=CHECKED)
    options = parser.parse_args()
    errors = model_errors()
    true = truth(errors)
    print(f"{options.archives} archives of {options.pairs} pairs, {options.checked} checked; {errors}")
    print("| figure | truth | raw | coverage | width | corrected | coverage | width |")
    print("|---|---|---|---|---|---|---|---|")
    for name, c in coverage(options.archives, errors, true, options.pairs, options.checked).items():
        n = c.archives
        cells = (true[name], c.raw_value / n, c.raw / n, c.raw_width / n)
        more = (c.corrected_value / n, c.corrected / n, c.corrected_width / n)
        print(f"| {name} | " + " | ".join(f"{x:.3f}" for x in (*cells, *more)) + " |")


if __name__ == "__main__":
    main()
