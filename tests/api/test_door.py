"""Who comes in, how often, with what; and that the same request twice is done once, whoever is faster."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from limits import parse
from werkzeug.test import TestResponse

from api import door as door_module
from api.rates import Rates
from support.services import api_tokens, idempotency, tickets
from support.store import agents as agent_store
from support.store.base import Store
from tests.api.door import Door

NEW = {"subject": "Broken router", "queue": "billing"}


def detail(answer: TestResponse) -> str:
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    found = answer.get_json()
    assert found["status"] == answer.status_code
    return str(found["detail"])


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer ramal_wrong",
        "Basic YTpi",
        "ramal_x",
        "Bearer " + "x" * 9000,
        "Bearer é",
    ],
)
def test_without_a_good_token_nobody_comes_in(door: Door, header: str) -> None:
    answer = door.ask("GET", "/tickets", token="", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert detail(answer)


def test_a_revoked_token_is_refused_at_once(door: Door) -> None:
    assert door.ask("GET", "/tickets").status_code == 200
    door.centre.do(api_tokens.revoke, 1, None, door.centre.now)
    assert door.ask("GET", "/tickets").status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/tickets", "tickets:read"), ("POST", "/tickets", "tickets:write"),
        ("PATCH", "/tickets/1001", "tickets:write"), ("GET", "/customers", "customers:read"),
        ("PUT", "/numbers/+5511988887777/customer", "customers:write"), ("GET", "/calls", "calls:read"),
        ("GET", "/calls/1/transcript", "transcripts:read"), ("GET", "/recordings", "recordings:read"),
        ("GET", "/recordings/1/lines", "transcripts:read"), ("DELETE", "/recordings/1", "recordings:write"),
        ("GET", "/recordings/1/sound", "recordings:listen"), ("GET", "/callbacks", "callbacks:read"),
        ("DELETE", "/callbacks/1", "callbacks:write"), ("POST", "/recordings/1/holds", "recordings:write"),
    ],
)  # fmt: skip
def test_each_scope_opens_its_own_doors(door: Door, method: str, path: str, scope: str) -> None:
    others = [each for each in api_tokens.SCOPES if each != scope]
    refused = door.ask(method, path, token=door.new_token(*others))
    assert refused.status_code == 403
    assert scope in detail(refused)
    assert door.ask(method, path, token=door.new_token(scope)).status_code != 403


def test_too_many_requests(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rates, "one_more", lambda *_: False)
    for token in (door.token, "ramal_wrong"):
        answer = door.ask("GET", "/tickets", token=token)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0


def test_a_token_counts_for_itself(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "REQUESTS", parse("2 per minute"))
    other = door.new_token("tickets:read", name="Other")
    assert [door.ask("GET", "/tickets").status_code for _ in range(3)] == [200, 200, 429]
    assert door.ask("GET", "/tickets", token=other).status_code == 200


def test_what_a_program_did_is_in_the_trail_with_its_name(door: Door) -> None:
    door.post("/tickets", NEW)
    with door.store.reading() as session:
        newest = agent_store.audit_trail(session)[0]
    assert (newest.action, newest.object, newest.data["token"]) == ("api_ticket_opened", "ticket 1001", "CRM")


def test_its_last_use_is_seen(door: Door) -> None:
    door.get("/tickets")
    assert door.centre.do(api_tokens.listing)[0].last_used_at == door.centre.now


@pytest.mark.parametrize(("status", "error"), [(503, TimeoutError()), (500, ZeroDivisionError())])
def test_when_something_breaks_nothing_is_done_and_nothing_told(
    door: Door, status: int, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(tickets, "open", broken)
    answer = door.post("/tickets", NEW)
    assert answer.status_code == status
    assert type(error).__name__ not in answer.text
    monkeypatch.undo()
    assert door.get("/tickets")["items"] == []


def keyed(door: Door, key: str = "k1", body: object = NEW) -> TestResponse:
    return door.post("/tickets", body, headers={"Idempotency-Key": key})


def test_the_same_request_again_is_answered_the_same_and_done_once(door: Door) -> None:
    first, again = keyed(door), keyed(door)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    for header in ("ETag", "Location"):
        assert first.headers[header] == again.headers[header]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(door.get("/tickets")["items"]) == 1


def test_the_same_key_with_something_else_is_refused(door: Door) -> None:
    keyed(door)
    answer = keyed(door, body={**NEW, "subject": "Other"})
    assert answer.status_code == 422
    assert "another request" in detail(answer)


def test_keys_of_two_programs_are_two_keys(door: Door) -> None:
    keyed(door)
    door.token = door.new_token(name="Other")
    assert "Idempotency-Replayed" not in keyed(door).headers
    assert len(door.get("/tickets")["items"]) == 2


def test_what_was_refused_may_be_tried_again(door: Door) -> None:
    assert keyed(door, body={**NEW, "queue": "nowhere"}).status_code == 409
    assert keyed(door).status_code == 201


def test_a_day_later_the_key_is_new(door: Door) -> None:
    keyed(door)
    door.centre.now += timedelta(hours=25)
    keyed(door)
    assert len(door.get("/tickets")["items"]) == 2


def test_a_request_that_dies_half_way_leaves_neither_key_nor_ticket(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the ticket was written, before the answer was: the next one does it all."""

    def dies(*_: object, **__: object) -> None:
        raise SystemExit

    monkeypatch.setattr(idempotency, "keep", dies)
    with pytest.raises(SystemExit):
        keyed(door)
    monkeypatch.undo()
    assert door.get("/tickets")["items"] == []
    assert keyed(door).status_code == 201


def test_at_the_same_moment_it_is_done_once(door: Door, store: Store) -> None:
    at_once = 6
    ready, answers = threading.Barrier(at_once), []

    def ask() -> None:
        ready.wait()
        answers.append(keyed(door))

    threads = [threading.Thread(target=ask) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {201, 409, 503}, [each.text for each in answers]
    numbers = {answer.get_json()["number"] for answer in answers if answer.status_code == 201}
    assert numbers == {1001}
    assert len(door.get("/tickets")["items"]) == 1
