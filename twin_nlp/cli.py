"""The ``twin-nlp`` command. Commands import what they need when they run, so that help comes at once."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from twin_nlp import __version__
from twin_nlp.errors import TwinNlpError

if TYPE_CHECKING:
    from collections.abc import Callable

    from twin_nlp.formats.grid import Grid
    from twin_nlp.formats.output import Stream
    from twin_nlp.formats.reading import Archive
    from twin_nlp.label import Tally

DONE, FAILED, USAGE, WITH_REJECTS, INTERRUPTED = 0, 1, 2, 3, 130


def _tell(message: str) -> None:
    # Names and ids come from files that anyone may have made; they must not steer the terminal.
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in message)
    typer.echo(f"twin-nlp: {shown}", err=True)


class _Commands(TyperGroup):
    """Tells a user's mistake in a line, and ends quietly when whoever reads the output has gone."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except TwinNlpError as error:
            from twin_nlp.formats.reading import UsageError

            _tell(f"error: {error}")
            raise typer.Exit(USAGE if isinstance(error, UsageError) else FAILED) from None
        except KeyboardInterrupt:
            _tell("interrupted")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            raise typer.Exit(DONE) from None


app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"twin-nlp {__version__}")
        raise typer.Exit()


@app.callback(invoke_without_command=True)
def _start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Find, parse and classify exchange events between twinned places in text."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


class OnError(StrEnum):
    """What becomes of a run when a row can't be used."""

    skip = "skip"
    fail = "fail"


Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Date of documents without one: 2020-08-14, 2020-08 or 2020."),
]
Model = Annotated[Path | None, typer.Option(metavar="PATH", help="Model folder; by default the packaged model.")]
Corpus = Annotated[Path, typer.Option(metavar="DIR", help="Folder of the corpus.")]
Annotations = Annotated[Path, typer.Option(metavar="DIR", help="Folder of the annotations.")]


@app.command()
def label(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Files (.txt .md .csv .tsv .jsonl .jsonl.gz .parquet), folders of them, or - for standard "
            "input: one text, or JSON Lines.",
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
    on_error: Annotated[
        OnError, typer.Option(help="Set a row that can't be used aside, or stop at it.")
    ] = OnError.skip,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Tell why: as text, documents without events too; into OUT (.jsonl) for each event."
        ),
    ] = False,
) -> None:
    """Find and tag the exchange events in an archive: one row per event.

    Beside OUT stand OUT.summary.json and, if rows were rejected, OUT.rejects.jsonl.
    Exit codes: 0 done, 1 failed, 2 usage, 3 done with rejected rows.
    """
    from twin_nlp import load
    from twin_nlp.formats.rows import Columns
    from twin_nlp.label import Job, run

    columns = Columns(text_column, date_column, id_column, source_column)
    job = Job(tuple(inputs), out, published, columns, places, model, jobs, on_error.value, explain)
    with _progress(shown=out is not None or not sys.stdout.isatty()) as progress:
        tally = run(
            job,
            lambda: load(model, places=places),
            _standard_output(explain),
            warn=lambda message: _tell(f"warning: {message}"),
            progress=progress,
        )
    total = tally.total
    rejects = f" (see {out}.rejects.jsonl)" if out is not None and tally.rejected else ""
    _tell(
        f"{total.documents} documents, {total.with_events} with events, {total.events} events, "
        f"{tally.rejected} rejected{rejects}"
    )
    raise typer.Exit(WITH_REJECTS if tally.rejected else DONE)


