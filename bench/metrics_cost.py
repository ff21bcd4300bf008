"""What figures cost, for `bench metrics`: keeping them beside the webhooks of the same calls, and a rebuild.

Calls are played through the whole program; each webhook's processor time is taken in its own thread. What
they leave, events and changes of presence in their order, is then taken away and comes back a little at a
time, and each time the books look: at few events, as in a quiet centre where they find little, or at many, as
in a busy one. The rebuild reads many copies of the same logs, all of one busy day.
"""

from __future__ import annotations

import gc
import time
from datetime import timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select

import app as ramal
from bench import calls
from bench.callers import Agents
from bench.report import Figures, table
from support.bookkeeper import EVERY_S, Bookkeeper
from support.services import bookkeeping, policies
from support.store import migrate
from support.store.agents import PresenceChange
from support.store.base import Session, Store
from support.store.calls import Call, CallEvent
from support.store.facts import Bookmark, CallFact, LegFact, StayFact
from support.store.flows import FlowVersion
from support.store.rollups import SUMS

RATES = {"quiet": 4, "usual": 40, "busy": 200}  # events a second
_FACTS = (Bookmark, CallFact, StayFact, LegFact, *SUMS)
_TOLD = (CallEvent, PresenceChange)
_DAY_S = 12 * 3600
_APART = 100_000  # ids of one copy from those of the next


def measured(folder: Path, quick: bool) -> Figures:
    """keep_share: of the webhooks' processor time, by how busy; rebuild: calls a second."""
    (folder / "played").mkdir()
    store, turns = _played(folder / "played", 12 if quick else 120)
    kept = {name: _kept(store, round(rate * EVERY_S)) for name, rate in RATES.items()}
    rate = _rebuilt(store, folder, 200 if quick else 20_000)
    store.close()
    figures: dict[str, Any] = {
        "webhook_cpu_ms_per_call": round(turns, 2),
        "keep_cpu_ms_per_call": {name: round(each, 3) for name, each in kept.items()},
        "keep_share": {name: round(each / turns, 4) for name, each in kept.items()},
        **rate,
    }
    print(table(("what figures cost", "value"), [(name, str(value)) for name, value in figures.items()]))
    return figures


# --- keeping ------------------------------------------------------------------------------------------------


def _played(folder: Path, count: int) -> tuple[Store, float]:
    """Where the calls are now, and the processor time of each one's webhooks, in ms."""
    with calls.running(folder, time.thread_time) as (centre, exchange, spent_ms):
        url = str(centre.store.engine.url)
        staff = Agents(centre.store, ramal.system_clock, calls.hire(centre, exchange))
        staff.start()
        calls.all_at_once(calls.make_caller(exchange, number).call for number in range(count))
        exchange.settle(calls.SETTLE_S)
        staff.stop()
    return Store(url), sum(spent_ms) / count


def _kept(store: Store, at_once: int) -> float:
    """Processor time of the books for each call, in ms, when so many events come between two looks."""
    policies.shipped()  # read once in the life of a process
    with store.writing() as session:
        told = [(row["at"], table_, row) for table_ in _TOLD for row in _all(session, table_)]
        for table_ in (*_TOLD, *_FACTS):
            session.execute(delete(table_))
        number = session.scalar(select(func.count()).select_from(Call)) or 1
    told.sort(key=itemgetter(0))
    gc.collect()  # or it may come in the middle of one size only
    now = ramal.system_clock()
    books, spent = Bookkeeper(store, lambda: now), 0.0
    for first in range(0, len(told), at_once):
        now += timedelta(seconds=EVERY_S)
        with store.writing() as session:
            for _, table_, row in told[first : first + at_once]:
                session.execute(insert(table_), row)
        began = time.process_time()
        books.keep_up()
        spent += time.process_time() - began
    return spent * 1000 / number


# --- all again ----------------------------------------------------------------------------------------------


def _rebuilt(played: Store, folder: Path, count: int) -> Figures:
    """Of at least so many calls; the processor's time, of this one thread."""
    store = Store(f"sqlite:///{folder / 'logs.db'}")
    migrate.upgrade(store)
    events = _copied(played, store, count)
    began, clock = time.process_time(), time.perf_counter()
    number = bookkeeping.rebuild(store, ramal.system_clock)
    spent, lasted = time.process_time() - began, time.perf_counter() - clock
    store.close()
    return {
        "rebuilt_calls": number,
        "rebuilt_events": events,
        "rebuilt_per_cpu_s": round(number / spent),
        "rebuilt_per_s": round(number / lasted),
    }


def _copied(played: Store, store: Store, count: int) -> int:
    """The logs over and over, each copy as calls of their own somewhat later; how many events they have."""
    with played.reading() as session:
        heads, lines = _all(session, Call), _all(session, CallEvent)
        versions = _all(session, FlowVersion)
    copies = -(-count // len(heads))
    with store.writing() as session:
        session.execute(insert(FlowVersion), versions)
        for copy in range(copies):
            later = timedelta(seconds=copy * _DAY_S / copies)
            session.execute(insert(Call), [_call(each, copy, later) for each in heads])
            session.execute(insert(CallEvent), [_event(each, copy, later) for each in lines])
    return copies * len(lines)


def _all(session: Session, table_: Any) -> list[dict[str, Any]]:
    names = [column.key for column in table_.__table__.columns]
    rows = session.execute(select(*(getattr(table_, name) for name in names)).order_by(table_.id))
    return [dict(zip(names, row, strict=True)) for row in rows]


def _call(row: dict[str, Any], copy: int, later: timedelta) -> dict[str, Any]:
    return {**row, "id": row["id"] + copy * _APART, "sid": f"{row['sid']}-{copy}",
            "started_at": row["started_at"] + later}  # fmt: skip


def _event(row: dict[str, Any], copy: int, later: timedelta) -> dict[str, Any]:
    ids = {name: row["data"][name] + copy * _APART for name in ("entry", "offer") if name in row["data"]}
    return {**row, "id": row["id"] + copy * _APART, "call_id": row["call_id"] + copy * _APART,
            "at": row["at"] + later, "data": {**row["data"], **ids}}  # fmt: skip
