"""Beginning a round of annotation, or going on with one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from twin_nlp.annotate import queue as queues
from twin_nlp.annotate.session import Session
from twin_nlp.annotate.suggestions import Reader, Suggestions
from twin_nlp.errors import InputError, RowError
from twin_nlp.formats.answers import read_log, verdict
from twin_nlp.formats.corpus import AnnotatedDocument, CorpusDocument, read_corpus
from twin_nlp.formats.guidelines import read_guidelines
from twin_nlp.formats.output import made_folder
from twin_nlp.formats.queues import Queue, Settings, held, is_free, read_queue, write_queue, write_texts
from twin_nlp.formats.reading import STDIN, Archive, UsageError, sources
from twin_nlp.formats.rounds import SETTLED, round_documents
from twin_nlp.store import AnnotationLog

Order = Literal["mixed", "errors", "date", "id"]
SIZE = 100
_NAME = re.compile(r"\w[\w.-]{0,63}")

Tell = Callable[[str], None]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """What an annotator asked for; None stands for what a round was begun with, or for the default."""

    annotator: str
    source: str | None = None
    round: str | None = None
    queue: Order | None = None
    size: int | None = None
    blind: bool = False
    corpus: Path = Path("corpus")
    annotations: Path = Path("annotations")


def begun(
    job: Job,
    reader: Reader,
    fingerprint: str,
    held_out: Callable[[], queues.HeldOut],
    tell: Tell,
    progress: Progress,
) -> Session:
    """The session of an annotator at a round, which is begun where it isn't there.

    Parameters
    ----------
    job : Job
    reader : Reader
        The model.
    fingerprint : str
        Of the model.
    held_out : callable
        Gives what held-out models say of the corpus (:func:`twin_nlp.artefacts.read_held_out`).
    tell : callable
        Called with what the user should know.
    progress : callable
        Called with the number of documents that have been looked at.

    Raises
    ------
    UsageError
        When what was asked for can't be done.
    InputError, AnnotationError, ModelError, OutputError
        When the source, the corpus, the model or the folder of the annotations is at fault.
    """
    _check_name(job.annotator, "--as")
    if job.annotator.lower() == Path(SETTLED).stem:  # some disks don't tell capitals apart
        raise UsageError(f"--as: {job.annotator} names the file of what was settled; take another name")
    if job.queue == "errors" and job.source is not None:
        raise UsageError("--queue errors looks for errors in the annotations of the corpus; leave SOURCE out")
    folder = made_folder(_folder(job))
    suggestions = Suggestions(folder, reader, fingerprint)
    try:
        with held(folder):
            queue = read_queue(folder)
            if queue is None:
                queue = _begin(job, folder, suggestions, held_out, tell, progress)
    except BaseException:
        with suppress(OSError):
            folder.rmdir()  # an empty round would be taken for the last one
        raise
    _check_settings(job, queue.settings, folder)
    documents = round_documents(folder, job.corpus)
    missing = [queued.id for queued in queue.documents if queued.id not in documents]
    if missing:
        raise InputError(
            f"{folder}: the texts of {len(missing)} documents are neither in it nor in {job.corpus}, the first is "
            f"{missing[0]}; name the corpus that the round was begun with"
        )
    log = AnnotationLog(folder / f"{job.annotator}.jsonl")
    for line in log.log().torn:
        tell(f"{log.path}: line {line} was cut short, by a loss of power maybe, and is no answer")
    guidelines = read_guidelines(job.annotations / "guidelines.md")
    return Session(job.annotator, folder.name, queue, documents, guidelines, reader, suggestions, log)


def _check_name(name: str, option: str) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError(f"{option}: expected a name of letters, digits, . - and _, found {name!r}")


def _settings(job: Job) -> Settings:
    return Settings(job.source, job.queue or "mixed", job.size or SIZE, job.blind)


def _folder(job: Job) -> Path:
    """The folder of the round that was named; else of the last one that was begun so and has open documents."""
    rounds = job.annotations / "rounds"
    if job.round is not None:
        _check_name(job.round, "--round")
        return rounds / job.round
    for folder in sorted(rounds.glob("*/"), reverse=True) if job.source != STDIN else ():
        queue = read_queue(folder)
        if queue is None or queue.settings != _settings(job) or (folder / SETTLED).exists():
            continue
        done = read_log(folder / f"{job.annotator}.jsonl").standing()
        if any(queued.id not in done for queued in queue.documents):
            return folder
    today = dt.date.today().isoformat()
    names = (today if n == 1 else f"{today}-{n}" for n in range(1, 1000))
    return next(rounds / name for name in names if is_free(rounds / name))


def _check_settings(job: Job, settings: Settings, folder: Path) -> None:
    """Raise :class:`UsageError` where something else was asked for than the round was begun with."""
    wanted = {"SOURCE": job.source, "--queue": job.queue, "--size": job.size, "--blind": job.blind or None}
    has = {"SOURCE": settings.source, "--queue": settings.queue, "--size": settings.size, "--blind": settings.blind}
    for option, value in wanted.items():
        if value is not None and value != has[option]:
            began = f"with {option} {has[option]}" if has[option] else f"without {option}"
            raise UsageError(
                f"{option}: round {folder.name} was begun {began}; leave {option} out to go on with it, or name "
                "another round"
            )


def _begin(
    job: Job,
    folder: Path,
    suggestions: Suggestions,
    held_out: Callable[[], queues.HeldOut],
    tell: Tell,
    progress: Progress,
) -> Queue:
    if next(folder.glob("*.jsonl"), None) is not None:
        raise UsageError(f"{folder}: this round was not begun by annotate, it has no queue; name another round")
    settings = _settings(job)
    tell(f"beginning round {folder.name}; others join it with twin-nlp annotate --as NAME --round {folder.name}")
    answered = _answered(job)
    if settings.queue == "errors":
        known = [d for d in _corpus(job) if d.document.id not in answered]
        chosen = queues.likely_errors(known, held_out(), settings.size)
    else:
        documents = (document for document in _pool(job, tell) if document.id not in answered)
        counted = _counted(documents, progress)
        if settings.queue == "mixed":
            chosen = queues.mixed(counted, settings.size, lambda document: float(suggestions.of(document)["doubt"]))
        else:
            order = queues.by_date if settings.queue == "date" else queues.by_id
            chosen = queues.in_order(counted, settings.size, order)
    if not chosen:
        raise InputError(f"{job.source or job.corpus}: no document to annotate is left for {job.annotator}")
    if job.source is not None:
        write_texts(folder, (document for _, document in chosen))
    suggestions.keep_only(queued.id for queued, _ in chosen)
    queue = Queue(settings, tuple(queued for queued, _ in chosen))
    write_queue(folder, queue)
    return queue


def _answered(job: Job) -> set[str]:
    """What this annotator has answered in rounds over the same source; another may have the same ids."""
    found: set[str] = set()
    for path in (job.annotations / "rounds").glob(f"*/{job.annotator}.jsonl"):
        queue = read_queue(path.parent)
        if queue is not None and queue.settings.source == job.source:
            standing = read_log(path).standing()
            found |= {doc_id for doc_id, line in standing.items() if verdict(line) == "answered"}
    return found


def _counted(documents: Iterator[CorpusDocument], progress: Progress) -> Iterator[CorpusDocument]:
    for number, document in enumerate(documents, 1):
        progress(number)
        yield document


def _corpus(job: Job) -> list[AnnotatedDocument]:
    return [d for d in read_corpus(job.corpus, job.annotations) if d.split == "train"]


def _pool(job: Job, tell: Tell) -> Iterator[CorpusDocument]:
    """The documents that can be chosen from: those of the source, or those of the corpus in train."""
    if job.source is None:
        yield from (d.document for d in _corpus(job))
        return
    seen: set[str] = set()
    left_out = 0
    first: str | None = None
    for row in Archive(sources([job.source])):
        if isinstance(row, RowError) or not row.text.strip() or row.doc_id in seen:
            left_out += 1
            first = first or (str(row) if isinstance(row, RowError) else f"{row.doc_id}: empty, or there twice")
            continue
        doc_id = str(row.doc_id)
        seen.add(doc_id)
        yield CorpusDocument(doc_id, row.published, "en", "unknown", "other", row.source or row.file, row.text)
    if left_out:
        tell(f"{left_out} rows were left out, the first is {first}")


__all__ = ["Job", "Order", "begun"]
