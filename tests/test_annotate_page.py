"""The annotators' page, driven in a real browser against the real server and model."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="NO PLAYWRIGHT: the annotators' page is NOT tested")

from annotating import session as begin
from annotating import write_source
from browser import NOT_LOADED, Watched, serious, serving, window
from invented import TEXTS
from playwright.sync_api import Browser, Page, Route, expect
from starlette.types import ASGIApp

import twin_nlp
from twin_nlp.annotate import Session
from twin_nlp.errors import OutputError
from twin_nlp.formats.answers import read_log
from twin_nlp.labels import EVENT_TYPES, EventType
from twin_nlp.pipeline import TwinNLP
from twin_nlp.store import AnnotationLog
from twin_nlp.web.annotate import annotate_app
from twin_nlp.web.app import Access

ROOT = Path(__file__).parent.parent
TYPES: dict[str, EventType] = {
    **dict.fromkeys(("doc-01", "doc-07", "doc-13", "doc-19"), "administrative"),
    **dict.fromkeys(("doc-02", "doc-08", "doc-14", "doc-20"), "youth"),
    **dict.fromkeys(("doc-03", "doc-09", "doc-15"), "cultural"),
    **dict.fromkeys(("doc-05", "doc-11", "doc-17"), "business"),
    **dict.fromkeys(("doc-04", "doc-10", "doc-16"), "donation"),
}
"""The type of each text's first event; the others report none."""

Event = dict[str, Any]


@dataclass(frozen=True)
class Round:
    access: Access
    folder: Path

    def lines(self, annotator: str = "ada") -> list[dict[str, Any]]:
        path = self.folder / f"{annotator}.jsonl"
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []

    def answers(self) -> dict[str, Any]:
        return dict(read_log(self.folder / "ada.jsonl").standing())

    def wait_for(self, lines: int) -> list[dict[str, Any]]:
        for _ in range(500):
            if len(self.lines()) >= lines:
                break
            time.sleep(0.01)
        return self.lines()


@pytest.fixture(scope="module")
def reader() -> TwinNLP:
    return twin_nlp.load()


@pytest.fixture
def texts() -> dict[str, str]:
    """The texts of the round."""
    return TEXTS


@pytest.fixture
def blind() -> bool:
    return False


@pytest.fixture
def session(
    reader: TwinNLP, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: dict[str, str], blind: bool
) -> Session:
    monkeypatch.chdir(tmp_path)
    write_source(Path("news.jsonl"), texts, published="2020-06-30")
    annotations = Path("annotations")
    annotations.mkdir()
    (annotations / "guidelines.md").write_bytes((ROOT / "annotations" / "guidelines.md").read_bytes())
    return begin(tmp_path, reader, "ada", source="news.jsonl", round="2026-11-23", queue="id", blind=blind)


@pytest.fixture
def round_(session: Session) -> Iterator[Round]:
    with serving(lambda access: annotate_app(session, access)) as access:
        yield Round(access, session.log.path.parent)


@pytest.fixture
def watched(browser: Browser, round_: Round) -> Iterator[Watched]:
    with window(browser, round_.access) as watched:
        yield watched


def shown(page: Page) -> str:
    """What the title names, once it is no document that is still loading."""
    expect(page.locator("#title")).not_to_have_text(re.compile("^Loading"))
    return page.inner_text("#title")


def suggestions(page: Page, name: str) -> list[Event]:
    found: list[Event] = page.evaluate("name => fetch('/api/document?id=' + name).then(r => r.json())", name)[
        "suggestions"
    ]
    return [{key: value for key, value in event.items() if key != "probability"} for event in found]


def press(page: Page, *keys: str) -> int:
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def pass_to(page: Page, name: str, key: str, seconds: int = 0) -> None:
    """Answer each document with one key until ``name`` is shown; keys do nothing while a document is loading.

    ``seconds`` is the time that an annotator spends on each, where the page's clock is installed.
    """
    page.wait_for_selector("#text", state="visible")
    while (now := shown(page)) != name:
        if seconds:
            page.clock.fast_forward(1000 * seconds)
        press(page, key)
        expect(page.locator("#title")).not_to_have_text(now)
        page.wait_for_selector("#text", state="visible")


