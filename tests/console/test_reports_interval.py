"""The interval report: slots of a day, days added up, nights on which clocks change."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from support.services import policies
from tests.console.centre import START, Centre
from tests.console.report_facts import at, call, keep
from tests.console.test_reports import at_home, table
from tests.support import books, facts_made

__all__ = ["at_home"]


@pytest.fixture
def busy(centre: Centre) -> Centre:
    keep(
        centre,
        call(1, at("2026-03-02T08:05")),
        call(2, at("2026-03-02T08:20"), end="abandoned", wait_s=60),
        call(3, at("2026-03-02T09:45")),
        call(4, at("2026-02-23T08:10")),
        call(5, at("2026-02-24T11:00")),
    )
    return centre


@pytest.mark.parametrize(
    ("every", "slots"),
    [
        (15, {"08:00": "1", "08:15": "1", "08:30": "0", "09:45": "1"}),
        (30, {"08:00": "2", "08:30": "0", "09:00": "0", "09:30": "1"}),
        (60, {"08:00": "2", "09:00": "1"}),
    ],
)
def test_slots_of_a_day(busy: Centre, sue: FlaskClient, every: int, slots: dict[str, str]) -> None:
    rows = table(sue, f"/reports/interval?period=today&every={every}", "intervals")
    found = {row[0]: row[1] for row in rows[1:-1]}
    assert slots.items() <= found.items()
    assert rows[-1][:2] == ["All", "3"]
    assert list(found) == sorted(found)


def test_a_slot_explains_itself(busy: Centre, sue: FlaskClient) -> None:
    page = sue.get("/reports/interval?period=today").text
    assert "from=2026-03-02T09%3A30%3A00-03%3A00&amp;to=2026-03-02T10%3A00%3A00-03%3A00" in page


def test_days_added_up_by_the_clock_and_by_the_weekday(busy: Centre, sue: FlaskClient) -> None:
    path = "/reports/interval?from=2026-02-23&to=2026-03-02"
    rows = {row[0]: row[1] for row in table(sue, path, "intervals")[1:]}
    assert (rows["08:00"], rows["11:00"], rows["All"]) == ("3", "1", "5")
    heat = table(sue, path, "busy")
    assert heat[0] == ["Weekday", "08", "09", "10", "11"]
    assert heat[1] == ["Mon", "3", "1", "0", "0"]
    assert heat[2] == ["Tue", "0", "0", "0", "1"]
    assert table(sue, path, "busy_level")[2] == ["Tue", "", "", "", "1"]


def test_nobody_on_a_weekday_that_was_is_none_and_of_others_nothing_is_known(
    busy: Centre, sue: FlaskClient
) -> None:
    """The 28th of February is a Saturday; the 3rd of March is still to come."""
    heat = table(sue, "/reports/interval?from=2026-02-28&to=2026-03-03", "busy")
    assert [row[1] for row in heat[1:]] == ["2", "", "", "", "", "0", "0"]


def test_what_is_kept_by_the_hour_says_so(busy: Centre, sue: FlaskClient) -> None:
    page = sue.get("/reports/interval?period=today&language=en-US").text
    assert "These figures are read by the hour." in page
    rows = table(sue, "/reports/interval?period=today&language=en-US", "intervals")
    assert [row[:2] for row in rows[1:]] == [["08:00", "2"], ["09:00", "1"], ["All", "3"]]


def test_an_hour_that_a_night_has_twice_is_there_twice(centre: Centre, sue: FlaskClient) -> None:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Europe/Madrid")
    with centre.store.writing() as session:
        policies.publish(session, "ramal policies: 1\ntimezone: Europe/Madrid\n", None, START)
        made = [call(n, datetime(2025, 10, 26, hour, 10, tzinfo=UTC)) for n, hour in ((1, 0), (2, 1), (3, 2))]
        for each in made:
            for fact in (each.call, *each.stays, *each.legs):
                if fact:
                    fact.day = int(datetime(2025, 10, 25, 22, tzinfo=UTC).timestamp())
        facts_made.keep(session, made)
        books.recount(session, zone)
    rows = table(sue, "/reports/interval?from=2025-10-26&to=2025-10-26&every=60", "intervals")
    assert [row[:2] for row in rows[1:]] == [["02:00", "1"], ["02:00", "1"], ["03:00", "1"], ["All", "3"]]


def test_a_long_period_is_read_by_the_hour_and_its_week_is_the_last_five(
    centre: Centre, sue: FlaskClient
) -> None:
    keep(centre, call(1, at("2026-03-02T08:05")), call(2, at("2025-12-01T08:05")))
    path = "/reports/interval?period=last100"
    assert [row[:2] for row in table(sue, path, "intervals")[1:]] == [["08:00", "2"], ["All", "2"]]
    assert table(sue, path, "busy")[1] == ["Mon", "1"]
    page = sue.get(path).text
    assert "Of the last 35 days." in page
    assert "Of the days since Sat 31 Jan 2026" in page  # the books
