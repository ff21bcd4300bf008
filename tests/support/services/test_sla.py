"""Clocks of tickets: started, paused, met and broken, each consequence once whatever restarts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.services import sla, tickets
from support.store import sla as store
from support.store.base import Session
from tests.support.centre import NOON, Centre
from tests.support.promising import (
    SIMPLE,
    clocks,
    lines,
    minutes,
    opened,
    person,
    publish,
    states,
    sweep,
    ticket,
    told,
)

MINUTE, HOUR = 60, 3600


@pytest.fixture
def office(centre: Centre) -> Centre:
    """Ana answers, Carla and Dora serve level 2, Sam supervises: 1 to 4."""
    publish(centre)
    for login, role in (("ana", "agent"), ("carla", "agent"), ("dora", "agent"), ("sam", "supervisor")):
        person(centre, login, role)
    return centre


ANA, CARLA, DORA, SAM = 1, 2, 3, 4


def test_a_ticket_begins_with_its_promises(office: Centre) -> None:
    number = opened(office)
    assert states(office, number) == {"first_response": "running", "resolution": "running"}
    assert minutes(NOON, ticket(office, number).due_at) == 60
    first = clocks(office, number)["first_response"]
    assert (minutes(NOON, first.warn_at), minutes(NOON, first.next_at)) == (45, 45)


def test_a_reply_meets_the_first_and_a_word_starts_the_next(office: Centre) -> None:
    number = opened(office)
    office.do(tickets.reply, number, "Hello", ANA, office.later(30 * MINUTE))
    assert states(office, number) == {"first_response": "met", "resolution": "running"}
    assert ticket(office, number).responded_at == office.now
    office.do(tickets.customer_said, ticket(office, number), "And now?", "sms", office.later(HOUR))
    assert states(office, number)["next_response"] == "running"
    assert minutes(office.now, ticket(office, number).due_at) == 120
    office.do(tickets.customer_said, ticket(office, number), "Hello?", "sms", office.later(HOUR))
    assert minutes(office.now, ticket(office, number).due_at) == 60, "the first unanswered word counts"
    office.do(tickets.reply, number, "Soon", ANA, office.later(HOUR))
    assert states(office, number)["next_response"] == "met"


def test_a_word_before_the_first_answer_promises_nothing_more(office: Centre) -> None:
    number = opened(office)
    office.do(tickets.customer_said, ticket(office, number), "Hello?", "sms", office.later(MINUTE))
    assert "next_response" not in states(office, number)


def test_pending_stops_the_time(office: Centre) -> None:
    number = opened(office)
    office.do(tickets.change_status, number, "pending", ANA, office.later(20 * MINUTE))
    assert states(office, number) == {"first_response": "paused", "resolution": "paused"}
    assert ticket(office, number).due_at is None
    assert sweep(office, 100 * HOUR) == 0
    office.do(tickets.change_status, number, "open", ANA, office.now)
    assert minutes(office.now, clocks(office, number)["first_response"].due_at) == 40
    assert minutes(office.now, clocks(office, number)["first_response"].warn_at) == 25


def test_solving_meets_everything_and_reopening_goes_on(office: Centre) -> None:
    number = opened(office)
    office.do(tickets.change_status, number, "solved", ANA, office.later(HOUR / 2))
    assert set(states(office, number).values()) == {"met"}
    assert ticket(office, number).due_at is None
    office.do(tickets.change_status, number, "open", ANA, office.later(50 * HOUR))
    assert states(office, number) == {"first_response": "met", "resolution": "running"}
    assert minutes(office.now, ticket(office, number).due_at) == 9.5 * 60


def test_another_priority_promises_otherwise_from_the_start(office: Centre) -> None:
    number = opened(office)
    office.do(tickets.change, number, tickets.Changes(priority="urgent"), ANA, office.later(4 * MINUTE))
    assert minutes(NOON, clocks(office, number)["first_response"].due_at) == 10
    assert minutes(NOON, clocks(office, number)["resolution"].due_at) == 120
    office.do(tickets.change, number, tickets.Changes(priority="low"), ANA, office.later(4 * MINUTE))
    assert minutes(NOON, clocks(office, number)["first_response"].due_at) == 60


def test_a_promise_is_not_broken_before_it_was_made(office: Centre) -> None:
    number = opened(office)
    office.do(tickets.change, number, tickets.Changes(priority="urgent"), ANA, office.later(30 * MINUTE))
    assert clocks(office, number)["first_response"].due_at == office.now


def test_a_warning_once(office: Centre) -> None:
    number = opened(office, assignee_id=ANA)
    assert sweep(office, 44 * MINUTE) == 0
    assert sweep(office, MINUTE) == 1
    assert sweep(office) == 0
    assert told(office, ANA) == ["assigned", "warned"]
    assert told(office, SAM) == []
    assert lines(office, number)[-1] == ("sla", "first_response warned")


def test_an_unassigned_ticket_warns_supervisors(office: Centre) -> None:
    opened(office)
    sweep(office, 45 * MINUTE)
    assert told(office, SAM) == ["warned"]


def test_a_breach_and_its_steps_once_each_and_in_order(office: Centre) -> None:
    number = opened(office, assignee_id=ANA)
    sweep(office, 45 * MINUTE)
    sweep(office, 15 * MINUTE)
    found = ticket(office, number)
    assert (found.priority, found.level, found.assignee_id) == ("high", 1, ANA)
    assert found.breached_at == office.now
    assert told(office, SAM) == ["breached"]
    sweep(office, 59 * MINUTE)
    assert ticket(office, number).level == 1
    sweep(office, MINUTE)
    found = ticket(office, number)
    assert (found.level, found.assignee_id) == (2, CARLA)
    assert "assigned" in told(office, CARLA)
    assert sweep(office, HOUR) == 0
    texts = [text for kind, text in lines(office, number) if kind != "opened"]
    assert texts == [
        "first_response warned", "first_response breached", "normal → high", "1 → 2", "Carla",
    ]  # fmt: skip


def test_everything_that_was_due_while_nobody_swept_is_done_at_once(office: Centre) -> None:
    number = opened(office, assignee_id=ANA)
    sweep(office, 3 * HOUR)
    texts = [text for _, text in lines(office, number)][1:]
    assert texts == ["first_response breached", "normal → high", "1 → 2", "Carla"]
    assert minutes(NOON, ticket(office, number).breached_at) == 60, "it was broken when it was due"


def test_levels_share_their_work(office: Centre) -> None:
    numbers = [opened(office) for _ in range(4)]
    sweep(office, 3 * HOUR)
    assert [ticket(office, number).assignee_id for number in numbers] == [CARLA, DORA, CARLA, DORA]


def test_a_level_that_nobody_serves_leaves_it_to_whoever_looks(office: Centre) -> None:
    publish(office, SIMPLE.replace("levels: {2: [carla, dora]}", ""))
    number = opened(office, assignee_id=ANA)
    sweep(office, 3 * HOUR)
    assert (ticket(office, number).level, ticket(office, number).assignee_id) == (2, None)


def test_a_late_answer_before_the_sweep_is_a_breach_all_the_same(office: Centre) -> None:
    number = opened(office)
    office.do(tickets.reply, number, "Sorry", ANA, office.later(2 * HOUR))
    first = clocks(office, number)["first_response"]
    assert (first.state, minutes(NOON, first.breached_at), first.next_at) == ("breached", 60, None)
    assert ("sla", "first_response breached") in lines(office, number)
    assert sweep(office, HOUR) == 0, "who was answered needs no escalation"


def test_an_escalation_rests_while_the_customer_is_to_answer(office: Centre) -> None:
    number = opened(office)
    sweep(office, HOUR)
    office.do(tickets.change_status, number, "pending", ANA, office.now)
    assert sweep(office, 5 * HOUR) == 0
    assert ticket(office, number).level == 1
    office.do(tickets.change_status, number, "open", ANA, office.now)
    sweep(office)
    assert ticket(office, number).level == 2


def test_other_hours_than_those_it_began_with(office: Centre) -> None:
    """A new version counts the time since it runs in its own hours."""
    number = opened(office)
    office.later(30 * MINUTE)
    night = SIMPLE.replace("promises:", "hours: {night: {mon-sun: '20:00-22:00'}}\npromises:")
    publish(office, night.replace("usual: {", "usual: {hours: night, "))
    office.do(tickets.change, number, tickets.Changes(priority="low"), ANA, office.now)
    office.do(tickets.change_status, number, "pending", ANA, office.now)
    office.do(tickets.change_status, number, "open", ANA, office.now)
    due = clocks(office, number)["first_response"].due_at
    assert due
    assert (due.hour, due.minute) == (21, 0)


def test_a_promise_that_is_taken_back_and_made_again(office: Centre) -> None:
    number = opened(office)
    publish(office, SIMPLE.replace("first_response: 1h, ", ""))
    office.do(tickets.change, number, tickets.Changes(priority="low"), ANA, office.later(MINUTE))
    assert states(office, number)["first_response"] == "cancelled"
    publish(office)
    office.do(tickets.change, number, tickets.Changes(priority="normal"), ANA, office.now)
    assert states(office, number)["first_response"] == "running"


def test_no_policies_no_clocks(centre: Centre) -> None:
    publish(centre, "ramal policies: 1\n")
    number = opened(centre)
    assert clocks(centre, number) == {}
    assert ticket(centre, number).due_at is None


def sweeps_and_dies(session: Session, office: Centre) -> None:
    sla.sweep(session, office.now)
    raise ZeroDivisionError


def test_a_crash_in_the_middle_of_a_sweep_repeats_nothing_and_loses_nothing(office: Centre) -> None:
    number = opened(office, assignee_id=ANA)
    office.later(3 * HOUR)
    with pytest.raises(ZeroDivisionError):
        office.do(sweeps_and_dies, office)
    assert states(office, number)["first_response"] == "running"
    sweep(office)
    assert [text for _, text in lines(office, number)].count("first_response breached") == 1


def test_sweeps_at_the_same_moment_do_everything_once(office: Centre) -> None:
    numbers = [opened(office, assignee_id=ANA) for _ in range(30)]
    office.later(3 * HOUR)
    together = Barrier(4)

    def one(_n: int) -> None:
        together.wait()
        for _ in range(10):
            with office.store.writing() as session:
                sla.sweep(session, office.now, limit=4)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))
    for number in numbers:
        texts = [text for _, text in lines(office, number)][1:]
        assert texts[:3] == ["first_response breached", "normal → high", "1 → 2"]
        assert len(texts) == 4


def test_a_sweep_and_a_change_at_the_same_moment(office: Centre) -> None:
    numbers = [opened(office) for _ in range(12)]
    office.later(2 * HOUR)
    together = Barrier(2)

    def sweeps() -> None:
        together.wait()
        for _ in range(12):
            with office.store.writing() as session:
                sla.sweep(session, office.now, limit=1)

    def answers() -> None:
        together.wait()
        for number in reversed(numbers):
            office.do(tickets.reply, number, "Sorry", ANA, office.now)

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(sweeps), pool.submit(answers)]:
            each.result()
    for number in numbers:
        texts = [text for _, text in lines(office, number)]
        assert texts.count("first_response breached") == 1
        assert clocks(office, number)["first_response"].stopped_at is not None


def test_a_sweep_looks_only_at_what_is_due(office: Centre) -> None:
    for _ in range(3):
        opened(office)
    with office.store.reading() as session:
        assert store.due_tickets(session, office.now + timedelta(minutes=44), 10) == []
        assert len(store.due_tickets(session, office.now + timedelta(minutes=45), 2)) == 2


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(("pending", "open", "solved", "urgent", "low", "reply", "said", "sweep")),
        st.integers(0, 90),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_STEPS)
def test_whatever_happens_clocks_are_in_one_sound_state(office: Centre, steps: list[tuple[str, int]]) -> None:
    centre, user = office, ANA
    number = opened(centre)
    for what, later in steps:
        centre.later(later * MINUTE)
        if what in ("pending", "open", "solved"):
            centre.do(tickets.change_status, number, what, user, centre.now)
        elif what in ("urgent", "low"):
            centre.do(tickets.change, number, tickets.Changes(priority=what), user, centre.now)
        elif what == "reply":
            centre.do(tickets.reply, number, "Yes", user, centre.now)
        elif what == "said":
            centre.do(tickets.customer_said, ticket(centre, number), "Well?", "sms", centre.now)
        else:
            sweep(centre)
    _check_sound(centre, number)


def _check_sound(centre: Centre, number: int) -> None:
    sweep(centre)
    now = ticket(centre, number)
    with centre.store.reading() as session:
        found = sla.clocks(session, now.id)
    for clock in found:
        assert (clock.state == "running") <= (clock.due_at is not None and clock.next_at is not None)
        assert (clock.state == "paused") <= (clock.left_s is not None and clock.next_at is None)
        assert (clock.state == "breached") == (clock.breached_at is not None)
        assert clock.stopped_at is None or clock.next_at is None
        if clock.state == "running":
            assert now.status in ("new", "open")
            assert clock.due_at
            assert clock.due_at > centre.now
    if now.status in ("solved", "closed"):
        assert all(clock.stopped_at or clock.state == "cancelled" for clock in found)
        assert now.due_at is None
    written = [text for kind, text in lines(centre, number) if kind == "sla"]
    assert written.count("resolution breached") <= 1
    assert written.count("resolution warned") <= 1