def build(page: Page, digit: str) -> int:
    """Make an event of the text's third line, the first sentence below the headline."""
    return press(page, "s", "x", "b", "g", digit)


def check_offsets(answers: dict[str, Any], texts: dict[str, str]) -> None:
    for name, answer in answers.items():
        for event in answer["events"]:
            spans = [*event["evidence"], *event["partners"], *event["participants"], *event["goods"]]
            for span in spans + ([event["date"]] if event["date"] else []):
                assert texts[name][span["start"] : span["end"]] == span["text"]


def test_twenty_documents_by_keyboard_alone(watched: Watched, round_: Round) -> None:
    page = watched.open()
    expected: dict[str, list[Event]] = {}
    typed: dict[str, int] = {}
    built = []
    for name in TEXTS:
        expect(page.locator("#title")).to_have_text(name)
        found = suggestions(page, name)
        kind = TYPES.get(name)
        digit = "0" if kind is None else str(EVENT_TYPES.index(kind) + 1)
        if kind is None:
            typed[name] = press(page, "0")
            expected[name] = []
        elif found:
            # The first event gets its type by digit, the others are taken as they are.
            typed[name] = press(page, digit, *["e"] * (len(found) - 1))
            expected[name] = [{**found[0], "type": kind}, *found[1:]]
            if kind != "donation":
                expected[name][0]["goods"] = []
        else:
            typed[name] = build(page, str(EVENT_TYPES.index(kind) + 1))
            built.append(name)
    expect(page.locator("#progress")).to_contain_text("20 of 20 answered")
    assert shown(page) == "All done"

    lines = round_.lines()
    assert [line["id"] for line in lines] == list(TEXTS)
    assert len({line["key"] for line in lines}) == 20
    assert all(line["verdict"] == "answered" and line["annotator"] == "ada" for line in lines)
    assert {line["id"]: line["keystrokes"] for line in lines} == typed
    assert all(0 <= line["seconds"] < 60 for line in lines)
    answers = round_.answers()
    assert {name: answers[name]["events"] for name in expected} == expected
    for name in built:
        (event,) = answers[name]["events"]
        assert event["type"] == TYPES[name]
        assert event["government_involved"] is True
    assert sum(len(line["events"]) for line in lines) >= 17
    check_offsets(answers, TEXTS)


@pytest.mark.parametrize("blind", [True])
def test_events_are_built_mended_split_and_merged_by_keyboard(watched: Watched, round_: Round) -> None:
    page = watched.open()
    expect(page.locator("#who")).to_contain_text("blind")
    expect(page.locator("#events")).to_contain_text("No event yet")
    press(page, "e")
    expect(page.locator("#status")).to_contain_text("No event here yet")
    pass_to(page, "doc-19", "Space")
    # Both trips as one event, then split in two, of which the second is mended.
    press(page, "ArrowDown", "x", "ArrowDown", "Enter", "b", "n")
    expect(page.locator("#events > li")).to_have_count(2)
    press(page, "m")
    expect(page.locator("#events > li")).to_have_count(1)
    press(page, "u")
    expect(page.locator("#events > li")).to_have_count(2)
    press(page, "g", "g", "t", "t", "r", "z")
    # “thirty pupils” by words: the cursor stands on the sentence “On 20 August 2014 thirty pupils …”.
    press(page, "d", "d", "d", "d", "d", "Shift+ArrowRight")
    expect(page.locator("#slots")).to_contain_text("“thirty pupils” is")
    press(page, "3")
    page.keyboard.press("Escape")
    press(page, "2")
    expect(page.locator("#status")).to_contain_text("event 1 is next")
    press(page, "g", "1")
    expect(page.locator("#title")).to_have_text("doc-20")
    press(page, "0")

    round_.wait_for(20)
    first, second = round_.answers()["doc-19"]["events"]
    assert (first["type"], first["government_involved"], first["status"]) == ("administrative", True, "held")
    assert (second["type"], second["government_involved"], second["status"]) == ("youth", False, "cancelled")
    assert [s["text"][:15] for s in first["evidence"]] == ["Council members"]
    assert [s["text"][:15] for s in second["evidence"]] == ["On 20 August 20"]
    assert first["date"]["edtf"] == "2014-05-04"
    assert second["tie"] == "sister"
    assert "thirty pupils" in [p["text"] for p in second["participants"]]
    assert {p["text"] for p in second["partners"]} == {"Albany", "Nijmegen"}
    assert len(second["senders"]) == len(second["receivers"]) == 1
    skipped = [line for line in round_.lines() if line["verdict"] == "skipped"]
    assert len(skipped) == 18
    assert all("events" not in line for line in skipped)
    check_offsets({"doc-19": round_.answers()["doc-19"]}, TEXTS)


