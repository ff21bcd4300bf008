"""Times at the edge of the calendar; numbers and sentences that a token may not see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from api import lists
from tests.api.door import Door


def test_a_zone_that_leaves_the_calendar() -> None:
    last = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))
    assert lists.in_range(last).tzinfo is UTC
    noon = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=-3)))
    assert lists.in_range(noon).hour == 15


def test_the_following_page_keeps_the_filters(door: Door) -> None:
    for count in range(3):
        door.centre.begin(f"CA{count}")
    following = door.get("/calls?limit=1&is_live=true&called=%2B551140028922")["next"]
    for part in ("limit=1", "is_live=true", "called=%2B551140028922", "cursor="):
        assert part in following
