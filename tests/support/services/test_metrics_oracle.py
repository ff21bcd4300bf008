"""Figures as the product makes them, and as a slow and obvious reading of the same logs has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update

from support.rules.metrics import MEASURES, bucket
from support.services import bookkeeping, explaining, metrics
from support.services.metrics import Asked
from support.store.agents import Agent, PresenceChange
from support.store.base import Base, Session
from support.store.calls import Call, CallEvent
from support.store.staff import move_to_team
from tests.support import metrics_oracle as oracle
from tests.support.centre import Centre
from tests.support.metrics_oracle import Books, Part
from tests.support.promising import publish
from tests.support.random_calls import AGENTS, NIGHTS, TEAMS, Log, Move, Turn, logs, moves, turns

WEEK = timedelta(days=7)  # of the policies that Ramal comes with: a later call is a repeated one
LONG_AFTER = datetime(2030, 1, 1, tzinfo=UTC)
Night = tuple[str, date]
FACTS = ("call_events", "calls", "call_facts", "stay_facts", "leg_facts", "callback_facts", "rollups",
         "duration_rollups", "threshold_rollups", "step_rollups", "receipt_rollups", "bookmarks",
         "policy_versions", "presence_changes", "presence_facts", "presence_rollups",
         "team_changes")  # fmt: skip
DIMENSIONS = ("queue", "agent", "team", "flow", "language", "number", "intent")


@pytest.fixture
def office(centre: Centre) -> Centre:
    """Three agents with ids 1 to 3."""
    assert tuple(centre.agent(name) for name in ("ana", "bia", "caio")) == AGENTS
    return centre


@dataclass(frozen=True)
class Made:
    """What happened, and what an honest reader makes of it."""

    logs: list[Log]
    turns: list[Turn]
    moves: list[Move]
    books: Books


def write(office: Centre, made: Made, zone: ZoneInfo, pieces: int) -> None:
    """This and nothing else, written in as many pieces, and the books kept after each."""
    with office.store.writing() as session:
        for name in FACTS:
            session.execute(delete(Base.metadata.tables[name]))
    publish(office, f"ramal policies: 1\ntimezone: {zone.key}\n")
    lines = sorted(
        ((line, log.call_id) for log in made.logs for line in log.lines), key=lambda each: each[0].id
    )
    size = len(lines) // pieces + 1
    with office.store.writing() as session:
        session.execute(insert(Call), [_row(log) for log in made.logs])
        rows = [{"agent_id": each.agent, "at": each.at, "presence": each.presence} for each in made.turns]
        if rows:
            session.execute(insert(PresenceChange), rows)
        _place(session, made.moves)
    for begin in range(0, len(lines), size):
        with office.store.writing() as session:
            session.execute(
                insert(CallEvent),
                [
                    {"id": line.id, "call_id": call_id, "at": line.at, "kind": line.kind, "data": line.data}
                    for line, call_id in lines[begin : begin + size]
                ],
            )
        while office.do(bookkeeping.keep, LONG_AFTER):
            pass


def _place(session: Session, moves: list[Move]) -> None:
    """Each agent in the team that they begin with, and then from team to team."""
    for agent, team in TEAMS.items():
        session.execute(update(Agent).where(Agent.id == agent).values(team=team))
    for move in moves:
        agent_moved = session.get(Agent, move.agent, populate_existing=True)
        assert agent_moved
        move_to_team(session, agent_moved, move.team, move.at)


def _row(log: Log) -> dict[str, object]:
    return {
        "id": log.call_id, "sid": f"CA{log.call_id}", "caller": log.caller, "called": log.called,
        "version_id": 1, "language": log.language, "queue": "", "ears": "", "asked": 0, "state": {},
        "reply": [], "started_at": log.started_at, "updated_at": log.started_at,
    }  # fmt: skip


def differences(session: Session, asked: Asked, made: Made, books: Books) -> dict[str, tuple[object, object]]:
    """What does not agree, by the name of the figure: the product's, and the oracle's."""
    wanted = oracle.measures(books) | _presences(made, asked)
    assert set(wanted) == set(MEASURES)
    sums = metrics.total(session, asked)
    found: dict[str, tuple[object, object]] = {
        name: (MEASURES[name].compute(sums), wanted[name]) for name in wanted
    }
    for length, lengths in oracle.lengths(books).items():
        counted = {at: count for at, count in metrics.durations(session, asked, length).items() if count}
        found[f"{length}, spread"] = (counted, dict(Counter(map(bucket, lengths))))
    return {name: both for name, both in found.items() if not _agree(*both)}


def _presences(made: Made, asked: Asked) -> dict[str, float | None]:
    """Presence has no queue, flow, language, number or intent; a team is that of a quarter's begin."""

    def counts(agent: int, quarter: datetime) -> bool:
        if asked.dim == "team":
            return oracle.team_of(agent, quarter, made.moves) == asked.value
        return asked.dim == "" or asked.value == str(agent)

    known = [] if asked.queues or asked.dim not in ("", "agent", "team") else made.turns
    return oracle.presences(known, asked.start, asked.end, counts)


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
@given(draw=st.randoms(use_true_random=True), calls=st.integers(1, 12), pieces=st.integers(1, 3))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_measure_agrees(office: Centre, night: Night, draw: Random, calls: int, pieces: int) -> None:
    _compare(office, night, draw, calls, pieces)


