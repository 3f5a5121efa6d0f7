"""The plots, the map and the page of a report, read as files and in a browser."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import serious
from lxml import html
from playwright.sync_api import Browser
from reported import YEARS, event, gazetteer, own, spread, write_events, write_register
from typer.testing import CliRunner

from twin_nlp.cli import app
from twin_nlp.formats.land import read_land
from twin_nlp.records import ExchangeEvent, Goods, Place, Span
from twin_nlp.register import places_called
from twin_nlp.report import Job, evidence, map_drawing
from twin_nlp.report import report as count
from twin_nlp.report.map_drawing import centre_of, from_centre
from twin_nlp.report.page import page
from twin_nlp.report.wording import interval, percent, times, times_interval

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>&amp; $x^{"
HOME = Place("Burnaby", "CA", "British Columbia", "city", 49.3, -123.0, 5911606)
FAR = Place("Zhongshan", "CN", "Guangdong", "city", 22.5, 113.4, 1784990)
SIDES = (("Ownplace", "CA"), ("Isleplace", "JP"))


def placed(made: ExchangeEvent, *places: Place) -> ExchangeEvent:
    partners = tuple(replace(p, place=place) for p, place in zip(made.partners, places, strict=True))
    return replace(made, partners=partners)


def run(folder: Path, *options: str) -> Path:
    """The report of the register and the events in a folder; gives the page."""
    command = ["report", str(folder / "events.jsonl"), "--agreements", str(folder / "ties.csv"), "--years", YEARS]
    done = CliRunner().invoke(app, [*command, "-o", str(folder / "out"), *options])
    assert done.exit_code == 0, done.output
    return folder / "out" / "report.html"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve pairs of two countries with one partner country, a known pair, and texts that would be scripts."""
    folder = tmp_path_factory.mktemp("archive")
    pairs: list[Sequence[object]] = [
        (own(n, kind), country, own(n, "Farplace"), "CN", HOSTILE.replace(",", " "))
        for n in range(6)
        for kind, country in SIDES
    ]
    pairs.append(("Burnaby, British Columbia", "CA", "Zhongshan, Guangdong", "CN", "sister city"))
    rows = [
        ",".join('"{}"'.format(str(cell).replace('"', '""')) for cell in row)
        for row in [("city1", "country1", "city2", "country2", "kind"), *pairs]
    ]
    (folder / "ties.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    said = Span(0, 9, f"They came. {HOSTILE} \x00\x1b\ud800")
    goods = (Goods(HOSTILE, 0, 9, None, None, HOSTILE),)
    cells = spread(20, 12)
    events = [
        event(
            str(pairs[pair][0]),
            str(pairs[pair][2]),
            2015 + year,
            government=pair % 3 == 0,
            type_="donation" if pair % 2 else "youth",
            status="planned" if pair == 5 else "held",
            evidence=(said,),
            goods=goods,
        )
        for pair, year in cells
    ]
    events.append(placed(event("Burnaby", "Zhongshan", 2016), HOME, FAR))
    events.append(event(HOSTILE, "Nowhere"))
    write_events(folder / "events.jsonl", events)
    run(folder, "--group", "country1", "--compare", "CA:JP")
    return folder


def texts(path: Path) -> list[str]:
    found = ElementTree.fromstring(path.read_bytes()).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(e.itertext()).strip() for e in found]


def test_plots_tell_their_axes_and_their_numbers(archive: Path) -> None:
    plots = archive / "out" / "plots"
    names = {"likelihood", "activeness", "years", "shares", "comparison", "map"}
    assert {p.name for p in plots.iterdir()} == {f"{n}.{e}" for n in names for e in ("svg", "png")}
    told = {name: " ".join(texts(plots / f"{name}.svg")) for name in names}
    assert "share of pair-years (95 % interval)" in told["likelihood"]
    assert "13 pairs, 65 pair-years" in told["likelihood"]
    assert "Canada" in told["likelihood"]
    assert "n = 13 a year" in told["years"]
    assert re.search(r"share of \d+ held events", told["shares"])
    assert re.search(r"\d+/35 and \d+/30 pair-years", told["comparison"])
    assert "1 of 13 pairs, 1 of them with activity" in told["map"]


