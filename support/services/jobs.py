"""Jobs as rows: begun by people, done in slices by the worker (`support.jobs`), read on their pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from support.errors import NotFound
from support.store import jobs as store
from support.store import orders
from support.store.base import Session, announce
from support.store.jobs import Job

KEPT = timedelta(hours=24)  # a file that a job was given, or made
RUN, REMOVE = "run_job", "remove_job_file"


def begin(
    session: Session,
    kind: str,
    user_id: int | None,
    now: datetime,
    *,
    name: str = "",
    path: str = "",
    number: str = "",
    options: Mapping[str, Any] | None = None,
) -> int:
    """The job's id; the worker begins it at once. `path`: a name in the storage, deleted after a day."""
    row = Job(
        kind=kind, user_id=user_id, name=name[:200], path=path, number=number, options=dict(options or {}),
        created_at=now, expires_at=now + KEPT,
    )  # fmt: skip
    session.add(row)
    session.flush()
    orders.place(session, RUN, now, job_id=row.id)
    announce(session, "jobs")
    return row.id


def job(session: Session, job_id: int, kinds: tuple[str, ...]) -> Job:
    row = store.job(session, job_id)
    if row is None or row.kind not in kinds:
        raise NotFound("there is no job %(number)s", number=job_id)
    return row


def newest(session: Session, kinds: tuple[str, ...], limit: int = 20, number: str | None = None) -> list[Job]:
    return store.newest(session, kinds, limit, number)


def at_work(session: Session, job_id: int, now: datetime) -> Job | None:
    """Locked, for a step of the work; None when there is nothing left to do."""
    row = store.locked(session, job_id)
    if row is None or row.state in ("done", "failed"):
        return None
    row.state, row.worked_at = "working", now
    announce(session, "jobs")
    return row


def finish(session: Session, row: Job, now: datetime) -> None:
    row.state, row.done_at = "done", now
    row.expires_at = now + KEPT
    session.flush()
    announce(session, "jobs")


def failed(session: Session, job_id: int, error: str, now: datetime) -> None:
    row = store.locked(session, job_id)
    if row is not None and row.state in ("due", "working"):
        row.state, row.error, row.done_at = "failed", error[:300], now
        row.expires_at = now + KEPT
        announce(session, "jobs")


def again(session: Session, job_id: int, user_id: int | None, now: datetime) -> None:
    """A job that failed goes on where it was."""
    row = store.locked(session, job_id)
    if row is None:
        raise NotFound("there is no job %(number)s", number=job_id)
    if row.state == "failed":
        row.state, row.error, row.done_at, row.user_id = "working", "", None, user_id
        orders.place(session, RUN, now, job_id=row.id)
        announce(session, "jobs")


def sliced(session: Session, job_id: int, result: Mapping[str, Any], now: datetime) -> None:
    """A slice is done: the next one, unless it was the last."""
    if result.get("more"):
        orders.place_at(
            session, RUN, now, now + timedelta(seconds=float(result.get("after_s", 0))), job_id=job_id
        )


def sweep(session: Session, now: datetime) -> None:
    """Files whose time is over are deleted, by an order: the storage may be far away."""
    for row in store.outdated(session, now):
        orders.place(session, REMOVE, now, path=row.path)
        row.path, row.result = "", {**row.result, "problems": []}
        announce(session, "jobs")
