"""Asks the company's own records about a caller, over HTTPS, as `fetch` steps do: one host, in its time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from support import fetching
from support.services import lookup
from support.services.lookup import Question
from support.store.base import Store
from support.store.orders import Order
from support.worker import Done, GivenUp, Outcome

_SECRET = re.compile(r"\{secret\.([A-Za-z0-9_]+)\}")


class Records:
    """`secrets`: by name in small letters, from the environment's RAMAL_SECRET_…; never in a row or a log."""

    def __init__(
        self,
        store: Store,
        secrets: Mapping[str, str],
        fetch: Callable[[Order], Outcome] = fetching.carry_out,
    ) -> None:
        self._store, self._secrets, self._fetch = store, secrets, fetch

    def carry_out(self, order: Order) -> Outcome:
        with self._store.reading() as session:
            asked = lookup.question(session, order.call_id or 0)
        if asked is None:
            return Done()
        named = {name for text in asked.headers.values() for name in _SECRET.findall(text)}
        missing = sorted(name for name in named if not self._of(name))
        if missing:
            return GivenUp(f"RAMAL_SECRET_{missing[0].upper()} is not set")
        outcome = self._fetch(_order(replace(asked, headers=self._filled(asked.headers))))
        # Names and numbers are for settling alone; nothing of them stays on the order.
        return Done(aside={"values": outcome.result["values"]}) if isinstance(outcome, Done) else outcome

    def _of(self, name: str) -> str:
        return self._secrets.get(name.lower(), "")

    def _filled(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {name: _SECRET.sub(lambda found: self._of(found[1]), text) for name, text in headers.items()}


def _order(asked: Question) -> Order:
    """As the order of a `fetch` step has it; in memory only."""
    return Order(
        kind="fetch",
        payload={
            "method": "GET", "url": asked.url, "headers": dict(asked.headers), "body": {},
            "timeout_s": asked.timeout_s, "hosts": [asked.host], "store": dict(asked.fields),
        },
    )  # fmt: skip
