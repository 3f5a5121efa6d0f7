"""The participants of an event, chosen among those found in its sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twin_nlp.assemble.view import View
from twin_nlp.linear import Features
from twin_nlp.trees import Decision

_BEFORE = re.compile(r"(\w+)\W{0,3}$")
_AFTER = re.compile(r"\W{0,3}(\w+)")
_THRESHOLD = 0.42


def participant_features(view: View, event: Sequence[int], at: int) -> Features:
    """Features of one participant candidate as taking part in an event."""
    document, participant = view.document, view.document.participants[at]
    unit = next(u for u in view.units if u.sentence.start <= participant.start < u.sentence.end)
    words = participant.text.split()
    features: Features = {"role=" + participant.role: 1.0, "sentence=" + unit.sentence.kind: 1.0}
    features[f"words={min(len(words), 5)}"] = 1.0
    features["count"] = float(participant.count is not None)
    features["count and role=" + participant.role] = float(participant.count is not None)
    features[f"order={min(list(event).index(unit.index), 3)}"] = 1.0
    features[f"rank={min(list(unit.participants).index(at), 3)}"] = 1.0
    features["capital"] = float(words[0][:1].isupper())
    features["first word=" + words[0].casefold()] = 1.0
    features["last word=" + words[-1].casefold()] = 1.0
    text = document.text
    before = _BEFORE.search(text, max(0, participant.start - 25), participant.start)
    if before:
        features["before=" + before.group(1).casefold()] = 1.0
    after = _AFTER.match(text, participant.end, participant.end + 25)
    if after:
        features["after=" + after.group(1).casefold()] = 1.0
    if text[max(0, participant.start - 2) : participant.start].endswith(('"', "”", "“")):
        features["after quote"] = 1.0
    if participant.start == unit.sentence.start:
        features["begins sentence"] = 1.0
    for cue in unit.cues:
        features["cue=" + cue] = 0.5
    earlier = text.find(participant.text) < participant.start
    features["named before"] = float(earlier)
    return features


def choose_participants(view: View, event: Sequence[int], model: Decision) -> list[int]:
    """The participants (indices) of an event, in reading order, each name once."""
    candidates = [i for u in event for i in view.units[u].participants]
    if not candidates:
        return []
    ps = model.positive([participant_features(view, event, i) for i in candidates])
    seen: set[str] = set()
    chosen = []
    for i, p in zip(candidates, ps, strict=True):
        key = view.document.participants[i].text.casefold()
        if p >= _THRESHOLD and key not in seen:
            seen.add(key)
            chosen.append(i)
    return chosen
