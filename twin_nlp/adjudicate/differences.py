"""Where two annotations of a document differ, and what comes of them once the differences are settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from twin_nlp.errors import AnnotationError
from twin_nlp.evaluate.matching import from_annotation, matched
from twin_nlp.formats.corpus import AnnotatedEvent, annotated_events
from twin_nlp.formats.rounds import Settlement, What
from twin_nlp.records import Record

Events = tuple[AnnotatedEvent, ...]
Pair = tuple[int | None, int | None]
MAIN: Pair = (None, None)
"""The difference in which event is the main one is about no pair of events."""
_LABELS: tuple[What, ...] = ("type", "government_involved", "status", "tie")
_LISTS: tuple[What, ...] = ("evidence", "partners", "participants", "goods")


@dataclass(frozen=True, slots=True)
class Difference(Record):
    """One disagreement; ``first`` and ``second`` are JSON values of what differs.

    ``event`` has the numbers, from 0, of the events that are compared, one of each annotator; None where only the
    other one has it. The value is then the event itself.
    """

    what: What
    event: Pair
    first: Any
    second: Any


def _value(event: AnnotatedEvent, what: What) -> Any:
    """What an event says, JSON-ready; lists in order of the text, since their order says nothing."""
    if what == "direction":
        return [sorted(event.senders), sorted(event.receivers)]
    found = event.to_dict()[what]
    return sorted(found, key=lambda span: (span["start"], span["end"], str(span))) if what in _LISTS else found


def _pairs(first: Events, second: Events) -> list[tuple[int, int]]:
    return sorted(matched([from_annotation(e) for e in first], [from_annotation(e) for e in second]))


def differences(first: Events, second: Events) -> list[Difference]:
    """Where two annotations of one document differ: events that one lacks, the main event, slots of events of both."""
    pairs = _pairs(first, second)
    found = [
        Difference(what, (i, j), mine, yours)
        for i, j in pairs
        for what in (*_LABELS, "date", *_LISTS, "direction")
        if (mine := _value(first[i], what)) != (yours := _value(second[j], what))
    ]
    alone_first, alone_second = set(range(len(first))), set(range(len(second)))
    for i, j in pairs:
        alone_first.discard(i)
        alone_second.discard(j)
    found += [Difference("events", (i, None), first[i].to_dict(), None) for i in sorted(alone_first)]
    found += [Difference("events", (None, j), None, second[j].to_dict()) for j in sorted(alone_second)]
    if first and second and (0, 0) not in pairs:
        found.append(Difference("events", MAIN, first[0].to_dict(), second[0].to_dict()))
    return found


def settled_values(found: Iterable[Difference], settled: Iterable[Settlement]) -> dict[tuple[What, Pair], Any]:
    """The outcome of each difference that is settled; the last settlement counts.

    One made when the annotators said something else doesn't: it settled another difference.
    """
    open_ = {(d.what, d.event): d for d in found}
    outcome: dict[tuple[What, Pair], Any] = {}
    for settlement in settled:
        key = (settlement.what, settlement.event or MAIN)
        difference = open_.get(key)
        if (
            settlement.event is not None
            and difference is not None
            and (settlement.first, settlement.second) == (difference.first, difference.second)
        ):
            outcome[key] = settlement.settled
    return outcome


def final_events(first: Events, second: Events, outcome: Mapping[tuple[What, Pair], Any], text: str) -> Events | None:
    """What a document's annotation is once all differences are settled, main event first; None while one is open.

    Events are in the first annotator's order, with those that only the second has behind them.

    Parameters
    ----------
    first, second : tuple of AnnotatedEvent
    outcome : mapping
        From :func:`settled_values`.
    text : str
        The document that offsets count in.

    Raises
    ------
    AnnotationError
        Where the outcomes don't go together, such as a sender that is no partner.
    """
    found = differences(first, second)
    if any((d.what, d.event) not in outcome for d in found):
        return None
    of_first = dict(_pairs(first, second))
    kept: list[tuple[Pair, dict[str, Any]]] = []
    for i, event in enumerate(first):
        pair = (i, of_first.get(i))
        if pair[1] is None:
            kept += _kept(pair, outcome)
        else:
            kept.append((pair, _merged(event, second[pair[1]], pair, outcome)))
    for j in sorted(set(range(len(second))) - set(of_first.values())):
        kept += _kept((None, j), outcome)
    if ("events", MAIN) in outcome and first and second:
        side = 0 if outcome["events", MAIN] == first[0].to_dict() else 1
        kept.sort(key=lambda of: of[0][side] != 0)
    return annotated_events({"events": [event for _, event in kept]}, text, "settled")


def _kept(pair: Pair, outcome: Mapping[tuple[What, Pair], Any]) -> Iterator[tuple[Pair, dict[str, Any]]]:
    event = outcome["events", pair]
    if event is not None:
        yield pair, event


def _merged(
    first: AnnotatedEvent, second: AnnotatedEvent, pair: Pair, outcome: Mapping[tuple[What, Pair], Any]
) -> dict[str, Any]:
    """An event of both with its settled values; a finer field counts where either has one."""
    event = replace(first, subtype=first.subtype or second.subtype).to_dict()
    for what in (*_LABELS, "date", *_LISTS):
        if (what, pair) in outcome:
            event[what] = outcome[what, pair]
    if ("direction", pair) in outcome:
        event["senders"], event["receivers"] = _direction(outcome["direction", pair])
    return event


def _direction(value: object) -> tuple[list[str], list[str]]:
    match value:
        case [list(senders), list(receivers)]:
            return senders, receivers
    raise AnnotationError(f"direction: expected a list of senders and one of receivers, found {value!r}")


def check_settled(
    difference: Difference,
    settled: object,
    first: Events,
    second: Events,
    text: str,
) -> None:
    """Raise :class:`AnnotationError` where ``settled`` can't be an outcome of the difference."""
    key = (difference.what, difference.event)
    if difference.event == MAIN:
        if settled not in (difference.first, difference.second):
            raise AnnotationError("events: expected one of the two main events")
        return
    i, j = difference.event
    if i is None or j is None:
        event = settled
    else:
        # Names are checked against partners only once all of the document is settled.
        named = replace(first[i], senders=(), receivers=())
        if difference.what == "direction":
            _direction(settled)
            return
        event = _merged(named, second[j], difference.event, {key: settled})
    if event is not None:
        annotated_events({"events": [event]}, text, difference.what)
