"""Where callers go and where they leave."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from console import reports_flow
from flows.diagram_words import kind
from flows.loader import load
from support.services import flow_paths
from tests.console import report_facts
from tests.console.centre import START, Centre
from tests.console.report_facts_more import HOSTILE, walked

LIBRARY = Path(__file__).resolve().parents[2] / "flows" / "library"
ALL = "/reports/flow?period=last7"


@pytest.fixture
def called(centre: Centre) -> Centre:
    made = [report_facts.call(n, START, "") for n in range(1, 5)]
    walked(made[0], ("main", 10), ("billing_queue", 60), how="queue")
    walked(made[1], ("main", 20))
    walked(made[2], ("main", 30), (HOSTILE, 5))
    walked(made[3], ("outage", 1), ("main", 4), ("goodbye", 1), how="ended")
    assert made[3].call
    made[3].call.version = 2
    report_facts.keep(centre, *made)
    return centre


def rows(client: FlaskClient, address: str, table: str) -> list[list[str]]:
    reply = client.get(f"{address}&as=csv&table={table}")
    assert reply.status_code == 200
    return list(csv.reader(io.StringIO(reply.get_data(as_text=True).lstrip("\ufeff"))))


def test_steps_with_who_came_went_on_and_hung_up(called: Centre, sue: FlaskClient) -> None:
    found = {row[0]: row for row in rows(sue, ALL, "steps")}
    assert found["main"][1:9] == ["menu", "4", "1", "3", "goodbye", "1", "0.25", "0"]
    assert found["main"][9:] == ["16", "10", "30"]
    assert found["billing_queue"][8] == "1"
    assert "message" not in found


def test_the_picture_tells_and_leads_on(called: Centre, sue: FlaskClient) -> None:
    page = sue.get(ALL).text
    assert 'class="funnel"' in page
    assert "1 hung up here, 25 %" in page
    assert "step=main" in page
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_one_version_alone(called: Centre, sue: FlaskClient) -> None:
    found = {row[0]: row[2] for row in rows(sue, f"{ALL}&version=2", "steps")[1:]}
    assert found == {"outage": "1", "main": "1", "goodbye": "1"}
    assert [row[:2] for row in rows(sue, f"{ALL}&version=2", "versions")[1:]] == [
        ["All", "4"], ["2 (shown)", "1"], ["1", "3"],
    ]  # fmt: skip
    assert rows(sue, f"{ALL}&version=9", "steps")[1:] == []


def test_the_calls_behind_a_step(called: Centre, sue: FlaskClient) -> None:
    assert len(rows(sue, f"{ALL}&step=main", "step_calls")) == 1 + 4
    (left,) = rows(sue, f"{ALL}&step=main&left=1", "step_calls")[1:]
    assert left[2:] == ["20", "main", "Served by the flow"]
    assert "No such call in this period." in sue.get(f"{ALL}&step=nowhere").text


def test_a_long_list_of_calls_goes_on(centre: Centre, sue: FlaskClient) -> None:
    made = [walked(report_facts.call(n, START, ""), ("main", 1)) for n in range(1, 28)]
    report_facts.keep(centre, *made)
    assert "Older ones" in sue.get(f"{ALL}&step=main").text
    # All at the same moment, and another system's: their ids are negative.
    assert "before=-25" in sue.get(f"{ALL}&step=main").text
    assert len(rows(sue, f"{ALL}&step=main&before=-25", "step_calls")) == 1 + 2
    assert "Older ones" not in sue.get(f"{ALL}&step=main&before=-25").text


@pytest.mark.parametrize("address", [
    "/reports/flow", "/reports/flow?flow=nobody", "/reports/flow?period=last7&version=x&step=&before=-1",
    "/reports/flow?from=2030-01-01&to=2030-02-01", "/reports/flow?from=2026-02-01&to=2026-01-01",
])  # fmt: skip
def test_nothing_and_nonsense_are_still_a_page(sue: FlaskClient, address: str) -> None:
    assert sue.get(address).status_code == 200


def test_only_supervisors_look(ana: FlaskClient) -> None:
    assert ana.get("/reports/flow").status_code == 403


def test_whose_times_are_told_is_said(
    called: Centre, sue: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "are of the last" not in sue.get(ALL).text
    monkeypatch.setattr(flow_paths, "SAMPLE", 3)
    assert "Median and 90 % are of the last 3 calls." in sue.get(ALL).text
    monkeypatch.setattr(flow_paths, "NEWEST", 2)
    page = sue.get(f"{ALL}&version=1").text
    assert "Of this version the last 2 calls are shown." in page
    assert "They are counted in the last 2 calls." in page
    assert rows(sue, ALL, "versions")[1] == ["All (shown)", "4"]


def test_a_flow_of_another_system_has_no_versions_and_nothing_of_it_is_gone(
    centre: Centre, sue: FlaskClient
) -> None:
    """Every step of the bank's log was told to be no longer there."""
    made = report_facts.call(1, START, flow="old-bank")
    report_facts.keep(centre, walked(made, ("voice-unit", 10), ("regular", 60)))
    page = sue.get(ALL).text
    assert "voice-unit" in page
    assert "no longer there" not in page
    assert 'id="versions"' not in page


def test_steps_of_a_flow_within_are_known() -> None:
    loaded = load(LIBRARY / "acme.yaml")
    assert loaded.flow
    sub, inner = next(iter(loaded.flow.subflows.items()))
    name = next(iter(inner.steps))
    assert reports_flow._kind(loaded.flow, f"{sub}.{name}") == kind(inner.steps[name])
    assert reports_flow._kind(loaded.flow, loaded.flow.start)
    assert reports_flow._kind(loaded.flow, "gone") == reports_flow._kind(None, "main") == ""
