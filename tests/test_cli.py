from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pyarrow.parquet as pq
import pytest
from evaluated import annotated, annotated_event, found_event, predicted
from test_label import EVENT, FakeTwin
from typer.testing import CliRunner, Result

from twin_nlp import __version__
from twin_nlp.cli import app
from twin_nlp.errors import ModelError
from twin_nlp.evaluate import figures_of
from twin_nlp.records import ExchangeEvent

Run = Callable[..., Result]
TESTS = Path(__file__).parent


def fake_module(name: str, **content: Any) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(content)
    return module


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []

    def load(path: Path | None = None, *, nlp: object = None, places: Path | None = None) -> FakeTwin:
        calls.append({"path": path, "places": places})
        if path == Path("bad"):
            raise ModelError("bad: no manifest.json")
        return FakeTwin()

    monkeypatch.setitem(sys.modules, "twin_nlp.pipeline", fake_module("twin_nlp.pipeline", load=load))
    return calls


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loaded: list[dict[str, Any]]) -> Run:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("two exchanges")
    Path("rows.csv").write_text("id,text,published,outlet\nr1,exchange,2020-05,Herald\nr2,x,soon,Herald\n")

    def run(*arguments: str, input: str | bytes = "") -> Result:
        return CliRunner().invoke(app, arguments, input=input, prog_name="twin-nlp")

    return run


def no_traceback(result: Result) -> None:
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


# Help


def test_help_and_the_bare_command(command: Run) -> None:
    bare = command()
    assert bare.exit_code == 0
    assert bare.stdout == command("--help").stdout
    assert all(name in bare.stdout for name in ("label", "train", "evaluate"))
    page = command("label", "--help")
    assert page.exit_code == 0
    for option in (
        "--out",
        "--published",
        "--text-column",
        "--date-column",
        "--id-column",
        "--source-column",
        "--places",
        "--model",
        "--jobs",
        "--on-error",
    ):
        assert option in page.stdout
    assert command("--version").stdout == f"twin-nlp {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["label", "--help"],
        ["evaluate", "--help"],
        ["report", "--help"],
        ["ties", "--help"],
        ["annotate", "--help"],
        [],
    ],
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys; from twin_nlp.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'spacy', 'sklearn', 'pandas', 'pyarrow', 'numpy', 'scipy', 'joblib', 'starlette', 'uvicorn'}\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage: twin-nlp" in done.stdout


# label


def test_label_writes_json_lines_into_a_pipe(command: Run) -> None:
    done = command("label", "a.txt", "--published", "2020-08-14")
    assert done.exit_code == 0
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows == [{"doc_id": "a.txt", "published": "2020-08-14", **EVENT.to_dict()}] * 2
    assert done.stderr == "twin-nlp: 1 documents, 0 dropped by the gate (0%), 1 with events, 2 events, 0 rejected\n"


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".parquet", ".JSONL"])
def test_label_writes_the_format_of_the_ending(command: Run, ending: str) -> None:
    out = Path(f"out{ending}")
    done = command("label", "a.txt", "rows.csv", "-o", str(out), "--source-column", "outlet")
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr == (
        "twin-nlp: 2 documents, 0 dropped by the gate (0%), 2 with events, 3 events, "
        f"1 rejected (see {out}.rejects.jsonl)\n"
    )
    if ending == ".parquet":
        ids = pq.read_table(out)["doc_id"].to_pylist()
    elif ending == ".csv":
        with out.open(encoding="utf-8", newline="") as file:
            ids = [row["doc_id"] for row in csv.DictReader(file)]
    else:
        ids = [json.loads(line)["doc_id"] for line in out.read_text().splitlines()]
    assert ids == ["a.txt", "a.txt", "r1"]
    assert json.loads(Path(f"{out}.summary.json").read_text())["rejected"] == 1
    assert json.loads(Path(f"{out}.rejects.jsonl").read_text())["row"] == 2
    assert len(list(Path().iterdir())) == 5


