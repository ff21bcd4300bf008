"""Recorded conversations, by the setting of each queue: who is told or asked, and what is in the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.phones.script import ScriptPhone
from tests.journeys.taped import (
    ANNOUNCED,
    CONSENT,
    NUMBER,
    OFF,
    ON,
    channels,
    facts,
    file_of,
    has_keys,
    has_pitch,
    nothing_is_taped,
    opened,
    talking,
    tapes,
    until_tape,
    write_tone,
)
from tests.journeys.town import Desk, Town

CAROL_HZ, AGENT_HZ, LATER_HZ = 400, 900, 2000


@pytest.fixture
def real(tmp_path: Path, database_url: str) -> Iterator[Town]:
    """In real time, for what is in the sound."""
    built = Town(tmp_path, database_url, in_real_time=True)
    yield built
    built.stop()


def test_both_sides_are_recorded_apart(real: Town, tmp_path: Path) -> None:
    carla, _ = opened(real)
    carol = talking(real, carla, ON)
    tape = until_tape(real, "recording")
    carla.expect("recording")
    carol.speak(write_tone(tmp_path / "carol.wav", CAROL_HZ))
    carla.phone.speak(write_tone(tmp_path / "carla.wav", AGENT_HZ))
    carol.hang_up()
    record = file_of(real, tape.sid or "")
    assert (record.channels, record.source) == (2, "StartCallRecordingAPI")
    caller, agent = channels(record.path)
    assert has_pitch(caller, CAROL_HZ)
    assert has_pitch(agent, AGENT_HZ)
    assert not has_pitch(caller, AGENT_HZ)
    assert not has_pitch(agent, CAROL_HZ)
    assert facts(real, carol) == ["recording_started"]
    until_tape(real, "over")


def test_the_caller_is_told_before_the_line_and_only_once(town: Town) -> None:
    carla, diego = opened(town)
    carol = talking(town, carla, ANNOUNCED)
    until_tape(town, "recording")
    assert carol.conversation().count("We record this") == 1
    diego.available()
    carla.transfer("queue", "told")
    diego.answer()
    carol.expect_kind("conference")
    until_tape(town, "recording")
    carol.hang_up()
    assert town.outcome(carol) == "answered"
    assert carol.conversation().count("We record this") == 1
    assert len(tapes(town)) == 1
    assert facts(town, carol) == ["recording_announced", "recording_started"]


def test_who_agrees_is_recorded_and_not_asked_again(town: Town) -> None:
    carla, _ = opened(town)
    carol = talking(town, carla, CONSENT, "1")
    until_tape(town, "recording")
    carla.hang_up()
    assert carla.phone.expect_ended() == "completed"
    carla.expect("Ready")
    carla.ready()
    carla.answer()  # the flow brings them to the same queue again
    carol.hang_up()
    town.outcome(carol)
    assert carol.conversation().count("record your conversation") == 1
    assert facts(town, carol) == ["recording_agreed", "recording_started"]


def test_who_refuses_is_served_and_not_recorded(town: Town) -> None:
    carla, diego = opened(town)
    carol = talking(town, carla, CONSENT, "2")
    assert "recorded" not in carla.page()
    diego.available()
    carla.transfer("queue", "taped")
    diego.answer()
    carol.expect_kind("conference")
    carol.hang_up()
    assert town.outcome(carol) == "answered"
    assert nothing_is_taped(town)
    assert facts(town, carol) == ["recording_refused"]


def test_silence_is_a_refusal(town: Town) -> None:
    carla, _ = opened(town)
    carla.available()
    carol = town.customer()
    carol.dial(NUMBER)
    carol.expect_heard("Press a key")
    carol.press(CONSENT)
    carol.expect_heard("record your conversation")
    town.until_in_time(lambda: carla.phone.line is not None and carla.phone.status == "ringing", "a ring")
    carla.answer()
    carol.expect_kind("conference")
    carol.hang_up()
    assert town.outcome(carol) == "answered"
    assert nothing_is_taped(town)


def test_a_queue_that_is_off(town: Town) -> None:
    carla, _ = opened(town)
    carol = talking(town, carla, OFF)
    assert 'id="recording"' not in carla.page()
    carol.hang_up()
    town.outcome(carol)
    assert nothing_is_taped(town)


def test_a_pause_at_the_desk_is_silence_in_the_file(real: Town, tmp_path: Path) -> None:
    carla, _ = opened(real)
    carol = talking(real, carla, ON)
    tape = until_tape(real, "recording")
    carol.speak(write_tone(tmp_path / "before.wav", CAROL_HZ))
    carla.record("pause")
    carla.expect("recording paused since")
    carol.press("4")
    carol.speak(write_tone(tmp_path / "secret.wav", LATER_HZ))
    carla.record("resume")
    until_tape(real, "recording")
    carla.phone.speak(write_tone(tmp_path / "after.wav", AGENT_HZ))
    carol.hang_up()
    caller, agent = channels(file_of(real, tape.sid or "").path)
    assert has_pitch(caller, CAROL_HZ)
    assert has_pitch(agent, AGENT_HZ)
    assert not has_pitch(caller, LATER_HZ)
    assert not has_keys(caller, "4")
    assert facts(real, carol) == ["recording_started", "recording_paused", "recording_resumed"]


def test_who_hangs_up_in_a_pause_leaves_a_whole_recording(town: Town) -> None:
    carla, _ = opened(town)
    carol = talking(town, carla, ON)
    tape = until_tape(town, "recording")
    carla.record("pause")
    until_tape(town, "paused")
    town.advance(5)
    carol.hang_up()
    assert file_of(town, tape.sid or "").duration_s >= 5
    assert until_tape(town, "over").closed_at


def test_secret_digits_are_never_in_the_recording(real: Town, tmp_path: Path) -> None:
    carla, _ = opened(real)
    carol = talking(real, carla, ON)
    tape = until_tape(real, "recording")
    carol.press("7")  # heard by the agent: proves that keys can be found at all
    carla.hang_up()
    carol.expect_heard("Your card number?")
    carol.press("2580")
    carol.expect_heard("Press 1 to go")
    until_tape(real, "recording")
    carol.speak(write_tone(tmp_path / "after.wav", CAROL_HZ))
    carol.press("1")
    carol.expect_ended()
    record = file_of(real, tape.sid or "")
    for samples in channels(record.path):
        assert not any(has_keys(samples, key) for key in "2580")
    caller, _agent = channels(record.path)
    assert has_keys(caller, "7")
    assert has_pitch(caller, CAROL_HZ)
    assert facts(real, carol) == ["recording_started", "recording_paused", "recording_resumed"]


def test_in_a_queue_that_is_off_the_recording_ends_and_in_one_that_is_on_another_begins(town: Town) -> None:
    carla, diego = opened(town)
    carol = talking(town, carla, ON)
    first = until_tape(town, "recording")
    diego.available()
    carla.transfer("queue", "free")
    diego.answer()
    carol.expect_kind("conference")
    until_tape(town, "over")
    carla.expect("Ready")
    carla.ready()
    diego.transfer("queue", "taped")
    carla.answer()
    carol.expect_kind("conference")
    second = until_tape(town, "recording")
    assert second.sid != first.sid
    carol.hang_up()
    assert file_of(town, first.sid or "").channels == 2
    assert file_of(town, second.sid or "").channels == 2
    assert facts(town, carol) == ["recording_started", "recording_stopped", "recording_started"]


def test_who_is_transferred_to_an_announced_line_is_told_on_the_way_in(town: Town) -> None:
    carla, diego = opened(town)
    carol = talking(town, carla, OFF)
    diego.available()
    carla.transfer("queue", "told")
    diego.answer()
    carol.expect_heard("We record this")
    carol.expect_kind("conference")
    until_tape(town, "recording")
    carol.hang_up()
    assert town.outcome(carol) == "answered"
    assert facts(town, carol) == ["recording_announced", "recording_started"]


def test_a_held_customer_goes_on_being_recorded(town: Town) -> None:
    carla, _ = opened(town)
    carol = talking(town, carla, ON)
    tape = until_tape(town, "recording")
    carla.hold()
    carol.expect_heard("calm")
    carla.resume()
    carol.expect_kind("conference")
    assert until_tape(town, "recording").id == tape.id
    carol.hang_up()
    town.outcome(carol)
    assert facts(town, carol) == ["recording_started"]


def asks_for_a_callback(town: Town, key: str) -> ScriptPhone:
    carol = town.customer()
    carol.dial(NUMBER)
    carol.expect_heard("Press a key")
    carol.press(key)
    carol.expect_heard("call you back")
    carol.press("1")
    carol.expect_heard("press 1")
    carol.hang_up()
    town.outcome(carol)
    return carol


def called_back(town: Town, desk: Desk, carol: ScriptPhone) -> None:
    desk.available()
    town.until_in_time(lambda: desk.phone.status == "ringing", "the agent to be rung")
    desk.phone.answer()
    desk.phone.expect_heard("ringing")
    carol.expect_ringing()
    carol.answer()


def test_a_callback_is_recorded_on_the_leg_that_we_rang(town: Town) -> None:
    carla, _ = opened(town)
    carol = asks_for_a_callback(town, ON)
    called_back(town, carla, carol)
    carol.expect_kind("conference")
    tape = until_tape(town, "recording")
    carol.hang_up()
    record = file_of(town, tape.sid or "")
    assert record.call_sid == tape.leg_sid
    until_tape(town, "over")
    assert "recording_started" in facts(town, carol)


def test_in_a_callback_the_announcement_that_was_heard_before_holds(town: Town) -> None:
    carla, _ = opened(town)
    carol = asks_for_a_callback(town, ANNOUNCED)
    called_back(town, carla, carol)
    carol.expect_kind("conference")
    until_tape(town, "recording")
    carol.hang_up()
    until_tape(town, "over")
    assert facts(town, carol)[:2] == ["recording_announced", "recording_started"]
