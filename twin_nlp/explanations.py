"""Why a text was labelled as it was, in words for a reader who knows nothing of models.

A reason's ``log_odds`` is what it adds to the logarithm of the odds: +0.7 doubles them, -0.7 halves them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

from twin_nlp.records import ExchangeEvent, Record

Outcome = Literal["events", "gate", "no sentence", "no event"]
"""Events were found, or why none: the gate dropped it, no sentence of it is evidence, no candidate is an event."""


@dataclass(frozen=True, slots=True)
class Reason(Record):
    """What was found, the words of the text that say so where some do, and what it adds."""

    found: str
    words: tuple[str, ...]
    log_odds: float


@dataclass(frozen=True, slots=True)
class Choice(Record):
    """Why one answer was chosen rather than the likeliest other; of whether it is an event, why "yes" rather than "no".

    ``start`` is what the model begins with, before it has read anything, and ``weaker`` what the reasons that are
    not listed add together. With those that are listed they add up to the logarithm of ``probability`` by
    ``next_probability``.
    """

    chosen: str
    probability: float
    next: str
    next_probability: float
    start: float
    speaks_for: tuple[Reason, ...]
    speaks_against: tuple[Reason, ...]
    weaker: float
    weaker_reasons: int


@dataclass(frozen=True, slots=True)
class Cue(Record):
    """What some words of a sentence point to, and the words."""

    points_to: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadSentence(Record):
    """A sentence with the probability that it reports an exchange and the one from which on it is evidence.

    ``complete`` says that it names two places with a tie, and a date, by itself; less is needed then.
    """

    start: int
    end: int
    text: str
    probability: float
    needed: float
    complete: bool
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Candidate(Record):
    """Sentences that may report one event, and whether they do.

    ``probability`` and ``why`` are None where too few partner places were found; such a candidate is not weighed.
    Events that one sentence lists share the mean of their probabilities: ``listed`` tells that, and ``why`` then
    holds the candidate's own.
    """

    sentences: tuple[ReadSentence, ...]
    partners: tuple[str, ...]
    listed: bool
    tied: bool
    """Whether the text speaks of a tie between places or its places are a known pair; else more is needed."""
    probability: float | None
    needed: float
    why: Choice | None


@dataclass(frozen=True, slots=True)
class ExplainedEvent(Record):
    """An event with the reasons for being one, and for its type, government flag and status."""

    event: ExchangeEvent
    candidate: Candidate
    type: Choice
    government: Choice
    status: Choice
    review: str
    """Why a person should look at the event, or why not."""

    def reasons(self) -> dict[str, Any]:
        """JSON-ready data of all but the event."""
        data = self.to_dict()
        return {f.name: data[f.name] for f in fields(self) if f.name != "event"}


@dataclass(frozen=True, slots=True)
class Explanation(Record):
    """The events of a text, main event first, and what was left out.

    ``likeliest`` is the sentence that comes nearest to being evidence, where none is.
    """

    outcome: Outcome
    events: tuple[ExplainedEvent, ...] = ()
    left_out: tuple[Candidate, ...] = ()
    likeliest: ReadSentence | None = None
