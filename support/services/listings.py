"""Lists as other systems read them. Who may see what is the door's to say."""

from __future__ import annotations

from support.errors import NotFound, Refused
from support.services import ticket_log
from support.store import agents as agent_store
from support.store import callbacks as callback_store
from support.store import calls as call_store
from support.store import queues as queue_store
from support.store import recordings as recording_store
from support.store import tickets as ticket_store
from support.store import transcripts as transcript_store
from support.store.base import Session
from support.store.callbacks import Callback
from support.store.calls import Call
from support.store.listings import (
    callbacks,
    calls,
    consents,
    customers,
    events,
    numbers_of,
    numbers_of_tickets,
    recordings,
    tags,
    tickets,
)
from support.store.recordings import Recording
from support.store.tickets import Ticket, TicketEntry
from support.store.transcripts import TranscriptLine

__all__ = [
    "author", "call", "callback", "callbacks", "calls", "consents", "customers", "events",
    "history", "numbers_of", "numbers_of_tickets", "people", "person", "queue", "recording",
    "recordings", "said", "tags", "ticket", "tickets",
]  # fmt: skip


def call(session: Session, call_id: int) -> Call:
    found = call_store.by_id(session, call_id)
    if found is None:
        raise NotFound("there is no call %(number)s", number=call_id)
    return found


def said(session: Session, call_id: int) -> list[TranscriptLine]:
    """What was said, oldest first."""
    return transcript_store.lines(session, call_id)


def ticket(session: Session, number: int) -> Ticket:
    found = ticket_store.ticket(session, number)
    if found is None:
        raise NotFound("there is no ticket %(number)s", number=number)
    return found


def history(session: Session, ticket_id: int) -> list[TicketEntry]:
    return ticket_store.history(session, ticket_id)


def recording(session: Session, recording_id: int) -> Recording:
    found = recording_store.recording(session, recording_id)
    if found is None:
        raise NotFound("there is no recording %(number)s", number=recording_id)
    return found


def callback(session: Session, callback_id: int) -> Callback:
    found = callback_store.callback(session, callback_id)
    if found is None:
        raise NotFound("there is no such callback")
    return found


def author(line: TicketEntry, names: dict[int, str]) -> str:
    return ticket_log.author(line, names)


def people(session: Session) -> dict[int, str]:
    """User id to name."""
    return ticket_log.names(session)


def person(session: Session, login: str) -> int:
    """The id of who signs in so."""
    found = agent_store.user_by_login(session, login.strip().lower())
    if found is None:
        raise Refused("nobody signs in as %(login)s", login=login[:60])
    return found.id


def queue(session: Session, name: str) -> str:
    """The same; raises Refused for one that no flow has."""
    if name not in queue_store.names(session):
        raise Refused("there is no queue %(name)s", name=name[:60])
    return name
