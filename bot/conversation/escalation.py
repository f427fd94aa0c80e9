"""The answer to a reported warning sign or to thoughts of suicide."""

from __future__ import annotations

from typing import Sequence

from bot.conversation.reply import Reply
from bot.conversation.texts import say
from bot.safety.warning_signs import warning_signs
from bot.understanding.language import Language


def escalate(red_flags: Sequence[str], language: Language) -> Reply:
    """Send the person to a doctor; the most serious of the warning signs decides how fast."""
    signs = warning_signs()
    sign = signs.most_serious(red_flags)
    text = say(
        "escalation.parts",
        language,
        advice=getattr(signs.advice[sign.urgency], language),
        why=getattr(sign.why, language),
        tell=getattr(sign.tell, language),
        avoid=getattr(sign.avoid, language),
    )
    return Reply(
        kind="escalation",
        topic=None,
        language=language,
        texts=[text],
        urgency=sign.urgency,
        red_flags=list(red_flags),
    )


def crisis(language: Language) -> Reply:
    """Answer a person who writes of not wanting to live."""
    return Reply(
        kind="escalation",
        topic="crisis",
        language=language,
        texts=[getattr(warning_signs().crisis_text, language)],
        urgency="emergency",
        red_flags=["crisis"],
    )
