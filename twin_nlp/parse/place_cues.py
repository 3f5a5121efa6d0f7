"""What stands around a name and says that it is a place's: "city of X", "sister city X", "X Prefecture"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from twin_nlp.parse import place_words as words

_UPPER = "".join(chr(c) for r in (range(0x41, 0x250), range(0x1E00, 0x1F00)) for c in r if chr(c).isupper())
_JOIN = "'’ʻʼ‑-"
# Letters and joints can't trade places, so that no long word is tried in more than one way.
_WORD = rf"[{_UPPER}][\w\u0300-\u036f]{{0,30}}(?:[{_JOIN}][\w\u0300-\u036f]{{1,30}}){{0,5}}"
_LINK = (
    r"(?:d[eiauo]|del|della|dos|das|du|des|la|le|les|los|las|el|al|sur|sous|en|am|an|bei|im|in|ob|der|den|dem|"
    r"van|von|op|upon|nad|pod|na|y|e|und|et)"
)
NAME = rf"(?:(?:St|Ste|Mt|Ft)\.?[ \u00a0])?{_WORD}(?:[ \u00a0](?:{_LINK}[ \u00a0]){{0,2}}{_WORD}){{0,3}}"
_NAME_HERE = re.compile(NAME)
_NAME_BEFORE = re.compile(rf"(?<!\w){NAME}$")

_TIE = r"(?:sister|twin|twinned|partner|friendship|brother|twinning)"
_TIE_UNIT = (
    r"(?:cit(?:y|ies)|towns?|communit(?:y|ies)|count(?:y|ies)|prefectures?|provinces?|states?|villages?|ports?|"
    r"municipalit(?:y|ies)|districts?|islands?|partners?|regions?|communes?|council)"
)
_BETWEEN = (
    r"(?:links?|ties?|relations?|relationships?|relationship agreement|friendship|agreements?|exchanges?|"
    r"partnerships?|pacts?|cooperation|bonds?|twinning|twinned|paired|partnered|linked|memorandum|programmes?|"
    r"programs?|accords?|treaty|arrangement|association|connections?|charter|sistered|exchange)"
)
_MOVERS = (
    r"(?:delegations?|visitors?|students?|pupils?|guests?|friends?|groups?|teams?|party|representatives?|officials?|"
    r"councillors?|councilors?|teachers?|players?|youths?|children|teenagers?|people|members?|citizens?|musicians?|"
    r"dancers?|singers?|artists?|athletes?|firefighters?|engineers?|mission|counterparts?|visit|choir|band|"
    r"twinners?|families|mayors?|contingent|youngsters|exchange students|cyclists|runners|doctors|nurses|experts|"
    r"gifts?|donations?|shipments?|masks?|letters?|greetings|message|hosts?|council|trip|flew|arrived|came|"
    r"back|home|returned|travelled|traveled|coach)"
)
_TRIPS = (
    r"(?:visits?|visit|trips?|journeys?|tours?|travel|travels|travelled|traveled|travelling|traveling|flew|fly|"
    r"flying|went|go|going|gone|drove|sent|send|sending|bound|donated|donate|donates|donating|gave|given|return|"
    r"returned|returns|welcomed|coming|come|comes|came|invited|delegations?|missions?|exchange|exchanges|"
    r"shipped|delivered|headed|heading|heads|hosted|sail|cycle|cycled|ride|moved|delivery|paid|off|bus|over)"
)

# These are looked for in lower-cased text with a line end before it: not minding the case takes three times as long,
# and the search skips to characters that can stand before a word.
_HEAD = r"[^a-z0-9_]\b"
_OF = re.compile(
    rf"{_HEAD}(?:(?P<tie>{_TIE}[ -]?{_TIE_UNIT})|(?P<unit>{words.OF_UNITS})|(?P<office>{words.OFFICES})|"
    rf"(?P<friends>friends))[ \u00a0\n]+(?:of|de)[ \u00a0\n]+(?:the[ \n])?$"
)
_RELATION = re.compile(
    rf"{_HEAD}(?:{_TIE}[ -]?(?:{_TIE_UNIT})(?:(?:,|:| of| in| with| is| was| are)?[ \u00a0\n]+)|"
    rf"{_BETWEEN}[ \u00a0\n]+(?:with|to|between)[ \u00a0\n]+(?:both )?"
    rf"|(?:twinned|paired|twinning)[ \u00a0\n]+(?:with|to)[ \u00a0\n]+)$"
)
_UNIT_BEFORE = re.compile(
    rf"{_HEAD}(?:the|a|its?|their|our|of|host|[a-z]{{3,12}}(?:ish|ese|an|ch|ic))[ \u00a0\n]"
    r"(?:city|town|village|municipality|commune|hamlet|port city|port town|prefecture|province|capital)"
    r"(?:,| named| called)?[ \u00a0]$"
)
_FROM = re.compile(rf"{_HEAD}{_MOVERS}[ \u00a0\n]+(?:\w{{1,15}}[ \u00a0\n]+){{0,2}}from[ \u00a0\n]+$")
_TO = re.compile(rf"{_HEAD}{_TRIPS}[ \u00a0\n]+(?:\w{{1,15}}[ \u00a0\n]+){{0,3}}to[ \u00a0\n]+$")
_VISITED = re.compile(rf"{_HEAD}(?:visited|visiting|visit|visits|toured|touring|twin|twins)[ \u00a0\n]+$")
_LOCATIVES = words.word_set("in at near from to between around across through outside inside towards toward via")
_WHERE = words.word_set("from in at near outside")
_OF_WORDS = frozenset(("of", "de"))
_VISIT_WORDS = words.word_set("visited visiting visit visits toured touring twin twins")
_UNIT_WORDS = words.word_set(
    "city cities town towns community communities county counties prefecture prefectures province provinces state "
    "states village villages port ports municipality municipalities district districts island islands partner "
    "partners region regions commune communes named called is was are capital hamlet council"
)
_CUE_WORDS = _OF_WORDS | _UNIT_WORDS | _VISIT_WORDS | _LOCATIVES | {"with"}


def cue_before(text: str, start: int) -> str | None:
    """The cue that ends at ``start``, or None.

    "relation", "city of", "mayor of", "visit" say that a place follows; "locative" is a bare preposition.
    """
    if not start or text[start - 1] not in " \u00a0\n":
        return None
    before = text[max(0, start - 80) : start]
    tail = before.rstrip(" \u00a0\n")
    if len(before) - len(tail) > 2 or not tail:
        return None
    last = tail.removesuffix(" the").rstrip(",:")[-30:].rsplit(None, 1)
    word = last[-1].lower() if last else ""
    if word not in _CUE_WORDS:
        return None
    before = "\n" + before.lower()
    if word in _OF_WORDS:
        of = _OF.search(before)
        if of is None:
            return "relation" if _RELATION.search(before) else None
        if of.group("tie") or of.group("friends"):
            return "relation"
        return "mayor of" if of.group("office") else "city of"
    if word in _UNIT_WORDS or word in ("with", "to", "between", "in"):
        if _RELATION.search(before):
            return "relation"
        if word in _UNIT_WORDS and _UNIT_BEFORE.search(before):
            return "city of"
    if word == "from" and _FROM.search(before):
        return "visit"
    if word == "to" and _TO.search(before):
        return "visit"
    if word in _VISIT_WORDS and _VISITED.search(before):
        return "visit"
    return "locative" if word in _LOCATIVES else None


# Each begins with the one character that it must hold, which lets the search skip to it. What must stand at the start
# of a text or line has a space or line end put before that text.
_TRIGGER = re.compile(
    r"[ \u00a0\n(\"“](?=((?:"
    r"a(?:re|t)|between|c(?:alled|it(?:y|ies)|o(?:mmunes?|mmunit(?:y|ies)|unt(?:y|ies)|uncil))|d(?:e|istricts?)|from|"
    r"i(?:n|s|slands?)|municipalit(?:y|ies)|n(?:ear|amed)|o(?:f|utside)|p(?:artners?|orts?|refectures?|rovinces?)|"
    r"regions?|states?|t(?:o|oured|ouring|owns?|win)|v(?:illages?|isit(?:s|ed|ing)?)|w(?:as|ith)|"
    r"A[tT]|C(?:ity|ities|ITY)|F(?:rom|ROM)|I[nN]|O[fF]|T(?:o|O|owns?|OWN)|Visit|W(?:ith|ITH))"
    rf"[,:]?[ \u00a0\n]{{1,2}}(?:the[ \n])?)[{_UPPER}])"
)
_UNIT = rf"[ \u00a0](?=[A-Z])(?:{words.UNITS})(?!\w)"
_BODY = (
    r"[ \u00a0](?:(?=[A-Z]|and D)"
    r"(?:(?P<tie>(?:and District |Regional |Area |City |Town |County |District )?(?:Twinning|Jumelage|"
    r"Sister[ -]Cit(?:y|ies)|Twin Towns?|Town Twinning)(?!\w)|(?:Friendship|Exchange) (?:Association|Society|"
    r"Committee|Club))|(?:(?:City|Town|Village|County|District|Borough|Parish|Municipal|Shire|Regional|Community) "
    r"(?:Council|Hall|council|Mayor|officials|Government|government)|Mayor|Council)(?!\w))|"
    r"(?:co(?:uncil|uncillors|mmittee)|m(?:ayor|unicipal|unicipality)|delegat(?:ion|es)|t(?:winning|ownspeople)|pupils|"
    r"students|families|re(?:sidents|gion)|visitors|officials)(?!\w))"
)
_UNIT_AFTER, _BODY_AFTER = re.compile(_UNIT), re.compile(_BODY)
# Every word with a capital that one of these follows: there are far fewer capitals than spaces.
_FOLLOWED = re.compile(
    rf"[{_UPPER}](?<!\w.)[\w\u0300-\u036f]{{0,30}}+(?:[{_JOIN}][\w\u0300-\u036f]{{1,30}}+){{0,5}}+"
    rf"(?={_UNIT}|{_BODY})"
)
_DATELINE = re.compile(
    rf"\n(?=[^\n—–-]*+[—–-])[ \t\u00a0\"“]{{0,4}}(?P<name>{NAME})(?:, [^\W\d_][\w .]{{1,30}}?)?"
    rf"(?:, (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{{0,6}}\.? \d{{1,2}}(?:, \d{{4}})?)?"
    rf"(?: ?\([A-Z][\w ./]{{1,24}}\))? ?(?:—|–|--|- )"
)
_PAIR_END = (
    rf"(?P<two>{_WORD}) (?=(?:Friendship|Twinning|Sister|Exchange|Society|"
    rf"Association|Jumelage|Friends|Committee|twinning|friendship|exchange|sister))"
)
_PAIR = re.compile(rf"(?<![\w])(?P<one>{_WORD})[–—/-]{_PAIR_END}")
_JOINED = re.compile(rf"[–—/‑-](?:(?<=[‑-])(?P<tail>{words.UNIT_TAILS})(?![\w-])|(?={_PAIR_END}))")
"""What follows a hyphen or dash: a kind of place, or the second of a pair of names."""
_SPACE = re.compile(r"[ \u00a0]")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name inside ``text[start:end]``: cut before the first word that no name holds."""
    at = start
    for i, word in enumerate(_SPACE.split(text[start:end])):
        bare = word.lower().rstrip(".").removesuffix("'s").removesuffix("’s")
        if bare in words.NOT_NAMES and not (i and word[0].islower()):
            if i == 0:
                return None
            end = at - 1
            break
        if i and word.lower() in words.HONORIFICS:
            end = at - 1
            break
        at += len(word) + 1
    name = text[start:end]
    if "'" in name or "’" in name:
        for possessive in ("'s", "’s", "'S", "’S"):
            at_s = name.find(possessive)
            if at_s > 0 and not name[at_s + 2 : at_s + 3].isalpha():
                name = name[:at_s]
    name = name.rstrip(" \u00a0'’-‑")
    while (tail := name.rsplit(" ", 1))[-1].islower() and len(tail) == 2:
        name = tail[0]
    return (start, start + len(name)) if len(name) > 1 else None


