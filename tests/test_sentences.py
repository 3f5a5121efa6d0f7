from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.parse.sentences import find_sentences


def cut(text: str) -> list[str]:
    return [text[s.start : s.end] for s in find_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One came. Two stayed.", ["One came.", "Two stayed."]),
        ("Coun. Ann Example left. So did Mr. Sample.", ["Coun. Ann Example left.", "So did Mr. Sample."]),
        ("So did Councillr. Sample and Ms. Example.", ["So did Councillr. Sample and Ms. Example."]),
        ("They met on Oct. 6 in Victoria, B.C. on Monday.", ["They met on Oct. 6 in Victoria, B.C. on Monday."]),
        ("M. Sandhu went. It rained.", ["M. Sandhu went.", "It rained."]),
        ('"Will you come?" asked the mayor. "Yes."', ['"Will you come?" asked the mayor.', '"Yes."']),
        ("“We are glad.” The choir sang.", ["“We are glad.”", "The choir sang."]),
        ("Headline\nThe text begins. It goes on.", ["Headline", "The text begins.", "It goes on."]),
        ("a\r\nb\rc", ["a", "b", "c"]),
        ("Cost: 3.5 million. Paid.", ["Cost: 3.5 million.", "Paid."]),
        ("□ First point. □ Second point.", ["□ First point.", "□ Second point."]),
        ("\ufeffTitle\n\nText.", ["\ufeffTitle", "Text."]),
        ("", []),
        (" \n\t\n", []),
    ],
)  # fmt: skip
def test_cuts(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_wrapped_lines_are_joined() -> None:
    text = (
        "The delegation of twelve people came by coach on the Friday evening and was\n"
        "met at the town hall by the families who were to put them up for the four\n"
        "nights of the stay. On the Saturday there was a walk along the river and in\n"
        "the evening a supper, after which the visitors sang and the hosts tried to\n"
        "sing along. They left on the Tuesday morning with jam and a promise to come\n"
        "again in two years.\n"
    )
    assert len(cut(text)) == 3
    assert cut(text)[0].endswith("four\nnights of the stay.")


def test_kinds() -> None:
    text = (
        "MAYOR OFF TO MITO\nBY Ann Example\nPosted May 3, 2019\n\n"
        "The mayor leaves on Friday with four councillors for a week of meetings with the partner city, and the "
        "council pays for the flights, which some residents of the town have called a waste of money.\n\n"
        "- a tree\n- a plaque\nName | Date | Place | Cost\n"
    )
    kinds = [s.kind for s in find_sentences(text)]
    assert kinds == ["headline", "meta", "meta", "body", "item", "item", "row"]


@given(st.text(max_size=400))
def test_every_character_is_in_one_sentence(text: str) -> None:
    found = find_sentences(text)
    at = 0
    covered = ""
    for s in found:
        assert at <= s.start < s.end <= len(text)
        covered += text[s.start : s.end]
        at = s.end
    breaks = "".join(covered.split())
    assert breaks.replace("\ufeff", "") == "".join(text.split()).replace("\ufeff", "")


def test_a_long_line_takes_no_long_time() -> None:
    assert len(find_sentences("All of them came. " * 60_000)) == 60_000
    assert len(find_sentences("x" * 2_000_000)) == 1
