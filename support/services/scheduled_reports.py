"""Reports that are sent by themselves: which is due, an order for each way, and what became of it.

Of each due time there is one order a way (an address of mail, or the hooks), whoever sweeps and however often
the program starts. How far we are stands in the bookmark `reports`: by its name, a report's last due time and
its rule. After a pause of the program only the newest of several is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.policies import Policies, Scheduled
from support.errors import NotFound, Refused
from support.rules import schedules
from support.services import alerts, hook_events, people, policies
from support.store import orders
from support.store import scheduled_reports as store
from support.store.base import Session

ORDER = "send_report"
SHOWN = 100


@dataclass(frozen=True)
class Due:
    """One report of one due time to one address; `to` is "" for the hooks."""

    name: str
    report: str
    due_at: datetime
    to: str


@dataclass(frozen=True)
class Sent:
    """What became of one. `state`: due, done, failed; `error` says why not, or not yet."""

    id: int
    name: str
    due_at: datetime
    to: str
    state: str
    error: str
    done_at: datetime | None


@dataclass(frozen=True)
class Planned:
    """A report of the policies, and when it is sent next."""

    wanted: Scheduled
    next_at: datetime


def sweep(session: Session, now: datetime) -> None:
    known = policies.current(session)
    if not known.reports and not store.is_kept(session):
        return
    mark = store.lock(session)
    kept: dict[str, Any] = {}
    for wanted in known.reports:
        due = _latest(known, wanted, now)
        last = _last(session, mark.state.get(wanted.name), wanted, now)
        if due > last:
            _place(session, wanted, due, now)
        kept[wanted.name] = {"last": max(due, last).isoformat(), "rule": _rule(wanted)}
    if kept != mark.state:
        mark.state = kept


def _last(session: Session, kept: Mapping[str, str] | None, wanted: Scheduled, now: datetime) -> datetime:
    """What was due up to then is no business of ours: it was sent, or the rule did not hold yet."""
    if kept and kept["rule"] == _rule(wanted):
        return datetime.fromisoformat(kept["last"])
    newest = policies.newest(session)
    return min(now, newest.published_at) if newest else now


def _rule(wanted: Scheduled) -> str:
    return f"{wanted.every} {wanted.at}"


def _latest(known: Policies, wanted: Scheduled, now: datetime) -> datetime:
    return schedules.latest(wanted.every, wanted.at, ZoneInfo(known.timezone), now)


def _place(session: Session, wanted: Scheduled, due: datetime, now: datetime) -> None:
    ways = [*dict.fromkeys(wanted.to), *([""] if wanted.hook else [])]
    for to in ways:
        orders.place(session, ORDER, now, name=wanted.name, report=wanted.report, due=due.isoformat(), to=to)


def due(order: orders.Order) -> Due:
    """What an order is about."""
    told = order.payload
    return Due(told["name"], told["report"], _moment(told["due"]), told["to"])


def ready(session: Session, order: orders.Order, made: Mapping[str, Any], now: datetime) -> None:
    """It went out. The hooks are told in the transaction in which their order ends."""
    found = due(order)
    if not found.to:
        hook_events.report_ready(session, found.name, found.report, found.due_at, made, now)


def given_up(session: Session, now: datetime) -> None:
    alerts.not_sent(session, now)


def plan(session: Session, now: datetime) -> list[Planned]:
    known = policies.current(session)
    zone = ZoneInfo(known.timezone)
    return [Planned(each, schedules.following(each.every, each.at, zone, now)) for each in known.reports]


def sent(session: Session, limit: int = SHOWN) -> list[Sent]:
    """Newest first."""
    return [_sent(row) for row in store.orders_of(session, ORDER, limit)]


def again(session: Session, order_id: int, user_id: int | None, now: datetime) -> Due:
    """One that failed is sent after all, by an order of its own."""
    row = orders.order(session, order_id)
    if row is None or row.kind != ORDER:
        raise NotFound("there is no such report")
    if row.state != "failed":
        raise Refused("this one has not failed")
    orders.place(session, ORDER, now, **row.payload)
    people.audit(session, user_id, "report_sent_again", row.payload["name"], now)
    return due(row)


def _sent(row: orders.Order) -> Sent:
    found = due(row)
    return Sent(row.id, found.name, found.due_at, found.to, row.state, row.error, row.done_at)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
