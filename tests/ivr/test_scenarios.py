"""Scenarios: every kind of line, every kind of ending, and problems that say what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows.flow import Scenario
from flows.loader import load
from ivr.playing import Classify
from ivr.scenarios import ScenarioResult, picked, run, run_all
from tests.ivr.conftest import build

LIBRARY = Path(__file__).parents[2] / "flows" / "library"

STEPS: dict[str, Any] = {
    "hi": {"say": {"en-US": "Hello.", "pt-BR": "Olá."}, "next": "open"},
    "open": {"when": {"open": "office"}, "then": "main", "else": "closed"},
    "closed": {"voicemail": "billing", "next": "hang up"},
    "main": {
        "menu": "Billing or support?",
        "input": "keypad and speech",
        "confirm": "below 0.6",
        "options": [
            {"key": "1", "words": {"en-US": ["billing"]}, "next": "line"},
            {"key": "2", "next": "code"},
            {"key": "3", "next": "out"},
            {"key": "4", "next": "data"},
            {"key": "5", "next": "promise"},
        ],
        "silence": {"tries": 2},
        "else": "line",
    },
    "line": {
        "queue": "billing",
        "waiting": {
            "say": "Please wait.",
            "offers": {"callback": {"key": "1", "after": "60s", "over": "5m"}},
        },
        "at_most": "5m",
        "next": "score",
        "else": "closed",
    },
    "score": {"survey": "csat", "prompt": "How was it?"},
    "code": {"collect": "code", "prompt": "Code?", "digits": 4, "secret": True, "next": "bye", "else": "bye"},
    "bye": {"hang up": "Goodbye."},
    "out": {"transfer": "+12025550123", "next": "bye", "else": "line"},
    "data": {
        "fetch": {"url": "https://api.example.org/", "store": {"name": "customer.names.0"}},
        "next": "greet",
        "else": "bye",
    },
    "greet": {"hang up": "Hello {name}."},
    "promise": {"callback": "billing", "next": "bye", "else": "bye"},
}
FLOW = build(
    STEPS,
    hours={"office": {"mon-fri": "08:00-18:00"}},
    queues={
        "billing": {"title": "Billing", "hours": "office", "limit": 9, "overflow": {"to": "sales"}},
        "sales": {"title": "Sales", "limit": 9},
    },
    timezone="America/Sao_Paulo",
    fetch_hosts=["api.example.org"],
)


def play(script: list[dict[str, Any]], **more: Any) -> ScenarioResult:
    written = {"name": "test", "script": script, "at": "2026-03-02T10:00", **more}
    return run(FLOW, Scenario.model_validate(written))


@pytest.mark.parametrize(
    ("script", "more"),
    [
        ([{"hears": "hello"}, {"hears": "SUPPORT?"}, {"presses": "1"}], {"ends": {"queue": "billing"}}),
        (
            [{"says": "billing please"}, {"hears": "please wait"}],
            {"ends": {"queue": "billing", "step": "line"}},
        ),
        (
            [{"says": "billing", "confidence": 0.4}, {"hears": "billing"}, {"says": "yes"}],
            {"ends": {"queue": "billing", "hang up": False}},
        ),
        ([{"waits": "10s"}, {"waits": "1s"}], {"ends": {"queue": "billing"}}),
        (
            [{"presses": "1"}, {"waits": "2m"}, {"waits": "3m"}, {"records": "9s"}],
            {"ends": {"voicemail": "billing"}},
        ),
        (
            [
                {"presses": "1"},
                {"waits": "60s"},
                {"presses": "1"},
                {"hears": "number is right"},
                {"waits": "6s"},
            ],
            {"ends": {"callback": "billing", "hang up": True}},
        ),
        ([], {"at": "2026-03-01T10:00", "ends": {"voicemail": "billing"}}),
        (
            [{"presses": "1"}, {"agent answers": True}, {"hears": "how was it"}, {"presses": "5"}],
            {"ends": {"queue": "billing", "hang up": True, "variables": {"score": "5"}}},
        ),
        ([{"presses": "21234"}, {"hears": "goodbye"}], {"ends": {"variables": {"code": "****"}}}),
        (
            [{"presses": "3"}, {"transfer": "completed"}],
            {"ends": {"transfer": "+12025550123", "hang up": True}},
        ),
        ([{"presses": "3"}, {"transfer": "busy"}], {"ends": {"queue": "billing"}}),
        (
            [{"presses": "4"}, {"fetch answers": {"customer": {"names": ["Ana"]}}}, {"hears": "Hello Ana"}],
            {"ends": {"step": "greet", "variables": {"name": "Ana"}}},
        ),
        ([{"presses": "4"}, {"fetch fails": True}, {"hears": "Goodbye"}], {}),
        ([{"presses": "5"}, {"says": "yes"}], {"ends": {"callback": "billing", "hang up": True}}),
        (
            [{"presses": "5"}, {"presses": "11988887777"}, {"presses": "1"}],
            {"caller": "anonymous", "ends": {"callback": "billing", "step": "bye"}},
        ),
        (
            [{"presses": "5"}, {"hears": "To keep your place"}, {"presses": "2"}, {"hears": "cancelled"}],
            {"callbacks": ["billing"], "ends": {"hang up": True}},
        ),
        (
            [{"presses": "1"}, {"hears": "about 10 minutes"}, {"presses": "1"}, {"waits": "6s"}],
            {"queue_waits": {"billing": "10m"}, "ends": {"callback": "billing"}},
        ),
        ([{"presses": "1"}], {"queue_lengths": {"billing": 9}, "ends": {"queue": "sales"}}),
        (
            [{"presses": "1"}, {"hears": "too many"}, {"hears": "tone"}],
            {"queue_lengths": {"billing": 9, "sales": 9}, "ends": {"voicemail": "billing"}},
        ),
        (
            [{"presses": "1"}, {"waits": "2m"}, {"hears": "tone"}],
            {"at": "2026-03-02T17:58", "ends": {"voicemail": "billing"}},
        ),
        ([{"hangs up": True}], {"ends": {"hang up": True, "step": "main"}}),
        ([{"hears": "Olá"}], {"language": "pt-BR"}),
        (
            [{"hears": "tone"}, {"records": "5s"}],
            {"at": "2026-03-02T07:59", "ends": {"voicemail": "billing"}},
        ),
        ([], {"at": ""}),
    ],
)
def test_scripts_that_fit(script: list[dict[str, Any]], more: dict[str, Any]) -> None:
    result = play(script, **more)
    assert result.problems == ()
    assert result.passed


@pytest.mark.parametrize(
    ("script", "more", "problem"),
    [
        (
            [{"hears": "bonjour"}],
            {},
            "line 1: should hear 'bonjour', but hears 'Hello. / Billing or support?'",
        ),
        (
            [{"presses": "1"}, {"says": "billing"}],
            {},
            "line 2: no words are listened to here: the caller waits",
        ),
        ([{"presses": "1"}, {"presses": "1"}], {}, "line 2: 1 does nothing after 0 s in the queue"),
        ([{"presses": "1"}, {"presses": "7"}], {}, "offered is 1 after 60 s"),
        (
            [{"presses": "3"}, {"presses": "1"}],
            {},
            "line 2: no keys are listened to here: another number rings",
        ),
        ([{"presses": "5"}, {"presses": "1"}, {"presses": "1"}], {}, "line 3: the call is over already"),
        ([{"presses": "511"}], {}, "line 1: the call is over already"),
        (
            [{"records": "3s"}],
            {},
            "line 1: no message is recorded here: a key or words are waited for (step main)",
        ),
        ([{"agent answers": True}], {}, "line 1: nobody waits for an agent here"),
        ([{"transfer": "busy"}], {}, "line 1: no transfer is made here"),
        ([{"fetch fails": True}], {}, "line 1: nothing is fetched here"),
        ([{"fetch answers": {}}], {}, "line 1: nothing is fetched here"),
        (
            [{"presses": "4"}, {"waits": "3s"}],
            {},
            "line 2: there is nothing to wait for here: data is fetched",
        ),
        ([{"waits": "soon"}], {}, "line 1: 'soon' is not a length of time"),
        ([{}], {}, "line 1: nothing is written here"),
        ([], {"at": "monday"}, "at: 'monday' is not a date and time"),
        ([], {"ends": {"queue": "billing"}}, "should end in queue billing, but ends nowhere"),
        (
            [{"presses": "1"}],
            {"ends": {"queue": "sales"}},
            "should end in queue sales, but ends queue billing",
        ),
        ([{"presses": "1"}], {"ends": {"voicemail": "billing"}}, "should end in voicemail billing"),
        ([], {"ends": {"hang up": True}}, "should be over, but is not"),
        ([{"presses": "51"}], {"ends": {"hang up": False}}, "is over, but should not be"),
        ([], {"ends": {"step": "line"}}, "the last step should be line, but is main"),
        ([], {"ends": {"variables": {"x": "1"}}}, "x should be '1', but is ''"),
    ],
)
def test_scripts_that_do_not_fit(script: list[dict[str, Any]], more: dict[str, Any], problem: str) -> None:
    result = play(script, **more)
    assert not result.passed
    assert problem in result.problems[0]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "/etc/passwd"])
def test_a_time_zone_that_is_none(zone: str) -> None:
    result = run(build({"hi": {"say": "Hi."}}, timezone=zone), Scenario(name="test"))
    assert result.problems == (f"timezone: {zone!r} is not a time zone",)


def test_the_result_shows_the_call() -> None:
    result = play([{"presses": "1"}])
    assert result.walked == ("hi", "open", "main", "line")
    assert result.covered == {("hi", "next"), ("open", "then"), ("main", "1")}
    assert result.transcript[:4] == (
        "hears: Hello.",
        "hears: Billing or support?",
        "    caller presses 1",
        "hears: Please wait.",
    )
    assert result.transcript[-1] == "is led to: queue billing"


def test_secret_digits_are_not_in_the_transcript() -> None:
    result = play([{"presses": "2"}, {"presses": "4711"}])
    assert not any("4711" in line for line in result.transcript)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b", "1"),
        ("list.1", "y"),
        ("list.9", None),
        ("a", None),
        ("a.b.c", None),
        ("no", None),
        ("null", None),
    ],
)
def test_picked(path: str, found: str | None) -> None:
    assert picked({"a": {"b": 1}, "list": ["x", "y"], "null": None}, path) == found


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.yaml")), ids=lambda path: path.name)
def test_the_scenarios_of_shipped_flows_pass(path: Path) -> None:
    flow = load(path).flow
    assert flow is not None
    assert len(run_all(flow)) == len(flow.scenarios)
    assert [result for result in run_all(flow) if not result.passed] == []


def test_there_are_shipped_flows_with_scenarios() -> None:
    loaded = [load(path).flow for path in LIBRARY.glob("*.yaml")]
    assert sum(len(flow.scenarios) for flow in loaded if flow) >= 5


# --- words, and a classifier for them -------------------------------------------------------------------

HEARD = build(
    {
        "wish": {
            "ask": "wish",
            "prompt": "What can we do?",
            "intents": {"billing": "code", "technical": "line"},
            "slots": {"day": "date"},
            "else": "line",
        },
        "code": {
            "collect": "code",
            "prompt": "Code?",
            "digits": 3,
            "input": "keypad and speech",
            "next": "line",
            "else": "line",
        },
        "line": {"queue": "billing", "next": "hang up", "else": "hang up"},
    },
    intents={"billing": {"en-US": ["my bill"]}, "technical": {"en-US": ["my internet"]}},
    anywhere={"agent": "line"},
)


def hear(script: list[dict[str, Any]], classify: Classify | None = None, **ends: Any) -> ScenarioResult:
    written = {"name": "test", "script": script, "ends": ends}
    return run(HEARD, Scenario.model_validate(written), classify)


def test_words_at_an_open_question_and_for_digits() -> None:
    script = [
        {"hears": "What can we do?"},
        {"says": "about my bill of yesterday"},
        {"says": "two five eight"},
        {"hears": "2 5 8"},
        {"says": "yes"},
    ]
    result = hear(script, queue="billing", variables={"wish": "billing", "code": "258"})
    assert result.problems == ()
    assert {("wish", "billing"), ("code", "next")} <= result.covered
    assert "    caller says: two five eight" in result.transcript


def test_something_said_anywhere() -> None:
    assert hear([{"says": "an agent, please"}], step="line").problems == ()


def test_a_classifier_hears_the_language_and_the_words() -> None:
    asked: list[tuple[str, str]] = []

    def classify(language: str, text: str) -> tuple[tuple[str, float], ...]:
        asked.append((language, text))
        return (("technical", 0.9),)

    result = hear([{"says": "the modem blinks"}], classify, variables={"wish": "technical"})
    assert result.problems == ()
    assert asked == [("en-US", "the modem blinks")]
    assert hear([{"says": "the modem blinks"}], queue="billing").problems


def test_run_all_takes_a_classifier_too() -> None:
    scenario = Scenario.model_validate(
        {"name": "x", "script": [{"says": "blinks"}], "ends": {"queue": "billing"}}
    )
    flow = HEARD.model_copy(update={"scenarios": [scenario]})
    assert [result.passed for result in run_all(flow)] == [False]
    assert [result.passed for result in run_all(flow, lambda *_: (("technical", 0.9),))] == [True]
