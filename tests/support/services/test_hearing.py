"""Callers as they are heard: streams that come, drop and are replaced, questions, and what words lead to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ivr.events import SpeechHeard
from speech.hearing import Question
from support import sweeper
from support.errors import NotFound
from support.rules.hearing import TRANSCRIPT
from support.services import calls, hearing
from support.services.hearing import MOST_ATTEMPTS, Admitted
from support.services.intents import IntentShelf, Scores
from support.store import streams
from support.store.base import Store
from support.store.streams import AGENT, CALLER
from support.store.tapes import Tape
from tests.support.centre import CALLED, Centre
from tests.support.centre import CALLER as NUMBER

FLOW = """
ramal: 1
flow: acme
title: Acme
numbers: ["+551140028922"]
languages: [en-US]
timezone: America/Sao_Paulo
transcript: true
start: main
queues: {billing: {title: Billing}}
steps:
  main:
    menu: Say billing or press 1.
    input: keypad and speech
    options:
      - {key: "1", words: {en-US: [billing]}, next: billing}
      - {key: "2", words: {en-US: [the birthday]}, next: birthday}
    else: goodbye
  birthday:
    menu: Now
    input: keypad and speech
    barge_in: "off"
    options: [{key: "1", next: code}]
    else: bye
  code: {collect: code, prompt: Type it, digits: 4, next: goodbye, else: goodbye}
  billing: {queue: billing, else: goodbye}
  goodbye: {hang up: Goodbye}
  bye: {hang up: Bye}
