"""Figures as the product makes them, and as a slow and obvious reading of the same logs has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update

from support.rules.metrics import MEASURES, bucket
from support.services import bookkeeping, explaining, metrics
from support.services.metrics import Asked
from support.store.agents import Agent
from support.store.base import Base, Session
from support.store.calls import Call, CallEvent
from tests.support import metrics_oracle as oracle
from tests.support.centre import Centre
from tests.support.metrics_oracle import Books, Part
from tests.support.promising import publish
from tests.support.random_calls import AGENTS, NIGHTS, TEAMS, Log, logs

WEEK = timedelta(days=7)  # of the policies that Ramal comes with: a later call is a repeated one
TIME = {"occupancy", "utilisation", "adherence", "signed_in", "available_time", "on_call_time",
        "reserved_time", "wrap_up_time", "away_time"}  # fmt: skip
FACTS = ("call_events", "calls", "call_facts", "stay_facts", "leg_facts", "callback_facts", "rollups",
         "duration_rollups", "step_rollups", "receipt_rollups", "bookmarks", "policy_versions")  # fmt: skip
DIMENSIONS = ("queue", "agent", "team", "flow", "language", "number", "intent")


@pytest.fixture
def office(centre: Centre) -> Centre:
    """Three agents with ids 1 to 3, and their teams."""
    assert tuple(centre.agent(name) for name in ("ana", "bia", "caio")) == AGENTS
    with centre.store.writing() as session:
        for agent, team in TEAMS.items():
            session.execute(update(Agent).where(Agent.id == agent).values(team=team))
    return centre


def write(office: Centre, made: list[Log], zone: ZoneInfo) -> None:
    """These logs and no others, and the books that follow from them."""
    with office.store.writing() as session:
        for name in FACTS:
            session.execute(delete(Base.metadata.tables[name]))
    publish(office, f"ramal policies: 1\ntimezone: {zone.key}\n")
    with office.store.writing() as session:
        for log in made:
            session.execute(insert(Call).values(_row(log)))
        lines = [(line, log.call_id) for log in made for line in log.lines]
        for line, call_id in sorted(lines, key=lambda each: each[0].id):
            session.execute(
                insert(CallEvent).values(
                    id=line.id, call_id=call_id, at=line.at, kind=line.kind, data=line.data
                )
            )
    while office.do(bookkeeping.keep, datetime(2030, 1, 1, tzinfo=UTC)):
        pass


def _row(log: Log) -> dict[str, object]:
    return {
        "id": log.call_id, "sid": f"CA{log.call_id}", "caller": log.caller, "called": log.called,
        "version_id": 1, "language": log.language, "queue": "", "ears": "", "asked": 0, "state": {},
        "reply": [], "started_at": log.started_at, "updated_at": log.started_at,
    }  # fmt: skip


def differences(session: Session, asked: Asked, books: Books) -> dict[str, tuple[object, object]]:
    """What does not agree, by the name of the figure: the product's, and the oracle's."""
    wanted = oracle.measures(books)
    assert set(wanted) == set(MEASURES) - TIME
    sums = metrics.total(session, asked)
    found = {name: (MEASURES[name].compute(sums), wanted[name]) for name in wanted}
    for length, lengths in oracle.lengths(books).items():
        counted = {at: count for at, count in metrics.durations(session, asked, length).items() if count}
        found[f"{length}, spread"] = (counted, dict(Counter(map(bucket, lengths))))  # type: ignore[assignment]
    return {name: both for name, both in found.items() if not _agree(*both)}


def _agree(ours: object, theirs: object) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float):
        return abs(ours - theirs) <= 1e-12 * max(1.0, abs(theirs))
    return ours == theirs


def asking(books: Books, start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[Asked, Books]]:
    """Questions, and which parts each is about: the whole, each value of each dimension, and each day."""

    def during(since: datetime, until: datetime) -> Books:
        return books.among(lambda part: since <= part.at < until)

    yield Asked(start, end), during(start, end)
    every: list[Part] = [*books.calls, *books.stays, *books.legs]
    for dim in DIMENSIONS:
        for value in sorted({str(getattr(part, dim)) for part in every}):
            among = books.among(lambda part, dim=dim, value=value: getattr(part, dim) == value)  # type: ignore[misc]
            if dim != "queue":
                yield Asked(start, end, (), dim, value), among
            elif value:
                yield Asked(start, end, (value,)), among
    day = start.astimezone(zone).date()
    while day < end.astimezone(zone).date():
        since, until = (
            datetime.combine(each, datetime.min.time(), zone).astimezone(UTC)
            for each in (day, day + timedelta(days=1))
        )
        yield Asked(since, until), during(since, until)
        half = since + timedelta(hours=9, minutes=15)
        yield Asked(half, half + timedelta(hours=3)), during(half, half + timedelta(hours=3))
        day += timedelta(days=1)


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: f"{night[0]} {night[1]}")
@given(draw=st.randoms(use_true_random=True), calls=st.integers(1, 12))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_measure_agrees(office: Centre, night: tuple[str, object], draw: Random, calls: int) -> None:
    _compare(office, night, draw, calls)


@pytest.mark.parametrize("seed", range(3))
def test_a_busy_day_agrees(office: Centre, seed: int) -> None:
    _compare(office, NIGHTS[seed], Random(seed), 120)


def _compare(office: Centre, night: tuple[str, object], draw: Random, calls: int) -> None:
    zone, first = ZoneInfo(night[0]), night[1]
    made = logs(draw, first, zone, calls)  # type: ignore[arg-type]
    write(office, made, zone)
    books = oracle.read(made, TEAMS, WEEK)
    start = datetime.combine(first, datetime.min.time(), zone).astimezone(UTC)  # type: ignore[arg-type]
    with office.store.reading() as session:
        for asked, among in asking(books, start, start + timedelta(days=7), zone):
            assert differences(session, asked, among) == {}, asked
        assert explaining.figure(session, Asked(start, start + timedelta(days=7)), "offered") == len(
            books.stays
        )
