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
_NAMING = frozenset("CPBYWAGTOIL")
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
            at = taken.find(0, clash)
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
    if classes.startswith("'", end) and _ITS_OWN.match(classes, end):
        return None
    while classes[start] == "x" and start + 1 < end:
        start += 1
    for i in range(classes.rfind("x", start + 1, end), start, -1):
        if classes[i] == "x" and classes[i - 1] in "ogtby" and tokens.words[i].endswith("ed"):
            start = i + 1  # a verb: what stands before it is another's name
            break
    words = tokens.lowered[start:end]
    of = classes.find("f", start, end)
    stop = of if of > 0 else end
    head = stop - 1
    while head >= start and classes[head] not in "bBtT":
        head -= 1
    if head < start or (kind == "proper" and classes[stop - 1] == "C" and words[head - start] not in _LEADING_BODIES):
        return None
    noun = tokens.lowered[head]
    qualifiers = classes[start:head].strip("DdN'")
    named = not _NAMING.isdisjoint(qualifiers) or (classes[head] in "BT" and of > 0)
    proper = classes.find("C", start, end) >= 0 or classes.find("W", start, end) >= 0
    before = classes[start - 1] if start else ";"
    if (classes[start] == "N" and words[0] != "both") or before in "NM":
        return None
    if noun in people.TEAMS:
        known = proper or bool(qualifiers) or of > 0 or (classes[start] in "Dd" and noun not in _LOOSE_TEAMS)
        if not known or (noun == "party" and not proper and _CUES.isdisjoint("-".join(words).split("-"))):
            return None
        return Found(start, end, roles.team_role(words))
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
