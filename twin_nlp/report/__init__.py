"""The indicators of an archive: how active pairs are, of what kind, with or without government, and since when.

:func:`report` reads what it is given and counts; its tables are what is written as CSV and drawn from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from twin_nlp.errors import InputError
from twin_nlp.formats.agreements import read_agreements
from twin_nlp.formats.event_rows import read_event_rows, read_summary
from twin_nlp.formats.user_table import read_user_table
from twin_nlp.pairs import Pair
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.register import country_code, resolve, shipped_pairs
from twin_nlp.report import gold
from twin_nlp.report.archive import reported
from twin_nlp.report.crosswalk import Scheme
from twin_nlp.report.elsewhere import elsewhere_tables
from twin_nlp.report.figures import ALL, BEHIND, Material, groups, years_of
from twin_nlp.report.listings import (
    coverage_table,
    goods_table,
    groups_of,
    pairs_table,
    ties_table,
    timeline_table,
    unmatched_table,
)
from twin_nlp.report.occurrences import matched
from twin_nlp.report.tables import (
    activeness_table,
    compared_groups,
    comparison_table,
    likelihood_table,
    shares_table,
    years_table,
)

RECENT = 5
TO_CHECK = "to_check"
_MOST_NOTICES = 20


@dataclass(frozen=True, slots=True)
class Job:
    """What one report was asked for.

    ``country`` narrows the shipped register to pairs with a place in it; it is for reports without
    ``agreements``. ``draw`` is the number of pairs to draw for a person to check, ``gold`` such a sample
    that has been checked.
    """

    events: Path
    years: str
    agreements: Path | None = None
    country: str | None = None
    group: str = "country2"
    compare: str | None = None
    recent: int = RECENT
    fields: Scheme | None = None
    gold: Path | None = None
    draw: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The tables by name, and what a reader must be warned of.

    ``behind`` has, for the tables whose rows come from events, the numbers of the events behind each row;
    ``material`` holds the pairs and events that all was counted from. ``countries`` are names by ISO code.
    """

    job: Job
    tables: Mapping[str, pd.DataFrame]
    behind: Mapping[str, Sequence[Sequence[int]]]
    warnings: tuple[str, ...]
    material: Material
    countries: Mapping[str, str]


def report(job: Job, gazetteer: Gazetteer) -> Report:
    """Count the indicators of an archive.

    Raises
    ------
    InputError
        When a file can't be used, the years are none, or ``compare`` names no two groups.
    """
    years = years_of(job.years)
    pairs, warnings = _register(job, gazetteer)
    events = tuple(reported(read_event_rows(job.events)))
    found = matched(events, pairs, job.fields)
    checked = {}
    if job.gold is not None:
        rows = read_user_table(job.gold, "checked sample", gold.REQUIRED, gold.OPTIONAL)
        checked = gold.checked(rows, pairs, events, found.by_pair, job.fields)
    material = Material(pairs, events, found.by_pair, checked, years)
    by_group = groups(pairs, job.group)
    group_of = groups_of(pairs, by_group, ALL)
    recent = range(years.stop - job.recent, years.stop)
    places, totals = elsewhere_tables(material, recent)
    coverage, thin = coverage_table(read_summary(job.events), years)
    tables = {
        "likelihood": likelihood_table(material, by_group),
        "activeness": activeness_table(material, by_group, recent),
        "years": years_table(material, by_group),
        "shares": shares_table(material, by_group),
        "pairs": pairs_table(material, group_of, recent),
        "timeline": timeline_table(material, group_of),
        "goods": goods_table(material),
        "elsewhere": places,
        "elsewhere_totals": totals,
        "ties": ties_table(material, by_group),
        "coverage": coverage,
        "unmatched": unmatched_table(events, found.unmatched),
    }
    if job.compare is not None:
        codes = {part.strip(): country_code(part, gazetteer) or part for part in job.compare.split(":")}
        names = compared_groups(job.compare, by_group, codes)
        tables["comparison"] = comparison_table(material, by_group, names, job.group)
    if job.draw is not None:
        tables[TO_CHECK] = gold.drawn(pairs, events, found.by_pair, job.draw)
    behind = {name: list(table.pop(BEHIND)) if BEHIND in table else [] for name, table in tables.items()}
    told = (*warnings, *thin, *_dated(material))
    return Report(job, tables, behind, told, material, gazetteer.country_codes())


def _register(job: Job, gazetteer: Gazetteer) -> tuple[tuple[Pair, ...], tuple[str, ...]]:
    if job.agreements is not None:
        resolved = resolve(read_agreements(job.agreements), gazetteer)
        more = len(resolved.notices) - _MOST_NOTICES
        return resolved.pairs, (*resolved.notices[:_MOST_NOTICES], *([f"and {more} rows more"] if more > 0 else []))
    country = None
    if job.country is not None and (country := country_code(job.country, gazetteer)) is None:
        raise InputError(f"--country must be a country by its English name or ISO code, found {job.country!r}")
    return shipped_pairs(gazetteer, country), ()


def _dated(material: Material) -> list[str]:
    told = {o.event: o.year_from for of_pair in material.found for o in of_pair}
    by_publication, undated = (sum(f == how for f in told.values()) for how in ("publication", "nothing"))
    warnings = []
    if by_publication:
        warnings.append(
            f"events without a date that tells a year: {by_publication} of {len(told)}; "
            "they count in the year of publication"
        )
    if undated:
        warnings.append(f"events with neither date nor publication: {undated} of {len(told)}; they count in no year")
    return warnings
