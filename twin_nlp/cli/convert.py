"""Annotations between formats: ``convert``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from twin_nlp.cli.app import DONE, WITH_REJECTS, app, tell

Format = Literal["twin-nlp", "prodigy", "label-studio", "doccano", "docbin", "csv"]


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(metavar="IN", help="File of annotations.", show_default=False)],
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="File to write; it is replaced where it exists.", show_default=False)
    ],
    from_: Annotated[
        Format | None, typer.Option("--from", help="Format of IN, where its ending and first line don't tell.")
    ] = None,
    to: Annotated[Format | None, typer.Option("--to", help="Format of OUT, where its ending doesn't tell.")] = None,
    corpus: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of the corpus, for annotations without their text.")
    ] = Path("corpus"),
) -> None:
    """Convert annotations between this project, Prodigy, Label Studio, doccano, spaCy's DocBin and CSV.

    What the format of OUT can't hold is told. Exit codes: 0 done, 1 failed, 2 usage, 3 done with rejected documents.
    """
    from twin_nlp.convert import convert as convert_file

    done = convert_file(source, out, corpus, from_, to, tell)
    rejected = f", {done.rejected:,} rejected" if done.rejected else ""
    tell(f"{done.source} to {done.target}: {done.documents:,} documents, {done.events:,} events{rejected}")
    raise typer.Exit(WITH_REJECTS if done.rejected else DONE)
