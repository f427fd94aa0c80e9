"""What the answer to an open question about red flags means for the conversation."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.red_flags.alarm_state import SCREENING, WHICH_CATEGORY, AlarmState
from bot.red_flags.categories import UNSPECIFIED, red_flag_categories
from bot.red_flags.decisions import TriageDecision, ask, pass_screening, report
from bot.red_flags.findings import Finding
from bot.red_flags.questions import Choice, questions
from bot.red_flags.rule_files import categories_of
from bot.red_flags.scores import CRISIS
from bot.red_flags.user_responses import AGREES, DENIES, ELSEWHERE, NONE_OF_THESE, SOMETHING, UNSURE, UserResponse


def categories_asked_about(question: str) -> set[str]:
    """Return the categories that a question is about."""
    if question in questions().choices:
        return {choice.category for choice in questions().choices[question].answers if choice.category}
    if question in (SCREENING, WHICH_CATEGORY):
        return {item.category for item in questions().screening}
    return {question}


def decide_on_answer(alarm: AlarmState, response: UserResponse) -> Optional[TriageDecision]:
    """Return the decision that follows from the answer to the open question; None when there is none to make."""
    if alarm.question is None:
        return _on_late_button(alarm, response.pressed) if response.pressed else None
    if alarm.question == SCREENING:
        return _on_screening(alarm, response)
    if alarm.question == WHICH_CATEGORY:
        return _on_which_category(alarm, response)
    if _leaves_open(alarm, alarm.question, response):
        return None
    if alarm.question in questions().choices:
        return _on_choice_question(alarm, response, alarm.question)
    return _on_yes_or_no(alarm, response, alarm.question)


def _leaves_open(alarm: AlarmState, question: str, response: UserResponse) -> bool:
    """Whether a message neither answers the question nor mentions what it asks about."""
    mentioned = {*categories_of(response.concepts | response.denied)} & categories_asked_about(question)
    return response.leaves_open and not alarm.doubting and not mentioned


def _on_late_button(alarm: AlarmState, pressed: str) -> Optional[TriageDecision]:
    """Decide on a button of an earlier message: a report counts, a yes or no to a past question does not."""
    if pressed in red_flag_categories().categories:
        return report(alarm, pressed)
    if pressed == NONE_OF_THESE:
        return pass_screening(alarm)
    if pressed in (SOMETHING, UNSURE):
        return TriageDecision("which", replace(alarm, question=WHICH_CATEGORY))
    choices = [choice for question in questions().choices.values() for choice in question.answers]
    late = next((choice for choice in choices if choice.id == pressed and choice.category), None)
    return _chosen(alarm, late) if late else None


def _on_screening(alarm: AlarmState, response: UserResponse) -> Optional[TriageDecision]:
    if response.pressed in red_flag_categories().categories:
        return report(alarm, str(response.pressed))
    if response.any(SOMETHING, UNSURE) or (response.any(AGREES) and not response.any(DENIES, NONE_OF_THESE)):
        return TriageDecision("which", replace(alarm, question=WHICH_CATEGORY))
    denied = {*alarm.denied, *response.denied}
    left = alarm.screening_left(denied)
    if response.any(NONE_OF_THESE) or not left or (response.any(DENIES) and not response.denied):
        return pass_screening(alarm)
    if response.denied or response.reassures:
        return TriageDecision("screen", replace(alarm, question=SCREENING, denied=tuple(sorted(denied))))
    return None


def _on_which_category(alarm: AlarmState, response: UserResponse) -> TriageDecision:
    # Whatever it is, the list has been answered: if it turns out to be nothing, it is not asked again.
    alarm = replace(alarm, screened=True)
    if response.pressed in red_flag_categories().categories:
        return report(alarm, str(response.pressed))
    if response.any(NONE_OF_THESE) and response.is_clear_no:
        return pass_screening(alarm)
    mentioned = categories_of(response.concepts)
    if mentioned and response.rather_no:
        # "Only from the saddle, and gone at once": the word is there, and hardly anything speaks for the sign.
        return ask(alarm, [Finding(mentioned[0], None, "rules", ask=mentioned[0])])
    if mentioned:
        return report(alarm, mentioned[0])
    if response.is_clear_no:
        return pass_screening(alarm)
    return report(alarm, UNSPECIFIED)


def _on_choice_question(alarm: AlarmState, response: UserResponse, name: str) -> TriageDecision:
    question = questions().choices[name]
    chosen = [
        choice
        for choice in question.answers
        if response.pressed == choice.id or response.concepts & set(choice.concepts)
    ]
    if not chosen and (response.is_clear_no or response.any(ELSEWHERE)) and not response.any(UNSURE):
        chosen = [choice for choice in question.answers if choice.category is None]
    return _chosen(alarm, chosen[0] if chosen else question.answer(question.unclear))


def _chosen(alarm: AlarmState, choice: Choice) -> TriageDecision:
    if choice.category is None:
        return TriageDecision("cleared", alarm.without_question())
    return report(alarm, choice.category, choice.urgency)


def _on_yes_or_no(alarm: AlarmState, response: UserResponse, category: str) -> Optional[TriageDecision]:
    """Let a clear no clear or take back the category; anything else counts as a yes, unless it can be asked again."""
    is_denied = category in categories_of(response.denied) and category not in categories_of(response.concepts)
    if not (response.is_clear_no or (is_denied and not response.any(AGREES, UNSURE))):
        if _can_wait_for_an_answer(alarm, response, category):
            return None
        return report(alarm, category, alarm.flags.get(category) if alarm.doubting else None)
    closed = alarm.without_question()
    if not alarm.doubting:
        return TriageDecision("cleared", closed, (category,))
    return TriageDecision("taken_back", replace(closed.without_category(category), called=False), (category,))


def _can_wait_for_an_answer(alarm: AlarmState, response: UserResponse, category: str) -> bool:
    """Whether neither a yes nor a no came, so that the question stays open and is asked once more.

    Thoughts of suicide are not asked about twice before help is named.
    """
    names_it = category in categories_of(response.concepts) and not response.rather_no
    answered = response.pressed or response.any(AGREES, UNSURE, SOMETHING) or names_it
    is_mild = red_flag_categories().categories[category].urgency == "soon"
    may_wait = is_mild or (response.quiet and category != CRISIS)
    return may_wait and not answered and not alarm.doubting
