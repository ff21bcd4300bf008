"""A centre that has worked for two years, for `bench metrics`: facts of calls, presence, and logs of events.

The same every time. The two years, queues, agents and flows stay the same however many calls there are; so
ten million calls are ten times as many a day. Facts go to the tables by the drivers' own ways, and into the
rollups by the product's own counting (`support.rules.tallies`).
"""

from __future__ import annotations

import gc
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from support.rules.call_facts import CallFact, Facts, LegFact, StayFact
from support.rules.local_days import begins
from support.rules.tallies import Tally
from support.store import agents, facts, policies, rollup_sql, rollups
from support.store.base import Base, Store

ZONE = ZoneInfo("America/New_York")
FIRST, LAST = date(2024, 3, 1), date(2026, 2, 28)
DAYS = (LAST - FIRST).days + 1
QUEUES = ("billing", "tech", "sales", "orders", "returns", "general", "premium", "complaints")
TEAMS = tuple(f"team {n}" for n in range(1, 11))
FLOWS, LANGUAGES = ("main", "main", "main", "night"), ("pt-BR", "pt-BR", "pt-BR", "es", "en-US")
NUMBERS = tuple(f"+5511400289{n:02}" for n in range(4))
INTENTS = tuple(f"intent {n}" for n in range(12))
AGENTS = 200
PRESENCE_DAYS = 90  # by the quarter; before that by the day only
BATCH = 50_000
# How many calls come in each hour of a day, and on each day of a week.
_HOURS = (1, 0, 0, 0, 0, 1, 4, 12, 30, 45, 50, 48, 40, 42, 46, 44, 40, 34, 24, 16, 10, 6, 3, 2)
_WEEK = (1.2, 1.1, 1.0, 1.0, 0.9, 0.4, 0.2)
_SHAPES = 400  # different paths and receipts
_TARGET_S, _SHORT_S = 20, 5


@dataclass(frozen=True, slots=True)
class _Shape:
    path: list[Any]
    receipts: list[Any]
    texts: tuple[str, str]


def fill(
    store: Store, calls: int, told: Callable[[int], None] = lambda _: None, is_small: bool = False
) -> None:
    """Into a database that has its tables and nothing in them. `told`: how many calls are in it."""
    with store.engine.begin() as connection:
        _unhurried(connection)
        _load(connection, policies.PolicyVersion, [_policies()])
        _load(connection, agents.User, _users())
        _load(connection, agents.Agent, _agents())
        _load(connection, facts.PresenceFact, _presences(2 if is_small else PRESENCE_DAYS))
        _load(connection, rollups.PresenceRollup, _presence_sums(30 if is_small else DAYS))
    made, done = _made(calls), 0
    gc.disable()  # a million small things that stay: looking through them takes as long as making them
    try:
        while some := list(islice(made, BATCH)):
            _count(store, some)
            done += len(some)
            told(done)
    finally:
        gc.enable()
    settle(store)


def _count(store: Store, some: Sequence[Facts]) -> None:
    tally = Tally(ZONE)
    with store.writing() as session:
        connection = session.connection()
        _unhurried(connection)
        _load(connection, facts.CallFact, (_call_row(each.call) for each in some))
        _load(connection, facts.StayFact, (_row(stay) for each in some for stay in each.stays))
        _load(connection, facts.LegFact, (_row(leg) for each in some for leg in each.legs))
        for each in some:
            tally.add(each)
        rollup_sql.write(session, tally)


