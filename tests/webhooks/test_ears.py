"""Live ears with a recogniser of the test's: whose streams they take, what words do, whom trouble meets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from speech.hearing import Utterance
from support.observing import Observing
from support.services import hearing
from support.store import calls as call_store
from support.store import streams
from support.store import transcripts as transcript_store
from support.store.base import Store
from tests.webhooks.door import SID
from tests.webhooks.listening import (
    QUIET,
    SAID,
    SECOND,
    VOICE,
    Heard,
    Recognizer,
    Room,
    media,
    started,
    stopped,
    until,
)
from webhooks import stream_token
from webhooks.ears import Line
from webhooks.media_stream import Start

Open = Callable[..., Room]
WORDS = "a secret word"


@pytest.fixture
def opened(store: Store) -> Iterator[Open]:
    rooms: list[Room] = []

    def open_room(*texts: str | Heard, **more: Any) -> Room:
        rooms.append(Room(store, *texts, **more))
        return rooms[-1]

    yield open_room
    for room in rooms:
        room.stop()


@pytest.fixture
def room(opened: Open) -> Room:
    return opened("billing", "billing")


def utterances(room: Room) -> list[tuple[str, str, float]]:
    with room.door.store.reading() as session:
        rows = session.scalars(select(transcript_store.Utterance).order_by(transcript_store.Utterance.id))
        return [(row.result, row.text, row.confidence) for row in rows]


def answered(room: Room, line: Line, sound: bytes = SAID) -> None:
    """Something is said, and the call is at another question for it."""
    before = room.door.row(line.stream.call_sid).asked
    room.says(line, sound)
    until(lambda: room.door.row(line.stream.call_sid).asked > before, "the call to go on")


# --- words lead the call on ----------------------------------------------------------------------------


def test_words_bring_the_call_its_next_document(room: Room) -> None:
    line = room.call()
    until(lambda: room.model.grammars, "a recogniser")  # the pool makes it
    assert room.model.grammars[0] is not None
    assert {"billing", "general"} <= set(room.model.grammars[0])
    answered(room, line)
    assert room.queue() == "billing"
    until(lambda: room.carried and room.hushed, "the prompt to end and the next document")
    [order] = room.door.orders("next_document")
    assert (room.carried, order.payload) == ([order.id], {"sid": SID, "seq": 3})
    assert room.hushed == [(SID, 1)]


def test_a_key_and_a_word_at_the_same_moment_count_once(room: Room) -> None:
    line = room.call()
    room.says(line, QUIET + VOICE)
    until(lambda: room.streams()[0].speaking_seq == 1, "the words to begin")
    room.door.press("2")
    room.says(line, QUIET, 1700)
    until(lambda: line.followed and line.followed[0] == 3, "the ear to follow")
    assert (room.queue(), room.door.seq()) == ("general", 3)
    assert utterances(room) == []


def test_a_late_word_changes_nothing(room: Room) -> None:
    line = room.call()
    room.door.press("2")
    once = room.door.everything()
    room.ears.answer(line, Utterance(1, "billing", 0.9, (), 0, 500, "complete"), room.ears.clock())
    assert (room.queue(), room.carried) == ("general", [])
    changed = {name for name, rows in room.door.everything().items() if rows != once[name]}
    assert changed <= {"media_streams"}, "that somebody spoke at most"


def test_noise_in_which_nothing_is_understood_changes_nothing(opened: Open) -> None:
    room = opened()
    line = room.call()
    room.says(line)
    until(lambda: room.streams()[0].speaking_at, "a voice")
    until(lambda: room.streams()[0].speaking_seq == -1, "its end")
    assert (room.door.row().asked, room.carried) == (1, [])


def test_who_speaks_is_waited_for(room: Room) -> None:
    line = room.call()
    room.says(line, QUIET + VOICE)
    until(lambda: room.streams()[0].speaking_seq == 1, "a voice")
    gather = room.door.call("answer", seq=1, silence="1").verb("Gather")
    assert (gather.get("timeout"), gather.children) == ("2", ())
    assert room.door.row().asked == 1


# --- confidences, languages, words that nobody should read ------------------------------------------------


@pytest.mark.parametrize(
    ("confidence", "kept"),
    [(float("nan"), 0.0), (float("inf"), 0.0), (float("-inf"), 0.0), (2.0, 1.0), (-1.0, 0.0)],
)
def test_confidences_that_are_none(opened: Open, confidence: float, kept: float) -> None:
    room = opened(Heard("billing", confidence), Heard("yes", confidence))
    answered(room, room.call())
    [(_, _, found)] = utterances(room)
    assert found == kept


def test_speech_in_another_language_is_not_understood_and_asked_again(opened: Open) -> None:
    room = opened("guten tag ich hätte gern")
    answered(room, room.call())
    assert "not_understood" in room.door.kinds()
    assert [(result, text) for result, text, _ in utterances(room)] == [
        ("rejected", "guten tag ich hätte gern")
    ]


def test_profanity_is_like_any_words_and_in_no_log(opened: Open) -> None:
    room = opened("damn you bastards")
    with capture_logs() as logs:
        answered(room, room.call())
        until(lambda: room.carried, "the next document")
    assert "not_understood" in room.door.kinds()
    assert "bastards" not in str(logs)


def test_a_minute_of_talk_without_a_breath(opened: Open) -> None:
    """Cut after the longest answer: the caller is asked again, then led on, and the ear goes on hearing."""
    room = opened(*["and then"] * 8)
    line = room.call()
    at = room.says(line, QUIET)
    for _ in range(60_000 // 700):
        at = room.says(line, VOICE, at)
        until(lambda: room.ears.pool.load == 0, "it to be decoded")
    until(lambda: len(utterances(room)) >= 2, "answers")
    assert {result for result, _, _ in utterances(room)} == {"rejected"}
    assert room.door.row().asked > 2
    assert room.states() == ["live"]


class Fails(Recognizer):
    def feed(self, pcm: bytes) -> str:
        raise RuntimeError(WORDS)


def test_a_recogniser_that_raises_disturbs_nobody_and_tells_nothing(opened: Open) -> None:
    room = opened("billing")
    broken = room.call()
    room.hears_with(lambda: Fails([]))
    other = room.call(SECOND)
    with capture_logs() as logs:
        room.says(other)
        until(lambda: any(each["event"] == "ear_trouble" for each in logs), "trouble")
        answered(room, broken)
    assert room.queue() == "billing"
    assert WORDS not in str(logs)
    assert room.states(SECOND) == ["live"]


def test_a_model_that_went_away_is_told_and_keeps_nobody_waiting(opened: Open) -> None:
    """A voice without words to follow it once held the question's silence open."""
    room = opened("billing")
    room.door.parts.hearing.fake = None  # type: ignore[attr-defined]
    with capture_logs() as logs:
        line = room.call()
        until(lambda: any(each["event"] == "ear_trouble" for each in logs), "trouble")
    room.says(line)
    until(lambda: room.ears.pool.load == room.ears.writers.load == 0, "all to be done")
    assert room.streams()[0].speaking_seq == -1
    room.door.press("1")
    assert room.queue() == "billing"


