"""Pages as browsers hold them: events counted, however they arrive, and sessions that the console takes."""

from __future__ import annotations

import pytest
from flask import Flask, session
from flask_wtf.csrf import validate_csrf

from bench.live_load import Page, cookie_of

CHANGED, BEAT = b"id: 1\nevent: changed\ndata: desk\n\n", b"id: 2\nevent: beat\ndata: \n\n"
STREAM = CHANGED + BEAT + CHANGED


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_events_are_counted_however_they_arrive(size: int) -> None:
    page = Page(0, "", "desk")
    pieces = [STREAM[at : at + size] for at in range(0, len(STREAM), size)]
    news = [page.take(piece) for piece in pieces]
    assert (page.events, page.beats) == (2, 1)
    assert any(news)


def test_a_session_is_one_that_flask_reads_and_its_form_is_accepted() -> None:
    app = Flask("reader")
    app.secret_key = "secret"
    cookie, form = cookie_of("secret", 7)
    with app.test_request_context("/", headers={"Cookie": f"session={cookie}"}):
        assert session["_user_id"] == "7"
        validate_csrf(form)
