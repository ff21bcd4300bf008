"""Whole logs and the facts they amount to; damaged ones too: doubled, shuffled, with parts missing."""

from __future__ import annotations

from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from support.rules.call_facts import Event, Facts, Head, LegFact, StayFact
from support.rules.call_fold import fold, fold_lines
from support.rules.teams import Teams

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HEAD = Head(7, "who", "+551140028922", "pt-BR", NOON)
ZONE = ZoneInfo("America/Sao_Paulo")
TEAMS = Teams({1: "red", 2: "blue"})
Log = list[tuple[float, str, dict[str, Any]]]


def log(*lines: tuple[float, str, dict[str, Any]]) -> list[Event]:
    """(seconds after noon, kind, data) each; ids in this order."""
    return [Event(n, NOON + timedelta(seconds=at), kind, data) for n, (at, kind, data) in enumerate(lines, 1)]


def facts_of(*lines: tuple[float, str, dict[str, Any]]) -> Facts:
    return fold(HEAD, log(*lines), ZONE, TEAMS)


def leg(facts: Facts, n: int = 0) -> LegFact:
    return facts.legs[n]


def stay(facts: Facts, n: int = 0) -> StayFact:
    return facts.stays[n]


FIVE = {"callback": 5}
A = {"agent": 1, "entry": 10, "offer": 100}
B = {"agent": 2, "entry": 10, "offer": 101}
START: Log = [
    (0, "call_started", {"flow": "acme", "version": 3}),
    (0, "step_entered", {"step": "main", "kind": "menu"}),
    (8, "receipt", {"step": "main", "result": "matched", "intent": "billing"}),
    (8, "step_entered", {"step": "wait", "kind": "queue"}),
    (8, "queue_entered", {"queue": "billing", "entry": 10, "estimate_s": 30, "target_s": 25, "short_s": 4}),
]
TAKEN: Log = [(18, "offered", A), (21, "accepted", A), (22, "agent_connected", {**A, "waited_s": 14})]
LEFT: Log = [
    (82, "agent_left", A),
    (82, "queue_left", {"queue": "billing", "entry": 10, "result": "answered"}),
    (82, "caller_left", {"step": "wait"}),
    (82, "call_ended", {"status": "completed", "outcome": "answered"}),
]


def test_an_answered_call() -> None:
    facts = facts_of(*START, *TAKEN, *LEFT, (97.5, "wrapped_up", {**A, "disposition": "solved"}))
    call = facts.call
    assert call
    assert (call.flow, call.version, call.intent, call.matter, call.queue) == ("acme", 3, *["billing"] * 3)
    assert (call.menu_ms, call.wait_ms, call.ring_ms, call.talk_ms) == (8000, 14_000, 3000, 60_000)
    assert (call.wrap_ms, call.agent_id, call.outcome, call.legs) == (15_500, 1, "answered", 1)
    assert call.rang_at == NOON + timedelta(seconds=18)
    assert call.answered_at == NOON + timedelta(seconds=22)
    assert call.path == [["main", 8000, "next"], ["wait", 74_000, "queue"]]
    one = stay(facts)
    assert (one.end, one.result, one.wait_ms, one.target_s, one.short_s) == ("answered",) * 2 + (
        14_000, 25, 4,
    )  # fmt: skip
    assert (leg(facts).end, leg(facts).team, leg(facts).disposition) == ("done", "red", "solved")


def test_days_and_quarters_are_the_centres() -> None:
    late = Head(7, "", "", "", datetime(2026, 3, 3, 2, 14, 59, tzinfo=UTC))
    call = fold(late, [Event(1, late.started_at, "call_ended", {})], ZONE, TEAMS).call
    assert call
    assert datetime.fromtimestamp(call.day, ZONE) == datetime(2026, 3, 2, tzinfo=ZONE)
    assert datetime.fromtimestamp(call.quarter, ZONE) == datetime(2026, 3, 2, 23, 0, tzinfo=ZONE)


def test_nothing_has_mattered_yet() -> None:
    assert facts_of(*START) == Facts(None, (), (), ())


def test_what_comes_after_the_last_that_matters_waits() -> None:
    call = facts_of(*START, *TAKEN, (30, "held", {"entry": 10, "why": "agent"})).call
    assert call
    assert call.holds == 0


