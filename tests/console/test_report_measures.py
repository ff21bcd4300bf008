"""Tables of measures: every figure as the measures compute it, two periods beside each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import request

from console import report_measures
from console.report_filters import read
from console.report_parts import Cell, Table
from support.rules.metrics import MEASURES, Sums
from tests.console.centre import START, Centre
from tests.console.report_facts import ZONE, at, call, keep

ONE = Sums(offered=10, answered=7, answered_in=6, abandoned=3, short=1, wait_answered_ms=70_000)


@pytest.fixture(autouse=True)
def words(centre: Centre) -> Iterator[None]:
    with centre.app.test_request_context("/reports/daily?period=today&compare=previous"):
        yield


def test_a_row_for_each_and_one_for_all() -> None:
    groups = [("Mon", ONE, {"from": "2026-03-02"}), ("Tue", Sums(), {})]
    found = report_measures.table("days", "Days", "Day", groups, ("offered", "asa"), total=ONE)
    assert [row.cells for row in found.rows] == [("Mon", 10, 10.0), ("Tue", 0, None)]
    assert found.total
    assert found.total.cells == ("All", 10, 10.0)
    assert [column.measure for column in found.columns] == ["", "offered", "asa"]


def test_every_measure_can_be_a_column() -> None:
    for name in MEASURES:
        column = report_measures.column(name)
        assert column.title
        assert column.measure == name


def test_both_periods_beside_each_other(centre: Centre) -> None:
    keep(centre, call(1, at("2026-03-02T08:00")), call(2, at("2026-03-02T09:00"), end="abandoned"),
         call(3, at("2026-03-01T08:00")))  # fmt: skip
    filters = read(request.args, START, ZONE)
    with centre.store.reading() as session:
        (found,) = report_measures.compared(session, filters, ("offered", "abandon_rate"))
        tiles = report_measures.headlines(session, filters, ("offered",)).tiles
    assert isinstance(found, Table)
    values = [[cell.value if isinstance(cell, Cell) else cell for cell in row.cells] for row in found.rows]
    assert values == [["Offered", 2, 1, 1], ["Abandon rate", 0.5, 0.0, 0.5]]
    assert [(tile.value, tile.was) for tile in tiles] == [(2, 1)]


def test_nothing_to_compare_with_is_no_table(centre: Centre) -> None:
    with centre.app.test_request_context("/reports/daily"), centre.store.reading() as session:
        assert report_measures.compared(session, read(request.args, START, ZONE), ("offered",)) == []


def test_sums_of_none_are_nothing() -> None:
    assert report_measures.added([]) == Sums()
    assert report_measures.added([ONE, ONE]).offered == 20
