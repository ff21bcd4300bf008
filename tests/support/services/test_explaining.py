"""A figure says what it is made of, what was left out, and what its rivals would say."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from support.errors import NotFound
from support.rules.metrics import MEASURES
from support.services import explaining
from support.services.explaining import Explanation
from support.services.metrics import Asked
from support.store import rollup_sql
from support.store.base import Session
from tests.support import booked
from tests.support.centre import NOON, Centre
from tests.support.promising import SIMPLE, publish

MIDNIGHT = NOON - timedelta(hours=12)
DAY = Asked(MIDNIGHT, MIDNIGHT + timedelta(days=1))
BILLING = Asked(DAY.start, DAY.end, ("billing",))
WORKED = {"offered": 100, "answered": 80, "answered_in": 60, "abandoned": 20, "abandoned_in": 8, "short": 5}


@pytest.fixture(autouse=True)
def _at_greenwich(centre: Centre) -> None:
    publish(centre)


def _explained(centre: Centre, name: str, asked: Asked = DAY) -> Explanation:
    return centre.do(explaining.explain, asked, name)


def _left_out(centre: Centre, name: str, asked: Asked = DAY) -> dict[str, int]:
    return {each.what: each.count for each in _explained(centre, name, asked).left_out}


def test_the_worked_day(centre: Centre) -> None:
    centre.do(booked.sums, NOON, "billing", **WORKED)
    found = _explained(centre, "service_level_ours")
    assert found.value == 0.6315789473684210
    assert found.inputs == (("answered_in", 60), ("answered", 80), ("abandoned", 20), ("short", 5))
    percents = {name.removeprefix("service_level_"): round(100 * (v or 0), 1) for name, v in found.rivals}
    assert percents == {
        "ours": 63.2, "amazon": 68.0, "genesys": 60.0, "asterisk_sl": 75.0, "asterisk_sl2": 68.0, "copc": 60.0
    }  # fmt: skip
    assert _left_out(centre, "service_level_ours") == {"short": 5}
    assert found.behind == "stays late"


def test_the_centres_own_definition(centre: Centre) -> None:
    centre.do(booked.sums, NOON, "billing", **WORKED)
    publish(centre, f"{SIMPLE}metrics: {{service_level: asterisk_sl}}\n")
    found = _explained(centre, "service_level")
    assert (found.name, found.value) == ("service_level_asterisk_sl", 0.75)
    assert centre.do(explaining.figure, DAY, "service_level") == 0.75


def test_what_is_left_out_of_a_line(centre: Centre) -> None:
    def keep(session: Session) -> None:
        booked.stay(session, 1001, NOON, is_callback=True)
        booked.sums(session, NOON, offered=4, answered=2, abandoned=1, flowed=1, estimated=1)

    centre.enqueue("CA1")
    centre.do(keep)
    assert _left_out(centre, "offered") == {"callbacks": 1, "waiting": 1}
    assert _left_out(centre, "asa", BILLING) == {"callbacks": 1, "waiting": 1, "abandoned": 1, "flowed": 1}
    assert _left_out(centre, "service_level_genesys") == {"callbacks": 1, "waiting": 1, "flowed": 1}
    assert _left_out(centre, "estimate_error") == {"callbacks": 1, "waiting": 1, "untold": 1}
    assert _left_out(centre, "offered", Asked(DAY.start, DAY.end, ("tech",))) == {}
    assert _left_out(centre, "offered", Asked(DAY.start, DAY.end, (), "flow", "acme")) == {"callbacks": 1}


def test_what_is_left_out_of_conversations(centre: Centre) -> None:
    def keep(session: Session) -> None:
        booked.leg(session, 1, NOON, end="talking", left_at=None, wrapped_at=None)
        booked.leg(session, 2, NOON, wrapped_at=None, wrap_ms=0)
        booked.leg(session, 3, NOON, agent_id=2)
        booked.sums(session, NOON, "billing", handled=2, wrapped=1)

    centre.do(keep)
    assert _left_out(centre, "aht") == {"talking": 1, "unwrapped": 1}
    assert _left_out(centre, "talk") == {"talking": 1}
    assert _left_out(centre, "aht", Asked(DAY.start, DAY.end, (), "agent", "2")) == {}
    assert _left_out(centre, "missed") == {}


def test_what_is_left_out_of_calls(centre: Centre) -> None:
    def keep(session: Session) -> None:
        booked.call(session, 1, NOON, outcome="", ended_at=None)
        booked.sums(session, NOON, "billing", calls=3, calls_answered=3, reached=2, repeated=1)

    centre.do(keep)
    assert _left_out(centre, "fcr") == {"open_calls": 1, "unknown_matter": 1}
    assert _explained(centre, "fcr").value == 0.5


def test_presence_has_no_queue(centre: Centre) -> None:
    assert _left_out(centre, "occupancy", BILLING) == {"presence": 1}
    assert _explained(centre, "occupancy", BILLING).value is None
    assert _left_out(centre, "occupancy") == {}


def test_thresholds_have_dates(centre: Centre) -> None:
    """A changed target holds from then on; what was measured before stays as it was."""

    def keep(session: Session) -> None:
        booked.stay(session, 1001, NOON, target_s=20)
        booked.stay(session, 1002, NOON + timedelta(days=1), target_s=30)
        booked.stay(session, 1003, NOON + timedelta(days=2), target_s=30)
        booked.stay(session, 1004, NOON, queue="tech", source="old pbx")
        rollup_sql.apply(session, UTC, [1001, 1002, 1003, 1004], 1)

    centre.do(keep)
    days = Asked(DAY.start, DAY.start + timedelta(days=9), ("billing",))
    held = _explained(centre, "service_level", days).held
    assert [(each.since, each.target_s, each.stays) for each in held.thresholds] == [
        (NOON.date(), 20, 1), ((NOON + timedelta(days=1)).date(), 30, 2)
    ]  # fmt: skip
    assert [at for _, at in held.policies] == [NOON]
    assert held.brought == {}
    assert _explained(centre, "service_level").held.brought == {"old pbx": 1}


def test_a_quantile_shows_its_spread(centre: Centre) -> None:
    def keep(session: Session) -> None:
        for n in range(10):
            booked.stay(session, 1001 + n, NOON, wait_s=n)

    centre.do(keep)
    # A part of a day is counted fact by fact, whatever is kept of whole days.
    asked = Asked(NOON, NOON + timedelta(hours=1))
    found = _explained(centre, "wait_p90", asked)
    assert (found.value, found.histogram) == (8.0, dict.fromkeys(range(10), 1))
    assert centre.do(explaining.figure, asked, "wait_p50") == 4.0


def test_nothing_is_not_zero(centre: Centre) -> None:
    for name, each in MEASURES.items():
        found = _explained(centre, name)
        assert found.value is None if each.below or name == "longest_wait" else found.value == 0
        assert found.left_out == ()
    assert _explained(centre, "wait_p50").value is None


@pytest.mark.parametrize("name", ["nonsense", "wait_p7", "service_level_nobody"])
def test_no_such_figure(centre: Centre, name: str) -> None:
    with pytest.raises(NotFound):
        centre.do(explaining.figure, DAY, name)


def test_periods_that_make_no_sense(centre: Centre) -> None:
    backwards = Asked(DAY.end, DAY.start)
    assert _explained(centre, "service_level", backwards).value is None
    assert (
        _explained(centre, "offered", Asked(NOON + timedelta(days=900), NOON + timedelta(days=901))).value
        == 0
    )
