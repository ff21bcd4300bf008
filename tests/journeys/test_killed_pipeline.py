"""The worker is killed twenty times while sixty messages come: each is a ticket and a sound, none twice."""

from __future__ import annotations

from pathlib import Path

from bench.voicemail_kills import Plan, run


def test_no_message_is_lost_or_doubled_when_workers_die(tmp_path: Path) -> None:
    counted = run(Plan(kills=20, messages=60, database=f"sqlite:///{tmp_path / 'ramal.db'}"), tmp_path)
    assert counted.wrong(60) == []
    assert counted.again, "nobody died at work: nothing was tried"