@pytest.mark.parametrize(("texts", "blind"), [({"doc-04": TEXTS["doc-04"]}, True)])
def test_values_are_mended_in_their_fields(watched: Watched, round_: Round) -> None:
    page = watched.open()
    press(page, "s", "x", "b", "n")
    expect(page.locator("#events > li")).to_have_count(2)
    press(page, "Shift+Q")
    expect(page.locator("#status")).to_have_text("Now the main event")
    press(page, "Shift+X")
    expect(page.locator("#events > li")).to_have_count(1)
    page.get_by_label("quantity of 40,000 masks").fill("41000")
    page.get_by_label("unit of 40,000 masks").click()
    page.keyboard.type("piece")
    page.get_by_label("Annapolis: no direction; change").click()
    page.get_by_label("Annapolis: sends →; change").click()
    page.get_by_label("Changsha: no direction; change").click()
    page.get_by_role("button", name="government: ?").click()
    page.get_by_label("Remove date April 2020").click()
    # A partner whose bounds are mended keeps its side.
    expect(page.locator("#text")).to_be_focused()
    press(page, "s", "w", "d", "Shift+D", "1")
    expect(page.get_by_label("Changsha sent: sends →; change")).to_be_visible()
    press(page, "5")
    (event,) = round_.wait_for(1)[0]["events"]
    assert (event["senders"], event["receivers"], event["date"]) == (["Changsha sent"], ["Annapolis"], None)
    assert [(g["quantity"], g["unit"]) for g in event["goods"]] == [(41000, "piece")]
    assert event["government_involved"] is True
    # The answer is opened again from the list and corrected.
    page.get_by_text("Documents of this round").click()
    page.get_by_role("button", name="doc-04: answered").click()
    expect(page.locator("#events")).to_contain_text("accepted")
    press(page, "1")
    second = round_.wait_for(2)[1]["events"][0]
    assert (second["type"], second["goods"]) == ("administrative", [])


@pytest.mark.parametrize("blind", [True])
def test_no_order_of_keys_breaks_the_page(watched: Watched, round_: Round) -> None:
    watched.expected = (NOT_LOADED,)
    page = watched.open()
    refused: list[str] = []
    page.on("response", lambda r: refused.append(r.url) if r.status >= 400 and not r.url.endswith("/undo") else None)
    keys = ["w", "s", "d", "Shift+D", "x", "v", "b", "n", "m", "q", "g", "t", "r", "z", "u", "Shift+X", "1", "5"]
    for key in random.Random(7).choices(keys, k=150):
        press(page, key, "Escape")
    press(page, "0")
    expect(page.locator("#waiting")).to_have_attribute("data-count", "0")
    assert refused == []
    check_offsets(round_.answers(), TEXTS)


EMOJI = "🙂👩‍🎨🇯🇵 é\r\nOn 3 May 2019 🎻 pupils from Oulu 🇫🇮 came to Halle 🙂."


