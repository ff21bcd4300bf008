"""The door as a whole: every route is a POST, answers in kind, and is known to be one or the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog
from flask import Flask
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from support.observing import Observing
from support.store.base import Store
from support.traces import Traces
from tests.webhooks.door import BASE, CALLER, SID, VALIDATOR, Door
from tests.webhooks.listening import Room
from webhooks import shell
from webhooks.shell import NOTIFICATIONS, PREFIX, WAITS


def paths(door: Door) -> set[str]:
    return {rule.rule for rule in door.app.url_map.iter_rules() if rule.rule.startswith(PREFIX)}


def test_what_we_call_a_notification_is_a_route(door: Door) -> None:
    assert paths(door) >= NOTIFICATIONS
    assert paths(door) >= WAITS
    assert not NOTIFICATIONS & WAITS


def test_every_route_takes_post_and_nothing_else(door: Door) -> None:
    for rule in door.app.url_map.iter_rules():
        if rule.rule.startswith(PREFIX):
            assert rule.methods == {"POST", "OPTIONS"}


def test_every_route_answers_in_kind(door: Door) -> None:
    for path in sorted(paths(door)):
        answer = door.post(path.removeprefix(PREFIX), {"CallSid": SID})
        if path in NOTIFICATIONS - {PREFIX + "sms"}:
            assert answer.status == 204
        else:
            assert isinstance(answer.verbs, tuple)


@pytest.mark.parametrize("path", ["/twilio/", "/twilio/nothing", "/twilio/voice/more"])
def test_what_is_not_there_is_refused_before_it_is_looked_for(door: Door, path: str) -> None:
    assert door.client.post(path).status_code == 403
    signed = VALIDATOR.compute_signature(BASE + path, {})
    assert door.client.post(path, headers={"X-Twilio-Signature": signed}).status_code == 404


def test_a_refusal_tells_nothing(door: Door) -> None:
    reply = door.client.post("/twilio/voice", data={"CallSid": SID})
    assert reply.mimetype == "text/plain"
    assert "signature" not in reply.get_data(as_text=True).lower()


# --- with ears -----------------------------------------------------------------------------------------


@pytest.fixture
def heard(store: Store) -> Iterator[Flask]:
    room = Room(store, most=0)
    app = Flask("heard", static_folder=None)
    shell.mount(app, room.door.parts, room.ears)
    yield app
    room.stop()


def ask(app: Flask, signature: str, **headers: str) -> int:
    named = {"X-Twilio-Signature": signature, **headers}
    return app.test_client().get("/twilio/media", headers=named).status_code


def test_media_streams_have_an_address_where_there_are_ears(heard: Flask, door: Door) -> None:
    assert "/twilio/media" in {rule.rule for rule in heard.url_map.iter_rules()}
    assert "/twilio/media" not in paths(door)


def test_it_is_for_signed_handshakes_and_says_when_it_is_full(heard: Flask) -> None:
    signed = VALIDATOR.compute_signature("wss://ramal.example.com/twilio/media", {})
    socket = {"Upgrade": "websocket", "Connection": "Upgrade"}
    assert ask(heard, "", **socket) == 403
    assert ask(heard, "AAAA", **socket) == 403
    assert ask(heard, VALIDATOR.compute_signature(BASE + "/twilio/media", {})) == 403
    assert ask(heard, signed) in (400, 404), "no handshake"
    assert ask(heard, signed, **socket) == 503


# --- watched -------------------------------------------------------------------------------------------


class Timers:
    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def took(self, what: str, part: str, seconds: float) -> None:
        assert seconds >= 0
        self.found.append((what, part))


def test_each_answer_is_timed_by_its_route(store: Store) -> None:
    timers, spans = Timers(), InMemorySpanExporter()
    door = Door(store, observing=Observing(timers, Traces(spans, at_once=True)))
    door.publish()
    door.reach("1")
    assert timers.found == [("webhook", "/twilio/voice"), ("webhook", "/twilio/answer")]
    door.post("voice", {}, signature="AAAA")
    assert len(timers.found) == 2, "nobody waits for what is refused"
    first, second = spans.get_finished_spans()
    assert [first.name, second.name] == ["webhook /twilio/voice", "webhook /twilio/answer"]
    assert first.context
    assert second.context
    assert first.context.trace_id == second.context.trace_id
    assert first.attributes == {"ramal.call": SID}


def test_what_is_logged_of_a_call_names_it_and_no_number(door: Door, store: Store) -> None:
    class Broken:
        def writing(self) -> None:
            raise RuntimeError("away")

        reading = writing

    door.voice()
    object.__setattr__(door.parts, "store", Broken())
    with capture_logs([merge_contextvars]) as logs:
        door.call("answer", seq=1, Digits="1")
        door.post("agent/answer", {"CallSid": "CAleg"}, query={"offer": 1})
        structlog.get_logger().info("afterwards")
    object.__setattr__(door.parts, "store", store)
    failed = [each for each in logs if each["event"] == "webhook_failed"]
    assert [each.get("call") for each in failed] == [SID, None]
    assert [each.get("leg") for each in failed] == [None, "CAleg"]
    assert "call" not in logs[-1]
    assert "leg" not in logs[-1]
    assert CALLER not in repr([{**each, "exc_info": ""} for each in logs])
