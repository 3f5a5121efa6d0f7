"""Standard output: tables on a terminal, JSON Lines or Markdown into a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from io import TextIOWrapper
from typing import TYPE_CHECKING

import typer

from twin_nlp.cli.app import tell

if TYPE_CHECKING:
    from twin_nlp.formats.grid import Grid
    from twin_nlp.formats.output import Stream


def standard_output(explain: bool) -> Stream:
    """Where rows, or explanations, go without a file to write."""
    from twin_nlp.formats.jsonl import JsonLinesWriter
    from twin_nlp.formats.output import Stream

    if explain:
        from rich.console import Console

        if isinstance(sys.stdout, TextIOWrapper):
            # Quotes come in any script; where the encoding lacks one, a question mark is better than no text.
            sys.stdout.reconfigure(errors="replace")
        from twin_nlp.formats.explained import ExplanationText

        return Stream(ExplanationText(Console(file=sys.stdout)), sys.stdout, tell)
    if sys.stdout.isatty():
        from rich.console import Console

        from twin_nlp.formats.table import TerminalTable

        return Stream(TerminalTable(Console(file=sys.stdout)), sys.stdout, tell)
    return Stream(JsonLinesWriter(sys.stdout.buffer), sys.stdout.buffer, tell)


def print_tables(headline: str, grids: Iterable[Grid]) -> None:
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
