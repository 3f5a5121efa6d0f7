"""The date, participants and goods of an event, chosen among what was found in its sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twin_nlp.assemble.view import View, days_from_publication
from twin_nlp.linear import Array, Features
from twin_nlp.trees import Decision

_BEFORE = re.compile(r"(\w+)\W{0,3}$")
_DATE_THRESHOLD = 0.35
_PARTICIPANT_THRESHOLD = 0.42
_STAMP = re.compile(
    r"(?:published|posted|updated|date|release time|last modified|views|hits|registered|written|deadline)\W{0,12}$",
    re.IGNORECASE,
)


def date_candidates(view: View, event: Sequence[int]) -> list[int]:
    """Dates (indices) that may be the event's: those in its sentences, then in the sentence before each."""
    inside = [i for u in event for i in view.units[u].dates]
    if inside:
        return inside
    before = sorted({u - 1 for u in event if u > 0} - set(event))
    return [i for u in before for i in view.units[u].dates]


def date_features(view: View, scores: Array, event: Sequence[int], at: int) -> Features:
    """Features of one date as the date of an event."""
    document, mention = view.document, view.document.dates[at]
    unit = next(u for u in view.units if u.sentence.start <= mention.start < u.sentence.end)
    features: Features = {"kind=" + mention.kind: 1.0, "sentence=" + unit.sentence.kind: 1.0}
    features["told"] = float(mention.edtf is not None)
    order = list(event).index(unit.index) if unit.index in event else 9
    features[f"order={min(order, 4)}"] = 1.0
    rank = list(unit.dates).index(at)
    features[f"rank={min(rank, 3)}"] = 1.0
    features["evidence"] = float(1.0 - scores[unit.index, 0])
    everywhere = [d for u in event for d in view.units[u].dates]
    if everywhere and at == everywhere[0]:
        features["first of event"] = 1.0
    if len(everywhere) == 1:
        features["only one"] = 1.0
    if mention.edtf is not None:
        same = sum(document.dates[d].edtf == mention.edtf for d in everywhere)
        features["repeated"] = float(same > 1)
        precision = "range" if "/" in mention.edtf else {4: "year", 7: "month", 10: "day"}.get(len(mention.edtf), "")
        features["precision=" + precision] = 1.0
        finest = {
            "range" if "/" in e else {4: "year", 7: "month", 10: "day"}.get(len(e), "")
            for d in everywhere
            if d != at and (e := document.dates[d].edtf) is not None
        }
        for other in finest:
            features[f"precision={precision}, other={other}"] = 1.0
    days = days_from_publication(mention, document.published)
    if days is not None:
        band = "future" if days > 0 else "week" if days >= -8 else "months" if days >= -200 else "old"
        features["when=" + band] = 1.0
        for cue in ("plan", "cancel", "history", "tie"):
            if cue in unit.cues:
                features[f"when={band}, cue={cue}"] = 1.0
    before = document.text[max(0, mention.start - 30) : mention.start]
    word = _BEFORE.search(before)
    if word:
        features["before=" + word.group(1).casefold()] = 1.0
    if _STAMP.search(before):
        features["stamp"] = 1.0
    near = document.text[max(0, mention.start - 60) : mention.end + 60].casefold()
    for cue in (
        "deadline",
        "by ",
        "since",
        "anniversar",
        "founded",
        "signed",
        "born",
        "approved",
        "voted",
        "meeting",
    ):
        if cue in near:
            features["near=" + cue] = 1.0
    position = (mention.start - unit.sentence.start) / max(1, unit.sentence.end - unit.sentence.start)
    features[f"position={int(4 * position)}"] = 0.5
    return features


def choose_date(view: View, scores: Array, event: Sequence[int], model: Decision) -> int | None:
    """The date (index) of an event, or None where none can be told."""
    candidates = [i for i in date_candidates(view, event) if view.document.dates[i].edtf is not None]
    if not candidates:
        return None
    ps = model.positive([date_features(view, scores, event, i) for i in candidates])
    best = int(ps.argmax())
    return candidates[best] if ps[best] >= _DATE_THRESHOLD else None


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
    after = re.compile(r"\W{0,3}(\w+)").match(text, participant.end, participant.end + 25)
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
        if p >= _PARTICIPANT_THRESHOLD and key not in seen:
            seen.add(key)
            chosen.append(i)
    return chosen


def choose_goods(view: View, event: Sequence[int]) -> list[int]:
    """The goods (indices) in an event's sentences, each once."""
    seen: set[str] = set()
    chosen = []
    for i in (i for u in event for i in view.units[u].goods):
        key = view.document.goods[i].text.casefold()
        if key not in seen:
            seen.add(key)
            chosen.append(i)
    return chosen
