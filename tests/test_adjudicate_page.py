"""The adjudicators' page, driven in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="NO PLAYWRIGHT: the adjudicators' page is NOT tested")

from browser import NOT_LOADED, Watched, serious, serving, window
from playwright.sync_api import Browser, Page, expect
from round_rows import LABELS, TEXTS, VISIT_OF_ALEX, write_lines, write_round

from twin_nlp.adjudicate import begun
from twin_nlp.adopt import final_answers
from twin_nlp.formats.corpus import AnnotatedEvent
from twin_nlp.formats.rounds import read_round
from twin_nlp.web.adjudicate import adjudicate_app
from twin_nlp.web.app import Access

ROOT = Path(__file__).parent.parent
READY = "#sides .side, #title:has-text('All settled')"
EMOJI = "🎉🎉 <b>Mito</b> & Anaheim met. The mayor of Mito came too."


def annotated_with_emoji(name: str, kind: str) -> dict[str, Any]:
    def span(found: str) -> dict[str, Any]:
        return {"start": EMOJI.index(found), "end": EMOJI.index(found) + len(found), "text": found}

    evidence = [span("🎉🎉 <b>Mito</b> & Anaheim met."), span("The mayor of Mito came too.")]
    found: dict[str, Any] = {"evidence": evidence, "partners": [span("Mito"), span("Anaheim")], "type": kind}
    found |= {"date": None, "participants": [], "goods": [], "senders": [], "receivers": [], "tie": "sister"}
    return {"id": "R-4", "annotator": name, "events": [{**VISIT_OF_ALEX, **found}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_round(tmp_path)
    known = {"published": "2019-05-04", "language": "en", "register": "wire", "region": "us", "author": "Mito Times"}
    write_lines(tmp_path / "corpus/documents/b.jsonl", [{"id": "R-4", "text": EMOJI, **known}])
    for name, kind in (("alex", "youth"), ("bo", "cultural")):
        rows = [{"id": i, "annotator": name, "events": events} for i, events in LABELS[name].items()]
        write_lines(folder / f"{name}.jsonl", [*rows, annotated_with_emoji(name, kind)])
    return folder


@pytest.fixture
def access(folder: Path) -> Iterator[Access]:
    session = begun(folder, folder.parent.parent.parent / "corpus", ROOT / "annotations/guidelines.md", "cy")
    with serving(lambda access: adjudicate_app(session, access)) as access:
        yield access


@pytest.fixture
def watched(browser: Browser, access: Access) -> Iterator[Watched]:
    with window(browser, access) as watched:
        yield watched


def written(folder: Path) -> list[dict[str, Any]]:
    path = folder / "settled.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def final(folder: Path, doc_id: str) -> tuple[AnnotatedEvent, ...]:
    finals, _ = final_answers(read_round(folder, folder.parent.parent.parent / "corpus"))
    (found,) = (f.events for f in finals if f.document.id == doc_id)
    return found


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def go_to(page: Page, what: str) -> None:
    for _ in range(12):
        if page.inner_text("#what").endswith(f": {what}"):
            return
        press(page, "j")
    raise AssertionError(f"{what} is no difference")


def settled(page: Page, n: int) -> None:
    expect(page.locator("#progress")).to_contain_text(f"{n} of 10 differences settled")


def test_a_round_is_settled_by_two_keys_a_difference(watched: Watched, folder: Path) -> None:
    page = watched.open(READY)
    for n in range(9):
        expect(page.locator("#what")).to_contain_text(f"{n + 1} of 9")
        press(page, "1", "asg"[n % 3])
    expect(page.locator("#title")).to_have_text("R-4")
    press(page, "2", "s")
    expect(page.locator("#title")).to_have_text("All settled")
    settled(page, 10)
    lines = written(folder)
    assert [line["reason"] for line in lines[:3]] == ["ambiguous", "slip", "guideline gap"]
    assert {line["by"] for line in lines} == {"cy"}
    answer = {len(events): events for events in (LABELS[name]["R-1"] for name in LABELS)}
    found = [e.to_dict() for e in final(folder, "R-1")]
    assert found == answer[len(found)]
    page.reload()
    expect(page.locator("#title")).to_have_text("All settled")


def test_a_third_value_a_note_and_a_way_back(watched: Watched, folder: Path) -> None:
    page = watched.open(READY)
    go_to(page, "tie")
    press(page, "3")
    page.get_by_label("twin", exact=True).check()
    press(page, "n")
    page.keyboard.type("they are twins")
    press(page, "Escape", "g")
    settled(page, 1)
    (line,) = written(folder)
    assert (line["what"], line["settled"], line["reason"], line["note"]) == (
        "tie", "twin", "guideline gap", "they are twins"
    )  # fmt: skip
    go_to(page, "participants")
    press(page, "3")
    box = page.get_by_label("“20 pupils” (student)")
    expect(box).to_be_focused()
    press(page, "Space", "s")
    settled(page, 2)
    assert [span["text"] for span in written(folder)[-1]["settled"]] == ["20 pupils"]
    go_to(page, "date")
    press(page, "3")
    page.locator("#other input[type=radio]").first.check()
    page.fill("#edtf", "2019-05-03")
    press(page, "Enter", "a")
    settled(page, 3)
    assert written(folder)[-1]["settled"]["edtf"] == "2019-05-03"
    go_to(page, "direction")
    press(page, "3")
    page.select_option("#other select[name=Mito]", "1")
    page.select_option("#other select[name=Anaheim]", "0")
    press(page, "Escape", "s")
    settled(page, 4)
    assert written(folder)[-1]["settled"] == [["Anaheim"], ["Mito"]]
    go_to(page, "tie")
    expect(page.locator("#chosen")).to_have_text("Chosen: twin")
    expect(page.locator("#note")).to_have_value("they are twins")
    press(page, "1", "s")
    expect(page.locator("#status")).to_have_text("tie of R-1 settled")
    settled(page, 4)
    assert len(written(folder)) == 5


def test_a_reason_without_a_choice_and_a_third_where_there_is_none(watched: Watched, folder: Path) -> None:
    page = watched.open(READY)
    press(page, "s")
    expect(page.locator("#status")).to_contain_text("Who is right?")
    go_to(page, "government")
    press(page, "3")
    expect(page.locator("#status")).to_contain_text("no third")
    assert written(folder) == []


def test_text_is_shown_as_it_stands_and_spans_where_they_are(watched: Watched) -> None:
    page = watched.open(READY)
    go_to(page, "goods")
    marks = page.locator("#text mark").all_inner_texts()
    assert "5 " in marks
    assert "bells" in marks
    page.locator("#documents summary").click()
    page.get_by_role("button", name="R-4: 0 of 1").click()
    expect(page.locator("#about")).to_have_text("2019-05-04 · Mito Times")
    assert page.evaluate("document.getElementById('text').textContent") == EMOJI
    assert page.locator("#text .context").first.inner_text() == "🎉🎉 <b>Mito</b> & Anaheim met."


def test_settlements_wait_while_the_server_cannot_be_reached(browser: Browser, access: Access, folder: Path) -> None:
    with window(browser, access, expected=(NOT_LOADED,)) as watched:
        page = watched.open(READY)
        watched.context.set_offline(True)
        press(page, "1", "s", "2", "a")
        expect(page.locator("#waiting")).to_contain_text("here to be saved")
        assert written(folder) == []
        watched.context.set_offline(False)
        settled(page, 2)
        assert [line["reason"] for line in written(folder)] == ["slip", "ambiguous"]
        expect(page.locator("#waiting")).to_be_hidden()


def test_what_waits_when_the_page_is_left_is_sent_by_the_next(browser: Browser, access: Access, folder: Path) -> None:
    with window(browser, access, expected=(NOT_LOADED,)) as watched:
        page = watched.open(READY)
        page.route("**/api/settlements", lambda route: route.abort())
        for _ in range(9):
            press(page, "1", "s")
        expect(page.locator("#waiting")).to_contain_text("here to be saved")
        page.unroute("**/api/settlements")
        page.reload()
        settled(page, 9)
        assert [line["id"] for line in written(folder)] == ["R-1"] * 9
        expect(page.locator("#title")).to_have_text("R-4")


def test_what_does_not_go_together_is_shown_again(browser: Browser, access: Access, folder: Path) -> None:
    with window(browser, access, expected=(NOT_LOADED,)) as watched:
        page = watched.open(READY)
        go_to(page, "partners")
        first = page.locator(".side.side-a").inner_text()
        press(page, "2" if "Anaheim" in first else "1", "s")
        for _ in range(7):
            if page.inner_text("#what").endswith(": direction"):
                press(page, "j")
            press(page, "1", "s")
        go_to(page, "direction")
        first = page.locator(".side.side-a").inner_text()
        press(page, "1" if "Anaheim" in first else "2", "s")
        expect(page.locator("#status")).to_contain_text("was not settled: settled, event 1: 'Anaheim' is no partner")
        expect(page.locator("#what")).to_contain_text("direction")
        settled(page, 8)
        press(page, "2" if "Anaheim" in first else "1", "s")
        expect(page.locator("#title")).to_have_text("R-4")


@pytest.mark.parametrize(("width", "dark"), [(1400, False), (400, False), (1400, True)])
def test_axe_finds_nothing_serious_and_pictures_are_taken(
    browser: Browser, access: Access, pictures: Path, width: int, dark: bool
) -> None:
    with window(browser, access, width=width, dark=dark) as watched:
        page = watched.open(READY)
        go_to(page, "participants")
        press(page, "3")
        page.get_by_label("“20 pupils” (student)").check()
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        name = "dark" if dark else "narrow" if width < 600 else "wide"
        pictures.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=pictures / f"adjudicate-{name}.png")
        assert TEXTS["R-1"][:20] in page.evaluate("document.getElementById('text').textContent")
