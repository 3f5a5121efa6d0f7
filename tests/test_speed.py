"""The speed benchmark: its texts, and the page that is written of what it measured."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.archives import Texts, background, mixed, write_archive
from benchmarks.speed import main
from benchmarks.speed_page import Memory, Rate, Scaling, memory_table, projection_table, rates_table, scaling_table


def test_background_leaves_out_class_numbers(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text('3,"Oil falls","Oil fell, again."\n', "utf-8")
    assert background(path) == ["Oil falls Oil fell, again."]


def test_the_mixture_holds_all_news_and_the_share_asked_for() -> None:
    texts = mixed([f"news {n}" for n in range(99)], ["event"], 0.01)
    assert len(texts) == 100
    assert texts.count("event") == 1
    assert mixed(["a"] * 98, ["b", "c"], 0.02) == mixed(["a"] * 98, ["b", "c"], 0.02)


def test_an_archive_reaches_its_size_with_whole_lines_and_ids_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "archive.jsonl"
    documents = write_archive(path, ["Fête à Kyōto\n", "x"], 500)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(rows) == documents
    assert 500 <= path.stat().st_size < 560
    assert len({row["id"] for row in rows}) == documents
    assert rows[2]["text"] == "Fête à Kyōto\n"


def test_the_table_of_rates_sets_all_beside_the_tokenizer() -> None:
    texts = Texts("text", ("one two three",) * 4)
    rows = rates_table(texts, [Rate("own", 2.0, 0.5), Rate("tokenizer", 4.0, 0.25)], "tokenizer").splitlines()
    assert rows[2] == "| own | 2 | 0.00 | 6 | 2.00 | 0.50 GiB |"
    assert rows[3].split(" | ")[4] == "1.00"


def test_each_way_of_sharing_is_compared_with_its_own_single_worker() -> None:
    found = [Scaling("a 1", 100, 10.0), Scaling("a 2", 100, 5.0), Scaling("b 1", 100, 20.0), Scaling("b 2", 100, 16.0)]
    assert [row.split(" | ")[-1] for row in scaling_table(found).splitlines()[2:]] == [
        "1.00 |",
        "2.00 |",
        "1.00 |",
        "1.25 |",
    ]
    assert "| 10 MB | 1,000 | 250 MiB |" in memory_table([Memory(10_000_000, 1000, 250)])


def test_the_projection_of_a_large_archive() -> None:
    one, sixteen, _ = projection_table(10.0, 1.8).splitlines()[2:]
    # 100 million articles of 3 kB are 300 GB: 30,000 s at 10 MB/s.
    assert one == "| 1 | 8.3 hours | 8.3 hours |"
    assert sixteen == "| 16 | 31 minutes | 48 minutes |"  # 1.8 ** 4 is 10.5


def test_no_background_news_is_a_usage_error(tmp_path: Path) -> None:
    assert main([]) == 2
    assert main([str(tmp_path / "none.csv")]) == 2
