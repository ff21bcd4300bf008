"""From keys and words to a moment, and whether we call then."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ivr import callback_time
from ivr.context import Context
from ivr.engine import start
from tests.ivr.conftest import MONDAY_NOON, build

ZONE = ZoneInfo("America/Sao_Paulo")
FLOW = build(
    {"hi": {"say": "Hi."}},
    timezone="America/Sao_Paulo",
    hours={"office": {"mon-sat": "08:00-18:00"}},
    queues={
        "billing": {"title": "Billing", "hours": "office", "callbacks": {"days": "weekdays"}},
        "sales": {"title": "Sales", "callbacks": {"from": "07:00", "until": "12:00"}},
    },
)
CONTEXT = Context(FLOW, start(FLOW, "c", 1), MONDAY_NOON)  # 09:00 there


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("digits", "moment"),
    [
        ("0930", "2026-03-02T09:30"),
        ("0900", "2026-03-03T09:00"),
        ("0000", "2026-03-03T00:00"),
        ("2400", None),
        ("0960", None),
        ("930", None),
        ("٣٣٣٣", None),
        ("", None),
    ],
)
def test_typed(digits: str, moment: str | None) -> None:
    assert callback_time.typed(CONTEXT, digits) == (at(moment) if moment else None)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("tomorrow at three", "2026-03-03T15:00"),
        ("at ten", "2026-03-02T10:00"),
        ("tomorrow", None),
        ("on 3/3/2031 at three", None),
        ("", None),
    ],
)
def test_said(words: str, moment: str | None) -> None:
    assert callback_time.said(CONTEXT, words) == (at(moment) if moment else None)


@pytest.mark.parametrize(
    ("queue", "moment", "fits"),
    [
        ("billing", "2026-03-02T09:01", True),
        ("billing", "2026-03-02T08:59", False),
        ("billing", "2026-03-02T18:00", False),
        ("billing", "2026-03-07T10:00", False),
        ("billing", "2026-03-09T09:00", True),
        ("billing", "2026-03-09T09:01", False),
        ("sales", "2026-03-07T07:00", True),
        ("sales", "2026-03-07T12:00", False),
        ("elsewhere", "2026-03-07T20:59", True),
        ("elsewhere", "2026-03-07T21:00", False),
    ],
)
def test_fits(queue: str, moment: str, fits: bool) -> None:
    assert callback_time.fits(CONTEXT, queue, at(moment)) is fits


def test_local() -> None:
    assert callback_time.local(CONTEXT, MONDAY_NOON + timedelta(hours=14)) == ("2026-03-02", "23:00")
