"""Media streams: messages of reference 4.2 and 4.3, in order, and signed."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from flask import Response

from exchange.audio import mulaw, wav
from exchange.audio.speech import Speech
from exchange.signature import sign
from exchange.streams import BadStream, checked_url
from tests.exchange.conftest import ACCOUNT, LINE, Ear, Town


@pytest.mark.parametrize(
    ("url", "result"),
    [
        ("wss://h.example/m", "wss://h.example/m"),
        ("https://h.example/m", "wss://h.example/m"),
        ("http://127.0.0.1:5000/m", "ws://127.0.0.1:5000/m"),
        ("ws://localhost:5000/m", "ws://localhost:5000/m"),
        ("ws://h.example/m", 31922),
        ("wss://h.example/m?x=1", 31923),
        ("m", 31922),
    ],
)
def test_urls(url: str, result: str | int) -> None:
    if isinstance(result, str):
        assert checked_url(url) == result
    else:
        with pytest.raises(BadStream) as refused:
            checked_url(url)
        assert refused.value.code == result


LOUD = mulaw.encode(b"\x00\x30" * 160)


def loud(ear: Ear) -> list[dict[str, Any]]:
    media = ear.of("media")
    return [m for m in media if set(base64.b64decode(m["media"]["payload"])) != {0xFF}]


def test_messages_in_order(town: Town, ear: Ear) -> None:
    town.line(f'<Start><Stream url="{ear.url}"/></Start><Pause length="30"/>')
    line = town.caller.dial(LINE)
    start = ear.expect("start")
    assert start["start"]["mediaFormat"] == {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    assert ear.signatures == [sign(ACCOUNT.auth_token, ear.url)]
    line.audio(LOUD * 20)
    town.wait_for(lambda: len(loud(ear)) == 20)
    town.caller.hang_up()
    stop = ear.expect("stop")
    assert stop["stop"] == {"accountSid": ACCOUNT.sid, "callSid": line.sid}
    assert ear.heard[0] == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    numbers = [int(m["sequenceNumber"]) for m in ear.heard[1:]]
    assert numbers == list(range(1, len(numbers) + 1))
    media = [m["media"] for m in ear.of("media")]
    assert [m["chunk"] for m in media] == [str(n) for n in range(1, len(media) + 1)]
    assert [m["timestamp"] for m in media] == [str(20 * n) for n in range(len(media))]
    assert {len(base64.b64decode(m["payload"])) for m in media} == {160}


def test_the_outbound_track_carries_the_first_prompt(town: Town, ear: Ear, tmp_path: Path) -> None:
    wav.write(tmp_path / "a.wav", [mulaw.encode(b"\x00\x30" * 1600)])
    town.customer.on("/a.wav", Response((tmp_path / "a.wav").read_bytes(), mimetype="audio/wav"))
    stream = f'<Stream url="{ear.url}" track="both_tracks"/>'
    town.line(f'<Start>{stream}</Start><Play>/a.wav</Play><Pause length="30"/>')
    town.caller.dial(LINE)
    town.wait_for(lambda: len(loud(ear)) >= 9)
    assert {m["media"]["track"] for m in loud(ear)} == {"outbound"}
    town.caller.hang_up()


def test_two_way_sound_and_marks(town: Town, ear: Ear) -> None:
    town.line(f'<Connect><Stream url="{ear.url}"/></Connect>')
    phone = town.exchange.phone("+5511900000001", wants_audio=True)
    phone.dial(LINE)
    sid = ear.expect("start")["streamSid"]
    tone = mulaw.encode(b"\x00\x30" * 400)
    payload = base64.b64encode(tone).decode()
    ear.send({"event": "media", "streamSid": sid, "media": {"payload": payload}})
    ear.send({"event": "mark", "streamSid": sid, "mark": {"name": "end"}})
    assert ear.expect("mark")["mark"] == {"name": "end"}
    town.wait_for(lambda: tone[:320] in phone.audio_heard)
    long = base64.b64encode(tone * 200).decode()
    ear.send({"event": "media", "streamSid": sid, "media": {"payload": long}})
    ear.send({"event": "mark", "streamSid": sid, "mark": {"name": "cleared"}})
    ear.send({"event": "clear", "streamSid": sid})
    town.wait_for(lambda: [m["mark"]["name"] for m in ear.of("mark")] == ["end", "cleared"], timeout=3)
    assert phone.interruptions == 1
    phone.hang_up()
    ear.expect("stop")


def test_a_killed_socket_leaves_the_call_alone(town: Town, ear: Ear) -> None:
    start = f'<Start><Stream url="{ear.url}" statusCallback="/stream"/></Start>'
    town.line(f'{start}<Gather numDigits="1"><Say>press</Say></Gather>', "<Say>still here</Say>")
    town.caller.dial(LINE)
    ear.expect("start")
    town.exchange.kill_streams()
    town.customer.expect("/stream", StreamEvent="stream-stopped")
    town.caller.press("1")
    town.caller.expect_heard("still here")


def test_a_killed_socket_is_noticed_at_the_other_end(town: Town, ear: Ear) -> None:
    town.line(f'<Start><Stream url="{ear.url}"/></Start><Pause length="30"/>')
    town.caller.dial(LINE)
    ear.expect("media")
    town.exchange.kill_streams()
    town.wait_for(lambda: not ear.socket.connected)
    town.caller.hang_up()
    assert ear.of("stop") == []


def test_a_socket_that_lasts_only_so_long(town: Town, ear: Ear) -> None:
    town.exchange.faults.stream_lasts_s = 0.2
    town.line(f'<Start><Stream url="{ear.url}" statusCallback="/stream"/></Start><Pause length="30"/>')
    town.caller.dial(LINE)
    town.customer.expect("/stream", StreamEvent="stream-stopped")
    assert 5 <= len(ear.of("media")) <= 50
    assert town.caller.status == "in-progress"
    town.caller.hang_up()


def test_a_refused_stream_is_told_and_the_next_one_opens(town: Town, ear: Ear) -> None:
    town.exchange.faults.refuse_streams = 1
    stream = f'<Start><Stream url="{ear.url}" statusCallback="/stream"/></Start>'
    town.line(f'{stream}<Gather numDigits="1"><Say>press</Say></Gather>', f'{stream}<Pause length="30"/>')
    town.caller.dial(LINE)
    error = town.customer.expect("/stream", StreamEvent="stream-error")
    assert error["StreamError"] == "refused"
    assert [alert.code for alert in town.exchange.debugger] == [31902]
    town.caller.expect_heard("press")
    town.caller.press("1")
    assert ear.expect("start")["sequenceNumber"] == "1"
    town.caller.hang_up()


def test_frames_may_be_doubled_and_swapped(town: Town, ear: Ear) -> None:
    town.exchange.faults.frame_duplicate = town.exchange.faults.frame_reorder = 1
    town.line(f'<Start><Stream url="{ear.url}"/></Start><Pause length="30"/>')
    town.caller.dial(LINE)
    town.wait_for(lambda: len(ear.of("media")) >= 8)
    assert [m["media"]["chunk"] for m in ear.of("media")[:8]] == ["2", "2", "1", "1", "4", "4", "3", "3"]
    town.caller.hang_up()
    ear.expect("stop")


def test_typed_words_that_a_stream_could_not_understand_are_not_hummed_to_it(town: Town, ear: Ear) -> None:
    town.line(f'<Start><Stream url="{ear.url}"/></Start><Pause length="30"/>')
    town.caller.dial(LINE)
    ear.expect("media")
    town.caller.say("here are words")
    assert town.caller.expect_kind("unheard").text == "here are words"
    before = len(ear.of("media"))
    town.wait_for(lambda: len(ear.of("media")) > before + 5)
    assert loud(ear) == []
    town.caller.hang_up()


class Voice(Speech):
    """Every word sounds the same, for 0.4 s."""

    def render(self, text: str, language: str) -> bytes:
        return LOUD * 20


def test_typed_words_are_spoken_onto_the_stream(town: Town, ear: Ear) -> None:
    town.exchange.office.speech = Voice()
    town.line(f'<Start><Stream url="{ear.url}"/></Start><Pause length="30"/>')
    line = town.exchange.phone("+5511900000001", wants_audio=True).dial(LINE)
    ear.expect("media")
    line.say("here are words")
    line.audio(b"\x10" * 1600)  # the microphone, whose place the words have taken
    town.wait_for(lambda: len(loud(ear)) >= 20)
    before = len(ear.of("media"))
    town.wait_for(lambda: len(ear.of("media")) > before + 5)
    assert [base64.b64decode(m["media"]["payload"]) for m in loud(ear)] == [LOUD] * 20
    line.hang_up()
