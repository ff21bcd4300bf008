"""Two customers that are one: what merging would give, doing it, and taking it back.

The one that is merged stays as a row that says what was moved and filled in; nobody finds it any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from support.errors import NotFound, Refused
from support.services import customers
from support.store import customers as store
from support.store import search
from support.store.base import Session, announce

FILLED = ("name", "language", "tier", "external_id")


@dataclass(frozen=True)
class Plan:
    """What `into` will be. `lost`: fields of the other that `into` has words of its own for."""

    source: customers.Record
    into: customers.Record
    values: dict[str, str]
    numbers: tuple[str, ...]
    lost: dict[str, str]


def plan(session: Session, customer_id: int, into_id: int) -> Plan:
    source, into = customers.record(session, customer_id), customers.record(session, into_id)
    _refuse(source, into)
    values = {name: getattr(into, name) or getattr(source, name) for name in FILLED}
    # Both notes are kept: which of them is right, only people know.
    notes = [text for text in (into.notes, source.notes) if text]
    values["notes"] = "\n\n".join(dict.fromkeys(notes))[: customers.FIELDS["notes"]]
    lost = {
        name: getattr(source, name)
        for name in FILLED
        if getattr(source, name) and getattr(source, name) != values[name]
    }
    return Plan(source, into, values, tuple(sorted({*into.numbers, *source.numbers})), lost)


def merge(session: Session, customer_id: int, into_id: int, user_id: int | None, now: datetime) -> None:
    """Numbers move, empty fields are filled, notes are added."""
    rows = _both(session, customer_id, into_id)
    source, into = rows[customer_id], rows[into_id]
    wanted = plan(session, customer_id, into_id)
    moved = store.move_numbers(session, source.id, into.id, wanted.source.numbers)
    before = {name: getattr(into, name) for name in wanted.values}
    source.merged = {"numbers": moved, "before": before, "after": wanted.values}
    source.merged_into_id = into.id
    search.forget(session, "customer", source.id)
    _save(session, into, wanted.values, now)
    customers.audit(session, "customer_merged", source.id, user_id, now, into=into.id)


def undo(session: Session, customer_id: int, user_id: int | None, now: datetime) -> int:
    """Take it back, as far as nobody changed it since; the id of the one it was merged into."""
    source = store.locked(session, customer_id)
    if source is None or source.merged_into_id is None:
        raise NotFound("this customer was not merged")
    into = store.locked(session, source.merged_into_id)
    if into is None or into.merged_into_id is not None:
        raise Refused("the other customer was merged too: take that back first")
    did = source.merged
    store.move_numbers(session, into.id, source.id, did.get("numbers", []))
    after = did.get("after", {})
    back = {
        name: old for name, old in did.get("before", {}).items() if getattr(into, name) == after.get(name)
    }
    source.merged_into_id, source.merged = None, {}
    _save(session, into, back, now)
    _save(session, source, {}, now)
    customers.audit(session, "customer_unmerged", source.id, user_id, now, from_=into.id)
    return into.id


def _refuse(source: customers.Record, into: customers.Record) -> None:
    if source.customer_id == into.customer_id:
        raise Refused("choose another customer: this is the same one")
    if source.merged_into_id is not None or into.merged_into_id is not None:
        raise Refused("this customer was merged into another")
    if len({*source.numbers, *into.numbers}) > customers.MOST_NUMBERS:
        raise Refused("a customer has at most %(most)s numbers", most=customers.MOST_NUMBERS)


def _both(session: Session, one: int, other: int) -> dict[int, store.Customer]:
    """In the order of their ids: two who merge the same two at once do not wait for each other."""
    found = {each: store.locked(session, each) for each in sorted({one, other})}
    for customer_id, row in found.items():
        if row is None:
            raise NotFound("there is no customer %(number)s", number=customer_id)
    return {customer_id: row for customer_id, row in found.items() if row is not None}


def _save(session: Session, row: store.Customer, values: dict[str, str], now: datetime) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version, row.updated_at = row.version + 1, now
    session.flush()
    customers.index(session, row)
    announce(session, "customers")
