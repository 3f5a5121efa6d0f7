"""The tables of figures: likelihood, shares, activeness, years and the comparison of two groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from twin_nlp.errors import InputError
from twin_nlp.labels import EVENT_TYPES, STATUSES
from twin_nlp.pairs import Pair, Side
from twin_nlp.register import side_key
from twin_nlp.report.estimates import Estimate, difference, relative
from twin_nlp.report.figures import (
    ATTRIBUTES,
    BEHIND,
    NOT_KNOWN,
    Condition,
    Figure,
    Material,
    Value,
    activeness,
    likelihood,
)
from twin_nlp.report.occurrences import INITIATIVES

Groups = Mapping[str, Sequence[int]]
GOVERNMENT: Mapping[str, bool | None] = {"yes": True, "no": False, "either": None}


def cells(prefix: str, estimate: Estimate | None) -> dict[str, float | None]:
    """An estimate as three columns; an end that nothing bounds is empty."""
    names = (prefix, *(f"{prefix}_{end}" if prefix.startswith("corrected") else end for end in ("low", "high")))
    values = (estimate.value, estimate.low, estimate.high) if estimate else (None, None, None)
    return dict(zip(names, (v if v is None or abs(v) != float("inf") else None for v in values), strict=True))


def estimates(name: str, figure: Figure, material: Material) -> dict[str, float | None]:
    """A figure as columns; with the corrected one where pairs were checked."""
    found = cells(name, figure.found)
    return found | cells("corrected", figure.corrected) if material.checked else found


def _active(government: bool | None, material: Material) -> Condition:
    return lambda pair, o: material.held(pair, o) and government in (None, o.government_involved)


def likelihood_table(material: Material, groups: Groups) -> pd.DataFrame:
    """The likelihood per pair and year of an activity with government, without, and of either."""
    rows: list[dict[str, Any]] = []
    for group, members in groups.items():
        for told, government in GOVERNMENT.items():
            figure = material.figure(members, likelihood(material.years, government))
            rows.append(
                {
                    "group": group,
                    "government_involved": told,
                    "pairs": _at_risk(material, members),
                    "years": len(material.years),
                    "pair_years": int(figure.denominator),
                    "active_pair_years": int(figure.numerator),
                    **estimates("likelihood", figure, material),
                    **material.cited(material.behind(members, _active(government, material))),
                }
            )
    return pd.DataFrame(rows)


def _at_risk(material: Material, members: Sequence[int]) -> int:
    return sum(bool(material.pairs[m].at_risk(material.years)) for m in members)


def activeness_table(material: Material, groups: Groups, recent: range) -> pd.DataFrame:
    """The share of pairs with at least one held event in the recent years."""
    rows = []
    for group, members in groups.items():
        figure = material.figure(members, activeness(recent))
        behind = material.behind(members, lambda pair, o: o.status == "held" and o.year in pair.at_risk(recent))
        rows.append(
            {
                "group": group,
                "since": recent.start,
                "until": recent.stop - 1,
                "pairs": int(figure.denominator),
                "active_pairs": int(figure.numerator),
                "dormant_pairs": int(figure.denominator - figure.numerator),
                **estimates("share", figure, material),
                **material.cited(behind),
            }
        )
    return pd.DataFrame(rows)


def years_table(material: Material, groups: Groups) -> pd.DataFrame:
    """Year by year: pairs with any activity, and events by status."""
    rows: list[dict[str, Any]] = []
    for group, members in groups.items():
        told = material.by_value(members, material.counts, lambda pair, o: (o.year, o.status))
        for year in material.years:
            figure = material.figure(members, likelihood(range(year, year + 1), None))
            of_status = {status: told[year, status] for status in STATUSES}
            rows.append(
                {
                    "group": group,
                    "year": year,
                    "pairs": int(figure.denominator),
                    "active_pairs": int(figure.numerator),
                    **estimates("likelihood", figure, material),
                    **{status: len(events) for status, events in of_status.items()},
                    **material.cited(set().union(*of_status.values())),
                }
            )
    return pd.DataFrame(rows)


@dataclass(frozen=True, slots=True)
class _Question:
    """Which value an event has, asked of those that meet a condition; ``values`` are those that are told."""

    dimension: str
    among: str
    base: Condition
    value: Value
    values: Sequence[str]


def _labels(material: Material) -> list[_Question]:
    """The questions about labels, which are the same for every group."""

    def of_type(type_: str) -> Condition:
        return lambda pair, o: o.type == type_ and material.held(pair, o)

    def told(dimension: str) -> list[str]:
        return sorted({value for of_pair in material.found for o in of_pair if (value := getattr(o, dimension))})

    initiative: tuple[Value, Sequence[str]] = (lambda pair, o: o.initiative, INITIATIVES)
    among, held = "held events", material.held
    return [
        _Question("status", "events", material.counts, lambda pair, o: o.status, STATUSES),
        _Question("type", among, held, lambda pair, o: o.type, EVENT_TYPES),
        _Question(
            "government_involved", among, held, lambda pair, o: "yes" if o.government_involved else "no", ("yes", "no")
        ),
        _Question("subtype", among, held, lambda pair, o: o.subtype, told("subtype")),
        _Question("field", among, held, lambda pair, o: o.field, told("field")),
        _Question("initiative", among, held, *initiative),
        *(_Question("initiative", f"held {type_} events", of_type(type_), *initiative) for type_ in EVENT_TYPES),
    ]


def _place(name: str, material: Material, members: Sequence[int]) -> _Question:
    attribute = ATTRIBUTES[name]
    there = sorted({attribute(material.pairs[m]) or NOT_KNOWN for m in members})
    return _Question(name, "held events", material.held, lambda pair, _: attribute(pair) or NOT_KNOWN, there)


def shares_table(material: Material, groups: Groups) -> pd.DataFrame:
    """Shares of events by type, government, direction, place and field among those held, by status among all."""
    rows: list[dict[str, Any]] = []
    labels = _labels(material)
    for group, of_group in groups.items():
        # Shares are of events: pairs without any, which are most of a large register, add nothing.
        members = [m for m in of_group if material.found[m]]
        weights = material.weights(members)
        for question in (*labels, *(_place(name, material, members) for name in ATTRIBUTES)):
            behind = material.by_value(members, question.base, question.value)
            if not behind:
                continue
            of = len(set().union(*behind.values()))
            share = material.shares(members, question.base, question.value, weights)
            for value in question.values:
                rows.append(
                    {
                        "group": group,
                        "dimension": question.dimension,
                        "value": value,
                        "events": len(behind[value]),
                        "among": question.among,
                        "of": of,
                        **estimates("share", share(value), material),
                        **material.cited(behind[value]),
                    }
                )
    return pd.DataFrame(rows)


def compared_groups(compare: str, groups: Groups, code: dict[str, str]) -> tuple[str, str]:
    """The two groups that "A:B" names, by their values or, for countries, by names in ``code``.

    Raises
    ------
    InputError
        When it names no two of the groups; lists those there are.
    """
    parts = [part.strip() for part in compare.split(":")]
    named = [part if part in groups else code.get(part, part) for part in parts]
    if len(named) != 2 or named[0] == named[1] or not all(name in groups for name in named):
        there = ", ".join(list(groups)[1:40])
        raise InputError(f"--compare must name two groups as in A:B, of {there}; found {compare!r}")
    return named[0], named[1]


def comparison_table(material: Material, groups: Groups, names: tuple[str, str], group_by: str) -> pd.DataFrame:
    """The likelihoods of two groups, the second as so many times the first, and less the first.

    "shared partners" takes only pairs whose other place has ties with both groups; it is told where there are any.
    """
    members = {name: list(groups[name]) for name in names}

    def other(m: int) -> object:
        return side_key(_other(material.pairs[m], group_by))

    first_others, second_others = ({other(m) for m in members[name]} for name in names)
    common = first_others & second_others
    shared = {name: [m for m in of_group if other(m) in common] for name, of_group in members.items()}
    rows: list[dict[str, Any]] = []
    for over, of in (("all pairs", members), ("shared partners", shared)):
        for told, government in GOVERNMENT.items():
            if not all(of.values()):
                continue
            first, second = (material.figure(of[name], likelihood(material.years, government)) for name in names)
            row: dict[str, Any] = {"over": over, "government_involved": told}
            either: set[int] = set()
            for number, name, figure in ((1, names[0], first), (2, names[1], second)):
                row[f"group{number}"] = name
                row[f"pairs{number}"] = len(of[name])
                row[f"pair_years{number}"] = int(figure.denominator)
                row[f"active_pair_years{number}"] = int(figure.numerator)
                row |= {f"{k}{number}": v for k, v in cells("likelihood", figure.found).items()}
                behind = material.behind(of[name], _active(government, material))
                row[f"reports{number}"] = material.reports(behind)
                either |= behind
            row |= _contrast("", first.found, second.found)
            if material.checked:
                row |= _contrast("corrected_", first.corrected, second.corrected)
            rows.append({**row, BEHIND: material.cited(either)[BEHIND]})
    return pd.DataFrame(rows)


def _contrast(prefix: str, first: Estimate | None, second: Estimate | None) -> dict[str, float | None]:
    both = first is not None and second is not None
    told: dict[str, float | None] = {}
    for name, estimate in (
        ("ratio", relative(second, first) if both and first and second else None),
        ("difference", difference(second, first) if both and first and second else None),
    ):
        value, low, high = cells(name, estimate).values()
        told |= {f"{prefix}{name}": value, f"{prefix}{name}_low": low, f"{prefix}{name}_high": high}
    return told


def _other(pair: Pair, group_by: str) -> Side:
    return pair.one if group_by == "country2" else pair.two
