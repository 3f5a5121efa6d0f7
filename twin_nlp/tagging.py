"""Classify: heads over one event mention: is it an event, of which type, with government, and in what status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from twin_nlp.assemble import (
    Asked,
    Asking,
    EventMention,
    Reading,
    View,
    context_features,
    directed,
    event_features,
    subtype_features,
    type_features,
)
from twin_nlp.errors import ModelError
from twin_nlp.labels import EVENT_TYPES, STATUSES, SUBTYPES, EventType, Status
from twin_nlp.linear import Array, Features, JointModel, LinearModel
from twin_nlp.records import EventDate, ExchangeEvent, Partner, Span
from twin_nlp.trees import Decision

NO_SUBTYPE = "none"
NO_YES = ("no", "yes")
SUBTYPE_CLASSES = (NO_SUBTYPE, *SUBTYPES)
TAGS = "tags"
"""The name of the heads over an event put together."""
_TAGS: dict[str, tuple[str, ...]] = {
    "type": EVENT_TYPES,
    "government": NO_YES,
    "status": STATUSES,
    "mutual": NO_YES,
    "subtype": SUBTYPE_CLASSES,
}
"""These heads and their classes."""
_BOUNDS = tuple(pairwise(accumulate(map(len, _TAGS.values()), initial=0)))
_FIRST = 5.0
"""How many times its own length the first event of a text counts for when the main event is chosen."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability on a candidate is an event, and below which confidence a person should look.

    ``event`` holds where the text speaks of a tie between places or its places are a known pair, ``untied``
    where neither is so: nearly all of an archive is untied, so more is asked there.
    """

    event: float
    untied: float
    review: float

    def least(self, tied: bool) -> float:
        """The probability that a candidate must reach."""
        return self.event if tied else self.untied


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its features, the probability that it is an event, and the one that it must reach."""

    mention: EventMention
    features: Features
    chance: float
    least: float

    @property
    def is_event(self) -> bool:
        """Whether it reaches it."""
        return self.chance >= self.least


@dataclass(frozen=True, slots=True)
class Tagged:
    """A candidate that is an event, with the features of it."""

    judged: Judged
    features: Features
    event: ExchangeEvent


def joined(models: Mapping[str, Decision]) -> Mapping[str, Asked]:
    """The models, and under :data:`TAGS` the heads over an event as one.

    Raises
    ------
    ModelError
        When one of these isn't linear or has other classes.
    """
    heads = []
    for name, classes in _TAGS.items():
        head = models[name]
        if not isinstance(head, LinearModel) or head.classes != classes:
            raise ModelError(f"the model's {name}: expected a linear model of {', '.join(classes)}, found another")
        heads.append(head)
    return {**models, TAGS: JointModel(heads)}


def is_tied(view: View, mention: EventMention) -> bool:
    """Whether a tie stands behind an event, by the register or by the words of the text."""
    return bool(mention.known_pairs) or "tie" in view.cues


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(v, 4) for name, v in values.items()}


def _record(
    view: View,
    mention: EventMention,
    types: Mapping[str, float],
    government: float,
    statuses: Mapping[str, float],
    subtype: str,
    chance: float,
    thresholds: Thresholds,
    model: str,
) -> ExchangeEvent:
    document = view.document
    kind: EventType = max(EVENT_TYPES, key=types.__getitem__)
    status: Status = max(STATUSES, key=statuses.__getitem__)
    places = [document.places[m] for m in mention.partner_mentions]
    names = {e: p.name for e, p in zip(mention.partners, places, strict=True)}
    date = None
    if mention.date is not None:
        found = document.dates[mention.date]
        if found.edtf is not None:
            date = EventDate(found.text, found.start, found.end, found.edtf, found.earliest, found.latest)
    sentences = [view.units[u].sentence for u in mention.units]
    confidence = chance * types[kind] * max(government, 1.0 - government)
    return ExchangeEvent(
        type=kind,
        type_probabilities=_rounded(types),
        government_involved=government >= 0.5,
        government_probability=round(government, 4),
        status=status,
        status_probabilities=_rounded(statuses),
        partners=tuple([Partner(p.name, p.start, p.end, p.place) for p in places]),
        known_pairs=tuple([(names[a], names[b]) for a, b in mention.known_pairs]),
        date=date,
        participants=tuple([document.participants[i] for i in mention.participants]),
        goods=tuple([document.goods[i] for i in mention.goods]) if kind == "donation" else (),
        senders=tuple([names[e] for e in mention.senders]),
        receivers=tuple([names[e] for e in mention.receivers]),
        tie=mention.tie,
        subtype=None if subtype == NO_SUBTYPE else subtype,
        evidence=tuple([Span(s.start, s.end, document.text[s.start : s.end]) for s in sentences]),
        confidence=round(confidence, 4),
        needs_review=confidence < thresholds.review,
        model=model,
    )


