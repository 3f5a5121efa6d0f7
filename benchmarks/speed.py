"""How fast twin-nlp reads an archive, beside others that read the same texts in the same run.

    python -m benchmarks.speed NEWS.csv [PEER...]

NEWS.csv is any CSV of news items about other things. A PEER is the name or path of a spaCy pipeline, or a folder
in which ``benchmarks.quality`` keeps a fine-tuned encoder. Writes ``benchmarks/RESULTS.md``.

Each system works in a process of its own, which tells its peak memory; in every round all of them read the same
texts one after the other, and the median of the rounds counts. Nothing else should be busy on the machine.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import spacy

import twin_nlp
from benchmarks.archives import Texts, background, dense, mixed, write_archive
from benchmarks.commands import Used, peak_memory, run
from benchmarks.peers.encoder import FineTunedEncoder
from benchmarks.peers.tfidf import TfIdf
from benchmarks.quality import KEPT, ROOT, machine, passages_of, report, trained
from benchmarks.speed_page import (
    Memory,
    Rate,
    Scaling,
    memory_table,
    page,
    projection_table,
    rates_table,
    scaling_table,
)
from twin_nlp.formats.corpus import read_corpus, read_plain
from twin_nlp.records import Article

PAGE = ROOT / "benchmarks" / "RESULTS.md"
ROUNDS = 3
SHARE = 0.01
"""Documents with an event in the mixture."""
SIZES = (10_000_000, 100_000_000, 1_000_000_000)
"""Bytes of the archives whose peak memory is measured."""
_SCALED = 12
"""How often the dense texts are repeated where the work is shared: starting processes then counts for little."""

OWN, TOKENIZER, TFIDF = "twin-nlp", 'spacy.blank("en")', "TF-IDF, logistic regression"
Work = Callable[[Sequence[str]], object]


def _own() -> Work:
    nlp = twin_nlp.load()
    return lambda texts: sum(len(found) for found in nlp.classify_many(texts))


def _tokenizer() -> Work:
    nlp = spacy.blank("en")
    return lambda texts: sum(len(doc) for doc in nlp.pipe(texts))


def _pipeline(name: str) -> Work:
    nlp = spacy.load(name)
    return lambda texts: sum(len(doc) for doc in nlp.pipe(texts))


def _classifier(tagger: Callable[[Sequence[Article]], list[object]]) -> Work:
    return lambda texts: len(tagger([Article(text, None) for text in texts]))


def _ready(system: str, folder: Path) -> Work:
    if system == OWN:
        return _own()
    if system == TOKENIZER:
        return _tokenizer()
    if system == TFIDF:
        return _classifier(TfIdf().load(folder))  # type: ignore[arg-type]
    if (Path(system) / "heads.npz").is_file():
        return _classifier(FineTunedEncoder().load(Path(system)))  # type: ignore[arg-type]
    return _pipeline(system)


_work: dict[str, Work] = {}


def _round(system: str, folder: Path, texts: Sequence[str]) -> tuple[float, float]:
    """In a system's own process: seconds for the texts, and its peak memory so far in GiB."""
    if system not in _work or system == TOKENIZER:
        # A fresh one each time: its vocabulary grows with what it has seen, which would favour later rounds.
        _work[system] = _ready(system, folder)
    begin = time.perf_counter()
    _work[system](texts)
    taken = time.perf_counter() - begin
    return taken, peak_memory() / 1024


def rates(texts: Texts, systems: Sequence[str], folder: Path) -> list[Rate]:
    """How fast each system reads the texts; the medians of a few rounds."""
    pools = {s: ProcessPoolExecutor(1, mp_context=get_context("spawn")) for s in systems}
    taken: dict[str, list[float]] = {s: [] for s in systems}
    memory = dict.fromkeys(systems, 0.0)
    try:
        for system, pool in pools.items():
            pool.submit(_round, system, folder, texts.texts[:20]).result()
        for n in range(ROUNDS):
            for system, pool in pools.items():
                report(f"{texts.name}: round {n + 1} of {ROUNDS}, {system}")
                seconds, memory[system] = pool.submit(_round, system, folder, texts.texts).result()
                taken[system].append(seconds)
    finally:
        for pool in pools.values():
            pool.shutdown()
    return [Rate(s, statistics.median(taken[s]), memory[s]) for s in systems]


