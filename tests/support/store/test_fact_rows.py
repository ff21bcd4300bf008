"""Logs as they are read, facts as they are written: the same that goes in comes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from support.rules.call_facts import Facts
from support.rules.call_fold import READ, Line, fold_lines
from support.store import calls as call_store
from support.store import fact_rows
from support.store.base import Store
from support.store.facts import CallFact, StayFact
from tests.support.centre import Centre
from tests.support.rules.test_call_fold import HEAD, LEFT, START, TAKEN, TEAMS, ZONE, facts_of


def test_logs_are_read_as_they_were_written(centre: Centre) -> None:
    centre.enqueue()
    with centre.store.reading() as session:
        (log,) = fact_rows.logs(session, [1]).values()
        known = call_store.events(session, 1)
        assert fact_rows.logs_between(session, 0, 9) == {1: log}
        assert fact_rows.logs(session, [77]) == {77: []}
    read = [(each.at, each.id, each.kind, each.data) for each in known]
    assert sorted(log) == sorted(line for line in read if line[2] in READ)
    assert {at.utcoffset() for at, *_ in log} == {timedelta()}


def test_heads_know_no_number_of_a_caller(centre: Centre) -> None:
    centre.begin("CA1")
    centre.begin("CA2", "")
    with centre.store.reading() as session:
        known, withheld = fact_rows.heads(session, [1, 2])
        assert fact_rows.heads_between(session, 1, 2) == [known, withheld]
    assert len(known.customer) == 32
    assert withheld.customer == ""
    assert known.number == "+551140028922"


@pytest.mark.parametrize("many", [1, 300])
def test_what_is_written_is_what_stands_there(store: Store, many: int) -> None:
    facts = facts_of(*START, *TAKEN, *LEFT)
    assert facts.call
    made = [
        Facts(
            replace(facts.call, id=n),
            tuple(replace(each, id=n, call_id=n) for each in facts.stays),
            tuple(replace(each, id=n, call_id=n) for each in facts.legs),
            (),
        )
        for n in range(1, many + 1)
    ]
    with store.writing() as session:
        fact_rows.replace(session, [1], made)
        fact_rows.replace(session, [1], made[:1])
    with store.reading() as session:
        call, stay = session.get(CallFact, 1), session.get(StayFact, 1)
        assert call
        assert stay
        for name in facts.call.__slots__:
            assert getattr(call, name) == getattr(made[0].call, name), name
        for name in facts.stays[0].__slots__:
            assert getattr(stay, name) == getattr(made[0].stays[0], name), name
        assert fact_rows.known(session, [1, 999]) == {1}
        assert len(list(session.scalars(select(StayFact.id)))) == many


def test_a_text_that_is_no_json_is_an_empty_fact(centre: Centre) -> None:
    if not centre.store.is_sqlite:
        return  # PostgreSQL lets none in
    centre.enqueue()
    with centre.store.writing() as session:
        session.execute(text("UPDATE call_events SET data = '{broken' WHERE kind = 'step_entered'"))
        session.execute(text("UPDATE call_events SET data = '3' WHERE kind = 'receipt'"))
    with centre.store.reading() as session:
        log = fact_rows.logs(session, [1])[1]
    assert {kind: data for _, _, kind, data in log if kind in ("step_entered", "receipt")} == {
        "step_entered": {},
        "receipt": {},
    }
    assert fold_lines(HEAD, log, ZONE, TEAMS).call is None


def test_data_that_is_no_object_is_an_empty_fact(centre: Centre) -> None:
    centre.enqueue()
    with centre.store.writing() as session:
        session.execute(text("UPDATE call_events SET data = '3' WHERE kind = 'receipt'"))
    with centre.store.reading() as session:
        log = fact_rows.logs(session, [1])[1]
    assert [data for _, _, kind, data in log if kind == "receipt"] == [{}]
    assert all(data for _, _, kind, data in log if kind == "queue_entered")


@pytest.mark.parametrize("word", ["\x1f", '", "\x1f", "', "a"])
def test_whatever_a_text_is_it_comes_back(store: Store, word: str) -> None:
    facts = facts_of(*START, *TAKEN, *LEFT)
    assert facts.call
    told = [{"step": word, "then": [word, word]}]
    made = [
        Facts(replace(facts.call, id=n, path=[[word, 1, word]], receipts=told), (), (), ()) for n in (1, 2)
    ]
    with store.writing() as session:
        fact_rows.write(session, made)
    with store.reading() as session:
        for call in session.scalars(select(CallFact)):
            assert (call.path, call.receipts) == ([[word, 1, word]], told)


def test_what_other_logs_say_of_a_promise() -> None:
    at = HEAD.started_at
    first: list[Line] = [(at, 1, "callback_moved", {"callback": 5, "to": 2})]
    second: list[Line] = [
        (at, 2, "callback_asked_again", {"callback": 5, "from": 1}),
        (at, 3, "callback_promised", {"queue": "billing"}),
        (at, 4, "callback_moved", {"callback": 5, "to": 3}),
    ]
    third: list[Line] = [
        (at, 5, "callback_cancelled", {"callback": 5}),
        (at, 6, "callback_missed", {"callback": 6}),
    ]
    logs = {1: first, 2: second, 3: third}
    assert list(fact_rows.links(second)) == [1, 3]
    assert fact_rows.passed_on(logs) == [1, 2]
    assert [line[1] for line in fact_rows.abroad(1, logs)] == [2, 5]
    assert fact_rows.abroad(2, logs) == []
