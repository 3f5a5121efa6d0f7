"""Wording that points to ties, exchanges and their state.

The trained models weigh these cues; nothing is decided by a cue alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from twin_nlp.labels import Tie

_CUES: dict[str, str] = {
    "tie": r"sister[- ](?:cit(?:y|ies)|town|communit|count(?:y|ies)|state|province|prefecture|district|municipal"
    r"|school|club|port|relation)\w*|sisterhood\w*|sister(?:ed)? (?:ties|status|link|pact)"
    r"|twin(?:ned|ning|nings)\b|twin[- ](?:town|cit(?:y|ies)|village|municipal|communit)\w*"
    r"|friend(?:ship|ly)[- ](?:cit(?:y|ies)|town|relation|count(?:y|ies)|province|prefecture|pact|agreement|link"
    r"|treaty|exchange)\w*|partner(?:ship|ed)?[- ](?:town|cit(?:y|ies)|commun|municipal"
    r"|count(?:y|ies)|region|district|province|village|parish)\w*|jumel\w+|gemell\w+|hermanamient\w*"
    r"|städtepartner\w*|partnerst[aä]dt\w*|partnerschaft\w*|vänort\w*|geminaç\w+|irmanad\w+|town link\w*"
    r"|city link\w*|memorandum of (?:understanding|friendship)"
    r"|two (?:cities|towns|places|communities|municipalities|sides)",
    "travel": r"visit(?:ed|s|ing|ors?|or)?\b|travel\w*|trips?\b|tours?\b|toured|arriv\w+|delegation\w*|delegates?\b"
    r"|fl(?:y|ew|own)\b|missions?\b|came to|come to|went to|go to|welcom\w+|receiv\w+|host(?:s|ed|ing)?\b"
    r"|greet\w*|stay(?:s|ed|ing)?\b|group of|party of|return visit|led by|headed by|accompan\w+|invit\w+"
    r"|homestay\w*|billet\w*|host famil\w+",
    "give": r"donat\w+|gift(?:s|ed)?\b|give[ns]?\b|gave\b|giving\b|present(?:ed|s)\b|hand(?:ed|ing)? over|deliver\w*"
    r"|ship(?:ped|ment|s|ping)\b|sent\b|send(?:s|ing)?\b|relief|aid\b|fundrais\w+|raised|collected|contribut\w+"
    r"|cheque|check for|container|convoy|masks?\b|supplies|equipment|ambulance\w*|fire (?:engine|truck)\w*",
    "sign": r"sign(?:ed|s|ing|ature\w*)?\b|agreement\w*|memorandum|m\.?o\.?u\.?\b|pact\b|charter\b|protocol\b"
    r"|renew\w*|ink(?:ed|s)\b|letter of intent|accord\b|declaration\b|oath\b",
    "talk": r"met with|meeting|talks\b|symposium|seminar|conference|discuss\w*|courtesy call|call(?:ed)? on|consult\w*"
    r"|train(?:ing|ee|ees|ed)\b|study (?:tour|group|visit)|inspect\w*|dispatch\w*|second(?:ed|ment)",
    "youth": r"students?\b|pupils?\b|youth\b|young\b|teenag\w+|school\w*|children|teachers?\b|classes?\b|juniors?\b"
    r"|scholar\w*|kids?\b|camp\b|teens?\b|boys?\b|girls?\b|grade \d+|lyc[ée]e|gymnasium|exchange program\w*",
    "culture": r"concert\w*|choir\w*|orchestra\w*|band\b|danc\w+|exhibit\w*|festival\w*|museum\w*"
    r"|art(?:s|ist|ists|work)?\b|sculptur\w*|statue\w*|garden\w*|perform\w*|music\w*|theatre|theater|film\w*"
    r"|library|cultur\w*|tea ceremony|marathon|match\b|tournament|cycl\w+|football|market stall|folk",
    "trade": r"trade\b|business\w*|compan(?:y|ies)\b|firms?\b|invest\w*|chamber of commerce|export\w*|import\w*"
    r"|econom\w*|fair\b|expo\b|tourism|contract\w*|entrepreneur\w*|market\w*|industr\w*|products?\b|buyers?\b"
    r"|manufactur\w*",
    "cancel": r"cancel\w*|call(?:ed|ing)? off|postpon\w*|suspend\w*|abandon\w*|terminat\w*|sever(?:ed|s|ing)?\b"
    r"|cuts? (?:its|their|ties|the|off)|were cut|was cut|been cut|end(?:ed|s|ing)? (?:its|the|their)"
    r"|scrap(?:ped|s)\b|withdr\w+|rescind\w*|not (?:going ahead|take place|taking place|happening)|dropped|won't be"
    r"|will not (?:be|take|go|travel)|annul\w*|shelved|stood down|had to be (?:told|called)|is off\b|stopped"
    r"|dissol\w+|wind up|frozen?\b|pull(?:s|ed)? out",
    "plan": r"will\b|to be held|plan(?:s|ned|ning)?\b|next (?:week|month|year|spring|summer|autumn|fall|winter)"
    r"|upcoming|scheduled|is to\b|are to\b|going to|approved|authori[sz]\w*|expected|hopes? to|due to|intend\w*"
    r"|prepar\w+|looking forward|applications?\b|sign up|deadline|register",
    "official": r"mayors?\b|counc(?:il|ill?ors?)\b|governor\w*|deputy|vice|chairman|secretary|minister\w*|prefect\w*"
    r"|municipal\w*|city hall|town hall|government\w*|county\b|commissioner\w*|alderm[ae]n|maire\b|reeve"
    r"|director\w*|bureau|office",
    "civic": r"associations?\b|committees?\b|club\b|rotary|lions\b|society|volunteers?\b|members?\b|friends of|church"
    r"|parish|families|board\b",
    "count": r"per cent|percent|in total|number of|statistic\w*|on average|a total of|times\b|altogether",
    "opinion": r"should\b|ought\b|could\b|might\b|in my (?:view|opinion)|i (?:believe|think)|why\b|what is\b"
    r"|purpose|aims? (?:to|of)|means\b|would be",
    "history": r"since (?:the )?(?:19|20)\d\d|established in|was founded|founded in|became (?:sister|twin|friend)\w*"
    r"|dates? (?:back|from)|for (?:over |more than )?\w+ years|anniversar\w+|decades?\b|long[- ]standing"
    r"|have been (?:sister|twin|friend)\w*",
}
KINDS = tuple(_CUES)
_MOST_CHARACTERS = 4000
"""A "sentence" of more characters than this is a table or a page without line ends; its start is enough."""
_ALTERNATIVE = re.compile(r"(?:[^|()]|\((?:[^()]|\([^()]*\))*\))+")
_FIRST = itemgetter(0)


def alternatives(pattern: str) -> list[str]:
    """What stands between the outer bars of a pattern."""
    return _ALTERNATIVE.findall(pattern)


def by_first_letter(wordings: Iterable[str]) -> str:
    """A pattern of the wordings, each of which begins with a letter.

    A word is compared with the wordings of its first letter only; among these the first in order wins, as it would
    among all.
    """
    letters = groupby(sorted(wordings, key=_FIRST), _FIRST)
    return "|".join(f"{letter}(?:{'|'.join([wording[1:] for wording in found])})" for letter, found in letters)


_KINDS_IN_ORDER = sorted(
    ((cue, kind) for kind, body in _CUES.items() for cue in alternatives(body)), key=lambda c: c[0][0]
)
# An empty group behind each cue tells which one it was: put around it, it would hide the second letter.
_PATTERN = re.compile(rf"\b(?:{by_first_letter(cue + '()' for cue, _ in _KINDS_IN_ORDER)})")
_KIND_OF_GROUP = [kind for _, kind in _KINDS_IN_ORDER]
# Without groups, of which a match would keep the bounds of all; to the end of the word, so that what is found tells
# by itself which cue it is.
_CUE = re.compile(_PATTERN.pattern.replace("()", "") + r"(?:\B\w+)?")

_TIE = re.compile(rf"\b(?:{_CUES['tie']})")

_TIES: dict[Tie, re.Pattern[str]] = {
    "province": re.compile(r"\b(?:sister|twin(?:ned)?|friendship|partner)[- ](?:province|state|prefecture|region)s?\b"),
    "sister": re.compile(r"\bsister(?:ed|hood)?\b(?![- ](?:in[- ]law|compan|paper|ship\b))"),
    "twin": re.compile(r"\btwinn(?:ed|ing|ings)\b|\btwin[- ](?:town|cit|village|municip|communit)|\bjumel|\bgemell"),
    "friendship": re.compile(r"\bfriend(?:ship|ly)\b"),
    "partner": re.compile(r"\bpartner(?:ship|s|ed)?\b|partnerst|partnerschaft"),
}

_TIE_STEMS: dict[Tie, tuple[str, ...]] = {
    "province": ("sister", "twin", "friendship", "partner"),
    "sister": ("sister",),
    "twin": ("twin", "jumel", "gemell"),
    "friendship": ("friend",),
    "partner": ("partner",),
}
"""What a name of each tie begins with."""
_STEMS_OF_TIES = [(tie, stem) for tie, stems in _TIE_STEMS.items() for stem in stems]
_STEMS = {stem for _, stem in _STEMS_OF_TIES}

# Each first letter once, since there is a look for each at every character.
_VERB = (
    r"(?:s(?:ent|end(?:s|ing)?|hip(?:ped|s|ping)?|ign(?:ed|s)|uspended)|d(?:onat(?:ed|es|ing)|eliver(?:ed|s)?"
    r"|ispatched|ecided)|g[ai]ve[ns]?|p(?:resented|aid|ostponed)|h(?:and(?:ed|s)|ost(?:ed|s|ing))|r(?:eceiv(?:ed|es|ing)"
    r"|enew(?:ed|s)|aised)|v(?:isit(?:ed|s|ing)|oted)|w(?:elcom(?:ed|es|ing)|ent)|travel(?:l?ed|s)|fl(?:ew|y)"
    r"|c(?:ame|[ou]t|ancel(?:l?ed|s)|ollected)|met|invited|bought|agreed|ended)\b"
)
_SUBJECT = re.compile(r"\s{0,2}(?:has |have |had |was |were |is |are |will |to be )?(?:been )?" + _VERB)
_LINK = r"\b(to|from|with|by|in|at|for)\s[^.;!?]{0,60}$"
_LINKED = re.compile(_LINK)
_OBJECT = re.compile(_VERB + r"[^.;!?]{0,160}?" + _LINK)
_OBJECT_REACH, _LINK_REACH = 240, 70


def is_doer(lowered: str, end: int) -> bool:
    """Whether a verb of exchange follows the name that ends at ``end``: "Zhongshan shipped".

    Here and below ``lowered`` is a text in lower case (:func:`twin_nlp.parse.folding.lowered`).
    """
    return _SUBJECT.match(lowered, end, end + 40) is not None


def deed_before(lowered: str, start: int) -> str | None:
    """The preposition between a verb of exchange and the name at ``start``: "shipped masks to three cities: X"."""
    begin = max(0, start - _OBJECT_REACH)
    stops = [lowered.rfind(stop, begin, start) for stop in ".;!?"]
    begin = 1 + max(begin - 1, *stops)
    # The verb is looked for only where the preposition stands: looking takes a thousand steps.
    if _LINKED.search(lowered, max(begin, start - _LINK_REACH), start) is None:
        return None
    m = _OBJECT.search(lowered, begin, start)
    return m.group(1) if m else None


_CALLED_OFF = re.compile(
    r"\b(?:(?:cancel(?:l?ed|s)|call(?:ed|s) off|cuts?|sever(?:ed|s)|end(?:ed|s)|scrap(?:ped|s)|abandon(?:ed|s)?"
    r"|suspend(?:ed|s)|terminat(?:ed|es)|froze|withdrew|dropp?(?:ed|s)|pull(?:ed|s) out of)"
    r"\s(?:an?|its|their|the|his|her|all|plans?|ties|relations)"
    r"|(?:was|were|been|is|are)\s(?:\w{2,12}ly\s)?(?:cancel(?:l?ed)|called off|cut|severed|ended|scrapped|abandoned"
    r"|suspended|terminated|frozen|withdrawn|dropped|shelved))\b",
)


def calls_off(lowered: str, start: int, end: int) -> bool:
    """Whether something is called off or ended in ``lowered[start:end]``: "cut its ties", "was cancelled"."""
    return _CALLED_OFF.search(lowered, start, end) is not None


def _kind_of_match(match: re.Match[str]) -> str:
    return _KIND_OF_GROUP[(match.lastindex or 0) - 1]


@lru_cache(maxsize=10_000)
def _kind(cue: str) -> str:
    """The kind of a cue that :data:`_CUE` found."""
    match = _PATTERN.match(cue)
    assert match is not None
    return _kind_of_match(match)


def cues(lowered: str, start: int, end: int) -> dict[str, int]:
    """How often each kind of cue stands in ``lowered[start:end]``, of which the first 4,000 characters are read."""
    found: dict[str, int] = {}
    for cue in _CUE.findall(lowered, start, min(end, start + _MOST_CHARACTERS)):
        kind = _kind(cue)
        found[kind] = found.get(kind, 0) + 1
    return found


def names_tie(lowered: str) -> bool:
    """Whether a tie between places is named anywhere."""
    return _TIE.search(lowered) is not None


def cue_words(text: str, lowered: str, start: int, end: int) -> dict[str, tuple[str, ...]]:
    """The words of ``text`` that :func:`cues` counts, by kind, each once."""
    found: dict[str, dict[str, str]] = {}
    for m in _PATTERN.finditer(lowered, start, min(end, start + _MOST_CHARACTERS)):
        found.setdefault(_kind_of_match(m), {}).setdefault(m.group(), text[m.start() : m.end()])
    return {kind: tuple(words.values()) for kind, words in found.items()}


def tie_of(lowered: str, spans: list[tuple[int, int]]) -> Tie | None:
    """The kind of tie that the first of the spans to name one names, or None."""
    there = {stem for stem in _STEMS if stem in lowered}
    possible = [(tie, stem) for tie, stem in _STEMS_OF_TIES if stem in there]
    for start, end in spans:
        for tie, stem in possible:
            # Looking for plain stems is a hundred times as fast as for a pattern, which begins with one.
            at = lowered.find(stem, start, end)
            while at >= 0:
                if _TIES[tie].match(lowered, at, end):
                    return tie
                at = lowered.find(stem, at + 1, end)
    return None
