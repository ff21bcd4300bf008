"""The address of an inbox says what is looked at, and nothing else gets through it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from werkzeug.exceptions import NotFound

from console import tickets_asked
from tests.console.centre import Centre


def test_what_means_something_is_kept() -> None:
    asked = tickets_asked.read(
        {"view": "mine", "q": "  two \0 words ", "order": "newest", "age": "x", "csrf": "y"}
    )
    assert asked.fields == {"view": "mine", "q": "two words"}
    assert asked.query == "view=mine&q=two+words"
    assert asked.without("q", view="all") == "view=all"
    assert (asked.is_filtered, asked.filters) == (True, 0)


def test_an_unknown_view_is_no_page() -> None:
    with pytest.raises(NotFound):
        tickets_asked.read({"view": "none"})


def test_what_is_wanted(centre: Centre) -> None:
    fields = {
        "view": "all",
        "customer": "11 98888-7777",
        "assignee": "nobody",
        "age": "older",
        "order": "due",
    }
    with centre.app.test_request_context(), centre.store.reading() as session:
        from flask_login import login_user

        from console.session import Person

        login_user(Person(1, "Ana", "agent", ""))
        wanted = tickets_asked.wanted(session, tickets_asked.read(fields))
    assert (wanted.customer, wanted.assignee, wanted.order) == ("+5511988887777", 0, "due")
    assert wanted.opened_before == centre.clock() - timedelta(days=30)
    assert wanted.opened_after is None
