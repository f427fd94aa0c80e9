"""A visitor in a real browser: opens the chat, agrees, asks, presses, reads."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import Any, Literal, Optional

from playwright.sync_api import BrowserContext, Frame, FrameLocator, Locator, Page, expect

from bot.channels.web.widget_texts import widget_texts
from bot.paths import ROOT

Language = Literal["en", "de"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SIZES: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
    },
    "desktop": {"viewport": {"width": 1280, "height": 860}},
}
_AXE = (ROOT / "tests" / "web" / "vendor" / "axe.min.js").read_text(encoding="utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Texts that a person could read, in the order of the screen.
PATIENCE = 20_000  # ms


def find_browser() -> Optional[str]:
    """Return the path of an installed Chromium, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@dataclass(frozen=True)
class Words:
    """The widget's texts in one language."""

    language: Language

    def __getitem__(self, key: str) -> str:
        """Return the text for a key."""
        return widget_texts()[key][self.language]


class Visitor:
    """Drives one tab. Collects every request and every error in the page."""

    def __init__(self, context: BrowserContext, bot: str, language: Language) -> None:
        """Open a tab; nothing is loaded yet."""
        self.bot = bot
        self.words = Words(language)
        self.context = context
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.problems: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._on_console_message)
        self.page.on("dialog", lambda dialog: self.problems.append(f"dialog {dialog.message}"))

    def _on_console_message(self, message: Any) -> None:
        if message.type in ("error", "warning") and "WebSocket connection" not in message.text:
            self.problems.append(f"{message.type}: {message.text}")

    def go(self, address: str = "") -> None:
        """Load the demo page, or another page that shows the chat."""
        self.page.goto(address or f"{self.bot}/chat?language={self.words.language}")

    @property
    def chat(self) -> FrameLocator:
        """The chat inside its frame."""
        return self.page.frame_locator("rueckenwind-chat iframe")

    @property
    def frame(self) -> Frame:
        """The chat's frame, to run checks in."""
        found = [frame for frame in self.page.frames if "/chat/window" in frame.url]
        assert found, "the chat is not open"
        return found[-1]

    @property
    def launcher(self) -> Locator:
        """The button on the page."""
        return self.page.locator("rueckenwind-chat .launcher")

    @property
    def turns(self) -> Locator:
        """What the bot said, turn by turn (without the three dots)."""
        return self.chat.locator(".turn.bot:not(#typing)")

    @property
    def said(self) -> Locator:
        """What the visitor said."""
        return self.chat.locator(".turn.visitor")

    def open(self) -> None:
        """Press the launcher and wait for the chat."""
        self.launcher.click()
        self.chat.locator("body").wait_for(timeout=PATIENCE)
        expect(self.page.locator("rueckenwind-chat .beside")).to_be_hidden(timeout=PATIENCE)

    def agree(self) -> None:
        """Open the chat, agree, and wait for the greeting."""
        self.open()
        self.button("consent.accept").click()
        expect(self.turns).to_have_count(1, timeout=PATIENCE)

    def button(self, key: str) -> Locator:
        """One of the widget's own buttons."""
        return self.chat.get_by_role("button", name=self.words[key], exact=True)

    def choose_menu(self, key: str) -> None:
        """Open the menu and press an entry."""
        self.button("menu.label").click()
        self.button(key).click()

    def write(self, text: str) -> None:
        """Write and send, without waiting for the answer."""
        field = self.chat.locator("#message")
        field.fill(text)
        field.press("Enter")

    def ask(self, text: str) -> Locator:
        """Write, and return the bot's turn that answers."""
        before = self.turns.count()
        self.write(text)
        return self._next_turn(before)

    def press(self, title: str) -> Locator:
        """Press a suggested answer, and return the bot's turn that follows."""
        before = self.turns.count()
        self.chat.locator(".choices button", has_text=title).first.click()
        return self._next_turn(before)

    def _next_turn(self, before: int) -> Locator:
        expect(self.turns).to_have_count(before + 1, timeout=PATIENCE)
        return self.turns.nth(before)

    def stored(self) -> dict[str, int]:
        """Count what the chat stores in this browser."""
        script = "() => ({session: sessionStorage.length, local: localStorage.length, cookies: document.cookie.length})"
        found = self.frame.evaluate(script)
        return {**found, "cookies": found["cookies"] + len(self.context.cookies())}

    def accessibility_problems(self, frame: Optional[Frame] = None) -> list[str]:
        """Run axe in the chat (or another frame) and return the problems it finds."""
        where = frame or self.frame
        where.evaluate(_AXE)
        options = json.dumps({"runOnly": _RULES, "iframes": False, "resultTypes": ["violations"]})
        found = where.evaluate(f"() => axe.run(document, {options}).then(result => result.violations)")
        return [
            f"{one['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
            for one in found
            for node in one["nodes"]
        ]

    def requests_elsewhere(self, *allowed: str) -> list[str]:
        """Return every request that left the bot's origin (and the embedding site's)."""
        own = (self.bot, self.bot.replace("http:", "ws:"), "data:", "blob:", *allowed)
        return [address for address in self.requests if not address.startswith(own)]
