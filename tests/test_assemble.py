"""What the assemble stage finds by structure: lists, reports in one sentence, things called off, second readings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import TEXTS

from twin_nlp.artefacts import load_model, packaged_model
from twin_nlp.assemble import View, view
from twin_nlp.assemble.asking import answered
from twin_nlp.assemble.cues import calls_off, cues
from twin_nlp.assemble.evidence import CLASSES, mentions, without_ties
from twin_nlp.assemble.links import Links
from twin_nlp.assemble.lists import shares, spokes
from twin_nlp.assemble.participants import choose_participants, participant_candidates, participant_features
from twin_nlp.assemble.reading import document_features
from twin_nlp.assemble.second_reading import second_features
from twin_nlp.assemble.segments import segments, tells_of_a_pair
from twin_nlp.assemble.view import _tokens
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.linear import Array, Features, LinearModel
from twin_nlp.parse import Parser
from twin_nlp.parse.folding import lowered
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.parse.mentions import Sentence


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser(Gazetteer.from_tables(read_gazetteer()))


def seen(parser: Parser, text: str) -> View:
    return view(parser.parse(text, "2021-03-01"), parser.gazetteer)


def names(found: View, places: tuple[int, ...]) -> list[str]:
    return [found.document.places[i].name for i in places]


def test_one_shipment_to_many_is_one_share(parser: Parser) -> None:
    text = (
        "On May 3 Mito sent 9,000 masks to three cities: Anaheim and Fresno in the United States, and Bonn in Germany."
    )
    found = seen(parser, text)
    told = shares(found, (0,))
    assert [names(found, share.places) for _, share in told] == [["Mito", "Anaheim", "Fresno", "Bonn"]]
    sender = told[0][1].sender
    assert sender is not None
    assert found.document.places[sender].name == "Mito"


def test_a_gift_to_two_is_no_list(parser: Parser) -> None:
    assert shares(seen(parser, "On May 3 Mito sent 9,000 masks to Anaheim and Fresno."), (0,)) == []


def test_a_place_with_several_others_has_an_event_with_each(parser: Parser) -> None:
    sentence = "The choir of Mito was in Anaheim on 12 May, the archers in Fresno in June; dancers went to Bonn."
    text = "Mito looks back on its year abroad.\n\n" + sentence
    found = seen(parser, text)
    at = {e.key: n for n, e in enumerate(found.entities)}
    partners = [at["anaheim"], at["mito"], at["fresno"], at["bonn"]]
    told = spokes(found, (1,), partners)
    assert [(s.hub, s.other, s.units) for s in told] == [
        (at["mito"], at[o], (1,)) for o in ("anaheim", "fresno", "bonn")
    ]
    assert [text[s.start : s.end] for s in told] == [
        "The choir of Mito was in Anaheim on 12 May",
        ", the archers in Fresno in June",
        "; dancers went to Bonn.",
    ]
    assert spokes(found, (1,), partners[:2]) == []


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Anaheim got a bell from its sister city of Mito in May 2019.", True),
        ("Anaheim got a bell from its sister city of Mito.", False),
        ("Anaheim has had a sister city since May 2019.", False),
    ],
)
def test_a_report_in_one_sentence(parser: Parser, sentence: str, told: bool) -> None:
    found = seen(parser, sentence)
    assert tells_of_a_pair(found, found.units[0]) is told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The council cut its ties with Mito.", True),
        ("Ties with Mito were severed in March.", True),
        ("The mayor cancelled a trip to Mito.", True),
        ("The visit ended with dinner.", False),
        ("Pupils cut paper cranes in Mito.", False),
    ],
)
def test_what_is_called_off(sentence: str, told: bool) -> None:
    assert calls_off(sentence.lower(), 0, len(sentence)) is told


def test_of_two_cues_at_one_place_the_first_in_order_counts() -> None:
    text = "sister city visitors signed the pact; pupils sign up, and the parish of partner towns is twinned"
    assert cues(text, 0, len(text)) == {"tie": 3, "travel": 1, "sign": 3, "youth": 1, "civic": 1}


def test_the_second_reading_does_not_see_how_long_a_text_is(parser: Parser) -> None:
    report = "Anaheim got a bell from its sister city of Mito in May 2019.\n\n"
    filler = "The rain came down on the empty road and the dog slept by the stove.\n\n"
    rows = []
    for text in (report + filler * 6, report + filler * 60):
        found = seen(parser, text)
        first = np.full((len(found.units), len(CLASSES)), 0.01)
        first[:, 0] = 0.95
        first[0] = [0.1, 0.02, 0.02, 0.02, 0.02, 0.82]
        features = second_features(found, first, [mentions(found, unit) for unit in found.units])
        assert len(features) == len(found.units)
        rows.append({n: v for n, v in features[0].items() if n != "share" and not n.startswith("document ")})
    assert rows[0] == pytest.approx(rows[1])


def test_the_second_reading_sees_the_sentences_around(parser: Parser) -> None:
    found = seen(parser, "A bell rang. It was cold. All went home.\n\nRain fell.\n\nA dog slept.")
    assert [u.sentence.line for u in found.units] == [0, 0, 0, 1, 2]
    first = np.full((5, len(CLASSES)), 0.05)
    first[:, 0] = 0.75
    first[3] = [0.1, 0.1, 0.1, 0.1, 0.1, 0.5]
    rows = list(second_features(found, first, [{"goods": float(n)} for n in range(5)]))
    there = [{name for name in row if name.startswith("at ") and name.endswith(("True", "False"))} for row in rows]
    assert there[0] == {"at 1 same line=True", "at 2 same line=True", "at 3 same line=False"}
    assert there[3] == {f"at {offset} same line=False" for offset in (-3, -2, -1, 1)}
    assert rows[0]["at 3 same line=False score"] == rows[3]["self"] == rows[4]["at -1 same line=False score"]
    assert rows[2]["at 1 donation"] == 0.5
    assert [row.get("nearest sure", 0.0) for row in rows] == [1 / 3, 1 / 2, 1.0, 0.0, 1.0]
    assert [row.get("best before", 0.0) for row in rows] == [0.0, 0.25, 0.25, 0.25, 0.9]
    assert [row.get("best after", 0.0) for row in rows] == [0.9, 0.9, 0.9, 0.25, 0.0]
    assert [row["rank"] for row in rows] == [1 / 2, 1 / 3, 1 / 4, 1.0, 1 / 5]
    assert rows[2]["goods"] == 2.0


def test_no_text_has_no_second_reading(parser: Parser) -> None:
    assert list(second_features(seen(parser, ""), np.zeros((0, len(CLASSES))), [])) == []


def test_two_sentences_are_compared_in_all_that_they_tell(parser: Parser) -> None:
    text = (
        "The mayor of Mito received 20 students from Anaheim on 1 February 2021.\n"
        "Rain fell.\n"
        "In June 2021 a choir of Mito will bring 300 masks to Fresno. They sing."
    )
    found = seen(parser, text)
    scores = np.full((4, len(CLASSES)), 0.02)
    scores[0] = [0.1, 0.1, 0.8, 0.0, 0.0, 0.0]
    scores[1] = [0.9, 0.02, 0.02, 0.02, 0.02, 0.02]
    scores[2] = [0.2, 0.0, 0.0, 0.5, 0.0, 0.3]
    apart, follows = Links(found, scores).features([(0, 2), (2, 3)])
    assert {name for name, value in apart.items() if value == 1.0} == {
        "gap=2", "kinds=body+body", "opener=in", "second starts a line", "second starts a line and names a place",
        "plan in one", "goods in one", "new role", "roles apart", "unlikely between", "places shared", "new place",
        "two places each, 1 shared", "dates apart", "past and future", "types apart",
    }  # fmt: skip
    assert {name for name, value in apart.items() if value == 0.5} == {
        "types=youth+cultural", "new cue=culture", "new cue=give", "new role=artist",
    }  # fmt: skip
    assert follows["same line"] == follows["second without place"] == follows["opener refers back"] == 1.0
    assert follows["type likeness"] == pytest.approx((0.5 * 0.02 + 0.3 * 0.02) / (0.8 * 0.1))


class Moody:
    """A model whose answer to a row seems drawn by chance, but is always the same."""

    def probabilities(self, rows: Sequence[Features]) -> Array:
        drawn = [crc32(repr(sorted(row.items())).encode()) % 1000 / 1000 for row in rows]
        likely = np.sqrt(np.array(drawn, dtype=float))
        return np.column_stack((1 - likely, likely))


def test_links_asked_about_together_make_the_same_events_as_one_sentence_at_a_time(
    parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = seen(parser, "\n\n".join([*TEXTS.values()] * 3))
    scores = np.full((len(found.units), len(CLASSES)), 0.1)
    scores[:, 0] = np.random.default_rng(3).choice([0.2, 0.9], len(found.units), p=[0.8, 0.2])
    events = []
    for together in (16, 1):
        monkeypatch.setattr("twin_nlp.assemble.segments._TOGETHER", together)
        events += answered([segments(found, scores)], {"link": Moody()})
    assert events[0] == events[1]
    sizes = [len(event) for event in events[0]]
    assert max(sizes) > 8
    assert len(sizes) > 8


def test_the_first_reading_never_met_words_of_ties() -> None:
    row = {"w:sister": 0.5, "w:a twinned": 0.5, "w:the partnership": 0.2, "w:delegation": 0.5, "known pair": 1.0}
    assert without_ties(row) == {"w:delegation": 0.5, "known pair": 1.0}
    names = load_model(packaged_model()).heads["evidence"].names
    assert len(without_ties(dict.fromkeys(names, 1.0))) == len(names)


LIKES_ALL = LinearModel(("no", "yes"), (), np.zeros((0, 2)), np.array([0.0, 1.0]))


def chosen(found: View, model: LinearModel) -> list[str]:
    event = range(len(found.units))
    [people] = answered([choose_participants(found, event)], {"participant": model})
    return [found.document.participants[i].text for i in people]


def test_a_participant_stands_once_in_its_fullest_mention(parser: Parser) -> None:
    text = "Mayor Quillon came to Mito. Mayor Ada Quillon met 20 students there. The 20 students sang."
    assert chosen(seen(parser, text), LIKES_ALL) == ["Mayor Ada Quillon", "20 students"]


def test_what_the_model_declines_is_no_participant(parser: Parser) -> None:
    only_counted = LinearModel(("no", "yes"), ("number=2",), np.array([[0.0, 9.0]]), np.array([4.0, 0.0]))
    assert chosen(seen(parser, "Mayor Ada Quillon met five teachers in Mito."), only_counted) == ["five teachers"]


def test_a_table_of_people_gives_no_more_candidates_than_can_be_compared(parser: Parser) -> None:
    found = seen(parser, "Guests: " + ", ".join(f"{n} students" for n in range(2, 900)))
    event = range(len(found.units))
    candidates = participant_candidates(found, event)
    assert 0 < len(candidates) <= 200
    assert len(participant_features(found, event, candidates)) == len(candidates)


def test_features_tell_a_place_from_a_person(parser: Parser) -> None:
    found = seen(parser, "The City of Anaheim sent 20 students.")
    candidates = participant_candidates(found, (0,))
    texts = [found.document.participants[i].text for i in candidates]
    assert texts == ["The City of Anaheim", "20 students"]
    city, students = participant_features(found, (0,), candidates)
    assert (city["place"], students["place"]) == (1.0, 0.0)
    assert "after=sent" in city
    assert "before=sent" in students


def test_the_words_of_a_whole_text_are_weighed_by_their_number_and_places_are_no_words(parser: Parser) -> None:
    found = document_features(seen(parser, "Masks arrived.\n\nMasks from Mito, more masks."))
    assert found["w:masks"] / found["w:arrived"] == pytest.approx(1 + np.log(3))
    assert sum(v * v for v in found.values()) == pytest.approx(1.0)
    assert "w:<place>" in found
    assert not any("mito" in name for name in found)


def test_a_text_without_words_has_no_features(parser: Parser) -> None:
    assert document_features(seen(parser, " \n")) == {}


@given(st.lists(st.text("aB 9.'’ß€_\0\1\2\3ſİ", max_size=9).filter(str.strip), max_size=5), st.integers(0, 9))
def test_tokens_of_all_sentences_are_those_of_each(parts: list[str], least: int) -> None:
    text = "".join(parts)
    ends = list(accumulate(map(len, parts)))
    sentences = [Sentence(end - len(part), end, 0, "body") for part, end in zip(parts, ends, strict=True)]
    names = [(at, at + 2, "\3") for at in range(least, len(text), 5)]
    expected = []
    for sentence in sentences:
        start, found = sentence.start, list[str]()
        for name_start, name_end, _ in [name for name in names if sentence.start <= name[0] < sentence.end]:
            found += [*re.findall(r"[^\W_]+(?:['’][^\W_]+)?|[$£€¥%]", text[start:name_start]), "<place>"]
            start = name_end
        found += re.findall(r"[^\W_]+(?:['’][^\W_]+)?|[$£€¥%]", text[start : sentence.end])
        classes = [t if t[0] != "9" else "<number>" if len(t) > 2 else "<small>" for t in map(str.casefold, found)]
        expected.append(classes)
    assert list(map(list, _tokens(lowered(text), sentences, names))) == expected
