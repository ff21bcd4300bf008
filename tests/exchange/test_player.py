"""The player: documents one after another, errors spoken, hang-ups and redirects in between."""

from __future__ import annotations

import threading

from flask import Response

from tests.exchange.conftest import LINE, Town


def test_verbs_run_top_to_bottom_then_the_call_ends(town: Town) -> None:
    town.line("<Say>one</Say><Say>two</Say>", status_callback=town.customer.base + "/status")
    town.caller.dial(LINE)
    assert town.caller.expect_ended() == "completed"
    assert [h.text for h in town.caller.transcript if h.kind == "say"] == ["one", "two"]
    told = town.customer.expect("/status")
    assert (told["CallStatus"], told["SequenceNumber"]) == ("completed", "0")
    assert len(town.customer.requests("/status")) == 1
    assert town.exchange.debugger == []


def test_an_empty_document_answers_and_hangs_up(town: Town) -> None:
    town.line("")
    town.caller.dial(LINE)
    assert town.caller.expect_ended() == "completed"


def test_without_fallback_an_apology_is_spoken(town: Town) -> None:
    town.line(Response("x", 500))
    town.caller.dial(LINE)
    town.caller.expect_heard("application error")
    assert town.caller.expect_ended() == "completed"


def test_a_failing_fallback_is_not_tried_for_ever(town: Town) -> None:
    town.line(Response("x", 500), voice_fallback_url=town.customer.on("/fallback", Response("x", 500)))
    town.caller.dial(LINE)
    town.caller.expect_heard("application error")
    assert len(town.customer.requests("/fallback")) == 1


def test_the_fallback_serves_a_second_failure_too(town: Town) -> None:
    fallback = town.customer.on("/fallback", "<Redirect>/broken</Redirect>", "<Say>still here</Say>")
    town.customer.on("/broken", Response("x", 500))
    town.line(Response("x", 500), voice_fallback_url=fallback)
    town.caller.dial(LINE)
    town.caller.expect_heard("still here")
    assert [a.fields["ErrorUrl"].rpartition("/")[2] for a in town.customer.requests("/fallback")] == [
        *("voice", "broken"),
    ]


def test_hanging_up_while_the_customer_thinks(town: Town) -> None:
    thinking, go_on = threading.Event(), threading.Event()

    def think(_: object) -> str:
        thinking.set()
        go_on.wait(5)
        return "<Say>too late</Say>"

    town.line(think, status_callback=town.customer.base + "/status")
    town.caller.dial(LINE)
    assert thinking.wait(5)
    town.caller.hang_up()
    assert town.customer.expect("/status")["CallStatus"] == "no-answer"
    go_on.set()
    assert town.exchange.settle()
    assert "too late" not in town.caller.conversation()


def test_a_redirect_by_rest_ends_the_document(town: Town) -> None:
    town.line("<Say>hello</Say><Pause length='60'/>")
    line = town.caller.dial(LINE)
    town.caller.expect_heard("hello")
    town.api.calls(line.sid).update(url=town.customer.on("/new", "<Say>moved</Say>"))
    town.caller.expect_heard("moved")
    assert town.caller.expect_ended() == "completed"


def test_a_number_that_does_not_exist_fails(town: Town) -> None:
    town.caller.dial("+15005550001")
    assert town.caller.expect_ended() == "failed"
