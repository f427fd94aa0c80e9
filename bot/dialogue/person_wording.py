"""Puts what is known about a person into words."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.profile import Profile
from bot.dialogue.reply import Reply
from bot.dialogue.state import ConversationState
from bot.dialogue.wording import say
from bot.languages import Language


def what_is_known(state: ConversationState, language: Language) -> str:
    """Say what is known about the person the conversation is about."""
    facts = _facts(state.profile, language)
    if not facts:
        return say("known.nothing", language)
    return say(f"known.{state.about}", language, facts=", ".join(facts))


def with_note_on_other(reply: Reply, state: ConversationState) -> tuple[Reply, ConversationState]:
    """Return the first answer about somebody else with a note on whom "you" means; later ones as they are."""
    if state.about != "other" or state.other_noted or reply.kind != "answer":
        return reply, state
    note = say("about_other", reply.language)
    texts = [f"{note} {reply.texts[0]}", *reply.texts[1:]]
    return replace(reply, texts=texts), replace(state, other_noted=True)


def group_labels(groups: tuple[str, ...], language: Language) -> str:
    """Return the names of groups, with commas."""
    return ", ".join(say(f"groups.{group}", language) for group in groups)


def _facts(profile: Profile, language: Language) -> list[str]:
    facts = [say(f"groups.{group}", language) for group in profile.all_groups]
    if profile.pregnant and profile.week:
        facts.insert(1, say("known.week", language, week=str(profile.week)))
    return facts + ([say(f"known.pain_{profile.pain}", language)] if profile.pain else [])
