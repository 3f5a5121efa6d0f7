"""Event mentions: sentences, partners, date, participants, goods and direction put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from twin_nlp.assemble.asking import Asking
from twin_nlp.assemble.cues import calls_off, tie_of
from twin_nlp.assemble.dates import choose_date
from twin_nlp.assemble.direction import choose_direction
from twin_nlp.assemble.evidence import CLASSES, LESS, wording
from twin_nlp.assemble.goods import choose_goods
from twin_nlp.assemble.lists import Share, Spoke, shares, spokes
from twin_nlp.assemble.participants import choose_participants
from twin_nlp.assemble.partners import PartnerCandidates
from twin_nlp.assemble.reading import Reading
from twin_nlp.assemble.segments import segments, strength
from twin_nlp.assemble.view import View
from twin_nlp.labels import EVENT_TYPES, Tie
from twin_nlp.linear import Features, bag

_DOCUMENT = 2.0
"""What the whole text is about weighs more than a flag in whether there is an event at all."""
_OPENING = 4
"""An event that begins in the first sentences is most often what the whole text is about."""
_LEADS_TO = ("led by", "headed by", "accompanied by", "by", "with", "said", "and", "from")
"""What stands before a participant and tells of its part."""
_DOES = (
    "said", "welcomed", "received", "signed", "led", "presented", "visited", "handed", "met", "greeted", "approved",
    "voted", "sent", "attended", "thanked",
)  # fmt: skip
"""What stands after one."""


@dataclass(frozen=True, slots=True)
class EventMention:
    """An event as far as it is assembled; numbers are indices into the document's and the view's tuples.

    ``partners`` and ``chances`` (the probability of each being a partner) go together; ``sender`` and
    ``receiver`` are positions in ``partners``.
    """

    units: tuple[int, ...]
    partners: tuple[int, ...]
    partner_mentions: tuple[int, ...]
    chances: tuple[float, ...]
    known_pairs: tuple[tuple[int, int], ...]
    date: int | None
    participants: tuple[int, ...]
    goods: tuple[int, ...]
    senders: tuple[int, ...]
    receivers: tuple[int, ...]
    tie: Tie | None
    strength: float
    listed: bool = False
    """Whether the event is one of several that a sentence enumerates."""
    spokes: int = 0
    """With how many others the same place has such an event in the same sentences."""


def _main_types(reading: Reading, prefix: str, weight: float = 1.0) -> Features:
    return {prefix + name: weight * p for name, p in zip(CLASSES, reading.document.tolist(), strict=True)}


def event_features(view: View, reading: Reading, mention: EventMention) -> Features:
    """Features of an assembled event for being one at all."""
    likely = 1.0 - reading.sentences[:, 0]
    evidence = likely[list(mention.units)]
    best, total = float(evidence.max()), float(evidence.sum())
    sure = (*sorted(mention.chances, reverse=True), 0.0, 0.0)
    known, tied = float(bool(mention.known_pairs)), float("tie" in view.cues)
    units = [view.units[u] for u in mention.units]
    cues = {cue for unit in units for cue in unit.cues}
    features: Features = {
        "best sentence": best,
        "mean sentence": total / len(mention.units),
        "strength": min(mention.strength, 6.0) / 6.0,
        "listed" if mention.listed else f"sentences={min(len(mention.units), 5)}": 1.0,
        "dated": float(mention.date is not None),
        "listed people" if mention.listed else f"participants={min(len(mention.participants), 4)}": 1.0,
        "goods": float(bool(mention.goods)),
        f"partners={min(len(mention.partners), 3)}": 1.0,
        "first partner": sure[0],
        "second partner": sure[1],
        "known pair": known,
        "tie in document": tied,
        "tie in event": float("tie" in cues),
        "share": total / max(1e-9, float(likely.sum())),
        "headline": float("headline" in [unit.sentence.kind for unit in units]),
        "part": mention.units[0] / max(1, len(view.units)),
    }
    features |= _main_types(reading, "text ", _DOCUMENT)
    if mention.spokes:
        features["one of several partners"] = 1.0
        features["one of several partners, second partner"] = sure[1]
        features["one of several partners, known pair"] = known
    if mention.listed:
        features["listed, best sentence"] = best
        features["listed, known pair"] = known
    within = set(mention.units)
    told = sum([not within.isdisjoint(view.entities[e].units) for e in mention.partners])
    features[f"partners named in evidence={min(told, 2)}"] = 1.0
    places = [view.entities[e].place for e in mention.partners]
    countries = {p.country for p in places if p is not None}
    features["countries"] = float(len(countries) > 1)
    features["partner is country"] = float("country" in [p.kind for p in places if p is not None])
    features["unknown place"] = float(None in places)
    if not known and not tied:
        features["no tie at all"] = 1.0
    for cue in sorted(cues):
        features["cue=" + cue] = 0.5
    for cue in view.cues:
        features["document cue=" + cue] = 0.3
    return features


def context_features(view: View, reading: Reading, mention: EventMention) -> Features:
    """Features of an event for its government involvement, its status and whether it has a direction."""
    document = view.document
    told = [view.units[u] for u in mention.units]
    tokens = [t for unit in told for t in unit.tokens]
    features = wording(tokens)
    features |= bag([f"w:{a} {b}" for a, b in pairwise(tokens)], LESS)
    features["first " + EVENT_TYPES[int(reading.sentences[mention.units[0], 1:].argmax())]] = 1.0
    for unit in told:
        for cue, n in unit.cues.items():
            name = "cue=" + cue
            features[name] = min(features.get(name, 0.0) + 0.25 * n, 1.0)
    called_off = [
        "cancel" in unit.cues and calls_off(view.lowered, unit.sentence.start, unit.sentence.end) for unit in told
    ]
    if any(called_off):
        features["calls off"] = 1.0
        features["calls off first"] = float(called_off[0])
        features["calls off throughout"] = float(all(called_off))
    for i in mention.participants:
        participant = document.participants[i]
        features["role=" + participant.role] = 1.0
        if participant.count is not None and participant.count > 1:
            features["group=" + participant.role] = 1.0
        before = document.text[max(0, participant.start - 40) : participant.start].casefold().rstrip()
        after = document.text[participant.end : participant.end + 40].casefold()
        if before.endswith(_LEADS_TO):
            features |= {f"{word} {participant.role}": 1.0 for word in _LEADS_TO if before.endswith(word)}
        for word in _DOES:
            if word in after:
                features[f"{participant.role} {word}"] = 1.0
    if mention.goods:
        features["goods"] = 1.0
        for i in mention.goods:
            features["item=" + document.goods[i].item.casefold().split()[-1]] = 0.5
    if mention.date is not None:
        date = document.dates[mention.date]
        features["date=" + date.kind] = 1.0
        if date.latest and document.published:
            features[
                "date is " + ("past" if date.latest[: len(document.published)] <= document.published else "to come")
            ] = 1.0
    features["known pair"] = float(bool(mention.known_pairs))
    return features


def type_features(reading: Reading, mention: EventMention) -> Features:
    """Features of an event for its type, besides those of its context: what the whole text is about."""
    features = _main_types(reading, "text ")
    if mention.units[0] < _OPENING:
        features |= _main_types(reading, "opens, text ")
    return features


def filled(view: View, reading: Reading, candidates: PartnerCandidates, units: tuple[int, ...]) -> Asking[EventMention]:
    """The event that the units tell, with its slots but its direction; asks "partner", "date" and "participant"."""
    chosen = yield from candidates.choose(units)
    partners = sorted([(candidates.mention(i, units), i, p) for i, p in chosen])
    entities = tuple([i for _, i, _ in partners])
    spans = [(view.units[u].sentence.start, view.units[u].sentence.end) for u in units]
    spans.append((0, min(len(view.text), 200_000)))
    return EventMention(
        units=units,
        partners=entities,
        partner_mentions=tuple([m for m, _, _ in partners]),
        chances=tuple([p for _, _, p in partners]),
        known_pairs=_known(candidates, entities),
        date=(yield from choose_date(view, reading.sentences, units)),
        participants=tuple((yield from choose_participants(view, units))),
        goods=tuple(choose_goods(view, units)),
        senders=(),
        receivers=(),
        tie=tie_of(view.lowered, spans),
        strength=strength(reading.sentences, units),
    )


def _known(candidates: PartnerCandidates, partners: Sequence[int]) -> tuple[tuple[int, int], ...]:
    return tuple((a, b) for n, a in enumerate(partners) for b in partners[n + 1 :] if (a, b) in candidates.pairs)


def directed(view: View, mention: EventMention, mutual: float) -> Asking[EventMention]:
    """The event with its direction, which is told already where a sentence enumerates it.

    ``mutual`` is the probability that no direction is told. Asks "sender".
    """
    if mention.listed or len(mention.partners) < 2:
        return mention
    first, rest = mention.partners[0], mention.partners[1:]
    told = yield from choose_direction(view, mention.units, first, rest[0], mutual)
    if told == "mutual":
        return mention
    ends = ((first,), rest) if told == "forward" else (rest, (first,))
    return replace(mention, senders=ends[0], receivers=ends[1])


def _share(
    view: View,
    reading: Reading,
    candidates: PartnerCandidates,
    unit: int,
    share: Share,
    whole: EventMention,
) -> Asking[EventMention]:
    """One of the events that a sentence enumerates."""
    document = view.document
    partners = tuple(view.entity_of[i] for i in share.places)
    start = min(document.places[i].start for i in share.places)
    end = max(document.places[i].end for i in share.places)
    sender = () if share.sender is None else (view.entity_of[share.sender],)
    own_date = share.dates[0] if share.dates else (yield from choose_date(view, reading.sentences, (unit,)))
    return replace(
        whole,
        units=(unit,),
        partners=partners,
        partner_mentions=share.places,
        known_pairs=_known(candidates, partners),
        date=whole.date if own_date is None else own_date,
        participants=tuple(i for i in whole.participants if start <= document.participants[i].start < end),
        goods=tuple(i for i in view.units[unit].goods if start <= document.goods[i].start < end)
        or view.units[unit].goods,
        senders=sender,
        receivers=tuple(p for p in partners if p not in sender) if sender else (),
        strength=strength(reading.sentences, (unit,)),
        listed=True,
    )


def _spoke(
    view: View, reading: Reading, candidates: PartnerCandidates, spoke: Spoke, whole: EventMention
) -> Asking[EventMention]:
    """One of the events that a place has with several others."""
    document = view.document
    partners = (spoke.hub, spoke.other)
    chance = dict(zip(whole.partners, whole.chances, strict=True))
    own = {view.unit_of[m] for m in view.entities[spoke.other].mentions} & set(spoke.units)
    partly = {u for u in own if view.units[u].sentence.start < spoke.end and spoke.start < view.units[u].sentence.end}

    def tells(start: int) -> bool:
        """Whether what begins at ``start`` is said of this event: in its clause, or in a sentence about it alone."""
        return spoke.start <= start < spoke.end or any(
            view.units[u].sentence.start <= start < view.units[u].sentence.end for u in own - partly
        )

    dates = [i for u in spoke.units for i in view.units[u].dates if tells(document.dates[i].start)]
    date = yield from choose_date(view, reading.sentences, spoke.units)
    if dates and date not in dates:
        date = next((i for i in dates if document.dates[i].edtf is not None), date)
    return replace(
        whole,
        units=spoke.units,
        partners=partners,
        partner_mentions=tuple(candidates.mention(e, spoke.units) for e in partners),
        chances=tuple(chance[e] for e in partners),
        known_pairs=_known(candidates, tuple(sorted(partners))),
        date=date,
        participants=tuple(i for i in whole.participants if tells(document.participants[i].start)),
        goods=tuple(i for i in whole.goods if tells(document.goods[i].start)) or whole.goods,
        strength=strength(reading.sentences, spoke.units),
        spokes=len(whole.partners) - 1,
    )


def _split(
    view: View, reading: Reading, candidates: PartnerCandidates, mention: EventMention
) -> Asking[list[EventMention]]:
    """The events that the sentences of one tell together, each with its own partners."""
    told = [
        (unit, share)
        for unit, share in shares(view, mention.units)
        if len({view.entity_of[i] for i in share.places}) > 1
        and all(view.entity_of[i] < len(candidates.entities) for i in share.places)
    ]
    found: list[EventMention] = []
    for unit, share in told:
        found.append((yield from _share(view, reading, candidates, unit, share, mention)))
    if not told:
        for spoke in spokes(view, mention.units, mention.partners):
            found.append((yield from _spoke(view, reading, candidates, spoke, mention)))
    return found or [mention]


def assemble(view: View, reading: Reading) -> Asking[list[EventMention]]:
    """Find the events of a document; asks "link", "partner", "date" and "participant".

    Parameters
    ----------
    view : View
    reading : Reading
        What :func:`twin_nlp.assemble.read` gave of it.

    Returns
    -------
    list of EventMention
        Candidates in order of first sentence; whether each is an event, and its direction, is for the classifier
        to say.
    """
    candidates = PartnerCandidates(view)
    found: list[EventMention] = []
    for units in (yield from segments(view, reading.sentences)):
        mention = yield from filled(view, reading, candidates, units)
        found.extend((yield from _split(view, reading, candidates, mention)))
    return found
