"""Made-up archives and registers for the tests of the report: names that no gazetteer has, so that counts are exact."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from evaluated import found_event

from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.labels import EventType, Status
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.records import EventDate, ExchangeEvent

YEARS = "2015-2019"


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.from_tables(read_gazetteer())


def own(number: int, kind: str = "Ownplace") -> str:
    """A made-up name without digits, which the parser would cut."""
    return f"{kind}{''.join(chr(97 + int(digit)) for digit in f'{number:03d}')}"


def in_year(year: int) -> EventDate:
    return EventDate(str(year), 0, 4, str(year), f"{year}-01-01", f"{year}-12-31")


def event(
    a: str,
    b: str,
    year: int | None = 2017,
    *,
    type_: EventType = "youth",
    government: bool = False,
    status: Status = "held",
    **fields: Any,
) -> ExchangeEvent:
    made = found_event(type_, government, (a, b), **fields)
    return replace(made, status=status, date=in_year(year) if year else None)


def write_events(
    path: Path, events: Iterable[ExchangeEvent], published: str | None = None, **more: Sequence[Any]
) -> Path:
    """Events as label writes them, one a document d1, d2, ...; ``more`` holds further keys, a value each."""
    rows = []
    for n, each in enumerate(events):
        keys = {name: values[n] for name, values in more.items()}
        rows.append({"doc_id": f"d{n + 1}", "published": published, **each.to_dict(), **keys})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


COLUMNS = "city1,country1,city2,country2"


def write_register(path: Path, rows: Iterable[Sequence[object]], columns: str = COLUMNS) -> Path:
    lines = [columns, *(",".join("" if cell is None else str(cell) for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def spread(active: int, pairs: int, years: int = 5) -> list[tuple[int, int]]:
    """So many different pair-years, as pair and year from 0, unevenly over the pairs."""
    cells = [(pair, year) for year in range(years) for pair in range(pairs)]
    return cells[:active]