# --- whose streams --------------------------------------------------------------------------------------


def test_a_stream_that_we_asked_for_is_live(room: Room) -> None:
    line = room.call()
    assert (line.stream.call_sid, line.stream.party, line.stream.language) == (SID, "caller", "en-US")
    assert room.states() == ["live"]
    assert room.door.row().ears == "live"
    assert "stream_began" in room.door.kinds()


def test_no_other_is(room: Room) -> None:
    start = room.start()
    secret = room.door.parts.secret
    room.door.voice(SECOND)
    forged = [
        replace(start, token=""),
        replace(start, token="1-" + "0" * 64),
        replace(start, token=stream_token.make("another", SID, 1)),
        replace(start, call_sid=SECOND),
        replace(start, call_sid="CA" + "c" * 32),
        replace(start, call_sid=""),
        replace(start, token=stream_token.make(secret, SID, 2)),
        replace(start, call_sid="", token=stream_token.make(secret, "", 1)),
    ]
    once = room.door.everything()
    with capture_logs() as logs:
        assert [room.ears.admit(each) for each in forged] == [None] * len(forged)
    assert {each["event"] for each in logs} == {"stream_not_expected"}
    assert start.token not in str(logs)
    assert room.door.everything() == once
    assert room.ears.admit(start), "it is still good"


def test_a_used_token_opens_nothing(room: Room) -> None:
    start = room.start()
    line = room.ears.admit(start)
    assert line
    assert room.ears.admit(start) is None
    assert not line.call_over
    room.ears.gone(line, "dropped", stopped=False)
    assert room.ears.admit(start) is None


def test_a_call_that_is_over_is_not_heard(room: Room) -> None:
    start = room.start()
    room.door.call("status", CallStatus="completed")
    assert room.ears.admit(start) is None