@pytest.mark.parametrize("texts", [{"emoji": EMOJI}])
@pytest.mark.parametrize("blind", [True])
def test_offsets_count_characters_of_python_with_mouse_and_keyboard(
    watched: Watched, round_: Round, texts: dict[str, str]
) -> None:
    page = watched.open()
    page.locator(".sentence .handle").last.click()
    # With the mouse: a mention by one click, and any words by selecting them.
    page.locator("[data-mention]", has_text="Halle").click()
    select = """([from, to]) => {
        const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
        const place = (at) => {
            for (walker.currentNode = walker.root; walker.nextNode(); at -= walker.currentNode.length)
                if (at <= walker.currentNode.length) return [walker.currentNode, at];
        };
        getSelection().setBaseAndExtent(...place(from), ...place(to));
    }"""
    units = len(EMOJI[: EMOJI.index("pupils")].encode("utf-16-le")) // 2
    page.evaluate(select, [units, units + len("pupils ")])
    expect(page.locator("#slots")).to_contain_text("“pupils” is")
    page.get_by_role("button", name="3 participant").click()
    page.get_by_label("Role of pupils").select_option("student")
    # By keyboard: the mention of a date, its value typed.
    press(page, "Escape", "w")
    page.keyboard.press("v")
    while "3 May 2019" not in page.inner_text("#slots"):
        page.keyboard.press("v")
    press(page, "x")
    page.get_by_label("EDTF value of the date").fill("2019-05-03~")
    press(page, "Enter", "g", "2")
    expect(page.locator("#title")).to_have_text("All done")

    answer = round_.answers()["emoji"]
    check_offsets({"emoji": answer}, texts)
    (event,) = answer["events"]
    assert event["partners"] == [{"start": EMOJI.index("Halle"), "end": EMOJI.index("Halle") + 5, "text": "Halle"}]
    assert [(p["text"], p["role"]) for p in event["participants"]] == [("pupils", "student")]
    assert event["date"]["edtf"] == "2019-05-03~"


def test_conversion_of_offsets_both_ways(watched: Watched) -> None:
    page = watched.open()
    texts = [*TEXTS.values(), EMOJI, "", "a\ud83d b", "e\u0301\u00a0\u2028\0x"]
    for text in texts:
        found = page.evaluate(
            """async (text) => {
                const { Offsets, words } = await import("/static/offsets.js");
                const offsets = new Offsets(text);
                const points = Array.from({ length: offsets.length + 1 }, (_, i) => i);
                return {
                    length: offsets.length,
                    back: points.every((p) => offsets.point(offsets.units[p]) === p),
                    whole: points.slice(1).map((p) => offsets.slice(p - 1, p)).join("") === text,
                    words: words(offsets).map(([a, b]) => [a, b, offsets.slice(a, b)]),
                };
            }""",
            text,
        )
        assert found["length"] == len(text)
        assert found["back"]
        assert found["whole"]
        assert all(text[start:end] == word for start, end, word in found["words"])


def test_undo_takes_back_the_last_change_then_the_last_answer(watched: Watched, round_: Round) -> None:
    watched.expected = (NOT_LOADED,)
    page = watched.open()
    press(page, "0")
    expect(page.locator("#title")).to_have_text("doc-02")
    press(page, "w", "x", "x", "u", "u")
    assert shown(page) == "doc-02"
    press(page, "u")
    expect(page.locator("#title")).to_have_text("doc-01")
    expect(page.locator("#progress")).to_contain_text("0 of 20")
    assert round_.answers() == {}
    press(page, "u")
    expect(page.locator("#status")).to_contain_text("no answer to take back")
    press(page, "f")
    expect(page.locator("#progress")).to_contain_text("1 flagged")
    answer, undo, flag = round_.lines()
    assert undo["undo"] == answer["key"]
    assert (flag["verdict"], flag["events"]) == ("flagged", [])


@pytest.mark.parametrize("blind", [True])
def test_a_reload_in_the_middle_keeps_the_draft(watched: Watched, round_: Round) -> None:
    page = watched.open()
    press(page, "s", "x", "b", "t", "c")
    page.keyboard.type("not sure")
    before = page.inner_text("#events")
    page.reload()
    expect(page.locator("#events")).to_contain_text("status: planned")
    assert page.inner_text("#events") == before
    expect(page.locator("#comment")).to_have_value("not sure")
    assert round_.lines() == []
    press(page, "g", "1")
    (line,) = round_.wait_for(1)
    assert line["comment"] == "not sure"
    assert line["events"][0]["status"] == "planned"
    assert line["keystrokes"] == 5 + len("not sure") + 2
    page.reload()
    expect(page.locator("#title")).to_have_text("doc-02")
    expect(page.locator("#comment")).to_have_value("")


