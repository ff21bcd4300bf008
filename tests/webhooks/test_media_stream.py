"""One stream's messages, as the phone company sends them and as nobody should."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.speech.fakes import Clock
from tests.webhooks.listening import MULAW, connected, media, started, stopped
from webhooks.media_stream import (
    FLOOD_S,
    IDLE_S,
    MAX_MESSAGE,
    MOST_A_SECOND,
    MOST_JUNK,
    START_WITHIN_S,
    Conversation,
    Start,
)

START = Start("CA1", "MZ1", "AC1", "1-token")
FRAME = bytes(range(160))
BEGINNING = (connected(), started(START))


@dataclass
class Kept:
    """Where sound goes: it is kept."""

    call_over: bool = False
    frames: list[tuple[bytes, int]] = field(default_factory=list)
    ends: list[tuple[str, bool]] = field(default_factory=list)

    def frame(self, sound: bytes, at_ms: int) -> None:
        self.frames.append((sound, at_ms))

    def gone(self, why: str, *, stopped: bool) -> None:
        self.ends.append((why, stopped))


class Stream:
    """A conversation with somebody at the door who lets everybody in, or nobody."""

    def __init__(self, *messages: str | bytes | None, admits: bool = True) -> None:
        self.clock, self.sound = Clock(), Kept()
        self.asked: list[Start] = []
        self.admits = admits
        self.conversation = Conversation(self._admit, self.clock)
        self.take(*messages)

    def _admit(self, start: Start) -> Kept | None:
        self.asked.append(start)
        return self.sound if self.admits else None

    def take(self, *messages: str | bytes | None) -> Stream:
        for message in messages:
            self.conversation.take(message)
        return self

    def later(self, seconds: float) -> Stream:
        self.clock.now += seconds
        self.conversation.look()
        return self

    @property
    def over(self) -> str:
        return self.conversation.over


def test_a_stream_as_it_should_be() -> None:
    stream = Stream(*BEGINNING, media(FRAME, 0), media(FRAME, 20), stopped())
    assert stream.asked == [START]
    assert stream.sound.frames == [(FRAME, 0), (FRAME, 20)]
    assert stream.over == "stop"
    stream.conversation.closed()
    assert stream.sound.ends == [("stop", True)]


def test_a_stream_without_a_first_hello() -> None:
    stream = Stream(started(START), media(FRAME))
    assert (len(stream.sound.frames), stream.over) == (1, "")


def test_a_socket_that_closes_without_stop_was_dropped() -> None:
    stream = Stream(*BEGINNING, media(FRAME))
    stream.conversation.closed()
    assert stream.sound.ends == [("dropped", False)]


def test_frames_in_any_order_are_handed_on_with_their_moments() -> None:
    moments = [40, 0, 20, 20, 900]
    stream = Stream(*BEGINNING, *(media(FRAME, at) for at in moments))
    assert [at for _, at in stream.sound.frames] == moments


@pytest.mark.parametrize("size", [0, 1, 159, 161, 4000, 40_000])
def test_frames_of_any_size(size: int) -> None:
    stream = Stream(*BEGINNING, media(bytes(size)))
    assert [len(sound) for sound, _ in stream.sound.frames] == [size]
    assert stream.over == ""


@pytest.mark.parametrize("payload", ["", None, [], 0, False])
def test_a_frame_without_sound_is_an_empty_one(payload: object) -> None:
    assert Stream(*BEGINNING, media(b"", payload=payload)).sound.frames == [(b"", 0)]


@pytest.mark.parametrize(
    "payload", ["a", "====", "fn5+*", "fn5+\n", "\u00e9\u00e9\u00e9\u00e9", 5, {"a": 1}, True]
)
def test_a_payload_that_is_no_base64_is_left_out(payload: object) -> None:
    stream = Stream(*BEGINNING, media(b"", payload=payload), media(FRAME))
    assert stream.sound.frames == [(FRAME, 0)]
    assert stream.over == ""


@pytest.mark.parametrize(
    "timestamp", [None, "", "soon", "-20", "NaN", float("nan"), float("inf"), 2**40, [], {}]
)
def test_a_frame_without_its_moment_follows_the_one_before(timestamp: object) -> None:
    stream = Stream(*BEGINNING, media(FRAME, 100), media(FRAME, timestamp=timestamp), media(FRAME, 400))
    assert [at for _, at in stream.sound.frames] == [100, 120, 400]


@pytest.mark.parametrize("facts", [None, [], "sound", 5])
def test_media_that_is_none(facts: object) -> None:
    stream = Stream(*BEGINNING, json.dumps({"event": "media", "media": facts}))
    assert (stream.sound.frames, stream.over) == ([], "")


def test_what_the_caller_hears_is_not_what_the_caller_says() -> None:
    assert Stream(*BEGINNING, media(FRAME, track="outbound")).sound.frames == []


# --- beginnings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        MULAW | {"sampleRate": 16000},
        MULAW | {"sampleRate": "44100"},
        MULAW | {"sampleRate": None},
        MULAW | {"encoding": "audio/l16"},
        MULAW | {"encoding": "pcm"},
        MULAW | {"encoding": ["audio/x-mulaw"]},
        MULAW | {"channels": 2},
        {},
        None,
        "audio/x-mulaw",
        [MULAW],
    ],
)
def test_sound_that_we_cannot_read_ends_the_stream(form: object) -> None:
    stream = Stream(connected(), started(START, form), media(FRAME))
    assert (stream.over, stream.asked, stream.sound.frames) == ("encoding", [], [])


@pytest.mark.parametrize(
    "form",
    [MULAW | {"sampleRate": "8000", "channels": "1"}, {"encoding": "audio/x-mulaw", "sampleRate": 8000}],
)
def test_numbers_may_be_texts(form: object) -> None:
    assert Stream(started(START, form)).over == ""


def test_who_is_not_expected_is_not_heard() -> None:
    stream = Stream(*BEGINNING, media(FRAME), admits=False)
    assert (stream.over, stream.sound.frames) == ("not expected", [])
    stream.conversation.closed()
    assert stream.sound.ends == [], "there is nobody to tell"


@pytest.mark.parametrize(
    "parameters", [None, [], "token", {"token": None}, {"other": "x"}, {"token": {"a": 1}}]
)
def test_a_start_without_a_token(parameters: object) -> None:
    message = json.loads(started(START))
    message["start"]["customParameters"] = parameters
    [asked] = Stream(json.dumps(message)).asked
    assert asked.token in ("", "{'a': 1}")


@pytest.mark.parametrize("start", [None, [], "start", 1, {}])
def test_a_start_that_says_nothing(start: object) -> None:
    stream = Stream(json.dumps({"event": "start", "start": start}))
    assert (stream.over, stream.asked) == ("encoding", [])


def test_names_that_no_database_takes_are_cleaned() -> None:
    """Lone surrogates once raised in the token's check, and NUL would in PostgreSQL."""
    message = json.loads(started(START))
    message["start"] |= {"callSid": "CA\ud8001\x00", "customParameters": {"token": "1-\udfff" + "x" * 999}}
    message["streamSid"] = "MZ\n\x001"
    [asked] = Stream(json.dumps(message)).asked
    assert (asked.call_sid, asked.stream_sid, len(asked.token)) == ("CA1", "MZ1", 199)


