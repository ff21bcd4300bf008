"""One call through the service: every event counts once, live calls stay on their version, one outcome."""

from __future__ import annotations

import pytest

from ivr.actions import Dial, Enqueue, Fetch, HangUp, Listen, Record, Say
from ivr.events import (
    CalleeAnswered,
    DigitsPressed,
    Event,
    FetchAnswered,
    NothingHeard,
    QueueKeyPressed,
    QueueLeft,
    RecordingFinished,
    SpeechHeard,
)
from support.errors import NotFound
from support.rules.outcomes import OUTCOMES
from support.services import calls, flows
from support.services.calls import Reply
from support.store import calls as call_store
from tests.support import centre as keys
from tests.support.centre import CALLED, CALLER, FLOW, Centre


def said(reply: Reply) -> str:
    prompts = [say for action in reply.actions for say in getattr(action, "prompts", ())]
    spoken = [action for action in reply.actions if isinstance(action, Say)]
    return " ".join(say.text for say in (*spoken, *prompts))


def test_a_call_begins_with_the_menu(centre: Centre) -> None:
    reply = centre.begin()
    assert "Welcome to Acme" in said(reply)
    assert isinstance(reply.actions[-1], Listen)
    assert reply.seq == centre.seq("CA1")
    assert reply.fallback == "+551130000000"
    assert centre.kinds()[0] == "call_started"


def test_the_first_request_twice_is_one_call(centre: Centre) -> None:
    first = centre.begin()
    before = centre.facts()
    assert centre.begin() == first
    assert centre.facts() == before


def test_a_number_without_a_flow(centre: Centre) -> None:
    with pytest.raises(NotFound):
        centre.begin(called="+551100000000")


def test_an_unknown_call(centre: Centre) -> None:
    with pytest.raises(NotFound):
        centre.turn("CA404", NothingHeard(1))
    with pytest.raises(NotFound):
        centre.do(calls.repeat, centre.shelf, "CA404")
    assert not centre.end("CA404")
    with centre.store.reading() as session:
        assert calls.asked(session, "CA404", Listen) is None
        assert calls.language_of(session, "CA404") == ""


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (keys.BILLING, Enqueue),
        (keys.VOICEMAIL, Record),
        (keys.CALLBACK, Listen),
        (keys.MESSAGE, HangUp),
        (keys.TRANSFER, Dial),
        (keys.FETCH, Fetch),
        (keys.NOTICE, HangUp),
    ],
)
def test_the_same_answer_twice_counts_once(centre: Centre, key: str, kind: type) -> None:
    seq = centre.begin().seq
    first = centre.turn("CA1", DigitsPressed(seq, key))
    before = (centre.facts(), centre.orders(), centre.row())
    again = centre.turn("CA1", DigitsPressed(seq, key))
    assert isinstance(again.actions[-1], kind)
    assert again == first
    assert (centre.facts(), centre.orders(), centre.row()) == before


def answers(seq: int) -> list[Event]:
    return [
        DigitsPressed(seq, "1"),
        SpeechHeard(seq, "billing"),
        NothingHeard(seq),
        RecordingFinished(seq, 5),
        QueueKeyPressed(seq, "1", 5),
        QueueLeft(seq, "answered", 5),
        CalleeAnswered(seq, "completed", 5),
        FetchAnswered(seq, ok=True),
    ]


@pytest.mark.parametrize("kind", range(8))
def test_a_late_answer_changes_nothing(centre: Centre, kind: int) -> None:
    late = answers(centre.begin().seq)[kind]
    reply = centre.press("CA1", keys.VOICEMAIL)
    before = (centre.facts(), centre.row())
    assert centre.turn("CA1", late) == reply
    assert (centre.facts(), centre.row()) == before


@pytest.mark.parametrize("kind", range(8))
def test_an_answer_from_the_future_changes_nothing(centre: Centre, kind: int) -> None:
    reply = centre.begin()
    before = (centre.facts(), centre.row())
    assert centre.turn("CA1", answers(reply.seq + 1)[kind]) == reply
    assert (centre.facts(), centre.row()) == before


def test_a_digit_and_a_word_that_cross(centre: Centre) -> None:
    seq = centre.begin().seq
    first = centre.turn("CA1", DigitsPressed(seq, keys.BILLING))
    assert centre.turn("CA1", SpeechHeard(seq, "technical support")) == first
    assert centre.row().queue == "billing"


def test_a_key_pressed_twice_in_the_line_leaves_it_once(centre: Centre) -> None:
    entry_id = centre.enqueue()
    pressed = QueueKeyPressed(centre.seq("CA1"), "1", 60)
    first = centre.turn("CA1", pressed)
    before = centre.facts()
    assert centre.turn("CA1", pressed) == first
    assert centre.facts() == before
    assert centre.kinds().count("queue_left") == 1
    assert centre.entry(entry_id).result == "callback"


