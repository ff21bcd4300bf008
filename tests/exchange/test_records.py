"""Records: when a call is over, and how long it was."""

from __future__ import annotations

import pytest

from exchange.records import Call, Key


@pytest.mark.parametrize(
    ("status", "over"),
    [("queued", False), ("ringing", False), ("in-progress", False), ("busy", True), ("completed", True)],
)
def test_over(status: str, over: bool) -> None:
    assert Call("CA1", "a", "b", "inbound", 0.0, status).over is over


def test_duration_counts_from_the_answer() -> None:
    call = Call("CA1", "a", "b", "inbound", 0.0, answered=100.0, ended=161.6)
    assert call.duration_s == 62
    call.answered = None
    assert call.duration_s == 0


def test_a_keys_secret_does_not_show() -> None:
    assert "hidden" not in repr(Key("SK1", "hidden"))
