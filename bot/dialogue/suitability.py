"""Fits a plan to the person and to what was said before.

What does not hold for somebody is replaced by what does, as the content says (`not_for`, `only_for`); nothing is told
twice unasked.
"""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch
from typing import Collection, Optional, Sequence

from bot.dialogue.plans import AskFirst, Choice, ExerciseCard, ExerciseRequest, Plan, Statements, TwoAnswers
from bot.knowledge.knowledge_base import KnowledgeBase, Topic
from bot.knowledge.schema import ALARM_GROUPS

# An answer is one statement and at most this many more.
MOST_FURTHER = 1


@singledispatch
def suited(plan: Plan, groups: Sequence[str], said: Collection[str], base: KnowledgeBase) -> Plan:
    """Return the plan as it suits a person.

    Args:
        plan: the plan.
        groups: the groups of `bot.knowledge.schema.Group` that the person belongs to.
        said: the statements told so far.
        base: the knowledge base.
    """
    return plan


@suited.register
def _statements(plan: Statements, groups: Sequence[str], said: Collection[str], base: KnowledgeBase) -> Plan:
    chosen: list[str] = []
    used: list[str] = []
    first, because_of = _for_person(plan.statements[0], groups, base)
    repeats = first in said
    if repeats and not plan.is_sure and plan.nearby:
        # What was told before hardly fits, so something new that fits nearly as well is better.
        new = replace(plan, statements=plan.nearby[:1], nearby=plan.nearby[1:], is_sure=True)
        return suited(new, groups, said, base)
    if repeats and because_of and base.topics[base.statements[first].topic].group == "painkillers":
        # Pharmacies know more than the same warning once again.
        return AskFirst(plan.topic, (because_of,))
    if repeats:
        # Somebody who asks the same again gets the same again.
        said = ()
    for entry in plan.statements:
        told, group = _for_person(entry, groups, base)
        used += [group] if group else []
        if not chosen or _adds_something(told, chosen, groups, said, base):
            chosen.append(told)
    topic = base.topics[plan.topic]
    about_person = set(groups) - ALARM_GROUPS
    own = [entry for entry in topic.statements if set(base.statements[entry].only_for) & about_person]
    if len(chosen) <= MOST_FURTHER:
        chosen += [entry for entry in own if _adds_something(entry, chosen, groups, said, base)][:MOST_FURTHER]
    used += [group for entry in chosen for group in groups if _is_meant_for(entry, group, topic, base)]
    if not used:
        chosen += [entry for entry in topic.always if _adds_something(entry, chosen, groups, said, base)]
    facts = tuple(group for group in dict.fromkeys(used) if group not in ALARM_GROUPS)
    nearby = [_for_person(entry, groups, base)[0] for entry in plan.nearby]
    nearby = [entry for entry in nearby if _adds_something(entry, chosen, groups, said, base)]
    plan = replace(plan, nearby=tuple(dict.fromkeys(nearby)))
    return replace(plan, statements=tuple(chosen), facts_used=facts, repeats=repeats)


@suited.register
def _choice(plan: Choice, groups: Sequence[str], said: Collection[str], base: KnowledgeBase) -> Plan:
    """Offer what holds for the person; what was told before is offered only if nothing else is left."""
    own = [_for_person(entry, groups, base)[0] for entry in plan.statements]
    new = [entry for entry in own if entry not in said]
    return replace(plan, statements=tuple(dict.fromkeys(new or own)))


@suited.register
def _two_answers(plan: TwoAnswers, groups: Sequence[str], said: Collection[str], base: KnowledgeBase) -> Plan:
    first = suited(plan.first, groups, said, base)
    told = [*said, *(first.statements if isinstance(first, Statements) else ())]
    second = suited(plan.second, groups, told, base)
    if isinstance(first, (Statements, ExerciseCard)) and isinstance(second, (Statements, ExerciseCard)):
        return TwoAnswers(first, second)
    return first if isinstance(first, (Statements, ExerciseCard)) else second


@suited.register
def _exercise_request(plan: ExerciseRequest, groups: Sequence[str], said: Collection[str], base: KnowledgeBase) -> Plan:
    intro = suited(plan.intro, groups, said, base) if plan.intro else None
    return replace(plan, intro=intro if isinstance(intro, Statements) else None)


def _for_person(entry: str, groups: Sequence[str], base: KnowledgeBase) -> tuple[str, Optional[str]]:
    """Return the statement that the person is told instead, and because of which group; or the same one and None."""
    statement = base.statements[entry]
    of_topic = base.topics[statement.topic].not_for
    for group in groups:
        instead = statement.not_for.get(group)  # type: ignore[call-overload]
        if instead is None and not statement.only_for:
            instead = of_topic.get(group)  # type: ignore[call-overload]
        if instead and instead != entry:
            return instead, group
    return entry, None


def _is_meant_for(entry: str, group: str, topic: Topic, base: KnowledgeBase) -> bool:
    """Whether a statement is what people of this group are told, by itself or instead of others of the topic."""
    alternatives = [topic.not_for, *(base.statements[other].not_for for other in topic.statements)]
    instead = {others.get(group) for others in alternatives}  # type: ignore[call-overload]
    return group in base.statements[entry].only_for or entry in instead


def _adds_something(
    entry: str, chosen: Sequence[str], groups: Sequence[str], said: Collection[str], base: KnowledgeBase
) -> bool:
    statement = base.statements[entry]
    if statement.only_for and not set(statement.only_for) & set(groups):
        return False
    told = {*chosen, *said}
    same = {*told, *(other for known in told if known in base.statements for other in base.statements[known].same_as)}
    return entry not in same and not set(statement.same_as) & told
