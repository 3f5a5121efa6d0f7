"""Which sentences report an exchange, and of which type: features of a sentence by itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import inf

from twin_nlp.assemble.view import Unit, View, days_from_publication, local_mentions
from twin_nlp.labels import EVENT_TYPES
from twin_nlp.linear import Features, bag

NONE = "none"
CLASSES: tuple[str, ...] = (NONE, *EVENT_TYPES)

_DEEDS = frozenset(("travel", "give", "sign", "cancel", "talk", "youth", "culture", "trade"))
"""Cues of something done, against those of ties, numbers and opinions."""
_SINCE = ((2, "future"), (-10, "week"), (-100, "quarter"), (-400, "year"), (-4000, "decade"), (-inf, "old"))
"""From how many days after publication on a date is called what."""
_TIE_STEMS = ("sister", "twin", "friendship", "partner", "jumel")
"""Words that hold these aren't learned from: how a text names the tie says little of whether anything happened, and
texts that only talk of ties name it most."""
STEM = 5
"""Words are also seen by their first letters, which stands in for a stemmer on a small corpus."""
LESS = 0.7
"""What stems, and pairs of words, weigh against words."""


def wording(tokens: Sequence[str]) -> Features:
    """Words ("w:mayor") and stems ("s:mayor") of a stretch of text as features."""
    features = bag(["w:" + t for t in tokens])
    features |= bag(["s:" + t[:STEM] for t in tokens if len(t) > STEM and t[0] != "<"], LESS)
    return features


def holds_known_pair(view: View, entities: frozenset[int]) -> bool:
    """Whether the register of ties holds any two of the entities."""
    paired = entities & view.paired
    return len(paired) > 1 and not view.pairs.isdisjoint(combinations(sorted(paired), 2))


def _when(days: int) -> str:
    """How a date stands to the publication, from the days between."""
    return next(name for least, name in _SINCE if days >= least)


def _deeds(view: View, unit: Unit) -> Features:
    """Which places do something, and to or from which something is done: "Oshawa received ... from ... Wuxi"."""
    found: Features = {}
    doer = False
    for i in local_mentions(view.document, unit.places[:12]):
        if view.doers[i]:
            found["place does"] = 1.0
            doer = True
        deed = view.deeds[i]
        if deed:
            found[f"done {deed} place"] = 1.0
            if doer:
                found[f"place does, {deed} place"] = 1.0
    return found


def _of_places(view: View, unit: Unit, dated: bool) -> Features:
    """What the places of a sentence tell, and what stands with them in it."""
    document, local = view.document, view.local[unit.index]
    features: Features = {f"places={min(len({view.entity_of[i] for i in unit.places}), 4)}": 1.0}
    deeds = [cue for cue in unit.cues if cue in _DEEDS]
    if len(local) >= 2:
        features["two local places"] = 1.0
        features["two local places, dated"] = float(dated)
        for cue in deeds:
            features["two local places, cue=" + cue] = 1.0
            if dated:
                features["two local places, dated, cue=" + cue] = 1.0
        if unit.goods:
            features["two local places, goods"] = 1.0
        if any((document.participants[i].count or 0) > 1 for i in unit.participants):
            features["two local places, group"] = 1.0
    elif local and dated:
        for cue in deeds:
            features["place, dated, cue=" + cue] = 0.7
    if holds_known_pair(view, local):
        features["known pair"] = 1.0
    elif not local.isdisjoint(view.paired):
        features["one of a known pair"] = 1.0
    if "relation" in [document.places[i].cue for i in unit.places]:
        features["relation place"] = 1.0
    return features | _deeds(view, unit)


def mentions(view: View, unit: Unit) -> Features:
    """What was found in a sentence: places, dates, participants, goods and cues, and of what kind it is."""
    document = view.document
    features: Features = {"kind=" + unit.sentence.kind: 1.0}
    for cue in unit.cues:
        features["cue=" + cue] = 0.7
    dates = [document.dates[i] for i in unit.dates]
    for mention in dates[:4]:
        features["date=" + mention.kind] = 1.0
        days = days_from_publication(mention, document.published)
        if days is not None:
            features["when=" + _when(days)] = 1.0
    for i in unit.participants:
        participant = document.participants[i]
        features["role=" + participant.role] = 1.0
        if participant.count is not None and participant.count > 1:
            features["group=" + participant.role] = 1.0
    if unit.goods:
        features["goods"] = 1.0
        if "money" in [document.goods[i].item for i in unit.goods]:
            features["money"] = 1.0
    if unit.places:
        features |= _of_places(view, unit, any(mention.edtf is not None for mention in dates))
    return features


def without_ties(row: Features) -> Features:
    """A sentence's features as the first reading learns them: without words of ties.

    A model that has never met these can't weigh them, so they need not be left out when it is asked.
    """
    return {name: value for name, value in row.items() if not any(map(name.__contains__, _TIE_STEMS))}


def sentence_features(view: View, found: Sequence[Features]) -> list[Features]:
    """Features of every sentence for the first reading: its wording and position, and what :func:`mentions` found.

    What stands around it is left to the second reading, which knows what the first made of it.
    """
    rows: list[Features] = []
    for i, (unit, of_unit) in enumerate(zip(view.units, found, strict=True)):
        features = wording(unit.tokens)
        features |= of_unit
        features[f"length={min(len(unit.tokens) // 6, 6)}"] = 0.5
        if i < 2:
            features["opening"] = 1.0
        features["position"] = 1.0 / (1.0 + i)
        rows.append(features)
    return rows
