"""Logs read and facts written, many calls at once, on plain columns and straight to the driver.

A rebuild does little else: what SQLAlchemy adds to each value would cost as much as all the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select, text

from support.rules import call_facts as rules
from support.rules.call_facts import Facts, Head
from support.rules.call_fold import READ, Line
from support.rules.teams import Teams
from support.store.agents import Agent, TeamChange
from support.store.base import Session, digest
from support.store.calls import Call
from support.store.facts import CallbackFact, CallFact, LegFact, StayFact
from support.store.rollups import SUMS

AGAIN = "callback_asked_again"
ABROAD = frozenset(kind for kind in READ if kind.startswith("callback_")) - {"callback_moved"}
_PASSING = frozenset({AGAIN, "callback_moved"})
COPIED = 200  # rows from which PostgreSQL is sent a copy
FEW = 500  # ids in one statement
_PARTS: tuple[tuple[str, Any], ...] = (
    ("call_facts", rules.CallFact),
    ("stay_facts", rules.StayFact),
    ("leg_facts", rules.LegFact),
    ("callback_facts", rules.CallbackFact),
)
_NAMES = {table: tuple(each.name for each in fields(kind)) for table, kind in _PARTS}
_VALUES = {table: attrgetter(*names) for table, names in _NAMES.items()}
_MOMENTS = {
    table: tuple(n for n, name in enumerate(names) if name.endswith("_at")) for table, names in _NAMES.items()
}
_KINDS = ", ".join(f"'{kind}'" for kind in sorted(READ))


def heads(session: Session, call_ids: Sequence[int]) -> list[Head]:
    return [each for few in chunks(call_ids) for each in _heads(session, Call.id.in_(few))]


def heads_between(session: Session, first: int, last: int) -> list[Head]:
    return _heads(session, Call.id.between(first, last))


def _heads(session: Session, which: ColumnElement[bool]) -> list[Head]:
    columns = (Call.id, Call.caller, Call.called, Call.language, Call.started_at)
    return [
        Head(row[0], digest(session, row[1]) if row[1] else "", row[2], row[3], row[4])
        for row in session.execute(select(*columns).where(which).order_by(Call.id))
    ]


def logs(session: Session, call_ids: Sequence[int]) -> dict[int, list[Line]]:
    """Empty for a call of which nothing is told."""
    found: dict[int, list[Line]] = {each: [] for each in call_ids}
    for few in chunks(call_ids):
        found |= _logs(session, f"call_id IN ({', '.join(map(str, few))})")
    return found


def logs_between(session: Session, first: int, last: int) -> dict[int, list[Line]]:
    return _logs(session, f"call_id BETWEEN {int(first)} AND {int(last)}")


def _logs(session: Session, where: str) -> dict[int, list[Line]]:
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    at, data = ("at || '+00:00'", "data") if is_sqlite else ("at", "data::text")
    query = (
        f"SELECT call_id, {at}, id, kind, {data} FROM call_events WHERE {where} AND kind IN ({_KINDS})"  # noqa: S608
        " ORDER BY call_id"
    )
    driver: Any = connection.connection.dbapi_connection
    if is_sqlite:
        rows = driver.execute(query).fetchall()
        moments: Iterable[datetime] = map(datetime.fromisoformat, map(itemgetter(1), rows))
    else:
        with driver.cursor(binary=True) as cursor:
            rows = cursor.execute(query).fetchall()
        moments = (row[1].astimezone(UTC) for row in rows)
    told = _told([row[4] for row in rows])
    lines = [(row[0], at, row[2], row[3], data) for row, at, data in zip(rows, moments, told, strict=True)]
    return {call_id: [each[1:] for each in group] for call_id, group in groupby(lines, key=itemgetter(0))}


def _told(texts: Sequence[Any]) -> Sequence[dict[str, Any]]:
    """All of it parsed at once, which takes a third of the time."""
    try:
        found: list[dict[str, Any]] = json.loads(f"[{','.join(texts)}]")
    except (ValueError, TypeError):  # SQLite has a number that should be a text as a number
        found = []
    return found if len(found) == len(texts) else [_one(text) for text in texts]


def _one(text: Any) -> dict[str, Any]:
    try:
        found = json.loads(str(text))
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}


# --- writing ---------------------------------------------------------------------------------------------


def replace(session: Session, call_ids: Sequence[int], made: Iterable[Facts]) -> None:
    """What these calls amounted to before is gone."""
    drop(session, call_ids)
    write(session, made)


def drop(session: Session, call_ids: Sequence[int]) -> None:
    for few in chunks(call_ids):
        session.execute(delete(CallFact).where(CallFact.id.in_(few)))
        for table in (StayFact, LegFact, CallbackFact):
            session.execute(delete(table).where(table.call_id.in_(few)))


def drop_between(session: Session, first: int, last: int) -> None:
    session.execute(delete(CallFact).where(CallFact.id.between(first, last)))
    for table in (StayFact, LegFact, CallbackFact):
        session.execute(delete(table).where(table.call_id.between(first, last), table.source == ""))


def drop_after(session: Session, last: int) -> None:
    """Facts of calls that are not there any more."""
    session.execute(delete(CallFact).where(CallFact.id > last))
    for table in (StayFact, LegFact, CallbackFact):
        session.execute(delete(table).where(table.call_id > last))


def write(session: Session, made: Iterable[Facts]) -> None:
    rows: dict[str, list[Any]] = {table: [] for table in _NAMES}
    for facts in made:
        if facts.call:
            rows["call_facts"].append(facts.call)
        rows["stay_facts"] += facts.stays
        rows["leg_facts"] += facts.legs
        rows["callback_facts"] += facts.callbacks
    connection = session.connection()
    for table, found in rows.items():
        if found:
            _insert(connection, table, found)


def _insert(connection: Connection, table: str, found: Sequence[Any]) -> None:
    names, is_sqlite = _NAMES[table], connection.dialect.name == "sqlite"
    values = _sqlite_values if is_sqlite else _postgres_values
    rows = (values(table, each) for each in found)
    columns = ", ".join(f'"{name}"' for name in names)
    driver: Any = connection.connection.dbapi_connection
    if is_sqlite:
        marks = ", ".join("?" * len(names))
        driver.executemany(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608
        return
    with driver.cursor() as cursor:
        if len(found) < COPIED:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608
            return
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _sqlite_values(table: str, fact: Any) -> Sequence[Any]:
    row = list(_VALUES[table](fact))
    for n in _MOMENTS[table]:
        if row[n] is not None:
            row[n] = row[n].isoformat(" ", "microseconds")[:26]
    return _with_json(table, row)


def _postgres_values(table: str, fact: Any) -> Sequence[Any]:
    return _with_json(table, list(_VALUES[table](fact)))


def _with_json(table: str, row: list[Any]) -> list[Any]:
    if table == "call_facts":
        row[-2:] = json.dumps(row[-2]), json.dumps(row[-1])
    return row


# --- all again -------------------------------------------------------------------------------------------


def clear_sums(session: Session) -> None:
    """However many they are."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0"))
    for table in SUMS:
        session.execute(delete(table))


