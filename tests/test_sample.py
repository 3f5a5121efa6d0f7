from __future__ import annotations

import datetime as dt
import json
import re
from importlib.resources import files
from itertools import combinations

import pytest

SHINGLE = 8


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}


@pytest.fixture(scope="module")
def documents() -> list[dict[str, str]]:
    raw = files("twin_nlp").joinpath("data", "sample.jsonl").read_text(encoding="utf-8")
    assert raw.endswith("\n")
    return [json.loads(line) for line in raw.removesuffix("\n").split("\n")]


def test_every_line_has_the_same_four_text_fields(documents: list[dict[str, str]]) -> None:
    assert len(documents) >= 20
    for document in documents:
        assert list(document) == ["id", "published", "source", "text"]
        for value in document.values():
            assert isinstance(value, str)
            assert value.strip()


def test_ids_are_unique(documents: list[dict[str, str]]) -> None:
    ids = [document["id"] for document in documents]
    assert len(set(ids)) == len(ids)


def test_publication_dates_are_full_iso_dates(documents: list[dict[str, str]]) -> None:
    for document in documents:
        assert dt.date.fromisoformat(document["published"]).isoformat() == document["published"]


def test_texts_have_the_length_of_a_short_article(documents: list[dict[str, str]]) -> None:
    for document in documents:
        assert 60 <= len(document["text"].split()) <= 250, document["id"]


def test_no_two_texts_share_a_run_of_eight_words(documents: list[dict[str, str]]) -> None:
    runs = {document["id"]: _shingles(document["text"]) for document in documents}
    assert all(runs.values())
    for (first, left), (second, right) in combinations(runs.items(), 2):
        assert left.isdisjoint(right), f"{first} and {second} share {sorted(left & right)[0]}"
