"""What the database knows: answers to the engine's questions about the world, and a call's outcome."""

from __future__ import annotations

from datetime import datetime

from flows.values import words_in
from ivr.actions import FindFacts
from ivr.events import FactsFound, LineNow, TicketNow
from support.rules import outcomes
from support.services import customers, lines, queues, ticket_rules
from support.store import agents as agent_store
from support.store import callbacks
from support.store import calls as call_store
from support.store import customers as customer_store
from support.store import flows as flow_store
from support.store import queues as queue_store
from support.store.base import Session


def find(session: Session, wanted: FindFacts, seq: int, language: str, now: datetime) -> FactsFound:
    """Counts are of callers still in line.

    A notice is said in a supervisor's words once one has switched it; until then in the flow's own.
    """
    waiting = queue_store.lengths(session) if wanted.queues else {}
    staffed = agent_store.staffing(session) if wanted.queues else {}
    notices = flow_store.notices(session, wanted.notices) if wanted.notices else []
    return FactsFound(
        seq,
        waiting={name: waiting.get(name, 0) for name in wanted.queues},
        agents={name: staffed.get(name, 0) for name in wanted.queues},
        notices={
            notice.name: words_in(notice.words, language) if notice.changed_at else ""
            for notice in notices
            if notice.is_on
        },
        tier=customers.tier(session, wanted.number) if wanted.tier else "",
        line=_line(session, wanted.line, wanted.number) if wanted.line else None,
        tickets=_tickets(session, wanted, now),
    )


def _tickets(session: Session, wanted: FindFacts, now: datetime) -> dict[str, TicketNow]:
    """The newest open one of each queue that is wanted; of any for ""."""
    found = {
        queue: ticket_rules.open_ticket_for(
            session, wanted.number, queue, "", now, matter="queue" if queue else "customer"
        )
        for queue in wanted.tickets
    }
    return {queue: TicketNow(str(each.number), each.status) for queue, each in found.items() if each}


def known(session: Session, number: str) -> dict[str, str]:
    """Variables about a customer that a call begins with."""
    found = customer_store.by_number(session, number)
    values = {"customer.name": found.name, "customer.tier": found.tier} if found else {}
    return {name: value for name, value in values.items() if value}


def _line(session: Session, queue: str, number: str) -> LineNow:
    """As the next caller meets it."""
    length = queue_store.length(session, queue)
    said = lines.settings(session, queue)
    promised = callbacks.open_callback(session, queue, number) if number else None
    return LineNow(
        wait_s=queues.estimate(session, queue, length),
        is_full=said.limit is not None and length >= said.limit,
        overflow=said.overflow.to if said.overflow else "",
        has_callback=promised is not None,
    )


def outcome(
    session: Session, call_id: int, *, finished: bool, left_while: str, status: str
) -> outcomes.Outcome:
    """Read the facts of an ended call from its events and queue entries, and decide."""
    log = call_store.events(session, call_id)
    kinds = {event.kind for event in log}
    left = {event.data.get("result") for event in log if event.kind == "queue_left"}
    return outcomes.decide(
        outcomes.CallFacts(
            talked_to_agent="agent_connected" in kinds,
            callback_promised="callback_promised" in kinds,
            voicemail_opened="voicemail_opened" in kinds,
            transferred="transferred" in kinds,
            failed=status in outcomes.FAILED_STATUSES or "limit_reached" in kinds or "failed" in kinds,
            finished=finished,
            closed="closed" in kinds,
            turned_away="queue_full" in kinds or "timeout" in left,
            left_while=left_while,
        )
    )
