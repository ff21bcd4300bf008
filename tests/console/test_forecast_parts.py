"""A forecast as parts of a report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from console.forecast_parts import half_hours, parts
from console.report_parts import Chart, Heat, Note, Table, Tiles
from support.rules.forecast import SLOTS, Error, Forecast, Past
from support.services.forecast import Basis, plan, usual
from tests.console.centre import Centre

MONDAY = date(2026, 3, 2)
CALLS = tuple(10.0 if 16 <= slot < 20 else 0.04 if slot == 20 else 0.0 for slot in range(SLOTS))


@pytest.fixture(autouse=True)
def in_a_request(centre: Centre) -> Iterator[None]:
    with centre.app.test_request_context("/"):
        yield


def basis(days: int = 2, *notes: str, came: bool = False, aht_s: float | None = 180.0) -> Basis:
    each = [MONDAY + timedelta(n) for n in range(days)]
    past = Past(MONDAY - timedelta(7), Error(0.2, 1.5), Error(0.3, 2.5))
    return Basis(
        Forecast(dict.fromkeys(each, CALLS), notes, past), MONDAY - timedelta(14), MONDAY - timedelta(1),
        dict.fromkeys(each[:1], CALLS) if came else {}, aht_s, 90.0, 80, 20, frozenset(each[1:2]),
    )  # fmt: skip


def made(known: Basis) -> list[object]:
    return list(parts(known, plan(known, usual(known))))


def test_the_parts_of_a_week() -> None:
    found = made(basis())
    assert [type(each) for each in found] == [Tiles, Note, Note, Chart, Heat, Table, Table]


def test_headlines() -> None:
    tiles = made(basis())[0]
    assert isinstance(tiles, Tiles)
    values = {each.title: each.value for each in tiles.tiles}
    assert values["Calls expected"] == 80
    assert values["Off by, the last week known"] == 0.2
    assert values["Had the week before been taken"] == 0.3


def test_half_hours_in_which_nobody_is_needed_are_left_out() -> None:
    known = basis()
    heat = made(known)[4]
    assert isinstance(heat, Heat)
    assert heat.rows == ["08:00", "08:30", "09:00", "09:30"]
    assert len(half_hours(plan(known, usual(known))).rows) == 8
    assert heat.columns[1].endswith("holiday")


def test_what_came_stands_beside_what_was_expected() -> None:
    chart = made(basis(came=True))[3]
    assert isinstance(chart, Chart)
    assert [each.title for each in chart.series] == ["Expected", "Came"]
    assert list(chart.series[1].values) == [10.0] * 4 + [None] * 4


def test_weeks_are_drawn_by_day() -> None:
    chart = made(basis(14))[3]
    assert isinstance(chart, Chart)
    assert chart.kind == "bar"
    assert len(chart.labels) == 14


def test_what_was_lacking_is_said() -> None:
    found = made(basis(2, "trend", "old", "week", "holiday", aht_s=None))
    texts = " ".join(each.text for each in found if isinstance(each, Note))
    for words in (
        "no trend is seen",
        "four weeks older",
        "like the others",
        "taken for a Sunday",
        "three minutes",
    ):
        assert words in texts


def test_without_history_there_is_only_a_word_about_it() -> None:
    nothing = Forecast({MONDAY: (0.0,) * SLOTS}, ("none",), None)
    found = made(Basis(nothing, None, None, {}, None, None, 80, 20, frozenset()))
    assert [type(each) for each in found] == [Note]
