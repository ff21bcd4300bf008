"""The order about a recording by REST: begun once, and then what is wanted by the time it is carried out."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from support.services import tapes
from support.store import tapes as store
from support.store.orders import Order
from support.store.tapes import Tape
from support.worker import Again, Done, GivenUp, Outcome
from tests.webhooks.door import BASE, SID, Door
from tests.webhooks.test_agents import ringing as ringing
from tests.webhooks.test_outbound import BROKEN, order, refusal
from tests.webhooks.test_rooms import talking as talking
from webhooks.outbound import attempt
from webhooks.tapes import kinds

ONE, OTHER = "RE" + "1" * 32, "RE" + "2" * 32


@dataclass
class Leg:
    """A leg's recordings at the phone company."""

    running: dict[str, str] = field(default_factory=dict)
    error: Exception | None = None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def calls(self, sid: str) -> Any:
        assert sid == SID
        return SimpleNamespace(recordings=self)

    def create(self, **fields: Any) -> Any:
        self._ask("create", fields)
        self.running[ONE] = "in-progress"
        return SimpleNamespace(sid=ONE)

    def list(self, limit: int) -> Any:
        self._ask("list", {"limit": limit})
        return [SimpleNamespace(sid=sid, status=status) for sid, status in self.running.items()]

    def __call__(self, sid: str) -> Any:
        def update(**fields: Any) -> None:
            self._ask(f"update {sid}", fields)
            self.running[sid] = fields["status"]

        return SimpleNamespace(
            update=update, fetch=lambda: SimpleNamespace(status=self.running.get(sid, "completed"))
        )

    def _ask(self, what: str, fields: dict[str, Any]) -> None:
        self.asked.append((what, fields))
        if self.error and what != "list":
            raise self.error


@pytest.fixture
def leg() -> Leg:
    return Leg()


def wanted(door: Door, wish: str, sid: str = "", state: str = "idle") -> Order:
    with door.store.writing() as session:
        made = Tape(
            call_id=1, queue="billing", leg_sid=SID, sid=sid or None, wanted=wish, state=state,
            created_at=door.now, changed_at=door.now,
        )  # fmt: skip
        session.add(made)
        session.flush()
        return order("steer_recording", tape_id=made.id)


def steer(door: Door, leg: Leg, order: Order) -> Outcome:
    do, is_repeatable = kinds(door.parts, leg)["steer_recording"]
    return attempt(lambda: do(order), is_repeatable)


def test_it_is_begun_with_both_sides_apart(talking: Door, leg: Leg) -> None:
    found = steer(talking, leg, wanted(talking, "recording"))
    assert found == Done({"tape": "recording", "sid": ONE})
    ((what, fields),) = leg.asked
    assert (what, fields["recording_channels"], fields["trim"]) == ("create", "dual", "do-not-trim")
    assert fields["recording_status_callback"].startswith(f"{BASE}/twilio/recording?kind=call&tape=1#rc=")


def test_after_a_crash_it_is_looked_for_and_not_begun_again(talking: Door, leg: Leg) -> None:
    leg.running = {ONE: "in-progress"}
    order = wanted(talking, "recording")
    order.interrupted = True
    assert steer(talking, leg, order) == Done({"tape": "recording", "sid": ONE})
    assert "create" not in [what for what, _ in leg.asked]


def test_another_recording_of_the_leg_is_not_taken_for_it(talking: Door, leg: Leg) -> None:
    with talking.store.writing() as session:
        session.add(Tape(call_id=1, queue="tech", leg_sid=SID, sid=OTHER, state="recording", wanted="stopped",
                         created_at=talking.now, changed_at=talking.now, closed_at=talking.now))  # fmt: skip
    leg.running = {OTHER: "in-progress"}
    order = wanted(talking, "recording")
    order.interrupted = True
    assert steer(talking, leg, order) == Done({"tape": "recording", "sid": ONE})
    assert leg.asked[-1][0] == "create"


@pytest.mark.parametrize(
    ("wish", "state", "status", "is_now"),
    [
        ("paused", "recording", "paused", "paused"),
        ("recording", "paused", "in-progress", "recording"),
        ("stopped", "recording", "stopped", "over"),
    ],
)
def test_what_is_wanted_is_set(
    talking: Door, leg: Leg, wish: str, state: str, status: str, is_now: str
) -> None:
    order = wanted(talking, wish, ONE, state)
    assert steer(talking, leg, order) == Done({"tape": is_now, "sid": ONE})
    ((what, fields),) = leg.asked
    assert (what, fields["status"]) == (f"update {ONE}", status)
    assert fields.get("pause_behavior") == ("silence" if status == "paused" else None)


def test_what_was_set_before_unheard_is_refused_and_yet_so(talking: Door, leg: Leg) -> None:
    order = wanted(talking, "paused", ONE, "recording")
    leg.running, leg.error, order.interrupted = {ONE: "paused"}, refusal(400, 20001), True
    assert steer(talking, leg, order) == Done({"tape": "paused", "sid": ONE})
    leg.running = {ONE: "in-progress"}
    assert isinstance(steer(talking, leg, order), GivenUp)


def test_a_pause_before_the_beginning_begins_nothing(talking: Door, leg: Leg) -> None:
    assert steer(talking, leg, wanted(talking, "paused")) == Done({"tape": "idle"})
    assert leg.asked == []


@pytest.mark.parametrize("error", [refusal(404), refusal(400, 21220)], ids=["404", "21220"])
def test_who_hung_up_is_over(talking: Door, leg: Leg, error: Exception) -> None:
    leg.error = error
    assert steer(talking, leg, wanted(talking, "recording")) == Done({"tape": "over"})


@pytest.mark.parametrize("error", [refusal(500), BROKEN, refusal(429)], ids=["500", "broken", "429"])
def test_trouble_is_tried_again_since_it_looks_first(talking: Door, leg: Leg, error: Exception) -> None:
    leg.error = error
    assert isinstance(steer(talking, leg, wanted(talking, "recording")), Again)


def test_nothing_is_done_for_a_tape_that_is_over(talking: Door, leg: Leg) -> None:
    order = wanted(talking, "recording", ONE, "over")
    assert steer(talking, leg, order) == Done({"tape": "over"})
    with talking.store.reading() as session:
        assert tapes.steer(session, 99) is None
        assert store.running(session) == []
