from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from reported import COLUMNS, YEARS, event, gazetteer, own, spread, write_events, write_register
from typer.testing import CliRunner

from twin_nlp.cli import app
from twin_nlp.errors import InputError
from twin_nlp.formats.parquet import ParquetWriter
from twin_nlp.records import EventDate, ExchangeEvent, Goods, Place, Span
from twin_nlp.report import Job, Report
from twin_nlp.report import report as report_of


def report(job: Job) -> Report:
    return report_of(job, gazetteer())


@pytest.fixture
def counted(tmp_path: Path) -> Callable[..., Report]:
    def run(
        pairs: Sequence[tuple[object, ...]],
        events: Sequence[ExchangeEvent],
        published: str | None = None,
        **options: Any,
    ) -> Report:
        columns = options.pop("columns", COLUMNS)
        more = options.pop("more", {})
        register = write_register(tmp_path / "ties.csv", pairs, columns)
        path = write_events(tmp_path / "events.jsonl", events, published, **more)
        return report(Job(path, **{"years": YEARS, "agreements": register, **options}))

    return run


def row(table: pd.DataFrame, **wanted: object) -> dict[str, Any]:
    """The one row of a table with these values."""
    for name, value in wanted.items():
        table = table[table[name] == value]
    assert len(table) == 1, table
    return dict(table.iloc[0])


def canada_china(pairs: int) -> list[tuple[object, ...]]:
    return [(own(n), "CA", own(n, "Farplace"), "CN") for n in range(pairs)]


def active(pairs: Sequence[tuple[object, ...]], cells: Sequence[tuple[int, int]], **fields: Any) -> list[ExchangeEvent]:
    return [event(str(pairs[pair][0]), str(pairs[pair][2]), 2015 + year, **fields) for pair, year in cells]


def test_likelihoods_per_pair_and_year(counted: Callable[..., Report]) -> None:
    pairs = canada_china(49)
    events = active(pairs, spread(14, 49)) + active(pairs, spread(35, 49), government=True)
    likelihood = counted(pairs, events).tables["likelihood"]
    without = row(likelihood, group="CN", government_involved="no")
    government = row(likelihood, group="CN", government_involved="yes")
    assert (without["pairs"], without["years"], without["pair_years"], without["active_pair_years"]) == (49, 5, 245, 14)
    assert round(100 * without["likelihood"], 1) == 5.7
    assert round(100 * government["likelihood"], 1) == 14.3
    assert (without["reports"], government["reports"]) == (14, 35)
    assert without["low"] < without["likelihood"] < without["high"]
    assert row(likelihood, group="CN", government_involved="either")["active_pair_years"] == 35
    assert row(likelihood, group="all", government_involved="no")["likelihood"] == without["likelihood"]


def test_two_groups_are_compared_over_shared_partners(counted: Callable[..., Report]) -> None:
    partners = [own(n, "Farplace") for n in range(32)]
    canada = [(own(n), "Canada", partners[n], "China") for n in range(32)]
    japan = [(own(n, "Isleplace"), "Japan", partners[n % 32], "China") for n in range(58)]
    lone = ("Loneplace", "Canada", "Lonefarplace", "China")
    events = active(canada, spread(11, 32)) + active(japan, spread(127, 58)) + [event("Loneplace", "Lonefarplace")]
    tables = counted([*canada, *japan, lone], events, group="country1", compare="Canada:Japan").tables
    found = row(tables["comparison"], over="shared partners", government_involved="no")
    assert (found["group1"], found["pairs1"], found["pair_years1"], found["active_pair_years1"]) == ("CA", 32, 160, 11)
    assert (found["group2"], found["pairs2"], found["pair_years2"], found["active_pair_years2"]) == ("JP", 58, 290, 127)
    assert round(100 * found["likelihood1"], 1) == 6.9
    assert round(100 * found["likelihood2"], 1) == 43.8
    assert round(found["ratio"], 1) == 6.4
    assert 1 < found["ratio_low"] < 6.4 < found["ratio_high"] < 30
    assert 0.25 < found["difference_low"] < found["difference"] < found["difference_high"] < 0.5
    assert row(tables["comparison"], over="all pairs", government_involved="no")["pairs1"] == 33
    assert pd.isna(row(tables["comparison"], over="all pairs", government_involved="yes")["ratio"])


