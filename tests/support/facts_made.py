"""Facts of calls made up for tests of figures, the same for the same seed: anything may have happened."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import insert

from support.rules.call_facts import CallFact, Facts, LegFact, StayFact
from support.rules.local_days import begins, date_of
from support.store import facts as tables
from support.store.base import Session

QUEUES = ("billing", "tech", "gone")
TEAMS = {1: "north", 2: "south", 3: ""}  # until the third leg of a call: all are in the south then
_OUTCOMES = ("answered", "contained", "abandoned_queue", "abandoned_menu", "callback", "failed", "")
_RESULTS = {"answered": "answered", "abandoned": "hangup", "flowed": "callback"}


def booked(at: datetime, zone: tzinfo) -> dict[str, Any]:
    moment = int(at.timestamp())
    return {"day": begins(date_of(moment, zone), zone), "quarter": moment // 900 * 900}


def call(draw: random.Random, number: int, at: datetime, zone: tzinfo) -> Facts:
    """A call of up to three stays and legs, each somewhat later."""
    words: dict[str, Any] = {
        "flow": draw.choice(("acme", "other")), "language": draw.choice(("pt-BR", "en-US")),
        "number": "+551140028922", "intent": draw.choice(("", "bill", "person")), "source": "",
    }  # fmt: skip
    stays = [stay(draw, number * 10 + n, number, at + timedelta(minutes=7 * n), zone, words)
             for n in range(draw.randint(0, 3))]  # fmt: skip
    legs = [leg(draw, number * 10 + n, number, at + timedelta(minutes=7 * n), zone, words)
            for n in range(draw.randint(0, 3))]  # fmt: skip
    agent = legs[-1].agent_id if legs and legs[-1].connected_at else None
    outcome = draw.choice(_OUTCOMES)
    is_known = draw.random() < 0.5
    fact = CallFact(
        id=number, customer="someone" if is_known else "", version=1, matter=words["intent"],
        queue=stays[0].queue if stays else "", agent_id=agent, arrived_at=at, entered_at=None, rang_at=None,
        answered_at=at if agent else None, ended_at=at if outcome else None, outcome=outcome,
        last_step="main",
        menu_ms=draw.randint(0, 90_000), wait_ms=0, ring_ms=0, talk_ms=0, hold_ms=0, wrap_ms=0,
        stays=len(stays), legs=len(legs), transfers=draw.randint(0, 1), holds=0,
        repeated_at=at if draw.random() < 0.2 else None, path=_path(draw), receipts=_receipts(draw),
        **words, **booked(at, zone),
    )  # fmt: skip
    return Facts(fact, tuple(stays), tuple(legs), ())


def stay(
    draw: random.Random, number: int, call_id: int, at: datetime, zone: tzinfo, words: dict[str, Any]
) -> StayFact:
    end = draw.choice(("answered", "answered", "abandoned", "flowed"))
    agent = draw.choice((1, 2, 3)) if end == "answered" else None
    return StayFact(
        id=number, call_id=call_id, queue=draw.choice(QUEUES), from_queue="", is_callback=draw.random() < 0.1,
        agent_id=agent, team=TEAMS.get(agent or 0, ""), entered_at=at, first_entered_at=at, rang_at=None,
        answered_at=None, left_at=None, end=end, result=draw.choice((_RESULTS[end], "timeout")),
        wait_ms=draw.choice((0, 4_999, 5_000, 20_000, 20_001, draw.randint(0, 5_000_000))), hold_ms=0,
        estimate_s=draw.choice((None, 30)), target_s=20, short_s=5, **words, **booked(at, zone),
    )  # fmt: skip


def leg(
    draw: random.Random, number: int, call_id: int, at: datetime, zone: tzinfo, words: dict[str, Any]
) -> LegFact:
    end = draw.choice(("done", "done", "talking", "declined", "missed", "not_reached", "withdrawn"))
    is_taken = end in ("done", "talking")
    agent = draw.choice((1, 2, 3))
    is_wrapped = end == "done" and draw.random() < 0.7
    return LegFact(
        id=number, call_id=call_id, stay_id=number, queue=draw.choice(QUEUES), role="lead", is_callback=False,
        agent_id=agent, team="south" if number % 10 == 2 else TEAMS[agent], offered_at=at,
        accepted_at=at if is_taken else None, connected_at=at if is_taken else None,
        left_at=at if end == "done" else None, wrapped_at=at if is_wrapped else None, end=end, disposition="",
        is_transferred=draw.random() < 0.2,
        ring_ms=draw.randint(0, 30_000), talk_ms=draw.randint(0, 4_000_000) if is_taken else 0,
        hold_ms=draw.choice((0, 30_000)), wrap_ms=60_000 if is_wrapped else 0, **words, **booked(at, zone),
    )  # fmt: skip


def _path(draw: random.Random) -> list[Any]:
    steps = draw.choices(("main", "billing", "end"), k=draw.randint(0, 3))
    return [
        [step, draw.randint(0, 9000), "next" if n + 1 < len(steps) else "hangup"]
        for n, step in enumerate(steps)
    ]


def _receipts(draw: random.Random) -> list[Any]:
    kept = {"step": "main", "kind": "menu", "input": draw.choice(("speech", "keypad")), "result": "matched"}
    return [{**kept, "asked": 1, "heard": draw.randint(0, 2), "answer_ms": 1200, "intent": "bill"}
            for _ in range(draw.randint(0, 2))]  # fmt: skip


def calls(
    seed: int, number: int, start: datetime, end: datetime, zone: tzinfo, first: int = 1
) -> list[Facts]:
    """Calls at random moments of a period, in order of their ids and not of time."""
    draw, seconds = random.Random(seed), (end - start).total_seconds()
    moments = [start + timedelta(milliseconds=round(draw.random() * seconds * 1000)) for _ in range(number)]
    return [call(draw, first + n, at.astimezone(UTC), zone) for n, at in enumerate(moments)]


def keep(session: Session, made: Iterable[Facts]) -> None:
    """Into the tables of facts, as they are."""
    found = list(made)
    for table, rows in (
        (tables.CallFact, [each.call for each in found if each.call]),
        (tables.StayFact, [stay for each in found for stay in each.stays]),
        (tables.LegFact, [leg for each in found for leg in each.legs]),
    ):
        if rows:
            session.execute(insert(table), [_row(each) for each in rows])


def _row(fact: Any) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in fact.__slots__}
