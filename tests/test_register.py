from __future__ import annotations

from pathlib import Path

import pytest
from reported import COLUMNS, gazetteer, write_register

from twin_nlp.errors import InputError
from twin_nlp.formats.agreements import read_agreements
from twin_nlp.pairs import Pair, Side
from twin_nlp.records import Partner
from twin_nlp.register import (
    PairIndex,
    PairMatch,
    ResolvedAgreements,
    country_code,
    places_called,
    resolve,
    shipped_pairs,
)


def resolved(tmp_path: Path, *rows: tuple[object, ...], columns: str = COLUMNS) -> ResolvedAgreements:
    return resolve(read_agreements(write_register(tmp_path / "ties.csv", rows, columns)), gazetteer())


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        ("Burnaby", None, "Burnaby, British Columbia, CA"),
        ("burnaby", None, "Burnaby, British Columbia, CA"),
        ("City of Burnaby", "CA", "Burnaby, British Columbia, CA"),
        ("Burnaby, BC", None, "Burnaby, British Columbia, CA"),
        ("Burnaby (British Columbia)", "CA", "Burnaby, British Columbia, CA"),
        ("Suzhou (Anhui)", "CN", "Suzhou, Anhui, CN"),
        ("Suzhou", "CN", "Suzhou, Jiangsu, CN"),
        ("Huai’an", "CN", "Huai'an, Jiangsu, CN"),
        ("Québec City", "CA", "Québec, Quebec, CA"),
        ("Guangdong Province", "CN", "Guangdong, CN"),
        ("Nice", None, "Nice, Provence-Alpes-Côte d'Azur, FR"),
    ],
)
def test_names_are_found_as_people_write_them(name: str, country: str | None, expected: str) -> None:
    best = places_called(name, gazetteer(), country)[0]
    assert str(Side(best.name, best.country, best)) == expected


def test_a_name_with_its_province_stands_for_that_place_only() -> None:
    assert len(places_called("Belleville", gazetteer())) > 2
    assert [p.admin1 for p in places_called("Belleville, Ontario", gazetteer())] == ["Ontario"]
    assert {p.country for p in places_called("Belleville", gazetteer(), "US")} == {"US"}
    assert places_called("Quellmoor", gazetteer()) == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Canada", "CA"),
        ("canada", "CA"),
        ("CA", "CA"),
        ("SE", "SE"),
        ("South Korea", "KR"),
        ("UK", "GB"),
        ("England", "GB"),
        ("England, United Kingdom", "GB"),
        ("Chna", None),
        ("ZZ", None),
        ("", None),
    ],
)
def test_countries_go_by_name_and_code(name: str, code: str | None) -> None:
    assert country_code(name, gazetteer()) == code


def test_a_register_is_resolved_with_its_years(tmp_path: Path) -> None:
    columns = "city1,country1,city2,country2,kind,since,until,province"
    row = ("City of Burnaby", "Canada", "Zhongshan", "CN", "sister", "2011-05-04", "", "British Columbia")
    found = resolved(tmp_path, row, columns=columns)
    (pair,) = found.pairs
    assert str(pair) == "Burnaby, British Columbia, CA - Zhongshan, Guangdong, CN"
    assert (pair.kind, pair.since, pair.until, pair.province) == ("sister", 2011, None, "British Columbia")
    assert list(pair.at_risk(range(2009, 2013))) == [2011, 2012]
    assert found.notices == ()


def test_of_several_places_the_twinned_one_is_meant(tmp_path: Path) -> None:
    # Illinois, New Jersey and Ontario have a Belleville; Paderborn is twinned with that of Illinois.
    (pair,) = resolved(tmp_path, ("Belleville", "US", "Paderborn", "Germany")).pairs
    assert pair.one.admin1 == "Illinois"


def test_the_province_column_tells_places_apart(tmp_path: Path) -> None:
    columns = "city1,country1,city2,country2,province"
    (pair,) = resolved(
        tmp_path, ("Victoria", "Canada", "Quellmoor", "Germany", "Newfoundland and Labrador"), columns=columns
    ).pairs
    assert pair.one.admin1 == "Newfoundland and Labrador"


def test_unknown_names_are_kept_and_told(tmp_path: Path) -> None:
    found = resolved(tmp_path, ("Burnaby", "Canada", "Quellmoor", "Germany"), ("Burnaby", "Canada", "Mesa", "US"))
    assert [str(pair.two) for pair in found.pairs] == ["Quellmoor, DE", "Mesa, Arizona, US"]
    (notice,) = found.notices
    assert "ties.csv, row 2" in notice
    assert "Quellmoor" in notice


