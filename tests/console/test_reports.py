"""Reports as pages: what is on them, what an address may say, what they are as files and letters."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from console import reports
from support.errors import NotFound
from support.services import policies
from tests.console.centre import START, Centre
from tests.console.report_facts import at, call, keep, presence

PAGES = ("daily", "interval", "queues", "agents", "outcomes")


@pytest.fixture(autouse=True)
def at_home(centre: Centre) -> None:
    """The centre is in São Paulo, where it is 10 o'clock on Monday, the 2nd of March 2026."""
    with centre.store.writing() as session:
        policies.publish(session, "ramal policies: 1\ntimezone: America/Sao_Paulo\n", None, START)


@pytest.fixture
def busy(centre: Centre) -> Centre:
    """Today four callers in billing, one in tech, one in no queue; yesterday one."""
    keep(
        centre,
        call(1, at("2026-03-02T08:05"), wait_s=10),
        call(2, at("2026-03-02T08:20"), wait_s=30, talk_s=240),
        call(3, at("2026-03-02T09:00"), end="abandoned", wait_s=60),
        call(4, at("2026-03-02T09:59"), end="abandoned", wait_s=2),
        call(5, at("2026-03-02T09:10"), queue="tech", end="flowed"),
        call(6, at("2026-03-02T09:20"), queue=""),
        call(7, at("2026-03-01T08:00")),
    )
    presence(centre, 1, at("2026-03-02T09:00"), available=300, on_call=600)
    return centre


def table(client: FlaskClient, path: str, name: str) -> list[list[str]]:
    reply = client.get(f"{path}{'&' if '?' in path else '?'}as=csv&table={name}")
    assert reply.status_code == 200
    assert reply.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(reply.get_data().decode("utf-8-sig"))))


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_today_in_figures_that_explain_themselves(busy: Centre, sue: FlaskClient) -> None:
    page = sue.get("/reports").text
    said = words(page)
    assert "5 Offered" in said
    assert "33.3 % Service level" in said  # one of three: the short abandon does not count
    assert 'href="/figures/offered?period=today"' in page
    for report in reports.REPORTS:
        assert f'href="/reports/{report.name}"' in page