def test_a_live_call_stays_on_its_version(centre: Centre) -> None:
    centre.begin("CA1")
    centre.publish(FLOW.replace("Welcome to Acme.", "Hello from version two."))
    assert "Welcome to Acme" in said(centre.turn("CA1", NothingHeard(centre.seq("CA1"))))
    assert "version two" in said(centre.begin("CA2"))
    centre.do(flows.republish, "acme", 1, "test", centre.now)
    assert "version two" in said(centre.turn("CA2", NothingHeard(centre.seq("CA2"))))
    assert "Welcome to Acme" in said(centre.begin("CA3"))


def test_another_worker_goes_on_from_the_row(centre: Centre) -> None:
    centre.begin()
    other = Centre(centre.store)
    assert isinstance(other.press("CA1", keys.VOICEMAIL).actions[-1], Record)


PLACES = ("", *"123456789", "0")


@pytest.mark.parametrize("status", ["completed", "failed", "canceled"])
@pytest.mark.parametrize("key", PLACES)
def test_hanging_up_anywhere_is_one_outcome(centre: Centre, key: str, status: str) -> None:
    centre.begin()
    if key:
        centre.press("CA1", key)
    assert centre.end("CA1", status)
    ended = centre.call()
    assert ended.outcome in OUTCOMES
    assert ended.ended_at == centre.now
    before = centre.facts()
    centre.later(5)
    assert not centre.end("CA1", "completed")
    assert centre.facts() == before
    assert centre.kinds().count("call_ended") == 1
    assert centre.call().outcome == ended.outcome


@pytest.mark.parametrize(
    ("key", "outcome"),
    [
        ("", "abandoned_menu"),
        (keys.BILLING, "abandoned_queue"),
        (keys.VOICEMAIL, "voicemail"),
        (keys.CALLBACK, "callback"),
        (keys.MESSAGE, "contained"),
        (keys.SURVEY, "abandoned_menu"),
    ],
)
def test_where_they_hung_up_says_how_it_ended(centre: Centre, key: str, outcome: str) -> None:
    centre.begin()
    if key:
        centre.press("CA1", key)
    centre.end()
    assert centre.call().outcome == outcome


def test_a_finished_transfer_is_an_outcome(centre: Centre) -> None:
    centre.reach(keys.TRANSFER)
    centre.turn("CA1", CalleeAnswered(centre.seq("CA1"), "completed", 30))
    centre.end()
    assert ("transferred", {"talked_s": 30}) in centre.facts()
    assert centre.call().outcome == "transferred_out"


def test_an_ended_call_hangs_up_whatever_comes(centre: Centre) -> None:
    seq = centre.begin().seq
    centre.end()
    before = centre.facts()
    for event in answers(seq):
        assert centre.turn("CA1", event).actions == (HangUp("ended"),)
    assert centre.facts() == before


def test_call_events_are_append_only(centre: Centre) -> None:
    centre.begin()
    with pytest.raises(TypeError), centre.store.writing() as session:
        call_store.events(session, centre.row().id)[0].kind = "something_else"
    with pytest.raises(TypeError), centre.store.writing() as session:
        session.delete(call_store.events(session, centre.row().id)[0])
    assert centre.kinds()[0] == "call_started"


def test_more_questions_about_the_world_than_one_reply_may_ask_are_all_answered(centre: Centre) -> None:
    """A chain of conditions on queues used to end in a reply that asked nothing: a stranded caller."""
    chain = "".join(
        f"  if{n}: {{when: {{queue: billing, waiting_over: 90}}, then: goodbye, else: if{n + 1}}}\n"
        for n in range(30)
    )
    text = FLOW.replace("start: main", "start: if0").replace("steps:\n", "steps:\n" + chain)
    centre.publish(text + "  if30: {say: At last., next: main}\n")
    reply = centre.begin()
    assert "At last" in said(reply)
    assert isinstance(reply.actions[-1], Listen)


def test_a_ticket_s_number_is_spoken_and_written(centre: Centre) -> None:
    centre.reach(keys.VOICEMAIL)
    reply = centre.turn("CA1", RecordingFinished(centre.seq("CA1"), 5))
    assert "1001" in said(reply).replace(" ", "")


def test_what_the_call_was_asked(centre: Centre) -> None:
    centre.enqueue()
    with centre.store.reading() as session:
        wanted = calls.asked(session, "CA1", Enqueue)
        assert calls.asked(session, "CA1", Record) is None
        assert calls.language_of(session, "CA1") == "en-US"
        assert calls.fallback_number(session, centre.shelf, CALLED) == "+551130000000"
        assert calls.fallback_number(session, centre.shelf, CALLER) == ""
    assert wanted
    assert wanted.queue == "billing"


def test_a_failure_is_a_fact_of_the_call_once(centre: Centre) -> None:
    centre.begin()
    for sid, why in (("CA1", "12100"), ("CA1", "12100"), ("CA404", "12100"), ("CA1", "11200")):
        centre.do(calls.note_failure, sid, why, centre.now)
    assert centre.facts()[-2:] == [("failed", {"why": "12100"}), ("failed", {"why": "11200"})]
    assert centre.facts()[-3][0] != "failed"


def test_the_last_reply_again(centre: Centre) -> None:
    reply = centre.reach(keys.BILLING)
    assert centre.do(calls.repeat, centre.shelf, "CA1") == reply
