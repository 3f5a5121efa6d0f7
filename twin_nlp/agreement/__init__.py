"""How far annotators agree who labelled the same documents, by label and by slot, with its uncertainty.

Each document that two annotators labelled gives a pair of annotations; of more than two annotators, the pairs
are pooled. Intervals are percentiles of a bootstrap over documents (Efron and Tibshirani 1993), because events
of one document are no independent draws.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from twin_nlp.agreement.coefficients import Floats, f1, gwet_ac1, nominal_alpha, observed_agreement
from twin_nlp.errors import InputError
from twin_nlp.evaluate.intervals import resampled
from twin_nlp.evaluate.matching import from_annotation, matched, shared_names, shared_participants
from twin_nlp.formats.corpus import AnnotatedEvent
from twin_nlp.formats.grid import Grid
from twin_nlp.formats.rounds import REASONS, Round
from twin_nlp.formats.table import plain
from twin_nlp.labels import EVENT_TYPES, STATUSES, TIES
from twin_nlp.records import Goods, Record, Span

RESAMPLES = 2000
SEED = 11
NONE = "none"
UNDEFINED = "–"
_INTERVAL = (0.025, 0.975)

Events = tuple[AnnotatedEvent, ...]
Hits = tuple[int, int, int]
"""What both annotators have, what the first has, what the second has."""


@dataclass(frozen=True, slots=True)
class Estimate(Record):
    """A figure with its 95 % interval; None where it is undefined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class LabelAgreement(Record):
    """Agreement on a label over ``units`` pairs of values; ``observed`` is the share of equal ones."""

    label: str
    units: int
    observed: Estimate
    alpha: Estimate
    ac1: Estimate


@dataclass(frozen=True, slots=True)
class SpanAgreement(Record):
    """F1 of one annotator against the other: ``shared`` of what the ``first`` and the ``second`` have."""

    what: str
    first: int
    second: int
    shared: int
    f1: Estimate


@dataclass(frozen=True, slots=True)
class Agreement(Record):
    """All figures of a round. ``reasons`` counts the settled disagreements, None where nothing is settled."""

    round: str
    annotators: tuple[str, ...]
    documents: int
    pairs: int
    matched_events: int
    resamples: int
    seed: int
    of_documents: tuple[LabelAgreement, ...]
    of_events: tuple[LabelAgreement, ...]
    spans: tuple[SpanAgreement, ...]
    reasons: Mapping[str, int] | None


# Resampling


def draws(documents: int, resamples: int, seed: int) -> Floats:
    """How often each document is drawn: an array (1 + resamples, documents).

    The first row holds every document once. One document can't be resampled, so that it is the only row.
    """
    once = np.ones((1, documents))
    if documents < 2:
        return once
    return np.vstack((once, resampled(documents, seed, resamples)))


def estimate(values: Floats) -> Estimate:
    """A figure from its value on all documents and on each resample, an array (1 + resamples,).

    Resamples on which the figure is undefined have no say in the interval.
    """
    first, drawn = values[0], values[1:]
    if np.isnan(first):
        return Estimate(None, None, None)
    drawn = drawn[~np.isnan(drawn)]
    if not drawn.size:
        return Estimate(float(first), None, None)
    low, high = np.quantile(drawn, _INTERVAL)
    return Estimate(float(first), float(low), float(high))


def label_agreement(
    label: str, ratings: Sequence[tuple[int, Hashable, Hashable]], classes: Sequence[Hashable], drawn: Floats
) -> LabelAgreement:
    """Agreement on one label.

    Parameters
    ----------
    label : str
    ratings : sequence of (document, first, second)
        A unit each: its document's number, from 0, and the two values.
    classes : sequence
        The values that could be given.
    drawn : array of shape (1 + resamples, documents)
        From :func:`draws`.
    """
    at = {value: i for i, value in enumerate(classes)}
    tables = np.zeros((drawn.shape[1], len(at), len(at)))
    for document, first, second in ratings:
        tables[document, at[first], at[second]] += 1
    totals = (drawn @ tables.reshape(len(tables), -1)).reshape(-1, len(at), len(at))
    return LabelAgreement(
        label,
        len(ratings),
        estimate(observed_agreement(totals)),
        estimate(nominal_alpha(totals)),
        estimate(gwet_ac1(totals)),
    )


def span_agreement(what: str, hits: Sequence[tuple[int, Hits]], drawn: Floats) -> SpanAgreement:
    """F1 of a slot from each unit's document number and counts."""
    counts = np.zeros((drawn.shape[1], 3))
    for document, found in hits:
        counts[document] += found
    shared, first, second = (int(n) for n in counts.sum(0))
    return SpanAgreement(what, first, second, shared, estimate(f1(drawn @ counts)))


