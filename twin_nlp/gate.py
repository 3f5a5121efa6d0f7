"""Is there anything about twinning in a text at all? One pass of an automaton, before anything costly.

The gate must keep every document that holds an event; it decides nothing else.
"""

from __future__ import annotations

from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

# Terms of a tie between places: one is enough.
_TIES = (
    "sister cit", "sister-cit", "sister town", "sister-town", "sister communit", "sister count", "sister state",
    "sister province", "sister-province", "sister prefecture", "sister district", "sister municipal", "sister school",
    "sister relation", "sisterhood", "sister club", "sister port", "sister-club", "twin town", "twin-town",
    "twin cit", "twin village", "twinned", "twinning", "town twin", "friendship cit", "friendship-cit",
    "friendship town", "friendship relation", "friendship agree", "friendship deleg", "friendly cit",
    "friendly relation", "friendly coop", "friendship pact", "friendship assoc", "friendship count",
    "friendship prov", "partner cit", "partner town", "partner-town", "partner communit", "partner municipal",
    "partner commune", "partner district", "partner count", "partner prov", "partner region", "partner village",
    "partnership assoc", "partnership with the city", "city partnership", "town partnership", "jumel", "gemell",
    "hermanam", "hermanad", "partnerstadt", "partnerschaft", "vänort", "irmanad", "geminaç", "link association",
    "town link", "city link", "friends of",
)  # fmt: skip
# Words of an exchange: two different ones are needed.
_EXCHANGES = (
    "delegat", "visit", "exchange", "pupil", "student", "host famil", "homestay", "billet", "donat", "mayor",
    "council", "municipal", "town hall", "city hall", "prefectur", "commune", "county", "province", "district",
    "associat", "committee", "rotary", "lions", "choir", "orchestra", "band", "danc", "festival", "exhibit", "museum",
    "trade mission", "business", "chamber of commerce", "compan", "firms", "export", "memorandum", "agreement",
    "signed", "charter", "protocol", "anniversar", "friend", "guest", "welcom", "host", "invit", "trip", "travel",
    "tour", "container", "convoy", "ambulance", "fire engine", "fire truck", "relief", "masks", "school", "club",
    "gift", "foreign affairs", "international", "overseas", "abroad", "sister", "twin", "partner", "cancel",
    "called off", "teacher", "youth", "sent", "gave", "stayed", "flew", "airfare", "mission", "sculpture",
    "volunteer",
    "society", "town", "village", "city of", "women", "famil", "fair", "show", "local", "stall", "parish", "garden",
    "growers", "artist", "weaver", "potter", "alderm", "helpers", "burned", "storm", "quake", "flood", "next week",
    "with us", "our friends", "voted", "trade", "market",
)  # fmt: skip
_NEEDED = 2


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick([*_TIES, *_EXCHANGES], matchkind=MatchKind.Standard)


def passes(text: str) -> bool:
    """Whether a text may hold an exchange event."""
    lowered = text.lower().encode("utf-8", "replace").decode("utf-8")
    seen: set[int] = set()
    for index, _, _ in _automaton().find_matches_as_indexes(lowered, overlapping=True):
        if index < len(_TIES):
            return True
        seen.add(index)
        if len(seen) >= _NEEDED:
            return True
    return False
