"""What each document adds to the figures, so that the figures of a split, a group or a resample come from sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from twin_nlp.assemble.cues import cues
from twin_nlp.evaluate.matching import (
    Comparable,
    from_annotation,
    from_event,
    matched,
    same_date,
    shared_names,
    shared_participants,
)
from twin_nlp.formats.corpus import AnnotatedDocument
from twin_nlp.labels import EVENT_TYPES, STATUSES, SUBTYPES
from twin_nlp.linear import Array
from twin_nlp.parse.folding import lowered
from twin_nlp.records import ExchangeEvent

NONE = "none"
LABELS = (*EVENT_TYPES, NONE)
"""What the main event of a document can be."""

HEADLINE = (
    "main type macro-F1",
    "main type accuracy",
    "events F1",
    "strict events F1",
    "type accuracy",
    "type accuracy without review",
    "coverage without review",
    "government macro-F1",
    "status macro-F1",
    "partners F1",
    "participants F1",
    "dates F1",
    "direction accuracy",
    "false alarm rate",
)
"""The figures that get an interval."""

_SHAPES: dict[str, tuple[int, ...]] = {
    "main": (len(LABELS), len(LABELS)),
    "government": (2, 2),
    "status": (len(STATUSES), len(STATUSES)),
    "events": (3,),
    "events by type": (3, len(EVENT_TYPES)),
    "subtypes": (3, len(SUBTYPES)),
    "strict": (),
    "type right": (),
    "unreviewed": (),
    "unreviewed type right": (),
    "partners": (3,),
    "participants": (3,),
    "dates": (3,),
    "directions": (2,),
    "documents with": (2,),
    "alarms, tie named": (2,),
    "alarms, no tie named": (2,),
}
"""Counts in threes are hits, found and annotated; those in twos are cases and all."""


def _slices() -> tuple[dict[str, slice], int]:
    at, of_name = 0, {}
    for name, shape in _SHAPES.items():
        size = int(np.prod(shape))
        of_name[name] = slice(at, at + size)
        at += size
    return of_name, at


_SLICES, WIDTH = _slices()


def part(counts: Array, name: str) -> Array:
    """One kind of count out of (..., WIDTH), in its own shape: (..., *shape)."""
    return counts[..., _SLICES[name]].reshape((*counts.shape[:-1], *_SHAPES[name]))


@dataclass(frozen=True, slots=True)
class MatchedEvent:
    """A found event that matches an annotated one, and whether its type and government flag are right."""

    document: int
    event: ExchangeEvent
    type_right: bool
    government_right: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts, shape (documents, WIDTH), and the matched events of all documents."""

    counts: Array
    matched: tuple[MatchedEvent, ...]


def _add_slots(row: Array, gold: Comparable, got: Comparable | None) -> None:
    """Count the slots of a document's main annotated event; where it was missed they count as missed."""
    partners, participants = (got.partners, got.participants) if got else ((), ())
    part(row, "partners")[:] = shared_names(gold.partners, partners), len(partners), len(gold.partners)
    part(row, "participants")[:] = (
        shared_participants(gold.participants, participants),
        len(participants),
        len(gold.participants),
    )
    part(row, "dates")[:] = (
        gold.iso is not None and got is not None and same_date(gold.iso, got.iso),
        got is not None and got.iso is not None,
        gold.iso is not None,
    )
    if gold.senders:
        senders = got.senders if got else ()
        right = bool(senders) and shared_names(gold.senders, senders) == len(gold.senders)
        part(row, "directions")[:] = right, 1


def _add_matched(row: Array, gold: Comparable, got: Comparable, event: ExchangeEvent) -> None:
    part(row, "government")[int(gold.government), int(got.government)] += 1
    part(row, "status")[STATUSES.index(gold.status), STATUSES.index(got.status)] += 1
    if got.subtype in SUBTYPES:
        part(row, "subtypes")[1, SUBTYPES.index(got.subtype)] += 1
        part(row, "subtypes")[0, SUBTYPES.index(got.subtype)] += got.subtype == gold.subtype
    if gold.subtype in SUBTYPES:
        part(row, "subtypes")[2, SUBTYPES.index(gold.subtype)] += 1
    right = gold.type == got.type
    all_partners = shared_names(gold.partners, got.partners) == len(gold.partners) == len(got.partners)
    row[_SLICES["type right"]] += right
    row[_SLICES["strict"]] += right and gold.government == got.government and all_partners
    if right:
        part(row, "events by type")[0, EVENT_TYPES.index(event.type)] += 1
    if not event.needs_review:
        row[_SLICES["unreviewed"]] += 1
        row[_SLICES["unreviewed type right"]] += right


