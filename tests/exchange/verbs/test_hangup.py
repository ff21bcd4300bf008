"""<Hangup>, <Reject>, <Leave>: how a call ends by its document."""

from __future__ import annotations

import pytest

from tests.exchange.conftest import LINE, Town


def test_hangup_answers_and_ends(town: Town) -> None:
    town.line("<Hangup/><Say>dead</Say>")
    town.caller.dial(LINE)
    assert town.caller.expect_ended() == "completed"
    assert "dead" not in town.caller.conversation()


@pytest.mark.parametrize(("attributes", "status"), [("", "no-answer"), ('reason="busy"', "busy")])
def test_reject_never_answers(town: Town, attributes: str, status: str) -> None:
    town.line(f"<Reject {attributes}/>", status_callback=town.customer.base + "/status")
    line = town.caller.dial(LINE)
    assert town.caller.expect_ended() == status
    assert town.customer.expect("/status")["CallStatus"] == status
    assert town.exchange.office.directory.calls[line.sid].answered is None


def test_reject_after_an_answer_is_an_error(town: Town) -> None:
    town.line("<Say>hello</Say><Reject/>")
    town.caller.dial(LINE)
    town.caller.expect_heard("application error")
    assert [a.code for a in town.exchange.debugger] == [12200]


def test_leave_outside_a_queue_ends_the_document(town: Town) -> None:
    town.line("<Say>hello</Say><Leave/><Say>dead</Say>")
    town.caller.dial(LINE)
    assert town.caller.expect_ended() == "completed"
    assert "dead" not in town.caller.conversation()
