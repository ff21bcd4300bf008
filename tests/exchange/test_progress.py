"""The life of a call as records and callbacks (reference 1.2 to 1.4)."""

from __future__ import annotations

import pytest

from exchange.progress import advance, call_fields, tell
from exchange.records import Call, Callback
from tests.exchange.conftest import Town


@pytest.fixture
def call(town: Town) -> Call:
    callback = Callback(town.customer.base + "/s", "POST", frozenset({"ringing", "completed"}))
    now = town.exchange.clock.now()
    return Call("CA1", "+1", "+2", "outbound-api", now, parent_sid="CA0", callbacks=[callback])


def test_only_what_was_subscribed_is_told_and_numbered(town: Town, call: Call) -> None:
    office = town.exchange.office
    for status in ("initiated", "ringing", "in-progress", "completed"):
        assert advance(office, call, status)
        tell(office, call)
    first, last = town.customer.expect("/s"), town.customer.expect("/s")
    assert (first["CallStatus"], first["SequenceNumber"]) == ("ringing", "0")
    assert (last["CallStatus"], last["SequenceNumber"]) == ("completed", "1")
    assert "CallDuration" not in first
    assert (last["CallDuration"], last["Duration"], last["SipResponseCode"]) == ("0", "0", "200")
    assert last["Timestamp"].endswith("+0000")


def test_the_end_is_final(town: Town, call: Call) -> None:
    office = town.exchange.office
    assert advance(office, call, "busy")
    assert not advance(office, call, "in-progress")
    assert not advance(office, call, "completed")
    assert (call.status, call.sip_code) == ("busy", 486)


def test_a_childs_fields_name_its_parent(town: Town, call: Call) -> None:
    assert call_fields(town.exchange.office, call)["ParentCallSid"] == "CA0"
