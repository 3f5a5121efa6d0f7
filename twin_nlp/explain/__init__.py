"""Explain: why the candidates of a text are events or not, and what spoke for their tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from twin_nlp.assemble import Asking, EventMention, Reading, View
from twin_nlp.assemble.cues import cue_words
from twin_nlp.assemble.evidence import STEM
from twin_nlp.assemble.segments import least_evidence, tells_of_a_pair
from twin_nlp.explain.phrases import CUES, phrase
from twin_nlp.explanations import Candidate, Choice, Cue, ExplainedEvent, Explanation, ReadSentence, Reason
from twin_nlp.linear import Features
from twin_nlp.records import ExchangeEvent
from twin_nlp.tagging import NO_YES, Judged, Tagged, Thresholds, has_partners, is_tied, judged, tagged
from twin_nlp.trees import Decision

_LISTED = 5
"""Reasons shown each way."""
_QUOTED = 4
"""Words of the text shown for a reason."""
Quotes = Mapping[str, Mapping[str, None]]
"""The words of the text, in reading order, that a feature goes back to."""


def _quotes(view: View, mention: EventMention) -> Quotes:
    """What in the text stands behind those features of an event whose names don't say it."""
    document = view.document
    found: dict[str, dict[str, None]] = {}

    def quote(name: str, *words: str) -> None:
        found.setdefault(name, {}).update(dict.fromkeys(words))

    for unit in view.units:
        for kind, words in cue_words(view.text, view.lowered, unit.sentence.start, unit.sentence.end).items():
            quote("document cue=" + kind, *words)
            if unit.index in mention.units:
                quote("cue=" + kind, *words)
    for u in mention.units:
        for token in view.units[u].tokens:
            quote("s:" + token[:STEM], token)
    for participant in (document.participants[i] for i in mention.participants):
        quote("role=" + participant.role, participant.text)
        if participant.count is not None and participant.count > 1:
            quote("group=" + participant.role, participant.text)
    for goods in (document.goods[i] for i in mention.goods):
        quote("goods", goods.text)
        quote("item=" + goods.item.casefold().split()[-1], goods.text)
    if mention.date is not None:
        date = document.dates[mention.date]
        for name in ("dated", "date=" + date.kind, "date is past", "date is to come"):
            quote(name, date.text)
    return found


def _reasons(row: Features, added: Features, quotes: Quotes) -> list[Reason]:
    """What the features add, put together where they say the same to a reader, the strongest against first."""
    log_odds: dict[str, float] = {}
    words: dict[str, dict[str, None]] = {}
    for name, each in added.items():
        if each:
            said = phrase(name, row.get(name, 0.0)) or f"the feature “{name}”"
            log_odds[said] = log_odds.get(said, 0.0) + each
            words.setdefault(said, {}).update(quotes.get(name, {}))
    found = [Reason(said, tuple(words[said])[:_QUOTED], total) for said, total in log_odds.items()]
    return sorted(found, key=lambda reason: reason.log_odds)


def _choice(
    model: Decision, row: Features, probabilities: Mapping[str, float], quotes: Quotes, chosen: str | None = None
) -> Choice:
    """Why a class (the likeliest) is chosen rather than the likeliest other."""
    ranking = sorted(probabilities, key=lambda c: (c != chosen, -probabilities[c]))
    chosen, second = ranking[:2]
    start, added = model.contributions(row, chosen, second)
    reasons = _reasons(row, added, quotes)
    favour = [reason for reason in reasons[::-1] if reason.log_odds > 0][:_LISTED]
    against = [reason for reason in reasons if reason.log_odds < 0][:_LISTED]
    weaker = [reason for reason in reasons if reason not in favour and reason not in against]
    return Choice(
        chosen,
        round(probabilities[chosen], 4),
        second,
        round(probabilities[second], 4),
        round(start, 3),
        tuple(replace(reason, log_odds=round(reason.log_odds, 3)) for reason in favour),
        tuple(replace(reason, log_odds=round(reason.log_odds, 3)) for reason in against),
        round(sum(reason.log_odds for reason in weaker), 3),
        len(weaker),
    )


