"""Bodies that act: companies, clubs, councils, bureaus, choirs, named or called by their kind."""

from __future__ import annotations

from collections.abc import Iterator

from twin_nlp.parse import people
from twin_nlp.parse import people_roles as roles
from twin_nlp.parse import people_rules as rules
from twin_nlp.parse.people import word_set
from twin_nlp.parse.people_letters import Found, Tokens

_BARE_BODIES = word_set("council committee parish association society board comité")
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
_RESCUE = frozenset(["fire", "police", "rescue", "education", "health"])


def bodies(tokens: Tokens, taken: bytearray) -> Iterator[Found]:
    """Bodies among the tokens that are not ``taken``."""
    classes = tokens.classes
    at = 0
    while (match := rules.BODY.search(classes, at)) is not None:
        start, end, kind = match.start(), match.end(), match.lastgroup or ""
        at = max(end, start + 1)
        clash = next((i for i in range(start, end) if taken[i]), None)
        if clash is not None:
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
        if classes[end - 1] == "C" and tokens.words[end - 1].lower() not in _PARTNERS_IN_FIRM:
            return None
        while classes[start] in "LDS":
            start += 1
        if end - start < 2 + (classes[end - 1] == "_"):
            return None
        return Found(start, end, "business")
    while classes[start] == "x" and start + 1 < end:
        start += 1
    words = tokens.lower(start, end)
    of = classes.find("f", start, end)
    stop = of if of > 0 else end
    head = max((i for i in range(start, stop) if classes[i] in "bBtT"), default=-1)
    if head < 0 or (kind == "proper" and classes[stop - 1] == "C" and words[head - start] not in _LEADING_BODIES):
        return None
    noun = tokens.words[head].lower()
    qualifiers = classes[start:head].strip("DdN'")
    named = any(letter in "CPBYWAGTOIL" for letter in qualifiers) or (classes[head] in "BT" and of > 0)
    proper = any(letter in "CW" for letter in classes[start:end])
    before = classes[start - 1] if start else ";"
    article = classes[start] in "Dd" and words[0] not in ("a", "an")
    if (classes[start] == "N" and words[0] != "both") or before in "NM":
        return None
    if noun in people.TEAMS:
        role = roles.team_role(words)
        cued = bool({part for word in words for part in word.split("-")} & _CUES)
        known = proper or bool(qualifiers and cued) or (bool(qualifiers) and noun not in _LOOSE_TEAMS)
        if noun in _LOOSE_TEAMS and (not known or noun == "party"):
            return None
        return Found(start, end, role) if known else None
    if before == "i" and (noun in _PLACE_BODIES or not named):
        return None
    if not qualifiers and not proper:
        if tokens.words[head] != "Chamber" and noun not in _BARE_BODIES:
            return None
        if not (article or tokens.words[head] == "Council"):
            return None
    elif not named and not _RESCUE.isdisjoint(words[: head - start]):
        pass
    elif (not named and (noun in _PLACE_BODIES or (not article and not proper))) or (
        noun == "municipality" and classes[head - 1] != "C"
    ):
        return None
    return Found(start, end, roles.body_role(noun, words, proper), 2 if words[0] == "both" else None)
