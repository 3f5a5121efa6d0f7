"""How groups, labels and figures are called in drawings and on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from twin_nlp.report.figures import ALL

if TYPE_CHECKING:
    from twin_nlp.report import Report

GOVERNMENT = {"yes": "with government", "no": "without government", "either": "of either kind"}


def percent(share: float | None) -> str:
    """A share in per cent; a dash where there is none."""
    return "–" if share is None or pd.isna(share) else f"{_digits(share)}\u00a0%"


def interval(low: float | None, high: float | None) -> str:
    """The ends of an interval of shares in per cent."""
    return "" if low is None or pd.isna(low) else f"{_digits(low)}\u00a0to\u00a0{percent(high)}"


def _digits(share: float) -> str:
    """With one digit, but two where one would leave nothing."""
    return f"{100 * share:.{2 if 0 < share < 0.001 else 1}f}"


def times(value: float | None) -> str:
    """A ratio with one digit; a dash where nothing bounds it."""
    return "–" if value is None or pd.isna(value) else f"{value:.1f}"


class Names:
    """What the groups and labels of one report are called."""

    def __init__(self, found: Report) -> None:
        self._countries = found.countries
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
