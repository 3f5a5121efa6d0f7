"""The page that a run of ``benchmarks.speed`` writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from benchmarks.archives import Texts

CORES = (1, 16, 256)
ARTICLES = 100_000_000
ARTICLE_BYTES = 3_000
"""An article of about 500 words."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one system needed for some texts: seconds, and peak memory in GiB."""

    system: str
    seconds: float
    memory: float


@dataclass(frozen=True, slots=True)
class Scaling:
    """Seconds for a number of documents, shared among workers in one way."""

    way: str
    documents: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Memory:
    """Peak memory (MiB) for an archive of so many bytes and documents."""

    size: int
    documents: int
    peak: int


_PAGE = """\
# Speed

Written by `make bench` on {date}; don't edit it.

## Beside others, on the same texts
{tables}
Each system reads the texts in one process on one core, all of them one after the other in each of {rounds} rounds;
medians. "Ratio" is to the blank tokenizer. Loading isn't counted. twin-nlp finds events with all that belongs to
them; the tokenizer finds words; TF-IDF with logistic regression gives each document two labels.

- **Background news** is {news}, {news_documents:,} items about other things. The gate drops {dropped:.1%} of them;
  {alarms} get an event.
- **Dense text** is the {dense_documents:,} documents of the train and dev splits that report an event.
- **The mixture** is the background with {share:.0%} of such documents.

## Sharing the work
{scaling}

Dense text, {scaled_documents:,} documents, `twin-nlp label` from its start to its end, once. The machine has
{cores} cores.

## Memory
{memory}

`twin-nlp label` in one process, JSON Lines of the mixture, repeated.

## What a large archive would take
{projection}

Reckoned, not measured: {articles:,} articles of {article_bytes:,} bytes, of which {share:.0%} report an event, at the
{rate:.2f} MB/s of the mixture on one core. The first figure holds if each core adds as much as the first. The second
loses with every doubling what the second process loses here. Reading from a slow disk or network can be the limit
before either.

## The run
- Machine: {machine}.
- Versions: {versions}.
- `make bench BACKGROUND=news.csv` measures it again; `PEER="name ..."` adds spaCy pipelines or a fine-tuned encoder.
"""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def rates_table(texts: Texts, rates: Sequence[Rate], tokenizer: str) -> str:
    """The systems' rates on some texts."""
    base = next(rate.seconds for rate in rates if rate.system == tokenizer)
    megabytes, words = texts.bytes / 1e6, texts.words
    rows = [
        (
            rate.system,
            f"{len(texts.texts) / rate.seconds:,.0f}",
            f"{megabytes / rate.seconds:.2f}",
            f"{words / rate.seconds:,.0f}",
            f"{base / rate.seconds:.2f}",
            f"{rate.memory:.2f} GiB",
        )
        for rate in rates
    ]
    head = (f"{texts.name}, {megabytes:.1f} MB", "documents/s", "MB/s", "words/s", "ratio", "peak memory")
    return _table(head, rows)


def scaling_table(found: Sequence[Scaling]) -> str:
    """Seconds and rate of each way, and how much faster than its first."""
    rows = []
    for at, each in enumerate(found):
        first = found[at - at % 2]
        rows.append(
            (
                f"`{each.way}`",
                f"{each.seconds:.1f}",
                f"{each.documents / each.seconds:.0f}",
                f"{first.seconds / each.seconds:.2f}",
            )
        )
    return _table(("way", "seconds", "documents/s", "times one"), rows)


def memory_table(found: Sequence[Memory]) -> str:
    """Peak memory by size."""
    rows = [(f"{m.size / 1e6:,.0f} MB", f"{m.documents:,}", f"{m.peak} MiB") for m in found]
    return _table(("archive", "documents", "peak memory"), rows)


def projection_table(rate: float, gain: float) -> str:
    """Time for a large archive; ``rate`` in MB/s on one core, ``gain`` of two processes over one."""
    one_core = ARTICLES * ARTICLE_BYTES / 1e6 / rate / 3600
    rows = []
    for cores in CORES:
        speedups = (cores, min(gain, 2.0) ** log2(cores))
        rows.append((str(cores), *(_spelt(one_core / speedup) for speedup in speedups)))
    return _table(("cores", "if each adds as much", "with the loss seen at two"), rows)


def _spelt(hours: float) -> str:
    return (
        f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} hours" if hours >= 1 else f"{hours * 60:.0f} minutes"
    )


def page(facts: Mapping[str, object]) -> str:
    """The whole page; ``facts`` fill its blanks."""
    return _PAGE.format(articles=ARTICLES, article_bytes=ARTICLE_BYTES, **facts)
