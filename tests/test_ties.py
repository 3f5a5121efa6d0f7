from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from reported import gazetteer, write_register
from typer.testing import CliRunner

from twin_nlp.cli import app
from twin_nlp.errors import InputError
from twin_nlp.ties import COLUMNS, grid, ties


def test_the_shipped_partners_of_a_place() -> None:
    found = ties("City of Burnaby", gazetteer())
    partners = {(row["partner"], row["partner_country"]) for row in found.rows}
    assert {("Kushiro", "JP"), ("Zhongshan", "CN"), ("Mesa", "US")} <= partners
    assert {row["country"] for row in found.rows} == {"CA"}
    assert found.notices == ()


def test_several_places_of_one_name_are_told_and_listed() -> None:
    found = ties("Belleville", gazetteer())
    assert {row["country"] for row in found.rows} >= {"CA", "US"}
    (notice,) = found.notices
    assert "Belleville, Ontario, CA" in notice
    assert "--country" in notice
    assert {row["country"] for row in ties("Belleville", gazetteer(), country="Canada").rows} == {"CA"}
    assert ties("Belleville, Ontario", gazetteer()).notices == ()


def test_a_register_of_ones_own_tells_kinds_and_names_that_no_gazetteer_knows(tmp_path: Path) -> None:
    columns = "city1,country1,city2,country2,kind,since"
    rows = [("Burnaby", "CA", "Quellmoor", "DE", "friendship", 1999), ("Mesa", "US", "Burnaby", "CA", "sister", "")]
    path = write_register(tmp_path / "mine.csv", rows, columns)
    found = ties("Burnaby", gazetteer(), agreements=path)
    told = [(row["partner"], row["kind"], row["since"]) for row in found.rows]
    assert told == [("Quellmoor", "friendship", 1999), ("Mesa", "sister", None)]
    assert [row["partner"] for row in ties("Quellmoor", gazetteer(), agreements=path).rows] == ["Burnaby"]


def test_what_is_not_known_is_told() -> None:
    with pytest.raises(InputError, match="Quellmoor: no place of that name is known"):
        ties("Quellmoor", gazetteer())
    with pytest.raises(InputError, match="--country must be a country"):
        ties("Burnaby", gazetteer(), country="Chna")


def test_a_place_without_ties_is_told(tmp_path: Path) -> None:
    path = write_register(tmp_path / "mine.csv", [("Mesa", "US", "Burnaby", "CA")])
    found = ties("Kushiro", gazetteer(), agreements=path)
    assert found.rows == ()
    assert "Kushiro, Hokkaido, JP: the register holds no tie of it" in found.notices[-1]


def test_the_table_leaves_out_what_is_never_told() -> None:
    table = grid(ties("Burnaby", gazetteer()).rows)
    assert "kind" not in table.header
    assert table.header[:3] == ("place", "admin1", "country")


def test_the_command_writes_json_lines_into_a_pipe_and_files(tmp_path: Path) -> None:
    run = CliRunner().invoke
    done = run(app, ["ties", "Burnaby"])
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert tuple(rows[0]) == COLUMNS
    assert run(app, ["ties", "Burnaby", "-o", str(tmp_path / "b.csv")]).exit_code == 0
    with (tmp_path / "b.csv").open(encoding="utf-8", newline="") as file:
        assert [row["partner"] for row in csv.DictReader(file)] == [row["partner"] for row in rows]
    assert run(app, ["ties", "Burnaby", "-o", str(tmp_path / "b.jsonl")]).exit_code == 0
    assert (tmp_path / "b.jsonl").read_text(encoding="utf-8") == done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [(("ties", "Quellmoor"), 1, "no place of that name"), (("ties", "Burnaby", "-o", "b.xlsx"), 2, ".jsonl or .csv")],
)
def test_mistakes_are_told_in_a_line(arguments: tuple[str, ...], code: int, expected: str) -> None:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == code
    assert expected in done.stderr
    assert "Traceback" not in done.output
