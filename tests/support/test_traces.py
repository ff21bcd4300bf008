"""Spans: one trace a call, whoever carries on; nothing is needed where nothing is wanted."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from structlog.testing import capture_logs

from support.traces import MISSING, Traces, open_traces
from tests.conftest import ROOT


@pytest.fixture
def kept() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def traces(kept: InMemorySpanExporter) -> Traces:
    return Traces(kept, "0.1", at_once=True)


def spans(kept: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in kept.get_finished_spans()}


def trace_of(span: ReadableSpan) -> int:
    assert span.context
    return int(span.context.trace_id)


def test_turns_and_orders_of_a_call_are_one_trace(kept: InMemorySpanExporter, traces: Traces) -> None:
    with traces.span("webhook /twilio/voice", "CA1"):
        pass
    elsewhere = Traces(kept, at_once=True)  # another process
    with elsewhere.span("order ring_agent", "CA1"):
        pass
    with traces.span("other", "CA2"):
        pass
    found = spans(kept)
    assert trace_of(found["webhook /twilio/voice"]) == trace_of(found["order ring_agent"])
    assert trace_of(found["other"]) != trace_of(found["order ring_agent"])
    assert found["order ring_agent"].attributes == {"ramal.call": "CA1"}
    assert found["other"].resource.attributes["service.name"] == "ramal"


def test_what_happens_inside_is_inside(kept: InMemorySpanExporter, traces: Traces) -> None:
    with traces.span("outer", "CA1"):
        traces.over("routing", 0.25)
        with traces.span("inner", "CA1"):
            pass
    found = spans(kept)
    outer = found["outer"].context
    assert outer
    for name in ("inner", "routing"):
        parent = found[name].parent
        assert parent
        assert parent.span_id == outer.span_id
    routing = found["routing"]
    assert routing.start_time
    assert routing.end_time
    assert 0.25e9 <= routing.end_time - routing.start_time < 1e9


def test_what_breaks_is_seen_and_says_no_words(kept: InMemorySpanExporter, traces: Traces) -> None:
    """An error's message may hold a number."""
    with pytest.raises(ValueError), traces.span("turn", "CA1"):
        raise ValueError("+5511988887777")
    span = spans(kept)["turn"]
    assert not span.status.is_ok
    assert "+5511988887777" not in span.to_json()


def test_without_the_packages_one_line_says_what_to_do() -> None:
    program = f"""
import sys
sys.modules["opentelemetry"] = None
from support.traces import open_traces
from support.settings import SettingsError
try:
    open_traces("http://127.0.0.1:4318")
except SettingsError as error:
    assert str(error) == {MISSING!r}, error
    print("told")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "told\n", done.stderr


def test_it_is_not_imported_where_nobody_wants_it() -> None:
    program = "import sys, support.traces, support.observing; print('opentelemetry' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "False\n", done.stderr


def test_a_collector_that_is_away_holds_up_nobody() -> None:
    logging.getLogger("opentelemetry").handlers.clear()  # of tests before
    with capture_logs() as logs:
        for _ in range(2):
            traces = open_traces("http://127.0.0.1:9")
            with traces.span("turn", "CA1"):
                pass
            traces.stop()
    assert [each["event"] for each in logs] == ["traces_not_sent"], "once in a while, in our words"