def test_groups_that_are_not_there_are_told(counted: Callable[..., Report]) -> None:
    with pytest.raises(InputError, match="--compare must name two groups as in A:B, of CN; found 'Canada:Japan'"):
        counted(canada_china(2), [], compare="Canada:Japan")


def test_a_pair_is_at_risk_only_while_its_tie_is_there(counted: Callable[..., Report]) -> None:
    pairs = [("Oneplace", "CA", "Twoplace", "CN", 2018, ""), ("Threeplace", "CA", "Fourplace", "CN", "", 2014)]
    events = [event("Oneplace", "Twoplace", year) for year in (2016, 2018, 2019)] + [event("Threeplace", "Fourplace")]
    found = counted(pairs, events, columns="city1,country1,city2,country2,since,until")
    total = row(found.tables["likelihood"], group="all", government_involved="no")
    assert (total["pairs"], total["pair_years"], total["active_pair_years"]) == (1, 2, 2)
    assert list(found.tables["timeline"]["counted"]) == [False, True, True, False]
    assert row(found.tables["pairs"], city1="Threeplace")["active"] is None


def test_planned_and_cancelled_events_are_no_activity(counted: Callable[..., Report]) -> None:
    pairs = canada_china(3)
    events = [
        event(own(0), own(0, "Farplace"), 2016, status="planned"),
        event(own(1), own(1, "Farplace"), 2016, status="cancelled"),
    ]
    tables = counted(pairs, events).tables
    assert row(tables["likelihood"], group="all", government_involved="either")["active_pair_years"] == 0
    year = row(tables["years"], group="all", year=2016)
    assert (year["held"], year["planned"], year["cancelled"], year["active_pairs"]) == (0, 1, 1, 0)
    share = row(tables["shares"], group="all", dimension="status", value="planned")
    assert (share["events"], share["of"], share["share"]) == (1, 2, 0.5)


def test_nothing_at_all_has_an_upper_bound(counted: Callable[..., Report]) -> None:
    likelihood = row(counted(canada_china(49), []).tables["likelihood"], group="CN", government_involved="no")
    assert (likelihood["likelihood"], likelihood["low"]) == (0, 0)
    assert likelihood["high"] == pytest.approx(1 - 0.025 ** (1 / 49))


def test_two_events_of_a_pair_in_a_year_are_one_active_year(counted: Callable[..., Report]) -> None:
    events = [event(own(0), own(0, "Farplace"), 2016)] * 3
    found = row(counted(canada_china(1), events).tables["likelihood"], group="all", government_involved="no")
    assert (found["active_pair_years"], found["reports"]) == (1, 3)


def test_an_event_of_two_pairs_counts_for_both_and_once_in_shares(counted: Callable[..., Report]) -> None:
    pairs = [("Oneplace", "CA", "Twoplace", "CN"), ("Oneplace", "CA", "Threeplace", "CN")]
    both = event("Oneplace", "Twoplace", type_="cultural")
    both = replace(both, partners=(*both.partners, event("Threeplace", "X").partners[0]))
    tables = counted(pairs, [both, event("Oneplace", "Twoplace", 2018)]).tables
    assert row(tables["likelihood"], group="all", government_involved="no")["active_pair_years"] == 3
    share = row(tables["shares"], group="all", dimension="type", value="cultural")
    assert (share["events"], share["of"], share["share"]) == (1, 2, 0.5)


def test_activeness_names_the_dormant(counted: Callable[..., Report]) -> None:
    events = [event(own(0), own(0, "Farplace"), 2013), event(own(1), own(1, "Farplace"), 2018)]
    tables = counted(canada_china(4), events, recent=3).tables
    found = row(tables["activeness"], group="CN")
    assert (found["since"], found["until"], found["active_pairs"], found["dormant_pairs"]) == (2017, 2019, 1, 3)
    assert found["share"] == 0.25
    assert found["low"] < 0.25 < found["high"]
    pairs = tables["pairs"]
    assert sorted(pairs[pairs["active"] == False]["city1"]) == [own(0), own(2), own(3)]  # noqa: E712
    assert row(pairs, city1=own(0))["last_held"] == 2013


