"""Periods in parts: each moment once, in the largest parts that fit, on nights on which clocks change too."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.rules.local_days import begins, date_of, hour_of, month_of, offset_of
from support.rules.periods import Part, after, cover, grains_by, group_of, offsets, rounded

MADRID = ZoneInfo("Europe/Madrid")
ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "UTC",
        "America/Sao_Paulo",
        "Europe/Madrid",
        "Asia/Kathmandu",
        "America/Havana",
        "Pacific/Auckland",
    )
)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


LONG_AGO, LATER = at("2015-01-01"), at("2026-12-31")


@given(
    start=st.integers(LONG_AGO, LATER),
    length=st.integers(0, 100 * 86_400),
    zone=st.sampled_from(ZONES),
    grains=st.sampled_from(("q", "qh", "qhdm", "hdm", "hd", "qdm", "qm")),
)
def test_parts_follow_each_other_from_beginning_to_end(
    start: int, length: int, zone: ZoneInfo, grains: str
) -> None:
    begun, ended = rounded(start, start + length, zone, grains[0])
    assert begun <= start
    assert ended >= start + length or not length
    parts = cover(begun, ended, zone, grains)
    assert [part.start for part in parts] == [begun, *(part.end for part in parts)][: len(parts)]
    assert not parts or parts[-1].end == ended
    for part in parts:
        assert part.start < part.end
        if part.grain == "d":
            assert begins(date_of(part.start, zone), zone) == part.start
        if part.grain == "m":
            assert month_of(part.start, zone) == part.start


def test_a_year_is_its_months() -> None:
    start, end = begins(date_of(at("2026-01-01T12:00"), MADRID), MADRID), at("2026-12-31T23:00")
    assert cover(start, end, MADRID, "qhdm") == [Part("m", start, end)]


def test_the_night_on_which_clocks_go_back_has_25_hours() -> None:
    start = at("2026-10-24T22:00")
    end = after(start, MADRID, "d")
    assert end - start == 25 * 3600
    hours = [group_of("hour_of_day", moment, MADRID) for moment in range(start, end, 3600)]
    assert hours == [0, 1, 2, 2, *range(3, 24)]
    assert {group_of("day", moment, MADRID) for moment in range(start, end, 900)} == {start}


def test_midnight_that_does_not_exist() -> None:
    sao_paulo = ZoneInfo("America/Sao_Paulo")  # until 2018 clocks went forward at midnight
    start = at("2018-11-04T03:00")
    assert group_of("day", start, sao_paulo) == start == begins(date_of(start + 3600, sao_paulo), sao_paulo)
    assert group_of("day", start - 1, sao_paulo) == at("2018-11-03T03:00")


def test_midnight_that_comes_twice() -> None:
    havana = ZoneInfo("America/Havana")
    first = at("2025-11-02T04:00")
    assert group_of("day", first + 3600, havana) == first
    assert group_of("day", first - 1, havana) == at("2025-11-01T04:00")


def test_hours_where_the_zone_is_45_minutes_off() -> None:
    zone = ZoneInfo("Asia/Kathmandu")
    midnight = at("2026-03-01T18:15")
    assert hour_of(midnight + 7200, midnight) == midnight + 7200
    assert rounded(midnight + 1, midnight + 2, zone, "h") == (midnight, midnight + 3600)


@pytest.mark.parametrize("end", ["2026-03-01T00:00", "2026-02-01T00:00"])
def test_a_period_that_is_empty_or_reversed(end: str) -> None:
    start = at("2026-03-01T00:00")
    assert rounded(start, at(end), MADRID, "h") == (start, start)
    assert cover(start, at(end), MADRID, "qhdm") == []


@given(zone=st.sampled_from(ZONES), start=st.integers(LONG_AGO, LATER), length=st.integers(900, 400 * 86_400))
def test_offsets_hold_until_the_next(zone: ZoneInfo, start: int, length: int) -> None:
    found = offsets(start, start + length, zone)
    for moment in range(start // 900 * 900 + 900, start + length, max(900, length // 200 // 900 * 900)):
        known = [ahead for since, ahead in found if since <= moment]
        assert known[-1] == offset_of(moment, zone)


@pytest.mark.parametrize(
    ("by", "kept", "grains"),
    [("day", "qhdm", "qhd"), ("month", "hdm", "hdm"), ("quarter", "hdm", "h"), ("hour", "qhdm", "qh"),
     ("hour_of_day", "hdm", "h"), ("weekday", "qhdm", "qhd")],
)  # fmt: skip
def test_no_part_lies_in_two_groups(by: str, kept: str, grains: str) -> None:
    assert grains_by(by, kept) == grains


def test_weeks_begin_on_monday() -> None:
    wednesday = at("2026-04-01T10:00")
    assert group_of("week", wednesday, MADRID) == at(
        "2026-03-29T22:00"
    )  # the night after clocks went forward
    assert group_of("weekday", wednesday, MADRID) == 2
    assert group_of("month", wednesday, MADRID) == at("2026-03-31T22:00")
