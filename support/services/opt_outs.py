"""Who wants no messages of ours. Kept until they change their mind; whoever writes asks here first."""

from __future__ import annotations

from datetime import datetime

from support.store import messages as store
from support.store.base import Session, announce

_WISH = "no"  # of a consent that was refused, when nothing else is left of it


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
    word = ""
    while found := store.opt_out(session, number):
        word = found.keyword or _WISH
        session.delete(found)
        session.flush()
    if word:
        announce(session, "customers")
    return word
