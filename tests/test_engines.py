"""Engines: the same results in the same order, whoever does the work."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_label import Collected, FakeTwin

from twin_nlp import engines
from twin_nlp.engines import batches, each, in_order, in_this_process
from twin_nlp.engines.pool import in_processes
from twin_nlp.errors import WorkerError
from twin_nlp.label import Job, run
from twin_nlp.records import Article, ExchangeEvent

ROOT = Path(__file__).parent.parent
posix = pytest.mark.skipif(os.name != "posix", reason="signals")


def shout(mark: str, text: str | Article | None) -> str:
    if text == "end":
        os.kill(os.getpid(), signal.SIGKILL)
    if text == "fail":
        raise ZeroDivisionError
    return f"{text}{mark}"


shouted = partial(each, shout)


@given(st.lists(st.one_of(st.none(), st.text(max_size=4), st.text(max_size=2).map(Article))))
def test_batches_hold_every_item_once_and_in_order(items: list[str | Article | None]) -> None:
    found = list(batches(items, 3, 5))
    assert [item for batch in found for item in batch] == items
    for batch in found:
        assert 1 <= len(batch) <= 3
        assert len(batch) == 1 or sum(map(engines._length, batch)) <= 5


def test_no_more_is_under_way_than_was_allowed() -> None:
    drawn: list[str] = []

    def source() -> Iterator[str]:
        for n in range(engines.BATCH * 10):
            drawn.append(str(n))
            yield str(n)

    found = in_order(lambda batch: batch, lambda batch: batch, source(), lambda: 2)
    assert next(found) == "0"
    assert len(drawn) == engines.BATCH * 2
    assert list(found) == drawn[1:]


def test_an_error_in_reading_comes_after_what_was_read_before() -> None:
    def source() -> Iterator[str]:
        yield from "ab"
        raise LookupError

    found: list[str] = []

    def take() -> None:
        for item in in_order(lambda batch: batch, lambda batch: batch, source(), lambda: 2):
            found.append(item)

    with pytest.raises(LookupError):
        take()
    assert found == ["a", "b"]


def test_batches_grow_to_the_most_that_is_asked() -> None:
    assert [len(batch) for batch in batches(["a"] * 20, 8, 1000, first=1)] == [1, 8, 8, 3]


def test_processes_give_what_one_gives() -> None:
    items = [str(n) for n in range(300)]
    assert list(in_processes(2, shouted, "!", items)) == list(in_this_process(shouted, "!", items))
    assert list(in_processes(2, shouted, "!", [])) == []


def test_what_processes_are_started_with_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = in_processes(2, shouted, "!", ["a"] * 300)
    assert next(found) == "a!"
    assert len(list(tmp_path.iterdir())) == 1
    found.close()
    assert not list(tmp_path.iterdir())
    with pytest.raises(TypeError, match="pickle"):
        next(in_processes(2, shouted, sys.stdout.buffer, ["a"]))
    assert not list(tmp_path.iterdir())


def test_what_the_work_raises_is_raised_after_the_results_before_it() -> None:
    items = [*map(str, range(engines.BATCH)), "fail", *map(str, range(300))]
    found = in_processes(2, shouted, "!", items)
    assert [next(found) for _ in range(engines.BATCH)] == [f"{n}!" for n in range(engines.BATCH)]
    with pytest.raises(ZeroDivisionError):
        next(found)


@posix
def test_a_process_that_is_ended_from_outside_is_told() -> None:
    with pytest.raises(WorkerError, match=r"one of the 2 processes was ended from outside .*smaller --jobs"):
        list(in_processes(2, shouted, "!", ["a"] * 100 + ["end"]))


CHILDREN = """
import os, sys, time
sys.path[:0] = [{tests!r}]
from test_engines import shout
from twin_nlp.engines.pool import in_processes
def pid(shared, batch): return [os.getpid()] * len(batch)
if __name__ == "__main__":
    found = in_processes(2, pid, "", (str(n) for n in range(10**6)))
    print(next(found), flush=True)
    time.sleep(60)
