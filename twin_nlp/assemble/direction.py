"""Who sends or travels, and who receives or hosts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twin_nlp.assemble.asking import Asking
from twin_nlp.assemble.direction_cues import roles_after, roles_before, turns
from twin_nlp.assemble.view import View
from twin_nlp.linear import Features

_WORD = re.compile(r"\w+")
_WORD_AND_GAP = re.compile(r"(\w+)(\W*)")
_AFTER = re.compile(r"\W{0,3}(\w+)")
_REACH = 40
"""Characters before and after a name whose words are told."""
_WIDEST = 3
"""More characters than this between words tear them apart."""
DIRECTIONS = ("mutual", "backward", "forward")
"""Of a pair of partners in the order given: none told, the second sends, the first sends."""
_MUTUAL, _SURELY_MUTUAL = 0.5, 0.9
"""From which probability on no direction is told, where the model of senders knows nothing, and whatever it says."""
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
    """What stands around one partner's mentions in the event's sentences."""
    within = set(event)
    mentions = [m for m in view.entities[entity].mentions if view.unit_of[m] in within]
    if not mentions:
        return {}
    text = view.text
    features: Features = {"in evidence": 1.0}
    for n, m in enumerate(mentions[:5]):
        mention = view.document.places[m]
        words = _words_before(text, mention.start)
        if words:
            features["before=" + words[-1]] = 1.0
            features["before2=" + " ".join(words[-2:])] = 1.0
        after = _AFTER.match(text, mention.end, mention.end + _REACH)
        if after:
            features["after=" + after.group(1).casefold()] = 1.0
        for role in _roles(view, m):
            features["role=" + role] = 1.0
            if n == 0:
                features["first role=" + role] = 1.0
        deed = view.deeds[m]
        if deed:
            features["deed " + deed] = 1.0
    features["where"] = min(view.document.places[m].start for m in mentions) / max(1, len(text))
    return features


def _home(view: View, event: Sequence[int], entity: int) -> Features:
    """What makes a partner the place that the text comes from."""
    units = view.entities[entity].units
    return {
        "in first lines": float(units[0] <= 1),
        "not in evidence": float(set(units).isdisjoint(event)),
        "share": len(view.entities[entity].mentions) / max(1, len(view.document.places)),
    }


def direction_features(view: View, event: Sequence[int], first: int, second: int) -> Features:
    """Antisymmetric features of two partners (entity indices) for the first being the sender."""
    features, b = _side(view, event, first), _side(view, event, second)
    for name, value in b.items():
        features[name] = features.get(name, 0.0) - value
    home, away = _home(view, event, first), _home(view, event, second)
    homely = {name: home[name] - away[name] for name in home}
    opening = [view.entities[e].units[0] for e in (first, second)]
    homely["named first"] = float((opening[0] < opening[1]) - (opening[0] > opening[1]))
    features |= homely
    told = _turns(view, event)
    for name, value in homely.items():
        if value:
            for what, by in told:
                features[name + what] = value * by
    return {name: value for name, value in features.items() if value}


def _turns(view: View, event: Sequence[int]) -> list[tuple[str, int]]:
    """What is said of travelling or giving, and how often: it turns the same surroundings around."""
    sentences = [view.units[u].sentence for u in event]
    told = " ".join(["", *[view.lowered[s.start : min(s.end, s.start + _LONGEST)] for s in sentences]])
    n = turns(told)
    kinds = set[str]().union(*[view.units[u].cues for u in event])
    found = [
        (", comes less goes", max(-3, min(3, n["comes"] - n["goes"]))),
        (", gives less gets", max(-3, min(3, n["gives"] - n["gets"]))),
        *[(", cue=" + cue, 1) for cue in _KINDS if cue in kinds],
    ]
    return [(what, by) for what, by in found if by]


def choose_direction(view: View, event: Sequence[int], first: int, second: int, mutual: float) -> Asking[str]:
    """One of :data:`DIRECTIONS`; ``mutual`` is the probability that no direction is told. Asks "sender"."""
    if mutual > _SURELY_MUTUAL:
        return "mutual"
    [[_, forward]] = (yield "sender", [direction_features(view, event, first, second)]).tolist()
    sure = abs(forward - 0.5) * 2
    if mutual > _MUTUAL + (_SURELY_MUTUAL - _MUTUAL) * sure:
        return "mutual"
    return "forward" if forward >= 0.5 else "backward"
