"""The caller's leg over HTTP: what bad input gets, and that nothing counts twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from exchange.twiml.grammar import IN_QUEUE_WAIT
from ivr.walk import MAX_STEPS_PER_CALL
from speech.choice import Hearing
from speech.choice import parse as parse_speech
from support.store.base import Store
from tests.webhooks.door import CALLED, CALLER, FLOW, SID, Answer, Door

INSTRUCTIONS = (
    "voice", "answer", "next", "open", "recorded", "dialed", "fetched", "wait", "wait-key", "queue-left",
    "join", "agent/answer", "agent/done", "fallback", "rescued", "sms",
)  # fmt: skip
NOTIFICATIONS = ("status", "agent/status", "conference", "recording", "message-status", "stream")
ODD_QUERIES = (
    "",
    "seq=abc",
    "seq=1e400",
    "seq=-99999999999999999999",
    "seq=&seq=2",
    "offer=x&entry=y",
    "seq=%00",
)
ODD: tuple[dict[str, str], ...] = (
    {},
    {"CallSid": ""},
    {"CallSid": "\x00\x00"},
    {"CallSid": "CA" + "9" * 5000},
    {"CallSid": SID, "Digits": "9" * 100_000},
    {"CallSid": SID, "Digits": "x'; DROP TABLE calls; --"},
    {"CallSid": SID, "SpeechResult": "\x01\x0b\ufffe\u202e" + "é" * 5000, "Confidence": "very"},
    {"CallSid": SID, "RecordingDuration": "9e99", "RecordingUrl": "file:///etc/passwd"},
    {"CallSid": SID, "DialCallStatus": "rubbish", "DialCallDuration": "-1"},
    {"CallSid": SID, "QueueResult": "rubbish", "QueueTime": "nan"},
    {"CallSid": SID, "CallStatus": "rubbish", "SequenceNumber": "zero"},
    {"CallSid": SID, "CallStatus": "completed"},
    {"CallSid": "CA" + "f" * 32, "From": "anonymous", "To": "not a number"},
    {"CallSid": SID, "From": "\U0001f600\ud7ff", "To": "<&>\"'", "ErrorCode": "<script>"},
    {"CallSid": SID, "StatusCallbackEvent": "participant-join", "ConferenceSid": "CF"},
    {"MessageSid": "", "Body": "\x00", "MessageStatus": "sent"},
    {"CallSid": SID, "StreamEvent": "stream-error", "StreamError": "\x00" * 9999, "StreamSid": "MZ"},
    {"CallSid": "", "StreamEvent": "stream-stopped", "StreamName": "é"},
)  # fmt: skip
FIELDS = (
    *("CallStatus", "Digits", "SpeechResult", "Confidence", "From", "To", "QueueResult", "QueueTime"),
    *("DialCallStatus", "DialCallDuration", "RecordingDuration", "RecordingStatus", "RecordingUrl"),
    *("SequenceNumber", "StatusCallbackEvent", "MessageSid", "MessageStatus", "Body", "ErrorCode"),
)
WITHHELD = (
    "anonymous",
    "+266696687",
    "",
    "unknown",
    "Restricted",
    "client:agent_1",
    "sip:x@y.example",
    "\x00",
)


def is_right(path: str, answer: Answer) -> None:
    assert "Traceback" not in answer.text
    if path in NOTIFICATIONS:
        assert answer.status == 204, (path, answer)
    elif path == "sms":
        assert (answer.status, answer.kind) == (200, "text/xml")
    elif path in ("wait", "wait-key"):
        assert set(answer.names) <= IN_QUEUE_WAIT, "a wait document may not hold everything"
    else:
        assert isinstance(answer.verbs, tuple), "a document that the phone company carries out"


@pytest.mark.parametrize("path", INSTRUCTIONS + NOTIFICATIONS)
@pytest.mark.parametrize("known", [False, True], ids=["unknown call", "live call"])
def test_bad_input_is_answered_in_kind(door: Door, path: str, known: bool) -> None:
    if known:
        door.voice()
    for query in ODD_QUERIES:
        is_right(path, door.post(path, {"CallSid": SID, "To": CALLED}, query=query))
    for fields in ODD:
        is_right(path, door.post(path, fields, query="seq=1"))


@pytest.mark.parametrize("path", INSTRUCTIONS + NOTIFICATIONS)
def test_a_megabyte_of_form(door: Door, path: str) -> None:
    door.voice()
    fields = MultiDict([("CallSid", SID), ("From", CALLER), ("To", CALLED), ("Padding", "é" * 170_000)])
    is_right(path, door.post(path, fields))
    is_right(path, door.post(path, MultiDict((f"f{n}", "x") for n in range(20_000))))


def test_more_form_than_is_read_is_refused(door: Door) -> None:
    assert door.post("voice", {"CallSid": SID, "Padding": "x" * 5_000_000}).status in (403, 413)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(INSTRUCTIONS + NOTIFICATIONS),
    seq=st.one_of(st.integers(-3, 5).map(str), st.text(max_size=5)),
    fields=st.dictionaries(
        st.sampled_from(FIELDS),
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(["1", "2", "completed", "in-progress", "leave", "hangup", "0.4", "-1"]),
        ),
    ),
    sid=st.sampled_from([SID, "CA" + "b" * 32, ""]),
)
def test_any_fields_on_any_route(door: Door, path: str, seq: str, fields: dict[str, str], sid: str) -> None:
    """One call lives through all examples, so they meet it in many states."""
    door.voice()
    is_right(path, door.post(path, {"CallSid": sid, "To": CALLED} | fields, query={"seq": seq, "entry": seq}))


@pytest.mark.parametrize("caller", WITHHELD)
def test_a_withheld_caller_is_served(door: Door, caller: str) -> None:
    assert door.voice(From=caller).names == ["Gather", "Redirect"]
    assert door.row().caller == ""
    assert door.press("3").names == ["Say", "Record"]


def test_a_number_without_a_flow(door: Door) -> None:
    answer = door.voice(To="+12025550100")
    assert answer.names == ["Say", "Hangup"]
    assert door.everything()["calls"] == []


def test_a_request_without_a_call(door: Door) -> None:
    assert door.post("voice", {"From": CALLER, "To": CALLED}).names == ["Say", "Hangup"]


def test_a_call_that_we_forgot_begins_anew(door: Door) -> None:
    assert door.call("answer", seq=7, Digits="1").names == ["Gather", "Redirect"]
    assert door.kinds()[0] == "call_started"


# --- what follows from words that our own ear heard ----------------------------------------------------


def test_the_next_document_is_what_is_asked_now(door: Door) -> None:
    menu = door.voice()
    assert door.post("next", {"CallSid": SID}) == menu
    queued = door.press("1")
    assert door.post("next", {"CallSid": SID}) == queued


def test_an_interrupted_prompt_is_not_said_again(door: Door) -> None:
    door.voice()
    quiet = door.post("next", {"CallSid": SID}, query={"quiet": 1})
    gather = quiet.verb("Gather")
    assert (gather.children, gather.get("timeout")) == ((), door.voice().verb("Gather").get("timeout"))
    assert quiet.verb("Redirect").text.endswith("answer?seq=1&silence=1")


def test_an_interruption_that_comes_late_leaves_the_next_prompt_alone(door: Door) -> None:
    collect = door.reach("2")
    assert door.post("next", {"CallSid": SID}, query={"quiet": 1}) == collect
    assert collect.verb("Gather").children


def test_a_prompt_that_is_over_is_not_said_again(door: Door) -> None:
    door.voice()
    assert door.call("open", seq=1).verb("Gather").children == ()
    assert door.call("open", seq=0).verb("Gather").children, "another one's end"


@pytest.mark.parametrize("path", ["next", "open"])
def test_a_call_that_is_over_gets_no_document(door: Door, path: str) -> None:
    door.voice()
    assert door.call(path, seq=1, CallStatus="completed").names == []
    assert door.call(path, "CA" + "9" * 32, seq=1, CallStatus="completed").names == []


@pytest.mark.parametrize("path", ["next", "open"])
def test_the_next_document_of_a_call_that_we_forgot_begins_it_anew(door: Door, path: str) -> None:
    assert door.call(path, seq=1).names == ["Gather", "Redirect"]
    assert door.kinds()[0] == "call_started"


ONLY_WORDS = FLOW.replace("keypad and speech", "speech").replace('key: "1", words', "words")
FOREVER = """
ramal: 1
flow: acme
title: Acme
numbers: ["+551140028922"]
languages: [en-US]
timezone: UTC
speech: "off"
start: first
steps:
  first: {menu: Say yes., input: speech, options: [{words: {en-US: ["yes"]}, next: bye}], else: second}
  second: {menu: Say no., input: speech, options: [{words: {en-US: ["no"]}, next: bye}], else: first}
  bye: {hang up: Bye}
