"""The annotation guidelines quote the corpus word for word and agree with its labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from twin_nlp.formats.corpus import AnnotatedDocument, AnnotatedEvent, read_corpus
from twin_nlp.labels import EVENT_TYPES, STATUSES

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "annotations" / "guidelines.md"
NO_EVENT = "no event"

_EXAMPLE = re.compile(r"^> \[(?P<id>[WP]\d+-\d+)\] “(?P<quoted>.+)”$")
_LABELS = re.compile(rf"({'|'.join(EVENT_TYPES)}), (government involved|no government), ({'|'.join(STATUSES)})")

Labels = tuple[str, bool, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A quotation of the guidelines with the decision that follows it."""

    id: str
    quoted: str
    decision: str


def examples() -> list[Example]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").split("\n") if line.strip()]
    found = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith(">"):
            match = _EXAMPLE.match(line)
            assert match, f"not in the form of an example: {line}"
            found.append(Example(match["id"], match["quoted"], after))
    return found


def labels(event: AnnotatedEvent) -> Labels:
    return event.type, event.government_involved, event.status


def decided(example: Example) -> list[Labels]:
    return [(kind, flag == "government involved", status) for kind, flag, status in _LABELS.findall(example.decision)]


@pytest.fixture(scope="module")
def corpus() -> dict[str, AnnotatedDocument]:
    return {each.document.id: each for each in read_corpus(ROOT / "corpus", ROOT / "annotations")}


@pytest.fixture(scope="module")
def cited(corpus: dict[str, AnnotatedDocument]) -> list[AnnotatedDocument]:
    return [corpus[example.id] for example in examples()]


def test_there_are_enough_examples() -> None:
    assert len(examples()) >= 60


def test_every_quotation_is_its_own() -> None:
    quotations = [example.quoted for example in examples()]
    assert len(quotations) == len(set(quotations))


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example.id} {example.quoted[:20]}")
def test_quoted_words_stand_in_the_document(example: Example, corpus: dict[str, AnnotatedDocument]) -> None:
    assert example.quoted in corpus[example.id].document.text
    assert len(example.quoted.split()) <= 40
    assert "…" not in example.quoted


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example.id} {example.quoted[:20]}")
def test_decision_agrees_with_the_annotation(example: Example, corpus: dict[str, AnnotatedDocument]) -> None:
    events = corpus[example.id].events
    if example.decision.startswith(NO_EVENT):
        assert not events
        assert not decided(example)
        return
    said = decided(example)
    assert said, f"names no labels: {example.decision}"
    assert set(said) <= {labels(event) for event in events}


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example.id} {example.quoted[:20]}")
def test_decision_is_about_the_event_that_the_quotation_reports(
    example: Example, corpus: dict[str, AnnotatedDocument]
) -> None:
    each = corpus[example.id]
    start = each.document.text.find(example.quoted)
    end = start + len(example.quoted)
    reported = {
        labels(event) for event in each.events if any(span.start < end and start < span.end for span in event.evidence)
    }
    assert not reported or reported & set(decided(example))


def test_no_example_is_of_the_test_split(cited: list[AnnotatedDocument]) -> None:
    assert {each.split for each in cited} <= {"train", "dev"}


def test_examples_cover_the_labels(cited: list[AnnotatedDocument]) -> None:
    events = [event for each in cited for event in each.events]
    assert {event.type for event in events} == set(EVENT_TYPES)
    assert {event.government_involved for event in events} == {True, False}
    assert {event.status for event in events} == set(STATUSES)


def test_decisions_cover_every_type_with_and_without_government() -> None:
    seen = {(kind, government) for example in examples() for kind, government, _ in decided(example)}
    assert seen == {(kind, government) for kind in EVENT_TYPES for government in (True, False)}


def test_documents_without_events_are_cited(cited: list[AnnotatedDocument]) -> None:
    assert len({each.document.id for each in cited if not each.events}) >= 5


def test_examples_come_from_many_batches() -> None:
    assert len({example.id.split("-")[0] for example in examples()}) >= 30


def test_contents_list_every_section() -> None:
    text = PAGE.read_text(encoding="utf-8")
    listed = [f"{number}. {title}" for number, title in re.findall(r"^(\d+)\. \[(.+?)\]\(#", text, re.MULTILINE)]
    assert listed == [title for title in re.findall(r"^## (.+)$", text, re.MULTILINE) if title != "Contents"]
