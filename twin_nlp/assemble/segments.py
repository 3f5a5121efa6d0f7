"""Which evidence sentences belong to one event: links between pairs of them, and what the links add up to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate, pairwise
from math import inf
from operator import mul
from typing import NamedTuple

from twin_nlp.assemble.asking import Asking
from twin_nlp.assemble.evidence import holds_known_pair
from twin_nlp.assemble.lists import shares
from twin_nlp.assemble.view import Unit, View, days_from_publication
from twin_nlp.labels import EVENT_TYPES
from twin_nlp.linear import Array, Features, bag

EVIDENCE_THRESHOLD = 0.45
"""A sentence is evidence from this probability on."""
PAIR_THRESHOLD = 0.15
"""A sentence that by itself names two places of a tie and a date is evidence from this probability on.

Long texts report many an exchange in a single such sentence, amid much that reports none.
"""
LINK_THRESHOLD = 0.75
"""A sentence joins an event when it goes with it by more than this."""
_NEAR, _FAR = 20, 150
"""Dates are near each other up to so many days, and far apart beyond."""
_IN_ONE = ("cancel", "plan", "history")
_NEWS = ("give", "sign", "youth", "culture", "trade", "talk")
_OPENERS = frozenset(("in", "last", "earlier", "also", "meanwhile", "another", "next", "and", "two", "a", "<date>"))
_BACKWARD_OPENERS = frozenset(("he", "she", "they", "the", "it", "his", "her", "their", "this", "those"))
_LOOKING_BACK = frozenset(("last", "previous", "previously", "earlier", "ago", "also"))
_GAPS = tuple(f"gap={gap if gap < 6 else 6 if gap < 10 else 10}" for gap in range(20))
_LOOK_BACK, _EVENTS_BACK = 8, 30
"""With how many sentences of how many events a further sentence is compared, so that time grows with length only."""
_TOGETHER = 16
"""Of how many further sentences all links are asked about at once.

