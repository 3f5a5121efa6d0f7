"""The parts of the page that list: ties, goods, what partners did elsewhere, events of no pair."""

from __future__ import annotations

from twin_nlp.report.evidence import Anchor, cut
from twin_nlp.report.page_parts import LONGEST, MOST_ROWS, Cell, Parts, Section, Table, first, of_all
from twin_nlp.report.wording import counted, interval, percent, records


def ties(parts: Parts) -> Section:
    """Ties made and ended by year."""
    rows: list[tuple[Cell, ...]] = [
        (
            str(row["year"]),
            *(f"{row[k]:,}" for k in ("made_in_register", "ended_in_register", "signings_told", "endings_told")),
            cited,
        )
        for row, cited in parts.rows("ties", of_all)
    ]
    pairs = parts.found.material.pairs
    since, until = (sum(getattr(pair, end) is not None for pair in pairs) for end in ("since", "until"))
    text = (
        f"The register tells in which year {since:,} of {counted(len(pairs), 'tie')} began and {until:,} ended; of the "
        "others it can't be told. Signings count where they were held, renewals too.",
    )
    headings = (
        "year",
        "made, by the register",
        "ended, by the register",
        "signings told",
        "endings told",
        "behind it",
    )
    return Section("ties", "Ties made and ended", text, tables=(Table("All pairs by year", headings, tuple(rows)),))


def goods(parts: Parts) -> Section:
    """Goods given."""
    all_ = parts.found.tables["goods"]
    rows = tuple(
        (
            str(row["year"]),
            cut(row["pair"], LONGEST),
            parts.names.value("initiative", row["given_by"]),
            cut(row["text"], LONGEST),
            cited,
        )
        for row, cited in parts.rows("goods")[:MOST_ROWS]
    )
    headings = ("year", "pair", "given by", "goods", "behind it")
    tables = (Table("Goods given in held events", headings, rows, first(rows, all_, "goods"), True),) if rows else ()
    return Section("goods", "Goods given", () if rows else ("None were told.",), tables=tables)


def elsewhere(parts: Parts) -> Section:
    """What partners did in other countries."""
    totals = [(row, cited) for row, cited in parts.rows("elsewhere_totals") if row["elsewhere"]]
    text = (
        "Places of side two that gave to or visited partners in other countries, and whether they did so here too, "
        "in the country of side one.",
        *(() if totals else ("None did in the events that were found.",)),
    )
    cells = tuple(
        (
            parts.names.country(row["own_country"]),
            f"{row['activity']} elsewhere: {row['elsewhere']:,} of {counted(row['places'], 'place')}",
            f"{row['elsewhere_and_active_here']:,}",
            f"{row['of_these_here_too']:,}",
            percent(row["share"]),
            interval(row["low"], row["high"]),
            cited,
        )
        for row, cited in totals[:MOST_ROWS]
    )
    headings = (
        "here",
        "places",
        "of these active here",
        "of these here too",
        "share",
        "95 % interval",
        "behind it",
    )
    tables = [Table("How many", headings, cells, first(cells, totals, "elsewhere_totals"))] if cells else []
    places = parts.rows("elsewhere", lambda row: bool(row["gave_elsewhere"] or row["visited_elsewhere"]))
    rows = tuple(
        (
            cut(row["place"], LONGEST),
            cut(row["partners_here"], LONGEST),
            f"{row['gave_here']} here, {row['gave_elsewhere']} elsewhere",
            f"{row['visited_here']} here, {row['visited_elsewhere']} elsewhere",
            _countries(parts, row["gave_countries"], row["visited_countries"]),
            cited,
        )
        for row, cited in places[:MOST_ROWS]
    )
    if rows:
        columns = ("place", "partners here", "gave", "visited", "countries", "behind it")
        tables.append(Table("Which places", columns, rows, first(rows, places, "elsewhere"), folded=True))
    return Section("elsewhere", "Partners elsewhere", text, tables=tuple(tables))


def _countries(parts: Parts, *listed: str) -> str:
    codes = dict.fromkeys(code for each in listed for code in each.split("; ") if code)
    return cut(", ".join(map(parts.names.country, codes)), LONGEST)


def unmatched(parts: Parts) -> Section:
    """Events that count in no figure."""
    all_ = parts.found.tables["unmatched"]
    shown = parts.evidence.unmatched
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Anchor(number),
            row["reason"],
            cut(row["places"], LONGEST),
            str(row["date"] or row["published"] or ""),
            cut(row["evidence"]),
            cut(row["doc_ids"], LONGEST),
        )
        for number, row in zip(shown, records(all_.head(len(shown))), strict=True)
    )
    text = (
        f"{len(all_):,} of {counted(len(parts.found.material.events), 'event')} are of no pair. They count in no "
        "figure but those of partners elsewhere. Look here first when figures seem low."
        if len(all_)
        else "There are none."
    )
    headings = ("number", "reason", "places", "date", "sentences", "documents")
    tables = (Table("Events of no pair", headings, rows, first(rows, all_, "unmatched"), True),) if rows else ()
    return Section("unmatched", "Events of no pair", (text,), tables=tables)
