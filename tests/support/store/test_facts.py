"""Facts can be thrown away and made again: nothing else hangs on them."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from support.store import facts
from support.store.base import Base

TABLES = ("call_facts", "stay_facts", "leg_facts", "callback_facts", "presence_facts")


@pytest.mark.parametrize("name", TABLES)
def test_nothing_refers_to_a_fact_and_facts_refer_to_nothing(name: str) -> None:
    assert not Base.metadata.tables[name].foreign_keys
    for table in Base.metadata.tables.values():
        assert all(key.column.table.name != name for key in table.foreign_keys)


@pytest.mark.parametrize("model", [facts.CallFact, facts.StayFact, facts.LegFact, facts.CallbackFact])
def test_ids_are_those_of_what_a_fact_is_of(model: type[Base]) -> None:
    [key] = inspect(model).primary_key
    assert key.name == "id"
    assert key.autoincrement is False
    assert {"source", "day", "quarter"} <= set(model.__table__.columns.keys())
