"""Kill ``twin-nlp annotate`` under a stream of answers, and look for every acknowledged one in the log.

    .venv/bin/python scripts/kill_the_page.py [--kills 10] [--seed 1]

The server runs over the bundled sample. Two clients send answers as fast as they are acknowledged, until a SIGKILL at
a random moment; then it is started again, and the answers that were under way are sent again. Exits with 1 where an
acknowledged answer is not in the log, or one is there twice.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import httpx

from twin_nlp.formats.answers import read_log

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "twin_nlp" / "data" / "sample.jsonl"
_CLIENTS = 2
_SHORTEST, _LONGEST = 0.1, 1.0
"""Seconds that a server is left alive under the stream."""


@contextmanager
def server(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running server with its rounds below ``folder``, and its opening link; killed at the end."""
    script = "from twin_nlp.cli import main; main()"
    options = ("--as", "kim", "--annotations", str(folder), "--round", "kills", "--no-browser")
    run = subprocess.Popen(
        [sys.executable, "-c", script, "annotate", str(SAMPLE), *options],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert run.stdout is not None
        link = run.stdout.readline().strip()
        if not link:
            raise RuntimeError("the server did not start")
        yield run, link
    finally:
        run.kill()
        run.wait()
        assert run.stdout is not None
        run.stdout.close()


class Client:
    """Sends answers one after the other, each until it is acknowledged."""

    def __init__(self, name: str) -> None:
        self.acknowledged: list[str] = []
        self._keys = (f"{name}-{number}" for number in count())
        self._under_way: str | None = None

    def send(self, link: str) -> None:
        """Send answers to the server with this link until it is gone."""
        origin = link.partition("/?")[0]
        with httpx.Client(base_url=origin, headers={"origin": origin}) as client:
            try:
                client.get(link)
                documents = [queued["id"] for queued in client.get("/api/session").json()["queue"]]
                while True:
                    key = self._under_way or next(self._keys)
                    self._under_way = key
                    doc_id = documents[int(key.rpartition("-")[2]) % len(documents)]
                    data = {"id": doc_id, "key": key, "verdict": "answered", "events": [], "comment": "é" * 2000}
                    client.post("/api/answers", json=data).raise_for_status()
                    self.acknowledged.append(key)
                    self._under_way = None
            except httpx.TransportError:
                return


def killed(folder: Path, kills: int, seed: int) -> Iterator[tuple[int, list[str]]]:
    """Kill the server again and again; gives after each kill how many answers were acknowledged so far, and faults."""
    moments = random.Random(seed)
    clients = [Client(f"client{n}") for n in range(_CLIENTS)]
    for _ in range(kills):
        with server(folder) as (run, link), ThreadPoolExecutor(_CLIENTS) as threads:
            sending = [threads.submit(client.send, link) for client in clients]
            before = sum(len(client.acknowledged) for client in clients)
            while sum(len(client.acknowledged) for client in clients) == before and not any(s.done() for s in sending):
                time.sleep(0.01)
            time.sleep(moments.uniform(_SHORTEST, _LONGEST))
            run.kill()
            for done in sending:
                done.result()
        keys = [line["key"] for _, line in read_log(folder / "rounds" / "kills" / "kim.jsonl").lines]
        acknowledged = [key for client in clients for key in client.acknowledged]
        faults = [f"{key} is lost" for key in sorted(set(acknowledged) - set(keys))]
        faults += [f"{key} is there twice" for key in sorted({key for key in keys if keys.count(key) > 1})]
        yield len(acknowledged), faults


def main() -> int:
    """Run the trial as the module's documentation tells."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, (acknowledged, faults) in enumerate(killed(Path(folder), asked.kills, asked.seed), 1):
            print(f"kill {number}: {acknowledged} acknowledged, {len(faults)} faults", *faults, sep="\n  ", flush=True)
            failed += bool(faults)
    print(f"{asked.kills - failed} of {asked.kills} kills lost nothing")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
