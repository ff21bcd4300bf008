"""Supervisors: what they see, how they listen, what they change; all of it audited."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from support.errors import NotFound, Refused
from support.services import conversations, parties, rooms, supervising
from support.services.conversations import Target
from support.store import agents as agent_store
from tests.support.centre import OTHER, TECH, Centre
from tests.support.statements import statements


@pytest.fixture
def sue(centre: Centre) -> int:
    """The user id of a supervisor; Ana (agent 1) talks with a caller."""
    centre.enqueue()
    centre.talking(centre.agent("ana"))
    centre.agent("sue", "tech", presence="offline")
    return 2


def audited(centre: Centre) -> list[str]:
    with centre.store.reading() as session:
        return [each.action for each in session.scalars(select(agent_store.Audit))]


def party_id(centre: Centre) -> int:
    return int(centre.orders("ring_party")[-1]["party_id"])


def test_the_floor_shows_who_does_what(centre: Centre, sue: int) -> None:
    centre.do(conversations.hold, 1, centre.now)
    ana, other = centre.do(supervising.floor, centre.now)
    assert (ana.name, ana.presence, ana.queue, ana.role) == ("ana", "on_call", "billing", "lead")
    assert (ana.talk_since, ana.held_since) == (centre.now, centre.now)
    assert "****" in ana.caller_masked
    assert (other.name, other.entry_id, other.caller_masked) == ("sue", None, "")
    centre.do(supervising.listen, sue, 1, "listen", centre.now)
    assert centre.do(supervising.floor, centre.now)[0].listeners == ("sue",)


def test_each_line_in_its_order(centre: Centre, sue: int) -> None:
    centre.later(5)
    entry_id = centre.enqueue("CA2", caller=OTHER)
    centre.later(30)
    (row,) = centre.do(supervising.waiting, centre.now)
    assert (row.entry_id, row.position, row.waited_s, row.queue) == (entry_id, 1, 30, "billing")
    assert not row.is_callback


@pytest.mark.parametrize(
    ("mode", "muted", "coached"), [("listen", True, ""), ("whisper", False, "AG1"), ("barge", False, "")]
)
def test_how_a_supervisor_is_in_the_room(
    centre: Centre, sue: int, mode: supervising.Mode, muted: bool, coached: str
) -> None:
    centre.do(supervising.listen, sue, 1, mode, centre.now)
    joining = centre.do(parties.answered, party_id(centre), "SU1", centre.now)
    assert joining
    assert (joining.kind, joining.coached) == ("supervisor", coached)
    wanted = centre.do(supervising.mode_wanted, party_id(centre))
    assert wanted
    assert (wanted.leg, wanted.muted, wanted.coached) == ("SU1", muted, coached)


def test_changing_the_mode_is_an_order_and_the_same_again_is_none(centre: Centre, sue: int) -> None:
    centre.do(supervising.listen, sue, 1, "listen", centre.now)
    centre.do(parties.answered, party_id(centre), "SU1", centre.now)
    for _ in range(2):
        centre.do(supervising.change_mode, sue, "whisper", centre.now)
    assert centre.orders("supervise_mode") == [{"party_id": party_id(centre)}]
    assert audited(centre) == ["listened", "listened"]
    found = centre.do(supervising.listening, sue)
    assert found
    assert (found.agent, found.mode, found.state) == ("ana", "whisper", "in")


def test_the_agent_sees_who_listens_and_how(centre: Centre, sue: int) -> None:
    centre.do(supervising.listen, sue, 1, "listen", centre.now)
    centre.do(parties.answered, party_id(centre), "SU1", centre.now)
    centre.do(supervising.change_mode, sue, "whisper", centre.now)
    offer = centre.offer(1)
    assert offer
    with centre.store.reading() as session:
        (card,) = conversations.view(session, offer).parties
    assert (card.kind, card.state, card.mode) == ("supervisor", "in", "whisper")


def test_a_whisper_follows_who_has_the_customer(centre: Centre, sue: int) -> None:
    bia = centre.agent("bia")
    centre.do(supervising.listen, sue, 1, "whisper", centre.now)
    centre.do(parties.answered, party_id(centre), "SU1", centre.now)
    centre.do(conversations.consult, 1, Target("agent", str(bia)), centre.now)
    offer = centre.offer(bia)
    assert offer
    centre.do(rooms.answered, offer.id, "BIA1", centre.now)
    centre.do(conversations.complete, 1, centre.now)
    assert len(centre.orders("supervise_mode")) == 1
    wanted = centre.do(supervising.mode_wanted, party_id(centre))
    assert wanted
    assert wanted.coached == "BIA1"


def test_one_conversation_at_a_time(centre: Centre, sue: int) -> None:
    centre.do(supervising.listen, sue, 1, "listen", centre.now)
    first = party_id(centre)
    centre.do(supervising.listen, sue, 1, "barge", centre.now)
    assert centre.do(parties.ring_details, first) is None
    assert centre.do(parties.ring_details, party_id(centre))
    centre.do(supervising.stop, sue, centre.now)
    assert centre.do(supervising.listening, sue) is None
    centre.do(supervising.stop, sue, centre.now)
    assert centre.presence(1) == "on_call", "leaving ends nothing"


def test_what_cannot_be_listened_to(centre: Centre, sue: int) -> None:
    bia = centre.agent("bia")
    with pytest.raises(Refused):
        centre.do(supervising.listen, sue, bia, "listen", centre.now)
    with pytest.raises(Refused):
        centre.do(supervising.listen, 1, 1, "listen", centre.now)
    with pytest.raises(NotFound):
        centre.do(supervising.listen, sue, 99, "listen", centre.now)
    with pytest.raises(Refused):
        centre.do(supervising.listen, sue, 1, "shout", centre.now)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        centre.do(supervising.change_mode, sue, "barge", centre.now)
    assert audited(centre) == []


def test_no_call_rings_while_listening(centre: Centre, sue: int) -> None:
    centre.do(supervising.set_presence, sue, 2, "available", "", centre.now)
    centre.do(supervising.listen, sue, 1, "listen", centre.now)
    assert centre.presence(2) == "away"


def test_a_supervisor_changes_an_agents_presence(centre: Centre, sue: int) -> None:
    bia = centre.agent("bia")
    centre.do(supervising.set_presence, sue, bia, "away", "training", centre.now)
    assert centre.presence(bia) == "away"
    assert audited(centre) == ["set presence"]
    with pytest.raises(Refused):
        centre.do(supervising.set_presence, sue, 1, "away", "", centre.now)


def test_a_supervisor_moves_a_caller(centre: Centre, sue: int) -> None:
    centre.later(5)
    entry_id = centre.enqueue("CA2", caller=OTHER)
    first = centre.entry(entry_id).first_entered_at
    centre.do(supervising.move, sue, entry_id, "tech", centre.later(9))
    moved = centre.entry(entry_id + 1)
    assert (moved.queue, moved.state, moved.first_entered_at) == ("tech", "waiting", first)
    assert audited(centre) == ["moved caller"]
    for wrong, queue in ((entry_id, "billing"), (moved.id, "tech"), (moved.id, "none"), (1, "tech")):
        with pytest.raises(Refused):
            centre.do(supervising.move, sue, wrong, queue, centre.now)
    with pytest.raises(NotFound):
        centre.do(supervising.move, sue, 99, "tech", centre.now)


def test_the_floor_and_the_lines_are_read_at_once(centre: Centre) -> None:
    """There were four statements for each agent, and two for each caller who waits."""

    def looked(count: int) -> tuple[int, int]:
        for n in range(count):
            agent = centre.agent(f"{count}-{n}")
            centre.enqueue(f"CA{count}-{n}", caller=f"+55119{count}000000{n}")
            centre.talking(agent, f"CA{count}-{n}", f"AG{count}-{n}")
        for n in range(count):
            centre.enqueue(f"CB{count}-{n}", caller=f"+55118{count}000000{n}")
        with centre.store.reading() as session, statements(centre.store) as asked:
            assert sum(each.entry_id is not None for each in supervising.floor(session, centre.now)) >= count
            here = len(asked)
            assert len(supervising.waiting(session, centre.now)) >= count
        seen = here, len(asked)
        for n in range(count):
            centre.end(f"CB{count}-{n}")
        return seen

    assert looked(1) == looked(5)


def test_a_long_line_is_shown_as_far_as_it_is_of_use(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "MOST_SHOWN", 2)
    first = [centre.enqueue(f"CA{n}", caller=f"+5511900000{n}00") for n in range(3)]
    tech = centre.enqueue("CA9", TECH, "+5511955555555")
    with centre.store.reading() as session:
        found = supervising.waiting(session, centre.now)
    assert [(each.entry_id, each.queue, each.position) for each in found] == [
        (first[0], "billing", 1), (first[1], "billing", 2), (tech, "tech", 1),
    ]  # fmt: skip
