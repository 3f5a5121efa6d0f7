from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import twin_nlp
from twin_nlp.assemble import answered
from twin_nlp.errors import InputError
from twin_nlp.explain import explain
from twin_nlp.explanations import Choice, Explanation
from twin_nlp.pipeline import TwinNLP

SAMPLE = Path(twin_nlp.__file__).parent / "data" / "sample.jsonl"
VISIT = (
    "A delegation of 12 students from Mito visited Anaheim, its sister city, last week. They stayed with host families."
)


@pytest.fixture(scope="module")
def nlp() -> TwinNLP:
    return twin_nlp.load()


@pytest.fixture(scope="module")
def sample(nlp: TwinNLP) -> list[tuple[str, Explanation, list[twin_nlp.ExchangeEvent]]]:
    documents = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    return [
        (d["text"], nlp.explain(d["text"], d["published"]), nlp.classify(d["text"], d["published"])) for d in documents
    ]


Sample = list[tuple[str, Explanation, list[twin_nlp.ExchangeEvent]]]


def choices(explanation: Explanation) -> Iterator[Choice]:
    for explained in explanation.events:
        yield from (explained.type, explained.government, explained.status)
    for candidate in (*(e.candidate for e in explanation.events), *explanation.left_out):
        if candidate.why is not None:
            yield candidate.why


def test_the_events_are_those_of_classify(sample: Sample) -> None:
    assert [[e.event for e in explanation.events] for _, explanation, _ in sample] == [events for *_, events in sample]
    assert {explanation.outcome for _, explanation, _ in sample} >= {"events", "no sentence"}


def test_reasons_add_up_to_the_odds(sample: Sample) -> None:
    seen = [choice for _, explanation, _ in sample for choice in choices(explanation)]
    assert len(seen) > 60
    for choice in seen:
        assert all(reason.log_odds > 0 for reason in choice.speaks_for)
        assert all(reason.log_odds < 0 for reason in choice.speaks_against)
        total = choice.start + choice.weaker + sum(r.log_odds for r in (*choice.speaks_for, *choice.speaks_against))
        if min(choice.probability, choice.next_probability) > 0.01:  # the probabilities are rounded
            assert total == pytest.approx(math.log(choice.probability / choice.next_probability), abs=0.02)


def test_choices_are_those_of_the_event(sample: Sample) -> None:
    for _, explanation, _ in sample:
        for explained in explanation.events:
            event, candidate = explained.event, explained.candidate
            assert (explained.type.chosen, explained.status.chosen) == (event.type, event.status)
            assert explained.government.chosen == ("yes" if event.government_involved else "no")
            assert explained.type.next == sorted(event.type_probabilities.items(), key=lambda kv: -kv[1])[1][0]
            assert candidate.probability is not None
            assert candidate.probability >= candidate.needed
            assert [(s.start, s.end, s.text) for s in candidate.sentences] == [
                (s.start, s.end, s.text) for s in event.evidence
            ]
            assert f"confidence {event.confidence:.2f} = " in explained.review
            assert ("least sure" in explained.review) == event.needs_review


def test_cues_and_the_words_of_reasons_stand_in_the_text(sample: Sample) -> None:
    cues = quotes = 0
    for text, explanation, _ in sample:
        for candidate in (*(e.candidate for e in explanation.events), *explanation.left_out):
            for sentence in candidate.sentences:
                assert text[sentence.start : sentence.end] == sentence.text
                for cue in sentence.cues:
                    assert all(word in sentence.text for word in cue.words)
                    cues += 1
        for choice in choices(explanation):
            for reason in (*choice.speaks_for, *choice.speaks_against):
                assert all(word.casefold() in text.casefold() for word in reason.words)
                quotes += bool(reason.words)
    assert cues > 50
    assert quotes > 100


def test_a_reason_says_what_speaks_for_a_type(nlp: TwinNLP) -> None:
    (explained,) = nlp.explain(VISIT, "2019-05-08").events
    assert explained.event.type == "youth"
    found = {reason.found: reason.words for reason in explained.type.speaks_for}
    assert found["a student takes part"] == ("A delegation of 12 students",)
    (first, *_) = explained.candidate.sentences
    assert ("a tie between places", ("sister city",)) in [(cue.points_to, cue.words) for cue in first.cues]


def test_why_there_is_none(nlp: TwinNLP) -> None:
    assert nlp.explain("Oil fell again on Tuesday.") == Explanation("gate")
    nothing = nlp.explain("What is twinning? A tie between two towns.")
    assert nothing.outcome == "no sentence"
    assert nothing.likeliest is not None
    assert nothing.likeliest.probability < nothing.likeliest.needed


def test_a_candidate_without_partners_is_told_but_not_weighed(nlp: TwinNLP) -> None:
    [read] = nlp._read([(VISIT, "2019-05-08")])
    assert read is not None
    seen, (mention,), scores = read
    lost = replace(mention, partners=(), partner_mentions=(), chances=(), known_pairs=(), senders=(), receivers=())
    asking = explain(seen, [lost], scores, nlp._model.heads, nlp._model.thresholds, nlp.model)
    [told] = answered([asking], nlp._asked)
    (candidate,) = told.left_out
    assert (told.outcome, candidate.partners, candidate.probability, candidate.why) == ("no event", (), None, None)
    assert candidate.sentences[0].text.startswith("A delegation")


def test_a_candidate_below_the_threshold_is_told_with_what_spoke_against_it(nlp: TwinNLP) -> None:
    strict = TwinNLP(replace(nlp._model, thresholds=replace(nlp._model.thresholds, event=0.9999)), nlp._parser)
    told = strict.explain(VISIT, "2019-05-08")
    assert (told.outcome, told.events) == ("no event", ())
    (candidate,) = told.left_out
    assert candidate.probability is not None
    assert candidate.probability < candidate.needed == 0.9999
    assert candidate.tied
    assert candidate.why is not None
    assert (candidate.why.chosen, candidate.why.next) == ("yes", "no")
    assert candidate.why.speaks_against


def test_an_event_in_doubt_says_what_is_least_sure(nlp: TwinNLP) -> None:
    wary = TwinNLP(replace(nlp._model, thresholds=replace(nlp._model.thresholds, review=1.0)), nlp._parser)
    (explained,) = wary.explain(VISIT, "2019-05-08").events
    assert explained.event.needs_review
    assert "below 1.00; least sure: " in explained.review


def test_explanations_survive_json(sample: Sample) -> None:
    for _, explanation, _ in sample:
        assert Explanation.from_dict(json.loads(json.dumps(explanation.to_dict()))) == explanation


def test_many_and_wrong_texts(nlp: TwinNLP) -> None:
    items: list[str | twin_nlp.Article] = [twin_nlp.Article(VISIT, "2019-05-08"), ""]
    assert [len(e.events) for e in nlp.explain_many(items)] == [1, 0]
    with pytest.raises(InputError, match="must be a str"):
        nlp.explain(b"bytes")  # type: ignore[arg-type]


WORDS = st.sampled_from(
    [*VISIT.split(), "\n", "\r\n", "\u0301", "\x00", "\ud800", "🎌", "donated", "$5,000", "masks", "2019."]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(WORDS, max_size=80).map(" ".join))
def test_no_text_makes_it_raise_or_changes_the_events(nlp: TwinNLP, text: str) -> None:
    explanation = nlp.explain(text, "2019-05-08")
    assert [explained.event for explained in explanation.events] == nlp.classify(text, "2019-05-08")
    assert (explanation.outcome == "events") == bool(explanation.events)
