"""Callbacks that programs ask for: to who has called us, at the end of the line, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.errors import NotFound, Refused
from support.services import callback_requests
from support.store import callbacks as store
from tests.support.centre import BILLING, CALLER, OTHER, Centre


def test_somebody_who_called_us_is_called_back(centre: Centre) -> None:
    centre.reach(BILLING)
    centre.end()
    made = centre.do(callback_requests.ask, "billing", CALLER, None, centre.later(3600))
    assert (made.state, made.number, made.queue) == ("promised", CALLER, "billing")
    with centre.store.reading() as session:
        place = store.place_of(session, made.id)
    assert place
    assert place.place_at == centre.now, "a program jumps no line with a call of long ago"
    assert centre.kinds()[-1] == "callback_promised"


def test_asked_twice_it_is_one_promise(centre: Centre) -> None:
    centre.reach(BILLING)
    centre.end()
    first = centre.do(callback_requests.ask, "billing", CALLER, None, centre.now)
    again = centre.do(callback_requests.ask, "billing", CALLER, centre.now + timedelta(hours=2), centre.now)
    assert again.id == first.id


def test_nobody_is_called_without_a_reason(centre: Centre) -> None:
    call = centre.begin().call_id
    with pytest.raises(Refused, match="never called us"):
        centre.do(callback_requests.ask, "billing", OTHER, None, centre.now)
    with pytest.raises(NotFound):
        centre.do(callback_requests.ask, "billing", OTHER, None, centre.now, call_id=99)
    assert centre.do(callback_requests.ask, "billing", OTHER, None, centre.now, call_id=call).number == OTHER


@pytest.mark.parametrize("hours", [-1, 24 * 91])
def test_times_that_are_over_or_too_far(centre: Centre, hours: int) -> None:
    centre.begin()
    at = centre.now + timedelta(hours=hours)
    with pytest.raises(Refused, match="choose a time"):
        centre.do(callback_requests.ask, "billing", CALLER, at, centre.now)


def test_no_surprise_bill(centre: Centre) -> None:
    centre.begin()
    with pytest.raises(Refused, match="may call"):
        centre.do(callback_requests.ask, "billing", "+12025550123", None, centre.now, call_id=1)
