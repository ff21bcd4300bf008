"""The program is killed (SIGKILL) while a customer is being called back: the promise is kept, and rung once.

A file shows the program what time it is, so that what falls due later falls due while we look.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from exchange.exchange import Exchange
from exchange.phones.script import ScriptPhone
from flows.loader import read
from support.services import agents, callback_lines, flows, people
from support.services.callback_lines import CallbackLine
from support.store.base import Store
from tests.journeys.many import Process
from tests.journeys.process import FileClock
from tests.journeys.test_callbacks import CUSTOMER, FLOW, NUMBER
from tests.journeys.test_killed import PATIENCE_S, Program
from tests.journeys.test_killed import exchange as exchange
from tests.journeys.town import MONDAY_10_SAO_PAULO

SPACING_S = 600


class Clocked(Program):
    """Web and worker, by a clock that we show."""

    def __init__(self, folder: Path, database_url: str, exchange: Exchange, store: Store) -> None:
        super().__init__(folder, database_url, exchange.base_url)
        self._file = folder / "clock"
        self._clock = FileClock(self._file)
        self._clock.show(MONDAY_10_SAO_PAULO.timestamp())
        command = [sys.executable, "-m", "tests.journeys.process", str(self._file)]
        both = [[*command, "serve"], [*command, "worker"]]
        self._processes = [Process(each, self.environment, 0) for each in both]
        self.exchange, self._store = exchange, store
        self._is_at_desk = False

    def start(self) -> None:
        for each in self._processes:
            each.start()
        self.until(self.answers, "the program to answer")

    def kill(self) -> None:
        for each in self._processes:
            each.kill()

    def now(self) -> datetime:
        return self._clock()

    def advance(self, seconds: float) -> None:
        self._clock.show(self.now().timestamp() + seconds)

    def until(self, look: Callable[[], object], what: str) -> None:
        """A little time passes at each look."""
        deadline = time.monotonic() + PATIENCE_S
        while not look():
            assert time.monotonic() < deadline, f"waited {PATIENCE_S} s for {what}"
            self.advance(0.5)
            if self._is_at_desk:
                with self._store.writing() as session:
                    agents.seen(session, 1, self.now())
            time.sleep(0.05)

    def free(self) -> None:
        """Ana takes calls, and her page stays open while we look."""
        self._is_at_desk = True
        self._present("available")

    def away(self) -> None:
        self._present("away")

    def _present(self, presence: str) -> None:
        with self._store.writing() as session:
            agents.seen(session, 1, self.now())
            agents.set_presence(session, 1, presence, self.now())

    def promise(self) -> CallbackLine:
        with self._store.reading() as session:
            opened, closed = callback_lines.listing(session)
        (line,) = (*opened, *closed)
        return line

    def dialled(self) -> int:
        """How often the customer's telephone rang."""
        with self.exchange.office.directory.lock:
            calls = list(self.exchange.office.directory.calls.values())
        return sum(call.to == CUSTOMER and call.direction == "outbound-api" for call in calls)


@pytest.fixture
def program(tmp_path: Path, store: Store, database_url: str, exchange: Exchange) -> Iterator[Clocked]:
    loaded = read(FLOW, "workshop.yaml", folder=None)
    assert loaded.flow, loaded.findings
    now = MONDAY_10_SAO_PAULO
    with store.writing() as session:
        flows.publish(session, loaded.flow, FLOW, "test", now)
        people.add_user(session, "ana", "Ana", "agent", "a long password", now, ("repairs",))
    running = Clocked(tmp_path, database_url, exchange, store)
    base = running.base + "/twilio/"
    exchange.add_number(
        NUMBER,
        voice_url=base + "voice",
        voice_fallback_url=base + "fallback",
        status_callback=base + "status",
    )
    running.start()
    yield running
    running.kill()


def offered(program: Clocked) -> tuple[ScriptPhone, ScriptPhone]:
    """Promised and due; Ana's telephone rings for it."""
    carol, ana = program.exchange.phone(CUSTOMER), program.exchange.client("agent_1")
    carol.dial(NUMBER)
    carol.expect_heard("call you back")
    carol.press("1")
    carol.expect_heard("will call you")
    carol.expect_ended()
    program.until(lambda: program.promise().state == "due", "the promise to be due")
    program.free()
    program.until(lambda: ana.status == "ringing", "the agent to be rung")
    return carol, ana


def being_rung(program: Clocked) -> tuple[ScriptPhone, ScriptPhone]:
    """Ana is in the room, and the customer's telephone rings."""
    carol, ana = offered(program)
    ana.answer()
    carol.expect_ringing(PATIENCE_S)
    return carol, ana


def test_killed_while_it_rings_and_they_talk_all_the_same(program: Clocked) -> None:
    carol, ana = being_rung(program)
    program.kill()
    program.start()
    carol.answer()
    carol.expect_kind("conference", PATIENCE_S)
    ana.expect_kind("conference", PATIENCE_S)
    program.until(lambda: program.promise().state == "connected", "the promise to be kept")
    program.advance(120)  # whoever was killed held orders: they are taken up again
    carol.hang_up()
    program.until(lambda: program.promise().agent == "Ana" and ana.status == "completed", "the end of it")
    assert program.dialled() == 1
    assert program.promise().attempts == 1


def test_killed_with_the_answer_to_the_ring_on_its_way(program: Clocked) -> None:
    """The customer rings, and the program never heard that they do."""
    carol, ana = offered(program)
    faults = program.exchange.faults
    faults.refuse(500, times=1, path="*/Calls.json", method="POST", hang_s=3, after=True)
    ana.answer()
    carol.expect_ringing(PATIENCE_S)
    program.kill()
    program.start()
    program.advance(70)  # the order's lease is over: somebody else takes it up, and finds that it was done
    carol.answer()
    carol.expect_kind("conference", PATIENCE_S)
    program.until(lambda: program.promise().state == "connected", "the promise to be kept")
    program.advance(120)
    carol.hang_up()
    program.until(lambda: ana.status == "completed", "the agent to be free")
    assert program.dialled() == 1


def test_killed_and_never_told_how_it_ended_so_it_is_tried_again_in_time(program: Clocked) -> None:
    carol, ana = being_rung(program)
    program.kill()
    carol.decline()
    carol.expect_ended()
    program.start()
    program.until(lambda: program.promise().state == "missed", "the try to be over")
    ana.expect_ended(PATIENCE_S)
    again = program.promise().next_at
    assert again
    assert again > program.now() + timedelta(seconds=SPACING_S - 60)
    program.free()
    program.advance(40)
    assert program.dialled() == 1, "not at once"
    program.away()  # or she might be rung between the two lines that follow, and would then decline
    program.advance((again - program.now()).total_seconds() + 1)
    program.free()
    program.until(lambda: ana.status == "ringing", "the agent to be rung again")
    ana.answer()
    carol.expect_ringing(PATIENCE_S)
    carol.answer()
    program.until(lambda: program.promise().state == "connected", "the promise to be kept")
    assert (program.dialled(), program.promise().attempts) == (2, 2)
    carol.hang_up()
    program.until(lambda: ana.status == "completed", "the agent to be free")  # an order may be tried again
