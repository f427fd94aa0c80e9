"""The content is complete: both languages, the same numbers, short answers, known sources."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from datetime import date
from typing import get_args

import pytest

from bot.knowledge.content_files import Content
from bot.knowledge.schema import Use
from bot.languages import LANGUAGES, Language
from bot.reading.thresholds import thresholds
from bot.red_flags.categories import red_flag_categories

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Numbers in addresses and titles of papers do not count.
_ADDRESS = re.compile(r"\S+\.(?:de|org|com|uk)\S*")


def _numbers(text: str) -> list[str]:
    return sorted(number.replace(".", "").replace(",", "") for number in _NUMBER.findall(_ADDRESS.sub("", text)))


def test_numbers_are_the_same_in_both_languages(content: Content) -> None:
    wrong = [s.id for s in content.statements if _numbers(s.text.en) != _numbers(s.text.de)]
    wrong += [e.id for e in content.exercises if _numbers(" ".join(e.steps.en)) != _numbers(" ".join(e.steps.de))]
    assert not wrong


def test_short_answers_are_short(content: Content) -> None:
    texts = {statement.id: statement.text for statement in content.statements}
    for topic in content.topics:
        for language in LANGUAGES:
            words = sum(len(texts[entry][language].split()) for entry in topic.answer)
            assert 30 <= words <= 85, f"{topic.id}: the short answer has {words} words in {language!r}"


def test_button_titles_fit(content: Content) -> None:
    for topic in content.topics:
        assert max(len(topic.title.en), len(topic.title.de)) <= 40, topic.id


def test_every_exercise_has_the_same_number_of_steps_in_both_languages(content: Content) -> None:
    assert len(content.exercises) == 26
    assert sum(exercise.series == "general" for exercise in content.exercises) == 19
    for exercise in content.exercises:
        assert len(exercise.steps.en) == len(exercise.steps.de), exercise.id
        assert min(len(exercise.names.en), len(exercise.names.de)) >= 5, exercise.id


def test_every_source_is_used(content: Content) -> None:
    used = {source for statement in content.statements for source in statement.sources}
    used |= {source for exercise in content.exercises for source in exercise.sources}
    used |= thresholds().sources()
    used |= {source for category in red_flag_categories().categories.values() for source in category.sources}
    assert {source.id for source in content.sources} == used


def test_the_blog_is_no_source_for_medicine(content: Content) -> None:
    medical = {topic.id for topic in content.topics if topic.group in ("painkillers", "red_flags", "coverage")}
    assert not [s.id for s in content.statements if s.topic in medical and "blog_lower_back" in s.sources]


def test_no_text_has_exclamation_marks(content: Content) -> None:
    assert not [s.id for s in content.statements if "!" in s.text.en + s.text.de]


def test_paraphrases_are_unique(content: Content) -> None:
    seen: dict[str, str] = {}
    twice: list[str] = []
    for statement in content.statements:
        for text in (*statement.paraphrases.en, *statement.paraphrases.de):
            if seen.setdefault(text.lower(), statement.id) != statement.id:
                twice.append(f"{text!r}: {seen[text.lower()]} and {statement.id}")
    assert not twice


def test_reviews_that_are_due_are_announced(content: Content) -> None:
    due = [topic.review.next_review for topic in content.topics]
    due += [exercise.review.next_review for exercise in content.exercises]
    if min(due) < date.today():
        warnings.warn("Some content is due for review.", stacklevel=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_painkiller_answers_say_who_must_ask_first_and_name_no_dose(content: Content, language: Language) -> None:
    topic = next(topic for topic in content.topics if topic.id == "painkiller_other")
    texts = {statement.id: statement.text[language] for statement in content.statements}
    answer = " ".join(texts[entry] for entry in topic.always).lower()
    groups = {
        "en": ("pregnan", "ulcer|stomach", "kidney", "heart", "blood thinner", "18"),
        "de": ("schwanger", "magen", "niere", "herz", "blutverdünn|gerinnung", "18"),
    }[language]
    for group in groups:
        assert any(word in answer for word in group.split("|")), group
    doses = [name for name, said in texts.items() if re.search(r"\d\s?mg\b", said)]
    assert not doses, f"these statements name a dose in mg; leave that to the leaflet and the doctor: {doses}"


def test_every_occasion_has_its_statements(content: Content) -> None:
    used = Counter(statement.use for statement in content.statements if statement.use)
    assert set(used) == set(get_args(Use)) and used["ask_doctor_first"] == used["office_advice"] == 1
    assert len({s.topic for s in content.statements if s.use == "time_until_effect"}) == 1
    assert [s.id for s in content.statements if s.picture] == ["chronic_effect_size"]


def test_every_exercise_has_one_dose(content: Content) -> None:
    doses = Counter(statement.exercise for statement in content.statements if statement.role == "dose")
    assert doses == {exercise.id: 1 for exercise in content.exercises}


def test_exercises_wait_during_an_alarm_and_red_flag_topics_do_not(content: Content) -> None:
    assert {t.during_alarm for t in content.topics if t.group == "exercise"} == {"wait"}
    assert {t.during_alarm for t in content.topics if t.group == "red_flags"} == {"tell"}
