"""The start page."""

from __future__ import annotations

import pytest

from tests.console.centre import Centre


def test_strangers_learn_what_it_is_and_the_numbers_of_a_machine_of_ones_own(centre: Centre) -> None:
    page = centre.client().get("/").text
    for words in ("Sign in", "+55 11 4002-8922", "/phone"):
        assert words in page
    assert "/admin" not in page


@pytest.mark.parametrize(("login", "admin"), [("ana", False), ("sue", True), ("adam", True)])
def test_links_are_those_of_the_role(centre: Centre, login: str, admin: bool) -> None:
    page = centre.client(login).get("/").text
    assert 'href="/desk"' in page
    assert ('href="/admin"' in page) is admin
    assert "nobody waits" in page
