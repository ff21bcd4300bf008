"""How views answer."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from console.replies import done, positive, safe_next


@pytest.mark.parametrize("url", ["/", "/desk", "/tickets?view=all&q=a%20b", "/tickets/1#t1"])
def test_a_path_of_this_site_is_kept(url: str) -> None:
    assert safe_next(url, "/home") == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "desk",
        "//x.example",
        "/\\x.example",
        "\\\\x",
        "https://x.example",
        "/a\nb",
        "/\t/x.example",
        "/a\\b",
    ],
)
def test_anything_else_is_not(url: str) -> None:
    assert safe_next(url, "/home") == "/home"


@given(st.text())
def test_whatever_it_is_a_browser_stays_here(url: str) -> None:
    kept = safe_next(url, "/home")
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))


@given(st.text())
def test_a_number_fits_a_column_or_is_none(text: str) -> None:
    number = positive(text)
    assert number is None or 0 < number < 2**31


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1), ("007", 7), ("0", None), ("2147483648", None), ("１", None)]
)
def test_numbers(text: str, number: int | None) -> None:
    assert positive(text) == number


def test_scripts_get_no_page() -> None:
    app = Flask("replies")
    app.secret_key = "only for tests"
    with app.test_request_context("/", headers={"Accept": "application/json"}):
        assert done("/desk").status_code == 204
    with app.test_request_context("/"):
        answer = done("/desk", "It is done.")
        assert (answer.status_code, answer.location) == (303, "/desk")
