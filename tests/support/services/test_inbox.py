"""The inbox: pages with what belongs to each line, which ticket comes next, and who gets it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from support.services import inbox, policies, tickets
from support.services.tickets import Changes, New
from support.store import agents as agent_store
from support.store import queues as queue_store
from support.store import tickets as ticket_store
from support.store.base import Session, Store
from support.store.inbox import Wanted
from support.store.sla import SlaClock
from tests.support.centre import NOON

CUSTOMER = "+5511988887777"


def person(session: Session, login: str, *queues: str) -> int:
    """An agent of these queues; without any somebody who takes no calls."""
    user = agent_store.User(login=login, name=login.title(), role="agent", password="-", created_at=NOON)
    session.add(user)
    session.flush()
    if queues:
        agent = agent_store.Agent(
            user_id=user.id, name=login, identity=login, presence_since=NOON, idle_since=NOON
        )
        session.add(agent)
        session.flush()
        for queue in queues:
            session.merge(queue_store.Queue(name=queue, title={"*": queue}))
            session.flush()
            session.add(agent_store.AgentQueue(agent_id=agent.id, queue=queue))
    return user.id


def made(session: Session, subject: str, queue: str = "billing", **values: Any) -> int:
    return tickets.open(session, New("call", subject, queue, CUSTOMER, **values), NOON).number


def test_a_line_has_its_tags_and_its_earliest_promise(store: Store) -> None:
    with store.writing() as session:
        user = person(session, "ana")
        number = made(session, "The bill", tags=("vip", "angry"), assignee_id=user)
    with store.reading() as session:
        (line,) = inbox.listing(session, Wanted("open", user, NOON)).lines
    assert (line.number, line.assignee, line.tags) == (number, "Ana", ("angry", "vip"))
    assert line.due == "running"
    assert line.due_at


def test_pages_go_on_and_odd_marks_begin_anew(store: Store) -> None:
    with store.writing() as session:
        numbers = [made(session, f"No. {n}") for n in range(inbox.PAGE + 3)]
    with store.reading() as session:
        for order in inbox.ORDERS:
            wanted = Wanted("open", 1, NOON, order)
            first = inbox.listing(session, wanted)
            second = inbox.listing(session, wanted, first.after)
            assert [first.total, second.total, second.after] == [inbox.PAGE + 3, inbox.PAGE + 3, ""]
            assert sorted(each.number for each in (*first.lines, *second.lines)) == numbers
            assert inbox.listing(session, wanted, "5-never").lines == first.lines


@pytest.mark.parametrize(
    ("minutes", "state", "said"),
    [(60, "running", "running"), (5, "running", "warned"), (-1, "running", "breached"), (60, "paused", ""),
     (60, "breached", "breached")],
)  # fmt: skip
def test_how_late_it_is(minutes: int, state: str, said: str) -> None:
    due = NOON + timedelta(minutes=minutes)
    clock = SlaClock(state=state, due_at=due, warn_at=due - timedelta(minutes=10))
    assert inbox.lateness([clock], NOON) == said


def test_the_following_one_is_of_the_view_and_goes_round(store: Store) -> None:
    with store.writing() as session:
        one, two, three = (made(session, each) for each in ("one", "two", "three"))
    with store.reading() as session:
        wanted = Wanted("open", 1, NOON, "oldest")
        assert [inbox.following(session, wanted, each) for each in (one, two, three)] == [two, three, one]
        assert inbox.following(session, Wanted("mine", 1, NOON), one) is None


def test_who_takes_the_next_gets_the_most_urgent_of_their_queues(store: Store) -> None:
    with store.writing() as session:
        ana, sue = person(session, "ana", "billing"), person(session, "sue")
        made(session, "usual")
        urgent = made(session, "urgent", priority="urgent")
        other = made(session, "elsewhere", "tech", priority="urgent")
        tickets.change(
            session, made(session, "waits"), Changes(status="pending", priority="urgent"), sue, NOON
        )
    with store.writing() as session:
        assert inbox.take(session, ana, NOON) == urgent
        assert inbox.take(session, sue, NOON) == other
        assert tickets.detail(session, urgent).assignee_id == ana


def test_two_people_never_get_the_same(store: Store) -> None:
    with store.writing() as session:
        people = [person(session, f"agent{n}") for n in range(4)]
        numbers = {made(session, f"No. {n}") for n in range(12)}
    taken: list[int] = []
    begin = threading.Barrier(len(people))

    def work(user: int) -> None:
        begin.wait(10)
        while True:
            with store.writing() as session:
                number = inbox.take(session, user, NOON)
            if number is None:
                return
            taken.append(number)

    threads = [threading.Thread(target=work, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(taken) == sorted(numbers)


def test_levels_that_others_serve_are_left_to_them(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = policies.shipped().model_copy(update={"levels": {"2": ["sue"]}})
    monkeypatch.setattr(policies, "current", lambda _session: known)
    with store.writing() as session:
        ana, sue = person(session, "ana"), person(session, "sue")
        number = made(session, "raised")
        found = ticket_store.ticket(session, number)
        assert found
        found.level = 2
        session.flush()
        assert inbox.take(session, ana, NOON) is None
        assert inbox.take(session, sue, NOON) == number


def test_choices_are_what_tickets_have(store: Store) -> None:
    with store.writing() as session:
        made(session, "one", tags=("vip",), category="refund")
        made(session, "two", tags=("angry", "vip"))
    with store.reading() as session:
        assert inbox.choices(session) == {"category": ("refund",), "tag": ("angry", "vip")}
        assert inbox.numbers(session, Wanted("open", 1, NOON, tag="vip")) == [1002, 1001]
        assert inbox.sizes(session, 1, NOON)["unassigned"] == 2
