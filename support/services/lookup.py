"""Customers in the company's own records: asked when somebody calls, written down when the answer comes.

An order does the asking, so the caller never waits: the flow goes on with what is known already. A flow that
needs the answer before it goes on has a `fetch` step instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from flows.policies import Lookup
from support.errors import Refused
from support.services import customers, policies
from support.store import calls as call_store
from support.store import conversations, orders
from support.store import queues as queue_store
from support.store.base import Session, announce

ORDER = "look_up_customer"
NUMBER = "{number}"


@dataclass(frozen=True)
class Question:
    """What `support.fetching` is given. `headers` may still hold `{secret.…}`."""

    url: str
    host: str
    timeout_s: int
    headers: Mapping[str, str]
    fields: Mapping[str, str]


def ask(session: Session, call_id: int, number: str, now: datetime) -> None:
    """The number stands on the call, and not in the order."""
    if number and policies.current(session).lookup is not None:
        orders.place(session, ORDER, now, call_id)


def question(session: Session, call_id: int) -> Question | None:
    """None when nobody is to be asked any more."""
    wanted, call = policies.current(session).lookup, call_store.by_id(session, call_id)
    if wanted is None or call is None or not call.caller:
        return None
    url = wanted.url.replace(NUMBER, quote(call.caller, safe=""))
    fields = {str(name): path for name, path in wanted.fields.items()}
    return Question(url, _host(wanted), wanted.timeout, wanted.headers, fields)


def found(session: Session, call_id: int, values: Mapping[str, str], now: datetime) -> None:
    """What they know of the caller. An answer that is odd or empty changes nothing."""
    call = call_store.by_id(session, call_id)
    usable = {name: text for name, text in values.items() if text and _is_usable(name, text)}
    if call is None or not call.caller or not usable:
        return
    known = customers.record_of(session, call.caller)
    if known is None or any(getattr(known, name) != text for name, text in usable.items()):
        customers.keep(session, call.caller, now, **usable)
    _show(session, call_id)


def _host(wanted: Lookup) -> str:
    return urlsplit(wanted.url).hostname or ""


def _is_usable(name: str, text: str) -> bool:
    try:
        return customers.clean({name: text})[name] == text
    except Refused:
        return False


def _show(session: Session, call_id: int) -> None:
    """Desks that have this call on screen look again."""
    entry = queue_store.open_entry(session, call_id)
    agents = conversations.agents_of_entry(session, entry.id) if entry else []
    announce(session, *(f"desk:{agent_id}" for agent_id in agents))
