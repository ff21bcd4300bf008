"""Whom we may call or write to: which numbers, in which countries, and whether they want it."""

from __future__ import annotations

from support.rules import numbers
from support.services import customers
from support.store import calls as call_store
from support.store import flows as flow_store
from support.store import messages
from support.store.base import Session


def may_be_called(session: Session, number: str, ours: str, call_id: int | None) -> bool:
    """A number in one of the countries of our own numbers, or of those that the call's flow names."""
    call = call_store.by_id(session, call_id) if call_id else None
    version = flow_store.version(session, call.version_id) if call else None
    named = set(version.document.get("countries") or ()) if version else set()
    own = numbers.countries((ours, *flow_store.numbers(session)))
    return numbers.allowed(number, own | named)


def may_be_texted(session: Session, number: str, ours: str, call_id: int | None) -> bool:
    """The same, of a mobile telephone whose owner has not said that they want no messages."""
    return (
        numbers.takes_texts(number)
        and messages.opt_out(session, number) is None
        and customers.consent(session, number, "sms") is not False
        and may_be_called(session, number, ours, call_id)
    )
