"""Kill ``twin-nlp label`` at random moments, start it again each time, and compare what it writes.

    .venv/bin/python scripts/kill_and_resume.py [--kills 10] [--documents 2000] [--jobs 1] [--seed 1]

The archive is made of training texts of the corpus, repeated, with some rows that can't be used. It is labelled
once undisturbed and once with SIGKILLs, at moments drawn evenly over what is left of the time of the first run.
Exits with 1 where OUT, its summary or its rejected rows differ.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from twin_nlp.formats.corpus import read_corpus

ROOT = Path(__file__).resolve().parent.parent
OUT = "events.parquet"
WRITTEN = (OUT, f"{OUT}.summary.json", f"{OUT}.rejects.jsonl")
_BAD_EVERY = 97
_LOADING_SECONDS = 1.5
"""At least so long a run is left alone: one that is killed before it has read a row tells nothing."""


def archive(documents: int) -> Iterator[str]:
    """The lines of an archive of so many rows."""
    train = [d.document for d in read_corpus(ROOT / "corpus", ROOT / "annotations") if d.split == "train"]
    for number, document in enumerate(islice(cycle(train), documents), 1):
        row: dict[str, object] = {"id": f"{number}-{document.id}", "published": document.published}
        row["text"] = None if number % _BAD_EVERY == 0 else document.text
        yield json.dumps(row) + "\n"


def started(folder: Path, jobs: int) -> subprocess.Popen[bytes]:
    """A run over the archive in ``folder``."""
    script = "from twin_nlp.cli import main; main()"
    command = [sys.executable, "-c", script, "label", "archive.jsonl", "-o", OUT, "--jobs", str(jobs)]
    return subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE)


def labelled(folder: Path, jobs: int) -> float:
    """Let a run over the archive in ``folder`` come to its end; gives the seconds that it took."""
    begun = time.monotonic()
    with started(folder, jobs) as run:
        _, told = run.communicate()
    if run.returncode not in (0, 3):
        raise RuntimeError(f"the run ended with {run.returncode}: {told.decode()}")
    print(told.decode().splitlines()[-1])
    return time.monotonic() - begun


def main() -> int:
    """Run the comparison and tell what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "archive.jsonl").write_text("".join(archive(arguments.documents)), encoding="utf-8")
        left = labelled(folder, arguments.jobs)
        expected = {file: (folder / file).read_bytes() for file in WRITTEN}
        for file in WRITTEN:
            (folder / file).unlink()
        for kill in range(1, arguments.kills + 1):
            seconds = _LOADING_SECONDS + draw.uniform(0, 2 * left / (arguments.kills - kill + 2))
            with started(folder, arguments.jobs) as run:
                time.sleep(seconds)
                run.kill()
            if run.returncode >= 0:
                print(f"the run came to its end before kill {kill}; give more --documents")
                return 1
            if (folder / OUT).exists():
                print(f"{OUT} is there after kill {kill}, before the run was done")
                return 1
            left = max(0, left - seconds + _LOADING_SECONDS)
            parts = len(list((folder / f"{OUT}.partial").glob("0*")))
            print(f"kill {kill} after {seconds:.1f} s: {parts} parts are kept")
        labelled(folder, arguments.jobs)
        differing = [file for file in WRITTEN if (folder / file).read_bytes() != expected[file]]
        rest = sorted(path.name for path in folder.iterdir())
    print("the same bytes" if not differing else f"other bytes: {', '.join(differing)}")
    return 1 if differing or rest != sorted(("archive.jsonl", *WRITTEN)) else 0


if __name__ == "__main__":
    sys.exit(main())
