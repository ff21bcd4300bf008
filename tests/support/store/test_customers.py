"""Customers in the database: found by any of their numbers."""

from __future__ import annotations

from support.store import customers
from tests.support.centre import CALLER, OTHER, Centre


def test_a_customer_is_found_by_any_of_their_numbers(centre: Centre) -> None:
    with centre.store.writing() as session:
        customer = customers.Customer(name="Rosa", created_at=centre.now)
        session.add(customer)
        session.flush()
        for number in (CALLER, OTHER):
            session.add(customers.CustomerNumber(number=number, customer_id=customer.id))
    with centre.store.reading() as session:
        for number, name in ((CALLER, "Rosa"), (OTHER, "Rosa"), ("+5511900000000", None), ("", None)):
            found = customers.by_number(session, number)
            assert (found.name if found else None) == name
