"""Callbacks that a company's own systems ask for: only to who has called us, and at the end of the line."""

from __future__ import annotations

from datetime import datetime, timedelta

from support.errors import NotFound, Refused
from support.services import callbacks
from support.services.callbacks import Place
from support.store import calls as call_store
from support.store.base import Session
from support.store.callbacks import Callback
from support.store.calls import Call

FURTHEST = timedelta(days=90)


def ask(
    session: Session,
    queue: str,
    number: str,
    at: datetime | None,
    now: datetime,
    *,
    call_id: int | None = None,
) -> Callback:
    """A promise, or the open one of this number and queue. Raises Refused for who never called us."""
    if at is not None and at > now + FURTHEST:
        raise Refused("choose a time in the next %(n)s days", n=FURTHEST.days)
    call = _reason(session, number, call_id)
    return callbacks.promise_after(session, call, queue, number, at, Place(at or now, at or now), now)


def _reason(session: Session, number: str, call_id: int | None) -> Call:
    if call_id is not None:
        call = call_store.by_id(session, call_id)
        if call is None:
            raise NotFound("there is no call %(number)s", number=call_id)
        return call
    last = call_store.recent(session, 1, number)
    if not last:
        raise Refused("this number has never called us: name the call that it is about")
    return last[0]
