"""Rooms without telephones: who may enter, whose leaving ends what."""

from __future__ import annotations

import pytest

from exchange.leg import Leg
from exchange.records import Call, Callback
from exchange.rooms import CannotEnter, Room, Seat, open_room
from tests.exchange.conftest import Town


@pytest.fixture
def room(town: Town) -> Room:
    room = open_room(town.exchange.office, "room")
    room.configure(Callback(town.customer.base + "/r", events=frozenset({"start", "end", "leave"})), None, 3)
    return room


def seat(town: Town, name: str, **more: object) -> Seat:
    phone = town.exchange.phone(f"+55119{name}")
    return Seat(Leg(town.exchange.office, Call(name, "a", "b", "inbound", 0.0), phone), **more)  # type: ignore[arg-type]


def test_starts_with_two_of_whom_one_may_start_it(town: Town, room: Room) -> None:
    room.enter(seat(town, "1", start_on_enter=False))
    room.enter(seat(town, "2", start_on_enter=False))
    assert room.status == "init"
    room.enter(seat(town, "3"))
    assert room.started
    with pytest.raises(CannotEnter) as full:
        room.enter(seat(town, "4"))
    assert full.value.code == 13230


@pytest.mark.parametrize(
    ("moderator", "reason", "ended", "left"),
    [
        (True, "participant_hung_up", "participant-with-end-conference-on-exit-left", 2),
        (True, "kicked", "participant-with-end-conference-on-exit-kicked", 2),
        (False, "participant_hung_up", "", 1),
    ],
)
def test_who_leaves_decides(
    town: Town, room: Room, moderator: bool, reason: str, ended: str, left: int
) -> None:
    one, two = seat(town, "1", end_on_exit=moderator), seat(town, "2")
    room.enter(one)
    room.enter(two)
    room.leave(one, reason)
    room.leave(one, reason)
    assert (room.reason_ended, room.over) == (ended, bool(ended))
    for _ in range(left):
        town.customer.expect("/r", StatusCallbackEvent="participant-leave")
    assert town.exchange.office.dispatcher.quiet(5)
    assert (
        len([a for a in town.customer.requests("/r") if "leave" in a.fields["StatusCallbackEvent"]]) == left
    )


def test_the_last_one_ends_it(town: Town, room: Room) -> None:
    one = seat(town, "1")
    room.enter(one)
    room.leave(one, "kicked")
    assert room.reason_ended == "last-participant-kicked"


def test_only_the_first_configures(town: Town, room: Room) -> None:
    first = room.callback
    room.configure(Callback("http://h/other"), None)
    assert room.callback is first


def test_seats_are_found_by_sid_or_label(town: Town, room: Room) -> None:
    one = seat(town, "1", label="agent")
    room.enter(one)
    room.enter(seat(town, "2"))
    assert room.seat("agent") is room.seat("1") is one
    assert room.seat("") is None
