"""Lexicons of people and bodies: what a word can be in the name of a participant, and the role it tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from twin_nlp.labels import Role


def word_set(words: str) -> frozenset[str]:
    """The words of a lexicon written as one string."""
    return frozenset(words.split())


def _roles(table: Mapping[Role, str]) -> dict[str, Role]:
    return {word: role for role, words in table.items() for word in words.split()}


OFFICES: Final = _roles(
    {
        "official": """
        mayor mayoress provost reeve warden alderman alderwoman alderperson councillor councilor coun cllr
        councilman councilwoman councilmember councilmembers selectman selectwoman selectmen commissioner
        commissioners premier governor lieutenant-governor vice-governor vice-mayor ex-mayor minister
        ambassador
        consul consul-general vice-consul senator senators mp mla mpp mna mep mps mlas congressman
        congresswoman
        lawmaker lawmakers legislator legislators magistrate burgomaster bürgermeister bürgermeisterin
        oberbürgermeister oberbürgermeisterin burmistrz starosta wójt maire adjoint adjointe alcalde alcaldesa
        intendente prefeito prefeita presidente sindaco sindaca borgmester ordfører borgermester cathaoirleach
        assemblyman assemblywoman assemblymember politician politicians mayors councillors councilors aldermen
        governors ministers ambassadors officials official dignitaries dignitary deputies speaker
        party-secretary
        councilmen envoy envoys leaders vice-mayors vice-minister counsellor
        """,
        "civil servant": """
        director director-general directors manager managers administrator clerk clerks officer officers chief
        superintendent engineer engineers planner planners inspector inspectors archivist
        foreman paramedic paramedics firefighter firefighters fireman firemen policeman policewoman policemen
        constable sheriff captain lieutenant lt sergeant sgt comptroller registrar
        commissioner-general undersecretary permanent-secretary horticulturist bookkeeper vice-director
        vice-chief employee employees staff staffer staffers librarian librarians
        """,
        "teacher": """
        teacher teachers headteacher headmaster headmistress principal vice-principal principals professor
        lecturer instructor rector dean educator educators tutor
        """,
        "business": """
        ceo cfo entrepreneur owner owners businessman businesswoman businessmen hotelier grower growers farmer
        farmers exporter importer investor brewer winemaker toolmaker shopkeeper chairlady
        merchant trader proprietor butcher baker landlord
        """,
        "athlete": "coach player athlete runner cyclist swimmer goalkeeper skipper coaches",
        "artist": """
        artist artists painter sculptor musician conductor choirmaster dancer singer composer potter poet
        choreographer photographer weaver carver drummer violinist pianist curator bandleader
        """,
        "student": "student pupil sophomore apprentice trainee scout",
        "citizen": """
        president vice-president chair chairman chairwoman chairperson vice-chair vice-chairman secretary
        treasurer organiser organizer coordinator co-ordinator founder volunteer member resident spokesman
        spokeswoman spokesperson chaperone physician doctor nurse pastor priest vicar imam co-chair head
        leader interpreter guide driver historian co-founder convener convenor chancellor patron
        """,
    }
)
"""What a person can be called by office or trade, lower case, with the role it tells by itself."""

ABBREVIATED: Final = word_set(
    "mr mrs ms dr fr prof rev hon sr st coun cllr lt sgt capt gov sen rep supt insp col gen maj m mme "
    "mlle messrs ald cr ing arch lic eng engr mag asst "
    "pres sec dir co inc ltd corp bros jr dept assoc no"
)

HONORIFICS: Final = word_set(
    "mr mrs ms miss mx dr fr prof sir dame lord lady rev reverend father sister brother hon honourable "
    "honorable mme "
    "mlle madame monsieur m frau herr don doña sra sr señor señora signor signora sri shri smt dato "
    "datuk tan haji "
    "sheikh cr ald ing arch lic eng engr mag madam profesora daw capt col gen maj messrs "
    "mister pan pani pastor uncle aunty"
)

DEPUTIES: Final = word_set(
    """
    deputy vice acting former then honorary assistant associate executive senior junior municipal
    provincial civic general managing interim outgoing incoming current first second third ex elected
    appointed chief head lead past host founding local regional town city county district village
    township prefectural federal state national fire police parks works transport utilities economic
    public education tourism school battalion board chamber committee club association consortium
    society group section department bureau division office council community services environment
    health finance planning culture sports youth agriculture company firm museum library hospital
    university college high primary middle secondary art music choir band english japanese team
    international relations affairs foreign trade development technical sales union cooperative
    federation delegation project programme program twinning parish ward co opposition right own
    honourable administrative communal marketing agricultural commercial environmental social urban industrial
    """
)
"""Words that stand before an office and belong to it ("deputy", "fire", "council")."""

PEOPLE: Final = _roles(
    {
        "student": """
        students pupils youths youth youngsters teenagers teens children kids schoolchildren schoolgirls
        schoolboys
        sophomores juniors freshmen seniors graders schoolers scouts cadets apprentices
        trainees
        leavers undergraduates graduates interns classmates delegates adolescents boys girls teenagers
        """,
        "teacher": "teachers educators headteachers principals professors instructors lecturers tutors",
        "athlete": """
        athletes players footballers runners cyclists riders swimmers skaters gymnasts golfers rowers
        curlers bowlers
        wrestlers judoka judokas rinks u10s u11s u12s u13s u14s u15s u16s u17s u18s skiers boxers archers
        paddlers teams pairs
        """,
        "artist": """
        artists dancers musicians singers drummers painters potters weavers carvers sculptors choristers
        actors
        performers ringers calligraphers poets photographers violins voices composers pipers craftsmen
        artisans
        craftspeople acrobats puppeteers fiddlers choirs orchestras bands masters musicians aunties writers
        """,
        "business": """
        companies firms enterprises businesses businessmen businesswomen businesspeople entrepreneurs
        exporters
        importers investors traders merchants wholesalers retailers growers farmers producers processors
        manufacturers makers hoteliers agents agencies exhibitors wineries farms stallholders landlords
        toolmakers
        brewers winemakers vendors buyers purchasers distributors executives shopkeepers owners sellers
        operators
        startups start-ups jewellers grocers bakers butchers cooperatives restaurants breweries
        restaurateurs fishermen industrialists
        """,
        "civil servant": """
        employees staff officers engineers firefighters firemen policemen police inspectors
        administrators planners
        technicians paramedics gardeners librarians bookkeepers servants clerks specialists experts

        animators escort escorts workers staffers secretaries directors managers
        colleagues crew
        crews nurses doctors medics bomberos pompiers
        """,
        "official": """
        officials councillors councilors mayors aldermen deputies dignitaries governors ministers politicians
        legislators lawmakers ambassadors representatives commissioners leaders senators councilmembers
        """,
        "citizen": """
        members residents citizens people persons adults families volunteers friends visitors guests
        spouses wives lads households
        husbands parents seniors women men ladies gentlemen chaperones participants pensioners walkers
        inhabitants helpers townspeople villagers neighbours neighbors couples drivers
        travellers
        travelers parishioners enthusiasts retirees veterans refugees supporters pilgrims well-wishers
        daughters sons mothers fathers elders folk twinners interpreters holidaymakers
        coaches
        """,
        "organisation": """
        clubs associations organisations organizations schools kindergartens societies committees groups
        universities colleges hospitals charities congregations communes municipalities councils
        """,
    }
)
"""Nouns for several people (or bodies) that a count or a qualifier turns into a participant."""

SAME_KIND: Final = word_set("lady ladies gentleman gentlemen man men woman women girl girls boy boys")
"""Nouns of sex or age, added up across "and" into one group ("seven gentlemen and one lady")."""

TEAMS: Final[Mapping[str, Role]] = _roles(
    {
        "official": "delegation delegations mission party contingent",
        "civil servant": "crew",
        "student": "class crowd cohort",
        "artist": """
        choir chorus orchestra band ensemble troupe ballet quartet quintet trio philharmonic symphony chorale
        choirs
        """,
        "athlete": "squad",
        "citizen": "group team family",
        "organisation": "circle",
    }
)
"""Singular nouns for a travelling or performing group of people."""

TEAM_CUES: Final[tuple[tuple[Role, frozenset[str]], ...]] = (
    (
        "student",
        word_set(
            "student students pupil pupils youth youths school schools children teen teenage junior girls boys "
            "scout "
            "schoolchildren"
        ),
    ),
    (
        "artist",
        word_set(
            "dance dancers drumming drum folk music musical choir theatre art arts cultural artists opera "
            "acrobatic "
            "ballet pipe brass jazz singing performance performing"
        ),
    ),
    (
        "athlete",
        word_set(
            "football soccer hockey baseball basketball rugby sports sport floorball tennis running cycling "
            "judo karate "
            "volleyball swimming curling golf softball athletic"
        ),
    ),
    (
        "business",
        word_set(
            "business trade economic commercial investment industry industrial enterprise company companies "
            "exporters "
            "growers makers chamber mission entrepreneurs tourism goods firms buyers farm agricultural"
        ),
    ),
    (
        "official",
        word_set("government official officials council municipal parliamentary mayor mayoral goodwill"),
    ),
    (
        "civil servant",
        word_set(
            "study technical training engineers fire police medical rescue survey inspection administrative "
            "staff "
            "works department bureau section"
        ),
    ),
    ("citizen", word_set("citizens citizen residents volunteers families")),
    (
        "organisation",
        word_set("women women's friends friends' sewing pensioners support friendship twinning club parents"),
    ),
)
"""Words beside a delegation, group or team that tell who goes."""

BODIES: Final = _roles(
    {
        "official": "council councils assembly legislature parliament senate cabinet",
        "organisation": """
        association associations society committee commission club foundation federation league
        institute institution
        union consortium guild fellowship circolo chamber board forum network alliance centre center
        museum gallery
        library university college school academy kindergarten lycée gymnasium hospital clinic church
        parish diocese
        congregation secretariat consulate embassy agency authority trust charity comité verein
        partnerschaftsverein
        lions rotary kiwanis ymca legion organisation organization bureau office ministry secretariat
        municipality
        executive government grouping corporation rotaract commune gemeinde
        cooperative co-operative
        fire-service brigade works section division theatre theater magistracy polytechnic seminary
        monastery temple mosque synagogue
        """,
        "civil servant": "department dept service police unit",
        "business": "company",
    }
)
"""Singular nouns for a body that can act, with the role that the corpus gives them."""

COMPANY_SUFFIXES: Final = word_set(
    "inc ltd limited corp co llc plc gmbh jsc kg ag sa srl spa pty bhd nv oy ab llp holdings ltda"
)

PLACE_KINDS: Final = word_set(
    "city town village township county district prefecture province municipality borough region state "
    "commune "
    "metropolis metropolitan island shire canton ward"
)

NOT_PERSON: Final = word_set(
    "park street st. road avenue lane river lake mount mountain island bay harbour harbor beach valley "
    "hill hills "
    "bridge airport station hall centre center house hotel garden gardens school university college "
    "hospital church "
    "temple museum theatre theater kong square plaza market festival fair days day week year games cup "
    "tournament "
    "agreement memorandum memo declaration charter award prize fund trust north south east west "
    "northern southern "
    "eastern western central upper lower new old great san santa los las saint ste port fort cape city "
    "town county "
    "province prefecture district region republic kingdom states union council committee association "
    "society club "
    "chamber department bureau office ministry board commission company inc ltd corp news press times "
    "post daily "
    "herald gazette journal review tribune radio tv press covid covid-19 earthquake tsunami olympics "
    "games war world "
    "international national federal royal public sister twin cities towns friendship exchange program "
    "programme "
    "project cross night photo page email facebook twitter video website grade level phase photos"
)
"""Words that a person's name doesn't hold."""

SURNAME_NOUNS: Final = word_set(
    "park hill hills hall church street lane day west north young garden war page prize bridge rivers "
    "lake fields house "
    "mills waters banks forest woods stone marsh moore new old great temple bay beach market king royal "
    "cross night"
)
"""Words of :data:`NOT_PERSON` that are surnames when an office or a title stands before them."""

PLACES: Final = word_set(
    "canada china japan korea france germany italy spain portugal poland ukraine russia england "
    "scotland wales "
    "ireland britain uk usa u.s us america mexico brazil argentina chile peru colombia cuba india nepal "
    "pakistan "
    "bangladesh vietnam thailand malaysia indonesia philippines taiwan singapore australia zealand "
    "kenya uganda "
    "tanzania ghana nigeria senegal mali ethiopia zambia rwanda morocco egypt israel palestine turkey "
    "greece romania "
    "bulgaria hungary austria switzerland belgium netherlands denmark sweden norway finland iceland "
    "estonia latvia "
    "lithuania belarus moldova serbia croatia slovenia slovakia bosnia macedonia kosovo albania czechia "
    "ontario "
    "quebec québec alberta manitoba saskatchewan columbia nunavut yukon labrador newfoundland scotia "
    "brunswick europe "
    "asia africa beijing shanghai tokyo seoul london paris berlin moscow kyiv toronto vancouver "
    "montreal ottawa "
    "california texas florida oregon ohio michigan illinois hokkaido guangdong jiangsu zhejiang shandong "
    "hebei hunan hubei henan sichuan hainan fujian anhui yunnan guangxi gyeonggi"
)

NATIONALITIES: Final = word_set(
    "canadian canadians chinese japanese korean koreans french german germans italian italians spanish "
    "portuguese "
    "polish ukrainian ukrainians russian russians english scottish welsh irish british american "
    "americans mexican "
    "mexicans brazilian indian nepali vietnamese thai malaysian indonesian filipino taiwanese "
    "australian kenyan "
    "ugandan ghanaian african european asian israeli turkish greek romanian bulgarian hungarian "
    "austrian swiss belgian "
    "dutch danish swedish norwegian finnish nordic breton slovenian croatian serbian macedonian latin"
)

SPEECH: Final = word_set(
    "said says told tells explained explains added adds wrote writes noted notes stated states "
    "expressed recalled "
    "thanked called calls announced explained remarked commented reported reports conceded emphasized "
    "emphasised "
    "stressed hoped pointed welcomed introduced praised asked signed led leads headed heads met visited "
    "presented "
    "received accepted thanked attended accompanied represented joined welcomed organised organized "
    "delivered "
    "performed handed taught teaches spoke travelled traveled arrived returned chaired moderated"
)
"""Verbs whose subject is a person more often than a place, when a full name stands right before them."""

BEFORE_NAME: Final = word_set(
    "by with and including include namely says said told thanks thank accompanied spouse wife husband "
    "son daughter "
    "reached told asked"
)

GIVEN_NAMES: Final = word_set(
    """
    aaron adam alan albert alex alexander alfred alice alison amanda amy ana andrea andreas andrew andy
    angela anita
    ann anna anne annie anthony antonio arthur barbara barry beatrice ben benjamin bernard beth betty
    bev beverly bill
    bob brad brenda brent brian bruce bryan carl carla carlos carmen carol caroline catherine cathy
    charles charlotte
    chris christian christina christine christopher claire claude claudia colin connie craig cynthia
    dale dan daniel
    daniela darren dave david dawn dean deb deborah debbie denis denise dennis derek diana diane dominic
    don donald
    donna doris dorothy doug douglas duncan ed eddie edward eileen elaine eleanor elena elizabeth ellen
    emily emma
    eric erik erika ernest esther eva evelyn fiona frances francis francisco frank fred gabriel gail
    gary geoff
    george gerald gerry giovanni gina glen glenn gloria gordon grace graham greg gregory hannah hans
    harold harry
    heather heidi helen henry herbert howard hugh ian inge ingrid irene isabel ivan jack jackie jacob
    jacqueline
    jacques james jan jane janet janice jason jean jeff jeffrey jennifer jenny jeremy jerry jessica jill
    jim joan joe
    johan john johnny jon jonathan jorge jose josé joseph joyce juan judith judy julia julie june karen
    karl kate
    katherine kathleen kathryn kathy keith kelly ken kenneth kevin kim kimberly klaus kurt larry laura
    lauren laurie
    leah lee len leo leon leonard leslie liam linda lisa liz lloyd lois lori lorna louis louise lucy luis lynn
    malcolm marcel marco margaret maria marian marie marilyn mario marion marjorie mark marta martha
    martin mary
    matt matthew maureen max megan melissa michael michel michelle miguel mike moira monica murray nancy
    natalie
    neil nicholas nick nicole nina noel nora norm norma norman olga oleg oksana olivia oscar owen pablo
    pam pamela
    pat patricia patrick paul paula pauline pedro peggy penny pete peter phil philip phillip phyllis
    pierre rachel
    ralph ray raymond rebecca régis rene renée rhonda ricardo richard rick rita rob robert roberta robin
    rod roger
    roland ron ronald rosa rose rosemary ross roy russ russell ruth ryan sally sam samantha samuel
    sandra sara sarah
    scott sean sergio sharon shawn sheila shirley simon sonia sophie stan stanley stephanie stephen
    steve steven
    stewart stuart sue susan suzanne sylvia tanya ted teresa terri terry theresa thomas tim timothy tina
    todd tom
    tony tracy trevor valerie vanessa vera vern vernon veronica vicki victor victoria vincent virginia
    walter wanda
    wayne wendy wilfred will william yvonne yann zoe akira akiko hiroshi hiroko kazuo kenji kenichi
    keiko masako
    masahiro noriko satoshi takashi takeshi tetsuya tomoko toshio yoko yoshiko yuki yumi naoko makoto
    minoru shigeru
    """
)
"""Common given names: the weakest of the cues that a bare capitalised name is a person's."""

