from __future__ import annotations

import time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.parse.mentions import PlaceMention
from twin_nlp.parse.place_readings import Candidate, resolved
from twin_nlp.parse.places import find_places


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.from_tables(read_gazetteer())


def mentions(text: str) -> dict[str, PlaceMention]:
    return {m.name: m for m in reversed(find_places(text, gazetteer()))}


def country(text: str, name: str) -> str | None:
    place = mentions(text)[name].place
    return place.country if place else None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Students from Xinwu District visited the school.", ["Xinwu District"]),
        ("The mayor of Saijo City spoke.", ["Saijo City"]),
        ("Guests came from Québec City on Monday.", ["Québec City"]),
        ("A choir from the City of Bonn sang.", ["Bonn"]),
        ("The Town of Castlegar sent a card.", ["Castlegar"]),
        ("CASTLEGAR AND EMBETSU MARK 30 YEARS", ["CASTLEGAR"]),
        ("QUÉBEC — the city said so.", ["QUÉBEC"]),
        ("Huai'an and Huaian are one city.", ["Huai'an", "Huaian"]),
        ("Huai’an sent masks.", ["Huai’an"]),
        ("Burnaby's council met.", ["Burnaby"]),
        ("Wuxi, Jiangsu, has many canals.", ["Wuxi", "Jiangsu"]),
        ("Wuxi (China) has many canals.", ["Wuxi", "China"]),
        ("They flew to Wuxi, Jiangsu Province, China.", ["Wuxi", "Jiangsu Province", "China"]),
        ("Visitors from St. Thomas and Saint-Louis arrived.", ["St. Thomas", "Saint-Louis"]),
        ("Fontenay-sous-Bois wrote.", ["Fontenay-sous-Bois"]),
        ("Oliveira do Hospital and Oliveira wrote.", ["Oliveira do Hospital", "Oliveira"]),
        ("The choir of Puerto Galera sang.", ["Puerto Galera"]),
        ("The choir of Puerto sang.", ["Puerto"]),
        ("A delegation from Gangbuk-gu arrived.", ["Gangbuk-gu"]),
        ("They met in Hiroshima Prefecture.", ["Hiroshima Prefecture"]),
        ("Vancouver-based firms travelled to Yokohama.", ["Vancouver", "Yokohama"]),
        ("Que\u0301bec sent a band.", ["Que\u0301bec"]),
        ("A parcel for Łuków left.", ["Łuków"]),
        ("“Burnaby is glad,” she said.", ["Burnaby"]),
        ("They wrote “Wuxi”, «Burnaby» and …Castlegar.", ["Wuxi", "Burnaby", "Castlegar"]),
        ("Guests came from the Netherlands and the Philippines.", ["Netherlands", "Philippines"]),
    ],
)
def test_known_names_and_their_spans(text: str, names: list[str]) -> None:
    assert [m.name for m in find_places(text, gazetteer())] == names


@pytest.mark.parametrize(
    ("text", "name", "cue"),
    [
        ("Our sister city Zelvograd is far away.", "Zelvograd", "relation"),
        ("Our sister city of Zelvograd is far away.", "Zelvograd", "relation"),
        ("The twin town Quellmoor wrote.", "Quellmoor", "relation"),
        ("The town is twinned with Quellmoor since 1980.", "Quellmoor", "relation"),
        ("It has had ties with Quellmoor for years.", "Quellmoor", "relation"),
        ("They saw the village of Quellmoor.", "Quellmoor", "city of"),
        ("The commune of Brévonnes-les-Tours paid.", "Brévonnes-les-Tours", "city of"),
        ("The Mayor of Quellmoor came.", "Quellmoor", "mayor of"),
        ("The people of Quellmoor sang.", "Quellmoor", "mayor of"),
        ("A delegation from Quellmoor came.", "Quellmoor", "visit"),
        ("Ten pupils from Quellmoor came.", "Quellmoor", "visit"),
        ("They planned a visit to Quellmoor.", "Quellmoor", "visit"),
        ("The Quellmoor Twinning Association met.", "Quellmoor", "relation"),
        ("The Quellmoor Sister City Committee met.", "Quellmoor", "relation"),
        ("Friends of Quellmoor met.", "Quellmoor", "relation"),
        ("Quellmoor Town Council met.", "Quellmoor", "body"),
        ("They saw Quellmoor County.", "Quellmoor County", "suffix"),
        ("They saw Hwarang-gu.", "Hwarang-gu", "suffix"),
        ("They saw Tamakure Prefecture.", "Tamakure Prefecture", "suffix"),
        ("QUELLMOOR (CMN) — The council met.", "QUELLMOOR", "dateline"),
        ("Quellmoor, March 20 — The council met.", "Quellmoor", "dateline"),
        ("They flew home from Quellmoor, France, today.", "Quellmoor", "visit"),
        ("It was baked at Quellmoor, France.", "Quellmoor", "contained"),
    ],
)
def test_names_that_only_a_cue_gives_away(text: str, name: str, cue: str) -> None:
    found = mentions(text)[name]
    assert (found.place, found.readings, found.cue) == (None, (), cue)


