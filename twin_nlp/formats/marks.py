"""Events as labelled spans, as tools for annotating see them: each span names a slot, each choice a label.

All foreign formats share these names, so a team labels with the same ones in every tool.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from twin_nlp.errors import InputError
from twin_nlp.formats.annotated import Notices
from twin_nlp.formats.corpus import AnnotatedEvent
from twin_nlp.labels import EVENT_TYPES, ROLES, STATUSES, TIES

EVIDENCE, PARTNER, SENDER, RECEIVER, DATE, GOODS = "evidence", "partner", "sender", "receiver", "date", "goods"
_PARTICIPANT, _TIE, _SUBTYPE = "participant: ", "tie: ", "subtype: "
SPAN_LABELS = (EVIDENCE, PARTNER, SENDER, RECEIVER, DATE, GOODS, *(_PARTICIPANT + role for role in ROLES))
"""The labels of spans."""
GOVERNMENT = "government"
CHOICES = (*EVENT_TYPES, *STATUSES, GOVERNMENT, *(_TIE + tie for tie in TIES))
"""The labels of an event as a whole."""
NONE = "none"
"""The choice that says that a document has no event."""
_DETAILS = {DATE: ("edtf",), GOODS: ("quantity", "unit", "item"), "participant": ("count",)}
DETAILS = tuple(name for names in _DETAILS.values() for name in names)
"""What is known of a span beside its words."""

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled span in characters of the text, with its details by name."""

    start: int
    end: int
    label: str
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells it from other spans of an event."""
        return self.label, self.start, self.end


def is_choice(label: str) -> bool:
    """Whether a label is one of an event as a whole; a subtype may be any word."""
    return label in CHOICES or label.startswith(_SUBTYPE)


def subtype_choice(subtype: str) -> str:
    """The choice that names a subtype."""
    return _SUBTYPE + subtype


def without_subtype(choices: Iterable[str]) -> tuple[list[str], str | None]:
    """The choices of :data:`CHOICES`, and the subtype where one is named."""
    subtype, others = None, []
    for choice in choices:
        if choice.startswith(_SUBTYPE):
            subtype = choice.removeprefix(_SUBTYPE)
        else:
            others.append(choice)
    return others, subtype


def dissolved(event: AnnotatedEvent) -> tuple[list[str], list[Mark]]:
    """An event as choices and marks, evidence first; :func:`assembled` puts them together again.

    A partner that sends or receives is marked as such on top.
    """
    choices: list[str] = [event.type, event.status]
    choices += [GOVERNMENT] if event.government_involved else []
    choices += [_TIE + event.tie] if event.tie is not None else []
    choices += [subtype_choice(event.subtype)] if event.subtype is not None else []
    marks = [Mark(s.start, s.end, EVIDENCE) for s in event.evidence]
    marks += [Mark(s.start, s.end, PARTNER) for s in event.partners]
    at = {s.text: s for s in reversed(event.partners)}
    for label, names in ((SENDER, event.senders), (RECEIVER, event.receivers)):
        marks += [Mark(at[name].start, at[name].end, label) for name in names]
    if event.date is not None:
        marks.append(Mark(event.date.start, event.date.end, DATE, {"edtf": event.date.edtf}))
    marks += [Mark(p.start, p.end, _PARTICIPANT + p.role, {"count": p.count}) for p in event.participants]
    for g in event.goods:
        marks.append(Mark(g.start, g.end, GOODS, {"quantity": g.quantity, "unit": g.unit, "item": g.item}))
    return choices, marks


def stretch(start: object, end: object, text: str) -> tuple[int, int]:
    """Offsets that are a stretch of the text; raises :class:`InputError` where they aren't."""
    if not (type(start) is int and type(end) is int):
        raise InputError(f"a span needs whole numbers for its start and end; found {start!r} and {end!r}")
    if not 0 <= start < end <= len(text):
        raise InputError(f"{start}:{end} is no stretch of the text, which has {len(text)} characters")
    return start, end


def with_evidence(marks: Sequence[Mark], text: str, notices: Notices) -> list[Mark]:
    """The marks of an event; where none is evidence, as where a text was labelled as a whole, the whole text is."""
    if not text or any(mark.label == EVIDENCE for mark in marks):
        return list(marks)
    notices.lost["events without evidence: the whole text stands for it"] += 1
    return [Mark(0, len(text), EVIDENCE), *marks]


