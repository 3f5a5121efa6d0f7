"""Which places are partners: the countries they lie in, and names that are no places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from twin_nlp.assemble import View, view
from twin_nlp.assemble.asking import answered
from twin_nlp.assemble.partners import PartnerCandidates
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.linear import Features, LinearModel
from twin_nlp.parse import Parser
from twin_nlp.parse.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser(Gazetteer.from_tables(read_gazetteer()))


TRANSIT = "Anaheim waves off its choir.\nThe singers of Anaheim flew to Mito. They changed planes in Osaka."


def seen(parser: Parser, text: str = TRANSIT) -> View:
    return view(parser.parse(text, "2016-09-08"), parser.gazetteer)


def names(found: View, entities: Sequence[int]) -> list[str]:
    return [found.document.places[found.entities[i].mentions[0]].name for i in entities]


def rows(found: View, event: Sequence[int]) -> dict[str, Features]:
    candidates = PartnerCandidates(found)
    return dict(zip(names(found, range(len(found.entities))), candidates.features(event), strict=True))


def test_a_place_is_seen_among_those_of_its_country_and_of_others(parser: Parser) -> None:
    found = rows(seen(parser), (1, 2))
    assert list(found) == ["Anaheim", "Mito", "Osaka"]
    assert [row["compatriot in evidence"] for row in found.values()] == [0.0, 1.0, 1.0]
    assert [row["foreigner in evidence"] for row in found.values()] == [1.0, 1.0, 1.0]
    assert [row["first of its country"] for row in found.values()] == [1.0, 1.0, 0.0]
    assert [row["most of its country"] for row in found.values()] == [1.0, 1.0, 1.0]
    assert ["first of its country in evidence" in row for row in found.values()] == [False, True, False]
    assert [row["countries in evidence"] for row in found.values()] == [0.5, 1.0, 1.0]


def test_a_place_that_no_list_knows_has_no_compatriots(parser: Parser) -> None:
    row = rows(seen(parser, "The mayor of Quxolby flew to Mito."), (0,))["Quxolby"]
    assert "compatriot in evidence" not in row
    assert row["countries in evidence"] == 0.5


def test_the_second_partner_lies_rather_in_another_country(parser: Parser) -> None:
    found = seen(parser)
    # Mito is likeliest; Osaka has a little more to it than Anaheim.
    weights = {"first of its country in evidence": 3.0, "away=1": -1.0, "first of its country": -0.4}
    column = np.array(list(weights.values()))
    model = LinearModel(("no", "yes"), tuple(weights), np.stack((-column / 2, column / 2), axis=1), np.zeros(2))
    candidates = PartnerCandidates(found)
    alone = model.positive(candidates.features((1, 2)))
    assert names(found, [int(i) for i in np.argsort(-alone)]) == ["Mito", "Osaka", "Anaheim"]
    [chosen] = answered([candidates.choose((1, 2))], {"partner": model})
    assert names(found, [i for i, _ in chosen])[:2] == ["Mito", "Anaheim"]


@pytest.mark.parametrize(
    "text",
    [
        "MITO, Nov 21 - Choir lands",
        "Mon 11 Mar | Mito",
        "Ten came to Mito in Nov.",
        "A choir from March 13 to 22 in Mito.",
    ],
)
def test_months_and_days_are_no_places(parser: Parser, text: str) -> None:
    assert [m.name.title() for m in parser.places(text)] == ["Mito"]


def test_a_town_with_such_a_name_is_found_where_it_is_called_one(parser: Parser) -> None:
    assert [m.name for m in parser.places("The city of Nov sent a choir.")] == ["Nov"]
    assert [m.name for m in parser.places("The town of March, England, sent ten.")][:1] == ["March"]


def test_no_place_is_called_of(parser: Parser) -> None:
    assert [m.name for m in parser.places("THE CORPORATION OF THE TOWN OF COBOURG\nRelease")] == ["COBOURG"]