def test_of_two_streams_the_newer_counts_and_no_third_is_started(room: Room) -> None:
    older = room.call()
    with room.door.store.writing() as session:
        attempt = hearing.expect(session, older.stream.call_id, SID, "caller", room.door.now)
    token = stream_token.make(room.door.parts.secret, SID, attempt)
    newer = room.ears.admit(Start(SID, "MZ2", "AC1", token))
    assert newer
    assert (older.call_over, newer.call_over) == (True, False)
    room.ears.gone(older, "call over", stopped=False)
    assert room.states() == ["replaced", "live"]
    assert room.door.orders("start_stream") == []
    assert room.door.row().ears == "live"
    room.led(newer)
    answered(room, newer)
    assert room.queue() == "billing"


def test_a_stream_that_another_process_took_over_is_let_go(room: Room) -> None:
    line = room.call()
    with room.door.store.writing() as session:
        assert streams.move(session, line.stream.stream_id, ("live",), "replaced")
    until(lambda: line.call_over, "the ear to notice")


def test_a_database_that_is_away_lets_nobody_in_and_raises_nothing(room: Room, store: Store) -> None:
    start = room.start()
    conversation = room.ears.conversation()
    object.__setattr__(room.door.parts, "store", _Away(store))
    with capture_logs() as logs:
        conversation.take(started(start))
        conversation.closed()
    assert conversation.over == "not expected"
    told = {"event": "stream_not_admitted", "log_level": "error", "error": "RuntimeError", "call": SID}
    assert told in logs
    object.__setattr__(room.door.parts, "store", store)
    assert room.ears.admit(start), "it may come again"


class _Away:
    def __init__(self, store: Store) -> None:
        self._store = store

    def writing(self) -> Any:
        raise RuntimeError(WORDS)

    reading = writing


# --- ends ----------------------------------------------------------------------------------------------


def test_a_dropped_stream_is_ordered_anew(room: Room) -> None:
    line = room.call()
    room.ears.gone(line, "dropped", stopped=False)
    assert room.states() == ["lost", "asked"]
    [order] = room.door.orders("start_stream")
    assert order.payload == {"leg_sid": SID, "attempt": 2}
    assert order.due_at > room.door.now
    assert room.door.row().ears == "lost"
    assert room.door.kinds()[-1] == "stream_lost"


def test_a_stream_that_is_stopped_is_not(room: Room) -> None:
    room.ears.gone(room.call(), "stop", stopped=True)
    assert room.states() == ["ended"]
    assert room.door.orders("start_stream") == []


@pytest.mark.parametrize("noticed", [True, False], ids=["noticed", "at the same moment"])
def test_a_socket_that_closes_after_the_end_of_its_call_is_no_loss(room: Room, noticed: bool) -> None:
    line = room.call()
    room.door.call("status", CallStatus="completed")
    if noticed:
        until(lambda: line.call_over, "the ear to notice")
    room.ears.gone(line, "dropped", stopped=False)
    assert room.states() == ["ended"]
    assert "stream_lost" not in room.door.kinds()
    assert room.door.orders("start_stream") == []


def test_a_call_that_ends_ends_its_stream_while_sound_keeps_coming(room: Room) -> None:
    conversation = room.ears.conversation()
    conversation.take(started(room.start()))
    room.door.call("status", CallStatus="completed")

    def over() -> str:
        conversation.take(media(bytes(160)))
        return conversation.over

    assert until(over, "the stream to end") == "call over"
    conversation.closed()
    assert room.states() == ["ended"]


def test_ears_that_stop_leave_their_calls_to_the_keypad_and_to_others(room: Room) -> None:
    """Ends that waited for a thread were dropped, and their calls counted as heard for ever."""
    sids = [f"CA{number:032}" for number in range(8)]
    lines = [room.call(sid) for sid in sids]
    room.ears.stop()
    assert all(line.call_over for line in lines)
    for sid in sids:
        assert room.states(sid) == ["lost", "asked"]
        assert room.door.row(sid).ears == "lost"
    assert len(room.door.orders("start_stream")) == len(sids)
    room.ears.gone(lines[0], "call over", stopped=False)
    assert room.states(sids[0]) == ["lost", "asked"]
    assert not room.ears.reserve()
    gather = room.door.call("answer", sids[0], seq=1).verb("Gather")
    assert "Press 1 or 2." in "".join(child.text for child in gather.children)


def test_places_are_counted(opened: Open) -> None:
    ears = opened(most=2).ears
    assert [ears.reserve() for _ in range(3)] == [True, True, False]
    assert (ears.live, ears.has_room) == (2, False)
    ears.release()
    assert ears.has_room
    assert ears.reserve()


