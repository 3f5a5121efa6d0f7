"""What tells a finer field of an event: a signing, the end of a tie, training of staff, sport."""

from __future__ import annotations

import re
from collections import Counter

from twin_nlp.assemble.events import EventMention
from twin_nlp.assemble.view import View
from twin_nlp.linear import Features

_WORDS = {
    "ends": r"(?:end|terminat|sever|cut|revok|dissolv|withdr[ae]w|suspen|paus|lapse|drop|break|scrap|quit)\w{0,6}",
    "training": r"train\w*|second(?:ed|ments?)|interns?|internships?|attach(?:ed|ment)|stud(?:y|ied|ying)|learn\w*"
    r"|courses?|apprentic\w*|placements?|alongside|staff exchange",
    "sport": r"(?:foot|base|soft|basket|volley|hand|net|floor)ball\w*|soccer|futsal|hockey|judo\w*|karate\w*|kendo"
    r"|taekwondo|aikido|fencing|fencers|martial arts?|rugby|tennis|ping[- ]pong|golf\w*|swim\w*|div(?:ers|ing)"
    r"|marathon|runners?|triathl\w+|rowing|rowers?|paddl\w+|canoe\w*|kayak\w*|sail(?:ing|ors?)|regatta|yacht\w*"
    r"|cycl(?:ing|ists?)|athletes?|athletics|bowls|bowling|bowmen|archer\w*|badminton|squash|cricket\w*|lacrosse"
    r"|curl(?:ing|ers)|wrestl\w+|box(?:ing|ers)|ski(?:s|ers?|ing)?|skat(?:ing|ers?)|snowboard\w*|gymnast\w*"
    r"|cheerlead\w*|paraglid\w*|climb(?:ing|ers)|p[ée]tanque|boules|equestrian|riders|jockeys?|chess|sumo"
    r"|dragon boats?|sports?|sporting|tournaments?|championships?|leagues?|match(?:es)?|games?|goals?|trophy"
    r"|coach(?:es)?|players?|teams?|squad|under-?\d{1,2}s?|side|race[ds]?|racers",
}
# No word is of two kinds, nor does the wording of one kind reach into that of another: one pattern finds all.
_PATTERN = re.compile(rf"\b(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _WORDS.items())})\b")
_MOST = 4


def subtype_features(view: View, mention: EventMention, context: Features) -> Features:
    """Features of an event for its subtype: those of its ``context``, and how often words of each kind stand in it."""
    features = dict(context)
    sentences = [view.units[u].sentence for u in mention.units]
    found = Counter([m.lastgroup for s in sentences for m in _PATTERN.finditer(view.lowered, s.start, s.end)])
    for name in _WORDS:
        features[name + " words"] = 0.5 * min(found[name], _MOST)
        features[name + " word"] = float(name in found)
    return features
