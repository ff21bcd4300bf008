"""The inbox: views, filters, search, pages, the next ticket."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.console.centre import Centre, add_call, add_ticket, post

SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def number(centre: Centre) -> int:
    with centre.store.writing() as session:
        call_id = add_call(session, "CA1", "+5511988887777", centre.clock())
        return add_ticket(session, call_id, "CA1", centre.clock())


def fill(centre: Centre, count: int) -> None:
    with centre.store.writing() as session:
        for index in range(count):
            call_id = add_call(session, f"CAx{index}", f"+55119888{index:05}", centre.clock())
            add_ticket(session, call_id, f"CAx{index}", centre.clock())


@pytest.mark.parametrize("view", ["mine", "unassigned", "breaching", "open", "watched", "all"])
def test_an_empty_view_says_what_to_do(ana: FlaskClient, view: str) -> None:
    page = ana.get(f"/tickets?view={view}").text
    assert 'class="empty"' in page


def test_views_show_what_they_say(centre: Centre, ana: FlaskClient, number: int) -> None:
    link = f'href="/tickets/{number}?'
    shown = {
        view: link in ana.get(f"/tickets?view={view}").text for view in ("mine", "unassigned", "open", "all")
    }
    assert shown == {"mine": False, "unassigned": True, "open": True, "all": True}
    post(ana, f"/tickets/{number}/assign", {"assignee": "1"})
    assert link in ana.get("/tickets?view=mine").text
    post(ana, f"/tickets/{number}/status", {"status": "solved"})
    shown = {
        view: link in ana.get(f"/tickets?view={view}").text for view in ("mine", "unassigned", "open", "all")
    }
    assert shown == {"mine": False, "unassigned": False, "open": False, "all": True}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=98888", True),
        ("q=1001", True),
        ("q=zebra", False),
        ("queue=billing", True),
        ("queue=tech", False),
        ("status=new", True),
        ("status=open", False),
        ("priority=normal", True),
        ("priority=urgent", False),
        ("kind=voicemail", True),
        ("kind=sms", False),
        ("tag=vip", False),
        ("category=none", False),
        ("customer=11+98888-7777", True),
        ("customer=%2B5511988887777", True),
        ("customer=nobody", False),
        ("assignee=nobody", True),
        ("assignee=1", False),
        ("age=day", True),
        ("age=older", False),
        ("q=98888&order=due", True),
        ("age=strange&order=strange", True),
    ],
)
def test_search_and_queue_narrow_the_list(ana: FlaskClient, number: int, query: str, found: bool) -> None:
    page = ana.get(f"/tickets?view=all&{query}").text
    assert (f'href="/tickets/{number}?' in page) is found
    assert ("No ticket matches" in page) is not found


def test_a_long_list_goes_on_where_the_page_ended(centre: Centre, ana: FlaskClient) -> None:
    fill(centre, 51)
    first = ana.get("/tickets?view=all").text
    assert 'href="/tickets/1051?' in first
    assert 'href="/tickets/1001?' not in first
    assert "after=2" in first
    second = ana.get("/tickets?view=all&after=2").text
    assert 'href="/tickets/1001?' in second
    assert 'href="/tickets/1002?' not in second
    assert "From the beginning" in second


@pytest.mark.parametrize(
    "odd",
    ["view=none", "view=all&after=-1", "view=all&after=99999999999999999999", "q=%00%ff", "after=5-x",
     "order=due&after=5-20260302T130000.000000", "assignee=x", "assignee=99999999999"],
)  # fmt: skip
def test_odd_addresses_are_no_failure(ana: FlaskClient, odd: str) -> None:
    assert ana.get(f"/tickets?{odd}").status_code in (200, 404)


def test_sizes_of_views_are_on_their_tabs(centre: Centre, ana: FlaskClient) -> None:
    fill(centre, 3)
    page = ana.get("/tickets?view=mine").text
    assert 'Unassigned <span class="count">3</span>' in page
    assert 'Mine <span class="count">0</span>' in page


def test_the_next_ticket_is_the_most_urgent_that_nobody_has(centre: Centre, ana: FlaskClient) -> None:
    fill(centre, 2)
    post(ana, "/tickets/1002/save", {"version": "1", "priority": "urgent"})
    assert post(ana, "/tickets/next").headers["Location"].startswith("/tickets/1002?")
    assert centre.ticket(1002).assignee_id == 1
    assert post(ana, "/tickets/next").headers["Location"].startswith("/tickets/1001?")
    post(ana, "/tickets/next")
    assert "No ticket waits for somebody to take it." in ana.get("/tickets").text


def test_what_customers_write_is_shown_and_never_run(centre: Centre, ana: FlaskClient, number: int) -> None:
    nasty = "<script>alert(1)</script>"
    post(ana, f"/tickets/{number}/save", {"version": "1", "subject": nasty, "tags": nasty})
    for path in ("/tickets", f"/tickets/{number}", "/tickets?tag=" + nasty, "/tickets?q=" + nasty):
        page = ana.get(path).text
        assert nasty not in page
        assert "&lt;script&gt;" in page
