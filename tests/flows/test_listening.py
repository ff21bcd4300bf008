"""How a question listens: pauses and certainties, as authors write them and as they are stored."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from flows.listening import Pause, parse_below, parse_pause
from flows.loader import from_document, to_document
from flows.steps import Menu
from tests.flows.conftest import Make


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [("300ms", 300), ("300 ms", 300), ("0.7s", 700), ("1s", 1000), ("5s", 5000), ("0.1s", 100), (450, 450)],
)
def test_pauses(written: str | int, milliseconds: int) -> None:
    assert parse_pause(written) == milliseconds


@pytest.mark.parametrize("written", ["5", "1m", "99ms", "0s", "6s", "s", "", "-1s", "1,5s", "x", True, None])
def test_pauses_that_cannot_be_read(written: Any) -> None:
    with pytest.raises(ValueError, match="write"):
        parse_pause(written)


@pytest.mark.parametrize("stored", [99, 5001, -1])
def test_stored_pauses_have_the_same_bounds(stored: int) -> None:
    with pytest.raises(ValidationError):
        Pause.model_validate({"complete": stored})


@pytest.mark.parametrize(
    ("written", "value"), [("below 0.75", 0.75), (" below  1", 1.0), (None, None), (0.5, 0.5)]
)
def test_certainty(written: Any, value: float | None) -> None:
    assert parse_below(written) == value


@pytest.mark.parametrize("written", ["0.75", "above 0.5", "below nan", "below 1.1", "below"])
def test_certainty_that_cannot_be_read(written: str) -> None:
    with pytest.raises(ValueError, match=r"below 0\.75"):
        parse_below(written)


def test_a_stored_flow_listens_as_it_was_written(make: Make) -> None:
    written = "    barge_in: on any speech\n    pause: {complete: 0.2s}\n    confirm: below 0.6\n    options:"
    flow = make(("    options:", written)).flow
    assert flow
    again = from_document(to_document(flow))
    assert again == flow
    menu = again.steps["main"]
    assert isinstance(menu, Menu)
    assert (menu.barge_in, menu.pause, menu.confirm) == ("on any speech", Pause(complete=200), 0.6)
