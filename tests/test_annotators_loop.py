"""From texts to another model: every command of the annotators' workbench in turn, as its users type them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="NO PLAYWRIGHT: the annotators' loop is NOT tested")

from annotating import write_source
from browser import Watched, window
from invented import TEXTS
from playwright.sync_api import Browser, Page, expect
from tiny_corpus import ROOT, write_tiny_corpus

from twin_nlp.artefacts import load_model
from twin_nlp.formats.corpus import read_corpus
from twin_nlp.web.app import Access

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")

TWIN_NLP = (sys.executable, "-c", "from twin_nlp.cli import main; main()")
KEYS = {
    "doc-01": "g1",
    "doc-03": "gg3",
    "doc-06": "0",
    "doc-07": "g1",
    "doc-08": "gg2",
    "doc-10": "g5",
    "doc-12": "0",
    "doc-16": "gg5",
}
"""What the first annotator answers: g once for government, twice for none; then the type, or 0 for no event."""
DIFFERENT = {**KEYS, "doc-08": "gg3", "doc-16": "g5"}
"""What the second one answers."""
SETTLED = {"doc-08: type": "youth", "doc-16: government": "not involved"}


@contextmanager
def opened(browser: Browser, ready: str, *command: str) -> Iterator[tuple[Page, list[str]]]:
    """The page that a command opens, and the lines that the command tells, complete once its user ended it."""
    told: list[str] = []
    with subprocess.Popen(
        [*TWIN_NLP, *command, "--no-browser"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        try:
            assert run.stdout is not None
            origin, _, token = run.stdout.readline().strip().partition("/?token=")
            access = Access(token, (origin.removeprefix("http://"),))
            with window(browser, access) as watched:
                yield Watched.open(watched, ready), told
        finally:
            run.send_signal(signal.SIGINT)
            told += run.communicate(timeout=20)[1].splitlines()
    assert run.returncode == 0


def annotating(browser: Browser, *options: str) -> Any:
    return opened(browser, "#text .sentence", "annotate", *options)


def ran(*command: str, code: int = 0) -> tuple[str, list[str]]:
    """What a command prints, and the lines that it tells."""
    done = subprocess.run([*TWIN_NLP, *command], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout, done.stderr.splitlines()


def lines_of(name: str) -> list[dict[str, Any]]:
    log = Path("annotations/rounds/2026-12") / f"{name}.jsonl"
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def test_two_annotators_an_adjudicator_and_a_training(
    browser: Browser, tmp_path: Path, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pictures.mkdir(parents=True, exist_ok=True)
    write_tiny_corpus(tmp_path)
    shutil.copy(ROOT / "annotations/guidelines.md", "annotations")
    shutil.copytree(ROOT / "models", "models")
    write_source(Path("news.jsonl"), {name: TEXTS[name] for name in KEYS}, published="2021-12-31")

    # The first annotator has no mouse.
    with annotating(browser, "news.jsonl", "--as", "ada", "--round", "2026-12", "--blind", "--queue", "id") as (
        page,
        told,
    ):
        for name, keys in KEYS.items():
            expect(page.locator("#title")).to_have_text(name)
            for key in keys if keys == "0" else f"sxb{keys}":
                if (name, key) == ("doc-01", "1"):
                    page.screenshot(path=pictures / "loop-annotate.png")
                page.keyboard.press(key)
        expect(page.locator("#title")).to_have_text("All done")
        expect(page.locator("#waiting")).to_have_attribute("data-count", "0")
    log = Path("annotations/rounds/2026-12/ada.jsonl")
    assert told == [
        "twin-nlp: beginning round 2026-12; others join it with twin-nlp annotate --as NAME --round 2026-12",
        "twin-nlp: open this link in a browser on this machine; Ctrl-C ends the page",
        f"twin-nlp: 8 answers stand in {log}, 0 skipped and 0 flagged, of 8 documents",
        "twin-nlp: next: a second annotator joins with twin-nlp annotate --as NAME --round 2026-12",
    ]
    assert [line["id"] for line in lines_of("ada")] == list(KEYS)
    (done, *notices) = ran("agreement", code=1)[1]
    assert "a second annotator joins a round of annotate with twin-nlp annotate --as NAME --round 2026-12" in done
    assert notices == []

    # The second one has, joins by the name of the round, and sees nothing of the first.
    with annotating(browser, "--as", "ben", "--round", "2026-12") as (page, told):
        for name, keys in DIFFERENT.items():
            expect(page.locator("#title")).to_have_text(name)
            expect(page.locator("#events")).to_contain_text("No event yet")
            if keys != "0":
                page.locator(".sentence .handle").nth(1).click()
            for key in keys if keys == "0" else f"b{keys}":
                page.locator(f"button[aria-keyshortcuts='{key}']").locator("visible=true").first.click()
        expect(page.locator("#title")).to_have_text("All done")
        expect(page.locator("#waiting")).to_have_attribute("data-count", "0")
    assert told[-1] == (
        "twin-nlp: next: twin-nlp agreement 2026-12; a third person settles with twin-nlp adjudicate 2026-12 --as NAME"
    )
    printed, _ = ran("agreement")
    assert printed.startswith("Round 2026-12: ada, ben; documents in common: 8;")

    # A third person settles.
    ready = "#sides .side, #title:has-text('All settled')"
    with opened(browser, ready, "adjudicate", "--as", "cy") as (page, told):
        for difference, right in SETTLED.items():
            expect(page.locator("#title")).to_have_text(difference.partition(":")[0])
            expect(page.locator("#what")).to_contain_text(f"1 of 1: {difference.partition(': ')[2]}")
            page.keyboard.press("1" if right in page.inner_text(".side.side-a") else "2")
            if right == "not involved":
                page.screenshot(path=pictures / "loop-adjudicate.png")
            else:
                assert sorted(page.locator("#guideline h3").all_inner_texts()) == ["cultural", "youth"]
            page.keyboard.press("s")
        expect(page.locator("#title")).to_have_text("All settled")
        expect(page.locator("#progress")).to_contain_text("2 of 2 differences settled")
    assert told[-1] == "twin-nlp: next: twin-nlp adopt 2026-12"

    printed, told = ran("adopt")
    assert printed == ("Round 2026-12: 8 new documents (8 in train), 0 annotated anew, 0 as they were, 0 left out\n")
    assert told == ["twin-nlp: next: twin-nlp train"]
    adopted = {d.document.id: d for d in read_corpus(Path("corpus"), Path("annotations"))}
    assert [e.type for e in adopted["doc-08"].events] == ["youth"]
    assert [e.government_involved for e in adopted["doc-16"].events] == [False]
    assert adopted["doc-12"].events == ()

    # The packaged model has seen more than this corpus, so the new one is a worse one.
    printed, told = ran("train", "--even-if-worse")
    assert printed.startswith("What changed\n")
    assert "| main type macro-F1 * " in printed
    assert told[-1] == "twin-nlp: the new model is in models"
    in_train = [name for name, document in adopted.items() if document.split == "train"]
    assert set(KEYS) < set(in_train)
    assert load_model(Path("models")).manifest["trained_on"]["documents"] == len(in_train)
