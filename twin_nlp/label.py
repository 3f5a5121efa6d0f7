"""Batch labelling: every document of an archive through the pipeline, with a tally of what came of it."""

from __future__ import annotations

import platform
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any, Literal, Protocol

from twin_nlp.errors import InputError, ModelError, RowError
from twin_nlp.explanations import Explanation
from twin_nlp.formats import output, reading
from twin_nlp.formats.rows import Columns, Document
from twin_nlp.records import Article, ExchangeEvent, iso_published

OnError = Literal["skip", "fail"]
_IDS_REMEMBERED = 1_000_000
"""Bounds what watching for repeated ids costs; an archive may have any number of documents."""


class Tagger(Protocol):
    """What labelling needs of a loaded model."""

    @property
    def model(self) -> str:
        """The model's name."""

    def classify(self, text: str, published: str | None = None) -> list[ExchangeEvent]:
        """The events of one text."""

    def classify_many(self, items: Iterable[str | Article], /, jobs: int = 1) -> Iterator[list[ExchangeEvent]]:
        """The events of each item, lazily and in order."""

    def explain(self, text: str, published: str | None = None) -> Explanation:
        """The events of one text with the reasons for them."""

    def explain_many(self, items: Iterable[str | Article], /, jobs: int = 1) -> Iterator[Explanation]:
        """The explanation of each item, lazily and in order."""

    def passes_gate(self, text: str) -> bool:
        """Whether the text can hold an event at all."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document with its events and, where it was asked for, their explanation."""

    document: Document
    events: tuple[ExchangeEvent, ...]
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What one run of ``label`` was asked to do; ``out`` None is standard output."""

    inputs: tuple[str, ...]
    out: Path | None = None
    published: str | None = None
    columns: Columns = field(default_factory=Columns)
    places: Path | None = None
    model: Path | None = None
    jobs: int = 1
    on_error: OnError = "skip"
    explain: bool = False

    def options(self) -> dict[str, Any]:
        """The options as they stand in the summary."""
        paths: dict[str, Any] = {"inputs": [reading.shown(Path(name)) for name in self.inputs]}
        paths |= {
            name: path and reading.shown(path)
            for name, path in (("out", self.out), ("places", self.places), ("model", self.model))
        }
        return {**asdict(self), **paths}


@dataclass(slots=True)
class Counts:
    """Documents labelled, those the gate let through, those with events, and events."""

    documents: int = 0
    gated: int = 0
    with_events: int = 0
    events: int = 0

    def add(self, events: int, gated: bool) -> None:
        """Count one document."""
        self.documents += 1
        self.gated += gated
        self.with_events += events > 0
        self.events += events


@dataclass(slots=True)
class Tally:
    """What came of a run. Every row of the archive is a document or rejected."""

    total: Counts = field(default_factory=Counts)
    rejected: int = 0
    groups: dict[tuple[str, str], Counts] = field(default_factory=dict)

    def add(self, labelled: Labelled, gated: bool) -> None:
        """Count a document that was labelled."""
        key = (labelled.document.source or "", (labelled.document.published or "")[:4])
        for counts in (self.total, self.groups.setdefault(key, Counts())):
            counts.add(len(labelled.events), gated)

    def summary(self) -> dict[str, Any]:
        """The counts as JSON-ready data; a source or year that isn't known is null."""
        groups = [
            {"source": source or None, "year": year or None, **asdict(counts)}
            for (source, year), counts in sorted(self.groups.items(), key=lambda group: group[0])
        ]
        return {**asdict(self.total), "rejected": self.rejected, "by_source_and_year": groups}


class _Feed:
    """Hands documents to the pipeline and keeps those whose events haven't come back.

    An error in reading is kept for later and ends the feed: raised inside a pool of workers it would not
    be told from theirs. A pool draws on the feed from a thread of its own, hence the lock.
    """

    def __init__(self, rows: Iterator[Document | RowError], on_error: OnError) -> None:
        self._rows = rows
        self._on_error = on_error
        self._lock = Lock()
        self._ended = False
        self.waiting: deque[Document] = deque()
        self.rejected: deque[RowError] = deque()
        self.failure: Exception | None = None

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> Document:
        with self._lock:
            while not self._ended:
                try:
                    row = next(self._rows)
                except StopIteration:
                    break
                except Exception as error:
                    self.failure = error
                    break
                if isinstance(row, Document):
                    self.waiting.append(row)
                    return row
                if self._on_error == "fail":
                    self.failure = row
                    break
                self.rejected.append(row)
            self._ended = True
            raise StopIteration

    def end(self) -> None:
        """Give nothing more, even to a thread that still asks."""
        with self._lock:
            self._ended = True

    def take_rejected(self) -> Iterator[RowError]:
        while self.rejected:
            yield self.rejected.popleft()