"""


@posix
def test_processes_end_with_the_one_that_started_them(tmp_path: Any) -> None:
    script = tmp_path / "script.py"
    script.write_text(CHILDREN.format(tests=str(ROOT / "tests")))
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as process:
        assert process.stdout is not None
        worker = process.stdout.readline().strip()
        assert runs(worker)
        assert list(tmp_path.glob("twin-nlp-*"))
        process.kill()
    deadline = time.monotonic() + 20
    while runs(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not runs(worker)
    assert not list(tmp_path.glob("twin-nlp-*")), "what the processes were started with is left behind"


def runs(process: str) -> bool:
    """Whether a process is there, and not only waits for being buried."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", process], capture_output=True, text=True).stdout.strip()
    return bool(told) and not told.startswith("Z")


# Dask

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=logging.CRITICAL
    ) as made:
        yield made


Dask = Callable[[Callable[[Any, Any], Any], Any, Iterable[Any]], Generator[Any, None, None]]


@pytest.fixture
def on_dask(cluster: Any) -> Dask:
    from twin_nlp.engines.cluster import on_cluster

    return partial(on_cluster, 1, cluster.scheduler_address)


def slowly(mark: str, text: Any) -> tuple[str, int]:
    time.sleep(0.002)
    return f"{text}{mark}", os.getpid()


slowed = partial(each, slowly)


def test_a_cluster_gives_what_one_process_gives_in_order_and_shares_the_work(on_dask: Dask) -> None:
    items = [str(n) for n in range(600)]
    found = list(on_dask(slowed, "!", items))
    assert [text for text, _ in found] == list(in_this_process(shouted, "!", items))
    assert len({pid for _, pid in found}) == 2
    assert list(on_dask(shouted, "!", [])) == []


@posix
def test_a_worker_that_is_killed_costs_only_time(on_dask: Dask, cluster: Any) -> None:
    from distributed import Client

    items = [str(n) for n in range(3000)]
    results = on_dask(slowed, "!", items)
    found = [next(results) for _ in range(200)]
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        before = set(client.scheduler_info(n_workers=-1)["workers"])
        os.kill(found[-1][1], signal.SIGKILL)
        # Most batches aren't handed out yet; the worker that is started in its place has its share of them.
        deadline = time.monotonic() + 60
        while set(client.scheduler_info(n_workers=-1)["workers"]) <= before:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    found += list(results)
    assert [text for text, _ in found] == [f"{n}!" for n in range(3000)]
    assert len({pid for _, pid in found}) > 2  # another worker was started, and had what the work shares


@posix
def test_a_text_that_ends_every_worker_is_told(on_dask: Dask) -> None:
    with pytest.raises(WorkerError, match="workers died over the same batch of texts"):
        list(on_dask(shouted, "!", ["a", "end"]))


class Deadly(FakeTwin):
    """Ends the process that it is in, the first time that it comes to a text that holds "deadly"."""

    def __init__(self, ended: Path) -> None:
        self._ended = ended

    def found(self, text: str) -> list[ExchangeEvent]:
        if "deadly" in text and not self._ended.exists():
            self._ended.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().found(text)


@posix
def test_a_run_whose_worker_is_killed_writes_what_one_process_writes(cluster: Any, tmp_path: Path) -> None:
    lines = [f'{{"id": "{n}", "text": "{"exchange" * (n % 3)}"}}\n' for n in range(1000)]
    lines[500] = '{"id": "500", "text": "deadly exchange"}\n'
    lines[700] = '{"id": "700", "text": "broken"}\n'
    (tmp_path / "in.jsonl").write_text("".join(lines))
    written = []
    for engine in ("joblib", "dask"):
        dask: Any = {"engine": "dask", "scheduler": cluster.scheduler_address} if engine == "dask" else {}
        job = Job((str(tmp_path / "in.jsonl"),), tmp_path / "out.jsonl", **dask)
        ended = tmp_path / "ended"
        if engine == "joblib":
            ended.touch()
        run(job, partial(Deadly, ended), Collected(), tell=lambda told: None)
        written.append([path.read_bytes() for path in sorted(tmp_path.glob("out.*"))])
        assert ended.exists()
        ended.unlink()
    assert len(written[0]) == 3
    assert written[0] == written[1]


