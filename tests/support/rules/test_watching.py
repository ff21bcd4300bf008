"""Limits on the wallboard: passed or not, which is worse, and when one will be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.policies import Watch
from support.rules.metrics import Sums
from support.rules.watching import FIGURES, Line, Staff, crossing, figure, staff, together, watch

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


BILLING = Line(
    "billing", {"*": "Billing"}, waiting=3, first_at=ago(90), estimate_s=240, staff=Staff(available=1),
    today=Sums(offered=20, abandoned=4), service_level=0.755, callbacks_due=2, late=1, near=2,
)  # fmt: skip
QUIET = Line("tech", {"*": "Tech"})


def watched(*lines: Line, **wanted: Any) -> list[tuple[str, float]]:
    found = watch([Watch(**wanted)], lines or (BILLING, QUIET), NOW)
    return [(each.queue, each.value) for each in found]


@pytest.mark.parametrize(
    ("name", "value", "nothing"),
    [
        ("waiting", 3, 0), ("longest_wait", 90, None), ("estimate", 240, None), ("available", 1, 0),
        ("service_level", 75.5, None), ("abandoned", 4, 0), ("callbacks_due", 2, 0), ("breaching", 3, 0),
    ],
)  # fmt: skip
def test_every_figure_that_can_be_watched_is_known(name: str, value: float, nothing: float | None) -> None:
    assert figure(BILLING, name, NOW) == value
    assert figure(QUIET, name, NOW) == nothing
    if nothing is None:
        assert watched(QUIET, figure=name, above=0) == watched(QUIET, figure=name, below=9) == []


def test_watches_know_the_same_figures() -> None:
    names: tuple[str, ...] = Watch.model_fields["figure"].annotation.__args__  # type: ignore[union-attr]
    assert set(names) == set(FIGURES)


@pytest.mark.parametrize(
    ("limit", "is_on"),
    [
        ({"above": 2}, True), ({"above": 3}, False), ({"above": 2.5}, True),
        ({"below": 3}, False), ({"below": 4}, True), ({}, False),
    ],
)  # fmt: skip
def test_a_limit_itself_is_not_past_it(limit: dict[str, float], is_on: bool) -> None:
    assert bool(watched(BILLING, figure="waiting", **limit)) is is_on


def test_without_a_queue_each_is_watched_for_itself() -> None:
    assert watched(figure="available", below=2) == [("billing", 1), ("tech", 0)]
    assert watched(figure="available", below=2, queue="tech") == [("tech", 0)]
    assert watched(figure="available", below=2, queue="gone") == []


def test_alarms_come_before_warnings_and_the_order_does_not_change() -> None:
    watches = [
        Watch(figure="waiting", above=1),
        Watch(figure="available", below=2, level="alarm"),
        Watch(figure="longest_wait", above=60),
    ]
    found = [each.key for each in watch(watches, (BILLING, QUIET), NOW)]
    assert found == [
        "billing/available/alarm",
        "tech/available/alarm",
        "billing/waiting/warning",
        "billing/longest_wait/warning",
    ]
    assert found == [each.key for each in watch(watches, (BILLING, QUIET), NOW)]


def test_two_watches_for_the_same_are_one_alarm() -> None:
    """With the limit that says most, heard and told if either wants it."""
    quiet, loud = Watch(figure="waiting", above=1, hook=True), Watch(figure="waiting", above=2, sound=True)
    for watches in ([quiet, loud], [loud, quiet]):
        [alarm] = watch(watches, (BILLING,), NOW)
        assert (alarm.limit, alarm.sound, alarm.hook) == (2, True, True)
    [alarm] = watch([quiet, loud], (replace(BILLING, waiting=2),), NOW)
    assert (alarm.limit, alarm.sound, alarm.hook) == (1, False, True)


def test_it_is_known_when_somebody_will_have_waited_long_enough() -> None:
    watches = [Watch(figure="longest_wait", above=limit) for limit in (60, 120, 300)]
    at = crossing(watches, (BILLING, QUIET), NOW)
    assert at == ago(90 - 120)
    assert watch(watches[1:2], (BILLING,), at) == ()
    assert len(watch(watches[1:2], (BILLING,), at + timedelta(milliseconds=1))) == 1
    assert crossing(watches[:1], (BILLING, QUIET), NOW) is None
    assert crossing([Watch(figure="waiting", above=120)], (BILLING,), NOW) is None
    assert crossing([Watch(figure="longest_wait", above=120, queue="tech")], (BILLING,), NOW) is None
    assert crossing([Watch(figure="longest_wait", below=120)], (BILLING,), NOW) == at


def test_who_rings_is_as_good_as_on_a_call() -> None:
    found = staff(
        [("available", ""), ("reserved", ""), ("on_call", ""), ("away", "lunch"), ("away", "break"),
         ("away", "lunch"), ("wrap_up", ""), ("offline", "")]
    )  # fmt: skip
    assert found == Staff(1, 2, 1, 3, 1, (("lunch", 2), ("break", 1)))
    assert staff([]) == Staff()


def test_several_queues_as_one() -> None:
    other = replace(BILLING, queue="sales", first_at=ago(200), late=4)
    whole = together((BILLING, QUIET, other), Staff(available=1), 75)
    assert (whole.waiting, whole.first_at, whole.late, whole.near) == (6, ago(200), 5, 4)
    assert (whole.today.offered, whole.callbacks_due, whole.goal) == (40, 4, 75)
    assert whole.staff.available == 1, "the same agent serves all of them"
    assert together((), Staff(), 80) == Line("")


def test_somebody_waits_and_nobody_is_free() -> None:
    assert not BILLING.is_alone
    assert replace(BILLING, staff=Staff(on_call=3)).is_alone
    assert not QUIET.is_alone
