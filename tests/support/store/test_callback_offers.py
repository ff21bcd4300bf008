"""Offers of a callback, read from the logs of calls, alike in both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import event, inspect

from support.store import callback_offers, migrate
from support.store import calls as call_store
from support.store.base import Session, Store
from support.store.figures_more_behind import Wanted
from tests.support.centre import NOON, Centre

DAY = Wanted(NOON - timedelta(hours=12), NOON + timedelta(hours=12))


def begun(centre: Centre, sid: str) -> int:
    centre.begin(sid)
    return centre.row(sid).id


def say(centre: Centre, call_id: int, kind: str, seconds: float = 0, **data: object) -> None:
    at = NOON + timedelta(seconds=seconds)
    centre.do(call_store.append, call_id, at, [(kind, dict(data))])


def test_an_offer_counts_once_for_each_call_and_queue(centre: Centre) -> None:
    first, second = begun(centre, "CA1"), begun(centre, "CA2")
    for queue in ("billing", "billing", "tech"):
        say(centre, first, "callback_offered", queue=queue)
    # Heard before midnight and after it: it belongs to the day on which it was made.
    say(centre, second, "callback_offered", 43_199, queue="billing")
    say(centre, second, "callback_offered", 43_201, queue="billing")
    with centre.store.reading() as session:
        assert callback_offers.counts(session, DAY, True) == {"billing": (2, 0), "tech": (1, 0)}
        later = Wanted(DAY.end, DAY.end + timedelta(days=1))
        assert callback_offers.counts(session, later, False) == {}
        assert callback_offers.is_noted(session, first, "tech")
        assert not callback_offers.is_noted(session, second, "tech")


def test_it_is_taken_by_a_promise_to_the_caller_in_the_same_call_and_queue(centre: Centre) -> None:
    calls = [begun(centre, f"CA{n}") for n in range(4)]
    for call_id in calls:
        say(centre, call_id, "callback_offered", queue="billing")
    say(centre, calls[0], "callback_promised", queue="billing", ticket=1)
    say(centre, calls[1], "callback_promised", queue="tech", ticket=2)
    say(centre, calls[2], "callback_promised", queue="billing", ticket=3, callback=7)  # by an agent, later
    with centre.store.reading() as session:
        assert callback_offers.counts(session, DAY, False) == {"": (4, 1)}
        accepted = callback_offers.rows(session, "accepted", DAY)
        assert [(row[3], row[4]) for row in accepted] == [(calls[0], True)]
        declined = {row[3] for row in callback_offers.rows(session, "declined", DAY)}
    assert declined == set(calls[1:])


def test_what_a_damaged_log_lacks_is_no_error(centre: Centre) -> None:
    call_id = begun(centre, "CA1")
    say(centre, call_id, "callback_offered")
    with centre.store.reading() as session:
        assert callback_offers.counts(session, DAY, True) == {"": (1, 0)}
        assert [row[2] for row in callback_offers.rows(session, "offered", DAY)] == [""]


def test_rows_of_one_moment_come_each_once(centre: Centre) -> None:
    for n in range(5):
        say(centre, begun(centre, f"CA{n}"), "callback_offered", queue="billing")
    found: list[int] = []
    with centre.store.reading() as session:
        for _page in range(4):
            wanted = Wanted(DAY.start, DAY.end, limit=2, before=found[-1] if found else None)
            found += [row[0] for row in callback_offers.rows(session, "offered", wanted)]
        assert callback_offers.rows(session, "offered", Wanted(DAY.start, DAY.end, before=10**9)) == []
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 5


def test_offers_have_an_index_of_their_own(store: Store) -> None:
    """Partial indexes are not compared with the models."""
    assert "ix_call_events_offers" in {
        each["name"] for each in inspect(store.engine).get_indexes("call_events")
    }


def test_the_index_is_used(tmp_path: Path) -> None:
    """By SQLite; PostgreSQL reads an empty table as a whole."""
    store = Store(f"sqlite:///{tmp_path / 'offers.db'}")
    migrate.upgrade(store)
    asked: list[str] = []
    with store.engine.connect() as connection, Session(connection) as session:
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        callback_offers.counts(session, DAY, True)
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", ("2026",) * asked[0].count("?"))
        assert "ix_call_events_offers" in " ".join(map(str, rows))
    store.close()
