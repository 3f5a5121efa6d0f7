"""Which evidence sentences belong to one event: links between pairs of them, and what the links add up to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from twin_nlp.assemble.evidence import holds_known_pair
from twin_nlp.assemble.lists import shares
from twin_nlp.assemble.view import Unit, View, days_from_publication
from twin_nlp.labels import EVENT_TYPES
from twin_nlp.linear import Array, Features, bag
from twin_nlp.trees import Decision

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


def _days(view: View, unit: Unit) -> list[int]:
    found = (days_from_publication(view.document.dates[i], view.document.published) for i in unit.dates)
    return [d for d in found if d is not None]


def _roles(view: View, unit: Unit) -> set[str]:
    return {view.document.participants[i].role for i in unit.participants}


def _date_values(view: View, unit: Unit) -> set[str]:
    return {e for i in unit.dates if (e := view.document.dates[i].edtf) is not None}


def link_features(view: View, scores: Array, first: int, second: int) -> Features:
    """Features of two evidence sentences (``first`` before ``second``) for being about one event."""
    a, b = view.units[first], view.units[second]
    features: Features = {}
    gap = second - first
    features[f"gap={gap if gap < 6 else 6 if gap < 10 else 10 if gap < 20 else 20}"] = 1.0
    if a.sentence.line == b.sentence.line:
        features["same line"] = 1.0
    elif b.sentence.line - a.sentence.line == 1:
        features["next line"] = 1.0
    features[f"kinds={a.sentence.kind}+{b.sentence.kind}"] = 1.0
    between = view.units[first + 1 : second]
    features["unlikely between"] = float(min(3, int((scores[first + 1 : second, 0] > EVIDENCE_THRESHOLD).sum())))
    if any(u.sentence.kind == "headline" for u in between) or (b.sentence.kind == "headline" and first > 0):
        features["headline between"] = 1.0
    places_a, places_b = view.local[first], view.local[second]
    if places_a and places_b:
        features["places " + ("shared" if places_a & places_b else "apart")] = 1.0
        if places_b - places_a:
            features["new place"] = 1.0
        if len(places_a) >= 2 and len(places_b) >= 2:
            features[f"two places each, {min(len(places_a & places_b), 2)} shared"] = 1.0
    elif not places_b:
        features["second without place"] = 1.0
    dates_a, dates_b = _date_values(view, a), _date_values(view, b)
    if dates_a and dates_b:
        days_a, days_b = _days(view, a), _days(view, b)
        near = any(abs(x - y) <= 20 for x in days_a for y in days_b)
        features["dates " + ("near" if near or dates_a & dates_b else "apart")] = 1.0
        far = days_a and days_b and min(abs(x - y) for x in days_a for y in days_b) > 150
        features["dates far apart"] = float(bool(far))
        if days_a and days_b and (max(days_a) < 0) != (max(days_b) < 0):
            features["past and future"] = 1.0
    elif dates_b:
        features["only second dated"] = 1.0
    elif not dates_a:
        features["both undated"] = 1.0
    typed_a, typed_b = scores[first, 1:].tolist(), scores[second, 1:].tolist()
    likeness = sum(x * y for x, y in zip(typed_a, typed_b, strict=True))
    features["type likeness"] = likeness / max(1e-9, sum(typed_a) * sum(typed_b))
    likeliest = [EVENT_TYPES[typed.index(max(typed))] for typed in (typed_a, typed_b)]
    if likeliest[0] != likeliest[1]:
        features["types apart"] = 1.0
        features["types=" + "+".join(likeliest)] = 0.5
    for cue in ("cancel", "plan", "history"):
        if (cue in a.cues) != (cue in b.cues):
            features[f"{cue} in one"] = 1.0
    roles_a, roles_b = _roles(view, a), _roles(view, b)
    if roles_a and roles_b:
        features["roles " + ("shared" if roles_a & roles_b else "apart")] = 1.0
    if roles_b - roles_a:
        features["new role"] = 1.0
        for role in roles_b - roles_a:
            features["new role=" + role] = 0.5
    for cue in ("give", "sign", "youth", "culture", "trade", "talk"):
        if cue in b.cues and cue not in a.cues:
            features["new cue=" + cue] = 0.5
    if bool(a.goods) != bool(b.goods):
        features["goods in one"] = 1.0
    starts_line = second == 0 or view.units[second - 1].sentence.line != b.sentence.line
    if starts_line:
        features["second starts a line"] = 1.0
    if starts_line and places_b:
        features["second starts a line and names a place"] = 1.0
    if gap == 1:
        features |= bag("second w:" + token for token in b.tokens[:9])
        features |= bag((f"second b:{x} {y}" for x, y in pairwise(b.tokens[:7])), 0.7)
    opener = b.tokens[0] if b.tokens else ""
    if opener in (
        "in",
        "last",
        "earlier",
        "also",
        "meanwhile",
        "another",
        "next",
        "and",
        "two",
        "a",
        "<date>",
    ):
        features["opener=" + opener] = 1.0
    if opener in ("he", "she", "they", "the", "it", "his", "her", "their", "this", "those"):
        features["opener refers back"] = 1.0
    if {"last", "previous", "previously", "earlier", "ago", "also"} & set(b.tokens):
        features["second looks back"] = 1.0
    return features


def told_apart(view: View, first: int, second: int) -> bool:
    """Whether two sentences each name a known pair, and none of the places is the same."""
    a, b = view.local[first], view.local[second]
    if a & b:
        return False
    return all(any((x, y) in view.pairs for x in places for y in places) for places in (a, b))


def tells_of_a_pair(view: View, unit: Unit) -> bool:
    """Whether a sentence names two places, a tie between them and when: all that a report needs."""
    local = view.local[unit.index]
    if len(local) < 2 or not any(view.document.dates[i].edtf is not None for i in unit.dates):
        return False
    return "tie" in unit.cues or holds_known_pair(view, local)


def least_evidence(view: View, unit: Unit, threshold: float = EVIDENCE_THRESHOLD) -> float:
    """The probability from which on a sentence is evidence."""
    return min(threshold, PAIR_THRESHOLD) if tells_of_a_pair(view, unit) else threshold


def segments(view: View, scores: Array, link: Decision, threshold: float = EVIDENCE_THRESHOLD) -> list[tuple[int, ...]]:
    """Group the evidence sentences into events.

    Each evidence sentence joins the event whose sentences it is most likely to go with, or begins one; a
    sentence that enumerates several events stands alone.

    Returns
    -------
    list of tuple of int
        Unit indices per event, in order of first sentence.
    """
    chosen = [u.index for u in view.units if 1.0 - scores[u.index, 0] >= least_evidence(view, u, threshold)]
    enumerations = {index for index in chosen if shares(view, (index,))}
    found: list[list[int]] = []
    for index in chosen:
        best, likelihood = None, LINK_THRESHOLD
        rivals = [] if index in enumerations else [e for e in found[-_EVENTS_BACK:] if e[0] not in enumerations]
        last = [(event, event[-_LOOK_BACK:]) for event in rivals]
        last = [(event, members) for event, members in last if not any(told_apart(view, m, index) for m in members)]
        # All at once: a model is quicker with many rows than many times with a few.
        chances = link.positive([link_features(view, scores, m, index) for _, members in last for m in members])
        for event, members in last:
            together, chances = chances[: len(members)], chances[len(members) :]
            # The nearest sentence tells more than the rest.
            p = 0.5 * float(together[-1]) + 0.5 * float(together.mean())
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
