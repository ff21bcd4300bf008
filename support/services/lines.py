"""Settings of the waiting lines, as the flows that declare them say."""

from __future__ import annotations

from flows.queues import QueueInfo
from support.store import queues as store
from support.store.base import Session


def settings(session: Session, queue: str) -> QueueInfo:
    """A queue that no flow declares has the ordinary ones."""
    return find(session, queue) or QueueInfo(title={"*": queue})


def find(session: Session, queue: str) -> QueueInfo | None:
    row = session.get(store.Queue, queue)
    return read(row) if row else None


def service_level_s(session: Session, queue: str) -> int:
    row = session.get(store.Queue, queue)
    return row.service_level_s if row else int(QueueInfo.model_fields["service_level_s"].default)


def all_settings(session: Session) -> dict[str, QueueInfo]:
    return {row.name: read(row) for row in store.all_queues(session)}


def read(row: store.Queue) -> QueueInfo:
    return QueueInfo.model_validate(
        {**row.settings, "title": row.title, "service_level_s": row.service_level_s}
    )
