"""A flow's HTTP requests, carried out by the worker: has the answer come, and what is it?"""

from __future__ import annotations

from datetime import datetime, timedelta

from ivr.events import FetchAnswered
from support.store import calls as call_store
from support.store import orders
from support.store.base import Session

GRACE_S = 3  # beyond the step's own limit: a worker may be busy


def answer(session: Session, sid: str, seq: int, now: datetime) -> FetchAnswered | None:
    """None while it is still under way."""
    row = call_store.find(session, sid)
    order = orders.of_call(session, row.id, "fetch", seq) if row else None
    if order is None:
        return FetchAnswered(seq, ok=False, reason="not asked")
    if order.state == "done":
        values = {str(name): str(value) for name, value in order.result.get("values", {}).items()}
        return FetchAnswered(seq, ok=bool(order.result.get("ok")), values=values)
    if order.state == "failed":
        return FetchAnswered(seq, ok=False, reason=order.error)
    limit = order.created_at + timedelta(seconds=int(order.payload["timeout_s"]) + GRACE_S)
    return FetchAnswered(seq, ok=False, reason="too late") if now > limit else None
