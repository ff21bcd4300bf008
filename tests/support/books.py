"""Books of a small centre for tests: kept up, made again, and all that stands in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from support.services import bookkeeping
from support.store.base import Store
from support.store.facts import CallbackFact, CallFact, LegFact, PresenceFact, StayFact
from support.store.rollups import DurationRollup, PresenceRollup, ReceiptRollup, Rollup, StepRollup
from tests.support.centre import Centre

TABLES = (
    CallFact, StayFact, LegFact, CallbackFact, PresenceFact, Rollup, DurationRollup, StepRollup,
    ReceiptRollup, PresenceRollup,
)  # fmt: skip
Books = dict[str, list[dict[str, Any]]]


def kept(centre: Centre, limit: int = 500) -> Books:
    """After all that has happened was read."""
    while centre.do(bookkeeping.keep, centre.now, limit):
        pass
    return written(centre.store)


def rebuilt(centre: Centre, batch: int = 1000) -> Books:
    bookkeeping.rebuild(centre.store, lambda: centre.now, batch=batch)
    return written(centre.store)


def written(store: Store) -> Books:
    found: Books = {}
    with store.reading() as session:
        for table in TABLES:
            rows = session.execute(select(table.__table__)).mappings()
            found[table.__tablename__] = sorted((dict(row) for row in rows), key=repr)
    return found


def of(books: Books, table: Any) -> list[dict[str, Any]]:
    return books[table.__tablename__]