"""


def deaf(door: Door, answer: Answer) -> Answer:
    """Goes where a document sends a caller whom nobody hears."""
    query = answer.verb("Redirect").text.partition("?")[2]
    return door.post("answer", {"CallSid": SID}, query=query)


def test_a_caller_whom_nobody_hears_is_led_on_where_only_words_would_do(store: Store) -> None:
    door = Door(store, hearing=Hearing(parse_speech("off"), Path("no-models")))
    door.publish(ONLY_WORDS)
    answer = door.voice()
    assert answer.names == ["Redirect"]
    assert deaf(door, answer).names == ["Say", "Hangup"]
    assert "speech_unavailable" in door.kinds()


def test_two_questions_that_nobody_can_answer_do_not_send_a_caller_round_for_ever(store: Store) -> None:
    door = Door(store)
    door.publish(FOREVER)
    answer = door.voice()
    for _ in range(MAX_STEPS_PER_CALL + 1):
        if answer.names != ["Redirect"]:
            break
        answer = deaf(door, answer)
    assert answer.names != ["Redirect"], "led to somebody, or to a message"


def test_deafness_told_late_changes_nothing(door: Door) -> None:
    door.reach("2")
    once = door.everything()
    for seq in (-1, 0, 1, 2, 3):
        answer = door.post("answer", {"CallSid": SID}, query={"seq": seq, "deaf": 1})
        assert answer.names == ["Gather", "Redirect"]
    assert door.everything() == once


# --- every webhook twice ---------------------------------------------------------------------------


def _fetched_too_late(door: Door) -> None:
    door.reach("5")
    door.later(60)


ANNOUNCED = {"RecordingSid": "RE1", "RecordingUrl": "x"}
Prepare = Callable[[Door], object]
TWICE: dict[str, tuple[Prepare, Callable[[Door], Answer]]] = {
    "voice": (lambda d: None, lambda d: d.voice()),
    "a key": (lambda d: d.voice(), lambda d: d.call("answer", seq=1, Digits="2")),
    "words": (lambda d: d.voice(), lambda d: d.call("answer", seq=1, SpeechResult="fatura")),
    "silence": (lambda d: d.voice(), lambda d: d.call("answer", seq=1)),
    "digits": (lambda d: d.reach("2"), lambda d: d.call("answer", seq=2, Digits="1234")),
    "an SMS ordered": (lambda d: d.voice(), lambda d: d.call("answer", seq=1, Digits="6")),
    "recorded": (lambda d: d.reach("3"), lambda d: d.call("recorded", seq=2, RecordingDuration="9")),
    "recorded by hanging up": (
        lambda d: d.reach("3"),
        lambda d: d.call("recorded", seq=2, Digits="hangup", CallStatus="completed"),
    ),
    "dialed": (lambda d: d.reach("4"), lambda d: d.call("dialed", seq=2, DialCallStatus="busy")),
    "dialed and talked": (
        lambda d: d.reach("4"),
        lambda d: d.call("dialed", seq=2, DialCallStatus="completed", DialCallDuration="60"),
    ),
    "fetched": (_fetched_too_late, lambda d: d.call("fetched", seq=2)),
    "not fetched yet": (lambda d: d.reach("5"), lambda d: d.call("fetched", seq=2)),
    "wait": (lambda d: d.reach("1"), lambda d: d.call("wait", seq=2)),
    "a key in the line": (lambda d: d.reach("1"), lambda d: d.call("wait-key", seq=2, Digits="2")),
    "queue left": (
        lambda d: (d.reach("1"), d.call("wait-key", seq=2, Digits="2")),
        lambda d: d.call("queue-left", seq=2, QueueResult="leave", QueueTime="3"),
    ),
    "hung up in the line": (
        lambda d: d.reach("1"),
        lambda d: d.call("queue-left", seq=2, QueueResult="hangup", CallStatus="completed"),
    ),
    "status": (lambda d: d.reach("1"), lambda d: d.call("status", CallStatus="completed")),
    "recording": (
        lambda d: d.reach("3"),
        lambda d: d.call("recording", seq=2, RecordingStatus="completed", **ANNOUNCED),
    ),
    "recording absent": (
        lambda d: d.reach("3"),
        lambda d: d.call("recording", seq=2, RecordingStatus="absent", **ANNOUNCED),
    ),
    "fallback": (lambda d: d.voice(), lambda d: d.call("fallback", ErrorCode="12100")),
    "rescued": (lambda d: None, lambda d: d.call("rescued", seq=-1)),
    "the next document": (
        lambda d: d.voice(),
        lambda d: d.post("next", {"CallSid": SID}, query={"quiet": 1}),
    ),
    "a prompt over": (lambda d: d.voice(), lambda d: d.call("open", seq=1)),
    "sms": (lambda d: None, lambda d: d.post("sms", {"MessageSid": "SM1", "From": CALLER, "To": CALLED})),
}  # fmt: skip


@pytest.mark.parametrize("name", TWICE)
def test_the_same_webhook_again_changes_nothing(door: Door, name: str) -> None:
    prepare, send = TWICE[name]
    prepare(door)
    first = send(door)
    once = door.everything()
    assert send(door) == first
    assert send(door) == first
    assert door.everything() == once


def test_a_digit_and_a_silence_at_once(door: Door) -> None:
    """Gather's action and the redirect after it cross: the first to come counts, the other gets its reply."""
    door.voice()
    key = door.call("answer", seq=1, Digits="2")
    once = door.everything()
    assert door.call("answer", seq=1, silence="1") == key
    assert door.everything() == once


