"""Brings a database to the newest shape, from nothing or from an older one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

from support.store.base import Base, Store

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(store: Store) -> None:
    """Runs in one transaction: a migration that fails leaves the database as it was.

    Processes that start together take turns.
    """
    with store.alone() as connection:
        command.upgrade(config(connection), "head")


def config(connection: Connection | None = None) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS))
    settings.attributes["connection"] = connection
    settings.attributes["metadata"] = Base.metadata
    return settings
