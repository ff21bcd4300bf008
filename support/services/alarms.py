"""Alarms of the wallboard as other systems are told of them: once when one begins, once when it ends.

What was told is kept in the database, so that neither a restart nor a second worker tells it again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from support.rules.watching import Alarm
from support.services import hooks, policies, wallboard
from support.services.hook_events import stamp
from support.store import wallboard as store
from support.store.base import Session

EVENT = "wallboard.alarm"


def are_other(session: Session, now: datetime) -> bool:
    """Whether there is something to tell. A look, so that nobody waits while the board is read."""
    told = store.told(session)
    return _now(session, now).keys() != told.keys()


def tell(session: Session, now: datetime) -> None:
    told = store.told_locked(session)
    found = _now(session, now)
    state: dict[str, Any] = {}
    for key, alarm in found.items():
        state[key] = told.get(key) or _begun(alarm, now)
        if key not in told:
            hooks.emit(session, EVENT, {**state[key], "state": "began", "ended_at": None}, now)
    for key, said in told.items():
        if key not in found:
            hooks.emit(session, EVENT, {**said, "state": "ended", "ended_at": stamp(now)}, now)
    if state.keys() != told.keys():
        store.keep_told(session, state, now)


def _now(session: Session, now: datetime) -> dict[str, Alarm]:
    """Nothing is read where nobody is to be told."""
    if not any(each.hook for each in policies.current(session).wallboard):
        return {}
    return {each.key: each for each in wallboard.now(session, now).alarms if each.hook}


def _begun(alarm: Alarm, now: datetime) -> dict[str, Any]:
    return {
        "queue": alarm.queue,
        "figure": alarm.figure,
        "level": alarm.level,
        "above" if alarm.is_above else "below": alarm.limit,
        "value": alarm.value,
        "began_at": stamp(now),
    }
