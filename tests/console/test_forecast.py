"""`/reports/forecast`: the page, its fragment, its files, and what an address may say."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.console.centre import START, Centre
from tests.console.report_facts import call, keep


@pytest.fixture
def busy(centre: Centre) -> Centre:
    """Three weeks of calls in billing, every weekday at the same time."""
    days = [START - timedelta(days=back) for back in range(1, 22)]
    weekdays = [day for day in days if day.weekday() < 5]
    keep(centre, *(call(100 * n + m, day, talk_s=200) for n, day in enumerate(weekdays, 1) for m in range(8)))
    return centre


def test_what_is_expected(sue: FlaskClient, busy: Centre) -> None:
    text = sue.get("/reports/forecast?shrinkage=30").get_data(as_text=True)
    assert "Forecast and staffing" in text
    assert "Learnt from 21 days" in text or "Learnt from 19 days" in text
    assert "was foreseen once more" in text
    assert 'name="shrinkage" value="30"' in text
    assert "Agents on the roster" in text


def test_a_script_asks_for_the_figures_alone(sue: FlaskClient, busy: Centre) -> None:
    text = sue.get("/reports/forecast?part=1&calls=50").get_data(as_text=True)
    assert "<html" not in text
    assert "Calls expected" in text


def test_every_table_as_csv(sue: FlaskClient, busy: Centre) -> None:
    for name in ("calls", "agents", "days", "half_hours"):
        answer = sue.get(f"/reports/forecast?as=csv&table={name}")
        assert answer.mimetype == "text/csv"
        assert f"forecast-{name}-2026-03-02_2026-03-08.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(sue.get("/reports/forecast?as=csv").get_data(as_text=True))))
    assert len(rows) == 1 + 5  # a half-hour on each of five days
    assert float(rows[1][1]) == pytest.approx(8, rel=0.3)
    assert sue.get("/reports/forecast?as=csv&table=none").status_code == 404


def test_a_centre_without_history(sue: FlaskClient) -> None:
    text = sue.get("/reports/forecast").get_data(as_text=True)
    assert "there is nothing to learn from" in text


@pytest.mark.parametrize(
    "query",
    ["from=never", "from=9999-12-31", "days=0", "queue=%3Cscript%3E", "calls=x&aht=-1&goal=100&within=1e9",
     "patience=-5", "from=1980-01-01&days=28", "shrinkage=100", "aht=0", "queue=billing&queue=tech"],
)  # fmt: skip
def test_odd_addresses_still_give_a_page(sue: FlaskClient, busy: Centre, query: str) -> None:
    answer = sue.get(f"/reports/forecast?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.get_data(as_text=True)


def test_agents_do_not_plan(ana: FlaskClient, centre: Centre) -> None:
    assert ana.get("/reports/forecast").status_code == 403
