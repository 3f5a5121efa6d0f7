"""Bodies that act: companies, clubs, councils, bureaus, choirs, named or called by their kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from twin_nlp.parse import people
from twin_nlp.parse import people_roles as roles
from twin_nlp.parse import people_rules as rules
from twin_nlp.parse import people_trades as trades
from twin_nlp.parse.people import word_set
from twin_nlp.parse.people_tokens import Found
from twin_nlp.parse.tokens import Tokens

_BARE_BODIES = word_set("council municipality")
"""Bodies that are called so without an article."""
_PLACE_BODIES = word_set(
    "school hospital office center centre museum library church university college hall temple academy clinic union "
    "institute station works department service division academy institution theatre theater company "
    "ministry agency"
)
_LOOSE_TEAMS = word_set(
    "delegation delegations group party team mission crew class squad circle crowd family cohort contingent"
)
_CUES = frozenset().union(*(cues for _, cues in people.TEAM_CUES))
_LEADING_BODIES = word_set("circolo comité comite verein ballet club orchestra banda coro grupo")
_PARTNERS_IN_FIRM = word_set("son sons daughters brothers bros co partners associates")
_NAMING, _PROPER = frozenset("CPBYWAGTOIL"), frozenset("CW")
_ITS_OWN = re.compile("'[xpPyYbBC&]{0,5}[oOgGbBtT]")


def bodies(tokens: Tokens, taken: bytearray) -> Iterator[Found]:
    """Bodies among the tokens that are not ``taken``."""
    classes = tokens.classes
    at = 0
    while (match := rules.BODY.search(classes, at)) is not None:
        start, end, kind = match.start(), match.end(), match.lastgroup or ""
        at = max(end, start + 1)
        clash = taken.find(1, start, end)
        if clash >= 0:
            at = clash + 1
            match = rules.BODY.match(classes, start, clash)
            if match is None or clash - start < 2:
                continue
            end, kind = match.end(), match.lastgroup or ""
        found = _body(tokens, start, end, kind)
        if found is not None:
            yield found


def _body(tokens: Tokens, start: int, end: int, kind: str) -> Found | None:
    classes = tokens.classes
    if kind in ("company", "firm"):
        if classes[end - 1] == "C" and tokens.lowered[end - 1] not in _PARTNERS_IN_FIRM:
            return None
        while classes[start] in "LDS":
            start += 1
        if end - start < 2 + (classes[end - 1] == "_"):
            return None
        return Found(start, end, "business")
    if _ITS_OWN.match(classes, end):
        return None
    while classes[start] == "x" and start + 1 < end:
        start += 1
    for i in range(end - 1, start, -1):
        if classes[i] == "x" and classes[i - 1] in "ogtby" and tokens.words[i].endswith("ed"):
            start = i + 1  # a verb: what stands before it is another's name
            break
    words = tokens.lower(start, end)
    of = classes.find("f", start, end)
    stop = of if of > 0 else end
    head = max(classes.rfind(letter, start, stop) for letter in "bBtT")
    if head < 0 or (kind == "proper" and classes[stop - 1] == "C" and words[head - start] not in _LEADING_BODIES):
        return None
    noun = tokens.lowered[head]
    qualifiers = classes[start:head].strip("DdN'")
    named = not _NAMING.isdisjoint(qualifiers) or (classes[head] in "BT" and of > 0)
    proper = not _PROPER.isdisjoint(classes[start:end])
    before = classes[start - 1] if start else ";"
    if (classes[start] == "N" and words[0] != "both") or before in "NM":
        return None
    if noun in people.TEAMS:
        role = roles.team_role(words)
        cued = bool({part for word in words for part in word.split("-")} & _CUES)
        known = proper or bool(qualifiers) or of > 0 or (classes[start] in "Dd" and noun not in _LOOSE_TEAMS)
        if noun == "party" and not (proper or cued):
            return None
        return Found(start, end, role) if known else None
    if before == "i" and (noun in _PLACE_BODIES or noun in trades.FIRMS or not named):
        return None
    if not (
        trades.is_body(noun, words[head - start - 1] if head > start else "")
        or words[head - start + 1 :][:1] == ["for"]
    ):
        return None
    if noun == "works" and not qualifiers:
        return None
    if not qualifiers and not proper and not (classes[start] in "Dd" or before == "'" or noun in _BARE_BODIES):
        return None
    return Found(start, end, roles.body_role(noun, words, proper), 2 if words[0] == "both" else None)
