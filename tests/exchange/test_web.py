"""Mounted on an application: REST and the phone page answer, other paths stay the application's."""

from __future__ import annotations

import requests

from tests.exchange.conftest import ACCOUNT, Town


def test_all_doors_are_there(town: Town) -> None:
    base = town.customer.base
    auth = (ACCOUNT.sid, ACCOUNT.auth_token)
    assert requests.get(f"{base}/2010-04-01/Accounts/{ACCOUNT.sid}.json", auth=auth, timeout=5).ok
    assert requests.get(f"{base}/phone", timeout=5).ok
