"""Lexicons of goods: what is given, in what measure, in what currency, and the verbs of giving."""

from __future__ import annotations

from typing import Final

from twin_nlp.parse.people import word_set
from twin_nlp.parse.quantities import GROUP_WORDS, NUMBER_VALUES, SCALE_WORDS, word_value

GOODS: Final = word_set(
    """
    ambulance ambulances bus buses minibus minibuses van vans truck trucks lorry lorries tractor tractors trailer
    trailers pumper pumpers ladder ladders vehicle vehicles bicycle bicycles bike bikes motorcycle motorcycles scooter
    scooters excavator excavators digger diggers loader loaders compactor compactors bulldozer bulldozers forklift
    forklifts crane cranes boat boats lifeboat lifeboats drone drones tram trams engine engines tanker tankers
    bed beds wheelchair wheelchairs walker walkers frames crutches mattress mattresses blanket blankets tent tents
    stretcher stretchers cot cots pillow pillows quilts duvets desk desks chair chairs table tables bench benches
    blackboard blackboards whiteboard whiteboards shelves cupboards lockers furniture
    computer computers laptop laptops tablet tablets projector projectors printer printers photocopier photocopiers
    phones radios camera cameras telescope microscope microscopes
    book books textbook textbooks notebook notebooks slates pencils pens crayons readers dictionaries backpacks
    schoolbags satchels stationery toys toy balls uniforms uniform jerseys instruments keyboards
    machine machines oven ovens refrigerator refrigerators fridge fridges freezer freezers stove stoves heater heaters
    washer washers dryer kitchen mill mills plough ploughs
    tank tanks bin bins lamp lamps lantern lanterns lights streetlights streetlamps panel panels battery batteries
    generator generators
    pump pumps hose hoses helmet helmets gear apparatus equipment extinguishers boots jackets vests tools tool
    chainsaw chainsaws shovels tarpaulins tarps filters purifiers pipes
    mask masks facemasks respirator respirators gown gowns glove gloves shield shields goggles coverall coveralls
    suits overalls sanitizer sanitiser sanitizers disinfectant thermometer thermometers kit kits ventilator
    ventilators oxygen concentrator concentrators monitor monitors syringe syringes bandage bandages dressing
    dressings medicine medicines medicaments medication medications drugs vaccine vaccines vitamins defibrillator
    defibrillators incubator incubators scanner scanners ultrasound x-ray prostheses tourniquets ppe
    food foodstuffs rice flour maize grain beans groceries preserves milk formula cereals noodles biscuits
    clothes clothing shoes socks underwear sweaters coats trousers garments diapers nappies briefs pads soap
    detergent powder shampoo toothbrushes toothpaste sheets towels linen linens bedding bags toiletries
    seeds seedlings fertiliser fertilizer livestock cows goats heifers chickens beehives hives
    supplies materials material parcels packages hampers goods items articles aid pumps devices appliances
    """
)
"""Heads of noun phrases for useful goods, as written in lower case."""

VEHICLES_AND_MACHINES: Final = word_set(
    "ambulance bus minibus van truck lorry tractor trailer pumper ladder vehicle excavator loader compactor bulldozer "
    "forklift crane boat lifeboat tram engine tanker generator pump tank kitchen mill oven refrigerator freezer "
    "incubator ventilator defibrillator ultrasound scanner telescope heater stove computer wheelchair projector "
    "printer machine container"
)
"""Goods that are given one at a time, with "a" or "the" or no number."""

EMERGENCY: Final = word_set("ambulance ambulances pumper engine engines truck trucks")
"""Goods that are worth a look anywhere in a text that tells of giving."""

BULK: Final = word_set(
    "supplies equipment materials masks respirators gowns gloves shields goggles coveralls sanitizer sanitiser "
    "thermometers kits ventilators generators blankets mattresses tents bedding clothes clothing shoes food rice flour "
    "medicine medicines medicaments medication medications drugs vaccines bandages dressings toys books textbooks "
    "notebooks furniture computers laptops beds wheelchairs ambulances trucks buses vehicles panels bags tools helmets "
    "gear apparatus aid ppe toiletries diapers hose hoses bicycles parcels machines foodstuffs underwear stationery "
    "pumps boots uniforms disinfectant lamps"
)
"""Goods that are given without a number."""

BULK_NEEDS_WORD: Final = word_set(
    "supplies equipment materials panels bags aid machines gear apparatus kits shields tools"
)
"""Bulk goods that say nothing without a word before them ("medical supplies")."""

