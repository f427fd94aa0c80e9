"""What somebody feels is taken up before the answer, never twice in the same words."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.feelings import with_feeling
from bot.dialogue.reply import Reply
from bot.dialogue.state import ConversationState
from bot.dialogue.turn import Turn, read_turn
from bot.red_flags.alarm_state import AlarmState

_AFRAID = Turn("i am so scared", "en", "ask", "prognosis", feeling="fear")
_ANSWER = Reply("answer", "prognosis", "en", ["It usually gets better."])


def test_each_sentence_comes_once_and_then_none() -> None:
    state, seen = ConversationState(), set()
    for _ in range(3):
        reply, state = with_feeling(_ANSWER, _AFRAID, state)
        assert reply.texts[0].endswith(_ANSWER.texts[0]) and len(reply.texts[0]) > len(_ANSWER.texts[0])
        seen.add(reply.texts[0])
    assert len(seen) == 3 and with_feeling(_ANSWER, _AFRAID, state) == (_ANSWER, state)


def test_nothing_comes_before_advice_to_see_a_doctor_or_where_the_reply_says_it_already() -> None:
    state = ConversationState()
    escalation = replace(_ANSWER, kind="escalation")
    assert with_feeling(escalation, _AFRAID, state)[0] == escalation
    alarmed = ConversationState(alarm=AlarmState(flags={"infection": "urgent"}))
    assert with_feeling(_ANSWER, _AFRAID, alarmed)[0] == _ANSWER
    complaint = Turn("it hurts so much", "en", "symptom_statement", "symptom_statement", feeling="pain")
    assert with_feeling(_ANSWER, complaint, state)[0] == _ANSWER


def test_only_a_clear_feeling_counts() -> None:
    def feeling(chances: dict[str, float], text: str = "one two three four five six") -> str | None:
        return read_turn({"text": text, "chances_of_feelings": chances}, "en").feeling

    assert feeling({"none": 0.2, "fear": 0.8}) == "fear" and feeling({"none": 0.3, "fear": 0.7}) is None
    assert feeling({"none": 0.2, "fear": 0.8}, "rather not say") is None
    assert feeling({"none": 0.9, "fear": 0.1}) is None and feeling({}) is None