def test_label_hands_its_options_on(command: Run, loaded: list[dict[str, Any]]) -> None:
    Path("in.tsv").write_text("body\tday\tnumber\nexchange\t2020\t7\n")
    Path("m").mkdir()
    Path("m/manifest.json").write_text("{}")
    Path("p.csv").write_text("name\n")
    done = command(
        *("label", "in.tsv", "--text-column", "body", "--date-column", "day", "--id-column", "number"),
        *("--model", "m", "--places", "p.csv", "--jobs", "2", "-o", "out.jsonl"),
    )
    assert done.exit_code == 0
    row = json.loads(Path("out.jsonl").read_text())
    assert (row["doc_id"], row["published"]) == ("7", "2020")
    assert loaded == [{"path": Path("m"), "places": Path("p.csv")}]
    options = json.loads(Path("out.jsonl.summary.json").read_text())["options"]
    assert (options["jobs"], options["model"], options["places"]) == (2, "m", "p.csv")
    assert options["columns"] == {"text": "body", "published": "day", "id": "number", "source": None}


def test_explanations_are_text_into_a_pipe_and_are_refused_where_they_cannot_be_held(command: Run) -> None:
    done = command("label", "--explain", "a.txt")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "a.txt: 2 events")
    assert "Why type donation and not cultural" in done.stdout
    assert "\x1b" not in done.stdout
    refused = command("label", "--explain", "a.txt", "-o", "out.csv")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("twin-nlp: error: out.csv: expected an output that ends in .jsonl")
    assert not Path("out.csv").exists()
    assert command("label", "--explain", "a.txt", "-o", "out.jsonl").exit_code == 0
    assert "explanation" in json.loads(Path("out.jsonl").read_text().splitlines()[0])


def test_rejected_rows_of_a_stream_are_told(command: Run) -> None:
    done = command("label", "rows.csv")
    assert done.exit_code == 3
    assert len(done.stdout.splitlines()) == 1
    assert "twin-nlp: rejected: rows.csv, row 2 (id r2): published must be" in done.stderr


def test_label_reads_standard_input(command: Run) -> None:
    assert json.loads(command("label", "-", input="exchange").stdout)["doc_id"] == "stdin"
    done = command("label", "-", input='{"text": "exchange"}\n{"text": null}\n')
    assert json.loads(done.stdout)["doc_id"] == "stdin:1"
    assert done.exit_code == 3


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["label"], 2, "Missing argument 'INPUT'"),
        (["label", "a.txt", "-o", "out.xlsx"], 2, "expected an output that ends in .jsonl, .csv, .parquet"),
        (["label", "a.docx"], 2, "expected a file that ends in .txt, .md, .html"),
        (["label", "a.txt", "--published", "May"], 2, "found 'May'"),
        (["label", "a.txt", "--jobs", "0"], 2, "--jobs"),
        (["label", "a.txt", "--on-error", "ask"], 2, "--on-error"),
        (["label", "a.txt", "--colour"], 2, "--colour"),
        (["label", "rows.csv", "-o", "rows.csv"], 2, "one of the inputs"),
        (["lable", "a.txt"], 2, "label"),
        (["label", "missing.txt"], 1, "missing.txt: no such file"),
        (["label", "empty"], 1, "the folder holds none"),
        (["label", "rows.csv", "--text-column", "body"], 1, "'id', 'text', 'published', 'outlet'"),
        (["label", "a.txt", "-o", "nowhere/out.csv"], 1, "can't be written"),
        (["label", "a.txt", "--model", "bad"], 1, "no manifest.json"),
        (["label", "a.txt", "--model", "bad", "-o", "out.csv"], 1, "expected a model folder with a manifest.json"),
        (["label", "a.txt", "--places", "no.csv", "-o", "out.csv"], 1, "no.csv: it can't be read"),
        (["label", "rows.csv", "--on-error", "fail"], 1, "rows.csv, row 2 (id r2)"),
        (["label", "a.txt", "--scheduler", "tcp://127.0.0.1:1"], 2, "give --engine dask"),
        (["label", "a.txt", "--engine", "spark"], 2, "--engine"),
    ],
)
def test_mistakes_are_told_in_a_line_and_leave_nothing(
    command: Run, arguments: list[str], code: int, expected: str
) -> None:
    Path("a.docx").write_text("x")
    Path("empty").mkdir()
    before = set(Path().iterdir())
    done = command(*arguments)
    no_traceback(done)
    assert done.exit_code == code
    assert done.stdout == "" or arguments[-2:] == ["--on-error", "fail"]
    assert expected in done.stderr
    assert set(Path().iterdir()) == before


