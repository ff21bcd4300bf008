"""Rows of other call logs: midnight, ties, overlaps, what is odd and why, and the facts of what is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows.history_map import HistoryMap
from support.rules.history import Booking, Ignored, Odd, Row, facts, understood

ZONE = ZoneInfo("America/Sao_Paulo")
CLOCK = {"date": "day", "none": ["0:00:00"]}
MAP = HistoryMap.model_validate(
    {
        "ramal history": 1, "source": "old", "customer": "who",
        "queue": {"column": "line", "names": {"S": "sales"}},
        "agent": "server", "flow": {"value": "old"}, "overlap": "3s",
        "arrived": {"date": "day", "time": "in"}, "menu_left": {"date": "day", "time": "out"},
        "entered": {**CLOCK, "time": "q_in"}, "left": {**CLOCK, "time": "q_out"},
        "answered": {**CLOCK, "time": "s_in"}, "ended": {**CLOCK, "time": "s_out"},
        "outcome": {
            "column": "how", "names": {"A": "answered", "L": "abandoned", "X": "ignore", "V": "voicemail"},
        },
        "lengths": {"wait": "q_s"},
    }
)  # fmt: skip
SERVED = {
    "who": "c7", "line": "S", "day": "2026-03-02", "in": "9:00:00", "out": "9:00:10", "q_in": "9:00:10",
    "q_out": "9:00:40", "s_in": "9:00:40", "s_out": "9:03:40", "how": "A", "server": "ana", "q_s": "30",
}  # fmt: skip


def row(**cells: str) -> Row:
    found = understood(MAP, SERVED | cells, ZONE)
    assert isinstance(found, Row)
    return found


def utc(hour: int, minute: int, second: int = 0, day: int = 2) -> datetime:
    """Where clocks are three hours behind."""
    return datetime(2026, 3, day, hour, minute, second, tzinfo=ZONE).astimezone(UTC)


def test_a_call_that_was_served() -> None:
    found = row()
    assert (found.arrived, found.menu_left, found.entered) == (utc(9, 0), utc(9, 0, 10), utc(9, 0, 10))
    assert (found.answered, found.ended) == (utc(9, 0, 40), utc(9, 3, 40))
    assert (found.queue, found.agent, found.outcome, found.mended) == ("sales", "ana", "answered", [])


def test_who_did_not_wait_waited_since_the_menu() -> None:
    found = row(q_in="0:00:00", q_out="0:00:00", q_s="0", s_in="9:00:10")
    assert found.entered == found.answered == utc(9, 0, 10)


def test_a_time_past_midnight_is_of_the_next_day() -> None:
    late = {"in": "23:59:40", "out": "23:59:50", "q_in": "23:59:50", "q_out": "0:00:20"}
    found = row(**late, s_in="0:00:20", s_out="0:03:20")
    assert found.menu_left == utc(23, 59, 50)
    assert found.answered == utc(0, 0, 20, day=3)
    assert found.ended == utc(0, 3, 20, day=3)


def test_overlaps_of_a_second_are_the_same_moment() -> None:
    found = row(q_in="9:00:09", s_in="9:00:39")
    assert found.entered == utc(9, 0, 10)
    assert found.mended == ["entered", "answered"]


def test_hung_up_in_the_line_and_in_the_menu() -> None:
    lost = row(how="L", s_in="0:00:00", s_out="0:00:00", server="")
    assert (lost.outcome, lost.answered, lost.left, lost.ended) == (
        "abandoned_queue",
        None,
        utc(9, 0, 40),
        utc(9, 0, 40),
    )
    menu = row(how="L", s_in="0:00:00", s_out="0:00:00", q_in="0:00:00", q_out="0:00:00", q_s="0")
    assert (menu.outcome, menu.entered, menu.queue, menu.ended) == ("abandoned_menu", None, "", utc(9, 0, 10))


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"out": "8:58:33"}, "leaving the menu is 87 s before what it follows"),
        ({"s_in": "9:00:05", "s_out": "9:02:00"}, "the answer is 5 s before what it follows"),
        ({"s_in": "9:00:20"}, "answered 20 s before it no longer waited"),
        ({"s_in": "0:00:00"}, "answered, but it does not say when"),
        ({"how": "L"}, "abandoned, and yet somebody answered it"),
        ({"how": "Z"}, "the map does not name the outcome 'Z'"),
        ({"line": "Q"}, "the map does not name the queue 'Q'"),
        ({"line": ""}, "waited, but it does not say in which queue"),
        ({"in": ""}, "it does not say when the call arrived"),
        ({"in": "25:00:00"}, "the arrival is no time: '2026-03-02 25:00:00'"),
        ({"day": "02/03/2026"}, "the arrival is no time"),
        ({"day": "0026-03-02"}, "the arrival is no time"),
        ({"q_s": "99"}, "q_s is 99 s, but by its moments 30 s"),
        ({"q_s": "many"}, "q_s is no number: 'many'"),
    ],
)
def test_odd_rows_say_why(cells: dict[str, str], why: str) -> None:
    with pytest.raises(Odd) as odd:
        understood(MAP, SERVED | cells, ZONE)
    assert str(odd.value).startswith(why)


def test_the_kind_of_an_oddity_has_no_values() -> None:
    with pytest.raises(Odd) as odd:
        understood(MAP, SERVED | {"how": "{0} %s"}, ZONE)
    assert odd.value.kind == "the map does not name the outcome …"


def test_rows_that_the_map_ignores() -> None:
    assert understood(MAP, SERVED | {"how": "X"}, ZONE) == Ignored("how is 'X'")


def test_moments_written_otherwise() -> None:
    written = MAP.model_validate(
        {
            "ramal history": 1, "source": "old", "queue": "line",
            "arrived": {"at": "t", "format": "%d/%m/%Y %H:%M"},
            "answered": {"after": "arrived", "seconds": "wait"},
            "ended": {"after": "answered", "seconds": "talk"},
            "hold": "held", "wrap": "acw", "outcome": {"column": "how", "names": {"A": "answered"}},
        }
    )  # fmt: skip
    cells = {
        "line": "any",
        "t": "02/03/2026 09:00",
        "wait": "12.9",
        "talk": "60",
        "held": "15",
        "acw": "",
        "how": "A",
    }
    found = understood(written, cells, ZONE)
    assert isinstance(found, Row)
    assert (found.entered, found.answered, found.ended) == (utc(9, 0), utc(9, 0, 12), utc(9, 1, 12))
    made = facts(written, found, Booking(ZONE, -1, "", 5, 20, 5))
    assert (made.legs[0].talk_ms, made.legs[0].hold_ms, made.legs[0].wrap_ms) == (45_000, 15_000, 0)
    with pytest.raises(Odd, match="less than nothing"):
        understood(written, cells | {"acw": "-3"}, ZONE)


def test_facts_of_a_served_call() -> None:
    again = utc(12, 0)
    made = facts(MAP, row(), Booking(ZONE, -7, "digest", 3, 20, 5, again))
    call, stay, leg = made.call, made.stays[0], made.legs[0]
    assert call is not None
    assert (call.id, call.source, call.customer, call.matter, call.repeated_at) == (
        -7,
        "old",
        "digest",
        "sales",
        again,
    )
    assert (call.menu_ms, call.wait_ms, call.talk_ms, call.stays, call.legs) == (
        10_000,
        30_000,
        180_000,
        1,
        1,
    )
    assert call.day == int(utc(0, 0).timestamp())
    assert call.quarter == int(utc(9, 0).timestamp())
    assert call.path == [["menu", 10_000, "next"], ["sales", 30_000, "queue"]]
    assert (stay.end, stay.result, stay.wait_ms, stay.target_s, stay.short_s) == (
        "answered",
        "agent",
        30_000,
        20,
        5,
    )
    assert (leg.agent_id, leg.end, leg.talk_ms, leg.wrapped_at) == (3, "done", 180_000, None)


def test_facts_of_lost_calls() -> None:
    lost = facts(MAP, row(how="L", s_in="0:00:00", s_out="0:00:00"), Booking(ZONE, -1, "", None, 20, 5))
    assert lost.call is not None
    assert (lost.stays[0].end, lost.stays[0].result, lost.legs) == ("abandoned", "hangup", ())
    assert lost.call.path[-1] == ["sales", 30_000, "hangup"]
    early = row(how="L", s_in="0:00:00", s_out="0:00:00", q_in="", q_out="", q_s="")
    menu = facts(MAP, early, Booking(ZONE, -1, "", None, 20, 5))
    assert menu.stays == ()
    message = facts(MAP, row(how="V", s_in="0:00:00", s_out="0:00:00"), Booking(ZONE, -1, "", None, 20, 5))
    assert (message.stays[0].end, message.stays[0].result) == ("flowed", "voicemail")


def test_nothing_lasts_longer_than_a_day() -> None:
    written = MAP.model_copy(
        update={"ended": MAP.arrived.model_copy(update={"date": "", "time": "", "at": "end"})}
    )
    late = (datetime(2026, 3, 2, 9, tzinfo=ZONE) + timedelta(days=2)).isoformat()
    with pytest.raises(Odd, match="more than a day after"):
        understood(written, SERVED | {"end": late}, ZONE)
