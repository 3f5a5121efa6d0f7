"""Models and the annotations behind them: ``train``, ``evaluate`` and ``agreement``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from twin_nlp.cli.app import FAILED, Model, app, tell
from twin_nlp.cli.standard_output import print_tables

Corpus = Annotated[Path, typer.Option(metavar="DIR", help="Folder of the corpus.")]
Annotations = Annotated[Path, typer.Option(metavar="DIR", help="Folder of the annotations.")]

Round = Annotated[
    str | None,
    typer.Argument(
        metavar="ROUND",
        help="Name of a round or a folder; by default the last by name that enough annotators have begun.",
        show_default=False,
    ),
]


@app.command()
def train(
    corpus: Corpus = Path("corpus"),
    annotations: Annotations = Path("annotations"),
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write the model to.")] = Path("models"),
    seed: Annotated[int | None, typer.Option(metavar="N", help="Seed of everything drawn by chance.")] = None,
    even_if_worse: Annotated[
        bool, typer.Option("--even-if-worse", help="Replace a model in the folder that is better.")
    ] = False,
) -> None:
    """Train a model from the corpus and its annotations, and tell what changed since the one before."""
    from twin_nlp.evaluate import comparison_grids
    from twin_nlp.train import SEED
    from twin_nlp.train import train as train_model

    trained = train_model(
        corpus, annotations, out, seed=SEED if seed is None else seed, even_if_worse=even_if_worse, report=tell
    )
    losses = ""
    if trained.comparison is not None:
        print_tables("What changed", comparison_grids(trained.comparison))
        losses = "; ".join(trained.comparison.losses())
    if trained.folder != out:
        tell(
            f"error: the new model is worse, so {out} stays as it is: {losses}. The new one is in {trained.folder}; "
            f"to take it in spite of this, copy its files into {out}"
        )
        raise typer.Exit(FAILED)
    if losses:
        tell(f"the new model is worse and was taken in spite of this: {losses}")
    tell(f"the new model is in {out}")


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
    round_: Round = None,
    corpus: Corpus = Path("corpus"),
    annotations: Annotations = Path("annotations"),
    all_rounds: Annotated[
        bool, typer.Option("--over-time", help="The chief figures of all rounds, a row each.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="Write the figures as JSON.")] = False,
) -> None:
    """Measure how far annotators agree who labelled the same documents."""
    import json

    from twin_nlp.agreement import grids, headline, measure, over_time
    from twin_nlp.errors import InputError
    from twin_nlp.formats.reading import UsageError
    from twin_nlp.formats.rounds import read_round, round_folder, round_folders

    if all_rounds and round_ is not None:
        raise UsageError(f"--over-time measures all rounds; leave out {round_}")
    folders = round_folders(annotations) if all_rounds else [round_folder(annotations, round_)]
    measured = []
    for folder in folders:
        found = read_round(folder, corpus, annotators=0 if all_rounds else 2)
        for notice in found.notices:
            tell(notice)
        try:
            measured.append(measure(found))
        except InputError as error:
            if not all_rounds:
                raise
            tell(f"left out: {error}")
    if json_:
        data = [figures.to_dict() for figures in measured]
        typer.echo(json.dumps(data if all_rounds else data[0], indent=1))
    elif all_rounds:
        print_tables(f"Rounds of two annotators or more: {len(measured)}", [over_time(measured)])
    else:
        print_tables(headline(measured[0]), grids(measured[0]))
