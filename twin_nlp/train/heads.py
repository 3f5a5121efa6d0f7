"""The heads over an event mention: is it an event, of which type, with government, in what status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from twin_nlp.assemble.asking import answered
from twin_nlp.assemble.events import EventMention, context_features, event_features, filled, type_features
from twin_nlp.assemble.partners import PartnerCandidates
from twin_nlp.assemble.subtypes import subtype_features
from twin_nlp.labels import EVENT_TYPES, STATUSES, SUBTYPES
from twin_nlp.linear import Array, Features, LinearModel, softmax
from twin_nlp.tagging import NO_SUBTYPE, NO_YES, SUBTYPE_CLASSES
from twin_nlp.train.fitting import fit, temperature, with_temperature
from twin_nlp.train.gold import Example, GoldEvent
from twin_nlp.train.stages import FOLDS, Read, yes
from twin_nlp.trees import Decision

_HEADS: dict[str, tuple[tuple[str, ...], float]] = {
    "type": (EVENT_TYPES, 1.0),
    "government": (NO_YES, 1.0),
    "status": (STATUSES, 1.0),
    "subtype": (SUBTYPE_CLASSES, 3.0),
}
_PLAIN = 0.4
"""What a plain passage weighs against a document: it is shorter and surer than life."""
_SAME_EVENT = 0.25
"""A candidate is the annotated event with which it shares most sentences, at least this share of both."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One event mention to learn the heads from."""

    example: Example
    mention: EventMention
    labels: Mapping[str, str]
    weight: float
    candidate: int | None = None
    """Which held-out candidate of its text it is; None for one put together from annotations."""


def _overlap(a: Sequence[int], b: Sequence[int]) -> float:
    return len(set(a) & set(b)) / max(1, len(set(a) | set(b)))


def _matches(example: Example, candidates: Sequence[EventMention]) -> dict[int, GoldEvent]:
    """Which candidate (index) is which annotated event: by shared sentences and partners, one to one."""
    ranked = sorted(
        (
            (_overlap(c.units, g.units) + 0.3 * _overlap(c.partners, tuple(g.partners)), -i, -j)
            for i, c in enumerate(candidates)
            for j, g in enumerate(example.events)
            if _overlap(c.units, g.units) >= _SAME_EVENT
        ),
        reverse=True,
    )
    found: dict[int, GoldEvent] = {}
    used: set[int] = set()
    for _, i, j in ranked:
        if -i not in found and -j not in used:
            found[-i] = example.events[-j]
            used.add(-j)
    return found


def _event_rows(
    examples: Sequence[Example], candidates: Mapping[str, list[EventMention]], read: Read
) -> tuple[list[Features], list[str], list[str], list[float]]:
    """Rows, labels, example ids and weights for whether a candidate is an event."""
    rows, labels, ids, weights = [], [], [], []
    for example in examples:
        found = candidates[example.id]
        if example.plain is not None and example.plain.type is not None:
            # A passage reports one event; its longest candidate stands for it.
            found = sorted(found, key=lambda m: -len(m.units))[:1]
            sure = set(range(len(found)))
        else:
            sure = set(_matches(example, found))
        for i, mention in enumerate(found):
            rows.append(event_features(example.view, read[example.id], mention))
            labels.append(yes(i in sure))
            ids.append(example.id)
            weights.append(_PLAIN if example.plain else 1.0)
    return rows, labels, ids, weights


def _gold_labels(gold: GoldEvent) -> dict[str, str]:
    event = gold.event
    return {
        "type": event.type,
        "government": yes(event.government_involved),
        "status": event.status,
        "subtype": event.subtype if event.subtype in SUBTYPES else NO_SUBTYPE,
    }


def _instances(
    examples: Sequence[Example],
    candidates: Mapping[str, list[EventMention]],
    read: Read,
    models: Mapping[str, Decision],
) -> list[Instance]:
    """Events as annotated, as assembled where they were found, and plain passages, for the heads."""
    found = []
    for example in examples:
        seen = example.view
        partners = PartnerCandidates(seen)
        if example.plain is not None:
            passage = example.plain
            if passage.type is not None and seen.units:
                everything = tuple(u.index for u in seen.units)
                [mention] = answered([filled(seen, read[example.id], partners, everything)], models)
                labels = {
                    "type": str(passage.type),
                    "government": yes(bool(passage.government_involved)),
                    "status": str(passage.status),
                }
                found.append(Instance(example, mention, labels, 0.5))
            continue
        for gold in example.events:
            if gold.units:
                [mention] = answered([filled(seen, read[example.id], partners, gold.units)], models)
                found.append(Instance(example, mention, _gold_labels(gold), 0.5))
        for i, gold in _matches(example, candidates[example.id]).items():
            found.append(Instance(example, candidates[example.id][i], _gold_labels(gold), 1.0, i))
    return found


