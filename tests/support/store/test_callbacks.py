"""Callbacks in the database: one open promise per number and queue."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from support.store import callbacks
from tests.support.centre import CALLBACK, CALLER, NOON, OTHER, Centre


def test_the_database_refuses_a_second_open_callback(centre: Centre) -> None:
    centre.reach(CALLBACK)
    with centre.store.reading() as session:
        known = callbacks.open_callback(session, "billing", CALLER)
        assert known
        assert callbacks.open_callback(session, "billing", OTHER) is None
        assert [each.id for each in callbacks.callbacks(session)] == [known.id]
        assert callbacks.callbacks(session, ("done",)) == []
    second = callbacks.Callback(
        queue="billing", number=CALLER, call_id=known.call_id, first_entered_at=NOON, created_at=NOON
    )
    with pytest.raises(IntegrityError), centre.store.writing() as session:
        session.add(second)
