"""Orders by REST: what may be tried again is, what may have rung somebody is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.response import Response

from support.services import hearing, offers
from support.store.messages import TextMessage
from support.store.orders import Order
from support.worker import Again, CarryOut, Done, GivenUp, Outcome
from tests.webhooks.door import BASE, CALLED, CALLER, SID, Door
from tests.webhooks.test_agents import ringing as ringing
from webhooks import outbound, stream_token
from webhooks.outbound import attempt, carrier


def refusal(status: int, code: int | None = None) -> TwilioRestException:
    return TwilioRestException(status, "/Calls", "refused", code)


def refused_page(status: int) -> TwilioException:
    """Lists are refused with another exception than everything else."""
    return TwilioException("Unable to fetch page", Response(status, "{}"))


REFUSED = requests.ConnectionError("[Errno 111] Connection refused")
BROKEN = requests.ConnectionError("Connection aborted.", "Remote end closed connection")
TIMES_OUT = requests.ReadTimeout("read timed out")
NEVER_CONNECTED = requests.ConnectTimeout("timed out")
# What happened, what follows when it may be done twice, and when it may not.
TROUBLE: list[tuple[Exception, type, type]] = [
    (refusal(429, 20429), Again, Again),
    (refusal(503), Again, Again),
    (refusal(500), Again, GivenUp),
    (refusal(502), Again, GivenUp),
    (refusal(504), Again, GivenUp),
    (refusal(400, 21211), GivenUp, GivenUp),
    (refusal(401, 20003), GivenUp, GivenUp),
    (refusal(403), GivenUp, GivenUp),
    (refused_page(429), Again, Again),
    (refused_page(500), Again, GivenUp),
    (refused_page(401), GivenUp, GivenUp),
    (TwilioException("no credentials"), GivenUp, GivenUp),
    (TIMES_OUT, Again, GivenUp),
    (REFUSED, Again, Again),
    (BROKEN, Again, GivenUp),
    (NEVER_CONNECTED, Again, GivenUp),
]
IDS = [f"{type(error).__name__} {getattr(error, 'status', error)}"[:40] for error, _, _ in TROUBLE]


@pytest.mark.parametrize(("error", "repeatable", "once"), TROUBLE, ids=IDS)
def test_what_a_failed_request_means(error: Exception, repeatable: type, once: type) -> None:
    def fails() -> Outcome:
        raise error

    assert isinstance(attempt(fails, True), repeatable)
    assert isinstance(attempt(fails, False), once)


def test_what_works_is_handed_on() -> None:
    assert attempt(lambda: Done({"sid": "CA1"}), False) == Done({"sid": "CA1"})


@dataclass
class Made:
    """What REST gives back."""

    sid: str = "CA" + "9" * 32
    status: str = "queued"


@dataclass
class FakeClient:
    """The phone company's REST: remembers what it was asked, answers or refuses as told."""

    error: Exception | None = None
    found: list[Any] = field(default_factory=list)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def _do(self, what: str, **fields: Any) -> Made:
        self.asked.append((what, fields))
        if self.error:
            raise self.error
        return Made()

    @property
    def calls(self) -> Any:
        return _Calls(self)

    @property
    def messages(self) -> Any:
        return _Many(self, "message")

    @property
    def recordings(self) -> Any:
        return _Many(self, "recording")


@dataclass
class _Many:
    client: FakeClient
    name: str

    def create(self, **fields: Any) -> Made:
        return self.client._do(f"create {self.name}", **fields)

    def list(self, **fields: Any) -> list[Any]:
        self.client._do(f"list {self.name}", **fields)
        return self.client.found


class _Calls(_Many):
    def __init__(self, client: FakeClient) -> None:
        super().__init__(client, "call")

    def __call__(self, sid: str) -> Any:
        client = self.client

        class One:
            def update(self, **fields: Any) -> Made:
                return client._do(f"update {sid}", **fields)

            def fetch(self) -> Made:
                return client._do(f"fetch {sid}")

            streams = _Many(client, f"stream of {sid}")

        return One()


@pytest.fixture
def client() -> FakeClient:
    return FakeClient()


@pytest.fixture
def carry_out(ringing: Door, client: FakeClient, tmp_path: Path) -> CarryOut:
    return carrier(ringing.parts, client, tmp_path, {"fetch": lambda order: Done({"ok": True})})


def order(kind: str, **payload: Any) -> Order:
    return Order(kind=kind, payload=payload)


def text_message(door: Door) -> int:
    with door.store.writing() as session:
        message = TextMessage(direction="out", number=CALLER, ours=CALLED, body="Hi", created_at=door.now)
        session.add(message)
        session.flush()
        return message.id


def test_an_agents_phone_rings(carry_out: CarryOut, client: FakeClient) -> None:
    assert carry_out(order("ring_agent", offer_id=1)) == Done({"sid": "CA" + "9" * 32})
    ((what, fields),) = client.asked
    assert what == "create call"
    assert (fields["to"], fields["from_"]) == ("client:agent_1?offer=1", CALLED)
    assert fields["url"] == f"{BASE}/twilio/agent/answer?offer=1"
    assert fields["status_callback"].startswith(f"{BASE}/twilio/agent/status?offer=1#rc=")
    assert fields["timeout"] > offers.RING_S, "our own limit comes first"


