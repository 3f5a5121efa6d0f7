"""Explanations as text to be read, printed document by document."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from twin_nlp.formats.table import plain

_SENTENCE_CHARACTERS = 240
_LEFT_OUT = 5
_LABEL, _NUMBER = 14, 6
_NO_TIE = "; more is needed where neither the text nor the register ties the places to each other"
_GATE = (
    "The gate dropped it: the text has no term of a tie between places, such as “sister city”, and its words are not "
    "those of an exchange."
)


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{plain(word)}”" for word in words)


def _signed(log_odds: float) -> str:
    return f"{log_odds:+.2f}"


def _grid(width: int, rows: Iterable[tuple[str, RenderableType]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=width)
    grid.add_column(overflow="fold")
    for first, second in rows:
        grid.add_row(Text(first), second)
    return grid


def _sentences(found: Iterable[Mapping[str, Any]]) -> Table:
    rows: list[tuple[str, RenderableType]] = []
    for sentence in found:
        text = plain(sentence["text"])
        if len(text) > _SENTENCE_CHARACTERS:
            text = text[: _SENTENCE_CHARACTERS - 1] + "…"
        cues = "; ".join(f"{cue['points_to']}: {_quoted(cue['words'])}" for cue in sentence["cues"])
        rows.append((f"{sentence['probability']:.2f}", Text(f"“{text}”")))
        if sentence["complete"]:
            told = f"{sentence['needed']:.2f} is enough, as it names two places with a tie, and a date"
            rows.append(("", Text(told, style="dim")))
        if cues:
            rows.append(("", Text(cues, style="dim")))
    return _grid(_NUMBER, rows)


def _why(title: str, choice: Mapping[str, Any]) -> Group:
    """A choice as a sum: where the model starts, what speaks for and against it, and what that comes to."""
    parts: list[RenderableType] = [Text(title, style="bold")]
    total = choice["start"] + choice["weaker"]
    for heading, reasons in (("speaks for", choice["speaks_for"]), ("speaks against", choice["speaks_against"])):
        total += sum(reason["log_odds"] for reason in reasons)
        rows = []
        for reason in reasons:
            said = reason["found"] + (f": {_quoted(reason['words'])}" if reason["words"] else "")
            rows.append((_signed(reason["log_odds"]), Text(said)))
        if rows:
            parts += [Text(heading), _grid(_NUMBER, rows)]
    times = math.exp(min(total, 30.0))
    likely = f"{times:,.0f}" if times >= 10 else f"{times:.2g}"
    parts += [
        Text("and"),
        _grid(
            _NUMBER,
            [
                (_signed(choice["weaker"]), Text(f"{choice['weaker_reasons']} weaker reasons together")),
                (_signed(choice["start"]), Text("where the model starts, before it has read anything")),
                (
                    _signed(total),
                    Text(f"in all: “{choice['chosen']}” is {likely} times as likely as “{choice['next']}”"),
                ),
            ],
        ),
    ]
    return Group(*parts)


def _place(partner: Mapping[str, Any]) -> str:
    place = partner["place"]
    if place is None:
        return f"{_quoted([partner['name']])} (not in the gazetteer)"
    known_as = ", ".join(filter(None, (place["name"], place["admin1"], place["country"])))
    return f"{_quoted([partner['name']])} ({known_as})"


def _participant(participant: Mapping[str, Any]) -> str:
    count = "" if participant["count"] is None else f", {participant['count']}"
    return f"{_quoted([participant['text']])} ({participant['role']}{count})"


def _direction(event: Mapping[str, Any]) -> str:
    if not event["senders"]:
        return "none told"
    senders, receivers = (plain(" and ".join(event[side])) for side in ("senders", "receivers"))
    return f"{senders} sends or travels, {receivers} receives or hosts"


def _date(event: Mapping[str, Any]) -> str:
    date = event["date"]
    return "none told" if date is None else f"{_quoted([date['text']])}: {date['edtf']}"


def _likely(choice: Mapping[str, Any]) -> str:
    return f"{choice['chosen']} {choice['probability']:.2f}, next {choice['next']} {choice['next_probability']:.2f}"


def _needed(candidate: Mapping[str, Any]) -> str:
    listed = " (the mean of all events that the sentence lists)" if candidate["listed"] else ""
    more = "" if candidate["tied"] else _NO_TIE
    found, needed = candidate["probability"], candidate["needed"]
    shown = f"{found:.2f}" if abs(found - needed) >= 0.01 else f"{found:.4f}"
    return f"{shown}{listed}, {needed:.2f} needed{more}"


def _own(candidate: Mapping[str, Any]) -> str:
    return ", by itself" if candidate["listed"] else ""


def _event(number: int, explained: Mapping[str, Any]) -> Group:
    event, candidate = explained["event"], explained["candidate"]
    pairs = "; ".join(plain(" - ".join(pair)) for pair in event["known_pairs"])
    rows = (
        ("type", _likely(explained["type"])),
        ("government", _likely(explained["government"])),
        ("status", _likely(explained["status"])),
        ("an event", _needed(candidate)),
        ("review", f"{'yes' if event['needs_review'] else 'no'}: {explained['review']}"),
        ("partners", "; ".join(map(_place, event["partners"]))),
        ("known pairs", pairs or "none"),
        ("date", _date(event)),
        ("participants", "; ".join(map(_participant, event["participants"])) or "none told"),
        ("goods", _quoted(goods["text"] for goods in event["goods"]) or "none told"),
        ("direction", _direction(event)),
        ("tie", event["tie"] or "none told"),
    )
    kind, status = explained["type"], explained["status"]
    part = "an active part" if event["government_involved"] else "no active part"
    places = plain("; ".join(partner["name"] for partner in event["partners"]))
    return Group(
        Text(f"Event {number}: {event['type']}, {places}", style="bold"),
        _grid(_LABEL, [(label, Text(value)) for label, value in rows]),
        Text(),
        Text("Sentences that report it, with the probability that they do", style="bold"),
        _sentences(candidate["sentences"]),
        Text(),
        _why(f"Why it is taken for an event{_own(candidate)}", candidate["why"]),
        Text(),
        _why(f"Why type {kind['chosen']} and not {kind['next']}", kind),
        Text(),
        _why(f"Why government took {part}", explained["government"]),
        Text(),
        _why(f"Why status {status['chosen']} and not {status['next']}", status),
    )


def _unplaced(candidate: Mapping[str, Any]) -> str:
    return (
        f"no event, for want of partner places: {_quoted(candidate['partners']) or 'none'} found; two are needed, or "
        "one in a text that speaks of a tie between places"
    )


def _short(candidate: Mapping[str, Any]) -> Group:
    why = _unplaced(candidate) if candidate["why"] is None else f"no event: {_needed(candidate)}"
    return Group(Text(why), _sentences(candidate["sentences"][:1]))


def _none(explanation: Mapping[str, Any]) -> Group:
    """Why a document has no event."""
    if explanation["outcome"] == "gate":
        return Group(Text(_GATE))
    if explanation["outcome"] == "no sentence":
        nearest = explanation["likeliest"]
        if nearest is None:
            return Group(Text("The text holds no sentence."))
        told = "No sentence of it reads as reporting an exchange. The likeliest one, with the probability that it does"
        return Group(Text(f"{told} ({nearest['needed']:.2f} needed):"), _sentences([nearest]))
    first = explanation["left_out"][0]
    if first["why"] is None:
        return Group(Text(f"What was found is {_unplaced(first)}."), _sentences(first["sentences"]))
    return Group(
        Text(f"The likeliest candidate is no event: {_needed(first)}."),
        _sentences(first["sentences"]),
        Text(),
        _why(f"Why it is not taken for an event{_own(first)}", first["why"]),
    )


def _left_out(candidates: Sequence[Mapping[str, Any]]) -> Group:
    shown: list[RenderableType] = [_short(candidate) for candidate in candidates[:_LEFT_OUT]]
    if more := len(candidates) - len(shown):
        shown.append(Text(f"and {more} more"))
    return Group(Text("Also looked at, with the probability of being an event", style="bold"), *shown)


class ExplanationText:
    """Prints, of each document, its events with the reasons for them, or why it has none."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Print documents: their ``doc_id``, ``published`` and the keys of an Explanation."""
        for row in rows:
            events, others = row["events"], row["left_out"]
            told = {0: "no event", 1: "1 event"}.get(len(events), f"{len(events)} events")
            published = f", published {row['published']}" if row["published"] else ""
            self._console.print(Text(f"{plain(row['doc_id'])}{published}: {told}", style="bold underline"))
            self._console.print()
            parts = [_event(number, event) for number, event in enumerate(events, 1)]
            if not parts:
                parts, others = [_none(row)], others[1:]
            if others:
                parts.append(_left_out(others))
            for part in parts:
                self._console.print(Padding(part, (0, 0, 1, 2), expand=False))

    def close(self) -> None:
        """Nothing is held back."""
