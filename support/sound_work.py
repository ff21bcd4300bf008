"""The stages of a recording that need no phone company: checked, made fit to hear, written down, tidied up.

Each works on a copy in a folder of its own and leaves nothing but what its order names: begun again after a
worker died, it writes the same names. What follows from it is `pipeline`'s.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from recordings import sound
from recordings.storage import Kept, Storage, Unreachable
from speech import dictation
from speech.choice import Hearing
from support.services import pipeline, voicemails
from support.store import calls as call_store
from support.store import recordings as store
from support.store.base import Store
from support.store.orders import Order
from support.store.recordings import Recording
from support.worker import Again, CarryOut, Done, GivenUp, Lane, Outcome

PATIENT_TRIES, PATIENT_S = 20, 900  # together about two and a half hours
MOST_BEGUN = 40  # an order that was begun so often breaks whoever begins it
MOST_DICTATED = 5
STALE_S = 86_400
READ = 64 * 1024
LANES = (
    Lane(
        frozenset(
            {
                "fetch_recording", "find_recording", "file_recording", "remove_recording", "delete_sound",
                "list_recordings", "tidy_sounds",
            }
        ),
        2,
    ),
    Lane(frozenset({"check_recording", "process_recording", "transcribe_recording"}), 1),
)  # fmt: skip
log = structlog.get_logger()
Work = Callable[[Recording, Order], Outcome]


def again(error: str) -> Again:
    """Something outside is away: it may be for hours."""
    return Again(error, PATIENT_TRIES, PATIENT_S)


def staged(store_: Store, work: Work) -> CarryOut:
    """A stage: done only while its recording waits for it; what fails outside is tried again."""

    def carry_out(order: Order) -> Outcome:
        with store_.reading() as session:
            recording = pipeline.wanted(session, order)
        if recording is None:
            return Done()
        if order.attempts > MOST_BEGUN:
            return GivenUp("it broke off again and again")
        try:
            outcome = work(recording, order)
        except FileNotFoundError:
            outcome = GivenUp("the sound is gone")
        except OSError as error:  # the storage is away, or a disk is full
            outcome = again(str(error) if isinstance(error, Unreachable) else f"{type(error).__name__}")
        if isinstance(outcome, Again):
            with store_.writing() as session:
                pipeline.postponed(session, order, outcome.error)
        return outcome

    return carry_out


class SoundWork:
    def __init__(
        self, store_: Store, sounds: Storage, hearing: Hearing, folder: Path, clock: Callable[[], datetime]
    ) -> None:
        """`folder`: where sounds are worked on, in the clear, for as long as that takes."""
        self._store, self._sounds, self._hearing = store_, sounds, hearing
        self._folder, self._clock = folder, clock

    def kinds(self) -> dict[str, CarryOut]:
        stage = partial(staged, self._store)
        return {
            "check_recording": stage(self.check),
            "process_recording": stage(self.process),
            "transcribe_recording": stage(self.transcribe),
            "file_recording": stage(self.file),
            "delete_sound": self.delete,
            "tidy_sounds": self.tidy,
        }

    def check(self, recording: Recording, order: Order) -> Outcome:
        with self._copy(recording) as source:
            try:
                found = sound.check(source, cut=bool(order.payload.get("as_it_is")))
            except sound.BadSound as error:
                return GivenUp(str(error))
        return Done({"seconds": found.seconds, "channels": found.channels})

    def process(self, recording: Recording, order: Order) -> Outcome:
        with self._copy(recording) as source:
            target = source.with_name("target.wav")
            try:
                made = sound.process(source, target, cut=bool(order.payload.get("as_it_is")))
            except sound.BadSound as error:
                return GivenUp(str(error))
            smaller = sound.copy(target, source.parent)
            copy = self._keep(smaller, order.payload["copy"] + smaller.suffix).name if smaller else ""
            kept = self._keep(target, order.payload["name"])
        return Done(
            {"name": kept.name, "size": kept.size, "sha256": kept.sha256, "copy": copy},
            {
                "seconds": made.seconds, "channels": made.channels, "speech_s": made.speech_s,
                "peaks": made.peaks,
            },
        )  # fmt: skip

    def transcribe(self, recording: Recording, order: Order) -> Outcome:
        """Without somebody who hears its language, the stage is left out, and says so."""
        if not recording.speech_ms:
            return Done({}, {"lines": (), "note": ""})
        if order.attempts > MOST_DICTATED:
            return GivenUp("the recogniser broke off again and again")
        language = recording.language
        if self._hearing.is_switched_off(language):
            return Done({}, {"lines": (), "note": "not written down: speech is switched off (RAMAL_SPEECH)"})
        model = self._hearing.model(language)
        if model is None:
            return Done({}, {"lines": (), "note": f"not written down: no model hears {language or 'it'}"})
        with self._sounds.open(recording.path) as opened:
            lines = dictation.write_down(opened, lambda: model.recognizer(None))
        return Done({"lines": len(lines)}, {"lines": lines, "note": ""})

    def file(self, recording: Recording, _order: Order) -> Outcome:
        """What a message is about is asked here: a model may be loaded for it, and no row is locked."""
        with self._store.reading() as session:
            words = " ".join(line.text for line in store.lines(session, recording.id))
            call = call_store.by_id(session, recording.call_id)
            category = ""
            if recording.kind == "voicemail" and words and call:
                language = recording.language or call.language
                category = voicemails.category_of(session, call.version_id, language, words)
        return Done({}, {"category": category})

    def delete(self, order: Order) -> Outcome:
        try:
            for name in order.payload["names"]:
                self._sounds.delete(name)
        except OSError as error:
            return again(str(error))
        return Done()

    def tidy(self, order: Order) -> Outcome:
        """Deletes what nobody spoke of yesterday either, and looks for what nobody speaks of now."""
        try:
            there = set(self._sounds.names())
            with self._store.reading() as session:
                strays = there - store.names_in_use(session)
            gone = strays & set(order.payload.get("strays", ()))
            for name in gone:
                self._sounds.delete(name)
            stale = self._clock().timestamp() - STALE_S
            self._sounds.tidy(stale)
            self._clear_up(stale)
        except OSError as error:
            return again(str(error))
        if gone:
            log.info("strays_deleted", sounds=len(gone))
        return Done({"deleted": len(gone)}, {"strays": sorted(strays - gone)})

    @contextmanager
    def _copy(self, recording: Recording) -> Iterator[Path]:
        """The kept sound as a local file, in a folder that goes with it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="sound-", dir=self._folder) as folder:
            source = Path(folder) / "source.wav"
            with self._sounds.open(recording.path) as kept, source.open("wb") as file:
                shutil.copyfileobj(kept, file, READ)
            yield source

    def _keep(self, file: Path, name: str) -> Kept:
        with file.open("rb") as opened:
            return self._sounds.write(iter(partial(opened.read, READ), b""), name=name)

    def _clear_up(self, before: float) -> None:
        """Folders of workers that died at their work."""
        for folder in self._folder.glob("sound-*"):
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)
