"""Tapes: what is wanted of a recording, one order at a time, and what becomes of a call when it fails."""

from __future__ import annotations

import pytest

from ivr.events import QueueLeft
from support.errors import Refused
from support.services import conversations, queues, tapes
from support.store import calls as call_store
from support.store import queues as queue_store
from support.store import recordings as recording_store
from support.store import tapes as store
from support.store.tapes import Tape
from tests.support.centre import FLOW, Centre
from tests.support.promising import person, told


def publish(centre: Centre, mode: str = "on") -> None:
    secret = (
        "  goodbye: {hang up: Goodbye.}\n"
        "  card: {collect: card, secret: true, prompt: Card?, digits: 4, next: goodbye, else: goodbye}\n"
    )
    text = FLOW.replace("billing: {title: {", f"billing: {{recording: {mode}, title: {{")
    text = text.replace("    at_most: 5m\n    next: goodbye", "    at_most: 5m\n    next: card")
    centre.publish(text.replace("  goodbye: {hang up: Goodbye.}\n", secret))


@pytest.fixture
def taped(centre: Centre) -> Centre:
    """A conversation that is to be recorded."""
    publish(centre)
    centre.enqueue()
    centre.talking(centre.agent("Ana"))
    bridged(centre)
    return centre


def bridged(centre: Centre, leg: str = "CA1") -> None:
    with centre.store.reading() as session:
        entry = queue_store.open_entry(session, centre.row().id)
    assert entry
    centre.do(tapes.joined, entry.id, leg, centre.now)


def tape(centre: Centre) -> Tape:
    with centre.store.reading() as session:
        found = store.last_of_leg(session, "CA1")
    assert found
    return found


def steers(centre: Centre) -> int:
    return len(centre.orders("steer_recording"))


def done(centre: Centre, state: str, sid: str = "") -> Tape:
    """The phone company did it."""
    centre.do(tapes.steered, tape(centre).id, state, sid, centre.now)
    return tape(centre)


def begun(centre: Centre) -> Tape:
    return done(centre, "recording", "RE1")


def asks_secret(centre: Centre) -> None:
    """The agent is done and the flow asks for the card."""
    centre.turn("CA1", QueueLeft(centre.seq("CA1"), "answered"))


def taped_facts(centre: Centre) -> list[str]:
    return [kind for kind in centre.kinds() if kind.startswith("recording_")]


def test_it_begins_at_the_bridge_and_once(taped: Centre) -> None:
    assert (tape(taped).state, tape(taped).wanted, steers(taped)) == ("idle", "recording", 1)
    bridged(taped)
    bridged(taped, "AG1")
    assert steers(taped) == 1
    made = begun(taped)
    assert (made.state, made.sid, made.is_ordered) == ("recording", "RE1", False)
    with taped.store.reading() as session:
        kept = recording_store.recording_by_sid(session, "RE1")
    assert kept is not None
    assert (kept.id, kept.kind, kept.queue) == (made.recording_id, "call", "billing")
    assert taped_facts(taped) == ["recording_started"]


@pytest.mark.parametrize("mode", ["off", "announced", "consent"])
def test_not_without_what_the_setting_wants(centre: Centre, mode: str) -> None:
    publish(centre, mode)
    centre.reach("1")
    if mode == "consent":
        centre.press("CA1", "2")
    centre.talking(centre.agent("Ana"))
    bridged(centre)
    with centre.store.reading() as session:
        recorded = store.last_of_leg(session, "CA1") is not None
    assert recorded is (mode == "announced")  # the flow said so before the line


def test_pauses_are_counted_by_who_wants_them(taped: Centre) -> None:
    begun(taped)
    agent = taped.offer(1)
    assert agent
    taped.do(conversations.pause_recording, agent.agent_id, taped.now)
    assert (tape(taped).wanted, steers(taped)) == ("paused", 2)
    taped.do(conversations.pause_recording, agent.agent_id, taped.now)
    assert steers(taped) == 2
    assert done(taped, "paused").state == "paused"
    taped.do(conversations.resume_recording, agent.agent_id, taped.now)
    assert done(taped, "recording").state == "recording"
    assert taped_facts(taped) == ["recording_started", "recording_paused", "recording_resumed"]


