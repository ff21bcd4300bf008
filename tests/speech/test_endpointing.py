"""When a caller has finished, as a table."""

from __future__ import annotations

import pytest

from speech.endpointing import Ended, Limits, Spoken, ended, look_due

LIMITS = Limits(complete_ms=300, pause_ms=700, longest_ms=15_000)
WORDS = Spoken(began_ms=1000, voiced_ms=2000)
ANSWER = WORDS.decode(2000, complete=True)


@pytest.mark.parametrize(
    ("spoken", "now", "expected"),
    [
        pytest.param(WORDS, 2000, None, id="still speaking"),
        pytest.param(WORDS, 2699, None, id="a breath"),
        pytest.param(WORDS, 2700, "pause", id="a pause"),
        pytest.param(ANSWER, 2299, None, id="an answer, but not yet silent enough"),
        pytest.param(ANSWER, 2300, "complete", id="an answer"),
        pytest.param(ANSWER, 9999, "complete", id="an answer, noticed late"),
        pytest.param(WORDS.decode(2000, complete=False), 2300, None, id="words that are no answer"),
        pytest.param(WORDS.decode(1990, complete=True), 2300, None, id="an answer, but more was said"),
        pytest.param(WORDS.decode(1990, complete=True), 2700, "pause", id="nothing is decoded in time"),
        pytest.param(ANSWER.voice(2400), 2700, None, id="an answer, and then a voice"),
        pytest.param(ANSWER.decode(2500, complete=False), 2500, None, id="an answer that was none after all"),
        pytest.param(WORDS.voice(15_999), 15_999, None, id="long"),
        pytest.param(WORDS.voice(16_000), 16_000, "too_long", id="too long"),
        pytest.param(ANSWER.voice(1500), 2300, "complete", id="a late frame moves nothing back"),
    ],
)
def test_an_utterance_ends(spoken: Spoken, now: int, expected: Ended | None) -> None:
    assert ended(spoken, LIMITS, now) == expected


def test_a_pause_shorter_than_the_answers_silence_wins() -> None:
    assert ended(ANSWER, Limits(complete_ms=900, pause_ms=500), 2500) == "pause"


@pytest.mark.parametrize(
    ("spoken", "now", "due"),
    [
        pytest.param(WORDS, 2299, False, id="too early"),
        pytest.param(WORDS, 2300, True, id="when a whole answer would be taken"),
        pytest.param(WORDS.look(), 2400, False, id="once"),
        pytest.param(WORDS.look().voice(2500), 2800, True, id="once in each silence"),
    ],
)
def test_words_are_settled_in_a_silence(spoken: Spoken, now: int, due: bool) -> None:
    assert look_due(spoken, LIMITS, now) is due
