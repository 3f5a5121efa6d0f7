"""How fast background news runs through, against a peer in the same run, and how many events it "finds".

    python -m benchmarks.background NEWS.csv

NEWS.csv is any CSV of news items that are about other things; all columns that hold text are joined. The
peer is a fresh ``spacy.blank("en")`` tokenizing the same texts.
"""

from __future__ import annotations

import csv
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import spacy

import twin_nlp

_RUNS = 3


def texts_of(path: Path) -> list[str]:
    """One text per row: its columns joined, numbers left out."""
    with path.open(encoding="utf-8", newline="") as rows:
        return [" ".join(c for c in row if not c.isdigit()) for row in csv.reader(rows)]


def seconds(work: Callable[[], object]) -> float:
    """Median wall time of a few runs."""
    taken = []
    for _ in range(_RUNS):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def main(arguments: list[str]) -> int:
    """Print the figures; 2 where no file is named."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print(
            "make bench BACKGROUND=news.csv: name a CSV of background news; none ships with the project",
            file=sys.stderr,
        )
        return 2
    texts = texts_of(Path(arguments[0]))
    size = sum(len(t.encode("utf-8", "replace")) for t in texts) / 1e6
    nlp = twin_nlp.load()
    found = [event for text in texts for event in nlp.classify(text)]
    gated = sum(not nlp.passes_gate(text) for text in texts)
    own = seconds(lambda: [nlp.classify(text) for text in texts])
    peer = seconds(lambda: list(spacy.blank("en").pipe(texts)))
    print(f"documents                     {len(texts)} ({size:.2f} MB)")
    print(f"dropped by the gate           {gated} ({gated / len(texts):.1%})")
    print(f"events found (false alarms)   {len(found)}")
    print(f"twin-nlp                      {len(texts) / own:,.0f} documents/s, {size / own:.2f} MB/s")
    print(f"spacy.blank('en'), fresh      {len(texts) / peer:,.0f} documents/s, {size / peer:.2f} MB/s")
    print(f"ratio                         {peer / own:.1f}")
    for event in found:
        print(
            f"  {event.type:15} {event.confidence:.2f} {'; '.join(p.name for p in event.partners)} | "
            f"{event.evidence[0].text[:110]}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
