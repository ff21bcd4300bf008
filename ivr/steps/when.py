"""`when`: one of two ways. What the call itself knows is decided at once, the rest after `FindFacts`."""

from __future__ import annotations

from flows.conditions import Open
from flows.steps import When
from ivr.conditions import holds, needs, ticket_of
from ivr.context import Context, Move
from ivr.events import FactsFound

_NOTHING_KNOWN = FactsFound(0)


def enter(context: Context, step: When) -> Move:
    question = needs(step.when, context.next_seq, context.value("caller.number"))
    if question is None:
        return decided(context, step, _NOTHING_KNOWN)
    context.ask("facts", question)
    return None


def decided(context: Context, step: When, event: FactsFound) -> Move:
    ticket = ticket_of(step.when, event)
    if ticket:
        context.remember({"ticket.number": ticket.number, "ticket.status": ticket.status})
    if holds(step.when, context, event):
        return "then", step.then
    if isinstance(step.when, Open):
        context.mark("closed", step=context.place, hours=step.when.open)
    return "else", step.else_
