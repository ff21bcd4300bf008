"""Reports that are sent by themselves: each due time once, whoever sweeps and however often we start."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support import sweeper
from support.errors import NotFound, Refused
from support.services import alerts, hooks, policies, scheduled_reports
from support.services.scheduled_reports import ORDER
from support.store import orders as order_store
from tests.support.centre import Centre

DAILY = "{name: Daily, report: /reports/daily, to: [ana@example.org, rui@example.org], hook: true}"
SEVEN = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)  # 07:00 in São Paulo


def publish(centre: Centre, *reports: str) -> None:
    written = f"ramal policies: 1\ntimezone: America/Sao_Paulo\nreports: [{', '.join(reports)}]\n"
    centre.do(policies.publish, written, None, centre.now)


def sweep_at(centre: Centre, at: datetime) -> list[dict[str, Any]]:
    """The orders that one sweep placed."""
    before = len(centre.orders(ORDER))
    centre.now = at
    centre.do(scheduled_reports.sweep, at)
    return centre.orders(ORDER)[before:]


def test_each_way_gets_one_order_at_its_time_and_no_more(centre: Centre) -> None:
    publish(centre, DAILY)
    assert sweep_at(centre, SEVEN - timedelta(seconds=1)) == []
    placed = sweep_at(centre, SEVEN + timedelta(seconds=1))
    assert [each["to"] for each in placed] == ["ana@example.org", "rui@example.org", ""]
    assert {each["due"] for each in placed} == {SEVEN.isoformat()}
    for seconds in (2, 3, 3600, 86_000):
        assert sweep_at(centre, SEVEN + timedelta(seconds=seconds)) == []
    assert len(sweep_at(centre, SEVEN + timedelta(days=1))) == 3


def test_many_processes_that_sweep_at_the_same_moment_place_one_order(centre: Centre) -> None:
    publish(centre, DAILY)
    start = threading.Barrier(6)

    def sweep() -> None:
        start.wait(60)
        with centre.store.writing() as session:
            sweeper.sweep(session, SEVEN)

    threads = [threading.Thread(target=sweep) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(centre.orders(ORDER)) == 3


def test_what_fell_due_before_it_was_wanted_is_not_sent(centre: Centre) -> None:
    centre.now = SEVEN + timedelta(hours=2)
    publish(centre, DAILY)
    assert sweep_at(centre, centre.now) == []
    assert len(sweep_at(centre, SEVEN + timedelta(days=1))) == 3


def test_one_that_fell_due_between_publishing_and_the_sweep_is_sent(centre: Centre) -> None:
    centre.now = SEVEN - timedelta(seconds=1)
    publish(centre, DAILY)
    assert len(sweep_at(centre, SEVEN + timedelta(seconds=1))) == 3


def test_after_a_long_pause_only_the_newest_is_sent(centre: Centre) -> None:
    publish(centre, DAILY)
    sweep_at(centre, SEVEN)
    placed = sweep_at(centre, SEVEN + timedelta(days=4, hours=3))
    assert {each["due"] for each in placed} == {(SEVEN + timedelta(days=4)).isoformat()}


def test_other_changes_of_the_policies_lose_and_repeat_nothing(centre: Centre) -> None:
    publish(centre, DAILY)
    assert len(sweep_at(centre, SEVEN)) == 3
    centre.now = SEVEN + timedelta(days=1, seconds=1)
    publish(centre, DAILY, "{name: Other, report: /reports/queues, hook: true}")
    assert len(sweep_at(centre, centre.now)) == 3, "that of today, which was due before the change"
    assert sweep_at(centre, centre.now + timedelta(hours=1)) == []


def test_another_time_holds_from_then_on(centre: Centre) -> None:
    publish(centre, DAILY)
    sweep_at(centre, SEVEN)
    centre.now = SEVEN + timedelta(hours=5)
    publish(centre, DAILY.replace("}", ", at: '09:00'}"))
    assert sweep_at(centre, centre.now) == [], "09:00 was over when it was written"
    assert len(sweep_at(centre, SEVEN + timedelta(days=1, hours=2))) == 3


def test_one_that_was_taken_away_and_comes_back_begins_anew(centre: Centre) -> None:
    publish(centre, DAILY)
    sweep_at(centre, SEVEN)
    publish(centre)
    assert sweep_at(centre, SEVEN + timedelta(days=2)) == []
    publish(centre, DAILY)
    assert sweep_at(centre, SEVEN + timedelta(days=2, hours=1)) == []


def test_without_any_nothing_is_kept(centre: Centre) -> None:
    assert sweep_at(centre, SEVEN) == []
    assert centre.do(scheduled_reports.plan, centre.now) == []


def test_weeks_begin_on_monday_and_months_on_the_first(centre: Centre) -> None:
    publish(
        centre,
        "{name: Week, report: /reports/daily, every: week, hook: true}",
        "{name: Month, report: /reports/daily, every: month, hook: true}",
    )
    placed = [
        (each["name"], each["due"][:10])
        for day in range(40)
        for each in sweep_at(centre, SEVEN + timedelta(days=day))
    ]
    weeks = ["2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30", "2026-04-06"]
    assert sorted(placed) == sorted([("Month", "2026-04-01"), *(("Week", day) for day in weeks)])
    names = [each.wanted.name for each in centre.do(scheduled_reports.plan, centre.now)]
    assert names == ["Week", "Month"]


def test_the_hooks_are_told_when_the_report_is_made(centre: Centre) -> None:
    hook = centre.do(
        hooks.add, "https://crm.example.com/", ["report.ready"], None, centre.now, inside=False
    )[0].id  # fmt: skip
    made = {"subject": "Daily", "tables": [{"name": "daily.csv", "csv": "a\r\n"}]}
    for to in ("", "ana@example.org"):
        with centre.store.writing() as session:
            order = order_store.place(
                session,
                ORDER,
                centre.now,
                name="Daily",
                report="/reports/daily",
                due=SEVEN.isoformat(),
                to=to,
            )
            scheduled_reports.ready(session, order, made, centre.now)
    [told] = centre.do(hooks.deliveries, hook)
    assert told.event == "report.ready"
    assert told.payload["data"] == {
        "name": "Daily", "report": "/reports/daily", "due_at": "2026-03-03T10:00:00Z", **made,
    }  # fmt: skip


def test_what_could_not_be_sent_is_told_to_supervisors_once(centre: Centre) -> None:
    from support.store.agents import User

    with centre.store.writing() as session:
        for login, role in (("eva", "supervisor"), ("ana", "agent")):
            session.add(User(login=login, name=login, role=role, password="-", created_at=centre.now))
    for _ in range(2):
        centre.do(scheduled_reports.given_up, centre.now)
    assert [each.kind for each in centre.do(alerts.unseen, 1)] == ["unsent"]
    assert centre.do(alerts.unseen, 2) == []


@pytest.mark.parametrize("seconds", [1, 2 * 86_400])
def test_what_became_of_them_is_listed(centre: Centre, seconds: int) -> None:
    publish(centre, DAILY)
    sweep_at(centre, SEVEN)
    lines = centre.do(scheduled_reports.sent)
    assert [(each.name, each.due_at, each.state) for each in lines] == [("Daily", SEVEN, "due")] * 3
    [planned] = centre.do(scheduled_reports.plan, SEVEN + timedelta(seconds=seconds))
    assert planned.next_at == SEVEN + timedelta(days=1 if seconds == 1 else 3)


def test_one_that_failed_is_sent_again_and_no_other(centre: Centre) -> None:
    told = {"name": "Daily", "report": "/reports/daily", "due": SEVEN.isoformat(), "to": "ana@example.org"}
    failed = centre.place(ORDER, **told)
    with pytest.raises(Refused):
        centre.do(scheduled_reports.again, failed, None, centre.now)
    with centre.store.writing() as session:
        order_store.finish(session, failed, "failed", centre.now, "550")
    assert centre.do(scheduled_reports.again, failed, None, centre.now).due_at == SEVEN
    assert centre.orders(ORDER) == [told, told]
    for other in (999, centre.place("check_call", sid="CA1")):
        with pytest.raises(NotFound):
            centre.do(scheduled_reports.again, other, None, centre.now)
