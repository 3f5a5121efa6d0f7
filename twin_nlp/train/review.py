"""What the heads say of events they were not fitted on: calibration, and from which confidence on to trust them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from twin_nlp.assemble import EventMention
from twin_nlp.evaluate.calibration import calibration
from twin_nlp.labels import EVENT_TYPES
from twin_nlp.linear import Array
from twin_nlp.tagging import NO_YES, Thresholds, has_partners, is_tied, pooled
from twin_nlp.train.heads import Instance

LEAST_COVERAGE = 0.8
"""The share of found events that shall need no review: 70 per cent, and what a few hundred new ones may vary by."""
_STEPS = np.round(np.arange(0.0, 1.0, 0.01), 2)


@dataclass(frozen=True, slots=True)
class HeldOutEvent:
    """An annotated event of the training texts that was found, as heads tag it that were not fitted on it.

    ``confidence`` is that of event, type and government flag together.
    """

    confidence: float
    type_probability: float
    type_right: bool
    government_probability: float
    government_right: bool


def held_out_events(
    instances: Sequence[Instance],
    said: Mapping[str, Array],
    candidates: Mapping[str, list[EventMention]],
    chances: Mapping[str, Array],
    thresholds: Thresholds,
) -> list[HeldOutEvent]:
    """The instances that are found events, as held-out heads tag them; ``said`` has their probabilities."""
    together = {
        x: pooled(candidates[x], chances[x]) for x in {i.example.id for i in instances if i.candidate is not None}
    }
    events = []
    for n, x in enumerate(instances):
        if x.candidate is None or not has_partners(x.example.view, x.mention):
            continue
        chance = float(together[x.example.id][x.candidate])
        if chance < thresholds.least(is_tied(x.example.view, x.mention)):
            continue
        kind, government = said["type"][n], said["government"][n]
        sure = float(kind.max()), float(government.max())
        type_right = EVENT_TYPES[int(kind.argmax())] == x.labels["type"]
        government_right = NO_YES[int(government.argmax())] == x.labels["government"]
        events.append(HeldOutEvent(chance * sure[0] * sure[1], sure[0], type_right, sure[1], government_right))
    return events


def review_threshold(events: Sequence[HeldOutEvent]) -> float:
    """The confidence below which a person should look.

    The one that makes the type of the others right most often while they are at least LEAST_COVERAGE of the
    events; of several the lowest, which leaves least to review. 0 where there are no events to choose by.
    """
    confidence = np.array([e.confidence for e in events])
    right = np.array([e.type_right for e in events], dtype=float)
    best, chosen = -1.0, 0.0
    for threshold in _STEPS:
        kept = confidence >= threshold
        if kept.sum() < max(1.0, LEAST_COVERAGE * len(events)):
            break
        accuracy = float(right[kept].mean())
        if accuracy > best:
            best, chosen = accuracy, float(threshold)
    return chosen


def cross_validated(events: Sequence[HeldOutEvent], threshold: float) -> dict[str, Any]:
    """The figures of held-out events, JSON-ready; a share is None where there are no events."""
    sure = [e.type_right for e in events if e.confidence >= threshold]
    return {
        "events": len(events),
        "type accuracy": round(float(np.mean([e.type_right for e in events])), 4) if events else None,
        "type accuracy without review": round(float(np.mean(sure)), 4) if sure else None,
        "coverage without review": round(len(sure) / len(events), 4) if events else None,
        "calibration": {
            "type": calibration([e.type_probability for e in events], [e.type_right for e in events]),
            "government": calibration([e.government_probability for e in events], [e.government_right for e in events]),
        },
    }
