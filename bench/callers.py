"""Scripted people for `bench calls`: customers who each want something else, agents who take what rings."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from exchange.phones.script import ScriptPhone
from support.services import agents
from support.store.base import Store

PATIENCE_S = 120
LOOK_S = 0.2
Script = Callable[[ScriptPhone], None]


@dataclass
class Caller:
    """One customer. `wants` names the script; `trouble` is what kept them from its end."""

    phone: ScriptPhone
    wants: str
    trouble: str = ""

    def call(self, number: str) -> None:
        try:
            self.phone.dial(number)
            SCRIPTS[self.wants](self.phone)
            self.phone.expect_ended(PATIENCE_S)
        except AssertionError as error:
            self.trouble = str(error)

    @property
    def on_the_line(self) -> bool:
        return self.phone.status in ("", "ringing", "in-progress")


def _agent(phone: ScriptPhone) -> None:
    phone.expect_heard("press 1", PATIENCE_S)
    phone.press("1")
    phone.expect_kind("conference", PATIENCE_S)
    phone.say("good morning")
    phone.hang_up()


def _voicemail(phone: ScriptPhone) -> None:
    phone.expect_heard("press 2", PATIENCE_S)
    phone.press("2")
    phone.expect_kind("recording", PATIENCE_S)
    phone.say("please call me back")
    phone.press("#")
    phone.expect_heard("goodbye", PATIENCE_S)


def _leaves_menu(phone: ScriptPhone) -> None:
    phone.expect_heard("press 1", PATIENCE_S)
    phone.hang_up()


def _leaves_line(phone: ScriptPhone) -> None:
    phone.expect_heard("press 1", PATIENCE_S)
    phone.press("1")
    phone.expect_heard("calm", PATIENCE_S)  # the music on hold
    phone.hang_up()


SCRIPTS: dict[str, Script] = {
    "an agent": _agent,
    "to leave a voicemail": _voicemail,
    "nothing, in the menu": _leaves_menu,
    "nothing, in the line": _leaves_line,
}


class Agents:
    """Everybody at a desk, in one thread: their phones answer at once; after each call they are ready again.

    `phones` by the id of the agent's user.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime], phones: dict[int, ScriptPhone]) -> None:
        self._store, self._clock, self._phones = store, clock, phones
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="agents", daemon=True)

    def start(self) -> None:
        for phone in self._phones.values():
            phone.answers = True
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopping.is_set():
            for user in self._phones:
                self._look(user)
            self._stopping.wait(LOOK_S)

    def _look(self, user: int) -> None:
        now = self._clock()
        with self._store.reading() as session:
            desk = agents.desk(session, user, now)
        if desk and desk.presence in ("offline", "wrap_up", "away"):
            with self._store.writing() as session:
                agents.set_presence(session, desk.agent_id, "available", now)
