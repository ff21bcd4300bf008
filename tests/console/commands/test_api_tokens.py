"""`api-tokens add|list|revoke`: a token is printed once, listed without itself, and revoked."""

from __future__ import annotations

import pytest

from support.errors import RamalError
from support.services import api_tokens
from support.store.base import Store
from tests.console.commands.conftest import Command

Captured = pytest.CaptureFixture[str]


def test_a_token_is_printed_once_and_works(command: Command, store: Store, capsys: Captured) -> None:
    assert command("api-tokens", "add", "CRM", "--scope", "calls:read", "--scope", "tickets:read") == 0
    token = capsys.readouterr().out.strip()
    with store.reading() as session:
        caller = api_tokens.caller(session, token)
    assert caller
    assert caller.scopes == {"calls:read", "tickets:read"}
    command("api-tokens", "list")
    out = capsys.readouterr().out
    assert token not in out
    assert "CRM" in out
    assert "never" in out


def test_a_token_is_revoked(command: Command, capsys: Captured) -> None:
    command("api-tokens", "add", "CRM", "--scope", "calls:read")
    capsys.readouterr()
    assert command("api-tokens", "revoke", "1") == 0
    assert capsys.readouterr().out == "revoked CRM\n"
    command("api-tokens", "list")
    assert "revoked" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [("add", "CRM"), ("add", "CRM", "--scope", "all"), ("revoke", "7"), ("revoke", "CRM")]
)
def test_what_is_refused(command: Command, words: tuple[str, ...]) -> None:
    with pytest.raises(RamalError):
        command("api-tokens", *words)
