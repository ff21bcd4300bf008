"""Customers: who is behind a number. A customer may have several."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

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
