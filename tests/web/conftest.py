"""Fixtures: the bot once for all tests of this folder, a browser, a visitor, another site."""

from __future__ import annotations

import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from sqlalchemy.engine import Engine

from bot.server.train import ensure_model
from tests.web.running_bot import RunningBot
from tests.web.visitor import ARGUMENTS, SIZES, Language, Visitor, find_browser

MakeVisitor = Callable[..., Visitor]


class OtherSite:
    """A site on another origin. `pages` maps a path to its HTML and its headers."""

    def __init__(self) -> None:
        """Serve on a free port of `localhost`, which counts as another site than 127.0.0.1."""
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self.pages))
        self.address = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, pages: dict[str, tuple[str, dict[str, str]]], *rest: Any) -> None:
        self._pages = pages
        super().__init__(*rest)

    def do_GET(self) -> None:
        html, headers = self._pages.get(self.path, ("", {}))
        self.send_response(200 if html else 204)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(html.encode())

    def log_message(self, format: str, *rest: Any) -> None:
        pass


@pytest.fixture(scope="session")
def site() -> Iterator[OtherSite]:
    """A site that may show the chat."""
    site = OtherSite()
    yield site
    site.server.shutdown()


@pytest.fixture(scope="session")
def other_site() -> Iterator[OtherSite]:
    """A site that may not show the chat."""
    site = OtherSite()
    yield site
    site.server.shutdown()


@pytest.fixture(scope="session")
def bot(database: Engine, site: OtherSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    """The real bot; trains first if there is no model for the current data."""
    ensure_model()
    bot = RunningBot(Path(tmp_path_factory.mktemp("bot")) / "output.txt", site.address)
    bot.start()
    yield bot
    bot.stop()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright, for one file: its event loop runs all the time and would be in the way of other tests."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium; without one the browser tests are skipped."""
    path = find_browser()
    if path is None:
        pytest.skip("No Chromium is installed: apt-get install chromium")
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def make_visitor(browser: Browser, bot: RunningBot) -> Iterator[MakeVisitor]:
    """Make visitors with a language, a size and other browser options; at the end check their pages for errors."""
    made: list[Visitor] = []

    def make(language: Language = "en", size: str = "desktop", **options: Any) -> Visitor:
        locale = {"en": "en-GB", "de": "de-DE"}[language]
        context = browser.new_context(locale=locale, **{**SIZES[size], **options})
        made.append(Visitor(context, bot.address, language))
        return made[-1]

    yield make
    for visitor in made:
        elsewhere, problems = visitor.requests_elsewhere("http://localhost:"), list(visitor.problems)
        visitor.context.close()
        assert elsewhere == [] and problems == []


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest) -> Language:
    """Both languages."""
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(params=["phone", "desktop"])
def size(request: pytest.FixtureRequest) -> str:
    """Both sizes."""
    return str(request.param)


@pytest.fixture
def visitor(make_visitor: MakeVisitor, language: Language, size: str) -> Visitor:
    """A visitor on the demo page."""
    visitor = make_visitor(language, size)
    visitor.go()
    return visitor