def _add_document(
    row: Array, number: int, document: AnnotatedDocument, events: Sequence[ExchangeEvent]
) -> list[MatchedEvent]:
    gold = [from_annotation(e) for e in document.events]
    got = [from_event(e) for e in events]
    pairs = matched(gold, got)
    part(row, "main")[LABELS.index(gold[0].type if gold else NONE), LABELS.index(got[0].type if got else NONE)] = 1
    part(row, "events")[:] = len(pairs), len(got), len(gold)
    for at, side in ((1, got), (2, gold)):
        for event in side:
            part(row, "events by type")[at, EVENT_TYPES.index(event.type)] += 1
    for i, j in pairs:
        _add_matched(row, gold[i], got[j], events[j])
    if gold:
        part(row, "documents with")[:] = bool(got), 1
        of_main = next((got[j] for i, j in pairs if i == 0), None)
        _add_slots(row, gold[0], of_main)
    else:
        text = lowered(document.document.text)
        kind = "alarms, tie named" if "tie" in cues(text, 0, len(text)) else "alarms, no tie named"
        part(row, kind)[:] = bool(got), 1
    return [
        MatchedEvent(number, events[j], gold[i].type == got[j].type, gold[i].government == got[j].government)
        for i, j in pairs
    ]


def tally(documents: Sequence[AnnotatedDocument], found: Mapping[str, Sequence[ExchangeEvent]]) -> Tally:
    """Count what was found right, found wrong and missed in each document.

    Parameters
    ----------
    documents : sequence of AnnotatedDocument
    found : mapping of str to sequence of ExchangeEvent
        The events found in each document, by its id.
    """
    counts = np.zeros((len(documents), WIDTH))
    events: list[MatchedEvent] = []
    for number, document in enumerate(documents):
        events += _add_document(counts[number], number, document, found[document.document.id])
    return Tally(counts, tuple(events))


def _rate(cases: Array, of: Array) -> Array:
    """A share that is not a number where there is nothing to count."""
    return np.asarray(np.divide(cases, of, out=np.full(np.shape(cases), np.nan), where=of > 0))


def _ratio(a: Array, b: Array) -> Array:
    return np.asarray(np.divide(a, b, out=np.zeros(np.shape(a)), where=b > 0))


def _f1_by_label(confusion: Array) -> Array:
    """F1 of each label of (..., k, k); 0 for one that neither side holds."""
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    return _ratio(2 * hits, confusion.sum(axis=-1) + confusion.sum(axis=-2))


def _macro_f1(confusion: Array) -> Array:
    return np.asarray(_f1_by_label(confusion).mean(axis=-1))


def _prf(name: str, counts: Array) -> dict[str, Array]:
    """Precision, recall and F1 of hits, found and annotated: (..., 3)."""
    hits, found, gold = counts[..., 0], counts[..., 1], counts[..., 2]
    return {
        f"{name} precision": _ratio(hits, found),
        f"{name} recall": _ratio(hits, gold),
        f"{name} F1": _ratio(2 * hits, found + gold),
    }


def figures(counts: Array) -> dict[str, Array]:
    """All figures of summed counts (..., WIDTH), by name, each of shape (...).

    A rate of which there are no cases is not a number; precision, recall and F1 are 0 there.
    """
    events, main = part(counts, "events"), part(counts, "main")
    strict = np.stack([part(counts, "strict"), events[..., 1], events[..., 2]], axis=-1)
    named, unnamed = part(counts, "alarms, tie named"), part(counts, "alarms, no tie named")
    with_event, directions = part(counts, "documents with"), part(counts, "directions")
    unreviewed = part(counts, "unreviewed")
    found: dict[str, Array] = {
        "main type macro-F1": _macro_f1(main),
        "main type accuracy": _rate(np.trace(main, axis1=-2, axis2=-1), main.sum(axis=(-2, -1))),
        **_prf("events", events),
        "strict events F1": _prf("", strict)[" F1"],
        "type accuracy": _rate(part(counts, "type right"), events[..., 0]),
        "type accuracy without review": _rate(part(counts, "unreviewed type right"), unreviewed),
        "coverage without review": _rate(unreviewed, events[..., 0]),
        "government macro-F1": _macro_f1(part(counts, "government")),
        "status macro-F1": _macro_f1(part(counts, "status")),
        **_prf("partners", part(counts, "partners")),
        **_prf("participants", part(counts, "participants")),
        **_prf("dates", part(counts, "dates")),
        "direction accuracy": _rate(directions[..., 0], directions[..., 1]),
        "document recall": _rate(with_event[..., 0], with_event[..., 1]),
        "false alarm rate": _rate(named[..., 0] + unnamed[..., 0], named[..., 1] + unnamed[..., 1]),
        "false alarm rate, tie named": _rate(named[..., 0], named[..., 1]),
        "false alarm rate, no tie named": _rate(unnamed[..., 0], unnamed[..., 1]),
    }
    by_type = part(counts, "events by type")
    for k, kind in enumerate(EVENT_TYPES):
        found |= _prf(f"{kind} events", by_type[..., k])
    finer = part(counts, "subtypes")
    for k, subtype in enumerate(SUBTYPES):
        found |= _prf(subtype, finer[..., k])
    f1 = _f1_by_label(main)
    return found | {f"main type {label} F1": f1[..., k] for k, label in enumerate(LABELS)}


__all__ = ["HEADLINE", "LABELS", "NONE", "WIDTH", "MatchedEvent", "Tally", "figures", "part", "tally"]
