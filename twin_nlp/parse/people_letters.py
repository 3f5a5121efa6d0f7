"""What each token can be in the name of a participant, as one letter, so that rules can be regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from twin_nlp.labels import Role
from twin_nlp.parse import people
from twin_nlp.parse import people_trades as trades
from twin_nlp.parse.quantities import NUMBER_WORDS, tokenized, word_value

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
_LONGEST_KEPT, _MOST_KEPT = 30, 50_000
"""Letters are kept of tokens of at most so many characters, and of so many tokens: an archive has no end of them."""
_NOUN_ENDING = ("tion", "ment", "ture", "ics", "ency", "ship")


def _word_classes() -> dict[str, str]:
    classes: dict[str, str] = {}
    for letter, words in _FUNCTION.items():
        for word in words.split():
            classes.setdefault(word, letter)
    for word in NUMBER_WORDS - {"duo", "trio", "quartet"}:
        classes.setdefault(word, "N")
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
            classes.setdefault(word, letter)
    return classes


_CAPITALISED_ONLY: Final[dict[str, str]] = (
    dict.fromkeys(people.NATIONALITIES, "A")
    | dict.fromkeys(people.PLACES, "W")
    | dict.fromkeys(people.COMPANY_SUFFIXES, "Z")
    | dict.fromkeys(people.HONORIFICS, "H")
)


class _Classes(dict[str, str]):
    """The letter of each token; tokens outside the lexicons are read by their form."""

    def __init__(self) -> None:
        super().__init__(_MARKS)
        self.words = _word_classes()
        for word, letter in self.words.items():
            self[word] = letter
        for particle in people.ADDED_PARTICLES:
            self.setdefault(particle, "k")

    def __missing__(self, token: str) -> str:
        letter = self._by_form(token)
        if len(token) <= _LONGEST_KEPT and len(self) < _MOST_KEPT:
            self[token] = letter
        return letter

    def _by_form(self, token: str) -> str:
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
                if lower in self.words and self.words[lower] in "ogtb":
                    return self.words[lower]
            if lower.endswith(_NOUN_ENDING):
                return "p"
            return "o" if trades.singular_trade(lower) else "g" if trades.plural_people(lower) else "x"
        if lower in _CAPITALISED_ONLY and not (lower in self.words and lower not in people.HONORIFICS):
            return _CAPITALISED_ONLY[lower]
        letter = self.words.get(lower)
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


CLASSES: Final = _Classes()
"""The class letter of a token, however it is written."""

_FAMILY_TITLES = frozenset(["sister", "brother", "twin"])
_TWINNED = frozenset(
    ["city", "cities", "state", "states", "town", "towns", "province", "provinces", "county", "school"]
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, the same in lower case, where each begins, and their letters, one a token."""

    words: list[str]
    lowered: list[str]
    starts: list[int]
    classes: str

    def end(self, index: int) -> int:
        """Where the token ends in the text."""
        return self.starts[index] + len(self.words[index])

    def lower(self, start: int, end: int) -> list[str]:
        """The words of a stretch of tokens in lower case."""
        return self.lowered[start:end]


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate over the tokens ``start`` to ``end``; ``name`` is where a person's name begins, or -1."""

    start: int
    end: int
    role: Role
    count: int | None = None
    name: int = -1


_UNSURE = re.compile("[HN;.]")
"""Letters of tokens that those around them can make something else."""


def read_tokens(text: str) -> Tokens:
    """The tokens of ``text`` with their letters; a line broken by its width is no break."""
    words, lowered, starts = tokenized(text)
    letters = [CLASSES[word] for word in words]
    for unsure in _UNSURE.finditer("".join(letters)):
        i = unsure.start()
        word = words[i]
        if letters[i] == "H":
            if lowered[i] in _FAMILY_TITLES and i + 1 < len(words) and lowered[i + 1] in _TWINNED:
                letters[i] = "C"
        elif word == ".":
            before = lowered[i - 1] if i and starts[i - 1] + len(words[i - 1]) == starts[i] else ""
            abbreviated = before in people.ABBREVIATED or letters[i - 1] in "IH" if before else False
            letters[i] = "_" if abbreviated else "."
            if abbreviated and before == "m":
                letters[i - 1] = "H"
        elif letters[i] == "N" and word[0].isdigit() and i:
            in_month = letters[i - 1] == "L" and i > 1 and letters[i - 2] == "i"
            if (letters[i - 1] == "L" and not in_month) or lowered[i - 1] in people.LABELS:
                letters[i] = "#"
        elif letters[i] == ";" and i and i + 1 < len(words):
            # A line broken in mid-sentence by its width.
            wide = i > 8 and ";" not in letters[i - 8 : i] and words[i + 1][0].islower() and letters[i - 1] not in ".:"
            letters[i] = " " if wide else ";"
    joined = "".join(letters)
    if " " in joined:
        kept = [i for i, letter in enumerate(letters) if letter != " "]
        words, lowered, starts = [words[i] for i in kept], [lowered[i] for i in kept], [starts[i] for i in kept]
    return Tokens(words, lowered, starts, joined.replace(" ", ""))