def test_nobody_rings_for_a_caller_who_is_gone(
    carry_out: CarryOut, client: FakeClient, ringing: Door
) -> None:
    ringing.call("status", CallStatus="completed")
    assert carry_out(order("ring_agent", offer_id=1)) == Done()
    assert carry_out(order("ring_agent", offer_id=99)) == Done()
    assert client.asked == []


def test_a_text_is_sent(carry_out: CarryOut, client: FakeClient, ringing: Door) -> None:
    found = carry_out(order("send_message", message_id=text_message(ringing)))
    assert found == Done({"sid": "CA" + "9" * 32, "status": "queued"})
    ((_, fields),) = client.asked
    assert (fields["to"], fields["from_"], fields["body"]) == (CALLER, CALLED, "Hi")
    assert carry_out(order("send_message", message_id=99)) == GivenUp("no such message")


@pytest.mark.parametrize("error", [refusal(500), TIMES_OUT, BROKEN], ids=["500", "time-out", "broken"])
@pytest.mark.parametrize("kind", ["ring_agent", "send_message"])
def test_nobody_is_rung_or_texted_twice(
    carry_out: CarryOut, client: FakeClient, ringing: Door, kind: str, error: Exception
) -> None:
    client.error = error
    wanted = order(kind, offer_id=1, message_id=text_message(ringing))
    assert isinstance(carry_out(wanted), GivenUp)
    assert len(client.asked) == 1


MOVES: dict[str, dict[str, Any]] = {
    "join_caller": {"sid": SID, "entry_id": 1},
    "leave_queue": {"sid": SID, "seq": 2, "result": "timeout"},
    "hang_up_leg": {"sid": SID},
    "check_call": {"sid": SID},
    "find_recording": {"call_sid": SID, "seq": 2},
}


@pytest.mark.parametrize(
    "error",
    [refusal(429), refusal(500), refusal(503), TIMES_OUT, BROKEN, refused_page(429), refused_page(500)],
)
@pytest.mark.parametrize("kind", MOVES)
def test_what_sets_a_state_is_tried_again(
    carry_out: CarryOut, client: FakeClient, kind: str, error: Exception
) -> None:
    client.error = error
    assert isinstance(carry_out(order(kind, **MOVES[kind])), Again)


@pytest.mark.parametrize("error", [refusal(404, 20404), refusal(400, 21220)], ids=["404", "21220"])
@pytest.mark.parametrize(
    ("kind", "expected"),
    [("join_caller", GivenUp("the caller is gone")), ("leave_queue", Done()), ("hang_up_leg", Done())],
)
def test_a_caller_who_is_gone_is_no_error(
    carry_out: CarryOut, client: FakeClient, kind: str, expected: Outcome, error: Exception
) -> None:
    client.error = error
    assert carry_out(order(kind, **MOVES[kind])) == expected


def test_moving_a_call_gives_our_own_addresses(carry_out: CarryOut, client: FakeClient) -> None:
    carry_out(order("join_caller", **MOVES["join_caller"]))
    carry_out(order("leave_queue", **MOVES["leave_queue"]))
    carry_out(order("hang_up_leg", **MOVES["hang_up_leg"]))
    assert client.asked == [
        (f"update {SID}", {"url": f"{BASE}/twilio/join?entry=1", "method": "POST"}),
        (f"update {SID}", {"url": f"{BASE}/twilio/queue-left?seq=2&result=timeout", "method": "POST"}),
        (f"update {SID}", {"status": "completed"}),
    ]


# --- what ears order -----------------------------------------------------------------------------------


def document(seq: int = 3, **more: Any) -> Order:
    """`ringing` has brought the caller to the third question: the line, after what it is like."""
    return order("next_document", sid=SID, seq=seq, **more)


def test_the_next_document_is_brought_by_a_redirect(carry_out: CarryOut, client: FakeClient) -> None:
    assert carry_out(document()) == Done()
    assert client.asked == [(f"update {SID}", {"url": f"{BASE}/twilio/next", "method": "POST"})]


def test_a_prompt_is_ended_without_an_order(client: FakeClient, ringing: Door) -> None:
    rest = outbound.Rest(ringing.parts, client)
    rest.hush(SID, 3)
    rest.hush(SID, 1)  # its question is past
    assert client.asked == [(f"update {SID}", {"url": f"{BASE}/twilio/next?quiet=3", "method": "POST"})]
    client.error = refusal(503)
    rest.hush(SID, 3)  # what fails costs a moment of talk: nobody is told
    assert ringing.orders("next_document") == []


@pytest.mark.parametrize("seq", [-1, 0, 1, 2, 4])
def test_a_call_that_moved_on_by_itself_is_left_alone(
    carry_out: CarryOut, client: FakeClient, seq: int
) -> None:
    assert carry_out(document(seq)) == Done()
    assert carry_out(order("next_document", sid="CA" + "f" * 32, seq=2)) == Done()
    assert client.asked == []


