"""Going over a step's parts with their places."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from flows.document import parse
from flows.examples import STEPS, whole
from flows.parts import Part
from flows.steps import AnyStep, HangUp
from flows.walk import conditions, exits, hears_words, intents, prompt, stored, texts, words

ADAPTER: TypeAdapter[Part] = TypeAdapter(AnyStep)


def step(kind: str) -> Part:
    return ADAPTER.validate_python(parse(whole(STEPS[kind]), "f").data["steps"]["example"])


@pytest.mark.parametrize("kind", [kind for kind in STEPS if kind != "hang up"])
def test_every_way_out_has_the_place_where_it_is_written(kind: str) -> None:
    document = parse(whole(STEPS[kind]), "f")
    found = list(exits(step(kind)))
    assert [(label, target) for label, target, _ in found] == list(step(kind).exits())  # type: ignore[attr-defined]
    for _, target, path in found:
        where = ("steps", "example", *path)
        assert where in document.places.values or target == "hang up"


def test_hang_up_leads_nowhere() -> None:
    assert list(exits(HangUp.model_validate({"hang up": True}))) == []


@pytest.mark.parametrize(
    ("kind", "paths"),
    [
        ("say", [("say",)]),
        ("menu", [("menu",)]),
        ("ask", [("prompt",)]),
        ("collect", [("prompt",)]),
        ("notice", [("say",)]),
        ("hang up", [("hang up",)]),
        ("message", [("message",)]),
        ("when", []),
    ],
)
def test_words(kind: str, paths: list[tuple[str, ...]]) -> None:
    assert [path for path, _ in words(step(kind))] == paths


def test_prompt_is_what_is_heard_on_entering() -> None:
    assert prompt(step("say")) == {"en-US": "Welcome to Acme.", "es-ES": "Bienvenido a Acme."}
    assert prompt(step("message")) is None
    assert prompt(step("queue")) is None
    assert prompt(step("ask")) == {"en-US": "What can we do for you?", "es-ES": "¿En qué podemos ayudarle?"}


def test_what_is_said_instead_of_a_prompt_is_none() -> None:
    menu = {"menu": "Say it or press 1.", "keys_only": "Press 1.", "options": [{"key": "1", "next": "a"}]}
    asked = ADAPTER.validate_python(menu | {"invalid": "No."})
    assert [path for path, _ in words(asked)] == [("menu",), ("keys_only",), ("invalid",)]
    assert prompt(asked) == {"*": "Say it or press 1."}


def test_an_intent_may_have_any_name() -> None:
    asked = {"ask": "x", "prompt": "?", "intents": {"else": "a", "next": "b", "callback": "c"}, "else": "d"}
    paths = [path for _, _, path in exits(ADAPTER.validate_python(asked))]
    assert paths == [("intents", "else"), ("intents", "next"), ("intents", "callback"), ("else",)]


@pytest.mark.parametrize(
    ("kind", "hears"), [("menu", True), ("ask", True), ("collect", False), ("say", False)]
)
def test_steps_that_hear_words(kind: str, hears: bool) -> None:
    assert hears_words(step(kind)) is hears


def test_texts_with_variables() -> None:
    assert ("fetch", "url") in [path for path, _ in texts(step("fetch"))]
    assert (("transfer",), "+12025550123") in list(texts(step("transfer")))
    assert (("to",), "{caller.number}") in list(texts(step("message")))
    assert (("set", "topic"), "bills") in list(texts(step("set")))


def test_conditions_are_found_however_deep() -> None:
    nested = {"when": {"all": [{"not": {"any": [{"tier": "vip"}]}}, {"open": "x"}]}, "then": "a"}
    found = [path for path, _ in conditions(ADAPTER.validate_python(nested))]
    assert found == [("when", "all", 0, "not", "any", 0), ("when", "all", 1)]


@pytest.mark.parametrize(("kind", "names"), [("collect", ["order"]), ("ask", ["topic", "day"]),
                                             ("fetch", ["order"]), ("set", ["topic"]),
                                             ("survey", ["score"]), ("say", [])])  # fmt: skip
def test_stored_variables(kind: str, names: list[str]) -> None:
    assert list(stored(step(kind))) == names


@pytest.mark.parametrize(("kind", "names"), [("menu", ["bills"]), ("ask", ["bills", "person"]), ("say", [])])
def test_intents_that_lead_on(kind: str, names: list[str]) -> None:
    assert list(intents(step(kind))) == names
