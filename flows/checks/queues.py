"""Queues as they are declared: hours and overflows that exist, times in order, words that mean something."""

from __future__ import annotations

from collections.abc import Iterator

import phonenumbers

from flows.checks.context import Context
from flows.conditions import Tier
from flows.findings import short
from flows.nearest import nearest
from flows.places import Path
from flows.queues import QueueInfo
from flows.walk import conditions


def check(context: Context) -> None:
    for name, queue in context.flow.queues.items():
        path: Path = ("queues", name)
        _hours(context, queue, path)
        _overflow(context, name, queue, path)
        _clock(context, queue, path)
    _tiers(context)
    for i, country in enumerate(context.flow.countries):
        if country not in phonenumbers.SUPPORTED_REGIONS:
            context.unknown("country", country, phonenumbers.SUPPORTED_REGIONS, ("countries", i))


def _hours(context: Context, queue: QueueInfo, path: Path) -> None:
    # A sub-flow's own hours first, then those of the flow that uses it.
    known = {**context.main.hours, **context.flow.hours}
    if queue.hours and queue.hours not in known:
        context.unknown("opening hours", queue.hours, known, (*path, "hours"))


def _overflow(context: Context, name: str, queue: QueueInfo, path: Path) -> None:
    if queue.overflow is None:
        return
    to, at = queue.overflow.to, (*path, "overflow", "to")
    if to not in context.known_queues and not context.alone:
        context.unknown("queue", to, context.known_queues, at)
    elif to == name:
        context.error(at, f"the queue '{name}' cannot overflow to itself", "overflow")
    elif name in _led(context, to):
        context.error(at, f"callers who overflow from '{name}' come back to it in a circle", "overflow")
    if queue.limit is None and queue.overflow.after is None:
        message = "nobody overflows: write `after:` here, or `limit:` for the queue"
        context.warn((*path, "overflow"), message, "no overflow", key=True)


def _led(context: Context, name: str) -> set[str]:
    """The queues that callers of a queue overflow to, one after another."""
    queues = {**context.main.queues, **context.flow.queues}
    met: set[str] = set()
    while name not in met and (queue := queues.get(name)) and queue.overflow:
        met.add(name)
        name = queue.overflow.to
    return met | {name}


def _clock(context: Context, queue: QueueInfo, path: Path) -> None:
    kept = queue.callbacks
    if kept.from_ < kept.until:
        return
    written = "until" if "until" in kept.model_fields_set else "from"
    message = f"nobody can be called back from {kept.from_} until {kept.until}: the day ends before it begins"
    context.error((*path, "callbacks", written), message, "callback times")


def _tiers(context: Context) -> None:
    """A tier is whatever word the customers' list has: one that no queue knows is perhaps a slip."""
    known = {tier for queue in context.main.queues.values() for tier in queue.tiers}
    for path, tier in _tiers_used(context) if known else ():
        if tier not in known:
            guess = nearest(tier, known)
            message = f"no queue says what the tier '{short(tier)}' is worth"
            context.report("warning", path, message, "unknown tier", guess)


def _tiers_used(context: Context) -> Iterator[tuple[Path, str]]:
    for name, step in context.flow.steps.items():
        for path, condition in conditions(step):
            if isinstance(condition, Tier):
                yield ("steps", name, *path, "tier"), condition.tier
    for i, scenario in enumerate(context.flow.scenarios):
        if scenario.tier:
            yield ("scenarios", i, "tier"), scenario.tier
