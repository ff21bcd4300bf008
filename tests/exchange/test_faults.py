"""Faults count down, match paths, and can be called off."""

from __future__ import annotations

from exchange.faults import Faults


def test_refusals_count_down_and_match() -> None:
    faults = Faults()
    faults.refuse(503, times=2, path="*/Calls.json", method="POST")
    assert faults.refusal_for("GET", "/x/Calls.json") is None
    assert faults.refusal_for("POST", "/x/Queues.json") is None
    assert [faults.refusal_for("POST", "/x/Calls.json") is not None for _ in range(3)] == [True, True, False]


def test_chances_and_calm() -> None:
    faults = Faults(drop=0.5, chance=iter([0.4, 0.6]).__next__, duplicate_instructions=1)
    assert [faults.happens(faults.drop), faults.happens(faults.drop)] == [True, False]
    assert faults.happens(faults.delay_s) is False
    assert [faults.instruction_twice(), faults.instruction_twice()] == [True, False]
    faults.refuse(500)
    faults.calm()
    assert (faults.drop, faults.refusal_for("GET", "/")) == (0.0, None)


def test_streams_are_refused_so_many_times() -> None:
    faults = Faults(refuse_streams=2, frame_drop=1, stream_lasts_s=3)
    assert [faults.stream_refused() for _ in range(3)] == [True, True, False]
    faults.refuse_streams = 1
    faults.calm()
    assert not faults.stream_refused()
    assert (faults.frame_drop, faults.stream_lasts_s) == (0, 0)
