"""Takes up what somebody feels, in one sentence before the answer, and never twice in the same words."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.reply import Reply
from bot.dialogue.state import ConversationState
from bot.dialogue.turn import Turn
from bot.dialogue.wording import say

# How often each feeling is taken up in one conversation; texts/feelings.yml has as many sentences for each.
_SENTENCES = 3
# These replies take up the feeling themselves.
_HEARD_ALREADY = {("pain", "symptom_statement"), ("anger", "abuse")}
# Advice to see a doctor, questions about red flags, and news of the program itself come without a word before them.
_NEVER_IN = ("escalation", "screening", "system")
# "Thank you for telling me" promises an answer.
_ONLY_WITH_ANSWER, _WITHOUT_ANSWER = ("fear", "joy"), ("clarification", "fallback")


def with_feeling(reply: Reply, turn: Turn, state: ConversationState) -> tuple[Reply, ConversationState]:
    """Return the reply with a sentence on what the person feels, if it shows, and the state that remembers it."""
    feeling = turn.feeling
    told = state.felt.count(feeling) if feeling else 0
    waits = state.alarm.is_alarmed or state.alarm.has_open_question
    if not feeling or waits or told >= _SENTENCES:
        return reply, state
    if reply.kind in _NEVER_IN or (feeling, turn.intent) in _HEARD_ALREADY:
        return reply, state
    if feeling in _ONLY_WITH_ANSWER and reply.kind in _WITHOUT_ANSWER:
        return reply, state
    sentence = say(f"feelings.{feeling}_{told + 1}", reply.language)
    texts = [f"{sentence} {reply.texts[0]}", *reply.texts[1:]]
    return replace(reply, texts=texts), replace(state, felt=(*state.felt, feeling))
