"""The company as one object, and two hundred calls at once."""

from __future__ import annotations

import threading
import time

from exchange.phones.nobody import Nobody
from tests.exchange.conftest import ACCOUNT, LINE, Town


def test_numbers_and_secrets(town: Town) -> None:
    first = town.exchange.add_number(LINE, voice_url="http://h/a", friendly_name="Acme")
    again = town.exchange.add_number(LINE, voice_url="http://h/b")
    assert (first.sid, again.voice_url) == (again.sid, "http://h/b")
    assert town.exchange.numbers() == {LINE: "Acme"}
    assert town.exchange.secrets() == {ACCOUNT.api_key: ACCOUNT.api_secret}


def test_a_telephone_is_the_same_each_time_until_unregistered(town: Town) -> None:
    phone = town.exchange.phone("+5511900000001")
    assert town.exchange.phone("+5511900000001") is phone
    town.exchange.unregister(phone)
    assert town.exchange.phone("+5511900000001") is not phone
    town.exchange.unregister(Nobody("+1"))


def test_idle_and_stop_hang_up(town: Town) -> None:
    town.line("<Pause length='60'/>", status_callback=town.customer.base + "/status")
    town.caller.dial(LINE)
    town.caller.expect_kind("silence")
    assert not town.exchange.idle()
    town.exchange.stop()
    assert town.exchange.idle()
    assert town.caller.expect_ended() == "canceled"
    assert len(town.customer.requests("/status")) == 1
    assert not [t for t in threading.enumerate() if t.name.startswith(("leg-", "exchange-notices"))]


def test_two_hundred_calls_at_once(town: Town) -> None:
    town.line(
        '<Gather numDigits="1" timeout="60"><Say>press</Say></Gather>',
        status_callback=town.customer.base + "/status",
    )
    town.customer.on("/voice", lambda f: "<Say>bye</Say>" if "Digits" in f else MENU)
    phones = [town.exchange.phone(f"+55119{n:08}") for n in range(200)]
    begun = time.monotonic()
    for phone in phones:
        phone.dial(LINE)
    for phone in phones:
        phone.expect_heard("press", timeout=30)
    assert len(town.exchange.office.directory.legs) == 200
    for phone in phones:
        phone.press("1")
    for phone in phones:
        assert phone.expect_ended(timeout=30) == "completed"
    assert town.exchange.settle()
    assert len(town.customer.requests("/status")) == 200
    assert town.exchange.debugger == []
    assert time.monotonic() - begun < 30


MENU = '<Gather numDigits="1" timeout="60"><Say>press</Say></Gather>'
