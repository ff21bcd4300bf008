"""Recorded conversations for journeys: a flow with every setting, and what the phone company's file holds."""

from __future__ import annotations

import math
import wave
from array import array
from pathlib import Path

from sqlalchemy import select

from exchange.audio import tones
from exchange.phones.script import ScriptPhone
from exchange.records import Recording
from flows.loader import read
from support.demo import PASSWORD
from support.services import flows, people, policies
from support.store import calls as call_store
from support.store.base import Session
from support.store.tapes import Tape
from tests.journeys.town import Desk, Town

NUMBER = "+12025550171"
ON, ANNOUNCED, CONSENT, OFF = "1234"
FLOW = """
ramal: 1
flow: taped
title: Recorded conversations
numbers: ["+12025550171"]
languages: [en-US]
timezone: America/New_York
start: main
queues:
  taped: {title: Taped, recording: on, callbacks: {from: "06:00"}}
  told: {title: Told, recording: announced, recording_words: "We record this.", callbacks: {from: "06:00"}}
  asked: {title: Asked, recording: consent}
  free: {title: Free}
steps:
  main:
    menu: "Press a key."
    options:
      - {key: "1", next: taped_line}
      - {key: "2", next: told_line}
      - {key: "3", next: asked_line}
      - {key: "4", next: free_line}
    else: bye
  taped_line: {queue: taped, waiting: {offers: {callback: {key: "1"}}}, at_most: 10m, next: card, else: bye}
  told_line: {queue: told, waiting: {offers: {callback: {key: "1"}}}, at_most: 10m, next: bye, else: bye}
  asked_line: {queue: asked, at_most: 10m, next: asked_again, else: bye}
  asked_again: {queue: asked, at_most: 10m, next: bye, else: bye}
  free_line: {queue: free, at_most: 10m, next: bye, else: bye}
  card:
    collect: card
    secret: true
    prompt: "Your card number?"
    digits: 4
    next: after
    else: bye
  after: {menu: "Press 1 to go.", options: [{key: "1", next: bye}], else: bye}
  bye: {hang up: Goodbye.}
"""
# The phone company keeps its copy, so that what is in it can be looked at.
POLICIES = "ramal policies: 1\nremove_at_carrier: false\n"
QUEUES = ("taped", "told", "asked", "free")


def opened(town: Town) -> tuple[Desk, Desk]:
    """The flow, and two agents for all of its queues; nobody is there yet."""
    loaded = read(FLOW, "taped.yaml", folder=None)
    assert loaded.flow, loaded.findings
    with town.centre.store.writing() as session:
        flows.publish(session, loaded.flow, FLOW, "test", town.now())
        policies.publish(session, POLICIES, None, town.now())
        for login in ("carla", "diego"):
            people.add_user(session, login, login.title(), "agent", PASSWORD, town.now(), QUEUES)
    town.sync()
    return town.desk("carla"), town.desk("diego")


def talking(town: Town, desk: Desk, key: str, *answers: str) -> ScriptPhone:
    """A customer and this agent who hear each other; `answers` are keys pressed after the menu."""
    desk.available()
    carol = town.customer()
    carol.dial(NUMBER)
    carol.expect_heard("Press a key")
    carol.press(key)
    for answer in answers:
        carol.expect_heard("record your conversation")
        carol.press(answer)
    desk.answer()
    carol.expect_kind("conference")
    carol.say("good day")
    desk.phone.expect_heard("good day")
    return carol


def tapes(town: Town) -> list[Tape]:
    return list(town.read(lambda session: list(session.scalars(select(Tape).order_by(Tape.id)))))


def until_tape(town: Town, state: str) -> Tape:
    """Wait until the newest tape is in this state."""

    def look() -> Tape | None:
        found = tapes(town)
        return found[-1] if found and found[-1].state == state and not found[-1].is_ordered else None

    tape: Tape = town.until(look, f"a tape that is {state}")
    return tape


def nothing_is_taped(town: Town) -> bool:
    return tapes(town) == [] and town.exchange.office.directory.recorders == {}


def file_of(town: Town, sid: str) -> Recording:
    """The phone company's recording, once it is complete."""
    recordings = town.exchange.office.directory.recordings
    found: Recording = town.until(
        lambda: (record := recordings.get(sid)) and record.path and record, "a complete recording"
    )
    return found


def channels(path: str | Path) -> list[array[int]]:
    """Samples of each channel, 8 kHz."""
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getsampwidth()) == (8000, 2)
        samples, count = array("h", file.readframes(file.getnframes())), file.getnchannels()
    return [samples[each::count] for each in range(count)]


def has_pitch(samples: array[int], hz: float, seconds: float = 0.05) -> bool:
    """Whether a clear tone of this pitch sounds anywhere (Goertzel, a window after the other)."""
    size = int(8000 * seconds)
    return any(_power(samples[at : at + size], hz) > 0.25 for at in range(0, len(samples) - size, size // 2))


def has_keys(samples: array[int], digits: str) -> bool:
    """Whether all these keys can be heard."""
    return all(
        has_pitch(samples, row) and has_pitch(samples, column) for row, column in map(_pitches, digits)
    )


def _pitches(digit: str) -> tuple[float, float]:
    row = next(at for at, keys in enumerate(tones.KEYS) if digit in keys)
    return tones.ROWS_HZ[row], tones.COLUMNS_HZ[tones.KEYS[row].index(digit)]


def _power(window: array[int], hz: float) -> float:
    """Share of the window's energy at this pitch, 0 to about 1; 0 for silence."""
    energy = sum(sample * sample for sample in window)
    if energy < len(window) * 100**2:
        return 0.0
    step = 2 * math.pi * hz / 8000
    real = sum(sample * math.cos(step * at) for at, sample in enumerate(window))
    imaginary = sum(sample * math.sin(step * at) for at, sample in enumerate(window))
    return 2 * (real**2 + imaginary**2) / (len(window) * energy)


def write_tone(path: Path, hz: float, seconds: float = 0.6) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(tones.tone([hz], seconds, 0.5))
    return path


def facts(town: Town, phone: ScriptPhone, start: str = "recording_") -> list[str]:
    return [kind for kind in town.story(phone) if kind.startswith(start)]


def call_id(town: Town, phone: ScriptPhone) -> int:
    def look(session: Session) -> int:
        return call_store.recent(session, 1, caller=phone.address)[0].id

    return int(town.read(look))
