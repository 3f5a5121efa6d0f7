"""The packaged gazetteer, and a user's own list of places.

The packaged file is a gzip of sections, each a line ``#name count`` and then ``count`` lines of
tab-separated columns:

entries
    name, country, admin1, kind, latitude, longitude, geonames_id, population, further keys, keys of
    aliases (both joined by ``|``). The lower-cased name is a key itself, unless the further keys begin
    with ``-``. Empty columns at the end are left out.
flags
    key, and letters: w for an English word, g for a given name, s for a surname.
pairs
    number of an entry (from 0), numbers of the entries it is twinned with (joined by ``,``).
given, demonyms
    given names; adjective or demonym and country code.
"""

from __future__ import annotations

import gzip
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from twin_nlp.errors import InputError
from twin_nlp.formats.user_table import read_user_table
from twin_nlp.labels import PLACE_KINDS

COLUMNS = ("name", "country", "admin1", "kind", "latitude", "longitude", "aliases")


class GazetteerTables(NamedTuple):
    """The lines of the packaged file by section, and the rows of a user's list.

    ``extra`` holds one line per place in the layout of ``entries``, with the aliases as they were
    written instead of keys.
    """

    entries: list[str]
    flags: list[str]
    pairs: list[str]
    given: list[str]
    demonyms: list[str]
    extra: list[str]


def read_gazetteer(extra: Path | None = None) -> GazetteerTables:
    """Read the packaged gazetteer and, where given, a user's CSV.

    Raises
    ------
    InputError
        When the user's list can't be read; names the file, the row and what is expected.
    """
    packed = resources.files("twin_nlp").joinpath("data/gazetteer.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").split("\n")
    sections: dict[str, list[str]] = {}
    at = 0
    while at < len(lines) and lines[at].startswith("#"):
        name, count = lines[at][1:].split(" ")
        sections[name] = lines[at + 1 : at + 1 + int(count)]
        at += 1 + int(count)
    return GazetteerTables(**sections, extra=_extra_lines(Path(extra)) if extra is not None else [])


def _degrees(value: str, limit: int, what: str, where: str) -> str:
    if not value:
        return ""
    try:
        if abs(float(value)) <= limit:
            return value
    except ValueError:
        pass
    raise InputError(f"{where}: {what} must be degrees from -{limit} to {limit}, found {value!r}")


def _extra_lines(path: Path) -> list[str]:
    lines = []
    for where, row in read_user_table(path, "list of places", COLUMNS[:1], COLUMNS[1:]):
        country, kind = row.get("country", "").upper(), row.get("kind", "").lower() or "city"
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise InputError(f"{where}: country must be two letters (ISO 3166-1), found {country!r}")
        if kind not in PLACE_KINDS:
            raise InputError(f"{where}: kind must be one of {', '.join(PLACE_KINDS)}, found {kind!r}")
        latitude = _degrees(row.get("latitude", ""), 90, "latitude", where)
        longitude = _degrees(row.get("longitude", ""), 180, "longitude", where)
        aliases = "|".join(a.strip() for a in row.get("aliases", "").split(";") if a.strip())
        place = (row["name"], country, row.get("admin1", ""), kind, latitude, longitude, "", "", "", aliases)
        lines.append("\t".join(place))
    return lines
