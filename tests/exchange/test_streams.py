"""Media streams: messages of reference 4.2 and 4.3, in order, and signed."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from flask import Response

from exchange.audio import mulaw, wav
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


def loud(ear: Ear) -> list[dict[str, Any]]:
    media = ear.of("media")
    return [m for m in media if set(base64.b64decode(m["media"]["payload"])) != {0xFF}]


def test_messages_in_order(town: Town, ear: Ear) -> None:
    town.line(f'<Start><Stream url="{ear.url}"/></Start><Pause length="30"/>')
    line = town.caller.dial(LINE)
    start = ear.expect("start")
    assert start["start"]["mediaFormat"] == {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    assert ear.signatures == [sign(ACCOUNT.auth_token, ear.url)]
    town.caller.say("here are words")
    town.wait_for(lambda: len(loud(ear)) > 10)
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
