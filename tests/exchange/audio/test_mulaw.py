"""Mu-law against the formula of G.711, mixing, and framing."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.audio import mulaw


def reference(code: int) -> int:
    """G.711's own arithmetic for one mu-law byte, as a 16-bit sample."""
    code = ~code & 0xFF
    magnitude = (((code & 0x0F) << 3) + 0x84) << (code >> 4 & 7)
    return 0x84 - magnitude if code & 0x80 else magnitude - 0x84


def linear(*samples: int) -> bytes:
    return struct.pack(f"<{len(samples)}h", *samples)


def samples_of(pcm16: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(pcm16) // 2}h", pcm16)


def test_every_byte_decodes_as_g711_says() -> None:
    assert samples_of(mulaw.decode(bytes(range(256)))) == tuple(reference(code) for code in range(256))


def test_every_sample_comes_back_close() -> None:
    samples = range(-32768, 32768)
    heard = samples_of(mulaw.decode(mulaw.encode(linear(*samples))))
    # half a step of its segment is 1/32 of a sample at most, and encoders look at 14 bits only
    pairs = zip(samples, heard, strict=True)
    far = [sample for sample, level in pairs if abs(level - sample) > abs(sample) / 32 + 8]
    assert far == []


@given(st.binary(max_size=400))
def test_what_was_mu_law_stays_the_same(ulaw: bytes) -> None:
    again = mulaw.encode(mulaw.decode(ulaw))
    # 0x7F is minus zero: it comes back as plus zero
    assert again == ulaw.replace(b"\x7f", b"\xff")


def test_odd_byte_is_dropped() -> None:
    assert mulaw.encode(b"\x00\x00\x01") == b"\xff"


def test_silence_is_one_frame_of_zero() -> None:
    assert len(mulaw.SILENCE) == mulaw.FRAME == 160
    assert set(samples_of(mulaw.decode(mulaw.SILENCE))) == {0}


def test_one_voice_is_itself_and_none_is_nothing() -> None:
    frame = bytes(range(160))
    assert mulaw.mix([frame]) is frame
    assert mulaw.mix([]) == b""


def test_mix_clips_instead_of_wrapping() -> None:
    loud = mulaw.encode(linear(*[30000] * 160))
    deep = mulaw.encode(linear(*[-30000] * 160))
    assert set(samples_of(mulaw.decode(mulaw.mix([loud, loud, loud])))) == {reference(0x80)}
    assert set(samples_of(mulaw.decode(mulaw.mix([deep, deep])))) == {reference(0x00)}


@given(st.lists(st.binary(min_size=160, max_size=160), min_size=2, max_size=5))
def test_mix_is_the_clipped_sum(frames: list[bytes]) -> None:
    expected = [0] * 160
    for frame in frames:
        voice = samples_of(mulaw.decode(frame))
        expected = [max(-32768, min(32767, a + b)) for a, b in zip(expected, voice, strict=True)]
    assert mulaw.mix(frames) == mulaw.encode(linear(*expected))


def test_shorter_voice_is_filled_with_silence() -> None:
    long = mulaw.encode(linear(*[1000] * 160))
    assert mulaw.mix([long, long[:10]])[10:] == long[10:]


@pytest.mark.parametrize(("length", "count"), [(0, 0), (1, 1), (160, 1), (161, 2), (800, 5)])
def test_frames_are_whole(length: int, count: int) -> None:
    pieces = list(mulaw.frames(b"\x01" * length))
    assert [len(piece) for piece in pieces] == [160] * count
    assert b"".join(pieces)[:length] == b"\x01" * length
    assert set(b"".join(pieces)[length:]) <= {0xFF}


def test_seconds_and_loudness() -> None:
    assert mulaw.seconds(mulaw.SILENCE * 50) == 1.0
    assert mulaw.loudness(mulaw.SILENCE) == 0
    assert mulaw.loudness(b"") == 0
    assert mulaw.loudness(mulaw.encode(linear(*[8000, -8000] * 80))) == pytest.approx(8000, rel=0.05)
