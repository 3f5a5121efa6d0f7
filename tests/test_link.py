"""Reports of one real-world event become one row."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linked_rows import PAIR, Rows, linked, partner, people, read, row
from typer.testing import CliRunner, Result

from twin_nlp.cli import app
from twin_nlp.errors import InputError
from twin_nlp.formats.link_model_file import read_link_model
from twin_nlp.formats.parquet import ParquetWriter
from twin_nlp.link import link
from twin_nlp.link.blocking import MOST_COMPARED, candidates
from twin_nlp.link.clusters import Clustering, can_link
from twin_nlp.link.decisions import ACTIONS, Decision, resolved
from twin_nlp.link.duplicates import Sketches
from twin_nlp.link.merge import event_id
from twin_nlp.link.model import LinkModel
from twin_nlp.link.places import place_name, same_pair, same_place
from twin_nlp.link.reports import event_of, report_of
from twin_nlp.records import Partner, record_from_dict

MODEL = LinkModel.from_dict(read_link_model())
VISIT = "Fifteen pupils of Annaka stayed with families in Kimberley and planted a cherry tree at Lakeside School."


def ids(rows: Sequence[dict[str, Any]]) -> list[list[str]]:
    return [event["report_ids"] for event in linked(rows, MODEL)]


def report(**fields: Any) -> Any:
    found = row("d", **fields)
    return report_of(found, event_of("row", found))


# What is one event, and what isn't


def test_reports_of_one_visit_are_one_event() -> None:
    here = row("here", "2019-05-08", "2019-05-03", text=VISIT, participants=[people("student", 15)])
    there = row(
        "there",
        "2019-05-20",
        "2019-05",
        text="Our 14 pupils are home from Kimberley, where they went to Lakeside School.",
        participants=[people("student", 14)],
    )
    next_year = row("next", "2020-05-08", "2020-05-03", text=VISIT)
    assert ids([here, there, next_year]) == [["here#1", "there#1"], ["next#1"]]


def test_another_pair_of_places_is_another_event() -> None:
    other = row("b", edtf="2019-05-03", partners=("Annaka", "Guelph"), text="Music was played.")
    assert ids([row("a", edtf="2019-05-03"), other]) == [["a#1"], ["b#1"]]


def test_a_copy_is_the_same_event_whatever_was_found_in_it() -> None:
    copied = row("b", "2019-05-09", None, kind="business", partners=("Annaka", "Lakeside"), text=VISIT + " More.")
    assert ids([row("a", edtf="2019-05-03", text=VISIT), copied]) == [["a#1", "b#1"]]


def test_two_events_of_one_document_stay_two() -> None:
    first, second = row("a", edtf="2019-05-03", text=VISIT), row("a", edtf="2019-05-04", text=VISIT)
    assert len(ids([first, second])) == 2


def test_a_plan_its_holding_and_its_calling_off_are_one_history() -> None:
    planned = row("a", "2019-02-01", "2019-05-03", status="planned", text=VISIT)
    called_off = row("b", "2019-05-01", "2019-05-03", status="cancelled", text=VISIT + " Called off.")
    (event,) = linked([called_off, planned], MODEL)
    assert [step["status"] for step in event["history"]] == ["planned", "cancelled"]
    assert [step["doc_id"] for step in event["history"]] == ["a", "b"]
    assert (event["status"], event["chosen_from"]["status"]) == ("cancelled", "b#1")
    assert event["status_probabilities"]["cancelled"] == 1


@pytest.mark.parametrize(
    ("one", "other", "can"),
    [
        ({"edtf": "2019-05-03"}, {"edtf": "2019-07-02"}, True),
        ({"edtf": "2019-05-03"}, {"edtf": "2019-07-03"}, False),
        ({"edtf": "2019"}, {"edtf": "2020-02"}, True),
        ({"edtf": "2019-05-03"}, {"edtf": None, "published": "2024-01-01"}, True),
        ({"status": "planned", "published": "2019-05-01"}, {"published": "2019-05-08"}, True),
        ({"status": "planned", "published": "2019-05-15"}, {"published": "2019-05-08"}, True),
        ({"status": "planned", "published": "2019-05-16"}, {"published": "2019-05-08"}, False),
        ({"status": "cancelled", "published": "2019-09-01"}, {"published": "2019-05-08"}, False),
        ({"status": "cancelled", "published": None}, {"published": "2019-05-08"}, True),
    ],
)
def test_what_cannot_be_one_event(one: dict[str, Any], other: dict[str, Any], can: bool) -> None:
    first = row("a", **one)
    a, b = report_of(first, event_of("", first)), report(**other)
    assert can_link(a, b) is can_link(b, a) is can


# Places and dates


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (partner("Québec City", 1), partner("Quebec"), True),
        (partner("Taupō", 2, "Taupo"), partner("Taupo City", 2, "Taupo"), True),
        (partner("Warwick, Queensland"), partner("Warwick", 3), True),
        (partner("Kebo'en (Cockburn)"), partner("City of Cockburn"), True),
        (partner("Levkada"), partner("Lefkada", 4), True),
        (partner("Shimane Prefecture", 5, "Shimane"), partner("Matsue", 6, admin1="Shimane"), True),
        (partner("Mito", 7), partner("Mita", 8), False),
        (partner("Annaka", 9), partner("Osaka", 10), False),
        (partner("Ube"), partner("Uba"), False),
    ],
)
def test_when_two_names_are_one_place(one: dict[str, Any], other: dict[str, Any], same: bool) -> None:
    a, b = (place_name(p.name, p.place) for p in (record_from_dict(Partner, each) for each in (one, other)))
    assert same_place(a, b) is same_place(b, a) is same


def test_a_namesake_counts_as_the_pair_only_with_its_partner() -> None:
    def places(*partners: dict[str, Any]) -> list[Any]:
        return [place_name(p.name, p.place) for p in (record_from_dict(Partner, each) for each in partners)]

    here, there = partner("Springfield", 1), partner("Springfield", 2, country="US")
    assert same_pair(places(here, partner("Tokoname")), places(there, partner("Tokoname")))
    assert not same_pair(places(here, partner("Tokoname")), places(there))
    assert same_pair(places(here, partner("Tokoname")), places(here))


def test_blocking_compares_what_can_meet_each_pair_once() -> None:
    rows = [
        row("a", edtf="2019-05-03"),
        row("b", edtf="2019-06-20"),
        row("c", edtf="2019-09-01"),
        row("d", None, None),
        row("e", edtf="2019-05-03", partners=("Annaka", "Guelph")),
        row("f", "2019-05-08", None, partners=("Kimberley",)),
        row("g", edtf="2019-05-03", partners=()),
    ]
    reports = read(rows, MODEL).reports
    found = [tuple(sorted(reports[at].doc_id for at in pair)) for pair in candidates(reports)]
    assert sorted(found) == sorted(set(found))
    assert set(map("".join, found)) == {"ab", "ad", "bd", "cd", "af", "bf", "df"}


def test_blocking_bounds_what_one_report_is_compared_with() -> None:
    reports = [report(edtf="2019-05-03") for _ in range(MOST_COMPARED + 50)]
    assert max(b for _, b in candidates(reports)) == MOST_COMPARED + 49
    assert sum(1 for _ in candidates(reports)) == MOST_COMPARED * (MOST_COMPARED - 1) / 2 + 50 * MOST_COMPARED


def test_near_duplicates_are_found_by_their_wording() -> None:
    words = [f"w{n}" for n in range(60)]
    sketches = Sketches()
    for listed in (words, words[:45], words[20:40] + [f"x{n}" for n in range(40)], words, ["a", "b"], ["a", "b"]):
        sketches.add(listed)
    assert set(sketches.near_duplicates(range(6))) == {(0, 1), (0, 3), (1, 3)}


# Clusters


def test_no_bare_chain_makes_one_event() -> None:
    reports = [report_of(r, event_of("", r)) for r in (row(name) for name in "abc")]
    chain = {(0, 1): 0.9, (1, 2): 0.9}
    assert list(Clustering(reports, chain, 0.5).groups()) == [[0, 1], [2]]
    assert list(Clustering(reports, {**chain, (0, 2): 0.2}, 0.5).groups()) == [[0, 1, 2]]


def test_what_a_person_merges_or_splits_is_kept() -> None:
    reports = [report_of(r, event_of("", r)) for r in (row("a", edtf="2019-05-03"), row("b", edtf="2001"), row("c"))]
    likely = {(0, 2): 0.9, (1, 2): 0.8}
    assert list(Clustering(reports, likely, 0.5).groups()) == [[0, 2], [1]]
    assert list(Clustering(reports, likely, 0.5, apart=[(0, 2)]).groups()) == [[0], [1, 2]]
    assert list(Clustering(reports, likely, 0.5, together=[(0, 1)]).groups()) == [[0, 1, 2]]


DAYS = st.dates(min_value=dt.date(2019, 1, 1), max_value=dt.date(2019, 12, 31))
ROWS = st.lists(
    st.builds(
        lambda doc, published, edtf, status, kind, text, partners: row(
            doc, published.isoformat() if published else None, edtf, kind, status, text, partners
        ),
        st.sampled_from([f"d{n}" for n in range(9)]),
        st.none() | DAYS,
        st.sampled_from([None, "2019", "2019-05", "2019-05-03", "2019-09-01", "../2019-04", "2018/.."]),
        st.sampled_from(["held", "planned", "cancelled"]),
        st.sampled_from(["youth", "donation"]),
        st.sampled_from([VISIT, VISIT + " Mayor Dana Holloway came.", "Music was played.", "A truck came."]),
        st.sampled_from([PAIR, ("Kimberley", "Annaka"), ("Annaka",), ("Annaka", "Guelph"), ()]),
    ),
    max_size=14,
)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_and_rows_given_twice_change_nothing(rows: list[dict[str, Any]], draw: Any) -> None:
    shuffled = rows + rows[:3]
    draw.shuffle(shuffled)
    assert linked(shuffled, MODEL) == linked(rows, MODEL)


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_no_event_holds_reports_that_cannot_be_of_one(rows: list[dict[str, Any]]) -> None:
    found = read(rows, MODEL)
    groups = list(link(found, MODEL).groups())
    assert sorted(at for members in groups for at in members) == list(range(len(found.reports)))
    for members in groups:
        for a, b in combinations(members, 2):
            assert can_link(found.reports[a], found.reports[b])


@settings(deadline=None, max_examples=60)
@given(ROWS.filter(lambda rows: len(rows) >= 4), st.data())
def test_decisions_win(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    found = read(rows, MODEL)
    names = st.sampled_from(found.ids)
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(ACTIONS), names, names), max_size=6))
    decisions = [Decision(action, a, b, f"row {n}") for n, (action, a, b) in enumerate(pairs, 2) if a != b]
    index = {name: at for at, name in enumerate(found.ids)}
    try:
        resolved(decisions, index)
    except InputError:
        return
    of = {at: n for n, members in enumerate(link(found, MODEL, decisions).groups()) for at in members}
    for decision in decisions:
        together = of[index[decision.one]] == of[index[decision.other]]
        assert together == (decision.action == "merge")


# Rows


def test_the_row_has_of_each_field_the_report_that_tells_it_best() -> None:
    first = row("a", "2019-05-08", "2019-05", text=VISIT, confidence=0.9, senders=["Annaka"], receivers=["Kimberley"])
    second = row(
        "b",
        "2019-05-09",
        "2019-05-03",
        text=VISIT + " Well.",
        partners=("Kimberley Town", "Annaka City"),
        participants=[people("student", 15)],
        tie="sister",
        government_involved=True,
        government_probability=0.9,
        source="Herald",
    )
    second["partners"] = [partner("Kimberley Town", 1, "Kimberley"), partner("Annaka City", 2, "Annaka")]
    (event,) = linked([second, first], MODEL)
    assert list(event)[:6] == ["event_id", "reports", "report_ids", "doc_id", "published", "type"]
    assert (event["event_id"], event["reports"], event["doc_id"]) == (event_id("a#1"), 2, "a")
    assert event["chosen_from"] == {
        "type": "a#1",
        "government": "b#1",
        "status": "b#1",
        "partners": "b#1",
        "date": "b#1",
        "participants": "b#1",
        "goods": "a#1",
        "direction": "a#1",
        "tie": "b#1",
        "subtype": "a#1",
        "evidence": "a#1",
    }
    assert event["date"]["edtf"] == "2019-05-03"
    assert (event["senders"], event["receivers"]) == (["Annaka City"], ["Kimberley Town"])
    assert (event["confidence"], event["government_involved"], event["tie"]) == (0.9, True, "sister")


def test_the_row_tells_why() -> None:
    here = row("a", edtf="2019-05-03", text=VISIT)
    there = row("b", "2019-05-20", "2019-05-03", text="Home again from Lakeside School, where a cherry tree grows.")
    (event,) = linked([here, there], MODEL)
    (step,) = event["why"]
    assert step["reports"] == ["a#1", "b#1"]
    assert MODEL.threshold <= step["probability"] <= 1
    assert "both on 2019-05-03" in step["reasons"]
    assert len(step["reasons"]) == 3
    (copied,) = linked([here, {**here, "doc_id": "c"}], MODEL)[0]["why"]
    assert copied["reasons"][0] == "near the same wording"


def test_an_event_keeps_its_id_when_later_reports_come() -> None:
    rows = [row("a", "2019-05-08", "2019-05-03", text=VISIT), row("z", "2019-11-08", "2019-11-03", text=VISIT)]
    later = row("b", "2019-05-20", "2019-05-03", text=VISIT)
    before, after = linked(rows, MODEL), linked([*rows, later], MODEL)
    assert [event["event_id"] for event in before] == [event["event_id"] for event in after]
    assert [event["reports"] for event in after] == [2, 1]


# Errors


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"event_id": "e", **row("a")}, "row 1: expected a row that label wrote, found one that link wrote"),
        ({"text": "x"}, "row 1: expected a row that label wrote, with a doc_id; found text"),
        (row("a", published="soon"), "row 1: published must be an ISO date"),
        ({**row("a"), "partners": None}, "row 1: ExchangeEvent.partners: expected a list, found NoneType"),
    ],
)
def test_a_row_of_another_kind_is_refused(found: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as raised:
        linked([found], MODEL)
    assert str(raised.value).startswith(told)


@pytest.mark.parametrize(
    ("decisions", "told"),
    [
        ([("merge", "a", "x")], "row 2: no report or event 'x'; the crosswalk lists their ids"),
        ([("split", "a", "a")], "row 2: 'a' and 'a' are the same report"),
        (
            [("merge", "a", "b"), ("split", "a", "c"), ("merge", "c", "b")],
            "row 3: 'a' and 'c' are to be split, but merged by row 2, row 4; take one of them out",
        ),
    ],
)
def test_decisions_that_cannot_be_kept_are_told(decisions: list[tuple[Any, str, str]], told: str) -> None:
    given = [Decision(action, a, b, f"row {n}") for n, (action, a, b) in enumerate(decisions, 2)]
    with pytest.raises(InputError) as raised:
        resolved(given, {"a": 0, "b": 1, "c": 2})
    assert str(raised.value) == told


# The command

Run = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    rows = [
        row("a", "2019-05-08", "2019-05-03", text=VISIT, source="Herald"),
        row("b", "2019-05-09", "2019-05-03", text=VISIT + " Well."),
        row("c", "2019-11-09", "2019-11-03", text="Music was played."),
    ]
    Path("events.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    return lambda *arguments: CliRunner().invoke(app, ["link", *arguments], prog_name="twin-nlp")


def test_link_writes_events_and_crosswalk(command: Run) -> None:
    done = command("events.jsonl", "-o", "out.jsonl")
    assert done.exit_code == 0, done.output
    assert "3 reports are of 2 events" in done.stderr
    events = [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]
    with Path("out.jsonl.crosswalk.csv").open(encoding="utf-8", newline="") as file:
        crosswalk = list(csv.DictReader(file))
    assert [(each["event_id"], each["report_id"], each["source"]) for each in crosswalk] == [
        (events[0]["event_id"], "a#1", "Herald"),
        (events[0]["event_id"], "b#1", ""),
        (events[1]["event_id"], "c#1", ""),
    ]
    again = command("out.jsonl", "-o", "again.jsonl")
    assert (again.exit_code, Path("again.jsonl").exists()) == (1, False)
    assert "out.jsonl, row 1: expected a row that label wrote, found one that link wrote" in again.stderr


def test_what_was_searched_goes_on_to_the_report(command: Run) -> None:
    assert command("events.jsonl", "-o", "out.jsonl").exit_code == 0
    assert not Path("out.jsonl.summary.json").exists()
    summary = '{"by_source_and_year": [{"source": null, "year": "2019", "documents": 7}]}'
    Path("events.jsonl.summary.json").write_text(summary, encoding="utf-8")
    assert command("events.jsonl", "-o", "out.jsonl").exit_code == 0
    assert json.loads(Path("out.jsonl.summary.json").read_text("utf-8")) == json.loads(summary)


def test_link_writes_parquet_that_holds_everything_and_csv_for_reading(command: Run) -> None:
    for name in ("out.jsonl", "out.parquet", "out.csv"):
        assert command("events.jsonl", "-o", name).exit_code == 0
    events = [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert [{**each, "source": each.get("source")} for each in events] == pq.read_table("out.parquet").to_pylist()
    with Path("out.csv").open(encoding="utf-8", newline="") as file:
        flat = list(csv.DictReader(file))
    assert (flat[0]["report_ids"], flat[0]["history"]) == ("a#1; b#1", "held 2019-05-08")


def test_link_reads_parquet(command: Run) -> None:
    rows = [json.loads(line) for line in Path("events.jsonl").read_text("utf-8").splitlines()]
    with Path("events.parquet").open("wb") as file:
        writer = ParquetWriter(file)
        writer.write(rows)
        writer.close()
    for name in ("jsonl", "parquet"):
        assert command(f"events.{name}", "-o", f"from-{name}.jsonl").exit_code == 0
    crosswalks = [Path(f"from-{name}.jsonl.crosswalk.csv").read_text("utf-8") for name in ("jsonl", "parquet")]
    assert crosswalks[0] == crosswalks[1]


def test_a_row_that_cannot_be_written_is_told(command: Run) -> None:
    Path("bad.jsonl").write_text(json.dumps(row("a", text="half a pair \ud83d")) + "\n", "utf-8")
    done = command("bad.jsonl", "-o", "out.jsonl")
    assert (done.exit_code, Path("out.jsonl").exists()) == (1, False)
    assert "bad.jsonl: 'a' can't be written" in done.stderr


def test_decisions_override(command: Run) -> None:
    command("events.jsonl", "-o", "out.jsonl")
    event = json.loads(Path("out.jsonl").read_text("utf-8").splitlines()[0])["event_id"]
    Path("mine.csv").write_text(f"action,id1,id2,reason\nmerge,{event},c#1,the same tour\nsplit,a#1,b#1,\n", "utf-8")
    assert command("events.jsonl", "-o", "out.jsonl", "--decisions", "mine.csv").exit_code == 0
    events = [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert [each["report_ids"] for each in events] == [["a#1", "c#1"], ["b#1"]]
    assert events[0]["why"][0]["reasons"] == ["a decision merges them"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["none.jsonl", "-o", "out.jsonl"], 1, "none.jsonl: no such file"),
        (["events.jsonl", "-o", "out.txt"], 2, "out.txt: expected an output that ends in .jsonl, .csv, .parquet"),
        (["events.jsonl", "-o", "events.jsonl"], 2, "events.jsonl: would be written over"),
        (["events.jsonl", "-o", "no/out.jsonl"], 1, "can't be written"),
        (["events.jsonl", "-o", "out.jsonl", "--decisions", "events.jsonl"], 1, "events.jsonl, row 1: a list of"),
        (["events.jsonl", "-o", "out.jsonl", "--decisions", "bad.csv"], 1, "bad.csv, row 2: action must be merge or"),
    ],
)
def test_mistakes_are_told_in_a_line(command: Run, arguments: list[str], code: int, told: str) -> None:
    Path("bad.csv").write_text("action,id1,id2\njoin,a#1,b#1\n", "utf-8")
    done = command(*arguments)
    assert done.exit_code == code
    assert told in done.stderr
    assert not Path("out.jsonl").exists()


def test_an_empty_file_gives_no_events(command: Run) -> None:
    Path("none.jsonl").write_text("")
    assert command("none.jsonl", "-o", "out.jsonl").exit_code == 0
    assert Path("out.jsonl").read_text("utf-8") == ""


def test_rows_are_put_aside_on_disk() -> None:
    from twin_nlp.formats.row_store import row_store

    rows = Rows([row("a", text="été\u2028🙂"), row("b")])
    with row_store() as store:
        for each in rows:
            store.append(each)
        assert [store[1], store[0]] == [rows[1], rows[0]]
