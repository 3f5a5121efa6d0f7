"""The date of an event, chosen among those found in its sentences and near them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from twin_nlp.assemble.asking import Asking
from twin_nlp.assemble.cues import alternatives, by_first_letter, cues
from twin_nlp.assemble.view import View, days_from_publication
from twin_nlp.linear import Array, Features
from twin_nlp.parse.mentions import DateMention

_THRESHOLD = 0.08
"""Nearly every event has a date where its sentences tell any: one is left out only where none is likely."""
_KINDS = ("give", "sign", "travel", "cancel", "plan", "culture")
_COARSE = ("month", "year", "season")
_FINER = 0.1
"""A day is preferred to the month it lies in unless it is ten times less likely."""
_AWAY = 2
"""How many sentences before and after the event's may tell its date."""
_STAMP = re.compile(
    r"(?:published|posted|updated|date|release time|last modified|views|hits|registered|written|deadline)\W{0,12}$",
    re.IGNORECASE,
)
_STAMP_ENDS = (
    "published", "posted", "updated", "date", "time", "modified", "views", "hits", "registered", "written", "deadline",
)  # fmt: skip
"""What the last word before a date ends with where a stamp is found."""
_WORD = re.compile(r"[^\W\d_]+")
_CLAUSE_ENDS = re.compile(r"[;:()–—]|,\s|\.\s|\n")
_REACH = 160
_SPOKEN = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|wrote|according to)\W{1,3}(?:\w+\W{1,3}){0,4}$", re.IGNORECASE
)
_SAYS = re.compile(r"\W{0,3}(?:\w+\W{1,3}){0,2}(?:said|told|announced)\b", re.IGNORECASE)
_DATELINE = re.compile(r"\W{0,3}(?:\([^)\n]{1,30}\)\s*)?[-–—:|/]{1,2}\s")
_DEEDS = {
    "decide": r"vote[ds]?|voting|approv\w+|decid\w+|decision|resol\w+|agreed|authori[sz]\w+|motion|passed|granted"
    r"|carried|set aside|budget\w*|appropriat\w+|moved|council meeting|meeting|session|board",
    "speak": r"said|says|told|announc\w+|report(?:ed|s)?|confirm\w+|according|letter|wrote|e-?mail\w*|phoned|asked"
    r"|published",
    "arrive": r"arriv\w+|landed|came|come|coming|reached|here|welcomed|received|receives|greeted",
    "leave": r"left|leav\w+|depart\w*|return\w*|home|flew|fly|flies|farewell|back|set off|go|goes|went|travel\w*"
    r"|visit\w*",
    "hand": r"hand\w* over|handed|handing|handover|presented|deliver\w+|distribut\w+|unload\w*|gave|given|donat\w+"
    r"|accepted",
    "send": r"sent|sends?|shipp\w+|ships?|load(?:ed|ing)|dispatch\w*|wired|remitted|transferred|mailed|packed",
    "collect": r"collect\w*|rais\w+|fundrais\w*|bought|purchas\w*|paid|registr\w*|apply|applications?|deadline"
    r"|deposits?|tickets?|refund\w*|sign[- ]?up",
    "sign": r"sign(?:ed|s|ing|ature)|renew\w*|inked|seal\w*|memorandum|agreement|accord|pact",
    "begin": r"open(?:ed|s|ing)?|start\w*|beg[ai]n\w*|launch\w*|inaugurat\w*",
    "end": r"end(?:ed|s)?|clos(?:ed|es|ing)|finish\w*|last(?:s|ed)|wound up|complet\w+|until|conclud\w*",
    "hold": r"held|hold|took place|takes? place|play(?:ed|s)?|perform\w*|sang|danced|concert|show\w*|exhibit\w*"
    r"|festival|fair|spent|stay(?:ed|s|ing)?|took part|attend\w*|tour\w*",
    "drop": r"cancel\w*|call(?:ed|s) off|withdr\w+|scrap\w*|suspend\w*|postpon\w*|dropped|off",
    "past": r"twinned|established|founded|since|anniversary|born|built|earthquake|flood\w*|fire|typhoon|hit|quake"
    r"|storm",
    "plan": r"schedul\w+|plan(?:ned|s)?|due|booked|will|to be|was to|were to|expected|hopes?",
}
"""Kinds of verbs; of two that a text can be read as, it is the first."""
_KINDS_OF_DEEDS = re.compile("|".join([rf"(?P<{kind}>(?:{verbs})\b)" for kind, verbs in _DEEDS.items()]))
_DEED = re.compile(rf"\b(?:{by_first_letter(chain.from_iterable(map(alternatives, _DEEDS.values())))})\b")
_AFTER = 8