SURNAMES: Final = word_set(
    "wang zhang chen yang zhao huang zhou wu xu sun zhu guo lin luo gao zheng liang xie tang deng feng cao "
    "zeng peng xiao cai pan yuan yu dong su ye cheng wei lu jiang ding fang shi yao liao hou kim lee "
    "park choi jung "
    "jeong cho kang yoon jang lim oh seo shin kwon hwang ahn song ryu hong noh nguyen tran le pham "
    "hoang phan vu dang "
    "bui do ngo duong sato suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi kato "
    "yoshida yamada "
    "sasaki yamaguchi matsumoto inoue kimura hayashi shimizu yamazaki mori abe ikeda hashimoto ishikawa "
    "ogawa goto "
    "okada hasegawa fujita kondo sakamoto endo aoki fujii nishimura fukuda ota miura takeuchi matsuda"
)

ADDED_PARTICLES: Final = word_set(
    "de del della di da das dos du la le van von der den ter ten bin binti ibn al el ben y af av zu zur d' mac e"
)

MONTHS: Final = word_set(
    """
    january february march april june july august september october november december jan feb mar apr
    jun jul aug sept
    sep oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur
    thurs fri sat
    sun easter christmas
    """
)
"""Names of months, weekdays and feasts, after which a number is a day."""

LABELS: Final = word_set("grade grades ward station unit phase room no number form item section page class")
"""Nouns after which a number is a label, not a count ("Grade 9")."""
