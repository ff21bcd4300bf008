"""Calls as people read them: the card on the desk, lines of a list, the story of one call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from support.errors import NotFound
from support.store import calls as store
from support.store import flows as flow_store
from support.store import tickets as ticket_store
from support.store.base import Session

EARLIER = 5


@dataclass(frozen=True)
class EarlierCall:
    at: datetime
    queue: str
    outcome: str


@dataclass(frozen=True)
class TicketLine:
    number: int
    subject: str
    status: str


@dataclass(frozen=True)
class CallCard:
    """`chose`: what the caller did in the menu, readable, in order."""

    call_id: int
    caller: str
    called: str
    language: str
    flow: str
    started_at: datetime
    chose: tuple[str, ...]
    queue: str
    earlier: tuple[EarlierCall, ...]
    tickets: tuple[TicketLine, ...]


@dataclass(frozen=True)
class CallLine:
    call_id: int
    caller: str
    called: str
    queue: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str


@dataclass(frozen=True)
class StoryLine:
    at: datetime
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True)
class CallStory:
    call: CallLine
    lines: tuple[StoryLine, ...]


def call_card(session: Session, call: store.Call) -> CallCard:
    version = flow_store.version(session, call.version_id)
    known = call.caller != ""
    earlier = store.recent(session, EARLIER, call.caller, before_id=call.id) if known else []
    tickets = ticket_store.tickets(session, customer=call.caller, limit=EARLIER) if known else []
    return CallCard(
        call_id=call.id,
        caller=call.caller,
        called=call.called,
        language=call.language,
        flow=version.title if version else "",
        started_at=call.started_at,
        chose=_choices(session, call.id),
        queue=call.queue,
        earlier=tuple(EarlierCall(each.started_at, each.queue, each.outcome or "") for each in earlier),
        tickets=tuple(TicketLine(each.number, each.subject, each.status) for each in tickets),
    )


def _choices(session: Session, call_id: int) -> tuple[str, ...]:
    chosen = [event.data for event in store.events(session, call_id) if event.kind == "option_chosen"]
    return tuple(_choice(data) for data in chosen)


def _choice(data: dict[str, Any]) -> str:
    """`main: 2 → repairs queue`: where, what, and where it led."""
    led = f" → {_readable(data['next'])}" if data.get("next") else ""
    return f"{_readable(data.get('step'))}: {_readable(data.get('option'))}{led}"


def _readable(value: Any) -> str:
    return str(value or "").replace("_", " ")


def listing(session: Session, before_id: int | None = None, limit: int = 50) -> list[CallLine]:
    """Newest first; a page goes on with `before_id`."""
    return [_line(call) for call in store.recent(session, limit, before_id=before_id)]


def story(session: Session, call_id: int) -> CallStory:
    call = store.by_id(session, call_id)
    if call is None:
        raise NotFound(f"there is no call {call_id}")
    lines = tuple(StoryLine(each.at, each.kind, each.data) for each in store.events(session, call_id))
    return CallStory(_line(call), lines)


def _line(call: store.Call) -> CallLine:
    return CallLine(
        call.id, call.caller, call.called, call.queue, call.started_at, call.ended_at, call.outcome or ""
    )


def totals(session: Session, since: datetime) -> dict[str, int]:
    """Calls begun since then, by outcome ("" : still going on)."""
    return store.outcomes_since(session, since)
