"""What a store is asked, statement by statement, and how SQLite would go about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from support.store.base import Store

Asked = list[tuple[str, Any]]


@contextmanager
def statements(store: Store) -> Iterator[Asked]:
    """Everything that the block asks: the statement and its parameters, in order."""
    asked: Asked = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def scans(store: Store, asked: Asked) -> list[str]:
    """Tables or their indexes that SQLite reads from end to end for these statements."""
    found = []
    with store.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        for statement, parameters in asked:
            if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE")):
                plan = driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)  # the test's own
                found += [row[3] for row in plan if row[3].startswith("SCAN")]
    return found
