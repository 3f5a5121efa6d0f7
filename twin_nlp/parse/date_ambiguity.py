"""Whether a word or number that could be a date is one: months that are verbs or names, years that count."""

from __future__ import annotations

import re

from twin_nlp.parse.date_lexicon import Token

# A noun after a bare number makes it a count. Words that may follow a date stand here.
FUNCTION_WORD = re.compile(
    r"(?:a|about|after|all|also|an|and|are|as|at|because|before|but|by|can|during|for|from|had|has|have|he|her|here|"
    r"his|i|if|in|instead|into|is|it|its|local|may|more|most|next|no|not|of|on|only|or|our|over|saw|she|so|some|that|"
    r"the|their|then|there|these|they|this|those|through|to|until|was|we|were|when|where|which|while|who|will|with|"
    r"would|you|your|came|did|again|between|however|including|inclusive|last|together|near|under|went)(?![^\W_])",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"[ \u00a0](?:people|persons|dollars?|euros?|pounds|yen|yuan|won|kronor|francs|rupees|rand|pesos|km|kilometres|"
    r"kilometers|miles|metres|meters|feet|kg|tons|tonnes|litres|liters|residents|inhabitants|citizens|copies|hours|"
    r"masks|units|pieces|pairs|boxes|words|seats|square|sq|per|cc|rpm|hp|mm|cm|ml|watts|(?:[\w-]+[ ])?(?:Street|St|"
    r"Avenue|Ave|Road|Rd|Drive|Dr|Blvd|Boulevard|Lane|Broadway|Highway|Hwy))(?![^\W_])"
)
_PLURAL_NEXT = re.compile(r"[ \u00a0](?!was|is|has|as|this|its|plus|us|perhaps|always|thus)[a-z]{3,}s(?![^\W_])")
_NAMED_NUMBER = re.compile(
    r"(?<![^\W_])(?:Agenda|Expo|Vision|Horizon|Windows|Office|Goals?|Strategy|Europe|COVID|ISO|No|Nos|Number|number|no|nos|n|nr|"
    r"Nr|Resolution|resolution|Bylaw|By-?law|bylaw|by-law|Room|Rm|Box|box|Ext|ext|Route|Highway|Flight|Suite|Unit|"
    r"pages?|p|pp|section|Section|Chapter|chapter|Area|Studio|RFP|model|Model|Tel|tel|telephone|Phone|Fax|"
    r"(?:total|population|number|sum|crowd|cost|distance|altitude|height)[ ]of|over|than|nearly|almost|least|some|"
    r"approximately|about|around|exactly|only)\.?[ \u00a0]*$"
)
NOT_A_DAY = re.compile(r"[ \u00a0](?:[Ss]chool|SCHOOL|Times|Post|Mail|Star|Sun|Herald|Market Road|roast)(?![^\W_])")
_ABOUT_YEARS = re.compile(r"(?:about|around|over)[ \u00a0]*$")
_NAME_NEXT = re.compile(r"[ \u00a0][A-Z][\w'’-]+")
_AMBIGUOUS_MONTHS = frozenset(["april", "may", "june", "august", "march"])
WORD_AFTER = re.compile(r"[ \u00a0]+([^\W\d_]+)")
_MONTH_NEXT = re.compile(
    r"[ \u00a0]?(?:and|to|or|until|through|&|-|–|/)[ \u00a0]?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)"
)
_MONTH_BEFORE = re.compile(
    r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?[ \u00a0]?(?:and|to|or|until|through|&|-|–|/)"
    r"[ \u00a0]?$"
)
_CELL_OPENS = re.compile(r"(?:^|[|\t\n\r])[ \u00a0]{0,3}$")
_CELL_ENDS = re.compile(r"[ \u00a0]{0,3}(?:[|\t:\n\r]|$)")
_MODEL_YEAR = re.compile(
    r"[ \u00a0](?:[\w-]{1,20}[ \u00a0]){0,3}(?:pumper|ambulance|truck|tanker|engine|bus|van|tractor|resurfacer|plough"
    r"|plow|loader|car|coach|trailer|bicycle|boat|tender|ladder)s?(?![^\W_])",
    re.IGNORECASE,
)
_YEAR_SPAN = re.compile(r"[-–](?:[12][0-9]{3}|[0-9]{2})(?![0-9-])")
FESTIVE = re.compile(
    r"[ \u00a0](?:weekend|holidays?|break|week|tournament|trip|visit|exchange|celebrations?|festivities|time|period|"
    r"morning|evening|afternoon|vacation|meeting)(?![^\W_])"
)


def followed_by_noun(text: str, end: int) -> bool:
    """Whether the next word, after nothing but blanks, is a lower-case one that is no function word."""
    word = WORD_AFTER.match(text, end)
    return bool(word and word[1][0].islower() and not FUNCTION_WORD.match(word[1]))


def in_cell(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands in the cell of a table, the line or the heading of a row."""
    return bool(_CELL_OPENS.search(text, max(0, start - 4), start) and _CELL_ENDS.match(text, end))


def bare_month(text: str, token: Token, before: str) -> bool:
    """Whether a month name without any number beside it is a date and not a verb or somebody's name."""
    word = text[token.start : token.end].rstrip(".")
    if before == "!":
        return False
    if in_cell(text, token.start, token.end):
        return True
    if token.symbol == "m":
        return before in "islxhpu" and (word.lower() not in ("sat", "mar") or word[0].isupper())
    if word.lower() not in _AMBIGUOUS_MONTHS:
        return True
    if _MONTH_NEXT.match(text, token.end) or _MONTH_BEFORE.search(text, max(0, token.start - 20), token.start):
        return True
    if before in "ilxhpsBgGu":
        return True
    if word.isupper() and text[token.end : token.end + 2].strip()[:1].isalpha():
        return before in "of"
    if before in "tofbrn":
        return before == "t" or not _NAME_NEXT.match(text, token.end)
    left = text[max(0, token.start - 2) : token.start]
    if before == " " and left[:1].islower() and left[1:] in (" ", "\u00a0"):
        return not _NAME_NEXT.match(text, token.end) and not followed_by_noun(text, token.end)
    opens = not left.strip() or left.rstrip(" ")[-1:] in "\n([|–—-•*,;:/\t"
    return opens and text[token.end : token.end + 1] in ("", ".", ":", ";", ")", ",", "\n", "|", "/", "–")


def bare_year(text: str, start: int, end: int, before: str) -> bool:
    """Whether a four-figure number without month or season is a year and not a count, price or address."""
    if text[end : end + 1] in ("-", "–") and text[end + 1 : end + 2].isalnum() and not _YEAR_SPAN.match(text, end):
        return False
    if _COUNTED.match(text, end):
        return False
    if before not in "iusbf" and _MODEL_YEAR.match(text, end):
        return False
    left = text[max(0, start - 24) : start]
    if before in "iusb" or (before == "f" and not _PLURAL_NEXT.match(text, end)):
        return True
    if _PLURAL_NEXT.match(text, end) and not FUNCTION_WORD.match(text, end + 1):
        return False
    if _NAMED_NUMBER.search(left) and not (_ABOUT_YEARS.search(left) and text[start : start + 2] in ("19", "20")):
        return False
    if before in "topnx":
        return True
    if before in "ar-/#D":
        return False
    if left[-1:] in ("-", "–", "/", "\\", ".", "’", "'") and left[-2:-1].isalnum():
        return False
    return 1900 <= int(text[start:end]) <= 2099
