"""From text to events: ``label`` and ``link``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twin_nlp.cli.app import DONE, WITH_REJECTS, Model, app, tell
from twin_nlp.cli.standard_output import standard_output

if TYPE_CHECKING:
    from collections.abc import Callable

    from twin_nlp.formats.reading import Archive
    from twin_nlp.label import Tally


class Engine(StrEnum):
    """What shares the work among processes."""

    joblib = "joblib"
    dask = "dask"


class OnError(StrEnum):
    """What becomes of a run when a row can't be used."""

    skip = "skip"
    fail = "fail"


Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Date of documents without one: 2020-08-14, 2020-08 or 2020."),
]


@app.command()
def label(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Files (.txt .md .html .htm .csv .tsv .jsonl .jsonl.gz .jsonl.zst .parquet .warc .warc.gz), "
            "folders of them, or - for standard input: one text, or JSON Lines.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="File to write, .jsonl, .csv or .parquet; without it a table on a terminal, JSON Lines into a pipe.",
        ),
    ] = None,
    published: Published = None,
    text_column: Annotated[
        str | None, typer.Option(metavar="NAME", help="Column of the text.  [default: text]")
    ] = None,
    date_column: Annotated[
        str | None, typer.Option(metavar="NAME", help="Column of the publication date.  [default: published]")
    ] = None,
    id_column: Annotated[
        str | None, typer.Option(metavar="NAME", help="Column of the document's id.  [default: id]")
    ] = None,
    source_column: Annotated[
        str | None, typer.Option(metavar="NAME", help="Column of the source, to be kept in the output.")
    ] = None,
    places: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="Place names of your own, beside the gazetteer's."),
    ] = None,
    model: Model = None,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Processes to share the work.")] = 1,
    engine: Annotated[
        Engine, typer.Option(help="What shares it: joblib, or Dask on this machine or, with --scheduler, on others.")
    ] = Engine.joblib,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Dask scheduler whose workers do the work (tcp://host:port), whatever --jobs says."
        ),
    ] = None,
    on_error: Annotated[
        OnError, typer.Option(help="Set a row that can't be used aside, or stop at it.")
    ] = OnError.skip,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Tell why: as text, documents without events too; into OUT (.jsonl) for each event."
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Begin anew where a run that was ended could go on.")] = False,
) -> None:
    """Find and tag the exchange events in an archive: one row per event.

    Beside OUT stand OUT.summary.json and, if rows were rejected, OUT.rejects.jsonl.
    A run that was ended in any way goes on when the same command is given again: what it has done is in
    OUT.partial until OUT is there. Nothing is kept where standard input is read or no OUT is given.
    Exit codes: 0 done, 1 failed, 2 usage, 3 done with rejected rows, 130 interrupted.
    """
    from twin_nlp import load
    from twin_nlp.formats.rows import Columns
    from twin_nlp.label import Job, run

    job = Job(
        inputs=tuple(inputs),
        out=out,
        published=published,
        columns=Columns(text_column, date_column, id_column, source_column),
        places=places,
        model=model,
        jobs=jobs,
        on_error=on_error.value,
        explain=explain,
        engine=engine.value,
        scheduler=scheduler,
        force=force,
    )
    with _progress(shown=out is not None or not sys.stdout.isatty()) as progress:
        tally = run(job, lambda: load(model, places=places), standard_output(explain), tell=tell, progress=progress)
    total = tally.total
    dropped = total.documents - total.gated
    share = f" ({dropped / total.documents:.0%})" if total.documents else ""
    rejects = f" (see {out}.rejects.jsonl)" if out is not None and tally.rejected else ""
    tell(
        f"{total.documents} documents, {dropped} dropped by the gate{share}, {total.with_events} with events, "
        f"{total.events} events, {tally.rejected} rejected{rejects}"
    )
    raise typer.Exit(WITH_REJECTS if tally.rejected else DONE)


@contextmanager
def _progress(shown: bool) -> Iterator[Callable[[Tally, Archive], None]]:
    """A progress bar on standard error, where that is a terminal."""
    if not (shown and sys.stderr.isatty()):
        yield lambda tally, archive: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("loading the model", total=None)

        def advance(tally: Tally, archive: Archive) -> None:
            done = f"{tally.total.documents:,} documents, {tally.total.events:,} events"
            bar.update(task, description=done, completed=archive.position, total=archive.size or None)

        yield advance


@app.command()
def link(
    events: Annotated[
        Path,
        typer.Argument(metavar="EVENTS", help="Events that label wrote, .jsonl or .parquet.", show_default=False),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help="File to write, .jsonl, .csv or .parquet.")],
    decisions: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="Your merges and splits, which override: columns action, id1, id2."),
    ] = None,
) -> None:
    """Put reports of the same real-world event together: one row per event.

    Beside OUT stands OUT.crosswalk.csv, which tells the reports of each event.
    """
    from twin_nlp.link.run import run

    tally = run(events, out, decisions, tell=tell)
    if tally.repeated:
        tell(f"{tally.repeated:,} rows were there twice and left out")
    tell(f"{tally.reports:,} reports are of {tally.events:,} events")
