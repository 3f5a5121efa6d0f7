"""Groups of people with a count, delegations, groups that a qualifier tells apart, and offices without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from twin_nlp.labels import Role
from twin_nlp.parse import people, people_letters
from twin_nlp.parse import people_roles as roles
from twin_nlp.parse import people_rules as rules
from twin_nlp.parse.people import word_set
from twin_nlp.parse.people_letters import Found, Tokens
from twin_nlp.parse.quantities import word_value, words_value

_SOLO_OFFICES = word_set(
    "president chairman chairwoman chairperson principal vice-principal secretary head leader chair"
)
_BELONGING = word_set("members helpers volunteers staff employees students pupils players")
_NO_SOLO = word_set(
    "officer officers official officials employee lieutenant captain inspector engineer sergeant deputies speaker "
    "mp mps staff inspectors leaders manager's lt sgt bookkeeper fireman policeman"
)


def groups(tokens: Tokens, taken: bytearray) -> Iterator[Found]:
    """Groups and delegations with a count among the tokens that are not ``taken``."""
    classes = tokens.classes
    at = 0
    while (match := rules.GROUP.search(classes, at)) is not None:
        start, end, kind = match.start(), match.end(), match.lastgroup or ""
        at = start + 1
        if any(taken[start:end]):
            end = next(i for i in range(start, end) if taken[i])
            match = rules.GROUP.fullmatch(classes, start, end)
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
    last = tokens.words[end - 1].lower()
    if kind == "of_us":
        return last not in ("them", "you")
    if kind == "counted":
        if tokens.words[start].lower() == "one" and last.endswith("s"):
            return False
        return not set(tokens.lower(start, end)) & {"municipalities", "communes"}
    return True


def _count(tokens: Tokens, start: int, end: int, kind: str) -> int | None:
    if kind == "team":
        index = next(i for i in range(start, end) if tokens.classes[i] in "MN")
        member = people_letters.MEMBER.fullmatch(tokens.words[index])
        value = word_value(member[1] if member else tokens.words[index])
    else:
        first = next(i for i in range(start, end) if tokens.classes[i] == "N")
        last = first
        while last < end and tokens.classes[last] == "N":
            last += 1
        run = tokens.words[first:last]
        if first and tokens.words[first - 1].lower() in ("a", "an"):
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
    heads = {tokens.words[end - 1].lower(), tokens.words[more.end() - 1].lower()}
    value = word_value(tokens.words[end + 1])
    if not heads <= people.SAME_KIND or value is None:
        return end, count
    return more.end(), count + int(value)


def _group_role(tokens: Tokens, start: int, end: int, kind: str) -> Role:
    words = tokens.lower(start, end)
    if kind == "of_us" and words[-1] in ("us", "them", "you"):
        return "citizen"
    head = next((i for i in range(start, end) if tokens.classes[i] in "gGjtT"), end - 1)
    tail = "f" in tokens.classes[start:end] and tokens.classes[end - 1] in "gG"
    if kind in ("team", "sized") or tokens.classes[head] in "tT":
        return roles.team_role(words + (tokens.lower(end, end + 6) if not tail else []))
    if kind == "of_us":
        return roles.people_role(words, words[-1])
    last = head
    while last + 1 < end and tokens.classes[last + 1] in "gG":
        last += 1
    return roles.people_role(words, tokens.words[last].lower())


def belonging(tokens: Tokens) -> Iterator[Found]:
    """Those who belong to a body ("members of a camera club"), the body included."""
    for match in rules.BELONGING.finditer(tokens.classes):
        start, end = match.span()
        if _BELONGING.isdisjoint(tokens.lower(start, start + 2)):
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
        clash = next((i for i in range(start, end) if taken[i]), None)
        if clash is not None:
            at = clash + 1
            match = rules.OTHER.match(classes, start, clash)
            if match is None:
                continue
            end, kind = match.end(), match.lastgroup or ""
        found = _office(tokens, start, end) if kind == "office" else _people(tokens, start, end)
        if found is not None:
            yield found


def _office(tokens: Tokens, start: int, end: int) -> Found | None:
    words = tokens.lower(start, end)
    holders = [w for w in words if w in people.OFFICES]
    if not holders or words[0] in ("a", "an"):
        return None
    role = roles.office_role(words)
    main = holders[-1] if "of" not in words else holders[0]
    able = role in ("official", "civil servant") or (main in _SOLO_OFFICES and len(words) > 2)
    if not able or (main in _NO_SOLO and len(words) < 4):
        return None
    if tokens.classes[end : end + 2] == "&S" and tokens.words[end + 1] == "I":
        return Found(start, end + 2, role, 2)
    number = word_value(words[0])
    return Found(start, end, role, int(number) if isinstance(number, int) else 2 if words[0] == "both" else None)


def _people(tokens: Tokens, start: int, end: int) -> Found | None:
    classes = tokens.classes
    while classes[start] in "xI#p" and tokens.words[start].lower() != "host" and end - start > 1:
        start += 1
    words = tokens.lower(start, end)
    head = next(i for i in range(start, end) if classes[i] in "gG")
    while head + 1 < end and classes[head + 1] in "gG":
        head += 1
    noun = tokens.words[head].lower()
    qualifiers = classes[start:head].strip("Dd'")
    of = classes.find("f", start, end)
    both = words[0] == "both"
    told = any(letter in "CWYbBtgA" for letter in qualifiers) or of > 0 or "F" in classes[head:end]
    if (noun in people.BARE_PEOPLE and not (noun == "members" and classes[start] == "D")) or (
        both and (noun in ("mayors", "committees", "councils", "clubs", "societies", "associations"))
    ):
        pass
    elif people.PEOPLE[noun] == "organisation" or noun in ("seniors", "leaders", "representatives"):
        return None
    elif (noun == "friends" and classes[start] == "d") or "host" in words:
        pass
    elif not told and tokens.lower(end, end + 1) != ["aged"]:
        return None
    if tokens.lower(end, end + 1) == ["aged"] and classes[end + 1 : end + 4] == "NSN":
        end += 4
    return Found(start, end, roles.people_role(words, noun), 2 if words[0] == "both" else None)
