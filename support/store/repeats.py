"""Who called again about the same matter: the next call of a customer, looked up in the facts of calls.

Of calls that reached an agent; another system's calls (`source`) are its own history and stay as they came.
Calls with ids above `upto` are not looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, bindparam, update

from support.store.base import Session, UTCDateTime
from support.store.fact_rows import chunks
from support.store.facts import CallFact

Moved = tuple[int, datetime | None]
_SAME = (
    "o.customer = c.customer AND o.matter = c.matter AND o.customer != '' AND o.source = '' AND o.id <= :upto"
)
_KNOWN = "c.customer != '' AND c.matter != ''"
# One bound on the arrival alone, so that the index on customer, matter and arrival answers.
_BEFORE = f"""
SELECT (SELECT o.id FROM call_facts o WHERE {_SAME} AND o.arrived_at <= c.arrived_at
        AND (o.arrived_at < c.arrived_at OR o.id < c.id) ORDER BY o.arrived_at DESC, o.id DESC LIMIT 1)
FROM call_facts c WHERE c.id IN :ids AND {_KNOWN}"""  # noqa: S608
_AFTER = f"""
SELECT c.id, (SELECT o.arrived_at FROM call_facts o WHERE {_SAME} AND o.arrived_at >= c.arrived_at
              AND (o.arrived_at > c.arrived_at OR o.id > c.id) ORDER BY o.arrived_at, o.id LIMIT 1),
       c.arrived_at, c.repeated_at
FROM call_facts c WHERE c.id IN :ids AND c.legs > 0 AND {_KNOWN}"""  # noqa: S608

_TABLE: Table = CallFact.__table__  # type: ignore[assignment]
_MARK = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("call"))
    .values(repeated_at=bindparam("again_at", type_=UTCDateTime()))
)


def before(session: Session, call_ids: Sequence[int], upto: int) -> set[int]:
    """The calls that come right before these, of the same customers and matters."""
    return {row[0] for row in _ask(session, _BEFORE, call_ids, upto) if row[0] is not None}


def moved(session: Session, call_ids: Sequence[int], within: timedelta, upto: int) -> Iterator[Moved]:
    """(call, when it is repeated) of those among these where that is not what stands there."""
    for call_id, again, arrived, known in _ask(session, _AFTER, call_ids, upto):
        wanted = _moment(again) if again is not None and _moment(again) - _moment(arrived) <= within else None
        if wanted != (None if known is None else _moment(known)):
            yield call_id, wanted


def write(session: Session, marks: Collection[Moved]) -> None:
    if marks:
        session.connection().execute(_MARK, [{"call": call_id, "again_at": at} for call_id, at in marks])


def _ask(session: Session, query: str, call_ids: Sequence[int], upto: int) -> Iterator[Any]:
    query = query.replace(":upto", str(int(upto)))
    for few in chunks(call_ids):
        ids = f"({', '.join(map(str, few))})"
        yield from session.connection().exec_driver_sql(query.replace(":ids", ids))


def _moment(found: Any) -> datetime:
    """SQLite has moments as text, and they are UTC."""
    if isinstance(found, str):
        return datetime.fromisoformat(f"{found}+00:00")
    moment: datetime = found
    return moment
