"""Tokens: shown once, kept as a digest, good until they are revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.errors import NotFound, Refused
from support.services import api_tokens
from support.store.api import ApiToken
from tests.support.centre import Centre


def test_a_token_comes_in_with_its_scopes(centre: Centre) -> None:
    made, token = centre.do(api_tokens.make, "  The\tCRM ", ["calls:read"], None, centre.now)
    known = centre.do(api_tokens.caller, token)
    assert known
    assert (known.id, known.name) == (made.id, "The CRM")
    assert known.may("calls:read")
    assert not known.may("tickets:read")


def test_the_token_itself_is_kept_nowhere(centre: Centre) -> None:
    made, token = centre.do(api_tokens.make, "CRM", ["calls:read"], None, centre.now)
    kept = {column.name: getattr(made, column.name) for column in ApiToken.__table__.columns}
    assert token not in str(kept)
    assert token.startswith(made.prefix)


@pytest.mark.parametrize(
    "token", ["", "ramal_", "ramal_x", "x", "ramal_é", "ramal_" + "x" * 5000, "ramal_\0"]
)
def test_tokens_that_there_are_not(centre: Centre, token: str) -> None:
    centre.do(api_tokens.make, "CRM", ["calls:read"], None, centre.now)
    assert centre.do(api_tokens.caller, token) is None


def test_a_revoked_one_is_good_for_nothing(centre: Centre) -> None:
    made, token = centre.do(api_tokens.make, "CRM", ["calls:read"], None, centre.now)
    centre.do(api_tokens.revoke, made.id, None, centre.now)
    assert centre.do(api_tokens.caller, token) is None
    with pytest.raises(NotFound):
        centre.do(api_tokens.revoke, 99, None, centre.now)


@pytest.mark.parametrize(("name", "scopes"), [("", ["calls:read"]), ("CRM", []), ("CRM", ["everything"])])
def test_tokens_that_cannot_be_made(centre: Centre, name: str, scopes: list[str]) -> None:
    with pytest.raises(Refused):
        centre.do(api_tokens.make, name, scopes, None, centre.now)


def test_its_last_use_is_written_once_a_minute(centre: Centre) -> None:
    _, token = centre.do(api_tokens.make, "CRM", ["calls:read"], None, centre.now)
    known = centre.do(api_tokens.caller, token)
    assert known
    assert api_tokens.is_used_again(known, centre.now)
    centre.do(api_tokens.used, known, centre.now)
    known = centre.do(api_tokens.caller, token)
    assert known
    assert not api_tokens.is_used_again(known, centre.now + timedelta(seconds=59))
    assert api_tokens.is_used_again(known, centre.now + timedelta(seconds=60))
