"""Feature names in words that a reader understands.

Features that say the same to a reader have the same phrase; what they add is then added up.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from twin_nlp.assemble.cues import KINDS
from twin_nlp.labels import EVENT_TYPES, ROLES

CUES = {
    "tie": "a tie between places",
    "travel": "travel and hosting",
    "give": "giving and sending",
    "sign": "signing and agreements",
    "talk": "talks and training",
    "youth": "young people and schools",
    "culture": "culture and sport",
    "trade": "business and trade",
    "cancel": "calling off or ending",
    "plan": "plans",
    "official": "officials and government",
    "civic": "clubs and committees",
    "count": "numbers and statistics",
    "opinion": "opinion and explanation",
    "history": "history and anniversaries",
}
"""What each kind of cue points to."""

_ROLES = {
    "official": ("an official", "officials"),
    "civil servant": ("a civil servant", "civil servants"),
    "student": ("a student", "students"),
    "teacher": ("a teacher", "teachers"),
    "artist": ("an artist", "artists"),
    "athlete": ("an athlete", "athletes"),
    "business": ("a business", "people of a business"),
    "citizen": ("a citizen", "citizens"),
    "organisation": ("an organisation", "people of an organisation"),
}
_DATES = {
    "day": "a day",
    "range": "a span of days",
    "week": "a week",
    "month": "a month",
    "season": "a season",
    "year": "a year",
    "decade": "a decade",
    "open": "a beginning or end only (“since 1988”)",
    "relative": "counted from the publication (“last week”)",
    "weekday": "a weekday",
    "holiday": "a holiday",
}
_CLASSES = {
    "<place>": "a place is named",
    "<country>": "a country is named",
    "<date>": "a date is told",
    "<year>": "a year is told",
    "<number>": "a number of three digits or more",
    "<small>": "a number of one or two digits",
}
_FLAGS = {
    "calls off": "something is called off or ended",
    "calls off first": "its first sentence calls something off or ends it",
    "calls off throughout": "all its sentences call something off or end it",
    "goods": "goods or money are named",
    "date is past": "its date is not after the publication",
    "date is to come": "its date is after the publication",
    "known pair": "the register holds its places as a pair",
    "best sentence": "its likeliest sentence reports an exchange with {:.2f}",
    "mean sentence": "its sentences report an exchange with {:.2f} on average",
    "one of several partners": "its sentences tell of several partners of the same place",
    "one of several partners, second partner": "its second partner, among several, is one with {:.2f}",
    "one of several partners, known pair": "it is told with others, and the register holds its places as a pair",
    "listed": "it is one of several events listed in a sentence",
    "listed people": "it is one of several events listed in a sentence",
    "listed, best sentence": "the sentence that lists it reports an exchange with {:.2f}",
    "listed, known pair": "it is listed, and the register holds its places as a pair",
    "dated": "its date is told",
    "first partner": "its surest partner place is one with {:.2f}",
    "second partner": "its second surest partner place is one with {:.2f}",
    "tie in document": "the text speaks of a tie between places",
    "tie in event": "its sentences speak of a tie between places",
    "no tie at all": "no tie between places in the text, and no pair that the register holds",
    "share": "its sentences hold {:.0%} of all that points to exchanges in the text",
    "headline": "a headline is among its sentences",
    "part": "{:.0%} of the text stands before it",
    "countries": "its places lie in different countries",
    "partner is country": "one of its places is a country",
    "unknown place": "one of its places is not in the gazetteer",
}

_TYPE, _ROLE, _CUE = "|".join(EVENT_TYPES), "|".join(ROLES), "|".join(KINDS)


def _counted(number: str, one: str, many: str, most: int) -> str:
    n = int(number)
    return f"{'no' if n == 0 else n}{' or more' if n == most else ''} {one if n == 1 else many}"


def _whole_text(kind: str) -> str:
    return f"the text as a whole reads as {'no exchange' if kind == 'none' else kind}"


def _word(word: str) -> str:
    return _CLASSES.get(word) or f"the word “{word}”"


def _words(words: str) -> str:
    # Places, dates and numbers are classes, "<place>".
    return f"the words “{words.replace('<small>', '<number>').replace('<', '[').replace('>', ']')}”"


_FAMILIES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], float], str]], ...] = tuple(
    (re.compile(pattern), phrase)
    for pattern, phrase in (
        (r"w:(.+ .+)", lambda m, value: _words(m[1])),
        (r"w:(.+)", lambda m, value: _word(m[1])),
        (r"s:(.+)", lambda m, value: f"words that begin with “{m[1]}…”"),
        (rf"first ({_TYPE})", lambda m, value: f"its first sentence reads as {m[1]} more than as another type"),
        (rf"(?:opens, )?text ({_TYPE}|none)", lambda m, value: _whole_text(m[1])),
        (rf"cue=({_CUE})", lambda m, value: f"its sentences have words of {CUES[m[1]]}"),
        (rf"document cue=({_CUE})", lambda m, value: f"the text has words of {CUES[m[1]]}"),
        (rf"role=({_ROLE})", lambda m, value: f"{_ROLES[m[1]][0]} takes part"),
        (rf"group=({_ROLE})", lambda m, value: f"a counted group of {_ROLES[m[1]][1]} takes part"),
        (rf"([a-z]+(?: by)?) ({_ROLE})", lambda m, value: f"“{m[1]}” just before {_ROLES[m[2]][0]} is named"),
        (rf"({_ROLE}) ([a-z]+)", lambda m, value: f"“{m[2]}” soon after {_ROLES[m[1]][0]} is named"),
        (r"item=(.+)", lambda m, value: f"“{m[1]}” among the goods"),
        (rf"date=({'|'.join(_DATES)})", lambda m, value: f"its date is {_DATES[m[1]]}"),
        (r"sentences=(\d)", lambda m, value: _counted(m[1], "sentence reports it", "sentences report it", 5)),
        (r"participants=(\d)", lambda m, value: _counted(m[1], "participant", "participants", 4)),
        (r"partners=(\d)", lambda m, value: _counted(m[1], "partner place", "partner places", 3)),
        (
            r"partners named in evidence=(\d)",
            lambda m, value: _counted(
                m[1], "partner place stands in its sentences", "partner places stand in its sentences", 2
            ),
        ),
    )
)


def phrase(name: str, value: float) -> str | None:
    """What a feature of an event says, or None for a name of no known family.

    Parameters
    ----------
    name : str
        As :func:`twin_nlp.assemble.event_features` and :func:`twin_nlp.assemble.context_features` give it.
    value : float
        Trees also ask for features that a row lacks; those have the value 0.
    """
    said = _said(name, value)
    return f"not: {said}" if said is not None and value == 0.0 else said


def _said(name: str, value: float) -> str | None:
    if name in _FLAGS:
        return _FLAGS[name].format(value)
    for pattern, say in _FAMILIES:
        if m := pattern.fullmatch(name):
            return say(m, value)
    if name == "strength":
        return f"its sentences add up to {6 * value:.1f} sentences that surely report an exchange"
    return None
