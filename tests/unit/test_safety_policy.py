"""No rule, story or open form can overrule safety."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pytest
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.training import load_data
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.importers.rasa import RasaFileImporter

from bot.dialogue.state import SLOT, ConversationState
from bot.paths import ROOT
from bot.rasa.safety_policy import SafetyPolicy
from bot.red_flags.findings import Assessment, Finding
from bot.red_flags.parsed_message import ASSESSMENT_KEY
from bot.red_flags.triage import AlarmState
from bot.yaml_files import read_yaml

pytestmark = pytest.mark.rasa

_DOMAIN = """
version: "3.1"
intents: [greet, report_cauda_equina, exercise_specific]
slots:
  conversation: {type: any, influence_conversation: false, mappings: [{type: custom}]}
  repetitions:
    type: text
    influence_conversation: false
    mappings: [{type: from_text, conditions: [{active_loop: exercise_form}]}]
forms: {exercise_form: {required_slots: [repetitions]}}
actions: [action_red_flags, action_answer]
"""

# Rules and stories of a careless maintainer that contradict safety.
_AGAINST = """
version: "3.1"
rules:
  - rule: a red flag is answered with exercises
    steps: [{intent: report_cauda_equina}, {action: action_answer}]
  - rule: exercises open the form
    steps: [{intent: exercise_specific}, {action: exercise_form}, {active_loop: exercise_form}]
stories:
  - story: greeting first, then exercises in spite of a red flag
    steps: [{intent: greet}, {action: action_answer}, {intent: report_cauda_equina}, {action: action_answer}]
"""


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Domain, dict[str, Policy]]]:
    """The safety policy, and policies that were trained against it."""
    folder: Path = tmp_path_factory.mktemp("against")
    (folder / "domain.yml").write_text(_DOMAIN, encoding="utf-8")
    (folder / "stories.yml").write_text(_AGAINST, encoding="utf-8")
    importer = RasaFileImporter(domain_path=str(folder / "domain.yml"), training_data_paths=str(folder / "stories.yml"))
    domain = importer.get_domain()
    trackers = load_data(importer, domain)
    made: dict[str, Policy] = {}
    for kind in (SafetyPolicy, RulePolicy, MemoizationPolicy):
        storage = LocalModelStorage(folder / kind.__name__)
        (folder / kind.__name__).mkdir()
        context = ExecutionContext(GraphSchema({}))
        made[kind.__name__] = kind.create(kind.get_default_config(), storage, Resource(kind.__name__), context)
        made[kind.__name__].train(trackers, domain)
    yield domain, made


def _message(intent: str, assessment: Assessment) -> UserUttered:
    data = {"intent": {"name": intent, "confidence": 1.0}, "entities": [], ASSESSMENT_KEY: assessment.as_dict()}
    return UserUttered("words", data["intent"], [], data)


def _decide(policies: tuple[Domain, dict[str, Policy]], events: list[Event], without: str = "") -> str:
    domain, made = policies
    tracker = DialogueStateTracker.from_events("someone", events, domain.slots)
    predictions: list[PolicyPrediction] = [
        policy.predict_action_probabilities(tracker, domain) for name, policy in made.items() if name != without
    ]
    best = DefaultPolicyPredictionEnsemble.create({}, None, None, None).combine_predictions(
        predictions, tracker, domain
    )
    return str(domain.action_names_or_texts[int(best.max_confidence_index)])


_NUMB = Assessment(findings=[Finding("cauda_equina", "emergency", "rules", ("numb",))])
_ALARMED = ConversationState(alarm=AlarmState(flags={"cauda_equina": "emergency"})).as_slots()[SLOT]
_ASKED = ConversationState(alarm=AlarmState(question="infection")).as_slots()[SLOT]
_START: list[Event] = [ActionExecuted(ACTION_LISTEN_NAME)]
_IN_FORM: list[Event] = [
    *_START,
    _message("exercise_specific", Assessment()),
    ActionExecuted("exercise_form"),
    ActiveLoop("exercise_form"),
    SlotSet("requested_slot", "repetitions"),
    ActionExecuted(ACTION_LISTEN_NAME),
]
_AFTER_GREETING: list[Event] = [
    *_START,
    _message("greet", Assessment()),
    ActionExecuted("action_answer"),
    ActionExecuted(ACTION_LISTEN_NAME),
]


@pytest.mark.parametrize("before", [_START, _IN_FORM, _AFTER_GREETING], ids=["start", "open form", "story"])
@pytest.mark.parametrize("intent", ["report_cauda_equina", "greet", "exercise_specific"])
def test_a_finding_decides_whatever_the_rules_and_stories_say(policies: Any, before: list[Event], intent: str) -> None:
    events = [*before, _message(intent, _NUMB)]
    assert _decide(policies, events) == "action_red_flags"
    assert _decide(policies, [*events, ActionExecuted("action_red_flags")]) == ACTION_LISTEN_NAME


def test_without_the_policy_the_careless_rules_would_win(policies: Any) -> None:
    """The tests above prove something only if the rules would decide otherwise."""
    without = "SafetyPolicy"
    assert _decide(policies, [*_START, _message("report_cauda_equina", _NUMB)], without) == "action_answer"
    assert _decide(policies, [*_IN_FORM, _message("report_cauda_equina", _NUMB)], without) == "exercise_form"


def test_a_broken_detector_and_an_open_question_decide_too(policies: Any) -> None:
    assert _decide(policies, [*_IN_FORM, _message("greet", Assessment(failed=True))]) == "action_red_flags"
    asked = [SlotSet(SLOT, _ASKED), *_START]
    assert _decide(policies, [*asked, _message("nlu_fallback", Assessment())]) == "action_red_flags"


def test_an_alarm_state_that_cannot_be_read_ends_in_the_safety_action(policies: Any) -> None:
    broken = [SlotSet(SLOT, {"version": 0}), *_START]
    assert _decide(policies, [*broken, _message("greet", Assessment())]) == "action_red_flags"


def test_otherwise_the_conversation_continues(policies: Any) -> None:
    for slot in (None, _ALARMED):
        events = [SlotSet(SLOT, slot), *_START, _message("exercise_specific", Assessment())]
        assert _decide(policies, events) == "exercise_form"


def test_the_policy_is_configured_above_all_others() -> None:
    names = [entry["name"] for entry in read_yaml(ROOT / "config.yml")["policies"]]
    assert names[0] == "bot.rasa.safety_policy.SafetyPolicy"
    assert SafetyPolicy.get_default_config()["priority"] > RulePolicy.get_default_config()["priority"]
