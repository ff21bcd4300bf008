"""The migrations make exactly the tables that the models describe."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from support.store.base import Base, Store

LINE = "ix_queue_entries_line"  # an index with an order cannot be compared on SQLite
OF_THE_SEARCH = ("search_words", "ix_search_texts_words")  # made by hand: FTS5's tables, an index of words


def test_migrations_and_models_agree(store: Store) -> None:
    options = {"compare_type": True, "include_object": lambda _object, name, *_: not _is_by_hand(name)}
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def _is_by_hand(name: str | None) -> bool:
    return name in (LINE, "words") or (name or "").startswith(OF_THE_SEARCH)


def test_the_line_is_indexed_in_its_order(store: Store) -> None:
    with store.engine.connect() as connection:
        catalogue = "SELECT sql FROM sqlite_master WHERE name = :name"
        if not store.is_sqlite:
            catalogue = "SELECT indexdef FROM pg_indexes WHERE indexname = :name"
        made = connection.execute(text(catalogue), {"name": LINE}).scalar_one()
    assert made.endswith("(state, queue, priority DESC, place_at, id)")


def test_unique_open_rows_are_held_by_the_database(store: Store) -> None:
    """Partial indexes are not compared above; without them a claim could succeed twice."""
    found = {
        index["name"]
        for table in ("offers", "queue_entries", "callbacks")
        for index in inspect(store.engine).get_indexes(table)
        if index["unique"]
    }
    assert {
        "uq_offers_open_entry", "uq_offers_open_agent", "uq_queue_entries_open_call", "uq_callbacks_open",
    } <= found  # fmt: skip
