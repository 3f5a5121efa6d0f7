"""Place names in a text, told from people's and institutions' names, each with what it can mean there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import ahocorasick_rs

from twin_nlp.parse import place_words as words
from twin_nlp.parse.folding import Offsets, fold, folded, matching_text, name_key
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.parse.mentions import PlaceMention
from twin_nlp.parse.place_cues import cue_before, cued_names, names_before, unit_after
from twin_nlp.parse.place_persons import in_institution, is_person
from twin_nlp.parse.place_readings import Candidate, resolved

_STRONG = frozenset(
    ("relation", "city of", "mayor of", "visit", "suffix", "container", "dateline", "body", "contained")
)
_SMALL_WORDS = words.word_set(
    "de del della di da do dos das du des la le les los las el al sur sous en am an bei im in ob der den dem van "
    "von op upon on under nad pod na y e i and und et of the by city province prefecture county district"
)


def find_places(text: str, gazetteer: Gazetteer) -> tuple[PlaceMention, ...]:
    """The places named in ``text``, in reading order, none overlapping another.

    Parameters
    ----------
    text : str
        Any text; the spans of the mentions count its characters.
    gazetteer : Gazetteer
        Names and pairs to know places by.

    Returns
    -------
    tuple of PlaceMention
        With readings best first; a name that only its cue gives away has none.
    """
    folded_text, offsets = fold(text)
    match_text = matching_text(folded_text)
    candidates, nations = _known_names(text, match_text, offsets, gazetteer)
    candidates = _with_cued(text, candidates, gazetteer)
    _link_containers(text, candidates, nations, gazetteer)
    candidates = _with_contained(text, candidates, gazetteer)
    accepted = _accepted(candidates, gazetteer)
    accepted = _with_repeats(text, match_text, offsets, accepted)
    return resolved(text, accepted, nations, gazetteer)


_BETWEEN_WORDS = re.compile(r"[\s\-‑–—]+")
_DAY_NEXT = re.compile(r"\.?[ \u00a0][0-9]")


def _fits_case(text: str, start: int, end: int, key: str) -> bool:
    name = text[start:end]
    if " " in key:
        last = _BETWEEN_WORDS.split(name)[-1].lstrip("'’(")
        return not last[:1].islower() or last.lower() in _SMALL_WORDS or "'" in key
    if (
        len(name) > 1
        and name.isupper()
        and len(name) < 5
        and key not in ("uk", "usa", "u k", "u s", "uae", "prc", "drc")
    ):
        return _in_capitals(text, start, end)
    return True


def _in_capitals(text: str, start: int, end: int) -> bool:
    low, high = text.rfind("\n", max(0, start - 60), start) + 1, text.find("\n", end, end + 60)
    around = text[max(low, start - 60) : high if high >= 0 else end + 60]
    letters = [c for c in around if c.isalpha()]
    return len(letters) > end - start and sum(c.isupper() for c in letters) > 0.6 * len(letters)


def _known_names(
    text: str, match_text: str, offsets: Offsets, gazetteer: Gazetteer
) -> tuple[list[Candidate], list[tuple[int, int, str]]]:
    """Candidates from the gazetteer, and adjectives of nations with their country codes."""
    candidates: list[Candidate] = []
    nations: list[tuple[int, int, str]] = []
    flags, demonyms = gazetteer.flags, gazetteer.demonyms
    for key, low in gazetteer.scan(match_text, offsets.aligned()):
        while key:
            end = low + len(key)
            if (numbers := gazetteer.entries(key)) or key in demonyms:
                first, last = offsets.span(low, end)
                if _fits_case(text, first, last, key):
                    if key in words.MONTHS and _DAY_NEXT.match(text, last):
                        break
                    if key in demonyms:
                        nations.append((first, last, demonyms[key]))
                    else:
                        candidates.append(
                            Candidate(first, last, key, tuple(numbers), flags.get(key, ""), name_end=last)
                        )
                    break
            # Where the longest name doesn't fit, a shorter one may.
            key = key.rpartition(" ")[0]
    return candidates, nations


def _ends_word(match_text: str, end: int, length: int) -> bool:
    if end >= length:
        return True
    after = match_text[end]
    if after == " ":
        return True
    if after == "'":
        return match_text[end + 1 : end + 2] == "s" and not match_text[end + 2 : end + 3].isalnum()
    return not (after.isalnum() or after == "_")


_HYPHEN_TAIL = re.compile(r"[-‑](?=[^\W\d_])((?:[\w'’]{1,30}[-‑]?){1,5})")
_WIDENING = re.compile(
    r"(?<![\w.-])(Lower|Upper|Greater|Great|Little|New|Port|Fort|Mount|Lake|Bad|LOWER|UPPER|GREATER|LAKE)[ \u00a0]$"
)

_REST = re.compile(
    r"[ \u00a0](?:d[aeiou]|d[ao]s|del|della|dei|des)[ \u00a0](?:[Ll][ao]s?[ \u00a0])?[A-ZÀ-ÖØ-Þ][\w'’]{2,30}"
)
"""What goes on a name in the Romance languages: Oliveira, known by itself, and Oliveira do Hospital."""
_OPENER = re.compile(r"(?:Puerto|Castel|Monte|Vila)[ \u00a0][A-ZÀ-ÖØ-Þ][\w'’]{2,30}")
"""A name of which the first word is a name, too, but seldom meant."""


def _shape(text: str, one: Candidate, following: Candidate | None, gazetteer: Gazetteer) -> None:
    """Take in the unit after the name, a hyphenated rest, or a word such as Lower before it."""
    unit = unit_after(text, one.end)
    if unit and (following is None or following.start >= unit[0] or following.start > one.end + 1):
        one.end, one.unit = unit
        one.cue = "suffix"
    elif text[one.end : one.end + 1] in ("-", "‑") and (tail := _HYPHEN_TAIL.match(text, one.end)):
        rest = tail.group(1).rstrip("-‑")
        known = following is not None and following.start == one.end + 1
        parts = re.split("[-‑]", rest)
        if (not known and (parts[0].lower() in _SMALL_WORDS or parts[0][0].isupper()) and parts[-1][0].isupper()) and (
            parts[0].lower() in _SMALL_WORDS or not gazetteer.entries(name_key(rest))
        ):
            one.end = one.end + 1 + len(rest)
            one.key, one.numbers, one.flag = name_key(text[one.start : one.end]), (), ""
            one.cue = "hyphen"
    elif (longer := _REST.match(text, one.end) or _OPENER.match(text, one.start)) and longer.end() > one.end:
        one.end = longer.end()
        one.key, one.numbers, one.flag, one.cue = name_key(text[one.start : one.end]), (), "", "widened"
    if (wide := _WIDENING.search(text, max(0, one.start - 9), one.start)) and one.cue is None:
        one.start = wide.start(1)
        one.key, one.numbers, one.flag, one.cue = name_key(text[one.start : one.end]), (), "", "widened"
    one.name_end = one.end


def _with_cued(text: str, known: list[Candidate], gazetteer: Gazetteer) -> list[Candidate]:
    """Cues put to the known names, and the names that only a cue gives away."""
    cues: dict[int, str | None] = {}
    for i, one in enumerate(known):
        _shape(text, one, known[i + 1] if i + 1 < len(known) else None, gazetteer)
        before = cues[one.start] = cue_before(text, one.start)
        if before is not None and (one.cue is None or before not in ("locative",)):
            one.cue = before if one.cue != "suffix" or before == "relation" else one.cue
        one.person = one.cue not in _STRONG and is_person(text, one.start, one.end, one.flag, gazetteer.given)
        if one.cue in (None, "locative") and in_institution(text, one.start, one.end):
            one.cue = "in name"
    merged: list[Candidate] = []
    for one in known:
        if merged and one.start < merged[-1].end:
            if one.end - one.start > merged[-1].end - merged[-1].start:
                merged[-1] = one
        else:
            merged.append(one)
    by_start = {one.start: one for one in merged}
    starts = [one.start for one in merged]
    extra: dict[int, Candidate] = {}
    for start, end, cue, full in cued_names(text, {start: cues[start] for start in starts}):
        at = by_start.get(start)
        if at is not None:
            if (cue != "locative" and at.cue in (None, "locative", "in name", "body")) or (
                cue == "relation" and at.cue != "suffix"
            ):
                at.cue = cue
                at.person = False
            continue
        around = merged[max(0, bisect_right(starts, start) - 1) : bisect_right(starts, end - 1)]
        inside = [one for one in around if one.end > start]
        if inside:
            # "Foam Lake" is one name where only "Lake" was known, but "Jiangsu Wuxi" is two.
            weak = [one for one in inside if (one.flag or one.person) and one.cue in (None, "locative")]
            if len(weak) != len(inside):
                continue
        if cue == "locative" and not _stands_alone(text, start, end):
            continue
        if _is_name(text, start, full, gazetteer, body=cue in ("relation", "body")):
            one = Candidate(start, full, name_key(text[start:full]), (), cue=cue, name_end=end)
            if start not in extra or extra[start].end < full:
                extra[start] = one
    return _disjoint([*merged, *extra.values()])


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name with only a preposition before it looks like a place's: no acronym, no longer name."""
    name = text[start:end]
    after = text[end : end + 2]
    return (
        len(name) > 3
        and not (name.isupper() and len(name) < 7)
        and not any(c.isdigit() for c in name)
        and not (after[:1] in " \u00a0" and after[1:].isupper())
        and not after[:1].isdigit()
    )