# --- nobody disturbs another -----------------------------------------------------------------------------


def test_a_call_that_cannot_be_followed_leaves_the_others_theirs(room: Room) -> None:
    """One broken row once kept every call behind it from being led."""
    first = room.call()
    with room.door.store.writing() as session:
        call_store.save(session, first.stream.call_id, asked=9, reply=[{"do": "NoSuchThing"}])
    with capture_logs() as logs:
        second = room.call(SECOND)
        answered(room, second)
        until(lambda: any(each["event"] == "ear_not_led" for each in logs), "trouble to be told")
    assert room.queue(SECOND) == "billing"
    assert len([each for each in logs if each["event"] == "ear_not_led"]) <= 2, "and not ten times a second"


def test_a_recogniser_that_hangs_takes_one_thread(opened: Open) -> None:
    room = opened("billing")
    release = threading.Event()
    room.hears_with(lambda: Recognizer([Heard("general")], stuck=release))
    hanging = room.call()
    room.hears_with(lambda: Recognizer(room.texts))
    other = room.call(SECOND)
    try:
        room.says(hanging)
        answered(room, other)
        assert (room.queue(SECOND), room.queue()) == ("billing", "")
    finally:
        release.set()


def test_a_model_that_loads_slowly_keeps_no_call_from_being_led(room: Room) -> None:
    """Models were once loaded where every call is led."""
    release, hearing = threading.Event(), room.door.parts.hearing
    known = hearing.model

    def slow(language: str) -> Any:
        release.wait(10)
        return known(language)

    hearing.model = slow  # type: ignore[method-assign]
    try:
        room.call()
        room.call(SECOND)
    finally:
        release.set()


def bad_streams(room: Room) -> list[list[str | bytes]]:
    """The messages of streams as nobody should send them; each has a call of its own."""
    starts = [started(room.start(f"CA{number:032}", stream_sid=f"MZ{number}")) for number in range(9)]
    sound = [media(SAID[at : at + 160], at // 8) for at in range(0, len(SAID), 160)]
    return [
        [starts[0], *reversed(sound), stopped()],
        [starts[1], *(each for each in sound for _ in range(2)), stopped()],
        [starts[2], *sound[::7]],
        [starts[3], media(SAID[:33]), media(SAID[33:5000], 4), media(b""), media(SAID, 2**30)],
        [starts[4], *["junk"] * 60],
        [starts[5], *sound * 10],
        [starts[6].replace("8000", "16000"), *sound],
        [*sound, starts[7], starts[7], stopped(), stopped(), starts[7]],
        [starts[8].replace("token", "no token"), *sound, b"\xff" * 100],
    ]


def test_bad_streams_leave_a_good_one_alone(opened: Open) -> None:
    room = opened("billing", most=20)
    room.hears_with(lambda: Recognizer([Heard("")]))
    bad = bad_streams(room)
    room.hears_with(lambda: Recognizer(room.texts))
    good = room.call(SECOND)
    room.hears_with(lambda: Recognizer([Heard("")]))
    conversations = [room.ears.conversation() for _ in bad]
    frames = [SAID[at : at + 160] for at in range(0, len(SAID), 160)]
    longest = max(map(len, bad))
    for number in range(longest):
        for messages, conversation in zip(bad, conversations, strict=True):
            if number < len(messages):
                conversation.take(messages[number])
        if number < len(frames):
            good.frame(frames[number], number * 20)
    for conversation in conversations:
        conversation.closed()
    until(lambda: room.queue(SECOND), "the good call to arrive")
    assert room.queue(SECOND) == "billing"
    assert [room.queue(f"CA{number:032}") for number in range(9)] == [""] * 9
    assert room.states(SECOND) == ["live"]


def test_the_time_from_the_last_word_to_the_decision_is_measured(room: Room) -> None:
    """The silence that ends an utterance counts: the caller waits through it."""

    class Timers:
        def __init__(self) -> None:
            self.found: list[tuple[str, str, float]] = []

        def took(self, what: str, part: str, seconds: float) -> None:
            self.found.append((what, part, seconds))

    timers = Timers()
    object.__setattr__(room.door.parts, "observing", Observing(timers))
    line = room.call()
    answered(room, line)
    until(lambda: any(what == "speech" for what, _, _ in timers.found), "the time to be told")
    [seconds] = [seconds for what, _, seconds in timers.found if what == "speech"]
    assert 0.2 <= seconds < 5, "at least the silence that ended it"
