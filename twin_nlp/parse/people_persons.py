"""Persons: a name with its office or title, a bare name beside a cue, and later mentions by surname."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from twin_nlp.labels import Role
from twin_nlp.parse import people
from twin_nlp.parse import people_roles as roles
from twin_nlp.parse import people_rules as rules
from twin_nlp.parse import people_trades as trades
from twin_nlp.parse.people import word_set
from twin_nlp.parse.people_tokens import Found
from twin_nlp.parse.quantities import word_value
from twin_nlp.parse.tokens import Tokens

_KINFOLK = re.compile("&d(?:N|x){0,2}[xgj]")
_OF_BODY = re.compile("f[Dd]?(?:[xpgyCPA]'?){0,4}[bB](?!f)")
_LONE = re.compile("C(?<![CBYTPIOk]C)(?![CBYTPIOk])")
_BREAK = re.compile(r"[.,;:~()\"]")
_SCHOOL = word_set("pupils students classmates sophomores teaches taught teacher teachers teaching girls class")
_KIN = word_set("wife husband daughter daughters son sons spouse partner family party children")


def persons(tokens: Tokens) -> Iterator[Found]:
    """Persons by name, in reading order."""
    classes = tokens.classes
    at = 0
    while (match := rules.PERSON.search(classes, at)) is not None:
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        candidate = _PERSON_READERS[kind](tokens, start, end)
        if candidate is None:
            at = start + 1 if kind not in ("bare", "pair") else _after_capitals(classes, start)
            continue
        end = _with_kinfolk(tokens, candidate)
        count = _kin_count(tokens, candidate.end, end) if end > candidate.end else candidate.number
        yield Found(start if candidate.start < 0 else candidate.start, end, candidate.role, count, candidate.name)
        at = max(end, start + 1)


def _after_capitals(classes: str, at: int) -> int:
    while at < len(classes) and classes[at] in "CI_k":
        at += 1
    return at + 1


def _with_kinfolk(tokens: Tokens, found: Found) -> int:
    if not tokens.classes.startswith("&", found.end):
        return found.end
    match = _KINFOLK.match(tokens.classes, found.end)
    if match and tokens.lowered[match.end() - 1] in _KIN:
        return match.end()
    if tokens.classes.startswith("S", found.end + 1) and tokens.words[found.end + 1] == "I":
        return found.end + 2
    if tokens.lowered[found.end : found.end + 2] == ["and", "party"]:
        return found.end + 2
    return found.end


def _kin_count(tokens: Tokens, start: int, end: int) -> int | None:
    number = next((word_value(w) for w in tokens.words[start:end] if word_value(w) is not None), None)
    if number is not None:
        return 1 + int(number)
    return 2 if tokens.lowered[end - 1] in ("wife", "husband", "daughter", "son", "spouse", "partner", "i") else None


def _name_start(tokens: Tokens, start: int, end: int) -> int:
    """The first token of the name that ends the stretch."""
    at = end
    while at > start and tokens.classes[at - 1] in "CLWAIk_":
        at -= 1
    while at < end and tokens.classes[at] in "k_":
        at += 1
    return at


def _is_name(tokens: Tokens, start: int, end: int) -> bool:
    words = tokens.lowered[start:end]
    return end > start and not (words[-1] in people.NOT_PERSON and words[-1] not in people.SURNAME_NOUNS)


def _office_name(tokens: Tokens, start: int, end: int) -> Found | None:
    classes = tokens.classes
    name = _name_start(tokens, start, end)
    if not _is_name(tokens, name, end):
        return None
    comma = "," in classes[start:name]
    if comma and end < len(classes) and classes[end] in "OCBY":
        return None
    start = _office_start(tokens, start)
    return Found(start, end, _office_role(tokens, start, name), None, name)


def _office_start(tokens: Tokens, start: int) -> int:
    """Without a leading adjective of nationality or a stray article-less group word."""
    if start and tokens.classes[start] == "Y" and tokens.classes[start - 1] in "CW":
        start += 1
    while tokens.classes[start] == "A" or (tokens.classes[start] in "gG" and tokens.classes[start + 1] not in "'oOpP"):
        start += 1
    return start


def _name_office(tokens: Tokens, start: int, end: int) -> Found | None:
    comma = tokens.classes.index(",", start)
    if start and tokens.classes[start - 1] == "i" and tokens.classes[start] != "H":
        return None
    if not _is_name(tokens, start, comma):
        return None
    count = 2 if "&" in tokens.classes[start:comma] else None
    return Found(start, end, _office_role(tokens, comma + 1, end), count, start)


def _office_role(tokens: Tokens, start: int, end: int) -> Role:
    words = tokens.lowered[start:end]
    return roles.office_role(words, tokens.lowered[max(0, start - 12) : start])


def _titled(tokens: Tokens, start: int, end: int) -> Found | None:
    title = tokens.lowered[start]
    name = start + 1 + (tokens.classes[start + 1] == "_")
    if not _is_name(tokens, name, end):
        return None
    role: Role = "citizen"
    if title in ("cr", "ald"):
        role = "official"
    elif title in ("capt", "col", "gen", "maj") or tokens.classes[end - 1] == ")":
        role = "civil servant"
    elif title == "prof" or _beside_pupils(tokens, start, end):
        role = "teacher"
    return Found(start, end, role, None, name)


def _beside_pupils(tokens: Tokens, start: int, end: int) -> bool:
    """Whether pupils stand in the same sentence, whom Mr. and Mrs. So-and-so then escort or teach."""
    after = tokens.classes.find(".", end, end + 9)
    around = tokens.lowered[start : after if after > 0 else end + 9]
    if tokens.lowered[max(0, start - 2) : start] in (["accompanied", "by"], ["escorted", "by"], ["teachers", ","]):
        around += tokens.lowered[max(0, start - 16) : start]
    return not _SCHOOL.isdisjoint(around)


def _titled_pair(tokens: Tokens, start: int, end: int) -> Found | None:
    return Found(start, end, "teacher" if _beside_pupils(tokens, start, end) else "citizen", 2, start)


def _trade_pair(tokens: Tokens, start: int, end: int) -> Found | None:
    return Found(start, end, trades.PEOPLE.get(tokens.lowered[start], "citizen"), 2, start + 1)


def _pair(tokens: Tokens, start: int, end: int) -> Found | None:
    """ "Pat and Lee Olsvik": two given names before one surname."""
    lower = tokens.lowered[start:end]
    if start and tokens.classes[start - 1] in "CI":
        return None
    if (lower[0] in people.GIVEN_NAMES or lower[2] in people.GIVEN_NAMES) and _is_name(tokens, start, end):
        return Found(start, end, "citizen", 2, start)
    return None


def _bare(tokens: Tokens, start: int, end: int) -> Found | None:
    classes, lowered = tokens.classes, tokens.lowered
    before, after = classes[start - 1] if start else ";", classes[end : end + 1]
    if before in "BTYP" or (after and after in "BTZYGOPWA"):
        return None
    first = lowered[start]
    given = first in people.GIVEN_NAMES
    known = given or first in trades.OFFICES or (first in people.SURNAMES and end - start <= 3)
    if not known and before in "iF":
        return None
    if "C" not in classes[start:end] or (not given and tokens.words[start].isupper()):
        return None
    if not people.NOT_PERSON.isdisjoint(lowered[start:end]):
        return None
    cue = (
        after == "v"
        or before == "v"
        or (start and lowered[start - 1] in people.BEFORE_NAME)
        or (
            after == ","
            and (
                lowered[end + 1 : end + 2] == ["who"] or (classes[end + 1 : end + 2] in ("#", "N") and end - start <= 3)
            )
        )
        or (after == "x" and tokens.words[end].endswith("ed"))
        or (before in ";." and after and after in "Sx&,fF")
        or (before == "," and start > 1 and classes[start - 2] in "oOgGj" and after in tuple(",.)(;"))
        or (before in "(:&" and after in tuple("),;.&v"))
        or (after and after in "(," and classes[end + 1 : end + 2] in tuple("N#SDd"))
    )
    if not cue and (not known or before in "iFW" or after == "'" or _is_title_case(tokens, start, end)):
        return None
    role: Role = "citizen"
    # A section, a rotary club: "of the culture section".
    if (tail := _OF_BODY.match(classes, end)) is not None:
        held = set(tokens.lowered[end : tail.end()])
        end = tail.end()
        role = "civil servant" if held & roles.SERVICE_WORDS else "citizen"
    return Found(start, end, role, None, start)


def _is_title_case(tokens: Tokens, start: int, end: int) -> bool:
    """Whether the words around the name are capitalised too, as in a heading."""
    before = _BREAK.split(tokens.classes[max(0, start - 3) : start])[-1]
    around = before + _BREAK.split(tokens.classes[end : end + 3])[0]
    capitals = sum(letter in "CPBYTGOVWA" for letter in around)
    lowers = sum(letter in "xpbytgov" for letter in around)
    return capitals > lowers


_PERSON_READERS: Final = {
    "office_name": _office_name,
    "name_office": _name_office,
    "titled": _titled,
    "titled_pair": _titled_pair,
    "titled_couple": lambda tokens, start, end: Found(start, end, "citizen", 2, start),
    "trade_pair": _trade_pair,
    "pair": _pair,
    "bare": _bare,
}


def with_told_roles(tokens: Tokens, found: list[Found]) -> list[Found]:
    """A person called by title and surname has the role that an earlier mention told by office."""
    told: dict[str, Role] = {}
    for f in found:
        if f.name > f.start and f.role != "citizen":
            for word in tokens.words[f.name : f.end]:
                told.setdefault(word, f.role)
    return [
        f._replace(role=told[tokens.words[f.end - 1]])
        if f.name >= 0 and f.role == "citizen" and f.number is None and tokens.words[f.end - 1] in told
        else f
        for f in found
    ]


def echoes(tokens: Tokens, taken: bytearray, found: list[Found]) -> Iterator[Found]:
    """Later mentions of a person by surname alone, and persons called by a given name."""
    classes, words, lowered = tokens.classes, tokens.words, tokens.lowered
    roles: dict[str, tuple[int, Role]] = {}
    for f in found:  # those with a name are in reading order
        if f.name < 0 or f.number is not None or (last := classes.rfind("C", f.name, f.end)) < 0:
            continue
        roles.setdefault(words[last], (f.start, f.role))
        first = classes.find("C", f.name, last)
        if first >= 0 and lowered[first] in people.SURNAMES:
            roles.setdefault(words[first], (f.start, f.role))
    for lone in _LONE.finditer(classes):
        i = lone.start()
        if taken[i]:
            continue
        told = roles.get(words[i])
        if (told is None or told[0] >= i) and lowered[i] not in people.GIVEN_NAMES:
            continue
        yield Found(i, i + 1, told[1] if told else "citizen")
