"""Rows behind figures of promises and scores: exactly those that are counted, each once, newest first."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.errors import Refused
from support.rules.metrics_more import BEHIND, OTHERS
from support.services import behind_more, explaining_more, metrics_more, policies
from support.services.behind_more import BehindMore
from support.services.metrics import Asked
from support.store.base import Session, Store
from support.store.callbacks import Callback
from support.store.calls import Call
from support.store.facts import CallbackFact
from support.store.flows import FlowVersion
from support.store.rollups import ReceiptRollup
from support.store.sla import SlaClock
from support.store.surveys import Score
from support.store.tickets import Ticket
from tests.support import booked, books
from tests.support.services.test_metrics_more import (
    ALL,
    END,
    NOON,
    START,
    clock,
    keep,
    kept,
    promised,
    score,
    ticket,
)

STATES = ("connected", "expired", "cancelled", "open")


def every(session: Session, asked: Asked, of: str, page: int = 3) -> list[BehindMore]:
    """Page by page to the end."""
    found: list[BehindMore] = []
    while rows := behind_more.behind(session, asked, of, page, found[-1].id if found else None):
        assert len(rows) <= page
        found += rows
    assert len({row.id for row in found}) == len(found)
    assert [row.at for row in found] == sorted((row.at for row in found), reverse=True)
    return found


def ids(session: Session, of: str, asked: Asked = ALL) -> set[int]:
    return {row.id for row in every(session, asked, of)}


def added(rows: list[BehindMore], name: str) -> int:
    return sum(row.amounts[name] or 0 for row in rows)


# --- rows and figures agree -------------------------------------------------------------------------------


def made(draw: random.Random) -> Iterator[Any]:
    """A few days of everything, around the ends of the period too."""

    def when() -> Any:
        return draw.choice((START, END, END - timedelta(microseconds=1), NOON)) + timedelta(
            seconds=draw.choice((0, 0, draw.uniform(-90_000, 90_000)))
        )  # fmt: skip

    for number in range(1, draw.randint(2, 25)):
        state, at = draw.choice(STATES), when()
        done = at + timedelta(seconds=draw.uniform(-1, 9000)) if state == "connected" else None
        yield promised(
            number, at, state=state, connected_at=done, attempts=draw.randint(0, 3),
            asked_again=draw.choice((0, 0, 2)),
            queue=draw.choice(("billing", "gone")), agent_id=draw.choice((None, 1, -2)),
        )  # fmt: skip
    for _ in range(draw.randint(0, 25)):
        survey = draw.choice(("csat", "nps"))
        value = draw.randint(1, 5) if survey == "csat" else draw.randint(0, 10)
        yield score(value, when(), survey=survey, queue=draw.choice(("billing", "gone", "")))
    for number in range(1, draw.randint(2, 15)):
        at = when()
        solved = draw.choice((None, at + timedelta(seconds=draw.uniform(0, 90_000))))
        merged = 1 if number > 1 and draw.random() < 0.2 else None
        one = ticket(
            number, at, id=number, solved_at=solved, merged_into_id=merged,
            queue=draw.choice(("billing", "gone")), kind=draw.choice(("voicemail", "sms")),
            breached_at=draw.choice((None, when())), responded_at=draw.choice((None, when())),
        )  # fmt: skip
        yield one
        yield from clocks(draw, one)


def clocks(draw: random.Random, of: Ticket) -> Iterator[SlaClock]:
    for kind in ("first_response", "next_response", "resolution"):
        state = draw.choice(("met", "breached", "late", "running", "paused", "cancelled"))
        over = of.created_at + timedelta(seconds=draw.uniform(0, 50_000))
        stopped = {"breached": None, "running": None, "paused": None}.get(state, over)
        yield clock(
            of, draw.randint(-5, 14_000), kind=kind, state="breached" if state == "late" else state,
            stopped_at=stopped, resumed_at=of.created_at if state == "late" else None,
            started_at=of.created_at + timedelta(seconds=draw.randint(-9000, 9000)),
        )  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**9),
    asked=st.sampled_from(
        [ALL, Asked(START, END, ("gone",)), Asked(START, END, ("billing", "gone"), "agent", "1"),
         Asked(START, END, (), "agent", "-2"), Asked(START, END, (), "agent", ""), Asked(END, START),
         Asked(NOON, END + timedelta(days=400))]
    ),
)  # fmt: skip
def test_rows_are_those_that_figures_count(store: Store, seed: int, asked: Asked) -> None:
    with store.writing() as session:
        for table in (SlaClock, Score, CallbackFact):
            session.query(table).delete()
        session.query(Ticket).update({"merged_into_id": None})
        session.query(Ticket).delete()
        for row in made(random.Random(seed)):
            session.merge(row)
            session.flush()
    with store.reading() as session:
        _callbacks_agree(session, asked)
        _tickets_agree(session, asked)
        _scores_agree(session, asked)


def _callbacks_agree(session: Session, asked: Asked) -> None:
    found = metrics_more.callbacks(session, asked)
    rows = {which: every(session, asked, f"callbacks {which}") for which in ("promised", "tried", *STATES)}
    assert len(rows["promised"]) == found.promised
    for state in STATES:
        assert len(rows[state]) == getattr(found, state)
    assert added(rows["tried"], "attempts") == found.attempts
    assert added(every(session, asked, "callbacks asked_again"), "asked_again") == found.asked_again
    assert len(every(session, asked, "callbacks decided")) == found.connected + found.expired
    timed = every(session, asked, "callbacks timed")
    assert (len(timed), added(timed, "used_s")) == (found.waits.count, found.waits.seconds)


def _tickets_agree(session: Session, asked: Asked) -> None:
    found = metrics_more.tickets(session, asked.start, asked.end, asked.queues)
    assert len(every(session, asked, "tickets opened")) == found.opened
    assert len(every(session, asked, "tickets solved")) == found.solved
    assert len(every(session, asked, "tickets breached")) == found.breached
    assert len(every(session, asked, "tickets backlog")) == found.backlog
    _voicemails_agree(session, asked)
    for kind in ("first_response", "resolution"):
        times, rows = found.clock(kind).times, every(session, asked, f"clocks {kind}")
        assert (len(rows), added(rows, "used_s")) == (times.count, times.seconds)
        for state in ("met", "breached"):
            of_kind = every(session, asked, f"clocks {kind}_{state}")
            assert len(of_kind) == getattr(found.clock(kind), state)
        late = {row.id for row in rows if row.state == "breached"}
        assert {row.id for row in every(session, asked, f"clocks {kind}_late")} == late
    for state in ("met", "breached"):
        whole = sum(getattr(each, state) for each in found.clocks.values())
        assert len(every(session, asked, f"clocks {state}")) == whole
    decided = sum(each.met + each.breached for each in found.clocks.values())
    assert len(every(session, asked, "clocks decided")) == decided


def _voicemails_agree(session: Session, asked: Asked) -> None:
    found = metrics_more.voicemails(session, asked.start, asked.end, asked.queues)
    assert len(every(session, asked, "tickets voicemails")) == found.left
    assert len(every(session, asked, "tickets voicemails_unanswered")) == found.unanswered
    answered = every(session, asked, "tickets voicemails_answered")
    assert (len(answered), added(answered, "answered_s")) == (found.times.count, found.times.seconds)


def _scores_agree(session: Session, asked: Asked) -> None:
    found = metrics_more.satisfaction(session, asked.start, asked.end, asked.queues)
    of = {which: every(session, asked, f"scores {which}") for which in ("csat", "satisfied", "unsatisfied")}
    assert len(of["csat"]) == sum(found.csat.values())
    assert added(of["csat"], "score") == sum(score * count for score, count in found.csat.items())
    assert len(of["satisfied"]) == sum(count for score, count in found.csat.items() if score >= 4)
    assert len(of["satisfied"]) + len(of["unsatisfied"]) == len(of["csat"])
    whole = every(session, asked, "scores nps")
    parts = [every(session, asked, f"scores {name}") for name in ("promoters", "passives", "detractors")]
    assert [len(parts[0]), len(parts[2])] == [found.promoters, found.detractors]
    assert len(whole) == sum(map(len, parts)) == sum(found.nps.values())


# --- questions --------------------------------------------------------------------------------------------


def receipt(**values: Any) -> dict[str, Any]:
    facts = {"step": "main", "kind": "menu", "input": "speech", "result": "matched", "heard": 1, "asked": 1}
    return {**facts, **values}


def talk(session: Session, number: int, at: Any, *receipts: dict[str, Any], **values: Any) -> None:
    booked.call(session, number, at, receipts=list(receipts), language="pt-BR", **values)


@pytest.fixture
def spoken(store: Store) -> Store:
    with store.writing() as session:
        policies.publish(session, "ramal policies: 1\ntimezone: UTC\n", None, START)
        for number in range(1, 451):  # more than are read at once
            talk(session, number, NOON - timedelta(seconds=number), receipt(input="keypad", heard=0))
        talk(session, 501, START, receipt(heard=3, rejected=1, corrected=1), receipt(input="keypad", heard=2))
        talk(session, 502, END - timedelta(seconds=1), receipt(), receipt(heard=2), flow="other")
        talk(session, 503, NOON, receipt(), outcome="", ended_at=None)
        talk(session, 504, END, receipt())
        talk(session, 505, NOON, receipt(heard=0, silent=1, input="none"))
        for number in range(601, 1001):
            talk(session, number, NOON, receipt(), source="old pbx")
        session.flush()
        books.recount(session, booked.UTC_ZONE)
    return store


def test_calls_with_spoken_answers(spoken: Store) -> None:
    with spoken.reading() as session:
        rows = every(session, ALL, "questions heard", 90)
        inputs = dict(explaining_more.explain(session, ALL, "intent_accuracy").inputs)
        assert {row.id for row in rows} == {501, 502, *range(601, 1001)}
        assert {name: added(rows, name) for name in inputs} == inputs
        wrong = every(session, ALL, "questions misunderstood")
        assert [(row.id, row.call_id, dict(row.amounts)) for row in wrong] == [
            (501, 501, {"heard": 3, "rejected": 1, "corrected": 1})
        ]


def test_of_one_flow_and_of_whole_days(spoken: Store) -> None:
    with spoken.reading() as session:
        one = Asked(NOON, NOON + timedelta(hours=25), (), "flow", "other")
        assert ids(session, "questions heard", one) == {502}
        assert ids(session, "questions heard", Asked(END, START)) == set()
        # The figure is of days, so the rows are.
        assert 501 in ids(session, "questions misunderstood", Asked(NOON, NOON + timedelta(hours=1)))
        assert behind_more.behind(session, ALL, "questions heard", 5, 999_999) == []


def test_days_without_such_questions_are_not_read(spoken: Store) -> None:
    with spoken.writing() as session:
        session.query(ReceiptRollup).delete()
    with spoken.reading() as session:
        assert behind_more.behind(session, ALL, "questions heard") == []


# --- each row ---------------------------------------------------------------------------------------------


def test_a_promise_leads_to_its_call_and_ticket(store: Store) -> None:
    version = FlowVersion(flow="acme", version=1, title="Acme", document={}, source="", published_at=START)
    keep(store, version)
    call = Call(
        id=7, sid="CA1", caller="", called="", version_id=version.id, language="en-US", state={}, reply=[],
        started_at=NOON, updated_at=NOON,
    )  # fmt: skip
    one = ticket(1001, queue="gone")
    keep(store, call, one)
    place: dict[str, Any] = {"queue": "gone", "call_id": 7, "first_entered_at": NOON, "created_at": NOON}
    keep(store, Callback(id=3, number="+1", ticket_id=one.id, **place))
    keep(store, kept(3, 90, call_id=7, queue="gone", agent_id=9, attempts=2), promised(-4, source="old pbx"))
    with store.reading() as session:
        own, other = sorted(behind_more.behind(session, ALL, "callbacks promised"), key=lambda row: -row.id)
    assert (own.call_id, own.ticket, own.queue, own.agent_id) == (7, 1001, "gone", 9)
    assert (own.state, dict(own.amounts)) == ("connected", {"attempts": 2, "asked_again": 0, "used_s": 90})
    assert (other.ticket, other.source, other.amounts["used_s"]) == (None, "old pbx", None)


def test_a_ticket_that_became_part_of_another_has_no_row_but_its_scores_have(store: Store) -> None:
    whole, part = ticket(1, id=1), ticket(2, id=2, merged_into_id=1, solved_at=NOON)
    keep(store, whole, part, clock(part, 60), score(5, ticket_id=2, channel="sms"))
    with store.reading() as session:
        assert [row.ticket for row in behind_more.behind(session, ALL, "tickets opened")] == [1]
        assert behind_more.behind(session, ALL, "tickets solved") == []
        assert behind_more.behind(session, ALL, "clocks decided") == []
        (said,) = behind_more.behind(session, ALL, "scores csat")
    assert (said.ticket, said.about, said.state, said.amounts["score"]) == (2, "sms", "csat", 5)


def test_a_page_after_a_row_that_is_gone(store: Store) -> None:
    keep(store, promised(1), score(5))
    with store.reading() as session:
        assert behind_more.behind(session, ALL, "callbacks promised", 5, 99) == []
        assert behind_more.behind(session, ALL, "scores csat", 5, 99) == []


def test_every_figure_has_rows_that_there_are(store: Store) -> None:
    assert set(BEHIND) == set(OTHERS)
    with store.reading() as session:
        for choices in BEHIND.values():
            assert [behind_more.behind(session, ALL, of) for of in choices] == [[]] * len(choices)


@pytest.mark.parametrize("of", ["", "stays answered", "callbacks late", "calls all", "scores"])
def test_other_rows_are_refused(store: Store, of: str) -> None:
    with store.reading() as session, pytest.raises(Refused):
        behind_more.behind(session, ALL, of)
