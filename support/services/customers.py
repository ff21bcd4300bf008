"""Customers by their number: a name, a tier, notes. What they did is in `cards`."""

from __future__ import annotations

from datetime import datetime

from support.errors import Refused
from support.store import customers as store
from support.store.base import Session, announce


def tier(session: Session, number: str) -> str:
    """ "" for somebody we do not know."""
    found = store.by_number(session, number)
    return found.tier if found else ""


def keep(session: Session, number: str, now: datetime, /, **values: str) -> store.Customer:
    """Write down what is known of the customer behind a number: name, language, tier, notes."""
    if not number:
        raise Refused("a customer without a number cannot be kept")
    unknown = set(values) - {"name", "language", "tier", "notes"}
    if unknown:
        raise Refused(f"a customer has no {sorted(unknown)[0]}")
    found = store.by_number(session, number)
    if found is None:
        found = store.Customer(created_at=now)
        session.add(found)
        session.flush()
        session.add(store.CustomerNumber(number=number, customer_id=found.id))
    for name, value in values.items():
        setattr(found, name, value.replace("\0", "").strip())
    session.flush()
    announce(session, "customers")
    return found
