"""`bench calls`: everybody who called is accounted for; a call without its one outcome is found out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from bench.calls import FLOW, LOST, main, outcome, timed
from flows.loader import read
from support.services import calls
from support.services import flows as published
from support.services.flows import FlowShelf
from support.store import calls as call_store
from support.store.base import Store

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CALLER, CALLED = "+12025550199", "+12025550100"


def test_a_few_calls_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    figures = main(["--quick"])
    assert figures["placed"] == figures["ended"] == 12
    assert (figures["lost"], figures["stranded"]) == (0, 0), capsys.readouterr().out
    assert sum(figures["outcomes"].values()) == 12
    assert {"answered", "voicemail", "abandoned_menu"} <= set(figures["outcomes"])
    assert figures["webhook_p95_ms"] > 0


def test_a_call_is_lost_until_it_has_exactly_one_outcome(store: Store) -> None:
    flow, shelf = read(FLOW, "bench.yaml", folder=None).flow, FlowShelf()
    assert flow

    def found() -> str:
        with store.reading() as session:
            return outcome(session, CALLER)

    assert found() == LOST
    with store.writing() as session:
        published.publish(session, flow, FLOW, "test", NOW)
        call = calls.begin(session, shelf, "CA1", CALLER, CALLED, NOW)
    assert found() == LOST
    with store.writing() as session:
        calls.end(session, shelf, "CA1", "completed", NOW)
    assert found() == "abandoned_menu"
    with store.writing() as session:
        call_store.append(session, call.call_id, NOW, [("call_ended", {"outcome": "contained"})])
    assert found() == LOST


def test_only_webhooks_are_timed() -> None:
    def application(_environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
        return [b"done"]

    times: list[float] = []
    measured = timed(application, times)
    for path in ("/twilio/voice", "/desk", "/twilio/status"):
        assert list(measured({"PATH_INFO": path}, None)) == [b"done"]
    assert len(times) == 2
    assert all(each >= 0 for each in times)
