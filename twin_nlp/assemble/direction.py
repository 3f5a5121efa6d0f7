"""Who sends or travels, and who receives or hosts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twin_nlp.assemble.asking import Asking
from twin_nlp.assemble.direction_cues import COMES, GETS, GIVES, GOES, PEOPLE, PEOPLE_GROUP, roles_after, roles_before
from twin_nlp.assemble.view import View
from twin_nlp.linear import Features

_WORD = re.compile(r"\w+")
_WORD_AND_GAP = re.compile(r"(\w+)(\W*)")
_AFTER = re.compile(r"\W{0,3}((?:\w+\W{1,3}){0,2}\w+)")
_REACH = 40
"""Characters before and after a name whose words are told."""
_WIDEST = 3
"""More characters than this between words tear them apart."""
DIRECTIONS = ("mutual", "backward", "forward")
"""Of a pair of partners in the order given: none told, the second sends, the first sends."""
_KINDS = ("culture", "give", "talk", "trade", "travel", "youth")
_LOOK_BEHIND, _LOOK_AHEAD, _LONGEST = 130, 110, 600
"""Characters of a sentence that are read before and after a name, and in all."""


def _roles(view: View, at: int) -> list[str]:
    """What the words before and after a mention (index) say of its part in the event."""
    mention, sentence = view.document.places[at], view.units[view.unit_of[at]].sentence
    left = view.lowered[max(0, sentence.start, mention.start - _LOOK_BEHIND) : mention.start]
    right = view.lowered[mention.end : min(sentence.end, mention.end + _LOOK_AHEAD)]
    return roles_before(left) + roles_after(right)


def _words_before(text: str, end: int) -> list[str]:
    """The last two words before a name that begins at ``end``, or as many as stand close to it."""
    found = _WORD_AND_GAP.findall(text[max(0, end - _REACH) : end].removesuffix("\n"))[-2:]
    if not found or len(found[-1][1]) > _WIDEST:
        return []
    near = found if len(found[0][1]) <= _WIDEST else found[-1:]
    # Letters that fall apart in lower case make two words of one.
    return _WORD.findall(" ".join([word for word, _ in near]).casefold())


def _side(view: View, event: Sequence[int], entity: int) -> Features:
    """What stands around one partner's mentions, and where it stands."""
    text, within = view.text, set(event)
    mentions = view.entities[entity].mentions
    inside = [m for m in mentions if view.unit_of[m] in within]
    features: Features = {"in evidence": 1.0 if inside else 0.0}
    told = "" if inside else "outside "
    for n, m in enumerate((inside or mentions)[:5]):
        mention = view.document.places[m]
        words = _words_before(text, mention.start)
        if words:
            features[f"{told}before={words[-1]}"] = 1.0
            if inside:
                features["before2=" + " ".join(words[-2:])] = 1.0
        after = _AFTER.match(text, mention.end, mention.end + _REACH)
        if after:
            words = _WORD.findall(after.group(1).casefold())
            features[f"{told}after={words[0]}"] = 1.0
            if inside:
                features["after2=" + " ".join(words[:2])] = 1.0
        roles = _roles(view, m)
        for role in roles:
            features[f"{told}role={role}"] = 1.0
            if n == 0:
                features[f"{told}first role={role}"] = 1.0
        if view.doers[m]:
            features[told + "doer"] = 1.0
            features["doer of " + (after.group(1).split()[0].casefold() if after else "")] = 1.0
        deed = view.deeds[m]
        if deed:
            features[f"{told}deed {deed}"] = 1.0
        sentence = view.units[view.unit_of[m]].sentence
        if sentence.kind == "headline":
            features["headline"] = 1.0
        if mention.start == sentence.start:
            features[told + "begins sentence"] = 1.0
        features[f"{told}cue={mention.cue}"] = 1.0
    if inside:
        features["where"] = min(view.document.places[m].start for m in inside) / max(1, len(text))
    features |= _country(view, event, entity)
    return features


def _country(view: View, event: Sequence[int], entity: int) -> Features:
    """What is said of a partner's country and its people."""
    place = view.entities[entity].place
    if place is None:
        return {}
    features: Features = {}
    people = PEOPLE.get(place.country or "")
    pattern = people[1] if people is not None and people[0] in view.lowered else None
    for u in event:
        unit = view.units[u]
        for m in unit.places:
            other = view.document.places[m].place
            if other is not None and other.kind == "country" and other.country == place.country:
                for role in _roles(view, m):
                    features["country role=" + role] = 1.0
        if pattern is None:
            continue
        end = min(unit.sentence.end, unit.sentence.start + _LONGEST)
        for found in pattern.finditer(view.lowered, unit.sentence.start, end):
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
    features, b = _side(view, event, first), _side(view, event, second)
    for name, value in b.items():
        features[name] = features.get(name, 0.0) - value
    home, away = _home(view, event, first), _home(view, event, second)
    homely = {name: home[name] - away[name] for name in home}
    n = [len(view.entities[e].mentions) for e in (first, second)]
    homely["mentioned more"] = float((n[0] > n[1]) - (n[0] < n[1]))
    opening = [view.entities[e].units[0] for e in (first, second)]
    homely["named first"] = float((opening[0] < opening[1]) - (opening[0] > opening[1]))
    features |= homely
    turns = _turns(view, event)
    for name, value in homely.items():
        if value:
            for what, by in turns:
                features[name + what] = value * by
    return {name: value for name, value in features.items() if value}


def _turns(view: View, event: Sequence[int]) -> list[tuple[str, int]]:
    """What is said of travelling or giving, and how often: it turns the same surroundings around."""
    sentences = [view.units[u].sentence for u in event]
    told = " ".join(["", *[view.lowered[s.start : min(s.end, s.start + _LONGEST)] for s in sentences]])
    comes, goes = len(COMES.findall(told)), len(GOES.findall(told))
    gives, gets = len(GIVES.findall(told)), len(GETS.findall(told))
    kinds = set[str]().union(*[view.units[u].cues for u in event])
    turns = [
        (", comes less goes", max(-3, min(3, comes - goes))),
        (", gives less gets", max(-3, min(3, gives - gets))),
        *[(", cue=" + cue, 1) for cue in _KINDS if cue in kinds],
    ]
    return [(what, by) for what, by in turns if by]


def choose_direction(view: View, event: Sequence[int], first: int, second: int, mutual: float) -> Asking[str]:
    """One of :data:`DIRECTIONS`; ``mutual`` is the probability that no direction is told. Asks "sender"."""
    [[_, forward]] = (yield "sender", [direction_features(view, event, first, second)]).tolist()
    sure = abs(forward - 0.5) * 2
    if mutual > 0.5 + 0.4 * sure:
        return "mutual"
    return "forward" if forward >= 0.5 else "backward"
