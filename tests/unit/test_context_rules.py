"""What is denied, past or imagined is not reported; contexts end at clause borders."""

from __future__ import annotations

import pytest

from bot.reading.context_rules import Context, ContextFile, ContextFinder
from bot.reading.normalizer import TextNormalizer
from bot.reading.phrases import PhraseFinder
from bot.yaml_files import ContentError

_FILE = ContextFile(
    language="en",
    clause_words=["but"],
    joining_words=["and"],
    question_starts=["is", "what"],
    own_words=["my", "i"],
    clause_starts=["i", "my", "can"],
    not_in_gaps=[],
    contexts={
        "negated": {"before": ["no", "not", "without"], "after": ["is fine"], "back": ["i have none"]},
        "past": {"clause": ["years ago"]},
        "hypothetical": {"sentence": ["what if"]},
        "current": {"clause": ["since yesterday"]},
    },
)
_CONCEPTS = {"fever": ["fever"], "chills": ["chill*"], "numb": ["numb", "can not feel"], "groin": ["groin"]}


@pytest.fixture(scope="module")
def finders() -> tuple[TextNormalizer, PhraseFinder, ContextFinder]:
    """Finders over a few phrases."""
    reader = TextNormalizer("en", {})
    return reader, PhraseFinder(reader, _CONCEPTS, "test"), ContextFinder(reader, _FILE, "test")


def _contexts(finders: tuple[TextNormalizer, PhraseFinder, ContextFinder], text: str) -> dict[str, set[Context]]:
    reader, concepts, contexts = finders
    document = reader.read(text)
    return {p.mention.name: set(p.contexts) for p in contexts.place(document, concepts.find(document), [])}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no fever", {"fever": {"negated"}}),
        ("no fever, chills and numb fingers", {"fever": {"negated"}, "chills": {"negated"}, "numb": {"negated"}}),
        ("no fever but my groin is numb", {"fever": {"negated"}, "groin": set(), "numb": set()}),
        ("no fever and i can't feel it", {"fever": {"negated"}, "numb": set()}),
        ("no fever. chills since yesterday", {"fever": {"negated"}, "chills": set()}),
        ("my groin is fine", {"groin": {"negated"}}),
        ("i had fever years ago", {"fever": {"past"}}),
        ("years ago fever and since yesterday chills", {"fever": set(), "chills": set()}),
        ("what if my groin got numb?", {"groin": {"hypothetical"}, "numb": {"hypothetical"}}),
        ("what if i need a doctor? my groin is numb", {"groin": set(), "numb": set()}),
        ("the doctor asked about fever. i have none", {"fever": {"negated"}}),
        ("fever, i have none. chills", {"fever": {"negated"}, "chills": set()}),
        ("fever. pain i have none", {"fever": set()}),
        ("can not feel it, no fever", {"numb": set(), "fever": {"negated"}}),
    ],
)
def test_contexts(
    finders: tuple[TextNormalizer, PhraseFinder, ContextFinder], text: str, expected: dict[str, set[Context]]
) -> None:
    assert _contexts(finders, text) == expected


def test_a_negation_that_belongs_to_a_sign_takes_nothing_of_it_back(
    finders: tuple[TextNormalizer, PhraseFinder, ContextFinder],
) -> None:
    reader, concepts, contexts = finders
    document = reader.read("i can't feel my groin")
    placed = contexts.place(document, concepts.find(document), [])
    together = [p.mention for p in placed]
    assert [p.mention.name for p in placed] == ["numb", "groin"]
    assert not any(p.contexts_beside(together) for p in placed)


def test_a_question_about_nobody_reports_nothing(finders: tuple[TextNormalizer, PhraseFinder, ContextFinder]) -> None:
    assert _contexts(finders, "is fever a bad sign?") == {"fever": {"general"}}
    assert _contexts(finders, "is my fever a bad sign?") == {"fever": set()}
    assert _contexts(finders, "fever, what is it") == {"fever": set()}


def test_a_reference_to_nothing_is_reported_with_file_and_entry() -> None:
    with pytest.raises(ContentError, match=r"en\.yml.*numb.*<nothing>"):
        PhraseFinder(TextNormalizer("en", {}), {"numb": ["<nothing> leg"]}, "phrases/en.yml")


def test_gaps_open_words_and_references() -> None:
    reader = TextNormalizer("en", {})
    finder = PhraseFinder(
        reader, {"leg": ["leg", "foot"], "weak": ["weak* ... <leg>", "<leg> ... give|gives way"]}, "x"
    )
    for text in ("weakness in my left foot", "my leg just gives way", "weak leg"):
        assert "weak" in {mention.name for mention in finder.find(reader.read(text))}, text
    for text in ("weak but by and by also leg", "leg. gives way"):
        assert "weak" not in {mention.name for mention in finder.find(reader.read(text))}, text