def _standard_output(explain: bool) -> Stream:
    from twin_nlp.formats.jsonl import JsonLinesWriter
    from twin_nlp.formats.output import Stream

    if explain:
        from rich.console import Console

        if isinstance(sys.stdout, TextIOWrapper):
            # Quotes come in any script; where the encoding lacks one, a question mark is better than no text.
            sys.stdout.reconfigure(errors="replace")
        from twin_nlp.formats.explained import ExplanationText

        return Stream(ExplanationText(Console(file=sys.stdout)), sys.stdout, _tell)
    if sys.stdout.isatty():
        from rich.console import Console

        from twin_nlp.formats.table import TerminalTable

        return Stream(TerminalTable(Console(file=sys.stdout)), sys.stdout, _tell)
    return Stream(JsonLinesWriter(sys.stdout.buffer), sys.stdout.buffer, _tell)


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

    tally = run(events, out, decisions, tell=_tell)
    if tally.repeated:
        _tell(f"{tally.repeated:,} rows were there twice and left out")
    _tell(f"{tally.reports:,} reports are of {tally.events:,} events")


@app.command()
def train(
    corpus: Corpus,
    annotations: Annotations,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write the model to.")],
    seed: Annotated[int | None, typer.Option(metavar="N", help="Seed of everything drawn by chance.")] = None,
) -> None:
    """Train a model from the corpus and its annotations."""
    from twin_nlp.train import SEED
    from twin_nlp.train import train as train_model

    train_model(corpus, annotations, out, seed=SEED if seed is None else seed, report=_tell)


@app.command()
def evaluate(
    model: Model = None,
    corpus: Corpus = Path("corpus"),
    annotations: Annotations = Path("annotations"),
    split: Annotated[str, typer.Option(metavar="NAME", help="Split to score on.")] = "dev",
    json_out: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="File to write the figures to.")
    ] = None,
    plots: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder to draw the figures in, as SVG and PNG.")
    ] = None,
) -> None:
    """Score a model on annotated text."""
    from twin_nlp.evaluate import evaluate as evaluate_model
    from twin_nlp.evaluate import grids, summary
    from twin_nlp.formats.drawings import need_matplotlib, write_drawings
    from twin_nlp.formats.output import write_json

    if plots is not None:
        need_matplotlib()
    figures = evaluate_model(model, corpus, annotations, split)
    _print_tables(summary(figures), grids(figures))
    if json_out is not None:
        write_json(json_out, figures)
    if plots is not None:
        from twin_nlp.evaluate.drawings import drawings

        drawn_from = f"{figures['model']} on {split}"
        write_drawings(plots, drawings(figures, {split: figures["calibration"]}), drawn_from)


def _print_tables(headline: str, grids: Iterable[Grid]) -> None:
    """Print tables under a line: laid out on a terminal, as Markdown into a pipe."""
    from twin_nlp.formats.grid import markdown, print_grid

    if not sys.stdout.isatty():
        typer.echo("\n\n".join((headline, *map(markdown, grids))))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout)
    console.print(Text(headline))
    for grid in grids:
        console.print()
        print_grid(grid, console)


@app.command()
def agreement(
    round_: Annotated[
        str | None,
        typer.Argument(
            metavar="ROUND",
            help="Name of a round or a folder; by default the last by name in rounds/ of the annotations.",
            show_default=False,
        ),
    ] = None,
    corpus: Corpus = Path("corpus"),
    annotations: Annotations = Path("annotations"),
    json_: Annotated[bool, typer.Option("--json", help="Write the figures as JSON.")] = False,
) -> None:
    """Measure how far annotators agree who labelled the same documents."""
    import json

    from twin_nlp.agreement import grids, headline, measure
    from twin_nlp.formats.rounds import read_round, round_folder

    figures = measure(read_round(round_folder(annotations, round_), corpus))
    if json_:
        typer.echo(json.dumps(figures.to_dict(), indent=1))
    else:
        _print_tables(headline(figures), grids(figures))


def _end(signal_number: int, frame: object) -> None:
    sys.exit(128 + signal_number)


def main() -> None:
    """Run the command line."""
    # A run that is ended takes its unfinished files with it.
    signal.signal(signal.SIGTERM, _end)
    app(prog_name="twin-nlp")
