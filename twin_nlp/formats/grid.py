"""Small tables of figures: Markdown for files and pipes, rich for a terminal."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

_LEAST_WIDTH = 3
"""Markdown wants three hyphens under a heading."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A titled table of text; every row has as many cells as ``header``. The first column is a name."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _escaped(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|")


def markdown(grid: Grid) -> str:
    """The table as Markdown with aligned columns, under its title; no line end after the last row."""
    lines = [tuple(_escaped(cell) for cell in row) for row in (grid.header, *grid.rows)]
    widths = [max(_LEAST_WIDTH, *(len(line[i]) for line in lines)) for i in range(len(grid.header))]

    def row(cells: tuple[str, ...]) -> str:
        aligned = (c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True)))
        return "| " + " | ".join(aligned) + " |"

    rule = "|" + "|".join("-" * (w + 2) if i == 0 else "-" * (w + 1) + ":" for i, w in enumerate(widths)) + "|"
    return "\n".join((grid.title, "", row(lines[0]), rule, *map(row, lines[1:])))


def print_grid(grid: Grid, console: Console) -> None:
    """Print the table on a terminal."""
    console.print(Text(grid.title, style="bold"))
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="")
    for i, heading in enumerate(grid.header):
        table.add_column(Text(heading), justify="right" if i else "left", overflow="fold")
    for cells in grid.rows:
        table.add_row(*map(Text, cells))
    console.print(table)
