"""Media streams as rows: one attempt after the other, and each changes its state once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from support.store import calls as call_store
from support.store import streams
from support.store.streams import AGENT, CALLER, MediaStream
from tests.support.centre import BILLING, NOON, Centre

SECOND = timedelta(seconds=1)


def ask(centre: Centre, attempt: int = 1, sid: str = "CA1", leg: str = "", party: str = CALLER) -> int:
    call_id = centre.row(sid).id
    return centre.do(streams.ask, call_id, leg or sid, party, attempt, NOON).id


def live(centre: Centre, attempt: int = 1, sid: str = "CA1", **more: str) -> int:
    stream_id = ask(centre, attempt, sid, **more)
    assert move(centre, stream_id, ("asked",), "live")
    return stream_id


def move(centre: Centre, stream_id: int, before: Collection[str], state: str, **values: Any) -> bool:
    with centre.store.writing() as session:
        return streams.move(session, stream_id, before, state, **values)


def save(centre: Centre, call_id: int, **values: Any) -> None:
    with centre.store.writing() as session:
        call_store.save(session, call_id, **values)


def stream(centre: Centre, stream_id: int) -> MediaStream:
    with centre.store.reading() as session:
        found = session.get(MediaStream, stream_id)
    assert found
    return found


def test_a_stream_begins_as_asked_for(centre: Centre) -> None:
    centre.begin()
    found = stream(centre, ask(centre))
    assert (found.state, found.asked_at, found.began_at, found.ended_at) == ("asked", NOON, None, None)
    assert (found.open_seq, found.speaking_seq) == (-1, -1)


def test_an_attempt_is_there_once(centre: Centre) -> None:
    centre.begin()
    ask(centre)
    with pytest.raises(IntegrityError):
        ask(centre)


def test_streams_are_found_by_leg_and_attempt(centre: Centre) -> None:
    centre.begin()
    second, first = ask(centre, 2), ask(centre, 1)
    ask(centre, 1, leg="AG1", party=AGENT)
    assert [each.id for each in centre.do(streams.of_leg, "CA1")] == [first, second]
    found = centre.do(streams.find, "CA1", 2)
    assert found
    assert found.id == second
    assert centre.do(streams.find, "CA1", 3) is None
    assert centre.do(streams.find, "CA2", 1) is None
    assert centre.do(streams.of_leg, "CA2") == []


def test_of_two_who_move_it_one_is_told_so(centre: Centre) -> None:
    centre.begin()
    stream_id = live(centre)
    assert move(centre, stream_id, ("live",), "lost", why="dropped", ended_at=NOON)
    assert not move(centre, stream_id, ("live",), "ended", ended_at=NOON + SECOND)
    found = stream(centre, stream_id)
    assert (found.state, found.why, found.ended_at) == ("lost", "dropped", NOON)


def test_who_speaks_and_since_when(centre: Centre) -> None:
    centre.begin()
    stream_id = live(centre)
    assert centre.do(streams.speaks_since, "CA1", 1) is None
    centre.do(streams.speaking, stream_id, 1, NOON)
    assert centre.do(streams.speaks_since, "CA1", 1) == NOON
    assert centre.do(streams.speaks_since, "CA1", 2) is None
    centre.do(streams.speaking, stream_id, -1, NOON)
    assert centre.do(streams.speaks_since, "CA1", 1) is None


def test_who_is_not_heard_any_more_speaks_to_nobody(centre: Centre) -> None:
    centre.begin()
    stream_id = live(centre)
    centre.do(streams.speaking, stream_id, 1, NOON)
    move(centre, stream_id, ("live",), "lost")
    assert centre.do(streams.speaks_since, "CA1", 1) is None


def test_a_prompt_that_is_over_is_over_for_the_stream_that_comes_too(centre: Centre) -> None:
    """It came to life after its prompt, and its question never opened."""
    centre.begin()
    first, second = live(centre, 1), ask(centre, 2)
    centre.do(streams.open_question, "CA1", 4)
    assert [stream(centre, each).open_seq for each in (first, second)] == [4, 4]


def test_calls_as_ears_follow_them(centre: Centre) -> None:
    centre.begin()
    centre.enqueue("CA2", BILLING, caller="+5511900000002")
    first, second = live(centre), live(centre, sid="CA2")
    found = centre.do(streams.listened, [first, second, 99])
    assert found.keys() == {first, second}
    assert found[first] == (centre.row().id, "CA1", 1, None, -1, None)
    assert (found[second].asked, found[second].line) == (centre.seq("CA2"), "waiting")
    centre.end("CA1")
    assert centre.do(streams.listened, [first])[first].ended_at == NOON


@pytest.mark.parametrize("state", ["replaced", "lost", "failed", "ended"])
def test_a_stream_that_counts_no_more_is_not_followed(centre: Centre, state: str) -> None:
    centre.begin()
    stream_id = live(centre)
    move(centre, stream_id, ("live",), state)
    assert centre.do(streams.listened, [stream_id]) == {}


def test_what_is_asked(centre: Centre) -> None:
    begun = centre.begin()
    found = centre.do(streams.asked, begun.call_id)
    assert found
    assert (found.language, found.reply, found.state["seq"]) == ("en-US", centre.row().reply, 1)
    assert centre.do(streams.asked, 99) is None


def test_streams_that_never_came(centre: Centre) -> None:
    centre.begin()
    waiting = ask(centre, 1)
    live(centre, 2)
    assert centre.do(streams.overdue, NOON) == []
    assert [each.id for each in centre.do(streams.overdue, NOON + SECOND)] == [waiting]


def unheard(centre: Centre) -> list[int]:
    return [each.id for each in centre.do(streams.unheard, NOON + SECOND)]


def test_streams_that_are_over_while_their_callers_count_as_heard(centre: Centre) -> None:
    centre.begin()
    row = centre.row()
    save(centre, row.id, ears="live")
    stream_id = live(centre)
    assert unheard(centre) == []
    centre.do(streams.told_over, stream_id, NOON)
    assert unheard(centre) == [stream_id]
    centre.do(streams.told_over, stream_id, NOON + 2 * SECOND)
    assert unheard(centre) == [stream_id], "the first news counts"
    move(centre, stream_id, ("live",), "ended")
    assert unheard(centre) == [stream_id]
    save(centre, row.id, ears="lost")
    assert unheard(centre) == []


def test_an_agents_stream_that_ended_is_nobodys_loss(centre: Centre) -> None:
    centre.begin()
    save(centre, centre.row().id, ears="live")
    stream_id = live(centre, leg="AG1", party=AGENT)
    move(centre, stream_id, ("live",), "ended", ended_at=NOON)
    assert unheard(centre) == []


def test_a_call_that_is_over_hears_nobody(centre: Centre) -> None:
    centre.begin()
    stream_id = live(centre)
    centre.do(streams.told_over, stream_id, NOON)
    centre.end()
    assert unheard(centre) == []


def test_only_a_live_stream_can_be_told_over(centre: Centre) -> None:
    centre.begin()
    stream_id = ask(centre)
    centre.do(streams.told_over, stream_id, NOON)
    assert stream(centre, stream_id).ended_at is None
