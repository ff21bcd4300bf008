"""What figures of promises and scores are made of."""

from __future__ import annotations

from support.rules.metrics import MEASURES
from support.rules.metrics_more import CLOCKS, OTHERS


def test_no_name_means_two_figures() -> None:
    assert not set(OTHERS) & set(MEASURES)


def test_inputs_are_named_once() -> None:
    assert OTHERS["callbacks_kept"].inputs == ("callbacks_connected", "callbacks_expired")
    assert OTHERS["nps"].inputs == ("nps_promoters", "nps_detractors", "nps_answers")


def test_medians_have_no_formula() -> None:
    assert all(OTHERS[name].inputs == () for name in (*CLOCKS, "callback_time"))
