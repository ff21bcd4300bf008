"""How far an append-only log has been read, so that every row is read once, whenever it is committed.

PostgreSQL hands out ids before rows are committed, so lower ones may come later: what is missing among those
read is looked for again until every transaction that could bring it is over. One process reads at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import Select, Table, bindparam, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from support.store.base import Session
from support.store.facts import Bookmark

EVENTS, PRESENCES = "events", "presences"
PATIENCE_S = 10  # an id is taken a moment before its transaction has a number of its own


_TABLE: Table = Bookmark.__table__  # type: ignore[assignment]
# Ready-made: the books look twice a second, and to make a statement costs more than to ask it.
_ALL = select(_TABLE.c.name, _TABLE.c.position, _TABLE.c.at, _TABLE.c.state)
_BOTH = _ALL.where(or_(_TABLE.c.name == EVENTS, _TABLE.c.name == PRESENCES))
_LOOK = _ALL.where(_TABLE.c.name == bindparam("wanted"))
_WAIT, _TAKE = _LOOK.with_for_update(), _LOOK.with_for_update(skip_locked=True)
_PUT = update(_TABLE).where(_TABLE.c.name == bindparam("wanted"))


@dataclass(slots=True)
class Mark:
    """A bookmark as it was found; what becomes of it is `put` back. `state` is never changed in place."""

    name: str
    position: int
    at: datetime | None
    state: dict[str, Any]


def take(session: Session, name: str, *, wait: bool = False) -> Mark | None:
    """The bookmark, ours until this transaction ends; None while another process has it."""
    query = _WAIT if wait else _TAKE
    found = session.connection().execute(query, {"wanted": name}).first()
    if found is None:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        made = dialect.insert(Bookmark).values(name=name, position=0, state={})
        session.execute(made.on_conflict_do_nothing())
        found = session.connection().execute(query, {"wanted": name}).first()
    return Mark(*found) if found else None


def put(session: Session, mark: Mark) -> None:
    values = {"position": mark.position, "at": mark.at, "state": mark.state}
    session.connection().execute(_PUT, {"wanted": mark.name, **values})


def look(session: Session, name: str) -> Mark | None:
    """As it is, whoever has it."""
    found = session.connection().execute(_LOOK, {"wanted": name}).first()
    return Mark(*found) if found else None


def looks(session: Session) -> dict[str, Mark]:
    """Both, as they are."""
    return {row[0]: Mark(*row) for row in session.connection().execute(_BOTH)}


def is_behind(session: Session, mark: Mark | None, table: Any) -> bool:
    """Whether there may be anything to read; None is at the beginning."""
    if mark and mark.state.get("gaps"):
        return True
    newest = session.connection().execute(_newest(table)).scalar_one()
    return (newest or 0) > (mark.position if mark else 0)


@cache
def _newest(table: Any) -> Select[Any]:
    return select(func.max(table.id))


@cache
def _after(table: Any, columns: tuple[Any, ...]) -> Select[Any]:
    query = select(*columns).where(table.id > bindparam("position"))
    return query.order_by(table.id).limit(bindparam("many"))


def peek(session: Session, mark: Mark, table: Any, columns: tuple[Any, ...], limit: int) -> list[Any]:
    """The next rows, to look at only."""
    asked = {"position": mark.position, "many": limit}
    return list(session.connection().execute(_after(table, columns), asked))


def read(
    session: Session, mark: Mark, table: Any, columns: tuple[Any, ...], limit: int, now: datetime
) -> tuple[list[Any], bool]:
    """(the next rows, whether there are more of them). The first column is the id. The mark is not `put`."""
    gaps: list[list[int]] = list(mark.state.get("gaps", ()))
    found: list[Any] = []
    if gaps:
        oldest = _oldest(session)  # before we look: who ends meanwhile is looked for once more
        among = or_(*(table.id.between(first, last) for first, last, *_ in gaps))
        found = list(session.execute(select(*columns).where(among).order_by(table.id)))
        gaps = _open_gaps(gaps, [row[0] for row in found], oldest, now)
    fresh = peek(session, mark, table, columns, limit)
    if not is_alone(session):
        gaps += _new_gaps(session, mark.position, [row[0] for row in fresh], now)
    if fresh:
        mark.position, mark.at = fresh[-1][0], now
    mark.state = {**mark.state, "gaps": gaps}
    return [*found, *fresh], len(fresh) == limit


def is_alone(session: Session) -> bool:
    """Whether whoever writes is the only one: then ids come in the order of commits."""
    return session.get_bind().dialect.name == "sqlite"


def skip(session: Session, mark: Mark, table: Any, now: datetime) -> None:
    """All that is there now, or is on its way, will be read in another way, once `has_settled`."""
    mark.position = session.scalar(select(func.max(table.id))) or 0
    after = 0 if is_alone(session) else _later(session)
    mark.state = {**mark.state, "gaps": [], "settles": [after, 0]}
    mark.at = now


def has_settled(session: Session, mark: Mark) -> bool:
    """Whether all that was skipped can be seen; never at the first look."""
    after, looks = mark.state.get("settles", (0, 0))
    if after == 0:
        return True
    mark.state = {**mark.state, "settles": [after, looks + 1]}
    return bool(looks > 0 and _oldest(session) >= after)


def _later(session: Session) -> int:
    """The number of the first transaction that has not begun."""
    return int(session.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")) or 0)


def _oldest(session: Session) -> int:
    """Every transaction before this one is over."""
    if is_alone(session):
        return 0
    return int(session.scalar(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")) or 0)


def _new_gaps(session: Session, position: int, ids: Sequence[int], now: datetime) -> list[list[int]]:
    """[first, last, the first transaction that cannot bring it, since when it is missed]."""
    missing = [(a + 1, b - 1) for a, b in pairwise([position, *ids]) if b > a + 1]
    later = _later(session) if missing else 0
    return [[first, last, later, int(now.timestamp())] for first, last in missing]


def _open_gaps(gaps: list[list[int]], ids: Sequence[int], oldest: int, now: datetime) -> list[list[int]]:
    still = []
    for first, last, later, since in gaps:
        if oldest >= later and now.timestamp() - since > PATIENCE_S:
            continue
        edges = [first - 1, *(each for each in ids if first <= each <= last), last + 1]
        still += [[a + 1, b - 1, later, since] for a, b in pairwise(edges) if b > a + 1]
    return still