def test_dask_that_is_missing_or_does_not_answer_is_told_in_a_line(
    command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from twin_nlp.engines import cluster

    monkeypatch.setattr(cluster, "_ANSWER_SECONDS", 1)
    silent = command("label", "a.txt", "-o", "out.csv", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert (silent.exit_code, silent.stdout) == (1, "")
    assert silent.stderr.startswith("twin-nlp: error: tcp://127.0.0.1:1: expected a Dask scheduler, and none answered")
    monkeypatch.delitem(sys.modules, "twin_nlp.engines.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    missing = command("label", "a.txt", "-o", "out.csv", "--engine", "dask")
    assert missing.exit_code == 1
    assert missing.stderr == (
        'twin-nlp: error: --engine dask needs distributed, which isn\'t installed; run pip install "twin-nlp[dask]"\n'
    )
    for done in (silent, missing):
        no_traceback(done)
    assert not list(Path().glob("out.csv*"))


def test_messages_cannot_steer_the_terminal(command: Run) -> None:
    Path("in.jsonl").write_text('{"id": "\\u001b[2Jé", "text": null}\n')
    done = command("label", "in.jsonl")
    assert "\x1b" not in done.stderr
    assert "(id \\x1b[2Jé)" in done.stderr


def test_repeated_ids_are_warned_of(command: Run) -> None:
    Path("in.csv").write_text("id,text\n1,x\n1,y\n")
    done = command("label", "in.csv")
    assert (done.exit_code, done.stderr.count("warning: in.csv, row 2: the id '1'")) == (0, 1)


# train and evaluate


def test_train_hands_its_options_on(command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[object, ...]] = []

    def train(
        corpus: Path, annotations: Path, out: Path, *, report: Callable[[str], None], **options: object
    ) -> object:
        report("fitted")
        calls.append((corpus, annotations, out, options))
        return SimpleNamespace(folder=out, comparison=None)

    monkeypatch.setitem(sys.modules, "twin_nlp.train", fake_module("twin_nlp.train", train=train, SEED=11))
    done = command(*["train", "--corpus", "c", "--annotations", "a", "--out", "m", "--seed", "3", "--even-if-worse"])
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "twin-nlp: fitted\ntwin-nlp: the new model is in m\n"
    command("train")
    assert calls == [
        (Path("c"), Path("a"), Path("m"), {"seed": 3, "even_if_worse": True}),
        (Path("corpus"), Path("annotations"), Path("models"), {"seed": 11, "even_if_worse": False}),
    ]
    assert command("train", "--seed", "x").exit_code == 2


FIGURES = figures_of(
    [annotated("A", [annotated_event("youth")]), annotated("B", [])],
    predicted({"A": [found_event("youth")], "B": []}),
)


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What ``evaluate`` was asked for, by calls."""
    asked: list[list[str]] = []

    def evaluate(model: Path | None, corpus: Path, annotations: Path, split: str) -> dict[str, Any]:
        asked.append([str(model), str(corpus), str(annotations), split])
        return {"model": "en-test", "weights": "ab", "split": split, **FIGURES}

    monkeypatch.setattr("twin_nlp.evaluate.evaluate", evaluate)
    return asked


def test_evaluate_prints_the_tables_and_writes_the_figures(command: Run, evaluated: list[list[str]]) -> None:
    done = command("evaluate", "--json", "figures.json")
    assert (done.exit_code, evaluated) == (0, [["None", "corpus", "annotations", "dev"]])
    assert done.stdout.startswith("Model en-test on dev: 2 documents, 1 of them without an event")
    assert re.search(r"^\| main type accuracy +\| 1\.000 \| 1\.000 to 1\.000 \|$", done.stdout, re.MULTILINE)
    assert json.loads(Path("figures.json").read_text()) == {
        "model": "en-test", "weights": "ab", "split": "dev", **FIGURES
    }  # fmt: skip
    failed = command("evaluate", "--json", "nowhere/figures.json")
    assert failed.exit_code == 1
    assert "can't be written" in failed.stderr
    assert failed.stdout == done.stdout


def test_evaluate_draws_its_figures(command: Run, evaluated: list[list[str]]) -> None:
    assert command("evaluate", "--plots", "plots").exit_code == 0
    names = {"confusion", "reliability", "risk-coverage"}
    assert {p.name for p in Path("plots").iterdir()} == {f"{n}.{e}" for n in names for e in ("svg", "png")}
    Path("file").write_text("")
    failed = command("evaluate", "--plots", "file/plots")
    assert failed.exit_code == 1
    assert "name another" in failed.stderr


def test_evaluate_says_that_plots_need_matplotlib_before_it_begins(
    command: Run, evaluated: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    failed = command("evaluate", "--plots", "plots")
    assert (failed.exit_code, evaluated) == (1, [])
    assert "twin-nlp: error: plots need matplotlib" in failed.stderr


# Processes

FAKE_PROCESS = """
import sys
sys.path.insert(0, {tests!r})
import test_cli
test_cli.fake_process()
"""


class Slow(FakeTwin):
    """Says when it has begun, then takes its time over a text that holds "slow"."""

    def found(self, text: str) -> list[ExchangeEvent]:
        if "slow" in text:
            sys.stderr.write("begun\n")
            sys.stderr.flush()
            time.sleep(60)
        return super().found(text)


def fake_process() -> None:
    """Run the command line of this process with a model that only pretends."""
    from twin_nlp.cli import main

    sys.modules["twin_nlp.pipeline"] = fake_module("twin_nlp.pipeline", load=lambda *a, **k: Slow())
    main()


def started(folder: Path, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    script = FAKE_PROCESS.format(tests=str(TESTS))
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        text=True,
        stderr=subprocess.PIPE,
        **options,
    )


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(
    ("sent", "code", "said"),
    [
        (signal.SIGINT, 130, "twin-nlp: interrupted\n"),
        (signal.SIGTERM, 143, ""),
        (signal.SIGKILL, -signal.SIGKILL, ""),
    ],
)
def test_a_run_that_is_ended_leaves_nothing_half_done(
    tmp_path: Path, sent: signal.Signals, code: int, said: str
) -> None:
    (tmp_path / "in.csv").write_text("text\nexchange\nslow exchange\n")
    (tmp_path / "out.jsonl").write_text("before\n")
    process = started(tmp_path, "label", "in.csv", "-o", "out.jsonl")
    assert process.stderr is not None
    assert process.stderr.readline() == "begun\n"
    process.send_signal(sent)
    assert process.stderr.read() == said
    assert process.wait() == code
    kept = {"out.jsonl.partial"} if sent == signal.SIGKILL else set()
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "out.jsonl", *kept}
    assert (tmp_path / "out.jsonl").read_text() == "before\n"


@pytest.mark.skipif(os.name != "posix", reason="pipes")
def test_a_closed_pipe_is_a_quiet_end(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\n" + "exchange\n" * 5000)
    process = started(tmp_path, "label", "in.csv", stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert json.loads(process.stdout.readline())["doc_id"] == "in.csv:1"
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\nexchange\n")
    with Path("/dev/full").open("w") as full:
        process = started(tmp_path, "label", "in.csv", stdout=full)
        _, said = process.communicate()
    assert said == "twin-nlp: error: standard output: can't be written (No space left on device); name another place\n"
    assert process.returncode == 1


@pytest.mark.skipif(os.name != "posix", reason="terminals")
def test_a_terminal_gets_a_table_and_no_progress_bar_among_it(tmp_path: Path) -> None:
    import pty

    (tmp_path / "a.txt").write_text("exchange")
    screen, terminal = pty.openpty()
    environment = {**os.environ, "COLUMNS": "120", "TERM": "dumb"}
    script = FAKE_PROCESS.format(tests=str(TESTS))
    process = subprocess.Popen(
        [sys.executable, "-c", script, "label", "a.txt"],
        cwd=tmp_path,
        stdout=terminal,
        stderr=terminal,
        env=environment,
    )
    process.wait()
    shown = os.read(screen, 100_000).decode()
    os.close(screen)
    os.close(terminal)
    assert process.returncode == 0
    lines = shown.splitlines()
    assert lines[0].split()[:3] == ["document", "published", "type"]
    assert lines[1].split()[:4] == ["a.txt", "donation", "yes", "held"]
    assert lines[-1] == "twin-nlp: 1 documents, 0 dropped by the gate (0%), 1 with events, 1 events, 0 rejected"


@pytest.mark.skipif(os.name != "posix", reason="terminals")
def test_a_terminal_for_errors_gets_a_progress_bar(tmp_path: Path) -> None:
    import pty

    (tmp_path / "a.txt").write_text("exchange")
    screen, terminal = pty.openpty()
    script = FAKE_PROCESS.format(tests=str(TESTS))
    process = subprocess.Popen(
        [sys.executable, "-c", script, "label", "a.txt"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=terminal,
        env={**os.environ, "COLUMNS": "120", "TERM": "xterm"},
    )
    out, _ = process.communicate()
    shown = os.read(screen, 100_000).decode()
    os.close(screen)
    os.close(terminal)
    assert json.loads(out)["doc_id"] == "a.txt"
    assert "1 documents, 1 events" in shown


# With the packaged model

ROOT = TESTS.parent
MODEL = (ROOT / "models" / "manifest.json").exists() and find_spec("twin_nlp.pipeline") is not None
with_model = pytest.mark.skipif(not MODEL, reason="no model has been trained here")


def twin_nlp(folder: Path, *arguments: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from twin_nlp.cli import main; main()", *arguments],
        cwd=folder,
        input=input,
        capture_output=True,
        text=True,
        check=False,
    )


REPORT = (
    "A delegation led by the mayor of Annapolis visited its sister city Changsha on 3 May 2019 "
    "to sign an agreement on cultural exchange between the two cities."
)


@with_model
def test_the_command_finds_an_event_and_quotes_the_text(tmp_path: Path) -> None:
    done = twin_nlp(tmp_path, "label", "-", "--published", "2019-05-10", input=REPORT)
    assert done.returncode == 0
    row = json.loads(done.stdout.splitlines()[0])
    for span in row["evidence"]:
        assert REPORT[span["start"] : span["end"]] == span["text"]
    assert {"Annapolis", "Changsha"} <= {partner["name"] for partner in row["partners"]}
    head = {name: row.pop(name) for name in ("doc_id", "published")}
    assert head == {"doc_id": "stdin", "published": "2019-05-10"}
    assert ExchangeEvent.from_dict(row).to_dict() == row


@with_model
def test_explanations_come_in_an_encoding_that_lacks_their_characters(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    script = "from twin_nlp.cli import main; main()"
    command = [sys.executable, "-c", script, "label", "--explain", "-", "--published", "2019-05-10"]
    done = subprocess.run(command, cwd=tmp_path, input=REPORT.encode(), capture_output=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert b"?Annapolis? (Annapolis" in done.stdout


@with_model
def test_jobs_change_nothing_and_the_three_formats_hold_the_same_events(tmp_path: Path) -> None:
    sample = str(ROOT / "twin_nlp" / "data" / "sample.jsonl")
    for out in ("one.jsonl", "two.jsonl", "flat.csv", "all.parquet"):
        jobs = "2" if out == "two.jsonl" else "1"
        done = twin_nlp(tmp_path, "label", sample, "-o", out, "--jobs", jobs, "--source-column", "source")
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    rows = [json.loads(line) for line in (tmp_path / "one.jsonl").read_text().splitlines()]
    assert rows
    assert pq.read_table(tmp_path / "all.parquet").to_pylist() == rows
    with (tmp_path / "flat.csv").open(encoding="utf-8", newline="") as file:
        assert [row["doc_id"] for row in csv.DictReader(file)] == [row["doc_id"] for row in rows]
