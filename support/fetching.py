"""HTTP on a flow's behalf: to allow-listed hosts only, within its time, and only the wanted values kept."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from support.store.orders import Order
from support.worker import Done, GivenUp, Outcome

MAX_BYTES = 256 * 1024
CHUNK = 16 * 1024
MAX_VALUE = 500


def carry_out(order: Order) -> Outcome:
    """Never tried again: the caller is on the line, and the step's `else` goes on."""
    wanted = order.payload
    try:
        request = _request(wanted)
        # As the client will read it: an address may look like one host to us and another to the client.
        if urlsplit(request.url or "").hostname not in wanted["hosts"]:
            return GivenUp("host not allowed")
        answer = _ask(request, wanted["timeout_s"])
    except (requests.RequestException, HTTPError, ValueError, RecursionError) as error:
        return GivenUp(type(error).__name__)
    if answer is None:
        return GivenUp("refused")
    return Done({"ok": True, "values": pick(answer, wanted["store"])})


def _request(wanted: Mapping[str, Any]) -> requests.PreparedRequest:
    body = wanted["body"] if wanted["method"] == "POST" else None
    return requests.Request(wanted["method"], wanted["url"], headers=wanted["headers"], json=body).prepare()


def _ask(request: requests.PreparedRequest, timeout_s: float) -> Any:
    """The answer's JSON; None when it is refused or too long."""
    until = time.monotonic() + timeout_s
    with requests.Session() as http:
        http.trust_env = False
        with http.send(request, timeout=timeout_s, allow_redirects=False, stream=True) as reply:
            if not 200 <= reply.status_code < 300:
                return None
            text = b""
            # The client's own limit starts anew with every byte; ours does not.
            while part := reply.raw.read1(CHUNK, decode_content=True):
                text += part
                if len(text) > MAX_BYTES or time.monotonic() > until:
                    return None
            return json.loads(text)


def pick(answer: Any, store: Mapping[str, str]) -> dict[str, str]:
    """Variable to value by dotted path (`customer.tier`, `orders.0.status`); what is missing is left out."""
    found: dict[str, str] = {}
    for name, path in store.items():
        value = answer
        for key in path.split("."):
            value = _inside(value, key)
        if isinstance(value, bool):
            found[name] = "true" if value else "false"
        elif isinstance(value, (str, int, float)):
            found[name] = str(value)[:MAX_VALUE]
    return found


def _inside(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, list) and key.isdecimal() and int(key) < len(value):
        return value[int(key)]
    return None
