"""Calls of a plain centre for tests of reports: as from another system, so that the books balance."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from support.rules import local_days
from support.rules.call_facts import CallFact, Facts, LegFact, StayFact
from support.store import agents as agent_store
from support.store.facts import PresenceFact
from support.store.rollups import PresenceRollup
from tests.console.centre import Centre
from tests.support import books, facts_made

ZONE = ZoneInfo("America/Sao_Paulo")
WORDS: dict[str, Any] = {
    "source": "old", "flow": "acme", "language": "en-US", "number": "+551140028922", "intent": "billing"
}  # fmt: skip


def at(text: str) -> datetime:
    """A moment by the centre's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def call(nth: int, when: datetime, queue: str = "billing", end: str = "answered", wait_s: int = 10,
         talk_s: int = 120, agent_id: int = 1, **words: Any) -> Facts:  # fmt: skip
    """One that entered a queue and was answered, abandoned, or flowed to voicemail. `queue` "": none."""
    told, booked = {**WORDS, **words}, facts_made.booked(when, ZONE)
    is_answered = end == "answered" and bool(queue)
    outcomes = {"answered": "answered", "abandoned": "abandoned_queue", "flowed": "voicemail"}
    over = when + timedelta(seconds=wait_s + talk_s)
    fact = CallFact(
        id=-nth, customer=f"c{nth}", version=1, matter=told["intent"], queue=queue,
        agent_id=agent_id if is_answered else None, arrived_at=when, entered_at=when if queue else None,
        rang_at=None, answered_at=when if is_answered else None, ended_at=over,
        outcome=outcomes[end] if queue else "contained", last_step="main", menu_ms=20_000,
        wait_ms=wait_s * 1000, ring_ms=0, talk_ms=0, hold_ms=0, wrap_ms=0, stays=1 if queue else 0,
        legs=1 if is_answered else 0, transfers=0, holds=0, repeated_at=None, path=[], receipts=[],
        **told, **booked,
    )  # fmt: skip
    if not queue:
        return Facts(fact, (), (), ())
    stay = StayFact(
        id=-nth, call_id=-nth, queue=queue, from_queue="", is_callback=False,
        agent_id=agent_id if is_answered else None, team="north" if is_answered else "", entered_at=when,
        first_entered_at=when, rang_at=None, answered_at=when if is_answered else None, left_at=over, end=end,
        result={"answered": "answered", "abandoned": "hangup"}.get(end, "voicemail"), wait_ms=wait_s * 1000,
        hold_ms=0, estimate_s=None, target_s=20, short_s=5, **told, **booked,
    )  # fmt: skip
    leg = LegFact(
        id=-nth, call_id=-nth, stay_id=-nth, queue=queue, role="lead", is_callback=False,
        agent_id=agent_id, team="north", offered_at=when, accepted_at=when, connected_at=when, left_at=over,
        wrapped_at=over, end="done", disposition="", is_transferred=False, ring_ms=3000,
        talk_ms=talk_s * 1000, hold_ms=0, wrap_ms=30_000, **told, **booked,
    )  # fmt: skip
    return Facts(fact, (stay,), (leg,) if is_answered else (), ())


def keep(centre: Centre, *made: Facts) -> None:
    with centre.store.writing() as session:
        facts_made.keep(session, made)
        books.recount(session, ZONE)


def presence(centre: Centre, agent_id: int, when: datetime, **seconds: int) -> None:
    """Within the quarter of an hour of `when`."""
    booked = facts_made.booked(when, ZONE)
    with centre.store.writing() as session:
        for name, length in seconds.items():
            session.add(
                PresenceFact(
                    agent_id=agent_id, presence=name, reason="", team="north", ms=length * 1000, **booked
                )
            )
            begun = {"d": booked["day"], "m": local_days.month_of(booked["day"], ZONE)}
            for grain, day in begun.items():
                session.merge(PresenceRollup(
                    grain=grain, agent_id=agent_id, day=day, presence=name, reason="", team="north",
                    ms=length * 1000,
                ))  # fmt: skip


def month(centre: Centre, days: int = 28, a_day: int = 60, agents: int = 4, seed: int = 1) -> None:
    """A busy month up to now, for looking at."""
    draw = random.Random(seed)
    made: list[Facts] = []
    ids = _agents(centre, agents)
    today = local_days.date_of(int(centre.clock().timestamp()), ZONE)
    for back in range(days):
        day = today - timedelta(back)
        for _ in range(draw.randint(a_day // 2, a_day) // (3 if day.weekday() > 4 else 1)):
            hour = draw.choice((8, 9, 9, 10, 10, 10, 11, 11, 12, 13, 14, 14, 15, 15, 16, 17))
            when = datetime(day.year, day.month, day.day, hour, draw.randrange(60), tzinfo=ZONE)
            if when < centre.clock():
                made.append(_random(draw, len(made) + 1, when.astimezone(UTC), ids))
        for agent_id in ids:
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE).astimezone(UTC)
            busy = draw.randint(9000, 16000)
            presence(
                centre, agent_id, noon, available=9000, on_call=busy, wrap_up=2400, reserved=300, away=3600
            )
    keep(centre, *made)


def _random(draw: random.Random, number: int, when: datetime, agents: list[int]) -> Facts:
    end = draw.choices(("answered", "abandoned", "flowed"), (80, 13, 7))[0]
    queue = draw.choice(("billing", "billing", "tech", ""))
    return call(
        number, when, queue, end, wait_s=int(draw.expovariate(1 / 22)), talk_s=int(draw.gammavariate(2, 110)),
        agent_id=draw.choice(agents), intent=draw.choice(("billing", "tech_support", "")),
        language=draw.choice(("en-US", "pt-BR")),
    )  # fmt: skip


def _agents(centre: Centre, number: int) -> list[int]:
    names = ("Beatriz Souza", "Carlos Lima", "Débora Nunes", "Edson Prado", "Fernanda Alves", "Gil Costa")
    with centre.store.writing() as session:
        now = centre.clock()
        for name in names[: number - 1]:
            user = agent_store.User(login=name, name=name, role="agent", password="-", created_at=now)
            session.add(user)
            session.flush()
            session.add(agent_store.Agent(
                user_id=user.id, name=name, identity=f"a{user.id}", presence_since=now, idle_since=now,
                team="north",
            ))  # fmt: skip
        session.flush()
        return list(session.scalars(select(agent_store.Agent.id)))
