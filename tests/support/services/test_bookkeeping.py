"""Books that are kept up are those that are made again, whatever happens and whenever they are looked at."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from structlog.testing import capture_logs

from ivr.actions import PromiseCallback
from support.services import agents, bookkeeping, callbacks, legs, policies
from support.services.policies import text_of
from support.store import bookmarks
from support.store import calls as call_store
from support.store.base import Store
from support.store.callbacks import OPEN, Callback
from support.store.calls import Call
from support.store.facts import CallbackFact, CallFact, LegFact, StayFact
from support.store.rollups import Rollup
from tests.support.books import kept, of, rebuilt, written
from tests.support.centre import BILLING, CALLER, OTHER, TECH, Centre
from tests.support.test_random_callbacks import Town
from tests.support.test_random_callbacks import days as callback_days
from tests.support.test_random_days import Day, days

SLOW = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
# A day takes seconds to play: to find the shortest that fails would take an hour.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
ALL = select(Callback)
looks = st.sets(st.integers(0, 60), max_size=12)


def answered(centre: Centre, agent: int, sid: str = "CA1", key: str = BILLING, caller: str = CALLER) -> None:
    """A whole call of a minute with an agent, who is ready at once for the next."""
    centre.enqueue(sid, key, caller)
    centre.later(10)
    offer = centre.talking(agent, sid, f"AG-{sid}")
    centre.later(60)
    centre.end(sid)
    centre.do(legs.report, f"AG-{sid}", offer, "completed", 9, centre.now)
    centre.do(agents.set_presence, agent, "available", centre.later(5))


@settings(max_examples=12, deadline=None, phases=PHASES, suppress_health_check=SLOW)
@given(days, looks, st.sampled_from([1, 7, 500]))
def test_a_day_that_was_followed_is_the_day_told_at_its_end(
    store: Store, day: list[tuple[str, int]], looked: set[int], limit: int
) -> None:
    going = Day(store)
    for n, (action, which) in enumerate(day):
        going.happen(action, which)
        if n in looked:
            going.centre.do(bookkeeping.keep, going.centre.now, limit)
    followed = kept(going.centre, limit)
    assert rebuilt(going.centre, batch=3) == followed


@settings(max_examples=12, deadline=None, phases=PHASES, suppress_health_check=SLOW)
@given(callback_days, looks)
def test_callbacks_that_were_followed_are_those_told_at_the_end(
    store: Store, day: list[tuple[str, int]], looked: set[int]
) -> None:
    going = Town(store)
    for n, (action, which) in enumerate(day):
        going.happen(action, which)
        if n in looked:
            going.centre.do(bookkeeping.keep, going.centre.now)
    for n in range(going.calls):
        going.centre.end(f"CA{n + 1}")
    followed = kept(going.centre)
    assert rebuilt(going.centre, batch=2) == followed
    told = {each["id"]: each["state"] for each in of(followed, CallbackFact)}
    with store.reading() as session:
        states = {each.id: "open" if each.state in OPEN else each.state for each in session.scalars(ALL)}
    assert told == states


def test_facts_come_as_things_happen(centre: Centre) -> None:
    agent = centre.agent("ana")
    centre.enqueue()
    assert of(kept(centre), CallFact) == []
    centre.talking(agent)
    (stay,) = of(kept(centre), StayFact)
    assert (stay["end"], stay["result"]) == ("answered", "")
    centre.later(30)
    centre.end()
    books = kept(centre)
    (call,) = of(books, CallFact)
    assert call["outcome"] == "answered"
    assert [each["offered"] for each in of(books, Rollup) if each["grain"] == "q"] == [1]


def test_nothing_is_read_twice(centre: Centre) -> None:
    answered(centre, centre.agent("ana"))
    before = kept(centre)
    with centre.store.reading() as session:
        assert not bookkeeping.is_behind(session, centre.now)
    assert centre.do(bookkeeping.keep, centre.now) is False
    assert written(centre.store) == before


def test_what_changes_no_figure_waits_for_what_does(centre: Centre) -> None:
    agent = centre.agent("ana")
    kept(centre)
    centre.enqueue()
    assert not is_behind(centre)
    centre.talking(agent)
    assert is_behind(centre)
    kept(centre)
    assert not is_behind(centre)
    with centre.store.writing() as session:
        call_store.append(session, 1, centre.now, [("noted", {})])
    assert not is_behind(centre)
    with centre.store.writing() as session:
        call_store.append(session, 1, centre.now, [("erased", {})])
    assert is_behind(centre)


def test_many_events_that_change_nothing_are_read_all_the_same(centre: Centre) -> None:
    centre.enqueue()
    kept(centre)
    with centre.store.writing() as session:
        call_store.append(session, 1, centre.now, [("heard", {})] * bookkeeping.GLANCE)
    assert is_behind(centre)
    kept(centre)
    assert not is_behind(centre)


def is_behind(centre: Centre) -> bool:
    with centre.store.reading() as session:
        return bookkeeping.is_behind(session, centre.now)


def test_a_kill_in_the_middle_changes_nothing(centre: Centre) -> None:
    answered(centre, centre.agent("ana"))
    before = written(centre.store)

    def keep_and_die() -> None:
        with centre.store.writing() as session:
            bookkeeping.keep(session, centre.now)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep_and_die()
    assert written(centre.store) == before
    assert len(of(kept(centre), CallFact)) == 1


def test_the_first_of_two_calls_about_a_matter_was_repeated(centre: Centre) -> None:
    agent = centre.agent("ana", "billing", "tech")
    answered(centre, agent, "CA1")
    first = kept(centre)
    assert [each["repeated_at"] for each in of(first, CallFact)] == [None]
    answered(centre, agent, "CA2", TECH)
    answered(centre, agent, "CA3", BILLING, OTHER)
    again = centre.later(3600)
    answered(centre, agent, "CA4")
    books = kept(centre)
    marks = {each["id"]: each["repeated_at"] for each in of(books, CallFact)}
    assert {call: at is not None for call, at in marks.items()} == {1: True, 2: False, 3: False, 4: False}
    assert marks[1] == again
    day = [each for each in of(books, Rollup) if (each["grain"], each["dim"]) == ("d", "")]
    assert {each["queue"]: (each["reached"], each["repeated"]) for each in day} == {
        "billing": (3, 1),
        "tech": (1, 0),
    }
    assert rebuilt(centre, batch=1) == books


def test_a_call_after_the_time_for_repeating_is_another_matter(centre: Centre) -> None:
    agent = centre.agent("ana")
    answered(centre, agent, "CA1")
    centre.now += timedelta(days=7)
    answered(centre, agent, "CA2")
    assert [each["repeated_at"] for each in of(kept(centre), CallFact)] == [None, None]


def test_a_callback_that_was_asked_for_again_is_one_promise(centre: Centre) -> None:
    for sid in ("CA1", "CA2", "CA3"):
        centre.begin(sid)
        centre.do(callbacks.promise, centre.row(sid), PromiseCallback("billing", CALLER), centre.now)
        centre.end(sid)
        kept(centre)
        centre.later(600)
    centre.do(callbacks.cancel, "billing", CALLER, centre.later(60))
    books = kept(centre)
    (fact,) = of(books, CallbackFact)
    assert (fact["call_id"], fact["state"], fact["asked_again"]) == (1, "cancelled", 2)
    assert rebuilt(centre, batch=1) == books


def test_an_erased_caller_is_nobody_in_the_facts(centre: Centre) -> None:
    agent = centre.agent("ana")
    answered(centre, agent, "CA1")
    answered(centre, agent, "CA2")
    kept(centre)
    with centre.store.writing() as session:
        session.execute(update(Call).where(Call.id == 2).values(caller=""))
        call_store.append(session, 2, centre.now, [("erased", {})])
    books = kept(centre)
    assert [bool(each["customer"]) for each in of(books, CallFact)] == [True, False]
    assert [each["repeated_at"] for each in of(books, CallFact)] == [None, None]
    assert rebuilt(centre) == books


def test_a_damaged_log_does_not_stop_the_books(centre: Centre) -> None:
    agent = centre.agent("ana")
    answered(centre, agent, "CA1")
    answered(centre, agent, "CA2", caller=OTHER)
    with centre.store.writing() as session:
        call_store.append(session, 1, centre.now, [("queue_left", {"entry": "ten"})])
    with capture_logs() as logs:
        books = kept(centre)
    assert [each["id"] for each in of(books, CallFact)] == [2]
    assert {each["event"] for each in logs} >= {"log_not_folded"}
    assert rebuilt(centre) == books


# --- made again ------------------------------------------------------------------------------------------


def test_progress_is_told(centre: Centre) -> None:
    agent = centre.agent("ana")
    for n in range(1, 6):
        answered(centre, agent, f"CA{n}")
    told: list[tuple[int, int]] = []
    made = bookkeeping.rebuild(centre.store, lambda: centre.now, lambda *each: told.append(each), batch=2)
    assert made == 5
    assert [each for each in told if each[0]][:3] == [(2, 5), (4, 5), (5, 5)]


def test_who_is_killed_while_all_is_made_again_is_gone_on_for(centre: Centre) -> None:
    agent = centre.agent("ana")
    for n in range(1, 6):
        answered(centre, agent, f"CA{n}")
    before = kept(centre)

    def killed(done: int, _all: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bookkeeping.rebuild(centre.store, lambda: centre.now, killed, batch=2)
    answered(centre, agent, "CA6")
    centre.do(bookkeeping.keep, centre.now)
    with centre.store.reading() as session:
        assert bookkeeping.is_rebuilding(session)
        assert bookkeeping.is_behind(session, centre.now)
    centre.later(bookkeeping.GONE_S + 1)
    after = kept(centre)
    assert len(of(after, CallFact)) == 6
    assert before != after == rebuilt(centre)


def test_calls_meanwhile_are_counted_once(centre: Centre) -> None:
    agent = centre.agent("ana")
    for n in range(1, 5):
        answered(centre, agent, f"CA{n}")

    def meanwhile(done: int, _all: int) -> None:
        if done in (1, 3):
            answered(centre, agent, f"CA{done + 10}")
            centre.do(bookkeeping.keep, centre.now)

    bookkeeping.rebuild(centre.store, lambda: centre.now, meanwhile, batch=1)
    books = kept(centre)
    assert len(of(books, CallFact)) == 6
    assert rebuilt(centre) == books


def test_wrong_sums_and_strays_are_gone(centre: Centre) -> None:
    answered(centre, centre.agent("ana"))
    before = kept(centre)
    with centre.store.writing() as session:
        session.execute(update(Rollup).values(offered=99))
        session.execute(update(LegFact).values(call_id=77, id=5))
    assert rebuilt(centre) == before


def test_another_systems_facts_stay_and_their_sums_are_made_again(centre: Centre) -> None:
    answered(centre, centre.agent("ana"))
    kept(centre)
    with centre.store.writing() as session:
        row = dict(session.execute(select(CallFact.__table__)).mappings().one())
        session.add(CallFact(**{**row, "id": -3, "source": "old"}))
    books = rebuilt(centre)
    assert [each["id"] for each in of(books, CallFact)] == [-3, 1]
    assert {each["calls"] for each in of(books, Rollup) if each["grain"] == "d"} == {2}


def test_another_time_zone_makes_all_again(centre: Centre) -> None:
    answered(centre, centre.agent("ana"))
    kept(centre)
    before = text_of_policies(centre)
    assert "timezone: America/Sao_Paulo" in before
    moved = before.replace("timezone: America/Sao_Paulo", "timezone: Asia/Tokyo")
    centre.do(policies.publish, moved, None, centre.now)
    centre.do(bookkeeping.keep, centre.now)
    centre.later(2)  # what was under way is over
    books = kept(centre)
    assert books == rebuilt(centre)
    assert of(books, CallFact)[0]["day"] == 1772377200


def text_of_policies(centre: Centre) -> str:
    with centre.store.reading() as session:
        return text_of(session, 0)


# --- several processes -----------------------------------------------------------------------------------


def one_writes_at_a_time(centre: Centre) -> None:
    """On SQLite: so nothing is committed late, and nobody else can have the books."""
    with centre.store.reading() as session:
        assert bookmarks.is_alone(session)


def test_an_event_that_is_committed_late_is_not_passed_over(centre: Centre) -> None:
    if centre.store.is_sqlite:
        one_writes_at_a_time(centre)
        return
    agent = centre.agent("ana")
    centre.enqueue("CA1")
    centre.talking(agent, "CA1")
    with centre.store.writing() as late:
        call_store.append(late, 1, centre.later(60), [("call_ended", {"outcome": "answered"})])
        centre.begin("CA2", OTHER)  # higher ids, committed first
        centre.end("CA2")
        books = kept(centre)
        assert {each["id"]: each["outcome"] for each in of(books, CallFact)} == {1: "", 2: "abandoned_menu"}
    books = kept(centre)
    assert {each["id"]: each["outcome"] for each in of(books, CallFact)} == {
        1: "answered",
        2: "abandoned_menu",
    }
    centre.later(60)
    kept(centre)
    with centre.store.reading() as session:
        mark = bookmarks.look(session, bookmarks.EVENTS)
        assert mark
        assert mark.state["gaps"] == []


def test_one_process_at_a_time_has_the_books(centre: Centre) -> None:
    if centre.store.is_sqlite:
        one_writes_at_a_time(centre)
        return
    agent = centre.agent("ana")
    answered(centre, agent)
    kept(centre)
    answered(centre, agent, "CA2")
    with centre.store.writing() as first:
        assert bookmarks.take(first, bookmarks.EVENTS)
        found: list[bool] = []
        other = threading.Thread(
            target=lambda: found.append(centre.do(bookkeeping.keep, centre.now)), daemon=True
        )
        other.start()
        other.join(timeout=60)
        assert found == [False]
    assert len(of(kept(centre), CallFact)) == 2


def test_two_at_once_count_everything_once(centre: Centre) -> None:
    agent = centre.agent("ana")
    for n in range(1, 9):
        answered(centre, agent, f"CA{n}")

    def work() -> None:
        for _ in range(200):
            with centre.store.reading() as session:
                if not bookkeeping.is_behind(session, centre.now):
                    return
            centre.do(bookkeeping.keep, centre.now, 7)

    both = [threading.Thread(target=work, daemon=True) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(timeout=60)
    books = kept(centre)
    assert rebuilt(centre) == books
    assert len(of(books, CallFact)) == 8
