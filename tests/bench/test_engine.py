"""The benchmark measures what it says: real answers on flows of the wanted size."""

from __future__ import annotations

import pytest

from bench.engine import Answer, keys, main, ring, silence_and_keys, turns, words
from ivr import events


@pytest.mark.parametrize("steps", [2, 10, 100])
def test_a_ring_has_as_many_steps_as_asked_for(steps: int) -> None:
    flow = ring(steps)
    assert len(flow.steps) == steps
    assert {target for step in flow.steps.values() for _, target in step.exits()} <= {*flow.steps, "hang up"}


@pytest.mark.parametrize(("answer", "speech"), [(keys, False), (silence_and_keys, False), (words, True)])
def test_every_turn_is_a_real_one(answer: Answer, speech: bool) -> None:
    turns(ring(10, speech), answer, 500)


def test_a_stale_turn_is_not_counted_silently() -> None:
    with pytest.raises(RuntimeError, match="another question"):
        turns(ring(10), lambda seq, _: events.DigitsPressed(seq + 1, "1"), 5)


def test_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    figures = main(["--quick"])
    assert figures["steps_per_s"] > 0
    # The aim is a ratio of 1; a busy machine may disturb a short run.
    assert 0.3 < figures["size_ratio"] < 3
    assert "steps a second" in capsys.readouterr().out