KINDS_IN_ING: Final = word_set(
    "dressing washing building sewing sleeping testing training hearing breathing heating reading writing teaching "
    "learning cleaning fishing cooking drinking camping firefighting lighting bedding clothing printing "
    "knitting farming"
)
"""Words in -ing that name a kind of goods; others are verbs whose object the goods are."""

GIVING: Final = word_set(
    """
    donate donates donated donating donation donations donor gave give gives given giving gift gifts gifted send sends
    sent sending ship ships shipped shipping shipment shipments hand hands handed handing deliver delivers delivered
    delivery deliveries present presented presents receive receives received receiving collect collects collected
    collecting raise raises raised raising contribute contributes contributed contribution contributions provide
    provides provided supply supplied supplying mailed transferred transfer transfers dispatched bring brings brought
    aid relief pledge pledged pledges bought container convoy grant granted granting unpacked aboard cargo transport
    transports wired wire courtesy distributed turned help helped assist assisted drove surplus loaded cartons
    boxes fundraiser fundraising proceeds arrived humanitarian allocate allocated
    """
)
"""Words of giving and carrying: near one of them a counted noun can be goods."""

UNITS: Final = {
    word: unit
    for unit, words in {
        "kg": "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
        "g": "grams gram",
        "tonne": "tonne tonnes ton tons",
        "lb": "lb lbs pounds pound",
        "litre": "litre litres liter liters",
        "gallon": "gallon gallons",
        "m": "m metre metres meter meters",
        "set": "set sets",
        "pair": "pair pairs",
        "box": "box boxes",
        "case": "case cases",
        "carton": "carton cartons",
        "crate": "crate crates",
        "pallet": "pallet pallets",
        "sack": "sack sacks",
        "bag": "bag bags",
        "pack": "pack packs",
        "packet": "packet packets",
        "package": "package packages",
        "parcel": "parcel parcels",
        "bottle": "bottle bottles",
        "can": "can cans",
        "tin": "tin tins",
        "jar": "jar jars",
        "roll": "roll rolls",
        "sheet": "sheet sheets",
        "piece": "piece pieces",
        "bundle": "bundle bundles",
        "container": "container containers",
        "truckload": "truckload truckloads lorryload lorryloads",
        "barrel": "barrel barrels",
        "unit": "unit units",
        "bale": "bale bales",
        "tray": "tray trays",
        "copy": "copy copies",
        "item": "item items",
        "dose": "dose doses",
        "batch": "batch batches",
    }.items()
    for word in words.split()
}
"""Measure words, each with its singular."""

CURRENCY_SIGNS: Final = {
    "$": "$", "£": "GBP", "€": "EUR", "¥": "JPY", "￥": "JPY", "₩": "KRW", "₹": "INR", "₴": "UAH", "₱": "PHP",
    "₫": "VND", "฿": "THB", "₺": "TRY", "₪": "ILS", "₽": "RUB", "₦": "NGN",
}  # fmt: skip

DOLLAR_PREFIXES: Final = {
    "us": "USD", "u.s": "USD", "usd": "USD", "c": "CAD", "ca": "CAD", "can": "CAD", "cdn": "CAD", "cad": "CAD",
    "a": "AUD", "au": "AUD", "aud": "AUD", "aus": "AUD", "nz": "NZD", "nzd": "NZD", "hk": "HKD", "hkd": "HKD",
    "nt": "TWD", "ntd": "TWD", "s": "SGD", "sgd": "SGD", "fj": "FJD", "r": "BRL", "mx": "MXN",
}  # fmt: skip
"""What stands right before a dollar sign, with the ISO 4217 code."""

CURRENCY_CODES: Final = {
    "usd": "USD", "cad": "CAD", "aud": "AUD", "nzd": "NZD", "eur": "EUR", "gbp": "GBP", "jpy": "JPY", "rmb": "CNY",
    "cny": "CNY", "krw": "KRW", "rs": "INR", "inr": "INR", "npr": "NPR", "pln": "PLN", "uah": "UAH", "sek": "SEK",
    "nok": "NOK", "dkk": "DKK", "chf": "CHF", "kes": "KES", "ksh": "KES", "ugx": "UGX", "php": "PHP", "twd": "TWD",
    "hkd": "HKD", "mxn": "MXN", "brl": "BRL", "zar": "ZAR", "thb": "THB", "vnd": "VND", "czk": "CZK", "huf": "HUF",
    "fcfa": "XOF", "cfa": "XOF",
}  # fmt: skip

