"""Every count has a column, and every column is counted."""

from __future__ import annotations

from sqlalchemy import inspect

from support.rules.metrics import COLUMNS, PRESENCES
from support.rules.tallies import GRAINS
from support.store.rollups import DIMENSIONS, Rollup

KEYS = ("grain", "dim", "start", "value", "queue")


def test_columns_are_what_figures_are_made_of() -> None:
    counted = [each for each in COLUMNS if each not in PRESENCES]
    assert [each.name for each in Rollup.__table__.columns if each.name not in KEYS] == counted


def test_a_row_is_of_one_value_and_begins_with_nothing() -> None:
    assert tuple(each.name for each in inspect(Rollup).primary_key) == KEYS
    for column in Rollup.__table__.columns:
        assert column.name in KEYS or str(column.server_default.arg) == "0"


def test_every_dimension_is_kept() -> None:
    assert set(GRAINS) == set(DIMENSIONS)