def test_who_takes_the_initiative_by_type(counted: Callable[..., Report]) -> None:
    a, b = own(0), own(0, "Farplace")
    events = [
        event(a, b, senders=(b,), receivers=(a,)),
        event(b, a, senders=(b,), receivers=(a,)),
        event(a, b, senders=(a,), receivers=(b,), type_="administrative"),
        event(a, b, senders=(a, b)),
    ]
    shares = counted(canada_china(1), events).tables["shares"]
    of = shares[(shares["group"] == "all") & (shares["dimension"] == "initiative")]
    told = {(r["among"], r["value"]): r["events"] for _, r in of.iterrows()}
    assert told["held events", "city2"] == 2
    assert told["held events", "city1"] == 1
    assert told["held events", "not told"] == 1
    assert told["held youth events", "city2"] == 2
    assert told["held youth events", "city1"] == 0


def spanning(earliest: str, latest: str | None) -> EventDate:
    return EventDate("then", 0, 4, f"{earliest}/{latest or '..'}", earliest, latest)


def test_the_year_is_that_of_the_date_else_of_publication(counted: Callable[..., Report]) -> None:
    a, b = own(0), own(0, "Farplace")
    since = replace(event(a, b), date=spanning("1988-01-01", None))
    decade = replace(event(a, b), date=spanning("1990-01-01", "1999-12-31"))
    winter = replace(event(a, b), date=spanning("2016-12-01", "2017-02-28"))
    found = counted(canada_china(1), [event(a, b, None), since, decade, winter], published="2018-03")
    assert sorted(zip(found.tables["timeline"]["year"], found.tables["timeline"]["year_from"], strict=True)) == [
        (2016, "date"),
        (2018, "publication"),
        (2018, "publication"),
        (2018, "publication"),
    ]
    assert any("events without a date that tells a year: 3 of 4" in warning for warning in found.warnings)
    undated = counted(canada_china(1), [event(a, b, None)])
    assert any("neither date nor publication" in warning for warning in undated.warnings)
    assert row(undated.tables["likelihood"], group="all", government_involved="either")["active_pair_years"] == 0


def test_every_figure_leads_back_to_its_sentences(counted: Callable[..., Report]) -> None:
    a, b = own(0), own(0, "Farplace")
    events = [event(a, b, 2017, evidence=(Span(0, 9, "They came."), Span(20, 30, "They\nsang."))), event(a, b, 2016)]
    more = {"event_id": ["e7", "e8"], "report_ids": [["x#1", "y#2", "y#3"], ["y#1"]]}
    more["history"] = [[{"status": "planned", "doc_id": "x", "published": "2017-01"}], []]
    found = counted(canada_china(1), events, more=more)
    timeline = found.tables["timeline"]
    assert list(timeline["event_id"]) == ["e8", "e7"]
    told = row(timeline, event_id="e7")
    assert (told["reports"], told["doc_ids"], told["evidence"]) == (2, "x; y", "They came. … They sang.")
    assert told["history"] == "planned (x, 2017-01)"
    assert row(found.tables["likelihood"], group="all", government_involved="no")["reports"] == 2


def test_events_of_no_pair_are_listed_with_the_reason(counted: Callable[..., Report]) -> None:
    alone = replace(event("Oneplace", "Twoplace"), partners=event("Oneplace", "Twoplace").partners[:1])
    found = counted(canada_china(1), [event("Oneplace", "Twoplace"), alone]).tables["unmatched"]
    assert list(found["reason"]) == ["its partners are no pair of the register", "fewer than two partners are told"]
    assert list(found["doc_ids"]) == ["d1", "d2"]


def test_goods_given(counted: Callable[..., Report]) -> None:
    a, b = own(0), own(0, "Farplace")
    goods = (Goods("30,000 masks", 0, 12, 30000, None, "masks"),)
    gift = event(a, b, type_="donation", goods=goods, senders=(b,), receivers=(a,))
    found = row(counted(canada_china(1), [gift]).tables["goods"], item="masks")
    assert (found["quantity"], found["given_by"], found["year"], found["doc_ids"]) == (30000, "city2", 2017, "d1")


def at(name: str, country: str) -> Place:
    return Place(name, country, None, "city", 1.0, 2.0, None)


def sent(sender: Place, receiver: Place, **fields: Any) -> ExchangeEvent:
    made = event(sender.name, receiver.name, 2019, senders=(sender.name,), receivers=(receiver.name,), **fields)
    partners = tuple(replace(p, place=place) for p, place in zip(made.partners, (sender, receiver), strict=True))
    return replace(made, partners=partners)


