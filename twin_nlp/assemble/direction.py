"""Who sends or travels, and who receives or hosts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twin_nlp.assemble.cues import deed_before, is_doer
from twin_nlp.assemble.view import View
from twin_nlp.linear import Features
from twin_nlp.trees import Decision

_BEFORE = re.compile(r"((?:\w+\W{1,3}){0,2}\w+)\W{0,3}$")
_AFTER = re.compile(r"\W{0,3}((?:\w+\W{1,3}){0,2}\w+)")
DIRECTIONS = ("mutual", "backward", "forward")
"""Of a pair of partners in the order given: none told, the second sends, the first sends."""


def _side(view: View, event: Sequence[int], entity: int) -> Features:
    """What stands around one partner's mentions, and where it stands."""
    text, within = view.text, set(event)
    features: Features = {}
    mentions = view.entities[entity].mentions
    inside = [m for m in mentions if view.unit_of[m] in within]
    features["in evidence"] = float(bool(inside))
    if not inside:
        return features
    for m in inside[:5]:
        mention = view.document.places[m]
        before = _BEFORE.search(text, max(0, mention.start - 40), mention.start)
        after = _AFTER.match(text, mention.end, mention.end + 40)
        unit = view.units[view.unit_of[m]]
        if before:
            words = re.findall(r"\w+", before.group(1).casefold())
            features["before=" + words[-1]] = 1.0
            features["before2=" + " ".join(words[-2:])] = 1.0
        if after:
            words = re.findall(r"\w+", after.group(1).casefold())
            features["after=" + words[0]] = 1.0
            features["after2=" + " ".join(words[:2])] = 1.0
        if is_doer(text, mention.end):
            features["doer"] = 1.0
            doer = _AFTER.match(text, mention.end, mention.end + 40)
            features["doer of " + (doer.group(1).split()[0].casefold() if doer else "")] = 1.0
        deed = deed_before(text, mention.start)
        if deed:
            features["deed " + deed] = 1.0
        if unit.sentence.kind == "headline":
            features["headline"] = 1.0
        if mention.start == unit.sentence.start:
            features["begins sentence"] = 1.0
        features["cue=" + str(mention.cue)] = 1.0
    first = min(view.document.places[m].start for m in inside)
    features["where"] = first / max(1, len(text))
    return features


def direction_features(view: View, event: Sequence[int], first: int, second: int) -> Features:
    """Antisymmetric features of two partners (entity indices) for the first being the sender."""
    a, b = _side(view, event, first), _side(view, event, second)
    features = {name: a.get(name, 0.0) - b.get(name, 0.0) for name in sorted(a.keys() | b.keys())}
    n = [len(view.entities[e].mentions) for e in (first, second)]
    features["mentioned more"] = float((n[0] > n[1]) - (n[0] < n[1]))
    opening = [view.entities[e].units[0] for e in (first, second)]
    features["named first"] = float((opening[0] < opening[1]) - (opening[0] > opening[1]))
    # What is said of travelling or giving turns the same surroundings around.
    kinds: set[str] = set()
    for u in event:
        kinds |= view.units[u].cues.keys()
    words = {t for u in event for t in view.units[u].tokens}
    for cue in sorted(kinds & {"give", "travel", "youth", "culture", "trade", "talk"}):
        features["named first, cue=" + cue] = features["named first"]
        features["in evidence, cue=" + cue] = features.get("in evidence", 0.0)
    for word in (
        "our",
        "we",
        "us",
        "came",
        "went",
        "visited",
        "received",
        "hosted",
        "welcomed",
        "arrived",
        "back",
        "donated",
        "sent",
        "gave",
        "off",
        "will",
        "travel",
        "invited",
        "guests",
        "home",
    ):
        if word in words:
            features["named first, word=" + word] = features["named first"]
            features["in evidence, word=" + word] = features.get("in evidence", 0.0)
            features["mentioned more, word=" + word] = features["mentioned more"]
    return {name: value for name, value in features.items() if value}


def choose_direction(view: View, event: Sequence[int], first: int, second: int, mutual: float, model: Decision) -> str:
    """One of :data:`DIRECTIONS`; ``mutual`` is the probability that no direction is told."""
    forward = float(model.positive([direction_features(view, event, first, second)])[0])
    sure = abs(forward - 0.5) * 2
    if mutual > 0.5 + 0.4 * sure:
        return "mutual"
    return "forward" if forward >= 0.5 else "backward"
