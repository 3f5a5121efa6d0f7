"""The words that tell a place name from a person's, an institution's or a plain word."""

from __future__ import annotations

import re


def word_set(listed: str) -> frozenset[str]:
    """The words of a string, parted by spaces."""
    return frozenset(listed.split())


UNITS = (
    "City|Town|Village|District|County|Prefecture|Province|Township|Municipality|Borough|Commune|Shire|Parish|"
    "Oblast|Raion|Voivodeship|Governorate|Island|Islands|Ward|Gun|Metropolitan City|Rural Municipality|"
    "Regional District|Regional Municipality|Special City|Nagar Panchayat|Subdistrict"
)
"""Kinds of place that follow a name and belong to its span ("Saijo City")."""

UNIT_TAILS = "gu|ku|gun|si|shi|ken|do|fu|to|cho|machi|mura|son|myeon|eup|ri|dong|shi|sheng|xian|qu"
"""Kinds of place joined to a name by a hyphen ("Gangnam-gu")."""

OF_UNITS = (
    "city|town|village|municipality|commune|district|county|province|prefecture|township|borough|parish|"
    "state|island|hamlet|community|suburb|port|region|shire|twin|canton|oblast|raion|ward|governorate|"
    "department|municipal district|rural municipality|regional district|"
    "cities|towns|villages|municipalities|communes|communities|districts|counties|provinces|prefectures"
)
"""Kinds of place that stand before "of" and a name ("the city of Bonn")."""

OFFICES = (
    "mayor|mayors|vice mayor|vice-mayor|deputy mayor|lord mayor|mayoress|provost|reeve|governor|vice governor|"
    "vice-governor|burgomaster|burgermeister|warden|premier|prefect|councillors|councilors|citizens|residents|"
    "people|inhabitants|children|council|twinners|students|delegates|representatives|officials|visitors|folk|"
    "streets|outskirts|centre|center|north|south|east|west|out|outside"
)
"""Who or what stands before "of" and a place."""

HONORIFICS = word_set(
    "mr mrs ms miss mx dr prof professor sir dame lord lady mayor mayoress president councillor councilor coun "
    "cllr ald alderman alderwoman deputy director chairman chairwoman chair chairperson principal governor "
    "premier minister secretary ambassador consul judge justice captain capt officer constable chief senator "
    "sen rep representative mp mla mpp king queen prince princess pope bishop archbishop father fr sister "
    "brother rev reverend pastor rabbi imam coach teacher superintendent sgt sergeant lt lieutenant col colonel "
    "general gen maj major commissioner reeve provost treasurer spokesman spokeswoman spokesperson manager "
    "engineer firefighter artist author editor student senior uncle aunt m mme monsieur madame herr frau don "
    "signor señor senor san chef conductor organiser organizer convenor convener"
)
"""Titles and offices that stand straight before a person's name."""

SPEECH = word_set(
    "said says told added adds wrote writes explained explains noted notes recalled recalls asked asks replied "
    "joked laughed smiled thanked stated commented announced remembers remembered believes thinks hopes grew "
    "who whose himself herself"
)
"""Words after a surname in a report of what somebody said."""

INSTITUTIONS = word_set(
    "university college school high elementary secondary middle primary junior academy institute polytechnic "
    "kindergarten club choir orchestra philharmonic symphony band ensemble chorus quartet hospital museum "
    "gallery library theatre theater airport station port harbour harbor stadium arena street avenue road "
    "boulevard drive lane square bridge tower wall park gardens garden hotel inn bank times post daily news "
    "herald tribune gazette star sun journal telegraph express chronicle citizen observer record review "
    "inc ltd corp corporation company co group fc united rovers city-fc saint-germain athletic rugby football "
    "hockey basketball baseball soccer judo karate swim tennis cricket bowls bowling chamber rotary lions "
    "services emergency rescue authority authorities system "
    "kiwanis legion scouts guides foundation society association committee commission trust league federation "
    "agreement accord protocol treaty declaration convention principles olympics games cup marathon festival "
    "expo fair carnival biennale church cathedral temple mosque shrine castle palace pavilion cathedral hall "
    "centre center conservatory conservatoire police fire press radio tv television medical dental public "
    "catholic lutheran methodist baptist community friendship sister twin twinning exchange international "
    "international-school technical vocational girls boys ladies women youth children industries airlines "
    "motors electric steel brewery winery zoo aquarium opera ballet dance theatre drama arts art"
)
"""Words after a place name that make it part of an institution's name."""

WORLD_REGIONS = frozenset(
    (
        "asia",
        "europe",
        "africa",
        "america",
        "oceania",
        "eurasia",
        "pacific",
        "atlantic",
        "asia pacific",
        "southeast asia",
    )
)
"""Parts of the world; small towns that are called so are never meant."""

CALENDAR = word_set("jan feb mar apr may jun jul aug sept sep oct nov dec mon tue wed thu fri sat sun")
"""Short names of months and days; small towns that are called so are hardly ever meant."""

MONTHS = word_set("march may august")
"""Names of months that are names of towns too."""

FUNCTION_WORDS = word_set("of or to as than")
"""Small towns that are called so are never meant, not even in capitals."""