def test_partners_that_gave_elsewhere_but_not_here() -> None:
    from twin_nlp.pairs import Pair, Side
    from twin_nlp.report.archive import Reported
    from twin_nlp.report.elsewhere import elsewhere_tables
    from twin_nlp.report.figures import Material
    from twin_nlp.report.occurrences import matched

    far = [at(own(n, "Farplace"), "CN") for n in range(80)]
    home = [at(own(n), "CA") for n in range(80)]
    abroad = at("Otherplace", "IT")
    pairs = tuple(Pair(Side(h.name, "CA", h), Side(f.name, "CN", f)) for h, f in zip(home, far, strict=True))
    made = [sent(f, abroad, type_="donation") for f in far[:41]]
    made += [sent(home[n], far[n], type_="administrative") for n in range(29)]
    made += [sent(far[n], home[n], type_="donation") for n in range(6)]
    made += [sent(far[79], at("Nextplace", "CN"), type_="donation")]
    events = tuple(Reported(e, f"e{n}", (f"d{n}",), None) for n, e in enumerate(made))
    found = matched(events, pairs, None)
    rows, totals = elsewhere_tables(Material(pairs, events, found.by_pair, {}, range(2015, 2020)), range(2015, 2020))
    gave = row(totals, own_country="CA", activity="gave")
    assert (gave["places"], gave["elsewhere"]) == (80, 41)
    assert (gave["elsewhere_and_active_here"], gave["of_these_here_too"]) == (29, 6)
    assert gave["low"] < gave["share"] == 6 / 29 < gave["high"]
    assert gave["reports"] == 47
    assert row(totals, own_country="CA", activity="visited")["elsewhere"] == 0
    one = row(rows, partners_here=f"{own(0)}, CA")
    assert (one["gave_here"], one["gave_elsewhere"], one["gave_countries"], one["active_here"]) == (1, 1, "IT", True)
    assert len(rows) == 41


def test_ties_made_and_ended(counted: Callable[..., Report]) -> None:
    a, b = own(0), own(0, "Farplace")
    events = [
        event(a, b, 2016, type_="administrative", subtype="signing"),
        event(a, b, 2019, type_="administrative", subtype="ended_tie", status="cancelled"),
        event(a, b, 2016, type_="administrative", subtype="signing", status="cancelled"),
        event(a, b, 2016, type_="administrative", subtype="signing", status="planned"),
        event(a, b, 2019, type_="administrative", subtype="ended_tie", status="planned"),
    ]
    pairs = [(a, "CA", b, "CN", 2016, 2019)]
    found = counted(pairs, events, columns="city1,country1,city2,country2,since,until").tables["ties"]
    made, ended = row(found, group="CN", year=2016), row(found, group="CN", year=2019)
    assert (made["made_in_register"], made["signings_told"], made["endings_told"]) == (1, 1, 0)
    assert (ended["ended_in_register"], ended["endings_told"], ended["doc_ids"]) == (1, 1, "d2")


def test_coverage_warns_that_no_news_is_not_no_activity(counted: Callable[..., Report], tmp_path: Path) -> None:
    assert any("no summary stands beside the events" in w for w in counted(canada_china(1), []).warnings)
    counts = {"gated": 1, "with_events": 1, "events": 1}
    documents = {"2015": 100, "2016": 90, "2017": 5, "2018": 110, "2014": 3}
    by_year = [{"source": "Herald", "year": y, "documents": n, **counts} for y, n in documents.items()]
    by_year.append({"source": None, "year": None, "documents": 4, **counts})
    (tmp_path / "events.jsonl.summary.json").write_text(json.dumps({"by_source_and_year": by_year}))
    found = counted(canada_china(1), [])
    assert [w.split(" searched")[0] for w in found.warnings if "no news" in w] == [
        "2017: only 5 documents were",
        "2019: no document was",
    ]
    coverage = found.tables["coverage"]
    assert list(coverage["year"]) == [2015, 2016, 2017, 2018, 2019]
    assert pd.isna(row(coverage, year=2015)["warning"])


def test_the_fields_of_other_registers(counted: Callable[..., Report]) -> None:
    a, b = own(0), own(0, "Farplace")
    events = [event(a, b, type_="cultural", subtype="sport"), event(a, b, type_="donation")]
    shares = counted(canada_china(1), events, fields="gaok").tables["shares"]
    told = shares[(shares["dimension"] == "field") & (shares["group"] == "all")]
    assert dict(zip(told["value"], told["events"], strict=True)) == {"no field known": 1, "sports": 1}


