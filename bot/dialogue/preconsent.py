"""Answers red flags even before the person has consented to a conversation. Keeps nothing."""

from __future__ import annotations

import logging
from typing import Optional

from bot.dialogue.reply import Reply
from bot.dialogue.safety_wording import word_decision
from bot.languages import Language
from bot.logs import without_message
from bot.red_flags.findings import Assessment
from bot.red_flags.rules import shared_rules
from bot.red_flags.triage import AlarmState, decide
from bot.red_flags.urgency import URGENCIES

logger = logging.getLogger(__name__)


def check_before_consent(text: str, language: Language) -> Optional[Reply]:
    """Return where to get help if the rules for red flags find one in a message; None otherwise.

    Only the rules run here; the trained model runs once the conversation may begin.

    Args:
        text: the message.
        language: the language to answer in, unless only the rules of the other language found the red flag.
    """
    try:
        found = {name: rules.detect(text).found for name, rules in shared_rules().items()}
    except Exception as error:
        logger.error("The search for red flags failed with %s", type(error).__name__, exc_info=without_message(error))
        return None
    answer_in = language if found.get(language) else next((name for name, hits in found.items() if hits), language)
    findings = sorted(
        (finding for hits in found.values() for finding in hits),
        key=lambda finding: URGENCIES.index(finding.urgency or URGENCIES[-1]),
    )
    decision = decide(AlarmState(), Assessment(findings=findings)) if findings else None
    return word_decision(decision, answer_in) if decision and decision.kind == "escalate" else None
