"""The migrations make exactly the tables that the models describe."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from support.store.base import Base, Store


def test_migrations_and_models_agree(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


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
