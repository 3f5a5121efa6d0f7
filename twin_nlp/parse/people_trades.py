"""Lexicons of trades, kin, firms and institutions: common nouns for someone, or for a body, that takes part."""

from __future__ import annotations

import re
from typing import Final

from twin_nlp.labels import Role
from twin_nlp.parse import people
from twin_nlp.parse.people import word_set

_VOWELS = "aeiou"
_IRREGULAR = {
    "man": "men",
    "woman": "women",
    "person": "people",
    "child": "children",
    "staff": "staff",
    "folk": "folk",
    "wife": "wives",
}


def plural(noun: str) -> str:
    """The regular plural of an English noun, or that of its irregular last part ("oarsman")."""
    for one, many in _IRREGULAR.items():
        if noun.endswith(one):
            return noun[: -len(one)] + many
    if noun.endswith("y") and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _roles(table: dict[Role, str]) -> dict[str, Role]:
    return {word: role for role, words in table.items() for word in words.split()}


TRADES: Final = _roles(
    {
        "official": """
        secretary-general vice-magistrate prefect burgess assessor magistrate syndic legislator statesman chieftain
        """,
        "civil servant": """
        ranger fireman forester surveyor mechanic technician technologist caretaker translator harbourmaster
        cadre functionary bureaucrat auditor adviser advisor attaché detective policeman policewoman medic
        aide attendant lifeguard custodian cao gm edo supervisor executive secretary-treasurer
        """,
        "teacher": """
        schoolteacher schoolmaster schoolmistress pedagogue trainer academic scholar researcher scientist
        """,
        "student": "schoolboy schoolgirl teenager youngster boarder learner camper graduate undergraduate intern cadet",
        "artist": """
        actor actress fiddler piper bagpiper cellist guitarist organist flautist trumpeter accordionist soprano tenor
        baritone alto chorister puppeteer juggler acrobat clown storyteller writer author novelist playwright engraver
        calligrapher illustrator ceramicist glassblower woodcarver lacemaker quilter embroiderer dyer printmaker
        muralist designer craftsman craftswoman artisan goldsmith silversmith blacksmith stonemason performer
        filmmaker dramatist entertainer busker
        """,
        "athlete": """
        footballer skater skier gymnast rower paddler canoeist wrestler boxer judoka fencer golfer bowler curler archer
        sailor jockey climber oarsman ballplayer sportsman sportswoman racer batsman teammate trainer referee
        hockeyist
        """,
        "business": """
        wholesaler retailer supplier dealer distributor haulier hauler carrier shipper packer processor manufacturer
        maker builder producer vendor buyer seller broker agent banker innkeeper restaurateur grocer jeweller
        jeweler miller roaster publisher bookseller stallholder exhibitor contractor subcontractor developer
        auctioneer chandler forwarder nurseryman cheesemaker vintner beekeeper breeder rancher dairyman florist
        pharmacist optician recycler industrialist operator purchaser harvester caterer tradesman craftsperson
        storekeeper shipbuilder boatbuilder fishmonger confectioner upholsterer metalworker businessperson
        """,
        "citizen": """
        accountant lawyer solicitor notary editor surgeon dentist midwife carer veterinarian nun chaplain
        counterpart master undersigned bishop rabbi deacon pensioner retiree widow villager parishioner neighbour
        neighbor donor sponsor carpenter joiner roofer mason bricklayer welder electrician plumber tailor seamstress
        cook chef pilot fisherman porter gardener amateur enthusiast companion hostess colleague elder rotarian
        quaker veteran benefactor emigrant expatriate hiker walker traveller traveler delegate representative
        participant householder homeowner resident citizen stagehand helper patient physicist chemist archivist
        kinsman relative knitter embroideress sewer
        """,
    }
)
"""Trades, callings and kin in the singular, with the role that they tell by themselves."""

SURNAMES_TOO: Final = word_set("""
    cook baker butcher carpenter mason weaver potter miller tailor porter archer brewer carver drummer painter
    singer farmer gardener sailor bishop deacon abbot joiner bowler boxer piper fiddler forester ranger elder
    walker hunter page skipper driver dyer carrier packer banker sewer
    """)
"""Trades that are surnames when they are capitalised."""

FIRMS: Final = word_set("""
    shop store mill brewery distillery winery bakery dairy creamery factory foundry sawmill workshop firm airline
    supermarket hotel guesthouse inn restaurant café cafe pub bank bookshop estate vineyard ranch fishery cannery
    packhouse tannery pottery business enterprise manufacturer wholesaler start-up startup farm shipyard yard
    butchery grocery
    """)
"""Kinds of firm, singular."""

INSTITUTIONS: Final = word_set("""
    orphanage asylum polyclinic crèche creche hostel mosque corps troop lodge chapter branch fund headquarters
    administration directorate junta câmara camara prefeitura alcaldía alcaldia ayuntamiento concejo comune giunta
    gmina mairie rathaus kommune heimatverein freundeskreis förderverein asociación sociedad sociedade fundación
    fundação cooperativa co-op coop roundtable partnership utility waterworks collective synod convent abbey
    studio hall home pta pto npo ngo campus faculty presbytery obec úřad intendencia intendance
    comarca guildhall chamber archive legion ymca ywca conservatory lyceum colegio escuela liceu lycee
    stadtverwaltung stadtkapelle musikverein gruppo associazione associação association společnost
    """)