To ask again takes longer than the few links that turn out not to matter.
"""


class _Told(NamedTuple):
    """What one sentence tells, as far as it is compared with others."""

    line: int
    kind: str
    tokens: tuple[str, ...]
    cues: Collection[str]
    goods: bool
    places: frozenset[int]
    dates: frozenset[str]
    days: list[int]
    """Days of its dates from publication."""
    types: list[float]
    """Probabilities of the types."""
    type_sum: float
    likeliest: str
    marks: tuple[bool, ...]
    """Whether it has each of :data:`_IN_ONE`."""
    news: tuple[str, ...]
    """Which of :data:`_NEWS` it has."""
    roles: frozenset[str]
    as_second: Features
    """Features of any link in which it comes second."""


class Links:
    """The evidence sentences of one document as candidates for one event; each is looked at once."""

    def __init__(self, view: View, scores: Array) -> None:
        self.view = view
        self._types = scores[:, 1:].tolist()
        # Of any stretch of sentences the difference tells how many there are.
        self._unlikely = list(accumulate((scores[:, 0] > EVIDENCE_THRESHOLD).tolist(), initial=0))
        self._headlines = list(accumulate((u.sentence.kind == "headline" for u in view.units), initial=0))
        self._told: dict[int, _Told] = {}

    def _of(self, index: int) -> _Told:
        told = self._told.get(index)
        if told is None:
            told = self._told[index] = self._look_at(index)
        return told

    def _look_at(self, index: int) -> _Told:
        view = self.view
        document, unit, types = view.document, view.units[index], self._types[index]
        dates = [document.dates[i] for i in unit.dates]
        days = [days_from_publication(date, document.published) for date in dates]
        as_second: Features = {}
        if index == 0 or view.units[index - 1].sentence.line != unit.sentence.line:
            as_second["second starts a line"] = 1.0
            if view.local[index]:
                as_second["second starts a line and names a place"] = 1.0
        opener = unit.tokens[0] if unit.tokens else ""
        if opener in _OPENERS:
            as_second["opener=" + opener] = 1.0
        if opener in _BACKWARD_OPENERS:
            as_second["opener refers back"] = 1.0
        if not _LOOKING_BACK.isdisjoint(unit.tokens):
            as_second["second looks back"] = 1.0
        if not view.local[index]:
            as_second["second without place"] = 1.0
        return _Told(
            unit.sentence.line,
            unit.sentence.kind,
            unit.tokens,
            unit.cues,
            bool(unit.goods),
            view.local[index],
            frozenset(date.edtf for date in dates if date.edtf is not None),
            [d for d in days if d is not None],
            types,
            sum(types),
            EVENT_TYPES[types.index(max(types))],
            tuple([cue in unit.cues for cue in _IN_ONE]),
            tuple([cue for cue in _NEWS if cue in unit.cues]),
            frozenset(document.participants[i].role for i in unit.participants),
            as_second,
        )

    def features(self, first: int, second: int) -> Features:
        """Features of two evidence sentences (``first`` before ``second``) for being about one event."""
        a, b = self._of(first), self._of(second)
        features = dict(b.as_second)
        gap = second - first
        features[_GAPS[gap] if gap < len(_GAPS) else "gap=20"] = 1.0
        lines = b.line - a.line
        if lines == 0:
            features["same line"] = 1.0
        elif lines == 1:
            features["next line"] = 1.0
        features[f"kinds={a.kind}+{b.kind}"] = 1.0
        features["unlikely between"] = float(min(3, self._unlikely[second] - self._unlikely[first + 1]))
        if self._headlines[second] > self._headlines[first + 1] or (b.kind == "headline" and first > 0):
            features["headline between"] = 1.0
        if a.places and b.places:
            shared = len(a.places & b.places)
            features["places shared" if shared else "places apart"] = 1.0
            if shared < len(b.places):
                features["new place"] = 1.0
            if len(a.places) >= 2 and len(b.places) >= 2:
                features[f"two places each, {min(shared, 2)} shared"] = 1.0
        if b.dates:
            if a.dates:
                features |= _dates(a, b)
            else:
                features["only second dated"] = 1.0
        elif not a.dates:
            features["both undated"] = 1.0
        features["type likeness"] = sum(map(mul, a.types, b.types)) / max(1e-9, a.type_sum * b.type_sum)
        if a.likeliest != b.likeliest:
            features["types apart"] = 1.0
            features[f"types={a.likeliest}+{b.likeliest}"] = 0.5
        if a.marks != b.marks:
            for cue, in_a, in_b in zip(_IN_ONE, a.marks, b.marks, strict=True):
                if in_a != in_b:
                    features[f"{cue} in one"] = 1.0
        if b.roles:
            if a.roles:
                features["roles apart" if a.roles.isdisjoint(b.roles) else "roles shared"] = 1.0
            new = b.roles - a.roles
            if new:
                features["new role"] = 1.0
                features |= {"new role=" + role: 0.5 for role in new}
        for cue in b.news:
            if cue not in a.cues:
                features["new cue=" + cue] = 0.5
        if a.goods != b.goods:
            features["goods in one"] = 1.0
        if gap == 1:
            features |= bag(["second w:" + token for token in b.tokens[:9]])
            features |= bag([f"second b:{x} {y}" for x, y in pairwise(b.tokens[:7])], 0.7)
        return features


def _dates(a: _Told, b: _Told) -> Features:
    """How the dates of two dated sentences stand to each other."""
    apart = [abs(x - y) for x in a.days for y in b.days]
    near = not a.dates.isdisjoint(b.dates) or (bool(apart) and min(apart) <= _NEAR)
    features = {
        "dates near" if near else "dates apart": 1.0,
        "dates far apart": float(bool(apart) and min(apart) > _FAR),
    }
    if apart and (max(a.days) < 0) != (max(b.days) < 0):
        features["past and future"] = 1.0
    return features


def told_apart(view: View, first: int, second: int) -> bool:
    """Whether two sentences each name a known pair, and none of the places is the same."""
    a, b = view.local[first], view.local[second]
    return a.isdisjoint(b) and holds_known_pair(view, a) and holds_known_pair(view, b)


def tells_of_a_pair(view: View, unit: Unit) -> bool:
    """Whether a sentence names two places, a tie between them and when: all that a report needs."""
    local = view.local[unit.index]
    if len(local) < 2 or not any(view.document.dates[i].edtf is not None for i in unit.dates):
        return False
    return "tie" in unit.cues or holds_known_pair(view, local)


def least_evidence(view: View, unit: Unit, threshold: float = EVIDENCE_THRESHOLD) -> float:
    """The probability from which on a sentence is evidence."""
    return min(threshold, PAIR_THRESHOLD) if tells_of_a_pair(view, unit) else threshold


def segments(view: View, scores: Array, threshold: float = EVIDENCE_THRESHOLD) -> Asking[list[tuple[int, ...]]]:
    """Group the evidence sentences into events; asks "link".

    Each evidence sentence joins the event whose sentences it is most likely to go with, or begins one; a
    sentence that enumerates several events stands alone.

    Returns
    -------
    list of tuple of int
        Unit indices per event, in order of first sentence.
    """
    chosen = [u.index for u in view.units if 1.0 - scores[u.index, 0] >= least_evidence(view, u, threshold)]
    enumerations = {index for index in chosen if shares(view, (index,))}
    links = Links(view, scores)
    found: list[list[int]] = []
    for start in range(0, len(chosen), _TOGETHER):
        block = chosen[start : start + _TOGETHER]
        earlier = [m for event in found[-_EVENTS_BACK:] for m in event[-_LOOK_BACK:]]
        may_join = [i for i in (*earlier, *block) if i not in enumerations]
        pairs = [
            (m, index)
            for n, index in enumerate(may_join)
            if index >= block[0]
            for m in may_join[:n]
            if not told_apart(view, m, index)
        ]
        chances = dict(
            zip(pairs, (yield "link", [links.features(*pair) for pair in pairs])[:, -1].tolist(), strict=True)
        )
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
