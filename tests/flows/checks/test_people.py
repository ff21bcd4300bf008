"""A way to a person."""

from __future__ import annotations

from flows.checks.people import reaches_person
from flows.flow import Flow
from tests.flows.conftest import Lint


def test_a_voicemail_is_no_person(lint: Lint) -> None:
    change = ("    queue: billing\n    else: bye", "    voicemail: billing\n    next: bye")
    assert lint(change) == ["warning no person"]
    assert lint(change, greeting='transfer: "+12025550123"\nelse: main') == []


def test_a_person_that_only_rescue_reaches_does_not_count(small: Flow) -> None:
    flow = small.model_copy(update={"start": "goodbye", "rescue": "main"})
    assert not reaches_person(flow, flow)


def test_a_person_in_a_subflow_counts(small: Flow) -> None:
    data = {"ramal": 1, "flow": "f", "title": "t", "languages": ["en-US"], "start": "a",
            "steps": {"a": {"flow": "small", "next": "hang up"}}}  # fmt: skip
    flow = Flow.model_validate(data)
    assert not reaches_person(flow, flow)
    assert reaches_person(flow, flow.model_copy(update={"subflows": {"small": small}}))
