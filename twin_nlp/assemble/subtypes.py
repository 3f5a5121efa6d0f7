"""What tells a finer field of an event: a signing, the end of a tie, training of staff, sport."""

from __future__ import annotations

import re

from twin_nlp.assemble.events import EventMention
from twin_nlp.assemble.view import View
from twin_nlp.linear import Features

_WORDS = {
    "ends": re.compile(
        r"\b(?:end|terminat|sever|cut|revok|dissolv|withdr[ae]w|suspen|paus|lapse|drop|break|scrap|quit)\w{0,6}\b"
    ),
    "training": re.compile(
        r"\b(?:train\w*|second(?:ed|ments?)|interns?|internships?|attach(?:ed|ment)|stud(?:y|ied|ying)|learn\w*|courses?"
        r"|apprentic\w*|placements?|alongside|staff exchange)\b"
    ),
    "sport": re.compile(
        r"\b(?:football|soccer|hockey|judo|karate|kendo|rugby|baseball|softball|basketball|volleyball|tennis|golf"
        r"|swimmers?|swimming|marathon|runners?|rowing|rowers|cycling|cyclists?|athletes?|athletics|bowls|bowling"
        r"|tournament|badminton|wrestl(?:ers?|ing)|ski(?:ers|ing)|lacrosse|curling)\b"
    ),
}
_MOST = 3


def subtype_features(view: View, mention: EventMention, context: Features) -> Features:
    """Features of an event for its subtype: those of its ``context``, and how often words of each kind stand in it."""
    document = view.document
    features = dict(context)
    for name, pattern in _WORDS.items():
        n = sum(
            sum(1 for _ in pattern.finditer(view.lowered, s.start, s.end))
            for s in (view.units[u].sentence for u in mention.units)
        )
        features[name + " words"] = 0.67 * min(n, _MOST)
    roles = {document.participants[i].role for i in mention.participants}
    features["athletes"] = 2.0 * ("athlete" in roles)
    features["civil servants"] = float("civil servant" in roles)
    return features
