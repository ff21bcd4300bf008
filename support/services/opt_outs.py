"""Who wants no messages of ours. Kept until they change their mind; whoever writes asks here first."""

from __future__ import annotations

from datetime import datetime

from support.store import messages as store
from support.store.base import Session, announce


def is_out(session: Session, number: str) -> bool:
    return store.opt_out(session, number) is not None


def leave(session: Session, number: str, keyword: str, now: datetime) -> bool:
    """True when this was news."""
    if is_out(session, number):
        return False
    session.merge(store.OptOut(number=number, keyword=keyword[:20], at=now))
    session.flush()
    announce(session, "customers")
    return True


def come_back(session: Session, number: str) -> str:
    """The word with which they had left; "" when they had not."""
    found = store.opt_out(session, number)
    if found is None:
        return ""
    session.delete(found)
    session.flush()
    announce(session, "customers")
    return found.keyword
