"""The orders: values that nobody can change, and exactly the questions carry a number."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, is_dataclass
from typing import get_args

import pytest

from ivr import actions

ALL = get_args(actions.Action)


@pytest.mark.parametrize("kind", ALL)
def test_actions_are_frozen_and_have_slots(kind: type) -> None:
    assert is_dataclass(kind)
    assert "__slots__" in vars(kind)


def test_questions_are_the_actions_with_a_number() -> None:
    questions = {kind for kind in ALL if issubclass(kind, actions.Question)}
    assert questions == {
        actions.Listen, actions.Collect, actions.Record, actions.Enqueue, actions.Dial, actions.Fetch,
        actions.FindFacts,
    }  # fmt: skip
    assert all(next(iter(kind.__dataclass_fields__)) == "seq" for kind in questions)


def test_an_action_cannot_be_changed() -> None:
    say = actions.Say("Hello.", "en-US")
    with pytest.raises(FrozenInstanceError):
        say.text = "Bye."  # type: ignore[misc]
