"""What the forecast's address may say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from console import forecast_asked
from console.forecast_asked import Days, days, knobs
from support.services.forecast import Wish
from tests.console.centre import Centre

TODAY = date(2026, 3, 2)
USUAL = Wish(184.6, 0.8, 20, None)


@pytest.fixture(autouse=True)
def in_a_request(centre: Centre, sue: FlaskClient) -> Iterator[None]:
    with centre.app.test_request_context("/"):
        yield


def asked(*pairs: tuple[str, str]) -> Days:
    return days(MultiDict(pairs), TODAY, ("billing",))


def test_the_coming_week_unless_told() -> None:
    assert asked() == Days(TODAY, 7, (), ())
    found = asked(("from", "2026-02-01"), ("days", "28"), ("queue", "billing"), ("queue", "billing"))
    assert found == Days(date(2026, 2, 1), 28, ("billing",), ())


@pytest.mark.parametrize(
    ("name", "value"),
    [("from", "soon"), ("from", "0001-01-01"), ("from", "2030-01-01"), ("days", "3"), ("queue", "x")],
)
def test_what_makes_no_sense_is_told(name: str, value: str) -> None:
    found = asked((name, value))
    assert (found.first, found.number) == (TODAY, 7)
    assert len(found.problems) == 1


def test_sliders_stand_where_history_says() -> None:
    found = knobs(MultiDict(), USUAL)
    assert found.values == {"calls": 0, "aht": 185, "goal": 80, "within": 20, "patience": 0, "shrinkage": 0}
    assert found.moved == {}
    assert forecast_asked.wish(found.values, USUAL) == USUAL


def test_sliders_that_were_moved() -> None:
    found = knobs(MultiDict({"calls": "-20", "patience": "120", "shrinkage": "99", "aht": "185"}), USUAL)
    assert found.moved == {"calls": "-20", "patience": "120", "shrinkage": "60"}
    wish = forecast_asked.wish(found.values, USUAL)
    assert (wish.calls, wish.patience_s, wish.shrinkage, wish.aht_s) == (0.8, 120, 0.6, 184.6)


@pytest.mark.parametrize("value", ["many", "1.5", "--1", "9" * 9, "²"])
def test_no_number_is_told(value: str) -> None:
    found = knobs(MultiDict({"calls": value}), USUAL)
    assert found.values["calls"] == 0
    assert len(found.problems) == 1
