"""What tells a finer field of an event: a signing, the end of a tie, training of staff, sport."""

from __future__ import annotations

import re

from twin_nlp.assemble.events import EventMention
from twin_nlp.assemble.view import View
from twin_nlp.kept import Kept
from twin_nlp.linear import Features

_WORDS = {
    "ends": r"(?:end|terminat|sever|cut|revok|dissolv|withdr[ae]w|suspen|paus|lapse|drop|break|scrap|quit)\w{0,6}",
    "training": r"train\w*|second(?:ed|ments?)|interns?|internships?|attach(?:ed|ment)|stud(?:y|ied|ying)|learn\w*"
    r"|courses?|apprentic\w*|placements?|alongside",
    "sport": r"(?:foot|base|soft|basket|volley|hand|net|floor)ball\w*|soccer|futsal|hockey|judo\w*|karate\w*|kendo"
    r"|taekwondo|aikido|fencing|fencers|martial|rugby|tennis|pong|golf\w*|swim\w*|div(?:ers|ing)"
    r"|marathon|runners?|triathl\w+|rowing|rowers?|paddl\w+|canoe\w*|kayak\w*|sail(?:ing|ors?)|regatta|yacht\w*"
    r"|cycl(?:ing|ists?)|athletes?|athletics|bowls|bowling|bowmen|archer\w*|badminton|squash|cricket\w*|lacrosse"
    r"|curl(?:ing|ers)|wrestl\w+|box(?:ing|ers)|ski(?:s|ers?|ing)?|skat(?:ing|ers?)|snowboard\w*|gymnast\w*"
    r"|cheerlead\w*|paraglid\w*|climb(?:ing|ers)|p[ée]tanque|boules|equestrian|riders|jockeys?|chess|sumo"
    r"|sports?|sporting|tournaments?|championships?|leagues?|match(?:es)?|games?|goals?|trophy"
    r"|coach(?:es)?|players?|teams?|squad|side|race[ds]?|racers",
}
_PATTERN = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _WORDS.items()))
_MOST = 4


def _kind(token: str) -> str | None:
    """Of which kind a word is; none is of two."""
    match = _PATTERN.fullmatch(token)
    return match.lastgroup if match else None


_KINDS = Kept(_kind)


def subtype_features(view: View, mention: EventMention) -> Features:
    """Features of an event for its subtype, besides those of its context: how often words of each kind stand in it."""
    found = [kind for unit in mention.units for kind in map(_KINDS.__getitem__, view.units[unit].tokens)]
    features: Features = {}
    for name in _WORDS:
        n = found.count(name)
        features[name + " words"] = 0.5 * min(n, _MOST)
        features[name + " word"] = float(n > 0)
    return features
