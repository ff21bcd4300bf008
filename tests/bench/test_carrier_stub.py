"""The stub says yes to every update and notes those that bring a call on."""

from __future__ import annotations

import http.client
import json

from bench import servers
from bench.carrier_stub import Carrier, answering


def test_updates_are_noted_by_call_and_those_that_only_stop_a_prompt_are_not() -> None:
    carrier, port = Carrier(), servers.free_port()
    with answering(carrier, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for sid, url in (("CA1", "next"), ("CA2", "next%3Fquiet%3D2"), ("CA1", "next")):
            connection.request("POST", f"/2010-04-01/Accounts/AC0/Calls/{sid}.json", f"Url={url}")
            answer = connection.getresponse()
            assert (answer.status, json.loads(answer.read())["sid"]) == (200, sid)
        connection.close()
    assert list(carrier.updates) == ["CA1"]
    first, second = carrier.updates["CA1"]
    assert first <= second
