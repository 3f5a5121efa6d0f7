from __future__ import annotations

import datetime as dt
import gc
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import twin_nlp
from twin_nlp.errors import InputError, ModelError
from twin_nlp.linear import LinearModel
from twin_nlp.pipeline import TwinNLP
from twin_nlp.records import ExchangeEvent

DONATION = (
    "MASKS FROM MITO\n\nAnaheim has received 20,000 masks and $5,000 from its sister city of Mito, Japan. The gift was "
    "handed over on April 12 by a four-member delegation led by Deputy Mayor Kenta Aoyama, and Mayor Dana Holloway "
    "thanked the people of Mito."
)
DECORATIONS = ["🎉 ", "\ufeff", "e\u0301tude\r\n\r\n", "\u00a0\u00a0", "\u200b\u2028", "İstanbul ", "ﬁ ", "𝔐 ", "\x00"]


@pytest.fixture(scope="module")
def nlp() -> TwinNLP:
    return twin_nlp.load()


def spans(event: ExchangeEvent) -> Iterator[tuple[int, int, str]]:
    for p in event.partners:
        yield p.start, p.end, p.name
    for e in event.evidence:
        yield e.start, e.end, e.text
    for who in event.participants:
        yield who.start, who.end, who.text
    for what in event.goods:
        yield what.start, what.end, what.text
    if event.date is not None:
        yield event.date.start, event.date.end, event.date.text


def check(text: str, events: list[ExchangeEvent]) -> None:
    for event in events:
        for start, end, quoted in spans(event):
            assert 0 <= start < end <= len(text)
            assert text[start:end] == quoted
        assert sum(event.type_probabilities.values()) == pytest.approx(1, abs=0.01)
        assert sum(event.status_probabilities.values()) == pytest.approx(1, abs=0.01)
        assert 0 <= event.confidence <= 1
        assert event.type == max(event.type_probabilities, key=lambda t: event.type_probabilities[t])
        names = {p.name for p in event.partners}
        assert {*event.senders, *event.receivers} <= names
        assert ExchangeEvent.from_dict(json.loads(json.dumps(event.to_dict()))) == event


def test_a_plain_donation(nlp: TwinNLP) -> None:
    event = nlp.classify(DONATION, "2020-04-20")[0]
    check(DONATION, [event])
    assert event.type == "donation"
    assert event.government_involved
    assert event.status == "held"
    assert {p.name for p in event.partners} == {"Anaheim", "Mito"}
    assert event.known_pairs in ((("Anaheim", "Mito"),), (("Mito", "Anaheim"),))
    assert event.date is not None
    assert event.date.edtf == "2020-04-12"
    assert {"20,000 masks", "$5,000"} <= {g.text for g in event.goods}
    assert event.senders == ("Mito",)
    assert event.receivers == ("Anaheim",)
    assert event.tie == "sister"
    assert any("Kenta Aoyama" in p.text for p in event.participants)


def test_published_forms_agree(nlp: TwinNLP) -> None:
    day = dt.date(2020, 4, 20)
    assert nlp.classify(DONATION, day) == nlp.classify(DONATION, "2020-04-20")
    undated = nlp.classify(DONATION)[0]
    assert undated.date is None or undated.date.edtf.startswith("XXXX") is False


@pytest.mark.parametrize(
    "text", ["", " \n", "Oil fell again on Tuesday.", "What is twinning? A tie between two towns."]
)
def test_texts_without_events(nlp: TwinNLP, text: str) -> None:
    assert nlp.classify(text, "2020-04-20") == []


