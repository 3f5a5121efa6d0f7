"""Models and the annotations behind them: ``train``, ``evaluate`` and ``agreement``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from twin_nlp.cli.app import Model, app, tell
from twin_nlp.cli.standard_output import print_tables

Corpus = Annotated[Path, typer.Option(metavar="DIR", help="Folder of the corpus.")]
Annotations = Annotated[Path, typer.Option(metavar="DIR", help="Folder of the annotations.")]


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

    train_model(corpus, annotations, out, seed=SEED if seed is None else seed, report=tell)


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
    print_tables(summary(figures), grids(figures))
    if json_out is not None:
        write_json(json_out, figures)
    if plots is not None:
        from twin_nlp.evaluate.drawings import drawings

        drawn_from = f"{figures['model']} on {split}"
        write_drawings(plots, drawings(figures, {split: figures["calibration"]}), drawn_from)


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

    found = read_round(round_folder(annotations, round_), corpus)
    for notice in found.notices:
        tell(notice)
    figures = measure(found)
    if json_:
        typer.echo(json.dumps(figures.to_dict(), indent=1))
    else:
        print_tables(headline(figures), grids(figures))
