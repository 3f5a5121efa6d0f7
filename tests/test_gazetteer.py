from __future__ import annotations

import hashlib
import json
import pickle
import re
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from twin_nlp.errors import InputError
from twin_nlp.formats.gazetteer_file import GazetteerTables, read_gazetteer
from twin_nlp.parse.folding import fold, folded, matching_text
from twin_nlp.parse.gazetteer import Gazetteer


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.from_tables(read_gazetteer())


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Guangdong", "CN", "admin1"),
        ("Hokkaido", "JP", "admin1"),
        ("Gyeonggi", "KR", "admin1"),
        ("Prince Edward Island", "CA", "admin1"),
        ("UK", "GB", "country"),
        ("South Korea", "KR", "country"),
        ("Japan", "JP", "country"),
        ("Toyokoro", "JP", "city"),
        ("Huaian", "CN", "city"),
        ("Saint Thomas", "CA", "city"),
    ],
)
def test_it_knows(name: str, country: str, kind: str) -> None:
    assert (country, kind) in {(p.country, p.kind) for p in gazetteer().readings(name)}


def test_airport_codes_and_adjectives_are_not_names() -> None:
    assert "CSX" not in gazetteer()
    assert "Japanese" not in gazetteer()


def test_known_pairs_by_name_and_by_place() -> None:
    assert gazetteer().known_pair_names("Burnaby", "KUSHIRO")
    assert not gazetteer().known_pair_names("Burnaby", "Toyokoro")
    burnaby = gazetteer().readings("Burnaby")[0]
    kushiro = gazetteer().readings("Kushiro")[0]
    assert gazetteer().known_pair(burnaby, kushiro)
    assert gazetteer().known_pair(kushiro, burnaby)
    assert not gazetteer().known_pair(burnaby, burnaby)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Burnaby wrote to Kushiro.", True),
        ("FEZ -- Friends from Coimbra came.", True),
        ("The city of fez, and coimbra", True),
        ("Burnaby wrote to Toyokoro.", False),
        ("Burnaby wrote again.", False),
        ("", False),
    ],
)
def test_a_text_that_cannot_name_a_known_pair_is_told_by_its_words(text: str, may: bool) -> None:
    assert gazetteer().may_name_pair(matching_text(folded(text))) is may


def test_pickling_keeps_it() -> None:
    copy = pickle.loads(pickle.dumps(gazetteer()))
    assert copy.readings("Wuxi") == gazetteer().readings("Wuxi")


def test_the_sidecar_describes_the_packaged_file() -> None:
    data = resources.files("twin_nlp").joinpath("data")
    about = json.loads(data.joinpath("gazetteer.json").read_text(encoding="utf-8"))
    assert about["sha256"] == hashlib.sha256(data.joinpath(about["file"]).read_bytes()).hexdigest()
    assert sum(about["counts"]["entries"].values()) == len(gazetteer())
    assert any("GeoNames" in line and "CC BY 4.0" in line for line in about["attribution"])


def test_a_users_places_come_first(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text(
        "name,country,admin1,kind,latitude,longitude,aliases\nQuellmoor,DE,Hessen,city,50.1,9,Quellmoer;Old Moor\n"
        "Paris,CA,Ontario,city,,,\n",
        encoding="utf-8",
    )
    own = Gazetteer.from_tables(read_gazetteer(mine))
    assert own.readings("Old Moor")[0].name == "Quellmoor"
    assert own.readings("Quellmoor")[0].latitude == 50.1
    assert own.readings("Paris")[0].country == "CA"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "row 1: a list of places has the column name"),
        ("town\nX\n", "row 1: a list of places has the column name"),
        ("name,size\nX,1\n", "it has no size"),
        ("name,country\nX,Germany\n", "row 2: country must be two letters"),
        ("name,kind\nX,hamlet\n", "row 2: kind must be one of"),
        ("name,latitude\nX,95\n", "row 2: latitude must be degrees"),
        ("name,longitude\nX,east\n", "row 2: longitude must be degrees"),
        ("name,country\n,DE\n", "row 2: expected a value for name"),
        ("name,country\nX\n", "row 2: expected 2 values, found 1"),
    ],
)
def test_a_bad_list_is_refused_with_its_row(tmp_path: Path, content: str, expected: str) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        Gazetteer.from_tables(read_gazetteer(mine))
    assert "mine.csv" in str(error.value)
    assert expected in str(error.value)


def test_a_missing_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't read this list of places"):
        Gazetteer.from_tables(read_gazetteer(tmp_path / "none.csv"))


_NAMES = ["Paris", "The Hague", "Hague", "New York", "York", "La Antigua Guatemala", "Antigua", "State of Nevada"]
_NAMES += ["Nevada", "King's Lynn", "Lynn", "Nijni Nov-gorod sur Mer", "Mer", "Straße"]
_WORDS = sorted({w for name in _NAMES for w in re.split("[ -]", name)} | {"Parish", "Yorkshire"})


@given(
    st.lists(
        st.tuples(
            st.sampled_from(_WORDS + [w.lower() for w in _WORDS]),
            st.sampled_from(["", "", "", "", "'s", "’s", "”", "'x", "…and"]),
            st.sampled_from([" ", " ", " ", " ", ", ", "-", "\u00ad ", "\n"]),
        ),
        max_size=12,
    ).map(lambda parts: "".join(map("".join, parts)))
)
@example("the Hague, la Antigua Guatemala and state of Nevada's Paris”, in New York's York")
@example("new Yorkshire, New York”, King’s Lynn’s Mer and La Antigua-Guatemala")
def test_scan_finds_what_a_slow_search_finds(text: str) -> None:
    lines = [f"{name}\tFR\t\tcity\t\t\t\t\t\t" for name in _NAMES]
    small = Gazetteer.from_tables(GazetteerTables([], [], [], [], [], lines))
    folded_text, offsets = fold(text)
    searched = matching_text(folded_text)
    keys = sorted((matching_text(folded(name)) for name in _NAMES), key=len, reverse=True)
    slow = re.compile(rf"(?<![^ ])(?:{'|'.join(keys)})(?!\w|'(?!s(?!\w)))")
    expected, past = [], 0
    while m := slow.search(searched, past):
        past = m.start() + 1
        if text[offsets.position(m.start())].isupper():
            expected.append((m[0], m.start()))
            past = m.end()
    assert small.scan(searched, offsets.aligned()) == expected
