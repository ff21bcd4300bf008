"""A small centre for tests: a published flow, people and calls, each step in its own transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import select

from flows.flow import Flow
from flows.loader import read
from ivr.events import DigitsPressed, Event
from support.services import calls, flows, legs, offers, queues
from support.services.calls import Reply
from support.services.flows import FlowShelf
from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import orders as order_store
from support.store import queues as queue_store
from support.store.base import Session, Store
from support.store.orders import Order

Params = ParamSpec("Params")
Result = TypeVar("Result")

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CALLER = "+5511988887777"
OTHER = "+5511977776666"
CALLED = "+551140028922"
BILLING, TECH, VOICEMAIL, CALLBACK, MESSAGE, TRANSFER, FETCH, SURVEY, NOTICE, ABROAD = "1234567890"
FLOW = """
ramal: 1
flow: acme
title: Acme customer line
numbers: ["+551140028922"]
languages: [en-US, pt-BR]
timezone: UTC
start: main
fallback: "+551130000000"
fetch_hosts: [api.example.com]
queues:
  billing: {title: {en-US: Billing, pt-BR: Faturas}}
  tech: {title: Technical support, service_level_s: 30}
steps:
  main:
    menu: Welcome to Acme. Press a key.
    options:
      - {key: "1", next: billing_queue}
      - {key: "2", next: tech_queue}
      - {key: "3", next: leave_message}
      - {key: "4", next: call_back}
      - {key: "5", next: text_me}
      - {key: "6", next: transfer}
      - {key: "7", next: look_up}
      - {key: "8", next: survey}
      - {key: "9", next: outage}
      - {key: "0", next: text_abroad}
    else: goodbye
  billing_queue:
    queue: billing
    waiting: {offers: {callback: {key: "1"}, voicemail: {key: "2"}}}
    at_most: 5m
    next: goodbye
    else: leave_message
  tech_queue: {queue: tech, at_most: 5m, next: billing_queue, else: leave_message}
  leave_message: {voicemail: billing, next: confirm_message}
  confirm_message: {say: "Your ticket is {ticket.number}.", next: goodbye}
  call_back: {callback: billing, next: text_me, else: goodbye}
  text_me: {message: "Your ticket: {ticket.number}.", next: goodbye}
  text_abroad: {message: Hello., to: "+12025550123", next: goodbye}
  transfer: {transfer: "+551130000000", next: goodbye, else: goodbye}
  look_up:
    fetch:
      url: "https://api.example.com/c/{caller.number}"
      timeout: 4s
      store: {tier: customer.tier}
    next: goodbye
    else: leave_message
  survey: {survey: csat, prompt: From 1 to 5?, next: goodbye}
  outage: {notice: outage, say: {en-US: There is an incident., pt-BR: Ha um incidente.}, next: goodbye}
  goodbye: {hang up: Goodbye.}
