"""Which evidence sentences belong to one event: links between pairs of them, and what the links add up to."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from twin_nlp.assemble.asking import Asking
from twin_nlp.assemble.evidence import holds_known_pair
from twin_nlp.assemble.links import Links
from twin_nlp.assemble.lists import shares
from twin_nlp.assemble.view import Unit, View
from twin_nlp.linear import Array

EVIDENCE_THRESHOLD = 0.45
"""A sentence is evidence from this probability on."""
PAIR_THRESHOLD = 0.15
"""A sentence that by itself names two places of a tie and a date is evidence from this probability on.

Long texts report many an exchange in a single such sentence, amid much that reports none.
"""
LINK_THRESHOLD = 0.75
"""A sentence joins an event when it goes with it by more than this."""
_LOOK_BACK, _EVENTS_BACK = 8, 30
"""With how many sentences of how many events a further sentence is compared, so that time grows with length only."""
_TOGETHER = 16
"""Of how many further sentences all links are asked about at once.

To ask again takes longer than the few links that turn out not to matter.
"""


def tells_of_a_pair(view: View, unit: Unit) -> bool:
    """Whether a sentence names two places, a tie between them and when: all that a report needs."""
    local = view.local[unit.index]
    if len(local) < 2 or not any(view.document.dates[i].edtf is not None for i in unit.dates):
        return False
    return "tie" in unit.cues or holds_known_pair(view, local)


def least_evidence(view: View, unit: Unit) -> float:
    """The probability from which on a sentence is evidence."""
    return PAIR_THRESHOLD if tells_of_a_pair(view, unit) else EVIDENCE_THRESHOLD


def _is_evidence(view: View, unit: Unit, p: float) -> bool:
    # What it tells is looked at only where it decides.
    return p >= EVIDENCE_THRESHOLD or (p >= PAIR_THRESHOLD and p >= least_evidence(view, unit))


def _apart(view: View, units: Sequence[int]) -> set[tuple[int, int]]:
    """Pairs of units, in the order given, that each name a known pair, and none of the places is the same."""
    naming = [(u, local) for u in units if holds_known_pair(view, local := view.local[u])]
    return {(a, b) for n, (b, of_b) in enumerate(naming) for a, of_a in naming[:n] if of_a.isdisjoint(of_b)}


def segments(view: View, scores: Array) -> Asking[list[tuple[int, ...]]]:
    """Group the evidence sentences into events; asks "link".

    Each evidence sentence joins the event whose sentences it is most likely to go with, or begins one; a
    sentence that enumerates several events stands alone.

    Returns
    -------
    list of tuple of int
        Unit indices per event, in order of first sentence.
    """
    likely = zip(view.units, (1.0 - scores[:, 0]).tolist(), strict=True)
    chosen = [u.index for u, p in likely if _is_evidence(view, u, p)]
    enumerations = {index for index in chosen if shares(view, (index,))}
    links = Links(view, scores)
    found: list[list[int]] = []
    for start in range(0, len(chosen), _TOGETHER):
        block = chosen[start : start + _TOGETHER]
        earlier = [m for event in found[-_EVENTS_BACK:] for m in event[-_LOOK_BACK:]]
        may_join = [i for i in (*earlier, *block) if i not in enumerations]
        apart = _apart(view, may_join)
        pairs = [
            pair
            for n, index in enumerate(may_join)
            if index >= block[0]
            for m in may_join[:n]
            if (pair := (m, index)) not in apart
        ]
        answers = (yield "link", links.features(pairs))[:, -1].tolist() if pairs else []
        chances = dict(zip(pairs, answers, strict=True))
        for index in block:
            best, likelihood = None, LINK_THRESHOLD
            for event in found[-_EVENTS_BACK:]:
                # A sentence that it can't go with keeps it out of the event.
                together = [chances.get((m, index), -inf) for m in event[-_LOOK_BACK:]]
                # The nearest sentence tells more than the rest.
                p = 0.5 * together[-1] + 0.5 * sum(together) / len(together)
                if p > likelihood:
                    best, likelihood = event, p
            if best is None:
                found.append([index])
            else:
                best.append(index)
    return [tuple(event) for event in found]


def strength(scores: Array, event: Sequence[int]) -> float:
    """How much evidence an event has: its sentences' probabilities added up."""
    return float((1.0 - scores[list(event), 0]).sum())