def _disjoint(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Longest first where candidates overlap; in reading order."""
    kept: list[Candidate] = []
    for one in sorted(candidates, key=lambda c: (c.start, -c.end)):
        if kept and one.start < kept[-1].end:
            if one.end - one.start > kept[-1].end - kept[-1].start and (one.numbers or not kept[-1].numbers):
                kept[-1] = one
        else:
            kept.append(one)
    return kept


def _is_name(text: str, start: int, end: int, gazetteer: Gazetteer, *, body: bool = False) -> bool:
    """Whether a name that no gazetteer knows can be a place's and not a person's or institution's."""
    tokens = [folded(t) for t in text[start:end].split()]
    if not tokens or len("".join(tokens)) < 3 or tokens[0] in gazetteer.demonyms:
        return False
    if len(tokens) > 1 and (tokens[0] in gazetteer.given or tokens[0].rstrip(".") in words.HONORIFICS):
        return False
    if any(t in words.INSTITUTIONS for t in tokens):
        return False
    if is_person(text, start, end, "", gazetteer.given):
        return False
    return body or not in_institution(text, start, end, strict=True)


_COMMA = re.compile(
    r",[ \t\u00a0\r\n]{1,2}|[ \u00a0]\(|,? in (?:the )?|,? of (?:the )?|"
    r", (?:the )?(?:province|state|prefecture|county|region) of |[ \u00a0]–[ \u00a0]"
)
_NATION_TO_PLACE = re.compile(r"[ \u00a0\n](?:[a-z][\w-]{0,14}[ \u00a0\n]){0,3}")
_OWNER = re.compile(r"(?:['’]s)?[ \u00a0\n](?:[a-z][\w-]{0,14}[ \u00a0]){0,3}$")


def _contains(gazetteer: Gazetteer, outer: Candidate, inner: Candidate) -> tuple[str | None, str | None] | None:
    """Country and unit that ``outer`` names, when a reading of ``inner`` lies in it."""
    for number in outer.numbers:
        if number < 0 and outer.key not in ("england",):
            number = ~number
        place = gazetteer.place(number)
        if place.kind not in ("country", "admin1"):
            continue
        unit = place.name if place.kind == "admin1" else None
        if not inner.numbers:
            return place.country, unit
        for one in inner.numbers:
            reading = gazetteer.place(one)
            if reading.kind == "country" or reading.country != place.country:
                continue
            if unit is None or reading.admin1 in (unit, None):
                return place.country, unit
    return None


def _link_containers(
    text: str, candidates: list[Candidate], nations: list[tuple[int, int, str]], gazetteer: Gazetteer
) -> None:
    """ "Wuxi, Jiangsu", "Wuxi (China)", "China's Wuxi", "the Chinese city of Wuxi", "Victoria, B.C."."""
    for one, other in pairwise(candidates):
        between = text[one.end : other.start] if other.start - one.end <= 24 else "-"
        if between != "-" and _COMMA.fullmatch(between):
            if (inside := _contains(gazetteer, other, one)) is not None:
                one.within = inside
                other.cue, other.person = "container", False
                if between[0] in ", (" and not between.startswith((" in", " of")):
                    one.cue = one.cue if one.cue in _STRONG else "contained"
                    one.person = False
                elif one.flag and one.cue is None:
                    one.cue = "contained"
        elif (
            between != "-"
            and other.within == (None, None)
            and _OWNER.fullmatch(between)
            and (inside := _contains(gazetteer, one, other))
        ):
            other.within = inside
    for one in candidates:
        if region := words.REGION_AFTER.match(text, one.end):
            one.within = words.REGIONS[region["code"]]
            one.cue = one.cue if one.cue in _STRONG else "contained"
            one.person = False
    starts = [one.start for one in candidates]
    for _, end, code in nations:
        next_one = bisect_left(starts, end + 1)
        for one in candidates[next_one : next_one + 1]:
            if (
                one.start < end + 32
                and one.within == (None, None)
                and _NATION_TO_PLACE.fullmatch(text, end, one.start)
                and any(gazetteer.place(n).country == code for n in one.numbers)
            ):
                one.within = (code, None)


# A weak "in" after any capitalised word is no proof: "on Monday in China".
_BEFORE_OUTER = re.compile(r"(?:, in (?:the )?|,[ \u00a0\n]| \()$")
_AFTER_OUTER = ("", *",.;):\n ")


def _with_contained(text: str, candidates: list[Candidate], gazetteer: Gazetteer) -> list[Candidate]:
    """Names that no gazetteer knows but that stand before a country or province: "Lumbin, France"."""
    found: list[Candidate] = []
    previous_end = 0
    for one in candidates:
        if (
            one.cue != "container"
            and (comma := _BEFORE_OUTER.search(text, max(0, one.start - 9), one.start))
            and any(gazetteer.place(n).kind in ("country", "admin1") for n in one.numbers)
            and (span := names_before(text, comma.start()))
            and span[0] >= previous_end
            and (comma.group() == " (" or text[one.end : one.end + 1] in _AFTER_OUTER)
            and _is_name(text, *span, gazetteer)
        ):
            inside = _contains(gazetteer, one, Candidate(0, 0, "", ())) or (None, None)
            key = name_key(text[span[0] : span[1]])
            found.append(Candidate(*span, key, (), cue="contained", within=inside, name_end=span[1]))
            one.cue = "container"
        previous_end = one.end
    return _disjoint([*candidates, *found]) if found else candidates


def _accepted(candidates: list[Candidate], gazetteer: Gazetteer) -> list[Candidate]:
    """Without the names that are here a person's, or a plain word with nothing to speak for it."""
    strong: set[str] = set()
    located: Counter[str] = Counter()
    persons: set[str] = set()
    present: set[int] = set()
    for one in candidates:
        if one.cue in _STRONG:
            strong.add(one.key)
        elif one.person:
            persons.add(one.key)
        elif one.cue == "locative":
            located[one.key] += 1
        if not one.flag and not one.person:
            present.update(n if n >= 0 else ~n for n in one.numbers)
    paired: dict[str, bool] = {}
    kept = []
    for one in candidates:
        if one.key in words.WORLD_REGIONS or one.key in words.FUNCTION_WORDS:
            continue
        if not one.numbers or one.cue in _STRONG:
            kept.append(one)
            continue
        if one.key in words.CALENDAR:
            continue
        if one.person:
            continue
        backed = one.key in strong
        if not backed and (one.flag or one.key in persons):
            if one.key not in paired:
                paired[one.key] = any(not present.isdisjoint(gazetteer.partners(n)) for n in one.numbers)
            backed = paired[one.key]
        if one.flag and not backed:
            if "w" in one.flag and one.cue != "locative" and not located[one.key] > 1:
                continue
            if "w" not in one.flag and not located[one.key] and one.cue != "in name":
                continue
            if one.key in words.INSTITUTIONS or one.key in words.NOT_NAMES:
                continue
        if one.key in persons and not backed and one.cue != "locative":
            continue
        kept.append(one)
    return kept


_FEW_NAMES = 16
"""So many names are sooner counted in the text, one after another, than put into an automaton."""


def _with_repeats(text: str, match_text: str, offsets: Offsets, accepted: list[Candidate]) -> list[Candidate]:
    """The other places of the text where a name that only its cue gave away stands bare."""
    unknown = {
        name_key(text[one.start : one.name_end]): one for one in accepted if not one.numbers and one.cue != "in name"
    }
    keys = [key for key in unknown if len(key) > 2]
    if len(keys) <= _FEW_NAMES:
        # A key that stands once is the mention's own, unless that is longer: it has marks that the key lacks.
        keys = [
            key for key in keys if match_text.count(key) > 1 or len(key) != unknown[key].name_end - unknown[key].start
        ]
    if not keys:
        return accepted
    automaton = ahocorasick_rs.AhoCorasick(
        [" " + key for key in keys], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
    )
    found = []
    for i, low, high in automaton.find_matches_as_indexes(" " + match_text):
        if _ends_word(match_text, high - 1, len(match_text)):
            start, end = offsets.span(low, high - 1)
            if text[start].isupper() and not is_person(text, start, end, "", frozenset()):
                found.append(Candidate(start, end, keys[i], (), cue="repeat", name_end=end))
    merged = list(accepted)
    starts = [one.start for one in accepted]
    for one in found:
        i = bisect_right(starts, one.end - 1) - 1
        if i < 0 or accepted[i].end <= one.start:
            merged.append(one)
    return _disjoint(merged)
