from __future__ import annotations

import re
from typing import get_args

import pytest

from twin_nlp.artefacts import load_model, packaged_model
from twin_nlp.assemble.cues import KINDS
from twin_nlp.explain.phrases import CUES, phrase
from twin_nlp.labels import ROLES
from twin_nlp.parse.mentions import DateKind

RAW = re.compile(r"[=<>_{}]")


@pytest.mark.parametrize("head", ["event", "type", "government", "status"])
def test_every_feature_of_the_model_has_a_readable_phrase(head: str) -> None:
    names = load_model(packaged_model()).heads[head].names
    assert names
    said = {name: phrase(name, 0.5) for name in names}
    assert [name for name, words in said.items() if words is None or words == name or RAW.search(words)] == []


@pytest.mark.parametrize(
    "name", ["", "w:", "unheard of", "mean sport", "role=dragon", "cue=dragon", "date=dragon", "part=0", "bw:gift"]
)
def test_a_name_of_no_family_has_none(name: str) -> None:
    assert phrase(name, 1.0) is None


def test_labels_and_cues_are_all_named() -> None:
    assert CUES.keys() == set(KINDS)
    names = [f"{family}={role}" for family in ("role", "group") for role in ROLES]
    names += [f"date={kind}" for kind in get_args(DateKind)]
    said = [phrase(name, 1.0) for name in names]
    assert None not in said
    assert len(set(said)) == len(names)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("w:delegation", 0.1, "the word “delegation”"),
        ("w:<place>", 0.1, "a place is named"),
        ("w:from <place>", 0.1, "the words “from [place]”"),
        ("s:deleg", 0.1, "words that begin with “deleg…”"),
        ("text none", 0.9, "the text as a whole reads as no exchange"),
        ("opens, text youth", 0.9, "the text as a whole reads as youth"),
        ("cue=give", 0.5, "its sentences have words of giving and sending"),
        ("led by official", 1.0, "“led by” just before an official is named"),
        ("civil servant said", 1.0, "“said” soon after a civil servant is named"),
        ("participants=0", 1.0, "no participants"),
        ("partners=3", 1.0, "3 or more partner places"),
        ("share", 0.784, "its sentences hold 78% of all that points to exchanges in the text"),
        ("strength", 0.5, "its sentences add up to 3.0 sentences that surely report an exchange"),
        ("calls off", 0.0, "not: something is called off or ended"),
    ],
)
def test_phrases(name: str, value: float, expected: str) -> None:
    assert phrase(name, value) == expected
