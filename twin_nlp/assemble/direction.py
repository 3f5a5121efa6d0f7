"""Who sends or travels, and who receives or hosts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twin_nlp.assemble.asking import Asking
from twin_nlp.assemble.direction_cues import COMES, GETS, GIVES, GOES, PEOPLE, PEOPLE_GROUP, ROLES_AFTER, ROLES_BEFORE
from twin_nlp.assemble.view import View
from twin_nlp.linear import Features

_BEFORE = re.compile(r"((?:\w+\W{1,3}){0,2}\w+)\W{0,3}$")
_AFTER = re.compile(r"\W{0,3}((?:\w+\W{1,3}){0,2}\w+)")
DIRECTIONS = ("mutual", "backward", "forward")
"""Of a pair of partners in the order given: none told, the second sends, the first sends."""
_LOOK_BEHIND, _LOOK_AHEAD, _LONGEST = 130, 110, 600
"""Characters of a sentence that are read before and after a name, and in all."""


def _roles(view: View, at: int) -> list[str]:
    """What the words before and after a mention (index) say of its part in the event."""
    mention, sentence = view.document.places[at], view.units[view.unit_of[at]].sentence
    left = view.lowered[max(0, sentence.start, mention.start - _LOOK_BEHIND) : mention.start]
    right = view.lowered[mention.end : min(sentence.end, mention.end + _LOOK_AHEAD)]
    roles = [name for name, pattern in ROLES_BEFORE if pattern.search(left)]
    return roles + [name for name, pattern in ROLES_AFTER if pattern.match(right)]


def _side(view: View, event: Sequence[int], entity: int) -> Features:
    """What stands around one partner's mentions, and where it stands."""
    text, within = view.text, set(event)
    features: Features = {}
    mentions = view.entities[entity].mentions
    inside = [m for m in mentions if view.unit_of[m] in within]
    features["in evidence"] = float(bool(inside))
    for n, m in enumerate((inside or list(mentions))[:5]):
        told = "" if inside else "outside "
        mention = view.document.places[m]
        before = _BEFORE.search(text, max(0, mention.start - 40), mention.start)
        after = _AFTER.match(text, mention.end, mention.end + 40)
        unit = view.units[view.unit_of[m]]
        if before:
            words = re.findall(r"\w+", before.group(1).casefold())
            features[told + "before=" + words[-1]] = 1.0
            if inside:
                features["before2=" + " ".join(words[-2:])] = 1.0
        if after:
            words = re.findall(r"\w+", after.group(1).casefold())
            features[told + "after=" + words[0]] = 1.0
            if inside:
                features["after2=" + " ".join(words[:2])] = 1.0
        roles = _roles(view, m)
        for role in roles:
            features[told + "role=" + role] = 1.0
        if n == 0:
            for role in roles:
                features[told + "first role=" + role] = 1.0
        if view.doers[m]:
            features[told + "doer"] = 1.0
            doer = _AFTER.match(text, mention.end, mention.end + 40)
            features["doer of " + (doer.group(1).split()[0].casefold() if doer else "")] = 1.0
        deed = view.deeds[m]
        if deed:
            features[told + "deed " + deed] = 1.0
        if unit.sentence.kind == "headline":
            features["headline"] = 1.0
        if mention.start == unit.sentence.start:
            features[told + "begins sentence"] = 1.0
        features[told + "cue=" + str(mention.cue)] = 1.0
    if inside:
        features["where"] = min(view.document.places[m].start for m in inside) / max(1, len(text))
    return features | _country(view, event, entity)


def _country(view: View, event: Sequence[int], entity: int) -> Features:
    """What is said of a partner's country and its people."""
    place = view.entities[entity].place
    if place is None:
        return {}
    features: Features = {}
    pattern = PEOPLE.get(place.country or "")
    for u in event:
        unit = view.units[u]
        for m in unit.places:
            other = view.document.places[m].place
            if other is not None and other.kind == "country" and other.country == place.country:
                features |= {"country role=" + role: 1.0 for role in _roles(view, m)}
        end = min(unit.sentence.end, unit.sentence.start + _LONGEST)
        for found in pattern.finditer(view.lowered, unit.sentence.start, end) if pattern else ():
            features["its people"] = 1.0
            if found.group().endswith("s") or PEOPLE_GROUP.match(view.lowered, found.end(), end):
                features["its people as a group"] = 1.0
    return features


def _home(view: View, event: Sequence[int], entity: int) -> Features:
    """What makes a partner the place that the text comes from."""
    units = view.entities[entity].units
    mentions = [view.document.places[m] for m in view.entities[entity].mentions]
    return {
        "in meta": float(any(view.units[u].sentence.kind == "meta" for u in units)),
        "in first lines": float(units[0] <= 1),
        "not in evidence": float(not set(units) & set(event)),
        "capitals": float(any(m.name.isupper() and len(m.name) > 2 for m in mentions)),
        "share": len(mentions) / max(1, len(view.document.places)),
        "at the end": float(units[-1] >= len(view.units) - 2),
        "only once": float(len(mentions) == 1),
    }


def direction_features(view: View, event: Sequence[int], first: int, second: int) -> Features:
    """Antisymmetric features of two partners (entity indices) for the first being the sender."""
    a, b = _side(view, event, first), _side(view, event, second)
    features = {name: a.get(name, 0.0) - b.get(name, 0.0) for name in sorted(a.keys() | b.keys())}
    home, away = _home(view, event, first), _home(view, event, second)
    homely = {name: home[name] - away[name] for name in home}
    n = [len(view.entities[e].mentions) for e in (first, second)]
    homely["mentioned more"] = float((n[0] > n[1]) - (n[0] < n[1]))
    opening = [view.entities[e].units[0] for e in (first, second)]
    homely["named first"] = float((opening[0] < opening[1]) - (opening[0] > opening[1]))
    features |= homely
    told = " ".join(view.lowered[view.units[u].sentence.start : view.units[u].sentence.end][:_LONGEST] for u in event)
    # What is said of travelling or giving turns the same surroundings around.
    counts = {
        "comes": len(COMES.findall(told)),
        "goes": len(GOES.findall(told)),
        "gives": len(GIVES.findall(told)),
        "gets": len(GETS.findall(told)),
    }
    kinds: set[str] = set()
    for u in event:
        kinds |= view.units[u].cues.keys()
    for name, value in homely.items():
        if not value:
            continue
        features[f"{name}, comes less goes"] = value * max(-3, min(3, counts["comes"] - counts["goes"]))
        features[f"{name}, gives less gets"] = value * max(-3, min(3, counts["gives"] - counts["gets"]))
        for cue in sorted(kinds & {"give", "travel", "youth", "culture", "trade", "talk"}):
            features[f"{name}, cue={cue}"] = value
    return {name: value for name, value in features.items() if value}


def choose_direction(view: View, event: Sequence[int], first: int, second: int, mutual: float) -> Asking[str]:
    """One of :data:`DIRECTIONS`; ``mutual`` is the probability that no direction is told. Asks "sender"."""
    [[_, forward]] = (yield "sender", [direction_features(view, event, first, second)]).tolist()
    sure = abs(forward - 0.5) * 2
    if mutual > 0.5 + 0.4 * sure:
        return "mutual"
    return "forward" if forward >= 0.5 else "backward"
