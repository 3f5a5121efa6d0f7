"""Groups of people with a count, delegations, groups that a qualifier tells apart, and offices without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from twin_nlp.labels import Role
from twin_nlp.parse import people, people_letters
from twin_nlp.parse import people_roles as roles
from twin_nlp.parse import people_rules as rules
from twin_nlp.parse.people import word_set
from twin_nlp.parse.people_tokens import Found
from twin_nlp.parse.quantities import word_value, words_value
from twin_nlp.parse.tokens import Tokens

_BELONGING = word_set("members helpers volunteers staff employees students pupils players")
_ANYBODY = word_set(
    "people persons guests visitors participants inhabitants adults delegates teams pairs masters bands"
)
"""Nouns for people that tell too little to be a participant by themselves."""
_WHERE = word_set("to into around through near across outside toward towards between sister twin partner visit visited")
_KEPT = word_set("local young retired host volunteer fellow farm regional foreign visiting junior senior native")


def groups(tokens: Tokens, taken: bytearray) -> Iterator[Found]:
    """Groups and delegations with a count among the tokens that are not ``taken``."""
    classes = tokens.classes
    rule = rules.GROUP if rules.SIZED.search(classes) else rules.COUNTED_GROUP
    at = 0
    while (match := rule.search(classes, at)) is not None:
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        at = taken.find(0, start + 1)
        clash = taken.find(1, start, end)
        if clash >= 0:
            match = rules.GROUP.fullmatch(classes, start, clash)
            if match is None:
                continue
            end, kind = match.end(), match.lastgroup or ""
        if classes[start - 1 : start] == "~" and tokens.words[start - 1] in "$£€¥":
            continue
        count = _count(tokens, start, end, kind)
        if count is None or not _is_group(tokens, start, end, kind):
            continue
        end, count = _with_same_kind(tokens, end, count)
        yield Found(start, end, _group_role(tokens, start, end, kind), count)
        at = end


def _is_group(tokens: Tokens, start: int, end: int, kind: str) -> bool:
    last = tokens.lowered[end - 1]
    if kind == "of_us":
        return last != "you"
    if kind == "several":
        return start < 2 or tokens.classes[start - 2] not in "N#"  # "between 13 and 17 from" tells no number
    if kind == "counted":
        return tokens.lowered[start] != "one" or not last.endswith("s")
    return True


def _count(tokens: Tokens, start: int, end: int, kind: str) -> int | None:
    if kind == "team":
        index = next(i for i in range(start, end) if tokens.classes[i] in "MN")
        member = people_letters.MEMBER.fullmatch(tokens.words[index])
        value = word_value(member[1] if member else tokens.words[index])
    else:
        first = tokens.classes.index("N", start, end)
        last = first
        while last < end and tokens.classes[last] == "N":
            last += 1
        run = [word.removesuffix("-odd") for word in tokens.words[first:last]]
        if first and tokens.lowered[first - 1] in ("a", "an"):
            run = ["a", *run]
        value = words_value(run)
    if value is None or value != int(value) or not 0 < value < 10**7:
        return None
    return int(value)


_MORE_OF_KIND = re.compile("&(N)x{0,2}([gGj])")


def _with_same_kind(tokens: Tokens, end: int, count: int) -> tuple[int, int]:
    more = _MORE_OF_KIND.match(tokens.classes, end)
    if more is None:
        return end, count
    heads = {tokens.lowered[end - 1], tokens.lowered[more.end() - 1]}
    value = word_value(tokens.words[end + 1])
    if not heads <= people.SAME_KIND or value is None:
        return end, count
    return more.end(), count + int(value)


def _group_role(tokens: Tokens, start: int, end: int, kind: str) -> Role:
    words = tokens.lowered[start:end]
    if kind in ("of_us", "several") and words[-1] in ("us", "them", "you"):
        return "citizen"
    if kind == "several":
        return "citizen"
    head = next((i for i in range(start, end) if tokens.classes[i] in "gGjtT"), end - 1)
    tail = "f" in tokens.classes[start:end] and tokens.classes[end - 1] in "gG"
    if kind in ("team", "sized") or tokens.classes[head] in "tT":
        return roles.team_role(words + (tokens.lowered[end : end + 6] if not tail else []))
    if kind == "of_us":
        return roles.people_role(words, words[-1])
    last = head
    while last + 1 < end and tokens.classes[last + 1] in "gG":
        last += 1
    return roles.people_role(words, tokens.lowered[last])


def belonging(tokens: Tokens) -> Iterator[Found]:
    """Those who belong to a body ("members of a camera club"), the body included."""
    for match in rules.BELONGING.finditer(tokens.classes):
        start, end = match.span()
        if start and tokens.classes[start - 1] in "Dd":
            start -= 1
        if _BELONGING.isdisjoint(tokens.lowered[start : start + 2]):
            continue
        found = _people(tokens, start, end)
        if found is not None:
            yield found


def others(tokens: Tokens, taken: bytearray) -> Iterator[Found]:
    """Offices without a name and groups without a count among the tokens that are not ``taken``."""
    classes = tokens.classes
    at = 0
    while (match := rules.OTHER.search(classes, at)) is not None:
        start, end, kind = match.start(), match.end(), match.lastgroup or ""
        at = max(end, start + 1)
        clash = taken.find(1, start, end)
        if clash >= 0:
            at = taken.find(0, clash)
            match = rules.OTHER.match(classes, start, clash)
            if match is None:
                continue
            end, kind = match.end(), match.lastgroup or ""
        found = _OTHER_READERS[kind](tokens, start, end)
        if found is not None:
            yield found


def _office(tokens: Tokens, start: int, end: int) -> Found | None:
    words = tokens.lowered[start:end]
    role = roles.office_role(words)
    if tokens.classes[end : end + 2] == "&S" and tokens.words[end + 1] == "I":
        return Found(start, end + 2, role, 2)
    number = word_value(words[0])
    return Found(start, end, role, int(number) if isinstance(number, int) else 2 if words[0] == "both" else None)


def _people(tokens: Tokens, start: int, end: int) -> Found | None:
    classes = tokens.classes
    while classes[start] in "xI#p_" and tokens.lowered[start] not in _KEPT and end - start > 1:
        start += 1
    words = tokens.lowered[start:end]
    head = start
    while classes[head] not in "gG":
        head += 1
    while head + 1 < end and classes[head + 1] in "gG":
        head += 1
    noun = tokens.lowered[head]
    aged = tokens.lowered[end : end + 1] == ["aged"]
    if noun in _ANYBODY and not aged:
        qualifiers = classes[start:head].strip("Dd'")
        if not (qualifiers or "f" in classes[start:end] or "F" in classes[head:end]):
            return None
    if aged and classes.startswith("NSN", end + 1):
        end += 4
    return Found(start, end, roles.people_role(words, noun), 2 if words[0] == "both" else None)


def _place(tokens: Tokens, start: int, end: int) -> Found | None:
    """A community that acts as such ("the town", "the City of Lorn"), not where something is."""
    classes = tokens.classes
    before = classes[start - 1] if start else ";"
    if before in "iFY" or (start and tokens.lowered[start - 1] in _WHERE):
        return None
    if tokens.lowered[end - 1] in ("city", "town", "state", "province", "county", "school") and (
        tokens.lowered[end - 2] in ("sister", "twin", "partner", "twinned", "partnered")
    ):
        return None
    return Found(start, end, "organisation")


def _surname(tokens: Tokens, start: int, end: int) -> Found | None:
    """ "the Quarrels" for a family and "the PTA" for a body known by its letters."""
    word = tokens.words[end - 1]
    if word.isupper() and 2 < len(word) < 7 and end - start == 2:
        return Found(start, end, "organisation")
    if word.endswith("s") and tokens.lowered[start] == "the" and word[1:].islower() and len(word) > 4:
        return Found(start, end, "citizen")
    return None


def _proper(tokens: Tokens, start: int, end: int) -> Found | None:
    """A capitalised name after "the" that no lexicon knows ("the Lorn Valley Ramblers")."""
    before = tokens.classes[start - 1] if start else ";"
    return None if before in "i" else Found(start, end, "organisation")


_OTHER_READERS: Final = {
    "proper": _proper,
    "office": _office,
    "people": _people,
    "place": _place,
    "surname": _surname,
}
