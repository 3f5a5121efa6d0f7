"""The values that the stages hand on: frozen, JSON-ready, with offsets into the text they came from.

Every ``start`` and ``end`` counts characters (Unicode code points) of the text that was given, so that
``text[start:end]`` is the quoted span.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Self, TypeVar, Union, get_args, get_origin, get_type_hints

from twin_nlp.errors import InputError
from twin_nlp.labels import EventType, PlaceKind, Role, Status, Tie

T = TypeVar("T")


_ATOMS = frozenset((str, int, float, bool, type(None)))


@cache
def _names(cls: type) -> tuple[str, ...]:
    """The names of a dataclass's fields; none for another type."""
    return tuple(f.name for f in fields(cls)) if is_dataclass(cls) else ()


def _plain(value: Any) -> Any:
    # Most values are plain already, and there are a hundred in an event.
    kind = type(value)
    if kind in _ATOMS:
        return value
    if names := _names(kind):  # type: ignore[arg-type]
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return value


def _built(kind: Any, value: Any, where: str) -> Any:
    """``value`` (JSON data) as the annotated type ``kind``."""
    origin, inner = _parts(kind)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _built(next(a for a in inner if a is not type(None)), value, where)
    if origin is tuple:
        if not isinstance(value, (list, tuple)):
            raise InputError(f"{where}: expected a list, found {type(value).__name__}")
        each = inner[0] if inner[-1] is Ellipsis else None
        if each is None and len(value) != len(inner):
            raise InputError(f"{where}: expected {len(inner)} values, found {len(value)}")
        return tuple(_built(each or inner[i], v, f"{where}[{i}]") for i, v in enumerate(value))
    if isinstance(kind, type) and is_dataclass(kind):
        return record_from_dict(kind, value, where)
    if origin is Mapping:
        if not isinstance(value, Mapping):
            raise InputError(f"{where}: expected an object, found {type(value).__name__}")
        return dict(value)
    return value


@cache
def _parts(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(kind), get_args(kind)


@cache
def _kinds(cls: type) -> dict[str, Any]:
    """The annotated type of each field of a record."""
    hints = get_type_hints(cls)
    return {name: hints[name] for name in _names(cls)}


def record_from_dict(cls: type[T], data: Any, where: str = "record") -> T:
    """Build the record ``cls`` from JSON data, naming the key at fault.

    Raises
    ------
    InputError
        When a key is missing or unknown, or a value is of another kind.
    """
    if not isinstance(data, Mapping):
        raise InputError(f"{where}: expected an object, found {type(data).__name__}")
    kinds = _kinds(cls)  # type: ignore[arg-type]
    if missing := sorted(kinds.keys() - data.keys()):
        raise InputError(f"{where}: {cls.__name__} lacks {', '.join(missing)}")
    if unknown := sorted(data.keys() - kinds.keys()):
        raise InputError(f"{where}: {cls.__name__} has no {', '.join(map(str, unknown))}")
    return cls(**{name: _built(kind, data[name], f"{where}.{name}") for name, kind in kinds.items()})


class Record:
    """Adds the JSON round trip to a frozen dataclass."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready data that :meth:`from_dict` reads back unchanged."""
        plain: dict[str, Any] = _plain(self)
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what :meth:`to_dict` gave; raises :class:`InputError` naming the key at fault."""
        return record_from_dict(cls, data, cls.__name__)


@dataclass(frozen=True, slots=True)
class Article(Record):
    """One document to be read.

    ``published`` is an ISO 8601 date, maybe reduced ("2020-05", "2020"), or None.
    """

    text: str
    published: str | None = None
    doc_id: str | None = None
    source: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            found = type(self.text).__name__
            where = f" (document {self.doc_id})" if self.doc_id else ""
            raise InputError(f"a text must be a str, found {found}{where}")
        object.__setattr__(self, "published", iso_published(self.published))


def iso_published(published: object) -> str | None:
    """A publication date as an ISO 8601 string of full or reduced precision, or None.

    Takes a :class:`datetime.date`, a :class:`datetime.datetime`, "2020", "2020-05", "2020-05-17" and
    full ISO timestamps.

    Raises
    ------
    InputError
        For anything else, saying what is taken.
    """
    if published is None or published == "":
        return None
    if isinstance(published, dt.datetime):
        return published.date().isoformat()
    if isinstance(published, dt.date):
        return published.isoformat()
    if isinstance(published, str):
        text = published.strip()
        if not text:
            return None
        date, _, clock = text.partition("T") if "T" in text else text.partition(" ")
        try:
            if len(date) == 4 and date.isascii() and date.isdigit() and int(date) > 0 and not clock:
                return date
            if len(date) == 7 and not clock:
                return dt.date.fromisoformat(date + "-01").isoformat()[:7]
            if len(date) == 10:
                if clock:
                    dt.datetime.fromisoformat(text)
                return dt.date.fromisoformat(date).isoformat()
        except ValueError:
            pass
    raise InputError(
        f"published must be an ISO date such as 2020-08-14, 2020-08 or 2020, a date or None; found {published!r}"
    )


@dataclass(frozen=True, slots=True)
class Span(Record):
    """A stretch of the text, quoted."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Place(Record):
    """An entry of the gazetteer. ``country`` is ISO 3166-1 alpha-2; coordinates are in degrees."""

    name: str
    country: str | None
    admin1: str | None
    kind: PlaceKind
    latitude: float | None
    longitude: float | None
    geonames_id: int | None


@dataclass(frozen=True, slots=True)
class Partner(Record):
    """A partner place as written; ``place`` is None where no gazetteer knows the name."""

    name: str
    start: int
    end: int
    place: Place | None


@dataclass(frozen=True, slots=True)
class EventDate(Record):
    """A date expression with its value in EDTF (ISO 8601-2) and the days it spans.

    An open end is None in ``earliest`` or ``latest``.
    """

    text: str
    start: int
    end: int
    edtf: str
    earliest: str | None
    latest: str | None


@dataclass(frozen=True, slots=True)
class Participant(Record):
    """People or a body taking part, as written, with a role and a count where one is told."""

    text: str
    start: int
    end: int
    role: Role
    count: int | None


@dataclass(frozen=True, slots=True)
class Goods(Record):
    """Goods or money given. For money ``unit`` is the ISO 4217 code and ``item`` is "money"."""

    text: str
    start: int
    end: int
    quantity: float | int | None
    unit: str | None
    item: str


@dataclass(frozen=True, slots=True)
class ExchangeEvent(Record):
    """One exchange between the communities of partner places, tagged.

    Probabilities are calibrated; ``confidence`` is the probability that event, type and government flag
    are all right.
    """

    type: EventType
    type_probabilities: Mapping[str, float]
    government_involved: bool
    government_probability: float
    status: Status
    status_probabilities: Mapping[str, float]
    partners: tuple[Partner, ...]
    known_pairs: tuple[tuple[str, str], ...]
    date: EventDate | None
    participants: tuple[Participant, ...]
    goods: tuple[Goods, ...]
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    tie: Tie | None
    subtype: str | None
    evidence: tuple[Span, ...]
    confidence: float
    needs_review: bool
    model: str