# Slots of a matched event


def _merged(spans: Iterable[Span]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted((s.start, s.end) for s in spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _evidence(a: AnnotatedEvent, b: AnnotatedEvent) -> Hits:
    first, second = _merged(a.evidence), _merged(b.evidence)
    shared = sum(max(0, min(e, f) - max(s, t)) for s, e in first for t, f in second)
    return shared, sum(e - s for s, e in first), sum(f - t for t, f in second)


def _partners(a: AnnotatedEvent, b: AnnotatedEvent) -> Hits:
    first, second = [p.text for p in a.partners], [p.text for p in b.partners]
    return shared_names(first, second), len(first), len(second)


def _equal(first: str | None, second: str | None) -> Hits:
    return int(first is not None and first == second), int(first is not None), int(second is not None)


def _date_start(a: AnnotatedEvent, b: AnnotatedEvent) -> Hits:
    return _equal(from_annotation(a).iso, from_annotation(b).iso)


def _date(a: AnnotatedEvent, b: AnnotatedEvent) -> Hits:
    return _equal(a.date.edtf if a.date else None, b.date.edtf if b.date else None)


def _participants(a: AnnotatedEvent, b: AnnotatedEvent) -> Hits:
    first, second = [p.text for p in a.participants], [p.text for p in b.participants]
    return shared_participants(first, second), len(first), len(second)


def _goods(a: AnnotatedEvent, b: AnnotatedEvent) -> Hits:
    left: list[Goods] = sorted(b.goods, key=lambda g: (g.end, g.start))
    shared = 0
    for goods in sorted(a.goods, key=lambda g: (g.end, g.start)):
        at = next((i for i, g in enumerate(left) if g.start < goods.end and goods.start < g.end), None)
        if at is not None:
            left.pop(at)
            shared += 1
    return shared, len(a.goods), len(b.goods)


def _direction(a: AnnotatedEvent, b: AnnotatedEvent) -> Hits:
    equal = bool(a.senders) and len(a.senders) == len(b.senders) == shared_names(a.senders, b.senders)
    return int(equal), int(bool(a.senders)), int(bool(b.senders))


_SLOTS: tuple[tuple[str, Callable[[AnnotatedEvent, AnnotatedEvent], Hits]], ...] = (
    ("evidence", _evidence),
    ("partners", _partners),
    ("date start", _date_start),
    ("date", _date),
    ("participants", _participants),
    ("goods", _goods),
    ("direction", _direction),
)
_EVENT_LABELS: tuple[tuple[str, Callable[[AnnotatedEvent], Hashable], tuple[Hashable, ...]], ...] = (
    ("type", lambda e: e.type, EVENT_TYPES),
    ("government", lambda e: e.government_involved, (True, False)),
    ("status", lambda e: e.status, STATUSES),
    ("tie", lambda e: e.tie or NONE, (*TIES, NONE)),
)


_OVER_TIME = ("events", "evidence", "participants")


def _main_type(events: Events) -> str:
    return events[0].type if events else NONE


# A round


def _annotated_pairs(of_annotator: Sequence[Mapping[str, Events]]) -> Iterator[list[tuple[Events, Events]]]:
    """The pairs of annotations of each document that two annotators or more labelled, by document id."""
    for doc_id in sorted(set().union(*of_annotator)):
        found = [events[doc_id] for events in of_annotator if doc_id in events]
        if len(found) > 1:
            yield list(combinations(found, 2))


def _matched_events(first: Events, second: Events) -> list[tuple[AnnotatedEvent, AnnotatedEvent]]:
    pairs = matched([from_annotation(e) for e in first], [from_annotation(e) for e in second])
    return [(first[i], second[j]) for i, j in pairs]


def measure(round_: Round, *, resamples: int = RESAMPLES, seed: int = SEED) -> Agreement:
    """Measure how far the annotators of a round agree.

    Parameters
    ----------
    round_ : Round
    resamples : int
        How often the documents are drawn anew for the intervals.
    seed : int
        Seed of these draws.

    Raises
    ------
    InputError
        When no two annotators labelled the same document.
    """
    documents = list(_annotated_pairs(list(round_.annotations.values())))
    if not documents:
        sizes = ", ".join(f"{name} has {len(events)}" for name, events in round_.annotations.items())
        raise InputError(
            f"round {round_.name}: expected documents that two annotators labelled, found none in common "
            f"({sizes}); give both the same documents"
        )
    pairs = [(d, first, second) for d, of_one in enumerate(documents) for first, second in of_one]
    events_of = [(d, first, second, _matched_events(first, second)) for d, first, second in pairs]
    both = [(d, a, b) for d, _, _, found in events_of for a, b in found]
    drawn = draws(len(documents), resamples, seed)
    counts = [(d, len(first), len(second)) for d, first, second in pairs]
    of_documents = (
        label_agreement("has events", [(d, m > 0, n > 0) for d, m, n in counts], (True, False), drawn),
        label_agreement(
            "main type", [(d, _main_type(a), _main_type(b)) for d, a, b in pairs], (*EVENT_TYPES, NONE), drawn
        ),
        label_agreement("number of events", counts, sorted({n for _, *two in counts for n in two}), drawn),
    )
    of_events = tuple(
        label_agreement(label, [(d, value(a), value(b)) for d, a, b in both], classes, drawn)
        for label, value, classes in _EVENT_LABELS
    )
    found_events = [(d, (len(found), len(first), len(second))) for d, first, second, found in events_of]
    spans = (
        span_agreement("events", found_events, drawn),
        *(span_agreement(what, [(d, hits(a, b)) for d, a, b in both], drawn) for what, hits in _SLOTS),
    )
    reasons: dict[str, int] | None = None
    if round_.settled is not None:
        of_reason = Counter(s.reason for s in round_.settled)
        reasons = {str(reason): of_reason[reason] for reason in REASONS}
    return Agreement(
        round=round_.name,
        annotators=tuple(round_.annotations),
        documents=len(documents),
        pairs=len(pairs),
        matched_events=len(both),
        resamples=len(drawn) - 1,
        seed=seed,
        of_documents=of_documents,
        of_events=of_events,
        spans=spans,
        reasons=reasons,
    )


# To be read


def _shown(figure: Estimate) -> str:
    if figure.value is None:
        return UNDEFINED
    interval = "" if figure.low is None else f" [{figure.low:.2f}, {figure.high:.2f}]"
    return f"{figure.value:.2f}{interval}"


def _label_grid(title: str, figures: Iterable[LabelAgreement]) -> Grid:
    rows = tuple((f.label, str(f.units), _shown(f.observed), _shown(f.alpha), _shown(f.ac1)) for f in figures)
    return Grid(title, ("label", "units", "agreement", "alpha", "AC1"), rows)


def headline(figures: Agreement) -> str:
    """What was compared, in a line."""
    names = ", ".join(plain(name) for name in figures.annotators)
    pooled = f", {figures.pairs} pairs pooled" if figures.pairs > figures.documents else ""
    intervals = f"95 % intervals of {figures.resamples} resamples" if figures.resamples else "no intervals"
    return f"Round {plain(figures.round)}: {names}; documents in common: {figures.documents}{pooled}; {intervals}"


def grids(figures: Agreement) -> tuple[Grid, ...]:
    """The figures as tables that a person reads; undefined ones are shown as "–"."""
    spans = tuple((s.what, str(s.first), str(s.second), str(s.shared), _shown(s.f1)) for s in figures.spans)
    found = (
        _label_grid("Labels of documents", figures.of_documents),
        _label_grid("Labels of matched events", figures.of_events),
        Grid("Events, and slots of matched events", ("what", "first", "second", "shared", "F1"), spans),
    )
    if figures.reasons is None:
        return found
    reasons = tuple((reason, str(n)) for reason, n in figures.reasons.items())
    return (*found, Grid("Settled disagreements", ("reason", "count"), reasons))


def over_time(rounds: Iterable[Agreement]) -> Grid:
    """The chief figures of several rounds, a row each."""
    rows = []
    for found in rounds:
        main = next(f.observed for f in found.of_documents if f.label == "main type")
        government = next(f.observed for f in found.of_events if f.label == "government")
        spans = {s.what: s.f1 for s in found.spans}
        figures = (main, government, *(spans[what] for what in _OVER_TIME))
        settled = UNDEFINED if found.reasons is None else str(sum(found.reasons.values()))
        names = ", ".join(plain(name) for name in found.annotators)
        rows.append((plain(found.round), names, str(found.documents), *map(_shown, figures), settled))
    header = (
        "round",
        "annotators",
        "documents",
        "main type",
        "government",
        *(f"{w} F1" for w in _OVER_TIME),
        "settled",
    )
    return Grid("Agreement by round", header, tuple(rows))


__all__ = [
    "Agreement",
    "Estimate",
    "draws",
    "estimate",
    "f1",
    "grids",
    "gwet_ac1",
    "headline",
    "label_agreement",
    "measure",
    "nominal_alpha",
    "observed_agreement",
    "over_time",
    "span_agreement",
]