@pytest.mark.parametrize("wrong", [None, b"bytes", 3, ["text"]])
def test_what_is_no_text_is_refused(nlp: TwinNLP, wrong: object) -> None:
    with pytest.raises(InputError, match="must be a str"):
        nlp.classify(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("before", DECORATIONS)
def test_offsets_hold_behind_odd_characters(nlp: TwinNLP, before: str) -> None:
    text = before + DONATION.replace(". ", f". {before}")
    events = nlp.classify(text, "2020-04-20")
    check(text, events)
    assert events
    assert "Mito" in {p.name for p in events[0].partners}


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
def test_offsets_hold_in_every_normal_form(nlp: TwinNLP, form: str) -> None:
    original = "Québec City's mayor visited its sister city of Xi’an in May 2018 with a 12-member delegation.\r\n"
    text = unicodedata.normalize(form, original)  # type: ignore[arg-type]
    events = nlp.classify(text, "2018-06-01")
    check(text, events)
    assert events


def test_texts_of_more_than_a_million_characters(nlp: TwinNLP) -> None:
    filler = "The rain came down on the empty road and the dog slept by the stove. \n" * 16_000
    text = filler + "\n\n" + DONATION
    assert len(text) > 1_000_000
    events = nlp.classify(text, "2020-04-20")
    check(text, events)
    assert any("20,000 masks" in {g.text for g in e.goods} for e in events)


def test_many_are_lazy_and_in_order(nlp: TwinNLP) -> None:
    drawn = []

    def source() -> Iterator[str]:
        for n in range(12):
            drawn.append(n)
            yield DONATION if n % 2 else ""

    found = nlp.classify_many(source())
    assert drawn == []
    assert next(found) == []
    assert drawn == [0]
    assert [bool(e) for e in found] == [n % 2 == 1 for n in range(1, 12)]


def test_what_is_no_text_is_told_after_the_events_of_those_before_it(nlp: TwinNLP) -> None:
    found = nlp.classify_many([DONATION, DONATION, 5, DONATION])  # type: ignore[list-item]
    assert next(found)
    assert next(found)
    with pytest.raises(InputError, match="a text must be a str, found int"):
        next(found)


def test_two_jobs_give_the_same(nlp: TwinNLP) -> None:
    items: list[str | twin_nlp.Article] = [
        twin_nlp.Article(DONATION, "2020-04-20"),
        "",
        twin_nlp.Article(DONATION),
    ] * 30
    assert list(nlp.classify_many(items, jobs=2)) == list(nlp.classify_many(items))


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="expected a model folder"):
        twin_nlp.load(tmp_path)


def test_own_places(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("name,country,kind\nZzyzxville,US,city\n", "utf-8")
    nlp = twin_nlp.load(places=mine)
    text = DONATION.replace("Anaheim", "Zzyzxville")
    partners = nlp.classify(text, "2020-04-20")[0].partners
    place = next(p.place for p in partners if p.name == "Zzyzxville")
    assert place is not None
    assert place.country == "US"


def test_own_spacy_pipeline() -> None:
    import spacy

    own = spacy.blank("en")
    own.add_pipe("sentencizer")
    ruler = own.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": "Quendorf"}])  # type: ignore[attr-defined]
    nlp = twin_nlp.load(nlp=own)
    text = DONATION + " Quendorf, which nobody knows, sent 300 blankets."
    check(text, nlp.classify(text, "2020-04-20"))
    parsed = nlp._parser.parse(text, "2020-04-20")
    found = [m for m in parsed.places if m.name == "Quendorf"]
    assert [(text[m.start : m.end], m.cue, m.place) for m in found] == [("Quendorf", "entity", None)]
    told = "Quendorf and Anaheim signed a sister city agreement on 3 May 2019. The mayor of Anaheim thanked Quendorf."
    assert [p.name for p in nlp.classify(told, "2019-06-30")[0].partners] == ["Quendorf", "Anaheim"]
    doc = own(text)
    assert len(parsed.sentences) == len(list(doc.sents)) + 1  # the headline is a line of its own


PLAIN_WORDS = """
sister city twin town delegation visited Mito Anaheim donated masks $5,000 May 12 2019 Mayor Ann Example students from
to of the and , . | - “ ” ’ é ß 🎌 Québec St. John's Huai'an respectively 3 four twenty a was cancelled will council
signed agreement
"""
ODD_WORDS = ["\n", "\r\n", "\u0301", "\u00a0", "\ufeff", "\u200d", "\x00", "\ud800"]
WORDS = st.sampled_from(PLAIN_WORDS.split() + ODD_WORDS)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(st.text(), st.lists(WORDS, max_size=120).map(" ".join)),
    date=st.sampled_from([None, "2019", "2019-06-30"]),
)
def test_no_text_makes_it_raise_and_every_span_is_true(nlp: TwinNLP, text: str, date: str | None) -> None:
    check(text, nlp.classify(text, date))


@pytest.mark.parametrize("head", ["type", "subtype"])
def test_heads_of_other_classes_are_refused(nlp: TwinNLP, head: str) -> None:
    model = nlp._model
    found = model.heads[head]
    assert isinstance(found, LinearModel)
    other = replace(model, heads={**model.heads, head: replace(found, classes=found.classes[::-1])})
    with pytest.raises(ModelError, match=f"the model's {head}: expected a linear model of "):
        TwinNLP(other, nlp._parser)


def test_garbage_is_collected_again_after_a_batch(nlp: TwinNLP) -> None:
    nlp.classify(DONATION)
    assert gc.isenabled()
    with pytest.raises(InputError):
        nlp.classify(5)  # type: ignore[arg-type]
    assert gc.isenabled()
    gc.disable()
    try:
        nlp.classify(DONATION)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_batch_makes_no_garbage_in_cycles(nlp: TwinNLP) -> None:
    nlp.classify(DONATION)
    gc.collect()
    gc.disable()
    try:
        assert nlp.classify(DONATION)
        assert gc.collect() == 0
    finally:
        gc.enable()
