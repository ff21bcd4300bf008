"""Outgoing webhooks: whom the company wants told of what, and what became of each telling.

An event is written in the transaction of what happened, so that none is lost and none told of what did not
happen; `support.hook_sender` sends it. Only rows are added here: nobody waits for anybody.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from support.errors import NotFound, Refused
from support.rules import hooks as rules
from support.services import people
from support.store import api as store
from support.store.api import Hook, HookDelivery
from support.store.base import Session, announce

SHOWN = 100
KEPT = timedelta(days=30)
MOST = 50


@dataclass(frozen=True)
class Told:
    """What became of a try: the status that was answered (None: no answer), or why there is none."""

    status: int | None
    error: str = ""

    @property
    def is_fine(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def emit(session: Session, event: str, data: dict[str, Any], now: datetime) -> None:
    """Something happened that others may follow. `data` is JSON: texts, numbers, lists, objects."""
    assert event in rules.EVENTS, event
    wanting = [hook for hook in store.hooks(session, active=True) if rules.wants(hook.events, event)]
    if wanting:
        body = _body(event, data, now)
        session.add_all([_delivery(hook, event, body, now) for hook in wanting])
        announce(session, "hooks")


def _body(event: str, data: dict[str, Any], now: datetime) -> dict[str, Any]:
    """What is sent, fixed now: the same however often it is tried."""
    at = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"id": f"evt_{secrets.token_hex(12)}", "event": event, "created_at": at, "data": data}


def _delivery(hook: Hook, event: str, body: dict[str, Any], now: datetime) -> HookDelivery:
    return HookDelivery(hook_id=hook.id, event=event, payload=body, due_at=now, created_at=now)


def add(
    session: Session, url: str, events: Sequence[str], user_id: int | None, now: datetime, *, inside: bool
) -> tuple[Hook, str]:
    """(the hook, its secret, which is shown once)."""
    if len(store.hooks(session)) >= MOST:
        raise Refused("there are %(n)s hooks already; delete one first", n=MOST)
    secret = _new_secret()
    made = Hook(
        url=rules.check_url(url, inside=inside), secret=secret, events=rules.check_events(events),
        is_active=True, created_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    people.audit(session, user_id, "hook_added", made.url, now, events=", ".join(made.events))
    return made, secret


def change(
    session: Session, hook_id: int, events: Sequence[str], is_active: bool, user_id: int, now: datetime
) -> tuple[list[Any], bool]:
    """Returns what it was before."""
    found = one(session, hook_id)
    before = list(found.events), found.is_active
    found.events, found.is_active = rules.check_events(events), is_active
    session.flush()
    said = {"events": ", ".join(found.events), "is_on": is_active}
    people.audit(session, user_id, "hook_changed", found.url, now, **said)
    announce(session, "hooks")
    return before


def new_secret(session: Session, hook_id: int, user_id: int, now: datetime) -> str:
    """Everything sent from now on is signed with it. Shown once."""
    found = one(session, hook_id)
    found.secret = _new_secret()
    people.audit(session, user_id, "hook_secret_changed", found.url, now)
    return found.secret


def remove(session: Session, hook_id: int, user_id: int, now: datetime) -> str:
    """Returns its address. What it was told is forgotten with it."""
    found = one(session, hook_id)
    people.audit(session, user_id, "hook_removed", found.url, now)
    store.delete_hook(session, hook_id)
    return found.url


def one(session: Session, hook_id: int) -> Hook:
    found = store.hook(session, hook_id)
    if found is None:
        raise NotFound("there is no such hook")
    return found


def listing(session: Session) -> list[Hook]:
    return store.hooks(session)


def deliveries(session: Session, hook_id: int, limit: int = SHOWN) -> list[HookDelivery]:
    """Newest first."""
    return store.deliveries(session, one(session, hook_id).id, limit)


def failures(session: Session, hook_id: int) -> int:
    """How many of what is remembered were given up."""
    return store.failures(session, hook_id)


def send_test(session: Session, hook_id: int, now: datetime) -> HookDelivery:
    """Something to try the other side with."""
    found = one(session, hook_id)
    if not found.is_active:
        raise Refused("this hook is switched off")
    return _send(session, _delivery(found, rules.TEST, _body(rules.TEST, {"hello": "world"}, now), now))


def send_again(session: Session, delivery_id: int, now: datetime) -> HookDelivery:
    """The same event, as a delivery of its own."""
    known = store.delivery(session, delivery_id)
    if known is None:
        raise NotFound("there is no such delivery")
    found = one(session, known.hook_id)
    if known.state == "due":
        raise Refused("this one is still being tried")
    if not found.is_active:
        raise Refused("this hook is switched off")
    return _send(session, _delivery(found, known.event, known.payload, now))


def settle(session: Session, delivery_id: int, attempt: int, told: Told, now: datetime) -> None:
    """What became of a try: done, tried again later, or given up."""
    values: dict[str, Any] = {"status": told.status, "error": told.error[:300]}
    pause = None if told.is_fine else rules.pause(attempt)
    if told.is_fine or pause is None:
        values |= {"state": "done" if told.is_fine else "failed", "done_at": now}
    else:
        values["due_at"] = now + pause
    store.settle_delivery(session, delivery_id, attempt, **values)


def forget_old(session: Session, now: datetime) -> None:
    store.forget_deliveries(session, now - KEPT)


def _send(session: Session, made: HookDelivery) -> HookDelivery:
    session.add(made)
    session.flush()
    announce(session, "hooks")
    return made


def _new_secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"[:64]
