"""The daily report."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.console.centre import Centre
from tests.console.report_facts import at, call, keep
from tests.console.test_reports import at_home, table

__all__ = ["at_home"]


def test_each_day_of_the_period_and_all_of_them(centre: Centre, sue: FlaskClient) -> None:
    keep(
        centre,
        call(1, at("2026-02-28T23:59"), wait_s=20),
        call(2, at("2026-03-01T00:00"), wait_s=21),
        call(3, at("2026-03-01T12:00"), end="abandoned", wait_s=4),
    )
    rows = table(sue, "/reports/daily?from=2026-02-28&to=2026-03-02", "days")
    assert [row[:7] for row in rows[1:]] == [
        ["2026-02-28", "1", "1", "0", "0", "0", "1"],
        ["2026-03-01", "2", "1", "1", "1", "0", "0"],
        ["2026-03-02", "0", "0", "0", "0", "0", ""],
        ["All", "3", "2", "1", "1", "0", "0.5"],
    ]
    assert table(sue, "/reports/daily?from=2026-02-28&to=2026-03-02", "became")[1:3] == [
        ["28 Feb", "1", "0", "0"], ["1 Mar", "1", "0", "1"]
    ]  # fmt: skip


def test_the_definition_that_was_chosen(centre: Centre, sue: FlaskClient) -> None:
    keep(centre, call(1, at("2026-03-02T08:00")), call(2, at("2026-03-02T09:00"), end="abandoned", wait_s=3))
    levels = {
        preset: table(sue, f"/reports/daily?period=today&preset={preset}", "days")[1][6]
        for preset in ("ours", "amazon", "genesys", "asterisk_sl", "asterisk_sl2", "copc")
    }
    assert levels == {
        "ours": "1", "amazon": "1", "genesys": "0.5", "asterisk_sl": "1", "asterisk_sl2": "1", "copc": "0.5"
    }  # fmt: skip


def test_many_days_are_drawn_as_weeks(centre: Centre, sue: FlaskClient) -> None:
    keep(centre, call(1, at("2026-03-02T08:05")), call(2, at("2026-03-01T08:05")))
    rows = table(sue, "/reports/daily?period=last100", "became")
    assert rows[0][0] == "Week from"
    assert [row[:2] for row in rows[-2:]] == [["23 Feb", "1"], ["2 Mar", "1"]]
    assert len(table(sue, "/reports/daily?period=last100", "days")) == 102
