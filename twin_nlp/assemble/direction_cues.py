"""Wording that tells who comes or gives, and who hosts or gets; the patterns are for text in lower case."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import chain

from twin_nlp.assemble.cues import alternatives, by_first_letter

_WORD = re.compile(r"\w+")
_GROUP_WORDS = (
    r"students?|pupils?|teens|teenagers|youths?|young people|children|kids|boys|girls|players?|team"
    r"|squad|club|choir|singers|band|musicians?|orchestra|dancers?|troupe|ensemble|artists?|painters?|potters?|weavers?"
    r"|carvers?|cooks?|chefs?|delegation|delegates|officials?|mayor|councill?ors?|group|party|visitors|guests|firms?|companies"
    r"|businesses|traders?|exporters?|makers?|growers|farmers|producers|engineers?|experts?|staff|employees"
    r"|firefighters|nurses?|doctors?|members|friends|volunteers|residents|teachers?|women|men|citizens|families"
    r"|athletes|wrestlers|runners|riders|cyclists|scouts|school|academy|gymnasium|university|college|association"
    r"|society|troop|company|chamber|merchants|vendors|craftsmen|artisans|people|municipality|government|council"
)
_GROUP = f"(?:{by_first_letter(alternatives(_GROUP_WORDS))})"
_MODIFIERS = (
    "the", "our", "its", "their", "a", "an", "sister", "twin", "twinned", "partner", "friendship", "friendly", "city",
    "town", "county", "district", "municipality", "prefecture", "province", "village", "of", "southern", "northern",
    "eastern", "western", "nearby", "in",
)  # fmt: skip
"""Words that may stand between the word that closes a wording and the name."""
_MOST_MODIFIERS = 7
_BEFORE = (
    ("home from", r"\b(?:return\w*|back|home|came home|got in)\b[^.;:!?]{0,40}", "from"),
    ("comes from", r"\b(?:arriv\w+|came|comes?|coming|visit\w*|here|received|welcom\w+"
        r"|host\w*)\b[^.;:!?]{0,60}", "from"),
    ("group from", _GROUP + r"\b[^.;:!?]{0,30}", "from|of"),
    ("gift from", r"\b(?:gift|donat\w+|masks|money|aid|help|present|received|cheque|letter|invitation"
        r"|shipment)\b[^.;:!?]{0,40}", "from"),
    ("invited by", r"\b(?:invit\w+|invitation|request|expense|guests?)\b[^.;:!?]{0,20}", "by|of|from"),
    ("hosted by", r"\b(?:host(?:ed|s)|welcomed|received|greeted|organi[sz]ed|lodged"
        r"|put up)\b[^.;:!?]{0,30}", "by|with|in"),
    ("given by", r"\b(?:given|donated|sent|presented|provided|paid|gifted|shipped)\b[^.;:!?]{0,30}", "by"),
    ("travels to", r"\b(?:travel\w*|fl(?:y|ew|ies|ying)|go(?:es|ing)?|went|left|leav\w+|depart\w*|trip"
        r"|tour|visits?|visited|head\w*|bound|sail\w*|mission|journey|exchange|took|take[sn]?|bring\w*"
        r"|drove)\b[^.;:!?]{0,50}", "to|for|into|at|in"),
    ("sent to", r"\b(?:sen[dt]\w*|ship\w*|donat\w+|gave|given?|giv\w+|deliver\w*|hand\w*|gift\w*"
        r"|present\w*|wired|remitted|bound|transport\w*|aid|money|container|truck|pumper"
        r"|engine)\b[^.;:!?]{0,60}", "to|for|towards?"),
    ("visits", "", "visit(?:ed|s|ing)?|tour(?:ed|s|ing)?|reach(?:ed|es)"),
    ("welcomes", "", r"welcom\w+|host(?:s|ed|ing)|receiv\w+|greet\w+"),
    ("stays in", r"\b(?:stay\w*|spen[dt]\w*|were|was|are|been|perform\w*|play\w*|sang|exhibit\w*"
        r"|show\w*|held|took part|attend\w*|work\w*|taught|train\w*|lodg\w+|arriv\w+|landed|days|nights"
        r"|weeks?|guests)\b[^.;:!?]{0,50}", "in|at|of|to"),
    ("sister of", r"\b(?:sister|twin|partner|friendship)\b[^.;:!?]{0,30}", ""),
    ("in", "", "in|at|near|around|across"),
    ("to", "", "to|into|for|towards"),
    ("from", "", "from"),
    ("with", "", "with|and"),
)  # fmt: skip
"""Each name with the beginning of its wording and the word that closes it; without such a word, any may."""
_CLOSING = tuple(re.compile(closing or r"\w+") for _, _, closing in _BEFORE)
_ROLES_BEFORE = tuple(
    (
        name,
        re.compile(
            before
            + (rf"\b(?:{closing})" if closing else "")
            + rf"\s(?:(?:{'|'.join(_MODIFIERS)})[\s-]){{0,{_MOST_MODIFIERS}}}$"
        ),
    )
    for name, before, closing in _BEFORE
)
_SKIP = r"^(?:['’]s)?(?:,[^,.;]{2,40},|\s\([^)\n]{1,40}\))?"
_ROLES_AFTER = tuple(
    (name, re.compile(_SKIP + pattern))
    for name, pattern in (
        ("its group", r"(?:['’]s)?\s(?:[\w-]+\s){0,3}" + _GROUP + r"\b"),
        ("its group travels", r"(?:['’]s)?\s(?:[\w'’-]+\s){0,8}(?:visit(?:ed|s|ing)?|came|arriv\w+"
        r"|travel\w*|fl(?:y|ew|ies)|left|leaves?|return\w*|went|go(?:es)?|depart\w*|stay\w*|coming|off to"
        r"|to visit|tour\w*|in\s[a-z])\b"),
        ("gives", r"\s(?:[\w-]+\s){0,4}(?:sends?|sent|donat\w+|gives?|gave|shipp\w+|deliver\w*|present\w*"
        r"|hand\w*|to send|to give|wires?|offers?|dispatch\w*)\b"),
        ("hosts", r"\s(?:[\w-]+\s){0,4}(?:welcom\w+|host\w*|receiv\w+|greet\w*|gets?|invit\w+|to host"
        r"|to receive|accept\w*|thank\w*)\b"),
        ("will", r"\s(?:will|to|is to|are to)\s\w+"),
        ("families", r"(?:['’]s)?\s(?:[\w-]+\s){0,2}(?:families|homes|hosts?|hospital|school|city hall"
        r"|town hall|festival|fair|museum|airport|library|station|park)\b"),
        ("possessive", r"(?<=['’]s)"),
    )
)  # fmt: skip


def _any_of(wordings: str) -> re.Pattern[str]:
    """Any of the wordings behind a character that no word has: a search can skip to it."""
    return re.compile(rf"\W(?:{by_first_letter(alternatives(wordings))})\b")


_TURNS = {
    "comes": r"came|comes?|coming|arriv\w+|here|guests?|visitors|hosted|hosts?|welcom\w+|received|greeted"
    r"|with us|among us|our (?:city|town|hall|school|council|county|community|families)|billet\w*|put up|left for home"
    r"|flew home|farewell",
    "goes": r"went|go|goes|going|travel\w*|fly|flew|flies|left for|leave for|leaves? on|return\w*|back from"
    r"|got back|came home|abroad|overseas|bus|coach|plane|took us|we (?:were|had|saw|went|visited|stayed|played|sang)"
    r"|our hosts"
    r"|our (?:pupils|students|players|members|choir|team|group|delegation|mayor|firms)",
    "gives": r"sent|send|ship\w*|donat\w+|gave|give|giving|we collected|raised|collected|our gift|surplus"
    r"|freight|to be sent",
    "gets": r"received|arrived|reached|thank\w*|gift from|got|handed to us|accepted|unload\w*",
}
"""Wording of travelling and giving, told from here."""
_TURNS_ALONE = {name: _any_of(wordings) for name, wordings in _TURNS.items()}
# All in one pass, of which the longer wordings come first: what they hold is looked at afterwards.
_TURN = _any_of("|".join(sorted(alternatives("|".join(_TURNS.values())), key=lambda wording: " " not in wording)))


@lru_cache(maxsize=10_000)
def _turns_in(found: str) -> tuple[str, ...]:
    return tuple(name for name, pattern in _TURNS_ALONE.items() if pattern.search(found))


def turns(lowered: str) -> Counter[str]:
    """How often a text in lower case tells that somebody comes, goes, gives or gets; a word at its start isn't seen."""
    return Counter(chain.from_iterable(map(_turns_in, _TURN.findall(lowered))))


@lru_cache(maxsize=10_000)
def _closed_by(word: str) -> tuple[int, ...]:
    return tuple(n for n, closing in enumerate(_CLOSING) if closing.fullmatch(word))


def roles_before(left: str) -> list[str]:
    """What the words before a name, in lower case, say of its part in the event."""
    # Most wordings are told not to stand there by the word that would close them.
    possible: set[int] = set()
    for word in _WORD.findall(left)[: -_MOST_MODIFIERS - 2 : -1]:
        possible.update(_closed_by(word))
        if word not in _MODIFIERS:
            break
    return [name for name, pattern in map(_ROLES_BEFORE.__getitem__, sorted(possible)) if pattern.search(left)]


def roles_after(right: str) -> list[str]:
    """What the words after a name, in lower case, say of its part in the event."""
    return [name for name, pattern in _ROLES_AFTER if pattern.match(right)]
