"""Pages, headers, texts and the third-party files that come with the repository."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from bot.channels.web import widget_texts as texts_module
from bot.channels.web.files import FOLDER, TEMPLATES, page, preferred_language, widget_files
from bot.channels.web.headers import page_headers
from bot.channels.web.widget_texts import texts_as_json, widget_texts
from bot.paths import ROOT
from bot.yaml_files import ContentError

_SCRIPTS = sorted(path for path in FOLDER.glob("*.js"))


def test_the_launcher_is_small() -> None:
    assert len(widget_files()["loader.js"].packed) <= 15_000


def test_every_text_has_both_languages_with_the_same_blanks_and_numbers() -> None:
    for key, text in widget_texts().items():
        blanks = {language: sorted(re.findall(r"\{\w+\}", text[language])) for language in ("en", "de")}
        assert blanks["en"] == blanks["de"], key
        assert "!" not in text["en"] + text["de"], key
        if "alarm" in key or "consent" in key:
            numbers = [re.findall(r"\d{3,}", text[language]) for language in ("en", "de")]
            assert numbers[0] == numbers[1], key


def test_a_text_without_german_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "texts.yml"
    broken.write_text("menu:\n  save: {en: Save}\n", encoding="utf-8")
    monkeypatch.setattr(texts_module, "FILE", broken)
    with pytest.raises(ContentError, match=r"menu\.save"):
        widget_texts.__wrapped__()


def test_scripts_and_pages_use_only_texts_that_exist_and_all_of_them() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in [*_SCRIPTS, *TEMPLATES.glob("*.html")])
    used = set(re.findall(r'\bt\("([a-z0-9_.]+)"', source))
    used |= set(re.findall(r'data-(?:text|label|placeholder)="([a-z0-9_.]+)"', source))
    used |= {f"loader.{key}" for key in re.findall(r'\btext\("([a-z]+)"', source)}
    assert used <= set(widget_texts())
    # Keys that are put together: alarm.<urgency>, status.<state>, log.<who>, loader.<number>.
    left = {key for key in set(widget_texts()) - used if not key.startswith(("alarm.", "status.", "log.", "loader."))}
    assert left == set()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", ["window.html", "demo.html"])
def test_pages_say_what_matters_without_scripts(name: str, language: str) -> None:
    text = page(name, "de" if language == "de" else "en", "http://127.0.0.1:5005").decode()
    assert f'<html lang="{language}">' in text and "{{" not in text
    assert "112" in text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text), "no inline script"
    assert not re.search(r"\son\w+=|style=", text), "no inline handlers or styles"


def test_texts_cannot_end_the_script_that_carries_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts_module, "widget_texts", lambda: {"x": {"en": "</script><b>", "de": "&"}})
    written = texts_as_json()
    assert "<" not in written and json.loads(written)["x"]["en"] == "</script><b>"


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        (None, "de-AT,de;q=0.9", "de"),
        ("en", "de", "en"),
        (None, "fr,en;q=0.5", "en"),
        (None, "", "en"),
        ("xx", "de", "de"),
        (None, "en;q=0.3, de;q=0.8", "de"),
        (None, "de;q=0, en;q=0.1", "en"),
        (None, "*;q=0.5", "en"),
        ("de-CH", "", "de"),
    ],
)
def test_language_of_a_page(asked: str | None, accepted: str, language: str) -> None:
    assert preferred_language(asked, accepted) == language


def test_policy_lets_nothing_from_other_sites_in() -> None:
    policy = page_headers("https://chat.example.org", ["https://www.praxis.example"], framed=True)[
        "Content-Security-Policy"
    ]
    rules = {part.split()[0]: part.split()[1:] for part in policy.split("; ")}
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["style-src"] == rules["img-src"] == ["'self'"]
    assert rules["connect-src"] == ["'self'", "ws://chat.example.org", "wss://chat.example.org"]
    assert rules["frame-ancestors"] == ["'self'", "https://www.praxis.example"]
    assert "unsafe" not in policy and "*" not in policy
    demo = page_headers("https://chat.example.org", ["https://www.praxis.example"], framed=False)
    assert "frame-ancestors 'none'" in demo["Content-Security-Policy"]


def test_scripts_never_parse_html_or_run_text() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|localStorage|cookie"
    )
    for path in _SCRIPTS:
        code = re.sub(r"/\*.*?\*/|//.*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not forbidden.search(code), path.name


def test_third_party_files_are_those_of_the_lock_file() -> None:
    """`make widget-vendor` copies them and writes the hashes; a changed file or version shows here."""
    lines = (ROOT / "scripts" / "vendored.sha256").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split() for line in lines)}
    assert set(listed) == {
        str(path.relative_to(ROOT))
        for folder in (FOLDER / "vendor", ROOT / "tests/web/vendor")
        for path in folder.iterdir()
    }
    for name, expected in listed.items():
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == expected, name
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    versions = {
        "socket.io-client": re.search(r"Socket\.IO v([\d.]+)", (FOLDER / "vendor/socket.io.esm.min.js").read_text()),
        "axe-core": re.search(r"axe v([\d.]+)", (ROOT / "tests/web/vendor/axe.min.js").read_text()),
    }
    for name, found in versions.items():
        assert found and found[1] == locked[f"node_modules/{name}"]["version"]
        assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")
