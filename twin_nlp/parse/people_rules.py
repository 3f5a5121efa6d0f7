"""The rules for participants: regular expressions over the letters of :mod:`twin_nlp.parse.people_letters`."""

from __future__ import annotations

import re
from typing import Final

_MOD = "(?:[pPbByYtTgGA]'?|P&(?=P))"
_ANY = "(?:[pPbByYtTgGAxCW]'?|P?&(?=[Px]))"
_OFFICE = "(?:[oOeE]_?(?:[oO]|&[oO]|P(?!C))?)"
_NAME = r"(?:[CLWA]|I_?)(?:k{0,2}(?:C|I_?)|\(C\)(?=C)){0,3}"
_FULL_NAME = r"(?:C|I_?)(?:k{0,2}(?:C|I_?)|\(C\)(?=C)){1,3}"
_CAP = "[CPBYWAGTOILE]"
_CAPS_TAIL = f"(?:{_CAP}(?:'(?={_CAP})|&(?=C)|_(?=C)|k{{1,2}}(?=C))?){{1,5}}"
_LOWER_TAIL = "(?:[xpgyCPAWGYI]'?|&(?=[xp])){0,5}[btyBTY](?![btBTC])"
_OF = (
    f"(?:f[Dd]?(?:{_LOWER_TAIL}(?:f[CWYPB]{{1,3}})?|{_CAPS_TAIL}(?:fD?[CW]{{1,2}})?(?![gGbB])|[xpgbty]{{1,2}}(?![gG])(?:f[CWYP]{{1,3}})?"
    "|N{1,2}[xgCp]{1,3}(?<=[xg])))"
)
_QUALIFIER = "(?:[xpobBCPWAYyTtGg#jI]['_]?)"


def _begun_by(letters: str, rule: str) -> re.Pattern[str]:
    """A rule whose matches begin with one of ``letters``, which a search can skip to: a pattern that begins with a
    class is looked for faster. The one named group that matched is what the rule takes."""
    return re.compile(rf"[{letters}](?<=(?={rule}).)", re.VERBOSE)


# Most tokens begin nothing. Each rule looks ahead first for what it can't do without: possessive, so that each letter
# is passed once, where the rule itself would try each of its ways to go on.
_PERSON_AHEAD = "(?=H|[CI][_kCI&(]|[gG][CI]|[DdpPbByYtTgGA'&]*+[oOeE])"
_COUNT_AHEAD = "[qDd]{0,2}[NM]"
_SIZED_AHEAD = "[Dd]?[xpobBCPWAYyTtGg#jI'_]*+(?<=[tT])f"
_BODY_AHEAD = "(?=[DdNxpyogCPYWAGOILE'&_k,]*+[bBtTZ]|[CI]_?C{0,2}&C)"
_OTHER_AHEAD = "(?=[DdNpPbBtTAxCW'&I#_]*+[oOeEjgGYy]|[Dd]N?C)"

PERSON: Final = _begun_by(
    "HCIDdpPbByYtTgGAoOeE",
    rf"""{_PERSON_AHEAD}(?:
         (?P<office_name>[Dd]?d?(?:{_MOD}){{0,5}}{_OFFICE}(?:{_OF},?|,(?=H|{_FULL_NAME}[,.;:)vxS]))?(?:H_?){{0,2}}{_NAME})
       | (?P<titled_pair>H_?C&H_?C(?![CI]))
       | (?P<titled_couple>H_?&H_?{_NAME})
       | (?P<name_office>(?:H_?{_NAME}|{_FULL_NAME}(?:&{_FULL_NAME})?),
             (?:[DdN]x{{0,3}})?(?:{_MOD}){{0,5}}{_OFFICE}(?![CIH]){_OF}?)
       | (?P<trade_pair>[gG](?:C|{_FULL_NAME})&{_FULL_NAME}|[gG]C&C(?![CI]))
       | (?P<titled>(?:H_?){{1,2}}{_NAME}(?:\([CPB]\))?)
       | (?P<pair>C&{_FULL_NAME})
       | (?P<bare>{_FULL_NAME})
       )""",
)
_COUNTED = rf"""
         (?P<of_us>q?D?N{{1,4}}f(?:u(?:[xpg]{{0,3}}[gG](?![gG]))?|[Dd](?:N|[xpCPBYyb]'?){{0,3}}[gGtT](?![gt])))
       | (?P<listed>[qDd]{{0,2}}N{{1,4}}(?:[xpobgCW]{{1,3}},){{1,3}}[xpobgCW]{{0,3}}&[xpobCW]{{1,4}}?[gG](?![gG]))
       | (?P<counted>[qDd]{{0,2}}N{{1,4}}(?:{_QUALIFIER}|&(?![DdN])){{0,6}}?[gGj](?![gG])
             (?:(?:,(?:{_QUALIFIER}){{0,3}}?[gG]){{0,4}},?&(?:{_QUALIFIER}){{0,3}}?[gG])?(?:{_OF})?)
       | (?P<team>[DdN]?(?:M|Ne)(?:{_QUALIFIER}|&){{0,6}}?[tTgGbB](?![btgG])(?:f[xpg&CP']{{1,6}}[gG]|F{_CAPS_TAIL})?)
       | (?P<several>q?N{{1,3}}(?:F[CWYP]{{1,3}}|fu|A(?![xpogtbC])))"""
