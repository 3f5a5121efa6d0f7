"""The corpus passes its checks, and each check catches what it is for."""

from __future__ import annotations

import random
import runpy
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from twin_nlp.formats.corpus import AnnotatedDocument, AnnotatedEvent, CorpusDocument, PlainPassage, SplitName
from twin_nlp.formats.gazetteer_file import GazetteerTables
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.records import Span

ROOT = Path(__file__).parent.parent
CHECK: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "check_corpus.py"))
SHORT = "rows that fall short"


@pytest.fixture(scope="module")
def corpus() -> Any:
    return CHECK["load"]()


@pytest.fixture(scope="module")
def counted(corpus: Any) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = CHECK["counts"](corpus)
    return found


@pytest.mark.parametrize("name", [name for name in CHECK["CHECKS"] if name != SHORT])
def test_the_corpus_passes(name: str, corpus: Any) -> None:
    offenders = CHECK["CHECKS"][name](corpus)
    assert not offenders, "\n".join(offenders)


@pytest.mark.parametrize("row", CHECK["NEEDED"])
def test_the_corpus_holds_what_is_needed(row: str, counted: dict[str, tuple[float, float]]) -> None:
    needed, found = counted[row]
    assert found >= needed


def event(text: str, evidence: Sequence[str], partners: Sequence[str]) -> AnnotatedEvent:
    def span(part: str) -> Span:
        return Span(text.index(part), text.index(part) + len(part), part)

    return AnnotatedEvent(
        type="cultural",
        government_involved=False,
        status="held",
        evidence=tuple(map(span, evidence)),
        partners=tuple(map(span, partners)),
        date=None,
        participants=(),
        goods=(),
        senders=(),
        receivers=(),
        tie=None,
        subtype=None,
    )


def document(
    name: str,
    text: str,
    *events: AnnotatedEvent,
    split: SplitName = "train",
    group: str = "",
    register: str = "wire",
) -> AnnotatedDocument:
    about = CorpusDocument(name, None, "en", register, "us", "writer", text)
    return AnnotatedDocument(about, events, "writer", split, group or name)


def small(*documents: AnnotatedDocument, passages: Sequence[tuple[str, str]] = ()) -> Any:
    plain = [PlainPassage(name, text, None, None, None) for name, text in passages]
    entries = ["Annaka\tJP\t\tcity", "Kimberley\tCA\t\tcity", "Oshawa\tCA\t\tcity"]
    return CHECK["Corpus"](documents, plain, Gazetteer.from_tables(GazetteerTables(entries, [], ["0\t1"], [], [], [])))


def scrambled(seed: int, length: int = 60) -> str:
    return " ".join(f"w{random.Random(f'{seed}-{n}').randrange(10**9)}" for n in range(length))


def test_a_copied_run_is_told_whatever_its_case_and_punctuation() -> None:
    eight = "the choir's guests sang two songs before supper"
    a = document("A", f"{scrambled(1)} {eight} {scrambled(2)}")
    passage = ("P", f"{scrambled(3)}: THE CHOIR’S guests sang -- two songs before supper! {scrambled(4)}")
    assert CHECK["shared_runs"](small(a, passages=[passage])) == [
        f'A and P: 1 runs of 8 words in common, such as "{eight}"'
    ]
    seven = document("B", f"{scrambled(5)} {eight.removesuffix(' supper')} {scrambled(6)}")
    assert CHECK["shared_runs"](small(a, seven)) == []


def test_no_words_of_the_test_split_are_told() -> None:
    texts = [f"{scrambled(1)} name{n}" for n in range(2)]
    found = small(document("A", texts[0]), document("B", texts[1], split="test"))
    for name in ("shared_runs", "openings", "near_duplicates"):
        (offender,) = CHECK[name](found)
        assert "A" in offender
        assert "B" in offender
        assert scrambled(1)[:9] not in offender


@pytest.mark.parametrize(("kept", "is_told"), [(200, True), (150, True), (120, False), (0, False)])
def test_near_duplicates_are_told_from_half_of_the_runs_on(kept: int, is_told: bool) -> None:
    # Of 200 words each, k of them shared at the front, k - 4 of 196 + 200 - k runs are shared.
    head = scrambled(1, 200).split()
    tails = [scrambled(n, 200).split()[kept:] for n in (2, 3)]
    a, b = (document(name, " ".join(head[:kept] + tail)) for name, tail in zip("AB", tails, strict=True))
    found = CHECK["near_duplicates"](small(a, replace(b, split="dev")))
    assert bool(found) is is_told
    if found:
        jaccard = (kept - 4) / (196 + 200 - kept)
        assert found == [f"A and B: near-duplicates (train and dev), Jaccard index {jaccard:.2f}"]


