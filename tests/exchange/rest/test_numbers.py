"""Numbers through the vendor's client (reference 5.8)."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.exchange.conftest import LINE, Town


def test_found_by_number_and_pointed_elsewhere(town: Town) -> None:
    town.line("<Say>old</Say>")
    town.exchange.add_number("+551140020000", friendly_name="other")
    found = town.api.incoming_phone_numbers.list(phone_number=LINE)
    assert [n.phone_number for n in found] == [LINE]
    url = town.customer.on("/new", "<Say>new</Say>")
    changed = found[0].update(voice_url=url, sms_url=url, status_callback=town.customer.base + "/s")
    assert (changed.voice_url, changed.sms_url, changed.voice_method) == (url, url, "POST")
    town.caller.dial(LINE)
    town.caller.expect_heard("new")
    assert town.customer.expect("/s")["CallStatus"] == "completed"
    assert town.api.incoming_phone_numbers(changed.sid).fetch().voice_url == url


def test_a_fallback_needs_a_primary(town: Town) -> None:
    number = town.exchange.add_number(LINE)
    with pytest.raises(TwilioRestException) as refused:
        town.api.incoming_phone_numbers(number.sid).update(voice_fallback_url="https://cc.example/f")
    assert refused.value.code == 21405


def test_an_application_overrides_the_number(town: Town) -> None:
    town.line("<Say>number</Say>")
    app = town.api.applications.create(voice_url=town.customer.on("/app", "<Say>application</Say>"))
    number = town.api.incoming_phone_numbers.list()[0]
    number.update(voice_application_sid=app.sid)
    town.caller.dial(LINE)
    town.caller.expect_heard("application")
