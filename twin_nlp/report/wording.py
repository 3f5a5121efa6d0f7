"""How groups, labels and figures are called in drawings and on the page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from twin_nlp.report.figures import ALL

if TYPE_CHECKING:
    from twin_nlp.report import Report

GOVERNMENT = {"yes": "with government", "no": "without government", "either": "of either kind"}


def percent(share: float | None) -> str:
    """A share in per cent; a dash where there is none."""
    return "–" if share is None or pd.isna(share) else f"{_digits(100 * share)}\u00a0%"


def interval(low: float | None, high: float | None) -> str:
    """The ends of an interval of shares in per cent."""
    return "" if low is None or pd.isna(low) else f"{_digits(100 * low)}\u00a0to\u00a0{percent(high)}"


def times(value: float | None) -> str:
    """A ratio; a dash where there is none."""
    return "–" if value is None or pd.isna(value) else _digits(value)


def times_interval(low: float | None, high: float | None) -> str:
    """The ends of an interval of ratios."""
    return "" if low is None or pd.isna(low) else f"{times(low)} to {'no upper end' if high is None else times(high)}"


def ratio(row: Mapping[str, Any], prefix: str = "", unit: str = "") -> str:
    """A ratio with its interval; ``prefix`` begins the names of its columns."""
    ends = times_interval(row[f"{prefix}ratio_low"], row[f"{prefix}ratio_high"])
    return times(row[f"{prefix}ratio"]) + unit + (f" ({ends})" if ends else "")


def _digits(value: float) -> str:
    """With one digit after the point, and more where fewer than two would tell anything."""
    return f"{value:.{1 - min(0, math.floor(math.log10(value))) if value > 0 else 1}f}"


def span(years: range) -> str:
    """The first and the last of some years."""
    return str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"


class Names:
    """What the groups and labels of one report are called.

    ``sides_differ`` is False for the whole shipped register, where chance put a place on side one or two.
    """

    def __init__(self, found: Report) -> None:
        self._countries = found.countries
        self.sides_differ = found.job.agreements is not None or found.job.country is not None
        self._by_country = found.job.group.startswith("country")
        self._sides = {
            "city1": self._side("side one", {pair.one.country for pair in found.material.pairs}),
            "city2": self._side("side two", {pair.two.country for pair in found.material.pairs}),
        }

    def _side(self, name: str, countries: set[str | None]) -> str:
        only = next(iter(countries)) if len(countries) == 1 else None
        return f"{name} ({self.country(only)})" if only else name

    def country(self, code: str) -> str:
        """A country by its ISO code."""
        return self._countries.get(code, code)

    def group(self, group: str) -> str:
        """A group of pairs."""
        if group == ALL:
            return "all pairs"
        return self.country(group) if self._by_country else group

    def value(self, dimension: str, value: str) -> str:
        """A value of one of the dimensions of shares."""
        if dimension in ("country1", "country2"):
            return self.country(value)
        if dimension == "initiative":
            return self._sides.get(value, value)
        if dimension == "government_involved":
            return GOVERNMENT[value]
        return value


def largest_groups(likelihood: pd.DataFrame, most: int) -> list[str]:
    """ "all" and the groups with the most pair-years; "all" alone where there is but one group."""
    of_any = likelihood[likelihood["government_involved"] == "either"]
    own = of_any[of_any["group"] != ALL].sort_values("pair_years", ascending=False, kind="stable")
    named: list[str] = list(own["group"])
    return [ALL, *named[:most]] if len(named) > 1 else [ALL]


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, with None where a cell is empty."""
    return [{str(k): None if _empty(v) else v for k, v in row.items()} for row in table.to_dict("records")]


def _empty(cell: object) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell)


def counted(number: int, one: str, several: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"
