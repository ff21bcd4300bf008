"""`bench webhooks`: every counted turn was a real one (the load refuses others); all figures are there."""

from __future__ import annotations

import json

import pytest

from bench.webhooks import CONNECTIONS, OURS, TURNS_A_CALL, YARDSTICK, Side, main

KEYS = {
    "turns_per_s", "baseline_turns_per_s", "throughput_ratio", "p99_ms", "baseline_p99_ms", "p99_ratio",
    "rss_mb", "lean_turns_per_s", "lean_throughput_ratio", "lean_p99_ratio",
}  # fmt: skip


def test_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    figures = main(["--quick"])
    assert set(figures) >= KEYS
    assert all(value >= 0 for value in figures.values())
    assert figures["turns_per_s"] > 0
    assert json.loads(json.dumps(figures)) == figures
    printed = capsys.readouterr().out
    assert OURS in printed
    assert YARDSTICK in printed


def test_a_calls_answers_come_in_order_on_one_connection() -> None:
    lanes = Side(YARDSTICK, 5000, 0).turns(calls=10, name="00")
    assert len(lanes) == CONNECTIONS
    seen: set[bytes] = set()
    for lane in lanes:
        asked: dict[bytes, int] = {}
        for request in lane:
            call = request.raw.split(b"CallSid=")[1].split(b"&")[0]
            seq = int(request.raw.split(b"seq=")[1].split(b" ")[0])
            assert seq == asked.get(call, 0) + 1
            assert request.expected == f'seq={seq + 1}"'.encode()
            asked[call] = seq
        assert set(asked.values()) == {TURNS_A_CALL}
        assert not seen & set(asked)
        seen |= set(asked)
    assert len(seen) == 10