def test_a_wish_that_changes_while_an_order_is_out_is_the_next_order(taped: Centre) -> None:
    agent = taped.offer(1)
    assert agent
    taped.do(conversations.pause_recording, agent.agent_id, taped.now)
    assert steers(taped) == 1
    begun(taped)
    assert steers(taped) == 2
    taped.do(conversations.resume_recording, agent.agent_id, taped.now)
    assert steers(taped) == 2
    assert done(taped, "paused").is_ordered
    assert done(taped, "recording").state == "recording"


def test_who_is_not_recorded_cannot_pause(centre: Centre) -> None:
    publish(centre, "off")
    centre.enqueue()
    ana = centre.agent("Ana")
    with pytest.raises(Refused):
        centre.do(conversations.pause_recording, ana, centre.now)
    centre.talking(ana)
    bridged(centre)
    with pytest.raises(Refused):
        centre.do(conversations.pause_recording, ana, centre.now)


def test_a_secret_question_waits_for_silence(taped: Centre) -> None:
    begun(taped)
    asks_secret(taped)
    assert tape(taped).pauses == "secret"
    assert taped.do(tapes.is_heard, "CA1", taped.now)
    done(taped, "paused")
    assert not taped.do(tapes.is_heard, "CA1", taped.now)
    taped.press("CA1", "2580")
    assert (tape(taped).pauses, tape(taped).wanted) == ("", "recording")
    assert not done(taped, "recording").is_spoiled


def test_a_secret_question_before_the_recording_has_begun(taped: Centre) -> None:
    asks_secret(taped)
    assert taped.do(tapes.is_heard, "CA1", taped.now), "it may begin at any moment"
    assert done(taped, "idle").state == "idle"
    assert not taped.do(tapes.is_heard, "CA1", taped.now)
    taped.press("CA1", "2580")
    assert steers(taped) == 2
    assert begun(taped).state == "recording"


def test_what_may_hold_a_secret_is_destroyed(taped: Centre) -> None:
    """The phone company could not be told in time, and the caller does not wait for ever."""
    made = begun(taped)
    asks_secret(taped)
    assert not taped.do(tapes.is_heard, "CA1", taped.later(tapes.HUSH_S))
    taped.press("CA1", "2580")
    assert tape(taped).is_spoiled
    taped.end()
    with taped.store.reading() as session:
        kept = recording_store.recording(session, made.recording_id or 0)
    assert kept is not None
    assert kept.state == "deleted"
    assert taped_facts(taped)[-1] == "recording_destroyed"


def test_a_pause_in_time_spoils_nothing(taped: Centre) -> None:
    begun(taped)
    asks_secret(taped)
    done(taped, "paused")
    taped.later(60)
    taped.press("CA1", "2580")
    taped.end()
    assert not tape(taped).is_spoiled


def test_a_forgotten_secret_pause_ends_with_its_question(taped: Centre) -> None:
    begun(taped)
    with taped.store.writing() as session:
        found = store.open_of_leg(session, "CA1")
        assert found
        found.pauses, found.wanted, found.state = "secret", "paused", "paused"
    taped.do(tapes.look_after, taped.now)
    assert (tape(taped).pauses, tape(taped).wanted) == ("", "recording")


def test_a_start_that_fails_is_told_and_the_call_goes_on(taped: Centre) -> None:
    boss = person(taped, "boss", "supervisor")
    taped.do(tapes.not_steered, tape(taped).id, "500", taped.now)
    assert tape(taped).state == "failed"
    assert told(taped, boss) == ["unrecorded"]
    assert taped_facts(taped) == ["recording_failed"]
    agent = taped.offer(1)
    assert agent
    with taped.store.reading() as session:
        shown = conversations.view(session, agent)
    assert shown.tape is not None
    assert (shown.tape.state, shown.tape.can) == ("failed", "")
    assert taped.entry(agent.entry_id).state == "talking"


