"""Recordings through the vendor's client, and their media (reference 5.5)."""

from __future__ import annotations

import io
import wave

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.exchange.conftest import ACCOUNT, LINE, Town

KEY = (ACCOUNT.api_key, ACCOUNT.api_secret)


@pytest.fixture
def talking(town: Town) -> str:
    town.line("<Gather timeout='60'><Say>speak</Say></Gather>")
    line = town.caller.dial(LINE)
    town.caller.expect_heard("speak")
    return line.sid


def media(town: Town, sid: str, auth: tuple[str, str] | None = KEY, suffix: str = "") -> requests.Response:
    url = f"{town.customer.base}/2010-04-01/Accounts/{ACCOUNT.sid}/Recordings/{sid}{suffix}"
    return requests.get(url, auth=auth, timeout=5)


def test_started_stopped_played_deleted(town: Town, talking: str) -> None:
    recordings = town.api.calls(talking).recordings
    started = recordings.create(
        recording_channels="dual", recording_status_callback=town.customer.base + "/recording"
    )
    assert started.status == "in-progress"
    town.caller.say("this is worth keeping for a while")
    assert recordings("Twilio.CURRENT").update(status="stopped").status == "stopped"
    assert town.customer.expect("/recording")["RecordingSource"] == "StartCallRecordingAPI"
    kept = town.api.recordings(started.sid).fetch()
    assert (kept.status, kept.channels, kept.duration) == ("completed", 2, "2")
    for suffix in ("", ".wav"):
        reply = media(town, started.sid, suffix=suffix)
        assert reply.headers["content-type"] == "audio/x-wav"
        with wave.open(io.BytesIO(reply.content)) as file:
            assert (file.getnchannels(), file.getframerate()) == (2, 8000)
    with wave.open(io.BytesIO(media(town, started.sid, suffix="?RequestedChannels=1").content)) as file:
        assert file.getnchannels() == 1
    assert media(town, started.sid, auth=None).status_code == 401
    assert town.api.recordings(started.sid).delete()
    assert media(town, started.sid).status_code == 404
    assert town.api.recordings.list() == []
    assert [r.status for r in town.api.recordings.list(include_soft_deleted=True)] == ["deleted"]
    town.caller.hang_up()


def test_paused_with_and_without_silence(town: Town, talking: str) -> None:
    recordings = town.api.calls(talking).recordings
    recordings.create()
    current = recordings("Twilio.CURRENT")
    assert current.update(status="paused", pause_behavior="skip").status == "paused"
    assert town.api.calls(talking).recordings.list()[0].status == "paused"
    town.caller.say("my card number is a secret thing")
    current.update(status="in-progress")
    current.update(status="stopped")
    assert town.api.recordings.list(call_sid=talking)[0].duration == "0"
    town.caller.hang_up()


def test_two_run_and_current_is_ambiguous(town: Town, talking: str) -> None:
    recordings = town.api.calls(talking).recordings
    first = recordings.create()
    recordings.create()
    with pytest.raises(TwilioRestException):
        recordings("Twilio.CURRENT").update(status="stopped")
    recordings(first.sid).update(status="stopped")
    recordings("Twilio.CURRENT").update(status="stopped")
    town.caller.hang_up()


def test_media_is_not_there_before_the_end(town: Town, talking: str) -> None:
    started = town.api.calls(talking).recordings.create()
    assert media(town, started.sid).status_code == 404
    town.caller.hang_up()
    assert town.exchange.settle()
    with pytest.raises(TwilioRestException) as late:
        town.api.calls(talking).recordings.create()
    assert late.value.code == 21220


def test_one_channel_only(town: Town, talking: str) -> None:
    started = town.api.calls(talking).recordings.create()
    town.caller.say("words")
    town.caller.hang_up()
    assert town.exchange.settle()
    assert media(town, started.sid, suffix="?RequestedChannels=2").status_code == 400
