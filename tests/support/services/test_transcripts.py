"""What was said in a call, line by line."""

from __future__ import annotations

import pytest

from support.services import transcripts
from support.services.transcripts import SpokenLine
from support.store import transcripts as store
from support.store.base import Store
from tests.support.centre import CALLER, OTHER, Centre


def lines(centre: Centre, sid: str = "CA1") -> list[tuple[str, str, bool]]:
    with centre.store.reading() as session:
        return [
            (line.party, line.text, line.final) for line in transcripts.of_call(session, centre.row(sid).id)
        ]


def write(centre: Centre, party: str, text: str, line_id: int = 0, final: bool = True) -> int:
    return centre.do(transcripts.write, centre.row().id, party, text, centre.now, line_id, final=final)


@pytest.fixture
def told(centre: Centre) -> list[str]:
    """Topics that were announced, from now on."""
    heard: list[str] = []
    centre.store.listener = heard.extend
    return heard


def test_a_line_grows_until_it_is_final(centre: Centre) -> None:
    centre.begin()
    line = write(centre, "caller", "my bill", final=False)
    assert lines(centre) == [("caller", "my bill", False)]
    assert write(centre, "caller", "my bill is wrong", line) == line
    assert lines(centre) == [("caller", "my bill is wrong", True)]
    write(centre, "caller", "late words", line)
    assert lines(centre) == [("caller", "my bill is wrong", True)]


def test_words_that_came_to_nothing_take_their_line_away(centre: Centre) -> None:
    centre.begin()
    line = write(centre, "caller", "hm", final=False)
    write(centre, "caller", "", line)
    assert lines(centre) == []
    assert write(centre, "caller", "") == 0
    assert lines(centre) == []


def test_a_final_line_is_not_taken_away(centre: Centre) -> None:
    centre.begin()
    line = write(centre, "caller", "yes")
    write(centre, "caller", "", line)
    assert lines(centre) == [("caller", "yes", True)]


def test_lines_are_in_order_and_stay_with_their_call(centre: Centre) -> None:
    centre.begin("CA1")
    centre.begin("CA2", OTHER)
    begun = centre.now
    write(centre, "caller", "hello")
    centre.later(3)
    write(centre, "agent", "good morning")
    with centre.store.reading() as session:
        assert transcripts.of_call(session, centre.row().id) == (
            SpokenLine("caller", begun, "hello", True),
            SpokenLine("agent", centre.now, "good morning", True),
        )
    assert lines(centre, "CA2") == []


def test_a_very_long_line_is_cut(centre: Centre) -> None:
    centre.begin()
    line = write(centre, "caller", "na " * store.LONGEST, final=False)
    assert len(lines(centre)[0][1]) == store.LONGEST
    write(centre, "caller", "no " * store.LONGEST, line)
    assert len(lines(centre)[0][1]) == store.LONGEST


def test_only_the_last_lines_of_a_very_long_call(centre: Centre) -> None:
    centre.begin()
    for index in range(5):
        write(centre, "caller", str(index))
    with centre.store.reading() as session:
        assert [row.text for row in store.lines(session, centre.row().id, limit=2)] == ["3", "4"]


def test_the_desk_that_has_the_call_is_told(centre: Centre, told: list[str]) -> None:
    agent = centre.agent("ana")
    centre.enqueue()
    write(centre, "caller", "nobody sees this yet")
    assert not [topic for topic in told if topic.startswith("transcript")]
    centre.offered(agent)
    write(centre, "caller", "hello")
    assert f"transcript:{agent}" in told


def test_a_person_sees_the_call_that_rings_and_then_is_talked_on(centre: Centre) -> None:
    agent, idle = centre.agent("ana"), centre.agent("bob", "tech")
    centre.enqueue()
    write(centre, "caller", "my bill is wrong")
    with centre.store.reading() as session:
        assert transcripts.of_user(session, agent) is None
    centre.talking(agent)
    with centre.store.reading() as session:
        found = transcripts.of_user(session, agent)
        assert found
        assert (found.call_id, found.began, found.ears) == (centre.row().id, centre.call().started_at, "")
        assert [line.text for line in found.lines] == ["my bill is wrong"]
        assert transcripts.of_user(session, idle) is None


def test_a_person_who_takes_no_calls(store: Store) -> None:
    with store.reading() as session:
        assert transcripts.of_user(session, 4711) is None


def test_words_of_a_call_that_ended_are_kept(centre: Centre) -> None:
    centre.begin("CA1", CALLER)
    write(centre, "caller", "goodbye")
    centre.end()
    assert lines(centre) == [("caller", "goodbye", True)]