"""Kinds of institution and of municipal body, singular."""

_SEVERAL = word_set("""
    hospital church committee commission foundation federation league institute institution guild chamber board
    museum gallery library academy clinic parish temple embassy agency department office bureau ministry brigade
    division trust cooperative co-operative nursery station neighbourhood charity network ward centre center
    """)
"""Bodies of :data:`twin_nlp.parse.people.BODIES` that are met in the plural."""

OFFICES: Final = TRADES | people.OFFICES
"""What a person can be called by office or trade, lower case, with the role it tells by itself."""

_ORGANISATION: Final[Role] = "organisation"
_BUSINESS: Final[Role] = "business"
_CITIZEN: Final[Role] = "citizen"

BODIES: Final = dict.fromkeys(INSTITUTIONS, _ORGANISATION) | dict.fromkeys(FIRMS, _BUSINESS) | people.BODIES
"""Singular nouns for a body that can act, with the role that the corpus gives them."""

PEOPLE: Final[dict[str, Role]] = (
    dict.fromkeys(map(plural, INSTITUTIONS | _SEVERAL), _ORGANISATION)
    | dict.fromkeys(map(plural, FIRMS), _BUSINESS)
    | {plural(word): role for word, role in people.OFFICES.items() if len(word) > 5 and not word.endswith("s")}
    | {plural(word): role for word, role in TRADES.items()}
    | dict.fromkeys(word_set("mums moms dads grandparents siblings brothers cousins lads heads"), _CITIZEN)
    | people.PEOPLE
)
"""Nouns for several people or bodies that can be a participant."""

_PERSON_ENDING = re.compile(
    r"(?:[a-z]{2,}(?:maker|keeper|builder|grower|worker|player|holder|dealer|seller|driver|singer|dancer|teacher|"
    r"leader|owner|smith|monger|wright|farmer|blower|layer|fitter|swimmer|rider|runner|painter|carver|weaver)"
    r"|[a-z]{4,}(?:ologist|ographer|ician|eteer|ioneer|ographist|onist|arist|inist|alist))"
)
_PEOPLE_ENDING = re.compile(r"[a-z]{3,}(?:ers|ors|ists|ians|eers|smen|women|ees)")
_NOT_PEOPLE = word_set("""
    accelerators adapters ancestors answers assists banners barriers batters beavers beers binders bladders blazers
    blenders blunders boilers boosters borders boulders brothers buffers bulldozers burgers burners butters
    calculators careers carriers centers centimeters chambers changeovers chapters characters chargers charters
    checklists cheers choppers clusters clutters coasters coffees colors committees computers concentrators
    considers consists containers cookers corners corridors counters covers crackers crossovers cruisers cylinders
    dangers daughters deers defibrillators degrees delivers detectors differs dinners disasters discovers drawers
    driers dryers elevators encounters enters errors escalators excavators exists factors fathers favors feeders
    fenders filters fingers fists floors flowers folders freezers gangsters gathers genders generators guarantees
    gutters hammers hamsters handovers hangers harbors harvesters headquarters heaters honors hoppers incubators
    indicators indoors insists jitters jubilees jumpers kilometers labors ladders layers ledgers leftovers lenders
    letters listeners lists liters litters loaders lockers lowers makeovers manners masters matters members meters
    mirrors mists mixers monitors monsters mothers motors mowers neighbors newsletters numbers offers onlookers
    orders others outdoors oximeters oysters papers parameters passers peers peppers persists piers pioneers
    planters pointers posters powers prayers prefers printers projectors pullovers pumpers quarters quivers
    radiators rafters razors reactors readers recovers refers refrigerators registers remembers reporters resists
    respirators rivers rollers rollovers routers rumors sanitisers sanitizers scanners scooters sectors seeders
    semesters sensors shelters shoulders showers shutters sisters sleepovers slippers sneakers speakers spectators
    sprayers starters steamers stickers stoppers strangers stretchers suffers summers sweaters tankers tempers
    tenders tensors terriers terrors theaters thermometers thunders timbers toasters toffees tourists towers
    tractors trailers transfers transformers trawlers triggers trimesters trousers turnovers tutors tweeters twists
    twitters udders ulsters vapors vectors ventilators viewers vouchers wanders washers watchers waters wheelers
    winters wonders wrists zippers
    """)


_HOMES = word_set("nursing care welfare old seniors senior children's elderly convalescent retirement home")
_HALLS = word_set("city town village county municipal parish community")


def is_body(noun: str, before: str) -> bool:
    """Whether a noun of :data:`BODIES` after the lower-case word ``before`` is one: a town hall, no music hall."""
    return before in _HALLS if noun == "hall" else before in _HOMES or before.endswith("'s") if noun == "home" else True


def singular_trade(word: str) -> bool:
    """Whether a lower-case noun ends as those of trades do ("glassblower")."""
    return _PERSON_ENDING.fullmatch(word) is not None


def plural_people(word: str) -> bool:
    """Whether a lower-case noun ends as those for several people do ("canoeists")."""
    return _PEOPLE_ENDING.fullmatch(word) is not None and word not in _NOT_PEOPLE
