"""Who hears what: agents messages and their own calls, supervisors everything; transcripts by speaker."""

from __future__ import annotations

import pytest

from support.errors import NotFound, Refused
from support.services import sounds
from support.services.sounds import Listener
from support.store.recordings import Recording, RecordingLine
from support.store.sounds import Wanted
from support.store.tickets import Ticket
from tests.support.centre import NOON, OTHER, Centre

SUPERVISOR = Listener(9, "supervisor")


def keep(centre: Centre, kind: str, sid: str = "CA1", **values: object) -> int:
    with centre.store.writing() as session:
        found = Recording(
            call_id=centre.row(sid).id, kind=kind, created_at=NOON,
            **{"seq": 3, "state": "filed", "path": "x.wav", "queue": "billing", **values},
        )  # fmt: skip
        session.add(found)
        session.flush()
        return found.id


def hears(centre: Centre, recording_id: int, listener: Listener) -> bool:
    with centre.store.reading() as session:
        try:
            sounds.heard_by(session, recording_id, listener)
        except Refused:
            return False
        return True


def test_agents_hear_messages_and_their_own_calls(centre: Centre) -> None:
    ana = Listener(1, "agent")
    agent_id = centre.agent("ana")
    centre.enqueue("CA1")
    centre.talking(agent_id, "CA1")
    centre.begin("CA2", OTHER)
    own, message = keep(centre, "call"), keep(centre, "voicemail", "CA2")
    foreign = keep(centre, "call", "CA2", seq=4)
    assert hears(centre, own, ana)
    assert hears(centre, message, ana)
    assert not hears(centre, foreign, ana)
    assert all(hears(centre, each, SUPERVISOR) for each in (own, message, foreign))
    assert not hears(centre, message, Listener(1, "nobody"))
    with centre.store.reading() as session:
        assert [each.id for each in sounds.listing(session, Wanted(), ana)] == [message, own]
        assert len(sounds.listing(session, Wanted(), SUPERVISOR)) == 3
        assert [each.id for each in sounds.of_call(session, centre.row("CA2").id, ana)] == [message]


def test_who_has_the_ticket_hears_its_call(centre: Centre) -> None:
    ana = Listener(1, "agent")
    centre.agent("ana")
    centre.begin("CA1")
    recording_id = keep(centre, "call")
    assert not hears(centre, recording_id, ana)
    call_id = centre.row().id
    with centre.store.writing() as session:
        session.add(
            Ticket(
                number=1001, kind="call", subject="-", queue="billing", customer="", call_id=call_id,
                assignee_id=ana.user_id, created_at=NOON, updated_at=NOON,
            )
        )  # fmt: skip
    assert hears(centre, recording_id, ana)


@pytest.mark.parametrize(("channels", "parties"), [(1, ["caller", "caller"]), (2, ["caller", "agent"])])
def test_a_transcript_knows_who_spoke(centre: Centre, channels: int, parties: list[str]) -> None:
    centre.begin("CA1")
    recording_id = keep(centre, "call", channels=channels)
    with centre.store.writing() as session:
        for channel in (0, 1):
            line = RecordingLine(
                recording_id=recording_id, channel=channel, start_ms=channel, end_ms=9, text="so"
            )
            session.add(line)
    with centre.store.reading() as session:
        found = sounds.one(session, recording_id, SUPERVISOR)
    assert [line.party for line in found.lines] == parties


def test_what_is_not_there(centre: Centre) -> None:
    centre.begin("CA1")
    gone = keep(centre, "voicemail", state="deleted", deleted_at=NOON)
    failed = keep(centre, "voicemail", seq=5, state="failed", path="")
    with centre.store.reading() as session:
        assert not sounds.one(session, gone, SUPERVISOR).can_play
        assert not sounds.one(session, failed, SUPERVISOR).can_play
        assert sounds.failed(session) == 1
        with pytest.raises(NotFound):
            sounds.one(session, 404, SUPERVISOR)