def test_every_figure_leads_to_sentences_that_are_there(archive: Path) -> None:
    root = html.fromstring((archive / "out" / "report.html").read_bytes())
    ids = [each.get("id") for each in root.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    links = [each.get("href") for each in root.xpath("//a")]
    assert len(links) > 100
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    headlines = root.xpath("//section[@id='headlines']//li[.//summary]")
    assert len(headlines) >= 5
    for headline in headlines:
        reports = int(headline.xpath(".//summary")[0].text.split()[0])
        targets = [root.xpath(f"//li[@id='{a.get('href')[1:]}']")[0] for a in headline.xpath(".//a")]
        assert len(targets) == reports, "each event of this archive has one report"
        assert all(t.xpath("./blockquote") for t in targets)


def test_figures_behind_a_headline_are_those_of_the_table(archive: Path) -> None:
    found = count(Job(archive / "events.jsonl", YEARS, archive / "ties.csv", group="country1"), gazetteer())
    told = page(found)
    government = next(h for h in told.headlines if "with government" in h.text)
    table = found.tables["likelihood"]
    row = table[(table["group"] == "all") & (table["government_involved"] == "yes")].iloc[0]
    assert f"{row['active_pair_years']} of {row['pair_years']} pair-years" in government.text
    assert government.cited.reports == row["reports"] == len(government.cited.numbers)
    by_number = {e.number: e for t in told.timelines for e in t.events}
    assert all("with government" in by_number[n].labels for n in government.cited.numbers)
    dormant = next(s for s in told.sections if s.id == "activeness").names
    pairs = found.tables["pairs"]
    assert len(dormant) == (pairs["active"] == False).sum() > 0  # noqa: E712


def test_hostile_texts_stay_texts(archive: Path) -> None:
    path = archive / "out" / "report.html"
    root = html.fromstring(path.read_bytes())
    assert not root.xpath("//script | //img | //*[@onerror] | //link | //iframe")
    assert "<script>" not in path.read_text("utf-8")
    assert any(HOSTILE[:25] in quote.text_content() for quote in root.xpath("//blockquote"))
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_hostile_names_can_be_drawn(archive: Path, tmp_path: Path) -> None:
    for name in ("events.jsonl", "ties.csv"):
        (tmp_path / name).write_bytes((archive / name).read_bytes())
    ties = (tmp_path / "ties.csv").read_text("utf-8")
    (tmp_path / "ties.csv").write_text(ties.replace("$x^{", "$x^{\x01\x1b"), encoding="utf-8")
    root = html.fromstring(run(tmp_path, "--group", "kind").read_bytes())
    assert not root.xpath("//script | //img")
    assert any("<script>" in text for text in texts(tmp_path / "out" / "plots" / "likelihood.svg"))


def test_a_large_archive_is_cut_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_EVENTS", 7)
    pairs = [(own(n), "CA", own(n, "Farplace"), "CN") for n in range(4)]
    events = [event(str(p[0]), str(p[2]), year) for p in pairs[:3] for year in range(2015, 2020)]
    job = Job(write_events(tmp_path / "events.jsonl", events), YEARS, write_register(tmp_path / "ties.csv", pairs))
    told = page(count(job, gazetteer()))
    assert [[e.when for e in t.events] for t in told.timelines] == [["2017", "2018", "2019"], *[["2018", "2019"]] * 2]
    assert [t.more for t in told.timelines] == [2, 3, 3]
    assert told.timelines_note.startswith("8 events had no room here")
    either = told.headlines[2].cited
    assert (either.reports, len(either.numbers), either.more) == (15, 7, 8)


def test_an_empty_archive_has_a_page_too(tmp_path: Path) -> None:
    write_events(tmp_path / "events.jsonl", [])
    write_register(tmp_path / "ties.csv", [("Oneplace", "CA", "Twoplace", "CN")])
    root = html.fromstring(run(tmp_path).read_bytes())
    assert "0 of 1 pair held anything from 2015 to 2019: 0.0 % (95 % interval 0.0 to 97.5 %)." in " ".join(
        root.text_content().split()
    )
    assert not (tmp_path / "out" / "plots" / "map.svg").exists()
    assert {link[1:] for link in root.xpath("//a/@href")} <= set(root.xpath("//@id"))


def headlines(folder: Path, events: Sequence[ExchangeEvent], register: bool = True) -> str:
    write_events(folder / "events.jsonl", events)
    ties = write_register(folder / "ties.csv", [("Oneplace", "CA", "Twoplace", "CN")])
    found = count(Job(folder / "events.jsonl", YEARS, ties if register else None), gazetteer())
    return " ".join(headline.text for headline in page(found).headlines)


def test_what_is_as_frequent_is_told_as_such(tmp_path: Path) -> None:
    sides: dict[str, Any] = {"senders": ("Oneplace",), "receivers": ("Twoplace",)}
    events = [event("Oneplace", "Twoplace", type_=type_, **sides) for type_ in ("youth", "donation", "youth")]
    told = headlines(tmp_path, events)
    assert "Most frequent is the type youth: 2 of 3 held events" in told
    assert "Most often side one (Canada) sends or travels: 3 of 3 held events" in told
    told = headlines(tmp_path, events[:2])
    assert "Most frequent" not in told
    assert "No type is more frequent than youth: 1 of 2" in told
    assert "No type is more frequent than donation: 1 of 2" in told


def test_no_side_is_told_that_means_nothing(tmp_path: Path) -> None:
    mutual = [event("Oneplace", "Twoplace")]
    assert "sends or travels" not in headlines(tmp_path, mutual)
    ties = [placed(event("Burnaby", "Zhongshan", senders=("Burnaby",), receivers=("Zhongshan",)), HOME, FAR)]
    told = headlines(tmp_path, ties, register=False)
    assert "Most frequent is the type youth: 1 of 1 held event" in told
    assert "sends or travels" not in told


def test_small_figures_keep_two_digits() -> None:
    assert [percent(x) for x in (0, 5 / 341_292, 0.0002, 0.0573, 1)] == [
        "0.0\u00a0%",
        "0.0015\u00a0%",
        "0.020\u00a0%",
        "5.7\u00a0%",
        "100.0\u00a0%",
    ]
    assert interval(0, 0.00075) == "0.0\u00a0to\u00a00.075\u00a0%"
    assert [times(x) for x in (6.36, 0.157, 0.04)] == ["6.4", "0.16", "0.040"]
    assert times_interval(1.24, None) == "1.2 to no upper end"


def test_corrected_figures_stand_beside_the_raw_ones(archive: Path, tmp_path: Path) -> None:
    found = count(Job(archive / "events.jsonl", YEARS, archive / "ties.csv", draw=8), gazetteer())
    sheet = found.tables["to_check"]
    sheet["is_event"] = "yes"
    sheet.to_csv(tmp_path / "checked.csv", index=False, encoding="utf-8", errors="replace")
    for name in ("events.jsonl", "ties.csv"):
        (tmp_path / name).write_bytes((archive / name).read_bytes())
    text = html.fromstring(run(tmp_path, "--gold", str(tmp_path / "checked.csv")).read_bytes()).text_content()
    assert "corrected for wrong labels" in text
    assert "with government, corrected" in " ".join(texts(tmp_path / "out" / "plots" / "likelihood.svg"))


def test_what_partners_did_elsewhere_leads_to_its_sentences(tmp_path: Path) -> None:
    places = (places_called("Zhongshan", gazetteer(), "CN")[0], places_called("Rome", gazetteer(), "IT")[0])
    away = event("Zhongshan", "Rome", senders=("Zhongshan",), receivers=("Rome",), type_="donation")
    away = placed(away, *places)
    write_events(tmp_path / "events.jsonl", [away])
    ties = [("Burnaby", "CA", "Zhongshan", "CN")]
    write_register(tmp_path / "ties.csv", ties)
    root = html.fromstring(run(tmp_path).read_bytes())
    (link,) = {a.get("href") for a in root.xpath("//section[@id='elsewhere']//a")}
    (told,) = root.xpath(f"//section[@id='unmatched']//tr[.//*[@id='{link[1:]}']]")
    assert "Rome" in told.text_content()
    assert "They count in no figure but those of partners elsewhere" in root.text_content()


# The map


def test_of_too_many_pairs_only_active_ones_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_drawing, "MOST_LINES", 1)
    ties = [("Burnaby", "CA", "Zhongshan", "CN"), ("Vancouver", "CA", "Guangzhou", "CN")]
    write_register(tmp_path / "ties.csv", ties)
    write_events(tmp_path / "events.jsonl", [placed(event("Burnaby", "Zhongshan"), HOME, FAR)])
    run(tmp_path)
    assert "1 of 2 pairs, 1 of them with activity" in " ".join(texts(tmp_path / "out" / "plots" / "map.svg"))
    write_events(tmp_path / "events.jsonl", [])
    root = html.fromstring(run(tmp_path).read_bytes())
    assert not root.xpath("//*[@id='map'] | //a[@href='#map']")


