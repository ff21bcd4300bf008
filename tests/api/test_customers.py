"""Customers as a company's own program keeps them."""

from __future__ import annotations

import pytest

from tests.api.door import Door
from tests.support.centre import CALLER, OTHER

HERE = f"/numbers/{CALLER}/customer"


def test_a_customer_is_kept_and_found(door: Door) -> None:
    made = door.ask("PUT", HERE, {"name": "João <b>", "tier": "vip", "external_id": "c-7"}).get_json()
    assert (made["name"], made["numbers"], made["external_id"]) == ("João <b>", [CALLER], "c-7")
    assert door.get(HERE) == made
    assert door.get(f"/customers/{made['id']}") == made
    for query in ("number=%2B5511988887777", "external_id=c-7", "tier=vip", "words=joao", ""):
        assert [each["id"] for each in door.get(f"/customers?{query}")["items"]] == [made["id"]]
    assert door.get("/customers?words=maria")["items"] == []


def test_the_same_again_makes_nothing_new(door: Door) -> None:
    first = door.ask("PUT", HERE, {"name": "João", "notes": "likes mornings"}).get_json()
    again = door.ask("PUT", HERE, {"name": "João P."}).get_json()
    assert again["id"] == first["id"]
    assert (again["name"], again["notes"]) == ("João P.", "likes mornings")


def test_who_is_late_is_told(door: Door) -> None:
    seen = door.ask("PUT", HERE, {"name": "João"})
    door.ask("PUT", HERE, {"name": "João P."})
    late = door.ask("PUT", HERE, {"name": "John"}, headers={"If-Match": seen.headers["ETag"]})
    assert late.status_code == 412
    assert door.get(HERE)["name"] == "João P."


def test_consents_are_kept_and_the_newest_holds(door: Door) -> None:
    door.ask("PUT", HERE, {"name": "João"})
    for is_given in (True, False):
        answer = door.post(f"{HERE}/consents", {"kind": "sms", "is_given": is_given})
        assert answer.status_code == 201
    [consent] = door.get(HERE)["consents"]
    assert (consent["kind"], consent["is_given"], consent["source"]) == ("sms", False, "api")


@pytest.mark.parametrize("body", [{"language": "!"}, {"name": "x" * 121}, {"colour": "red"}, {"name": 7}])
def test_what_a_customer_cannot_be(door: Door, body: dict[str, object]) -> None:
    assert door.ask("PUT", HERE, body).status_code == 400


def test_customers_that_there_are_not(door: Door) -> None:
    for path in (f"/numbers/{OTHER}/customer", "/customers/9"):
        assert door.ask("GET", path).status_code == 404
    assert (
        door.post(f"/numbers/{OTHER}/customer/consents", {"kind": "sms", "is_given": True}).status_code == 404
    )
