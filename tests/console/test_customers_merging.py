"""Merging: which two, what will be, doing it, taking it back."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.console.centre import Centre, post
from tests.console.test_customers import CALLER, OTHER, made, record


def test_two_become_one_and_two_again(centre: Centre, ana: FlaskClient, sue: FlaskClient) -> None:
    rosa, double = made(centre, CALLER), made(centre, OTHER, name="Rosa L.")
    found = sue.get(f"/customers/{double}/merge?q=rosa").text
    assert f"/customers/{double}/merge?into={rosa}" in found
    assert f"into={double}" not in found
    plan = sue.get(f"/customers/{double}/merge?into={rosa}").text
    assert "Merge Rosa L. into Rosa Lima" in plan
    assert "not: Rosa L." in plan
    assert post(ana, f"/customers/{double}/merge", {"into": str(rosa)}).status_code == 403
    post(sue, f"/customers/{double}/merge", {"into": str(rosa)})
    assert record(centre, rosa).numbers == (OTHER, CALLER)
    assert "This was the same customer" in ana.get(f"/customers/{double}").text
    assert "Merged into this one" in ana.get(f"/customers/{rosa}").text
    post(sue, f"/customers/{double}/unmerge")
    assert record(centre, double).numbers == (OTHER,)


def test_what_cannot_be_merged_is_refused(centre: Centre, sue: FlaskClient) -> None:
    rosa = made(centre, CALLER)
    assert sue.get(f"/customers/{rosa}/merge?into={rosa}").status_code == 409
    assert sue.get(f"/customers/{rosa}/merge?into=99").status_code == 404
    assert post(sue, f"/customers/{rosa}/merge", {"into": "x"}).status_code == 400
    assert post(sue, f"/customers/{rosa}/unmerge").status_code == 404