def test_the_pacific_is_in_the_middle_where_lines_cross_it() -> None:
    pacific = np.array([[-123.0, 113.4], [-79.0, 139.0], [174.0, -122.0]])
    x = from_centre(pacific, centre_of(pacific))
    assert np.abs(x[:, 0] - x[:, 1]).max() < 180
    assert np.allclose(np.abs(x[:, 0] - x[:, 1]), [123.6, 142.0, 64.0])
    atlantic = np.array([[-80.0, 2.0], [-122.0, 13.0]])
    x = from_centre(atlantic, centre_of(atlantic))
    assert np.allclose(np.abs(x[:, 0] - x[:, 1]), [82.0, 135.0])


def test_the_land_is_where_it_is() -> None:
    from matplotlib.path import Path as Outline

    rings = [Outline(ring) for ring in read_land()]

    def on_land(longitude: float, latitude: float) -> bool:
        turned = ((longitude + turn, latitude) for turn in (-360, 0, 360))
        return any(ring.contains_point(point) for point in turned for ring in rings)

    assert all(on_land(*place) for place in ((-105, 55), (105, 35), (134, -25), (20, 5), (-179, 67.5), (175, 67)))
    assert not any(on_land(*place) for place in ((-150, 20), (-30, 30), (80, -20), (180, 0), (-170, 40)))


