"""What the encoder learns from: labels as the messages say, and nothing of the hands used for weighing."""

from __future__ import annotations

import random
from typing import Any

import pytest

from bot.reading.judgement import NOTHING, REPORT, head_labels
from bot.red_flags.labelled_messages import LabelledMessage, messages_of_hands
from tools.finetune import examples
from tools.finetune.examples import Example, calibration_messages, message_example

pytestmark = pytest.mark.rasa


def _message(text: str, **fields: Any) -> LabelledMessage:
    return LabelledMessage(text=text, form="chat", person="somebody", **fields)


def _sign(text: str, assertion: str, **fields: Any) -> LabelledMessage:
    return _message(text, kind="sign", sign="in_fever", category="infection", assertion=assertion, **fields)


def test_a_report_has_a_category_and_an_urgency_and_no_topic() -> None:
    example = message_example(_sign("fever since monday", "present", urgency="urgent"), "en")
    assert (example.finding, example.category, example.urgency, example.topic) == (REPORT, "infection", "urgent", None)


def test_what_is_denied_keeps_its_category_and_is_no_report() -> None:
    example = message_example(_sign("no fever", "denied"), "en")
    assert (example.finding, example.category, example.urgency) == (f"{NOTHING}denied", "infection", None)


@pytest.mark.parametrize(
    ("fields", "finding", "topic"),
    [
        ({"kind": "question", "topic": "imaging"}, "question", "imaging"),
        ({"kind": "statement"}, "ordinary", "symptom_statement"),
        ({"kind": "not_ours", "situation": "far"}, "not_ours", "oos"),
        ({"kind": "talk", "situation": "restart"}, "talk", "start_over"),
        ({"kind": "harmless", "situation": "old"}, "harmless", None),
    ],
)
def test_other_messages_report_nothing(fields: dict[str, str], finding: str, topic: str | None) -> None:
    example = message_example(_message("some words", **fields), "de")
    assert (example.finding, example.topic) == (NOTHING + finding, topic)


def test_hands_for_weighing_teach_nothing_and_the_labels_are_those_of_the_adapter() -> None:
    learnt = [message_example(message, language) for message, language in messages_of_hands(True)]
    weighed = {message.text for message, _ in calibration_messages()}
    assert len(weighed) > 2000 and not weighed & {example.text for example in learnt if len(example.text.split()) > 6}
    assert {example.finding for example in learnt} <= set(head_labels()["finding"])


def test_of_a_long_report_the_sentence_that_reports_is_an_example_of_its_own() -> None:
    long = _sign(
        "We moved house. I have a fever. The cat is fine.", "present", urgency="urgent", part_sign="I have a fever."
    )
    (part,) = examples._parts(long, "en")
    assert (part.text, part.finding, part.weight) == ("I have a fever.", REPORT, 0.5)
    assert not list(examples._parts(_sign("a. b. c. d.", "denied", part_sign="a."), "en"))


def test_noise_changes_the_spelling_alone() -> None:
    text = "Die Übungen für den Rücken, täglich zweimal, schmerzen überhaupt nicht mehr."
    noisy = {examples._noisy(Example(text, "de", REPORT), random.Random(seed)) for seed in range(50)}
    assert len(noisy) > 5
    assert all(len(variant.split()) == len(text.split()) for variant in noisy)
