"""A finer field suggested for an event of which the model tells none, by rules over goods and wording."""

from __future__ import annotations

import re
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


RULES = (
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
    return next((rule.subtype for rule in RULES if event.type in rule.types and rule.words.search(words)), None)