def _one(found: Sequence[str], what: str, allowed: Sequence[str], needed: bool) -> str | None:
    if len(found) > 1 or (needed and not found):
        least = "one" if needed else "at most one"
        raise InputError(f"expected {least} {what} ({', '.join(allowed)}); found {', '.join(found) or 'none'}")
    return found[0] if found else None


def assembled(choices: Sequence[str], marks: Sequence[Mark], text: str) -> dict[str, Any]:
    """The event that choices and marks tell, in the form of ``annotations/documents``.

    A sender or receiver that isn't marked as a partner is one all the same. What isn't told of goods and people
    stays null; goods without an item are called by their words.

    Raises
    ------
    InputError
        When there isn't one type and one status, or there is more than one date, tie or subtype.
    """

    def of(label: str) -> list[dict[str, Any]]:
        return [span(mark) for mark in marks if mark.label == label]

    def span(mark: Mark) -> dict[str, Any]:
        return {"start": mark.start, "end": mark.end, "text": text[mark.start : mark.end]}

    chosen = list(dict.fromkeys(choices))
    ties = [choice.removeprefix(_TIE) for choice in chosen if choice.startswith(_TIE)]
    subtypes = [choice.removeprefix(_SUBTYPE) for choice in chosen if choice.startswith(_SUBTYPE)]
    dates = [mark for mark in marks if mark.label == DATE]
    _one([text[mark.start : mark.end] for mark in dates], "date", ["a span"], needed=False)
    partners = of(PARTNER)
    for mark in marks:
        if mark.label in (SENDER, RECEIVER) and text[mark.start : mark.end] not in [p["text"] for p in partners]:
            partners.append(span(mark))
    return {
        "type": _one([c for c in chosen if c in EVENT_TYPES], "type", EVENT_TYPES, needed=True),
        "government_involved": GOVERNMENT in chosen,
        "status": _one([c for c in chosen if c in STATUSES], "status", STATUSES, needed=True),
        "evidence": of(EVIDENCE),
        "partners": partners,
        "date": {**span(dates[0]), "edtf": dates[0].details.get("edtf")} if dates else None,
        "participants": [
            {**span(m), "role": m.label.removeprefix(_PARTICIPANT), "count": m.details.get("count")}
            for m in marks
            if m.label.startswith(_PARTICIPANT)
        ],
        "goods": [
            {
                **span(m),
                "quantity": m.details.get("quantity"),
                "unit": m.details.get("unit"),
                "item": m.details.get("item") or text[m.start : m.end],
            }
            for m in marks
            if m.label == GOODS
        ],
        "senders": [s["text"] for s in of(SENDER)],
        "receivers": [s["text"] for s in of(RECEIVER)],
        "tie": _one(ties, "tie", TIES, needed=False),
        "subtype": _one(subtypes, "subtype", ["a word"], needed=False),
    }


def joined(anchors: Sequence[K], marks: Mapping[K, Mark], links: Iterable[tuple[K, K]]) -> list[list[K]]:
    """The marks of each event by id, in order: those that are linked with its anchor, either way round.

    With one anchor all marks are its event's. An anchor that is a mark itself belongs to its event.

    Raises
    ------
    InputError
        When a mark is linked with no anchor.
    """
    if len(anchors) == 1:
        return [list(marks)]
    reach = {anchor: {anchor} for anchor in anchors}
    for one, other in links:
        if one in reach:
            reach[one].add(other)
        if other in reach:
            reach[other].add(one)
    for key, mark in marks.items():
        if not any(key in reached for reached in reach.values()):
            raise InputError(
                f"the span {mark.start}:{mark.end} ({mark.label}) belongs to none of the {len(anchors)} events; "
                "an event begins with the span that has its type, and a relation joins each other span to it"
            )
    return [[key for key in marks if key in reach[anchor]] for anchor in anchors]


class Utf16:
    """Offsets in UTF-16 code units, as JavaScript counts them, for one text."""

    def __init__(self, text: str) -> None:
        self._wide = [i for i, character in enumerate(text) if character > "\uffff"] if not text.isascii() else []
        self._units = [position + before for before, position in enumerate(self._wide)]

    def __bool__(self) -> bool:
        """Whether the count differs from that of characters anywhere."""
        return bool(self._wide)

    def units(self, characters: int) -> int:
        """The offset in code units of one in characters."""
        return characters + bisect_left(self._wide, characters)

    def characters(self, units: int) -> int | None:
        """The offset in characters of one in code units; None within a character."""
        before = bisect_left(self._units, units - 1)
        if before < len(self._units) and self._units[before] == units - 1:
            return None
        return units - before
