"""The command that opens the annotators' page, as a user starts and ends it."""

from __future__ import annotations

import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from annotating import FakeReader, write_corpus, write_source
from typer.testing import CliRunner, Result

import twin_nlp
from twin_nlp import artefacts
from twin_nlp.cli import app
from twin_nlp.formats.answers import read_log
from twin_nlp.web import serve

ROOT = Path(__file__).parent.parent
KILL = runpy.run_path(str(ROOT / "scripts" / "kill_the_page.py"))
posix = pytest.mark.skipif(os.name != "posix", reason="signals")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was given to the server, which ends at once."""
    calls: list[dict[str, Any]] = []

    def served(app: object, listener: socket.socket, link: str, browser: bool, show: Any) -> None:
        show(link)
        calls.append({"link": link, "browser": browser, "address": listener.getsockname()})
        listener.close()

    monkeypatch.setattr(serve, "serve", served)
    monkeypatch.setattr(twin_nlp, "load", lambda folder: FakeReader())
    monkeypatch.setattr(artefacts, "fingerprint", lambda folder: "model")
    return calls


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    return str(write_source(tmp_path / "s.jsonl", {"d1": "A text.", "d2": "Another."}))


def run(*arguments: str) -> Result:
    done = CliRunner().invoke(app, ["annotate", *arguments], prog_name="twin-nlp")
    assert "Traceback" not in done.output
    return done


def test_the_link_is_printed_and_opened(shown: list[dict[str, Any]], source: str) -> None:
    done = run(source, "--as", "kim", "--round", "r")
    assert (done.exit_code, done.stdout) == (0, shown[0]["link"] + "\n")
    assert shown[0]["browser"]
    assert shown[0]["address"][0] == "127.0.0.1"
    log = Path("annotations/rounds/r/kim.jsonl")
    assert done.stderr == (
        "twin-nlp: beginning round r; others join it with twin-nlp annotate --as NAME --round r\n"
        "twin-nlp: Ctrl-C ends the page\n"
        f"twin-nlp: 0 answers stand in {log}, 0 skipped and 0 flagged, of 2 documents\n"
        "twin-nlp: to go on, give the same command again\n"
    )
    run(source, "--as", "kim", "--round", "r", "--no-browser")
    assert not shown[1]["browser"]
    assert shown[1]["address"] == shown[0]["address"], "the page finds the server where it was"


def test_another_host_is_warned_of(shown: list[dict[str, Any]], source: str) -> None:
    done = run(source, "--as", "kim", "--host", "127.0.0.2")
    assert "warning" not in done.stderr
    name = socket.gethostname()
    done = run(source, "--as", "kim", "--host", name)
    if done.exit_code:
        pytest.skip(f"the name of this machine, {name}, is none of its addresses")
    assert f"warning: others can reach {name}, and what passes between it and a browser is not encrypted" in done.stderr
    assert shown[-1]["link"].startswith(f"http://{name.lower()}:")


def test_mistakes_are_told_in_a_line(shown: list[dict[str, Any]], source: str) -> None:
    assert run(source).exit_code == 2
    assert run(source, "--as", "kim", "--port", "80").exit_code == 2
    done = run(source, "--as", "kim", "--host", "0.0.0.0")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (
        2,
        "twin-nlp: error: --host: expected the name or address that browsers will use, found '0.0.0.0'",
    )
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run(source, "--as", "kim", "--port", port)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1].startswith(f"twin-nlp: error: port {port} of 127.0.0.1 can't be used: ")
    done = run("none.txt", "--as", "kim")
    assert (done.exit_code, "no such file or folder" in done.stderr) == (1, True)
    assert shown == []


def test_a_model_without_held_out_probabilities_is_told(shown: list[dict[str, Any]], source: str) -> None:
    Path("m").mkdir()
    Path("m/manifest.json").write_text('{"files": {}}')
    write_corpus(Path())
    done = run("--as", "kim", "--queue", "errors", "--model", "m")
    assert done.exit_code == 1
    assert "m: expected a model with a held_out.json, found none; train it anew" in done.stderr


# The server itself


@posix
def test_ctrl_c_ends_it_and_tells_what_stands(tmp_path: Path) -> None:
    options = ("--as", "kim", "--annotations", str(tmp_path), "--round", "r", "--no-browser")
    with subprocess.Popen(
        [sys.executable, "-c", "from twin_nlp.cli import main; main()", "annotate", str(KILL["SAMPLE"]), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        link = run.stdout.readline().strip()
        origin = link.partition("/?")[0]
        with httpx.Client(base_url=origin, headers={"origin": origin}) as client:
            assert client.get("/").status_code == 403
            client.get(link)
            desk = client.get("/api/session").json()
            (first, *_) = (q["id"] for q in desk["queue"])
            shown = client.get(f"/api/document?id={first}").json()
            events = [{k: v for k, v in e.items() if k != "probability"} for e in shown["suggestions"]]
            sent = {"id": first, "key": "k", "verdict": "answered", "events": events}
            assert client.post("/api/answers", json=sent).status_code == 200
            assert client.get("/").headers.get("server") is None
        run.send_signal(signal.SIGINT)
        out, told = run.communicate(timeout=20)
    log = tmp_path / "rounds" / "r" / "kim.jsonl"
    assert (run.returncode, out) == (0, "")
    assert told.splitlines()[-2] == (
        f"twin-nlp: 1 answers stand in {log}, 0 skipped and 0 flagged, of {len(desk['queue'])} documents"
    )
    (line,) = read_log(log).standing().values()
    assert json.loads(json.dumps(line["events"])) == events


@posix
def test_sigkill_under_a_stream_of_answers_loses_nothing_acknowledged(tmp_path: Path) -> None:
    before = 0
    for acknowledged, faults in KILL["killed"](tmp_path, kills=2, seed=7):
        assert faults == []
        assert acknowledged > before
        before = acknowledged
