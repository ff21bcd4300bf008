"""The yardsticks do what they are measured for: check, commit, answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from twilio.request_validator import RequestValidator

from bench import baseline

TOKEN, ADDRESS = "12345", "http://127.0.0.1:5000"
FIELDS = {"CallSid": "CA1", "Digits": "1"}


@pytest.fixture(params=[baseline.opened, baseline.kept])
def commit(request: pytest.FixtureRequest, tmp_path: Path) -> baseline.Commit:
    baseline.prepare(tmp_path / "turns.db")
    make: Callable[[Path], baseline.Commit] = request.param
    return make(tmp_path / "turns.db")


def rows(folder: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(folder / "turns.db") as connection:
        return connection.execute("SELECT sid, digits FROM turns").fetchall()


def test_a_signed_turn_is_a_row_and_the_next_question(commit: baseline.Commit, tmp_path: Path) -> None:
    client = baseline.create_app(commit, TOKEN, ADDRESS).test_client()
    signature = RequestValidator(TOKEN).compute_signature(ADDRESS + "/twilio/answer?seq=4", FIELDS)
    reply = client.post("/twilio/answer?seq=4", data=FIELDS, headers={"X-Twilio-Signature": signature})
    assert reply.status_code == 200
    assert 'seq=5"' in reply.text
    assert rows(tmp_path) == [("CA1", "1")]


def test_an_unsigned_turn_is_refused(commit: baseline.Commit, tmp_path: Path) -> None:
    client = baseline.create_app(commit, TOKEN, ADDRESS).test_client()
    assert client.post("/twilio/answer?seq=4", data=FIELDS).status_code == 403
    assert rows(tmp_path) == []


@pytest.mark.parametrize("lean", ["", "1"])
def test_gunicorn_is_given_it_by_environment(
    lean: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baseline.prepare(tmp_path / "turns.db")
    monkeypatch.setenv(baseline.DATABASE, str(tmp_path / "turns.db"))
    monkeypatch.setenv(baseline.TOKEN, TOKEN)
    monkeypatch.setenv(baseline.ADDRESS, ADDRESS)
    monkeypatch.setenv(baseline.LEAN, lean)
    rules = {rule.rule for rule in baseline.from_environment().url_map.iter_rules()}
    assert "/twilio/answer" in rules
