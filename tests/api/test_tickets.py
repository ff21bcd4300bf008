"""Tickets as a company's own program opens, finds, changes, answers and joins them."""

from __future__ import annotations

from typing import Any

import pytest

from support.services import hooks
from support.services import tickets as service
from tests.api.door import Door
from tests.support.centre import CALLER, VOICEMAIL

NEW = {"subject": "Broken router", "queue": "billing", "customer": CALLER}


def opened(door: Door, **more: Any) -> dict[str, Any]:
    answer = door.post("/tickets", {**NEW, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.get_json())


def test_a_ticket_is_opened(door: Door) -> None:
    answer = door.post(
        "/tickets", {**NEW, "priority": "high", "tags": ["VIP", "router"], "category": "fault"}
    )
    made = answer.get_json()
    assert answer.headers["Location"] == "/api/v1/tickets/1001"
    assert answer.headers["ETag"] == f'"{made["version"]}"'
    assert (made["number"], made["kind"], made["status"]) == (1001, "api", "new")
    assert (made["customer"], made["tags"], made["priority"]) == (CALLER, ["router", "vip"], "high")
    assert door.get("/tickets/1001") == made


def test_markup_comes_back_as_data(door: Door) -> None:
    words = "<script>alert('x')</script> & \"quotes\" 👍"
    made = opened(door, subject=words, description=words)
    assert (made["subject"], made["description"]) == (words, words)
    answer = door.post("/tickets/1001/comments", {"text": words})
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert door.get("/tickets/1001/history")["items"][-1]["text"] == words


def test_the_history_names_the_program(door: Door) -> None:
    opened(door)
    door.post("/tickets/1001/comments", {"text": "Look at the line."})
    assert {line["who"] for line in door.get("/tickets/1001/history")["items"]} == {"CRM"}
    detail = door.centre.do(service.detail, 1001)
    assert {line.who for line in detail.history} == {"CRM"}, "people see it too"


@pytest.mark.parametrize("wrong", [{"queue": "nowhere"}, {"assignee": "nobody"}, {"subject": "  "}])
def test_a_ticket_that_cannot_be(door: Door, wrong: dict[str, Any]) -> None:
    assert door.post("/tickets", {**NEW, **wrong}).status_code == 409


def test_fields_are_changed(door: Door) -> None:
    opened(door)
    door.centre.agent("ana")
    changed = door.ask(
        "PATCH",
        "/tickets/1001",
        {"status": "pending", "assignee": "ana", "queue": "tech", "add_tags": ["x"]},
    ).get_json()
    assert (changed["status"], changed["assignee"], changed["queue"], changed["tags"]) == (
        "pending", "ana", "tech", ["x"],
    )  # fmt: skip
    again = door.ask("PATCH", "/tickets/1001", {"assignee": None, "remove_tags": ["x"]}).get_json()
    assert (again["assignee_id"], again["tags"], again["status"]) == (None, [], "pending")


def test_who_is_late_is_told_what_changed(door: Door) -> None:
    seen = opened(door)
    door.centre.do(service.change, 1001, service.Changes(priority="urgent"), None, door.centre.now)
    late = {"If-Match": f'"{seen["version"]}"'}
    answer = door.ask("PATCH", "/tickets/1001", {"priority": "low"}, headers=late)
    assert answer.status_code == 412
    assert answer.get_json()["changed"] == ["priority"]
    now = door.get("/tickets/1001")
    assert now["priority"] == "urgent"
    good = {"If-Match": f'"{now["version"]}"'}
    assert door.ask("PATCH", "/tickets/1001", {"priority": "low"}, headers=good).status_code == 200


def test_comments_replies_and_answers(door: Door) -> None:
    opened(door)
    assert door.post("/tickets/1001/comments", {"text": "Look at the line."}).status_code == 201
    replied = door.post("/tickets/1001/replies", {"text": "It is repaired.", "status": "solved"}).get_json()
    assert replied["status"] == "solved"
    assert replied["responded_at"]
    said = door.post("/tickets/1001/answers", {"text": "It is not."}).get_json()
    assert said["status"] == "open", "the customer's word opens it again"
    kinds = [line["kind"] for line in door.get("/tickets/1001/history")["items"]]
    assert [each for each in kinds if each in ("comment", "reply", "answer")] == [
        "comment",
        "reply",
        "answer",
    ]


def test_the_same_matter_is_merged_and_taken_apart(door: Door) -> None:
    opened(door)
    opened(door, subject="Still broken")
    stays = door.post("/tickets/1002/merge", {"into": 1001}).get_json()
    assert stays["number"] == 1001
    assert door.get("/tickets/1002")["merged_into"] == 1001
    assert door.ask("PATCH", "/tickets/1002", {"priority": "low"}).status_code == 409
    assert door.post("/tickets/1001/merge", {"into": 1001}).status_code == 409
    assert door.ask("DELETE", "/tickets/1002/merge").status_code == 200
    assert door.get("/tickets/1002")["merged_into"] is None
    assert door.ask("DELETE", "/tickets/1002/merge").status_code == 409


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1003, 1002, 1001]), ("status=solved", [1002]), ("queue=tech", [1003]),
        ("kind=voicemail", [1001]),
        ("customer=%2B5511988887777", [1003, 1002, 1001]), ("words=acucar", [1002]), ("words=açúcar", [1002]),
        ("tag=vip", [1003]), ("priority=urgent", [1003]), ("words=nothing+like+it", []),
        ("since=2030-01-01T00:00:00Z", []), ("changed_since=2026-03-02T12:00:00Z", [1003, 1002, 1001]),
    ],
)  # fmt: skip
def test_filters_and_words(door: Door, query: str, found: list[int]) -> None:
    door.centre.reach(VOICEMAIL)
    opened(door, subject="Açúcar na linha")
    door.post("/tickets/1002/replies", {"text": "Done.", "status": "solved"})
    opened(door, queue="tech", tags=["vip"], priority="urgent")
    assert [each["number"] for each in door.get(f"/tickets?{query}")["items"]] == found


