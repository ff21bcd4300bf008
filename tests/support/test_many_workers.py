"""Worker processes on one database, each doing what comes, killed in the middle of it: all still agrees."""

from __future__ import annotations

import multiprocessing
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing.context import SpawnProcess

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bench import routing, routing_line
from support import sweeper
from support.errors import NotFound, Refused
from support.services import legs
from support.store.base import Store
from support.store.calls import Call
from support.store.queues import Offer, QueueEntry
from tests.support.centre import NOON, Centre
from tests.support.test_random_days import ACTIONS, Day, check, idle_for_somebody, staffed

WORKERS = 3
SPEED = 20  # a second here is as many there: rings run out, skills relax, lines overflow


class Shift(Day):
    """One process of a centre that others work in too. Its clock is the wall's, only faster."""

    def __init__(self, url: str, seed: int, agents: list[int], began: float) -> None:
        self.centre = Centre(Store(url, pool_size=2))
        self.agents, self.seed, self._began = agents, seed, began
        self.calls = 0

    def happen(self, action: str, n: int) -> None:
        self.centre.now = time_there(self._began)
        try:
            getattr(self, f"_{action}")(n)
        except (Refused, NotFound, TimeoutError):
            pass  # said politely, and nothing changed
        except (OperationalError, sqlite3.OperationalError) as error:
            if "database is locked" not in str(error):  # SQLite, with as many writers on a busy machine
                raise

    def _call(self, n: int) -> None:
        self.calls += 1
        sid = f"CA{self.seed}-{self.calls}"
        self.centre.reach("129"[n % 3], sid)

    def _assign(self, _n: int) -> None:
        self.centre.assign()

    def _sweep(self, _n: int) -> None:
        self.centre.do(sweeper.sweep, self.centre.now)

    def _caller_hangs_up(self, n: int) -> None:
        with self.centre.store.reading() as session:
            query = select(Call.sid).where(Call.ended_at.is_(None)).order_by(Call.id).limit(4)
            sids = list(session.scalars(query))
        if sids:
            self.centre.end(sids[n % len(sids)])


# What needs to know the sids of other processes' calls is left to the other tests.
WORK = [each for each in ACTIONS if each not in ("leave", "leaves_room", "long_pause", "expire")]


def time_there(began: float) -> datetime:
    return NOON + timedelta(seconds=(time.time() - began) * SPEED)


def work(url: str, seed: int, agents: list[int], began: float) -> None:
    """Until it is killed."""
    shift, draw = Shift(url, seed, agents, began), random.Random(seed)
    while True:
        shift.happen(draw.choice(WORK), draw.randrange(4))
        time.sleep(0.005)  # SQLite gives its lock to whoever asks first, and others ask once in a while


@contextmanager
def many(url: str, agents: list[int], began: float) -> Iterator[list[SpawnProcess]]:
    """Processes that work until they are killed, the last ones at the end."""
    spawned = multiprocessing.get_context("spawn")
    running = [
        spawned.Process(target=work, args=(url, seed, agents, began), daemon=True) for seed in range(WORKERS)
    ]
    for process in running:
        process.start()
    try:
        yield running
    finally:
        for process in running:
            kill(process)
    assert {process.exitcode for process in running} == {-signal.SIGKILL}, "one ended by itself"


def kill(process: SpawnProcess) -> None:
    """In the middle of whatever it is doing."""
    process.kill()
    process.join(10)


def wait_for_calls(store: Store, more_than: int) -> int:
    """Processes take their time to start; nothing is proved while nobody works."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with store.reading() as session:
            count = len(list(session.scalars(select(Call.id))))
        if count > more_than:
            return count
        time.sleep(0.05)
    raise AssertionError("nobody calls any more")


def test_whatever_is_killed_when_lines_offers_and_presence_agree(store: Store, database_url: str) -> None:
    centre = Centre(store)
    agents = staffed(centre)
    began, draw = time.time(), random.Random(1)
    with many(database_url, agents, began) as running:
        seen = wait_for_calls(store, 8)
        for process in draw.sample(running, WORKERS - 1):
            kill(process)
            with store.reading() as session:
                check(session)
            seen = wait_for_calls(store, seen + 2)
    centre.now = time_there(began) + timedelta(seconds=60)
    with store.reading() as session:
        check(session)
        assert list(session.scalars(select(Offer.id)))
    go_home(centre)


def go_home(centre: Centre) -> None:
    """One sweep finds everything that was left undone; then everybody leaves, each once."""
    centre.do(sweeper.sweep, centre.now)
    with centre.store.reading() as session:
        assert not idle_for_somebody(session, centre.now)
        sids = list(session.scalars(select(Call.sid).where(Call.ended_at.is_(None))))
    for sid in sids:
        centre.end(sid)
    with centre.store.reading() as session:
        still = list(session.scalars(select(Offer.id).where(Offer.closed_at.is_(None))))
    for offer_id in still:
        centre.do(legs.report, f"AG{offer_id}", offer_id, "completed", 9, centre.now)
    with centre.store.reading() as session:
        check(session)
        assert not list(session.scalars(select(QueueEntry.id).where(QueueEntry.left_at.is_(None))))
        assert None not in list(session.scalars(select(Call.outcome)))


def test_four_processes_decide_as_one(store: Store, database_url: str) -> None:
    """Nobody twice, and nobody before those who came earlier."""
    made, _ = routing.offers_made(database_url, routing.Options(quick=True, database=""))
    assert made == 1000
    assert (routing_line.doubled(store), routing_line.overtaken(store)) == (0, 0)
