"""Jobs: long work of the console's people, done in slices by the worker: imports, exports, erasures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base


class Job(Base):
    """`kind`: import, export, rights_export, erase, retention. `state`: due, working, done, failed.

    `position` is how far it came; it is written in the transaction of the work itself, so that a slice that
    is done twice does nothing twice. `path`: a file in the data folder, named by us; gone after `expires_at`.
    """

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_kind_id", "kind", "id"), Index("ix_jobs_expires", "expires_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(String(8), default="due")
    name: Mapped[str] = mapped_column(String(200), default="")  # of the file, as people see it
    path: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[str] = mapped_column(String(64), default="", index=True)  # whom it is about, if one
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]
    worked_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


def job(session: Session, job_id: int) -> Job | None:
    return session.get(Job, job_id)


def locked(session: Session, job_id: int) -> Job | None:
    return session.get(Job, job_id, with_for_update=True, populate_existing=True)


def newest(session: Session, kinds: tuple[str, ...], limit: int = 20, number: str | None = None) -> list[Job]:
    query = select(Job).where(Job.kind.in_(kinds)).order_by(Job.id.desc()).limit(limit)
    if number is not None:
        query = query.where(Job.number == number)
    return list(session.scalars(query))


def outdated(session: Session, now: datetime, limit: int = 20) -> list[Job]:
    """Whose file is to be deleted."""
    query = select(Job).where(Job.expires_at <= now, Job.path != "").order_by(Job.expires_at).limit(limit)
    return list(session.scalars(query))
