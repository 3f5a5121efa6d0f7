"""A run that is ended at any moment and started again ends with the same bytes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_label import Collected, FakeTwin

from twin_nlp import engines
from twin_nlp.errors import InputError, OutputError
from twin_nlp.formats import journal, output, reading
from twin_nlp.formats.rows import Columns
from twin_nlp.label import Job, kept, run

ROOT = Path(__file__).parent.parent
OUTPUTS = ("out{}", "out{}.summary.json", "out{}.rejects.jsonl")
posix = pytest.mark.skipif(os.name != "posix", reason="forks and signals")


def write_archive(folder: Path) -> None:
    """Text files, tables with rejected rows and blank lines, an empty file, a file twice, and one that is missing."""
    (folder / "texts").mkdir(parents=True)
    (folder / "texts" / "a.txt").write_text("two exchanges")
    (folder / "texts" / "b.txt").write_text("")
    rows = [
        f'{{"id": "r{n}", "text": "{"exchange" * (n % 3)}", "published": "20{n:02}"}}\n' + "\n" * (n % 2)
        for n in range(1, 13)
    ]
    rows[4] = '{"id": "bad", "text": null}\n'
    rows[8] = '{"id": "r9", "text": "broken"}\n'
    (folder / "rows.jsonl").write_text("".join(rows))
    (folder / "more.csv").write_text("id,text,published\nr1,exchange,2001\nx,exchange,soon\ny,exchanges,\n")


def job(folder: Path, ending: str = ".jsonl", **changes: Any) -> Job:
    inputs = tuple(str(folder / name) for name in ("texts", "rows.jsonl", "more.csv", "rows.jsonl"))
    return replace(Job(inputs, folder / f"out{ending}", published="1999"), **changes)


def done(job: Job, load: Callable[[], FakeTwin] = FakeTwin) -> list[str]:
    """Run a job; gives what it told."""
    told: list[str] = []
    run(job, load, Collected(), tell=told.append)
    return told


def written(folder: Path, ending: str) -> list[bytes]:
    return [(folder / name.format(ending)).read_bytes() for name in OUTPUTS]


@pytest.fixture
def each_row_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_SECONDS", 0.0)
    monkeypatch.setattr(engines, "ALONE", 1)


class Stopped(Exception):
    """Stands for whatever ends a run."""


class Stopping(FakeTwin):
    """Ends the run at its n-th text."""

    def __init__(self, last: int) -> None:
        self._left = last

    def passes_gate(self, text: str) -> bool:
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt
        return super().passes_gate(text)


@pytest.mark.parametrize("ending", output.ENDINGS)
def test_parts_have_no_influence_on_the_bytes(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write_archive(tmp_path)
    found = []
    for seconds in (0.0, 1000.0):
        monkeypatch.setattr(kept, "_SECONDS", seconds)
        done(job(tmp_path, ending))
        found.append(written(tmp_path, ending))
    assert found[0] == found[1]
    assert {p.name for p in tmp_path.iterdir()} == {
        "texts", "rows.jsonl", "more.csv", *(name.format(ending) for name in OUTPUTS)
    }  # fmt: skip


@pytest.mark.usefixtures("each_row_is_kept")
def test_a_run_goes_on_after_the_last_row_that_was_kept(tmp_path: Path) -> None:
    write_archive(tmp_path)
    expected = done(job(tmp_path)) and written(tmp_path, ".jsonl")
    labelled = 0
    for last in range(12):
        for name in OUTPUTS:
            (tmp_path / name.format(".jsonl")).unlink(missing_ok=True)
        with pytest.raises(KeyboardInterrupt):
            done(job(tmp_path), lambda last=last: Stopping(last))  # type: ignore[misc]
        assert not (tmp_path / "out.jsonl").exists()
        counted = sum(head["tally"]["documents"] for head in heads(tmp_path / "out.jsonl.partial"))
        labelled += last
        assert counted >= labelled - 2  # the one that is broken, twice
        if labelled > 20:
            break
    told = done(job(tmp_path))
    assert told[0].startswith(f"going on after {counted} documents")
    assert written(tmp_path, ".jsonl") == expected


def heads(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text().splitlines()[0]) for path in sorted(folder.glob("0*.jsonl"))]


@pytest.mark.usefixtures("each_row_is_kept")
def test_what_was_read_before_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_archive(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        done(job(tmp_path), lambda: Stopping(3))
    assert reading.Start(*heads(tmp_path / "out.jsonl.partial")[-1]["reached"]) == (2, 2)
    opened: list[str] = []
    read = reading.Archive._rows

    def rows(self: reading.Archive, source: reading.Source) -> Any:
        opened.append(source.name)
        return read(self, source)

    monkeypatch.setattr(reading.Archive, "_rows", rows)
    monkeypatch.setattr(reading.Archive, "check", lambda self: None)
    done(job(tmp_path))
    assert [Path(name).name for name in opened] == ["rows.jsonl", "more.csv", "rows.jsonl"]


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do ``work`` in a process that is gone before its n-th step on the disk; whether it came so far."""
    child = os.fork()
    if child == 0:
        left = step

        def counted(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **named: Any) -> Any:
                nonlocal left
                left -= 1
                if left < 0:
                    os._exit(9)
                return real(*arguments, **named)

            return call

        for name in ("replace", "rename", "unlink", "rmdir", "fsync", "mkdir"):
            setattr(os, name, counted(getattr(os, name)))
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@posix
@pytest.mark.parametrize("ending", [".jsonl", ".parquet"])
def test_a_run_may_be_killed_at_each_step_on_the_disk(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_BYTES", 8000)
    (tmp_path / "whole").mkdir()
    write_archive(tmp_path / "whole")
    done(job(tmp_path / "whole", ending))
    step = 0
    for step in range(1000):
        folder = tmp_path / "archive"
        write_archive(folder)
        monkeypatch.chdir(folder)
        out = folder / f"out{ending}"
        out.write_bytes(b"before")
        with monkeypatch.context() as here:
            here.chdir(folder)
            came_so_far = killed_at(step, lambda: done(job(Path(), ending)))
        if came_so_far:
            partly = out.read_bytes()
            assert partly in (b"before", (tmp_path / "whole" / out.name).read_bytes())
            killed_at(step + 3, lambda: done(job(Path(), ending)))
            done(job(Path(), ending))
        os.chdir(tmp_path / "whole")
        assert {p.name for p in folder.iterdir()} == {p.name for p in (tmp_path / "whole").iterdir()}
        assert out.read_bytes() == (tmp_path / "whole" / out.name).read_bytes()
        rejects = f"out{ending}.rejects.jsonl"
        assert (folder / rejects).read_text().replace('"file": "', f'"file": "{tmp_path / "whole"}/') == (
            tmp_path / "whole" / rejects
        ).read_text()
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()
        if not came_so_far:
            break
    assert step > 30


CHANGES: list[tuple[dict[str, Any], Callable[[Path], object], str]] = [
    ({}, lambda f: (f / "more.csv").write_text("id,text\n1,x\n"), r"inputs, .*more\.csv, size: expected 64, found 12"),
    ({}, lambda f: os.utime(f / "more.csv", (1, 1)), r"more\.csv, changed: expected 20.*, found 1970-01-01T00:00:01\."),
    ({}, lambda f: (f / "texts" / "c.txt").write_text("x"), r"else: inputs, .*c\.txt: expected nothing, found it;"),
    ({}, lambda f: (f / "texts" / "a.txt").unlink(), r"else: inputs, .*a\.txt: expected it, found nothing;"),
    ({"published": "2000"}, lambda f: None, "published: expected 1999, found 2000"),
    ({"columns": Columns(id="id")}, lambda f: None, "columns, id: expected nothing, found id"),
    ({"explain": True}, lambda f: None, "explain: expected False, found True"),
    ({"places": Path("p.csv")}, lambda f: Path("p.csv").write_text("name\n"), "places: expected nothing, found "),
    ({"model": Path("m")}, lambda f: Path("m/manifest.json").write_text(""), "model: expected .*, found e3b0"),
]


@pytest.mark.parametrize(("changes", "change", "expected"), CHANGES)
@pytest.mark.usefixtures("each_row_is_kept")
def test_a_run_that_began_with_something_else_is_refused(
    tmp_path: Path,
    changes: dict[str, Any],
    change: Callable[[Path], object],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    write_archive(tmp_path)
    Path("m").mkdir()
    with pytest.raises(KeyboardInterrupt):
        done(job(tmp_path), lambda: Stopping(3))
    change(tmp_path)
    changed = job(tmp_path, **changes)
    for _ in range(2):
        with pytest.raises(OutputError, match=expected) as refused:
            done(changed)
        assert "or begin anew with --force" in str(refused.value)
        assert "\n" not in str(refused.value)
    assert not any("going on" in line for line in done(replace(changed, force=True)))
    assert not journal.folder_of(tmp_path / "out.jsonl").exists()


@pytest.mark.usefixtures("each_row_is_kept")
def test_other_versions_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_archive(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        done(job(tmp_path), lambda: Stopping(3))
    monkeypatch.setattr("twin_nlp.label.job.versions", lambda: {"twin-nlp": "9"})
    with pytest.raises(OutputError, match=r"versions, .*; versions, .*"):
        done(job(tmp_path))


@pytest.mark.usefixtures("each_row_is_kept")
def test_who_does_the_work_may_change(tmp_path: Path) -> None:
    write_archive(tmp_path)
    done(job(tmp_path, jobs=2))
    expected = written(tmp_path, ".jsonl")
    with pytest.raises(KeyboardInterrupt):
        done(job(tmp_path), lambda: Stopping(5))
    assert "going on" in done(job(tmp_path, jobs=2))[0]
    assert written(tmp_path, ".jsonl") == expected


@pytest.mark.parametrize("seconds", [0.0, 1000.0])
def test_a_run_that_fails_keeps_what_was_done(tmp_path: Path, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_SECONDS", seconds)
    write_archive(tmp_path)
    told: list[str] = []
    failing = job(tmp_path, inputs=(str(tmp_path / "rows.jsonl"),), on_error="fail")
    with pytest.raises(InputError, match=r"rows\.jsonl, row 7 \(id bad\)"):
        run(failing, FakeTwin, Collected(), tell=told.append)
    assert told == [f"{tmp_path / 'out.jsonl.partial'} keeps what was done; --on-error skip goes on from there"]
    assert done(replace(failing, on_error="skip")) == ["going on after 4 documents of a run that was ended"]


def test_two_runs_do_not_write_the_same_output(tmp_path: Path) -> None:
    write_archive(tmp_path)
    with (
        journal.opened(tmp_path / "out.jsonl", {}, force=False),
        pytest.raises(OutputError, match="another run is writing it"),
    ):
        done(job(tmp_path, force=True))
    assert not (tmp_path / "out.jsonl.partial").exists()


def test_a_folder_that_is_no_journal_is_left_alone(tmp_path: Path) -> None:
    write_archive(tmp_path)
    (tmp_path / "out.jsonl.partial").mkdir()
    (tmp_path / "out.jsonl.partial" / "thesis.md").write_text("x")
    with pytest.raises(OutputError, match=r"found thesis\.md in it; move the folder away"):
        done(job(tmp_path, force=True))
    assert [p.name for p in (tmp_path / "out.jsonl.partial").iterdir()] == ["thesis.md"]


@pytest.mark.usefixtures("each_row_is_kept")
def test_a_damaged_part_is_told(tmp_path: Path) -> None:
    write_archive(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        done(job(tmp_path), lambda: Stopping(3))
    (tmp_path / "out.jsonl.partial" / "000001.jsonl").write_text("")
    with pytest.raises(OutputError, match=r"000001\.jsonl: this part .* is damaged \(it is empty\).*--force"):
        done(job(tmp_path))
    (tmp_path / "out.jsonl.partial" / "000001.jsonl").unlink()
    with pytest.raises(OutputError, match="damaged"):
        done(job(tmp_path))


def test_journals_are_not_read_as_inputs(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("exchange")
    (tmp_path / "other.jsonl.partial").mkdir()
    (tmp_path / "other.jsonl.partial" / "000001.jsonl").write_text("{}")
    into_itself = Job((str(tmp_path),), tmp_path / "out.jsonl")
    with pytest.raises(KeyboardInterrupt):
        done(into_itself, lambda: Stopping(0))
    done(into_itself)
    assert json.loads((tmp_path / "out.jsonl.summary.json").read_text())["documents"] == 1


def test_standard_input_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "exchange"}\n{"text": "x"}\n')))
    told: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        run(Job(("-",), tmp_path / "out.jsonl"), lambda: Stopping(1), Collected(), tell=told.append)
    assert told == ["nothing is kept of this run: standard input can't be read again"]
    assert not list(tmp_path.iterdir())


FULL = """
import resource, signal, sys
sys.path[:0] = [{tests!r}]
from pathlib import Path
import test_resume
test_resume.kept._SECONDS = {seconds}
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))
try:
    test_resume.done(test_resume.job(Path()))
except test_resume.OutputError as error:
    print(error)
"""


@posix
@pytest.mark.parametrize(
    ("seconds", "limit", "parts", "told"),
    [
        (0.0, 1700, range(1), "out.jsonl.partial/000001.jsonl: can't be written"),
        (0.0, 9000, range(20, 40), "out.jsonl: can't be written"),
        (1000.0, 9000, range(1), "out.jsonl.partial/000001.jsonl: can't be written"),
    ],
)
def test_a_full_disk_is_told_and_the_run_goes_on_when_there_is_room(
    tmp_path: Path, seconds: float, limit: int, parts: range, told: str
) -> None:
    write_archive(tmp_path)

    def ran(limit: int) -> str:
        script = FULL.format(tests=str(ROOT / "tests"), limit=limit, seconds=seconds)
        done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True)
        assert done.stderr == ""
        return done.stdout

    full = ran(limit)
    assert told in full
    assert "(File too large)" in full
    folder = tmp_path / "out.jsonl.partial"
    assert not (tmp_path / "out.jsonl").exists()
    assert not list(folder.glob(".*.part"))
    assert len(list(folder.glob("0*"))) in parts
    assert ran(10**9) == ""
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 19


# With the packaged model

LABEL = "import sys; from twin_nlp.label import kept; kept._SECONDS = 0.0; from twin_nlp.cli import main; main()"


@posix
@pytest.mark.skipif(not (ROOT / "models" / "manifest.json").exists(), reason="no model has been trained here")
def test_the_command_may_be_killed_and_started_again(tmp_path: Path) -> None:
    lines = (ROOT / "twin_nlp" / "data" / "sample.jsonl").read_text().splitlines() * 3
    lines[30] = "{}"
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    command = [sys.executable, "-c", LABEL, "label", "in.jsonl", "-o", "out.parquet"]
    subprocess.run(command, cwd=tmp_path, capture_output=True)
    expected = written(tmp_path, ".parquet")
    for name in OUTPUTS:
        (tmp_path / name.format(".parquet")).unlink()
    parts = tmp_path / "out.parquet.partial"
    for jobs, enough in (("1", 10), ("2", 50)):
        with subprocess.Popen([*command, "--jobs", jobs], cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None and len(list(parts.glob("0*"))) < enough:
                time.sleep(0.005)
            process.kill()
        assert process.returncode == -signal.SIGKILL
        assert not (tmp_path / "out.parquet").exists()
    last = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert last.returncode == 3
    assert "going on after" in last.stderr
    assert written(tmp_path, ".parquet") == expected
    assert not parts.exists()
