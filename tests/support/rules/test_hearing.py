"""What an ear is told to listen for, question by question."""

from __future__ import annotations

from datetime import date

import pytest

from flows.loader import read
from ivr.actions import Collect, Hearing, Listen, Say
from support.rules import hearing as rules

TODAY = date(2026, 3, 2)
PROMPT = (Say("Hello", "en-US"),)


def listen(**more: object) -> Listen:
    return Listen(7, PROMPT, True, 5, Hearing("en-US", ("billing", "my bill is wrong"), **more))  # type: ignore[arg-type]


def test_the_question_of_a_reply_is_the_one_that_hears() -> None:
    wanted = listen()
    assert rules.question_in((PROMPT[0], wanted)) is wanted
    assert rules.question_in((PROMPT[0], Listen(7, PROMPT, True, 5))) is None
    assert rules.question_in(()) is None


def test_an_ear_gets_phrases_lengths_and_the_questions_number() -> None:
    asked = rules.question_for(listen(complete_ms=200, pause_ms=900, longest_s=9), TODAY)
    assert (asked.key, asked.language, asked.urgent) == (7, "en-US", True)
    assert asked.phrases == ("billing", "my bill is wrong")
    assert (asked.complete_ms, asked.pause_ms, asked.longest_s) == (200, 900, 9)


def test_a_single_key_needs_ten_words_not_every_number() -> None:
    one = rules.question_for(listen(expects=("digits",), fewest=1, most=1), TODAY).phrases or ()
    many = rules.question_for(listen(expects=("digits",), fewest=4, most=8), TODAY).phrases or ()
    assert {"one", "nine"} <= set(one)
    assert "twenty" not in one
    assert {"one", "twenty"} <= set(many)


@pytest.mark.parametrize(
    ("text", "more", "whole"),
    [
        ("billing", {}, True),
        ("Billing!", {}, True),
        ("my bill is wrong", {}, True),
        ("my bill", {}, False),
        ("hello i think my bill is wrong", {}, True),
        ("my bill is wrong and", {}, False),
        ("", {}, False),
        ("two", {"expects": ("digits",), "most": 1}, True),
        ("two five", {"expects": ("digits",), "most": 4}, False),
        ("two five eight one", {"expects": ("digits",), "most": 4}, True),
        ("two five eight one", {"expects": ("digits",)}, False),
        ("yes", {"expects": ("yes_no",)}, True),
        ("maybe", {"expects": ("yes_no",)}, False),
        ("may third", {"expects": ("date",)}, False),  # a year may follow
    ],
)
def test_a_whole_answer_needs_a_short_silence_only(text: str, more: dict[str, object], whole: bool) -> None:
    assert rules.question_for(listen(**more), TODAY).completed_by(text) is whole


def test_a_prompt_that_may_not_be_interrupted_closes_the_ear_until_it_is_over() -> None:
    assert rules.question_for(listen(barge_in="off"), TODAY, is_open=False).open is False
    assert rules.question_for(listen(barge_in="off"), TODAY, is_open=True).open is True
    assert rules.question_for(listen(), TODAY, is_open=False).open is True


def test_digits_are_asked_for_like_words() -> None:
    asked = Collect(3, PROMPT, 4, "#", 6, hearing=Hearing("pt-BR", (), ("digits",), fewest=4, most=4))
    question = rules.question_for(asked, TODAY)
    assert question.completed_by("dois cinco oito um")
    assert not question.completed_by("dois cinco oito")


def test_transcripts_are_open_and_may_wait() -> None:
    question = rules.transcript_question("pt-BR")
    assert (question.key, question.phrases, question.urgent) == (rules.TRANSCRIPT, None, False)


FLOW = """
ramal: 1
flow: small
title: Small
numbers: ["+12025550100"]
languages: [en-US]
{more}
start: main
steps:
  main:
    menu: "One or two"
    input: {input}
    options: [{{key: "1", words: {{en-US: [one]}}, next: main}}]
    else: hang up
"""


@pytest.mark.parametrize(
    ("more", "input", "hears", "wanted"),
    [
        ("transcript: true", "keypad", ["en-US"], True),
        ("transcript: false", "keypad", ["en-US"], False),
        ("transcript: false", "keypad and speech", ["en-US"], True),
        ("transcript: true", "keypad and speech", [], False),
    ],
)
def test_a_stream_is_started_for_flows_that_need_one(
    more: str, input: str, hears: list[str], wanted: bool
) -> None:
    flow = read(FLOW.format(more=more, input=input), "small.yaml", folder=None).flow
    assert flow
    assert rules.wants_ears(flow, hears) is wanted
