"""When has a caller finished speaking? A pure decision over moments of the stream; no audio, no clock, no
words.

Silence is counted from the end of the last voice. A complete answer needs little of it, but only if all that
was said has been decoded: of "billing - no, support" the first word alone is complete too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Ended = Literal["complete", "pause", "too_long"]


@dataclass(frozen=True)
class Limits:
    """In ms: silence after a complete answer, after any other words, and the longest utterance."""

    complete_ms: int = 300
    pause_ms: int = 700
    longest_ms: int = 15_000


@dataclass(frozen=True)
class Spoken:
    """One utterance so far, in ms of the stream: its beginning, the end of its last voice, how far it is
    decoded.
    """

    began_ms: int
    voiced_ms: int
    decoded_ms: int = 0
    complete: bool = False  # what was decoded is a whole answer
    looked: bool = False  # the final words were asked for in this silence

    def voice(self, until_ms: int) -> Spoken:
        return replace(self, voiced_ms=max(self.voiced_ms, until_ms), looked=False)

    def decode(self, until_ms: int, complete: bool) -> Spoken:
        return replace(self, decoded_ms=max(self.decoded_ms, until_ms), complete=complete)

    def look(self) -> Spoken:
        return replace(self, looked=True)


def look_due(spoken: Spoken, limits: Limits, now_ms: int) -> bool:
    """Whether the words so far should be settled: a recogniser's guess can lack the last one until then."""
    return not spoken.looked and now_ms - spoken.voiced_ms >= limits.complete_ms


def ended(spoken: Spoken, limits: Limits, now_ms: int) -> Ended | None:
    """Why the utterance is over at this moment, or None while it goes on."""
    silence = now_ms - spoken.voiced_ms
    if spoken.complete and spoken.decoded_ms >= spoken.voiced_ms and silence >= limits.complete_ms:
        return "complete"
    if silence >= limits.pause_ms:
        return "pause"
    if now_ms - spoken.began_ms >= limits.longest_ms:
        return "too_long"
    return None