"""


@pytest.fixture
def heard(store: Store) -> Centre:
    """A centre whose callers are heard; the first of them is on the line."""
    centre = Centre(store)
    centre.publish(FLOW)
    begin(centre)
    return centre


def begin(centre: Centre, sid: str = "CA1", called: str = CALLED) -> None:
    centre.do(calls.begin, centre.shelf, sid, NUMBER, called, centre.now, lambda _: True)


def admit(centre: Centre, attempt: int = 1, sid: str = "CA1") -> Admitted | None:
    return centre.do(hearing.admit, sid, attempt, f"MZ{attempt}", centre.now)


def live(centre: Centre, sid: str = "CA1") -> Admitted:
    found = admit(centre, sid=sid)
    assert found
    return found


def states(centre: Centre, sid: str = "CA1") -> list[str]:
    return [stream.state for stream in centre.do(streams.of_leg, sid)]


def question(
    centre: Centre, party: str = CALLER, hears: Callable[[str, str], bool] = lambda *_: True, **more: Any
) -> Question | None:
    [found] = centre.do(hearing.look, [stream.id for stream in centre.do(streams.of_leg, "CA1")]).values()
    listened = found._replace(**more)
    return centre.do(hearing.question, centre.shelf, listened, party, centre.now, hears)


# --- streams -------------------------------------------------------------------------------------------


def test_a_caller_is_heard_from_the_first_stream_on(heard: Centre) -> None:
    assert (states(heard), heard.row().ears) == (["asked"], "asked")
    found = live(heard)
    assert (found.call_sid, found.party, found.language) == ("CA1", "caller", "en-US")
    assert (states(heard), heard.row().ears) == (["live"], "live")
    assert heard.facts()[-1] == ("stream_began", {"party": "caller", "attempt": 1})


@pytest.mark.parametrize(("sid", "attempt"), [("CA1", 2), ("CA1", 0), ("CA2", 1), ("", 1)])
def test_a_stream_that_nobody_asked_for_is_not_admitted(heard: Centre, sid: str, attempt: int) -> None:
    before = heard.facts()
    assert admit(heard, attempt, sid) is None
    assert heard.facts() == before


def test_a_stream_comes_once(heard: Centre) -> None:
    found = live(heard)
    assert admit(heard) is None
    heard.do(hearing.ended, found.stream_id, now=heard.now)
    assert admit(heard) is None


def test_a_call_that_is_over_admits_nobody(heard: Centre) -> None:
    heard.end()
    assert admit(heard) is None


def test_a_stream_that_comes_late_may_still_come(heard: Centre) -> None:
    heard.do(hearing.refused, "CA1", 1, "overdue", heard.now)
    assert (states(heard), heard.row().ears) == (["failed", "asked"], "lost")
    live(heard)
    assert (states(heard), heard.row().ears) == (["live", "replaced"], "live")
    assert not heard.do(hearing.restart_wanted, "CA1", 2), "one is enough"


def test_the_newer_stream_replaces_the_older(heard: Centre) -> None:
    older = live(heard)
    heard.do(hearing.expect, older.call_id, "CA1", CALLER, heard.now)
    assert admit(heard, 2)
    assert states(heard) == ["replaced", "live"]
    heard.do(hearing.lost, older.stream_id, "dropped", now=heard.now)
    heard.do(hearing.ended, older.stream_id, now=heard.now)
    assert (states(heard), heard.row().ears) == (["replaced", "live"], "live")
    assert heard.orders("start_stream") == []


def test_a_lost_stream_is_ordered_anew_and_later_each_time(heard: Centre) -> None:
    live(heard)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        stream = heard.do(streams.find, "CA1", attempt)
        assert stream
        heard.do(hearing.lost, stream.id, "dropped", now=heard.now)
        heard.do(hearing.lost, stream.id, "dropped", now=heard.now)
        if attempt < MOST_ATTEMPTS:
            assert heard.do(hearing.restart_wanted, "CA1", attempt + 1)
            assert admit(heard, attempt + 1)
            assert heard.row().ears == "live"
    assert states(heard) == ["lost"] * MOST_ATTEMPTS
    assert heard.row().ears == "lost"
    assert heard.orders("start_stream") == [{"leg_sid": "CA1", "attempt": each} for each in (2, 3, 4)]
    assert heard.kinds().count("stream_lost") == MOST_ATTEMPTS


@pytest.mark.parametrize("what", [hearing.lost, hearing.ended])
def test_what_ends_with_its_call_is_no_loss(heard: Centre, what: Callable[..., None]) -> None:
    found = live(heard)
    heard.end()
    before = heard.facts()
    heard.do(what, found.stream_id, **({"why": "dropped"} if what is hearing.lost else {}), now=heard.now)
    assert (states(heard), heard.facts()) == (["ended"], before)
    assert heard.orders("start_stream") == []


def test_streams_that_are_not_there_are_nobodys_loss(heard: Centre) -> None:
    before = heard.facts()
    heard.do(hearing.lost, 99, "dropped", heard.now)
    heard.do(hearing.refused, "CA1", 9, "full", heard.now)
    heard.do(hearing.told_over, "CA9", 1, heard.now)
    heard.do(hearing.ended, 99, heard.now)
    assert (states(heard), heard.facts()) == (["asked"], before)


def test_a_long_reason_is_cut(heard: Centre) -> None:
    heard.do(hearing.refused, "CA1", 1, "x" * 500, heard.now)
    assert heard.facts()[-1][1]["why"] == "x" * 40


def test_the_sweep_finds_who_is_not_heard(heard: Centre) -> None:
    begin(heard, "CA2")
    found = live(heard, "CA2")
    heard.do(hearing.told_over, "CA2", 1, heard.now)
    heard.do(sweeper.sweep, heard.later(16))
    assert (states(heard), states(heard, "CA2")) == (["failed", "asked"], ["lost", "asked"])
    heard.do(hearing.lost, found.stream_id, "dropped", heard.now)
    assert states(heard, "CA2") == ["lost", "asked"]


def test_an_agent_is_heard_where_the_caller_is(heard: Centre) -> None:
    assert heard.do(hearing.expect_agent, "CA1", "AG1", heard.now) == 1
    assert heard.do(hearing.expect_agent, "CA1", "AG1", heard.now) == 1, "the same answer again"
    assert heard.do(hearing.expect_agent, "CA9", "AG1", heard.now) == 0
    agent = admit(heard, sid="AG1")
    assert agent
    assert (agent.call_sid, agent.party) == ("CA1", "agent")
    assert heard.row().ears == "asked", "the caller's own"
    heard.do(hearing.refused, "CA1", 1, "full", heard.now)
    assert heard.do(hearing.expect_agent, "CA1", "AG2", heard.now) == 0


# --- what is listened for --------------------------------------------------------------------------------


def test_a_menu_is_listened_to_with_its_words(heard: Centre) -> None:
    live(heard)
    found = question(heard)
    assert found
    assert (found.key, found.language, found.open, found.urgent) == (1, "en-US", True, True)
    assert {"billing", "the birthday"} <= set(found.phrases or ())


def test_a_prompt_that_may_not_be_interrupted_opens_its_question_when_it_is_over(heard: Centre) -> None:
    live(heard)
    heard.press("CA1", "2")
    closed = question(heard)
    assert closed
    assert not closed.open
    heard.do(hearing.prompt_over, "CA1", 2)
    opened = question(heard)
    assert opened
    assert opened.open


def test_a_stream_that_is_replaced_does_not_close_a_question_that_was_open(heard: Centre) -> None:
    first = live(heard)
    heard.press("CA1", "2")
    heard.do(hearing.prompt_over, "CA1", 2)
    heard.do(hearing.lost, first.stream_id, "dropped", now=heard.now)
    assert admit(heard, 2)
    opened = question(heard)
    assert opened
    assert opened.open


def test_keys_alone_are_not_listened_for(heard: Centre) -> None:
    live(heard)
    heard.press("CA1", "2")
    heard.press("CA1", "1")
    assert question(heard) is None


def test_in_conversation_words_are_for_the_transcript(heard: Centre) -> None:
    live(heard)
    heard.press("CA1", "1")
    assert question(heard) is None, "music says nothing"
    talking = question(heard, line="talking")
    assert talking
    assert (talking.key, talking.phrases, talking.urgent) == (TRANSCRIPT, None, False)
    agents = question(heard, party=AGENT)
    assert agents
    assert agents.key == TRANSCRIPT


def test_while_the_recording_is_paused_nothing_that_is_said_is_kept(heard: Centre) -> None:
    """A card number that the recording must not hold stood in the live transcript."""
    live(heard)
    heard.press("CA1", "1")
    with heard.store.writing() as session:
        session.add(
            Tape(
                call_id=1, queue="billing", leg_sid="CA1", pauses="agent", created_at=heard.now,
                changed_at=heard.now,
            )
        )  # fmt: skip
    (seen,) = heard.do(hearing.look, [1]).values()
    assert seen.line == streams.SILENCED
    assert question(heard, line=seen.line) is None
    assert question(heard, party=AGENT, line=seen.line) is None


@pytest.mark.parametrize("party", [CALLER, AGENT])
def test_a_language_that_our_ear_does_not_hear_is_not_listened_to(heard: Centre, party: str) -> None:
    live(heard)
    asked: list[tuple[str, str]] = []

    def hears(language: str, wish: str) -> bool:
        asked.append((language, wish))
        return False

    assert question(heard, party, hears) is None
    assert asked == [("en-US", "")]


def test_nobody_listens_to_a_call_that_is_over(heard: Centre) -> None:
    live(heard)
    assert question(heard, ended_at=heard.now) is None
    assert question(heard, call_id=99) is None
    assert heard.do(hearing.look, []) == {}


# --- words -----------------------------------------------------------------------------------------------


def test_words_that_count_order_the_next_document(heard: Centre) -> None:
    live(heard)
    order = heard.do(hearing.answered, heard.shelf, "CA1", SpeechHeard(1, "billing", 0.9), heard.now)
    assert order
    assert heard.orders("next_document") == [{"sid": "CA1", "seq": 3}]
    assert heard.do(hearing.document_wanted, "CA1", 3)
    assert heard.row().queue == "billing"


def test_words_that_come_too_late_change_nothing(heard: Centre) -> None:
    live(heard)
    heard.press("CA1", "1")
    before = heard.facts()
    for seq in (-1, 0, 1, 2, 4):
        late = SpeechHeard(seq, "the birthday", 0.9)
        assert heard.do(hearing.answered, heard.shelf, "CA1", late, heard.now) is None
    heard.end()
    last = SpeechHeard(3, "billing", 0.9)
    assert heard.do(hearing.answered, heard.shelf, "CA1", last, heard.now) is None
    assert heard.facts()[: len(before)] == before
    assert heard.orders("next_document") == []


def test_words_of_a_call_that_is_not_ours(heard: Centre) -> None:
    with pytest.raises(NotFound):
        heard.do(hearing.answered, heard.shelf, "CA9", SpeechHeard(1, "billing"), heard.now)
    event = SpeechHeard(1, "billing")
    assert heard.do(hearing.with_intents, IntentShelf(), "CA9", event) == event


@pytest.mark.parametrize(("sid", "seq"), [("CA1", 0), ("CA1", 2), ("CA9", 1)])
def test_a_document_for_another_question_is_not_wanted(heard: Centre, sid: str, seq: int) -> None:
    assert heard.do(hearing.document_wanted, "CA1", 1)
    assert not heard.do(hearing.document_wanted, sid, seq)
    heard.end()
    assert not heard.do(hearing.document_wanted, "CA1", 1)


def test_who_speaks_is_waited_for_but_not_for_ever(heard: Centre) -> None:
    found = live(heard)
    heard.do(hearing.starts_speaking, found.stream_id, 1, heard.now)
    assert heard.do(hearing.still_speaking, "CA1", 1, heard.now)
    assert not heard.do(hearing.still_speaking, "CA1", 2, heard.now)
    assert heard.do(hearing.still_speaking, "CA1", 1, heard.now + timedelta(seconds=19))
    assert not heard.do(hearing.still_speaking, "CA1", 1, heard.now + hearing.PATIENCE)
    heard.do(hearing.stops_speaking, found.stream_id, heard.now)
    assert not heard.do(hearing.still_speaking, "CA1", 1, heard.now)


def test_a_gap_in_the_transcript_is_a_fact(heard: Centre) -> None:
    heard.do(hearing.gap, heard.row().id, CALLER, "overloaded", heard.now)
    assert heard.facts()[-1] == ("transcript_gap", {"party": "caller", "why": "overloaded"})


def test_a_line_of_the_transcript_grows(heard: Centre) -> None:
    call_id = heard.row().id
    line = heard.do(hearing.transcribed, call_id, CALLER, "my", heard.now, final=False)
    assert heard.do(hearing.transcribed, call_id, CALLER, "my bill", heard.now, line, final=True) == line


class _Failing(IntentShelf):
    def scores(self, *_: object) -> Scores:
        raise RuntimeError("the disk is gone")


def test_words_count_when_nobody_can_say_what_they_mean(centre: Centre) -> None:
    centre.begin()
    said = SpeechHeard(1, "my bill", 0.9)
    with centre.store.reading() as session:
        assert hearing.with_intents(session, _Failing(), "CA1", said) == said
