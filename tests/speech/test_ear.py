"""An ear on a call: what it hears, when it answers, and what it makes of bad sound and bad recognisers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.ear import Ear
from speech.hearing import Question, RecognizerLike
from speech.pool import Pool
from tests.speech import sounds
from tests.speech.fakes import Clock, HandPool, Heard, Memory, Script
from tests.speech.sounds import Sound, noise, voice

MENU = Question(1, "en", ("billing", "support"), frozenset({"billing"}))
TRANSCRIPT = Question(9, "en", urgent=False, barge_in="off")
PATIENCE = 10
HISS = noise(1000)


class Call:
    """One ear and all it works with; time passes with the sound."""

    def __init__(
        self, *words: str, recognizer: RecognizerLike | None = None, pool: HandPool | None = None
    ) -> None:
        self.script = Script(words)
        self.memory, self.clock, self.pool = Memory(), Clock(), pool or HandPool()
        self.ear = Ear(
            lambda language, phrases: recognizer or self.script, self.pool, self.memory, self.clock
        )
        self.at = 0
        self.decoding = True

    def plays(self, *parts: Sound) -> Call:
        sound = sounds.joined(*parts)
        for frame, at in sounds.frames(sound, self.at):
            self.ear.frame(frame, at)
            self.clock.now += 0.02
            self.runs()
        self.at += len(sound) // 8
        return self

    def asks(self, question: Question | None) -> Call:
        self.ear.ask(question)
        self.runs()
        return self

    def runs(self) -> None:
        if self.decoding:
            self.pool.run()

    @property
    def said(self) -> list[tuple[int, str, str]]:
        return [(heard.key, heard.text, heard.why) for heard in self.memory.heard]


def test_a_whole_answer_is_answered_after_300_ms() -> None:
    call = Call("billing").asks(MENU).plays(HISS, voice(600), noise(280))
    assert call.said == []
    call.plays(noise(100))
    assert call.said == [(1, "billing", "complete")]
    assert call.memory.told == [("speech", 1), ("interrupt", 1), ("utterance", 1)]
    heard = call.memory.heard[0]
    assert 980 <= heard.began_ms <= 1080
    assert 1540 <= heard.ended_ms <= 1620
    assert heard.confidence == 0.9


def test_other_words_are_answered_after_a_pause() -> None:
    call = Call("my", "invoice").asks(MENU).plays(HISS, voice(600), noise(600))
    assert call.said == []
    call.plays(noise(200))
    assert call.said == [(1, "my invoice", "pause")]
    assert call.memory.texts == ["my", "my invoice"]


def test_an_answer_that_only_the_final_text_holds_is_not_kept_waiting() -> None:
    class Hesitant(Script):
        def feed(self, pcm: bytes) -> str:
            super().feed(pcm)
            return ""

    call = Call(recognizer=Hesitant(("billing",))).asks(MENU).plays(HISS, voice(600), noise(400))
    assert call.said == [(1, "billing", "complete")]


def test_a_breath_between_words_ends_nothing() -> None:
    question = replace(MENU, complete=frozenset())
    call = Call("my", "invoice").asks(question).plays(HISS, voice(500), noise(500), voice(500), noise(900))
    assert call.said == [(1, "my invoice", "pause")]
    call = Call("my").asks(MENU).plays(HISS, voice(500), noise(500), voice(500), noise(900))
    assert call.said == [(1, "my my", "pause")], "settled in the breath, and joined"


def test_the_first_consonant_is_fed_too_and_silence_is_not() -> None:
    call = Call("billing").asks(MENU).plays(noise(5000), voice(600), noise(5000))
    [fed] = call.script.utterances
    assert 600 + 200 + 200 <= fed <= 600 + 200 + 400


def test_a_long_pause_is_kept_from_the_decoder_until_speech_goes_on() -> None:
    patient = replace(MENU, pause_ms=3000)
    call = Call("my").asks(patient).plays(HISS, voice(600), noise(2000))
    before = sum(call.script.fed)
    assert before <= 600 + 200 + 400
    call.plays(voice(600))
    assert sum(call.script.fed) >= before + 2000 - 300


@pytest.mark.parametrize(
    "sound",
    [noise(4000), noise(4000, -40), sounds.silence(4000), sounds.tones(400, 770, 1336), noise(100, -20)],
)
def test_what_is_no_speech_is_never_decoded(sound: Sound) -> None:
    call = Call("billing").asks(MENU).plays(noise(4000, -40), sound, noise(1000, -40))
    assert (call.script.fed, call.script.utterances, call.memory.told) == ([], [], [])


def test_nobody_asks_and_nothing_is_decoded() -> None:
    call = Call("billing").plays(HISS, voice(600), HISS)
    assert (call.script.fed, call.memory.told) == ([], [])


def test_barge_in_on_any_speech_is_at_once() -> None:
    call = Call().asks(replace(MENU, barge_in="on any speech")).plays(HISS, voice(300))
    assert call.memory.told == [("speech", 1), ("interrupt", 1)]


def test_barge_in_on_a_match_waits_for_the_words() -> None:
    call = Call("bill", "billing").asks(MENU).plays(HISS, voice(1000), noise(900))
    assert ("interrupt", 1) not in call.memory.told
    call = Call("billing").asks(MENU).plays(HISS, voice(1000))
    assert call.memory.told == [("speech", 1), ("interrupt", 1)]


def test_barge_in_off_interrupts_nothing() -> None:
    call = Call("billing").asks(replace(MENU, barge_in="off")).plays(HISS, voice(600), HISS)
    assert call.memory.told == [("speech", 1), ("utterance", 1)]


def test_what_is_said_before_a_question_opens_is_not_heard() -> None:
    call = Call("billing").asks(replace(MENU, open=False)).plays(HISS, voice(600))
    assert call.memory.told == []
    call.asks(MENU).plays(voice(400, seed=5), HISS)
    [fed] = call.script.utterances
    assert fed <= 400 + 400
    assert call.memory.heard[0].began_ms >= 1600


def test_a_new_question_hears_the_speech_that_goes_on() -> None:
    call = Call("billing").asks(MENU).plays(HISS, voice(600))
    call.asks(replace(MENU, key=2)).plays(voice(200, seed=5), HISS)
    assert call.said == [(2, "billing", "complete")]
    assert call.script.utterances[-1] >= 800
    assert 980 <= call.memory.heard[0].began_ms <= 1080


def test_a_new_question_hears_a_second_back_at_most() -> None:
    call = Call("my").plays(HISS, voice(4000)).asks(MENU).plays(HISS)
    assert call.memory.heard[0].began_ms == 4000
    assert call.script.utterances[0] <= 1000 + 400


def test_a_new_question_does_not_hear_what_was_answered() -> None:
    call = Call("billing").asks(MENU).plays(HISS, voice(600), noise(500))
    call.asks(replace(MENU, key=2)).plays(HISS)
    assert [key for key, _, _ in call.said] == [1]


def test_nobody_asks_any_more_while_somebody_speaks() -> None:
    call = Call("billing").asks(MENU).plays(HISS, voice(600)).asks(None).plays(voice(600, seed=5), HISS)
    assert call.said == []
    call.asks(replace(MENU, key=2)).plays(HISS, voice(400), HISS)
    assert [key for key, _, _ in call.said] == [2]
    assert call.script.utterances[-1] <= 400 + 600


def test_the_same_question_again_changes_nothing() -> None:
    call = Call("billing").asks(MENU).plays(HISS, voice(300)).asks(MENU).plays(voice(300, seed=5), HISS)
    assert len(call.script.utterances) == 1


def test_a_transcript_keeps_what_another_question_replaces() -> None:
    call = Call("good", "morning").asks(TRANSCRIPT).plays(HISS, voice(600)).asks(MENU)
    assert call.said == [(9, "good morning", "replaced")]


def test_a_minute_of_talk_comes_in_pieces() -> None:
    question = replace(MENU, complete=frozenset(), longest_s=15)
    call = Call("on", "and", "on").asks(question).plays(HISS, voice(62_000), HISS)
    assert [heard.why for heard in call.memory.heard] == ["too_long"] * 4 + ["pause"]
    fed = sum(call.script.utterances)
    assert 62_000 <= fed <= 63_000, "nothing is lost or heard twice between the pieces"
    assert all(length <= 15_500 for length in call.script.utterances)


def test_frames_that_stop_are_a_silence() -> None:
    call = Call("my").asks(MENU).plays(HISS, voice(600))
    call.clock.now += 0.5
    call.ear.tick()
    call.pool.run()
    assert call.said == []
    call.clock.now += 0.3
    call.ear.tick()
    call.pool.run()
    assert call.said == [(1, "my", "pause")]
    call.ear.tick()
    call.plays(HISS)
    assert len(call.said) == 1


def test_a_tick_between_frames_does_nothing() -> None:
    call = Call("billing").asks(MENU).plays(HISS, voice(600))
    call.clock.now += 0.04
    call.ear.tick()
    call.pool.run()
    assert call.said == []


def test_a_gap_in_the_stream_is_a_silence() -> None:
    call = Call("my").asks(MENU).plays(HISS, voice(600))
    call.at += 900
    call.plays(noise(20))
    assert call.said == [(1, "my", "pause")]


def test_hanging_up_answers_what_was_being_said() -> None:
    call = Call("billing").asks(MENU).plays(HISS, voice(600))
    call.ear.close()
    call.ear.close()
    call.pool.run()
    assert call.said == [(1, "billing", "hung_up")]
    call.asks(replace(MENU, key=2)).plays(voice(600), HISS)
    call.ear.tick()
    assert len(call.said) == 1


def test_an_answer_decoded_late_waits_for_no_more_silence() -> None:
    call = Call("billing").asks(MENU)
    call.decoding = False
    call.plays(HISS, voice(600), noise(400))
    assert call.said == []
    call.pool.run()
    assert call.said == [(1, "billing", "complete")]


@pytest.mark.parametrize("confidence", [float("nan"), float("inf"), -1.0, 7.0])
def test_confidence_stays_a_share(confidence: float) -> None:
    call = Call("billing")
    call.script.confidence = confidence
    call.asks(MENU).plays(HISS, voice(600), HISS)
    assert 0.0 <= call.memory.heard[0].confidence <= 1.0


class Breaks(Script):
    """A recogniser that raises at the named call."""

    def __init__(self, at: str) -> None:
        super().__init__(("billing",))
        self.at = at

    def feed(self, pcm: bytes) -> str:
        if self.at == "feed":
            raise RuntimeError("billing")
        return super().feed(pcm)

    def finish(self) -> Heard:
        if self.at == "finish":
            raise RuntimeError("billing")
        return super().finish()


@pytest.mark.parametrize("at", ["feed", "finish"])
def test_a_recogniser_that_raises_is_told_and_replaced(at: str) -> None:
    call = Call()
    recognizers = [Breaks(at), Script(("billing",))]
    call.ear = Ear(lambda language, phrases: recognizers.pop(0), call.pool, call.memory, call.clock)
    call.asks(MENU).plays(HISS, voice(600), HISS)
    assert call.memory.troubles == [(1, "recogniser failed")]
    assert call.said == []
    call.plays(voice(600), HISS)
    assert call.said == [(1, "billing", "complete")]


def test_no_model_is_told_once_a_question() -> None:
    call = Call()
    call.ear = Ear(lambda language, phrases: None, call.pool, call.memory, call.clock)
    call.asks(MENU).plays(HISS, voice(600), HISS, voice(600), HISS)
    assert call.memory.troubles == [(1, "no recogniser")]
    assert call.said == []


def test_a_listener_that_raises_harms_no_one() -> None:
    class Careless(Memory):
        def speech_started(self, key: int) -> None:
            raise RuntimeError

    call = Call("billing")
    call.memory = Careless()
    call.ear = Ear(lambda language, phrases: call.script, call.pool, call.memory, call.clock)
    call.asks(MENU).plays(HISS, voice(600), HISS)
    assert call.said == [(1, "billing", "complete")]


def test_a_rule_that_raises_only_costs_speed() -> None:
    def rule(text: str) -> bool:
        raise RuntimeError

    pool, memory, clock = Pool(1), Memory(), Clock()
    ear = Ear(lambda language, phrases: Script(("my",)), pool, memory, clock)
    ear.ask(Question(1, "en", is_complete=rule))
    for frame, at in sounds.frames(sounds.joined(HISS, voice(600), HISS)):
        ear.frame(frame, at)
    drained(pool, ear)
    assert [heard.why for heard in memory.heard] == ["pause"]
    pool.stop()


def drained(pool: Pool, ear: Ear) -> None:
    done = Event()
    ear._lane.put(done.set, urgent=False)
    assert done.wait(PATIENCE)


def test_an_answer_may_ask_the_next_question() -> None:
    class Flow(Memory):
        ask: Callable[[Question | None], None]

        def utterance(self, heard: object) -> None:
            super().utterance(heard)  # type: ignore[arg-type]
            self.ask(replace(MENU, key=len(self.heard) + 1))

    call, flow = Call("billing"), Flow()
    call.memory = flow
    call.ear = Ear(lambda language, phrases: call.script, call.pool, flow, call.clock)
    flow.ask = call.ear.ask
    call.asks(MENU).plays(HISS, voice(600), HISS, voice(600), HISS)
    assert [key for key, _, _ in call.said] == [1, 2]


def test_a_menu_that_cannot_keep_up_gives_no_half_answer() -> None:
    call = Call("billing").asks(MENU)
    call.decoding = False
    call.plays(HISS, voice(14_000), HISS)
    assert call.memory.troubles == [(1, "overloaded")]
    assert len(call.pool.works) < 120
    call.pool.run()
    assert call.said == []
    call.decoding = True
    call.plays(voice(600), HISS)
    assert call.said == [(1, "billing", "complete")]


def test_a_transcript_that_cannot_keep_up_has_a_gap() -> None:
    call = Call("good", "morning").asks(TRANSCRIPT)
    call.decoding = False
    call.plays(HISS, voice(8000), HISS)
    assert call.memory.troubles == [(9, "overloaded")]
    call.pool.run()
    assert call.said == [(9, "good morning", "pause")]
    assert sum(call.script.utterances) <= 5000


def test_a_crowded_pool_drops_new_sound() -> None:
    call = Call("billing", pool=HandPool(most_waiting=5)).asks(MENU)
    call.decoding = False
    call.plays(HISS, voice(2000), HISS)
    assert call.memory.troubles == [(1, "overloaded")]
    assert len(call.pool.works) <= 7


def test_one_frozen_recogniser_leaves_the_others_alone() -> None:
    frozen = Event()

    class Frozen(Script):
        def feed(self, pcm: bytes) -> str:
            frozen.wait(PATIENCE)
            return ""

    pool, memories = Pool(2), [Memory(), Memory()]
    stuck = Ear(lambda language, phrases: Frozen(), pool, memories[0], Clock())
    well = Ear(lambda language, phrases: Script(("billing",)), pool, memories[1], Clock())
    for ear, length in ((stuck, 20_000), (well, 2000)):
        ear.ask(MENU)
        for frame, at in sounds.frames(sounds.joined(HISS, voice(length), HISS)):
            ear.frame(frame, at)
    drained(pool, well)
    assert memories[1].heard
    assert not memories[0].heard
    assert memories[0].troubles[0] == (1, "overloaded")
    frozen.set()
    stuck.close()
    pool.stop()


def test_closing_while_decoding_still_answers() -> None:
    began, go = Event(), Event()

    class Slow(Script):
        def feed(self, pcm: bytes) -> str:
            began.set()
            go.wait(PATIENCE)
            return super().feed(pcm)

    pool, memory = Pool(1), Memory()
    ear = Ear(lambda language, phrases: Slow(("my",)), pool, memory, Clock())
    ear.ask(MENU)
    for frame, at in sounds.frames(sounds.joined(HISS, voice(600))):
        ear.frame(frame, at)
    assert began.wait(PATIENCE)
    ear.close()
    go.set()
    drained(pool, ear)
    assert [heard.why for heard in memory.heard] == ["hung_up"]
    pool.stop()


SPEECH = sounds.joined(HISS, voice(1500), HISS, voice(500), HISS)
MESSAGES = st.tuples(
    st.integers(0, len(SPEECH)),
    st.sampled_from([0, 1, 159, 160, 161, 320, 1600, 9001]),
    st.sampled_from([0, 0, 0, 20, -20, 60, -400, 2000, -(10**7), 10**9]),
)


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.one_of(
            MESSAGES,
            st.sampled_from([MENU, replace(MENU, key=2), replace(MENU, open=False), TRANSCRIPT, None]),
            st.sampled_from(["tick", "decode", "later"]),
        ),
        max_size=80,
    )
)
def test_whatever_comes_an_ear_lives_and_stays_small(steps: list[object]) -> None:
    call = Call("billing", "support", "billing")
    call.asks(MENU)
    at = 0
    for step in steps:
        match step:
            case (int(start), int(size), int(jump)):
                call.ear.frame(SPEECH[start : start + size], at + jump)
                at += len(SPEECH[start : start + size]) // 8
            case "tick":
                call.ear.tick()
            case "decode":
                call.pool.run()
            case "later":
                call.clock.now += 1
            case Question() | None as question:
                call.ear.ask(question)
        assert call.ear._backlog_ms <= 10_000
        assert len(call.pool.works) <= 4 * len(steps) + 120
    call.ear.close()
    call.pool.run()
    assert call.ear._backlog_ms == 0
    assert call.script.fed == []
    assert len(call.memory.heard) <= len(call.script.utterances)
    assert all(heard.began_ms <= heard.ended_ms for heard in call.memory.heard)
    moments = [heard.ended_ms for heard in call.memory.heard]
    assert moments == sorted(moments)
