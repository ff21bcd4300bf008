"""Tickets: opened for what was promised, changed, answered and followed, with a history of everything.

`open` is the only way in which one is made; which call makes one is `ticket_rules`' to say. What people
see in lists is `inbox`'s, joining duplicates is `merging`'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from support.rules import numbers
from support.services import alerts, merging, sla, telling, ticket_log
from support.services.ticket_changes import SAME as SAME
from support.services.ticket_changes import Before as Before
from support.services.ticket_changes import Change
from support.services.ticket_changes import Changed as Changed
from support.services.ticket_changes import Changes as Changes
from support.services.ticket_changes import assign as assign
from support.services.ticket_changes import change as change
from support.services.ticket_changes import change_status as change_status
from support.services.ticket_views import TicketDetail as TicketDetail
from support.services.ticket_views import TicketRow as TicketRow
from support.services.ticket_views import counts as counts
from support.services.ticket_views import detail as detail
from support.services.ticket_views import listing as listing
from support.services.ticket_words import STATUSES as STATUSES
from support.services.ticket_words import UNSOLVED as UNSOLVED
from support.services.ticket_words import check, line, person_of, tags_of, text_of, words_of
from support.store import agents as agent_store
from support.store import recordings as recording_store
from support.store import tickets as store
from support.store.base import Session
from support.store.calls import CallRow
from support.store.tickets import Ticket

_MENTION = re.compile(r"(?<![\w@.])@([\w.+-]+(?:@[\w.-]+\w)?)")

merge = merging.merge
undo_merge = merging.undo


@dataclass(frozen=True)
class New:
    """A ticket that is to be. `kind`: voicemail, callback, call, missed, sms, api."""

    kind: str
    subject: str
    queue: str
    customer: str
    description: str = ""
    category: str = ""
    language: str = ""
    priority: str = "normal"
    status: str = "new"
    assignee_id: int | None = None
    tags: tuple[str, ...] = ()
    watchers: tuple[int, ...] = ()


def open(
    session: Session, new: New, now: datetime, *, user_id: int | None = None, call: CallRow | None = None
) -> Ticket:
    """A new ticket with its history, clocks and calls; the customer is told when the policies say so."""
    check(new.status, new.priority)
    if new.assignee_id:
        person_of(session, new.assignee_id)
    ticket = Ticket(
        number=store.next_number(session),
        kind=new.kind,
        subject=line(new.subject),
        description=text_of(new.description),
        queue=new.queue,
        category=new.category,
        customer=new.customer,
        language=new.language or (call.language if call else ""),
        priority=new.priority,
        status=new.status,
        level=1,
        version=1,
        assignee_id=new.assignee_id,
        call_id=call.id if call else None,
        created_at=now,
        updated_at=now,
    )
    session.add(ticket)
    session.flush()
    session.add_all(store.TicketTag(ticket_id=ticket.id, tag=tag) for tag in tags_of(new.tags))
    session.add_all(store.TicketWatcher(ticket_id=ticket.id, user_id=each) for each in set(new.watchers))
    if call:
        link_call(session, ticket, call.id, now)
    session.flush()
    sla.follow(session, ticket, now)
    ticket_log.write(session, ticket, "opened", now, user_id)
    if new.assignee_id and new.assignee_id != user_id:
        alerts.tell(session, [new.assignee_id], ticket.id, "assigned", now)
    telling.opened(session, ticket, now)
    return ticket


def link_call(session: Session, ticket: Ticket, call_id: int, now: datetime) -> bool:
    """This call was about it; True the first time."""
    if session.get(store.TicketCall, (ticket.id, call_id)):
        return False
    session.add(store.TicketCall(ticket_id=ticket.id, call_id=call_id, at=now))
    session.flush()
    return True


def comment(session: Session, number: int, text: str, user_id: int | None, now: datetime) -> None:
    """Among us; never in conflict with what others do. Who is named with @ is told."""
    words = words_of(text)
    ticket = ticket_log.survivor(session, ticket_log.find(session, number))
    ticket_log.write(session, ticket, "comment", now, user_id, words)
    named = [agent_store.user_by_login(session, login) for login in _MENTION.findall(words)[:20]]
    alerts.tell(
        session, (user.id for user in named if user and user.id != user_id), ticket.id, "mentioned", now
    )


def reply(
    session: Session,
    number: int,
    text: str,
    user_id: int | None,
    now: datetime,
    *,
    status: str | None = None,
) -> Ticket:
    """To the customer, who gets it as a message when they take any; perhaps with a new status."""
    words = words_of(text)
    check(status, None)
    ticket = ticket_log.survivor(session, ticket_log.find(session, number))
    ticket.responded_at = ticket.responded_at or now
    sla.answered(session, ticket, now)
    ticket_log.write(session, ticket, "reply", now, user_id, words)
    telling.answered(session, ticket, now, reply=words)
    wanted = status or ("open" if ticket.status == "new" else ticket.status)
    Change(session, ticket, user_id, now).apply(Changes(status=wanted))
    return ticket


def responded(session: Session, ticket: Ticket, now: datetime) -> None:
    """The customer was spoken to about it, otherwise than by a reply: a callback reached them."""
    ticket.responded_at = ticket.responded_at or now
    sla.answered(session, ticket, now)
    sla.follow(session, ticket, now)


def customer_said(
    session: Session,
    ticket: Ticket,
    text: str,
    source: str,
    now: datetime,
    *,
    data: dict[str, Any] | None = None,
) -> Ticket:
    """The customer's own words (`source`: sms, call, voicemail, api). A pending or solved ticket is open
    again, a response is due, and who is responsible is told. Returns the ticket that they went to."""
    found = store.locked_by_id(session, ticket.id)
    assert found is not None
    ticket = ticket_log.survivor(session, found)
    said = text_of(text.replace("\0", "").strip())
    ticket_log.write(session, ticket, "answer", now, None, said, {"source": source, **(data or {})})
    told = {ticket.assignee_id} if ticket.assignee_id else set()
    alerts.tell(session, told | store.watchers(session, ticket.id), ticket.id, "answered", now)
    reopened = "open" if ticket.status in ("pending", "solved", "closed") else ticket.status
    Change(session, ticket, None, now).apply(Changes(status=reopened))
    sla.asked(session, ticket, now)
    sla.follow(session, ticket, now)
    return ticket


def watch(session: Session, number: int, user_id: int) -> None:
    ticket = ticket_log.survivor(session, ticket_log.find(session, number))
    if session.get(store.TicketWatcher, (ticket.id, user_id)) is None:
        person_of(session, user_id)
        session.add(store.TicketWatcher(ticket_id=ticket.id, user_id=user_id))
        session.flush()


def unwatch(session: Session, number: int, user_id: int) -> None:
    ticket = ticket_log.survivor(session, ticket_log.find(session, number))
    found = session.get(store.TicketWatcher, (ticket.id, user_id))
    if found:
        session.delete(found)
        session.flush()


def recording_kept(session: Session, recording: recording_store.Recording, now: datetime) -> None:
    """Tell the ticket that its message can be heard, or why not."""
    ticket = store.locked_by_id(session, recording.ticket_id) if recording.ticket_id else None
    if ticket:
        is_kept = recording.state not in ("absent", "failed", "deleted")
        text = f"{recording.seconds or 0} s" if is_kept else recording.state
        ticket_log.write(session, ticket, "recording", now, text=text)


def expect_recording(
    session: Session, call_id: int, ticket: Ticket | None, seq: int, now: datetime
) -> recording_store.Recording:
    """The row that exists before the sound does."""
    recording = recording_store.Recording(
        call_id=call_id, ticket_id=ticket.id if ticket else None, seq=seq, created_at=now,
        queue=ticket.queue if ticket else "", language=ticket.language if ticket else "",
    )  # fmt: skip
    session.add(recording)
    session.flush()
    return recording


def open_for_call(session: Session, kind: str, queue: str, row: CallRow, now: datetime) -> Ticket:
    """A ticket of its own for what a caller leaves behind, whatever the rules say."""
    caller = numbers.shown(row.caller) or "a withheld number"
    subject = {"voicemail": "Voicemail from {}", "callback": "Call back {}"}.get(kind, "Call from {}")
    return open(session, New(kind, subject.format(caller), queue, row.caller), now, call=row)
