"""Where there is no telephone: an unregistered client misses, an unknown number fails."""

from __future__ import annotations

import pytest

from exchange.calls import Order, place, ring
from exchange.leg import HungUp
from tests.exchange.conftest import LINE, Town


@pytest.mark.parametrize(("to", "status"), [("client:ghost", "no-answer"), ("+5511900009999", "failed")])
def test_it_never_rings(town: Town, to: str, status: str) -> None:
    leg = place(town.exchange.office, Order(LINE, to))
    with pytest.raises(HungUp):
        ring(town.exchange.office, leg, 5)
    assert leg.call.status == status
