"""What other systems are told of calls and callbacks, once each."""

from __future__ import annotations

from typing import Any

from support.services import callbacks, hooks
from tests.support.centre import BILLING, CALLBACK, CALLER, Centre


def told(centre: Centre, hook_id: int) -> list[tuple[str, dict[str, Any]]]:
    """(event, data), oldest first."""
    return [(each.event, each.payload["data"]) for each in reversed(centre.do(hooks.deliveries, hook_id))]


def hook(centre: Centre, *events: str) -> int:
    return centre.do(
        hooks.add, "https://crm.example.com/", events, None, centre.now, inside=False
    )[0].id  # fmt: skip


def test_a_call_begins_and_ends_once(centre: Centre) -> None:
    calls = hook(centre, "call.*")
    centre.reach(BILLING)
    centre.begin()  # the same request again
    centre.later(65)
    centre.end()
    centre.end()
    [(began, first), (ended, last)] = told(centre, calls)
    assert (began, ended) == ("call.started", "call.ended")
    assert (first["caller"], first["flow"], first["started_at"]) == (CALLER, "acme", "2026-03-02T12:00:00Z")
    assert (last["outcome"], last["queue"], last["duration_s"]) == ("abandoned_queue", "billing", 65)
    assert last["id"] == first["id"]


def test_a_callback_is_promised_and_cancelled(centre: Centre) -> None:
    promises = hook(centre, "callback.*")
    centre.reach(CALLBACK)
    centre.press("CA1", "1")
    centre.do(callbacks.cancel, "billing", CALLER, centre.now)
    assert [(event, data["state"]) for event, data in told(centre, promises)] == [
        ("callback.promised", "promised"),
        ("callback.cancelled", "cancelled"),
    ]


def test_what_only_explains_is_not_told(centre: Centre) -> None:
    promises = hook(centre, "callback.*")
    centre.reach(CALLBACK)
    centre.press("CA1", "1")
    centre.reach(CALLBACK, "CA2")
    centre.press("CA2", "1")  # asked again
    assert len(told(centre, promises)) == 1
