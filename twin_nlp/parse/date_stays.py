"""Stays of a told length that end on a told day: "flew home Tuesday after eight days"."""

from __future__ import annotations

import datetime as dt
import re

from twin_nlp.parse.date_calendar import DAY
from twin_nlp.parse.date_expressions import Expression
from twin_nlp.parse.date_lexicon import NUMBERS

_COUNTS = {name: number for number, name in enumerate(NUMBERS, 1)} | {"a": 1, "an": 1}
_UNITS = "day|night|week|fortnight"
_LENGTH = rf"(?P<n>\d{{1,2}}|{'|'.join(_COUNTS)})[- ](?P<unit>{_UNITS})"
_AFTER = re.compile(rf",?[ ](?:after|from)[ ](?:an?[ ])?{_LENGTH}", re.IGNORECASE)
_ENDED = re.compile(
    r"\b(?:end(?:ed|s)|wound up|winds? up|complet(?:ed|es)|finish(?:ed|es)|clos(?:ed|es)|conclud(?:ed|es)"
    rf"|wrapp?(?:ed|s) up)[ ](?:an?|the|their|its)[ ](?:\w{{1,15}}[ ])?{_LENGTH}\b[^.;:!?\n]{{0,60}}$",
    re.IGNORECASE,
)
_REACH = 120
_UNIT = re.compile(rf"[- ](?:{_UNITS})")
"""In lower case: a search that is quick, for what no length of a stay lacks."""
_LONGEST = 60


def with_stay(edtf: str | None, text: str, expression: Expression) -> str | None:
    """The value of a date, from the first day on where the text tells the length of a stay that it ends."""
    if edtf is None or len(edtf) != len("2020-05-12") or expression.form != "single":
        return edtf
    told = _AFTER.match(text, expression.end)
    if told is None:
        left = max(0, expression.start - _REACH)
        if _UNIT.search(text[left : expression.start].lower()):
            told = _ENDED.search(text, left, expression.start)
    if told is None:
        return edtf
    word = told["n"].lower()
    count = int(word) if word.isdecimal() else _COUNTS[word]
    days = count * {"week": 7, "fortnight": 14, "night": 1, "day": 1}[told["unit"].lower()]
    days += told["unit"].lower() == "night"
    if not 2 <= days <= _LONGEST:
        return edtf
    last = dt.date.fromisoformat(edtf)
    return f"{(last - (days - 1) * DAY).isoformat()}/{edtf}"
