"""A track's moments: when speech began, when it was last heard, and the second that is kept."""

from __future__ import annotations

from speech.track import KEPT_MS, Track
from tests.speech import sounds
from tests.speech.sounds import noise, voice


def played(*parts: sounds.Sound, from_ms: int = 0) -> Track:
    track = Track()
    for sound, at in sounds.frames(sounds.joined(*parts), from_ms):
        assert list(track.take(sound, at)) == [sound]
    return track


def test_speech_has_a_beginning_and_an_end() -> None:
    track = played(noise(1000), voice(600), from_ms=5000)
    assert track.speaking
    assert 5980 <= track.since_ms <= 6080
    assert 6500 <= track.voiced_ms <= 6600
    assert track.now_ms == 6600


def test_what_began_long_ago_begins_where_sound_is_kept() -> None:
    track = played(noise(500), voice(4000))
    assert track.since_ms == 4500 - KEPT_MS


def test_a_second_is_kept() -> None:
    track = played(noise(5000))
    assert len(track.kept(0)) == 50
    assert len(track.kept(4900)) == 5
    track.clear()
    assert track.kept(0) == []
