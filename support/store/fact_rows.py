"""Logs read and facts written, many calls at once, on plain columns and straight to the driver.

A rebuild does little else: what SQLAlchemy adds to each value would cost as much as all the rest.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, func, select, text

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
_KIND = itemgetter(2)
_BETWEEN = "\x1f"  # two texts; one that has it itself is seen by the number of parts
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
_TEAMS = select(Agent.id, Agent.team)
_MOVED = (TeamChange.agent_id, TeamChange.at, TeamChange.before, TeamChange.team)
_MOVES = select(*_MOVED).order_by(TeamChange.id)
_KINDS = ", ".join(f"'{kind}'" for kind in sorted(READ))


def heads(session: Session, call_ids: Sequence[int]) -> list[Head]:
    return [each for few in chunks(call_ids) for each in _heads(session, f"id IN ({listed(few)})")]


def heads_between(session: Session, first: int, last: int) -> list[Head]:
    return _heads(session, f"id BETWEEN {int(first)} AND {int(last)}")


def _heads(session: Session, where: str) -> list[Head]:
    query = f"SELECT id, caller, called, language, {{at}} FROM calls WHERE {where} ORDER BY id"  # noqa: S608
    rows = _fetched(session, query, "started_at")
    known = {caller: digest(session, caller) if caller else "" for caller in {row[1] for row in rows}}
    moments = _moments(session, [row[4] for row in rows])
    return [Head(row[0], known[row[1]], row[2], row[3], at) for row, at in zip(rows, moments, strict=True)]


def logs(session: Session, call_ids: Sequence[int]) -> dict[int, list[Line]]:
    """Empty for a call of which nothing is told."""
    found: dict[int, list[Line]] = {each: [] for each in call_ids}
    for few in chunks(call_ids):
        found |= _logs(session, f"call_id IN ({listed(few)})")
    return found


def logs_between(session: Session, first: int, last: int) -> dict[int, list[Line]]:
    return _logs(session, f"call_id BETWEEN {int(first)} AND {int(last)}")


def _logs(session: Session, where: str) -> dict[int, list[Line]]:
    data = "data" if is_sqlite(session) else "data::text"
    query = (
        f"SELECT call_id, {{at}}, id, kind, {data} FROM call_events WHERE {where} AND kind IN ({_KINDS})"  # noqa: S608
        " ORDER BY call_id"
    )
    rows = _fetched(session, query, "at")
    if not rows:
        return {}
    calls_, ats, ids, kinds, texts = zip(*rows, strict=True)
    lines: list[Line] = list(zip(_moments(session, ats), ids, kinds, _told(texts), strict=True))
    found, begin = {}, 0
    for call_id, number in Counter(calls_).items():
        found[call_id] = lines[begin : begin + number]
        begin += number
    return found


def is_sqlite(session: Session) -> bool:
    return session.connection().dialect.name == "sqlite"


def _fetched(session: Session, query: str, moment: str) -> list[Any]:
    """`{at}` in the query is the column `moment`, as `_moments` takes it."""
    driver: Any = session.connection().connection.dbapi_connection
    if is_sqlite(session):
        return list(driver.execute(query.format(at=f"{moment} || '+00:00'")))
    with driver.cursor(binary=True) as cursor:
        return list(cursor.execute(query.format(at=moment)))


def _moments(session: Session, found: Sequence[Any]) -> Iterable[datetime]:
    return map(datetime.fromisoformat, found) if is_sqlite(session) else (at.astimezone(UTC) for at in found)


def listed(ids: Iterable[int]) -> str:
    """For a statement: only numbers."""
    return ", ".join(str(int(each)) for each in ids)


def _told(texts: Sequence[Any]) -> Sequence[dict[str, Any]]:
    """All of it parsed at once, which takes a third of the time."""
    try:
        found: list[dict[str, Any]] = json.loads(f"[{','.join(texts)}]")
    except (ValueError, TypeError):  # SQLite has a number that should be a text as a number
        found = []
    is_whole = len(found) == len(texts) and {*map(type, found)} <= {dict}
    return found if is_whole else [_one(text) for text in texts]


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
    connection = session.connection()
    for few in chunks(call_ids):
        for table in _NAMES:
            owner = "id" if table == "call_facts" else "call_id"
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {owner} IN ({listed(few)})")  # noqa: S608


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
    texts = _Texts({None: None}) if connection.dialect.name == "sqlite" else None
    for table, found in rows.items():
        if found:
            _insert(connection, table, _rows(table, found, texts), len(found))


def _insert(connection: Connection, table: str, rows: Iterable[Sequence[Any]], number: int) -> None:
    names = _NAMES[table]
    columns = ", ".join(f'"{name}"' for name in names)
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        driver.executemany(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608
        return
    with driver.cursor() as cursor:
        if number < COPIED:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608
            return
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


class _Texts(dict[datetime | None, str | None]):
    """Moments as SQLite has them: one often stands in several facts."""

    def __missing__(self, at: datetime) -> str:
        text_ = self[at] = at.isoformat(" ", "microseconds")[:26]
        return text_


def _rows(table: str, facts: Sequence[Any], texts: _Texts | None) -> Iterable[Sequence[Any]]:
    """Column by column, which takes half as long as row by row."""
    columns: list[Iterable[Any]] = list(zip(*map(_VALUES[table], facts), strict=True))
    if table == "call_facts":
        columns[-2:] = _as_json(columns[-2]), _as_json(columns[-1])
    if texts is not None:
        for n in _MOMENTS[table]:
            columns[n] = map(texts.__getitem__, columns[n])
    return zip(*columns, strict=True)


def _as_json(values: Iterable[Any]) -> list[str]:
    """All at once, with a word between them, as one by one takes three times as long."""
    found = list(values)
    parts = [each for value in found for each in (value, _BETWEEN)]
    texts = json.dumps(parts[:-1])[1:-1].split(f", {json.dumps(_BETWEEN)}, ")
    return texts if len(texts) == len(found) else list(map(json.dumps, found))


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
    connection = session.connection()
    return Teams({row[0]: row[1] for row in connection.execute(_TEAMS)}, connection.execute(_MOVES))


# --- what belongs together -------------------------------------------------------------------------------


def are_of(call_id: Any) -> ColumnElement[bool]:
    """Whether there are facts of this call, for a query of other things."""
    return exists().where(CallFact.id == call_id)


def known(session: Session, call_ids: Iterable[int]) -> set[int]:
    """Those of which there are facts."""
    found: set[int] = set()
    for few in chunks(list(call_ids)):
        rows = session.connection().exec_driver_sql(f"SELECT id FROM call_facts WHERE id IN ({listed(few)})")  # noqa: S608
        found |= set(rows.scalars())
    return found


def passed_on(logs: Mapping[int, Sequence[Line]]) -> list[int]:
    """Those whose callbacks went to another call, or came from one."""
    return [call_id for call_id, log in logs.items() if not _PASSING.isdisjoint(map(_KIND, log))]


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
