"""How many events a second the call engine decides on one core, and whether a flow's size matters.

A step here is one event applied by `ivr.engine.step`: what one webhook turn costs of pure deciding. The
`keys` row is the aim's figure; the other rows show what words and a whole call cost.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bench.report import Figures, cpu_seconds, table
from flows.flow import Flow
from ivr import events
from ivr.engine import start, step
from ivr.state import State

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SMALL, BIG = 10, 1000
_WORDS = ["i want to pay my bill", "my internet is down", "talk to a person"]

Answer = Callable[[int, int], events.Event]


def ring(steps: int, speech: bool = False) -> Flow:
    """A flow of menus in a ring, a `say` after each: a caller can go round and round."""
    written: dict[str, Any] = {}
    for number in range(0, steps, 2):
        following = f"say_{number}"
        options = [
            {"key": str(key + 1), "words": {"en-US": [words]}, "next": following}
            for key, words in enumerate(_WORDS)
        ]
        written[f"menu_{number}"] = {
            "menu": "For billing, press 1. For support, press 2. For a person, press 3.",
            "input": "keypad and speech" if speech else "keypad",
            "options": options,
        }
        written[following] = {"say": "One moment, {caller.number}.", "next": f"menu_{(number + 2) % steps}"}
    head = {"ramal": 1, "flow": "ring", "title": "Ring", "languages": ["en-US"], "start": "menu_0"}
    return Flow.model_validate({**head, "steps": written})


def turns(flow: Flow, answer: Answer, count: int) -> None:
    """`count` events on calls that are begun anew before any limit is near."""
    state = State("", "", 0, "", phase="ended")
    for number in range(count):
        if state.ended or state.steps_walked > 100:
            state = start(flow, f"call {number}", 1)
            event: events.Event = events.CallStarted(0, "+5511988887777", "+551140028922")
        else:
            event = answer(state.seq, number)
        reply = step(flow, state, event, NOW)
        if reply.stale:
            raise RuntimeError("the benchmark answers another question than was asked")
        state = reply.state


def keys(seq: int, number: int) -> events.Event:
    return events.DigitsPressed(seq, str(number % 3 + 1))


def words(seq: int, number: int) -> events.Event:
    return events.SpeechHeard(seq, _WORDS[number % 3] + " please", 0.9)


def silence_and_keys(seq: int, number: int) -> events.Event:
    return events.NothingHeard(seq) if number % 2 else keys(seq, number)


def main(argv: list[str]) -> Figures:
    """Prints a table; answers steps_per_s and size_ratio (the cost at 1,000 steps over that at 10)."""
    parser = argparse.ArgumentParser(prog="python -m bench engine", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run")
    count = 3_000 if parser.parse_args(argv).quick else 30_000
    rows = []
    for name, answer, speech in (
        ("keys", keys, False),
        ("silence and keys", silence_and_keys, False),
        ("words", words, True),
    ):
        for steps in (SMALL, BIG):
            flow = ring(steps, speech)
            seconds = cpu_seconds(partial(turns, flow, answer, count))
            rows.append((name, steps, seconds / count * 1e6, round(count / seconds)))
    print(table(("answers by", "flow's steps", "us a step", "steps a second"), rows))
    return {
        "steps_per_s": min(rows[0][3], rows[1][3]),
        "size_ratio": round(rows[1][2] / rows[0][2], 3),
        "words_per_s": min(rows[4][3], rows[5][3]),
    }
