"""Annotated documents for tests of formats: any text, any events that the format of annotations allows."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from twin_nlp.formats.annotated import Annotation, Suggestion
from twin_nlp.formats.corpus import AnnotatedDate, AnnotatedEvent
from twin_nlp.labels import EVENT_TYPES, ROLES, STATUSES, TIES
from twin_nlp.records import Goods, Participant, Span

CHARACTERS = st.one_of(
    st.sampled_from([*"ab .,\n", "\r\n", "\r", "\u00a0", "\ufeff", "e\u0301", "😀", "👩‍🔧", "\x00", '"', "城"]),
    st.characters(exclude_categories=["Cs"]),
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
KEYS = st.text("abcdefgh", min_size=3, max_size=6).map(lambda key: f"x {key}")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=4,
)
EDTF = st.sampled_from([None, "2019-04-12", "1988/.."])
COUNTS = st.none() | st.integers(1, 10**6)


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return Span(start, end, text[start:end])


@st.composite
def events(draw: st.DrawFn, text: str) -> AnnotatedEvent:
    def some(least: int = 0) -> tuple[Span, ...]:
        return tuple(draw(st.lists(spans(text), min_size=least, max_size=3)))

    partners = some()
    names = st.lists(st.sampled_from([p.text for p in partners]), max_size=2) if partners else st.just([])
    on = draw(st.none() | spans(text))
    return AnnotatedEvent(
        type=draw(st.sampled_from(EVENT_TYPES)),
        government_involved=draw(st.booleans()),
        status=draw(st.sampled_from(STATUSES)),
        evidence=some(1),
        partners=partners,
        date=None if on is None else AnnotatedDate(on.start, on.end, on.text, draw(EDTF)),
        participants=tuple(
            Participant(p.text, p.start, p.end, draw(st.sampled_from(ROLES)), draw(COUNTS)) for p in some()
        ),
        goods=tuple(
            Goods(g.text, g.start, g.end, draw(COUNTS | st.just(2.5)), draw(st.none() | WORDS), draw(WORDS))
            for g in some()
        ),
        senders=tuple(draw(names)),
        receivers=tuple(draw(names)),
        tie=draw(st.none() | st.sampled_from(TIES)),
        subtype=draw(st.none() | WORDS),
    )


@st.composite
def annotations_of(draw: st.DrawFn, doc_id: str, more: bool = True) -> Annotation:
    """An annotation; without ``more`` it has no suggestions and no keys beyond those of the corpus."""
    text = "".join(draw(st.lists(CHARACTERS, min_size=1, max_size=30)))
    verdict: Any = draw(st.sampled_from(["open", "answered", "answered", "skipped", "flagged"]))
    found = draw(st.lists(events(text), max_size=3)) if verdict in ("answered", "flagged") else []
    of_text = draw(st.dictionaries(st.sampled_from(["language", "register", "region", "author"]), WORDS))
    rest = draw(st.dictionaries(KEYS, VALUES, max_size=2)) if more else {}
    suggested = [
        Suggestion(
            draw(WORDS),
            draw(st.none() | st.floats(0, 1)),
            tuple(draw(st.lists(events(text), max_size=2))),
            draw(st.dictionaries(KEYS, VALUES, max_size=1)),
        )
        for _ in range(draw(st.integers(0, 2)) if more else 0)
    ]
    return Annotation(
        id=doc_id,
        text=text,
        published=draw(st.none() | st.sampled_from(["2019-05-08", "2019"])),
        annotator=draw(st.sampled_from(["", "anna", "ben"])),
        verdict=verdict,
        events=tuple(found),
        suggestions=tuple(suggested),
        rest={**of_text, **rest},
    )


def batches(more: bool = True) -> st.SearchStrategy[list[Annotation]]:
    """Up to three annotations of different documents."""
    of_size = [st.tuples(*(annotations_of(f"D-{n}", more) for n in range(size))).map(list) for size in range(4)]
    return st.one_of(of_size)
