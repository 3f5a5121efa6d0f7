"""A real browser and a real server for the tests of the annotators' pages."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from starlette.types import ASGIApp

from twin_nlp.web.app import Access
from twin_nlp.web.serve import LOOPBACK, access_to, listening

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PATIENCE = 30_000
"""Milliseconds that a busy machine may take."""
expect.set_options(timeout=_PATIENCE)
NOT_LOADED = "Failed to load resource"


def chromium() -> str | None:
    """The path of the Chromium or Chrome that is installed."""
    names = ("chromium", "google-chrome", "chromium-browser")
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def launched(executable: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def serving(app: Callable[[Access], ASGIApp], port: int = 0) -> Iterator[Access]:
    """Serve what ``app`` makes on a port of this machine, by default one that is free, and give what opens it."""
    listener = listening(LOOPBACK, port, "")
    access = access_to(LOOPBACK, listener)
    server = uvicorn.Server(uvicorn.Config(app(access), log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield access
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@dataclass
class Watched:
    """A window of the browser, in which every error of the console and every request elsewhere is noted."""

    context: BrowserContext
    access: Access
    expected: tuple[str, ...] = ()
    wrong: list[str] = field(default_factory=list)

    def open(self, ready: str = "#text .sentence, #about:has-text('No document')") -> Page:
        """A page at the link, once it shows what the selector ``ready`` names."""
        page = self.context.new_page()
        page.on("console", lambda message: self._note(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", lambda request: self._request(request.url))
        page.goto(self.access.link)
        page.wait_for_selector(ready)
        return page

    def _note(self, message: str) -> None:
        if not any(part in message for part in self.expected):
            self.wrong.append(message)

    def _request(self, url: str) -> None:
        if urlsplit(url).scheme != "data" and urlsplit(url).netloc not in self.access.hosts:
            self.wrong.append(f"request to {url}")


@contextmanager
def window(
    browser: Browser, access: Access, expected: tuple[str, ...] = (), width: int = 1400, dark: bool = False
) -> Iterator[Watched]:
    """A new window without cookies or storage; at its end nothing unexpected must have happened in it.

    Parameters
    ----------
    browser : Browser
    access : Access
    expected : tuple of str
        Parts of messages on the console that belong to what is tried.
    width : int
        Pixels.
    dark : bool
        Whether the user prefers dark pages.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900 if width > 600 else 800},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(_PATIENCE)
    watched = Watched(context, access, expected)
    try:
        yield watched
        assert watched.wrong == []
    finally:
        context.close()


def serious(page: Page) -> list[str]:
    """What axe finds on a page that is serious or critical."""
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['help']}: {[n['html'] for n in v['nodes']]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
