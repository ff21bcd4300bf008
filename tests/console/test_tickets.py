"""The ticket list and one ticket."""

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


@pytest.mark.parametrize("view", ["mine", "unassigned", "open", "all"])
def test_an_empty_view_says_what_to_do(ana: FlaskClient, view: str) -> None:
    page = ana.get(f"/tickets?view={view}").text
    assert 'class="empty"' in page


def test_views_show_what_they_say(centre: Centre, ana: FlaskClient, number: int) -> None:
    link = f'href="/tickets/{number}"'
    shown = {
        view: link in ana.get(f"/tickets?view={view}").text for view in ("mine", "unassigned", "open", "all")
    }
    assert shown == {"mine": False, "unassigned": True, "open": True, "all": True}
    post(ana, f"/tickets/{number}/assign", {"assignee": "1"})
    post(ana, f"/tickets/{number}/status", {"status": "solved"})
    shown = {
        view: link in ana.get(f"/tickets?view={view}").text for view in ("mine", "unassigned", "open", "all")
    }
    assert shown == {"mine": False, "unassigned": False, "open": False, "all": True}


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=98888", True), ("q=1001", True), ("q=zebra", False), ("queue=billing", True), ("queue=tech", False)],
)
def test_search_and_queue_narrow_the_list(ana: FlaskClient, number: int, query: str, found: bool) -> None:
    page = ana.get(f"/tickets?view=all&{query}").text
    assert (f'href="/tickets/{number}"' in page) is found
    assert ("No ticket matches" in page) is not found


def test_a_long_list_goes_on_where_the_page_ended(centre: Centre, ana: FlaskClient) -> None:
    fill(centre, 51)
    first = ana.get("/tickets?view=all").text
    assert 'href="/tickets/1051"' in first
    assert 'href="/tickets/1001"' not in first
    assert "before=1002" in first
    second = ana.get("/tickets?view=all&before=1002").text
    assert 'href="/tickets/1001"' in second
    assert 'href="/tickets/1002"' not in second


@pytest.mark.parametrize(
    "odd", ["view=none", "view=all&before=-1", "view=all&before=99999999999999999999", "q=%00%ff"]
)
def test_odd_addresses_are_no_failure(ana: FlaskClient, odd: str) -> None:
    assert ana.get(f"/tickets?{odd}").status_code in (200, 404)


def test_one_ticket_with_its_history(ana: FlaskClient, number: int) -> None:
    post(ana, f"/tickets/{number}/comment", {"text": "She calls <again> tomorrow"})
    page = ana.get(f"/tickets/{number}").text
    for words in (
        "Voicemail from +55 11 98888-7777",
        "She calls &lt;again&gt; tomorrow",
        "Ana Agent",
        "What happened on it",
    ):
        assert words in page
    assert "She calls" in ana.get(f"/tickets/{number}/now").text


def test_a_change_of_status_can_be_undone(centre: Centre, ana: FlaskClient, number: int) -> None:
    post(ana, f"/tickets/{number}/status", {"status": "solved"})
    page = ana.get(f"/tickets/{number}").text
    assert f"Ticket {number} is now: Solved." in page
    assert '<input type="hidden" name="status" value="new">' in page
    post(ana, f"/tickets/{number}/status", {"status": "new"})
    assert centre.ticket(number).ticket.status == "new"


def test_assigning_and_nobody(centre: Centre, ana: FlaskClient, number: int) -> None:
    post(ana, f"/tickets/{number}/assign", {"assignee": "2"})
    assert centre.ticket(number).ticket.assignee == "Sue Supervisor"
    post(ana, f"/tickets/{number}/assign", {"assignee": ""})
    assert centre.ticket(number).assignee_id is None


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("status", {"status": "burnt"}, 409),
        ("assign", {"assignee": "999"}, 404),
        ("assign", {"assignee": "ana"}, 400),
        ("comment", {"text": "  "}, 409),
    ],
)
def test_what_cannot_be_done_is_refused(
    centre: Centre, ana: FlaskClient, number: int, path: str, form: dict[str, str], status: int
) -> None:
    before = centre.ticket(number)
    assert post(ana, f"/tickets/{number}/{path}", form, headers=SCRIPT).status_code == status
    assert centre.ticket(number).history == before.history


@pytest.mark.parametrize("path", ["/tickets/7", "/tickets/99999999999999999999", "/tickets/x"])
def test_a_ticket_that_is_not_there(ana: FlaskClient, path: str) -> None:
    assert ana.get(path).status_code == 404


def test_what_was_said_is_kept_with_the_ticket(centre: Centre, ana: FlaskClient, number: int) -> None:
    call = centre.ticket(number).call
    assert call
    assert "No words were written down" in ana.get(f"/tickets/{number}").text
    centre.say(call.id, "call me back, please")
    for path in (f"/tickets/{number}", f"/tickets/{number}/now"):
        assert "call me back, please" in ana.get(path).text
