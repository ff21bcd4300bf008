"""What is a sound and what is not: a museum of files as they have come, and as somebody may send them."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.riff import EXTENSIBLE, MULAW, BadSound, CutSound, check
from tests.recordings.sounds import UNKNOWN, kept, pcm, silence, voice, wav

ONE_S = pcm(silence(1))
EXTENDED = struct.pack("<HHIIHHHHIH14s", EXTENSIBLE, 2, 48000, 192000, 4, 16, 22, 16, 3, 1, b"\0" * 14)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"", "the file is empty", id="0 bytes"),
        pytest.param(b"RI", "ends before its sound", id="two bytes"),
        pytest.param(wav(ONE_S)[:30], "ends before its sound|how it is written", id="cut in its head"),
        pytest.param(wav(b"")[:-8], "ends before its sound", id="a head alone"),
        pytest.param(b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\0" * 50, "not a WAV file but MP3", id="MP3"),
        pytest.param(b"\xff\xfb\x90\0" * 50, "not a WAV file but MP3", id="MP3 without a tag"),
        pytest.param(b"OggS" + b"\0" * 50, "not a WAV file but Ogg", id="Ogg"),
        pytest.param(b"<!doctype html><p>Sign in", "a page of text", id="a page"),
        pytest.param(b'  {"code": 20404}', "a page of text", id="JSON"),
        pytest.param(b"\x7fELF" + b"\0" * 100, "not a sound", id="a program"),
        pytest.param(b"RIFF\0\0\0\0AVI " + b"\0" * 50, "not a sound", id="a film"),
        pytest.param(wav(ONE_S, code=3, bits=32), "format 3", id="floats"),
        pytest.param(wav(ONE_S, code=0x55), "format 85", id="MP3 disguised as WAV"),
        pytest.param(wav(ONE_S, channels=6), "6 channels", id="six channels"),
        pytest.param(wav(ONE_S, channels=0), "0 channels", id="no channel"),
        pytest.param(wav(ONE_S, rate=0), "0 samples a second", id="no rate"),
        pytest.param(wav(ONE_S, rate=4_000_000), "4000000 samples a second", id="a radio"),
        pytest.param(wav(ONE_S, bits=12), "samples of 12 bits", id="12 bits"),
        pytest.param(wav(ONE_S).replace(b"fmt ", b"junk"), "how it is written", id="no format"),
        pytest.param(b"RIFF\0\0\0\0WAVE" + b"junk\0\0\0\0" * 2000, "too many parts", id="parts without end"),
    ],
)
def test_what_is_no_sound_is_told_in_a_sentence(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(BadSound, match=sentence):
        check(kept(tmp_path, data))


@pytest.mark.parametrize(
    ("promised", "sentence"),
    [
        (160_000, r"10\.0 s were promised, 1\.0 s are there"),
        (3_000_000_000, r"52\.1 hours were promised, 1\.0 s are there"),
        (16_002, "ends early"),
    ],
)
def test_what_ends_early_is_told_and_can_be_taken(tmp_path: Path, promised: int, sentence: str) -> None:
    file = kept(tmp_path, wav(ONE_S, promised=promised))
    with pytest.raises(CutSound, match=sentence):
        check(file)
    assert check(file, cut=True).seconds == 1


@pytest.mark.parametrize(
    "promised", [0, UNKNOWN, UNKNOWN - 36, 0x7FFFFFFF, 0x7FFFFFFF - 36, 0x80000000, 0x7FFFF000]
)
def test_who_wrote_while_it_came_did_not_know_the_size(tmp_path: Path, promised: int) -> None:
    assert check(kept(tmp_path, wav(ONE_S, promised=promised))).seconds == 1


@pytest.mark.parametrize(
    ("data", "rate", "channels", "seconds"),
    [
        pytest.param(wav(ONE_S), 8000, 1, 1, id="as announced"),
        pytest.param(wav(ONE_S, channels=2), 8000, 2, 0.5, id="two channels"),
        pytest.param(wav(ONE_S, rate=48000, channels=2), 48000, 2, 8000 / 96000, id="stereo 48 kHz"),
        pytest.param(wav(bytes(8000), bits=8), 8000, 1, 1, id="8 bits"),
        pytest.param(wav(b"\xff" * 8000, code=MULAW, bits=8), 8000, 1, 1, id="mu-law"),
        pytest.param(wav(b"\xd5" * 8000, code=6, bits=8), 8000, 1, 1, id="A-law"),
        pytest.param(wav(bytes(24000), bits=24), 8000, 1, 1, id="24 bits"),
        pytest.param(wav(ONE_S, before=b"LIST\3\0\0\0abc\0"), 8000, 1, 1, id="words before it, odd"),
        pytest.param(wav(ONE_S, after=b"LIST\4\0\0\0abcd"), 8000, 1, 1, id="words behind it"),
        pytest.param(wav(ONE_S + b"\1"), 8000, 1, 1, id="half a sample more"),
        pytest.param(wav(ONE_S[:2]), 8000, 1, 1 / 8000, id="one sample"),
        pytest.param(wav(b""), 8000, 1, 0, id="no sample"),
        pytest.param(
            b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<I", len(EXTENDED)) + EXTENDED + b"data\x04\0\0\0abcd",
            48000, 2, 1 / 48000, id="the long head",
        ),
    ],
)  # fmt: skip
def test_sounds(tmp_path: Path, data: bytes, rate: int, channels: int, seconds: float) -> None:
    found = check(kept(tmp_path, data))
    assert (found.rate, found.channels) == (rate, channels)
    assert found.seconds == pytest.approx(seconds)


SOUND = wav(pcm(voice(0.2)), before=b"LIST\4\0\0\0abcd")


@given(st.data())
def test_whatever_is_in_its_head_is_a_sound_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    changed = bytearray(SOUND[: data.draw(st.integers(1, len(SOUND)))])
    for _ in range(data.draw(st.integers(0, 4))):
        changed[data.draw(st.integers(0, min(len(changed), 60) - 1))] = data.draw(st.integers(0, 255))
    file = kept(tmp_path_factory.getbasetemp(), bytes(changed), "any.wav")
    with suppress(BadSound):
        found = check(file)
        assert found.begins + found.size <= len(changed)
        assert found.size % found.frame == 0
