"""The report of queues."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.console.centre import Centre
from tests.console.report_facts import at, call, keep
from tests.console.test_reports import at_home, table

__all__ = ["at_home"]


def test_busiest_first_with_those_that_are_gone(centre: Centre, sue: FlaskClient) -> None:
    keep(
        centre,
        call(1, at("2026-03-02T08:00"), queue="old_sales"),
        call(2, at("2026-03-02T08:10"), queue="tech"),
        call(3, at("2026-03-02T08:20"), queue="tech", end="flowed"),
        call(4, at("2026-03-02T08:30"), queue=""),
    )
    rows = table(sue, "/reports/queues?period=today", "queues")
    assert [row[:6] for row in rows[1:]] == [
        ["Technical support", "2", "1", "0", "0", "1"],
        ["old_sales", "1", "1", "0", "0", "0"],
        ["All", "3", "2", "0", "0", "1"],
    ]
    page = sue.get("/reports/queues?period=today").text
    assert "/figures/offered?period=today&amp;queue=old_sales" in page


def test_only_those_that_are_asked_for(centre: Centre, sue: FlaskClient) -> None:
    keep(centre, call(1, at("2026-03-02T08:00")), call(2, at("2026-03-02T08:10"), queue="tech"))
    rows = table(sue, "/reports/queues?period=today&queue=billing", "queues")
    assert [row[0] for row in rows[1:]] == ["Billing", "All"]


def test_one_agent_in_each_queue(centre: Centre, sue: FlaskClient) -> None:
    keep(centre, call(1, at("2026-03-02T08:00")), call(2, at("2026-03-02T08:10"), queue="tech", agent_id=7))
    rows = table(sue, "/reports/queues?period=today&agent=7", "queues")
    assert [row[:3] for row in rows[1:]] == [["Technical support", "1", "1"], ["All", "1", "1"]]