def date_candidates(view: View, event: Sequence[int]) -> list[int]:
    """Dates (indices) that may be the event's: those in its sentences or, without one, in those about them."""
    inside = [i for u in event for i in view.units[u].dates]
    if inside:
        return inside
    near = {v for u in event for v in range(u - _AWAY, u + _AWAY + 1) if 0 <= v < len(view.units)}
    return [i for u in sorted(near) for i in view.units[u].dates]


def _precision(edtf: str) -> str:
    if "/" in edtf:
        return "open" if ".." in edtf else "range"
    return {4: "year", 7: "month" if edtf[5:] < "21" else "season", 10: "day"}.get(len(edtf.rstrip("~")), "")


def _within(inner: DateMention, outer: DateMention) -> bool:
    """Whether the days of one date lie in those of another, longer one."""
    ends = (inner.earliest, inner.latest, outer.earliest, outer.latest)
    if None in ends or ends[:2] == ends[2:]:
        return False
    return str(outer.earliest) <= str(inner.earliest) and str(inner.latest) <= str(outer.latest)


def _clause(text: str, start: int, end: int, left: int, right: int) -> tuple[int, int]:
    for stop in _CLAUSE_ENDS.finditer(text, max(left, start - _REACH), start):
        left = stop.end()
    found = _CLAUSE_ENDS.search(text, end, min(right, end + _REACH))
    return max(left, start - _REACH), found.start() if found else min(right, end + _REACH)


@lru_cache(maxsize=10_000)
def _kind_of_deed(verb: str) -> str:
    """The kind of a verb that :data:`_DEED` found."""
    match = _KINDS_OF_DEEDS.match(verb)
    assert match is not None
    return match.lastgroup or ""


def _nearest_deed(lowered: str, mention: DateMention, left: int, right: int) -> str:
    """The kind of verb nearest to a date in its clause ``[left, right)``; what comes before it counts more."""
    found: list[tuple[int, str]] = []
    before = [*_DEED.finditer(lowered, left, mention.start)][-1:]
    if before:
        found.append((mention.start - before[0].end(), _kind_of_deed(before[0].group())))
    after = _DEED.search(lowered, mention.end, right)
    if after:
        found.append((after.start() - mention.end + _AFTER, _kind_of_deed(after.group())))
    return min(found, default=(0, "none"))[1]


def _wording(view: View, mention: DateMention, left: int, right: int, kinds: Sequence[str]) -> Features:
    """What is said around a date in its sentence, ``[left, right)``."""
    text = view.text
    features: Features = {}
    before = text[max(left, mention.start - 60) : mention.start]
    after = text[mention.end : min(right, mention.end + 60)]
    words = _WORD.findall(before.casefold())[-3:]
    for n, word in enumerate(reversed(words), 1):
        features[f"before {n}={word}"] = 1.0
    for n, word in enumerate(_WORD.findall(after.casefold())[:2], 1):
        features[f"after {n}={word}"] = 1.0
    if words and words[-1].endswith(_STAMP_ENDS) and _STAMP.search(before):
        features["stamp"] = 1.0
    if _SPOKEN.search(before) or _SAYS.match(after):
        features["spoken"] = 1.0
    if mention.start < 300 and _DATELINE.match(text, mention.end):
        features["dateline"] = 1.0
    clause = _clause(text, mention.start, mention.end, left, right)
    for cue in cues(view.lowered, *clause):
        features["clause cue=" + cue] = 1.0
    deed = _nearest_deed(view.lowered, mention, *clause)
    features["deed=" + deed] = 1.0
    for kind in kinds:
        features[f"deed={deed}, event={kind}"] = 1.0
    if before.rstrip().endswith("("):
        features["in brackets"] = 1.0
    return features


