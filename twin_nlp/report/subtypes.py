"""A finer field suggested for an event, by rules that can be read: participants, goods and wording."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from twin_nlp.labels import EventType
from twin_nlp.records import ExchangeEvent


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One suggestion: for events of these types whose words (evidence and goods) have the pattern."""

    subtype: str
    types: tuple[EventType, ...]
    words: re.Pattern[str]
    also: Callable[[ExchangeEvent], bool] = lambda event: True


_TIE = (
    r"(?:agreements?|ties?|relationships?|partnerships?|links?|twinnings?|memorand(?:um|a)|pacts?|charters?|protocols?)"
)

RULES = (
    Rule(
        "ended_tie",
        ("administrative",),
        _words(rf"(?:end|terminat|sever|cut|revok|dissolv|cancel|withdr[ae]w)\w{{0,6}}\b[^.;]{{0,60}}\b{_TIE}"),
        lambda event: event.status == "cancelled",
    ),
    Rule("renewal", ("administrative",), _words(rf"(?:renew|reaffirm|extend)\w{{0,6}}\b[^.;]{{0,60}}\b{_TIE}")),
    Rule(
        "signing",
        ("administrative",),
        _words(rf"sign(?:s|ed|ing)?\b[^.;]{{0,60}}\b{_TIE}|{_TIE}\b[^.;]{{0,40}}\bsigned|signing ceremony"),
        lambda event: event.status == "held",
    ),
    Rule(
        "training",
        ("administrative",),
        _words(r"train(?:ed|ees?|ing)|second(?:ed|ments?)|interns?|internships?|on attachment|study programme"),
    ),
    Rule(
        "medical",
        ("donation",),
        _words(
            r"masks?|respirators?|gowns?|gloves|face shields?|ventilators?|ambulances?|vaccines?|medicines?|"
            r"saniti[sz]er|ppe|medical|hospitals?|personal protective equipment|test kits?"
        ),
    ),
    Rule("tourism", ("business",), _words(r"tourism|tourists?|travel agen(?:ts?|c(?:y|ies))|tour operators?")),
    Rule(
        "sport",
        ("youth", "cultural"),
        _words(
            r"football|soccer|hockey|judo|karate|kendo|rugby|baseball|softball|basketball|volleyball|tennis|"
            r"table tennis|golf|swimmers?|swimming|marathon|runners?|rowing|rowers|cycling|cyclists?|athletes?|"
            r"athletics|bowls|bowling|tournament|badminton|wrestl(?:ers?|ing)|ski(?:ers|ing)|lacrosse|curling"
        ),
    ),
    Rule(
        "arts",
        ("youth", "cultural"),
        _words(
            r"choirs?|orchestras?|bands?|concerts?|musicians?|dancers?|dance|exhibitions?|paintings?|painters?|"
            r"artists?|theatre|theater|sculptures?|sculptors?|photographs?|photographers?|calligraphy|films?"
        ),
    ),
)
"""In the order in which they are tried: the first that fits suggests."""


def suggested_subtype(event: ExchangeEvent) -> str | None:
    """The event's own subtype where it has one, else what the first rule that fits suggests, else None."""
    if event.subtype:
        return event.subtype
    words = " ".join([*(span.text for span in event.evidence), *(goods.text for goods in event.goods)])
    if event.type in ("youth", "cultural") and any(p.role == "athlete" for p in event.participants):
        return "sport"
    fits = (r for r in RULES if event.type in r.types and r.also(event) and r.words.search(words))
    return next((rule.subtype for rule in fits), None)
