"""The stages that need no phone company, on real files: good ones, and all that a line can bring instead."""

from __future__ import annotations

import io
import os
import wave
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recordings.storage import Storage, Unreachable
from speech.choice import Hearing, parse
from support.services import pipeline, tickets
from support.services.settling import settler
from support.sound_work import LANES, MOST_BEGUN, MOST_DICTATED, SoundWork, staged
from support.store import recordings as store
from support.store.orders import Order
from support.worker import Again, Done, GivenUp, Outcome
from tests.speech.sounds import noise, tones, voice
from tests.support.centre import Centre
from tests.support.stages import left, order, row

VOICE = np.concatenate([noise(1000), voice(4000), noise(2000)])


def wav(*channels: Any, rate: int = 8000) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(len(channels))
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes(np.stack(channels, 1).clip(-32000, 32000).astype("<i2").tobytes())
    return file.getvalue()


class Office:
    """A centre with a storage and somebody who works on sounds."""

    def __init__(self, centre: Centre, folder: Path) -> None:
        self.centre, self.folder = centre, folder
        self.sounds = Storage(str(folder / "sounds"))
        hearing = Hearing(parse("off"), folder)
        self.work = SoundWork(centre.store, self.sounds, hearing, folder / "work", lambda: centre.now)
        self.settle = settler(centre.shelf)

    def left(self, sound: bytes, call: str = "CA1", recording: str = "RE1") -> int:
        """A message whose sound was fetched."""
        found = left(self.centre, call, recording)
        fetch = order(self.centre, "fetch_recording")
        kept = self.sounds.write([sound], name=fetch.payload["name"])
        result = {"name": kept.name, "size": kept.size, "sha256": kept.sha256}
        self.centre.do(self.settle, fetch, Done(result), self.centre.now)
        return found

    def carry_out(self, kind: str, attempts: int = 1) -> Outcome:
        """The newest order of this kind, and what follows from it."""
        wanted = order(self.centre, kind)
        wanted.attempts = attempts
        outcome = self.work.kinds()[kind](wanted)
        if not isinstance(outcome, Again):
            self.centre.do(self.settle, wanted, outcome, self.centre.now)
        return outcome

    def all(self) -> None:
        for name in ("check", "process", "transcribe", "file"):
            assert isinstance(self.carry_out(f"{name}_recording"), Done)


@pytest.fixture
def office(centre: Centre, tmp_path: Path) -> Office:
    return Office(centre, tmp_path)


def test_a_message_from_its_file_to_its_ticket(office: Office, centre: Centre) -> None:
    office.left(wav(VOICE))
    office.all()
    office.carry_out("delete_sound")
    made = row(centre)
    assert (made.state, made.stage) == ("filed", "remove")
    assert made.seconds is not None
    assert made.seconds < 7, "silence at its ends is cut"
    assert made.note == "not written down: speech is switched off (RAMAL_SPEECH)"
    assert set(office.sounds.names()) == {name for name in (made.path, made.copy_path) if name}
    assert list((office.folder / "work").iterdir()) == []


def test_two_channels_of_48_khz(office: Office, centre: Centre) -> None:
    sound = np.repeat(VOICE, 6)
    office.left(wav(sound, np.roll(sound, 48_000), rate=48_000))
    office.all()
    made = row(centre)
    assert (made.state, made.channels, len(made.peaks)) == ("filed", 2, 2)


@pytest.mark.parametrize(
    ("sound", "said"),
    [
        (b"", "empty"),
        (b"RIF", "ends before its sound"),
        (b"<html><script>alert(1)</script>", "a page of text"),
        (b"ID3" + bytes(1000), "MP3"),
        (bytes(5000), "not a sound"),
        (wav(VOICE)[:20_000], "ends early"),
    ],
)
def test_what_is_no_sound_fails_and_stays_to_be_looked_at(
    office: Office, centre: Centre, sound: bytes, said: str
) -> None:
    office.left(sound)
    assert isinstance(office.carry_out("check_recording"), GivenUp)
    failed = row(centre)
    assert (failed.state, failed.stage) == ("failed", "check")
    assert said in failed.error
    with office.sounds.open(failed.path) as kept:
        assert kept.read() == sound


def test_a_sound_that_ends_early_is_taken_on_demand(office: Office, centre: Centre) -> None:
    recording_id = office.left(wav(VOICE)[:60_000])
    office.carry_out("check_recording")
    centre.agent("ana")
    centre.do(pipeline.run_again, recording_id, 1, centre.now, as_it_is=True)
    office.all()
    assert row(centre).state == "filed"


@pytest.mark.parametrize(
    "sound",
    [noise(4000), np.zeros(32_000), np.concatenate([tones(200, 697, 1209), np.zeros(800)] * 8)],
    ids=["a line's hiss", "silence", "keys only"],
)
def test_a_message_in_which_nobody_speaks_is_a_missed_call(
    office: Office, centre: Centre, sound: Any
) -> None:
    office.left(wav(sound))
    office.all()
    with centre.store.reading() as session:
        assert tickets.detail(session, 1001).ticket.kind == "missed"
    assert row(centre).note == ""


