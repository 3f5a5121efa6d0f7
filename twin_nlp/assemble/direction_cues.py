"""Wording that tells who comes or gives, and who hosts or gets; the patterns are for text in lower case."""

from __future__ import annotations

import re

_GROUP = (
    r"(?:students?|pupils?|teens|teenagers|youths?|young people|children|kids|boys|girls|players?|team"
    r"|squad|club|choir|singers|band|musicians?|orchestra|dancers?|troupe|ensemble|artists?|painters?|potters?|weavers?"
    r"|carvers?|cooks?|chefs?|delegation|delegates|officials?|mayor|councill?ors?|group|party|visitors|guests|firms?|companies"
    r"|businesses|traders?|exporters?|makers?|growers|farmers|producers|engineers?|experts?|staff|employees"
    r"|firefighters|nurses?|doctors?|members|friends|volunteers|residents|teachers?|women|men|citizens|families"
    r"|athletes|wrestlers|runners|riders|cyclists|scouts|school|academy|gymnasium|university|college|association"
    r"|society|troop|company|chamber|merchants|vendors|craftsmen|artisans|people|municipality|government|council)"
)
_MODIFIERS = (
    r"(?:(?:the|our|its|their|a|an|sister|twin(?:ned)?|partner|friendship|friendly|city|town|county|district"
    r"|municipality|prefecture|province|village|of|southern|northern|eastern|western|nearby|in)[\s-]){0,7}"
)
ROLES_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern + r"\s" + _MODIFIERS + r"$"))
    for name, pattern in (
        ("home from", r"\b(?:return\w*|back|home|came home|got in)\b[^.;:!?]{0,40}\bfrom"),
        ("comes from", r"\b(?:arriv\w+|came|comes?|coming|visit\w*|here|received|welcom\w+"
        r"|host\w*)\b[^.;:!?]{0,60}\bfrom"),
        ("group from", _GROUP + r"\b[^.;:!?]{0,30}\b(?:from|of)"),
        ("gift from", r"\b(?:gift|donat\w+|masks|money|aid|help|present|received|cheque|letter|invitation"
        r"|shipment)\b[^.;:!?]{0,40}\bfrom"),
        ("invited by", r"\b(?:invit\w+|invitation|request|expense|guests?)\b[^.;:!?]{0,20}\b(?:by|of|from)"),
        ("hosted by", r"\b(?:host(?:ed|s)|welcomed|received|greeted|organi[sz]ed|lodged"
        r"|put up)\b[^.;:!?]{0,30}\b(?:by|with|in)"),
        ("given by", r"\b(?:given|donated|sent|presented|provided|paid|gifted|shipped)\b[^.;:!?]{0,30}\bby"),
        ("travels to", r"\b(?:travel\w*|fl(?:y|ew|ies|ying)|go(?:es|ing)?|went|left|leav\w+|depart\w*|trip"
        r"|tour|visits?|visited|head\w*|bound|sail\w*|mission|journey|exchange|took|take[sn]?|bring\w*"
        r"|drove)\b[^.;:!?]{0,50}\b(?:to|for|into|at|in)"),
        ("sent to", r"\b(?:sen[dt]\w*|ship\w*|donat\w+|gave|given?|giv\w+|deliver\w*|hand\w*|gift\w*"
        r"|present\w*|wired|remitted|bound|transport\w*|aid|money|container|truck|pumper"
        r"|engine)\b[^.;:!?]{0,60}\b(?:to|for|towards?)"),
        ("visits", r"\b(?:visit(?:ed|s|ing)?|tour(?:ed|s|ing)?|reach(?:ed|es))"),
        ("welcomes", r"\b(?:welcom\w+|host(?:s|ed|ing)|receiv\w+|greet\w+)"),
        ("stays in", r"\b(?:stay\w*|spen[dt]\w*|were|was|are|been|perform\w*|play\w*|sang|exhibit\w*"
        r"|show\w*|held|took part|attend\w*|work\w*|taught|train\w*|lodg\w+|arriv\w+|landed|days|nights"
        r"|weeks?|guests)\b[^.;:!?]{0,50}\b(?:in|at|of|to)"),
        ("sister of", r"\b(?:sister|twin|partner|friendship)\b[^.;:!?]{0,30}"),
        ("in", r"\b(?:in|at|near|around|across)"),
        ("to", r"\b(?:to|into|for|towards)"),
        ("from", r"\bfrom"),
        ("with", r"\b(?:with|and)"),
    )
)  # fmt: skip
_SKIP = r"^(?:['’]s)?(?:,[^,.;]{2,40},|\s\([^)\n]{1,40}\))?"
ROLES_AFTER: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
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
_PEOPLES = {
    "AR": "Argentine", "AT": "Austrian", "AU": "Australian", "BE": "Belgian", "BG": "Bulgarian", "BO": "Bolivian",
    "BR": "Brazilian", "CA": "Canadian", "CH": "Swiss", "CL": "Chilean", "CN": "Chinese", "CO": "Colombian",
    "CR": "Costa Rican", "CU": "Cuban", "CZ": "Czech", "DE": "German", "DK": "Danish", "EE": "Estonian",
    "ES": "Spanish", "FI": "Finnish", "FR": "French", "GB": "British", "GH": "Ghanaian", "GR": "Greek",
    "GT": "Guatemalan", "HR": "Croatian", "HU": "Hungarian", "ID": "Indonesian", "IE": "Irish", "IL": "Israeli",
    "IN": "Indian", "IT": "Italian", "JP": "Japanese", "KR": "Korean", "LT": "Lithuanian", "LV": "Latvian",
    "MA": "Moroccan", "MD": "Moldovan", "MN": "Mongolian", "MX": "Mexican", "MY": "Malaysian", "NI": "Nicaraguan",
    "NL": "Dutch", "NO": "Norwegian", "NZ": "New Zealand", "PE": "Peruvian", "PH": "Filipino", "PK": "Pakistani",
    "PL": "Polish", "PT": "Portuguese", "RO": "Romanian", "RU": "Russian", "SE": "Swedish", "SI": "Slovenian",
    "SK": "Slovak", "SN": "Senegalese", "TH": "Thai", "TN": "Tunisian", "TR": "Turkish", "TW": "Taiwanese",
    "UA": "Ukrainian", "UG": "Ugandan", "US": "American", "VN": "Vietnamese", "ZA": "South African",
}  # fmt: skip
"""What the people of a country (ISO 3166-1) are called, for guests who are named by it: "the Canadian students"."""
PEOPLE = {country: re.compile(rf"\b{name.lower()}s?\b") for country, name in _PEOPLES.items()}
PEOPLE_GROUP = re.compile(r"(?:\s[\w-]+){0,2}?\s" + _GROUP + r"\b")
COMES = re.compile(
    r"\b(?:came|come|comes|coming|arriv\w+|here|guests?|visitors|hosted|hosts?|welcom\w+|received|greeted"
    r"|with us|among us|our (?:city|town|hall|school|council|county|community|families)|billet\w*|put up|left for home"
    r"|flew home|farewell)\b",
)
GOES = re.compile(
    r"\b(?:went|go|goes|going|travel\w*|fly|flew|flies|left for|leave for|leaves? on|return\w*|back from"
    r"|got back|came home|abroad|overseas|bus|coach|plane|took us|we (?:were|had|saw|went|visited|stayed|played|sang)"
    r"|our hosts"
    r"|our (?:pupils|students|players|members|choir|team|group|delegation|mayor|firms))\b",
)
GIVES = re.compile(
    r"\b(?:sent|send|ship\w*|donat\w+|gave|give|giving|we collected|raised|collected|our gift|surplus"
    r"|freight|to be sent)\b",
)
GETS = re.compile(r"\b(?:received|arrived|reached|thank\w*|gift from|got|handed to us|accepted|unload\w*)\b")
