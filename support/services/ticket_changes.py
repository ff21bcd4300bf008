"""What people change of a ticket: all of what they asked for or, when somebody was faster, nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from support.errors import Refused
from support.services import alerts, sla, telling, ticket_log
from support.services.ticket_words import check, line, person_of, tags_of
from support.store import tickets as store
from support.store.base import Session
from support.store.tickets import Ticket

SAME = 0  # as an assignee: whoever has it


@dataclass(frozen=True)
class Changes:
    """What is to be different; None is as it was. `assignee_id`: `SAME`, a person, or None for nobody."""

    status: str | None = None
    priority: str | None = None
    queue: str | None = None
    category: str | None = None
    subject: str | None = None
    assignee_id: int | None = SAME
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()


Before = Changes
"""The changes that undo others."""


class Changed(Refused):
    """Somebody else was faster; nothing of what was asked is done. `what`: the fields they changed."""

    def __init__(self, who: str, what: tuple[str, ...], version: int) -> None:
        said = {"who": who, "what": ", ".join(what)}
        if who:
            super().__init__("%(who)s has changed this ticket meanwhile: %(what)s", **said)
        else:
            super().__init__("this ticket has changed meanwhile: %(what)s", what=said["what"])
        self.who, self.what, self.version = who, what, version


def change(
    session: Session,
    number: int,
    changes: Changes,
    user_id: int | None,
    now: datetime,
    *,
    version: int | None = None,
) -> Before:
    """All of it or, raising, nothing. `version`: of the ticket as its editor saw it; raises `Changed` when
    somebody else has changed a field since, Refused for a merged one and for words that do not exist."""
    ticket = ticket_log.find(session, number)
    if version is not None and version != ticket.version:
        raise _changed(session, ticket, version)
    if ticket.merged_into_id is not None:
        into = ticket_log.survivor(session, ticket).number
        raise Refused("ticket %(number)s is part of %(into)s now", number=number, into=into)
    check(changes.status, changes.priority)
    return Change(session, ticket, user_id, now).apply(changes)


class Change:
    """Applies one person's changes to one locked ticket; remembers what undoes them."""

    def __init__(self, session: Session, ticket: Ticket, user_id: int | None, now: datetime) -> None:
        self.session, self.ticket, self.user_id, self.now = session, ticket, user_id, now

    def apply(self, changes: Changes) -> Before:
        before = Before(**self._fields(changes))
        if changes.assignee_id != SAME and changes.assignee_id != self.ticket.assignee_id:
            before = replace(before, assignee_id=self._assign(changes.assignee_id))
        before = replace(before, **self._tags(changes))
        was_done = self.ticket.status in ("solved", "closed")
        if changes.status is not None and changes.status != self.ticket.status:
            before = replace(before, status=self._status(changes.status))
        sla.follow(self.session, self.ticket, self.now)
        if self.ticket.status == "solved" and not was_done:
            telling.solved(self.session, self.ticket, self.now)
        return before

    def _fields(self, changes: Changes) -> dict[str, Any]:
        before = {}
        for name in ("priority", "queue", "category", "subject"):
            value, was = getattr(changes, name), getattr(self.ticket, name)
            if name == "subject" and value is not None:
                value = line(value)
            if value is not None and value != was:
                before[name] = was
                setattr(self.ticket, name, value)
                self._write(name, f"{was} → {value}" if was else value)
        return before

    def _assign(self, user_id: int | None) -> int | None:
        person = person_of(self.session, user_id) if user_id else None
        before, self.ticket.assignee_id = self.ticket.assignee_id, user_id
        self._write("assigned", person.name if person else "nobody")
        if person and person.id != self.user_id:
            alerts.tell(self.session, [person.id], self.ticket.id, "assigned", self.now)
        return before

    def _tags(self, changes: Changes) -> dict[str, Any]:
        has = store.tags(self.session, self.ticket.id)
        gone = has & set(tags_of(changes.remove_tags))
        new = set(tags_of(changes.add_tags)) - has
        for tag in gone:
            self.session.delete(self.session.get_one(store.TicketTag, (self.ticket.id, tag)))
        self.session.add_all(store.TicketTag(ticket_id=self.ticket.id, tag=tag) for tag in sorted(new))
        self.session.flush()
        if gone or new:
            words = [f"+{tag}" for tag in sorted(new)] + [f"-{tag}" for tag in sorted(gone)]
            self._write("tag", " ".join(words))
        return {"add_tags": tuple(sorted(gone)), "remove_tags": tuple(sorted(new))}

    def _status(self, status: str) -> str:
        before, self.ticket.status = self.ticket.status, status
        self.ticket.solved_at = self.now if status in ("solved", "closed") else None
        self._write("status", f"{before} → {status}")
        return before

    def _write(self, kind: str, text: str) -> None:
        ticket_log.write(self.session, self.ticket, kind, self.now, self.user_id, text)


def change_status(session: Session, number: int, status: str, user_id: int | None, now: datetime) -> str:
    """Returns the status before, so that it can be undone."""
    return change(session, number, Changes(status=status), user_id, now).status or status


def assign(
    session: Session, number: int, assignee_id: int | None, user_id: int | None, now: datetime
) -> int | None:
    """Returns who had it before."""
    before = change(session, number, Changes(assignee_id=assignee_id), user_id, now).assignee_id
    return assignee_id if before == SAME else before


def _changed(session: Session, ticket: Ticket, version: int) -> Changed:
    since = ticket.version - version
    lines = store.entries_since(session, ticket.id, ticket_log.CHANGES)[: max(since, 1)]
    names = ticket_log.names(session)
    people = {names[each.user_id] for each in lines if each.user_id in names}
    kinds = dict.fromkeys(each.kind for each in reversed(lines))
    return Changed(", ".join(sorted(people)), tuple(kinds), ticket.version)
