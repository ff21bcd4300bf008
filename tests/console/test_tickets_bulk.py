"""The same change to many tickets: what was done, what was refused and why, and how it is taken back."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.console.centre import Centre, add_call, add_ticket, form_token, post


@pytest.fixture
def three(centre: Centre) -> list[int]:
    with centre.store.writing() as session:
        return [
            add_ticket(session, add_call(session, sid, "+5511988887777", centre.clock()), sid, centre.clock())
            for sid in ("CA1", "CA2", "CA3")
        ]


def send(client: FlaskClient, path: str, fields: list[tuple[str, str]]) -> str:
    token = form_token(client)
    data: dict[str, list[str]] = {"csrf_token": [token]}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    answer = client.post(path, data=data)
    return answer.text if answer.status_code == 200 else f"{answer.status_code}"


def ticked(numbers: list[int], **fields: str) -> list[tuple[str, str]]:
    return [*(("number", str(each)) for each in numbers), *fields.items()]


def undo_of(page: str) -> str:
    found = re.search(r'name="undo" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


def states(centre: Centre, numbers: list[int]) -> list[tuple[str, int | None, tuple[str, ...]]]:
    found = [centre.ticket(each) for each in numbers]
    return [(each.ticket.status, each.assignee_id, each.tags) for each in found]


def test_ticked_ones_are_changed_and_taken_back(centre: Centre, ana: FlaskClient, three: list[int]) -> None:
    page = send(ana, "/tickets/bulk?view=open", ticked(three[:2], status="solved", assignee="1", tag="vip"))
    assert "2 tickets are changed." in page
    assert states(centre, three) == [("solved", 1, ("vip",)), ("solved", 1, ("vip",)), ("new", None, ())]
    page = send(ana, "/tickets/undo?view=open", [("undo", undo_of(page))])
    assert "2 tickets are changed." in page
    assert states(centre, three) == [("new", None, ())] * 3


def test_what_is_refused_says_why_and_stops_nothing(
    centre: Centre, ana: FlaskClient, three: list[int]
) -> None:
    post(ana, f"/tickets/{three[0]}/merge", {"into": str(three[2])})
    page = send(ana, "/tickets/bulk", ticked([*three[:2], 7], priority="high"))
    assert "1 ticket is changed." in page
    assert f"Ticket {three[0]} is part of {three[2]} now" in page
    assert "There is no ticket 7" in page
    assert centre.ticket(three[1]).ticket.priority == "high"


def test_everything_in_a_view(centre: Centre, ana: FlaskClient, three: list[int]) -> None:
    post(ana, f"/tickets/{three[0]}/assign", {"assignee": "1"})
    assert "All 2 of this view" in ana.get("/tickets?view=unassigned").text
    send(ana, "/tickets/bulk?view=unassigned", [("all", "1"), ("priority", "low")])
    assert [centre.ticket(each).ticket.priority for each in three] == ["normal", "low", "low"]


def test_several_become_part_of_one_and_tickets_of_their_own_again(
    centre: Centre, ana: FlaskClient, three: list[int]
) -> None:
    page = send(ana, "/tickets/bulk", ticked(three[:1], into=str(three[2])))
    assert centre.ticket(three[0]).merged_into == three[2]
    send(ana, "/tickets/undo", [("undo", undo_of(page))])
    assert centre.ticket(three[0]).merged_into is None


@pytest.mark.parametrize(
    ("fields", "status"),
    [([("number", "1001")], "409"), ([("status", "solved")], "409"),
     ([("number", "1001"), ("assignee", "x")], "400")],
)  # fmt: skip
def test_nothing_ticked_or_nothing_chosen(
    ana: FlaskClient, three: list[int], fields: list[tuple[str, str]], status: str
) -> None:
    assert three
    assert send(ana, "/tickets/bulk", fields) == status


@pytest.mark.parametrize("undo", ["", "[]", "{", '{"x": {}}', '{"1001": 3}'])
def test_an_undo_that_nobody_gave_out(ana: FlaskClient, three: list[int], undo: str) -> None:
    assert three
    assert send(ana, "/tickets/undo", [("undo", undo)]) == "400"


def test_a_key_changes_one_in_place(centre: Centre, ana: FlaskClient, three: list[int]) -> None:
    answer = post(ana, "/tickets/bulk", {"number": str(three[0]), "status": "solved"},
                  headers={"Accept": "application/json"})  # fmt: skip
    assert answer.json == {"message": "1 ticket is changed."}
    answer = post(ana, "/tickets/bulk", {"number": "7", "status": "solved"},
                  headers={"Accept": "application/json"})  # fmt: skip
    assert (answer.status_code, (answer.json or {})["error"]) == (409, "There is no ticket 7")
    assert centre.ticket(three[0]).ticket.status == "solved"
