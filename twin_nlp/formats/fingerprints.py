"""What files hold, told by a few of their bytes or all: whether two runs began with the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twin_nlp.errors import InputError
from twin_nlp.formats.reading import Source

_ENDS_BYTES = 4096
"""Read at each end of an input: an archive may be too large to be read twice, or be a million small files."""


def whole_file(path: Path) -> str:
    """The sha256 of a file; raises :class:`InputError` where it can't be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(f"{path}: it can't be read: {error.strerror or error}") from None


def inputs(sources: Sequence[Source]) -> dict[str, dict[str, Any]]:
    """Of each source its place, name, size, time of the last change and a sha256 of its first and last bytes.

    Of a file that can't be read the last three are left out; the run will tell.
    """
    found: dict[str, dict[str, Any]] = {}
    for place, source in enumerate(sources, 1):
        file = source.file if source.file not in found else f"{source.file} (place {place})"
        found[file] = {"place": place, "name": source.name, **_ends(source)}
    return found


def _ends(source: Source) -> dict[str, Any]:
    if source.path is None:
        return {}
    try:
        with source.path.open("rb") as file:
            status = os.fstat(file.fileno())
            ends = file.read(_ENDS_BYTES)
            file.seek(max(file.tell(), status.st_size - _ENDS_BYTES))
            ends += file.read(_ENDS_BYTES)
    except OSError:
        return {}
    seconds, rest = divmod(status.st_mtime_ns, 10**9)
    changed = dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return {"size": status.st_size, "changed": f"{changed}.{rest:09}Z", "ends": hashlib.sha256(ends).hexdigest()}
