"""Rollups, moved by what facts count as (`support.rules.tallies`): kept up to date and made again alike.

A row in which nothing is counted any more is not there. The longest wait is no sum: when the one that stood
there was taken off, it is looked up among the facts again; so facts are written before their sums. Spreads of
lengths are read, moved and written back: whoever writes has taken the bookmark of the events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import (
    Delete,
    Row,
    Select,
    Update,
    bindparam,
    delete,
    func,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from support.rules.periods import after
from support.rules.spreads import Spread, moved
from support.rules.tallies import COUNTS, LENGTHS, RECEIPT_COUNTS, Change, Key, Tally
from support.store.base import Base
from support.store.facts import CallFact, LegFact, StayFact
from support.store.rollups import DurationRollup, ReceiptRollup, Rollup, StepRollup, ThresholdRollup

_FEW = 500  # ids in one question
_MANY = 2_000  # rows from which PostgreSQL is sent a copy
_KEY = ("grain", "dim", "start", "value", "queue")
_THRESHOLD = ("day", "queue", "target_s", "short_s")
_STEP = ("flow", "day", "step", "following", "how")
_RECEIPT = ("flow", "day", "language", "step", "kind", "intent", "input", "result")
_RECEIPT_SUMS = ("count", *RECEIPT_COUNTS, "answer_ms")
# The sums that one kind of fact moves; a row that only some kinds move is written without the others.
_FAMILIES = (
    COUNTS[: COUNTS.index("offered")],
    COUNTS[COUNTS.index("offered") : COUNTS.index("rings")],
    COUNTS[COUNTS.index("rings") :],
)
_CALL = ("id", "flow", "language", "number", "intent", "queue", "agent_id", "day", "quarter", "outcome",
         "customer", "matter", "answered_at", "repeated_at", "menu_ms", "transfers", "path",
         "receipts")  # fmt: skip
_STAY = ("call_id", "queue", "is_callback", "flow", "language", "number", "intent", "agent_id", "team", "day",
         "quarter", "end", "result", "wait_ms", "estimate_s", "target_s", "short_s")  # fmt: skip
_LEG = ("call_id", "id", "queue", "is_callback", "flow", "language", "number", "intent", "agent_id", "team",
        "day", "quarter", "accepted_at", "connected_at", "wrapped_at", "end", "is_transferred", "ring_ms",
        "talk_ms", "hold_ms", "wrap_ms")  # fmt: skip


class Loaded(NamedTuple):
    """The facts of one call, as they stand in the tables."""

    call: Any | None
    stays: Sequence[Any]
    legs: Sequence[Any]


def apply(session: Session, zone: tzinfo, call_ids: Sequence[int], sign: int) -> None:
    """Count these calls' facts in the rollups, or (`sign` -1) take them off."""
    tally = Tally(zone)
    load(session, tally, call_ids, sign)
    write(session, tally)


def load(session: Session, tally: Tally, call_ids: Sequence[int], sign: int = 1) -> None:
    """Into a tally, what stands in the tables for these calls."""
    session.flush()
    for few in _chunks(call_ids, _FEW):
        for each in _facts(session, few):
            tally.add(each, sign)


def repeat(session: Session, tally: Tally, marks: Mapping[int, datetime | None]) -> None:
    """Into a tally: when counted calls are repeated; None: they are not. Their marks are not written yet."""
    for few in _chunks(list(marks), _FEW):
        for each in _facts(session, few):
            if each.call is not None:
                tally.repeat(each, marks[each.call.id] is not None)


def write(session: Session, tally: Tally) -> None:
    """Move the rollups by what was counted. The facts must have been written before."""
    session.flush()
    changed = list(tally.changes())
    for names, rows in _by_family(changed).items():
        _upsert(session, Rollup, _KEY, names, rows)
    _remove(
        session, Rollup, _KEY, ("calls", "offered", "rings"), [key for key, each in changed if each.may_empty]
    )
    _look_up_longest(session, tally.zone, [(key, each.lost) for key, each in changed if each.lost])
    _move_spreads(session, list(tally.spreads()))
    _move(session, ThresholdRollup, _THRESHOLD, ("count",), tally.thresholds)
    _move(session, StepRollup, _STEP, ("count", "ms"), tally.steps)
    _move(session, ReceiptRollup, _RECEIPT, _RECEIPT_SUMS, tally.receipts)


# --- reading facts ------------------------------------------------------------------------------------------


