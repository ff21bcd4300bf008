"""What a call's own flow says of a line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ivr import lines
from ivr.context import Context
from ivr.engine import start
from tests.ivr.conftest import MONDAY_NOON, build

INNER = build({"hi": {"say": "Hi."}}, flow="inner", queues={"billing": {"title": "Inside"}})
FLOW = build(
    {"hi": {"say": "Hi."}},
    subflows={"inner": INNER},
    hours={"office": {"mon-fri": "08:00-18:00"}},
    queues={
        "billing": {"title": "Billing", "hours": "office"},
        "tech": {"title": "Tech", "hours": "nowhere"},
        "general": {"title": "General"},
    },
)


def context(flow: str = "acme", now: datetime = MONDAY_NOON) -> Context:
    fresh = Context(FLOW, start(FLOW, "c", 1), now)
    fresh.go_into(flow)
    return fresh


def test_a_sub_flows_own_queues_come_first() -> None:
    found = [lines.settings(context(flow), "billing") for flow in ("acme", "inner")]
    assert [line and line.title for line in found] == [{"*": "Billing"}, {"*": "Inside"}]
    assert lines.settings(context(), "elsewhere") is None


def test_open_and_closed() -> None:
    assert not lines.is_closed(context(), "billing")
    assert lines.is_closed(context(now=MONDAY_NOON + timedelta(hours=6)), "billing")
    assert lines.is_closed(context(), "tech"), "hours that are not written are closed hours"
    assert not lines.is_closed(context(), "general")
    assert not lines.is_closed(context(), "elsewhere")


def test_when_a_line_closes() -> None:
    assert lines.closes_at(context(), "billing") == datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
    assert lines.closes_at(context(), "general") is None
