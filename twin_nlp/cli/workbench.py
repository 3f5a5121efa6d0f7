"""The annotators' workbench: ``annotate``, ``adjudicate`` and ``adopt``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from twin_nlp.cli.app import WITH_REJECTS, Model, app, tell
from twin_nlp.cli.models import Annotations, Corpus, Round
from twin_nlp.cli.standard_output import print_tables

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from twin_nlp.annotate import Session
    from twin_nlp.web.app import Access

Port = Annotated[
    int | None,
    typer.Option(
        min=1024, max=65535, metavar="P", help="Port of the page; by default one that is free, the same each time."
    ),
]
Host = Annotated[str, typer.Option(metavar="H", help="Name or address of this machine that others reach it by.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Show the link only, open no browser.")]

_GO_ON = "to go on, give the same command again"


@app.command()
def annotate(
    annotator: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Your name, that of your file in the round.", show_default=False)
    ],
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="SOURCE",
            help="What to annotate, anything that label reads; by default the documents of the corpus in train.",
            show_default=False,
        ),
    ] = None,
    round_: Annotated[
        str | None,
        typer.Option(
            "--round",
            metavar="R",
            help="Name of the round; by default the last that was begun so and has open documents for you, else a "
            "new one named by the day.",
        ),
    ] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Show no suggestions of the model.")] = False,
    queue: Annotated[
        Literal["mixed", "errors", "date", "id"] | None,
        typer.Option(
            help="Which documents, in which order: 80 % where the model is unsure and 20 % at random, likely label "
            "errors of the corpus, by date, or by id.  [default: mixed]"
        ),
    ] = None,
    size: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Documents of a new round.  [default: 100]")
    ] = None,
    port: Port = None,
    host: Host = "127.0.0.1",
    no_browser: NoBrowser = False,
    corpus: Corpus = Path("corpus"),
    annotations: Annotations = Path("annotations"),
    model: Model = None,
) -> None:
    """Label documents on a local page; each answer is kept at once.

    Ctrl-C ends it; the same command goes on.
    """
    from twin_nlp.web import need_server

    need_server()
    from twin_nlp import artefacts, load
    from twin_nlp.annotate import Job, begun
    from twin_nlp.web.annotate import annotate_app

    job = Job(annotator, source, round_, queue, size, blind, corpus, annotations)
    with _progress() as progress:
        folder = model or artefacts.packaged_model()
        held_out = partial(artefacts.read_held_out, folder)
        session = begun(job, load(folder), artefacts.fingerprint(folder), held_out, tell, progress)
    try:
        _serve(lambda access: annotate_app(session, access), session.log.path, host, port, no_browser)
    finally:
        done = session.progress()
        tell(
            f"{done['answered']} answers stand in {session.log.path}, {done['skipped']} skipped and "
            f"{done['flagged']} flagged, of {done['total']} documents"
        )
        tell(_after_annotating(session, done))


@app.command()
def adjudicate(
    adjudicator: Annotated[
        str,
        typer.Option("--as", metavar="NAME", help="Your name; you can't be one of the annotators.", show_default=False),
    ],
    round_: Round = None,
    port: Port = None,
    host: Host = "127.0.0.1",
    no_browser: NoBrowser = False,
    corpus: Corpus = Path("corpus"),
    annotations: Annotations = Path("annotations"),
) -> None:
    """Settle on a local page where two annotators differ; each settlement is kept at once.

    Ctrl-C ends it; the same command goes on.
    """
    from twin_nlp.web import need_server

    need_server()
    from twin_nlp.adjudicate import begun
    from twin_nlp.formats.rounds import round_folder
    from twin_nlp.web.adjudicate import adjudicate_app

    session = begun(round_folder(annotations, round_), corpus, annotations / "guidelines.md", adjudicator)
    try:
        _serve(lambda access: adjudicate_app(session, access), session.log.path, host, port, no_browser)
    finally:
        done = session.progress()
        tell(
            f"{done['settled']} of {done['differences']} differences are settled in {session.log.path}, "
            f"{done['documents settled']} of {done['documents']} documents throughout"
        )
        tell(_GO_ON if done["settled"] < done["differences"] else f"next: twin-nlp adopt {session.round}")


@app.command()
def adopt(
    round_: Round = None,
    measured_too: Annotated[
        bool, typer.Option("--dev-and-test", help="Change the splits dev and test too, which models are measured on.")
    ] = False,
    corpus: Corpus = Path("corpus"),
    annotations: Annotations = Path("annotations"),
) -> None:
    """Take the final answers of a round into the corpus, for training."""
    from twin_nlp.adopt import adopt as adopt_round
    from twin_nlp.adopt import grids, headline
    from twin_nlp.formats.rounds import round_folder

    adopted = adopt_round(
        round_folder(annotations, round_, annotators=1), corpus, annotations, measured_too=measured_too
    )
    for notice in adopted.notices:
        tell(notice)
    print_tables(headline(adopted), grids(adopted))
    if adopted.added or adopted.replaced:
        tell("next: twin-nlp train")
    if adopted.left_out:
        raise typer.Exit(WITH_REJECTS)


def _after_annotating(session: Session, done: Mapping[str, int]) -> str:
    """What to do next."""
    from twin_nlp.formats.answers import VERDICTS
    from twin_nlp.formats.rounds import annotators_files

    name = session.round
    if sum(done[verdict] for verdict in VERDICTS) < done["total"]:
        return _GO_ON
    if len(annotators_files(session.log.path.parent)) > 1:
        return f"next: twin-nlp agreement {name}; a third person settles with twin-nlp adjudicate {name} --as NAME"
    if session.queue.settings.blind:
        return f"next: a second annotator joins with twin-nlp annotate --as NAME --round {name}"
    return f"next: twin-nlp adopt {name}"


def _serve(made: Callable[[Access], ASGIApp], log: Path, host: str, port: int | None, no_browser: bool) -> None:
    """Serve a page over a log until the user ends it."""
    from twin_nlp.web.serve import access_to, is_loopback, listening, serve

    listener = listening(host, port, str(log.resolve()))
    access = access_to(host, listener)
    if not is_loopback(host):
        tell(f"warning: others can reach {host}, and what passes between it and a browser is not encrypted")
    tell("open this link in a browser on this machine; Ctrl-C ends the page" if no_browser else "Ctrl-C ends the page")
    serve(made(access), listener, access.link, not no_browser, typer.echo)


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """The number of documents that were looked at, on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda number: None
        return
    from rich.console import Console

    with Console(stderr=True).status("loading the model") as status:
        yield lambda number: status.update(f"{number:,} documents looked at")