def test_a_stay_is_a_fact_once_it_was_answered_or_left() -> None:
    waiting = facts_of(*START, (18, "offered", A), (38, "missed", A))
    assert waiting.stays == ()
    assert (leg(waiting).end, leg(waiting).ring_ms) == ("missed", 20_000)
    talking = facts_of(*START, *TAKEN)
    assert (stay(talking).end, stay(talking).result, leg(talking).end) == ("answered", "", "talking")
    assert leg(talking).talk_ms == 0


def test_who_hangs_up_in_line_is_abandoned_and_who_leaves_it_otherwise_flows() -> None:
    for result, end in (("hangup", "abandoned"), ("callback", "flowed"), ("timeout", "flowed")):
        facts = facts_of(*START, (28, "queue_left", {"entry": 10, "result": result}))
        assert (stay(facts).end, stay(facts).wait_ms) == (end, 20_000)


def test_who_hangs_up_in_line_left_the_flow_there() -> None:
    ended = (28, "call_ended", {"outcome": "abandoned_queue"})
    for result, how in (("hangup", "hangup"), ("callback", "queue"), ("timeout", "queue")):
        call = facts_of(*START, (28, "queue_left", {"entry": 10, "result": result}), ended).call
        assert call
        assert call.path[-1][2] == how
    talked = facts_of(
        *START, *TAKEN, (90, "queue_left", {"entry": 10, "result": "hangup"}), (90, *ended[1:])
    ).call
    assert talked
    assert talked.path[-1][2] == "queue"


def test_hold_is_no_talk() -> None:
    held: Log = [(30, "held", {"entry": 10}), (50, "resumed", {"entry": 10}), (70, "held", {"entry": 10})]
    facts = facts_of(*START, *TAKEN, *held, *LEFT)
    assert (leg(facts).hold_ms, leg(facts).talk_ms) == (20_000 + 12_000, 60_000 - 32_000)
    assert facts.call
    assert (facts.call.holds, stay(facts).hold_ms) == (2, 32_000)


def test_a_blind_transfer_is_two_stays_and_two_parts() -> None:
    on = {"agent": 2, "entry": 11, "offer": 101}
    facts = facts_of(
        *START, *TAKEN,
        (52, "transferred_to", {"entry": 10, "to": "queue", "queue": "tech"}),
        (52, "agent_left", A),
        (52, "queue_left", {"queue": "billing", "entry": 10, "result": "transferred", "to": "tech"}),
        (52, "queue_entered", {"queue": "tech", "entry": 11, "from": "billing", "target_s": 20}),
        (60, "offered", on), (62, "accepted", on), (62, "agent_connected", on),
        (82, "call_ended", {"outcome": "answered"}),
    )  # fmt: skip
    assert [(each.end, each.result, each.from_queue) for each in facts.stays] == [
        ("answered", "transferred", ""), ("answered", "answered", "billing"),
    ]  # fmt: skip
    assert [(each.is_transferred, each.talk_ms, each.team) for each in facts.legs] == [
        (True, 30_000, "red"), (False, 20_000, "blue"),
    ]  # fmt: skip
    assert facts.call
    assert (facts.call.transfers, facts.call.wait_ms, facts.call.agent_id) == (1, 24_000, 2)


def test_a_consult_that_takes_over() -> None:
    facts = facts_of(
        *START, *TAKEN,
        (30, "offered", {**B, "role": "consult"}), (30, "held", {"entry": 10, "why": "consult"}),
        (40, "accepted", {**B, "role": "consult"}),
        (50, "agent_left", A), (50, "transferred_to", {"entry": 10, "to": "agent", "agent": 2}),
        (50, "resumed", {"entry": 10}),
        (82, "agent_left", B), (82, "queue_left", {"entry": 10, "result": "answered"}),
        (82, "call_ended", {"outcome": "answered"}),
    )  # fmt: skip
    first, second = facts.legs
    assert (first.is_transferred, first.talk_ms, first.hold_ms) == (True, 8000, 20_000)
    assert (second.role, second.talk_ms, second.hold_ms, second.end) == ("lead", 42_000, 0, "done")
    assert stay(facts).agent_id == 1
    assert facts.call
    assert facts.call.agent_id == 2