COUNTED_GROUP: Final = _begun_by("qDdNM", f"(?={_COUNT_AHEAD})(?:{_COUNTED})")
GROUP: Final = re.compile(
    rf"""(?={_COUNT_AHEAD}|{_SIZED_AHEAD})(?:{_COUNTED}
       | (?P<sized>[Dd]?(?:{_QUALIFIER}){{0,5}}?[tT]fq?N{{1,4}}
             (?:(?:{_QUALIFIER}){{0,4}}?[gG](?:&(?:{_QUALIFIER}){{0,3}}?[gG])?)?)
       )""",
    re.VERBOSE,
)
SIZED: Final = re.compile("[tT]fq?N")
"""What a group called by its size ("a team of 20") can't do without; elsewhere :data:`COUNTED_GROUP` is enough."""
BODY: Final = re.compile(
    rf"""{_BODY_AHEAD}(?:
         (?P<company>(?:(?:{_CAP}_?)(?:'|&(?={_CAP}))?){{1,6}}(?:,?Z_?){{1,2}})
       | (?P<proper>[Dd]?(?:{_CAP}(?:'|_|,?&(?={_CAP})|k{{1,2}}(?=C))?){{0,6}}[BT](?![BTOogG])(?:f[Dd]?{_CAPS_TAIL})?
             |[Dd]?[BT]C{{1,3}}(?:f{_CAPS_TAIL})?)
       | (?P<common>[DdN]?(?:[CWY]'?){{0,3}}(?:[xpyotgbA]'?|&(?=[xp])){{0,4}}
             [bt](?![btgGoO])(?:{_OF}|[Fi]{_CAPS_TAIL})?(?:"[^"]{{1,6}}"|C{{1,2}}(?=[Sv.,]))?)
       | (?P<firm>(?:I_)?C{{1,2}}&C(?![CI]))
       )""",
    re.VERBOSE,
)
BELONGING: Final = re.compile(f"[gG]{_OF}")
OTHER: Final = re.compile(
    rf"""{_OTHER_AHEAD}(?:
         (?P<office>[DdN](?:{_ANY}){{0,5}}?(?:{_OFFICE}|j)(?!p{{0,2}}[oOgGbB]){_OF}?
             |(?<=')(?:{_ANY}){{0,4}}?{_OFFICE}(?!p{{0,2}}[oOgGbB]){_OF}?|P{{1,3}}O|OP{{1,3}})
       | (?P<people>[Dd]?(?:{_QUALIFIER}|(?<=x)&(?=x)){{0,4}}?[gG](?![gGtTbB])(?:{_OF}|F{_CAPS_TAIL})?)
       | (?P<place>[Dd]?Yf[CWY]{{1,3}}|(?:[CW]'?){{1,3}}Y(?![YBTOGPCf])
             |[Dd][xpA]{{0,2}}[yY](?:f[CWY]{{1,3}})?(?![ybtogpYBTOGPC]))
       | (?P<surname>[Dd]N?C(?![CBYTPGOIbtogy]))
       | (?P<proper>D(?:C[&']?){{2,4}}(?![BYTPGOIbtogy]))
       )""",
    re.VERBOSE,
)
