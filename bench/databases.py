"""Databases that a benchmark fills and leaves as it found them: a file of its own, and a named PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from bench.routing_line import empty, has_calls
from support.store import migrate
from support.store.base import Base, Store


def urls(wanted: str, folder: Path) -> Iterator[tuple[str, str]]:
    """(name, URL) of SQLite in the folder, and of `wanted` or TEST_DATABASE_URL, if there is one."""
    yield "SQLite", f"sqlite:///{folder / 'bench.db'}"
    if postgres := wanted or os.environ.get("TEST_DATABASE_URL", ""):
        yield "PostgreSQL", postgres


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """As it is, in its newest shape; it stays."""
    store = Store(url)
    migrate.upgrade(store)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def filled(url: str, fill: Callable[[Store], None], *, is_somebodys: bool) -> Iterator[Store]:
    """Emptied again afterwards; a file is gone. `is_somebodys`: look before."""
    store = Store(url)
    migrate.upgrade(store)
    if is_somebodys:
        must_be_empty(store)
    if not store.is_sqlite:
        empty_quickly(store)
    fill(store)
    try:
        yield store
    finally:
        if not store.is_sqlite:
            empty_quickly(store)
        store.close()
        if store.is_sqlite:
            for path in Path(url.removeprefix("sqlite:///")).parent.glob("bench.db*"):
                path.unlink()


def must_be_empty(store: Store) -> None:
    if has_calls(store):
        raise SystemExit("this database has calls: the benchmark needs one that is empty")


def empty_quickly(store: Store) -> None:
    """A million rows are forgotten at once, not one by one."""
    if store.is_sqlite:
        empty(store)
        return
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with store.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
