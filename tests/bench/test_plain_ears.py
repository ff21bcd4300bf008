"""The plain server gives each frame to the recogniser; marks or Vosk say when an answer is over."""

from __future__ import annotations

import json

import pytest

from bench.plain_ears import _decode


class Engine:
    """Says after which frame an answer is over."""

    def __init__(self, over_at: int, text: str = "예약") -> None:
        self.over_at, self.text = over_at, text
        self.fed: list[bytes] = []
        self.finished = 0

    def AcceptWaveform(self, pcm: bytes) -> bool:  # noqa: N802
        self.fed.append(pcm)
        return len(self.fed) == self.over_at

    def Result(self) -> str:  # noqa: N802
        return json.dumps({"text": self.text})

    def FinalResult(self) -> str:  # noqa: N802
        self.finished += 1
        return self.Result()


@pytest.mark.parametrize(("text", "expected"), [("예약", True), ("", False), ("[unk]", False)])
def test_with_its_own_endpointing_words_end_an_answer(text: str, expected: bool) -> None:
    engine = Engine(over_at=2, text=text)
    assert [_decode(engine, bytes(160), None) for _ in range(3)] == [False, expected, False]
    assert [len(pcm) for pcm in engine.fed] == [320] * 3


def test_with_marks_only_they_count() -> None:
    engine = Engine(over_at=1)
    assert [_decode(engine, bytes(160), over) for over in (False, True, False)] == [False, True, False]
    assert engine.finished == 1
