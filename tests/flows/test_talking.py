"""Steps that talk and ask."""

from typing import Any

import pytest
from pydantic import ValidationError

from flows.talking import Collect, Menu

MENU: dict[str, Any] = {"menu": "x", "options": [{"key": "1", "next": "a"}], "else": "b"}


def test_menu_exits_in_written_order() -> None:
    options = [
        {"key": "1", "next": "a"},
        {"intent": "bill", "next": "b"},
        {"words": {"en": ["x"]}, "next": "c"},
    ]
    menu = Menu.model_validate(MENU | {"options": options})
    assert list(menu.exits()) == [("1", "a"), ("bill", "b"), ("words", "c"), ("else", "b")]


@pytest.mark.parametrize(
    ("written", "value"), [("below 0.75", 0.75), ("below 1", 1.0), (0.5, 0.5), (None, None)]
)
def test_confirm(written: object, value: float | None) -> None:
    assert Menu.model_validate(MENU | {"confirm": written}).confirm == value


@pytest.mark.parametrize("written", ["0.75", "above 0.5", "below 0", "below 2", "below x", "below"])
def test_confirm_that_cannot_be_read(written: str) -> None:
    with pytest.raises(ValidationError, match=r"below 0\.75"):
        Menu.model_validate(MENU | {"confirm": written})


@pytest.mark.parametrize(("digits", "bounds"), [("11", (11, 11)), ({"min": "2"}, (2, 32)), ({}, (1, 32))])
def test_collect_length(digits: object, bounds: tuple[int, int]) -> None:
    collect = Collect.model_validate({"collect": "pin", "prompt": "x", "digits": digits})
    assert (collect.length.min, collect.length.max) == bounds


def test_collect_without_finishing_key() -> None:
    assert Collect.model_validate({"collect": "pin", "prompt": "x", "finish": ""}).finish == ""
