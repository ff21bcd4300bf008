"""How far the sending of reports is, and the orders that sent them. Only queries live here."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from support.store.facts import Bookmark
from support.store.orders import Order

MARK = "reports"


def is_kept(session: Session) -> bool:
    """Whether anything was ever sent or waited for."""
    return session.scalar(select(Bookmark.name).where(Bookmark.name == MARK)) is not None


def lock(session: Session) -> Bookmark:
    """The bookmark, kept from others; made when it is not there: whoever sweeps is alone."""
    found = session.scalars(select(Bookmark).where(Bookmark.name == MARK).with_for_update()).first()
    if found is None:
        found = Bookmark(name=MARK, position=0, at=None, state={})
        session.add(found)
        session.flush()
    return found


def orders_of(session: Session, kind: str, limit: int) -> list[Order]:
    """Newest first."""
    query = select(Order).where(Order.kind == kind).order_by(Order.id.desc()).limit(limit)
    return list(session.scalars(query))