def label(
    rows: Iterable[Document | RowError],
    nlp: Tagger,
    *,
    jobs: int = 1,
    on_error: OnError = "skip",
    explain: bool = False,
) -> Iterator[Labelled | RowError]:
    """Label documents lazily and in order.

    A document on which the pipeline fails becomes a :class:`RowError` like a row that can't be read.

    Parameters
    ----------
    rows : iterable of Document or RowError
        What the readers give.
    nlp : Tagger
        The loaded model.
    jobs : int
        Processes to share the work.
    on_error : {"skip", "fail"}
        Whether a :class:`RowError` is handed on among the results, or raised.
    explain : bool
        Whether to tell the reasons too, which takes longer.

    Raises
    ------
    RowError
        With ``on_error="fail"``, the first.
    ModelError, InputError
        When the model or the archive as a whole is at fault.
    """
    remaining = iter(rows)
    done = False
    while not done:
        feed = _Feed(remaining, on_error)
        try:
            if explain:
                for explanation in nlp.explain_many(feed, jobs=jobs):
                    yield from feed.take_rejected()
                    yield _explained(feed.waiting.popleft(), explanation)
            else:
                for events in nlp.classify_many(feed, jobs=jobs):
                    yield from feed.take_rejected()
                    yield Labelled(feed.waiting.popleft(), tuple(events))
            done = True
        except ModelError:
            raise
        except Exception:
            feed.end()
            if not feed.waiting:
                raise
        yield from feed.take_rejected()
        # What is still waiting was being worked on when one of them failed: find out which.
        for document in feed.waiting:
            result = _alone(document, nlp, explain)
            if on_error == "fail" and isinstance(result, RowError):
                raise result
            yield result
        if feed.failure is not None:
            raise feed.failure


def _explained(document: Document, explanation: Explanation) -> Labelled:
    return Labelled(document, tuple(explained.event for explained in explanation.events), explanation)


def _alone(document: Document, nlp: Tagger, explain: bool) -> Labelled | RowError:
    try:
        if explain:
            return _explained(document, nlp.explain(document.text, document.published))
        return Labelled(document, tuple(nlp.classify(document.text, document.published)))
    except ModelError:
        raise
    except Exception as error:
        return _rejected(document, f"the pipeline failed on this text: {type(error).__name__}: {error}")


def _rejected(document: Document, reason: str) -> RowError:
    return RowError(reason, source=document.file, row=document.row, doc_id=document.doc_id)


def _head(document: Article, with_source: bool) -> dict[str, Any]:
    head = {"doc_id": document.doc_id, "published": document.published}
    return {**head, **({"source": document.source} if with_source else {})}


def row(document: Article, event: ExchangeEvent, with_source: bool = False) -> dict[str, Any]:
    """One event as a row: the document's id, date and, if asked for, source, then the event's own keys."""
    return {**_head(document, with_source), **event.to_dict()}


def event_rows(labelled: Labelled, with_source: bool = False) -> list[dict[str, Any]]:
    """A document's events as rows, each with its explanation where there is one."""
    rows = [row(labelled.document, event, with_source) for event in labelled.events]
    if labelled.explanation is not None:
        for each, explained in zip(rows, labelled.explanation.events, strict=True):
            each["explanation"] = explained.reasons()
    return rows


def document_rows(labelled: Labelled, with_source: bool = False) -> list[dict[str, Any]]:
    """One row per document that was explained, with or without events."""
    if labelled.explanation is None:
        return []
    return [{**_head(labelled.document, with_source), **labelled.explanation.to_dict()}]


