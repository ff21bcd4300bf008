"""What a report's form offers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import request

from console import report_form, reports_agents, reports_daily, reports_interval
from console.report_filters import read
from console.report_parts import Report
from tests.console.centre import START, Centre
from tests.console.report_facts import ZONE, at, call, keep


@pytest.fixture(autouse=True)
def filled(centre: Centre) -> Iterator[None]:
    keep(centre, call(1, at("2026-03-02T08:00"), intent=""), call(2, at("2026-03-02T09:00"), intent="rare"))
    with centre.app.test_request_context("/reports"):
        yield


def choices(centre: Centre, report: Report, query: str = "period=today") -> report_form.Choices:
    with centre.app.test_request_context(f"/reports?{query}"), centre.store.reading() as session:
        return report_form.choices(session, report, read(request.args, START, ZONE, queues=("billing",)))


def test_values_of_which_something_happened(centre: Centre) -> None:
    found = choices(centre, reports_daily.REPORT)
    assert found.queues["tech"] == "Technical support"
    assert found.dims["intent"][1] == {"-": "Unknown", "rare": "rare"}
    assert found.dims["agent"][1]["1"] == "Ana Agent"
    assert found.dims["flow"][1] == {"acme": "Acme customer line"}


def test_what_is_asked_for_is_offered_though_it_is_gone(centre: Centre) -> None:
    found = choices(centre, reports_daily.REPORT, "period=yesterday&queue=gone&team=east")
    assert found.queues["gone"] == "gone"
    assert found.dims["team"][1] == {"east": "east"}


def test_queues_that_have_figures_only_are_offered(centre: Centre) -> None:
    """Of an imported log no queue could be chosen."""
    keep(centre, call(3, at("2026-03-02T09:30"), "bank"))
    assert choices(centre, reports_daily.REPORT).queues["bank"] == "bank"


def test_only_what_the_report_heeds(centre: Centre) -> None:
    agents = choices(centre, reports_agents.REPORT)
    assert (list(agents.dims), agents.presets) == (["agent"], {})
    assert "copc" in choices(centre, reports_daily.REPORT).presets
    own = choices(centre, reports_agents.OWN)
    assert (own.queues, own.dims) == ({}, {})
    assert choices(centre, reports_interval.REPORT).every == (15, 30, 60)
