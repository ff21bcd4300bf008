"""A decoder makes recognisers when needed and throws away the ones that fail."""

from __future__ import annotations

import pytest

from speech.decoder import Decoder, DecoderFailed
from speech.hearing import Question, RecognizerLike
from speech.mulaw import QUIET
from tests.speech.fakes import Script

MENU = Question(1, "en", ("billing", "support"))
SOUND = QUIET * 1600


class Broken(Script):
    def feed(self, pcm: bytes) -> str:
        raise RuntimeError("secret words")


def test_one_recogniser_serves_all_questions_with_its_grammar() -> None:
    made: list[tuple[str, tuple[str, ...] | None]] = []

    def make(language: str, phrases: tuple[str, ...] | None) -> RecognizerLike:
        made.append((language, phrases))
        return Script(("billing",))

    decoder = Decoder(make)
    for question in (MENU, Question(2, "en", ("billing", "support")), Question(3, "en"), Question(4, "pt")):
        assert decoder.prepare(question)
    assert made == [("en", ("billing", "support")), ("en", None), ("pt", None)]


def test_without_a_model_it_is_said_once_and_nothing_is_heard() -> None:
    decoder = Decoder(lambda language, phrases: None)
    assert [decoder.prepare(MENU), decoder.prepare(MENU)] == [False, True]
    assert decoder.feed(SOUND) is None
    assert decoder.finish() is None


def test_one_that_fails_is_replaced_for_the_next_utterance() -> None:
    recognizers = [Broken(), Script(("billing",))]
    decoder = Decoder(lambda language, phrases: recognizers.pop(0))
    decoder.prepare(MENU)
    with pytest.raises(DecoderFailed) as raised:
        decoder.feed(SOUND)
    assert "secret" not in str(raised.value)
    assert decoder.finish() is None
    assert decoder.prepare(MENU)
    assert decoder.feed(SOUND) == "billing"


def test_one_that_cannot_be_made_is_tried_again() -> None:
    recognizers: list[RecognizerLike] = []
    decoder = Decoder(lambda language, phrases: recognizers.pop())
    with pytest.raises(DecoderFailed):
        decoder.prepare(MENU)
    recognizers.append(Script())
    assert decoder.prepare(MENU)


def test_sound_is_fed_as_samples() -> None:
    script = Script(("billing",))
    decoder = Decoder(lambda language, phrases: script)
    decoder.prepare(MENU)
    assert decoder.feed(SOUND) == "billing"
    heard = decoder.finish()
    assert heard is not None
    assert heard.text == "billing"
    assert script.utterances == [200]


def test_words_settled_in_parts_are_joined() -> None:
    script = Script(("billing",), confidence=0.5)
    decoder = Decoder(lambda language, phrases: script)
    decoder.prepare(MENU)
    decoder.feed(SOUND)
    assert decoder.settle() == "billing"
    script.words, script.confidence = ("and", "support"), 0.8
    assert decoder.feed(SOUND * 2) == "billing and support"
    heard = decoder.finish()
    assert heard is not None
    assert heard.text == "billing and support"
    assert heard.confidence == pytest.approx(0.7)
    assert decoder.feed(SOUND) == "and", "nothing is carried into the next utterance"


def test_a_settled_end_changes_nothing() -> None:
    script = Script(("billing",))
    decoder = Decoder(lambda language, phrases: script)
    decoder.prepare(MENU)
    decoder.feed(SOUND)
    decoder.settle()
    heard = decoder.finish()
    assert heard is not None
    assert (heard.text, heard.confidence) == ("billing", 0.9)