def settle(store: Store) -> None:
    """Statistics, as a database that has run for a while has them."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not store.is_sqlite:
            connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("ANALYZE" if store.is_sqlite else "VACUUM ANALYZE"))


# --- calls --------------------------------------------------------------------------------------------------


def _made(calls: int) -> Iterator[Facts]:
    """In order of time, as many on each day as its weekday has."""
    draw = random.Random(6)
    shapes = [_shape(draw) for _ in range(_SHAPES)]
    days = [FIRST + timedelta(days=n) for n in range(DAYS)]
    weight, number, due = sum(_WEEK[day.weekday()] for day in days), 0, 0.0
    for day in days:
        due += calls * _WEEK[day.weekday()] / weight
        begun = begins(day, ZONE)
        hours = draw.choices(range(24), _HOURS, k=round(due) - number)
        for second in sorted(hour * 3600 + draw.random() * 3600 for hour in hours):
            number += 1
            yield _call(draw, number, begun, begun + second, shapes[draw.randrange(_SHAPES)])


def _call(draw: random.Random, number: int, day: int, moment: float, shape: _Shape) -> Facts:
    at = datetime.fromtimestamp(round(moment, 3), UTC)
    quarter = int(moment) // 900 * 900
    place = draw.randrange(len(INTENTS))
    queue = QUEUES[place % len(QUEUES)] if draw.random() < 0.8 else ""
    words = (draw.choice(FLOWS), draw.choice(LANGUAGES), draw.choice(NUMBERS), INTENTS[place])
    stays: list[StayFact] = []
    legs: list[LegFact] = []
    if queue:
        stays, legs = _served(draw, number, queue, day, moment, words)
    talked = legs[-1] if legs and legs[-1].end == "done" else None
    outcome = "answered" if talked else _lost(draw, stays)
    last = talked.wrapped_at if talked else at + timedelta(seconds=60)
    call = CallFact(
        number, "", f"{draw.randrange(300_000):032x}", words[0], 1, words[2], words[1], words[3], words[3],
        queue, talked.agent_id if talked else None, day, quarter, at, at if stays else None,
        talked.offered_at if talked else None, talked.connected_at if talked else None, last, outcome,
        "main", 20_000, stays[0].wait_ms if stays else 0, talked.ring_ms if talked else 0,
        talked.talk_ms if talked else 0, 0, talked.wrap_ms if talked else 0, len(stays), len(legs), 0, 0,
        last if talked and draw.random() < 0.1 else None, shape.path, shape.receipts,
    )  # fmt: skip
    return Facts(call, tuple(stays), tuple(legs), ())


def _lost(draw: random.Random, stays: Sequence[StayFact]) -> str:
    if not stays:
        return "contained" if draw.random() < 0.7 else "abandoned_menu"
    return {"abandoned": "abandoned_queue"}.get(stays[-1].end, "callback")


def _served(
    draw: random.Random, number: int, queue: str, day: int, moment: float, words: tuple[str, ...]
) -> tuple[list[StayFact], list[LegFact]]:
    """One stay, now and then two; the agents who were asked, now and then in vain."""
    stays: list[StayFact] = []
    legs: list[LegFact] = []
    for place in range(2 if draw.random() < 0.08 else 1):
        wait = min(draw.expovariate(1 / 25), 1800)
        entered = moment + 20 + place * 400
        end = draw.choices(("answered", "abandoned", "flowed"), (88, 8, 4))[0]
        agent = _agent(draw, queue) if end == "answered" else None
        stays.append(_stay(number * 4 + place, number, queue, agent, day, entered, wait, end, words))
        if agent is not None and draw.random() < 0.08:
            legs.append(
                _leg(draw, len(legs), number, queue, _agent(draw, queue), day, entered, "missed", words)
            )
        if agent is not None:
            legs.append(_leg(draw, len(legs), number, queue, agent, day, entered + wait, "done", words))
        if end != "answered":
            break
        queue = draw.choice(QUEUES)
    return stays, legs


def _agent(draw: random.Random, queue: str) -> int:
    """Each agent serves three queues."""
    first = QUEUES.index(queue) - draw.randrange(3)
    return draw.randrange(AGENTS // len(QUEUES)) * len(QUEUES) + first % len(QUEUES) + 1


def team_of(agent: int) -> str:
    return TEAMS[agent % len(TEAMS)]


def _stay(
    number: int, call_id: int, queue: str, agent: int | None, day: int, moment: float, wait: float, end: str,
    words: tuple[str, ...],
) -> StayFact:  # fmt: skip
    at = datetime.fromtimestamp(round(moment, 3), UTC)
    left = at + timedelta(milliseconds=int(wait * 1000))
    answered = left if agent is not None else None
    flow, language, line, intent = words
    result = {"answered": "answered", "abandoned": "hangup"}.get(end, "callback")
    return StayFact(
        number, call_id, "", queue, "", False, flow, language, line, intent, agent,
        team_of(agent) if agent is not None else "", day, int(moment) // 900 * 900, at, at, answered,
        answered, left, end, result, int(wait * 1000), 0, 30, _TARGET_S, _SHORT_S,
    )  # fmt: skip


def _leg(
    draw: random.Random, place: int, call_id: int, queue: str, agent: int, day: int, moment: float, end: str,
    words: tuple[str, ...],
) -> LegFact:  # fmt: skip
    at = datetime.fromtimestamp(round(moment, 3), UTC)
    done = end == "done"
    ring, talk, wrap = (
        draw.randrange(1000, 15_000),
        int(draw.lognormvariate(5.3, 0.6) * 1000),
        draw.randrange(60_000),
    )
    taken = at + timedelta(milliseconds=ring)
    left = taken + timedelta(milliseconds=talk)
    flow, language, line, intent = words
    return LegFact(
        call_id * 4 + place, call_id, call_id * 4, "", queue, "lead", False, flow, language, line, intent,
        agent, team_of(agent), day, int(moment) // 900 * 900, at, taken if done else None,
        taken if done else None,
        left if done else None, left + timedelta(milliseconds=wrap) if done else None, end, "",
        done and draw.random() < 0.05, ring, talk if done else 0,
        20_000 if done and draw.random() < 0.1 else 0, wrap if done else 0,
    )  # fmt: skip


def _shape(draw: random.Random) -> _Shape:
    """A walk through a flow of forty steps, and what was asked on it."""
    branch = draw.randrange(1, 13)
    steps = ["greeting", "main", f"step {branch}"]
    for _ in range(draw.randrange(4)):
        branch = branch * 2 % 39 + draw.randrange(2)  # two ways on from each step
        steps.append(f"step {branch}")
    path = [[step, draw.randrange(500, 20_000), "next"] for step in steps]
    path[-1][2] = draw.choice(("queue", "queue", "queue", "ended", "hangup"))
    by, result = draw.choice(
        (("speech", "matched"), ("speech", "matched"), ("keypad", "matched"), ("none", "else"))
    )
    receipt = {
        "step": "main", "kind": "menu", "input": by, "result": result, "answer_ms": draw.randrange(9000),
        "asked": draw.choice((1, 1, 2)), "heard": int(by == "speech"), "confirmed": 0, "corrected": 0,
        "rejected": 0, "silent": int(by == "none"), "keyed": int(by == "keypad"),
        "intent": draw.choice(INTENTS) if result == "matched" else "",
    }  # fmt: skip
    return _Shape(path, [receipt], (json.dumps(path), json.dumps([receipt])))


# --- people -------------------------------------------------------------------------------------------------


def _policies() -> dict[str, Any]:
    published = datetime(2024, 1, 1, tzinfo=UTC)
    written = f"ramal policies: 1\ntimezone: {ZONE.key}\n"
    return {"text": written, "published_at": published, "user_id": None}


def _users() -> Iterator[dict[str, Any]]:
    for n in range(1, AGENTS + 1):
        yield {"id": n, "login": f"agent{n}", "name": f"Agent {n}", "password": "-", "role": "agent",
               "language": "", "is_active": True, "created_at": datetime(2024, 1, 1, tzinfo=UTC)}  # fmt: skip


def _agents() -> Iterator[dict[str, Any]]:
    since = datetime(2024, 1, 1, tzinfo=UTC)
    for n in range(1, AGENTS + 1):
        yield {"id": n, "user_id": n, "name": f"Agent {n}", "identity": f"agent_{n}", "team": team_of(n),
               "endpoint": "", "presence": "offline", "reason": "", "presence_since": since,
               "idle_since": since}  # fmt: skip


_SPENT = {"available": 300_000, "on_call": 420_000, "reserved": 20_000, "wrap_up": 100_000, "away": 60_000}


def _presences(days: int) -> Iterator[dict[str, Any]]:
    """Eight hours of each weekday, a little of each presence in each quarter."""
    for n in range(days):
        day = begins(LAST - timedelta(days=n), ZONE)
        for quarter in range(day + 9 * 3600, day + 17 * 3600, 900):
            for agent in range(1, AGENTS + 1):
                for presence, ms in _SPENT.items():
                    yield {"agent_id": agent, "quarter": quarter, "presence": presence,
                           "reason": "lunch" if presence == "away" else "", "day": day,
                           "team": team_of(agent), "ms": ms}  # fmt: skip


def _presence_sums(days: int) -> Iterator[dict[str, Any]]:
    dates = [LAST - timedelta(days=n) for n in range(days)]
    months = Counter(day.replace(day=1) for day in dates)
    sums = [("d", day, 1) for day in dates] + [("m", month, n) for month, n in months.items()]
    for grain, begun, times in sums:
        day = begins(begun, ZONE)
        for agent in range(1, AGENTS + 1):
            for presence, ms in _SPENT.items():
                yield {"grain": grain, "agent_id": agent, "day": day, "presence": presence,
                       "team": team_of(agent), "reason": "lunch" if presence == "away" else "",
                       "ms": times * 32 * ms}  # fmt: skip


# --- writing ------------------------------------------------------------------------------------------------


def _unhurried(connection: Any) -> None:
    if connection.dialect.name != "sqlite":
        connection.execute(text("SET LOCAL statement_timeout = 0"))


def _row(fact: Any) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in fact.__slots__}


_WRITTEN: dict[int, str] = {}  # a shape's JSON by its identity: each is written a thousand times


def _call_row(call: Any) -> dict[str, Any]:
    row = _row(call)
    for name in ("path", "receipts"):
        kept = _WRITTEN.get(id(row[name]))
        row[name] = kept if kept is not None else _WRITTEN.setdefault(id(row[name]), json.dumps(row[name]))
    return row


def _load(connection: Any, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """By the drivers' own ways: a million rows through the ORM take minutes."""
    found = iter(rows)
    first = next(found, None)
    if first is None:
        return
    names = list(first)
    driver = connection.connection.dbapi_connection
    columns = ", ".join(f'"{name}"' for name in names)
    values = (tuple(row.values()) for each in ((first,), found) for row in each)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {model.__tablename__} ({columns}) VALUES ({marks})"  # noqa: S608
        driver.executemany(statement, (tuple(map(_for_sqlite, row)) for row in values))
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY {model.__tablename__} ({columns}) FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


def _for_sqlite(value: Any) -> Any:
    return value.isoformat(" ", "microseconds")[:26] if isinstance(value, datetime) else value
