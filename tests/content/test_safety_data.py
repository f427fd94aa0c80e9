"""The data on red flags: complete in both languages, with the same names, short enough for buttons."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.dialogue.reply import Reply
from bot.dialogue.safety_wording import remind, screening_question, which_question, word_decision
from bot.languages import LANGUAGES, Language
from bot.reading.context_rules import FOLDER as CONTEXT_RULES
from bot.reading.context_rules import ContextRuleFile
from bot.reading.language_files import read_language_file
from bot.red_flags import questions as question_files
from bot.red_flags import rules
from bot.red_flags.categories import UNSPECIFIED, red_flag_categories
from bot.red_flags.questions import FILE as QUESTIONS
from bot.red_flags.questions import questions
from bot.red_flags.rule_files import PHRASES, PhraseFile, read_rules
from bot.red_flags.rules import shared_rules
from bot.red_flags.triage import AlarmState, TriageDecision
from bot.red_flags.user_responses import ANSWERS, read_user_responses
from bot.yaml_files import ContentError

_NUMBER = re.compile(r"\d+")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_has_phrases(language: Language) -> None:
    phrases = read_language_file(PhraseFile, PHRASES, language).concepts
    assert phrases.keys() == read_rules().concepts.keys()
    assert not [name for name, entries in phrases.items() if len(entries) < 2]


def test_every_concept_is_used_by_a_rule_or_a_question() -> None:
    used = {name for rule in read_rules().rules for names in (*rule.alternatives(), rule.unless) for name in names}
    used |= {name for item in questions().screening for need in item.denied_by for name in need.split("|")}
    used |= {
        name for question in questions().choices.values() for choice in question.answers for name in choice.concepts
    }
    assert not {*read_rules().concepts, *read_rules().numbers} - used


def test_every_category_has_a_rule_and_every_rule_a_category() -> None:
    assert {rule.category for rule in read_rules().rules} == red_flag_categories().categories.keys() - {UNSPECIFIED}
    ids = [rule.id for rule in read_rules().rules]
    assert len(ids) == len(set(ids))


def test_every_question_of_a_rule_exists() -> None:
    known = {*red_flag_categories().categories, *questions().choices}
    assert not [rule.id for rule in read_rules().rules if rule.ask and rule.ask not in known]


def test_assertions_and_answers_have_the_same_names_in_both_languages() -> None:
    english, german = (
        read_language_file(ContextRuleFile, CONTEXT_RULES, language).assertions for language in LANGUAGES
    )
    assert english.keys() == german.keys()
    for language in LANGUAGES:
        assert read_user_responses(language).keys() == ANSWERS


def test_the_screening_has_the_numbers_and_words_of_both_languages() -> None:
    for item in questions().screening:
        assert _NUMBER.findall(item.en) == _NUMBER.findall(item.de)
    for category in red_flag_categories().categories.values():
        for pair in (category.ask, category.why, category.tell, category.avoid):
            assert _NUMBER.findall(pair.en) == _NUMBER.findall(pair.de), category.id
            assert "!" not in pair.en + pair.de


def _replies() -> list[Reply]:
    urgencies = {name: category.urgency for name, category in red_flag_categories().categories.items()}
    replies = []
    for language in LANGUAGES:
        for category, urgency in urgencies.items():
            alarmed = AlarmState(flags={category: urgency})
            for kind in ("escalate", "called", "doctor_seen", "taken_back"):
                replies.append(word_decision(TriageDecision(kind, alarmed, (category,)), language))
            replies.append(word_decision(TriageDecision("ask", AlarmState(question=category)), language))
            replies.append(remind(alarmed, language))
        for name in questions().choices:
            replies.append(word_decision(TriageDecision("ask", AlarmState(question=name)), language))
        for kind in ("cleared", "failed"):
            replies.append(word_decision(TriageDecision(kind, AlarmState()), language))  # type: ignore[arg-type]
        for variant in (None, "rest", "after_pain"):
            replies.append(screening_question(AlarmState(), variant, "exercise_specific", language))
        replies.append(which_question(language))
    return replies


def test_every_reply_of_safety_can_be_said_and_its_buttons_fit() -> None:
    for reply in _replies():
        assert all(text.strip() and "{" not in text for text in reply.texts)
        for button in reply.buttons:
            assert len(button.payload.encode()) <= 64, "Telegram's limit"
            assert 0 < len(button.title) <= 40
        if reply.kind == "escalation":
            assert reply.urgency and UNSPECIFIED not in reply.red_flags
            if reply.urgency == "emergency":
                assert "112" in " ".join(reply.texts)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda text: text.replace("concepts:", "concept:", 1), r"en\.yml.*concepts"),
        (lambda text: text.replace("  numb:", "  nunb:", 1), r"en\.yml.*n[un]+b"),
        (lambda text: text.replace("language: en", "language: de", 1), r"en\.yml.*'language' is 'de'"),
        (lambda text: text + "\n\tx", r"en\.yml.*YAML"),
        (lambda text: "", r"en\.yml"),
    ],
)
def test_a_damaged_phrase_file_is_reported_with_its_name(
    damage: object, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PHRASES, tmp_path / "phrases")
    file = tmp_path / "phrases" / "en.yml"
    file.write_text(damage(file.read_text(encoding="utf-8")), encoding="utf-8")  # type: ignore[operator]
    monkeypatch.setattr(rules, "PHRASES", tmp_path / "phrases")
    with pytest.raises(ContentError, match=f"(?s){message}"):
        rules.RuleDetector("en")


def test_both_languages_compile() -> None:
    assert set(shared_rules()) == set(LANGUAGES)


def test_two_answers_with_the_same_id_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "questions.yml"
    file.write_text(QUESTIONS.read_text(encoding="utf-8").replace("id: weak_leg", "id: one_leg"), encoding="utf-8")
    monkeypatch.setattr(question_files, "FILE", file)
    with pytest.raises(ContentError, match=r"questions\.yml.*'one_leg'"):
        questions.__wrapped__()