def test_an_answer_to_a_question_of_long_ago(door: Door) -> None:
    door.reach("2")
    now = door.call("answer", seq=2, Digits="1234")
    once = door.everything()
    for seq in (-1, 0, 1, 2, 99):
        assert door.call("answer", seq=seq, Digits="4") == now
    assert door.everything() == once


@pytest.mark.parametrize("path", ["answer", "recorded", "dialed", "fetched", "queue-left"])
def test_an_answer_of_another_kind_changes_nothing(door: Door, path: str) -> None:
    menu = door.voice()
    once = door.everything()
    if path != "answer":
        assert door.call(path, seq=1, QueueResult="leave", DialCallStatus="busy") == menu
        assert door.everything() == once


def test_the_end_may_be_told_before_the_reply(door: Door) -> None:
    door.voice()
    door.call("status", CallStatus="completed")
    once = door.everything()
    assert door.press("1").names == ["Hangup"]
    assert door.voice().status == 200
    assert door.everything() == once


ENDINGS: list[tuple[str, dict[str, str]]] = [
    ("status", {"CallStatus": "completed"}),
    ("queue-left", {"QueueResult": "hangup", "CallStatus": "completed"}),
    ("status", {"CallStatus": "failed"}),
    ("wait", {"CallStatus": "completed"}),
]


