"""Kinds: the key that a step is written with says its kind."""

import pytest
from pydantic import TypeAdapter

from flows.examples import STEPS
from flows.steps import KINDS, AnyStep, Notice, Queue, Say, kind_of


def test_every_kind_has_an_example() -> None:
    assert set(STEPS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_written_kind(kind: str) -> None:
    assert kind_of({kind: "x", "next": "y"}) == kind


def test_no_kind() -> None:
    assert kind_of({"next": "x"}) is None
    assert kind_of("say") is None


def test_more_particular_kind_wins() -> None:
    adapter: TypeAdapter[object] = TypeAdapter(AnyStep)
    assert isinstance(adapter.validate_python({"notice": "outage", "say": "x"}), Notice)
    assert kind_of({"callback": "billing", "say": "x"}) == "callback"


def test_models_tell_their_kind() -> None:
    assert kind_of(Say.model_validate({"say": "x"})) == "say"
    assert kind_of(Queue.model_validate({"queue": "billing"})) == "queue"
