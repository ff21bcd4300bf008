"""What a machine hears, and a person for whom nobody is there; and that nobody is rung twice for one try."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from requests.exceptions import ReadTimeout
from twilio.base.exceptions import TwilioRestException

from support.services.dialling import Picked
from support.store.callbacks import Callback
from support.store.orders import Order
from support.store.parties import Party
from support.store.queues import QueueEntry
from support.worker import Done, GivenUp
from tests.webhooks.door import CALLED, CALLER, NOON, Door
from webhooks import outbound_rooms
from webhooks.callbacks import document
from webhooks.outbound import attempt

MESSAGE = Picked("message", "en-US", "", "Acme", 1001, is_tried_again=True)


@pytest.mark.parametrize(
    ("picked", "said"),
    [
        (MESSAGE, "We will try again later. The number of your request is 1 0 0 1."),
        (replace(MESSAGE, is_tried_again=False), "please call again"),
        (replace(MESSAGE, message="Request {ticket.number}, Acme."), ">Request 1 0 0 1, Acme.<"),
        (replace(MESSAGE, language="pt-BR"), 'language="pt-BR">Olá, aqui é Acme'),
        (replace(MESSAGE, language=""), "this is Acme"),
        (replace(MESSAGE, voice="Polly.Joanna-Neural"), 'voice="Polly.Joanna-Neural"'),
        (replace(MESSAGE, action="sorry"), "We will call you again soon."),
    ],
)
def test_a_sentence_and_then_the_line_is_free(door: Door, picked: Picked, said: str) -> None:
    found = document(door.parts, picked)
    assert said in found
    assert found.endswith("<Hangup /></Response>")


@dataclass
class Leg:
    sid: str
    date_created: datetime | None


@dataclass
class Company:
    """REST: what was rung before, and what it says to another request."""

    rung: list[Leg]
    error: Exception | None = None
    created: int = 0

    @property
    def calls(self) -> Company:
        return self

    def list(self, *, to: str, from_: str, limit: int) -> list[Leg]:
        assert (to, from_) == (CALLER, CALLED)
        return self.rung[:limit]

    def create(self, **fields: Any) -> Leg:
        assert fields["machine_detection"] == "DetectMessageEnd"
        self.created += 1
        if self.error:
            raise self.error
        return Leg("CUnew", None)


YOUNG, OLD = NOON + timedelta(seconds=1), NOON - timedelta(minutes=15)
UNKNOWN, REFUSED = TwilioRestException(500, "/Calls"), TwilioRestException(400, "/Calls", code=21211)


@pytest.mark.parametrize(
    ("rung", "interrupted", "error", "sid", "created"),
    [
        ([], False, None, "CUnew", 1),
        ([Leg("CUyoung", YOUNG)], True, None, "CUyoung", 0),
        ([Leg("CUold", OLD)], True, None, "", 0),
        ([Leg("CUknown", YOUNG)], True, None, "", 0),
        ([Leg("CUknown", YOUNG), Leg("CUyoung", None)], True, None, "CUyoung", 0),
        ([], True, None, "", 0),
        ([Leg("CUyoung", YOUNG)], False, UNKNOWN, "CUyoung", 1),
        ([], False, UNKNOWN, "", 1),
        ([Leg("CUyoung", YOUNG)], False, REFUSED, "", 1),
        ([Leg("CUyoung", YOUNG)], False, ReadTimeout("read timed out"), "CUyoung", 1),
    ],
)
def test_nobody_is_rung_twice_for_one_try(
    door: Door, rung: list[Leg], interrupted: bool, error: Exception | None, sid: str, created: int
) -> None:
    party_id = dialling(door)
    order = Order(kind="ring_party", payload={"party_id": party_id}, created_at=NOON)
    order.interrupted = interrupted
    company = Company(rung, error)
    ring, _ = outbound_rooms.kinds(door.parts, company)["ring_party"]
    found = attempt(lambda: ring(order), repeatable=False)
    assert company.created == created
    assert found == Done({"sid": sid}) if sid else isinstance(found, GivenUp)


def dialling(door: Door) -> int:
    """A customer who is to be rung; another party has a leg that we know. The id of the party."""
    door.voice()
    with door.store.writing() as session:
        row = door.row()
        made = Callback(
            queue="billing", number=CALLER, ours=CALLED, call_id=row.id, state="dialling",
            first_entered_at=NOON, created_at=NOON,
        )  # fmt: skip
        session.add(made)
        session.flush()
        entry = QueueEntry(
            call_id=row.id, callback_id=made.id, queue="billing", seq=0, at_most_s=900, state="connecting",
            entered_at=NOON, first_entered_at=NOON, place_at=NOON,
        )  # fmt: skip
        session.add(entry)
        session.flush()
        usual = {"entry_id": entry.id, "kind": "customer", "address": CALLER, "callback_id": made.id}
        session.add(Party(**usual, created_at=OLD, state="failed", leg_sid="CUknown"))
        party = Party(**usual, created_at=NOON)
        session.add(party)
        session.flush()
        return party.id
