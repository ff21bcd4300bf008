"""HTTP on a flow's behalf: to allow-listed hosts only, within its time, and only the wanted values kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests

from support.store.orders import Order
from support.worker import Done, GivenUp, Outcome

MAX_BYTES = 256 * 1024
MAX_VALUE = 500


def carry_out(order: Order) -> Outcome:
    """Never tried again: the caller is on the line, and the step's `else` goes on."""
    wanted = order.payload
    parts = urlsplit(wanted["url"])
    if parts.hostname not in wanted["hosts"]:
        return GivenUp("host not allowed")
    try:
        answer = _ask(wanted)
    except (requests.RequestException, ValueError) as error:
        return GivenUp(type(error).__name__)
    if answer is None:
        return GivenUp("refused")
    return Done({"ok": True, "values": pick(answer, wanted["store"])})


def _ask(wanted: Mapping[str, Any]) -> Any:
    with requests.Session() as http:
        http.trust_env = False
        body = wanted["body"] if wanted["method"] == "POST" else None
        with http.request(
            wanted["method"],
            wanted["url"],
            headers=wanted["headers"],
            json=body,
            timeout=wanted["timeout_s"],
            allow_redirects=False,
            stream=True,
        ) as reply:
            if reply.status_code != 200:
                return None
            text = reply.raw.read(MAX_BYTES + 1, decode_content=True)
            if len(text) > MAX_BYTES:
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
