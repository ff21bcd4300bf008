"""The seam between the exchange and its telephones: what a phone hears, and the line it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Heard:
    """One thing that a telephone's owner perceives.

    kind: 'say' | 'play' | 'tone' | 'music' | 'silence' | 'beep' | 'ringback' | 'conference' |
    'recording' | 'text' | 'unheard'. Words of another person on the line come as 'say' with voice
    'person'; 'unheard' says that words typed at this phone reached nobody.
    """

    kind: str
    text: str = ""  # words of <Say>; media URL of <Play>; SMS body for 'text'; what was 'unheard'
    language: str = ""
    voice: str = ""
    duration_s: float = 0.0  # how long it will last on the exchange's clock


class Phone(Protocol):
    """A telephone as the exchange sees it.

    Called from exchange threads: methods return at once and never raise.
    """

    address: str  # "+5511988887777", "client:agent_1", "sip:desk@host"
    wants_audio: bool  # frames go to hear_audio in real time (20 ms, 160 bytes mu-law)
    speaks_itself: bool  # this phone turns <Say> text to sound itself (browser TTS)

    def ringing(self, line: Line, caller: str, parameters: Mapping[str, str]) -> None:
        """An incoming call; the phone later calls line.answer() or line.decline()."""

    def answered(self, line: Line) -> None:
        """The leg is now in progress."""

    def heard(self, line: Line, heard: Heard) -> None: ...

    def hear_audio(self, line: Line, frame: bytes) -> None: ...

    def interrupted(self, line: Line) -> None:
        """Stop the prompt that is playing (barge-in, redirect)."""

    def ended(self, line: Line, status: str) -> None:
        """status: completed busy failed no-answer canceled."""


class Line(Protocol):
    """The exchange's side of one leg, as given to a Phone. Safe from any thread."""

    sid: str  # CA...

    def answer(self) -> None: ...

    def decline(self) -> None: ...

    def press(self, digits: str) -> None: ...

    def say(self, text: str, confidence: float = 0.9) -> None:
        """Words instead of sound: SpeechResult where a Gather listens for speech, a caption to people, and
        spoken onto the line where a stream or a recording takes it. Otherwise 'unheard' is heard.
        """

    def spoken(self) -> None:
        """A phone with speaks_itself reports that the current <Say> was fully spoken."""

    def audio(self, frame: bytes) -> None:
        """mu-law from this phone's microphone, any length."""

    def hang_up(self) -> None: ...
