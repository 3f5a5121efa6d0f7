"""Labelled events read back: JSON Lines or Parquet, and the summary that stands beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from twin_nlp.errors import InputError
from twin_nlp.formats.jsonl import objects
from twin_nlp.formats.output import beside
from twin_nlp.formats.text import open_text


def read_event_rows(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows of a file of events, each with its file and row as messages name them.

    Raises
    ------
    InputError
        When the file can't be read, or its ending tells another format.
    """
    ending = path.name.lower().rpartition(".")[2]
    if ending not in ("jsonl", "parquet"):
        raise InputError(
            f"{path}: expected events as .jsonl or .parquet, which hold everything (.csv leaves places out)"
        )
    try:
        yield from _parquet(path) if ending == "parquet" else _json_lines(path)
    except OSError as error:
        raise InputError(f"{path}: can't read these events: {error.strerror or error}") from error


def _json_lines(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    with path.open("rb") as file:
        if not file.read(1):
            return
        file.seek(0)
        for row, found in objects(open_text(file)):
            if isinstance(found, str):
                raise InputError(f"{path}, row {row}: {found}")
            yield f"{path}, row {row}", found


def _parquet(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    row = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches():
                for found in batch.to_pylist():
                    row += 1
                    yield f"{path}, row {row}", found
    except pa.ArrowException as error:
        raise InputError(f"{path}: not a Parquet file, or a damaged one: {str(error).splitlines()[0]}") from error


def read_summary(path: Path) -> Mapping[str, Any] | None:
    """The summary of the run that wrote the events at ``path``; None where none stands beside them.

    Raises
    ------
    InputError
        When it is there and can't be read.
    """
    summary = beside(path)[0]
    try:
        found = json.loads(summary.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise InputError(f"{summary}: can't read this summary: {error}") from error
    if not isinstance(found, dict):
        raise InputError(f"{summary}: expected an object, found {type(found).__name__}")
    return found
