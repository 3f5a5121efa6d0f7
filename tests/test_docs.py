"""The documentation says what the program does."""

from __future__ import annotations

import doctest
import json
import re
import runpy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer.main

import twin_nlp
from twin_nlp import labels, records
from twin_nlp.cli import app
from twin_nlp.edtf import interval
from twin_nlp.evaluate import HEADLINE
from twin_nlp.formats.corpus import AnnotatedEvent, CorpusDocument, read_corpus, read_plain
from twin_nlp.formats.linked import LinkedEvent, LinkedText, read_linked
from twin_nlp.parse.dates import find_dates

ROOT = Path(__file__).parent.parent
UPDATE = runpy.run_path(str(ROOT / "scripts" / "update_docs.py"))
REGENERATE = "run .venv/bin/python scripts/update_docs.py"
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "models").glob("*.md")])
WRITTEN = [p for p in PAGES if p.parent != ROOT / "models"]

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_NAMED_FILE = re.compile(r"`((?:twin_nlp|tests|scripts|annotations|corpus|docs|models)/[\w./-]*)`")


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return [body for kind, body in _FENCE.findall(text) if kind == language]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def commands() -> list[str]:
    return sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", WRITTEN, ids=name)
def test_python_blocks_give_what_they_show(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page.read_text(encoding="utf-8")
    code = blocks(text, "python")
    assert all(">>>" in block for block in code), "a block without a prompt isn't run"
    if page == ROOT / "README.md":
        assert len(code) >= 5
        (places,) = blocks(text, "csv")
        (tmp_path / "places.csv").write_text(places, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    told: list[str] = []
    example = doctest.DocTestParser().get_doctest("\n".join(code), {}, name(page), str(page), 0)
    doctest.DocTestRunner(verbose=False).run(example, out=told.append)
    assert not told, "".join(told)


@pytest.mark.parametrize("page", UPDATE["PAGES"])
def test_copied_blocks_are_current(page: str) -> None:
    text = read(page)
    assert UPDATE["block_names"](text), f"{page} lost its markers"
    assert text == UPDATE["updated"](text), f"{page} shows what the program no longer says: {REGENERATE}"


def current_manifest() -> Any:
    manifest = UPDATE["manifest"]()
    assert UPDATE["is_current"](manifest), "models/ lacks figures that the card tells: run make train"
    return manifest


def test_the_model_card_is_what_its_manifest_says() -> None:
    manifest = current_manifest()
    assert read("models/MODEL_CARD.md") == UPDATE["card"](manifest), f"the model card is not current: {REGENERATE}"


@pytest.mark.parametrize("picture", ["confusion", "reliability", "risk-coverage"])
def test_the_pictures_of_the_model_card_are_drawn_from_its_figures(picture: str) -> None:
    figures = current_manifest()["figures"]
    assert UPDATE["drawn_from"](figures) in read(f"docs/model/{picture}.svg"), REGENERATE


def test_what_a_second_annotator_reaches_is_given_for_figures_of_the_card() -> None:
    assert set(UPDATE["second_annotator"]()) < set(HEADLINE)


def test_every_command_has_a_page_with_its_help_and_stands_in_the_readme() -> None:
    readme = read("README.md")
    for command in commands():
        assert f"`twin-nlp {command}" in readme
        page = read(f"docs/{command}.md")
        assert f"{command} help" in UPDATE["block_names"](page)
        assert f"twin-nlp {command} [OPTIONS]" in page, REGENERATE


def test_readme_names_no_command_that_is_not_there() -> None:
    readme = read("README.md")
    shells = re.findall(r"^```\n(twin-nlp .*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert shells
    named = re.findall(r"`twin-nlp ([a-z-]+)", readme)
    named += [found for shell in shells for found in re.findall(r"^twin-nlp ([a-z-]+)", shell, re.MULTILINE)]
    assert set(named) == set(commands())


def test_readme_shows_the_demo_and_the_checks_on_its_first_screen() -> None:
    screen = "\n".join(read("README.md").splitlines()[:45])
    for wanted in ("$ make demo", "`make test`", "import twin_nlp"):
        assert wanted in screen


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_and_named_files_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = []
    for link in _LINK.findall(text):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z-]+:", link):
            continue
        found = page.parent / target if target else page
        if not found.exists():
            missing.append(link)
        elif anchor:
            titles = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            if anchor not in {re.sub(r"[^\w -]", "", t).strip().lower().replace(" ", "-") for t in titles}:
                missing.append(link)
    missing += [file for file in _NAMED_FILE.findall(text) if not (ROOT / file).exists()]
    assert not missing


def test_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    for page in WRITTEN:
        named = set(re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8")))
        assert named <= targets, name(page)


def test_floors_of_the_design_are_the_ones_that_are_tested() -> None:
    of_room = {
        room: int(floor)
        for floor, rooms in re.findall(r"^\| (\d) \| [a-z ]+ \| (.+) \|$", read("docs/design.md"), re.MULTILINE)
        for room in re.findall(r"`(\w+)`", rooms)
    }
    tested: dict[str, int] = runpy.run_path(str(ROOT / "tests" / "test_floors.py"))["FLOORS"]
    assert of_room == tested, REGENERATE


def test_design_names_every_trained_decision() -> None:
    from twin_nlp.artefacts import HEAD_NAMES

    row = re.compile(r"^\| ([\w ]+) \| [^|]+ \| `twin_nlp/[\w/]+\.py` \|$", re.MULTILINE)
    named = row.findall(read("docs/design.md"))
    assert named == list(HEAD_NAMES)


def _keys(cls: Any) -> set[str]:
    return set(cls.__dataclass_fields__)


def test_event_page_names_every_key_and_label() -> None:
    page = read("docs/events.md")
    quoted = set(re.findall(r"`([^`\n]+)`", page))
    classes = (records.ExchangeEvent, records.Partner, records.Place, records.EventDate, records.Participant)
    for cls in (*classes, records.Goods):
        assert not _keys(cls) - quoted, cls.__name__
    label_sets = (labels.EVENT_TYPES, labels.STATUSES, labels.ROLES, labels.TIES, labels.PLACE_KINDS)
    for label_set in label_sets:
        assert not set(label_set) - quoted


def test_event_page_shows_a_record_with_right_offsets() -> None:
    page = read("docs/events.md")
    (source,), (shown,) = blocks(page, "text"), blocks(page, "json")
    text = source.rstrip("\n")
    event = twin_nlp.ExchangeEvent.from_dict(json.loads(shown))
    assert event.to_dict() == json.loads(shown)
    assert event.date is not None
    quotes = [(event.date.start, event.date.end, event.date.text)]
    quotes += [(s.start, s.end, s.text) for s in event.evidence]
    quotes += [(g.start, g.end, g.text) for g in event.goods]
    quotes += [(p.start, p.end, p.name) for p in event.partners]
    assert all(text[start:end] == quote for start, end, quote in quotes)
    assert interval(event.date.edtf) == (event.date.earliest, event.date.latest)
    assert sum(event.type_probabilities.values()) == pytest.approx(1)
    assert sum(event.status_probabilities.values()) == pytest.approx(1)


def test_event_page_has_the_dates_that_are_found() -> None:
    rows = re.findall(r"^\| ([^|`]+) \| `([^`]*\d[^`]*)` \| (\S+) \| (\S+) \|$", read("docs/events.md"), re.MULTILINE)
    assert len(rows) >= 6
    for words, edtf, earliest, latest in rows:
        (found,) = find_dates(f"They met {words}.", "2020-07-20")
        assert found.edtf == edtf, words
        assert (found.earliest or "null", found.latest or "null") == (earliest, latest), words


def test_corpus_page_names_every_key_and_its_examples_are_read(tmp_path: Path) -> None:
    page = read("docs/corpus.md")
    quoted = set(re.findall(r"`([^`\n]+)`", page))
    assert not (_keys(CorpusDocument) | _keys(AnnotatedEvent) | _keys(LinkedText) | _keys(LinkedEvent)) - quoted
    document, annotation, passage, linked = blocks(page, "json")
    (splits,) = blocks(page, "csv")
    files = {
        "corpus/documents/a.jsonl": document,
        "annotations/documents/b.jsonl": annotation,
        "annotations/splits.csv": splits,
        "corpus/linked/a.jsonl": linked.splitlines()[0],
        "annotations/linked/a.jsonl": linked.splitlines()[1],
        "corpus/plain/a.jsonl": passage.splitlines()[0],
        "annotations/plain/a.jsonl": passage.splitlines()[1],
    }
    for file, content in files.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(content, encoding="utf-8")
    (read_back,) = read_corpus(tmp_path / "corpus", tmp_path / "annotations")
    assert read_back.events[0].type == "donation"
    (report,) = read_linked(tmp_path / "corpus", tmp_path / "annotations")
    assert report.events[0].event == "X01-A-1"
    (plain,) = read_plain(tmp_path / "corpus", tmp_path / "annotations")
    assert plain.type == "cultural"


def test_sources_of_the_gazetteer_are_named() -> None:
    attribution = json.loads(read("twin_nlp/data/gazetteer.json"))["attribution"]
    for page in ("NOTICE", "README.md"):
        text = read(page)
        for source in attribution:
            first = re.match(r"\w+", source)
            assert first is not None
            assert first.group() in text, page
        assert "CC BY 4.0" in text


def test_files_name_no_place_of_one_machine_and_no_package_host() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout, which tells the project's files from others")
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    if listed.returncode:
        pytest.skip(f"git lists no files here: {listed.stderr.strip()}")
    files = [file for file in listed.stdout.split("\0") if file and not file.startswith("corpus/")]
    assert "README.md" in files
    roots = "|".join(("work", "tmp", "root", "home"))
    machine = re.compile(rf"(?<![\w.~*/)>\]-])/(?:{roots})(?![\w-])")
    hosts = re.compile(r"\b(?:py" + r"pi\.org|files\.python" + r"hosted\.org)", re.IGNORECASE)
    offenders = []
    for file in files:
        path = ROOT / file
        if not path.is_file() or b"\0" in (data := path.read_bytes()):
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
            found = machine.search(line) or hosts.search(line)
            if found:
                offenders.append(f"{file}:{number} names {found.group()}")
    assert not offenders, "\n".join(offenders)
