"""A whole sound written down: utterance by utterance, channel by channel, silence left out."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass, field

import numpy as np
import pytest

from speech.dictation import LONGEST, NotThisSound, Said, write_down
from speech.frames import FRAME_MS
from tests.speech.sounds import Sound, noise, silence, voice


def joined(*parts: Sound) -> Sound:
    return np.concatenate(parts)


@dataclass
class Heard:
    text: str


@dataclass
class Scribe:
    """Writes down how many seconds it was given."""

    fed: list[bytes] = field(default_factory=list)
    given: int = 0

    def feed(self, pcm: bytes) -> str:
        self.fed.append(pcm)
        return ""

    def finish(self) -> Heard:
        seconds = len(b"".join(self.fed)) / 16_000
        self.fed.clear()
        self.given += round(seconds * 1000)
        return Heard(f"{seconds:.0f} seconds")


def wav(*channels: Sound, rate: int = 8000, width: int = 2) -> io.BytesIO:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(len(channels))
        written.setsampwidth(width)
        written.setframerate(rate)
        samples = np.stack([channel.clip(-32000, 32000) for channel in channels], 1)
        written.writeframes(samples.astype("<i2" if width == 2 else "u1").tobytes())
    file.seek(0)
    return file


def test_each_utterance_has_its_place() -> None:
    scribes: list[Scribe] = []

    def scribe() -> Scribe:
        scribes.append(Scribe())
        return scribes[-1]

    sound = joined(noise(1000), voice(2000), noise(3000), voice(1000), noise(1000))
    first, second = write_down(wav(sound), scribe)
    assert 500 <= first.start_ms <= 1000
    assert first.end_ms == pytest.approx(3000, abs=200)
    assert 5500 <= second.start_ms <= 6000
    assert second.end_ms == pytest.approx(7000, abs=200)
    assert [scribe.given for scribe in scribes] == [pytest.approx(5500, abs=700)], "not the silence"


def test_each_channel_is_heard_for_itself() -> None:
    caller = joined(voice(1500), noise(3500))
    agent = joined(noise(2500), voice(1500), noise(1000))
    said = write_down(wav(caller, agent), Scribe)
    assert [line.channel for line in said] == [0, 1]
    assert said[0].start_ms < said[1].start_ms


def test_who_never_stops_is_written_down_in_pieces() -> None:
    said = write_down(wav(voice(LONGEST * FRAME_MS + 10_000)), Scribe)
    assert len(said) == 2
    assert said[1].start_ms >= said[0].end_ms - 600


def test_what_ends_in_the_middle_of_a_word_is_heard() -> None:
    assert write_down(wav(joined(noise(500), voice(1003))), Scribe)


@pytest.mark.parametrize("sound", [silence(3000), noise(3000), np.zeros(0)])
def test_nothing_said(sound: Sound) -> None:
    assert write_down(wav(sound), Scribe) == []


def test_words_that_are_none_make_no_line() -> None:
    class Deaf(Scribe):
        def finish(self) -> Heard:
            return Heard("")

    assert write_down(wav(voice(1000)), Deaf) == []


@pytest.mark.parametrize(("rate", "width"), [(48_000, 2), (8000, 1)])
def test_another_kind_of_sound_is_refused(rate: int, width: int) -> None:
    with pytest.raises(NotThisSound):
        write_down(wav(silence(100), rate=rate, width=width), Scribe)


def test_lines_compare_as_values() -> None:
    assert Said(0, 1, 2, "a") == Said(0, 1, 2, "a")