def names_before(text: str, end: int) -> tuple[int, int] | None:
    """The capitalised name that ends at ``end``, without leading words that no name begins with."""
    low = max(0, end - 70)
    found = _NAME_BEFORE.search(text, low, end)
    if found is None:
        return None
    start = found.start()
    if start == low and low and text[low - 1].isalnum():
        return None
    parts = [start, *(start + m.end() for m in _SPACE.finditer(text[start:end]))]
    last_bad = 0
    for i, at in enumerate(parts):
        until = parts[i + 1] - 1 if i + 1 < len(parts) else end
        word = text[at:until].lower().rstrip(".")
        if word in words.NOT_NAMES or word in words.HONORIFICS or word.endswith(("'s", "’s")):
            last_bad = i + 1
    if last_bad == len(parts):
        return None
    start = parts[last_bad]
    return (start, end) if text[start].isupper() else None


def cued_names(text: str, known: Mapping[int, str | None]) -> Iterator[tuple[int, int, str, int]]:
    """Names that a cue says are places', known or not: start, end, cue, and the end with its unit.

    The last is past the unit where the name is followed by one ("Xinwu District"), else equal to end. ``known`` are
    the starts of known names, each with its :func:`cue_before`; a bare preposition before one isn't told again.
    """
    for trigger in _TRIGGER.finditer(" " + text):
        start = trigger.end(1) - 1
        if start in known:
            cue = known[start]
            if cue is None or cue == "locative":
                continue
        else:
            cue = cue_before(text, start)
            if cue is None or (cue == "locative" and trigger[1].split()[0].lower() not in _WHERE):
                continue
        found = _NAME_HERE.match(text, start, start + 90)
        if found and (span := _trimmed(text, start, found.end())):
            yield *span, cue, span[1]
    followed = [found.span() for found in _FOLLOWED.finditer(text)]
    joined = list(_JOINED.finditer(text))
    for after in _after(_UNIT_AFTER, text, followed):
        if text[after.end() : after.end() + 4] != " of ":
            yield from _suffixed(text, after)
    for tail in joined:
        if tail["tail"]:
            yield from _suffixed(text, tail)
    for body in _after(_BODY_AFTER, text, followed):
        if span := names_before(text, body.start()):
            yield *span, "relation" if body["tie"] else "body", span[1]
    for line in _DATELINE.finditer("\n" + text):
        if span := _trimmed(text, line.start("name") - 1, line.end("name") - 1):
            yield *span, "dateline", span[1]
    if any(pair["two"] for pair in joined):
        for pair in _PAIR.finditer(text):
            for side in ("one", "two"):
                if span := _trimmed(text, pair.start(side), pair.end(side)):
                    yield *span, "relation", span[1]


