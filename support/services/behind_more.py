"""The rows behind figures of callbacks, tickets, questions and scores, page by page, newest first.

They are exactly those that `explaining_more` counts, under the same filters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from support.errors import Refused
from support.services import callback_offers, metrics, metrics_more
from support.store import callback_offers as offer_store
from support.store import figures_more_behind as store
from support.store.base import Session
from support.store.facts import CallFact
from support.store.figures_more import LateClock
from support.store.figures_more_behind import Wanted
from support.store.sla import SlaClock
from support.store.tickets import Ticket

if TYPE_CHECKING:
    from support.services.metrics import Asked


@dataclass(frozen=True, slots=True)
class BehindMore:
    """An offer or a promise to call back, a ticket, a clock of one, a score, or a call with spoken answers.

    `at`: when it is booked. `ticket`: its number. `agent_id` of who talked, `who`: a ticket's assignee.
    `about`: how a ticket began, which clock, by which channel. `state`: what became of it; of a score the
    survey. `source` "" is this centre's; others' calls have no page.
    `amounts`: attempts, asked_again; `used_s`, `answered_s`, `target_s` (seconds); score; heard, rejected,
    corrected. None: not known.
    """

    id: int
    at: datetime
    queue: str = ""
    call_id: int | None = None
    ticket: int | None = None
    agent_id: int | None = None
    who: str = ""
    about: str = ""
    state: str = ""
    source: str = ""
    amounts: Mapping[str, int | None] = field(default_factory=dict)


def knows(of: str) -> bool:
    kind, _, which = of.partition(" ")
    return store.knows(kind, which) or (kind == "offers" and which in offer_store.WHICH)


def behind(
    session: Session, asked: Asked, of: str, limit: int = 50, before_id: int | None = None
) -> list[BehindMore]:
    """`of`: one of `support.rules.metrics_more.BEHIND`; `before_id`: the last row's, for the page after it.

    Raises Refused for rows that there are not.
    """
    if not knows(of):
        raise Refused("there are no calls behind %(what)s", what=of)
    kind, _, which = of.partition(" ")
    wanted = Wanted(asked.start, asked.end, asked.queues, limit=limit, before=before_id)
    return _MAKERS[kind](session, asked, which, wanted)


def _offers(session: Session, asked: Asked, which: str, page: Wanted) -> list[BehindMore]:
    wanted = replace(page, same=callback_offers.wanted(asked).same)
    return [
        BehindMore(offer_id, at, queue, call_id, state="accepted" if is_accepted else "declined")
        for offer_id, at, queue, call_id, is_accepted in offer_store.rows(session, which, wanted)
    ]


def _callbacks(session: Session, asked: Asked, which: str, wanted: Wanted) -> list[BehindMore]:
    same = metrics_more.narrowed(asked)
    if same is None:
        return []
    return [
        BehindMore(
            fact.id, fact.requested_at, fact.queue, fact.call_id, ticket, fact.agent_id, state=fact.state,
            source=fact.source,
            amounts={
                "attempts": fact.attempts, "asked_again": fact.asked_again,
                "used_s": _between(fact.requested_at, fact.connected_at),
            },
        )
        for fact, ticket in store.callbacks(session, which, replace(wanted, same=same))
    ]  # fmt: skip


def _tickets(session: Session, _asked: Asked, which: str, wanted: Wanted) -> list[BehindMore]:
    return [
        BehindMore(
            row.id, _booked(row, which), row.queue, row.call_id, row.number, who=who or "", about=row.kind,
            state=row.status,
            amounts={
                "used_s": _between(row.created_at, row.solved_at),
                "answered_s": _between(row.created_at, row.responded_at),
            },
        )
        for row, who in store.tickets(session, which, wanted)
    ]  # fmt: skip


def _booked(row: Ticket, which: str) -> datetime:
    return {"solved": row.solved_at, "breached": row.breached_at}.get(which) or row.created_at


def _clocks(session: Session, _asked: Asked, which: str, wanted: Wanted) -> list[BehindMore]:
    late = metrics_more.late_times(session)
    return [
        BehindMore(
            clock.id, clock.started_at, ticket.queue, ticket.call_id, ticket.number, who=who or "",
            about=clock.kind, state=clock.state,
            amounts={"used_s": _used(clock, late), "target_s": clock.target_s},
        )
        for clock, ticket, who in store.clocks(session, which, wanted)
    ]  # fmt: skip


def _scores(session: Session, _asked: Asked, which: str, wanted: Wanted) -> list[BehindMore]:
    return [
        BehindMore(
            row.id, row.at, row.queue, row.call_id, ticket, row.agent_id, about=row.channel, state=row.survey,
            amounts={"score": row.score},
        )
        for row, ticket in store.scores(session, which, wanted)
    ]  # fmt: skip


def _questions(session: Session, asked: Asked, which: str, wanted: Wanted) -> list[BehindMore]:
    start, end = _whole_days(session, asked)
    same = {asked.dim: asked.value} if asked.dim in ("flow", "language") and asked.value else {}
    calls = store.questions(session, which, replace(wanted, start=start, end=end, same=same))
    return [
        BehindMore(
            call.id, call.arrived_at, call.queue, call.id, None, call.agent_id, state=call.outcome,
            source=call.source, amounts=_understood(call, which),
        )
        for call in calls
    ]  # fmt: skip


def _whole_days(session: Session, asked: Asked) -> tuple[datetime, datetime]:
    """Questions are counted by the day."""
    if asked.end <= asked.start:
        return asked.start, asked.start
    where, last = metrics.zone(session), asked.end - timedelta(microseconds=1)
    return metrics.days(session, asked.start.astimezone(where).date(), last.astimezone(where).date())


def _understood(call: CallFact, which: str) -> dict[str, int | None]:
    counted = store.spoken(call.receipts, which)
    return {
        name: sum(int(each.get(name) or 0) for each in counted) for name in ("heard", "rejected", "corrected")
    }


def _used(clock: SlaClock, late: Callable[[LateClock], int]) -> int | None:
    """Time that counted until it was kept; None while it is not."""
    used = clock.target_s - clock.left_s
    if clock.stopped_at is None:
        return None
    if clock.state == "met" or clock.resumed_at is None:
        return max(0, used) if clock.state == "met" else None
    return late(LateClock("", clock.kind, clock.policy, used, clock.resumed_at, clock.stopped_at))


def _between(since: datetime, until: datetime | None) -> int | None:
    """Whole seconds, each end without its fraction: as the figures have them."""
    return None if until is None else max(0, int(until.timestamp()) - int(since.timestamp()))


_MAKERS: Mapping[str, Callable[[Session, Asked, str, Wanted], list[BehindMore]]] = {
    "offers": _offers,
    "callbacks": _callbacks,
    "tickets": _tickets,
    "clocks": _clocks,
    "scores": _scores,
    "questions": _questions,
}