NOT_NAMES = word_set(
    "a an the this that these those it its he she they we you i our your his her their my one two three four "
    "five six seven eight nine ten in on at by of for with from to and or but nor so if as then than when while "
    "where who what why how all any some no not yes more most many much few both each every other another such "
    "mayor council councillor councillors coun city town village district county province prefecture state "
    "municipality township sister twin friendship partner twinning exchange delegation delegations mission "
    "committee association society club board ministry department office government parliament assembly "
    "university college school academy high elementary secondary middle junior rotary lions kiwanis chamber "
    "commerce education health culture sport sports tourism trade foreign affairs january february march april "
    "may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec "
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun spring summer autumn "
    "winter fall christmas easter today yesterday tomorrow last next new year years day week month north south "
    "east west northern southern eastern western central former president director chairman secretary minister "
    "mr mrs ms miss dr prof sir photo photos image source by posted published updated share print email home "
    "news events contact about search menu members member students student visitors guests group groups team "
    "youth children young people women men police fire service hospital museum library festival games cup day "
    "agreement friendship friends peace park garden gardens street road avenue bridge river lake mount "
    "thanks welcome dear minutes agenda item report motion moved seconded carried god covid english french "
    "german japanese chinese korean italian spanish polish russian ukrainian american canadian british scottish "
    "irish welsh european asian african international national world united our honour honor canada japan china "
    "reuters ap afp cp xinhua kyodo yonhap tass dpa upi ansa internet web europe asia africa "
    "eur usd cad aud nzd gbp chf sek nok dkk pln jpy krw "
    "korea france germany italy spain poland england scotland wales ireland ukraine russia"
)
"""Capitalised words that no unknown place begins with."""

REGIONS: dict[str, tuple[str, str]] = {
    **{
        code: ("CA", name)
        for name, codes in {
            "British Columbia": "BC B.C.",
            "Ontario": "ON Ont. Ont",
            "Quebec": "QC Que. Que Qué.",
            "Alberta": "AB Alta. Alta",
            "Manitoba": "MB Man. Man",
            "Saskatchewan": "SK Sask. Sask",
            "Nova Scotia": "NS N.S.",
            "New Brunswick": "NB N.B.",
            "Newfoundland and Labrador": "NL N.L. Nfld. Nfld",
            "Prince Edward Island": "PE PEI P.E.I.",
            "Yukon": "YT",
            "Northwest Territories": "NT N.W.T. NWT",
            "Nunavut": "NU",
        }.items()
        for code in codes.split()
    },
    **{
        code: ("US", name)
        for name, codes in {
            "Alabama": "AL Ala.",
            "Alaska": "AK",
            "Arizona": "AZ Ariz.",
            "Arkansas": "AR Ark.",
            "California": "CA Calif.",
            "Colorado": "CO Colo.",
            "Connecticut": "CT Conn.",
            "Delaware": "DE Del.",
            "Florida": "FL Fla.",
            "Georgia": "GA Ga.",
            "Hawaii": "HI",
            "Idaho": "ID",
            "Illinois": "IL Ill.",
            "Indiana": "IN Ind.",
            "Iowa": "IA",
            "Kansas": "KS Kan.",
            "Kentucky": "KY Ky.",
            "Louisiana": "LA La.",
            "Maine": "ME",
            "Maryland": "MD Md.",
            "Massachusetts": "MA Mass.",
            "Michigan": "MI Mich.",
            "Minnesota": "MN Minn.",
            "Mississippi": "MS Miss.",
            "Missouri": "MO Mo.",
            "Montana": "MT Mont.",
            "Nebraska": "NE Neb.",
            "Nevada": "NV Nev.",
            "New Hampshire": "NH N.H.",
            "New Jersey": "NJ N.J.",
            "New Mexico": "NM N.M.",
            "New York": "NY N.Y.",
            "North Carolina": "NC N.C.",
            "North Dakota": "ND N.D.",
            "Ohio": "OH",
            "Oklahoma": "OK Okla.",
            "Oregon": "OR Ore.",
            "Pennsylvania": "PA Pa.",
            "Rhode Island": "RI R.I.",
            "South Carolina": "SC S.C.",
            "South Dakota": "SD S.D.",
            "Tennessee": "TN Tenn.",
            "Texas": "TX Tex.",
            "Utah": "UT",
            "Vermont": "VT Vt.",
            "Virginia": "VA Va.",
            "Washington": "WA Wash.",
            "West Virginia": "WV W.Va.",
            "Wisconsin": "WI Wis.",
            "Wyoming": "WY Wyo.",
            "District of Columbia": "DC D.C.",
        }.items()
        for code in codes.split()
    },
    **{
        code: ("AU", name)
        for name, codes in {
            "New South Wales": "NSW",
            "Queensland": "Qld QLD",
            "Victoria": "VIC Vic.",
            "Tasmania": "Tas. TAS",
        }.items()
        for code in codes.split()
    },
}
"""Short forms of states and provinces that stand after a town and a comma: country and unit."""

REGION_AFTER = re.compile(
    r",[ \t\u00a0]?[ \t\u00a0]?(?P<code>"
    + "|".join(re.escape(code) for code in sorted(REGIONS, key=len, reverse=True))
    + r")(?![\w])"
)
