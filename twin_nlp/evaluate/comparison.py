"""Two models on the same documents: how far the figures moved, and in which documents the answer changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from twin_nlp.evaluate.counts import HEADLINE, NONE, figures, tally
from twin_nlp.evaluate.intervals import Interval, differences
from twin_nlp.evaluate.tables import UNDEFINED
from twin_nlp.formats.corpus import AnnotatedDocument, AnnotatedEvent
from twin_nlp.formats.grid import Grid
from twin_nlp.records import ExchangeEvent

CHIEF = ("main type macro-F1", "events F1", "government macro-F1", "false alarm rate")
"""The figures by which a model is judged: what a document is about, which events, with government, false alarms."""
LOWER_IS_BETTER = frozenset({"false alarm rate"})
MOST = 0.02
"""A larger loss in a chief figure makes a model worse even where chance among the documents could explain it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of both models, and how far it moved; values that are not a number where there was nothing to count."""

    figure: str
    before: float
    after: float
    moved: Interval

    def loss(self) -> str | None:
        """Why this change alone makes a model worse; None where it doesn't."""
        sign = -1 if self.figure in LOWER_IS_BETTER else 1
        told = f"{self.figure} went from {self.before:.3f} to {self.after:.3f}"
        if max(sign * self.moved.low, sign * self.moved.high) < 0:
            return f"{told}, more than chance among the documents explains"
        return f"{told}, by more than {MOST}" if sign * self.moved.value < -MOST else None


@dataclass(frozen=True, slots=True)
class Flip:
    """What two models say of a document where they differ, and what is annotated."""

    id: str
    what: str
    before: str
    after: str
    annotated: str

    def turned(self) -> str:
        """Whether the answer became "right", "wrong", or is "wrong as before"."""
        if self.after == self.annotated:
            return "right"
        return "wrong" if self.before == self.annotated else "wrong as before"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one model to another on ``documents`` documents."""

    documents: int
    changes: tuple[Change, ...]
    flips: tuple[Flip, ...]

    def losses(self) -> tuple[str, ...]:
        """Why the second model is worse, a reason for each chief figure that says so; empty where it isn't."""
        reasons = (change.loss() for change in self.changes if change.figure in CHIEF)
        return tuple(reason for reason in reasons if reason)


def _answers(events: Sequence[AnnotatedEvent] | Sequence[ExchangeEvent]) -> dict[str, str]:
    main = events[0] if events else None
    return {
        "main type": main.type if main else NONE,
        "government": UNDEFINED if main is None else "yes" if main.government_involved else "no",
        "number of events": str(len(events)),
    }


def _flips(
    documents: Sequence[AnnotatedDocument],
    before: Mapping[str, Sequence[ExchangeEvent]],
    after: Mapping[str, Sequence[ExchangeEvent]],
) -> Iterator[Flip]:
    for document in documents:
        name = document.document.id
        old, new, annotated = _answers(before[name]), _answers(after[name]), _answers(document.events)
        yield from (Flip(name, what, old[what], new[what], annotated[what]) for what in old if old[what] != new[what])


def compare(
    documents: Sequence[AnnotatedDocument],
    before: Mapping[str, Sequence[ExchangeEvent]],
    after: Mapping[str, Sequence[ExchangeEvent]],
) -> Comparison:
    """Compare what two models found in the same documents.

    Parameters
    ----------
    documents : sequence of AnnotatedDocument
        At least one.
    before, after : mapping of str to sequence of ExchangeEvent
        The events that each model found, by document id.
    """
    old, new = (tally(documents, found).counts for found in (before, after))
    moved = differences(old, new, HEADLINE)
    was, is_ = (figures(counts.sum(axis=0)) for counts in (old, new))
    changes = tuple(Change(name, float(was[name]), float(is_[name]), moved[name]) for name in HEADLINE)
    return Comparison(len(documents), changes, tuple(_flips(documents, before, after)))


def _shown(value: float, form: str = ".3f") -> str:
    return UNDEFINED if math.isnan(value) else format(value, form)


def comparison_grids(comparison: Comparison) -> tuple[Grid, ...]:
    """The comparison as tables that a person reads: figures, and documents where the answer changed."""
    rows = tuple(
        (
            change.figure + (" *" if change.figure in CHIEF else ""),
            _shown(change.before),
            _shown(change.after),
            _shown(change.moved.value, "+.3f"),
            UNDEFINED if math.isnan(change.moved.low) else f"{change.moved.low:+.3f} to {change.moved.high:+.3f}",
        )
        for change in comparison.changes
    )
    title = f"On the {comparison.documents} documents of dev (the model is judged by the figures with a star)"
    found = Grid(title, ("figure", "before", "now", "difference", "95 % interval"), rows)
    if not comparison.flips:
        return (found,)
    flips = tuple((f.id, f.what, f.before, f.after, f.annotated, f.turned()) for f in comparison.flips)
    header = ("document", "what", "before", "now", "annotated", "it turned")
    return found, Grid("Documents whose answer changed", header, flips)
