"""The line of a simulated day as the real services keep it, in a database: `ServicesLine`.

Calls begin and end, agents sign on and off, orders are claimed and done, each in a transaction of its own as
the doors and the worker have it; only the phone company is missing, and everybody answers at once. The
sweeper does not run: nothing in such a day is late.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from bench.day_play import Call, moment
from flows.loader import read
from support.services import agents, calls, flows, legs, offers, queues, wrap_up
from support.services.flows import FlowShelf
from support.store import agents as agent_store
from support.store import migrate, orders
from support.store import queues as queue_store
from support.store.base import Session, Store

Params = ParamSpec("Params")
Result = TypeVar("Result")

NUMBER = "+12025550100"
FLOW = f"""
ramal: 1
flow: day
title: A line for a day
numbers: ["{NUMBER}"]
languages: [en-US]
timezone: America/New_York
start: line
queues: {{line: {{title: Line, wrap_up: 0s}}}}
steps:
  line: {{queue: line, at_most: 1h, next: goodbye, else: goodbye}}
  goodbye: {{hang up: Goodbye.}}
"""


@contextmanager
def database() -> Iterator[Store]:
    """An empty one in SQLite, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'day.db'}")
        migrate.upgrade(store)
        try:
            yield store
        finally:
            store.close()


class ServicesLine:
    """A `bench.day_play.Line` of one queue. `serves`: agent to {queue: rank}."""

    def __init__(self, store: Store, serves: Mapping[int, Mapping[str, int]]) -> None:
        self._store = store
        self._shelf = FlowShelf()
        loaded = read(FLOW, "day.yaml", folder=None)
        if loaded.flow is None:
            raise RuntimeError(f"the benchmark's flow cannot be read: {loaded.findings}")
        start = moment(0)
        self._do(flows.publish, loaded.flow, FLOW, "bench", start)
        self._ids = {number: self._do(_agent, number, ranks, start) for number, ranks in serves.items()}
        self._numbers = {agent_id: number for number, agent_id in self._ids.items()}
        self._offers: dict[int, int] = {}

    def sign_on(self, agent: int, at_s: float) -> None:
        self._do(agents.set_presence, self._ids[agent], "available", moment(at_s))

    def sign_off(self, agent: int, at_s: float) -> None:
        self._do(agents.set_presence, self._ids[agent], "offline", moment(at_s))

    def enter(self, number: int, call: Call) -> None:
        caller = f"+1212{number:07d}"
        self._do(calls.begin, self._shelf, f"CA{number}", caller, NUMBER, moment(call.at_s))

    def give_up(self, number: int, at_s: float) -> None:
        self._do(calls.end, self._shelf, f"CA{number}", "completed", moment(at_s))

    def finish(self, number: int, agent: int, at_s: float) -> None:
        """The caller hangs up, the agent's leg ends with the room, and there is nothing to write down."""
        self.give_up(number, at_s)
        offer_id = self._offers.pop(number)
        self._do(legs.report, f"AG{number}", offer_id, "completed", 2, moment(at_s))
        self._do(wrap_up.ready, self._ids[agent], moment(at_s))

    def offer(self, at_s: float) -> list[tuple[int, int]]:
        self._do(offers.assign, moment(at_s))
        begun = []
        while order := self._do(orders.claim, moment(at_s), moment(at_s) + timedelta(minutes=1)):
            if order.kind == "ring_agent":
                begun.append(self._answer(order.payload["offer_id"], at_s))
            elif order.kind == "join_caller":
                payload = order.payload
                self._do(queues.connected, payload["entry_id"], payload["sid"], moment(at_s))
            self._do(_finish, order.id, moment(at_s))
        return begun

    def _answer(self, offer_id: int, at_s: float) -> tuple[int, int]:
        agent_id = self._do(_agent_of, offer_id)
        accepted = self._do(offers.accept, offer_id, moment(at_s))
        number = int(accepted.call_sid.removeprefix("CA"))
        self._do(legs.report, f"AG{number}", offer_id, "in-progress", 1, moment(at_s))
        self._offers[number] = offer_id
        return number, self._numbers[agent_id]

    def _do(
        self,
        function: Callable[Concatenate[Session, Params], Result],
        *facts: Params.args,
        **more: Params.kwargs,
    ) -> Result:
        with self._store.writing() as session:
            return function(session, *facts, **more)


def _finish(session: Session, order_id: int, now: datetime) -> None:
    orders.finish(session, order_id, "done", now)


def _agent_of(session: Session, offer_id: int) -> int:
    offer = queue_store.offer(session, offer_id)
    if offer is None:
        raise RuntimeError(f"an agent is to be rung for offer {offer_id}, which there is not")
    return offer.agent_id


def _agent(session: Session, number: int, ranks: Mapping[str, int], now: datetime) -> int:
    name = f"agent {number}"
    user = agent_store.User(login=name, name=name, role="agent", password="-", created_at=now)  # noqa: S106
    session.add(user)
    session.flush()
    agent = agent_store.Agent(
        user_id=user.id,
        name=name,
        identity=f"agent_{number}",
        presence="offline",
        presence_since=now,
        idle_since=now,
    )
    session.add(agent)
    session.flush()
    for queue, rank in ranks.items():
        session.add(agent_store.AgentQueue(agent_id=agent.id, queue=queue, rank=rank))
    return agent.id
