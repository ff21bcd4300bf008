"""API keys through the vendor's client."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from tests.exchange.conftest import ACCOUNT, Rewriting, Town


def test_a_new_key_opens_the_door_until_it_is_deleted(town: Town) -> None:
    made = town.api.new_keys.create(friendly_name="browser phone")
    assert made.secret
    with_key = Client(made.sid, made.secret, ACCOUNT.sid, http_client=Rewriting(town.customer.base))
    assert made.sid in [key.sid for key in with_key.keys.list()]
    assert town.exchange.secrets()[made.sid] == made.secret
    town.api.keys(made.sid).delete()
    with pytest.raises(TwilioException, match="20003"):
        with_key.keys.list()
