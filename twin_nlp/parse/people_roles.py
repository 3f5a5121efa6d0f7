"""The role that words tell: of an office, of a group of people, of a delegation, of a body."""

from __future__ import annotations

from twin_nlp.labels import Role
from twin_nlp.parse import people
from twin_nlp.parse import people_trades as trades
from twin_nlp.parse.people import word_set

_CHAMBER_WORDS = word_set("chamber company consortium business commerce trade firm inc ltd corp bank enterprise")
_RULING_WORDS = word_set(
    "council municipal board assembly people district county township village prefecture province city town "
    "executive mayor parish regional parliament"
)
SERVICE_WORDS = word_set(
    """
    department division section bureau office affairs education culture tourism fire police works planning
    services unit administration finance health engineering parks utilities transit
    """
)
_FLEXIBLE = word_set(
    "president vice-president chair chairman chairwoman chairperson vice-chair vice-chairman secretary head leader "
    "director manager member representative spokesman spokeswoman spokesperson officer chief leaders vice-director"
)


def office_role(words: list[str], before: list[str] | None = None) -> Role:
    """The role that an office tells: ``words`` is the office, lower case, ``before`` the words ahead of it."""
    holders = [w for w in words if w in trades.OFFICES]
    if not holders:
        return "citizen"
    held = set(words)
    for word in holders:
        if trades.OFFICES[word] == "official":
            if word in ("minister", "officials", "official", "ministers"):
                return "civil servant" if held & {"deputy", "associate", "assistant"} else trades.OFFICES[word]
            return "official"
    main = holders[0]
    if "teacher" in held:
        return "teacher"
    if main in _FLEXIBLE:
        held |= set(before or ()) if main in ("chairman", "chairwoman", "chairperson") else set()
        if held & _CHAMBER_WORDS:
            return "business"
        if main in ("director", "manager", "chief", "officer", "vice-director"):
            return "civil servant"
        if held & {"club", "association", "society", "residents", "committee"} and "people" not in held:
            return "citizen"
        if held & SERVICE_WORDS:
            return "civil servant"
        if held & _RULING_WORDS:
            return "official"
        if main == "head" and "deputy" in held:
            return "official"
    return trades.OFFICES[main]


def people_role(words: list[str], head: str) -> Role:
    """The role of the group called ``head`` among ``words``, all lower case."""
    held = set(words)
    role = trades.PEOPLE.get(head) or people.TEAMS.get(head) or "citizen"
    if head in ("members", "people", "representatives", "delegates"):
        if held & {"council", "councils", "his"}:
            return "official"
        if held & {"young"}:
            return "student"
        if held & {"chorus", "choir", "orchestra", "band"}:
            return "artist"
        if held & {"businesses", "companies", "business", "enterprises"}:
            return "business"
    if head in ("girls", "boys", "children") and held & {"hockey", "football", "soccer", "rugby"}:
        return "athlete"
    if head in ("students", "children", "pupils") or ("school" in held and role == "citizen" and head != "families"):
        return "student"
    if head == "agents" and not held & {"travel", "estate", "real-estate", "sales", "tour"}:
        return "civil servant"
    return role


def team_role(words: list[str]) -> Role:
    """The role of a delegation, group or team from the words in and right after it, lower case."""
    held = {*words, *"-".join(words).split("-")}
    for role, cues in people.TEAM_CUES:
        if held & cues:
            return role
    for word in words:
        if word in people.TEAMS:
            return people.TEAMS[word]
        if word in trades.PEOPLE:
            return trades.PEOPLE[word]
    return "citizen"


def body_role(noun: str, words: list[str], proper: bool) -> Role:
    """The role of the body called ``noun`` among ``words``; ``proper`` when a place or a name qualifies it."""
    if noun == "company" and set(words) & {"dance", "theatre", "theater", "ballet", "opera"}:
        return "artist"
    role = trades.BODIES.get(noun, "organisation")
    # A council called by its full name is a body among others; "the council" is those who sit on it.
    return "organisation" if role == "official" and proper and "town" not in words else role
