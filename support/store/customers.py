"""Customers: who is behind a number. A customer may have several."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, func, insert, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store import search
from support.store.base import Base


class Customer(Base):
    """`tier` is a word of the flows' (`vip`); what it is worth is a queue's own setting.

    `version` counts changes, so that whoever saves over somebody else's change is told. `merged_into_id`:
    this was the same customer as that one; `merged` says what that changed, so that it can be undone.
    """

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(12), default="")
    tier: Mapped[str] = mapped_column(String(64), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    external_id: Mapped[str] = mapped_column(String(120), default="", index=True)  # in the company's own CRM
    version: Mapped[int] = mapped_column(default=1)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    merged: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime | None]


class CustomerNumber(Base):
    __tablename__ = "customer_numbers"

    number: Mapped[str] = mapped_column(String(64), primary_key=True)  # E.164
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)


class Consent(Base):
    """What somebody agreed to or refused; the newest of a number and kind holds.

    `kind`: recording, calls, sms. `source`: call, sms, agent, import, api.
    """

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_number_kind", "number", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(12))
    is_given: Mapped[bool]
    source: Mapped[str] = mapped_column(String(12))
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"))
    at: Mapped[datetime]


def by_number(session: Session, number: str) -> Customer | None:
    if not number:
        return None
    query = select(Customer).join(CustomerNumber, CustomerNumber.customer_id == Customer.id)
    return session.scalars(query.where(CustomerNumber.number == number)).first()


def by_external_id(session: Session, external_id: str) -> Customer | None:
    """The oldest that has it and was not merged into another."""
    if not external_id:
        return None
    query = select(Customer).where(Customer.external_id == external_id, Customer.merged_into_id.is_(None))
    return session.scalars(query.order_by(Customer.id).limit(1)).first()


def owners(session: Session, numbers: Collection[str]) -> dict[str, Customer]:
    """Of those of these numbers that are somebody's."""
    query = select(CustomerNumber.number, Customer).join(Customer, CustomerNumber.customer_id == Customer.id)
    return {row[0]: row[1] for row in session.execute(query.where(CustomerNumber.number.in_(numbers)))}


def with_external_ids(session: Session, external_ids: Collection[str]) -> list[Customer]:
    """Oldest first, none that was merged into another."""
    query = select(Customer).where(Customer.external_id.in_(external_ids), Customer.merged_into_id.is_(None))
    return list(session.scalars(query.order_by(Customer.id)))


def locked(session: Session, customer_id: int) -> Customer | None:
    return session.get(Customer, customer_id, with_for_update=True, populate_existing=True)


def owner(session: Session, number: str) -> CustomerNumber | None:
    return session.get(CustomerNumber, number)


def numbers_of(session: Session, customer_id: int) -> list[str]:
    query = select(CustomerNumber.number).where(CustomerNumber.customer_id == customer_id)
    return list(session.scalars(query.order_by(CustomerNumber.number)))


def numbers_of_each(session: Session, customer_ids: Collection[int]) -> dict[int, list[str]]:
    query = select(CustomerNumber.customer_id, CustomerNumber.number)
    query = query.where(CustomerNumber.customer_id.in_(customer_ids)).order_by(CustomerNumber.number)
    found: dict[int, list[str]] = {}
    for customer_id, number in session.execute(query):
        found.setdefault(customer_id, []).append(number)
    return found


def move_numbers(session: Session, from_id: int, to_id: int, numbers: Sequence[str]) -> list[str]:
    """Those of these that `from_id` still has; they are `to_id`'s now."""
    query = select(CustomerNumber).where(
        CustomerNumber.customer_id == from_id, CustomerNumber.number.in_(numbers)
    )
    rows = list(session.scalars(query.order_by(CustomerNumber.number).with_for_update()))
    for row in rows:
        row.customer_id = to_id
    session.flush()
    return [row.number for row in rows]


def merged_into(session: Session, customer_id: int) -> list[Customer]:
    query = select(Customer).where(Customer.merged_into_id == customer_id)
    return list(session.scalars(query.order_by(Customer.id)))


def found(
    session: Session, words: str = "", number: str = "", before_id: int | None = None, limit: int = 50
) -> list[Customer]:
    """Newest first, none that was merged into another: those with all the words, or with the number."""
    query = select(Customer).where(Customer.merged_into_id.is_(None)).order_by(Customer.id.desc())
    if search.folded(words):
        wanted = search.each(session, "customer", Customer.id, words)
        if wanted is None:
            wanted = Customer.id.in_(search.matching(session, "customer", words))
        if number:
            having = select(CustomerNumber.customer_id).where(CustomerNumber.number == number)
            wanted = or_(wanted, Customer.id.in_(having))
        query = query.where(wanted)
    if before_id:
        query = query.where(Customer.id < before_id)
    return list(session.scalars(query.limit(limit)))


def after(session: Session, customer_id: int, limit: int) -> list[Customer]:
    """Oldest first, for whoever goes through all of them."""
    query = select(Customer).where(Customer.id > customer_id, Customer.merged_into_id.is_(None))
    return list(session.scalars(query.order_by(Customer.id).limit(limit)))


def count(session: Session) -> int:
    return session.scalar(select(func.count()).where(Customer.merged_into_id.is_(None))) or 0


def consents(session: Session, numbers: Sequence[str], kind: str = "") -> list[Consent]:
    """Newest first."""
    query = select(Consent).where(Consent.number.in_(numbers)).order_by(Consent.id.desc())
    return list(session.scalars(query.where(Consent.kind == kind) if kind else query))


def said(session: Session, numbers: Collection[str]) -> dict[tuple[str, str], bool]:
    """What holds: (number, kind) to the newest consent."""
    newest = select(func.max(Consent.id)).where(Consent.number.in_(numbers))
    query = select(Consent).where(Consent.id.in_(newest.group_by(Consent.number, Consent.kind)))
    return {(each.number, each.kind): each.is_given for each in session.scalars(query)}


def add_all(session: Session, numbers: Sequence[dict[str, Any]], consents: Sequence[dict[str, Any]]) -> None:
    """Rows of numbers and of consents, many at once."""
    if numbers:
        session.execute(insert(CustomerNumber), numbers)
    if consents:
        session.execute(insert(Consent), consents)
