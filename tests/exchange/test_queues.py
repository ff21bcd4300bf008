"""Waiting lines: first in, first out, nobody twice."""

from __future__ import annotations

from exchange.leg import Leg
from exchange.queues import dequeue, join, open_queue, take
from exchange.records import Call
from exchange.webhook import Goto
from tests.exchange.conftest import Town


def make_leg(town: Town, name: str) -> Leg:
    return Leg(town.exchange.office, Call(name, "a", "b", "inbound", 0.0), town.exchange.phone(f"+55{name}"))


def test_taken_in_order_and_once(town: Town) -> None:
    office = town.exchange.office
    queue = open_queue(office, "billing", 2)
    legs = [make_leg(town, name) for name in ("1", "2", "3")]
    entries = [join(office, queue, leg) for leg in legs]
    assert entries[2] is None
    assert [queue.position(entry) for entry in entries if entry] == [1, 2]
    agents = [make_leg(town, name) for name in ("8", "9")]
    taken = [take(office, queue, agent, None) for agent in agents]
    assert [entry.leg for entry in taken if entry] == legs[:2]
    assert take(office, queue, agents[0], None) is None


def test_who_is_on_the_way_out_is_not_taken(town: Town) -> None:
    office = town.exchange.office
    queue = open_queue(office, "billing")
    first, second = make_leg(town, "1"), make_leg(town, "2")
    join(office, queue, first)
    join(office, queue, second)
    moved = dequeue(office, queue, "Front", Goto("http://h/x"))
    assert moved is not None
    assert moved.leg is first
    entry = take(office, queue, make_leg(town, "9"), None)
    assert entry is not None
    assert entry.leg is second
    assert dequeue(office, queue, "Front", Goto("http://h/x")) is None


def test_the_average_counts_those_served(town: Town) -> None:
    queue = open_queue(town.exchange.office, "billing")
    entry = join(town.exchange.office, queue, make_leg(town, "1"))
    assert entry is not None
    assert queue.average_wait_s == 0
    queue.remove(entry, entry.since + 40)
    queue.remove(entry, entry.since + 90)
    assert queue.average_wait_s == 40
