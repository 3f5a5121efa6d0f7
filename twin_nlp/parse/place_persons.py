"""Whether a name is, where it stands, a person's or part of an institution's."""

from __future__ import annotations

import re
from collections.abc import Set

from twin_nlp.parse.folding import folded
from twin_nlp.parse.place_words import HONORIFICS, INSTITUTIONS, NOT_NAMES, SPEECH, word_set

_WORD_BEFORE = re.compile(r"([^\W\d_]+\.?)[ \u00a0]$")
_AFTER = re.compile(r"[ \u00a0]([\w'’-]{1,30})(\.?)(?:[ \u00a0]([\w'’-]{1,30}))?(?:[ \u00a0]([\w'’-]{1,30}))?")
_INSTITUTION_OF = re.compile(
    r"(?i)(?<!\w)(?:university|club|bank|bishop|archbishop|diocese|consulate|consul|embassy|church|college|school|"
    r"chamber of commerce|institute|order|port authority|legislature|lions|academy|journal|hospital|radio)"
    r"(?: general)?(?: of| de|, )[ \u00a0]$"
)
_NOT_GIVEN = word_set("will mark may april june august summer grace hope joy rose china india jordan paris")


def is_person(text: str, start: int, end: int, flag: str, given: Set[str]) -> bool:
    """Whether ``text[start:end]`` is a person's name, or part of one, by the words beside it.

    ``flag`` tells whether the name is itself a given name (g), a surname (s) or a plain word (w).
    """
    low = max(0, start - 34)
    if start > low and text[start - 1] in " \u00a0" and not _is_lower(text[low:start]):
        at = start - 1
        while at > low and (text[at - 1].isalnum() or text[at - 1] in ".'’-"):
            at -= 1
        word = text[at : start - 1] or " "
        lower = folded(word).rstrip(".")
        if word[0].isupper():
            if lower in HONORIFICS and not word.isupper():
                return True
            if len(lower) == 1 and word.endswith(".") and word[0].isupper():
                return True
            if lower in given and lower not in _NOT_GIVEN and lower not in NOT_NAMES and not word.isupper():
                return True
            known = lower in NOT_NAMES or lower in INSTITUTIONS
            if not known and not word.isupper() and _after_honorific(text, at):
                return True
            if "s" in flag and not known and _mid_sentence(text, at):
                return True
        elif lower in HONORIFICS and word.endswith("."):
            return True
    if ("s" in flag or "g" in flag) and (after := _AFTER.match(text, end)):
        word, lower = after.group(1), folded(after.group(1))
        if "s" in flag and lower in SPEECH:
            return True
        if "g" in flag and word[0].isupper() and not word.isupper():
            return lower.removesuffix("'s") not in INSTITUTIONS and lower not in NOT_NAMES
    return False


def _is_lower(before: str) -> bool:
    """Whether the last of the words before a name has no capital and no stop, so that it is no name or title."""
    words = before.rsplit(None, 1)
    return bool(words) and (last := words[-1]).islower() and not last.endswith(".")


def _after_honorific(text: str, start: int) -> bool:
    """Whether an office or honorific stands before the first of two names: "Mayor Ann Example"."""
    before = _WORD_BEFORE.search(text, max(0, start - 24), start)
    if before is None or not before.group(1)[0].isupper():
        return False
    return folded(before.group(1)).rstrip(".") in HONORIFICS and not before.group(1).isupper()


def _mid_sentence(text: str, start: int) -> bool:
    head = text[max(0, start - 3) : start].rstrip(" \u00a0")
    return bool(head) and head[-1] not in ".!?:\n\"“”'‘(—–-"


def in_institution(text: str, start: int, end: int, *, strict: bool = False) -> bool:
    """Whether the name is part of an institution's: "Lincoln High School", "University of Regina".

    With ``strict`` only what stands straight after the name is looked at.
    """
    if text[end + 1 : end + 2].isupper() and (after := _AFTER.match(text, end)):
        for i in (1,) if strict else (1, 3, 4):
            word = after.group(i)
            if word is None or not word[0].isupper():
                break
            lower = folded(word).removesuffix("'s")
            if lower in INSTITUTIONS:
                return i == 1 or not strict
            if lower in NOT_NAMES:
                break
            if after.group(2):
                break
    if strict or text[max(0, start - 3) : start].strip().lower() not in ("of", "de", ","):
        return False
    return _INSTITUTION_OF.search(text[max(0, start - 40) : start]) is not None
