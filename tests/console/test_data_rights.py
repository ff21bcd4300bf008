"""Everything about a number: shown, exported, erased; for admins alone."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask.testing import FlaskClient

from support.services import customers, holds_legal, opt_outs
from tests.console.centre import Centre, add_ticket, post
from tests.console.test_customers_files import work

CALLER = "+5511988887777"
PAGE = "/admin/data-rights?number=%2B5511988887777"


@pytest.fixture
def life(centre: Centre) -> int:
    call_id = centre.call(CALLER, ended_at=centre.clock(), outcome="answered")
    with centre.store.writing() as session:
        customers.create(session, {"name": "Rosa Lima"}, [CALLER], None, centre.clock())
        return add_ticket(session, call_id, "CA1", centre.clock())


def test_one_page_shows_everything(adam: FlaskClient, life: int) -> None:
    page = adam.get(PAGE).text
    for words in ("Rosa Lima", "Tickets", "What happened on calls", "+55 11 98888-7777", "not erased"):
        assert words.lower() in page.lower()
    assert life
    assert "Whose data?" in adam.get("/admin/data-rights").text
    assert "Nothing is known" in adam.get("/admin/data-rights?number=11977776666").text
    for odd in ("x", "%00", "%2B551140028922"):
        assert adam.get(f"/admin/data-rights?number={odd}").status_code == 409


def test_exported_and_fetched(centre: Centre, adam: FlaskClient, life: int) -> None:
    where = post(adam, "/admin/data-rights/export", {"number": CALLER}).location
    work(centre)
    assert "Fetch customer-data.zip" in adam.get(where).text
    response = adam.get(where + "/file")
    with zipfile.ZipFile(io.BytesIO(response.data)) as pack:
        assert b"Rosa Lima" in pack.read("customers.json")
    assert {"data_exported", "data_fetched"} <= set(centre.audited())
    assert life


def test_erased_after_typing_the_number(centre: Centre, adam: FlaskClient, life: int) -> None:
    wrong = post(adam, "/admin/data-rights/erase", {"number": CALLER, "typed": "11 97777-6666"})
    assert wrong.status_code == 409
    assert "it is not the same" in wrong.text
    where = post(adam, "/admin/data-rights/erase", {"number": CALLER, "typed": "11 98888-7777"}).location
    work(centre)
    page = adam.get(where).text
    assert "Done" in page
    assert "98888" not in page
    assert "Nothing is known" in adam.get(PAGE).text
    assert "data_erased" in centre.audited()
    assert "Erased" in adam.get(f"/tickets/{life}").text


def test_a_wish_for_no_messages_is_said_to_be_kept(centre: Centre, adam: FlaskClient, life: int) -> None:
    assert life
    assert "wish for no messages" not in adam.get(PAGE).text
    with centre.store.writing() as session:
        opt_outs.leave(session, CALLER, "sair", centre.clock())
    assert "wish for no messages is kept" in adam.get(PAGE).text
    where = post(adam, "/admin/data-rights/erase", {"number": CALLER, "typed": CALLER}).location
    work(centre)
    assert "wish for no messages is kept" in adam.get(where).text
    page = adam.get(PAGE).text
    assert "Wants no messages" in page
    assert "Rosa" not in page


def test_a_held_number_is_shown_as_held(centre: Centre, adam: FlaskClient, life: int) -> None:
    with centre.store.writing() as session:
        holds_legal.place(session, "number", CALLER, "Case <7>", 3, centre.clock())
    assert "Case &lt;7&gt;" in adam.get(PAGE).text
    refused = post(adam, "/admin/data-rights/erase", {"number": CALLER, "typed": CALLER})
    assert refused.status_code == 409
    assert life


def test_what_a_hold_keeps_is_told(centre: Centre, adam: FlaskClient, life: int) -> None:
    with centre.store.writing() as session:
        holds_legal.place(session, "ticket", str(life), "Case", 3, centre.clock())
    where = post(adam, "/admin/data-rights/erase", {"number": CALLER, "typed": CALLER}).location
    work(centre)
    assert "Kept by a legal hold" in adam.get(where).text
    assert post(adam, where + "/again").status_code == 303
    assert adam.get(where + "/file").status_code == 404


@pytest.mark.parametrize("path", [PAGE, "/admin/data-rights/1", "/admin/holds"])
def test_only_admins_come_in(sue: FlaskClient, path: str) -> None:
    assert sue.get(path).status_code == 403
