"""Figures are what the field's documents say, and nothing is not 0."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.rules import metrics
from support.rules.metrics import COLUMNS, MEASURES, PRESETS, Sums, bucket, quantile
from support.rules.outcomes import OUTCOMES
from support.store.rollups import Rollup

some_sums = st.builds(Sums, **{name: st.integers(0, 10**6) for name in COLUMNS})


@pytest.mark.parametrize(
    ("preset", "percent"),
    [("asterisk_sl", 75.0), ("amazon", 68.0), ("asterisk_sl2", 68.0), ("ours", 63.2), ("genesys", 60.0),
     ("copc", 60.0)],
)  # fmt: skip
def test_one_day_has_many_service_levels(preset: str, percent: float) -> None:
    day = Sums(offered=100, answered=80, answered_in=60, abandoned=20, abandoned_in=8, short=5)
    level = MEASURES[f"service_level_{preset}"].compute(day)
    assert level is not None
    assert round(100 * level, 1) == percent


def test_genesys_without_abandons_is_75() -> None:
    """Switched so, its formula is Asterisk's: the fifth level of the worked example."""
    day = Sums(offered=100, answered=80, answered_in=60, abandoned=20, abandoned_in=8, short=5)
    assert MEASURES["service_level_asterisk_sl"].compute(day) == 0.75


@pytest.mark.parametrize(("name", "percent"), [("abandon_rate", 15.0), ("abandon_rate_google", 12.5)])
def test_one_day_has_two_abandon_rates(name: str, percent: float) -> None:
    day = Sums(offered=100, answered=70, flowed=15, to_callback=15, abandoned=15, short=5)
    rate = MEASURES[name].compute(day)
    assert rate is not None
    assert round(100 * rate, 1) == percent


def test_a_promise_to_call_back_is_good_service_only_for_amazon() -> None:
    day = Sums(offered=10, answered=5, answered_in=5, flowed=5, flowed_in=5, to_callback=5, to_callback_in=5)
    levels = {preset: MEASURES[f"service_level_{preset}"].compute(day) for preset in PRESETS}
    assert levels["amazon"] == 1.0
    assert levels["copc"] == 0.5
    assert levels["ours"] == 1.0


def test_no_data_is_not_zero() -> None:
    empty = {name: each.compute(Sums()) for name, each in MEASURES.items() if each.below}
    assert empty
    assert set(empty.values()) == {None}
    assert MEASURES["longest_wait"].compute(Sums()) is None
    assert MEASURES["longest_wait"].compute(Sums(offered=1)) == 0
    assert MEASURES["answered"].compute(Sums()) == 0


def test_only_short_abandons_leave_no_service_level() -> None:
    assert MEASURES["service_level_ours"].compute(Sums(offered=3, abandoned=3, short=3)) is None


def test_parts_add_up_to_the_handling_time() -> None:
    day = Sums(handled=4, wrapped=3, talk_ms=400_000, hold_ms=40_000, wrap_ms=60_000)
    parts = [MEASURES[name].compute(day) for name in ("talk", "hold", "wrap")]
    assert parts == [100, 10, 15]
    assert MEASURES["aht"].compute(day) == 125


def test_time_of_agents() -> None:
    day = Sums(on_call_ms=50, wrap_up_ms=10, reserved_ms=5, available_ms=35, away_ms=100)
    names = ("occupancy", "utilisation", "adherence", "signed_in")
    assert [MEASURES[name].compute(day) for name in names] == [0.6, 0.3, 0.5, 0.2]


def test_sums_have_the_columns_of_the_tables() -> None:
    kept = [each.name for each in Rollup.__table__.columns if not each.primary_key]
    assert [*kept, *metrics.PRESENCES] == list(COLUMNS)


def test_every_outcome_is_counted() -> None:
    names = {"calls_answered" if each == "answered" else each for each in OUTCOMES}
    assert names == set(metrics.OUTCOMES_OF_CALLS)
    assert names <= set(MEASURES)


@given(some_sums, some_sums)
def test_the_longest_is_not_added(one: Sums, other: Sums) -> None:
    both = one + other
    assert both.longest_ms == max(one.longest_ms, other.longest_ms)
    assert both.answered == one.answered + other.answered
    assert one + Sums() == one


@given(some_sums)
def test_no_figure_breaks(sums: Sums) -> None:
    for each in MEASURES.values():
        value = each.compute(sums)
        assert value is None or math.isfinite(value)


def test_inputs_are_columns_each_once() -> None:
    for each in MEASURES.values():
        assert set(each.inputs) <= set(COLUMNS)
        assert len(set(each.inputs)) == len(each.inputs)


def test_the_presets_name_is_a_definition() -> None:
    assert metrics.measure("service_level", "copc") is MEASURES["service_level_copc"]
    assert metrics.measure("service_level") is MEASURES["service_level_ours"]
    assert metrics.measure("nonsense") is None
    assert metrics.measure("service_level", "nobody") is None


def test_rivals_know_each_other() -> None:
    assert metrics.rivals("service_level") == metrics.rivals("service_level_copc")
    assert metrics.rivals("abandon_rate_google")[0] == "abandon_rate"
    assert metrics.rivals("asa") == ()
    assert all(name in MEASURES for names in metrics.DEFINITIONS.values() for name in names)


def test_spreads_have_names() -> None:
    assert metrics.spread("wait_p90") == ("wait", 0.9)
    assert metrics.spread("handle_p50") == ("handle", 0.5)
    assert metrics.spread("asa") is None
    assert metrics.spread("wait_p7") is None


@pytest.mark.parametrize(
    ("ms", "begins"),
    [(-5, 0), (0, 0), (999, 0), (1000, 1), (59_999, 59), (60_000, 60), (64_999, 60), (65_000, 65),
     (599_999, 595), (600_000, 600), (629_999, 600), (3_599_999, 3570), (3_600_000, 3600),
     (3_899_999, 3600), (3_900_000, 3900)],
)  # fmt: skip
def test_buckets(ms: int, begins: int) -> None:
    assert bucket(ms) == begins


@given(st.integers(0, 10**8))
def test_a_bucket_holds_its_length(ms: int) -> None:
    begins = bucket(ms)
    assert begins * 1000 <= ms < (begins + metrics.width(begins)) * 1000


@given(st.lists(st.integers(0, 50_000), min_size=1), st.sampled_from([0.5, 0.9]))
def test_below_a_minute_quantiles_are_exact(lengths: list[int], q: float) -> None:
    histogram: dict[int, int] = {}
    for each in lengths:
        histogram[bucket(each)] = histogram.get(bucket(each), 0) + 1
    rank = math.ceil(round(q * len(lengths), 9))
    assert quantile(histogram, q) == sorted(lengths)[rank - 1] // 1000


def test_nothing_has_no_quantile() -> None:
    assert quantile({}, 0.5) is None
    assert quantile({3: 0}, 0.5) is None
