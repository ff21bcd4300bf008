"""The centre at this moment, in a few numbers: what a watching machine reads every few seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from support.store import gauges as store
from support.store.base import Session

PRESENCES = ("available", "reserved", "on_call", "wrap_up", "away", "offline")


@dataclass(frozen=True)
class Gauges:
    """`waiting`, `longest_wait_s`, `callbacks`, `callbacks_due`: of every queue, by its name."""

    waiting: dict[str, int] = field(default_factory=dict)
    longest_wait_s: dict[str, float] = field(default_factory=dict)
    callbacks: dict[str, int] = field(default_factory=dict)
    callbacks_due: dict[str, int] = field(default_factory=dict)
    agents: dict[str, int] = field(default_factory=dict)
    calls: int = 0
    orders_due: int = 0
    orders_late_s: float = 0.0
    hooks_due: int = 0
    tickets_open: int = 0
    tickets_late: int = 0
    tickets_soon_late: int = 0


def now(session: Session, at: datetime) -> Gauges:
    """Eight statements, whatever the size of the centre."""
    names = sorted(store.queue_names(session))
    lines, promised = store.lines(session), store.promised(session, at)
    agents = store.agents(session)
    orders, oldest = store.orders_due(session, at)
    opened, late, soon = store.tickets(session, at)
    return Gauges(
        waiting={name: lines[name][0] if name in lines else 0 for name in names},
        longest_wait_s={name: _since(lines[name][1], at) if name in lines else 0.0 for name in names},
        callbacks={name: promised.get(name, (0, 0))[0] for name in names},
        callbacks_due={name: promised.get(name, (0, 0))[1] for name in names},
        agents={each: agents.get(each, 0) for each in PRESENCES},
        calls=store.calls_in_progress(session),
        orders_due=orders,
        orders_late_s=_since(oldest, at) if oldest else 0.0,
        hooks_due=store.hooks_due(session, at),
        tickets_open=opened,
        tickets_late=late,
        tickets_soon_late=soon,
    )


def _since(began: datetime, at: datetime) -> float:
    return max(0.0, (at - began).total_seconds())
