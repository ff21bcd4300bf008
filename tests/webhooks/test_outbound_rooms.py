"""Orders about rooms by REST: who is rung once, what is set as often as it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from support.services import conversations, legs, parties, supervising
from support.store.orders import Order
from support.worker import Again, CarryOut, Done, GivenUp
from tests.webhooks.door import BASE, CALLED, SID, Door
from tests.webhooks.test_agents import LEG
from tests.webhooks.test_agents import ringing as ringing
from tests.webhooks.test_outbound import BROKEN, FakeClient, order, refusal
from tests.webhooks.test_rooms import OUTSIDE, consult, party, transfer
from tests.webhooks.test_rooms import talking as talking
from webhooks.outbound import carrier

ROOM = "CF" + "5" * 32


@dataclass
class Rooms(FakeClient):
    """Rooms too: which of them are going on."""

    open: list[str] = field(default_factory=lambda: [ROOM])

    @property
    def conferences(self) -> Any:
        return _Conferences(self)


@dataclass
class _Conferences:
    client: Rooms

    def list(self, **fields: Any) -> list[Any]:
        self.client._do("list conference", **fields)
        return [SimpleNamespace(sid=sid, status="in-progress") for sid in self.client.open]

    def __call__(self, sid: str) -> Any:
        client = self.client

        def participants(leg: str) -> Any:
            return SimpleNamespace(update=lambda **fields: client._do(f"update {leg} in {sid}", **fields))

        def update(**fields: Any) -> Any:
            return client._do(f"update {sid}", **fields)

        return SimpleNamespace(participants=participants, update=update)


@pytest.fixture
def client() -> Rooms:
    return Rooms()


@pytest.fixture
def carry_out(talking: Door, client: Rooms, tmp_path: Path) -> CarryOut:
    return carrier(talking.parts, client, tmp_path, {})


def interrupted(kind: str, door: Door, **payload: Any) -> Order:
    found = order(kind, **payload)
    found.interrupted, found.created_at = True, door.now
    return found


def test_a_party_is_rung_once(carry_out: CarryOut, client: Rooms, talking: Door) -> None:
    consult(talking)
    assert carry_out(order("ring_party", party_id=1)) == Done({"sid": LEG})
    ((what, fields),) = client.asked
    assert (what, fields["to"], fields["from_"]) == ("create call", OUTSIDE, CALLED)
    assert fields["url"] == f"{BASE}/twilio/party/answer?party=1"
    assert fields["status_callback"].startswith(f"{BASE}/twilio/party/status?party=1#rc=")
    assert "machine_detection" not in fields
    party(talking, "party/answer")
    assert carry_out(order("ring_party", party_id=1)) == Done()
    assert len(client.asked) == 1


def test_after_a_crash_it_is_looked_for_and_not_rung_again(
    carry_out: CarryOut, client: Rooms, talking: Door
) -> None:
    consult(talking)
    assert isinstance(carry_out(interrupted("ring_party", talking, party_id=1)), GivenUp)
    client.found = [SimpleNamespace(sid="CA1", date_created=talking.now)]
    assert carry_out(interrupted("ring_party", talking, party_id=1)) == Done({"sid": "CA1"})
    assert [what for what, _ in client.asked] == ["list call", "list call"]


@pytest.mark.parametrize("error", [refusal(500), BROKEN], ids=["500", "broken"])
def test_a_ring_of_unknown_outcome_is_not_repeated(
    carry_out: CarryOut, client: Rooms, talking: Door, error: Exception
) -> None:
    consult(talking)
    client.error = error
    assert isinstance(carry_out(order("ring_party", party_id=1)), GivenUp)


def test_a_browser_is_told_what_it_is_rung_for(carry_out: CarryOut, client: Rooms, talking: Door) -> None:
    with talking.store.writing() as session:
        parties.invite(session, 1, "supervisor", "client:agent_2", talking.now, mode="listen")
        legs.report(session, LEG, 1, "completed", 5, talking.now)
    carry_out(order("ring_party", party_id=1))
    carry_out(order("ring_again", offer_id=1))
    carry_out(order("ring_again", offer_id=99))
    assert [fields["to"] for _, fields in client.asked] == [
        "client:agent_2?party=1",
        "client:agent_1?offer=1&again=1",
    ]


def test_holding_does_what_is_wanted_by_then(carry_out: CarryOut, client: Rooms, talking: Door) -> None:
    with talking.store.writing() as session:
        conversations.hold(session, 1, talking.now)
    assert carry_out(order("hold_caller", entry_id=1)) == Done({"held": True})
    listed, (what, fields) = client.asked
    assert listed == ("list conference", {"friendly_name": "entry-1", "status": "in-progress", "limit": 1})
    assert what == f"update {SID} in {ROOM}"
    assert fields == {"hold": True, "hold_url": f"{BASE}/twilio/hold?entry=1", "hold_method": "POST"}
    with talking.store.writing() as session:
        conversations.resume(session, 1, talking.now)
    assert carry_out(order("hold_caller", entry_id=1)) == Done({"held": False})
    assert client.asked[-1][1] == {"hold": False}
    assert carry_out(order("hold_caller", entry_id=99)) == Done()


def test_a_room_that_is_over_has_nobody_to_hold(carry_out: CarryOut, client: Rooms) -> None:
    client.open = []
    assert carry_out(order("hold_caller", entry_id=1)) == Done({"held": False})


@pytest.mark.parametrize(
    ("error", "outcome"), [(refusal(404), Done), (refusal(500), Again), (refusal(400), GivenUp)]
)
def test_what_a_refused_update_means(talking: Door, tmp_path: Path, error: Exception, outcome: type) -> None:
    @dataclass
    class RefusesUpdates(Rooms):
        def _do(self, what: str, **fields: Any) -> Any:
            if what.startswith("update"):
                raise error
            return super()._do(what, **fields)

    carry_out = carrier(talking.parts, RefusesUpdates(), tmp_path, {})
    assert isinstance(carry_out(order("hold_caller", entry_id=1)), outcome)


def test_a_supervisor_changes_what_they_are_in_the_room(
    carry_out: CarryOut, client: Rooms, talking: Door
) -> None:
    with talking.store.writing() as session:
        invited = parties.invite(
            session, 1, "supervisor", "client:agent_1", talking.now, user_id=1, mode="listen"
        )
        parties.answered(session, invited.id, "CASU", talking.now)
    told = []
    for mode in supervising.MODES:
        with talking.store.writing() as session:
            supervising.change_mode(session, 1, mode, talking.now)
        carry_out(order("supervise_mode", party_id=1))
        told.append(client.asked[-1])
    assert told == [
        (f"update CASU in {ROOM}", {"muted": True, "coaching": False}),
        (f"update CASU in {ROOM}", {"muted": False, "coaching": True, "call_sid_to_coach": LEG}),
        (f"update CASU in {ROOM}", {"muted": False, "coaching": False}),
    ]
    assert carry_out(order("supervise_mode", party_id=99)) == Done()


def test_the_caller_dials_on(carry_out: CarryOut, client: Rooms, talking: Door) -> None:
    transfer(talking)
    assert carry_out(order("dial_on", sid=SID, party_id=1)) == Done()
    assert client.asked == [(f"update {SID}", {"url": f"{BASE}/twilio/pass-on?party=1", "method": "POST"})]
    client.error = refusal(404)
    assert isinstance(carry_out(order("dial_on", sid=SID, party_id=1)), GivenUp)


def test_leaving_names_the_stay_that_is_left(carry_out: CarryOut, client: Rooms, talking: Door) -> None:
    with talking.store.writing() as session:
        conversations.hang_up(session, 1, talking.now)
    (placed,) = talking.orders("leave_queue")
    carry_out(placed)
    assert (
        client.asked[-1][1]["url"]
        == f"{BASE}/twilio/queue-left?seq={placed.payload['seq']}&result=answered&entry=1"
    )


def test_a_room_is_ended_whether_it_has_begun_or_not(carry_out: CarryOut, client: Rooms) -> None:
    assert carry_out(order("end_room", entry=1)) == Done()
    assert client.asked == [
        ("list conference", {"friendly_name": "entry-1", "limit": 20}),
        (f"update {ROOM}", {"status": "completed"}),
    ]
    client.open.clear()
    assert carry_out(order("end_room", entry=1)) == Done()
    client.error = refusal(400)
    assert carry_out(order("end_room", entry=1)) == GivenUp("400 None")


@pytest.mark.parametrize("kind", ["join_caller", "next_document"])
def test_a_customer_whom_we_rang_comes_for_what_is_next(
    carry_out: CarryOut, client: Rooms, kind: str
) -> None:
    wanted = order(kind, sid="CU1", party=7, entry_id=1)
    assert carry_out(wanted) == Done()
    assert client.asked == [("update CU1", {"url": f"{BASE}/twilio/party/next?party=7", "method": "POST"})]
    client.error = refusal(404)
    assert carry_out(wanted) == Done({"gone": True})
