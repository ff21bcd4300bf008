"""The door with ears: calls heard by a recogniser of the test's, streams by hand or over a socket."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exchange.twiml.parser import Element
from speech.choice import Engine, Hearing
from speech.choice import parse as parse_speech
from speech.recognizer import Model
from support.store import streams as stream_store
from support.store.base import Store
from support.store.streams import MediaStream
from tests.speech import sounds
from tests.speech.fakes import Clock
from tests.webhooks.door import SID, Door
from webhooks.ears import Ears, Line
from webhooks.media_stream import Start

PATIENCE_S = 10
SECOND = "CA" + "b" * 32
FLOW = """
ramal: 1
flow: acme
title: Acme
numbers: ["+551140028922"]
languages: [en-US]
timezone: UTC
start: main
queues: {billing: {title: Billing}, general: {title: General}}
steps:
  main:
    menu: Say billing or general, or press 1 or 2.
    keys_only: Press 1 or 2.
    input: keypad and speech
    options:
      - {key: "1", words: {en-US: [billing]}, next: billing}
      - {key: "2", words: {en-US: [general]}, next: general}
    silence: {after: 5s, tries: 3}
    else: goodbye
  billing: {queue: billing, else: goodbye}
  general: {queue: general, else: goodbye}
  goodbye: {hang up: Goodbye}
"""
QUIET, VOICE = sounds.joined(sounds.noise(1000)), sounds.joined(sounds.voice(700))
SAID = QUIET + VOICE + QUIET
MULAW = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}


@dataclass(frozen=True)
class Heard:
    text: str
    confidence: float = 0.9
    alternatives: tuple[str, ...] = ()


@dataclass
class Recognizer:
    """Hears the next of its texts in any sound of 200 ms and more. `stuck` keeps it until that is set."""

    texts: list[Heard]
    stuck: threading.Event | None = None
    fed_ms: int = 0

    def feed(self, pcm: bytes) -> str:
        if self.stuck:
            self.stuck.wait(PATIENCE_S)
        self.fed_ms += len(pcm) // 16
        return self.texts[0].text if self.texts and self.fed_ms >= 200 else ""

    def finish(self) -> Heard:
        long_enough, self.fed_ms = self.fed_ms >= 200, 0
        return self.texts.pop(0) if self.texts and long_enough else Heard("")


@dataclass
class FakeModel:
    """`makes` says what every new recogniser hears."""

    makes: Callable[[], Any]
    grammars: list[tuple[str, ...] | None] = field(default_factory=list)

    def recognizer(self, phrases: tuple[str, ...] | None = None) -> Any:
        self.grammars.append(phrases)
        return self.makes()


class FakeHearing(Hearing):
    """Vosk hears everything, with a model of the test's; a flow's wish still counts."""

    def __init__(self, model: FakeModel | None) -> None:
        super().__init__(parse_speech("off"), Path())
        self.fake = model

    def engine(self, language: str, flow_wish: str = "") -> Engine:
        return "vosk" if flow_wish in ("", "vosk") else "twilio" if flow_wish == "twilio" else "off"

    def model(self, language: str) -> Model | None:
        return self.fake  # type: ignore[return-value]  # as much of it as an ear needs


class Room:
    """A door whose callers are heard. `texts` are what is understood, in order."""

    def __init__(self, store: Store, *texts: str | Heard, flow: str = FLOW, most: int = 10) -> None:
        self.texts = [Heard(each) if isinstance(each, str) else each for each in texts]
        self.model = FakeModel(lambda: Recognizer(self.texts))
        self.door = Door(store, hearing=FakeHearing(self.model))
        self.door.publish(flow)
        self.carried: list[int] = []  # orders done at once
        self.hushed: list[tuple[str, int]] = []  # calls and questions whose prompt was ended
        self.clock = Clock()
        self.ears = Ears(self.door.parts, self.carried.append, self._hush, most, clock=self.clock)

    def _hush(self, sid: str, seq: int) -> None:
        self.hushed.append((sid, seq))

    def stop(self) -> None:
        self.ears.stop()

    def start(self, sid: str = SID, **more: str) -> Start:
        """A call, and what its stream says first."""
        facts = {"stream_sid": "MZ1", "account_sid": "AC1", "token": token_in(self.door.voice(sid).verbs)}
        return Start(sid, **(facts | more))

    def call(self, sid: str = SID) -> Line:
        """A call that is heard, at its first question."""
        line = self.ears.admit(self.start(sid))
        assert line
        self.led(line)
        return line

    def led(self, line: Line) -> Line:
        """Wait until its ear knows what is asked now."""
        until(lambda: self.is_led(line.stream.call_sid), "the ear to be led")
        return line

    def hears_with(self, makes: Callable[[], Any]) -> None:
        """From the next question on. Those who were asked before have their recogniser by then."""
        until(lambda: self.ears.pool.load == 0, "recognisers to be made")
        self.model.makes = makes

    def is_led(self, sid: str = SID) -> bool:
        """Whether the ear of this call knows what is asked now."""
        asked = self.door.row(sid).asked
        lines = [line for line in list(self.ears._lines.values()) if line.stream.call_sid == sid]
        return any(line.followed is not None and line.followed[0] == asked for line in lines)

    def says(self, line: Line, sound: bytes = SAID, at_ms: int = 0) -> int:
        """Sound, faster than it could be said; returns the moment after it."""
        for frame, at in sounds.frames(sound, at_ms):
            line.frame(frame, at)
        return at_ms + len(sound) // 8

    def queue(self, sid: str = SID) -> str:
        return self.door.row(sid).queue

    def streams(self, sid: str = SID) -> list[MediaStream]:
        with self.door.store.reading() as session:
            return stream_store.of_leg(session, sid)

    def states(self, sid: str = SID) -> list[str]:
        return [stream.state for stream in self.streams(sid)]


def until(look: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.005)
    raise AssertionError(f"waited {PATIENCE_S} s for {what}")


def stream_in(verbs: tuple[Element, ...]) -> Element:
    """The stream that a document starts."""
    (start,) = [verb for verb in verbs if verb.name == "Start"]
    return start.children[0]


def token_in(verbs: tuple[Element, ...]) -> str:
    return next(
        each.get("value") for each in stream_in(verbs).all("Parameter") if each.get("name") == "token"
    )


# --- a stream's messages -------------------------------------------------------------------------------


def connected() -> str:
    return json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})


def started(start: Start, form: Any = MULAW) -> str:
    facts = {
        "accountSid": start.account_sid,
        "callSid": start.call_sid,
        "streamSid": start.stream_sid,
        "tracks": ["inbound"],
        "customParameters": {"token": start.token},
        "mediaFormat": form,
    }
    return json.dumps(
        {"event": "start", "sequenceNumber": "1", "streamSid": start.stream_sid, "start": facts}
    )


def media(sound: bytes, at_ms: int = 0, **more: Any) -> str:
    facts = {"track": "inbound", "chunk": "1", "timestamp": str(at_ms)}
    facts["payload"] = base64.b64encode(sound).decode()
    return json.dumps({"event": "media", "streamSid": "MZ1", "media": facts | more})


def stopped() -> str:
    return json.dumps({"event": "stop", "streamSid": "MZ1", "stop": {}})
