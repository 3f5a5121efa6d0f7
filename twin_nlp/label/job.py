"""A whole run of ``label``: from what was asked for to OUT, its summary and its rejected rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from twin_nlp import artefacts
from twin_nlp.engines import Engine, on_this_machine
from twin_nlp.errors import InputError, OutputError, RowError, WorkerError
from twin_nlp.formats import fingerprints, gazetteer_file, journal, output, reading
from twin_nlp.formats.rows import Columns
from twin_nlp.label.kept import Checkpoints, read_back, rejects
from twin_nlp.label.labelling import Labelled, OnError, Tagger, label
from twin_nlp.label.rows import document_rows, event_rows, write
from twin_nlp.label.tally import Repeats, Tally
from twin_nlp.records import iso_published
from twin_nlp.versions import versions

EngineName = Literal["joblib", "dask"]
_ROWS_AT_ONCE = 1024
_NO_PART_OF_THE_RESULT = ("engine", "scheduler", "force")

Tell = Callable[[str], None]
Progress = Callable[[Tally, reading.Archive], None]


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
    engine: EngineName = "joblib"
    scheduler: str | None = None
    force: bool = False

    def options(self) -> dict[str, Any]:
        """The options as they stand in the summary."""
        paths: dict[str, Any] = {"inputs": [reading.shown(Path(name)) for name in self.inputs]}
        paths |= {
            name: path and reading.shown(path)
            for name, path in (("out", self.out), ("places", self.places), ("model", self.model))
        }
        told = {name: value for name, value in asdict(self).items() if name not in _NO_PART_OF_THE_RESULT}
        return {**told, **paths}


def run(
    job: Job,
    load: Callable[[], Tagger],
    stream: output.Output,
    *,
    tell: Tell,
    progress: Progress = lambda tally, archive: None,
) -> Tally:
    """Do a whole job: read the inputs, label them, write OUT (or ``stream``) and its summary.

    A stream is given a row per event, or :func:`document_rows` if the job is to explain. What is written to OUT is
    kept in a journal first (:mod:`twin_nlp.formats.journal`), so that a run that is ended goes on when it is started
    again; standard input can't be read again, so a run that reads it has none.

    The arguments, the columns of every input and the output are looked at before the model is loaded.

    Parameters
    ----------
    job : Job
    load : callable
        Loads the model.
    stream : Output
        Where rows go without OUT.
    tell : callable
        Called with what the user should know.
    progress : callable
        Called after every row of the archive.

    Raises
    ------
    UsageError
        When what was asked for can't be done, whatever the files hold.
    InputError, ModelError, OutputError, WorkerError
        When an input, the model, the output or the workers are at fault; OUT is then as it was before.
    """
    sources = reading.sources(job.inputs)
    _check_out(job, sources)
    try:
        published = iso_published(job.published)
    except InputError as error:
        raise reading.UsageError(f"--published: {error}") from None
    run = _Run(job, sources, published, load, _engine(job), tell, progress)
    if job.out is not None and all(source.path is not None for source in sources):
        return _with_journal(run, job.out)
    archive = run.archive(reading.Start())
    destination: AbstractContextManager[output.Output] = nullcontext(stream)
    if job.out is not None:
        destination = _unrepeatable(job.out, run)
    with destination as out:
        run.label(archive, out, run.tally.add)
        out.summarise(run.summary())
    return run.tally


@contextmanager
def _unrepeatable(out: Path, run: _Run) -> Iterator[output.Output]:
    try:
        with output.files(out, run.with_source) as files:
            yield files
    except BaseException:
        run.tell("nothing is kept of this run: standard input can't be read again")
        raise


def _with_journal(run: _Run, out: Path) -> Tally:
    with journal.opened(out, run.began_with(), run.job.force) as kept:
        try:
            _go_on(run, out, kept)
        except BaseException as error:
            if kept.parts:
                how = "--on-error skip" if isinstance(error, RowError) else "the same command"
                run.tell(f"{journal.folder_of(out)} keeps what was done; {how} goes on from there")
            raise
    return run.tally


def _go_on(run: _Run, out: Path, kept: journal.Journal) -> None:
    start = read_back(kept, run.tally, run.repeats)
    if kept.parts:
        run.tell(f"going on after {run.tally.total.documents} documents of a run that was ended")
    if run.job.on_error == "fail" and run.tally.rejected:
        raise next(rejects(kept))
    archive = run.archive(start)
    checkpoints = Checkpoints(kept, output.known_ending(out) or "", archive.reached, run.repeats)

    def count(result: Labelled | RowError) -> None:
        run.tally.add(result)
        checkpoints.count(result)

    try:
        run.label(archive, checkpoints, count)
    except OutputError:
        raise
    except Exception:
        checkpoints.keep()
        raise
    checkpoints.keep()
    with output.files(out, run.with_source, unfinished=kept.folder) as files:
        rows = kept.rows()
        while chunk := list(islice(rows, _ROWS_AT_ONCE)):
            files.write(chunk)
        for error in rejects(kept):
            files.reject(error)
        files.summarise(run.summary())
    kept.remove()


class _Run:
    """A job at work."""

    def __init__(
        self,
        job: Job,
        sources: list[reading.Source],
        published: str | None,
        load: Callable[[], Tagger],
        engine: Engine,
        tell: Tell,
        progress: Progress,
    ) -> None:
        self.job = job
        self.tell = tell
        self.with_source = job.columns.source is not None
        self.tally = Tally()
        self.repeats = Repeats(tell)
        self._sources = sources
        self._published = published
        self._load = load
        self._engine = engine
        self._progress = progress
        self._model: str | None = None

    def archive(self, start: reading.Start) -> reading.Archive:
        """The inputs from ``start`` on, their columns looked at."""
        archive = reading.Archive(self._sources, self.job.columns, self._published, start)
        archive.check()
        return archive

    def label(self, archive: reading.Archive, out: output.Taker, count: Callable[[Labelled | RowError], None]) -> None:
        """Label the archive into ``out``."""
        job = self.job
        nlp = self._load()
        self._model = nlp.model

        def counted(result: Labelled | RowError) -> None:
            if isinstance(result, Labelled):
                self.repeats.look_at(result.document)
            count(result)
            self._progress(self.tally, archive)

        rows = document_rows if job.explain and job.out is None else event_rows
        with closing(label(archive, nlp, engine=self._engine, on_error=job.on_error, explain=job.explain)) as results:
            write(results, out, rows=partial(rows, with_source=self.with_source), on_error=job.on_error, count=counted)

    def summary(self) -> dict[str, Any]:
        """The summary, once all is labelled."""
        return {
            **self.tally.summary(),
            "model": self._model,
            "options": self.job.options(),
            "versions": versions(),
        }

    def began_with(self) -> dict[str, Any]:
        """All that the rows depend on, as JSON-ready data."""
        job = self.job
        return {
            "versions": versions(),
            "model": artefacts.fingerprint(job.model or artefacts.packaged_model()),
            "gazetteer": gazetteer_file.fingerprint(),
            "places": job.places and fingerprints.whole_file(job.places),
            "published": self._published,
            "columns": asdict(job.columns),
            "explain": job.explain,
            "inputs": fingerprints.inputs(self._sources),
        }


def _engine(job: Job) -> Engine:
    if job.engine == "dask":
        try:
            from twin_nlp.engines.cluster import on_cluster
        except ModuleNotFoundError as error:
            raise WorkerError(
                f'--engine dask needs {error.name}, which isn\'t installed; run pip install "twin-nlp[dask]"'
            ) from None
        return partial(on_cluster, job.jobs, job.scheduler)
    if job.scheduler is not None:
        raise reading.UsageError("--scheduler is the address of a Dask scheduler; give --engine dask with it")
    return on_this_machine(job.jobs)


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
