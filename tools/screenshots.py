"""`make screenshots`: takes the main states of the chat, light and dark, phone and desktop, in both languages."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any, Callable, NamedTuple

from playwright.sync_api import Browser, sync_playwright

from bot.dialogue.wording import say
from bot.paths import ROOT
from tests.web.running_bot import RunningBot
from tests.web.visitor import ARGUMENTS, SIZES, Language, Visitor, find_browser

FOLDER = ROOT / "docs" / "screenshots"
MAX_BYTES = 200_000
_PIXEL_RATIO = {"phone": 1.5, "desktop": 1.0}
_QUESTION = {"en": "how long may i take ibuprofen?", "de": "wie lange darf ich Ibuprofen nehmen?"}
_EMERGENCY = {"en": "i feel nothing when i wipe", "de": "beim Abwischen spüre ich nichts mehr"}
_EXERCISES = {"en": "show me exercises", "de": "zeig mir Übungen"}


def _consent(visitor: Visitor) -> None:
    visitor.open()


def _answer(visitor: Visitor) -> None:
    visitor.agree()
    visitor.ask(_QUESTION[visitor.words.language])


def _sources(visitor: Visitor) -> None:
    _answer(visitor)
    visitor.turns.last.locator("summary").click()
    visitor.turns.last.locator(".sources").scroll_into_view_if_needed()


def _emergency(visitor: Visitor) -> None:
    visitor.agree()
    visitor.ask(_EMERGENCY[visitor.words.language])


def _exercise(visitor: Visitor) -> None:
    visitor.agree()
    visitor.ask(_EXERCISES[visitor.words.language])
    visitor.press(say("safety.buttons.none", visitor.words.language))
    visitor.press(say("coaching.buttons.none", visitor.words.language))
    listed = visitor.press(say("coaching.buttons.no_pain", visitor.words.language))
    visitor.press(listed.locator(".choices button").first.inner_text())


def _declined(visitor: Visitor) -> None:
    visitor.open()
    visitor.button("consent.decline").click()


def _demo(visitor: Visitor) -> None:
    visitor.page.wait_for_load_state("networkidle")


class Screenshot(NamedTuple):
    """The state to show, the language, the device (`phone` or `desktop`) and the scheme (`light` or `dark`)."""

    state: str
    language: Language
    device: str
    scheme: str

    @property
    def file_name(self) -> str:
        """Return the name under which the documentation shows it."""
        return f"{self.state}-{self.language}-{self.device}-{self.scheme}.png"


STATES: dict[str, Callable[[Visitor], None]] = {
    "demo": _demo,
    "consent": _consent,
    "declined": _declined,
    "answer": _answer,
    "sources": _sources,
    "emergency": _emergency,
    "exercise": _exercise,
}
SCREENSHOTS = [
    Screenshot("demo", "en", "desktop", "light"),
    Screenshot("consent", "de", "phone", "light"),
    Screenshot("consent", "en", "desktop", "light"),
    Screenshot("declined", "en", "phone", "light"),
    Screenshot("answer", "en", "desktop", "light"),
    Screenshot("answer", "de", "phone", "dark"),
    Screenshot("sources", "de", "desktop", "dark"),
    Screenshot("emergency", "de", "phone", "light"),
    Screenshot("emergency", "en", "phone", "dark"),
    Screenshot("exercise", "de", "phone", "light"),
    Screenshot("exercise", "en", "desktop", "dark"),
]


def main() -> int:
    """Start the bot and take all screenshots; fail when one is too large for the README."""
    path = find_browser()
    if path is None:
        print("No Chromium is installed: apt-get install chromium", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bot = RunningBot(Path(folder) / "output.txt", "")
        bot.start()
        try:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            sizes = [_take(browser, bot.address, screenshot) for screenshot in SCREENSHOTS]
        finally:
            bot.stop()
    return 1 if max(sizes) > MAX_BYTES else 0


def _take(browser: Browser, address: str, screenshot: Screenshot) -> int:
    options: dict[str, Any] = {
        **SIZES[screenshot.device],
        "device_scale_factor": _PIXEL_RATIO[screenshot.device],
        "color_scheme": screenshot.scheme,
        "reduced_motion": "reduce",
    }
    context = browser.new_context(locale=screenshot.language, **options)
    visitor = Visitor(context, address, screenshot.language)
    visitor.go()
    STATES[screenshot.state](visitor)
    visitor.page.wait_for_timeout(400)
    file = FOLDER / screenshot.file_name
    visitor.page.screenshot(path=str(file))
    context.close()
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} kB")
    return file.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
