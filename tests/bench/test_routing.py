"""`bench routing`: a short run on SQLite gives every figure, and what it must find it finds."""

from __future__ import annotations

import pytest

from bench import live
from bench import routing_line as line
from bench.routing import main
from support.store.base import Store


def test_a_short_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    # Screens are measured with processes of their own: test_live runs them.
    monkeypatch.setattr(live, "measure", lambda quick: {"offer_to_screen_p95_ms": 1.5 if quick else 0})
    figures = main(["--quick"])
    assert {"decision_p99_ms", "growth", "offers_per_s"} <= figures.keys()
    assert figures["offer_to_screen_p95_ms"] == 1.5
    assert (figures["doubled"], figures["overtaken"], figures["database"]) == (0, 0, "SQLite")
    assert "1000 offers" in capsys.readouterr().out


def test_a_database_with_calls_is_left_alone(store: Store, database_url: str) -> None:
    line.fill(store, line.waiting_calls(1), [], "available")
    with pytest.raises(SystemExit):
        main(["--quick", "--database", database_url])
    assert line.has_calls(store)