@pytest.mark.parametrize("seed", range(3))
def test_a_busy_day_agrees(office: Centre, seed: int) -> None:
    _compare(office, NIGHTS[seed], Random(seed), 120, 4)


def test_made_again_from_the_logs_it_agrees_too(office: Centre) -> None:
    made, start, zone = _happened(office, NIGHTS[2], Random(7), 40, 1)
    bookkeeping.rebuild(office.store, lambda: LONG_AFTER, lambda _done, _all: None)
    _agreed(office, made, start, zone)


def test_a_wrong_figure_is_noticed(office: Centre) -> None:
    """What the oracle cannot see it does not prove: one fact changed in each way is a difference."""
    made, start, _ = _happened(office, NIGHTS[4], Random(3), 60, 1)
    asked = Asked(start, start + WEEK)
    books = made.books
    late = next(
        n for n, each in enumerate(books.stays) if each["end"] == "answered" and each["wait"] == 20_000
    )
    done = next(n for n, each in enumerate(books.legs) if each["done"])
    over = next(n for n, each in enumerate(books.calls) if each["outcome"] == "answered")
    wrong = {
        "answered_in": Books(books.calls, _changed(books.stays, late, wait=20_001), books.legs),
        "talk": Books(books.calls, books.stays, _changed(books.legs, done, talk=-1)),
        "calls_answered": Books(_changed(books.calls, over, outcome="failed"), books.stays, books.legs),
    }
    with office.store.reading() as session:
        assert differences(session, asked, made, books) == {}
        for name, changed in wrong.items():
            assert name in differences(session, asked, made, changed)
        assert "away_time" in differences(session, asked, replace(made, turns=made.turns[:-9]), books)


def _changed(parts: list[Part], place: int, **known: object) -> list[Part]:
    part = replace(parts[place], known={**parts[place].known, **known})
    return [*parts[:place], part, *parts[place + 1 :]]


def _compare(office: Centre, night: Night, draw: Random, calls: int, pieces: int) -> None:
    _agreed(office, *_happened(office, night, draw, calls, pieces))


def _happened(
    office: Centre, night: Night, draw: Random, calls: int, pieces: int
) -> tuple[Made, datetime, ZoneInfo]:
    zone = ZoneInfo(night[0])
    found, moved = logs(draw, night[1], zone, calls), moves(draw, night[1], zone)
    made = Made(found, turns(draw, night[1], zone), moved, oracle.read(found, moved, WEEK))
    write(office, made, zone, pieces)
    return made, datetime.combine(night[1], datetime.min.time(), zone).astimezone(UTC), zone


def _agreed(office: Centre, made: Made, start: datetime, zone: ZoneInfo) -> None:
    with office.store.reading() as session:
        for asked, among in asking(made.books, start, start + WEEK, zone):
            assert differences(session, asked, made, among) == {}, asked
        assert explaining.figure(session, Asked(start, start + WEEK), "offered") == len(made.books.stays)
