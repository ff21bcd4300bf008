"""Spoken calls, no part replaced: a voice, the exchange, the media stream, Vosk, the intent, the queue."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from exchange.audio import mulaw, wav
from exchange.phones.script import ScriptPhone
from support.store import calls as call_store
from support.store import streams
from support.store.base import Session
from tests.journeys.spoken import (
    BOOKINGS,
    GENERAL,
    KOREAN,
    LONG_PROMPT,
    PROMPT,
    REFUNDS,
    call_id,
    expect_fact,
    flow,
    hire,
    queue_of,
    said,
    seoul,
)
from tests.journeys.town import Desk, Town
from tests.speech.korean import BOOKING, REFUND

PLAIN, MATCH, ANY, OFF, CONFIRM = (f"+1202555016{n}" for n in range(5))
FLOWS = (
    flow("plain", PLAIN, "silence: {after: 2s, tries: 2}"),
    flow("match", MATCH, prompt=LONG_PROMPT),
    flow("any", ANY, "barge_in: on any speech", LONG_PROMPT),
    flow("off", OFF, "barge_in: off", "환불은 환불이라고 예약은 예약이라고 말씀하세요."),
    flow("confirm", CONFIRM, "confirm: below 0.95"),
)
Call = Callable[[str], ScriptPhone]
CALLERS = count()
HALF = "비밀번호"  # of what chooses the third option
HALF_OF_EACH = "비밀번호 로그인"  # known words that choose nothing


@pytest.fixture(scope="module")
def line(template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with seoul(template_database, tmp_path_factory.mktemp("seoul"), *FLOWS) as town:
        yield town


@pytest.fixture
def call(line: Town) -> Iterator[Call]:
    """A customer who calls, hears the first words and is listened to; hangs up at the end if need be."""
    phones: list[ScriptPhone] = []

    def dial(number: str) -> ScriptPhone:
        phone = line.customer(f"+120255530{next(CALLERS):02}")
        phones.append(phone)
        phone.dial(number)
        phone.expect_heard("환불")
        expect_fact(line, phone, "stream_began")
        return phone

    yield dial
    for phone in phones:
        if phone.status == "in-progress":
            phone.hang_up()


@pytest.fixture(scope="module")
def kim(line: Town) -> Desk:
    return hire(line, "kim", BOOKINGS)


def test_a_word_brings_the_caller_to_the_right_queue(line: Town, call: Call) -> None:
    phone = call(PLAIN)
    phone.speak_words(BOOKING, KOREAN)
    assert queue_of(line, phone) == BOOKINGS
    phone.hang_up()
    receipt = expect_fact(line, phone, "receipt")
    assert (receipt["step"], receipt["input"], receipt["option"]) == ("main", "speech", "2")
    assert (receipt["heard"], receipt["silent"], receipt["keyed"]) == (1, 0, 0)


def test_two_callers_at_once_reach_their_own_queues(line: Town, call: Call) -> None:
    one, other = call(PLAIN), call(PLAIN)
    one.speak_words(REFUND, KOREAN)
    other.speak_words(BOOKING, KOREAN)
    assert (queue_of(line, one), queue_of(line, other)) == (REFUNDS, BOOKINGS)


def test_an_answer_interrupts_the_prompt(line: Town, call: Call) -> None:
    phone = call(MATCH)
    prompt = phone.transcript[-1]
    assert prompt.duration_s > 6
    phone.speak_words(REFUND, KOREAN)
    assert queue_of(line, phone) == REFUNDS
    assert phone.interruptions == 1
    phone.hang_up()
    assert int(str(expect_fact(line, phone, "receipt")["answer_ms"])) < prompt.duration_s * 1000


def test_noise_does_not_interrupt_the_prompt(line: Town, call: Call, tmp_path: Path) -> None:
    phone = call(MATCH)
    phone.speak(cough(tmp_path))
    assert phone.interruptions == 0
    phone.speak_words(BOOKING, KOREAN)
    assert queue_of(line, phone) == BOOKINGS
    assert phone.interruptions == 1, "by the word"
    phone.hang_up()
    assert expect_fact(line, phone, "receipt")["asked"] == 1


def test_any_speech_interrupts_where_the_author_wants_it(line: Town, call: Call) -> None:
    phone = call(ANY)
    phone.speak_words("여보세요 여보세요", KOREAN)
    line.until(lambda: phone.interruptions == 1, "the prompt to be hushed")
    phone.hang_up()


def test_words_over_a_prompt_that_may_not_be_interrupted_do_not_count(line: Town, call: Call) -> None:
    phone = call(OFF)
    prompt = phone.transcript[-1]
    phone.speak_words(REFUND, KOREAN)
    assert phone.interruptions == 0
    line.until(lambda: opened(line, phone), f"the prompt's end, after {prompt.duration_s} s")
    phone.speak_words(BOOKING, KOREAN)
    assert queue_of(line, phone) == BOOKINGS
    phone.hang_up()
    assert expect_fact(line, phone, "receipt")["heard"] == 1


def test_silence_then_a_key_instead(line: Town, call: Call) -> None:
    phone = call(PLAIN)
    phone.expect_heard(PROMPT)
    phone.press("1")
    assert queue_of(line, phone) == REFUNDS
    phone.hang_up()
    receipt = expect_fact(line, phone, "receipt")
    assert (receipt["input"], receipt["silent"], receipt["keyed"]) == ("keypad", 1, 1)


def test_not_understood_and_then_silent_leads_to_else(line: Town, call: Call) -> None:
    phone = call(PLAIN)
    phone.speak_words(HALF_OF_EACH, KOREAN)
    phone.expect_heard(PROMPT)
    assert queue_of(line, phone) == GENERAL
    phone.hang_up()
    receipt = expect_fact(line, phone, "receipt")
    assert (receipt["rejected"], receipt["silent"], receipt["result"]) == (1, 1, "else")


def test_half_of_an_answer_is_confirmed_by_a_key(line: Town, call: Call) -> None:
    phone = call(CONFIRM)
    phone.speak_words(HALF, KOREAN)
    phone.expect_heard("is that right")
    phone.press("1")
    assert queue_of(line, phone) == GENERAL
    phone.hang_up()
    assert expect_fact(line, phone, "receipt")["confirmed"] == 1


@pytest.mark.parametrize(("answer", "counted"), [("yes", "confirmed"), ("no", "corrected")])
def test_yes_and_no_are_heard(line: Town, call: Call, answer: str, counted: str) -> None:
    """In English, which is what is asked in where a language has no sentences of its own."""
    phone = call(CONFIRM)
    phone.speak_words(HALF, KOREAN)
    phone.expect_heard("is that right")
    phone.speak_words(answer, "en-US")
    if answer == "no":
        phone.expect_heard(PROMPT)
        phone.speak_words(REFUND, KOREAN)
    assert queue_of(line, phone) == (REFUNDS if answer == "no" else GENERAL)
    phone.hang_up()
    assert expect_fact(line, phone, "receipt")[counted] == 1


def test_two_answers_at_once_are_told_apart(line: Town, call: Call) -> None:
    phone = call(PLAIN)
    phone.speak_words(f"{REFUND} {BOOKING}", KOREAN)
    assert phone.expect_heard(REFUND).text != PROMPT
    phone.speak_words(BOOKING, KOREAN)
    assert queue_of(line, phone) == BOOKINGS


def test_both_are_written_down_while_they_talk(line: Town, call: Call, kim: Desk) -> None:
    kim.available()
    phone = call(PLAIN)
    phone.speak_words(BOOKING, KOREAN)
    kim.answer()
    phone.expect_kind("conference")
    phone.speak_words("환불 해 주세요", KOREAN)
    kim.phone.speak_words("여행 예약 비밀번호", KOREAN)
    line.until(lambda: said(line, phone, "caller") and said(line, phone, "agent"), "both to be written down")

    def shown(path: str) -> bool:
        """Words are put right while they are heard, and for a moment after the call."""
        both = (*said(line, phone, "caller"), *said(line, phone, "agent"))
        page = kim.page(path)
        return all(words in page for words in both)

    line.until(lambda: shown("/desk"), "the desk to have all that was said")
    phone.hang_up()
    kim.ready()
    assert line.outcome(phone) == "answered"
    path = f"/calls/{call_id(line, phone)}"
    line.until(lambda: shown(path), "the call's page to have all that was said")
    kim.away()


def opened(town: Town, phone: ScriptPhone) -> bool:
    """Whether words count by now at the question that this phone is asked."""
    sid = phone.line.sid if phone.line else ""

    def look(session: Session) -> bool:
        call = call_store.find(session, sid)
        return call is not None and streams.of_leg(session, sid)[-1].open_seq == call.asked

    return bool(town.read(look))


def cough(folder: Path) -> Path:
    """0.25 s of loud noise, and silence."""
    dice = random.Random(3)
    burst = b"".join(struct.pack("<h", int(dice.gauss(0, 6000))) for _ in range(2000))
    wav.write(folder / "cough.wav", [mulaw.encode(burst) + mulaw.SILENCE * 40])
    return folder / "cough.wav"