def test_pages_hold_still_while_tickets_come_in(door: Door) -> None:
    for _ in range(5):
        opened(door)
    page = door.get("/tickets?limit=2&status=new")
    seen = []
    while True:
        seen += [each["number"] for each in page["items"]]
        opened(door)
        if page["next"] is None:
            break
        page = door.get(page["next"])
    assert seen == [1005, 1004, 1003, 1002, 1001]


def test_numbers_are_masked_without_the_customers_scope(door: Door) -> None:
    door.centre.reach(VOICEMAIL)
    token = door.new_token("tickets:read")
    for path in ("/tickets", "/tickets/1001", "/tickets/1001/history"):
        text = door.ask("GET", path, token=token).text
        assert "988887777" not in text
        assert "98888-7777" not in text
    assert door.get("/tickets/1001")["customer"] == CALLER


def test_a_hook_is_told_of_what_a_program_did(door: Door) -> None:
    made, _ = door.centre.do(
        hooks.add, "https://crm.example.com/", ["ticket.*"], None, door.centre.now, inside=False
    )
    opened(door)
    assert [each.event for each in door.centre.do(hooks.deliveries, made.id)] == ["ticket.opened"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/tickets/9"), ("GET", "/tickets/9/history"), ("PATCH", "/tickets/9"),
     ("POST", "/tickets/9/comments"),
     ("POST", "/tickets/9/replies"), ("POST", "/tickets/9/answers"), ("POST", "/tickets/9/merge"),
     ("DELETE", "/tickets/9/merge")],
)  # fmt: skip
def test_a_ticket_that_there_is_not(door: Door, method: str, path: str) -> None:
    body = {"PATCH": {"priority": "low"}, "POST": {"into": 1001} if "merge" in path else {"text": "x"}}.get(
        method
    )
    assert door.ask(method, path, body).status_code == 404
