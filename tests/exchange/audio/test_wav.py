"""WAV files written and read again, foreign formats, real recordings, and files that are none."""

import audioop
import struct
import wave
from pathlib import Path

import pytest

from exchange.audio import mulaw, tones, wav


def riff(coding: int, channels: int, rate: int, bits: int, data: bytes, size: int | None = None) -> bytes:
    block = channels * bits // 8
    form = struct.pack("<HHIIHH", coding, channels, rate, rate * block, block, bits)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    body += b"data" + struct.pack("<I", len(data) if size is None else size) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def likeness(one: bytes, other: bytes) -> float:
    """Correlation of two mu-law sounds, 1.0 when they are the same."""
    left, right = mulaw.decode(one), mulaw.decode(other)
    length = min(len(left), len(right))
    left, right = left[:length], right[:length]
    energy = (audioop.rms(left, 2) * audioop.rms(right, 2)) or 1
    pairs = zip(memoryview(left).cast("h"), memoryview(right).cast("h"), strict=True)
    return sum(a * b for a, b in pairs) / (length // 2) / energy


def test_written_mono_file_is_real_and_reads_back(tmp_path: Path) -> None:
    sound = tones.dtmf("147")
    wav.write(tmp_path / "a.wav", [sound])
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        assert file.getnframes() == len(sound)
    assert wav.read(tmp_path / "a.wav") == sound
    assert wav.duration_s(tmp_path / "a.wav") == len(sound) / 8000


def test_stereo_keeps_channels_apart_and_pads_the_shorter(tmp_path: Path) -> None:
    caller, agent = tones.dtmf("1"), tones.dtmf("23")
    wav.write(tmp_path / "two.wav", [caller, agent])
    with wave.open(str(tmp_path / "two.wav")) as file:
        assert (file.getnchannels(), file.getnframes()) == (2, len(agent))
        both = file.readframes(len(agent))
    left = mulaw.encode(audioop.tomono(both, 2, 1, 0))
    assert left == caller.ljust(len(agent), b"\xff")
    assert mulaw.encode(audioop.tomono(both, 2, 0, 1)) == agent


def test_three_channels(tmp_path: Path) -> None:
    wav.write(tmp_path / "three.wav", [tones.beep()] * 3)
    assert likeness(wav.read(tmp_path / "three.wav"), tones.beep()) > 0.99


def test_no_channel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="channel"):
        wav.write(tmp_path / "none.wav", [])


def test_stereo_at_16_khz_becomes_one_telephone_channel() -> None:
    linear = mulaw.decode(tones.dtmf("5"))
    fast = audioop.ratecv(linear, 2, 1, 8000, 16000, None)[0]
    heard = wav.read(riff(1, 2, 16000, 16, audioop.tostereo(fast, 2, 1, 1)))
    assert len(heard) == pytest.approx(len(tones.dtmf("5")), abs=4)
    assert likeness(heard, tones.dtmf("5")) > 0.95


FORMATS = [(1, 8), (1, 16), (1, 24), (1, 32), (6, 8), (7, 8), (0xFFFE, 16)]


@pytest.mark.parametrize(("coding", "bits"), FORMATS)
def test_every_sample_format(coding: int, bits: int) -> None:
    linear = mulaw.decode(tones.dtmf("9"))
    if coding in (6, 7):
        data = {6: audioop.lin2alaw, 7: audioop.lin2ulaw}[coding](linear, 2)
    else:
        data = audioop.lin2lin(linear, 2, bits // 8)
        data = audioop.bias(data, 1, 128) if bits == 8 else data
    if coding == 0xFFFE:
        form = struct.pack("<HHIIHHHHIH", coding, 1, 8000, 16000, 2, 16, 22, 16, 4, 1) + bytes(14)
        raw = b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<I", len(form)) + form + b"data"
        raw += struct.pack("<I", len(data)) + data
    else:
        raw = riff(coding, 1, 8000, bits, data)
    assert likeness(wav.read(raw), tones.dtmf("9")) > 0.98


def test_piped_file_promises_more_than_it_holds() -> None:
    raw = riff(7, 1, 8000, 8, tones.beep(), size=0x7FFFF000)
    assert wav.read(raw) == tones.beep()
    assert wav.duration_s(raw) == 0.5


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"ID3\x04 not a wav at all",
        b"RIFF\0\0\0\0WAVE",
        riff(1, 1, 8000, 16, b"\0\0")[:30],
        riff(85, 1, 8000, 8, b"\0\0"),
        riff(1, 0, 8000, 16, b"\0\0"),
        riff(1, 1, 8000, 12, b"\0\0"),
        riff(1, 1, 7, 16, b"\0\0"),
    ],
)
def test_other_files_are_refused(raw: bytes) -> None:
    with pytest.raises(wav.NotWavError):
        wav.read(raw)


def test_every_recorded_digit_reads_at_its_length(samples: Path) -> None:
    files = sorted((samples / "fsdd").glob("*.wav"))
    assert len(files) >= 50
    for path in files:
        sound = wav.read(path)
        assert mulaw.seconds(sound) == wav.duration_s(path)
        assert mulaw.loudness(sound) > 100


def test_recording_at_16_khz_keeps_its_length_and_level(samples: Path) -> None:
    path = samples / "english_digits_16k.wav"
    sound = wav.read(path)
    with wave.open(str(path)) as file:
        level = audioop.rms(file.readframes(file.getnframes()), 2)
    assert mulaw.seconds(sound) == pytest.approx(wav.duration_s(path), abs=0.01)
    assert level * 0.7 < mulaw.loudness(sound) < level * 1.1
