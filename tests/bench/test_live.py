"""The benchmark of live pages, small: it measures what it says, and leaves nothing running."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import live


def test_offers_come_to_screens_and_pages_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "AGENTS", 3)
    with live.stage(tmp_path, "") as ready:
        seen = live.screens(ready, 2)
        held = live.holding(ready, 5, 11.0)
    assert seen["screens"] == 3
    assert 0 < seen["offer_to_screen_p50_ms"] <= seen["offer_to_screen_p95_ms"]
    assert held["live_connections"] == 5
    assert held["live_mb"] > 0
    assert held["live_events"] > 0


def test_every_leg_has_a_name_of_its_own() -> None:
    carrier = live.Ringing()
    path = "/2010-04-01/Accounts/AC1/Calls"
    made = {carrier.update(f"{path}.json", b"") for _ in range(3)}
    assert len(made) == 3
    assert carrier.update(f"{path}/CA7.json", b"") == "CA7"