def test_a_resume_that_fails_is_tried_again_some_times(taped: Centre) -> None:
    begun(taped)
    agent = taped.offer(1)
    assert agent
    taped.do(conversations.pause_recording, agent.agent_id, taped.now)
    done(taped, "paused")
    taped.do(conversations.resume_recording, agent.agent_id, taped.now)
    for _ in range(10):
        taped.do(tapes.not_steered, tape(taped).id, "500", taped.now)
        taped.do(tapes.look_after, taped.later(600))
    assert tape(taped).tries >= tapes.MAX_TRIES
    assert taped_facts(taped).count("recording_failed") == 1
    assert steers(taped) < 3 + tapes.MAX_TRIES


def test_it_ends_with_its_leg(taped: Centre) -> None:
    begun(taped)
    taped.end()
    assert (tape(taped).state, steers(taped)) == ("over", 1)
    assert done(taped, "recording").state == "over", "late news changes nothing"


def test_a_start_that_comes_after_the_end_is_kept_all_the_same(taped: Centre) -> None:
    taped.end()
    made = begun(taped)
    assert (made.state, made.sid) == ("over", "RE1")
    assert made.recording_id is not None


def test_an_end_that_nobody_told_is_found(taped: Centre) -> None:
    begun(taped)
    with taped.store.writing() as session:
        call = call_store.by_id(session, taped.row().id)
        assert call
        call.ended_at = taped.now
    taped.do(tapes.look_after, taped.now)
    assert tape(taped).state == "over"


def test_in_a_line_that_is_not_recorded_it_is_over(taped: Centre) -> None:
    begun(taped)
    entry = taped.offer(1)
    assert entry
    with taped.store.writing() as session:
        old = queue_store.entry(session, entry.entry_id)
        assert old
        queues.requeue(session, old, "tech", "transferred", taped.now)
    assert tape(taped).wanted == "stopped"
    assert done(taped, "over").state == "over"
    assert taped_facts(taped) == ["recording_started", "recording_stopped"]


def test_a_conversation_that_nobody_told_us_of_is_recorded_late(centre: Centre) -> None:
    publish(centre)
    centre.enqueue()
    centre.talking(centre.agent("Ana"))
    centre.do(tapes.look_after, centre.now)
    assert steers(centre) == 0
    centre.do(tapes.look_after, centre.later(tapes.LATE_S + 1))
    centre.do(tapes.look_after, centre.later(1))
    assert steers(centre) == 1


def test_the_notice_on_the_way_in_is_said_once(centre: Centre) -> None:
    text = FLOW.replace(
        "tech: {title:", 'tech: {recording: announced, recording_words: "We, {x}, do.", title:'
    )
    centre.publish(text)
    entry_id = centre.enqueue()
    centre.talking(centre.agent("Ana"))
    with centre.store.writing() as session:
        old = queue_store.entry(session, entry_id)
        assert old
        fresh = queues.requeue(session, old, "tech", "transferred", centre.now)
        assert tapes.notice(session, fresh.id, centre.now) == {"*": "We, , do."}
        assert tapes.notice(session, fresh.id, centre.now) is None
        assert tapes.may_record(session, fresh.call_id, "tech")


def test_news_of_the_sound_may_come_before_news_of_the_beginning(taped: Centre) -> None:
    made = tape(taped)
    taped.do(tapes.heard_of, made.id, "RE1", taped.now)
    assert (tape(taped).sid, tape(taped).state) == ("RE1", "recording")
    begun(taped)
    assert taped_facts(taped) == ["recording_started"]
    taped.do(tapes.heard_of, made.id, "RE2", taped.now)  # begun twice after all: kept, not lost
    taped.do(tapes.heard_of, 99, "RE3", taped.now)
    with taped.store.reading() as session:
        found = [recording_store.recording_by_sid(session, sid) is not None for sid in ("RE1", "RE2", "RE3")]
    assert found == [True, True, False]


def test_a_secret_in_a_recording_that_is_told_of_late_is_destroyed(taped: Centre) -> None:
    with taped.store.writing() as session:
        found = store.open_of_leg(session, "CA1")
        assert found
        found.is_spoiled = True
    taped.end()
    made = begun(taped)
    with taped.store.reading() as session:
        kept = recording_store.recording(session, made.recording_id or 0)
    assert kept is not None
    assert kept.state == "deleted"
