"""Many workers at once on one database: nobody is claimed twice, nothing is lost, nobody waits for ever."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from ivr.events import RecordingFinished
from support import sweeper
from support.errors import Refused
from support.services import agents, conversations, legs, offers, queues, rooms, supervising
from support.services.conversations import Target
from support.services.recordings import RESCUED, News, announced
from support.store import base, orders
from support.store import callbacks as callback_store
from support.store import tickets as ticket_store
from support.store.base import Base, Store
from support.store.calls import Call
from support.store.queues import Offer
from tests.support import centre as keys
from tests.support.centre import CALLER, NOON, Centre
from tests.support.test_random_days import check

ROUNDS = 3


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """That nobody waits for ever is shown by threads that end; how long they wait is up to the machine."""
    monkeypatch.setattr(base, "PATIENCE_S", 30)


@contextmanager
def unhurried() -> Iterator[None]:
    """That all of them end is shown, not how soon."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "PATIENCE_S", 30)
        yield


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Run them in threads that start together; results or errors in their order."""
    results: list[object] = [None] * len(jobs)
    start = threading.Barrier(len(jobs))

    def run(n: int, job: Callable[[], object]) -> None:
        start.wait(60)
        try:
            results[n] = job()
        except Exception as error:
            results[n] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(jobs)]
    with unhurried():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    return results


def failures(results: list[object], *allowed: type[Exception]) -> list[object]:
    return [each for each in results if isinstance(each, Exception) and not isinstance(each, allowed)]


@contextmanager
def workers(url: str, count: int) -> Iterator[list[Centre]]:
    """As many programs, each with connections of its own."""
    with unhurried():  # PostgreSQL is told when connections are made
        made = [Centre(Store(url, pool_size=2)) for _ in range(count)]
    yield made
    for each in made:
        each.store.close()


def count(store: Store, table: type[Base]) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def assert_all_agrees(store: Store) -> None:
    with store.reading() as session:
        check(session)


def open_offers(store: Store) -> list[Offer]:
    with store.reading() as session:
        return list(session.scalars(select(Offer).where(Offer.closed_at.is_(None))))


@pytest.mark.parametrize("threads", [2, 4])
def test_nobody_is_offered_twice(centre: Centre, database_url: str, threads: int) -> None:
    for n in range(9):
        centre.enqueue(f"CA{n}")
    for n in range(6):
        centre.agent(f"agent{n}")
    with workers(database_url, threads) as others:
        results = at_once(*(other.assign for other in others))
    assert not failures(results)
    assert sum(int(str(each)) for each in results) + centre.assign() == 6
    assert_all_agrees(centre.store)
    assert len(open_offers(centre.store)) == 6


def assign_in_a_process(url: str, now: datetime) -> None:
    store = Store(url)
    with store.writing() as session:
        offers.assign(session, now)
    store.close()


def test_two_processes_offer_nobody_twice(centre: Centre, database_url: str) -> None:
    for n in range(6):
        centre.enqueue(f"CA{n}")
        centre.agent(f"agent{n}")
    spawned = multiprocessing.get_context("spawn")
    processes = [spawned.Process(target=assign_in_a_process, args=(database_url, NOON)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(open_offers(centre.store)) == 6
    assert_all_agrees(centre.store)


@pytest.mark.parametrize("threads", [2, 4])
def test_one_call_is_accepted_once(centre: Centre, database_url: str, threads: int) -> None:
    centre.enqueue()
    offer_id = centre.offered(centre.agent("ana"))
    with workers(database_url, threads) as others:
        results = at_once(*(lambda one=one: one.do(offers.accept, offer_id, NOON) for one in others))
    assert not failures(results)
    assert len(set(map(str, results))) == 1
    assert len(centre.orders("join_caller")) == 1
    assert centre.kinds().count("accepted") == 1


Race = Callable[[Centre, int, int, int], object]  # centre, offer, agent, entry

TECH_QUEUE, OWN_QUEUE = Target("queue", "tech"), Target("queue", "billing")
RACES: dict[str, Race] = {
    "accept": lambda c, offer, agent, entry: c.do(offers.accept, offer, c.now),
    "leg ends": lambda c, offer, agent, entry: c.do(legs.report, "AG1", offer, "completed", 9, c.now),
    "expire": lambda c, offer, agent, entry: c.do(offers.expire, c.now + timedelta(seconds=60)),
    "sweep": lambda c, offer, agent, entry: c.do(sweeper.sweep, c.now + timedelta(seconds=21)),
    "caller hangs up": lambda c, offer, agent, entry: c.end(),
    "agent goes away": lambda c, offer, agent, entry: c.do(agents.set_presence, agent, "away", c.now),
    "agent is seen": lambda c, offer, agent, entry: c.do(agents.seen, agent, c.now),
    "caller comes in": lambda c, offer, agent, entry: c.do(queues.connected, entry, "CA1", c.now),
    "room closes": lambda c, offer, agent, entry: c.do(rooms.room_closed, entry, c.now),
    "caller is refused": lambda c, offer, agent, entry: c.do(queues.back_to_line, entry, c.now),
    "agent hangs up": lambda c, offer, agent, entry: c.do(conversations.hang_up, agent, c.now),
    "agent holds": lambda c, offer, agent, entry: c.do(conversations.hold, agent, c.now),
    "agent asks": lambda c, offer, agent, entry: c.do(conversations.consult, agent, OWN_QUEUE, c.now),
    "agent passes on": lambda c, offer, agent, entry: c.do(conversations.transfer, agent, TECH_QUEUE, c.now),
    "somebody listens": lambda c, offer, agent, entry: c.do(
        supervising.listen, agent + 1, agent, "listen", c.now
    ),
    "desk is drawn": lambda c, offer, agent, entry: c.do(agents.overview),
}


@pytest.mark.parametrize("accepted", [False, True], ids=["ringing", "accepted"])
def test_whoever_comes_first_all_agree(centre: Centre, database_url: str, accepted: bool) -> None:
    """Everything that can happen to one offer, at once. Two locks in two orders would show as an error."""
    for _ in range(ROUNDS):
        sid = "CA1"
        entry = centre.enqueue(sid)
        agent = centre.agent("ana")
        centre.agent("bia")
        offer = centre.offered(agent)
        if accepted:
            centre.do(legs.report, "AG1", offer, "in-progress", 2, centre.now)
            centre.do(offers.accept, offer, centre.now)
        with workers(database_url, len(RACES)) as others:
            races = zip(RACES.values(), others, strict=True)
            jobs = [partial(race, one, offer, agent, entry) for race, one in races]
            assert not failures(at_once(*jobs), Refused)
        assert_all_agrees(centre.store)
        centre.end(sid)
        assert centre.call(sid).outcome
        wipe(centre)


def wipe(centre: Centre) -> None:
    with centre.store.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    centre.shelf = type(centre.shelf)()
    centre.publish()


@pytest.mark.parametrize("threads", [2, 4])
def test_the_first_request_twice_at_once_is_one_call(centre: Centre, database_url: str, threads: int) -> None:
    """The phone company repeats a request that it thinks is lost, while we still answer it."""
    for n in range(ROUNDS):
        with workers(database_url, threads) as others:
            results = at_once(*(lambda one=one, n=n: one.begin(f"CA{n}") for one in others))
        assert not failures(results)
        assert len(set(map(str, results))) == 1
    assert count(centre.store, Call) == ROUNDS


def test_messages_left_at_the_same_moment_get_a_ticket_each(centre: Centre, database_url: str) -> None:
    """Two took the same number, and one caller heard an apology instead."""
    with workers(database_url, 4) as others:
        for n in range(4):
            centre.begin(f"CA{n}", f"+551198888777{n}")
        jobs = [lambda one=one, n=n: one.press(f"CA{n}", keys.VOICEMAIL) for n, one in enumerate(others)]
        assert not failures(at_once(*jobs))
    with centre.store.reading() as session:
        assert [each.number for each in ticket_store.tickets(session)] == [1004, 1003, 1002, 1001]


def test_two_callers_of_one_number_are_promised_one_callback(centre: Centre, database_url: str) -> None:
    with workers(database_url, 4) as others:
        for n in range(4):
            centre.begin(f"CA{n}", CALLER)
        jobs = [lambda one=one, n=n: one.press(f"CA{n}", keys.CALLBACK) for n, one in enumerate(others)]
        assert not failures(at_once(*jobs))
    with centre.store.reading() as session:
        assert len(callback_store.callbacks(session)) == 1
        assert len(ticket_store.tickets(session)) == 1


def test_the_same_answer_twice_at_once_counts_once(centre: Centre, database_url: str) -> None:
    seq = centre.reach(keys.VOICEMAIL).seq
    with workers(database_url, 4) as others:
        jobs = [lambda one=one: one.turn("CA1", RecordingFinished(seq, 5)) for one in others]
        results = at_once(*jobs)
    assert not failures(results)
    assert len(set(map(str, results))) == 1
    assert centre.kinds().count("step_entered") == len(
        {str(each) for each in centre.facts() if each[0] == "step_entered"}
    )


def test_a_rescued_message_announced_twice_at_once_is_one_ticket(centre: Centre, database_url: str) -> None:
    centre.begin()
    news = News("CA1", RESCUED, "RE1", "https://api.twilio.com/RE1", "completed", 9)
    with workers(database_url, 4) as others:
        jobs = [lambda one=one: one.do(announced, news, NOON) for one in others]
        assert not failures(at_once(*jobs))
    assert count(centre.store, ticket_store.Ticket) == 1
    assert len(centre.orders("fetch_recording")) == 1


@pytest.mark.parametrize("threads", [2, 4])
def test_an_order_is_claimed_once(centre: Centre, database_url: str, threads: int) -> None:
    for n in range(12):
        centre.place("check_call", sid=f"CA{n}")

    def claim_all(one: Centre) -> list[int]:
        claimed = []
        while order := one.do(orders.claim, NOON, NOON + timedelta(seconds=60)):
            claimed.append(order.id)
        return claimed

    with workers(database_url, threads) as others:
        results = at_once(*(lambda one=one: claim_all(one) for one in others))
    assert not failures(results)
    assert sorted(each for claimed in results if isinstance(claimed, list) for each in claimed) == list(
        range(1, 13)
    )
