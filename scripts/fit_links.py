"""Fit the weights and the threshold of linking on the dev scenes of the linked reports.

    .venv/bin/python scripts/fit_links.py

Writes ``twin_nlp/data/link.json``, and the figures to ``docs/model/links/dev.json``. The weights are a logistic
regression over pairs of reports, as annotated and as the model reads them. The threshold is the one with the best
mean of pairwise and B-cubed F1 in both views, when each scene is linked with weights fitted on the others. How rare
words are is counted in the train split.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from evaluate_links import ROOT, VIEWS, View, evaluate, linked, mentions, read, record, views
from sklearn.linear_model import LogisticRegression

from twin_nlp.evaluate.clusters import MEASURES, Mention, figures, tally, told
from twin_nlp.formats.corpus import read_corpus
from twin_nlp.formats.linked import read_linked
from twin_nlp.formats.output import write_json
from twin_nlp.linear import Features, LinearModel
from twin_nlp.link.blocking import candidates
from twin_nlp.link.clusters import can_link
from twin_nlp.link.comparison import compared
from twin_nlp.link.model import CLASSES, LinkModel
from twin_nlp.link.reports import words

WEIGHTS = ROOT / "twin_nlp" / "data" / "link.json"
FIGURES = ROOT / "docs" / "model" / "links" / "dev.json"
_REGULARISATION = 1.0
_FEWEST_DOCUMENTS = 5
_THRESHOLDS = tuple(round(0.3 + 0.05 * step, 2) for step in range(9))
_UNFITTED = LinearModel(CLASSES, (), np.zeros((0, 2)), np.zeros(2))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports of one scene that linking compares and may join."""

    features: Features
    same: bool
    scene: str


def unfitted() -> LinkModel:
    """A model that knows how rare words are in the train split, and nothing else."""
    texts = [d.document.text for d in read_corpus(ROOT / "corpus", ROOT / "annotations") if d.split == "train"]
    counted = Counter(word for text in texts for word in set(words(text)))
    idf = {word: round(math.log(len(texts) / n), 2) for word, n in sorted(counted.items()) if n >= _FEWEST_DOCUMENTS}
    return LinkModel(_UNFITTED, 0.5, idf, round(math.log(2 * len(texts) / _FEWEST_DOCUMENTS), 2))


def pairs(view: View, model: LinkModel) -> list[Pair]:
    """The pairs of a view to fit on."""
    reports = read(view, model)
    true = [view.true[number] for number in reports.numbers]
    scenes = [view.scenes[number] for number in reports.numbers]
    return [
        Pair(features, true[a] is not None and true[a] == true[b], scenes[a])
        for batch, rows in compared(reports.reports, reports.matrices, candidates(reports.reports))
        for (a, b), features in zip(batch, rows, strict=True)
        if can_link(reports.reports[a], reports.reports[b])
    ]


def fitted(model: LinkModel, found: Sequence[Pair]) -> LinkModel:
    """The model with weights fitted on pairs."""
    names = tuple(sorted({name for pair in found for name in pair.features}))
    table = np.array([[pair.features.get(name, 0.0) for name in names] for pair in found])
    regression = LogisticRegression(C=_REGULARISATION, max_iter=2000).fit(table, [pair.same for pair in found])
    weights = np.stack([np.zeros(len(names)), regression.coef_[0].round(4)], axis=1)
    intercept = np.array([0.0, regression.intercept_[0].round(4)])
    return replace(model, pairs=LinearModel(CLASSES, names, weights, intercept))


def only(view: View, scene: str) -> View:
    """One scene of a view."""
    at = [n for n, each in enumerate(view.scenes) if each == scene]
    return View(
        view.name,
        tuple(view.rows[n] for n in at),
        tuple(view.scenes[n] for n in at),
        tuple(view.true[n] for n in at),
        tuple(mention for mention in view.missed if mention.scene == scene),
    )


def held_out(found: Sequence[View], model: LinkModel) -> dict[tuple[float, str], list[Mention]]:
    """What each threshold puts together in each view, each scene linked with weights fitted on the others."""
    of_view = [pairs(view, model) for view in found]
    put: dict[tuple[float, str], list[Mention]] = {(t, view.name): [] for t in _THRESHOLDS for view in found}
    for scene in sorted(set(found[0].scenes)):
        own = fitted(model, [pair for listed in of_view for pair in listed if pair.scene != scene])
        for view in found:
            part = only(view, scene)
            for threshold in _THRESHOLDS:
                grouping = linked(replace(own, threshold=threshold))
                # Names of groups are told apart by scene.
                linked_scene = mentions(part, read(part, own), grouping)
                put[threshold, view.name] += [replace(m, found=m.found and f"{scene} {m.found}") for m in linked_scene]
    return put


def main() -> int:
    """Fit, choose the threshold, and write the model."""
    reports = [r for r in read_linked(ROOT / "corpus", ROOT / "annotations") if r.split == "dev"]
    found = views(reports)
    model = unfitted()
    put = held_out(found, model)
    scores = {key: dict(zip(MEASURES, figures(tally(of).sum(axis=0)).tolist(), strict=True)) for key, of in put.items()}
    f1 = [name for name in MEASURES if name.endswith("F1")]
    mean = {t: float(np.mean([scores[t, view][name] for view in VIEWS for name in f1])) for t in _THRESHOLDS}
    for threshold in _THRESHOLDS:
        cells = [f"{view} {name} {scores[threshold, view][name]:.3f}" for view in VIEWS for name in f1]
        print(f"{threshold:.2f}: mean {mean[threshold]:.3f}; " + ", ".join(cells))
    best = max(mean, key=lambda t: (round(mean[t], 4), t))
    final = replace(fitted(model, [pair for view in found for pair in pairs(view, model)]), threshold=best)
    scored = evaluate(found, final)
    for view in VIEWS:
        scored[view]["twin-nlp link"] = told(put[best, view])
    write_json(WEIGHTS, final.to_dict())
    record(FIGURES, "dev, each scene linked with weights fitted on the others", reports, scored)
    return 0


if __name__ == "__main__":
    sys.exit(main())
