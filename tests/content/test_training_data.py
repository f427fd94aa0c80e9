"""Training data and test splits: complete, in the right folder, without common sentences."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.knowledge.content_files import Content
from bot.languages import LANGUAGES
from bot.paths import ROOT
from bot.red_flags.categories import UNSPECIFIED, red_flag_categories
from bot.red_flags.labelled_messages import messages_of_hands
from bot.red_flags.scores import intent_of
from bot.red_flags.urgency import URGENCIES
from bot.yaml_files import read_yaml
from tests.examples import Example, read_examples

# Messages that share words with a red flag and report none; their blocks name the intent.
HARD_NEGATIVES = "not_"


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.yml")}


def test_both_languages_have_the_same_files() -> None:
    for folder in ("data/nlu", "tests/nlu"):
        assert _names(ROOT / folder / "en") == _names(ROOT / folder / "de")


@pytest.mark.parametrize(("folder", "least"), [("data/nlu", 20), ("tests/nlu", 12)])
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_topic_has_enough_examples(folder: str, least: int, language: str) -> None:
    for path in sorted((ROOT / folder / language).glob("*.yml")):
        blocks = read_yaml(path)["nlu"]
        if not path.stem.startswith(HARD_NEGATIVES):
            assert {_topic_of(block["intent"]) for block in blocks} == {path.stem}, path
        assert {block["metadata"]["language"] for block in blocks} == {language}, path
        assert len(set(_texts(read_examples(path)))) >= least, path


def test_every_topic_is_taught(content: Content) -> None:
    asked = Counter((message.topic, language) for message, language in messages_of_hands(training=True))
    for topic in content.topics:
        for language in LANGUAGES:
            path = ROOT / "data/nlu" / language / f"{topic.id}.yml"
            own = len(read_examples(path)) if path.exists() else 0
            assert own + asked[topic.id, language] >= 40, f"{topic.id}, {language}: too few training messages"


def test_no_test_sentence_is_trained_on(content: Content) -> None:
    trained = {text for path in (ROOT / "data/nlu").rglob("*.yml") for text in _texts(read_examples(path))}
    for statement in content.statements:
        trained |= {_plain(text) for text in (*statement.paraphrases.en, *statement.paraphrases.de)}
    tested = {text for path in (ROOT / "tests/nlu").rglob("*.yml") for text in _texts(read_examples(path))}
    trained |= {_plain(message.taught_text or "") for message, _ in messages_of_hands(training=True)}
    tested |= {text for path in (ROOT / "tests/nlu_holdout_2").rglob("*.yml") for text in _texts(read_examples(path))}
    # Everybody says "hi", "ok" and "ja danke"; only messages of more than three words can be copied.
    assert not {text for text in tested & trained if len(text.split()) > 3}


def test_domain_and_data_name_the_same_intents() -> None:
    blocks = [block for path in (ROOT / "data/nlu").rglob("*.yml") for block in read_yaml(path)["nlu"]]
    used = {str(block["intent"]).partition("/")[0] for block in blocks}
    named = set(read_yaml(ROOT / "domain.yml")["intents"]) - {"nlu_fallback"}
    assert named == used, f"in domain.yml or in data/nlu only: {sorted(named ^ used)} (a topic is 'ask/<topic>')"


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_category_has_reports_and_hard_negatives(language: str) -> None:
    folder = ROOT / "data/nlu" / language
    for category in red_flag_categories().categories.keys() - {UNSPECIFIED}:
        reports = read_examples(folder / f"{intent_of(category)}.yml")
        assert len(reports) >= 60, category
        assert len(read_examples(folder / f"{HARD_NEGATIVES}{category}.yml")) >= 60, category
        for block in read_yaml(folder / f"{intent_of(category)}.yml")["nlu"]:
            assert block["metadata"]["urgency"] in URGENCIES, category


def test_topics_of_the_data_are_in_the_knowledge_base(content: Content) -> None:
    blocks = [block for path in (ROOT / "data/nlu").rglob("*.yml") for block in read_yaml(path)["nlu"]]
    asked = {_topic_of(block["intent"]) for block in blocks if "/" in block["intent"]}
    known = {topic.id for topic in content.topics}
    assert asked <= known, f"there is no content file for {sorted(asked - known)}, which data/nlu names"


def _topic_of(intent: str) -> str:
    """Return the topic of a question's intent ("ask/exercise_why"), any other intent as it is."""
    return intent.rpartition("/")[2]


def _texts(examples: list[Example]) -> list[str]:
    return [_plain(example.text) for example in examples]


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
