"""The clock of all processes, and workers that are born ready."""

from __future__ import annotations

import time

import pytest

from bench.voicemail_process import clock


def test_time_runs_ahead_alike_everywhere() -> None:
    zero = time.time() - 10
    first, second = clock(zero, 20)(), clock(zero, 20)()
    assert first.timestamp() - zero >= 200
    assert second >= first
    assert clock(zero, 1)().timestamp() == pytest.approx(time.time(), abs=5)
