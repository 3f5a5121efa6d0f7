from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from round_rows import FIRST, LABELS, SECOND, TEXTS, VISIT_OF_ALEX, VISIT_OF_BO, event, goods, people, span

from twin_nlp.adjudicate.differences import (
    MAIN,
    Difference,
    Events,
    check_settled,
    differences,
    final_events,
    settled_values,
)
from twin_nlp.errors import AnnotationError
from twin_nlp.formats.corpus import annotated_events
from twin_nlp.formats.rounds import Settlement

TEXT = TEXTS["R-1"]


def events(*listed: dict[str, Any]) -> Events:
    return annotated_events({"events": list(listed)}, TEXT, "test")


def settle(difference: Difference, settled: object) -> Settlement:
    of = difference
    return Settlement("R-1", of.what, of.first, of.second, settled, "slip", "", of.event, "cy")


def final(first: Events, second: Events, settled: list[Settlement]) -> Events | None:
    # What was settled has been a file in between.
    kept = [Settlement.from_dict(json.loads(json.dumps(s.to_dict()))) for s in settled]
    return final_events(first, second, settled_values(differences(first, second), kept), TEXT)


ALEX, BO = events(*LABELS["alex"]["R-1"]), events(*LABELS["bo"]["R-1"])
VISIT, BUS = VISIT_OF_ALEX, event("R-1", ["Mito gave a bus."], ["Mito"], type="donation")


def test_every_difference_is_told_with_both_values() -> None:
    found = {(d.what, d.event): (d.first, d.second) for d in differences(ALEX, BO)}
    assert found == {
        ("government_involved", (0, 0)): (False, True),
        ("tie", (0, 0)): ("sister", None),
        ("date", (0, 0)): (VISIT["date"], VISIT_OF_BO["date"]),
        ("evidence", (0, 0)): (VISIT["evidence"], VISIT_OF_BO["evidence"]),
        ("partners", (0, 0)): (VISIT["partners"], VISIT_OF_BO["partners"]),
        ("participants", (0, 0)): (VISIT["participants"], VISIT_OF_BO["participants"]),
        ("goods", (0, 0)): (VISIT["goods"], VISIT_OF_BO["goods"]),
        ("direction", (0, 0)): ([["Mito"], ["Anaheim"]], [["Mito"], []]),
        ("events", (None, 1)): (None, BUS),
    }


def test_the_order_of_spans_is_no_difference() -> None:
    one = events({**VISIT, "evidence": [span("R-1", FIRST), span("R-1", SECOND)], "partners": VISIT["partners"][::-1]})
    other = events({**VISIT, "evidence": [span("R-1", SECOND), span("R-1", FIRST)]})
    assert differences(one, other) == []


def test_taking_one_side_throughout_gives_its_annotation() -> None:
    found = differences(ALEX, BO)
    assert final(ALEX, BO, [settle(d, d.first) for d in found]) == ALEX
    assert final(ALEX, BO, [settle(d, d.second) for d in found]) == BO


def test_nothing_is_final_while_a_difference_is_open() -> None:
    found = differences(ALEX, BO)
    for left in found:
        assert final(ALEX, BO, [settle(d, d.first) for d in found if d is not left]) is None


def test_a_third_value_can_be_settled_on() -> None:
    found = differences(ALEX, BO)
    third = {"evidence": [span("R-1", SECOND)], "tie": "twin", "events": None}
    (only,) = final(ALEX, BO, [settle(d, third.get(d.what, d.first)) for d in found]) or ()
    assert (only.tie, [s.text for s in only.evidence]) == ("twin", [SECOND])
    assert only.partners == ALEX[0].partners


def test_the_last_settlement_counts_and_those_of_other_answers_do_not() -> None:
    first, second = events(VISIT), events({**VISIT, "tie": None})
    (tie,) = differences(first, second)
    assert (final(first, second, [settle(tie, "sister"), settle(tie, None)]) or ())[0].tie is None
    assert final(events({**VISIT, "tie": "twin"}), second, [settle(tie, "sister")]) is None
    by_hand = Settlement("R-1", "tie", "sister", None, "sister", "slip", "")
    assert final(first, second, [by_hand]) is None


