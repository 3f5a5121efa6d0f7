"""How good a model is on a split of the corpus.

A found event can match an annotated one when they share a partner, one to one. Slots are scored on each
document's main annotated event; a missed event counts as missed slots.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from twin_nlp.errors import InputError
from twin_nlp.evaluate.matching import (
    from_annotation,
    from_event,
    matched,
    same_date,
    shared_names,
    shared_participants,
)
from twin_nlp.formats.corpus import SPLITS, AnnotatedDocument, read_corpus
from twin_nlp.labels import EVENT_TYPES, STATUSES
from twin_nlp.pipeline import TwinNLP, load
from twin_nlp.records import Article, ExchangeEvent

NONE = "none"
_BINS = 10


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was found in one document."""

    id: str
    events: tuple[ExchangeEvent, ...]


def predictions(nlp: TwinNLP, documents: Sequence[AnnotatedDocument]) -> list[Prediction]:
    """The events that a model finds in annotated documents."""
    articles = [Article(d.document.text, d.document.published) for d in documents]
    found = nlp.classify_many(articles)
    return [Prediction(d.document.id, tuple(events)) for d, events in zip(documents, found, strict=True)]


def _prf(hits: int, found: int, gold: int) -> dict[str, float]:
    p = hits / found if found else 0.0
    r = hits / gold if gold else 0.0
    return {
        "precision": round(p, 4),
        "recall": round(r, 4),
        "f1": round(2 * p * r / (p + r), 4) if p + r else 0.0,
    }


def macro_f1(pairs: Sequence[tuple[str, str]], labels: Sequence[str]) -> float:
    """Mean F1 over ``labels`` of (gold, found) pairs."""
    scores = []
    for label in labels:
        hits = sum(g == label == f for g, f in pairs)
        scores.append(_prf(hits, sum(f == label for _, f in pairs), sum(g == label for g, _ in pairs))["f1"])
    return round(sum(scores) / len(scores), 4)


def calibration_error(chances: Sequence[float], right: Sequence[bool]) -> float | None:
    """Expected calibration error over ten bins of equal size (Naeini et al. 2015); None without data."""
    if not chances:
        return None
    order = np.argsort(np.asarray(chances), kind="stable")
    p, hit = np.asarray(chances)[order], np.asarray(right, dtype=float)[order]
    bins = [b for b in np.array_split(np.arange(len(p)), min(_BINS, len(p))) if len(b)]
    return round(float(sum(len(b) * abs(p[b].mean() - hit[b].mean()) for b in bins) / len(p)), 4)


def _confusion(main: Sequence[tuple[str, str]]) -> dict[str, dict[str, int]]:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for gold, found in main:
        table[gold][found] += 1
    labels = (*EVENT_TYPES, NONE)
    return {gold: {found: table[gold][found] for found in labels} for gold in labels}


def _scores(documents: Sequence[AnnotatedDocument], found: Mapping[str, Sequence[ExchangeEvent]]) -> dict[str, Any]:
    n: Counter[str] = Counter()
    main: list[tuple[str, str]] = []
    types: list[tuple[str, str]] = []
    government: list[tuple[str, str]] = []
    status: list[tuple[str, str]] = []
    type_sure: list[tuple[float, bool]] = []
    government_sure: list[tuple[float, bool]] = []
    for document in documents:
        events = found[document.document.id]
        gold = [from_annotation(e) for e in document.events]
        got = [from_event(e) for e in events]
        main.append((gold[0].type if gold else NONE, got[0].type if got else NONE))
        n["gold"] += len(gold)
        n["found"] += len(got)
        n["without"] += not gold
        n["false alarms"] += bool(got) and not gold
        pairs = matched(gold, got)
        n["matched"] += len(pairs)
        for i, j in pairs:
            g, f, event = gold[i], got[j], events[j]
            types.append((g.type, f.type))
            government.append((str(g.government), str(f.government)))
            status.append((g.status, f.status))
            type_sure.append((max(event.type_probabilities.values()), g.type == f.type))
            chance = event.government_probability
            government_sure.append((max(chance, 1 - chance), g.government == f.government))
        if not gold:
            continue
        g = gold[0]
        j0 = next((j for i, j in pairs if i == 0), None)
        f0 = got[j0] if j0 is not None else None
        n["partner hits"] += shared_names(g.partners, f0.partners) if f0 else 0
        n["partners found"] += len(f0.partners) if f0 else 0
        n["partners gold"] += len(g.partners)
        n["participant hits"] += shared_participants(g.participants, f0.participants) if f0 else 0
        n["participants found"] += len(f0.participants) if f0 else 0
        n["participants gold"] += len(g.participants)
        n["dates found"] += f0 is not None and f0.iso is not None
        if g.iso:
            n["dates gold"] += 1
            n["date hits"] += f0 is not None and same_date(g.iso, f0.iso)
        if g.senders:
            n["directions gold"] += 1
            n["direction hits"] += (
                f0 is not None and bool(f0.senders) and shared_names(g.senders, f0.senders) == len(g.senders)
            )
    return {
        "documents": len(documents),
        "annotated events": n["gold"],
        "found events": n["found"],
        "main type macro-F1": macro_f1(main, (*EVENT_TYPES, NONE)),
        "main type accuracy": round(sum(g == f for g, f in main) / max(1, len(main)), 4),
        "events": _prf(n["matched"], n["found"], n["gold"]),
        "type accuracy": round(sum(g == f for g, f in types) / max(1, len(types)), 4),
        "government macro-F1": macro_f1(government, ("True", "False")),
        "status macro-F1": macro_f1(status, STATUSES),
        "partners": _prf(n["partner hits"], n["partners found"], n["partners gold"]),
        "participants": _prf(n["participant hits"], n["participants found"], n["participants gold"]),
        "dates": _prf(n["date hits"], n["dates found"], n["dates gold"]),
        "direction accuracy": round(n["direction hits"] / max(1, n["directions gold"]), 4),
        "type calibration error": calibration_error([p for p, _ in type_sure], [r for _, r in type_sure]),
        "government calibration error": calibration_error(
            [p for p, _ in government_sure], [r for _, r in government_sure]
        ),
        "documents without an event": n["without"],
        "false alarm rate": round(n["false alarms"] / max(1, n["without"]), 4),
        "main type by label": {t: macro_f1(main, (t,)) for t in (*EVENT_TYPES, NONE)},
        "confusion": _confusion(main),
    }


