"""Published flows: publish, look up for a call, switch notices.

A version is immutable, so a parsed flow is kept in memory by its id (`FlowShelf`).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.flow import Flow
from flows.loader import from_document, to_document
from flows.queues import RecordingMode
from support.errors import NotFound, Refused
from support.store import flows as store
from support.store import queues as queue_store
from support.store import transcripts
from support.store.base import Session, announce

KEPT_VERSIONS = 64
Models = Mapping[str, bytes]
"""Language to classifier, as `services.intents` makes them."""


class FlowShelf:
    """Parsed versions, newest used last; at most `KEPT_VERSIONS` of them."""

    def __init__(self) -> None:
        self._flows: OrderedDict[int, tuple[Flow, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, session: Session, version_id: int) -> tuple[Flow, int]:
        """The flow and its version number."""
        with self._lock:
            if version_id in self._flows:
                self._flows.move_to_end(version_id)
                return self._flows[version_id]
        row = store.version(session, version_id)
        if row is None:
            raise NotFound(f"no flow version {version_id}")
        found = from_document(row.document), row.version
        with self._lock:
            self._flows[version_id] = found
            if len(self._flows) > KEPT_VERSIONS:
                self._flows.popitem(last=False)
        return found


@dataclass(frozen=True)
class FlowLine:
    flow: str
    title: str
    version: int
    published_at: datetime
    published_by: str
    numbers: tuple[str, ...]


def publish(
    session: Session, flow: Flow, source: str, by: str, now: datetime, models: Models | None = None
) -> int:
    """Store the next version; new calls take it, live calls stay on theirs. Returns the version's number.

    `models` are its classifiers by language (`publishing.prepare`); without any, phrases are compared.
    """
    return _publish(session, flow, to_document(flow), source, by, now, models or {})


def republish(
    session: Session, flow_name: str, version: int, by: str, now: datetime, models: Models | None = None
) -> int:
    """Undo: an old version becomes the newest again."""
    for row in versions(session, flow_name):
        if row.version == version:
            flow = from_document(row.document)
            return _publish(session, flow, row.document, row.source, by, now, models or {})
    raise NotFound(f"flow {flow_name} has no version {version}")


def _publish(
    session: Session,
    flow: Flow,
    document: dict[str, Any],
    source: str,
    by: str,
    now: datetime,
    models: Models,
) -> int:
    taken = {number: name for number, name in store.numbers(session).items() if name != flow.flow}
    for number in flow.numbers:
        if number in taken:
            raise Refused(f"{number} is already answered by the flow {taken[number]!r}")
    last = store.newest(session, flow.flow)
    version = last.version + 1 if last else 1
    row = store.FlowVersion(
        flow=flow.flow,
        version=version,
        title=flow.title,
        source=source,
        document=document,
        published_at=now,
        published_by=by,
    )
    session.add(row)
    session.flush()
    for language, data in models.items():
        transcripts.keep_model(session, row.id, language, data)
    store.assign_numbers(session, flow.flow, list(flow.numbers))
    _make_queues(session, flow)
    _make_notices(session, flow)
    announce(session, "flows", "queues")
    return version


def _make_queues(session: Session, flow: Flow) -> None:
    for each in (flow, *flow.subflows.values()):
        for name, info in each.queues.items():
            settings = info.model_dump(mode="json", by_alias=True, exclude={"title", "service_level_s"})
            session.merge(
                queue_store.Queue(
                    name=name, title=info.title, service_level_s=info.service_level_s, settings=settings
                )
            )


def _make_notices(session: Session, flow: Flow) -> None:
    known = {notice.name for notice in store.notices(session)}
    for each in (flow, *flow.subflows.values()):
        for step in each.steps.values():
            name = getattr(step, "notice", None)
            if name and name not in known:
                known.add(name)
                session.add(store.Notice(name=name, is_on=False, words=step.say))  # type: ignore[union-attr]


def published(session: Session) -> list[FlowLine]:
    by_flow: dict[str, list[str]] = {}
    for number, flow in store.numbers(session).items():
        by_flow.setdefault(flow, []).append(number)
    return [_line(row, by_flow.get(row.flow, [])) for row in store.all_newest(session)]


def _line(row: store.FlowVersion, numbers: list[str]) -> FlowLine:
    return FlowLine(row.flow, row.title, row.version, row.published_at, row.published_by, tuple(numbers))


def versions(session: Session, flow: str) -> list[store.FlowVersion]:
    """Newest first."""
    return store.versions(session, flow)


def source(session: Session, flow: str, version: int) -> str:
    for row in versions(session, flow):
        if row.version == version:
            return row.source
    raise NotFound(f"flow {flow} has no version {version}")


def notices(session: Session) -> list[store.Notice]:
    return store.notices(session)


def switch_notice(
    session: Session, name: str, on: bool, words: dict[str, str] | None, user_id: int, now: datetime
) -> None:
    found = store.notices(session, (name,))
    if not found:
        raise NotFound(f"no notice is called {name!r}")
    notice = found[0]
    notice.is_on, notice.changed_by, notice.changed_at = on, user_id, now
    if words:
        notice.words = {**notice.words, **words}
    announce(session, "notices")


def queue_names(session: Session) -> frozenset[str]:
    """Queues that flows may bring callers to."""
    return queue_store.names(session)


def recorded_under(session: Session, profile: str) -> dict[str, RecordingMode]:
    """Queues of published flows with this law profile, and whether they are recorded."""
    found: dict[str, RecordingMode] = {}
    for row in store.all_newest(session):
        main = from_document(row.document)
        for flow in (main, *main.subflows.values()):
            if profile in (*main.rules, *flow.rules):
                found |= {name: queue.recording for name, queue in flow.queues.items()}
    return found


def timezone(session: Session) -> str:
    """The centre's: of its first flow by name; UTC while nothing is published."""
    newest = store.all_newest(session)
    return str(newest[0].document.get("timezone", "UTC")) if newest else "UTC"