def test_the_main_event_is_settled_too() -> None:
    first, second = events(VISIT, BUS), events(BUS, VISIT)
    (main,) = differences(first, second)
    assert (main.what, main.event) == ("events", MAIN)
    assert final(first, second, [settle(main, main.first)]) == first
    assert final(first, second, [settle(main, main.second)]) == second
    with pytest.raises(AnnotationError, match="one of the two main events"):
        check_settled(main, None, first, second, TEXT)


def test_events_of_one_annotator_stay_or_go() -> None:
    pact = event("R-1", ["Mito gave a bus."], ["Anaheim"], type="business")
    first, second = events(VISIT, {**pact, "partners": []}), events(VISIT)
    (extra,) = differences(first, second)
    assert (extra.event, extra.second) == ((1, None), None)
    assert final(first, second, [settle(extra, None)]) == second
    assert final(first, second, [settle(extra, extra.first)]) == first


def test_a_finer_field_counts_where_either_has_one() -> None:
    first, second = events(VISIT), events({**VISIT, "subtype": "sport"})
    assert differences(first, second) == []
    assert (final(first, second, []) or ())[0].subtype == "sport"


def test_a_sender_that_is_no_partner_is_told() -> None:
    first, second = events(VISIT), events({**VISIT, "partners": [span("R-1", "Mito")], "receivers": []})
    partners, direction = differences(first, second)
    check_settled(partners, partners.second, first, second, TEXT)
    with pytest.raises(AnnotationError, match="'Anaheim' is no partner"):
        final(first, second, [settle(partners, partners.second), settle(direction, direction.first)])


@pytest.mark.parametrize(
    ("what", "settled", "message"),
    [
        ("tie", "cousin", "tie must be one of"),
        ("government_involved", "yes", "must be true or false"),
        ("evidence", [], "needs evidence"),
        ("evidence", [{"start": 0, "end": 4, "text": "Oslo"}], "should be 'Oslo'"),
        ("date", {**span("R-1", "May 2019"), "edtf": "May"}, "EDTF|May"),
        ("participants", [people("pupils") | {"role": "king"}], "role must be one of"),
        ("goods", [goods("bells"), 3], "expected an object"),
        ("direction", ["Mito"], "a list of senders and one of receivers"),
        ("events", {"type": "youth"}, "lacks"),
    ],
)
def test_what_cannot_be_settled_on_is_told(what: str, settled: object, message: str) -> None:
    (difference,) = (d for d in differences(ALEX, BO) if d.what == what)
    check_settled(difference, difference.first, ALEX, BO, TEXT)
    check_settled(difference, difference.second, ALEX, BO, TEXT)
    with pytest.raises(AnnotationError, match=message):
        check_settled(difference, settled, ALEX, BO, TEXT)


SLOTS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["youth", "business"]),
        "status": st.sampled_from(["held", "planned"]),
        "tie": st.sampled_from(["sister", None]),
        "evidence": st.lists(st.sampled_from([FIRST, SECOND]), min_size=1, unique=True).map(
            lambda found: [span("R-1", f) for f in found]
        ),
        "partners": st.lists(st.sampled_from(["Mito", "Anaheim"]), unique=True).map(
            lambda found: [span("R-1", f) for f in found]
        ),
    }
)
LISTED = st.lists(SLOTS, max_size=3).map(lambda rows: events(*({**VISIT_OF_BO, "senders": [], **r} for r in rows)))


@given(LISTED, LISTED)
def test_a_side_taken_throughout_has_no_difference_left(first: Events, second: Events) -> None:
    found = differences(first, second)
    assert {(d.what, d.event) for d in found} == {(d.what, d.event[::-1]) for d in differences(second, first)}
    for side, wanted in (("first", first), ("second", second)):
        settled = [settle(d, getattr(d, side)) for d in found]
        got = final(first, second, settled)
        assert got is not None
        assert differences(got, wanted) == []
        assert [e.type for e in got[:1]] == [e.type for e in wanted[:1]]
