"""The date of an event among several, and who sends and who receives."""

from __future__ import annotations

import numpy as np
import pytest

from twin_nlp.assemble import View, view
from twin_nlp.assemble.asking import answered
from twin_nlp.assemble.dates import choose_date, date_candidates, date_features, preferences
from twin_nlp.assemble.direction import choose_direction, direction_features
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.linear import Features, LinearModel
from twin_nlp.parse import Parser
from twin_nlp.parse.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser(Gazetteer.from_tables(read_gazetteer()))


def seen(parser: Parser, text: str) -> View:
    return view(parser.parse(text, "2016-09-08"), parser.gazetteer)


def scored(found: View) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.full((len(found.units), 6), 1 / 6)


def weighing(weights: Features) -> LinearModel:
    names = tuple(sorted(weights))
    column = np.array([weights[name] for name in names])
    return LinearModel(("no", "yes"), names, np.stack((-column / 2, column / 2), axis=1), np.zeros(2))


def texts(found: View, dates: list[int]) -> list[str]:
    return [found.document.dates[i].text for i in dates]


def entity(found: View, name: str) -> int:
    return next(n for n, e in enumerate(found.entities) if found.document.places[e.mentions[0]].name == name)


REPORT = "Mito sends a trade group to Anaheim in October. The council voted on Monday. The group leaves on October 11."


def test_dates_near_the_event_where_it_tells_none(parser: Parser) -> None:
    text = "The band flew out on May 3. It played in Anaheim. Nobody slept. All slept on May 9. Home on May 12."
    found = seen(parser, text)
    assert texts(found, date_candidates(found, (0,))) == ["May 3"]
    assert texts(found, date_candidates(found, (1,))) == ["May 3", "May 9"]


def test_a_day_is_preferred_to_its_month(parser: Parser) -> None:
    found = seen(parser, REPORT)
    [date] = answered([choose_date(found, scored(found), (0, 1, 2))], {"date": weighing({"precision=month": 1.0})})
    assert date is not None
    assert found.document.dates[date].edtf == "2016-10-11"


def test_no_date_where_none_is_likely(parser: Parser) -> None:
    found = seen(parser, REPORT)
    assert answered([choose_date(found, scored(found), (0, 1, 2))], {"date": weighing({"inside": -9.0})}) == [None]


def test_what_is_said_around_a_date(parser: Parser) -> None:
    found = seen(parser, REPORT)
    rows = date_features(found, scored(found), (0, 1, 2), date_candidates(found, (0, 1, 2)))
    assert [next(name for name in row if name.startswith("deed=")) for row in rows] == [
        "deed=send",
        "deed=decide",
        "deed=leave",
    ]


def test_preferences_are_told_both_ways_round() -> None:
    right, wrong, other = {"a": 1.0, "b": 1.0}, {"b": 1.0, "c": 0.5}, {"b": 1.0}
    assert preferences([right, wrong, other], [True, False, False]) == [
        ({"a": 1.0, "c": -0.5}, True),
        ({"a": 1.0}, True),
        ({"a": -1.0, "c": 0.5}, False),
        ({"a": -1.0}, False),
    ]
    assert preferences([right, wrong], [False, False]) == []


def role(parser: Parser, text: str, first: str, second: str) -> Features:
    found = seen(parser, text)
    event = tuple(range(len(found.units)))
    a, b = entity(found, first), entity(found, second)
    features = direction_features(found, event, a, b)
    assert direction_features(found, event, b, a) == {name: -value for name, value in features.items()}
    return features


@pytest.mark.parametrize(
    ("text", "sign", "cue"),
    [
        ("Twelve students from Mito visited Anaheim in May.", 1.0, "role=group from"),
        ("Twelve students came home to Anaheim from Mito.", 1.0, "role=home from"),
        ("The choir was invited by the city of Mito to sing for Anaheim.", 1.0, "role=invited by"),
        ("Anaheim sent two engines to Mito.", -1.0, "role=gives"),
        ("Anaheim sent two engines to Mito.", 1.0, "role=sent to"),
        ("Anaheim welcomed friends of Mito.", -1.0, "role=hosts"),
    ],
)
def test_what_is_said_around_the_partners(parser: Parser, text: str, sign: float, cue: str) -> None:
    assert role(parser, text, "Mito", "Anaheim").get(cue) == sign


def test_the_surer_way_is_told_unless_both_do_the_same(parser: Parser) -> None:
    found = seen(parser, "Twelve students from Mito visited Anaheim in May.")
    mito, anaheim = entity(found, "Mito"), entity(found, "Anaheim")
    pairs = [(mito, anaheim, 0.1), (anaheim, mito, 0.1), (anaheim, mito, 0.99)]
    asked = [choose_direction(found, (0,), first, second, mutual) for first, second, mutual in pairs]
    models = {"sender": weighing({"role=group from": 3.0})}
    assert answered(asked, models) == ["forward", "backward", "mutual"]
