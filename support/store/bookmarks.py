"""How far an append-only log has been read, so that every row is read once, whenever it is committed.

PostgreSQL hands out ids before rows are committed, so lower ones may come later: what is missing among those
read is looked for again until every transaction that could bring it is over. One process reads at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import func, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite

from support.store.base import Session
from support.store.facts import Bookmark

EVENTS, PRESENCES = "events", "presences"
PATIENCE_S = 10  # an id is taken a moment before its transaction has a number of its own


def take(session: Session, name: str, *, wait: bool = False) -> Bookmark | None:
    """The bookmark, ours until this transaction ends; None while another process has it."""
    row = session.get(Bookmark, name)
    if row is None:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        made = dialect.insert(Bookmark).values(name=name, position=0, state={})
        session.execute(made.on_conflict_do_nothing())
    query = select(Bookmark).where(Bookmark.name == name)
    query = query.with_for_update(skip_locked=not wait).execution_options(populate_existing=True)
    return session.scalars(query).first()


def look(session: Session, name: str) -> Bookmark | None:
    """As it is, whoever has it."""
    return session.get(Bookmark, name)


def is_behind(session: Session, name: str, table: Any) -> bool:
    """Whether there may be anything to read."""
    mark = session.get(Bookmark, name)
    newest = session.scalar(select(func.max(table.id))) or 0
    return newest > 0 and (mark is None or newest > mark.position or bool(mark.state.get("gaps")))


def read(
    session: Session, mark: Bookmark, table: Any, columns: Sequence[Any], limit: int, now: datetime
) -> tuple[list[Any], bool]:
    """(the next rows, whether there are more of them). The first column is the id."""
    gaps: list[list[int]] = list(mark.state.get("gaps", ()))
    found: list[Any] = []
    if gaps:
        oldest = _oldest(session)  # before we look: who ends meanwhile is looked for once more
        among = or_(*(table.id.between(first, last) for first, last, *_ in gaps))
        found = list(session.execute(select(*columns).where(among).order_by(table.id)))
        gaps = _open_gaps(gaps, [row[0] for row in found], oldest, now)
    query = select(*columns).where(table.id > mark.position).order_by(table.id).limit(limit)
    fresh = list(session.execute(query))
    if not is_alone(session):
        gaps += _new_gaps(session, mark.position, [row[0] for row in fresh], now)
    if fresh:
        mark.position, mark.at = fresh[-1][0], now
    mark.state = {**mark.state, "gaps": gaps}
    return [*found, *fresh], len(fresh) == limit


def is_alone(session: Session) -> bool:
    """Whether whoever writes is the only one: then ids come in the order of commits."""
    return session.get_bind().dialect.name == "sqlite"


def skip(session: Session, mark: Bookmark, table: Any, now: datetime) -> None:
    """All that is there now, or is on its way, will be read in another way, once `has_settled`."""
    mark.position = session.scalar(select(func.max(table.id))) or 0
    after = 0 if is_alone(session) else _later(session)
    mark.state = {**mark.state, "gaps": [], "settles": [after, 0]}
    mark.at = now


def has_settled(session: Session, mark: Bookmark) -> bool:
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
