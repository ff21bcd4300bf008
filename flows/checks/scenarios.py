"""Scenarios that can be played: what they name exists, each line does one thing. They run in `ivr`."""

from __future__ import annotations

from datetime import datetime

from flows.checks.context import Context
from flows.checks.names import language, queue
from flows.flow import Line, Scenario
from flows.places import Path
from flows.values import parse_duration

_DOES = {
    "hears": "hears", "presses": "presses", "says": "says", "waits": "waits", "records": "records",
    "hangs_up": "hangs up", "fetch_answers": "fetch answers", "fetch_fails": "fetch fails",
    "agent_answers": "agent answers", "transfer": "transfer",
}  # fmt: skip


def check(context: Context) -> None:
    names: set[str] = set()
    for i, scenario in enumerate(context.flow.scenarios):
        path: Path = ("scenarios", i)
        if scenario.name in names:
            context.error((*path, "name"), "another scenario has this name", "duplicate scenario")
        names.add(scenario.name)
        _named(context, scenario, path)
        _time(context, scenario.at, (*path, "at"))
        if not scenario.ends.model_fields_set:
            message = "this scenario does not say how it ends; write `ends:`"
            context.warn((*path, "name"), message, "no ending")
        for j, line in enumerate(scenario.script):
            _line(context, line, (*path, "script", j))


def _named(context: Context, scenario: Scenario, path: Path) -> None:
    ends = scenario.ends
    for key in ("queue", "voicemail", "callback"):
        name = getattr(ends, key)
        if name:
            queue(context, name, (*path, "ends", key))
    for i, name in enumerate(scenario.callbacks):
        queue(context, name, (*path, "callbacks", i))
    for key in ("queue_lengths", "queue_waits", "tickets"):
        for name in getattr(scenario, key):
            if name not in context.known_queues and not context.alone:
                context.unknown("queue", name, context.known_queues, (*path, key, name), key=True)
    # A scenario may end in a sub-flow.
    steps = {s for f in (context.flow, *context.main.subflows.values()) for s in f.steps}
    if ends.step and ends.step not in steps:
        context.unknown("step", ends.step, steps, (*path, "ends", "step"))
    if scenario.language:
        language(context, scenario.language, (*path, "language"))


def _time(context: Context, at: str, path: Path) -> None:
    if not at:
        return
    try:
        datetime.fromisoformat(at)
    except ValueError:
        context.error(path, f"'{at[:40]}' is not a date and time; write it like 2026-03-02T10:00", "time")


def _line(context: Context, line: Line, path: Path) -> None:
    does = [_DOES[name] for name in _DOES if name in line.model_fields_set]
    if len(does) != 1:
        told = f"does {len(does)} things" if does else "does nothing"
        context.error(path, f"this line {told}; each does one, like `presses` or `says`", "script")
    for name in ("waits", "records"):
        value = getattr(line, name)
        if value is not None:
            try:
                parse_duration(value)
            except ValueError as error:
                context.error((*path, name), str(error), "script")