def test_a_pair_given_twice_counts_once(tmp_path: Path) -> None:
    found = resolved(tmp_path, ("Burnaby", "CA", "Mesa", "US"), ("Mesa", "US", "City of Burnaby", "CA"))
    assert len(found.pairs) == 1
    assert "row 3" in found.notices[0]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            ("Burnaby", "Chna", "Mesa", "US"),
            "row 2: country1 must be a country by its English name",
        ),
        (("Burnaby", "CA", "Mesa", "Mars"), "row 2: country2 must be"),
        (("Burnaby", "CA", "City of Burnaby", "CA"), "row 2: expected two places, found Burnaby"),
        (("", "CA", "Mesa", "US"), "row 2: expected a value for city1"),
        (("Burnaby", "CA", "Mesa"), "row 2: expected 4 values, found 3"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: tuple[object, ...], expected: str) -> None:
    with pytest.raises(InputError) as error:
        resolved(tmp_path, row)
    assert expected in str(error.value)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "row 1: a register of ties has the columns city1"),
        ("city1,country1,city2\n", "row 1: a register of ties has the columns city1"),
        ("city1,country1,city2,country2,colour\n", "it has no colour"),
        ("city1,country1,city2,country2,city1\n", "each column once"),
        ("city1,country1,city2,country2\n", "found none"),
        ("city1,country1,city2,country2,since\nA,CA,B,US,long ago\n", "row 2: since must be a year"),
        ("city1,country1,city2,country2,since,until\nA,CA,B,US,2000,1999\n", "row 2: expected until not before since"),
    ],
)
def test_a_bad_register_is_refused(tmp_path: Path, content: str, expected: str) -> None:
    path = tmp_path / "ties.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_agreements(path)
    assert expected in str(error.value)


def test_a_register_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't read this register of ties"):
        read_agreements(tmp_path / "none.csv")


def test_shipped_pairs_of_a_country_have_it_on_side_one() -> None:
    of_canada = shipped_pairs(gazetteer(), "CA")
    assert len(of_canada) > 350
    assert {pair.one.country for pair in of_canada} == {"CA"}
    assert any(str(p) == "Burnaby, British Columbia, CA - Kushiro, Hokkaido, JP" for p in of_canada)
    assert all(pair.province == pair.one.admin1 for pair in of_canada)


def partner(name: str, country: str | None = None) -> Partner:
    found = places_called(name, gazetteer(), country)
    return Partner(name, 0, len(name), found[0] if found else None)


def test_events_belong_to_every_pair_among_their_partners(tmp_path: Path) -> None:
    found = resolved(
        tmp_path,
        ("Burnaby", "CA", "Kushiro", "JP"),
        ("Burnaby", "CA", "Mesa", "US"),
        ("Mesa", "US", "Kushiro", "JP"),
        ("Burnaby", "CA", "Quellmoor", "DE"),
    )
    index = PairIndex(found.pairs)
    burnaby, kushiro, mesa = partner("Burnaby"), partner("Kushiro"), partner("Mesa", "US")
    assert [match.pair for match in index.pairs_of([burnaby, kushiro])] == [0]
    assert [match.pair for match in index.pairs_of([burnaby, kushiro, mesa])] == [0, 1, 2]
    by_name = PairMatch(3, frozenset(["Burnaby"]), frozenset(["Quellmoor"]), True)
    assert index.pairs_of([burnaby, partner("Quellmoor")]) == (by_name,)
    assert index.pairs_of([burnaby]) == ()
    assert index.pairs_of([burnaby, partner("Belleville", "US")]) == ()


def test_a_name_read_as_another_place_is_known_by_its_partner(tmp_path: Path) -> None:
    rows = [("Belleville", "CA", "Gunpo", "KR"), ("Belleville", "CA", "Lahr", "DE")]
    index = PairIndex(resolved(tmp_path, *rows).pairs)
    elsewhere = partner("Belleville", "US")
    match = PairMatch(0, frozenset(["Belleville"]), frozenset(["Gunpo"]), False)
    assert index.pairs_of([elsewhere, partner("Gunpo")]) == (match,)
    assert index.pairs_of([elsewhere, partner("Kushiro")]) == ()
    (sure,) = index.pairs_of([elsewhere, partner("Belleville", "CA"), partner("Gunpo")])
    assert sure.by_place


def test_a_tie_is_at_risk_between_its_years() -> None:
    sides = Side("A", "CA", None), Side("B", "JP", None)
    years = range(2015, 2020)
    assert list(Pair(*sides).at_risk(years)) == list(years)
    assert list(Pair(*sides, since=2018, until=2018).at_risk(years)) == [2018]
    assert list(Pair(*sides, until=2010).at_risk(years)) == []
    assert list(Pair(*sides, since=2030).at_risk(years)) == []