_GROUP_FIGURES = ("documents", "main type macro-F1", "main type accuracy", "events", "false alarm rate")


def figures_of(documents: Sequence[AnnotatedDocument], found: Sequence[Prediction]) -> dict[str, Any]:
    """All figures, overall and per register and region.

    Parameters
    ----------
    documents : sequence of AnnotatedDocument
    found : sequence of Prediction
        One per document, in any order.

    Returns
    -------
    dict
        JSON-ready.
    """
    of_id = {p.id: p.events for p in found}
    figures = _scores(documents, of_id)
    for name in ("register", "region"):
        groups: dict[str, list[AnnotatedDocument]] = defaultdict(list)
        for document in documents:
            groups[getattr(document.document, name)].append(document)
        figures["by " + name] = {
            group: {k: v for k, v in _scores(members, of_id).items() if k in _GROUP_FIGURES}
            for group, members in sorted(groups.items())
        }
    return figures


def evaluate(model: Path | None, corpus: Path, annotations: Path, split: str = "dev") -> dict[str, Any]:
    """Score a model folder (by default the packaged one) on a split.

    Raises
    ------
    InputError
        When there is no such split, or it holds no documents.
    AnnotationError, ModelError
        When corpus or model can't be read.
    """
    if split not in SPLITS:
        raise InputError(f"expected a split named {', '.join(SPLITS)}; found {split!r}")
    documents = [d for d in read_corpus(corpus, annotations) if d.split == split]
    if not documents:
        raise InputError(f"{annotations}: the split {split} holds no documents")
    nlp = load(model)
    return {"model": nlp.model, "split": split, **figures_of(documents, predictions(nlp, documents))}


def table(figures: Mapping[str, Any]) -> str:
    """The figures as text that a person reads."""
    lines = []
    if "model" in figures:
        lines.append(f"model {figures['model']} on {figures['split']}")
    for name, value in figures.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            lines.append(f"{name:32} {value:.3f}" if isinstance(value, float) else f"{name:32} {value}")
        elif isinstance(value, Mapping) and set(value) == {"precision", "recall", "f1"}:
            lines.append(
                f"{name:32} F1 {value['f1']:.3f}   precision {value['precision']:.3f}   recall {value['recall']:.3f}"
            )
    labels = (*EVENT_TYPES, NONE)
    lines += [
        "",
        "annotated (rows) and found (columns), main event",
        " " * 16 + "".join(f"{x[:8]:>10}" for x in labels),
    ]
    lines += [f"{g:16}" + "".join(f"{figures['confusion'][g][f]:>10}" for f in labels) for g in labels]
    lines += ["", f"{'main type':16}" + "".join(f"{x[:8]:>10}" for x in labels)]
    lines.append(f"{'F1':16}" + "".join(f"{figures['main type by label'][x]:>10.3f}" for x in labels))
    for name in ("by register", "by region"):
        lines += ["", f"{name:20} {'documents':>10} {'type acc.':>10} {'event F1':>10} {'false alarms':>13}"]
        for group, part in figures[name].items():
            lines.append(
                f"{group:20} {part['documents']:>10} {part['main type accuracy']:>10.3f} "
                f"{part['events']['f1']:>10.3f} {part['false alarm rate']:>13.3f}"
            )
    return "\n".join(lines)


__all__ = ["Prediction", "evaluate", "figures_of", "predictions", "table"]
