"""Stand-ins for what an ear works with: a pool run by hand, a recogniser with a script, a listener."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from speech.hearing import Trouble, Utterance
from speech.pool import Lane, Pool, Work


class HandPool(Pool):
    """Works wait until the test runs them."""

    def __init__(self, most_waiting: int = 2000) -> None:
        super().__init__(1, most_waiting)
        self.works: deque[Work] = deque()

    def put(self, lane: Lane, work: Work, urgent: bool) -> bool:
        self.works.append(work)
        return True

    def crowded(self, urgent: bool) -> bool:
        return len(self.works) >= self._most

    def run(self) -> None:
        while self.works:
            self.works.popleft()()


@dataclass(frozen=True)
class Heard:
    text: str
    confidence: float = 0.9


@dataclass
class Script:
    """A recogniser that hears one word of its script for each 200 ms of sound."""

    words: tuple[str, ...] = ()
    confidence: float = 0.9
    fed: list[int] = field(default_factory=list)  # ms of each feed since the last finish
    utterances: list[int] = field(default_factory=list)  # ms of each finished utterance

    def feed(self, pcm: bytes) -> str:
        self.fed.append(len(pcm) // 16)
        return self._text()

    def finish(self) -> Heard:
        text = self._text()
        self.utterances.append(sum(self.fed))
        self.fed = []
        return Heard(text, self.confidence)

    def _text(self) -> str:
        return " ".join(self.words[: sum(self.fed) // 200])


class Memory:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []
        self.texts: list[str] = []
        self.heard: list[Utterance] = []
        self.troubles: list[tuple[int, Trouble]] = []

    def speech_started(self, key: int) -> None:
        self.told.append(("speech", key))

    def interrupt(self, key: int) -> None:
        self.told.append(("interrupt", key))

    def partial(self, key: int, text: str) -> None:
        self.texts.append(text)

    def utterance(self, heard: Utterance) -> None:
        self.told.append(("utterance", heard.key))
        self.heard.append(heard)

    def trouble(self, key: int, why: Trouble) -> None:
        self.troubles.append((key, why))


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now
