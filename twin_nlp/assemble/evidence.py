"""Which sentences report an exchange, and of which type: features of a sentence in its context."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from twin_nlp.assemble.view import Unit, View, days_from_publication, local_mentions
from twin_nlp.labels import EVENT_TYPES
from twin_nlp.linear import Features, bag

NONE = "none"
CLASSES: tuple[str, ...] = (NONE, *EVENT_TYPES)

_DEEDS = frozenset(("travel", "give", "sign", "cancel", "talk", "youth", "culture", "trade"))
"""Cues of something done, against those of ties, numbers and opinions."""
_TIE_STEMS = ("sister", "twin", "friendship", "partner", "jumel")
"""Words that hold these aren't learned from: how a text names the tie says little of whether anything happened, and
texts that only talk of ties name it most."""
STEM = 5
"""Words are also seen by their first letters, which stands in for a stemmer on a small corpus."""


def wording(prefix: str, tokens: Sequence[str], weight: float = 1.0) -> Features:
    """Words, stems and word pairs of a stretch of text as features."""
    return _words(prefix + "w:", tokens, weight) | _stems_and_pairs(prefix, tokens, weight)


def _words(prefix: str, tokens: Sequence[str], weight: float = 1.0) -> Features:
    return bag([prefix + token for token in tokens], weight)


def _stems_and_pairs(prefix: str, tokens: Sequence[str], weight: float = 1.0) -> Features:
    stem, pair = prefix + "s:", prefix + "b:"
    features = bag([stem + t[:STEM] for t in tokens if len(t) > STEM and t[0] != "<"], weight * 0.7)
    features |= bag([f"{pair}{a} {b}" for a, b in pairwise(tokens)], weight * 0.7)
    return features


def headline_tokens(view: View) -> tuple[str, ...]:
    """The tokens of the document's first headline, or of its first line."""
    for unit in view.units[:4]:
        if unit.sentence.kind == "headline" and len(unit.tokens) >= 3:
            return unit.tokens
    return view.units[0].tokens if view.units else ()


def holds_known_pair(view: View, entities: frozenset[int]) -> bool:
    """Whether the register of ties holds any two of the entities."""
    paired = entities & view.paired
    return len(paired) > 1 and not view.pairs.isdisjoint(combinations(sorted(paired), 2))


def _deeds(view: View, unit: Unit) -> set[str]:
    """Which places do something, and to or from which something is done: "Oshawa received ... from ... Wuxi"."""
    found: set[str] = set()
    doer = False
    for i in local_mentions(view.document, unit.places[:12]):
        if view.doers[i]:
            found.add("place does")
            doer = True
        deed = view.deeds[i]
        if deed:
            found.add(f"done {deed} place")
            if doer:
                found.add(f"place does, {deed} place")
    return found


def mentions(view: View, unit: Unit) -> Features:
    """What was found in a sentence: places, dates, participants, goods and cues."""
    document = view.document
    features: Features = {}
    entities = {view.entity_of[i] for i in unit.places}
    features[f"places={min(len(entities), 4)}"] = 1.0
    local = view.local[unit.index]
    dated = any(document.dates[i].edtf is not None for i in unit.dates)
    if len(local) >= 2:
        features["two local places"] = 1.0
        features["two local places, dated"] = float(dated)
        for cue in sorted(_DEEDS & unit.cues.keys()):
            features[f"two local places, cue={cue}"] = 1.0
            if dated:
                features[f"two local places, dated, cue={cue}"] = 1.0
        if unit.goods:
            features["two local places, goods"] = 1.0
        if any((document.participants[i].count or 0) > 1 for i in unit.participants):
            features["two local places, group"] = 1.0
    elif local and dated:
        for cue in sorted(_DEEDS & unit.cues.keys()):
            features[f"place, dated, cue={cue}"] = 0.7
    if holds_known_pair(view, local):
        features["known pair"] = 1.0
    elif not local.isdisjoint(view.paired):
        features["one of a known pair"] = 1.0
    for deed in sorted(_deeds(view, unit)):
        features[deed] = 1.0
    if "relation" in [document.places[i].cue for i in unit.places]:
        features["relation place"] = 1.0
    for i in unit.dates[:4]:
        mention = document.dates[i]
        features[f"date={mention.kind}"] = 1.0
        days = days_from_publication(mention, document.published)
        if days is not None:
            band = (
                "future"
                if days > 1
                else "week"
                if days >= -10
                else "quarter"
                if days >= -100
                else "year"
                if days >= -400
                else "decade"
                if days >= -4000
                else "old"
            )
            features[f"when={band}"] = 1.0
    for i in unit.participants:
        participant = document.participants[i]
        features[f"role={participant.role}"] = 1.0
        if participant.count is not None and participant.count > 1:
            features[f"group={participant.role}"] = 1.0
    if unit.goods:
        features["goods"] = 1.0
        if any(document.goods[i].item == "money" for i in unit.goods):
            features["money"] = 1.0
    for cue in unit.cues:
        features[f"cue={cue}"] = 0.7
    return features


def without_ties(row: Features) -> Features:
    """A sentence's features as the first reading learns them: without words of ties.

    A model that has never met these can't weigh them, so they need not be left out when it is asked.
    """
    return {name: value for name, value in row.items() if not any(map(name.__contains__, _TIE_STEMS))}


def sentence_features(view: View, found: Sequence[Features]) -> list[Features]:
    """Features of every sentence for the first reading; ``found`` is what :func:`mentions` gives of each.

    They are its wording and mentions, its neighbours' words and mentions, the headline and its position.
    """
    units = view.units
    headline = _words("headline w:", headline_tokens(view), 0.4)
    words = [_words("w:", unit.tokens) for unit in units]
    rows: list[Features] = []
    for i, unit in enumerate(units):
        features = words[i] | _stems_and_pairs("", unit.tokens) | headline
        features["kind=" + unit.sentence.kind] = 1.0
        features[f"length={min(len(unit.tokens) // 6, 6)}"] = 0.5
        if i < 2:
            features["opening"] = 1.0
        features["position"] = 1.0 / (1.0 + i)
        for side, at in (("before ", i - 1), ("after ", i + 1)):
            if 0 <= at < len(units):
                # All words of a sentence weigh the same.
                weight = 0.5 * next(iter(words[at].values()), 0.0)
                for name in words[at]:
                    features[side + name] = weight
                for name, value in found[at].items():
                    features[side + name] = 0.4 * value
                features[f"{side}same line={units[at].sentence.line == unit.sentence.line}"] = 0.5
        features |= found[i]
        rows.append(features)
    return rows
