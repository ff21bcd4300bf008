"""The account through the vendor's client."""

from __future__ import annotations

from tests.exchange.conftest import ACCOUNT, Town


def test_fetch(town: Town) -> None:
    account = town.api.api.v2010.accounts(ACCOUNT.sid).fetch()
    assert (account.sid, account.status) == (ACCOUNT.sid, "active")
