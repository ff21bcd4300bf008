"""The scriptable telephone: expectations that wait, and failures one can read."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import pytest

from exchange.audio import mulaw, wav
from exchange.audio.speech import Speech
from exchange.phones import script
from tests.conftest import need
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


def riff(rate: int, channels: int, bits: int, data: bytes) -> bytes:
    form = struct.pack("<HHIIHH", 1, channels, rate, 0, 0, bits)
    return (
        b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    )


@pytest.mark.parametrize(
    ("rate", "channels", "bits"), [(8000, 1, 8), (16_000, 1, 16), (44_100, 2, 16), (48_000, 2, 24)]
)
def test_speaking_any_usual_file(town: Town, tmp_path: Path, rate: int, channels: int, bits: int) -> None:
    (tmp_path / "a.wav").write_bytes(riff(rate, channels, bits, bytes(rate * channels * bits // 8 // 5)))
    town.line('<Pause length="60"/>')
    line = town.caller.dial(LINE)
    frames: list[bytes] = []
    line.tap(inbound=frames.append)  # type: ignore[attr-defined]
    town.caller.speak(tmp_path / "a.wav")
    assert len(frames) in (10, 11)
    town.caller.hang_up()


def test_what_cannot_be_spoken_is_named(town: Town, tmp_path: Path) -> None:
    (tmp_path / "song.wav").write_bytes(b"ID3 no wave")
    town.line('<Pause length="60"/>')
    town.caller.dial(LINE)
    with pytest.raises(wav.NotWavError, match=r"song\.wav cannot be spoken: no RIFF"):
        town.caller.speak(tmp_path / "song.wav")
    with pytest.raises(FileNotFoundError):
        town.caller.speak(tmp_path / "none.wav")
    town.caller.hang_up()


def test_speaking_ends_with_the_call(town: Town, tmp_path: Path) -> None:
    wav.write(tmp_path / "long.wav", [b"\x20" * 8000 * 600])
    town.line('<Pause length="1"/>')
    town.caller.dial(LINE)
    town.caller.speak(tmp_path / "long.wav")
    assert town.caller.expect_ended() == "completed"


def test_words_with_a_voice_of_its_own(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.line('<Pause length="60"/>')
    town.caller.dial(LINE)
    monkeypatch.setattr(script, "_voice", lambda: Speech(use_espeak=False))
    with pytest.raises(LookupError, match="install espeak-ng"):
        town.caller.speak_words("hello")
    monkeypatch.undo()
    need(shutil.which("espeak-ng"), "espeak-ng")
    frames: list[bytes] = []
    town.caller.line.tap(inbound=frames.append)  # type: ignore[union-attr]
    town.caller.speak_words("yes", "pt-BR")
    assert max(map(mulaw.loudness, frames)) > 1000
    town.caller.hang_up()