CURRENCY_WORDS: Final = {
    "dollars": "$", "dollar": "$", "bucks": "$", "euros": "EUR", "euro": "EUR", "pounds": "GBP", "yen": "JPY",
    "yuan": "CNY", "renminbi": "CNY", "won": "KRW", "kroner": "NOK", "kronor": "SEK", "krona": "SEK", "krone": "NOK",
    "zlotys": "PLN", "zloty": "PLN", "złotys": "PLN", "złoty": "PLN", "złotych": "PLN", "hryvnias": "UAH",
    "hryvnia": "UAH", "hryvnas": "UAH", "rupees": "INR", "pesos": "MXN", "francs": "CHF", "shillings": "KES",
    "forints": "HUF", "forint": "HUF", "crowns": "CZK", "koruna": "CZK", "reais": "BRL", "baht": "THB", "dong": "VND",
    "ringgit": "MYR", "rupiah": "IDR", "rand": "ZAR", "lira": "TRY", "liras": "TRY", "rubles": "RUB", "roubles": "RUB",
    "kwacha": "ZMW", "cedis": "GHS", "naira": "NGN", "dirhams": "MAD", "lei": "RON", "leva": "BGN", "shekels": "ILS",
} | {word: code for word, code in CURRENCY_CODES.items() if word != "rs"}  # fmt: skip

DOLLAR_PEOPLES: Final = {
    "us": "USD", "u.s": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD", "taiwan": "TWD",
    "taiwanese": "TWD", "singapore": "SGD", "zealand": "NZD", "kong": "HKD", "hong": "HKD", "new": "NZD",
}  # fmt: skip
"""Words before "dollars" with the ISO 4217 code."""

HOME_OF_SIGN: Final = {
    "$": (
        ("CAD", ("Canada", "Canadian", "Ontario", "Alberta", "British Columbia", "Québec", "Quebec", "Manitoba")),
        ("AUD", ("Australia", "Australian", "Queensland", "New South Wales")),
        ("NZD", ("New Zealand",)),
        ("USD", ("US$", "U.S. dollar", "US dollar", "USD", "American", "United States", "U.S.")),
    ),
    "JPY": (("JPY", ("Japan", "yen")), ("CNY", ("China", "Chinese", "yuan"))),
    "INR": (("INR", ("India",)), ("NPR", ("Nepal",))),
    "NOK": (("NOK", ("Norw",)), ("DKK", ("Denmark", "Danish"))),
    "MXN": (("MXN", ("Mexic",)), ("PHP", ("Philippin", "Manila"))),
}
"""Currencies that share a sign or name, each with words of the text that tell whose it is."""

NOT_GOODS: Final = word_set(
    """
    years year months month weeks week days day hours hour minutes times time nights night o'clock am pm percent per
    cent km kilometres kilometers miles metres meters feet acres hectares degrees votes points goals places cities
    towns villages countries provinces states municipalities districts nations homes houses households stores shops
    meetings visits trips tours events games matches sessions concerts classes courses languages letters emails
    agreements memorandums documents signatures projects programmes programs areas fields sites stages rooms flights
    seats cases deaths infections patients copies occasions categories pages words names stops routes steps rounds
    births inhabitants sister twin friendship partner relationships ties recipients donors
    donations opportunities speeches
    sides parties thirds percentages spaces
    """
)
"""Counted nouns that are never goods, whatever verb stands near them."""

# Marks of the string that goods are looked for in.
#   . sentence end   v word of giving   g vehicle, machine or goods in bulk   V both   o other goods   c currency
#   n number   a "a"   A "an"   h half   s what they stand before: hundred, dozen   x any other
_MARKS: Final = (
    dict.fromkeys(filter(str.isascii, NUMBER_VALUES), "n")
    | dict.fromkeys(GOODS, "o")
    | dict.fromkeys(BULK | VEHICLES_AND_MACHINES, "g")
    | dict.fromkeys(GIVING, "v")
    | dict.fromkeys(GIVING & (BULK | VEHICLES_AND_MACHINES), "V")
    | dict.fromkeys([*CURRENCY_SIGNS, *CURRENCY_CODES, *CURRENCY_WORDS], "c")
    | dict.fromkeys(SCALE_WORDS | GROUP_WORDS, "s")
    | dict.fromkeys(".!?\n;", ".")
    | {"a": "a", "an": "A", "half": "h"}
)


def mark_of(word: str) -> str:
    """The mark of a word in lower case."""
    mark = _MARKS.get(word)
    if mark is None:
        mark = "n" if "0" <= word < ":" and word_value(word) is not None else "x"
    return mark