def test_a_callback_on_the_next_day_stands_apart() -> None:
    place = {"agent": 1, "entry": 12, "offer": 102}
    day = 86_400
    facts = facts_of(
        *START,
        (28, "queue_left", {"entry": 10, "result": "callback"}),
        (28, "queue_entered", {"queue": "billing", "entry": 12, "callback": 5, "target_s": 20}),
        (28, "callback_promised", {"queue": "billing", "ticket": 9}),
        (40, "call_ended", {"outcome": "callback"}),
        (day, "offered", place), (day + 2, "accepted", place),
        (day + 2, "callback_dialled", {"callback": 5, "attempt": 1}),
        (day + 12, "callback_connected", {"callback": 5, **place}),
        (day + 72, "agent_left", place), (day + 72, "queue_left", {"entry": 12, "result": "answered"}),
    )  # fmt: skip
    assert facts.call
    assert (facts.call.stays, facts.call.legs, facts.call.talk_ms, facts.call.wait_ms) == (1, 0, 0, 20_000)
    assert [(each.end, each.is_callback) for each in facts.stays] == [("flowed", False), ("answered", True)]
    assert (leg(facts).talk_ms, leg(facts).is_callback) == (60_000, True)
    (promise,) = facts.callbacks
    assert (promise.state, promise.attempts, promise.agent_id, promise.team) == ("connected", 1, 1, "red")
    assert promise.requested_at == NOON + timedelta(seconds=28)


def test_a_callback_that_nobody_reached_again_or_that_was_taken_back() -> None:
    promised = (28, "queue_entered", {"queue": "billing", "entry": 12, "callback": 5})
    cases: tuple[tuple[Log, str, int], ...] = (
        ([(40, "callback_dialled", FIVE), (50, "callback_missed", FIVE)], "open", 1),
        ([(50, "callback_expired", FIVE)], "expired", 0),
        ([(50, "callback_cancelled", FIVE)], "cancelled", 0),
        (
            [(50, "callback_cancelled", {"callback": 5}), (60, "callback_restored", FIVE)],
            "open",
            0,
        ),
    )
    for more, state, attempts in cases:
        (promise,) = facts_of(*START, promised, *more).callbacks
        assert (promise.state, promise.attempts) == (state, attempts)
        assert (promise.closed_at is None) == (state == "open")


def test_a_callback_that_was_asked_for_again_is_of_the_first_call() -> None:
    here = log(
        *START,
        (28, "queue_entered", {"queue": "billing", "entry": 12, "callback": 5}),
        (28, "callback_promised", {"queue": "billing"}),
        (900, "callback_moved", {"callback": 5, "to": 8}),
    )
    place = {"agent": 1, "entry": 12, "offer": 102}
    there = log(
        (900, "callback_asked_again", {"callback": 5, "from": 7}), (900, "callback_promised", {}),
        (990, "callback_connected", {"callback": 5, **place}),
    )  # fmt: skip
    lines = [(each.at, each.id, each.kind, each.data) for each in here]
    abroad = [(each.at, 100 + each.id, each.kind, each.data) for each in there]
    (promise,) = fold_lines(HEAD, lines, ZONE, TEAMS, abroad).callbacks
    assert (promise.state, promise.asked_again, promise.call_id) == ("connected", 1, 7)
    assert fold(HEAD, there, ZONE, TEAMS).callbacks == ()


def test_an_accepted_offer_that_came_to_nothing_is_no_conversation() -> None:
    facts = facts_of(
        *START, (18, "offered", A), (21, "accepted", A),
        (21, "queue_left", {"entry": 10, "result": "hangup"}),
        (22, "agent_left", A), (22, "call_ended", {"outcome": "abandoned_ringing"}), (30, "wrapped_up", A),
    )  # fmt: skip
    assert (leg(facts).end, leg(facts).talk_ms, leg(facts).wrap_ms, leg(facts).ring_ms) == (
        "withdrawn", 0, 0, 3000,
    )  # fmt: skip
    assert stay(facts).end == "abandoned"


def test_how_steps_were_left() -> None:
    menu = START[:2]
    ended = (20, "call_ended", {"outcome": "abandoned_menu"})
    cases: tuple[tuple[Log, str], ...] = (([(20, "caller_left", {})], "hangup"), ([], "ended"))
    for more, how in cases:
        facts = facts_of(*menu, *more, ended)
        assert facts.call
        assert facts.call.path == [["main", 20_000, how]]
    going_on = facts_of(*START, *TAKEN).call
    assert going_on
    assert going_on.path[-1] == ["wait", 0, ""]


