"""A customer's history: calls, tickets, messages, callbacks and surveys of all numbers, in one order."""

from __future__ import annotations

from datetime import datetime

from support.store import customer_history as store
from support.store.base import Session
from support.store.customer_history import Moment

PAGE = 30
__all__ = ["PAGE", "Moment", "cursor", "page"]


def page(session: Session, numbers: tuple[str, ...], before: str = "") -> list[Moment]:
    """Newest first; a page goes on with the `cursor` of its last line. What is no cursor is the beginning."""
    return store.moments(session, numbers, _moment(before), PAGE) if numbers else []


def cursor(line: Moment) -> str:
    return f"{line.at.isoformat()}~{line.kind}~{line.ref}"


def _moment(written: str) -> tuple[datetime, str, int] | None:
    pieces = written.split("~")
    if len(pieces) != 3 or not pieces[2].isdigit() or len(pieces[2]) > 12:
        return None
    try:
        at = datetime.fromisoformat(pieces[0])
    except ValueError:
        return None
    return (at, pieces[1], int(pieces[2])) if at.tzinfo else None
