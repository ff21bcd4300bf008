"""Books of a small centre for tests: kept up, made again, and all that stands in them."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from sqlalchemy import delete, select

from support.services import bookkeeping
from support.store import rollup_sql
from support.store.base import Session, Store
from support.store.facts import CallbackFact, CallFact, LegFact, PresenceFact, StayFact
from support.store.rollups import SUMS, PresenceRollup
from tests.support.centre import Centre

TABLES = (CallFact, StayFact, LegFact, CallbackFact, PresenceFact, *SUMS, PresenceRollup)
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


def recount(session: Session, zone: tzinfo, batch: int = 1000) -> None:
    """All sums anew, from facts that were put there by hand."""
    for table in SUMS:
        session.execute(delete(table))
    columns = CallFact.id, StayFact.call_id, LegFact.call_id
    ids = sorted({call_id for column in columns for call_id in session.scalars(select(column))})
    for n in range(0, len(ids), batch):
        rollup_sql.apply(session, zone, ids[n : n + batch], 1)