def test_two_tabs_lose_nothing(watched: Watched, round_: Round) -> None:
    first, second = watched.open(), watched.open()
    # A change in one tab is in the other; an answer in one moves the other on.
    press(first, "w", "w", "t", "t")
    expect(second.locator("#do-status")).to_have_text(first.inner_text("#do-status"))
    for page, other in [(first, second), (second, first)] * 5:
        name = shown(page)
        press(page, "0")
        expect(page.locator("#title")).not_to_have_text(name)
        expect(other.locator("#title")).to_have_text(shown(page))
    expect(second.locator("#waiting")).to_have_attribute("data-count", "0")
    assert [line["id"] for line in round_.wait_for(10)] == list(TEXTS)[:10]
    # Two tabs that answer the same document at once, each before it hears of the other: both lines are kept.
    for page in (first, second):
        page.evaluate("document.getElementById('do-none').click()")
    expect(first.locator("#waiting")).to_have_attribute("data-count", "0")
    lines = round_.wait_for(11)
    assert len({line["key"] for line in lines}) == len(lines)
    assert list(TEXTS)[10] in round_.answers()


def test_offline_answers_wait_and_are_sent_once_in_order(browser: Browser, round_: Round) -> None:
    with window(browser, round_.access, (NOT_LOADED,)) as watched:
        page = watched.open()
        page.wait_for_load_state("networkidle")
        watched.context.set_offline(True)
        press(page, "0", "0", "Space", "u")
        expect(page.locator("#waiting")).to_contain_text("4 answers wait here to be saved")
        expect(page.locator("#title")).to_have_text("doc-03")
        press(page, "f")
        expect(page.locator("#title")).to_have_text("doc-04")
        expect(page.locator("#progress")).to_contain_text("0 of 20")
        assert round_.lines() == []
        watched.context.set_offline(False)
        expect(page.locator("#waiting")).to_be_hidden()
        expect(page.locator("#progress")).to_contain_text("2 of 20 answered · 1 flagged")
        assert shown(page) == "doc-04"
        lines = round_.lines()
        assert [line["id"] for line in lines] == ["doc-01", "doc-02", "doc-03", "doc-03", "doc-03"]
        assert lines[3]["undo"] == lines[2]["key"]


def test_several_answers_are_taken_back_offline(browser: Browser, round_: Round) -> None:
    with window(browser, round_.access, (NOT_LOADED,)) as watched:
        page = watched.open()
        page.wait_for_load_state("networkidle")
        press(page, "0", "0")
        expect(page.locator("#progress")).to_contain_text("2 of 20")
        watched.context.set_offline(True)
        for name in ("doc-02", "doc-01"):
            press(page, "u")
            expect(page.locator("#title")).to_have_text(name)
        watched.context.set_offline(False)
        expect(page.locator("#progress")).to_contain_text("0 of 20")
        assert shown(page) == "doc-01"
        assert round_.answers() == {}


def test_the_order_of_answers_is_kept_where_a_clock_goes_back(browser: Browser, round_: Round) -> None:
    with window(browser, round_.access, (NOT_LOADED,)) as watched:
        first, second = watched.open(), watched.open()
        for page in (first, second):
            page.wait_for_load_state("networkidle")
        second.evaluate("Date.now = () => 0")
        watched.context.set_offline(True)
        press(first, "0")
        expect(second.locator("#title")).to_have_text("doc-02")
        press(second, "u")
        expect(second.locator("#waiting")).to_contain_text("2 answers wait")
        watched.context.set_offline(False)
        answered, undone = round_.wait_for(2)
        assert undone["undo"] == answered["key"]