def _calibrated(
    rows: Sequence[Features],
    labels: Sequence[str],
    ids: Sequence[str],
    weights: Sequence[float],
    measured: Sequence[bool],
    classes: tuple[str, ...],
    c: float,
    fold: Mapping[str, int],
) -> tuple[LinearModel, Array, Array]:
    """A head fitted on all rows with a temperature from held-out ones; and the held-out probabilities, twice.

    Thresholds are chosen by the first, at the head's own temperature, as they will be used. The others have
    seen nothing of their fold: each fold has a temperature of the other folds.
    """
    held_out = np.zeros((len(rows), len(classes)))
    of_fold = [[i for i, x in enumerate(ids) if fold[x] == k] for k in range(FOLDS)]
    for outside in filter(None, of_fold):
        inside = sorted(set(range(len(rows))) - set(outside))
        model = fit(
            [rows[i] for i in inside],
            [labels[i] for i in inside],
            classes,
            c=c,
            weights=[weights[i] for i in inside],
        )
        held_out[outside] = model.scores([rows[i] for i in outside])

    def cooling(use: Sequence[int]) -> float:
        return temperature(held_out[use], [labels[i] for i in use], classes)

    use = [i for i, m in enumerate(measured) if m]
    t = cooling(use)
    unseen = np.zeros_like(held_out)
    for outside in filter(None, of_fold):
        rest = sorted(set(use) - set(outside))
        unseen[outside] = softmax(held_out[outside] / (cooling(rest) if rest else t))
    return with_temperature(fit(rows, labels, classes, c=c, weights=weights), t), softmax(held_out / t), unseen


@dataclass(frozen=True, slots=True)
class Heads:
    """The five heads, and what held-out ones say.

    Attributes
    ----------
    fitted : mapping of str to LinearModel
        "event", "type", "government", "status" and "subtype".
    chances : mapping of str to ndarray
        By id of a text, the probability that each of its candidates is an event.
    instances : sequence of Instance
        The events that the last four were fitted on.
    said, unseen : mapping of str to ndarray
        By head, the probabilities of each instance that has its label; see :func:`_calibrated` for the two kinds.
    """

    fitted: Mapping[str, LinearModel]
    chances: Mapping[str, Array]
    instances: Sequence[Instance]
    said: Mapping[str, Array]
    unseen: Mapping[str, Array]


def fit_heads(
    examples: Sequence[Example],
    candidates: Mapping[str, list[EventMention]],
    read: Read,
    models: Mapping[str, Decision],
    fold: Mapping[str, int],
) -> Heads:
    """Fit the heads on held-out candidates and on the annotated events; ``models`` are those of the assembly."""
    fitted: dict[str, LinearModel] = {}
    rows, labels, ids, weights = _event_rows(examples, candidates, read)
    is_document = {e.id: e.plain is None for e in examples}
    measured = [is_document[x] for x in ids]
    fitted["event"], chances, _ = _calibrated(rows, labels, ids, weights, measured, NO_YES, 0.3, fold)
    rows_of: dict[str, list[int]] = {e.id: [] for e in examples}
    for i, x in enumerate(ids):
        rows_of[x].append(i)
    instances = _instances(examples, candidates, read, models)
    contexts = [context_features(x.example.view, read[x.example.id], x.mention) for x in instances]
    of_head: dict[str, list[Features]] = {"government": contexts, "status": contexts}
    known = list(zip(instances, contexts, strict=True))
    of_head["type"] = [c | type_features(read[x.example.id], x.mention) for x, c in known]
    of_head["subtype"] = [c | subtype_features(x.example.view, x.mention) for x, c in known]
    said: dict[str, Array] = {}
    unseen: dict[str, Array] = {}
    for head, (classes, c) in _HEADS.items():
        # Plain passages have no subtype.
        told = [n for n, x in enumerate(instances) if head in x.labels]
        fitted[head], said[head], unseen[head] = _calibrated(
            [of_head[head][n] for n in told],
            [instances[n].labels[head] for n in told],
            [instances[n].example.id for n in told],
            [instances[n].weight for n in told],
            [instances[n].weight == 1.0 for n in told],
            classes,
            c,
            fold,
        )
    return Heads(fitted, {x: chances[at, 1] for x, at in rows_of.items()}, instances, said, unseen)
