"""The books below a report."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import request
from sqlalchemy import update

from console import report_books
from console.report_filters import read
from console.report_parts import Cell
from support.services import policies
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
