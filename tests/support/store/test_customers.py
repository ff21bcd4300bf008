"""Customers in the database: found by any of their numbers."""

from __future__ import annotations

import pytest

from support.store import customers, search
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


@pytest.mark.parametrize("common", [1, 1000])
def test_a_word_that_everybody_has_and_one_that_few_have(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, common: int
) -> None:
    monkeypatch.setattr(search, "COMMON", common)
    with centre.store.writing() as session:
        rows = [customers.Customer(name=f"Silva {index}", created_at=centre.now) for index in range(4)]
        session.add_all(rows)
        session.flush()
        session.add(customers.CustomerNumber(number=CALLER, customer_id=rows[0].id))
        search.keep_all(session, "customer", {row.id: row.name for row in rows[1:]})
        search.keep(session, "ticket", rows[0].id, "Silva")
        search.keep_all(session, "customer", {})
    with centre.store.reading() as session:
        for words, number, names in (
            ("silva", "", ["Silva 3", "Silva 2", "Silva 1"]),
            ("silva 2", "", ["Silva 2"]),
            ("silva", CALLER, ["Silva 3", "Silva 2", "Silva 1", "Silva 0"]),
        ):
            assert [row.name for row in customers.found(session, words, number)] == names
        page = customers.found(session, "silva", before_id=rows[3].id, limit=1)
        assert [row.name for row in page] == ["Silva 2"]
