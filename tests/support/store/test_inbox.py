"""What each view and filter of the inbox shows, in which order, page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bench import tickets_data
from support.store import inbox
from support.store.base import Session, Store
from support.store.inbox import Mark, Wanted

NOW = tickets_data.NOW
ALL = Wanted("all", 3, NOW)


@pytest.fixture
def full(store: Store) -> Store:
    tickets_data.fill(store, tickets_data.Size(tickets=400, calls=100, events=2, customers=50))
    return store


def read_all(session: Session, wanted: Wanted, size: int = 37) -> list[Any]:
    """Every page, one after the other."""
    found: list[Any] = []
    mark = None
    while len(found) < 1000:
        page = inbox.page(session, wanted, mark, size)
        found += page
        if len(page) < size:
            return found
        mark = Mark(page[-1].id, page[-1].due_at)
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("order", inbox.ORDERS)
@pytest.mark.parametrize("view", inbox.VIEWS)
def test_pages_go_on_without_gap_or_repetition(full: Store, view: str, order: str) -> None:
    wanted = Wanted(view, 3, NOW, order)
    with full.reading() as session:
        found = read_all(session, wanted)
        assert len(found) == len({each.id for each in found}) == inbox.size(session, wanted, 1000)
        assert inbox.sizes(session, 3, NOW, 1000)[view] == len(found)
    latest = NOW + timedelta(days=9999)
    keys = {
        "newest": [-each.id for each in found],
        "oldest": [each.id for each in found],
        "due": [(each.due_at or latest, each.id if each.due_at else -each.id) for each in found],
    }
    assert keys[order] == sorted(keys[order])


@pytest.mark.parametrize("view", ["open", "all"])
def test_what_words_find_is_in_the_same_order(full: Store, view: str) -> None:
    with full.reading() as session:
        plain = [each.id for each in read_all(session, Wanted(view, 3, NOW, "due"))]
        found = [each.id for each in read_all(session, Wanted(view, 3, NOW, "due", words="voicemail"))]
    assert found == plain


def test_views_show_what_they_say(full: Store) -> None:
    with full.reading() as session:
        shown = {view: inbox.page(session, replace(ALL, view=view), None, 1000) for view in inbox.VIEWS}
        late = {clock.ticket_id for clock in inbox.clocks(session, [each.id for each in shown["open"]])
                if clock.warn_at and clock.warn_at <= NOW}  # fmt: skip
    assert all(each.assignee_id == 3 for each in shown["mine"])
    assert all(each.assignee_id is None for each in shown["unassigned"])
    assert {each.id for each in shown["breaching"]} == late
    assert len(shown["all"]) == 400
    for view in ("mine", "unassigned", "breaching", "open", "watched"):
        assert shown[view] or view == "watched", view
        assert all(each.status in ("new", "open", "pending") for each in shown[view])


@pytest.mark.parametrize(
    "values",
    [{"queue": "tech"}, {"status": "solved"}, {"priority": "urgent"}, {"category": "refund"}, {"kind": "sms"},
     {"customer": tickets_data.number_of(7)}],
)  # fmt: skip
def test_a_filter_leaves_those_that_fit(full: Store, values: dict[str, str]) -> None:
    with full.reading() as session:
        everything = inbox.page(session, ALL, None, 1000)
        found = inbox.page(session, replace(ALL, **values), None, 1000)  # type: ignore[arg-type]
    ((name, value),) = values.items()
    assert (
        {each.id for each in found}
        == {each.id for each in everything if getattr(each, name) == value}
        != set()
    )


def test_tags_assignees_and_age(full: Store) -> None:
    day = NOW - timedelta(days=60)
    with full.reading() as session:
        tagged = inbox.page(session, replace(ALL, tag="vip"), None, 1000)
        assert all("vip" in inbox.tags(session, [each.id])[each.id] for each in tagged)
        nobodys = inbox.page(session, replace(ALL, assignee=0), None, 1000)
        fives = inbox.page(session, replace(ALL, assignee=5), None, 1000)
        young = inbox.page(session, replace(ALL, opened_after=day), None, 1000)
        old = inbox.page(session, replace(ALL, opened_before=day), None, 1000)
    assert tagged
    assert {each.assignee_id for each in nobodys} == {None}
    assert {each.assignee_id for each in fives} == {5}
    assert len(young) + len(old) == 400
    assert min(each.created_at for each in young) >= day > max(each.created_at for each in old)


@pytest.mark.parametrize("common", [3000, 1], ids=["as a list", "one by one"])
def test_words_find_tickets(full: Store, common: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("support.store.search.COMMON", common)
    with full.reading() as session:
        rare = inbox.page(session, replace(ALL, words=tickets_data.RARE[:6]), None, 1000)
        assert [each.id for each in rare] == list(range(381, 0, -20))
        numbers = inbox.page(session, replace(ALL, words=tickets_data.number_of(7)[-6:]), None, 1000)
        assert {each.customer for each in numbers} == {tickets_data.number_of(7)}
        assert [each.number for each in inbox.page(session, replace(ALL, words="1234"), None, 9)] == [1234]
        assert inbox.page(session, replace(ALL, words="nothing like it"), None, 9) == []


def test_the_most_urgent_is_of_ones_queues_and_levels(full: Store) -> None:
    with full.writing() as session:
        first = inbox.most_urgent(session, (), ())
        assert first
        assert (first.priority, first.assignee_id) == ("urgent", None)
        others = [queue for queue in tickets_data.QUEUES if queue != first.queue]
        own = inbox.most_urgent(session, others, ())
        assert own
        assert own.queue != first.queue
        assert inbox.most_urgent(session, (), (1,)) is None


def test_sizes_are_counted_no_further_than_they_are_read(full: Store) -> None:
    with full.reading() as session:
        assert inbox.size(session, ALL, 10) == 11
        assert inbox.sizes(session, 3, NOW, 10)["all"] == 11
        assert len(inbox.numbers_of(session, ALL, 10)) == 10
