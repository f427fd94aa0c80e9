"""Turns plans into replies: puts statements, buttons and sources together."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatchmethod
from typing import Sequence

from bot.dialogue.exercise_cards import exercise_card, wish_button
from bot.dialogue.person_wording import group_labels
from bot.dialogue.plans import (
    AskFirst,
    Choice,
    Clarification,
    ExerciseCard,
    FixedText,
    InShort,
    Objection,
    Plan,
    SourceList,
    Statements,
    TwoAnswers,
)
from bot.dialogue.reply import Button, Reply
from bot.dialogue.source_list import name_sources
from bot.dialogue.state import LastAnswer
from bot.dialogue.turn import ASK, ASK_FOR_EXERCISES, STATEMENT_ENTITY, TOPIC_ENTITY
from bot.dialogue.wording import say
from bot.knowledge.knowledge_base import EXERCISE_TOPICS, KnowledgeBase
from bot.languages import Language
from bot.pictures.urls import picture_url
from bot.reading.sentences import split_sentences

MAX_BUTTONS = 4
# The main topics, offered where no other topic suggests itself: the key of the button's text, and the topic.
STARTERS = (
    ("exercises", "exercise_specific"),
    ("red_flags", "red_flags_info"),
    ("painkillers", "painkiller_duration"),
    ("coverage", "coverage_general"),
)


def topic_button(title: str, topic: str) -> Button:
    """Return the button that asks for a topic."""
    if topic == EXERCISE_TOPICS["general"]:
        return Button(title, f"/{ASK_FOR_EXERCISES}")
    return Button(title, f'/{ASK}{{"{TOPIC_ENTITY}":"{topic}"}}')


def statement_button(title: str, statement: str) -> Button:
    """Return the button that asks for a statement."""
    return Button(title, f'/{ASK}{{"{STATEMENT_ENTITY}":"{statement}"}}')


class ReplyBuilder:
    """Builds replies from plans."""

    def __init__(self, base: KnowledgeBase) -> None:
        """Keep the knowledge base."""
        self.base = base

    @singledispatchmethod
    def build(self, plan: Plan, language: Language) -> Reply:
        """Return the reply to a plan.

        Raises:
            TypeError: there is no reply to this kind of plan; exercise requests go to the exercise form.
        """
        raise TypeError(f"no reply can be built from {type(plan).__name__}")

    @build.register
    def _statements(self, plan: Statements, language: Language) -> Reply:
        statements = plan.statements
        texts = [self.base.statements[entry].text[language] for entry in statements]
        if plan.repeats:
            texts[0] = f"{say('as_said', language)} {texts[0]}"
        shown = (*plan.shown, *statements)
        return Reply(
            kind="answer",
            topic=plan.topic,
            language=language,
            texts=["\n\n".join(_paragraphs(texts))],
            buttons=self._topic_buttons(plan, shown, language),
            options=list(plan.options),
            sources=[source.as_envelope() for source in self.base.sources_of(statements, language)],
            pictures=[picture_url(name, language) for name in self._pictures(statements)],
            last=LastAnswer(plan.topic, shown, statements, plan.exercise),
            answer_ids=list(statements),
            facts_used=list(plan.facts_used),
        )

    @build.register
    def _choice(self, plan: Choice, language: Language) -> Reply:
        statements = [self.base.statements[entry] for entry in plan.statements]
        if not statements:
            return Reply("fallback", plan.topic, language, [say("no_answer_known", language)])
        return Reply(
            kind="clarification",
            topic=plan.topic,
            language=language,
            texts=[say("no_answer_again" if plan.again else "no_answer", language)],
            buttons=[statement_button(entry.question[language], entry.id) for entry in statements],
            options=list(dict.fromkeys(entry.topic for entry in statements)),
            offered=plan.statements,
        )

    @build.register
    def _ask_first(self, plan: AskFirst, language: Language) -> Reply:
        text = say("ask_first", language, facts=group_labels(plan.groups, language))
        return Reply("answer", plan.topic, language, [text], facts_used=list(plan.groups))

    @build.register
    def _card(self, plan: ExerciseCard, language: Language) -> Reply:
        return exercise_card(self.base, self.base.exercises[plan.exercise], language)

    @build.register
    def _two_answers(self, plan: TwoAnswers, language: Language) -> Reply:
        first, second = self.build(plan.first, language), self.build(plan.second, language)
        assert first.last is not None and second.last is not None
        sources = {str(source["id"]): source for source in (*first.sources, *second.sources)}
        shown = (*first.last.shown, *second.last.shown)
        return replace(
            first,
            texts=[*first.texts, *second.texts],
            buttons=list(dict.fromkeys([*first.buttons[:2], *second.buttons[1:3]])),
            sources=list(sources.values()),
            last=replace(first.last, shown=shown, cited=(*first.last.cited, *second.last.cited)),
            answer_ids=[*first.answer_ids, *second.answer_ids],
            facts_used=list(dict.fromkeys([*first.facts_used, *second.facts_used])),
        )

    @build.register
    def _source_list(self, plan: SourceList, language: Language) -> Reply:
        return name_sources(self.base, plan.statements, language)

    @build.register
    def _fixed_text(self, plan: FixedText, language: Language) -> Reply:
        buttons = [topic_button(say(f"buttons.{name}", language), topic) for name, topic in STARTERS * plan.starters]
        if plan.offer:
            offers = (("exercises", plan.offer), ("red_flags", "red_flags_info"))
            buttons = [topic_button(say(f"buttons.{name}", language), topic) for name, topic in offers]
        return Reply(plan.kind, plan.topic, language, [say(plan.key, language)], buttons, offer=plan.offer)

    @build.register
    def _clarification(self, plan: Clarification, language: Language) -> Reply:
        titles = [(self.base.topics[topic].title[language], topic) for topic in plan.options]
        buttons = [topic_button(title, topic) for title, topic in titles]
        options = list(plan.options)
        return Reply(
            "clarification", None, language, [say("unsure", language)], buttons, options=options, offered=plan.options
        )

    @build.register
    def _objection(self, plan: Objection, language: Language) -> Reply:
        buttons = [topic_button(say("buttons.sources", language), "sources_evidence")]
        buttons += [topic_button(self.base.topics[other].title[language], other) for other in self._related(plan.topic)]
        return Reply("question", plan.topic, language, [say("objection", language)], buttons[:MAX_BUTTONS])

    @build.register
    def _in_short(self, plan: InShort, language: Language) -> Reply:
        sentence = split_sentences(self.base.statements[plan.statement].text[language])[0]
        return Reply("answer", plan.topic, language, [say("in_short", language, sentence=sentence)])

    def _related(self, topic: str) -> Sequence[str]:
        return self.base.topics[topic].related if topic in self.base.topics else ()

    def _pictures(self, statements: Sequence[str]) -> list[str]:
        return [name for entry in statements if (name := self.base.statements[entry].picture)]

    def _topic_buttons(self, plan: Statements, shown: Sequence[str], language: Language) -> list[Button]:
        topic = self.base.topics[plan.topic]
        buttons = [Button(say("buttons.more", language), "/more")] if set(topic.statements) - set(shown) else []
        if plan.topic == EXERCISE_TOPICS["pregnancy"]:
            buttons.append(Button(say("buttons.exercises", language), wish_button("pregnant", language).payload))
        questions = [self.base.statements[entry] for entry in plan.nearby]
        buttons += [statement_button(entry.question[language], entry.id) for entry in questions]
        linked = dict.fromkeys([*plan.options, *topic.related])
        buttons += [topic_button(self.base.topics[other].title[language], other) for other in linked]
        return buttons[:MAX_BUTTONS]


def _paragraphs(texts: Sequence[str]) -> list[str]:
    """Give the fact asked for its own paragraph; the related facts follow as one paragraph."""
    return [texts[0], " ".join(texts[1:])] if len(texts) > 1 else list(texts)
