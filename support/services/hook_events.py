"""What other systems are told of calls, callbacks and reports. Tickets and recordings tell of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from support.rules.hooks import EVENTS
from support.services import hooks
from support.store.base import Session
from support.store.callbacks import Callback
from support.store.calls import CallRow


def call_started(session: Session, row: CallRow, flow: str, now: datetime) -> None:
    hooks.emit(session, "call.started", {**_call(row), "flow": flow}, now)


def call_ended(session: Session, row: CallRow, outcome: str, now: datetime) -> None:
    seconds = round((now - row.started_at).total_seconds())
    told = {"queue": row.queue, "outcome": outcome, "ended_at": stamp(now), "duration_s": seconds}
    hooks.emit(session, "call.ended", {**_call(row), **told}, now)


def callback(session: Session, promise: Callback, kind: str, now: datetime) -> None:
    """`kind` as a call's event: callback_missed. What only explains is not told."""
    event = kind.replace("_", ".", 1)
    if event in EVENTS:
        hooks.emit(session, event, _callback(promise), now)


def report_ready(
    session: Session, name: str, report: str, due_at: datetime, made: Mapping[str, Any], now: datetime
) -> None:
    """`made`: its subject, and its tables as CSV."""
    told = {"name": name, "report": report, "due_at": stamp(due_at)}
    hooks.emit(session, "report.ready", {**told, "subject": made["subject"], "tables": made["tables"]}, now)


def stamp(at: datetime | None) -> str | None:
    """RFC 3339, as the API writes it."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def _call(row: CallRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "sid": row.sid,
        "caller": row.caller,
        "called": row.called,
        "language": row.language,
        "started_at": stamp(row.started_at),
    }


def _callback(promise: Callback) -> dict[str, Any]:
    return {
        "id": promise.id,
        "number": promise.number,
        "queue": promise.queue,
        "state": promise.state,
        "result": promise.result,
        "attempts": promise.attempts,
        "call_id": promise.call_id,
        "chosen_at": stamp(promise.chosen_at),
        "next_try_at": stamp(promise.next_try_at),
    }
