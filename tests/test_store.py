"""The annotation log: what is acknowledged stays, whoever else writes and however a run ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin_nlp.errors import AnnotationError, InputError, OutputError
from twin_nlp.formats.answers import Log, parse_log, read_log
from twin_nlp.store import AnnotationLog

AT = "2026-11-23T10:00:00Z"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def answer(doc_id: str, key: str, **more: Any) -> dict[str, Any]:
    return {"id": doc_id, "key": key, "verdict": "answered", "events": [], **more}


@pytest.fixture
def log(tmp_path: Path) -> AnnotationLog:
    return AnnotationLog(tmp_path / "kim.jsonl")


def keys(log: Log) -> dict[str, Any]:
    return {doc_id: line["key"] for doc_id, line in log.standing().items()}


def test_an_answer_is_one_line_and_stands(log: AnnotationLog) -> None:
    assert log.log() == Log()
    assert not log.path.exists()
    assert log.add(answer("d1", "a", comment="Québec 🎎"))
    assert log.add(answer("d2", "b"))
    assert "Québec 🎎" in log.path.read_text(encoding="utf-8")
    assert len(log.path.read_bytes().splitlines()) == 2
    assert keys(log.log()) == keys(read_log(log.path)) == {"d1": "a", "d2": "b"}


def test_the_last_answer_to_a_document_stands(log: AnnotationLog) -> None:
    for key in ("a", "b"):
        log.add(answer("d1", key))
    assert keys(log.log()) == {"d1": "b"}
    assert log.undo("u", AT) == "d1"
    assert keys(log.log()) == {"d1": "a"}


def test_an_answer_that_is_sent_again_is_not_written_again(log: AnnotationLog) -> None:
    assert log.add(answer("d1", "a"))
    before = log.path.read_bytes()
    assert not log.add(answer("d1", "a"))
    assert not AnnotationLog(log.path).add(answer("d1", "a"))
    assert log.path.read_bytes() == before


def test_an_answer_that_was_taken_back_stays_so_when_it_is_sent_again(log: AnnotationLog) -> None:
    log.add(answer("d1", "a"))
    log.undo("u", AT)
    assert not log.add(answer("d1", "a"))
    assert keys(log.log()) == {}


def test_a_key_belongs_to_one_line(log: AnnotationLog) -> None:
    log.add(answer("d1", "a"))
    log.undo("u", AT)
    for doc_id, key in (("d2", "a"), ("d1", "u")):
        with pytest.raises(InputError, match=f"'{key}' is that of another line"):
            log.add(answer(doc_id, key))
    with pytest.raises(InputError, match="'a' is that of an answer"):
        log.undo("a", AT)


def test_undo_takes_back_one_answer_after_the_other(log: AnnotationLog) -> None:
    log.add(answer("d1", "a"))
    log.add(answer("d2", "b"))
    log.add(answer("d1", "c"))
    assert [log.undo(f"u{n}", AT) for n in range(4)] == ["d1", "d2", "d1", None]
    assert len(log.log().lines) == 6
    assert log.undo("u0", AT) == "d1", "an undo that is sent again is acknowledged again"
    assert len(log.log().lines) == 6


def test_lines_that_others_wrote_are_seen(log: AnnotationLog) -> None:
    other = AnnotationLog(log.path)
    log.add(answer("d1", "a"))
    assert other.undo("u", AT) == "d1"
    assert keys(log.log()) == {}
    other.add(answer("d2", "b"))
    assert log.undo("v", AT) == "d2"


@given(st.lists(st.sampled_from(["ours", "theirs", "undo", "torn", "blank", "unended"]), max_size=12))
@settings(max_examples=60, deadline=None)
def test_what_a_log_knows_is_what_its_file_holds(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    log = AnnotationLog(tmp_path_factory.mktemp("log") / "kim.jsonl")
    for n, step in enumerate(steps):
        if step == "ours":
            log.add(answer(f"d{n % 3}", f"k{n}"))
        elif step == "theirs":
            AnnotationLog(log.path).add(answer(f"d{n % 3}", f"k{n}"))
        elif step == "undo":
            log.undo(f"k{n}", AT)
        elif not read_log(log.path).ends_torn:
            ended = not log.path.exists() or log.path.read_bytes()[-1:] in (b"", b"\n")
            cut = {"torn": b'{"id": "d', "blank": b"\n\n", "unended": b'{"id": "plain"}'}[step]
            with log.path.open("ab") as file:
                file.write(cut if ended else b"\n" + cut)
        assert log.log() == read_log(log.path)


def test_a_plain_file_without_keys_can_be_gone_on_with(log: AnnotationLog) -> None:
    log.path.write_text('{"id": "d1", "annotator": "kim", "events": []}', encoding="utf-8")
    log.add(answer("d2", "a"))
    assert list(log.log().standing()) == ["d1", "d2"]
    assert [log.undo("u", AT), log.undo("v", AT)] == ["d2", None], "a line without a key can't be taken back"
    assert list(log.log().standing()) == ["d1"]
    assert log.log().torn == ()


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(), JSON), st.dictionaries(st.text(), JSON))
def test_any_json_comes_back_as_it_went_in(tmp_path_factory: pytest.TempPathFactory, a: Any, b: Any) -> None:
    log = AnnotationLog(tmp_path_factory.mktemp("log") / "kim.jsonl")
    lines = [{**{k: v for k, v in more.items() if k not in ("torn", "undo")}, "id": "d", "key": str(n)}
             for n, more in enumerate((a, b))]  # fmt: skip
    for line in lines:
        log.add(line)
    assert [line for _, line in read_log(log.path).lines] == lines


def test_half_a_surrogate_pair_is_kept(log: AnnotationLog) -> None:
    log.add(answer("d1", "a", comment="\ud83c"))
    assert log.log().standing()["d1"]["comment"] == "\ud83c"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_has_no_word_for_is_refused_and_leaves_nothing(log: AnnotationLog, value: float) -> None:
    with pytest.raises(InputError, match="can't be written as JSON"):
        log.add(answer("d1", "a", seconds=value))
    assert log.log() == Log()


@pytest.mark.parametrize("left", range(1, 12))
def test_a_line_that_was_cut_short_is_told_and_never_an_answer(log: AnnotationLog, left: int) -> None:
    log.add(answer("d1", "a"))
    whole = log.path.read_bytes()
    torn = json.dumps(answer("d2", "b", comment="é"), ensure_ascii=False).encode()
    for cut in (torn[:left], torn[: -2 * left], torn[:left] + b"\0" * left, torn[:left] + b"\n"):
        log.path.write_bytes(whole + cut)
        found = read_log(log.path)
        assert (keys(found), found.torn, found.ends_torn) == ({"d1": "a"}, (2,), True)
        log.add(answer("d3", "c"))
        log.add(answer("d2", "b"))
        found = read_log(log.path)
        assert (keys(found), found.torn, found.ends_torn) == ({"d1": "a", "d3": "c", "d2": "b"}, (2,), False)
        assert log.path.read_bytes().startswith(whole + cut)


def test_a_repair_that_was_cut_short_itself_is_repaired(log: AnnotationLog) -> None:
    log.path.write_bytes(b'{"id": "d1", "key": "a"}\n{"id"\n{"torn": tr')
    log.add(answer("d2", "b"))
    found = read_log(log.path)
    assert (keys(found), found.torn) == ({"d1": "a", "d2": "b"}, (2, 3))


def test_a_line_that_someone_broke_is_an_error(log: AnnotationLog) -> None:
    for broken in (
        b'{"id": "d1",}\n{"id": "d2"}\n',
        b'[1]\n{"id": "d2"}\n',
        b'{"key": "a"}\n',
        b'{"id": "d1", "key": ["a"]}\n',
        b'{"id": "d1", "undo": {}}\n',
    ):
        with pytest.raises(AnnotationError, match=r"kim\.jsonl, line 1: "):
            parse_log(broken, "kim.jsonl")
        log.path.write_bytes(broken)
        with pytest.raises(OutputError, match="mend it"):
            log.add(answer("d3", "c"))
        assert log.path.read_bytes() == broken


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be written"):
        AnnotationLog(tmp_path / "nowhere" / "kim.jsonl").add(answer("d1", "a"))


def test_nothing_is_acknowledged_that_did_not_reach_the_disk(
    log: AnnotationLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        for _ in range(2):
            with pytest.raises(OutputError, match="No space left"):
                log.add(answer("d1", "a"))
    log.add(answer("d1", "a"))
    assert [line["key"] for _, line in log.log().lines] == ["a"]


def test_a_line_that_the_disk_took_half_of_is_no_answer(log: AnnotationLog, monkeypatch: pytest.MonkeyPatch) -> None:
    log.add(answer("d1", "a"))
    write = os.write
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", lambda file, data: write(file, data[: len(data) // 2]))
        with pytest.raises(OutputError, match="is the disk full"):
            log.add(answer("d2", "b"))
    assert keys(log.log()) == {"d1": "a"}
    log.add(answer("d2", "b"))
    assert keys(read_log(log.path)) == {"d1": "a", "d2": "b"}


def test_two_processes_that_write_at_once_lose_nothing(log: AnnotationLog) -> None:
    script = (
        "import sys; from pathlib import Path; from twin_nlp.store import AnnotationLog\n"
        "log, name = AnnotationLog(Path(sys.argv[1])), sys.argv[2]\n"
        "for n in range(100):\n"
        "    log.add({'id': f'd{n}', 'key': f'{name}{n}', 'comment': name * 5000})\n"
        "    log.add({'id': 'both', 'key': f'both{n}'})\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", script, str(log.path), name]) for name in "ab"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    found = read_log(log.path)
    assert found.torn == ()
    wanted = {f"{name}{n}" for name in "ab" for n in range(100)} | {f"both{n}" for n in range(100)}
    assert sorted(line["key"] for _, line in found.lines) == sorted(wanted)
