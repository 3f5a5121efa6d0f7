"""Is there anything about twinning in a text at all? Asked of every text, before anything costly.

The gate must keep every document that holds an event and drop nearly all others; it decides nothing else. A term
of a tie between places is enough. Else two words of an exchange are needed, and a stretch of the text whose words,
weighed by a trained model, speak of one. Once its places are known, a text that names no pair of the register must
have passed more surely.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import repeat
from math import fsum, inf

import numpy as np
from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from twin_nlp.errors import ModelError
from twin_nlp.linear import LinearModel
from twin_nlp.trees import Decision

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
# Words of an exchange: two different ones are needed before the words are weighed.
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
_STEM = re.compile(r"([^\W\d_]{1,6})[^\W\d_]*")
_ASCII_STEM = re.compile(r"([a-z]{1,6})[a-z]*")
"""The same in lower-cased ASCII text, found in half the time."""
SURER = 0.6
"""The log-odds that a text must reach whose places are no pair of the register."""
_STRETCH, _STEP = 80, 40
"""Words that are weighed together, and how many of them further on the next stretch begins: an event is told in few
sentences, and a long text must not pass for its length."""


@cache
def _automaton() -> BytesAhoCorasick:
    terms = [term.encode() for term in (*_TIES, *_EXCHANGES)]
    return BytesAhoCorasick(terms, matchkind=MatchKind.Standard, implementation=Implementation.DFA)


def stems(text: str) -> list[str]:
    """The words of a text as the gate weighs them: their first letters, in lower case."""
    found: list[str] = (_ASCII_STEM if text.isascii() else _STEM).findall(text.lower())
    return found


def stretches(words: int) -> list[tuple[int, int]]:
    """First and last word (excluded) of each stretch of a text of so many words; at least one stretch."""
    return [(at, at + _STRETCH) for at in range(0, max(1, words - _STEP), _STEP)]


class Gate:
    """The terms of a tie and of an exchange, and a model's weights for words.

    Parameters
    ----------
    model : LinearModel
        Of the classes "no" and "yes" over :func:`stems`, each 1 where a stretch holds it; a stretch passes where
        "yes" is at least as likely as "no".

    Raises
    ------
    ModelError
        When the model is of another kind.
    """

    __slots__ = ("_start", "_weights")

    def __init__(self, model: Decision) -> None:
        if not isinstance(model, LinearModel) or len(model.classes) != 2:
            raise ModelError("the model's gate: expected a linear model of two classes, found another")
        self._start = float(model.intercept[1] - model.intercept[0])
        differences = np.subtract(model.weights[:, 1], model.weights[:, 0], dtype=np.float64).tolist()
        self._weights = dict(zip(model.names, differences, strict=True))

    def passes(self, text: str, *, paired: bool = True) -> bool:
        """Whether a text may hold an exchange event; ``paired`` unless its places are known to be no known pair."""
        return self.sureness(text) >= (0.0 if paired else SURER)

    def sureness(self, text: str) -> float:
        """The log-odds of a text, infinite where its terms decide."""
        named = names_exchange(text)
        if named is None:
            return self.log_odds(text)
        return inf if named else -inf

    def log_odds(self, text: str) -> float:
        """The log-odds of "yes" of the likeliest stretch, whatever terms the text holds."""
        words, weight = stems(text), self._weights.get
        # An exact sum is the same in whatever order a set gives its members.
        return self._start + max(
            fsum(map(weight, set(words[start:end]), repeat(0.0))) for start, end in stretches(len(words))
        )


def names_exchange(text: str) -> bool | None:
    """True where a text names a tie, False where it has too few words of an exchange, None where its words decide."""
    found = _automaton().find_matches_as_indexes(text.lower().encode("utf-8", "replace"), overlapping=True)
    if not found:
        return False
    seen = {index for index, _, _ in found}
    if min(seen) < len(_TIES):
        return True
    return None if len(seen) >= _NEEDED else False
