"""Notes."""

from __future__ import annotations

from bench.synthetic import big_flow
from flows.checks import check
from flows.flow import Flow
from flows.places import Places
from tests.flows.conftest import Make


def notes(flow: Flow, covered: set[tuple[str, str]] | None = None) -> list[str]:
    return [f.message for f in check(flow, Places(), covered=covered) if f.weight == "note"]


def test_keypaths_and_seconds(small: Flow) -> None:
    assert notes(small) == ["3 ways lead through this flow; a person is reached after 5 s of prompts"]


def test_fastest_and_slowest(acme: Flow) -> None:
    assert notes(acme)[0].endswith("a person is reached after 20 to 45 s of prompts")


def test_what_no_scenario_takes(small: Flow) -> None:
    every = {(name, label) for name, step in small.steps.items() for label, _ in step.exits()}
    assert len(notes(small, every)) == 1
    assert "no scenario takes main → 2, repairs_queue → next" in notes(
        small, every - {("main", "2"), ("repairs_queue", "next")}
    )
    assert notes(small, set())[1].endswith("and 2 more")


def test_a_flow_without_scenarios(make: Make) -> None:
    flow = make().flow
    assert flow is not None
    assert "no scenario tries this flow" in notes(flow)


def test_countless_ways_are_not_written_out() -> None:
    [first, _] = notes(Flow.model_validate(big_flow(200)))
    assert first.startswith("more than 1,000,000 ways lead through this flow")


def test_a_broken_flow_has_none(small: Flow) -> None:
    assert notes(small.model_copy(update={"start": "nowhere"})) == []
