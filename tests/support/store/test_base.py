"""The store: times in UTC, transactions whole or not at all, news only after the commit."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from support.store.agents import Audit, User
from support.store.base import Session, Store, announce, tally
from tests.support.centre import NOON

zones = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=zones)


def person(login: str = "ana", at: datetime = NOON) -> User:
    return User(login=login, name="Ana", role="agent", password="-", created_at=at)


def logins(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(User.login).order_by(User.id)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moments)
def test_a_time_comes_back_as_the_same_moment_in_utc(store: Store, at: datetime) -> None:
    with store.writing() as session:
        session.add(Audit(at=at, action="test"))
    with store.reading() as session:
        found = session.scalars(select(Audit.at).order_by(Audit.id.desc())).first()
    assert found == at
    assert found.tzinfo == UTC or found.utcoffset() == timedelta(0)


def test_a_time_without_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="without zone"), store.writing() as session:
        session.add(person(at=datetime(2026, 3, 2)))


def test_a_transaction_that_breaks_leaves_nothing(store: Store) -> None:
    def add_and_break() -> None:
        with store.writing() as session:
            session.add(person())
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_break()
    assert logins(store) == []


def test_what_is_changed_while_reading_is_not_kept(store: Store) -> None:
    with store.reading() as session:
        session.add(person())
        session.flush()
    assert logins(store) == []


def test_what_was_read_can_be_used_afterwards(store: Store) -> None:
    """The end of reading used to empty every object that had been read."""
    with store.writing() as session:
        session.add(person())
    with store.reading() as session:
        found = session.scalars(select(User)).one()
    assert found.login == "ana"


def test_news_is_told_after_the_commit_and_only_then(store: Store) -> None:
    told: list[tuple[frozenset[str], list[str]]] = []
    store.listener = lambda topics: told.append((topics, logins(store)))
    with store.writing() as session:
        session.add(person())
        announce(session, "agents", "queues")
        announce(session, "agents")
        assert told == []
    assert told == [(frozenset({"agents", "queues"}), ["ana"])]
    with pytest.raises(IntegrityError), store.writing() as session:
        session.add_all([announced(session), person()])
    with store.writing() as session:
        session.add(person("caio"))
    assert len(told) == 1


def test_numbers_stay_out_of_error_messages(store: Store) -> None:
    """A refused statement is logged with its traceback; its values are callers' numbers and words."""
    for _ in range(2):
        try:
            with store.writing() as session:
                session.add(person("+5511988887777"))
        except IntegrityError as error:
            text = str(error).replace("Key (login)=(+5511988887777) already exists.", "")
            assert "988887777" not in text
            break
    else:
        pytest.fail("the same log-in twice was accepted")


def announced(session: Session) -> User:
    announce(session, "agents")
    return person("bia")


def test_writers_take_turns(store: Store) -> None:
    """Read, think, write: nobody's addition is lost."""
    with store.writing() as session:
        session.add(person())

    def add_one() -> None:
        for _ in range(5):
            with store.writing() as session:
                user = session.scalars(select(User).with_for_update()).one()
                user.name = f"{user.name}x"

    threads = [threading.Thread(target=add_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with store.reading() as session:
        assert session.scalars(select(User.name)).one() == "Ana" + "x" * 20


def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as session:
        session.add(Audit(at=NOON, action="test", user_id=404))


def test_the_database_answers(store: Store) -> None:
    assert store.answers()


def test_an_unreachable_database_says_so(tmp_path: Path) -> None:
    away = Store(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    with pytest.raises(Exception, match="unable to open"):
        away.answers()
    away.close()


def test_sqlite_readers_do_not_wait_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "wal.db"
    first, second = Store(f"sqlite:///{path}"), Store(f"sqlite:///{path}")
    with first.engine.begin() as connection:
        User.__table__.create(connection)  # type: ignore[attr-defined]  # a Table
    with first.writing() as session:
        session.add(person())
        session.flush()
        assert logins(second) == []
    assert logins(second) == ["ana"]
    assert first.is_sqlite
    first.close()
    second.close()


def test_a_session_s_topics_are_its_own(store: Store) -> None:
    told: list[frozenset[str]] = []
    store.listener = told.append

    def say(topic: str) -> Session:
        with store.writing() as session:
            announce(session, topic)
        return session

    say("one")
    say("two")
    assert told == [frozenset({"one"}), frozenset({"two"})]


def test_what_was_tallied_is_told_once_it_is_committed(store: Store) -> None:
    told: list[dict[tuple[str, str], int]] = []
    store.counter = lambda counts: told.append(dict(counts))

    def write(*, breaks: bool) -> None:
        with store.writing() as session:
            tally(session, "call_started")
            tally(session, "offered", count=2)
            tally(session, "call_ended", "answered")
            assert not breaks

    with pytest.raises(AssertionError):
        write(breaks=True)
    assert told == []
    write(breaks=False)
    assert told == [{("call_started", ""): 1, ("offered", ""): 2, ("call_ended", "answered"): 1}]