def test_the_shipped_register_is_used_whole_or_by_country(tmp_path: Path) -> None:
    path = write_events(tmp_path / "events.jsonl", [])
    of_canada = report(Job(path, YEARS, country="Canada"))
    assert {p.one.country for p in of_canada.material.pairs} == {"CA"}
    assert row(of_canada.tables["likelihood"], group="all", government_involved="no")["pairs"] > 350
    with pytest.raises(InputError, match="--country must be a country"):
        report(Job(path, YEARS, country="Chna"))


def test_parquet_gives_what_json_lines_give(counted: Callable[..., Report], tmp_path: Path) -> None:
    events = [event(own(0), own(0, "Farplace")), event(own(1), own(1, "Farplace"), None)]
    from_lines = counted(canada_china(2), events, published="2018").tables
    with (tmp_path / "events.parquet").open("wb") as file:
        writer = ParquetWriter(file)
        for n, each in enumerate(events):
            writer.write([{"doc_id": f"d{n + 1}", "published": "2018", **each.to_dict()}])
        writer.close()
    from_parquet = report(Job(tmp_path / "events.parquet", YEARS, tmp_path / "ties.csv")).tables
    for name in ("likelihood", "timeline", "shares"):
        pd.testing.assert_frame_equal(from_lines[name], from_parquet[name])


# The checked sample


def fill(sheet: Path, answers: Callable[[dict[str, str]], dict[str, str]]) -> Path:
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = [{**row, **answers(row)} for row in csv.DictReader(file)]
    filled = sheet.with_name("checked.csv")
    with filled.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return filled


@pytest.fixture
def archive(tmp_path: Path) -> tuple[Path, Path]:
    """Thirty pairs with an event in each of four years, by turns with government and without."""
    pairs = canada_china(30)
    cells = spread(120, 30)
    events = [
        replace(made, government_involved=(pair + year) % 2 == 0)
        for made, (pair, year) in zip(active(pairs, cells), cells, strict=True)
    ]
    return write_register(tmp_path / "ties.csv", pairs), write_events(tmp_path / "events.jsonl", events)


def test_a_sample_is_drawn_checked_and_corrects(archive: tuple[Path, Path], tmp_path: Path) -> None:
    register, events = archive
    run = CliRunner().invoke
    base = ["report", str(events), "--agreements", str(register), "--years", YEARS, "-o", str(tmp_path / "out")]
    drawn = run(app, [*base, "--draw-gold", "12"])
    assert drawn.exit_code == 0, drawn.output
    sheet = tmp_path / "out" / "to_check.csv"
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({r["pair"] for r in rows}) == 12
    assert len(rows) == 12 * 4
    again = sheet.read_bytes()
    assert run(app, [*base, "--draw-gold", "12"]).exit_code == 0
    assert sheet.read_bytes() == again
    checked = fill(
        sheet, lambda r: {"is_event": "no" if r["labelled_year"] == "2018" else "yes", "government_involved": "no"}
    )
    done = run(app, [*base, "--gold", str(checked)])
    assert done.exit_code == 0, done.output
    table = pd.read_csv(tmp_path / "out" / "likelihood.csv")
    found = row(table, group="all", government_involved="no")
    # Each pair has four active years of five; that of 2018 is none, and none has government.
    assert found["corrected"] == pytest.approx(90 / 150)
    assert found["corrected_low"] < 0.6 < found["corrected_high"]
    assert row(table, group="all", government_involved="yes")["corrected"] == 0
    shares = pd.read_csv(tmp_path / "out" / "shares.csv")
    government = shares[(shares["dimension"] == "government_involved") & (shares["group"] == "all")]
    assert row(government, value="no")["corrected"] == 1
    assert row(government, value="no")["share"] == 0.5


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, "row 2: expected a value for is_event"),
        ({"is_event": "maybe"}, "row 2: is_event must be one of yes, no"),
        ({"is_event": "yes", "type": "sport"}, "row 2: type must be one of administrative"),
        ({"is_event": "yes", "year": "last"}, "row 2: year must be four digits"),
        ({"is_event": "yes", "pair": "A - B"}, "row 2: expected a pair of the register"),
        ({"is_event": "yes", "event_id": "d999#1"}, "row 2: .* has no event 'd999#1'"),
    ],
)
def test_a_sheet_that_is_not_filled_in_is_refused(
    archive: tuple[Path, Path], tmp_path: Path, answers: dict[str, str], expected: str
) -> None:
    register, events = archive
    drawn = report(Job(events, YEARS, register, draw=6)).tables["to_check"]
    drawn.to_csv(tmp_path / "to_check.csv", index=False)
    checked = fill(tmp_path / "to_check.csv", lambda r: answers)
    with pytest.raises(InputError, match=expected):
        report(Job(events, YEARS, register, gold=checked))