def test_openings_and_closings_used_twice_are_told() -> None:
    a = document("A", "One two three four five six. Seven, eight, nine, ten, eleven.")
    b = document("B", "ONE two three four five six, twelve! Ten eleven.")
    c = document("C", "One two three four five. Seven eight nine ten eleven?")
    assert CHECK["openings"](small(a, b, c)) == ['A, B: the same opening "one two three four five six"']
    assert CHECK["closings"](small(a, b, c)) == ['A, C: the same closing "seven eight nine ten eleven"']


@pytest.mark.parametrize("text", ["said Zoë-Anne Ûberfeld’s aide", "ZOE ANNE UBERFELD", "by Mayor Ûberfeld, who"])
def test_listed_names_are_told_however_they_are_written(text: str) -> None:
    listed = frozenset(map(CHECK["name_hash"], ("Zoë-Anne Ûberfeld", "Mayor Uberfeld")))
    assert CHECK["real_people"](small(document("A", text)), listed)
    assert not CHECK["real_people"](small(document("A", "Anne met Zoë Ûberfeldt and the mayor")), listed)


def test_a_pair_in_two_groups_is_told_whatever_the_order_and_spelling() -> None:
    one = "The City of Québec and Xi'an met."
    other = "Xi’an sang in Quebec City."
    a = document("A", one, event(one, [one], ["City of Québec", "Xi'an"]))
    b = document("B", other, event(other, [other], ["Xi’an", "Quebec City"]), split="dev")
    (offender,) = CHECK["pairs_apart"](small(a, b))
    assert offender == "A (train, group A), B (dev, group B): the pair quebec and xian in two groups"
    assert CHECK["pairs_apart"](small(a, replace(b, split="train", group="A"))) == []


TOLD = "Annaka sent tea."
SECOND = "Oshawa sent salt."
THIRD = "Kimberley sent oil."


def told(text: str, *evidence: str) -> bool:
    found: bool = CHECK["told_together"](document("A", text, *(event(text, [e], []) for e in evidence)))
    return found


def test_three_events_in_a_sentence_or_list_are_told_from_three_events_in_a_text() -> None:
    sentence = "Annaka sent tea, Oshawa salt and Kimberley oil."
    assert told(sentence, sentence, sentence, sentence)
    assert not told(sentence, sentence, sentence)
    assert told(f"{TOLD} {SECOND} {THIRD}", THIRD, TOLD, SECOND)
    assert told(f"Gifts\n- {TOLD}\n- {SECOND}\n\n* {THIRD}\n", TOLD, SECOND, THIRD)
    assert not told(f"{TOLD} {SECOND} It rained. {THIRD}", TOLD, SECOND, THIRD)
    long = f"{THIRD[:-1]} {scrambled(1, 30)}."
    assert not told(f"{TOLD} {SECOND} {long}", TOLD, SECOND, long)


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("its sister city", True),
        ("Twinned since 1971", True),
        ("a friendship-city pact", True),
        ("our partner towns", True),
        ("the partner of the firm, a friendship", False),
        ("an intertwined story", False),
    ],
)
def test_tie_words(text: str, has: bool) -> None:
    assert CHECK["has_tie_words"](text) is has


def test_tables_are_known_by_register_or_lines() -> None:
    rows = "May 3 | Annaka\nMay 4 | Oshawa\nMay 5 | Kimberley"
    assert CHECK["is_tabular"](document("A", rows))
    assert not CHECK["is_tabular"](document("A", "A line.\nA line.\nA line."))
    assert CHECK["is_tabular"](document("A", "A line.", register="caption"))


def test_pairs_of_the_register_are_known_under_shortened_names() -> None:
    text = "Kimberley hosted Annaka City and Oshawa."
    gazetteer = small().gazetteer
    assert CHECK["is_known_pair"](event(text, [text], ["Annaka City", "Kimberley"]), gazetteer)
    assert not CHECK["is_known_pair"](event(text, [text], ["Annaka City", "Oshawa"]), gazetteer)


def test_rows_that_fall_short_are_named() -> None:
    text = "Annaka and Oshawa met."
    offenders = CHECK["short_rows"](small(document("A", text, event(text, [text], ["Annaka", "Oshawa"]))))
    assert "events: needed 1900, found 1" in offenders
    assert not any("in the register" in line for line in offenders)


def test_a_shape_that_gives_the_label_away_is_told() -> None:
    chance = random.Random(7)

    def texts(longer: int, register: str) -> list[AnnotatedDocument]:
        found = []
        for n in range(200):
            has_event = n % 3 > 0
            text = "word " * (chance.randrange(40, 80) + longer * has_event)
            events = [event(text, ["word"], [])] if has_event else []
            found.append(document(f"D{n}", text, *events, register=register if has_event else "wire"))
        return found

    assert CHECK["shapes"](small(*texts(0, "wire"))) == []
    (length,) = CHECK["shapes"](small(*texts(30, "wire")))
    assert length.startswith("length alone")
    (register,) = CHECK["shapes"](small(*texts(0, "blog")))
    assert register.startswith("register alone")
