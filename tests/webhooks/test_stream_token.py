"""The secret of a stream opens one leg's one attempt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks import stream_token

SECRET, LEG = "a secret", "CA" + "a" * 32


@pytest.mark.parametrize("attempt", [1, 4, 9999])
def test_a_token_names_its_attempt(attempt: int) -> None:
    assert stream_token.attempt_of(SECRET, LEG, stream_token.make(SECRET, LEG, attempt)) == attempt


def test_it_is_the_same_whenever_it_is_made() -> None:
    assert stream_token.make(SECRET, LEG, 1) == stream_token.make(SECRET, LEG, 1)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "1",
        "-",
        "1-",
        "1-" + "0" * 64,
        stream_token.make("another secret", LEG, 1),
        stream_token.make(SECRET, "CA" + "b" * 32, 1),
        stream_token.make(SECRET, LEG, 1) + " ",
        stream_token.make(SECRET, LEG, 10000),
        "2" + stream_token.make(SECRET, LEG, 1)[1:],
        "01" + stream_token.make(SECRET, LEG, 1)[1:],
        "\u0661" + stream_token.make(SECRET, LEG, 1)[1:],
    ],
)
def test_any_other_opens_nothing(token: str) -> None:
    assert stream_token.attempt_of(SECRET, LEG, token) is None


@given(st.text(st.characters(max_codepoint=127)), st.text(st.characters(max_codepoint=127)))
def test_nothing_in_a_token_raises(leg: str, token: str) -> None:
    assert stream_token.attempt_of(SECRET, leg, token) is None


def test_every_attempt_has_a_name_of_its_own() -> None:
    assert stream_token.name(1) != stream_token.name(2)