def write(
    results: Iterable[Labelled | RowError],
    nlp: Tagger,
    out: output.Output,
    *,
    rows: Callable[[Labelled], list[dict[str, Any]]] = event_rows,
    on_error: OnError = "skip",
    warn: Callable[[str], None],
    progress: Callable[[Tally], None] = lambda tally: None,
) -> Tally:
    """Write results as they come and count them.

    ``rows`` makes a document's rows. ``warn`` is told, once, when an id comes a second time; ``progress`` is
    called after every document.

    Raises
    ------
    RowError
        With ``on_error="fail"``, for a document whose rows can't be written.
    OutputError
        When nothing more can be written.
    """
    tally = Tally()
    repeats = _Repeats(warn)
    for result in results:
        if isinstance(result, Labelled) and (made := rows(result)):
            try:
                out.write(made)
            except (ValueError, OverflowError) as error:
                result = _rejected(result.document, f"its events can't be written: {error}")
                if on_error == "fail":
                    raise result from error
        if isinstance(result, RowError):
            tally.rejected += 1
            out.reject(result)
        else:
            repeats.look_at(result.document)
            tally.add(result, bool(result.events) or nlp.passes_gate(result.document.text))
        progress(tally)
    return tally


class _Repeats:
    """Warns once when an id comes a second time, looking at the first :data:`_IDS_REMEMBERED` ids."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        self._warn = warn
        self._ids: set[int] | None = set()

    def look_at(self, document: Document) -> None:
        if self._ids is None:
            return
        seen = hash(document.doc_id)
        if seen in self._ids:
            where = f"{document.file}, row {document.row}"
            self._warn(f"{where}: the id {document.doc_id!r} came before; rows with repeated ids are kept")
            self._ids = None
        elif len(self._ids) < _IDS_REMEMBERED:
            self._ids.add(seen)


def run(
    job: Job,
    load: Callable[[], Tagger],
    stream: output.Output,
    *,
    warn: Callable[[str], None],
    progress: Callable[[Tally, reading.Archive], None] = lambda tally, archive: None,
) -> Tally:
    """Do a whole job: read the inputs, label them, write OUT (or ``stream``) and its summary.

    A stream is given a row per event, or :func:`document_rows` if the job is to explain.

    The arguments, the columns of every input and the output are looked at before the model is loaded.

    Raises
    ------
    UsageError
        When what was asked for can't be done, whatever the files hold.
    InputError, ModelError, OutputError
        When an input, the model or the output is at fault; nothing of OUT is then left.
    """
    sources = reading.sources(job.inputs)
    _check_out(job, sources)
    try:
        published = iso_published(job.published)
    except InputError as error:
        raise reading.UsageError(f"--published: {error}") from None
    archive = reading.Archive(sources, job.columns, published)
    archive.check()
    with_source = job.columns.source is not None
    destination: AbstractContextManager[output.Output] = nullcontext(stream)
    if job.out is not None:
        destination = output.files(job.out, with_source)
    with destination as out:
        nlp = load()
        tally = write(
            label(archive, nlp, jobs=job.jobs, on_error=job.on_error, explain=job.explain),
            nlp,
            out,
            rows=partial(document_rows if job.explain and job.out is None else event_rows, with_source=with_source),
            on_error=job.on_error,
            warn=warn,
            progress=lambda tally: progress(tally, archive),
        )
        out.summarise({**tally.summary(), "model": nlp.model, "options": job.options(), "versions": versions()})
    return tally


def versions() -> dict[str, str]:
    """The versions that a result depends on."""
    packages = ("twin-nlp", "spacy", "scikit-learn", "numpy", "trafilatura", "htmldate")
    return {"python": platform.python_version(), **{name: version(name) for name in packages}}


def _check_out(job: Job, sources: Iterable[reading.Source]) -> None:
    out = job.out
    if out is None:
        return
    ending = output.known_ending(out)
    if ending is None:
        raise reading.UsageError(f"{out}: expected an output that ends in {', '.join(output.ENDINGS)}")
    if job.explain and ending != output.EXPLAINED:
        raise reading.UsageError(
            f"{out}: expected an output that ends in {output.EXPLAINED}, as {ending} can't hold what --explain tells; "
            "or leave -o out to read it as text"
        )
    written = [path for path in (out, *output.beside(out)) if path.exists()]
    for source in sources:
        for path in written:
            if source.path is not None and source.path.exists() and source.path.samefile(path):
                raise reading.UsageError(
                    f"{path}: would be written over, but it is one of the inputs; name another output with -o"
                )
