"""The account keeps its secrets to itself."""

from __future__ import annotations

from exchange.account import Account


def test_secrets_do_not_show() -> None:
    shown = repr(Account("AC1", "the-token", "SK1", "the-secret"))
    assert "AC1" in shown
    assert "the-token" not in shown
    assert "the-secret" not in shown
