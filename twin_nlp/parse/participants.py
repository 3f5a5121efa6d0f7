"""Participants: people with their office, groups with their count, and bodies, found by rules over word classes.

Each token is reduced to one letter for what it can be (an office, a number, a capitalised word: see
:mod:`twin_nlp.parse.people_letters`), and the rules are regular expressions over that string of letters. No model
of names is involved.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from operator import itemgetter

from twin_nlp.parse.people_bodies import bodies
from twin_nlp.parse.people_groups import belonging, groups, others
from twin_nlp.parse.people_persons import echoes, persons, with_told_roles
from twin_nlp.parse.people_tokens import Found, read_tokens
from twin_nlp.parse.tokens import Tokens
from twin_nlp.records import Participant

_WORD = re.compile(r"\w+")
_LIGHT = frozenset(["the", "a", "an", "mr", "mrs", "ms", "dr"])


def find_participants(text: str) -> tuple[Participant, ...]:
    """People, groups and bodies that can take part in an exchange, in reading order and without overlap.

    Every mention is given, also a repeated one (a surname alone); :func:`distinct_participants` folds them.
    ``count`` is told by a number, a pair of names or "both"; it stays None otherwise.
    """
    tokens = read_tokens(text)
    taken = bytearray(len(tokens.words) + 1)  # what follows the last token is free, so that a free one can be found
    found: list[Found] = []
    for candidate in chain(
        persons(tokens), groups(tokens, taken), belonging(tokens), bodies(tokens, taken), others(tokens, taken)
    ):
        start, end = candidate.start, candidate.end
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            found.append(candidate)
    found = with_told_roles(tokens, found)
    found.extend(echoes(tokens, taken, found))
    words, ends = tokens.words, tokens.ends
    participants = []
    for first, after, role, number, _ in _with_counts_beside(tokens, _joined(tokens, sorted(found, key=itemgetter(0)))):
        start, end = ends[first] - len(words[first]), ends[after - 1]
        participants.append(Participant(text[start:end], start, end, role, number))
    return tuple(participants)


def _joined(tokens: Tokens, found: list[Found]) -> list[Found]:
    """ "Six pupils" and "the sailing club" are one where the text has "six pupils of the sailing club"."""
    classes = tokens.classes
    merged: list[Found] = []
    for f in found:
        if f.start and classes[f.start - 1] == "'" and f.name != f.start:
            f = _with_owner(tokens, f, merged[-1].end if merged else 0)
        if not merged or f.start - merged[-1].end > 1:
            merged.append(f)
            continue
        last = merged[-1]
        between = classes[last.end : f.start]
        if between == "," and f.name >= 0 and _is_office(tokens, last):
            merged[-1] = f._replace(start=last.start, role=last.role)
        elif f.name >= 0 or between not in ("f", "F", "'", ""):
            merged.append(f)
        elif between in ("f", "F"):
            merged[-1] = last._replace(end=f.end)
        elif last.name < 0:
            merged[-1] = f._replace(start=last.start)
        else:
            merged.append(f)
    return merged


def _is_office(tokens: Tokens, found: Found) -> bool:
    """Whether "the mayor of Lorn" or "its secretary" is meant, whose name may follow."""
    head = tokens.classes[found.start : found.end].partition("f")[0]
    return found.name < 0 and head[:1] in ("D", "d") and head[-1] in "oO" and tokens.lowered[found.start] != "both"


def _with_owner(tokens: Tokens, found: Found, least: int) -> Found:
    """With the place or body that it belongs to, before a possessive: "Lorn's culture office"."""
    start = found.start - 1
    if start < least:
        return found
    while start > max(least, found.start - 4) and tokens.classes[start - 1] in "CWYPByp":
        start -= 1
    if start > least and tokens.classes[start - 1] in "Dd":
        start -= 1
    return found._replace(start=start) if start < found.start - 1 else found


def _with_counts_beside(tokens: Tokens, found: list[Found]) -> list[Found]:
    """ "The choir, 31 voices" and "our team (14 players)" are one group with its number."""
    merged: list[Found] = []
    for f in found:
        if f.number is not None and merged and _is_count_of(tokens, f, merged[-1]):
            merged[-1] = merged[-1]._replace(number=f.number)
        else:
            merged.append(f)
    return merged


def _is_count_of(tokens: Tokens, found: Found, group: Found) -> bool:
    """Whether ``found`` tells how many the ``group`` before it are."""
    return (
        group.number is None
        and group.name < 0
        and found.start == group.end + 1
        and tokens.classes[group.end] in "(,"
        and tokens.classes[found.start] in "Nq"
        and found.end - found.start <= 3
        and tokens.classes[found.end : found.end + 1] in tuple("),.;")
        and re.search("[tT]", tokens.classes[group.start : group.end]) is not None
    )


def distinct_participants(found: Sequence[Participant]) -> tuple[Participant, ...]:
    """``found`` without the mentions whose words another mention of the same role holds, the first of equals kept.

    "Vandermeer" is folded into "Mayor Ada Vandermeer", "the delegation" stays apart from "the choir".
    """
    words = [frozenset(_WORD.findall(p.text.lower())) - _LIGHT for p in found]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for i, held in enumerate(words):
        for word in held:
            holders[word].append(i)
    kept = []
    for i, participant in enumerate(found):
        rivals = min((holders[word] for word in words[i]), key=len, default=[])
        covered = any(
            found[j].role == participant.role and (words[i] < words[j] or (words[i] == words[j] and j < i))
            for j in rivals
        )
        if not covered:
            kept.append(participant)
    return tuple(kept)