# --- damaged logs ----------------------------------------------------------------------------------------


def test_a_crash_that_left_everything_open() -> None:
    facts = facts_of(*START, *TAKEN, (30, "held", {"entry": 10}), (60, "call_ended", {"outcome": "failed"}))
    assert (stay(facts).result, stay(facts).hold_ms) == ("answered", 30_000)
    assert (leg(facts).end, leg(facts).talk_ms, leg(facts).hold_ms) == ("done", 8000, 30_000)


def test_old_logs_name_no_entry_and_no_offer() -> None:
    old = {"agent": 1}
    facts = facts_of(
        *START[:4], (8, "queue_entered", {"queue": "billing"}), (18, "offered", old), (21, "accepted", old),
        (22, "agent_connected", {"queue": "billing", "waited_s": 14}), (82, "agent_left", old),
        (82, "queue_left", {"queue": "billing", "result": "answered"}),
        (82, "call_ended", {"outcome": "answered"}),
    )  # fmt: skip
    assert (stay(facts).end, stay(facts).wait_ms, stay(facts).target_s) == ("answered", 14_000, 20)
    assert stay(facts).id < 0
    assert len(facts.legs) == 1


def test_old_logs_call_a_telephone_that_was_not_reached_failed() -> None:
    facts = facts_of(
        *START, (18, "offered", {"agent": 1}), (20, "failed", {"agent": 1}), (21, "failed", {"why": "x"}),
        (60, "call_ended", {"outcome": "abandoned_queue"}),
    )  # fmt: skip
    assert [(each.end, each.ring_ms) for each in facts.legs] == [("not_reached", 2000)]


def test_an_answer_without_a_line() -> None:
    facts = facts_of((22, "agent_connected", {**A, "queue": "billing", "waited_s": 14}))
    assert (stay(facts).queue, stay(facts).wait_ms, stay(facts).id) == ("billing", 14_000, 10)
    assert leg(facts).agent_id == 1


def test_doubled_events_are_one() -> None:
    whole = log(*START, *TAKEN, *LEFT)
    assert fold(HEAD, [*whole, *whole], ZONE, TEAMS) == fold(HEAD, whole, ZONE, TEAMS)


RICH: Log = [
    *START, (18, "offered", A), (30, "declined", A), (31, "offered", B), (33, "accepted", B),
    (34, "agent_connected", B), (40, "held", {"entry": 10}), (44, "resumed", {"entry": 10}),
    (50, "transferred_to", {"entry": 10, "to": "queue", "queue": "tech"}), (50, "agent_left", B),
    (50, "queue_left", {"entry": 10, "result": "transferred"}),
    (50, "queue_entered", {"queue": "tech", "entry": 11, "from": "billing"}),
    (70, "queue_left", {"entry": 11, "result": "callback"}),
    (70, "queue_entered", {"queue": "tech", "entry": 12, "callback": 5}),
    (70, "callback_promised", {"queue": "tech"}), (71, "call_ended", {"outcome": "answered"}),
    (90, "wrapped_up", B), (200, "callback_dialled", FIVE), (230, "callback_missed", FIVE),
]  # fmt: skip


@given(st.permutations(log(*RICH)))
def test_in_whatever_order_they_come(shuffled: list[Event]) -> None:
    assert fold(HEAD, shuffled, ZONE, TEAMS) == fold(HEAD, log(*RICH), ZONE, TEAMS)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(log(*RICH)), max_size=40), st.lists(st.integers(-90, 90), max_size=40))
def test_whatever_is_missing_or_late_no_length_is_negative(some: list[Event], late: list[int]) -> None:
    moved = [
        Event(n, each.at + timedelta(seconds=by), each.kind, each.data)
        for n, (each, by) in enumerate(zip(some, [*late, *[0] * len(some)], strict=False))
    ]
    facts = fold(HEAD, moved, ZONE, TEAMS)
    for fact in (facts.call, *facts.stays, *facts.legs):
        if fact:
            assert all(getattr(fact, name) >= 0 for name in fact.__slots__ if name.endswith("_ms"))
    assert len({each.id for each in facts.stays}) == len(facts.stays)
    assert len({each.id for each in facts.legs}) == len(facts.legs)
    for each in facts.stays:
        assert astuple(each)
        assert each.end in ("answered", "abandoned", "flowed")
