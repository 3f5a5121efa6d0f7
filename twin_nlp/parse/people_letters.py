"""What each token can be in the name of a participant, as one letter, so that rules can be regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from twin_nlp.parse import people
from twin_nlp.parse import people_trades as trades
from twin_nlp.parse.quantities import NUMBER_WORDS, word_value

# Letters of the class string. A capital letter is a capitalised word of the class.
#   O o office or trade   P p what stands before one   G g people, plural   T t team   B b body
#   Y y kind of place     C x any other word           W country, province  A nationality
#   H honorific   I initial   Z company suffix   L month, weekday   V v verb of speech or meeting
#   D article     d possessive pronoun   q about, some   N number   # year, ordinal, label   M "12-member"
#   e member, person, strong   j lady, man   k particle of a name   u us, them
#   f of   F from   i in, at   & and   S other function word
#   . sentence end   _ dot of an abbreviation   ; hard line break   ~ other mark   , ( ) " ' : themselves
_MARKS: Final = {
    ",": ",", "(": "(", ")": ")", "[": "(", "]": ")", '"': '"', "“": '"', "”": '"', "«": '"', "»": '"', "„": '"',
    "'": "'", "’": "'", "'s": "'", "’s": "'", "'S": "'", "’S": "'", "&": "&", ".": ".", "!": ".", "?": ".", "…": ".",
    ":": ":", "\n": ";",
}  # fmt: skip

_FUNCTION: Final = {
    "D": "the a an both all this",
    "d": "our their his her its my your",
    "q": "about around some nearly almost approximately roughly",
    "u": "us them you",
    "f": "of",
    "F": "from",
    "i": "in at",
    "&": "and",
    "e": "member person strong people-strong",
    "j": "lady gentleman man woman girl boy",
    "S": """
    to for on by with as into onto after before during under between among against through towards toward than
    since until till per via or nor but so yet if when while where who whom whose which that these those there
    here it he she they we i me him himself themselves is are was were be been being am has have had having do does did
    done will would shall should can could may might must not no yes also too very just only even still again already
    ever never always often more most less least many much few fewer several any each every other another such same
    what why how because although though whether within over without up down out off back away together both's last
    next this's today yesterday tomorrow ago now went came come comes go goes took take takes gave give gives got get
    gets made make makes sent send sends held hold holds stayed stay stays brought bring brings paid pay pays
    spent spend spends left leave leaves returned hosted host's donated gathered around's once twice dear re subject
    let's says's including however meanwhile besides despite following according thanks thank please
    later earlier finally recently instead eventually perhaps maybe indeed thus hence moreover furthermore
    additionally afterwards afterward nevertheless nonetheless elsewhere overall similarly
    """,
    "L": " ".join(people.MONTHS),
}

MEMBER = re.compile(
    r"(?i)([a-z0-9]+(?:-[a-z]+)?)-(?:member|person|strong|man|woman|people|piece|player|head|farm|firm|company|school|nation|town)"
)
_NOUN_ENDING = ("tion", "ment", "ture", "ics", "ency", "ship")


def _word_letters() -> dict[str, str]:
    letters: dict[str, str] = {}
    for letter, words in _FUNCTION.items():
        for word in words.split():
            letters.setdefault(word, letter)
    for word in NUMBER_WORDS - {"duo", "trio", "quartet"}:
        letters.setdefault(word, "N")
    lexicons: tuple[tuple[str, Iterable[str]], ...] = (
        ("g", trades.PEOPLE),
        ("o", trades.OFFICES),
        ("t", people.TEAMS),
        ("b", trades.BODIES),
        ("y", people.PLACE_KINDS),
        ("v", people.SPEECH),
        ("p", people.DEPUTIES),
    )
    for letter, lexicon in lexicons:
        for word in lexicon:
            letters.setdefault(word, letter)
    return letters


_CAPITALISED_ONLY: Final[dict[str, str]] = (
    dict.fromkeys(people.NATIONALITIES, "A")
    | dict.fromkeys(people.PLACES, "W")
    | dict.fromkeys(people.COMPANY_SUFFIXES, "Z")
    | dict.fromkeys(people.HONORIFICS, "H")
)
_BY_WORD: Final = _word_letters()
_AS_WRITTEN: Final = dict.fromkeys(people.ADDED_PARTICLES, "k") | _MARKS | _BY_WORD


def letter_of(token: str) -> str:
    """The letter of a token, however it is written; what the lexicons don't hold is read by its form."""
    return _AS_WRITTEN.get(token) or _letter_of_form(token)


def _letter_of_form(token: str) -> str:
    first = token[0]
    if first.isdigit():
        if word_value(token) is not None:
            is_year = len(token) == 4 and token.isdigit() and 1700 < int(token) < 2100
            return "#" if is_year else "N"
        return "N" if token.endswith("-odd") else "M" if MEMBER.fullmatch(token) else "#"
    if not first.isalpha():
        return "~"
    lower = token.lower()
    if "-" in token and (hit := MEMBER.fullmatch(token)):
        return "M" if word_value(hit[1]) is not None else "x"
    if not first.isupper():
        if token[1:2] in ("'", "’") and token[2:3].isupper():
            return "C"
        if "-" in token:
            if word_value(token.removesuffix("-odd")) is not None:
                return "N"
            lower = lower.rpartition("-")[2]
            if _BY_WORD.get(lower, "x") in "ogtb":
                return _BY_WORD[lower]
        if lower.endswith(_NOUN_ENDING):
            return "p"
        return "o" if trades.singular_trade(lower) else "g" if trades.plural_people(lower) else "x"
    if lower in _CAPITALISED_ONLY and not (lower in _BY_WORD and lower not in people.HONORIFICS):
        return _CAPITALISED_ONLY[lower]
    letter = _BY_WORD.get(lower)
    if letter is not None:
        if letter == "e":
            return "E"
        if lower in trades.SURNAMES_TOO:
            return "C"
        return letter.upper() if letter in "optgbyv" else letter
    if len(token) == 1:
        return "I"
    if "-" in token and word_value(token.removesuffix("-odd")) is not None:
        return "N"
    return "C"