def _after(pattern: re.Pattern[str], text: str, spans: Iterable[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """What ``pattern`` finds behind words, but for what begins within something else that it finds."""
    for start, end in spans:
        if after := pattern.match(text, end):
            around = pattern.match(text, start - 1)
            if around is None or around.end() <= end:
                yield after


def _suffixed(text: str, unit: re.Match[str]) -> Iterator[tuple[int, int, str, int]]:
    """The name before a kind of place, as :func:`cued_names` tells it."""
    if not _is_council(text, unit.end()) and (span := names_before(text, unit.start())):
        yield *span, "suffix", unit.end()


_COUNCIL = re.compile(r"[ \u00a0](?:Council|Hall|Clerk|Manager|Mayor|Board|Commission|Office|Schools?|council|staff)")


def _is_council(text: str, at: int) -> bool:
    return _COUNCIL.match(text, at) is not None


_UNIT_HERE = re.compile(
    rf"(?:[ \u00a0](?P<unit>{words.UNITS}|(?:city|town|county|district|prefecture|province|municipality|village|"
    rf"township)(?=[\s,.;:)]))(?!\w)|[-‑](?P<tail>{words.UNIT_TAILS})(?![\w-]))",
)


def unit_after(text: str, end: int) -> tuple[int, str] | None:
    """Where the kind of place that follows a name ends, and that kind; None where there is none."""
    found = _UNIT_HERE.match(text, end)
    if found is None or _is_council(text, found.end()):
        return None
    return found.end(), (found["unit"] or found["tail"]).lower()