def _facts(session: Session, ids: Sequence[int]) -> Iterator[Loaded]:
    """Of each of these calls, all that stands in the tables."""
    stays, legs = _grouped(session, StayFact, _STAY, ids), _grouped(session, LegFact, _LEG, ids)
    for call in session.connection().execute(_query(CallFact, _CALL), {"ids": ids}):
        yield Loaded(call, stays.pop(call.id, ()), legs.pop(call.id, ()))
    for call_id in {*stays, *legs}:
        yield Loaded(None, stays.get(call_id, ()), legs.get(call_id, ()))


def _grouped(
    session: Session, table: type[Base], names: tuple[str, ...], ids: Sequence[int]
) -> dict[int, Sequence[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.connection().execute(_query(table, names), {"ids": ids}):
        found[row.call_id].append(row)
    return dict(found)


@cache
def _query(table: type[Base], names: tuple[str, ...]) -> Select[Any]:
    """The first column is the call's id. Made once: a step of few events spends most of its time on making
    questions."""
    its, *_ = columns = _columns(table, names)
    return select(*columns).where(its.in_(bindparam("ids", expanding=True)))


def _columns(table: type[Base], names: Iterable[str]) -> list[Any]:
    """Moments as the driver has them: only whether there is one counts."""
    found = []
    for name in names:
        column = getattr(table, name)
        found.append(type_coerce(column, NullType()).label(name) if name.endswith("_at") else column)
    return found


# --- writing sums -------------------------------------------------------------------------------------------


def _by_family(changed: Sequence[tuple[Key, Change]]) -> dict[tuple[str, ...], list[tuple[Any, ...]]]:
    """Rows to write, by the sums that they have: what keeps figures up to date moves few of them."""
    found: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for key, change in changed:
        values = change.values
        names: tuple[str, ...] = ()
        kept: list[int] = []
        place = 0
        for family in _FAMILIES:
            part = values[place : place + len(family)]
            place += len(family)
            if any(part):
                names += family
                kept += part
        if names:
            found[names].append((*key, *kept))
    return found


def _upsert(
    session: Session,
    table: type[Base],
    key: Sequence[str],
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            _statement(table.__tablename__, tuple(key), tuple(names), "sqlite"), list(rows)
        )
    elif len(rows) < _MANY:
        connection.exec_driver_sql(_statement(table.__tablename__, tuple(key), tuple(names), ""), list(rows))
    else:
        _copy(connection, table.__tablename__, tuple(key), tuple(names), rows)


@cache
def _statement(table: str, key: tuple[str, ...], names: tuple[str, ...], kind: str, values: str = "") -> str:
    largest, mark = ("max", "?") if kind == "sqlite" else ("greatest", "%s")
    columns = (*key, *names)
    sets = ", ".join(
        f"{name} = {largest}({table}.{name}, excluded.{name})" if name == "longest_ms"
        else f"{name} = {table}.{name} + excluded.{name}"
        for name in names
    )  # fmt: skip
    values = values or f"VALUES ({', '.join([mark] * len(columns))})"
    quoted = ", ".join(columns)
    return f"INSERT INTO {table} ({quoted}) {values} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}"


def _copy(
    connection: Any, table: str, key: tuple[str, ...], names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    columns = ", ".join((*key, *names))
    with connection.connection.dbapi_connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS counted")
        cursor.execute(f"CREATE TEMP TABLE counted ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0")  # noqa: S608
        with cursor.copy(f"COPY counted ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(_statement(table, key, names, "", f"SELECT {columns} FROM counted"))  # noqa: S608


def _remove(
    session: Session, table: Any, key: Sequence[str], counts: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Of these rows those in which nothing is counted any more."""
    if rows:
        gone = _deleted(table, tuple(key), tuple(counts))
        session.connection().execute(gone, [dict(zip(_marks(key), row, strict=False)) for row in rows])


@cache
def _deleted(table: Any, key: tuple[str, ...], counts: tuple[str, ...]) -> Delete:
    return delete(table.__table__).where(*_is(table, key), *(getattr(table, name) == 0 for name in counts))


def _move(
    session: Session, table: Any, key: Sequence[str], names: Sequence[str], counted: Mapping[Any, list[int]]
) -> None:
    """Rows whose first sum is their count: without it they go."""
    rows = [(*of, *found) for of, found in sorted(counted.items()) if any(found)]
    _upsert(session, table, key, names, rows)
    _remove(session, table, key, ("count",), [row for row in rows if row[len(key)] < 0])


def _move_spreads(session: Session, changed: Sequence[tuple[Key, dict[str, Spread]]]) -> None:
    for at in range(0, len(changed), _FEW):
        few = changed[at : at + _FEW]
        had = _spreads(session, [key for key, _ in few])
        rows = [(*key, *_moved(had.get(key), by)) for key, by in few]
        _replace(session, [row for row in rows if any(row[len(_KEY) :])])
        empty = [row[: len(_KEY)] for row in rows if not any(row[len(_KEY) :])]
        _remove(session, DurationRollup, _KEY, (), empty)


def _moved(had: Sequence[bytes] | None, by: Mapping[str, Spread]) -> list[bytes]:
    found = had or [b""] * len(LENGTHS)
    return [moved(old, by[name]) if name in by else old for name, old in zip(LENGTHS, found, strict=True)]


def _spreads(session: Session, keys: Sequence[Key]) -> dict[Key, Sequence[bytes]]:
    """What is there of these rows."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":  # it would read the whole table for a list of keys
        names, its = ", ".join(LENGTHS), " AND ".join(f"{name} = ?" for name in _KEY)
        query, driver = f"SELECT {names} FROM duration_rollups WHERE {its}", connection.connection  # noqa: S608
        rows = ((key, driver.dbapi_connection.execute(query, key).fetchone()) for key in keys)  # type: ignore[union-attr]
        return {key: row for key, row in rows if row}
    table = DurationRollup.__table__
    wanted = tuple_(*(table.c[name] for name in _KEY)).in_(keys)
    found = connection.execute(select(*(table.c[name] for name in (*_KEY, *LENGTHS))).where(wanted))
    return {tuple(row[: len(_KEY)]): row[len(_KEY) :] for row in found}


def _replace(session: Session, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        names, connection = (*_KEY, *LENGTHS), session.connection()
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        statement = (
            f"INSERT INTO duration_rollups ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))}) "  # noqa: S608
            f"ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET "
            + ", ".join(f"{name} = excluded.{name}" for name in LENGTHS)
        )
        connection.exec_driver_sql(statement, list(rows))


def _marks(key: Sequence[str]) -> list[str]:
    return [f"of_{name}" for name in key]


def _is(table: Any, key: Sequence[str]) -> list[Any]:
    return [getattr(table, name) == bindparam(mark) for name, mark in zip(key, _marks(key), strict=True)]


def _look_up_longest(session: Session, zone: tzinfo, lost: Sequence[tuple[Key, int]]) -> None:
    """Where the longest wait may have been taken off: the row's is no longer than what went."""
    among: dict[tuple[str, str, bool], list[dict[str, Any]]] = defaultdict(list)
    for (grain, dim, start, value, queue), wait_ms in lost:
        end = after(start, zone, grain)
        named = dict(zip(_marks(_KEY), (grain, dim, start, value, queue), strict=True))
        named |= {"lost": wait_ms, "end": end, "since": _moment(start), "until": _moment(end)}
        named["agent"] = int(value) if dim == "agent" and value else None
        among["quarter" if grain in "qh" else "day", dim, bool(value)].append(named)
    for shape, rows in among.items():
        session.connection().execute(_longest(*shape), rows)


def _longest(booked: str, dim: str, has_value: bool) -> Update:
    at = getattr(StayFact, booked)
    query = select(func.coalesce(func.max(StayFact.wait_ms), 0)).where(
        StayFact.queue == bindparam("of_queue"), StayFact.is_callback.is_(False),
        at >= bindparam("of_start"), at < bindparam("end"),
        StayFact.entered_at >= bindparam("since"), StayFact.entered_at < bindparam("until"),
    )  # fmt: skip
    if dim == "agent":
        is_theirs = StayFact.agent_id == bindparam("agent")
        query = query.where(is_theirs if has_value else StayFact.agent_id.is_(None))
    elif dim:
        query = query.where(getattr(StayFact, dim) == bindparam("of_value"))
    stood = update(Rollup.__table__).where(*_is(Rollup, _KEY), Rollup.longest_ms <= bindparam("lost"))  # type: ignore[arg-type]
    return stood.values(longest_ms=query.scalar_subquery())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _chunks(ids: Sequence[int], size: int) -> Iterator[list[int]]:
    rest = iter(sorted(set(ids)))
    while few := list(islice(rest, size)):
        yield few
