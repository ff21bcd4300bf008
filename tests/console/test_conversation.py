"""The desk's controls over HTTP: each does its thing once, says no in words, and is for one's own call."""

from __future__ import annotations

import pytest

from support.store import calls as call_store
from support.store import parties as party_store
from support.store import queues as queue_store
from support.store.tapes import Tape
from tests.console.centre import Centre, post


def entry(centre: Centre) -> queue_store.QueueEntry:
    with centre.store.reading() as session:
        found = session.get(queue_store.QueueEntry, 1)
    assert found
    return found


def test_hold_and_resume(centre: Centre) -> None:
    centre.offer(centre.call(), "accepted")
    ana = centre.client("ana")
    assert post(ana, "/desk/hold").status_code == 303
    assert entry(centre).held_for == "agent"
    assert post(ana, "/desk/resume", headers={"Accept": "application/json"}).status_code == 204
    assert entry(centre).held_at is None


def test_a_consult_with_a_number_and_back(centre: Centre) -> None:
    centre.offer(centre.call(), "accepted")
    ana = centre.client("ana")
    assert post(ana, "/desk/consult", {"kind": "number", "value": "+55 11 3000-2000"}).status_code == 303
    with centre.store.reading() as session:
        (party,) = party_store.open_parties(session, 1)
    assert (party.kind, party.address) == ("outside", "+551130002000")
    assert entry(centre).held_for == "consult"
    assert post(ana, "/desk/cancel-consult").status_code == 303
    assert entry(centre).held_at is None


def test_a_blind_transfer_to_a_queue(centre: Centre) -> None:
    centre.offer(centre.call(), "accepted")
    assert post(centre.client("ana"), "/desk/transfer", {"kind": "queue", "value": "tech"}).status_code == 303
    assert (entry(centre).result, centre.presence("ana")[0]) == ("transferred", "wrap_up")


@pytest.mark.parametrize("path", ["hold", "resume", "join", "complete", "cancel-consult", "reconnect"])
def test_without_a_call_there_is_nothing_to_do(centre: Centre, path: str) -> None:
    assert post(centre.client("ana"), f"/desk/{path}").status_code == 409


@pytest.mark.parametrize("fields", [{}, {"kind": "planet", "value": "mars"}])
def test_a_target_is_an_agent_a_queue_or_a_number(centre: Centre, fields: dict[str, str]) -> None:
    centre.offer(centre.call(), "accepted")
    assert post(centre.client("ana"), "/desk/transfer", fields).status_code == 400


@pytest.mark.parametrize("value", ["190", "+1", "+449061234567"])
def test_numbers_that_may_not_be_called_are_refused(centre: Centre, value: str) -> None:
    centre.offer(centre.call(), "accepted")
    reply = post(centre.client("ana"), "/desk/consult", {"kind": "number", "value": value})
    assert reply.status_code == 409
    assert entry(centre).held_at is None


def taped(centre: Centre, state: str = "recording") -> None:
    """The call of the first offer is recorded."""
    with centre.store.writing() as session:
        found = session.get(queue_store.QueueEntry, 1)
        call = session.get(call_store.Call, found.call_id) if found else None
        assert call
        session.add(
            Tape(
                call_id=call.id,
                queue="billing",
                leg_sid=call.sid,
                sid="RE1",
                state=state,
                wanted=state,
                created_at=centre.clock(),
                changed_at=centre.clock(),
            )
        )


def tape_wanted(centre: Centre) -> str:
    with centre.store.reading() as session:
        found = session.get(Tape, 1)
    assert found
    return found.wanted


def test_the_recording_is_paused_and_goes_on(centre: Centre) -> None:
    centre.offer(centre.call(), "accepted")
    taped(centre)
    ana = centre.client("ana")
    assert "Pause recording" in ana.get("/desk").text
    assert post(ana, "/desk/recording", {"wanted": "pause"}).status_code == 303
    assert tape_wanted(centre) == "paused"
    page = ana.get("/desk").text
    assert "pausing the recording" in page
    assert "Record again" in page
    assert post(ana, "/desk/recording", {"wanted": "resume"}).status_code == 303
    assert tape_wanted(centre) == "recording"


def test_a_call_that_is_not_recorded_has_no_button(centre: Centre) -> None:
    centre.offer(centre.call(), "accepted")
    ana = centre.client("ana")
    assert 'id="recording"' not in ana.get("/desk").text
    assert post(ana, "/desk/recording", {"wanted": "pause"}).status_code == 409
    assert post(ana, "/desk/recording", {"wanted": "erase"}).status_code == 400


@pytest.mark.parametrize(
    ("state", "words"),
    [("recording", "recording"), ("paused", "recording paused since"), ("failed", "could not be recorded")],
)
def test_supervisors_see_whether_a_call_is_recorded(centre: Centre, state: str, words: str) -> None:
    centre.offer(centre.call(), "accepted")
    taped(centre, state)
    assert f"is-{state}" in centre.client("sue").get("/supervise").text
    assert words in centre.client("sue").get("/supervise").text
