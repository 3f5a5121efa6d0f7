"""What several test modules share: the browser, and where pictures of its pages go."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


# What is begun in the background ignores interrupts, and so would the commands that tests begin and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", type=Path, metavar="FOLDER", help="write the pictures of the documentation there")


@pytest.fixture(scope="session")
def pictures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of pages are written."""
    folder: Path | None = request.config.getoption("--pictures")
    return request.config.rootpath / folder if folder else tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with each module: as long as it runs, no test can run an event loop of its own in this thread."""
    from browser import chromium, launched

    executable = chromium()
    if executable is None:
        pytest.skip("NO BROWSER: pages are NOT tested; install Chromium (apt-get install chromium)")
    with launched(executable) as browser:
        yield browser
