"""People who say "du" get "du": how that is noticed, and the informal forms of the German texts."""

from __future__ import annotations

import json
import re
from typing import Iterator

import pytest

from bot.dialogue.informal_german import FOLDER, formal_sentences, has_informal, informal, with_du
from bot.dialogue.reply import Button, Reply
from bot.knowledge.content_files import read_content
from bot.reading.form_of_address import form_of_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("kannst du mir was gegen das ziehen sagen", "du"),
        ("gib mir mal ne übung", "du"),
        ("was meinste, geht das wieder weg", "du"),
        ("chasch mer säge wie lang das goht", "du"),
        ("wos moanst, wird des wieder", "du"),
        ("Können Sie mir eine Übung zeigen?", "sie"),
        ("was raten sie mir", "sie"),
        ("Das haben Sie schon gesagt.", "sie"),
        ("mein rücken tut weh, sie war gestern noch besser", None),
        ("Wie lange dauert das?", None),
        ("Ach du meine Güte, muss ich da hin?", None),
        ("Die Übungen, sie helfen nicht.", None),
    ],
)
def test_form_of_address(text: str, address: str | None) -> None:
    assert form_of_address(text) == address


def test_known_sentences_change_and_others_stay() -> None:
    known = json.loads((FOLDER / "texts_feelings.jsonl").read_text(encoding="utf-8").splitlines()[0])
    text = f"{known['sie']} Diesen Satz kennt niemand, fragen Sie mich. Wärme hilft."
    assert informal(text) == f"{known['du']} Diesen Satz kennt niemand, fragen Sie mich. Wärme hilft."


def test_buttons_keep_their_payload() -> None:
    known = json.loads((FOLDER / "texts_feelings.jsonl").read_text(encoding="utf-8").splitlines()[0])
    reply = with_du(Reply("answer", None, "de", [known["sie"]], [Button(known["sie"], "/ask")]))
    assert reply.texts == [known["du"]]
    assert reply.buttons == [Button(known["du"], "/ask")]


def test_filled_placeholders_are_kept() -> None:
    filled = [pair for pair in _pairs() if "{" in pair["sie"]]
    for pair in filled:
        values = {name: "Taubheit im Bein" for name in re.findall(r"{(\w+)}", pair["sie"])}
        assert informal(pair["sie"].format(**values)) == pair["du"].format(**values)


def test_numbers_and_placeholders_are_the_same() -> None:
    for pair in _pairs():
        for pattern in (r"\d+", r"{\w+}"):
            assert re.findall(pattern, pair["sie"]) == re.findall(pattern, pair["du"]), pair["sie"]


def test_nearly_all_answers_can_say_du() -> None:
    sentences = [s for entry in read_content().statements for s in formal_sentences(entry.text.de)]
    missing = [sentence for sentence in sentences if not has_informal(sentence)]
    assert len(missing) <= 0.05 * len(sentences), f"add these to bot/dialogue/informal: {missing[:20]}"


def _pairs() -> Iterator[dict[str, str]]:
    for path in FOLDER.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)
