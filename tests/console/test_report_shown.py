"""Cells as a page shows them: where they lead, and what became better or worse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import request

from console.report_filters import read
from console.report_parts import Cell, Column, Heat, Row, Table, Tile, Unit
from console.report_shown import STEPS, Page, difference, shade
from tests.console.centre import START, Centre
from tests.console.report_facts import ZONE


@pytest.fixture(autouse=True)
def words(centre: Centre) -> Iterator[None]:
    with centre.app.test_request_context("/reports/daily?period=today&queue=billing&compare=previous"):
        yield


def page(plain: bool = False) -> Page:
    return Page(read(request.args, START, ZONE, queues=("billing",)), plain)


def test_a_figure_leads_to_what_it_is_made_of() -> None:
    columns = (Column("Day"), Column("Level", "share", "service_level_ours"), Column("Plain", "count"))
    row = Row((date(2026, 3, 1), 0.5, 3), {"from": "2026-03-01", "to": "2026-03-01"})
    ((is_total, cells),) = page().rows(Table("t", "T", columns, (row,)))
    assert not is_total
    assert [cell.text for cell in cells] == ["Sun 1 Mar", "50.0 %", "3"]
    assert cells[1].href == (
        "/figures/service_level_ours?compare=previous&queue=billing&from=2026-03-01&to=2026-03-01"
    )
    assert (cells[0].href, cells[2].href) == ("", "")
    assert [cell.is_number for cell in cells] == [False, True, True]


def test_for_plain_readers_nothing_leads_anywhere() -> None:
    table = Table("t", "T", (Column("A"), Column("B", "count", "offered")), (Row(("x", 1), link="/x"),))
    ((_total, cells),) = page(plain=True).rows(table)
    assert [cell.href for cell in cells] == ["", ""]


def test_a_cell_may_be_of_another_period() -> None:
    cell = Cell(4, "count", "offered", {"from": "2026-02-01", "to": "2026-02-02"})
    ((_total, cells),) = page().rows(Table("t", "T", (Column("A"),), (Row((cell,)),)))
    assert "from=2026-02-01&to=2026-02-02" in cells[0].href


def test_no_data_is_a_dash_and_still_explains_itself() -> None:
    ((_total, cells),) = page().rows(Table("t", "T", (Column("A", "seconds", "asa"),), (Row((None,)),)))
    assert cells[0].text == "–"
    assert cells[0].href.startswith("/figures/asa?")


@pytest.mark.parametrize(
    ("now", "was", "unit", "better", "text", "words"),
    [
        (5, 3, "count", "up", "+2", "better"),
        (5, 3, "count", "down", "+2", "worse"),
        (3, 5, "count", "down", "−2", "better"),
        (5, 3, "count", "", "+2", ""),
        (3, 3, "count", "up", "=", "the same"),
        (0.5, 0.25, "share", "up", "+25.0 points", "better"),
        (0.5, 0.5001, "share", "up", "=", "the same"),
        (20.0, 95.0, "seconds", "down", "−1:15", "better"),
        (20.2, 20.0, "seconds", "down", "=", "the same"),
        (None, 3, "count", "up", "", ""),
        (3, None, "count", "up", "", ""),
    ],
)
def test_what_changed(
    now: float | None, was: float | None, unit: Unit, better: str, text: str, words: str
) -> None:
    cell = difference(now, was, unit, better)
    assert (cell.text, cell.words) == (text, words)
    assert (cell.tone == "") == (words in ("", "the same"))


def test_a_tile_beside_what_it_was() -> None:
    tile = page().tile(Tile("Abandoned", 4, "count", "abandoned", was=1))
    assert tile.change
    assert (tile.figure.text, tile.was, tile.change.text, tile.change.words) == ("4", "1", "+3", "worse")
    unknown = page().tile(Tile("Abandon rate", 0.2, "share", "abandon_rate", was=None))
    assert (unknown.was, unknown.change) == ("–", None)


@pytest.mark.parametrize(
    ("value", "low", "high", "shade_"),
    [(None, 0, 9, 0), (0, 0, 9, 0), (9, 0, 9, STEPS), (0.01, 0, 9, 1), (5, 5, 5, STEPS), (-1, -1, 1, 0)],
)
def test_shades(value: float | None, low: float, high: float, shade_: int) -> None:
    assert shade(value, low, high) == shade_


def test_a_heat_says_its_figures() -> None:
    heat = Heat("h", "H", ("Mon",), ("08", "09"), ((4, None),), "count")
    assert page().heat(heat) == [("Mon", [("4", STEPS), ("–", 0)])]
