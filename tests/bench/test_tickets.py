"""`bench tickets`: a short run on SQLite gives every figure of every view."""

from __future__ import annotations

import pytest

from bench import tickets, tickets_data
from support.store.base import Store


def test_a_short_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    figures = tickets.main(["--quick"])
    assert figures["tickets"] == 1000
    p95 = figures["p95_ms"]["SQLite"]
    assert {tickets.PLAIN, tickets.OPENING, *tickets.cases()} <= p95.keys()
    assert all(value > 0 for value in p95.values())
    assert figures["worst_view_p95_ms"]["SQLite"] <= max(p95.values())
    assert {"sweep_s", "quiet_sweep_s", "ticket_p95_ms", "baseline_p95_ms"} <= figures.keys()
    assert "search: a rare word" in capsys.readouterr().out


def test_a_database_in_use_is_left_alone(store: Store, database_url: str) -> None:
    tickets_data.fill(store, tickets_data.Size(2, 2, 1, 2))
    with pytest.raises(SystemExit):
        tickets.main(["--quick", "--database", database_url])