def _main_first(found: list[Tagged]) -> list[Tagged]:
    """The main event, then the others in the order of the text.

    Texts open with what they are about, so the first event is the main one unless another is told at far
    greater length or the first is doubtful.
    """
    if not found:
        return []
    in_order = sorted(found, key=lambda item: item.judged.mention.units[0])

    def weight(item: Tagged) -> float:
        length = sum(s.end - s.start for s in item.event.evidence)
        return item.judged.chance * length * (_FIRST if item is in_order[0] else 1.0)

    main = max(in_order, key=weight)
    return [main, *(f for f in in_order if f is not main)]


def _features(view: View, reading: Reading, mention: EventMention) -> Features:
    """What the heads over an event take."""
    features = context_features(view, reading, mention)
    features |= type_features(reading, mention)
    features |= subtype_features(view, mention)
    return features


def has_partners(view: View, mention: EventMention) -> bool:
    """Whether places stand behind an event: two, or one where the text speaks of a tie between places."""
    return len(mention.partners) >= 2 or (len(mention.partners) == 1 and "tie" in view.cues)


def pooled(candidates: Sequence[EventMention], chances: Array) -> Array:
    """The events that one sentence enumerates stand or fall together: each gets their mean."""
    together: dict[int, list[int]] = {}
    for i, mention in enumerate(candidates):
        if mention.listed:
            together.setdefault(mention.units[0], []).append(i)
    shared = chances.copy()
    for members in together.values():
        shared[members] = chances[members].mean()
    return shared


def judged(
    view: View, candidates: Sequence[EventMention], reading: Reading, thresholds: Thresholds
) -> Asking[list[Judged]]:
    """The candidates that have partners, with the probability of being an event; asks "event"."""
    candidates = [m for m in candidates if has_partners(view, m)]
    rows = [event_features(view, reading, m) for m in candidates]
    chances = pooled(candidates, (yield "event", rows)[:, -1])
    return [
        Judged(mention, row, float(chance), thresholds.least(is_tied(view, mention)))
        for mention, row, chance in zip(candidates, rows, chances, strict=True)
    ]


def tagged(
    view: View,
    candidates: Sequence[Judged],
    reading: Reading,
    thresholds: Thresholds,
    model: str,
) -> Asking[list[Tagged]]:
    """Those of the candidates that are events, tagged, the main event first; asks as :func:`classify` does."""
    kept = [c for c in candidates if c.is_event]
    if not kept:
        return []
    rows = [_features(view, reading, c.mention) for c in kept]
    probabilities = (yield TAGS, rows).tolist()
    found = []
    for candidate, row, of_all in zip(kept, rows, probabilities, strict=True):
        types, (_, government), statuses, (_, mutual), subtypes = (of_all[start:end] for start, end in _BOUNDS)
        record = _record(
            view,
            (yield from directed(view, candidate.mention, mutual)),
            dict(zip(EVENT_TYPES, types, strict=True)),
            government,
            dict(zip(STATUSES, statuses, strict=True)),
            SUBTYPE_CLASSES[subtypes.index(max(subtypes))],
            candidate.chance,
            thresholds,
            model,
        )
        found.append(Tagged(candidate, row, record))
    return _main_first(found)


def classify(
    view: View,
    candidates: list[EventMention],
    reading: Reading,
    thresholds: Thresholds,
    model: str,
) -> Asking[list[ExchangeEvent]]:
    """Tag the candidates that are events.

    Asks "event", :data:`TAGS` and "sender".

    Parameters
    ----------
    view, candidates, reading
        What :func:`twin_nlp.assemble.assemble` took and gave.
    thresholds : Thresholds
    model : str
        The model's name, kept in every event.

    Returns
    -------
    list of ExchangeEvent
        The main event first.
    """
    weighed = yield from judged(view, candidates, reading, thresholds)
    found = yield from tagged(view, weighed, reading, thresholds, model)
    return [t.event for t in found]
