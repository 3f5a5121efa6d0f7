"""The date of an event, chosen among those found in its sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twin_nlp.assemble.view import View, days_from_publication
from twin_nlp.linear import Array, Features
from twin_nlp.trees import Decision

_BEFORE = re.compile(r"(\w+)\W{0,3}$")
_THRESHOLD = 0.35
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
    return candidates[best] if ps[best] >= _THRESHOLD else None
