"""Quick ways of looking for wordings find what looking for each of them finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.assemble import cues, dates, direction_cues, subtypes
from twin_nlp.parse import place_cues, place_persons


def texts(*words: str) -> st.SearchStrategy[str]:
    pieces = st.tuples(st.sampled_from(words), st.sampled_from((" ", " ", " ", "-", ", ", "\n", "  ", ". ")))
    return st.lists(pieces, max_size=14).map(lambda found: "".join(word + gap for word, gap in found))


@given(
    texts(
        "students", "from", "of", "the", "sister", "city", "town", "visited", "went", "to", "in", "by", "invited",
        "gift", "twin", "(", "and", "hosted", "were", "southern", "returned", "welcomed", "nearby", "sent", "into",
    )
)  # fmt: skip
def test_no_wording_before_a_name_is_missed(left: str) -> None:
    assert direction_cues.roles_before(left) == [
        name for name, pattern in direction_cues._ROLES_BEFORE if pattern.search(left)
    ]


@pytest.mark.parametrize(
    ("left", "role"),
    [
        ("a choir from ", "group from"),
        ("they went to the city of ", "travels to"),
        ("its sister cities ", "sister of"),
        ("the club visited ", "visits"),
        ("twenty pupils of the southern city of ", "group from"),
    ],
)
def test_the_words_before_a_name_tell_its_part(left: str, role: str) -> None:
    assert role in direction_cues.roles_before(left)


@given(
    texts(
        "sister", "cities", "mou", "m.o.u.", "visit", "visitation", "present", "presented", "presentation", "gift",
        "hand", "over", "for", "more", "than", "20", "years", "since", "1998", "19987", "vice", "vicent", "hopes", "to",
    )
)  # fmt: skip
def test_cues_are_of_the_kinds_that_each_is_by_its_place_in_the_text(text: str) -> None:
    kinds = [cues._kind_of_match(m) for m in cues._PATTERN.finditer(text)]
    assert cues.cues(text, 0, len(text)) == {kind: kinds.count(kind) for kind in kinds}


@given(
    texts(
        "end", "endurance", "cut", "coach", "training", "staff", "exchange", "football", "dragon", "boats", "martial",
        "arts", "ping", "pong", "side", "under-12s", "second", "seconded", "alongside", "breakfast", "studying",
    )
)  # fmt: skip
def test_words_of_subtypes_are_found_as_if_each_kind_were_looked_for_alone(text: str) -> None:
    together = [m.lastgroup for m in subtypes._PATTERN.finditer(text)]
    for name, words in subtypes._WORDS.items():
        assert together.count(name) == len(re.findall(rf"\b(?:{words})\b", text))


@given(
    texts(
        "sister", "sisterhood", "city", "twin", "twinned", "town", "friendship", "friend", "partner", "province",
        "asister", "jumelage", "gemellaggio", "partnerstadt", "state", "paper",
    )
)  # fmt: skip
def test_the_stems_of_ties_lead_to_every_tie(text: str) -> None:
    first = next((tie for tie, pattern in cues._TIES.items() if pattern.search(text)), None)
    assert cues.tie_of(text, [(0, len(text))]) == first


@given(
    texts(
        "set", "off", "aside", "meeting", "council", "called", "calls", "signed", "sign", "sign-up", "signature",
        "took", "place", "part", "home", "hit", "hold", "handed", "over", "hand", "was", "to", "will", "offer", "since",
    )
)  # fmt: skip
def test_deeds_are_of_the_kinds_that_each_is_by_its_place_in_the_text(text: str) -> None:
    kinds = "|".join(f"(?P<{kind}>{verbs})" for kind, verbs in dates._DEEDS.items())
    slowly = [(m.span(), m.lastgroup) for m in re.finditer(rf"\b(?:{kinds})\b", text)]
    assert [(m.span(), dates._kind_of_deed(m.group())) for m in dates._DEED.finditer(text)] == slowly


@given(
    texts(
        "came", "come", "comes", "coming", "cut", "cot", "our", "city", "town", "out", "of", "went", "we", "had",
        "arrived", "outwent", "tour", "over",
    )
)  # fmt: skip
def test_any_wording_is_found_as_if_all_were_tried_at_each_word(text: str) -> None:
    wordings = r"came|come|comes|c[ou]t|our (?:city|town)|out of|went|we (?:went|had)|arriv\w+"
    quickly = direction_cues._any_of(wordings).findall(" " + text)
    assert [found[1:] for found in quickly] == re.findall(rf"\b(?:{wordings})\b", text)


@given(
    texts(
        "Oshawa", "Île", "d'Île", "St", "the", "and", "District", "Regional", "Rural", "Municipality", "City", "Town",
        "Twinning", "Sister", "Cities", "Twin", "Towns", "Friendship", "Club", "Council", "Hall", "mayor", "residents",
    ),
    st.sampled_from((place_cues._UNIT_AFTER, place_cues._BODY_AFTER)),
)  # fmt: skip
def test_no_kind_of_place_or_body_after_a_name_is_missed(text: str, pattern: re.Pattern[str]) -> None:
    words = [word.span() for word in place_cues._FOLLOWED.finditer(text)]
    found = [after.span() for after in place_cues._after(pattern, text, words)]
    wanted = [after.span() for after in pattern.finditer(text) if place_cues.names_before(text, after.start())]
    assert [span for span in found if place_cues.names_before(text, span[0])] == wanted


def test_what_begins_within_another_kind_of_place_is_no_kind_of_its_own() -> None:
    found = list(place_cues.cued_names("It joined Oshawa Regional Municipality.", {}))
    assert found == [(10, 16, "suffix", 38)]


@given(
    texts("Dr", "dr.", "prof.", "Ann", "J.", "o'Neill", "McKay", "in", "the", "𝐀", "mayor", "Mayor", "“", "(", "K.b"),
    st.sampled_from(("", "s", "g", "sw")),
)
def test_no_person_is_missed_after_a_word_in_lower_case(left: str, flag: str) -> None:
    def is_person() -> bool:
        return place_persons.is_person(left + "Mito", len(left), len(left) + 4, flag, frozenset(("ann",)))

    quickly = is_person()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place_persons, "_is_lower", lambda before: False)
        assert is_person() == quickly
