"""From events to figures: ``ties`` and ``report``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from twin_nlp.cli.app import app, tell
from twin_nlp.cli.standard_output import standard_output

if TYPE_CHECKING:
    from twin_nlp.parse.gazetteer import Gazetteer

Agreements = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Register of ties of your own, a CSV with city1, country1, city2, country2 and maybe kind, since, "
        "until, province; by default the shipped one.",
    ),
]


@app.command()
def ties(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="Name of a place, as in 'Burnaby' or 'Burnaby, BC'.")],
    country: Annotated[
        str | None, typer.Option(metavar="COUNTRY", help="The country it lies in, by name or ISO code.")
    ] = None,
    agreements: Agreements = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="File to write, .jsonl or .csv; without it a table on a terminal, JSON Lines into a pipe.",
        ),
    ] = None,
) -> None:
    """List the partners of a place that a register of ties holds."""
    from twin_nlp.formats.reading import UsageError
    from twin_nlp.formats.tables import write_rows
    from twin_nlp.ties import COLUMNS, grid
    from twin_nlp.ties import ties as find_ties

    if out is not None and out.suffix.lower() not in (".jsonl", ".csv"):
        raise UsageError(f"{out}: expected a file that ends in .jsonl or .csv")
    found = find_ties(place, _gazetteer(), country=country, agreements=agreements)
    for notice in found.notices:
        tell(notice)
    if out is not None:
        write_rows(out, found.rows, COLUMNS)
    elif sys.stdout.isatty():
        from rich.console import Console

        from twin_nlp.formats.grid import print_grid

        print_grid(grid(found.rows), Console(file=sys.stdout))
    else:
        standard_output(explain=False).write(found.rows)


def _gazetteer() -> Gazetteer:
    from twin_nlp.formats.gazetteer_file import read_gazetteer
    from twin_nlp.parse.gazetteer import Gazetteer

    return Gazetteer.from_tables(read_gazetteer())


@app.command()
def report(
    events: Annotated[Path, typer.Argument(metavar="EVENTS", help="What label or link wrote, as .jsonl or .parquet.")],
    years: Annotated[str, typer.Option(metavar="YEARS", help="The years to count, as in 2015-2019.")],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FOLDER", help="Folder to write the tables, plots and page to.")
    ],
    agreements: Agreements = None,
    country: Annotated[
        str | None,
        typer.Option(metavar="COUNTRY", help="Of the shipped register only pairs with a place in this country."),
    ] = None,
    group: Annotated[
        Literal["country1", "country2", "province", "kind"], typer.Option(help="What to group pairs by.")
    ] = "country2",
    compare: Annotated[
        str | None, typer.Option(metavar="A:B", help="Compare two groups: B as so many times A.")
    ] = None,
    recent: Annotated[int, typer.Option(min=1, metavar="N", help="A pair without activity in N years is dormant.")] = 5,
    fields: Annotated[
        Literal["gaok", "clair"] | None, typer.Option(help="Add the exchange fields of Korea's or Japan's register.")
    ] = None,
    gold: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Checked sample, to correct the figures for errors of the labels."),
    ] = None,
    draw_gold: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Draw N pairs with all their events into to_check.csv, to be checked."),
    ] = None,
) -> None:
    """Count the indicators: how active pairs are, of what kind, with or without government.

    Writes CSV tables, plots, and a page to read them: FOLDER/report.html.
    """
    from twin_nlp.formats.drawings import inline_svg, need_matplotlib, write_drawings
    from twin_nlp.formats.land import read_land
    from twin_nlp.formats.reading import UsageError
    from twin_nlp.formats.report_page import COLOURS, write_page
    from twin_nlp.formats.tables import write_tables
    from twin_nlp.report import Job
    from twin_nlp.report import report as count
    from twin_nlp.report.drawings import drawings
    from twin_nlp.report.page import page

    if agreements is not None and country is not None:
        raise UsageError("--country narrows the shipped register; with --agreements leave it out")
    need_matplotlib()
    job = Job(events, years, agreements, country, group, compare, recent, fields, gold, draw_gold)
    found = count(job, _gazetteer())
    write_tables(out, found.tables)
    drawn = drawings(found, read_land())
    write_drawings(out / "plots", {name: each.figure for name, each in drawn.items()}, f"{events.name}, {years}")
    svg = {name: inline_svg(each.figure, name, each.shows, each.of_part, COLOURS) for name, each in drawn.items()}
    write_page(out / "report.html", page(found), svg)
    for warning in found.warnings:
        tell(f"warning: {warning}")
    counted = found.material
    tell(
        f"{len(counted.pairs)} pairs, {len(counted.events)} events, {len(found.tables)} tables and report.html in {out}"
    )