@pytest.mark.parametrize("turn", range(4))
def test_a_call_ends_in_one_outcome_whatever_the_order(door: Door, turn: int) -> None:
    door.reach("1")
    for path, fields in ENDINGS[turn:] + ENDINGS[:turn] + ENDINGS:
        assert door.call(path, seq=2, **fields).status in (200, 204)
    assert door.kinds().count("call_ended") == 1
    assert door.outcome() == "abandoned_queue"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    news=st.lists(
        st.tuples(
            st.sampled_from(["answer", "recorded", "wait-key", "queue-left", "dialed", "status", "wait"]),
            st.integers(0, 5),
            st.sampled_from(["1", "2", "3", "4", "", "hangup"]),
            st.sampled_from(["in-progress", "completed", "busy"]),
        ),
        max_size=12,
    ),
    number=st.uuids(),
)
def test_any_story_ends_in_one_outcome(
    door: Door, news: list[tuple[str, int, str, str]], number: object
) -> None:
    sid = "CA" + str(number).replace("-", "")
    door.voice(sid)
    for path, seq, digits, status in news:
        is_right(path, door.call(path, sid, seq=seq, Digits=digits, CallStatus=status, QueueResult="leave"))
    door.call("status", sid, CallStatus="completed")
    assert door.kinds(sid).count("call_ended") == 1
    assert door.outcome(sid)
