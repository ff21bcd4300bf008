"""Answers in words: the transcript line, what is kept to learn from, and what is not."""

from __future__ import annotations

import pytest

from ivr.events import SpeechHeard
from support.services import cards, learning, transcripts
from support.store import transcripts as store
from support.store.base import Store
from tests.support.centre import CALLED, Centre

FLOW = f"""
ramal: 1
flow: acme
title: Acme
numbers: ["{CALLED}"]
languages: [en-US]
timezone: UTC
start: main
intents:
  billing: {{en-US: [my bill is wrong, billing]}}
  support: {{en-US: [it does not work, support]}}
steps:
  main:
    menu: Billing or support?
    input: keypad and speech
    options:
      - {{key: "1", intent: billing, next: code}}
      - {{key: "2", intent: support, next: code}}
    confirm: below 0.75
    silence: {{tries: 5}}
    else: bye
  code:
    collect: code
    prompt: Your code?
    digits: 4
    input: keypad and speech
    else: bye
    next: bye
  bye: {{hang up: Goodbye.}}
"""


@pytest.fixture
def spoken(store: Store) -> Centre:
    centre = Centre(store)
    centre.publish(FLOW)
    centre.begin()
    return centre


def say(centre: Centre, text: str, *intents: tuple[str, float], confidence: float = 0.9) -> None:
    centre.turn("CA1", SpeechHeard(centre.seq("CA1"), text, confidence, (), intents))


def kept(centre: Centre) -> list[tuple[str, str, str]]:
    with centre.store.reading() as session:
        return [(row.text, row.result, row.step) for row in reversed(store.utterances(session))]


def said(centre: Centre) -> list[str]:
    with centre.store.reading() as session:
        return [line.text for line in transcripts.of_call(session, centre.row().id)]


def test_what_was_understood_is_kept_with_its_score(spoken: Centre) -> None:
    say(spoken, "something about my invoice", ("billing", 0.9), ("support", 0.1))
    with spoken.store.reading() as session:
        [row] = store.utterances(session)
    assert (row.flow, row.step, row.language, row.result) == ("acme", "main", "en-US", "matched")
    assert (row.intent, row.score, row.confidence) == ("billing", 0.9, 0.9)
    assert "matched" not in learning.REVIEWED


def test_what_was_not_understood_waits_for_a_label(spoken: Centre) -> None:
    say(spoken, "purple elephants", ("billing", 0.2))
    assert kept(spoken) == [("purple elephants", "rejected", "main")]
    with spoken.store.reading() as session:
        assert [line.text for line in learning.review(session)] == ["purple elephants"]


def test_a_guess_is_unsure_until_the_caller_says_no(spoken: Centre) -> None:
    say(spoken, "the thing is broken i think", ("support", 0.6))
    assert kept(spoken) == [("the thing is broken i think", "unsure", "main")]
    say(spoken, "no")
    assert kept(spoken) == [("the thing is broken i think", "corrected", "main")]


def test_a_guess_that_was_right_stays_one_to_look_at(spoken: Centre) -> None:
    say(spoken, "the thing is broken i think", ("support", 0.6))
    say(spoken, "yes")
    assert kept(spoken) == [("the thing is broken i think", "unsure", "main")]


def test_words_are_in_the_transcript_and_never_in_the_log_of_the_call(spoken: Centre) -> None:
    say(spoken, "purple elephants", ("billing", 0.2))
    say(spoken, "billing")
    assert said(spoken) == ["purple elephants", "billing"]
    assert "elephants" not in str(spoken.facts())


def test_spoken_digits_are_neither_written_down_nor_learnt_from(spoken: Centre) -> None:
    say(spoken, "billing")
    say(spoken, "two five eight one")
    assert said(spoken) == ["billing"]
    assert [text for text, _, _ in kept(spoken)] == ["billing"]


def test_silence_is_nothing_to_keep(spoken: Centre) -> None:
    say(spoken, "   ")
    assert kept(spoken) == []
    assert said(spoken) == []


def test_a_late_word_changes_nothing(spoken: Centre) -> None:
    seq = spoken.seq("CA1")
    say(spoken, "billing")
    spoken.turn("CA1", SpeechHeard(seq, "support", 0.9))
    assert kept(spoken) == [("billing", "matched", "main")]


def test_without_a_transcript_only_what_is_learnt_from_is_kept(store: Store) -> None:
    centre = Centre(store)
    centre.publish(FLOW.replace("timezone: UTC", "timezone: UTC\ntranscript: false"))
    centre.begin()
    say(centre, "billing")
    assert said(centre) == []
    assert kept(centre) == [("billing", "matched", "main")]


def test_the_story_of_a_call_has_its_receipt(spoken: Centre) -> None:
    say(spoken, "purple elephants", ("billing", 0.2))
    spoken.later(4)
    say(spoken, "billing")
    with spoken.store.reading() as session:
        lines = cards.story(session, spoken.row().id).lines
    [receipt] = [line.data for line in lines if line.kind == "receipt"]
    assert (receipt["step"], receipt["result"], receipt["input"]) == ("main", "matched", "speech")
    assert (receipt["asked"], receipt["heard"], receipt["rejected"], receipt["answer_ms"]) == (2, 2, 1, 4000)
