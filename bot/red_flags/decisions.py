"""The triage decisions: what the bot does next, and the alarm state after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Optional, Sequence

from bot.red_flags.alarm_state import AlarmState
from bot.red_flags.categories import red_flag_categories
from bot.red_flags.findings import Finding
from bot.red_flags.urgency import URGENCIES, Urgency, most_urgent

DecisionKind = Literal[
    "escalate",  # send to a doctor
    "ask",  # one precise question
    "screen",  # the rest of the screening list
    "which",  # which item of the list it is
    "called",  # help is on its way
    "help",  # a practical question on getting help, or no wish to go
    "doctor_seen",  # a doctor has looked at it
    "taken_back",  # a clear no to "is it really so?"
    "cleared",  # a clear no to a question
    "passed",  # nothing on the list applies
    "failed",  # a detector broke, so the message cannot be judged
]


@dataclass(frozen=True)
class TriageDecision:
    """What the bot does now, and the alarm state after it."""

    kind: DecisionKind
    alarm: AlarmState
    # The categories that this message reports; for "taken_back" and "cleared" the category that was asked about.
    categories: tuple[str, ...] = ()


def report(alarm: AlarmState, category: str, urgency: Optional[Urgency] = None) -> TriageDecision:
    """Escalate a category that was reported in answer to a question, or by a button.

    Args:
        alarm: the alarm state so far.
        category: the category.
        urgency: how urgent it is; by default as urgent as `categories.yml` says.
    """
    finding = Finding(category, urgency or red_flag_categories().categories[category].urgency, "rules")
    return escalate(alarm, [finding])


def escalate(
    alarm: AlarmState, findings: Sequence[Finding], getting_worse: bool = False, is_sure: bool = True
) -> TriageDecision:
    """Add findings to the alarm; an urgency is raised, never lowered.

    Args:
        alarm: the alarm state so far.
        findings: what the message reports.
        getting_worse: whether it is getting worse; then the screening is due again.
        is_sure: whether the models are sure; if not, what no rule has found is a suspicion.
    """
    flags = dict(alarm.flags)
    told = flags.keys() - {*alarm.suspected}
    told |= {finding.category for finding in findings if is_sure or finding.detector == "rules"}
    for finding in findings:
        raised = most_urgent([flags.get(finding.category), finding.urgency])
        if raised:
            flags[finding.category] = raised
    alarmed = replace(
        alarm.without_question(),
        flags=flags,
        suspected=tuple(category for category in flags if category not in told),
        doctor_seen=False,
        called=alarm.called and most_urgent(flags.values()) == alarm.urgency,
        screened=alarm.screened and not getting_worse,
        denied=() if getting_worse else alarm.denied,
    )
    return TriageDecision("escalate", alarmed, tuple(dict.fromkeys(finding.category for finding in findings)))


def ask(alarm: AlarmState, findings: Sequence[Finding]) -> TriageDecision:
    """Ask the question of the most serious finding."""
    categories = red_flag_categories().categories
    first = min(findings, key=lambda finding: URGENCIES.index(categories[finding.category].urgency))
    return TriageDecision("ask", replace(alarm, question=first.ask, doubting=False, asked_again=False))


def pass_screening(alarm: AlarmState) -> TriageDecision:
    """Note that nothing on the screening list applies."""
    return TriageDecision("passed", replace(alarm.without_question(), screened=True))
