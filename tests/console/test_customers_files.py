"""Import and export of customers: tried first, then done; for admins alone."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from support.jobs import Jobs
from support.services import customers
from support.services.flows import FlowShelf
from support.services.settling import settler
from support.store.orders import Order
from support.worker import Done, Outcome, Worker
from tests.console.centre import Centre, form_token, post

CSV = b"numbers;name\n11 98888-7777;Rosa\nnone;<script>\n"


def work(centre: Centre) -> None:
    kinds = Jobs(centre.store, centre.clock, centre.sounds, "salt").kinds()

    def carry_out(order: Order) -> Outcome:
        return kinds[order.kind](order) if order.kind in kinds else Done()

    Worker(centre.store, centre.clock, carry_out, settler(FlowShelf())).run_once()


def upload(client: FlaskClient, content: bytes, name: str = "list.csv") -> str:
    data = {"csrf_token": form_token(client, "/customers/files"), "file": (io.BytesIO(content), name)}
    response = client.post("/customers/files/import", data=data, content_type="multipart/form-data")
    assert response.status_code == 303, response.text
    return response.location


def names(centre: Centre) -> list[str]:
    with centre.store.reading() as session:
        return [each.name for each in customers.find(session)]


def test_a_file_is_tried_then_imported_once(centre: Centre, adam: FlaskClient) -> None:
    where = upload(adam, CSV)
    assert "follows by itself" in adam.get(where).text
    work(centre)
    page = adam.get(where).text
    assert "A number is no telephone number" in page
    assert "Would be added" in page
    assert names(centre) == []
    done = post(adam, where + "/go")
    work(centre)
    assert names(centre) == ["Rosa"]
    assert "Added" in adam.get(done.location).text
    assert post(adam, where + "/go").status_code == 409
    assert "customers_imported" in centre.audited()


def test_a_large_file_is_taken_from_admins_only(centre: Centre, adam: FlaskClient, ana: FlaskClient) -> None:
    centre.app.config["MAX_CONTENT_LENGTH"] = 4 * 1024 * 1024
    large = CSV + b"+5511977776666;" + b" " * 5_000_000 + b"\n"
    work_at = upload(adam, large)
    assert adam.get(work_at).status_code == 200
    data = {"file": (io.BytesIO(large), "x.csv"), "csrf_token": form_token(ana)}
    assert ana.post("/customers/files/import", data=data).status_code in (400, 403, 413)


def test_an_export_is_fetched_as_a_file(centre: Centre, adam: FlaskClient) -> None:
    with centre.store.writing() as session:
        customers.create(session, {"name": "=1+1"}, ["+5511988887777"], None, centre.clock())
    where = post(adam, "/customers/files/export").location
    assert adam.get(where + "/file").status_code == 404
    work(centre)
    response = adam.get(where + "/file")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "'=1+1" in response.text
    assert "list.csv" not in adam.get("/customers/files").text


@pytest.mark.parametrize("path", ["/customers/files", "/customers/files/sample", "/customers/files/1"])
def test_only_admins_come_in(sue: FlaskClient, path: str) -> None:
    assert sue.get(path).status_code == 403


def test_nothing_chosen_is_said(adam: FlaskClient) -> None:
    assert post(adam, "/customers/files/import").status_code == 409
    assert adam.get("/customers/files/sample").text.startswith("numbers,name")
    assert adam.get("/customers/files/77").status_code == 404


def test_a_file_that_is_no_table_says_why_and_may_go_on(centre: Centre, adam: FlaskClient) -> None:
    where = upload(adam, b"\x89PNG\r\n")
    work(centre)
    assert "no column that is known" in adam.get(where).text
    post(adam, where + "/again")
    work(centre)
    assert "Failed" in adam.get(where + "/now").text