@posix
def test_a_run_that_lost_a_process_keeps_what_was_done_and_goes_on(tmp_path: Path) -> None:
    lines = [f'{{"id": "{n}", "text": "exchange"}}\n' for n in range(1000)]
    lines[900] = '{"id": "900", "text": "deadly exchange"}\n'
    (tmp_path / "in.jsonl").write_text("".join(lines))
    job = Job((str(tmp_path / "in.jsonl"),), tmp_path / "out.jsonl", jobs=2)
    told: list[str] = []
    with pytest.raises(WorkerError, match="smaller --jobs"):
        run(job, partial(Deadly, tmp_path / "ended"), Collected(), tell=told.append)
    assert told == [f"{tmp_path / 'out.jsonl.partial'} keeps what was done; the same command goes on from there"]
    tally = run(job, partial(Deadly, tmp_path / "ended"), Collected(), tell=told.append)
    assert re.fullmatch(r"going on after \d{3} documents of a run that was ended", told[-1])
    assert tally.total.documents == 1000
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 1000


def test_a_cluster_that_is_lost_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    from twin_nlp.engines.cluster import on_cluster

    lost = distributed.LocalCluster(n_workers=1, processes=False, dashboard_address=":0", silence_logs=logging.CRITICAL)
    results = on_cluster(1, lost.scheduler_address, slowed, "!", [str(n) for n in range(10_000)])
    next(results)
    lost.close()
    with pytest.raises(WorkerError, match="the Dask cluster is lost: ") as told:
        list(results)
    assert "\n" not in str(told.value)
    assert capfd.readouterr().err == ""


def test_what_the_work_raises_on_a_worker_is_raised(on_dask: Dask) -> None:
    with pytest.raises(ZeroDivisionError):
        list(on_dask(shouted, "!", ["a", "fail"]))


def test_other_software_on_the_workers_is_told(on_dask: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
    from twin_nlp.engines import cluster

    monkeypatch.setattr(cluster, "versions", lambda: {**cluster_versions(), "spacy": "1.0"})
    with pytest.raises(WorkerError, match=r"the worker tcp://.* has spacy .* \(expected 1\.0\); install the same"):
        list(on_dask(shouted, "!", ["a"]))


def cluster_versions() -> dict[str, str]:
    from twin_nlp.versions import versions

    return versions()


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from twin_nlp.engines import cluster

    monkeypatch.setattr(cluster, "_ANSWER_SECONDS", 1)
    for address in ("tcp://127.0.0.1:1", "nonsense://x"):
        with pytest.raises(
            WorkerError, match=f"{address}: expected a Dask scheduler, and none answered in 1 s"
        ) as told:
            list(cluster.on_cluster(1, address, shouted, "!", ["a"]))
        assert "\n" not in str(told.value)


def test_a_scheduler_without_workers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from twin_nlp.engines import cluster

    monkeypatch.setattr(cluster, "_WORKERS_SECONDS", 0.3)
    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as empty,
        pytest.raises(WorkerError, match=r"expected workers, and none came within .* dask worker"),
    ):
        list(cluster.on_cluster(1, empty.scheduler_address, shouted, "!", ["a"]))


@posix
@pytest.mark.skipif(not (ROOT / "models" / "manifest.json").exists(), reason="no model has been trained here")
def test_the_example_of_the_page_gives_the_rows_of_one_process(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "clusters.md").read_text(encoding="utf-8")
    example = page.split("## Workers of your own")[1].split("```sh\n")[1].split("```")[0]
    assert example.count("8786") == 3
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        example = example.replace("8786", str(free.getsockname()[1]))
    (tmp_path / "sample.jsonl").write_bytes((ROOT / "twin_nlp" / "data" / "sample.jsonl").read_bytes())
    (tmp_path / "twin-nlp").write_text(f"#!{sys.executable}\nfrom twin_nlp.cli import main\nmain()\n", encoding="utf-8")
    (tmp_path / "twin-nlp").chmod(0o755)
    path = os.pathsep.join((str(tmp_path), str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    alone = ["twin-nlp", "label", "sample.jsonl", "-o", "alone.jsonl"]
    subprocess.run(alone, cwd=tmp_path, env=environment, check=True, capture_output=True)
    script = f"{example}code=$?; kill %1 %2; wait; exit $code"
    with (tmp_path / "log").open("w") as log:
        ran = subprocess.run(["bash", "-mc", script], cwd=tmp_path, env=environment, stderr=log, stdout=log)
    assert ran.returncode == 0, (tmp_path / "log").read_text()
    assert (tmp_path / "events.jsonl").read_bytes() == (tmp_path / "alone.jsonl").read_bytes()