def date_features(view: View, scores: Array, event: Sequence[int], candidates: Sequence[int]) -> list[Features]:
    """Features of each candidate (indices of dates that have a value) as the date of an event."""
    dates, within = view.document.dates, set(event)
    unit_of = {i: unit for unit in view.units for i in unit.dates}
    inside = [i for i in candidates if unit_of[i].index in within]
    told = Counter(chain.from_iterable([view.units[u].cues for u in event]))
    kinds = [kind for kind in _KINDS if 2 * told[kind] >= len(event)]
    pool = inside or list(candidates)
    precision_of = {i: _precision(dates[i].edtf or "") for i in pool}
    rows: list[Features] = []
    for at in candidates:
        mention, unit = dates[at], unit_of[at]
        features: Features = {"kind=" + mention.kind: 1.0, "sentence=" + unit.sentence.kind: 1.0}
        features["evidence"] = float(1.0 - scores[unit.index, 0])
        away = 0 if at in inside else min(event, key=lambda u: abs(unit.index - u)) - unit.index
        features["away"] = float(away)
        features["inside"] = float(away == 0)
        features["order"] = 0.2 * float(sum([u < unit.index for u in event]))
        features["rank in sentence"] = 0.2 * float(unit.dates.index(at))
        features["dates in sentence"] = 0.2 * float(len(unit.dates))
        features["rank"] = 0.2 * pool.index(at) if at in pool else 2.0
        for other in {precision_of[i] for i in pool if i != at}:
            features["other=" + other] = 1.0
        days = days_from_publication(mention, view.document.published)
        if days is not None:
            band = "future" if days > 0 else "week" if days >= -8 else "months" if days >= -200 else "old"
            features["when=" + band] = 1.0
            features["days"] = max(-2000, min(days, 700)) / 365
            features["publication"] = float(days == 0)
            for cue in ("plan", "cancel", "history", "tie"):
                if cue in unit.cues:
                    features[f"when={band}, cue={cue}"] = 1.0
        for cue in unit.cues:
            features["cue=" + cue] = 1.0
        left, right = unit.sentence.start, unit.sentence.end
        features |= _wording(view, mention, left, right, kinds)
        rows.append(features)
    return rows


def preferences(rows: Sequence[Features], right: Sequence[bool]) -> list[tuple[Features, bool]]:
    """What tells right candidates from wrong ones, both ways round: the differences of their features."""
    found = []
    for a, better in zip(rows, right, strict=True):
        for b, worse in zip(rows, right, strict=True):
            if better != worse:
                names = sorted(a.keys() | b.keys())
                gaps = {name: a.get(name, 0.0) - b.get(name, 0.0) for name in names}
                found.append(({name: gap for name, gap in gaps.items() if gap}, better))
    return found


def _finer(view: View, candidates: Sequence[int], ps: Array, best: int) -> int:
    """The likeliest of the candidates (positions) that lie within the best one, where that is a month or longer."""
    dates = view.document.dates
    chosen = dates[candidates[best]]
    if _precision(chosen.edtf or "") not in _COARSE:
        return best
    within = [n for n, i in enumerate(candidates) if _within(dates[i], chosen) and ps[n] >= _FINER * ps[best]]
    return max(within, key=lambda n: ps[n], default=best)


def choose_date(view: View, scores: Array, event: Sequence[int]) -> Asking[int | None]:
    """The date (index) of an event, or None where none can be told; asks "date"."""
    candidates = [i for i in date_candidates(view, event) if view.document.dates[i].edtf is not None]
    if not candidates:
        return None
    if len(candidates) == 1 and any(candidates[0] in view.units[u].dates for u in event):
        # Of 686 such dates one was refused.
        return candidates[0]
    ps = (yield "date", date_features(view, scores, event, candidates))[:, -1]
    best = int(ps.argmax())
    return candidates[_finer(view, candidates, ps, best)] if ps[best] >= _THRESHOLD else None