def test_lines_of_the_map_have_titles(archive: Path) -> None:
    root = html.fromstring((archive / "out" / "report.html").read_bytes())
    (title,) = root.xpath("//section[@id='map']//*[local-name()='title']")
    assert title.text == ("Burnaby, British Columbia, CA - Zhongshan, Guangdong, CN: active in 1 of 5 years, 1 held")


# In a browser


@pytest.mark.parametrize("width", [400, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_opens_offline_and_can_be_read(archive: Path, browser: Browser, width: int, scheme: str) -> None:
    address = (archive / "out" / "report.html").as_uri()
    shown = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    told: list[str] = []
    requests: list[str] = []
    shown.on("console", lambda message: told.append(message.text))
    shown.on("pageerror", lambda error: told.append(str(error)))
    shown.on("dialog", lambda dialog: told.append(dialog.message))
    shown.on("request", lambda request: requests.append(request.url))
    shown.goto(address)
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    for size in shown.evaluate("[...document.querySelectorAll('svg text')].map(t => t.getBoundingClientRect().height)"):
        assert size >= 9
    assert told == []
    assert requests == [address]
    shown.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert serious(shown) == []
    shown.close()


def test_links_open_the_pair_they_lead_to(archive: Path, browser: Browser) -> None:
    shown = browser.new_page()
    shown.goto((archive / "out" / "report.html").as_uri())
    assert not shown.locator("#e1").is_visible()
    headline = shown.locator("#headlines li").first
    headline.locator("summary").click()
    link = headline.locator("a").first
    target = str(link.get_attribute("href"))
    link.click()
    assert shown.locator(target).is_visible()
    assert shown.locator(f"{target} blockquote").is_visible()
    shown.close()


def test_print_shows_what_is_folded(archive: Path, browser: Browser) -> None:
    shown = browser.new_page()
    shown.goto((archive / "out" / "report.html").as_uri())
    folded = shown.locator("details.timeline blockquote").first
    assert folded.bounding_box() is None or not folded.is_visible()
    shown.emulate_media(media="print")
    assert folded.evaluate("e => e.checkVisibility({contentVisibilityAuto: true}) && e.offsetHeight > 0")
    assert shown.locator("nav").is_hidden()
    assert len(shown.pdf()) > 10_000
    shown.close()
