"""Deciding the conditions of `when`. They are data (`flows.conditions`); here is what each one means."""

from __future__ import annotations

from collections.abc import Iterator

from flows import conditions as asked
from flows.conditions import Condition
from flows.hours import is_open
from ivr.actions import FindFacts
from ivr.context import Context
from ivr.events import FactsFound, TicketNow


def needs(condition: Condition, seq: int, caller: str) -> FindFacts | None:
    """The question for facts that the call itself does not know; None when there are none."""
    parts = list(_parts(condition))
    queues = tuple(part.queue for part in parts if isinstance(part, asked.QueueLength))
    notices = tuple(part.notice for part in parts if isinstance(part, asked.NoticeOn))
    tier = any(isinstance(part, asked.Tier) for part in parts)
    tickets = tuple(part.queue or "" for part in parts if isinstance(part, asked.OpenTicket))
    if queues or notices or tier or tickets:
        return FindFacts(
            seq, queues, notices, tier, number=caller if tier or tickets else "", tickets=tickets
        )
    return None


def ticket_of(condition: Condition, facts: FactsFound) -> TicketNow | None:
    """The ticket that the condition is about, if there is one."""
    tickets = (part.queue or "" for part in _parts(condition) if isinstance(part, asked.OpenTicket))
    return next((facts.tickets[queue] for queue in tickets if queue in facts.tickets), None)


def _parts(condition: Condition) -> Iterator[Condition]:
    yield condition
    for inner in _inner(condition):
        yield from _parts(inner)


def _inner(condition: Condition) -> list[Condition]:
    match condition:
        case asked.All():
            return condition.all
        case asked.AnyOf():
            return condition.any
        case asked.Not():
            return [condition.not_]
    return []


def holds(condition: Condition, context: Context, facts: FactsFound) -> bool:
    """True when the condition is met now."""
    match condition:
        case asked.All():
            return all(holds(inner, context, facts) for inner in condition.all)
        case asked.AnyOf():
            return any(holds(inner, context, facts) for inner in condition.any)
        case asked.Not():
            return not holds(condition.not_, context, facts)
        case asked.Open():
            return _open(condition.open, context)
        case asked.Speaks():
            return context.language == condition.language
        case asked.Variable():
            return _compares(condition, context.value(condition.variable))
        case asked.OpenTicket():
            return (condition.queue or "") in facts.tickets
        case asked.QueueLength():
            return _queue(condition, facts)
        case asked.Tier():
            return facts.tier == condition.tier
        case asked.NoticeOn():
            return condition.notice in facts.notices


def _open(name: str, context: Context) -> bool:
    """Hours that are not written anywhere are closed hours. The main flow's time zone rules."""
    # As with intents: a sub-flow's own hours first, then the main flow's.
    own = context.here.hours if context.here else {}
    hours = own.get(name) or context.flow.hours.get(name)
    return hours is not None and is_open(hours, context.now, context.flow.timezone)


def _compares(condition: asked.Variable, value: str) -> bool:
    """Every comparison that is written must hold; without any, the variable must not be empty."""
    checks = []
    if condition.is_ is not None:
        checks.append(value == condition.is_)
    if condition.in_ is not None:
        checks.append(value in condition.in_)
    if condition.starts is not None:
        checks.append(value.startswith(condition.starts))
    if condition.over is not None:
        checks.append(_number(value, below=condition.over))
    if condition.under is not None:
        checks.append(_number(value, above=condition.under))
    return all(checks) if checks else bool(value)


def _number(value: str, below: float | None = None, above: float | None = None) -> bool:
    """Text that is no number is neither over nor under anything."""
    try:
        number = float(value)
    except ValueError:
        return False
    return (below is None or number > below) and (above is None or number < above)


def _queue(condition: asked.QueueLength, facts: FactsFound) -> bool:
    # A queue that nobody has heard of is empty and has no agents.
    waiting = facts.waiting.get(condition.queue, 0)
    agents = facts.agents.get(condition.queue, 0)
    return (
        (condition.waiting_over is None or waiting > condition.waiting_over)
        and (condition.waiting_under is None or waiting < condition.waiting_under)
        and (condition.agents_under is None or agents < condition.agents_under)
    )
