from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_nlp.labels import ROLES
from twin_nlp.parse import people_rules
from twin_nlp.parse.participants import distinct_participants, find_participants

# text, then each participant: span, role, count
CASES: list[tuple[str, list[tuple[str, str, int | None]]]] = [
    # offices before and after a name
    ("Mayor Ada Quill signed the charter.", [("Mayor Ada Quill", "official", None)]),
    ('"We work together," said Quarrel Mayor Ada Quill, in a statement.', [("Mayor Ada Quill", "official", None)]),
    ("Deputy Mayor Yang Pei-lo met them.", [("Deputy Mayor Yang Pei-lo", "official", None)]),
    ("vice mayor Ma Lorun met the guests", [("vice mayor Ma Lorun", "official", None)]),
    ("Coun. Patrice Hollow voted against.", [("Coun. Patrice Hollow", "official", None)]),
    ("Cllr Dónal Twomby spoke.", [("Cllr Dónal Twomby", "official", None)]),
    ("Mayoress Draga Posav waved.", [("Mayoress Draga Posav", "official", None)]),
    ("City Councillor Mr. Carl Whitby led it.", [("City Councillor Mr. Carl Whitby", "official", None)]),
    ("Sui Guang, deputy mayor, met the guests.", [("Sui Guang, deputy mayor", "official", None)]),
    ("Director-General Kang Mun-su attended.", [("Director-General Kang Mun-su", "civil servant", None)]),
    ("Town clerk Gersh Sichon put it plainly.", [("Town clerk Gersh Sichon", "civil servant", None)]),
    ("fire chief Rob Dacost said", [("fire chief Rob Dacost", "civil servant", None)]),
    ("Captain Doug Hanwell drove.", [("Captain Doug Hanwell", "civil servant", None)]),
    ("engineer Vesna Mitrova came", [("engineer Vesna Mitrova", "civil servant", None)]),
    ("deputy education minister Ruth Arsen signed", [("deputy education minister Ruth Arsen", "civil servant", None)]),
    (
        "head of the education department Larysa Honcha and three teachers",
        [("head of the education department Larysa Honcha", "civil servant", None), ("three teachers", "teacher", 3)],
    ),
    ("Head teacher Patience Mshay told them", [("Head teacher Patience Mshay", "teacher", None)]),
    ("coach Davie McGuire laughed", [("coach Davie McGuire", "athlete", None)]),
    ("Artist Vern Paul finished it.", [("Artist Vern Paul", "artist", None)]),
    ("chamber president Lori Vandenbroek said", [("chamber president Lori Vandenbroek", "business", None)]),
    (
        "Wendy Skaft, president of the Rotary Club of Lake Corwin, swapped pens.",
        [("Wendy Skaft, president of the Rotary Club of Lake Corwin", "citizen", None)],
    ),
    ("Dr. Oksana Melny, the head physician, signed.", [("Dr. Oksana Melny, the head physician", "citizen", None)]),
    (
        "presented with the help of Miles Chun, Ambassador of Seoul's City Council, and Byung-Won Chol, "
        "Consul General of the Republic of Korea in Vancouver",
        [
            ("Miles Chun, Ambassador of Seoul's City Council", "official", None),
            ("Byung-Won Chol, Consul General of the Republic of Korea", "official", None),
        ],
    ),
    (
        "The chair of the Nantan assembly, Mr Okubo, was here.",
        [("The chair of the Nantan assembly, Mr Okubo", "official", None)],
    ),
    (
        "the chairman of the municipal board, Lena Hallq, heard",
        [("the chairman of the municipal board, Lena Hallq", "official", None)],
    ),
    (
        "Mr. Ochi Yasuo, director of general affairs, thanked us.",
        [("Mr. Ochi Yasuo, director of general affairs", "civil servant", None)],
    ),
    ("Vice Mayor Noh Jae-su and party came.", [("Vice Mayor Noh Jae-su and party", "official", None)]),
    ("the deputy mayor and I went", [("the deputy mayor and I", "official", 2)]),
    (
        "Captain Doug Hanwell and Lt Rupi Gilroy came",
        [("Captain Doug Hanwell", "civil servant", None), ("Lt Rupi Gilroy", "civil servant", None)],
    ),
    ("growers Pete and Hilde Demeul went", [("growers Pete and Hilde Demeul", "business", 2)]),
    # titles
    ("as Mr. Horib kept saying", [("Mr. Horib", "citizen", None)]),
    ("Fr Amaru was told.", [("Fr Amaru", "citizen", None)]),
    ("Ms Solveig Aun told them.", [("Ms Solveig Aun", "citizen", None)]),
    ("accompanied by Mrs. Kesp and Mr. Ditz", [("Mrs. Kesp and Mr. Ditz", "citizen", 2)]),
    ("Mr. and Mrs. Smithson hosted", [("Mr. and Mrs. Smithson", "citizen", 2)]),
    ("Mrs Gibb and her two daughters baked", [("Mrs Gibb and her two daughters", "citizen", 3)]),
    # bare names beside a cue
    ("The group, led by Elaine Kozar, left.", [("Elaine Kozar", "citizen", None)]),
    ("Wanda Gallant led the group home.", [("Wanda Gallant", "citizen", None)]),
    ("Arvo Maklin, who ran the plant, explained.", [("Arvo Maklin", "citizen", None)]),
    ("Elaine Kozar and his wife came", [("Elaine Kozar and his wife", "citizen", 2)]),
    ("Wendell and Pat Olsen drove", [("Wendell and Pat Olsen", "citizen", 2)]),
    ("said Sabina Shaky of the culture section.", [("Sabina Shaky of the culture section", "civil servant", None)]),
    # offices alone
    (
        "the Mayor, one Councillor and the Manager of Economic Initiatives",
        [
            ("the Mayor", "official", None),
            ("one Councillor", "official", 1),
            ("the Manager of Economic Initiatives", "civil servant", None),
        ],
    ),
    ("presented by the mayor of Ishikawa in 1993", [("the mayor of Ishikawa", "official", None)]),
    ("councillors directed the clerk", [("councillors", "official", None), ("the clerk", "civil servant", None)]),
    ("both mayors will renew it", [("both mayors", "official", 2)]),
    ("the then executive officer took them", [("the then executive officer", "civil servant", None)]),
    # groups
    ("20 students arrived", [("20 students", "student", 20)]),
    ("Nine junior high pupils arrived", [("Nine junior high pupils", "student", 9)]),
    (
        "twenty-two Grade 9 pupils and three teachers",
        [
            ("twenty-two Grade 9 pupils", "student", 22),
            ("three teachers", "teacher", 3),
        ],
    ),
    ("a dozen middle schoolers came", [("a dozen middle schoolers", "student", 12)]),
    ("In August 24 dancers came", [("24 dancers", "artist", 24)]),
    ("Seven gentlemen and one lady from Gifu", [("Seven gentlemen and one lady", "citizen", 8)]),
    (
        "Twenty-six dancers, musicians and technical staff were due",
        [("Twenty-six dancers, musicians and technical staff", "artist", 26)],
    ),
    ("14 of us are booked", [("14 of us", "citizen", 14)]),
    ("Three members of Council would be present", [("Three members of Council", "official", 3)]),
    ("10 host families are needed", [("10 host families", "citizen", 10)]),
    ("thanking the host families", [("the host families", "citizen", None)]),
    ("six firms registered", [("six firms", "business", 6)]),
    ("18 entrepreneurs of the footwear sector", [("18 entrepreneurs of the footwear sector", "business", 18)]),
    ("about 40 residents attended", [("about 40 residents", "citizen", 40)]),
    ("1,200 spectators and 30 nurses", [("30 nurses", "civil servant", 30)]),
    (
        "four employees from the fire department",
        [("four employees from the fire department", "civil servant", 4)],
    ),
    ("Innerleith pupils stay home", [("Innerleith pupils", "student", None)]),
    ("colleagues from Rivne drove", [("colleagues from Rivne", "civil servant", None)]),
    # delegations
    (
        "a 12-member delegation led by Deputy Mayor Alan Poe",
        [
            ("a 12-member delegation", "official", 12),
            ("Deputy Mayor Alan Poe", "official", None),
        ],
    ),
    ("a four-member delegation from Trbovje", [("a four-member delegation from Trbovje", "official", 4)]),
    ("a delegation of 16 arrived", [("a delegation of 16", "official", 16)]),
    ("The 5-member study group of the transit", [("The 5-member study group", "civil servant", 5)]),
    ("a 9-person economic and trade visiting group", [("a 9-person economic and trade visiting group", "business", 9)]),
    ("a twelve member drumming troupe", [("a twelve member drumming troupe", "artist", 12)]),
    ("a 24-strong dance team", [("a 24-strong dance team", "artist", 24)]),
    ("The male choir of Moro, 31 voices, sang", [("The male choir of Moro", "artist", 31)]),
    ("Our junior floorball team (14 players) travels", [("Our junior floorball team", "student", 14)]),
    # bodies
    (
        "Haoyo Food Machinery Co., Ltd. and Quinta Cold Chain Inc. signed",
        [
            ("Haoyo Food Machinery Co., Ltd.", "business", None),
            ("Quinta Cold Chain Inc.", "business", None),
        ],
    ),
    ("D. McCrea & Son had a van", [("D. McCrea & Son", "business", None)]),
    (
        "Jinjo Chamber of Commerce and Industry signed",
        [("Jinjo Chamber of Commerce and Industry", "organisation", None)],
    ),
    ("members of the Rotary Club of Tarn", [("members of the Rotary Club of Tarn", "citizen", None)]),
    ("the Civic Pensioners' Club did the driving", [("the Civic Pensioners' Club", "organisation", None)]),
    ("Orrin Twinning Association hosts", [("Orrin Twinning Association", "organisation", None)]),
    ("Lower Tarn Sister City Committee hosts", [("Lower Tarn Sister City Committee", "organisation", None)]),
    ("Muroko High School wrote", [("Muroko High School", "organisation", None)]),
    ("The Municipal Foreign Affairs Office sent", [("The Municipal Foreign Affairs Office", "organisation", None)]),
    ("stopped by the Board of Education", [("the Board of Education", "organisation", None)]),
    ("the fire and rescue department came", [("the fire and rescue department", "civil servant", None)]),
    ("guests of the district chamber of commerce", [("the district chamber of commerce", "organisation", None)]),
    ("Zibor's commerce bureau brought", [("Zibor's commerce bureau", "organisation", None)]),
    ("Hollow and Bosley Borough Council has confirmed", [("Hollow and Bosley Borough Council", "organisation", None)]),
    ("The council gave money", [("The council", "official", None)]),
    ("the committee voted", [("the committee", "organisation", None)]),
    ("Anyo City Dance Company will not appear", [("Anyo City Dance Company", "artist", None)]),
    ('The folk ensemble "Polis" was to open', [('The folk ensemble "Polis"', "artist", None)]),
    # trades, firms and groups without a name
    ("A potter and two stove builders came.", [("A potter", "artist", None), ("two stove builders", "business", 2)]),
    ("They stayed with local families.", [("local families", "citizen", None)]),
    ("sold by canoeists and glassblowers", [("canoeists", "athlete", None), ("glassblowers", "artist", None)]),
    ("It consists of filters, letters and containers.", []),
    (
        "Six whiskey, cheddar and seaweed firms showed.",
        [("Six whiskey, cheddar and seaweed firms", "business", 6)],
    ),
    ("Thirty-odd buyers and 24 from Lorn", [("Thirty-odd buyers", "business", 30), ("24 from Lorn", "citizen", 24)]),
    ("aged between 13 and 17 from Lorn", []),
    ("About 35 Italians came.", [("About 35 Italians", "citizen", 35)]),
    ("The Quarrels and the PTA paid.", [("The Quarrels", "citizen", None), ("the PTA", "organisation", None)]),
    ("the Lorn Valley Ramblers played", [("the Lorn Valley Ramblers", "organisation", None)]),
    # names beside an office, and what someone belongs to
    (
        "Lorn's mayor, Ada Quill, met five growers.",
        [("Lorn's mayor, Ada Quill", "official", None), ("five growers", "business", 5)],
    ),
    (
        "The head of culture of Tarn, Mrs. Orva Delm, came.",
        [("The head of culture of Tarn, Mrs. Orva Delm", "civil servant", None)],
    ),
    ("Orva Delm, a retired nurse, wrote.", [("Orva Delm, a retired nurse", "citizen", None)]),
    ("Cr Ada Quill met Ald. Terbel.", [("Cr Ada Quill", "official", None), ("Ald. Terbel", "official", None)]),
    ("The council's countryside ranger led it.", [("The council's countryside ranger", "civil servant", None)]),
    ("Six women of a Methodist church sewed.", [("Six women of a Methodist church", "citizen", 6)]),
    ("Pauline showed them.", [("Pauline", "citizen", None)]),
    # communities that act, and places where something is
    (
        "paid by the Town of Lorn and Tarn City",
        [("the Town of Lorn", "organisation", None), ("Tarn City", "organisation", None)],
    ),
    ("They went to the city of Lorn and stayed in the town.", []),
    ("lent by the town hall near the music hall", [("the town hall", "organisation", None)]),
    # nothing
    ("It cost $20,000 and took three years.", []),
    ("The trip to Foam Lake was called off in 2019.", []),
    ("Hong Kong and New Zealand are far away.", []),
    ("The delegation left. The group was tired.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_find_participants(text: str, expected: list[tuple[str, str, int | None]]) -> None:
    assert [(p.text, p.role, p.count) for p in find_participants(text)] == expected


def test_a_title_takes_the_role_that_the_office_told() -> None:
    found = find_participants("Deputy mayor Xie Guanmin spoke. And Mr Xie said that he would return.")
    assert [(p.text, p.role) for p in found] == [("Deputy mayor Xie Guanmin", "official"), ("Mr Xie", "official")]


def test_a_surname_alone_is_a_later_mention() -> None:
    found = find_participants("Mayor Ada Quillon came home. Later Quillon said it went well.")
    assert [p.text for p in found] == ["Mayor Ada Quillon", "Quillon"]
    assert [p.text for p in distinct_participants(found)] == ["Mayor Ada Quillon"]


def test_distinct_keeps_other_roles_and_the_first_of_equals() -> None:
    found = find_participants("20 students met the Mayor. The Mayor thanked the 20 students.")
    kept = distinct_participants(found)
    assert [p.text for p in kept] == ["20 students", "the Mayor"]
    assert kept[0].start == 0


def test_a_line_broken_by_its_width_is_read_through() -> None:
    text = "Last week the whole town came out for a visit by a delegation led by the\nmayor of Ishikawa on Monday."
    assert "the\nmayor of Ishikawa" in [p.text for p in find_participants(text)]


def test_windows_line_ends_and_marks_keep_offsets() -> None:
    text = "\ufeff🎌 Mayor\u00a0Ada Quill\r\n20 students 🎉 and\r\nthree teachers\x00"
    found = find_participants(text)
    assert [p.text for p in found] == ["Mayor\u00a0Ada Quill", "20 students", "three teachers"]
    assert all(text[p.start : p.end] == p.text for p in found)


def test_decomposed_accents_stay_in_the_name() -> None:
    text = "Mayor Re\u0301gis Labeau came"
    assert find_participants(text)[0].text == "Mayor Re\u0301gis Labeau"


VOCABULARY = (
    "Mayor mayor of the and , . \n 20 twenty students pupils Ada Quill Mr. Dr Council club Club delegation "
    "12-member a from Lower ( ) ' 's said led by Deputy Inc. Co. , Ltd. choir Chamber Commerce teachers us & $ "
    "5,000 1.4"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text())
def test_any_text_gives_true_ordered_spans(text: str) -> None:
    found = find_participants(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for p in found:
        assert text[p.start : p.end] == p.text
        assert p.text.strip() == p.text != ""
        assert p.role in ROLES
        assert p.count is None or p.count > 0
    assert set(distinct_participants(found)) <= set(found)


@given(st.lists(st.sampled_from("NNNttffDdxgqMCP&,Fu.e"), max_size=25).map("".join))
def test_groups_called_by_their_size_are_missed_only_where_there_are_none(classes: str) -> None:
    at = range(len(classes))
    if people_rules.SIZED.search(classes) is None:
        every, counted = (
            [(m.span(m.lastgroup or ""), m.lastgroup) if (m := rule.match(classes, i)) else None for i in at]
            for rule in (people_rules.GROUP, people_rules.COUNTED_GROUP)
        )
        assert every == counted


@given(st.text("HCIDdpPbByYtTgGAoOeEN,&'k_(fSx.", max_size=25))
def test_a_person_begins_only_with_letters_that_the_rule_skips_to(classes: str) -> None:
    _, rest = people_rules.PERSON.pattern.split("]", 1)
    anything = re.compile("." + rest, re.VERBOSE)
    assert [m.start() for m in anything.finditer(classes)] == [m.start() for m in people_rules.PERSON.finditer(classes)]


@given(st.integers(2, 9_999_999))
def test_a_count_is_read_back(count: int) -> None:
    (found,) = find_participants(f"There came {count:,} students.")
    assert (found.text, found.count) == (f"{count:,} students", count) or 1700 < count < 2100
