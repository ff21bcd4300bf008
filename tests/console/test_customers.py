"""Customers: list, card, changes by two people at once, and names that are HTML."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from support.services import customers
from support.services.customers import Record
from tests.console.centre import Centre, add_call, add_ticket, post

CALLER, OTHER = "+5511988887777", "+5511977776666"
XSS = '<script>alert("x")</script>'


@pytest.fixture
def rosa(centre: Centre) -> int:
    return made(centre, CALLER)


def made(centre: Centre, *numbers: str, name: str = "Rosa Lima") -> int:
    with centre.store.writing() as session:
        return customers.create(session, {"name": name}, numbers, None, centre.clock())


def record(centre: Centre, customer_id: int) -> Record:
    with centre.store.reading() as session:
        return customers.record(session, customer_id)


def test_an_empty_list_says_what_to_do(ana: FlaskClient, adam: FlaskClient) -> None:
    assert "No customers yet" in ana.get("/customers").text
    assert "Import a file" not in ana.get("/customers").text
    assert "Import a file" in adam.get("/customers").text


@pytest.mark.parametrize("q", ["rosa", "LIMA", "11 98888-7777", "%2B5511988887777", "7777"])
def test_a_customer_is_found(ana: FlaskClient, rosa: int, q: str) -> None:
    assert f'href="/customers/{rosa}"' in ana.get(f"/customers?q={q}").text


def test_nobody_is_found_and_may_be_added(ana: FlaskClient, rosa: int) -> None:
    page = ana.get("/customers?q=zebra").text
    assert "No customer matches" in page
    assert f'href="/customers/{rosa}"' not in page


def test_a_long_list_goes_on(centre: Centre, ana: FlaskClient) -> None:
    ids = [made(centre, name=f"N{index}") for index in range(51)]
    first = ana.get("/customers").text
    assert f"before={ids[1]}" in first
    assert f'href="/customers/{ids[0]}"' in ana.get(f"/customers?before={ids[1]}").text


def test_one_with_their_history(centre: Centre, ana: FlaskClient, rosa: int) -> None:
    call_id = centre.call(CALLER)
    with centre.store.writing() as session:
        add_ticket(session, call_id, "CA1", centre.clock())
    page = ana.get(f"/customers/{rosa}").text
    for words in ("Rosa Lima", "+55 11 98888-7777", f'href="/calls/{call_id}"', 'href="/tickets/1001"'):
        assert words in page
    assert ana.get(f"/customers/{rosa}/now").status_code == 200
    assert ana.get("/customers/99").status_code == 404


def test_a_number_leads_to_its_customer_or_to_a_new_one(ana: FlaskClient, rosa: int) -> None:
    known = ana.get("/customers/of?number=11988887777")
    assert known.location == f"/customers/{rosa}"
    unknown = ana.get("/customers/of?number=%2B5511977776666")
    assert unknown.location.startswith("/customers/new?number=")
    assert "+55 11 97777-6666" in ana.get(unknown.location).text


def test_a_new_customer_and_one_that_cannot_be(centre: Centre, ana: FlaskClient, rosa: int) -> None:
    form = {"numbers": "(11) 97777-6666\r\n", "name": "Bia", "notes": "x", "tier": "vip"}
    response = post(ana, "/customers/new", form)
    added = record(centre, int(response.location.rsplit("/", 1)[1]))
    assert (added.name, added.numbers, added.tier) == ("Bia", (OTHER,), "")
    taken = post(ana, "/customers/new", form | {"numbers": CALLER, "notes": "Keep <me>"})
    assert taken.status_code == 409
    assert "belongs to another customer" in taken.text
    assert "Keep &lt;me&gt;" in taken.text
    assert rosa


def test_changes_can_be_taken_back(centre: Centre, ana: FlaskClient, rosa: int) -> None:
    response = post(ana, f"/customers/{rosa}", {"name": "Rosa", "version": "1"}, follow_redirects=True)
    assert "The customer is changed." in response.text
    assert 'value="Rosa Lima"' in response.text
    post(ana, f"/customers/{rosa}", {"name": "Rosa Lima"})
    assert record(centre, rosa).name == "Rosa Lima"


def test_the_second_of_two_is_told_and_loses_nothing(centre: Centre, ana: FlaskClient, rosa: int) -> None:
    post(ana, f"/customers/{rosa}", {"name": "Rosa Maria", "version": "1"})
    second = post(ana, f"/customers/{rosa}", {"name": "Rosa L.", "notes": "Typed for long", "version": "1"})
    assert second.status_code == 409
    assert "Typed for long" in second.text
    assert 'value="Rosa L."' in second.text
    assert "Rosa Maria" in second.text
    assert record(centre, rosa).name == "Rosa Maria"


def test_a_tier_is_a_supervisors_to_give(
    centre: Centre, ana: FlaskClient, sue: FlaskClient, rosa: int
) -> None:
    post(ana, f"/customers/{rosa}", {"tier": "vip"})
    assert record(centre, rosa).tier == ""
    post(sue, f"/customers/{rosa}", {"tier": "vip"})
    assert record(centre, rosa).tier == "vip"


def test_numbers_come_and_go(centre: Centre, ana: FlaskClient, rosa: int) -> None:
    post(ana, f"/customers/{rosa}/numbers", {"number": "11 97777-6666"})
    assert record(centre, rosa).numbers == (OTHER, CALLER)
    post(ana, f"/customers/{rosa}/numbers/remove", {"number": OTHER})
    assert record(centre, rosa).numbers == (CALLER,)
    assert post(ana, f"/customers/{rosa}/numbers", {"number": "none"}).status_code == 409


def test_a_consent_is_written_down(centre: Centre, ana: FlaskClient, rosa: int) -> None:
    form = {"number": CALLER, "kind": "sms", "said": "no"}
    post(ana, f"/customers/{rosa}/consent", form)
    assert [(each.kind, each.is_given) for each in record(centre, rosa).consents] == [("sms", False)]
    assert post(ana, f"/customers/{rosa}/consent", form | {"said": "maybe"}).status_code == 400
    assert post(ana, f"/customers/{rosa}/consent", form | {"number": OTHER}).status_code == 404


def test_html_in_every_field_is_text(centre: Centre, sue: FlaskClient, adam: FlaskClient) -> None:
    values = dict.fromkeys(("name", "notes", "external_id", "tier"), XSS)
    with centre.store.writing() as session:
        hurt = customers.create(session, values, [CALLER], None, centre.clock())
        add_call(session, "CA9", CALLER, centre.clock())
    pages = [
        sue.get(path).text
        for path in ("/customers", f"/customers/{hurt}", f"/customers/{hurt}/merge", f"/customers?q={XSS}")
    ]
    pages.append(adam.get(f"/admin/data-rights?number=%2B{CALLER[1:]}").text)
    for page in pages:
        assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in pages[1]


@pytest.mark.parametrize("odd", ["?before=x", "?q=%00", "?before=99999999999", "?q=" + "x" * 500])
def test_odd_addresses_are_no_failure(ana: FlaskClient, odd: str) -> None:
    assert ana.get("/customers" + odd).status_code == 200