def test_a_pair_must_be_checked_whole(archive: tuple[Path, Path], tmp_path: Path) -> None:
    register, events = archive
    drawn = report(Job(events, YEARS, register, draw=6)).tables["to_check"].iloc[1:]
    drawn.to_csv(tmp_path / "to_check.csv", index=False)
    checked = fill(tmp_path / "to_check.csv", lambda r: {"is_event": "yes"})
    with pytest.raises(InputError, match="check all events of a pair that was drawn"):
        report(Job(events, YEARS, register, gold=checked))


# The command


def test_the_command_writes_tables_and_tells_warnings(tmp_path: Path) -> None:
    register = write_register(tmp_path / "ties.csv", canada_china(3))
    events = write_events(tmp_path / "events.jsonl", [event(own(0), own(0, "Farplace"))])
    out = tmp_path / "a" / "out"
    done = CliRunner().invoke(
        app, ["report", str(events), "--agreements", str(register), "--years", "2015-2019", "-o", str(out)]
    )
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert "no news is not no activity" in done.stderr
    assert "3 pairs, 1 events, 12 tables" in done.stderr
    assert {path.stem for path in out.iterdir() if path.suffix == ".csv"} == {
        *("likelihood", "activeness", "years", "shares", "pairs", "timeline", "goods"),
        *("elsewhere", "elsewhere_totals", "ties", "coverage", "unmatched"),
    }
    timeline = (out / "timeline.csv").read_text(encoding="utf-8").splitlines()
    assert ",2017,date,yes," in timeline[1]


def test_what_link_writes_is_counted_as_one_event(tmp_path: Path) -> None:
    register = write_register(tmp_path / "ties.csv", canada_china(1))
    visit = event(own(0), own(0, "Farplace"), evidence=(Span(0, 40, "Twelve pupils of Farplace0 came in May."),))
    events = write_events(tmp_path / "events.jsonl", [visit, visit], "2017-06-02")
    linked = tmp_path / "linked.jsonl"
    done = CliRunner().invoke(app, ["link", str(events), "-o", str(linked)])
    assert "2 reports are of 1 events" in done.stderr, done.output
    found = report(Job(linked, years="2015-2019", agreements=register)).tables
    told = row(found["timeline"])
    assert (told["reports"], told["doc_ids"]) == (2, "d1; d2")


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["--years", "soon"], 1, "--years must be a year or a range such as 2015-2019, found 'soon'"),
        (["--years", "2019-2015"], 1, "found '2019-2015'"),
        (["--years", "2015", "--agreements", "ties.csv", "--country", "CA"], 2, "with --agreements leave it out"),
        (["--years", "2015", "--agreements", "none.csv"], 1, "none.csv: can't read this register of ties"),
        (["--years", "2015", "--group", "colour"], 2, "colour"),
    ],
)
def test_mistakes_are_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_events(tmp_path / "events.jsonl", [])
    done = CliRunner().invoke(app, ["report", "events.jsonl", "-o", "out", *arguments])
    assert done.exit_code == code
    assert expected in done.stderr
    assert "Traceback" not in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("events.csv", "doc_id\n", "expected .jsonl or .parquet"),
        ("events.jsonl", "{}\n", "events.jsonl, row 1: expected an event as twin-nlp label writes it"),
        ("events.jsonl", "\0\0", "events.jsonl: it holds NUL bytes"),
        ("events.jsonl", "[]\n", "events.jsonl, row 1: expected a JSON object"),
        ("events.parquet", "no", "not a Parquet file"),
    ],
)
def test_a_file_that_holds_no_events_is_refused(tmp_path: Path, name: str, content: str, expected: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=expected):
        report(Job(tmp_path / name, YEARS, country="LU"))
    with pytest.raises(InputError, match="can't read these events"):
        report(Job(tmp_path / "none.jsonl", YEARS, country="LU"))
