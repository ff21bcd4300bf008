"""Down and up to 8 kHz: the voice stays, what would fold back is gone."""

import audioop
import math
import struct

import pytest

from exchange.audio.resample import lowpass, to_telephone


def sine(pitch_hz: float, rate: int, seconds: float = 0.5, peak: int = 16000) -> bytes:
    count = int(rate * seconds)
    step = 2 * math.pi * pitch_hz / rate
    return struct.pack(f"<{count}h", *(round(peak * math.sin(step * n)) for n in range(count)))


def middle(pcm16: bytes) -> bytes:
    """Without the filter's edges."""
    cut = len(pcm16) // 8 & ~1
    return pcm16[cut:-cut]


@pytest.mark.parametrize("rate", [16000, 22050, 44100, 48000])
def test_speech_band_passes(rate: int) -> None:
    heard = to_telephone(sine(1000, rate), rate)
    assert len(heard) // 2 == pytest.approx(4000, abs=3)
    assert audioop.rms(middle(heard), 2) == pytest.approx(16000 / math.sqrt(2), rel=0.05)


@pytest.mark.parametrize("rate", [16000, 22050, 44100, 48000])
def test_what_would_fold_back_is_gone(rate: int) -> None:
    heard = to_telephone(sine(6500, rate), rate)
    assert audioop.rms(middle(heard), 2) < 600


def test_telephone_rate_is_left_alone() -> None:
    sound = sine(440, 8000)
    assert to_telephone(sound, 8000) is sound
    assert to_telephone(b"", 16000) == b""


def test_slow_rate_is_filled_in() -> None:
    heard = to_telephone(sine(500, 4000), 4000)
    assert len(heard) // 2 == pytest.approx(4000, abs=3)
    assert audioop.rms(middle(heard), 2) == pytest.approx(16000 / math.sqrt(2), rel=0.1)


def test_full_scale_does_not_wrap() -> None:
    square = struct.pack("<1600h", *([32767] * 40 + [-32768] * 40) * 20)
    heard = struct.unpack("<1600h", lowpass(square, 16000))
    middles = heard[20:1600:80]
    assert min(middles[1:-1]) > 20000
