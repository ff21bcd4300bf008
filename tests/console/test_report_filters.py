"""What an address asks for: periods in the centre's days, comparisons, filters, and what makes no sense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from console.report_filters import LONGEST, Filters, named, read
from tests.console.centre import Centre

SAO_PAULO, MADRID = ZoneInfo("America/Sao_Paulo"), ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 3, 4, 13, 20, tzinfo=UTC)  # Wednesday, 10:20 in São Paulo


@pytest.fixture(autouse=True)
def words(centre: Centre) -> Iterator[None]:
    with centre.app.test_request_context("/reports"):
        yield


def asked(query: str, now: datetime = NOW, zone: ZoneInfo = SAO_PAULO) -> Filters:
    return read(MultiDict(parse_qsl(query, keep_blank_values=True)), now, zone, queues=("billing", "tech"))


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("", "2026-02-26", "2026-03-04"),
        ("period=today", "2026-03-04", "2026-03-04"),
        ("period=yesterday", "2026-03-03", "2026-03-03"),
        ("period=week", "2026-03-02", "2026-03-04"),
        ("period=lastweek", "2026-02-23", "2026-03-01"),
        ("period=month", "2026-03-01", "2026-03-04"),
        ("period=lastmonth", "2026-02-01", "2026-02-28"),
        ("period=year", "2026-01-01", "2026-03-04"),
        ("period=last1", "2026-03-04", "2026-03-04"),
        ("from=2026-01-01&to=2026-01-31", "2026-01-01", "2026-01-31"),
        ("from=2026-03-01", "2026-03-01", "2026-03-04"),
        ("to=2026-03-01", "2026-03-01", "2026-03-01"),
        ("from=2026-03-01&to=2026-02-01", "2026-02-01", "2026-03-01"),
        ("from=2026-03-01&period=today", "2026-03-01", "2026-03-04"),
        ("from=yesterday", "2026-02-26", "2026-03-04"),
        ("from=2026-02-29&to=2026-03-01", "2026-02-26", "2026-03-04"),
    ],
)
def test_periods_are_days_of_the_centre(query: str, first: str, last: str) -> None:
    period = asked(query).period
    assert (str(period.first), str(period.last)) == (first, last)
    assert period.start == datetime.fromisoformat(first).replace(tzinfo=SAO_PAULO)
    assert (period.end.astimezone(SAO_PAULO).hour, period.end.astimezone(SAO_PAULO).minute) == (0, 0)


def test_a_day_on_which_clocks_change_is_a_whole_day() -> None:
    spring = asked("from=2026-03-29&to=2026-03-29", zone=MADRID).period
    autumn = asked("from=2025-10-26&to=2025-10-26", zone=MADRID).period
    assert (spring.end - spring.start).total_seconds() == 23 * 3600
    assert (autumn.end - autumn.start).total_seconds() == 25 * 3600


def test_a_day_without_midnight_begins_right_after_it() -> None:
    period = asked("from=2018-11-04&to=2018-11-04").period
    assert period.start == datetime(2018, 11, 4, 3, tzinfo=UTC)
    assert (period.end - period.start).total_seconds() == 23 * 3600


def test_moments_with_and_without_an_offset() -> None:
    period = asked("from=2026-03-02T10:00&to=2026-03-02T14:30:00%2B00:00").period
    assert period.start == datetime(2026, 3, 2, 13, tzinfo=UTC)
    assert period.end == datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    assert period.first == period.last == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("period=ages", "no period"),
        ("from=2026-03-01&to=2026-02-01", "turned round"),
        ("from=2026-03-05&to=2026-03-06", "has not begun"),
        ("from=31/03/2026", "written like"),
        ("from=2020-01-01&to=2026-01-01", f"{LONGEST} days"),
        ("from=0001-01-01", "written like"),
        ("queue=gone", "no queue"),
        ("agent=ana", "by a number"),
        ("team=a&flow=b", "Only one of"),
        ("preset=best", "no service level"),
        ("every=7", "15, 30 or 60"),
        ("compare=never", "nothing to compare"),
    ],
)
def test_what_makes_no_sense_is_told(query: str, told: str) -> None:
    found = asked(query)
    assert told in " ".join(found.problems)
    assert found.period.start <= found.period.end


def test_a_filter_that_the_report_does_not_heed_is_told() -> None:
    found = read(MultiDict([("flow", "acme")]), NOW, SAO_PAULO, takes=("queue",))
    assert found.dim == ""
    assert found.problems == ("This report has no filter by flow.",)


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        # What goes on is compared with as much of the other one: it is 10:20, so until 10:15.
        ("period=today&compare=previous", "2026-03-03T00:00", "2026-03-03T10:15"),
        ("period=today&compare=week", "2026-02-25T00:00", "2026-02-25T10:15"),
        ("period=yesterday&compare=previous", "2026-03-02T00:00", "2026-03-03T00:00"),
        ("period=lastweek&compare=previous", "2026-02-16T00:00", "2026-02-23T00:00"),
        ("period=lastweek&compare=year", "2025-02-23T00:00", "2025-03-02T00:00"),
        ("from=2026-02-20&to=2026-03-01&compare=week", "2026-02-06T00:00", "2026-02-16T00:00"),
        ("from=2024-02-29&to=2024-02-29&compare=year", "2023-02-28T00:00", "2023-03-01T00:00"),
        ("period=yesterday&compare=2026-01-01..2026-01-07", "2026-01-01T00:00", "2026-01-08T00:00"),
        ("period=yesterday&compare=2026-01-07..2026-01-01", "2026-01-01T00:00", "2026-01-08T00:00"),
    ],
)
def test_what_it_is_compared_with(query: str, start: str, end: str) -> None:
    before = asked(query).before
    assert before
    assert before.start.astimezone(SAO_PAULO).strftime("%Y-%m-%dT%H:%M") == start
    assert before.end.astimezone(SAO_PAULO).strftime("%Y-%m-%dT%H:%M") == end


def test_links_say_the_same_and_are_narrowed() -> None:
    found = asked("period=last7&queue=billing&queue=tech&agent=3&preset=copc&compare=previous")
    assert found.asked.queues == ("billing", "tech")
    assert (found.asked.dim, found.asked.value) == ("agent", "3")
    assert found.service_level == "service_level_copc"
    assert read(MultiDict(parse_qsl(found.query())), NOW, SAO_PAULO, queues=("billing", "tech")) == found
    assert found.narrowed({"from": "2026-03-01", "to": "2026-03-01"}).get("period") is None
    assert found.narrowed({"queue": "tech"})["queue"] == ["tech"]
    assert "agent" not in found.narrowed({"team": "north"})
    assert found.narrowed({"intent": ""})["intent"] == ["-"]
    assert "compare" not in found.without("compare")


def test_agents_of_other_systems_are_below_nought() -> None:
    assert asked("agent=-12").value == "-12"
    assert asked("agent=-").value == ""


def test_the_unknown_of_a_dimension_can_be_asked_for() -> None:
    found = asked("intent=-")
    assert (found.dim, found.value) == ("intent", "")
    assert "intent=-" in found.query()


@given(st.text(max_size=12), st.text(max_size=30), st.text(max_size=30), st.text(max_size=24))
def test_any_text_gives_a_period(name: str, begin: str, end: str, compare: str) -> None:
    args = MultiDict([("period", name), ("from", begin), ("to", end), ("compare", compare)])
    found = read(args, NOW, SAO_PAULO)
    assert found.period.start <= found.period.end
    assert found.before is None or found.before.start <= found.before.end


@given(st.dates(date(2001, 1, 1), date(2098, 1, 1)), st.integers(1, LONGEST))
def test_a_name_of_a_period_never_reaches_into_the_future(today: date, days: int) -> None:
    for name in ("today", "yesterday", "week", "lastweek", "month", "lastmonth", "year", f"last{days}"):
        first, last = named(name, today) or (None, None)
        assert first
        assert last
        assert first <= last <= today
