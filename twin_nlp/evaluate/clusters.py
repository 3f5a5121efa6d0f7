"""How far reports were put together rightly into events: pairwise and B-cubed precision, recall and F1."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from twin_nlp.evaluate.intervals import SEED, Interval, resampled, spread
from twin_nlp.formats.grid import Grid
from twin_nlp.linear import Array

MEASURES = tuple(f"{kind} {figure}" for kind in ("pairwise", "B-cubed") for figure in ("precision", "recall", "F1"))


@dataclass(frozen=True, slots=True)
class Mention:
    """An event in a report: the real event that it is by annotation, and the one that it was put to.

    ``true`` is None for an event that was found where there is none, ``found`` for one that wasn't found.
    """

    scene: str
    true: str | None
    found: str | None


def tally(mentions: Sequence[Mention]) -> Array:
    """What each scene adds to the figures, shape (scenes, 7), scenes in order of their names.

    The columns are half of the pairs that are rightly together, are together and should be together (a pair across
    scenes counts half in each); sums of B-cubed precision over what was found, and its number; of B-cubed recall
    over what is annotated, and its number (Bagga and Baldwin 1998). An event that was found where there is none has
    precision 0, one that wasn't found recall 0, and neither makes a right pair.
    """
    scenes = {scene: at for at, scene in enumerate(sorted({mention.scene for mention in mentions}))}
    true = Counter(m.true for m in mentions if m.true is not None)
    found = Counter(m.found for m in mentions if m.found is not None)
    both: Counter[tuple[str | None, str | None]] = Counter()
    both.update((m.true, m.found) for m in mentions if m.true is not None and m.found is not None)
    counts = np.zeros((len(scenes), 7))
    for m in mentions:
        row = counts[scenes[m.scene]]
        right = both[m.true, m.found]
        if m.true is not None and m.found is not None:
            row[0] += right - 1
        if m.found is not None:
            row[1] += found[m.found] - 1
            row[3] += right / found[m.found]
            row[4] += 1
        if m.true is not None:
            row[2] += true[m.true] - 1
            row[5] += right / true[m.true]
            row[6] += 1
    return counts


def figures(counts: Array) -> Array:
    """The :data:`MEASURES` of counts, shape (..., 7) to (..., 6); not a number where there is nothing to count.

    Where nothing was put together there are no pairs that could be wrong, and pairwise precision is not a number;
    F1 is then that of no right pair, 0.
    """
    right, together, wanted, precise, of_found, recalled, of_true = np.moveaxis(counts, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision, recall = precise / of_found, recalled / of_true
        columns = (
            *(right / together, right / wanted, 2 * right / (together + wanted)),
            *(precision, recall, 2 * precision * recall / (precision + recall)),
        )
    return np.stack(columns, axis=-1)


Told = Mapping[str, Mapping[str, float | None]]
"""JSON-ready figures by measure: value, low and high, null where there is nothing to count."""


def told(mentions: Sequence[Mention]) -> Told:
    """The figures of mentions with their intervals, JSON-ready."""
    return {
        name: {key: None if math.isnan(value) else value for key, value in asdict(interval).items()}
        for name, interval in intervals(tally(mentions)).items()
    }


def grids(scored: Mapping[str, Mapping[str, Told]]) -> list[Grid]:
    """The figures of several systems in several views as a table a view."""
    return [
        Grid(view, ("", *MEASURES), tuple((name, *(_cell(of[m]) for m in MEASURES)) for name, of in systems.items()))
        for view, systems in scored.items()
    ]


def _cell(figure: Mapping[str, float | None]) -> str:
    if figure["value"] is None:
        return "-"
    return f"{figure['value']:.2f} [{figure['low']:.2f}, {figure['high']:.2f}]"


def intervals(counts: Array, seed: int = SEED) -> dict[str, Interval]:
    """The :data:`MEASURES` with their 95 % bootstrap intervals over scenes."""
    whole = figures(counts.sum(axis=0))
    low, high = spread(figures(resampled(len(counts), seed) @ counts))
    return {name: Interval(*(round(float(x[k]), 4) for x in (whole, low, high))) for k, name in enumerate(MEASURES)}
