"""What people of other hands asked in chats: the statement that a reader chose is found first, or offered."""

from __future__ import annotations

import json

import pytest

from bot.dialogue.question_ranking import Question, QuestionRanker
from bot.knowledge.schema import ALARM_GROUPS
from bot.paths import ROOT
from bot.rasa.services import shared_knowledge_base
from bot.reading.question_encoder import shared_question_encoder
from tools.measure import Score

pytestmark = pytest.mark.model

# So many questions are offered where no answer is sure.
_OFFERED = 3
# As measured on 1 December 2026: 26 and 34 of 58 and 62 first, 41 and 46 among three. Statements written after the
# readers chose count as misses, so this only guards against getting worse.
FIRST = {"en": 0.43, "de": 0.53}
AMONG_THREE = {"en": 0.68, "de": 0.72}


@pytest.mark.parametrize("language", ["en", "de"])
def test_answers_to_questions_in_a_chat_are_found(language: str) -> None:
    base = shared_knowledge_base()
    ranker = QuestionRanker(base, shared_question_encoder())
    first, among_three = Score(), Score()
    for line in (ROOT / "tests/asked" / f"{language}.jsonl").read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        if not asked["answers"]:
            continue
        # Some were asked after an alarm, and their answers are told only then.
        matches = ranker.rank(Question(asked["text"], "", before=asked["before"], groups=ALARM_GROUPS))
        found = [match.target for match in matches if match.kind == "statement"][:_OFFERED]
        first.count(found[0] in asked["answers"], asked["text"])
        among_three.count(bool(set(found) & set(asked["answers"])), asked["text"])
    assert first.share >= FIRST[language], first.share
    assert among_three.share >= AMONG_THREE[language], among_three.share
