"""Customers: found by number or by a company's own id, kept up to date, and their consents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api import lists
from api.model import Asked, Given, Line, Number, Page, Pages, Word
from api.route import Answer, Request, Route
from api.trail import audit
from support.errors import NotFound
from support.services import customers, listings
from support.store.customers import Customer as CustomerRow

ONE = {"customer_id": (lists.ID, "A customer's id")}
BY_NUMBER = {"number": (lists.NUMBER, "One of the customer's numbers, E.164")}
Kind = Literal["recording", "calls", "sms"]


class CustomersWanted(Pages):
    number: Annotated[Number | None, Field(description="One of theirs")] = None
    external_id: Annotated[str, Field(max_length=120)] = ""
    tier: Word = ""
    words: Annotated[Line, Field(description="Of their name, id or numbers")] = ""


class Consent(Given):
    number: str
    kind: str
    is_given: bool
    source: str
    at: datetime


class Customer(Given):
    id: int
    name: str
    language: str
    tier: str
    notes: str
    external_id: str = Field(description="In your own system")
    numbers: list[str]
    consents: list[Consent] = Field(description="The newest of each number and kind")
    version: int = Field(description="For `If-Match`")
    created_at: datetime
    updated_at: datetime | None


class CustomerPage(Page[Customer]):
    pass


class CustomerKept(Asked):
    """What is left out stays as it is."""

    name: Annotated[str | None, Field(max_length=120)] = None
    language: Annotated[str | None, Field(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})?)?$")] = None
    tier: Word | None = None
    notes: Annotated[str | None, Field(max_length=10_000)] = None
    external_id: Annotated[str | None, Field(max_length=120)] = None


class ConsentKept(Asked):
    kind: Kind
    is_given: bool


def listing(asked: Request) -> Answer:
    def shown(rows: Sequence[CustomerRow]) -> list[Customer]:
        return _shown(asked, rows)

    return lists.answered(asked, "customer", CustomerPage, listings.customers, shown, lambda row: row.id)


def one(asked: Request) -> Answer:
    row = asked.session.get(CustomerRow, asked.ids["customer_id"])
    if row is None:
        raise NotFound("there is no customer %(number)s", number=asked.ids["customer_id"])
    return _answer(asked, row)


def by_number(asked: Request) -> Answer:
    return _answer(asked, _of(asked))


def put(asked: Request) -> Answer:
    """Whether we knew them or not: the same request again makes nothing new."""
    number, values = asked.ids["number"], asked.body.model_dump(exclude_none=True)
    known = customers.card(asked.session, number)
    if known is None:
        customers.create(asked.session, values, [number], None, asked.now)
    else:
        customers.change(asked.session, known.customer_id, values, None, asked.now, version=asked.version)
    row = _of(asked)
    audit(asked, "api_customer_kept", f"customer {row.id}", fields=", ".join(sorted(values)))
    return _answer(asked, row)


def consent(asked: Request) -> Answer:
    row, wanted = _of(asked), asked.body
    customers.consented(asked.session, asked.ids["number"], wanted.kind, wanted.is_given, "api", asked.now)
    audit(asked, "api_consent_kept", f"customer {row.id}", kind=wanted.kind)
    return _answer(asked, row)


def _of(asked: Request) -> CustomerRow:
    known = customers.card(asked.session, asked.ids["number"])
    row = asked.session.get(CustomerRow, known.customer_id) if known else None
    if row is None:
        raise NotFound("there is no customer with this number")
    return row


def _answer(asked: Request, row: CustomerRow) -> Answer:
    return Answer(_shown(asked, [row])[0], row.version)


def _shown(asked: Request, rows: Sequence[CustomerRow]) -> list[Customer]:
    having = listings.numbers_of(asked.session, [row.id for row in rows])
    every = [number for numbers in having.values() for number in numbers]
    said = [Consent.model_validate(row) for row in listings.consents(asked.session, every)]
    return [_one(row, having.get(row.id, []), said) for row in rows]


_SAME = frozenset(Customer.model_fields) - {"numbers", "consents"}


def _one(row: CustomerRow, numbers: list[str], said: list[Consent]) -> Customer:
    return Customer(
        **{name: getattr(row, name) for name in _SAME},
        numbers=numbers,
        consents=[each for each in said if each.number in numbers],
    )


_READ, _WRITE, _NUMBER = "customers:read", "customers:write", "/numbers/<number>/customer"
ROUTES = (
    Route(
        "GET", "/customers", "listCustomers", _READ, "Customers, newest first",
        listing, CustomerPage, CustomersWanted,
    ),
    Route("GET", "/customers/<customer_id>", "getCustomer", _READ, "One customer", one, Customer, ids=ONE),
    Route(
        "GET", _NUMBER, "getCustomerByNumber", _READ, "Who is behind a number",
        by_number, Customer, ids=BY_NUMBER,
    ),
    Route(
        "PUT", _NUMBER, "keepCustomer", _WRITE, "Write down who is behind a number",
        put, Customer, body=CustomerKept, versioned=True, ids=BY_NUMBER,
    ),
    Route(
        "POST", f"{_NUMBER}/consents", "keepConsent", _WRITE, "What the customer agreed to, or refused",
        consent, Customer, body=ConsentKept, status=201, ids=BY_NUMBER,
    ),
)  # fmt: skip
