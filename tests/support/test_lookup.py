"""The company's own records are asked when somebody calls; nobody waits for them."""

from __future__ import annotations

from typing import Any

import pytest

from support.lookup import Records
from support.services import customers, policies
from support.services.settling import settler
from support.store.orders import Order
from support.worker import Done, GivenUp, Outcome, Worker
from tests.support.centre import BILLING, CALLER, Centre

LOOKUP = """
lookup:
  url: https://crm.example.com/people?phone={number}
  timeout: 3s
  headers: {Authorization: "Bearer {secret.crm}"}
  fields: {name: person.name, tier: person.tier, language: person.lang, external_id: person.id}
"""


class Crm:
    """Answers what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.values = {"name": "Rosa Lima", "tier": "vip", "language": "pt-BR", "external_id": "A-77"}
        self.asked: list[dict[str, Any]] = []
        self.fails = False

    def __call__(self, order: Order) -> Outcome:
        self.asked.append(dict(order.payload))
        return GivenUp("ReadTimeout") if self.fails else Done({"ok": True, "values": self.values})


@pytest.fixture
def crm(centre: Centre) -> Crm:
    centre.do(policies.publish, centre.do(policies.text) + LOOKUP, None, centre.now)
    return Crm()


def work(centre: Centre, crm: Crm, **secrets: str) -> None:
    records = Records(centre.store, secrets or {"crm": "hush"}, crm)

    def carry_out(order: Order) -> Outcome:
        return records.carry_out(order) if order.kind == "look_up_customer" else Done()

    Worker(centre.store, lambda: centre.now, carry_out, settler(centre.shelf)).run_once()


def test_who_calls_has_a_name_a_moment_later(centre: Centre, crm: Crm) -> None:
    centre.enqueue("CA1", BILLING)
    work(centre, crm)
    asked = crm.asked[0]
    assert asked["url"] == "https://crm.example.com/people?phone=%2B5511988887777"
    assert (asked["hosts"], asked["timeout_s"]) == (["crm.example.com"], 3)
    assert asked["headers"] == {"Authorization": "Bearer hush"}
    found = centre.do(customers.card, CALLER)
    assert found
    assert (found.name, found.tier, found.language, found.external_id) == (
        "Rosa Lima",
        "vip",
        "pt-BR",
        "A-77",
    )


def test_neither_the_number_nor_the_secret_nor_the_answer_stay_on_the_order(centre: Centre, crm: Crm) -> None:
    centre.begin()
    work(centre, crm)
    with centre.store.reading() as session:
        order = session.get(Order, 1)
    assert order
    assert (order.kind, order.state) == ("look_up_customer", "done")
    assert not any(word in str((order.payload, order.result)) for word in ("5511", "hush", "Rosa"))


@pytest.mark.parametrize("values", [{}, {"name": "x" * 300}, {"name": "", "language": "<b>"}])
def test_an_odd_answer_changes_nothing(centre: Centre, crm: Crm, values: dict[str, str]) -> None:
    centre.do(customers.keep, CALLER, centre.now, name="Rosa")
    crm.values = values
    centre.begin()
    work(centre, crm)
    assert [each.name for each in centre.do(customers.find)] == ["Rosa"]


def test_records_that_do_not_answer_change_nothing(centre: Centre, crm: Crm) -> None:
    crm.fails = True
    centre.begin()
    work(centre, crm)
    assert centre.do(customers.find) == []


def test_a_secret_that_is_not_set_is_said(centre: Centre, crm: Crm) -> None:
    centre.begin()
    work(centre, crm, other="x")
    with centre.store.reading() as session:
        order = session.get(Order, 1)
    assert order
    assert order.error == "RAMAL_SECRET_CRM is not set"
    assert crm.asked == []


def test_nobody_is_asked_about_a_withheld_number_or_without_a_setting(centre: Centre) -> None:
    centre.begin()
    assert centre.orders("look_up_customer") == []
    centre.do(policies.publish, centre.do(policies.text) + LOOKUP, None, centre.now)
    centre.begin("CA2", "")
    assert centre.orders("look_up_customer") == []


@pytest.mark.parametrize(
    "url", ["http://crm.example.com/x", "https://{number}.example.com/", "https://u@h/x"]
)
def test_only_a_fixed_host_over_https(centre: Centre, url: str) -> None:
    written = LOOKUP.replace("https://crm.example.com/people?phone={number}", url)
    with pytest.raises(Exception, match="errors"):
        centre.do(policies.publish, centre.do(policies.text) + written, None, centre.now)
