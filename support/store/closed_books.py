"""What was counted of days that are over, so that it need not be counted again: written once, then only read.

Days are of one time zone, which is kept with the bookmark; in another zone all of them are as if not there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Integer, String, delete, func, insert, select, union_all
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store import bookmarks
from support.store.base import Base
from support.store.bookmarks import Mark
from support.store.calls import Call
from support.store.fact_rows import chunks
from support.store.facts import CallFact, StayFact

Big = BigInteger().with_variant(Integer, "sqlite")

NAME = "closed books"  # of the bookmark: how far the days were gone through, Unix seconds
CALLS = ""  # in place of a queue: calls that began that day


class ClosedBook(Base):
    """How many stays began in a queue on one day; of `CALLS`, calls: every closed day has that row."""

    __tablename__ = "closed_books"

    day: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    queue: Mapped[str] = mapped_column(String(64), primary_key=True)
    entered: Mapped[int] = mapped_column(Big)


def between(session: Session, zone: str, first: int, last: int) -> dict[int, dict[str, int]]:
    """Closed days that begin from `first` until before `last`, and what was counted by queue."""
    found: dict[int, dict[str, int]] = {}
    mark = bookmarks.look(session, NAME)
    if mark and mark.state.get("zone") == zone:
        columns = ClosedBook.day, ClosedBook.queue, ClosedBook.entered
        rows = select(*columns).where(ClosedBook.day >= first, ClosedBook.day < last)
        for day, queue, entered in session.execute(rows):
            found.setdefault(day, {})[queue] = entered
    return found


def close(session: Session, day: int, entered: Mapping[str, int]) -> None:
    """`entered`: stays by queue, and `CALLS`."""
    rows = [{"day": day, "queue": queue, "entered": count} for queue, count in entered.items()]
    session.execute(insert(ClosedBook), rows)


def open_again(session: Session, days: Collection[int]) -> None:
    """They are counted anew, and closed the next night."""
    for few in chunks(sorted(days)):
        session.execute(delete(ClosedBook).where(ClosedBook.day.in_(few)))


def begin_again(session: Session, mark: Mark, zone: str) -> None:
    """Nothing is closed in this zone. The mark is to be put back."""
    session.execute(delete(ClosedBook))
    mark.position, mark.state = 0, {"zone": zone}


def earliest(session: Session, since: datetime | None = None) -> datetime | None:
    """When the first call of all began, or of those since then; ours or another system's."""
    columns = Call.started_at, CallFact.arrived_at, StayFact.entered_at
    since_then = [() if since is None else (each >= since,) for each in columns]
    found = [
        session.scalar(select(func.min(each)).where(*which))
        for each, which in zip(columns, since_then, strict=True)
    ]
    return min((each for each in found if each), default=None)


def moments(session: Session, call_ids: Sequence[int]) -> set[datetime]:
    """When these calls and their stays began, as the facts have it."""
    found: set[datetime] = set()
    for few in chunks(call_ids):
        calls = select(CallFact.arrived_at).where(CallFact.id.in_(few))
        stays = select(StayFact.entered_at).where(StayFact.call_id.in_(few))
        found |= set(session.scalars(union_all(calls, stays)))
    return found