def test_a_call_that_is_over_gets_no_document(carry_out: CarryOut, client: FakeClient, ringing: Door) -> None:
    ringing.call("status", CallStatus="completed")
    assert carry_out(document()) == Done()
    assert client.asked == []


@pytest.mark.parametrize("error", [refusal(404), refusal(400, 21220)], ids=["404", "21220"])
def test_a_document_for_somebody_who_just_left_is_no_error(
    carry_out: CarryOut, client: FakeClient, error: Exception
) -> None:
    client.error = error
    assert carry_out(document()) == Done()


@pytest.mark.parametrize("error", [refusal(429), refusal(500), TIMES_OUT, BROKEN])
def test_documents_and_streams_are_brought_again(
    carry_out: CarryOut, client: FakeClient, ringing: Door, error: Exception
) -> None:
    client.error = error
    assert isinstance(carry_out(document()), Again)
    assert isinstance(carry_out(stream_order(ringing)), Again)


def stream_order(door: Door) -> Order:
    with door.store.writing() as session:
        attempt = hearing.expect(session, door.row().id, SID, "caller", door.now)
    return order("start_stream", leg_sid=SID, attempt=attempt)


def test_another_stream_is_started_with_a_secret_of_its_own(
    carry_out: CarryOut, client: FakeClient, ringing: Door
) -> None:
    wanted = stream_order(ringing)
    assert carry_out(wanted) == Done()
    ((what, fields),) = client.asked
    attempt = wanted.payload["attempt"]
    assert what == f"create stream of {SID}"
    assert (fields["url"], fields["track"]) == ("wss://ramal.example.com/twilio/media", "inbound_track")
    assert fields["name"] == stream_token.name(attempt)
    assert fields["status_callback"].startswith(f"{BASE}/twilio/stream?attempt={attempt}#rc=")
    token = fields["parameter1_value"]
    assert (fields["parameter1_name"], stream_token.attempt_of(ringing.parts.secret, SID, token)) == (
        "token",
        attempt,
    )


def test_a_stream_that_nobody_waits_for_any_more_is_not_started(
    carry_out: CarryOut, client: FakeClient, ringing: Door
) -> None:
    live = stream_order(ringing)
    with ringing.store.writing() as session:
        assert hearing.admit(session, SID, live.payload["attempt"], "MZ1", ringing.now)
    assert carry_out(live) == Done()
    assert carry_out(order("start_stream", leg_sid=SID, attempt=9)) == Done()
    over = stream_order(ringing)
    ringing.call("status", CallStatus="completed")
    assert carry_out(over) == Done()
    assert client.asked == []


def test_a_leg_that_takes_no_stream_is_given_up(
    carry_out: CarryOut, client: FakeClient, ringing: Door
) -> None:
    client.error = refusal(400, 21220)
    assert isinstance(carry_out(stream_order(ringing)), GivenUp)


def test_how_a_call_is(carry_out: CarryOut, client: FakeClient) -> None:
    assert carry_out(order("check_call", sid=SID)) == Done({"status": "queued"})
    client.error = refusal(404)
    assert carry_out(order("check_call", sid=SID)) == Done({"status": "gone"})


def test_orders_that_are_not_rest_go_elsewhere(carry_out: CarryOut, client: FakeClient) -> None:
    assert carry_out(order("fetch")) == Done({"ok": True})
    assert client.asked == []


def test_an_unknown_order_is_a_bug_and_says_so(carry_out: CarryOut) -> None:
    with pytest.raises(KeyError):
        carry_out(order("make_coffee"))


@dataclass
class Sent(Made):
    sid: str = "SM" + "1" * 32
    body: str = "Hi"


def interrupted(kind: str, **payload: Any) -> Order:
    taken_over = order(kind, **payload)
    taken_over.interrupted = True
    return taken_over


def test_a_text_that_a_dead_worker_had_sent_is_not_sent_again(
    carry_out: CarryOut, client: FakeClient, ringing: Door
) -> None:
    client.found = [Sent(body="Something else"), Sent()]
    found = carry_out(interrupted("send_message", message_id=text_message(ringing)))
    assert found == Done({"sid": "SM" + "1" * 32, "status": "queued"})
    assert [what for what, _ in client.asked] == ["list message"]


def test_a_text_that_a_dead_worker_had_not_sent_is_sent(
    carry_out: CarryOut, client: FakeClient, ringing: Door
) -> None:
    assert isinstance(carry_out(interrupted("send_message", message_id=text_message(ringing))), Done)
    assert [what for what, _ in client.asked] == ["list message", "create message"]


def test_an_agent_that_a_dead_worker_may_have_rung_is_not_rung_again(
    carry_out: CarryOut, client: FakeClient
) -> None:
    assert isinstance(carry_out(interrupted("ring_agent", offer_id=1)), GivenUp)
    assert client.asked == []