def _sentence(view: View, reading: Reading, index: int) -> ReadSentence:
    unit = view.units[index]
    start, end = unit.sentence.start, unit.sentence.end
    found = cue_words(view.text, view.lowered, start, end)
    return ReadSentence(
        start,
        end,
        view.text[start:end],
        round(1.0 - float(reading.sentences[index, 0]), 4),
        least_evidence(view, unit),
        tells_of_a_pair(view, unit),
        tuple(Cue(words, found[kind]) for kind, words in CUES.items() if kind in found),
    )


def _candidate(
    view: View,
    reading: Reading,
    mention: EventMention,
    thresholds: Thresholds,
    probability: float | None = None,
    why: Choice | None = None,
) -> Candidate:
    tied = is_tied(view, mention)
    return Candidate(
        tuple(_sentence(view, reading, u) for u in mention.units),
        tuple(view.document.places[m].name for m in mention.partner_mentions),
        mention.listed,
        tied,
        None if probability is None else round(probability, 4),
        thresholds.least(tied),
        why,
    )


def _judged(view: View, reading: Reading, candidate: Judged, model: Decision, thresholds: Thresholds) -> Candidate:
    own = float(model.positive([candidate.features])[0])
    quotes = _quotes(view, candidate.mention)
    why = _choice(model, candidate.features, dict(zip(NO_YES, (1.0 - own, own), strict=True)), quotes, "yes")
    return _candidate(view, reading, candidate.mention, thresholds, candidate.chance, why)


def _review(event: ExchangeEvent, chance: float, least: float) -> str:
    parts = {
        "that it is an event": chance,
        "its type": event.type_probabilities[event.type],
        "government": max(event.government_probability, 1.0 - event.government_probability),
    }
    product = " × ".join(f"{p:.2f} ({name})" for name, p in parts.items())
    confidence = f"confidence {event.confidence:.2f} = {product}"
    if not event.needs_review:
        return f"{confidence}, not below {least:.2f}"
    return f"{confidence}, below {least:.2f}; least sure: {min(parts, key=lambda name: parts[name])}"


def _event(
    view: View, reading: Reading, found: Tagged, models: Mapping[str, Decision], thresholds: Thresholds
) -> ExplainedEvent:
    event = found.event
    quotes = _quotes(view, found.judged.mention)
    government = {"no": 1.0 - event.government_probability, "yes": event.government_probability}
    return ExplainedEvent(
        event,
        _judged(view, reading, found.judged, models["event"], thresholds),
        _choice(models["type"], found.features, event.type_probabilities, quotes),
        _choice(models["government"], found.features, government, quotes),
        _choice(models["status"], found.features, event.status_probabilities, quotes),
        _review(event, found.judged.chance, thresholds.review),
    )


def explain(
    view: View,
    candidates: Sequence[EventMention],
    reading: Reading,
    models: Mapping[str, Decision],
    thresholds: Thresholds,
    model: str,
) -> Asking[Explanation]:
    """Tag the candidates that are events, and tell the reasons by the ``models``.

    Takes and asks what :func:`twin_nlp.tagging.classify` does.
    """
    if not candidates:
        likeliest = _sentence(view, reading, int(reading.sentences[:, 0].argmin())) if view.units else None
        return Explanation("no sentence", likeliest=likeliest)
    weighed = yield from judged(view, candidates, reading, thresholds)
    events = yield from tagged(view, weighed, reading, thresholds, model)
    dropped = sorted((c for c in weighed if not c.is_event), key=lambda c: -c.chance)
    unplaced = [m for m in candidates if not has_partners(view, m)]
    return Explanation(
        "events" if events else "no event",
        tuple(_event(view, reading, found, models, thresholds) for found in events),
        (
            *(_judged(view, reading, c, models["event"], thresholds) for c in dropped),
            *(_candidate(view, reading, m, thresholds) for m in unplaced),
        ),
    )
