"""Timing and tracing at once; without either, nothing at all."""

from __future__ import annotations

import pytest

from support.observing import Observing


class Timers:
    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def took(self, what: str, part: str, seconds: float) -> None:
        assert seconds >= 0
        self.found.append((what, part))


def test_what_is_timed_is_told_once_it_is_over() -> None:
    timers = Timers()
    observing = Observing(timers)
    with observing.timing("webhook", "/twilio/voice", call="CA1"):
        assert timers.found == []
    observing.took("speech", "", 0.4)
    assert timers.found == [("webhook", "/twilio/voice"), ("speech", "")]


def test_what_breaks_is_timed_too_and_breaks_on() -> None:
    timers = Timers()
    with pytest.raises(ZeroDivisionError), Observing(timers).timing("order", "ring_agent"):
        raise ZeroDivisionError
    assert timers.found == [("order", "ring_agent")]


def test_nobody_needs_to_watch() -> None:
    observing = Observing()
    with observing.timing("webhook", "/twilio/voice"):
        observing.took("routing", "", 0.1, traced=True)
    observing.stop()