def lowest(session: Session) -> int:
    """Below all ids of facts: 0, or of another system's (they are negative)."""
    return (session.scalar(select(func.min(CallFact.id)).where(CallFact.id < 0)) or 1) - 1


def after(session: Session, done: int, limit: int) -> list[int]:
    """The next ids to count: of another system's facts first, then of calls."""
    if done >= 0:
        return list(session.scalars(select(Call.id).where(Call.id > done).order_by(Call.id).limit(limit)))
    ids = select(CallFact.id).where(CallFact.id > done, CallFact.id < 0).order_by(CallFact.id)
    return list(session.scalars(ids.limit(limit)))


def calls(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Call)) or 0


def teams(session: Session) -> Teams:
    """As they are and as they were; changes in the order in which they were written."""
    change = TeamChange
    moves = select(change.agent_id, change.at, change.before, change.team).order_by(change.id)
    now = session.execute(select(Agent.id, Agent.team))
    return Teams(
        {row[0]: row[1] for row in now}, [(row[0], row[1], row[2], row[3]) for row in session.execute(moves)]
    )


# --- what belongs together -------------------------------------------------------------------------------


def known(session: Session, call_ids: Iterable[int]) -> set[int]:
    """Those of which there are facts."""
    found: set[int] = set()
    for few in chunks(list(call_ids)):
        found |= set(session.scalars(select(CallFact.id).where(CallFact.id.in_(few))))
    return found


def passed_on(logs: Mapping[int, Sequence[Line]]) -> list[int]:
    """Those whose callbacks went to another call, or came from one."""
    return [call_id for call_id, log in logs.items() if not _PASSING.isdisjoint(each[2] for each in log)]


def links(log: Iterable[Line]) -> Iterator[int]:
    """The calls from which this one took over callbacks, and those that took over this one's."""
    for _, _, kind, data in log:
        if kind == AGAIN and data.get("from"):
            yield int(data["from"])
        elif kind == "callback_moved" and data.get("to"):
            yield int(data["to"])


def abroad(call_id: int, logs: Mapping[int, Sequence[Line]]) -> list[Line]:
    """What the logs of other calls say of callbacks that were promised in this one."""
    own = _named(logs[call_id], "callback_moved") - _named(logs[call_id], AGAIN, "from")
    others = [logs[other] for other in logs if other != call_id and own]
    return [line for log in others for line in log if line[2] in ABROAD and line[3].get("callback") in own]


def _named(log: Iterable[Line], kind: str, having: str = "callback") -> set[Any]:
    """Callbacks that events of this kind tell of."""
    return {line[3].get("callback") for line in log if line[2] == kind and line[3].get(having)}


def chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    for n in range(0, len(ids), FEW):
        yield list(ids[n : n + FEW])