def test_a_second_start_changes_nothing() -> None:
    stream = Stream(*BEGINNING, started(START), started(Start("CA2", "MZ2", "AC1", "")), media(FRAME))
    assert stream.asked == [START]
    assert (len(stream.sound.frames), stream.over) == (1, "")


def test_media_before_the_start_is_left_out() -> None:
    stream = Stream(media(FRAME), connected(), media(FRAME), started(START), media(FRAME, 60))
    assert stream.sound.frames == [(FRAME, 60)]


# --- ends ----------------------------------------------------------------------------------------------


def test_what_comes_after_the_stop_is_left_out() -> None:
    stream = Stream(*BEGINNING, stopped(), stopped(), media(FRAME), started(START), "junk")
    assert (stream.over, stream.sound.frames, stream.asked) == ("stop", [], [START])


def test_a_stop_without_a_start_is_no_end() -> None:
    stream = Stream(stopped(), *BEGINNING)
    assert (stream.over, stream.asked) == ("", [START])


def test_a_socket_that_never_starts() -> None:
    stream = Stream(connected()).later(START_WITHIN_S)
    assert stream.over == ""
    assert stream.later(0.1).over == "no start"
    stream.conversation.closed()


@pytest.mark.parametrize("message", [media(FRAME), connected(), stopped(), "", "junk"])
def test_a_socket_that_never_starts_and_never_pauses(message: str) -> None:
    """It kept its place for ever: only a pause was an occasion to look at the time."""
    stream = Stream()
    for _ in range(int(START_WITHIN_S / 0.5) + 1):
        stream.clock.now += 0.5
        stream.take(message)
    assert stream.over == "no start"


