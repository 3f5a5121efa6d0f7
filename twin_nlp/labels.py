"""The label sets, as the codebook fixes them."""

from __future__ import annotations

from typing import Literal, get_args

CODEBOOK_VERSION = "1"

EventType = Literal["administrative", "youth", "cultural", "business", "donation"]
Status = Literal["held", "planned", "cancelled"]
Role = Literal[
    "official",
    "civil servant",
    "student",
    "teacher",
    "artist",
    "athlete",
    "business",
    "citizen",
    "organisation",
]
Tie = Literal["sister", "friendship", "twin", "partner", "province", "other"]
Subtype = Literal["signing", "ended_tie", "training", "sport"]
PlaceKind = Literal["city", "district", "county", "admin1", "country"]
Region = Literal["canada-asia", "us", "europe", "asia-pacific", "africa", "latin-america", "other"]

EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
STATUSES: tuple[Status, ...] = get_args(Status)
ROLES: tuple[Role, ...] = get_args(Role)
TIES: tuple[Tie, ...] = get_args(Tie)
SUBTYPES: tuple[Subtype, ...] = get_args(Subtype)
PLACE_KINDS: tuple[PlaceKind, ...] = get_args(PlaceKind)
REGIONS: tuple[Region, ...] = get_args(Region)
