"""Migrations: from nothing to the newest shape, harmless when repeated, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from support.store import migrate
from support.store.base import Base, Store


def tables(store: Store) -> set[str]:
    return set(inspect(store.engine).get_table_names())


def test_from_nothing_to_every_table(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'new.db'}")
    migrate.upgrade(store)
    made = {name for name in tables(store) if not name.startswith("search_words")}
    assert made == {table.name for table in Base.metadata.sorted_tables} | {"alembic_version"}
    store.close()


def test_twice_is_harmless(store: Store) -> None:
    with store.writing() as session:
        session.execute(text("INSERT INTO notices (name, is_on, words) VALUES ('kept', true, '{}')"))
    migrate.upgrade(store)
    with store.reading() as session:
        assert session.execute(text("SELECT name FROM notices")).scalars().all() == ["kept"]


def test_there_is_one_newest_version(store: Store) -> None:
    with store.engine.connect() as connection:
        script = ScriptDirectory.from_config(migrate.config(connection))
        at = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    assert script.get_heads() == at
    assert len(at) == 1
