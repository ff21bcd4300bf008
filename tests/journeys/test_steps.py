"""Steps that reach outside: HTTP, another phone, an SMS, an announcement."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from exchange.phones.script import ScriptPhone
from flows.loader import read
from support.services import flows
from tests.journeys.town import Town

NUMBER = "+12025550160"
HEAD = """
ramal: 1
flow: outside
title: Reaching outside
numbers: ["+12025550160"]
languages: [en-US]
timezone: America/New_York
fetch_hosts: [127.0.0.1]
start: first
queues: {sales: {title: Sales}}
steps:
"""


class _Crm(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"customer": {"name": "Carol", "orders": [{"status": "sent"}]}}).encode()
        self.send_response(200 if "known" in self.path else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def crm() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Crm)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def publish(town: Town, steps: str) -> None:
    loaded = read(HEAD + steps, "outside.yaml", folder=None)
    assert loaded.publishable, [str(finding) for finding in loaded.findings]
    assert loaded.flow is not None
    with town.centre.store.writing() as session:
        flows.publish(session, loaded.flow, loaded.source, "test", town.now())
    town.until_in_time(lambda: NUMBER in town.exchange.numbers(), "the number to be known")


def expect_in_time(town: Town, phone: ScriptPhone, words: str) -> None:
    """Heard after some seconds of waiting for another system."""
    town.until_in_time(lambda: words in phone.conversation(), f"to hear {words!r}")


def test_what_a_customers_system_says_is_heard(town: Town, crm: str) -> None:
    publish(
        town,
        f"""
  first:
    fetch:
      url: "{crm}/known?n={{caller.number}}"
      store: {{who: customer.name, state: customer.orders.0.status}}
    next: told
    else: sorry
  told: {{hang up: "Hello {{who}}, your order is {{state}}."}}
  sorry: {{hang up: "No answer."}}
""",
    )
    carol = town.customer()
    carol.dial(NUMBER)
    expect_in_time(town, carol, "Hello Carol, your order is sent")
    assert town.outcome(carol) == "contained"


def test_a_broken_system_takes_the_other_way(town: Town, crm: str) -> None:
    publish(
        town,
        f"""
  first: {{fetch: {{url: "{crm}/broken"}}, next: told, else: sorry}}
  told: {{hang up: "Fine."}}
  sorry: {{hang up: "No answer from there."}}
""",
    )
    carol = town.customer()
    carol.dial(NUMBER)
    expect_in_time(town, carol, "No answer from there")


def test_transferred_to_another_phone(town: Town) -> None:
    publish(
        town,
        """
  first: {transfer: "+12025550188", next: thanks, else: nobody}
  thanks: {hang up: "Thank you."}
  nobody: {hang up: "Nobody is there."}
""",
    )
    carol, shop = town.customer(), town.customer("+12025550188")
    carol.dial(NUMBER)
    shop.expect_ringing()
    shop.answer()
    shop.expect_answered()
    shop.hang_up()
    carol.expect_heard("Thank you")
    carol.expect_ended()
    assert town.outcome(carol) == "transferred_out"

    carol.dial(NUMBER)
    shop.expect_ringing()
    shop.decline()
    carol.expect_heard("Nobody is there")


def test_an_sms_is_sent_once(town: Town) -> None:
    publish(
        town,
        """
  first: {message: "Your code is on its way.", next: told}
  told: {hang up: "We have sent you a message."}
""",
    )
    carol = town.customer()
    carol.dial(NUMBER)
    carol.expect_heard("sent you a message")
    assert carol.expect_text("on its way").body == "Your code is on its way."
    carol.expect_ended()
    town.advance(10)
    assert len(town.exchange.texts(carol.address)) == 1


def test_an_announcement_is_heard_while_it_is_on(town: Town) -> None:
    publish(
        town,
        """
  first: {notice: flood, say: "There is a flood.", next: told}
  told: {hang up: "Goodbye."}
""",
    )
    carol = town.customer()
    carol.dial(NUMBER)
    carol.expect_heard("Goodbye")
    carol.expect_ended()
    assert "flood" not in carol.conversation()

    with town.centre.store.writing() as session:
        flows.switch_notice(session, "flood", True, None, 1, town.now())
    carol.dial(NUMBER)
    carol.expect_heard("There is a flood")
    carol.expect_heard("Goodbye")
    carol.expect_ended()
