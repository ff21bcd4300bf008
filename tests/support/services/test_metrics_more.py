"""Figures of callbacks, tickets and scores: who is counted, when, and what nothing amounts to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from support.services import metrics_more, policies
from support.services.metrics import Asked
from support.store.agents import Agent, User
from support.store.base import Store
from support.store.callbacks import Callback
from support.store.calls import Call
from support.store.facts import CallbackFact
from support.store.flows import FlowVersion
from support.store.sla import SlaClock
from support.store.surveys import Score, SurveyInvitation
from support.store.tickets import Ticket

START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
END = START + timedelta(days=2)
NOON = START + timedelta(hours=12)
ALL = Asked(START, END)
HOURS = """
ramal policies: 1
timezone: UTC
hours: {office: {mon-fri: "08:00-18:00"}}
targets: {day: {hours: office, first_response: 4h, resolution: 8h}}
promises: [{target: day}]
"""


def promised(number: int, at: datetime = NOON, **values: Any) -> CallbackFact:
    facts: dict[str, Any] = {
        "id": number, "call_id": number, "source": "", "queue": "billing", "flow": "acme",
        "language": "en-US", "number": "+551140028922", "intent": "", "agent_id": None, "team": "",
        "day": int(START.timestamp()), "quarter": int(at.timestamp()) // 900 * 900, "requested_at": at,
        "state": "open", "attempts": 0, "asked_again": 0,
    }  # fmt: skip
    return CallbackFact(**{**facts, **values})


def kept(number: int, after_s: int, **values: Any) -> CallbackFact:
    done = NOON + timedelta(seconds=after_s)
    facts = {"state": "connected", "connected_at": done, "closed_at": done, "attempts": 1}
    return promised(number, **{**facts, **values})


def ticket(number: int, at: datetime = NOON, **values: Any) -> Ticket:
    facts: dict[str, Any] = {
        "number": number, "kind": "callback", "subject": "-", "queue": "billing", "customer": "",
        "created_at": at, "updated_at": at,
    }  # fmt: skip
    return Ticket(**{**facts, **values})


def clock(of: Ticket, used_s: int = 0, **values: Any) -> SlaClock:
    facts: dict[str, Any] = {
        "ticket_id": of.id, "kind": "first_response", "policy": "day", "target_s": 14_400,
        "state": "met", "started_at": of.created_at, "left_s": 14_400 - used_s,
        "stopped_at": of.created_at + timedelta(seconds=used_s),
    }  # fmt: skip
    return SlaClock(**{**facts, **values})


def keep(store: Store, *rows: Any) -> None:
    with store.writing() as session:
        for row in rows:
            session.add(row)
            session.flush()


# --- callbacks --------------------------------------------------------------------------------------------


def test_promises_of_a_period_by_what_became_of_them(store: Store) -> None:
    keep(
        store,
        kept(1, 600), kept(2, 1200, attempts=3), promised(3, state="expired", attempts=2),
        promised(4, state="cancelled"), promised(5, asked_again=2),
        promised(6, START - timedelta(seconds=1)), promised(7, END),
    )  # fmt: skip
    with store.reading() as session:
        found = metrics_more.callbacks(session, ALL)
    assert (found.promised, found.connected, found.expired, found.cancelled, found.open) == (5, 2, 1, 1, 1)
    assert found.kept == 2 / 3
    assert found.attempts_per_connect == 3.0
    assert found.asked_again == 2
    assert (found.waits.mean, found.waits.median, found.waits.p90) == (900.0, 600.0, 1200.0)


def test_nothing_promised_is_no_figure(store: Store) -> None:
    with store.reading() as session:
        found = metrics_more.callbacks(session, ALL)
        assert metrics_more.callbacks_by(session, ALL, "queue") == {}
    assert found.promised == 0
    assert (found.kept, found.attempts_per_connect, found.waits.mean, found.waits.p90) == (None,) * 4


def test_a_period_that_ends_before_it_begins_has_nothing(store: Store) -> None:
    keep(store, promised(1))
    with store.reading() as session:
        assert metrics_more.callbacks(session, Asked(END, START)).promised == 0
        assert metrics_more.tickets(session, END, START).opened == 0
        assert metrics_more.satisfaction(session, END, START).answers == 0


def test_promises_by_queue_agent_and_filter(store: Store) -> None:
    keep(store, kept(1, 60, agent_id=7), promised(2, queue="tech"), promised(3, queue="tech", intent="help"))
    with store.reading() as session:
        by_queue = metrics_more.callbacks_by(session, ALL, "queue")
        by_agent = metrics_more.callbacks_by(session, ALL, "agent")
        one = metrics_more.callbacks(session, Asked(START, END, ("tech",)))
        asked_help = metrics_more.callbacks(session, Asked(START, END, (), "intent", "help"))
        nobody = metrics_more.callbacks(session, Asked(START, END, (), "agent", "many"))
    assert {name: each.promised for name, each in by_queue.items()} == {"billing": 1, "tech": 2}
    assert by_agent[7].connected == 1
    assert (one.promised, asked_help.promised, nobody.promised) == (2, 1, 0)


def test_what_is_open_now_and_what_is_late(store: Store) -> None:
    version = FlowVersion(
        flow="acme", version=1, title="Acme", document={}, source="", published_at=START,
    )  # fmt: skip
    keep(store, version)
    keep(
        store,
        Call(
            id=1, sid="CA1", caller="", called="", version_id=version.id, language="en-US", state={},
            reply=[], started_at=NOON, updated_at=NOON,
        ),
    )  # fmt: skip
    states: tuple[dict[str, Any], ...] = (
        {"state": "due"},
        {"state": "promised", "chosen_at": NOON - timedelta(minutes=1)},
        {"state": "missed", "next_try_at": NOON + timedelta(hours=1)},
        {"state": "dialling"},
        {"state": "expired", "closed_at": NOON},
    )
    place: dict[str, Any] = {"queue": "billing", "call_id": 1, "first_entered_at": NOON, "created_at": NOON}
    keep(store, *(Callback(number=f"+{n}", **place, **each) for n, each in enumerate(states)))
    with store.reading() as session:
        assert metrics_more.callbacks_now(session, NOON) == {"billing": metrics_more.CallbacksNow(4, 1, 1)}
        assert metrics_more.callbacks_now(session, NOON, ("tech",)) == {}


# --- tickets ----------------------------------------------------------------------------------------------


def test_tickets_are_opened_and_solved_when_they_were(store: Store) -> None:
    keep(
        store,
        ticket(1, START - timedelta(days=9)),
        ticket(2, START - timedelta(days=1), solved_at=NOON, status="solved"),
        ticket(3, NOON, solved_at=NOON + timedelta(hours=30), status="closed"),
        ticket(4, NOON, queue="tech", breached_at=NOON + timedelta(hours=4)),
    )
    merged = ticket(5, NOON)
    keep(store, merged)
    with store.writing() as session:
        row = session.get(Ticket, merged.id)
        assert row
        row.merged_into_id, row.status, row.solved_at = 1, "closed", NOON
    day = timedelta(days=1)
    midnights = [int((START + n * day).timestamp()) for n in range(2)]
    with store.reading() as session:
        found = metrics_more.tickets(session, START, END)
        days = metrics_more.ticket_days(session, START, END, midnights)
        by_queue = metrics_more.tickets_by(session, START, END, "queue")
    assert (found.opened, found.solved, found.breached, found.backlog) == (2, 2, 1, 2)
    assert [(each.opened, each.solved, each.backlog) for each in days.values()] == [(2, 1, 3), (0, 1, 2)]
    assert (by_queue["tech"].opened, by_queue["billing"].opened) == (1, 1)


def test_promises_kept_late_are_measured_to_the_end_in_business_hours(store: Store) -> None:
    with store.writing() as session:
        policies.publish(session, HOURS, None, START)
    monday = START + timedelta(hours=9)
    one, late = ticket(1, monday), ticket(2, monday)
    keep(store, one, late)
    keep(
        store,
        clock(one, 3_600),
        clock(
            late, state="breached", resumed_at=monday, breached_at=monday + timedelta(hours=4),
            stopped_at=monday + timedelta(hours=24),
        ),
        clock(one, kind="resolution", state="running", stopped_at=None, target_s=28_800, left_s=28_800),
        clock(late, kind="resolution", state="cancelled", stopped_at=None),
    )  # fmt: skip
    with store.reading() as session:
        found = metrics_more.tickets(session, START, END)
        by_policy = metrics_more.clocks_by_policy(session, START, END)
    first = found.clock("first_response")
    assert (first.met, first.breached, first.attainment) == (1, 1, 0.5)
    # Nine hours to the evening and one in the morning: ten, though a whole day went by.
    assert sorted(first.times.histogram) == [3_600, 36_000]
    resolution = found.clock("resolution")
    assert (resolution.open, resolution.cancelled, resolution.attainment) == (1, 1, None)
    assert resolution.times.mean is None
    assert by_policy["day"]["first_response"].met == 1
    assert found.clock("next_response").attainment is None


def test_voicemails_until_somebody_answered(store: Store) -> None:
    keep(
        store,
        ticket(1, kind="voicemail", responded_at=NOON + timedelta(minutes=10)),
        ticket(2, kind="voicemail"),
        ticket(3, responded_at=NOON),
    )
    with store.reading() as session:
        found = metrics_more.voicemails(session, START, END)
    assert (found.left, found.unanswered, found.times.median) == (2, 1, 600.0)


# --- satisfaction -----------------------------------------------------------------------------------------


def score(value: int, at: datetime = NOON, **values: Any) -> Score:
    return Score(**{"survey": "csat", "score": value, "at": at, "queue": "billing", **values})


def test_csat_and_nps(store: Store) -> None:
    keep(store, *(score(each) for each in (5, 4, 3, 1)))
    keep(store, *(score(each, survey="nps") for each in (10, 9, 8, 6, 0)), score(5, END))
    with store.reading() as session:
        found = metrics_more.satisfaction(session, START, END)
    assert (found.satisfied, found.mean) == (0.5, 3.25)
    assert found.net == 0.0
    assert (found.promoters, found.detractors, found.answers) == (2, 2, 9)


def test_only_passives_are_a_net_of_nothing_gained(store: Store) -> None:
    keep(store, score(7, survey="nps"), score(8, survey="nps"))
    with store.reading() as session:
        found = metrics_more.satisfaction(session, START, END)
    assert found.net == 0.0
    assert (found.satisfied, found.mean, found.response_rate) == (None, None, None)


def test_answers_to_invitations_and_by_whom(store: Store) -> None:
    user = User(login="ana", name="Ana", role="agent", password="-", created_at=START)
    keep(store, user)
    agent = Agent(user_id=user.id, name="Ana <b>", identity="agent_1", presence_since=START, idle_since=START)
    one, two = ticket(1), ticket(2, queue="tech")
    keep(store, agent, one, two)
    asked = {"number": "+1", "survey": "csat", "sent_at": NOON, "expires_at": END}
    keep(
        store,
        SurveyInvitation(ticket_id=one.id, answered_at=NOON, **asked),
        SurveyInvitation(ticket_id=two.id, **asked),
        score(4, channel="sms", agent_id=agent.id, ticket_id=one.id, comment="<script>alert(1)</script>"),
        score(2, NOON + timedelta(days=1)),
    )
    midnights = [int(START.timestamp()), int(START.timestamp()) + 86_400]
    with store.reading() as session:
        whole = metrics_more.satisfaction(session, START, END)
        by_queue = metrics_more.satisfaction_by(session, START, END, "queue")
        by_agent = metrics_more.satisfaction_by(session, START, END, "agent")
        by_channel = metrics_more.satisfaction_by(session, START, END, "channel")
        days = metrics_more.satisfaction_days(session, START, END, midnights)
        said = metrics_more.comments(session, START, END)
        names = metrics_more.agent_names(session)
    assert whole.response_rate == 0.5
    assert by_queue["tech"].response_rate == 0.0
    assert by_queue["tech"].satisfied is None
    assert by_agent[agent.id].satisfied == 1.0
    assert by_agent[None].mean == 2.0
    assert {name: each.answers for name, each in by_channel.items()} == {"sms": 1, "call": 1}
    assert [days[day].answers for day in midnights] == [1, 1]
    assert [(each.comment, each.agent, each.ticket) for each in said] == [
        ("<script>alert(1)</script>", "Ana <b>", 1)
    ]
    assert names == {agent.id: "Ana <b>"}


def test_a_moment_belongs_to_the_day_that_began_before_it() -> None:
    assert metrics_more.day_of(86_399, [0, 86_400]) == 0
    assert metrics_more.day_of(86_400, [0, 86_400]) == 86_400
    assert metrics_more.day_of(-1, [0, 86_400]) == 0