def _label(archive: Path, *options: str) -> Used:
    """What ``twin-nlp label`` needs for an archive."""
    with tempfile.TemporaryDirectory() as folder:
        return run("label", str(archive), "-o", str(Path(folder, "events.jsonl")), *options)


def scaling(archive: Path, documents: int) -> list[Scaling]:
    """The same archive with one and two processes, and with one and two Dask workers."""
    ways = [
        (f"{label} {n}", (*options, "--jobs", str(n)))
        for label, options in (("--jobs", ()), ("--engine dask --jobs", ("--engine", "dask")))
        for n in (1, 2)
    ]
    found = []
    for name, options in ways:
        report(f"sharing the work: {name}")
        found.append(Scaling(name, documents, _label(archive, *options).seconds))
    return found


def memory(folder: Path, texts: Sequence[str]) -> list[Memory]:
    """Peak memory for archives of growing size."""
    found = []
    for size in SIZES:
        archive = folder / "archive.jsonl"
        documents = write_archive(archive, texts, size)
        report(f"memory: {size / 1e6:,.0f} MB, {documents:,} documents")
        found.append(Memory(size, documents, _label(archive).memory))
        archive.unlink()
    return found


def main(arguments: list[str]) -> int:
    """Measure everything and write the page; 2 where no file is named."""
    if not arguments or not Path(arguments[0]).is_file():
        report("make bench BACKGROUND=news.csv: name a CSV of background news; none ships with the project")
        return 2
    path, *peers = arguments
    documents = read_corpus(ROOT / "corpus", ROOT / "annotations")
    train = [d for d in documents if d.split == "train"]
    tfidf = trained(TfIdf(), passages_of(train, read_plain(ROOT / "corpus", ROOT / "annotations")), KEPT)
    news, events = background(Path(path)), dense(documents)
    archives = [
        Texts("background news", tuple(news)),
        Texts("dense text", tuple(events)),
        Texts("the mixture", tuple(mixed(news, events, SHARE))),
    ]
    nlp = twin_nlp.load()
    systems = [OWN, TOKENIZER, TFIDF, *peers]
    measured = [rates(texts, systems, tfidf) for texts in archives]
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "dense.jsonl")
        shared = scaling(archive, write_archive(archive, events, _SCALED * archives[1].bytes))
        archive.unlink()
        grown = memory(Path(folder), archives[2].texts)
    rate = archives[2].bytes / 1e6 / measured[2][0].seconds
    names = ("twin-nlp", "spacy", "scikit-learn", "numpy", "distributed")
    facts = {
        "date": dt.date.today().isoformat(),
        "tables": "\n".join(
            rates_table(texts, found, TOKENIZER) + "\n" for texts, found in zip(archives, measured, strict=True)
        ),
        "rounds": ROUNDS,
        "news": Path(path).name,
        "news_documents": len(news),
        "dropped": sum(not nlp.passes_gate(text) for text in news) / len(news),
        "alarms": sum(bool(found) for found in nlp.classify_many(news)),
        "dense_documents": len(events),
        "share": SHARE,
        "scaling": scaling_table(shared),
        "scaled_documents": shared[0].documents,
        "cores": len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count(),
        "memory": memory_table(grown),
        "projection": projection_table(rate, shared[0].seconds / shared[1].seconds),
        "rate": rate,
        "machine": machine(),
        "versions": ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names),
    }
    PAGE.write_text(page(facts), "utf-8")
    report(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
