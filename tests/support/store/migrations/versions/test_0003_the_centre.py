"""0003 keeps what was there: ranks from levels, places from first times, and how long people wait."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from alembic import command
from sqlalchemy import select, text

from support.store import migrate
from support.store.base import Store
from support.store.queues import QueueEntry


def test_levels_become_ranks_and_places_are_first_times(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'old.db'}")
    with store.alone() as connection:
        command.upgrade(migrate.config(connection), "0002")
    day = "'2026-03-02 12:00:00'"
    with store.writing() as session:
        for statement in (
            "INSERT INTO users VALUES (1, 'ana', 'Ana', 'agent', '-', '', 1, DAY)",
            "INSERT INTO agents VALUES (1, 1, 'Ana', 'agent_1', 'offline', '', DAY, DAY, NULL, NULL)",
            "INSERT INTO queues VALUES ('sales', '{}', 20), ('repairs', '{}', 20)",
            "INSERT INTO agent_queues VALUES (1, 'sales', 3), (1, 'repairs', 1)",
            "INSERT INTO flow_versions VALUES (1, 'acme', 1, 'Acme', '', '{}', DAY, 'ana')",
            "INSERT INTO calls (id, sid, caller, called, version_id, language, queue, state, reply,"
            " started_at, updated_at, ears, asked)"
            " VALUES (1, 'CA1', '', '', 1, '', '', '{}', '[]', DAY, DAY, '', 0)",
            "INSERT INTO queue_entries (id, call_id, queue, priority, seq, at_most_s, state, entered_at,"
            " first_entered_at) VALUES (1, 1, 'sales', 0, 1, 60, 'waiting', DAY, DAY)",
        ):
            session.execute(text(statement.replace("DAY", day)))
    migrate.upgrade(store)
    with store.reading() as session:
        ranks = session.execute(text("SELECT queue, rank FROM agent_queues ORDER BY queue")).all()
        places = session.execute(text("SELECT place_at, first_entered_at FROM queue_entries")).all()
        (waits,) = session.scalars(select(QueueEntry))
    store.close()
    assert [tuple(row) for row in ranks] == [("repairs", 3), ("sales", 1)]
    assert waits.gives_up_at == waits.entered_at + timedelta(seconds=60)
    assert places == [("2026-03-02 12:00:00", "2026-03-02 12:00:00")]
