"""<Enqueue>: waiting, its numbers, and every way out (reference 1.5, 1.7, 2.6)."""

from __future__ import annotations

import pytest
from flask import Response

from exchange.clock import ManualClock
from tests.exchange.conftest import LINE, BuildTown, Town

ENQUEUE = '<Enqueue waitUrl="/wait" action="/left">billing</Enqueue>'


def test_stock_music_then_hang_up(town: Town) -> None:
    town.line('<Enqueue action="/left">billing</Enqueue>')
    town.caller.dial(LINE)
    town.caller.expect_kind("music")
    town.caller.hang_up()
    told = town.customer.expect("/left")
    assert told["QueueResult"] == "hangup"
    assert told["CallStatus"] == "completed"
    assert told["QueueSid"].startswith("QU")


def test_the_wait_document_is_asked_again_with_numbers(town: Town) -> None:
    town.customer.on("/wait", "<Say>you are waiting</Say>")
    town.line(ENQUEUE)
    second = town.exchange.phone("+5511900000001")
    town.caller.dial(LINE)
    town.caller.expect_heard("you are waiting")
    second.dial(LINE)
    second.expect_heard("you are waiting")
    town.caller.expect_heard("you are waiting")
    asked = town.customer.expect("/wait", From=second.address)
    assert asked["QueuePosition"] == "2"
    assert asked["CurrentQueueSize"] == "2"
    assert asked["MaxQueueSize"] == "1000"
    assert {"QueueSid", "QueueTime", "AvgQueueTime"} <= asked.keys()
    for phone in (town.caller, second):
        phone.hang_up()


def test_a_bare_sound_is_a_wait_document_that_loops(town: Town) -> None:
    town.customer.on("/music", Response(b"", mimetype="audio/x-wav"))
    town.line('<Enqueue waitUrl="/music" waitUrlMethod="GET">billing</Enqueue>')
    town.caller.dial(LINE)
    town.caller.expect_heard("/music")
    town.caller.expect_heard("/music")
    assert town.caller.status == "in-progress"
    town.caller.hang_up()


def test_a_key_in_the_wait_document_leaves(town: Town) -> None:
    town.customer.on("/wait", '<Gather numDigits="1" action="/key" timeout="30"><Say>press 1</Say></Gather>')
    town.customer.on("/key", "<Leave/>")
    town.customer.on("/left", "<Say>we call you back</Say>")
    town.line(ENQUEUE)
    town.caller.dial(LINE)
    town.caller.expect_heard("press 1")
    town.caller.press("1")
    assert town.customer.expect("/key")["Digits"] == "1"
    told = town.customer.expect("/left")
    assert told["QueueResult"] == "leave"
    assert "QueueTime" in told
    town.caller.expect_heard("we call you back")


def test_without_action_the_next_verb_runs(town: Town) -> None:
    town.customer.on("/wait", "<Leave/>")
    town.line('<Enqueue waitUrl="/wait">billing</Enqueue><Say>next</Say>')
    town.caller.dial(LINE)
    town.caller.expect_heard("next")


@pytest.mark.parametrize("broken", ["<Dial>+5511900000001</Dial>", "<Say>", '<Say colour="red">x</Say>'])
def test_a_broken_wait_document_is_an_error(town: Town, broken: str) -> None:
    town.customer.on("/wait", broken)
    town.line(ENQUEUE)
    town.caller.dial(LINE)
    assert town.customer.expect("/left")["QueueResult"] == "error"
    assert len(town.exchange.debugger) == 1


def test_a_full_queue_is_never_joined(town: Town) -> None:
    town.api.queues.create(friendly_name="billing", max_size=1)
    town.line('<Enqueue action="/left">billing</Enqueue>')
    town.caller.dial(LINE)
    town.caller.expect_kind("music")
    second = town.exchange.phone("+5511900000001")
    second.dial(LINE)
    told = town.customer.expect("/left")
    assert told["QueueResult"] == "queue-full"
    assert "QueueSid" not in told
    town.caller.hang_up()


def test_a_rest_redirect_takes_the_caller_out(town: Town) -> None:
    town.line('<Enqueue action="/left">billing</Enqueue>')
    town.customer.on("/left", "<Say>must not be heard</Say>")
    line = town.caller.dial(LINE)
    town.caller.expect_kind("music")
    town.api.calls(line.sid).update(url=town.customer.on("/agent", "<Say>hello from an agent</Say>"))
    town.caller.expect_heard("hello from an agent")
    assert town.customer.expect("/left")["QueueResult"] == "redirected"
    town.caller.expect_ended()
    assert "must not" not in town.caller.conversation()
    assert town.api.queues.list()[0].current_size == 0


def test_hangup_in_the_wait_document(town: Town) -> None:
    town.customer.on("/wait", "<Hangup/>")
    town.line(ENQUEUE)
    town.caller.dial(LINE)
    assert town.caller.expect_ended() == "completed"
    assert town.customer.expect("/left")["QueueResult"] == "hangup"


def test_music_goes_on_while_the_clock_does(build_town: BuildTown) -> None:
    clock = ManualClock()
    town = build_town(clock)
    town.line("<Enqueue>billing</Enqueue>")
    town.caller.dial(LINE)
    town.caller.expect_kind("music")
    clock.advance(600)
    members = town.api.queues(town.api.queues.list()[0].sid).members.list()
    assert [m.wait_time for m in members] == [600]
    town.caller.hang_up()
