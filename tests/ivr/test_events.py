"""The facts: all of them answer a numbered question, none can be changed, each is waited for somewhere."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from ivr import events
from ivr.transitions import TRANSITIONS

KINDS = [
    kind
    for kind in vars(events).values()
    if isinstance(kind, type) and issubclass(kind, events.Event) and kind is not events.Event
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_is_waited_for_in_some_phase(kind: type[events.Event]) -> None:
    assert any(event is kind for _, event in TRANSITIONS)
    assert next(iter(kind.__dataclass_fields__)) == "seq"


def test_an_event_cannot_be_changed() -> None:
    event = events.DigitsPressed(1, "2")
    with pytest.raises(FrozenInstanceError):
        event.digits = "3"  # type: ignore[misc]
