from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.errors import InputError
from twin_nlp.records import (
    Article,
    EventDate,
    ExchangeEvent,
    Goods,
    Participant,
    Partner,
    Place,
    Span,
    iso_published,
)

PLACE = Place("Changsha", "CN", "Hunan", "city", 28.2, 112.97, 1815577)
EVENT = ExchangeEvent(
    type="donation",
    type_probabilities={"administrative": 0.03, "youth": 0.01, "cultural": 0.02, "business": 0.01, "donation": 0.93},
    government_involved=True,
    government_probability=0.96,
    status="held",
    status_probabilities={"held": 0.9, "planned": 0.06, "cancelled": 0.04},
    partners=(Partner("Changsha", 8, 16, PLACE), Partner("Nowhere", 20, 27, None)),
    known_pairs=(("Changsha", "Nowhere"),),
    date=EventDate("in August", 120, 129, "2020-08", "2020-08-01", "2020-08-31"),
    participants=(Participant("a four-member delegation", 200, 224, "official", 4),),
    goods=(Goods("40,000 masks", 30, 42, 40000, None, "masks"),),
    senders=("Changsha",),
    receivers=("Nowhere",),
    tie="sister",
    subtype=None,
    evidence=(Span(0, 18, "the first sentence"),),
    confidence=0.88,
    needs_review=False,
    model="en-test",
)


def test_event_round_trip_through_json() -> None:
    assert ExchangeEvent.from_dict(json.loads(json.dumps(EVENT.to_dict()))) == EVENT
    empty = dataclasses.replace(EVENT, date=None, partners=(), known_pairs=(), goods=(), tie=None)
    assert ExchangeEvent.from_dict(empty.to_dict()) == empty


def test_event_keys_are_those_of_the_interface() -> None:
    assert list(EVENT.to_dict()) == [
        "type", "type_probabilities", "government_involved", "government_probability", "status",
        "status_probabilities", "partners", "known_pairs", "date", "participants", "goods", "senders", "receivers",
        "tie", "subtype", "evidence", "confidence", "needs_review", "model",
    ]  # fmt: skip


def test_records_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        EVENT.type = "youth"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.pop("type"), "lacks type"),
        (lambda d: d.update(colour="red"), "has no colour"),
        (lambda d: d.update(partners="Changsha"), "partners: expected a list"),
        (lambda d: d["partners"][0].pop("start"), r"partners\[0\]: Partner lacks start"),
        (lambda d: d.update(known_pairs=[["a"]]), r"known_pairs\[0\]: expected 2 values"),
        (lambda d: d.update(date=[]), "date: expected an object"),
    ],
)
def test_from_dict_names_the_key_at_fault(change: object, message: str) -> None:
    data = EVENT.to_dict()
    change(data)  # type: ignore[operator]
    with pytest.raises(InputError, match=message):
        ExchangeEvent.from_dict(data)


@pytest.mark.parametrize(
    ("given_date", "iso"),
    [
        ("2020", "2020"),
        ("2020-05", "2020-05"),
        ("2020-05-17", "2020-05-17"),
        (" 2020-05-17 ", "2020-05-17"),
        ("2020-05-17T10:30:00+02:00", "2020-05-17"),
        ("2020-05-17 10:30", "2020-05-17"),
        (dt.date(2020, 5, 17), "2020-05-17"),
        (dt.datetime(2020, 5, 17, 8, 0), "2020-05-17"),
        (None, None),
        ("", None),
    ],
)
def test_published_forms(given_date: object, iso: str | None) -> None:
    assert iso_published(given_date) == iso


@pytest.mark.parametrize("wrong", ["yesterday", "2020-13", "2020-02-30", "20200517", "0000", 2020, "2020-05-17T99"])
def test_published_refuses_other_things(wrong: object) -> None:
    with pytest.raises(InputError, match="ISO date"):
        iso_published(wrong)


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_published_round_trip(day: dt.date) -> None:
    assert iso_published(day) == iso_published(day.isoformat()) == day.isoformat()


def test_article_wants_text() -> None:
    with pytest.raises(InputError, match="must be a str, found bytes"):
        Article(b"text")  # type: ignore[arg-type]
    assert Article("text", "2020-05").published == "2020-05"