def test_an_unknown_name_is_found_again_where_it_stands_bare() -> None:
    text = "Our twin town Quellmoor wrote. Later Quellmoor sent a cake."
    assert [m.cue for m in find_places(text, gazetteer())] == ["relation", "repeat"]


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("Odessa, Ukraine, thanked the council.", "Odessa", "UA"),
        ("Odessa, Texas, thanked the council.", "Odessa", "US"),
        ("In Ukraine the port of Odessa was quiet.", "Odessa", "UA"),
        ("Victoria, British Columbia, hosts it.", "Victoria", "CA"),
        ("Victoria, B.C. hosts it.", "Victoria", "CA"),
        ("London, Ontario, hosts it.", "London", "CA"),
        ("London hosts it.", "London", "GB"),
        ("Belleville, Ontario, hosts it.", "Belleville", "CA"),
        ("Belleville, Illinois, hosts it.", "Belleville", "US"),
        ("The Korean city of Anyang hosts it.", "Anyang", "KR"),
        ("China's Anyang hosts it.", "Anyang", "CN"),
        ("Perth in Scotland hosts it.", "Perth", "GB"),
        ("Hamilton, New Zealand, hosts it.", "Hamilton", "NZ"),
    ],
)
def test_the_reading_follows_the_context(text: str, name: str, code: str) -> None:
    assert country(text, name) == code


@pytest.mark.parametrize("text", ["The cost to the city EUR 7,900 is paid.", "It came from the Council's committee."])
def test_neither_currencies_nor_bodies_are_names(text: str) -> None:
    assert not mentions(text)


def test_a_container_carries_its_cue_and_prefecture_means_the_unit() -> None:
    found = mentions("Wuxi, Jiangsu, wrote to Nagasaki Prefecture.")
    assert found["Jiangsu"].cue == "container"
    unit = found["Nagasaki Prefecture"].place
    assert unit is not None
    assert unit.kind == "admin1"
    city = mentions("Nagasaki wrote.")["Nagasaki"].place
    assert city is not None
    assert city.kind == "city"


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Lincoln opened the hall.",
        "Victoria Chan opened the hall.",
        "Ms. Florence opened the hall.",
        "Then Paris Hilton spoke.",
        "The date was set, and Jackson said so.",
        "Hope springs eternal. Nice work by all.",
        "Reading is fun, and the Council met in March.",
        "The Rotary Club and the Board of Education met on Monday.",
        "The Ministry of Education wrote.",
        "the mobile library was orange",
    ],
)
def test_people_words_and_bodies_are_no_places(text: str) -> None:
    assert find_places(text, gazetteer()) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pupils of Nagasaki University won.", "Nagasaki"),
        ("Lincoln High School students sang. They live in Lincoln, Nebraska.", "Lincoln"),
        ("They saw the Berlin Wall.", "Berlin"),
        ("She studied at the University of Regina.", "Regina"),
    ],
)
def test_a_place_inside_an_institution_is_kept_and_told(text: str, name: str) -> None:
    assert find_places(text, gazetteer())[0].name == name
    assert find_places(text, gazetteer())[0].cue == "in name"


@given(
    st.lists(
        st.one_of(
            st.text(alphabet=st.characters(codec=None), max_size=12),
            st.sampled_from(
                [
                    "Wuxi",
                    ", China",
                    "QUÉBEC",
                    "sister city ",
                    " of ",
                    "Mayor ",
                    "Town of",
                    "-gu",
                    "\r\n",
                    "’s ",
                    "St. ",
                ]
            ),
        ),
        max_size=14,
    ).map("".join)
)
@settings(deadline=None)
def test_any_text_gives_true_sorted_separate_spans(text: str) -> None:
    end = 0
    for mention in find_places(text, gazetteer()):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.name
        assert (mention.place is None) == (not mention.readings)
        end = mention.end


@pytest.mark.parametrize("piece", ["Aa-", "Aa ", "A’", "of ", "Twin Town of ", " City", "é", "--", "Wuxi, "])
def test_a_long_line_takes_time_in_step_with_its_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.process_time()
        find_places(text, gazetteer())
        return time.process_time() - start

    seconds(1000)
    assert min(seconds(80_000) for _ in range(3)) < 16 * max(seconds(20_000), 0.01)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Two teachers flew to Paris.", "Paris"),
        ("The post went to Panama City in May.", "Panama City"),
        ("She joined the Delhi committee.", "Delhi"),
    ],
)
def test_a_name_of_several_words_that_is_cut_swallows_no_other(text: str, name: str) -> None:
    # "to Pa" and "the D" are names, too.
    assert mentions(text)[name].place is not None


def test_a_mention_without_readings_takes_them_from_no_other_of_the_name() -> None:
    text = "Kushiro, Kushiro"
    number = next(n for n in gazetteer().entries("kushiro") if n >= 0)
    bare, known = Candidate(0, 7, "kushiro", (), name_end=7), Candidate(9, 16, "kushiro", (number,), name_end=16)
    assert [m.place is not None for m in resolved(text, [bare, known], [], gazetteer())] == [False, True]