"""


def parsed(text: str = FLOW) -> Flow:
    """A flow of a test; whether it may be published is not what these tests ask."""
    loaded = read(text, "acme.yaml", folder=None)
    assert loaded.flow, loaded.findings
    return loaded.flow


class Centre:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.shelf = FlowShelf()
        self.now = NOON

    def do(
        self,
        function: Callable[Concatenate[Session, Params], Result],
        *facts: Params.args,
        **more: Params.kwargs,
    ) -> Result:
        """One call of a service, in a transaction of its own."""
        with self.store.writing() as session:
            return function(session, *facts, **more)

    def later(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now

    def publish(self, text: str = FLOW) -> int:
        return self.do(flows.publish, parsed(text), text, "test", self.now)

    # --- calls -------------------------------------------------------------------------------------

    def begin(self, sid: str = "CA1", caller: str = CALLER, called: str = CALLED) -> Reply:
        return self.do(calls.begin, self.shelf, sid, caller, called, self.now)

    def turn(self, sid: str, event: Event) -> Reply:
        return self.do(calls.turn, self.shelf, sid, event, self.now)

    def press(self, sid: str, digits: str) -> Reply:
        return self.turn(sid, DigitsPressed(self.seq(sid), digits))

    def reach(self, key: str, sid: str = "CA1", caller: str = CALLER) -> Reply:
        """A new call that presses this key in the menu."""
        self.begin(sid, caller)
        return self.press(sid, key)

    def end(self, sid: str = "CA1", status: str = "completed") -> bool:
        return self.do(calls.end, self.shelf, sid, status, self.now)

    def seq(self, sid: str) -> int:
        return int(self.row(sid).state["seq"])

    def row(self, sid: str = "CA1") -> call_store.CallRow:
        with self.store.reading() as session:
            row = call_store.find(session, sid)
        assert row
        return row

    def call(self, sid: str = "CA1") -> call_store.Call:
        with self.store.reading() as session:
            call = call_store.by_id(session, self.row(sid).id)
        assert call
        return call

    def facts(self, sid: str = "CA1") -> list[tuple[str, dict[str, Any]]]:
        with self.store.reading() as session:
            return [(each.kind, each.data) for each in call_store.events(session, self.row(sid).id)]

    def kinds(self, sid: str = "CA1") -> list[str]:
        return [kind for kind, _ in self.facts(sid)]

    # --- lines and agents ----------------------------------------------------------------------------

    def enqueue(self, sid: str = "CA1", key: str = BILLING, caller: str = CALLER) -> int:
        """A caller in the line; the id of the queue entry."""
        self.reach(key, sid, caller)
        with self.store.reading() as session:
            entry = queue_store.open_entry(session, self.row(sid).id)
        assert entry
        return entry.id

    def entry(self, entry_id: int) -> queue_store.QueueEntry:
        with self.store.reading() as session:
            entry = session.get(queue_store.QueueEntry, entry_id)
        assert entry
        return entry

    def agent(self, name: str, *queues: str, presence: str = "available", rank: int = 1) -> int:
        with self.store.writing() as session:
            user = agent_store.User(login=name, name=name, role="agent", password="-", created_at=self.now)
            session.add(user)
            session.flush()
            agent = agent_store.Agent(
                user_id=user.id, name=name, identity=f"agent_{user.id}", presence=presence,
                presence_since=self.now, idle_since=self.now, last_seen_at=self.now,
            )  # fmt: skip
            session.add(agent)
            session.flush()
            for queue in queues or ("billing",):
                session.add(agent_store.AgentQueue(agent_id=agent.id, queue=queue, rank=rank))
            return agent.id

    def presence(self, agent_id: int) -> str:
        with self.store.reading() as session:
            agent = session.get(agent_store.Agent, agent_id)
        assert agent
        return agent.presence

    def assign(self) -> int:
        return self.do(offers.assign, self.now)

    def offer(self, agent_id: int) -> queue_store.Offer | None:
        """The call in an agent's hand."""
        with self.store.reading() as session:
            return queue_store.open_offer_of_agent(session, agent_id)

    def offered(self, agent_id: int) -> int:
        """Assign, and the id of the offer that this agent then has."""
        self.assign()
        offer = self.offer(agent_id)
        assert offer
        return offer.id

    def talking(self, agent_id: int, sid: str = "CA1", leg: str = "AG1") -> int:
        """A caller and this agent in conversation; the id of the offer."""
        offer_id = self.offered(agent_id)
        self.do(legs.report, leg, offer_id, "in-progress", 2, self.now)
        accepted = self.do(offers.accept, offer_id, self.now)
        assert self.do(queues.connected, accepted.entry_id, sid, self.now)
        return offer_id

    def place(self, kind: str, **payload: Any) -> int:
        """An order that is due now; its id."""
        with self.store.writing() as session:
            return order_store.place(session, kind, self.now, **payload).id

    def orders(self, kind: str = "") -> list[dict[str, Any]]:
        """Payloads of the orders placed, oldest first."""
        with self.store.reading() as session:
            rows = list(session.scalars(select(Order).order_by(Order.id)))
        return [row.payload for row in rows if kind in ("", row.kind)]