def test_answers_that_the_server_cannot_save_wait_and_the_reason_is_told(
    browser: Browser, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(log: AnnotationLog, line: object) -> bool:
        raise OutputError("no space left")

    with window(browser, round_.access, (NOT_LOADED,)) as watched:
        page = watched.open()
        with monkeypatch.context() as patched:
            patched.setattr(AnnotationLog, "add", full)
            press(page, "0")
            expect(page.locator("#waiting")).to_contain_text("The server can't save (no space left): 1 answer waits")
        expect(page.locator("#waiting")).to_be_hidden()
        assert list(round_.answers()) == ["doc-01"]


def test_an_answer_whose_acknowledgement_is_lost_is_written_once(browser: Browser, round_: Round) -> None:
    with window(browser, round_.access, (NOT_LOADED,)) as watched:
        page = watched.open()
        lost = 0

        def lose(route: Route) -> None:
            nonlocal lost
            lost += 1
            if lost > 2:
                route.continue_()
            else:
                route.fetch()
                route.abort()

        page.route("**/api/answers", lose)
        press(page, "0")
        expect(page.locator("#waiting")).to_contain_text("1 answer waits")
        page.reload()
        expect(page.locator("#progress")).to_contain_text("1 of 20 answered")
        expect(page.locator("#waiting")).to_have_attribute("data-count", "0")
        assert lost == 3
        assert [line["id"] for line in round_.lines()] == ["doc-01"]


def test_answers_outlast_a_restart_of_the_server(browser: Browser, session: Session) -> None:
    def app(access: Access) -> ASGIApp:
        return annotate_app(session, access)

    with ExitStack() as server:
        access = server.enter_context(serving(app))
        with window(browser, access, (NOT_LOADED,)) as watched:
            page = watched.open()
            page.wait_for_load_state("networkidle")
            server.close()
            press(page, "0")
            expect(page.locator("#waiting")).to_contain_text("1 answer waits")
            with serving(app, int(access.hosts[0].rpartition(":")[2])) as anew:
                expect(page.locator("#waiting")).to_contain_text("open the link that it printed")
                watched.access = anew
                watched.open()
                expect(page.locator("#waiting")).to_be_hidden()
    assert list(session.log.log().standing()) == ["doc-01"]


def test_what_waits_for_one_round_is_not_sent_to_another_of_its_name(
    browser: Browser, session: Session, reader: TwinNLP, tmp_path: Path
) -> None:
    other = begin(tmp_path / "other", reader, "ada", source="news.jsonl", round=session.round, queue="id")
    with ExitStack() as server:
        access = server.enter_context(serving(lambda access: annotate_app(session, access)))
        with window(browser, access, (NOT_LOADED,)) as watched:
            page = watched.open()
            page.wait_for_load_state("networkidle")
            server.close()
            press(page, "0")
            expect(page.locator("#waiting")).to_contain_text("1 answer waits")
            page.close()
            port = int(access.hosts[0].rpartition(":")[2])
            for desk, answered in ((other, 0), (session, 1)):
                with serving(partial(annotate_app, desk), port) as watched.access:
                    page = watched.open()
                    expect(page.locator("#progress")).to_contain_text(f"{answered} of 20")
                    expect(page.locator("#waiting")).to_be_hidden()
                    page.close()
    assert other.log.log().lines == ()


def test_one_event_as_suggested_costs_one_key(watched: Watched, round_: Round) -> None:
    page = watched.open()
    for name in TEXTS:
        if len(suggestions(page, name)) == 1:
            break
    pass_to(page, name, "Space")
    press(page, "e")
    expect(page.locator("#title")).not_to_have_text(name)
    expect(page.locator("#waiting")).to_have_attribute("data-count", "0")
    answer = round_.answers()[name]
    assert answer["keystrokes"] == 1
    assert answer["events"] == suggestions(page, name)


@pytest.mark.parametrize(("texts", "blind"), [({"doc-04": TEXTS["doc-04"]}, True)])
def test_one_event_from_nothing_costs_six_keys(watched: Watched, round_: Round) -> None:
    page = watched.open()
    press(page, "s", "x", "b", "z", "g", "5")
    expect(page.locator("#title")).to_have_text("All done")
    (line,) = round_.wait_for(1)
    (event,) = line["events"]
    assert line["keystrokes"] == 6
    assert [s["text"][:20] for s in event["evidence"]] == ["Changsha sent 40,000"]
    assert (event["type"], event["government_involved"], event["status"]) == ("donation", True, "held")
    assert [p["text"] for p in event["partners"]] == ["Changsha", "Annapolis"]
    assert (event["senders"], event["receivers"]) == (["Changsha"], ["Annapolis"])
    assert event["date"]["edtf"] == "2020-04"
    assert [(g["quantity"], g["item"]) for g in event["goods"]] == [(40000, "masks")]


def test_an_answer_that_the_server_refuses_comes_back(browser: Browser, round_: Round) -> None:
    with window(browser, round_.access, (NOT_LOADED,)) as watched:
        page = watched.open()
        press(page, "s", "x", "b", "g")
        page.get_by_label("EDTF value of the date").fill("spring")
        press(page, "Enter", "1")
        expect(page.locator("#status")).to_contain_text("was not saved")
        assert shown(page) == "doc-01"
        expect(page.get_by_label("EDTF value of the date")).to_have_value("spring")
        assert round_.lines() == []


MARKED = "<img src=x onerror=document.title='run'> & <b>On 3 May 2019</b> pupils from Oulu came to Halle."


@pytest.mark.parametrize("texts", [{"marked": MARKED}])
def test_text_is_never_markup(watched: Watched, texts: dict[str, str]) -> None:
    page = watched.open()
    assert page.inner_text("#text").strip().endswith(texts["marked"][-30:])
    assert page.locator("#text img, #text b").count() == 0
    assert page.title() == "twin-nlp annotate"


FEW = {name: TEXTS[name] for name in ("doc-03", "doc-04", "doc-06", "doc-19", "doc-20")}


@pytest.mark.parametrize("texts", [FEW])
@pytest.mark.parametrize(("width", "dark"), [(1400, False), (400, False), (1400, True)])
def test_axe_finds_nothing_serious_and_pictures_are_taken(
    browser: Browser, round_: Round, pictures: Path, width: int, dark: bool
) -> None:
    with window(browser, round_.access, width=width, dark=dark) as watched:
        watched.context.clock.install()
        page = watched.open()
        pass_to(page, "doc-19", "0", seconds=25)
        expect(page.locator("#progress")).to_have_text(re.compile(r"^3 of 5 answered · 1[0-4]\d an hour$"))
        pictures.mkdir(parents=True, exist_ok=True)
        name = "dark" if dark else "wide" if width > 600 else "narrow"
        page.screenshot(path=pictures / f"annotate-{name}.png")
        found = serious(page)
        press(page, "d", "Shift+ArrowRight")
        found += serious(page)
        if width > 600 and not dark:
            page.screenshot(path=pictures / "annotate-select.png")
        press(page, "h")
        found += serious(page)
        press(page, "h")
        assert found == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_screen_reader_hears_what_happens(watched: Watched) -> None:
    page = watched.open()
    for landmark in ("banner", "main", "complementary", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    sentences = page.get_by_role("listbox", name="doc-01")
    expect(sentences).to_be_focused()
    before = sentences.get_by_role("option", selected=True).count()
    press(page, "s")
    assert sentences.get_attribute("aria-activedescendant") == page.locator(".sentence.here").get_attribute("id")
    press(page, "w", "x")
    assert sentences.get_by_role("option", selected=True).count() == before + (-1 if before else 1)
    expect(page.get_by_role("status")).to_contain_text("evidence")
    expect(page.get_by_role("button", name="1 administrative", exact=True)).to_have_attribute("aria-keyshortcuts", "1")


def test_everything_can_be_reached_by_tab_and_is_named(watched: Watched) -> None:
    page = watched.open()
    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert reached[-1] in ("", "text") or outline != "none"
    missing = page.evaluate(
        """reached => Array.from(document.querySelectorAll("button, input, select, textarea, #text, #guideline"))
            .filter((e) => e.checkVisibility() && !reached.includes(e.id)).map((e) => e.id || e.outerHTML)""",
        reached,
    )
    assert missing == []
    # A button under the focus is pressed by Enter or Space and not taken for a key of the page.
    page.focus("#do-help")
    page.keyboard.press("Enter")
    expect(page.locator("#help")).to_be_visible()
    page.check("#text-keys")
    page.keyboard.press("Escape")
    page.focus("#do-skip")
    name = shown(page)
    page.keyboard.press("0")
    assert shown(page) == name
    page.keyboard.press("Space")
    expect(page.locator("#title")).not_to_have_text(name)