def test_done_twice_is_done_once(office: Office, centre: Centre) -> None:
    """A worker died after it had written: the next writes the same names."""
    office.left(wav(VOICE))
    office.carry_out("check_recording")
    wanted = order(centre, "process_recording")
    assert isinstance(office.work.kinds()["process_recording"](wanted), Done)
    before = set(office.sounds.names())
    office.carry_out("process_recording")
    assert set(office.sounds.names()) == before
    assert office.work.kinds()["process_recording"](wanted) == Done(), "nobody waits for it any more"


def test_a_storage_that_is_away_is_waited_for(
    office: Office, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.left(wav(VOICE))

    def away(_name: str) -> None:
        raise Unreachable("the storage of sounds fails: TimeoutError")

    monkeypatch.setattr(office.sounds, "open", away)
    outcome = office.carry_out("check_recording", attempts=3)
    assert isinstance(outcome, Again)
    assert outcome.tries == 20
    waiting = row(centre)
    assert (waiting.state, waiting.attempts, waiting.error) == ("fetched", 3, outcome.error)


def test_a_sound_that_is_gone_fails(office: Office, centre: Centre) -> None:
    office.left(wav(VOICE))
    office.sounds.delete(row(centre).path)
    assert office.carry_out("check_recording") == GivenUp("the sound is gone")


def test_what_breaks_every_worker_is_given_up(office: Office, centre: Centre) -> None:
    office.left(wav(VOICE))
    assert isinstance(office.carry_out("check_recording", attempts=MOST_BEGUN + 1), GivenUp)
    assert row(centre).state == "failed"


def test_a_recogniser_that_breaks_off_leaves_a_note(office: Office, centre: Centre) -> None:
    office.left(wav(VOICE))
    office.carry_out("check_recording")
    office.carry_out("process_recording")
    office.carry_out("transcribe_recording", attempts=MOST_DICTATED + 1)
    office.carry_out("file_recording")
    assert row(centre).state == "filed"
    assert "broke off" in row(centre).note


class Words:
    def feed(self, _pcm: bytes) -> str:
        return ""

    def finish(self) -> Words:
        return self

    text = "please call me back"


class Model:
    def recognizer(self, _phrases: object) -> Words:
        return Words()


class Heard:
    """A Hearing whose model needs no files."""

    def __init__(self, model: Model | None) -> None:
        self._model = model

    def is_switched_off(self, _language: str) -> bool:
        return False

    def model(self, _language: str) -> Model | None:
        return self._model


@pytest.mark.parametrize(("model", "note"), [(Model(), ""), (None, "not written down: no model hears en-US")])
def test_words_in_the_caller_s_language(
    office: Office, centre: Centre, tmp_path: Path, model: Model | None, note: str
) -> None:
    hearing: Any = Heard(model)
    office.work = SoundWork(centre.store, office.sounds, hearing, tmp_path / "work", lambda: centre.now)
    office.left(wav(VOICE))
    office.all()
    with centre.store.reading() as session:
        lines = [(line.channel, line.text) for line in store.lines(session, 1)]
    assert row(centre).note == note
    assert lines == ([] if note else [(0, "please call me back")])
    assert "call me back" not in str(order(centre, "transcribe_recording").result), "words stay out of orders"


def test_strays_go_after_a_day_and_folders_of_the_dead_too(office: Office, centre: Centre) -> None:
    office.left(wav(VOICE))
    stray = office.sounds.write([b"nobody speaks of me"], ".wav").name
    dead = office.folder / "work" / "sound-dead"
    dead.mkdir(parents=True)
    (dead / "source.wav").write_bytes(b"")
    centre.do(pipeline.keep_looking, centre.now)
    office.carry_out("tidy_sounds")
    assert stray in office.sounds.names()
    with centre.store.writing() as session:
        session.query(Order).filter_by(kind="tidy_sounds").update({"state": "done"})
        pipeline.tidied(session, [stray], centre.now)
    long_ago = (centre.now - timedelta(days=2)).timestamp()
    os.utime(dead, (long_ago, long_ago))
    office.carry_out("tidy_sounds")
    assert list(office.sounds.names()) == [row(centre).path]
    assert not dead.exists()


def test_a_name_about_to_be_written_is_no_stray(office: Office, centre: Centre) -> None:
    left(centre)
    coming = office.sounds.write([b"x"], name=order(centre, "fetch_recording").payload["name"]).name
    outcome = office.work.tidy(Order(kind="tidy_sounds", payload={"strays": [coming]}))
    assert isinstance(outcome, Done)
    assert outcome.aside["strays"] == []
    assert coming in office.sounds.names()


def test_every_kind_of_long_work_has_its_lane(office: Office) -> None:
    kinds = [kind for lane in LANES for kind in lane.kinds]
    assert len(kinds) == len(set(kinds))
    assert set(office.work.kinds()) <= set(kinds)
    assert set(pipeline.KINDS) <= set(kinds)


def test_an_order_of_no_recording_is_done(centre: Centre) -> None:
    never: Any = None
    assert staged(centre.store, never)(Order(kind="check_recording", payload={"recording_id": 404})) == Done()
