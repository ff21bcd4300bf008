"""Messages through the vendor's client (reference 5.7)."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.exchange.conftest import CALLER, LINE, Town


def test_sent_delivered_and_told(town: Town) -> None:
    town.line("")
    sent = town.api.messages.create(
        to=CALLER, from_=LINE, body="Your ticket is 42", status_callback=town.customer.base + "/sms"
    )
    assert (sent.status, sent.num_segments) == ("queued", "1")
    assert town.caller.expect_text("ticket is 42").from_ == LINE
    told = [town.customer.expect("/sms") for _ in range(3)]
    assert [t["MessageStatus"] for t in told] == ["queued", "sent", "delivered"]
    assert {t["MessageSid"] for t in told} == {sent.sid}
    assert town.api.messages(sent.sid).fetch().status == "delivered"
    assert town.api.messages(sent.sid).update(body="").body == ""
    assert town.api.messages(sent.sid).delete()
    assert town.api.messages.list(to=CALLER) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": "x"}, 21211),
        ({"body": "x" * 1601}, 21617),
        ({"from_": "+15005550006"}, 21606),
        ({"body": ""}, 21602),
    ],
)
def test_refused(town: Town, changes: dict[str, str], code: int) -> None:
    town.line("")
    with pytest.raises(TwilioRestException) as refused:
        town.api.messages.create(**({"to": CALLER, "from_": LINE, "body": "hi"} | changes))
    assert refused.value.code == code


def test_nobody_is_texted_after_stop(town: Town) -> None:
    town.line("")
    town.exchange.send_text(CALLER, LINE, "STOP")
    with pytest.raises(TwilioRestException) as refused:
        town.api.messages.create(to=CALLER, from_=LINE, body="hi")
    assert refused.value.code == 21610
    town.exchange.send_text(CALLER, LINE, "start")
    town.api.messages.create(to=CALLER, from_=LINE, body="hi again")
    town.caller.expect_text("hi again")