def test_a_call_that_is_over_ends_its_stream_while_sound_keeps_coming() -> None:
    stream = Stream(*BEGINNING, media(FRAME))
    stream.sound.call_over = True
    assert stream.take(media(FRAME)).over == "call over"
    assert len(stream.sound.frames) == 1


def test_a_stream_that_stays_silent() -> None:
    stream = Stream(*BEGINNING).later(IDLE_S)
    assert stream.take(media(FRAME)).over == ""
    assert stream.later(IDLE_S).over == ""
    assert stream.later(0.1).over == "silent"


def test_silence_is_not_noticed_by_what_breaks_it() -> None:
    stream = Stream(*BEGINNING)
    stream.clock.now += IDLE_S + 5
    assert stream.take(media(FRAME)).over == ""


def test_a_flood_ends_the_stream() -> None:
    stream = Stream(*BEGINNING)
    for _ in range(int(MOST_A_SECOND * FLOOD_S)):
        stream.take(media(FRAME))
    assert stream.over == "flood"
    heard = len(stream.sound.frames)
    assert len(stream.take(media(FRAME)).sound.frames) == heard
    stream.conversation.closed()
    assert stream.sound.ends == [("flood", False)]


def test_two_tracks_and_a_hiccup_are_no_flood() -> None:
    """A hundred messages a second for a minute, and three seconds that come all at once."""
    stream = Stream(*BEGINNING)
    for second in range(60):
        stream.clock.now += 1 if second not in (20, 21) else 0
        stream.take(*[media(FRAME)] * 100)
    assert stream.over == ""


# --- what is no message --------------------------------------------------------------------------------

DEEP = "[" * 20_000
JUNK: list[str | bytes | None] = [
    None, "", "{", "null", "true", "17", "[]", "[{}]", '"start"', "NaN", "9" * 5000, DEEP, '{"a":' * 9000,
    "{}", '{"event": null}', '{"event": ["start"]}', '{"event": {"start": 1}}', '{"event": "begin"}',
    '{"event": "start\\u0000"}', " " * (MAX_MESSAGE + 1), '{"event": "media", "media": "' + "A" * MAX_MESSAGE,
    b"", b"\xff\xfe\x00", b"\x00" * 160, b'{"event": 1}', "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_what_is_no_message_is_left_out_and_much_of_it_ends_the_stream(junk: str | bytes | None) -> None:
    stream = Stream(*BEGINNING, junk, media(FRAME))
    assert (stream.over, len(stream.sound.frames)) == ("", 1)
    stream.take(*[junk] * MOST_JUNK)
    assert stream.over == "junk"


@pytest.mark.parametrize("event", ["dtmf", "mark", "connected"])
def test_messages_that_we_have_no_use_for(event: str) -> None:
    stream = Stream(*BEGINNING, *[json.dumps({"event": event})] * (MOST_JUNK * 2))
    assert stream.over == ""


def test_a_binary_message_may_hold_json() -> None:
    assert Stream(started(START).encode()).asked == [START]


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    "event",
    "start",
    "media",
    "streamSid",
    "stop",
    "callSid",
    "mediaFormat",
    "payload",
    "timestamp",
    "track",
)
MESSAGES = st.fixed_dictionaries(
    {"event": st.sampled_from(["connected", "start", "media", "stop", "dtmf"]) | VALUES},
    optional={key: VALUES | st.dictionaries(st.sampled_from(KEYS), VALUES) for key in KEYS[1:]},
)
ANYTHING = (
    MESSAGES.map(json.dumps)
    | st.text()
    | st.binary()
    | st.sampled_from([*BEGINNING, media(FRAME), stopped()])
)


@settings(max_examples=300, deadline=None)
@given(st.lists(ANYTHING, max_size=30), st.booleans())
def test_no_message_raises(messages: list[Any], admits: bool) -> None:
    stream = Stream(*messages, admits=admits).later(1)
    stream.conversation.closed()
    assert len(stream.sound.ends) == (1 if admits and stream.asked else 0)
