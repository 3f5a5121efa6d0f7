"""The exchange fields of Korea's GAOK and Japan's CLAIR that the types correspond to.

Only fields that a source names are here; docs/crosswalks.md tells the sources and what is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from twin_nlp.labels import EventType

Scheme = Literal["gaok", "clair"]

FIELDS: Mapping[Scheme, Mapping[EventType, str | None]] = {
    "gaok": {
        "administrative": "administrative exchange",
        "youth": "youth exchange",
        "cultural": "culture and arts",
        "business": "economy",
        "donation": None,
    },
    "clair": {
        "administrative": "administrative exchange",
        "youth": "education exchange",
        "cultural": None,
        "business": "economy",
        "donation": "international cooperation",
    },
}
"""The field of a type; None where no source names one."""

FINER: Mapping[Scheme, Mapping[tuple[EventType, str], str]] = {
    "gaok": {
        ("administrative", "training"): "people exchange",
        ("cultural", "sport"): "sports",
        ("business", "tourism"): "tourism",
    },
    "clair": {("business", "tourism"): "tourism"},
}
"""The field of a type with a subtype, where it is another than the type's."""

NO_FIELD = "no field known"


def field_of(scheme: Scheme, type_: EventType, subtype: str | None) -> str:
    """The field that an event of this type and subtype belongs to."""
    return FINER[scheme].get((type_, subtype or "")) or FIELDS[scheme][type_] or NO_FIELD
