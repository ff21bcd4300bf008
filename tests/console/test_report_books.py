"""The books below a report."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import request
from sqlalchemy import update

from console import report_books
from console.report_filters import read
from console.report_parts import Cell
from support.services import closed_books, policies
from support.store.rollups import Rollup
from tests.console.centre import START, Centre
from tests.console.report_facts import ZONE, at, call, keep


@pytest.fixture(autouse=True)
def filled(centre: Centre) -> Iterator[None]:
    with centre.store.writing() as session:
        policies.publish(session, "ramal policies: 1\ntimezone: America/Sao_Paulo\n", None, START)
    keep(centre, call(1, at("2026-03-02T08:00")), call(2, at("2026-03-02T09:00"), queue="tech", end="flowed"))
    with centre.app.test_request_context("/reports"):
        yield


def books(centre: Centre, query: str = "period=today") -> report_books.Books:
    with centre.app.test_request_context(f"/reports?{query}"), centre.store.reading() as session:
        return report_books.of(session, read(request.args, START, ZONE, queues=("billing", "tech")))


def test_they_balance(centre: Centre) -> None:
    found = books(centre)
    assert found.wrong == 0
    assert found.sums == {"offered": "2", "answered": "1", "abandoned": "0", "flowed": "1", "waiting": "0"}
    assert found.ended == 2


def test_of_one_queue_calls_have_no_books(centre: Centre) -> None:
    found = books(centre, "period=today&queue=tech")
    assert found.sums["offered"] == "1"
    assert not found.calls.rows


def test_what_is_wrong_comes_first(centre: Centre) -> None:
    with centre.store.writing() as session:
        session.execute(update(Rollup).where(Rollup.queue == "tech").values(flowed=Rollup.flowed + 1))
    found = books(centre)
    assert found.wrong == 1
    assert found.lines.rows[0].cells[1] == "Technical support"
    assert found.lines.rows[0].cells[-1] == Cell(-1, tone="alarm")


def test_a_period_to_come_has_none(centre: Centre) -> None:
    found = books(centre, "from=2027-01-01&to=2027-01-02")
    assert (found.wrong, found.lines.rows, found.ended) == (0, [], 0)


def closed(centre: Centre) -> None:
    while True:
        with centre.store.writing() as session:
            if not closed_books.close(session, START):
                return


def test_a_long_period_is_read_by_the_month(centre: Centre) -> None:
    keep(centre, call(3, at("2025-12-30T08:00")), call(4, at("2025-12-31T08:00"), end="abandoned"))
    closed(centre)
    found = books(centre, "period=last91")
    assert (found.since, found.wrong, found.ended) == (None, 0, 4)
    assert found.sums == {"offered": "4", "answered": "2", "abandoned": "1", "flowed": "1", "waiting": "0"}
    assert [(table.title, len(table.rows)) for table in found.tables] == [
        ("By queue and month", 3),
        ("Calls by month", 2),
    ]
    month, *rest = found.lines.rows[0].cells
    assert isinstance(month, Cell)
    assert (month.text, rest) == ("December 2025", ["Billing", 2, 1, 1, 0, 0, Cell(0)])


def test_days_that_differ_are_told_by_name_and_do_not_make_up_for_each_other(centre: Centre) -> None:
    keep(centre, call(3, at("2025-12-30T08:00")), call(4, at("2025-12-31T08:00")))
    closed(centre)
    with centre.store.writing() as session:
        for day, more in (("2025-12-30", 1), ("2025-12-31", -1)):
            start = int(at(f"{day}T00:00").timestamp())
            session.execute(
                update(Rollup).where(Rollup.start == start).values(answered=Rollup.answered + more)
            )
    found = books(centre, "period=last91")
    assert found.wrong == 2
    assert [str(row.cells[0]) for row in found.tables[0].rows] == ["2025-12-30", "2025-12-31"]
    assert found.lines.rows[0].cells[-1] == Cell(2, tone="alarm")


def test_of_many_days_that_are_not_closed_only_the_last_are_counted(centre: Centre) -> None:
    keep(centre, call(3, at("2025-12-30T08:00")))
    found = books(centre, "period=last91")
    assert (str(found.since), found.ended) == ("2026-01-31", 2)
    assert found.lines.title == "By queue and day"
