"""The office: alerts, URLs, threads that are waited for, dates."""

from __future__ import annotations

import threading

from exchange.office import rfc2822
from tests.exchange.conftest import ACCOUNT, Town


def test_alerts_are_kept(town: Town) -> None:
    town.exchange.office.alert(12200, "bad", "CA1", "http://h/x")
    assert [(a.code, a.call_sid) for a in town.exchange.debugger] == [(12200, "CA1")]


def test_threads_are_waited_for(town: Town) -> None:
    office, go_on = town.exchange.office, threading.Event()
    office.spawn("t", lambda: go_on.wait(5))
    assert not office.quiet()
    go_on.set()
    assert office.quiet(5)


def test_a_failing_thread_is_over_too(town: Town) -> None:
    town.exchange.office.spawn("t", [].pop)
    assert town.exchange.office.quiet(5)


def test_dates_and_urls(town: Town) -> None:
    assert rfc2822(1_772_529_300) == "Tue, 03 Mar 2026 09:15:00 +0000"
    assert town.exchange.office.rest_url("Recordings/RE1").endswith(f"/Accounts/{ACCOUNT.sid}/Recordings/RE1")
