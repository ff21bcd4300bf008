"""A request that comes twice is done once, whatever comes between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.errors import Refused
from support.services import api_tokens, idempotency
from support.services.idempotency import AnotherRequest, Answer
from support.store.base import Session
from tests.support.centre import Centre


@pytest.fixture
def token(centre: Centre) -> int:
    return centre.do(api_tokens.make, "CRM", ["calls:read"], None, centre.now)[0].id


def done(centre: Centre, token: int, key: str = "k", request: str = "r") -> Answer | None:
    with centre.store.writing() as session:
        known = idempotency.begin(session, token, key, request, centre.now)
        if known is None:
            idempotency.keep(session, token, key, Answer(201, {"key": key}))
        return known


def test_the_same_again_is_answered_as_before(centre: Centre, token: int) -> None:
    assert done(centre, token) is None
    assert done(centre, token) == Answer(201, {"key": "k"})
    assert done(centre, token, "other") is None


def test_another_request_with_the_same_key(centre: Centre, token: int) -> None:
    done(centre, token)
    with pytest.raises(AnotherRequest):
        done(centre, token, request="other")


def test_what_failed_is_not_remembered(centre: Centre, token: int) -> None:
    def begin_and_fail(session: Session) -> None:
        idempotency.begin(session, token, "k", "r", centre.now)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        centre.do(begin_and_fail)
    assert done(centre, token) is None


def test_after_a_day_it_is_new(centre: Centre, token: int) -> None:
    done(centre, token)
    centre.now += timedelta(hours=24, seconds=1)
    assert done(centre, token, request="other") is None


def test_one_without_an_answer_is_still_being_worked_on(centre: Centre, token: int) -> None:
    centre.do(idempotency.begin, token, "k", "r", centre.now)
    with pytest.raises(Refused, match="still"):
        done(centre, token)


@pytest.mark.parametrize(
    ("key", "good"), [("a", True), ("~!", True), ("", False), (" ", False), ("é", False), ("x" * 129, False)]
)
def test_what_a_key_is(key: str, good: bool) -> None:
    assert idempotency.is_key(key) is good


def test_requests_are_told_apart() -> None:
    one = idempotency.fingerprint("POST", "/a", b"b")
    assert one == idempotency.fingerprint("POST", "/a", b"b")
    assert one != idempotency.fingerprint("POST", "/ab", b"")
