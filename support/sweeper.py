"""What is done every few seconds because a time has come, not because somebody asked.

Every promise is a row with a due time: a lost message costs a delay, never a caller. All of it may run
in several processes at once; each change is conditional on the state that it changes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from support.services import (
    agents,
    due,
    hearing,
    jobs,
    ledger,
    offers,
    pipeline,
    queues,
    recordings,
    retention,
    room_watch,
    scheduled_reports,
    tapes,
)
from support.store import calls as call_store
from support.store import orders
from support.store.base import Session

QUIET_AFTER_S = 600


def sweep(session: Session, now: datetime) -> None:
    offers.take_turn(session)  # before anything is locked: it ends by deciding who takes which call
    offers.expire(session, now)
    agents.look_after(session, now)
    queues.overflow(session, now)
    queues.give_up_long_waits(session, now)
    room_watch.look_after(session, now)
    queues.free_the_lonely(session, now)
    due.look_after(session, now)
    recordings.ask_for_missing(session, now)
    retention.sweep(session, now)
    jobs.sweep(session, now)
    scheduled_reports.sweep(session, now)
    ledger.ledger_alarm(session, now)
    pipeline.keep_looking(session, now)
    hearing.give_up_overdue(session, now)
    ask_after_quiet_calls(session, now)
    offers.assign(session, now)
    tapes.look_after(session, now)  # last: whoever locks a tape has locked its entry before


def ask_after_quiet_calls(session: Session, now: datetime) -> None:
    """A call whose end nobody told us: ask the phone company how it is."""
    quiet = call_store.live_and_quiet(session, now - timedelta(seconds=QUIET_AFTER_S))
    if quiet:
        orders.place_each(session, "check_call", now, [(call.id, {"sid": call.sid}) for call in quiet])
        call_store.touch(session, [call.id for call in quiet], now)
