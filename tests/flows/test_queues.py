"""Queues as flows declare them."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from flows.queues import QueueInfo


def test_what_is_declared_survives_the_database() -> None:
    declared = {
        "title": "Sales", "strategy": "round robin", "relax": {"every": "1m", "by": 2},
        "tiers": {"vip": {"ahead": "90s"}}, "overflow": {"to": "general", "after": "5m"},
        "callbacks": {"from": "10:00", "until": "18:00", "days": "weekdays"},
    }  # fmt: skip
    read = QueueInfo.model_validate(declared)
    assert QueueInfo.model_validate(read.model_dump(mode="json", by_alias=True)) == read
    assert (read.tiers["vip"].ahead, read.callbacks.from_, read.relax and read.relax.by) == (90, "10:00", 2)


@pytest.mark.parametrize(
    "wrong",
    [{"strategy": "random"}, {"skills": {"english": 11}}, {"limit": 0}, {"callbacks": {"from": "25:00"}}],
)
def test_what_means_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        QueueInfo.model_validate({"title": "Sales", **wrong})
