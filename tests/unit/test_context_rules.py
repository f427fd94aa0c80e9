"""What is denied, past or imagined is not reported; modifiers reach no further than their clause or sentence."""

from __future__ import annotations

import pytest

from bot.reading.context_rules import AssertedMention, Assertion, ContextRuleFile, ContextRules
from bot.reading.normalizer import TextNormalizer
from bot.reading.phrases import PhraseFinder
from bot.yaml_files import ContentError

_FILE = ContextRuleFile(
    language="en",
    clause_words=["but"],
    joining_words=["and"],
    question_starts=["is", "what"],
    own_words=["my", "i"],
    clause_starts=["i", "my", "can"],
    not_in_gaps=[],
    assertions={
        "denied": {"forward": ["no", "not", "without"], "backward": ["is fine"], "previous_sentence": ["i have none"]},
        "past": {"clause": ["years ago"]},
        "hypothetical": {"sentence": ["what if"]},
        "present": {"clause": ["since yesterday"]},
    },
)
Finders = tuple[TextNormalizer, PhraseFinder, ContextRules]
_CONCEPTS = {"fever": ["fever"], "chills": ["chill*"], "numb": ["numb", "can not feel"], "groin": ["groin"]}


@pytest.fixture(scope="module")
def finders() -> Finders:
    """A few phrases and context rules."""
    normalizer = TextNormalizer("en", {})
    return normalizer, PhraseFinder(normalizer, _CONCEPTS, "test"), ContextRules(normalizer, _FILE, "test")


def _assertions(finders: Finders, text: str) -> dict[str, set[Assertion]]:
    return {a.mention.name: set(a.assertions) for a in _asserted(finders, text)}


def _asserted(finders: Finders, text: str) -> list[AssertedMention]:
    normalizer, concepts, context_rules = finders
    document = normalizer.tokenize(text)
    return context_rules.apply(document, concepts.find(document), [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no fever", {"fever": {"denied"}}),
        ("no fever, chills and numb fingers", {"fever": {"denied"}, "chills": {"denied"}, "numb": {"denied"}}),
        ("no fever but my groin is numb", {"fever": {"denied"}, "groin": set(), "numb": set()}),
        ("no fever and i can't feel it", {"fever": {"denied"}, "numb": set()}),
        ("no fever. chills since yesterday", {"fever": {"denied"}, "chills": set()}),
        ("my groin is fine", {"groin": {"denied"}}),
        ("i had fever years ago", {"fever": {"past"}}),
        ("years ago fever and since yesterday chills", {"fever": set(), "chills": set()}),
        ("what if my groin got numb?", {"groin": {"hypothetical"}, "numb": {"hypothetical"}}),
        ("what if i need a doctor? my groin is numb", {"groin": set(), "numb": set()}),
        ("the doctor asked about fever. i have none", {"fever": {"denied"}}),
        ("fever, i have none. chills", {"fever": {"denied"}, "chills": set()}),
        ("fever. pain i have none", {"fever": set()}),
        ("can not feel it, no fever", {"numb": set(), "fever": {"denied"}}),
    ],
)
def test_assertions(finders: Finders, text: str, expected: dict[str, set[Assertion]]) -> None:
    assert _assertions(finders, text) == expected


def test_a_negation_that_is_part_of_a_match_denies_nothing_in_it(finders: Finders) -> None:
    asserted = _asserted(finders, "i can't feel my groin")
    matched = [a.mention for a in asserted]
    assert [mention.name for mention in matched] == ["numb", "groin"]
    assert not any(a.assertions_as_part_of(matched) for a in asserted)


def test_a_question_about_nobody_reports_nothing(finders: Finders) -> None:
    assert _assertions(finders, "is fever a bad sign?") == {"fever": {"general"}}
    assert _assertions(finders, "is my fever a bad sign?") == {"fever": set()}
    assert _assertions(finders, "fever, what is it") == {"fever": set()}


def test_a_reference_to_nothing_is_reported_with_file_and_entry() -> None:
    with pytest.raises(ContentError, match=r"en\.yml.*numb.*<nothing>"):
        PhraseFinder(TextNormalizer("en", {}), {"numb": ["<nothing> leg"]}, "phrases/en.yml")


def test_spellings_count_inside_alternatives() -> None:
    normalizer = TextNormalizer("en", {"knickers": "underpants"}, ["legs"])
    finder = PhraseFinder(normalizer, {"wet": ["knickers|sheets ... wet"], "both": ["legs|sheets ... numb"]}, "x")
    names = {m.name for m in finder.find(normalizer.tokenize("my underpants are wet, my leg is numb"))}
    assert names == {"wet"}
    assert [m.name for m in finder.find(normalizer.tokenize("my legs are numb"))] == ["both"]


def test_an_alternative_that_is_never_found_is_reported_with_file_entry_and_word() -> None:
    normalizer = TextNormalizer("en", {"its": "it is", "had": "did have"})
    with pytest.raises(ContentError, match=r"en\.yml.*'leaks'.*'its'.*'it is'"):
        PhraseFinder(normalizer, {"leaks": ["on its|the own ..."]}, "phrases/en.yml")
    # "had" is still found: its lemma is one of the words that it is read as.
    PhraseFinder(normalizer, {"fall": ["had|took ... fall"]}, "phrases/en.yml")


def test_gaps_open_words_and_references() -> None:
    normalizer = TextNormalizer("en", {})
    finder = PhraseFinder(
        normalizer, {"leg": ["leg", "foot"], "weak": ["weak* ... <leg>", "<leg> ... give|gives way"]}, "x"
    )
    for text in ("weakness in my left foot", "my leg just gives way", "weak leg"):
        assert "weak" in {mention.name for mention in finder.find(normalizer.tokenize(text))}, text
    for text in ("weak but by and by also leg", "leg. gives way"):
        assert "weak" not in {mention.name for mention in finder.find(normalizer.tokenize(text))}, text
