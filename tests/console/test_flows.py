"""Published flows and their versions."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from support.services import flows, publishing
from support.store import flows as flow_store
from support.store import transcripts as transcript_store
from tests.console.centre import FLOW, Centre, post, tiny_flow


def versions(centre: Centre) -> list[tuple[int, str]]:
    with centre.store.reading() as session:
        return [(row.version, row.published_by) for row in flows.versions(session, "acme")]


def test_the_page_shows_diagram_and_versions(sue: FlaskClient) -> None:
    page = sue.get("/admin/flows/acme").text
    for words in (
        "Acme customer line",
        "/admin/flows/acme/1.svg",
        "/admin/flows/acme/1.yaml",
        "billing_queue",
    ):
        assert words in page


def test_the_diagram_is_an_image_with_a_policy_of_its_own(sue: FlaskClient) -> None:
    answer = sue.get("/admin/flows/acme/1.svg")
    assert answer.mimetype == "image/svg+xml"
    assert ElementTree.fromstring(answer.text).tag.endswith("svg")
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_source_is_shown_as_it_was_written(sue: FlaskClient) -> None:
    assert "Thank you. Goodbye." in sue.get("/admin/flows/acme/1.yaml").text


def test_an_old_version_is_published_again_as_a_new_one(centre: Centre, adam: FlaskClient) -> None:
    with centre.store.writing() as session:
        flows.publish(session, tiny_flow(), FLOW, "Adam Admin", centre.clock())
    assert "Publish again" in adam.get("/admin/flows/acme").text
    post(adam, "/admin/flows/acme/republish", {"version": "1"})
    assert versions(centre) == [(3, "Adam Admin"), (2, "Adam Admin"), (1, "Adam Admin")]
    assert "flow_republished" in centre.audited()
    assert "Version 1 of acme is published again" in adam.get("/admin/flows/acme").text


def test_what_was_learned_meanwhile_goes_with_the_new_version(
    centre: Centre, adam: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that was published again had no classifier."""
    monkeypatch.setattr(publishing, "prepare_again", lambda *_: {"en-US": b"trained"})
    post(adam, "/admin/flows/acme/republish", {"version": "1"})
    with centre.store.reading() as session:
        newest = flow_store.newest(session, "acme")
        assert newest
        assert transcript_store.model(session, newest.id, "en-US") == b"trained"


@pytest.mark.parametrize(("version", "status"), [("9", 404), ("", 400), ("x", 400)])
def test_a_version_that_is_not_there(centre: Centre, adam: FlaskClient, version: str, status: int) -> None:
    assert post(adam, "/admin/flows/acme/republish", {"version": version}).status_code == status
    assert len(versions(centre)) == 1


@pytest.mark.parametrize("path", ["nothing", "nothing/1.svg", "acme/9.svg", "acme/9.yaml", "acme/0.yaml"])
def test_a_flow_that_is_not_there(sue: FlaskClient, path: str) -> None:
    assert sue.get(f"/admin/flows/{path}").status_code == 404
