"""The scriptable telephone: expectations that wait, and failures one can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.audio import wav
from tests.exchange.conftest import LINE, Town


def test_a_failed_expectation_shows_the_conversation(town: Town) -> None:
    town.line("<Say>welcome to Acme</Say><Pause length='20'/>")
    town.caller.dial(LINE)
    town.caller.expect_heard("WELCOME")
    with pytest.raises(AssertionError) as failed:
        town.caller.expect_heard("goodbye", timeout=0.1)
    assert "welcome to Acme" in str(failed.value)
    assert "'goodbye'" in str(failed.value)
    town.caller.hang_up()


def test_expectations_move_on(town: Town) -> None:
    town.line("<Say>one</Say><Say>two</Say><Say>one</Say>")
    town.caller.dial(LINE)
    town.caller.expect_heard("two")
    town.caller.expect_heard("one")
    with pytest.raises(AssertionError):
        town.caller.expect_heard("one", timeout=0.1)


def test_not_on_a_call(town: Town) -> None:
    with pytest.raises(AssertionError, match="not on a call"):
        town.caller.press("1")


def test_busy_and_answering_by_itself(town: Town) -> None:
    town.line("")
    town.caller.busy = True
    assert town.api.calls.create(to=town.caller.address, from_=LINE, twiml="<Response/>").sid
    assert town.exchange.settle()
    town.caller.busy, town.caller.answers = False, True
    town.api.calls.create(to=town.caller.address, from_=LINE, twiml="<Response><Say>hi</Say></Response>")
    town.caller.expect_heard("hi")
    assert [c.status for c in town.api.calls.list()] == ["completed", "busy"]


def test_a_second_call_finds_it_busy(town: Town) -> None:
    town.line("<Say>hello</Say><Pause length='30'/>")
    town.caller.dial(LINE)
    town.caller.expect_heard("hello")
    call = town.api.calls.create(to=town.caller.address, from_=LINE, twiml="<Response/>")
    town.wait_for(lambda: call.fetch().status == "busy")
    assert town.caller.status == "in-progress"
    town.caller.hang_up()


def test_speaking_a_file(town: Town, tmp_path: Path) -> None:
    wav.write(tmp_path / "hello.wav", [b"\x20" * 3200])
    town.line('<Record action="/done" trim="do-not-trim"/>')
    town.caller.dial(LINE)
    town.caller.expect_kind("recording")
    town.caller.speak(tmp_path / "hello.wav")
    town.caller.press("#")
    sid = town.customer.expect("/done")["RecordingSid"]
    path = town.exchange.office.directory.recordings[sid].path
    assert b"\x20" * 1600 in wav.read(Path(path))
