"""What one fact adds to the sums, and that it adds nothing once it is taken off."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from support.rules.call_facts import Facts
from support.rules.tallies import COUNTS, GRAINS, Tally
from tests.support import facts_made

AT = datetime(2026, 3, 2, 10, 20, tzinfo=UTC)
DAY, HOUR, QUARTER, MONTH = 1772409600, 1772445600, 1772446500, 1772323200
WORDS: dict[str, Any] = {
    "flow": "acme",
    "language": "pt-BR",
    "number": "+551140028922",
    "intent": "bill",
    "source": "",
}


def stay(**facts: Any) -> Facts:
    usual = facts_made.stay(random.Random(1), 1, 1, AT, UTC, WORDS)
    kept: dict[str, Any] = {
        "queue": "tech",
        "is_callback": False,
        "estimate_s": None,
        "result": "hangup",
        **facts,
    }
    return Facts(None, (replace(usual, **kept),), (), ())


def leg(**facts: Any) -> Facts:
    usual = facts_made.leg(random.Random(1), 1, 1, AT, UTC, WORDS)
    kept: dict[str, Any] = {"queue": "tech", "accepted_at": AT, "connected_at": AT, "wrapped_at": AT,
                            "end": "done", "ring_ms": 3000, "talk_ms": 60_000, "hold_ms": 0, "wrap_ms": 9000,
                            "is_transferred": False}  # fmt: skip
    return Facts(None, (), (replace(usual, **(kept | facts)),), ())


def call(**facts: Any) -> Facts:
    usual = facts_made.call(random.Random(1), 1, AT, UTC).call
    assert usual
    kept: dict[str, Any] = {"outcome": "contained", "menu_ms": 7000, "transfers": 0, "customer": "",
                            "matter": "bill", "answered_at": None, "repeated_at": None, "path": [],
                            "receipts": []}  # fmt: skip
    return Facts(replace(usual, **(kept | facts)), (), (), ())


def counted(*facts: Facts) -> dict[str, int]:
    """Of the day."""
    tally = Tally(UTC)
    for each in facts:
        tally.add(each)
    found = [change for (grain, dim, *_), change in tally.changes() if (grain, dim) == ("d", "")]
    assert len(found) <= 1
    return {
        name: amount for change in found for name, amount in zip(COUNTS, change.values, strict=True) if amount
    }


def test_a_stay_that_was_answered_in_time() -> None:
    told = stay(end="answered", wait_ms=20_000, target_s=20, estimate_s=30)
    assert counted(told) == {
        "offered": 1, "answered": 1, "answered_in": 1, "wait_answered_ms": 20_000, "longest_ms": 20_000,
        "estimated": 1, "estimate_error_ms": 10_000, "estimate_bias_ms": 10_000,
    }  # fmt: skip
    late = stay(end="answered", wait_ms=40_001, target_s=20, estimate_s=30)
    assert counted(late, told)["answered_in"] == 1
    assert counted(late, told)["estimate_error_ms"] == 20_001
    assert counted(late, told)["estimate_bias_ms"] == -1
    assert counted(late, told)["longest_ms"] == 40_001


@pytest.mark.parametrize(("wait_ms", "short"), [(4_999, 1), (5_000, 0)])
def test_a_stay_that_was_given_up(wait_ms: int, short: int) -> None:
    found = counted(stay(end="abandoned", wait_ms=wait_ms, short_s=5, target_s=20))
    assert found.pop("short", 0) == short
    assert found == {"offered": 1, "abandoned": 1, "abandoned_in": 1, "wait_abandoned_ms": wait_ms,
                     "longest_ms": wait_ms}  # fmt: skip


def test_a_stay_that_flowed() -> None:
    promised = stay(end="flowed", result="callback", wait_ms=21_000, target_s=20)
    assert counted(promised) == {"offered": 1, "flowed": 1, "to_callback": 1, "longest_ms": 21_000}
    quick = stay(end="flowed", result="callback", wait_ms=0, target_s=20)
    assert counted(quick) == {
        "offered": 1,
        "flowed": 1,
        "flowed_in": 1,
        "to_callback": 1,
        "to_callback_in": 1,
    }


def test_a_promised_callbacks_stay_is_shown_apart() -> None:
    assert counted(stay(end="answered", wait_ms=1, is_callback=True)) == {}


def test_a_leg_that_was_handled() -> None:
    assert counted(leg(hold_ms=5000, is_transferred=True)) == {
        "rings": 1, "taken": 1, "handled": 1, "wrapped": 1, "handled_transferred": 1, "handled_held": 1,
        "ring_ms": 3000, "talk_ms": 60_000, "hold_ms": 5000, "wrap_ms": 9000,
    }  # fmt: skip


def test_a_leg_that_goes_on_has_no_lengths_yet() -> None:
    assert counted(leg(end="talking", wrapped_at=None)) == {"rings": 1, "taken": 1, "ring_ms": 3000}
    assert counted(leg(end="ringing", accepted_at=None, connected_at=None)) == {"rings": 1}
    waiting = counted(leg(wrapped_at=None))
    assert (waiting["handled"], waiting.get("wrapped"), waiting.get("wrap_ms")) == (1, None, None)


@pytest.mark.parametrize(
    ("end", "column"),
    [("declined", "declined"), ("missed", "missed"), ("not_reached", "missed"), ("withdrawn", "")],
)
def test_a_leg_that_came_to_nothing(end: str, column: str) -> None:
    found = counted(leg(end=end, accepted_at=None, connected_at=None, wrapped_at=None))
    assert found == {"rings": 1} | ({column: 1} if column else {})


def test_a_call_counts_once_it_is_over() -> None:
    assert counted(call(outcome="")) == {}
    assert counted(call()) == {"calls": 1, "contained": 1, "menu_ms": 7000}
    assert counted(call(outcome="answered", transfers=2))["calls_answered"] == 1


def test_whether_somebody_called_again_is_known_of_known_callers() -> None:
    known: dict[str, Any] = {"outcome": "answered", "answered_at": AT, "repeated_at": AT}
    assert "reached" not in counted(call(**known))
    assert counted(call(**known, customer="someone"))["repeated"] == 1
    assert "reached" not in counted(call(**known, customer="someone", matter=""))


def test_what_becomes_of_a_counted_call_when_another_comes_or_goes() -> None:
    def moved(is_repeated: bool, **facts: Any) -> dict[str, int]:
        tally = Tally(UTC)
        tally.repeat(call(**facts), is_repeated)
        return {
            grain + dim: change.values[COUNTS.index("repeated")]
            for (grain, dim, *_), change in tally.changes()
        }

    had = {"customer": "who", "answered_at": AT}
    rows = {grain + dim for dim, grains in GRAINS.items() for grain in grains}
    assert moved(True, **had) == dict.fromkeys(rows, 1)
    assert moved(False, **had, repeated_at=AT) == dict.fromkeys(rows, -1)
    assert moved(False, **had) == moved(True, **had, repeated_at=AT) == {}
    assert moved(True, **had, outcome="") == moved(True, answered_at=AT) == {}


def test_each_row_that_a_fact_is_in() -> None:
    tally = Tally(UTC)
    tally.add(leg(agent_id=3, team=""))
    keys = {key for key, _ in tally.changes()}
    assert len(keys) == sum(map(len, GRAINS.values()))
    assert ("q", "", QUARTER, "", "tech") in keys
    assert {("h", "agent", HOUR, "3", "tech"), ("d", "agent", DAY, "3", "tech"),
            ("m", "agent", MONTH, "3", "tech"), ("d", "team", DAY, "", "tech")} <= keys  # fmt: skip
    spreads = dict(tally.spreads())
    assert len(spreads) == 2 * len(GRAINS)
    assert spreads["m", "agent", MONTH, "3", "tech"]["talk"] == {60: 1}
    assert spreads["d", "", DAY, "", "tech"]["handle"] == {65: 1}


def test_a_calls_team_is_that_of_who_talked_last() -> None:
    of_agent = replace(leg(agent_id=3, team="north").legs[0])
    made = call(agent_id=3)
    tally = Tally(UTC)
    tally.add(Facts(made.call, (), (of_agent,), ()))
    rows = {key: change for key, change in tally.changes() if key[:2] == ("d", "team")}
    assert {key[3] for key, change in rows.items() if change.values[0]} == {"north"}


def test_a_calls_team_is_not_that_of_what_came_to_nothing_or_came_later() -> None:
    of_agent = leg(agent_id=3, team="north", id=5).legs[0]
    others = [
        replace(of_agent, id=4, team="before"),
        replace(of_agent, id=6, team="declined", connected_at=None),
        replace(of_agent, id=7, team="callback", is_callback=True),
    ]
    for legs in ((of_agent, *others), (*others, of_agent)):
        tally = Tally(UTC)
        tally.add(Facts(call(agent_id=3).call, (), legs, ()))
        rows = {key: change for key, change in tally.changes() if key[:2] == ("d", "team")}
        assert {key[3] for key, change in rows.items() if change.values[0]} == {"north"}


def test_paths_and_receipts() -> None:
    receipt = {"step": "main", "kind": "menu", "input": "speech", "result": "matched", "asked": 2, "heard": 1,
               "answer_ms": 1500}  # fmt: skip
    made = call(path=[["main", 4000, "next"], ["bye", 10, "ended"]], receipts=[receipt, receipt])
    tally = Tally(UTC)
    tally.add(made)
    flow, day = made.call.flow, DAY  # type: ignore[union-attr]
    assert tally.steps == {
        (flow, day, "main", "bye", "next"): [1, 4000],
        (flow, day, "bye", "", "ended"): [1, 10],
    }
    assert [counts[:3] + counts[-1:] for counts in tally.receipts.values()] == [[2, 4, 2, 3000]]


def test_what_is_taken_off_leaves_nothing() -> None:
    tally = Tally(UTC)
    for made in facts_made.calls(4, 30, AT, AT.replace(day=9), UTC):
        tally.add(made)
        tally.add(made, -1)
    assert list(tally.changes()) == []
    assert list(tally.spreads()) == []
    rest = (*tally.steps.values(), *tally.receipts.values(), *tally.thresholds.values())
    assert not any(any(each) for each in rest)
