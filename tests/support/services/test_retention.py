"""How long sounds are kept: by the first line that fits, never while they are held, deleted once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.services import holds_legal, policies, retention
from support.store import agents as agent_store
from support.store.recordings import Recording
from tests.support.centre import VOICEMAIL, Centre


@pytest.fixture
def recording(centre: Centre) -> Recording:
    centre.agent("sue")
    centre.reach(VOICEMAIL)
    return found(centre)


def found(centre: Centre) -> Recording:
    with centre.store.reading() as session:
        row = session.get(Recording, 1)
    assert row
    return row


def expire(centre: Centre, after: timedelta = timedelta(0)) -> None:
    with centre.store.writing() as session:
        row = session.get(Recording, 1)
        assert row
        row.created_at = centre.now - timedelta(days=400)
        row.expires_at = centre.now + after


@pytest.mark.parametrize(
    ("lines", "days"),
    [("{days: 30}", 30), ("{queue: tech, days: 3}", None),
     ("{kind: call, days: 1}, {queue: billing, days: 9}", 9),
     ("{queue: billing, kind: voicemail, days: 7}, {days: 1}", 7)],
)  # fmt: skip
def test_the_first_line_that_fits_holds(
    centre: Centre, recording: Recording, lines: str, days: int | None
) -> None:
    text = centre.do(policies.text)
    before, rest = text.split("keep:", 1)
    written = f"{before}keep: [{lines}]\n\nmessages:{rest.split('messages:', 1)[1]}"
    centre.do(policies.publish, written, None, centre.now)
    until = centre.do(retention.expires, recording, centre.now)
    assert until == (recording.created_at + timedelta(days=days) if days else None)


def test_what_is_over_is_deleted_once(centre: Centre, recording: Recording) -> None:
    assert recording
    expire(centre, timedelta(seconds=1))
    centre.do(retention.sweep, centre.now)
    assert found(centre).state != "deleted"
    expire(centre)
    for _ in range(3):
        centre.do(retention.sweep, centre.now)
    assert found(centre).state == "deleted"
    with centre.store.reading() as session:
        trail = [each for each in agent_store.audit_trail(session) if each.action == "recording_deleted"]
    assert [each.data["reason"] for each in trail] == ["retention"]


def test_what_is_held_waits_for_its_release(centre: Centre, recording: Recording) -> None:
    assert recording
    expire(centre)
    hold_id = centre.do(holds_legal.place, "recording", "1", "Case", 1, centre.now)
    centre.do(retention.sweep, centre.now)
    assert found(centre).state != "deleted"
    centre.do(holds_legal.release, hold_id, 1, centre.now)
    centre.do(retention.sweep, centre.now)
    assert found(centre).state == "deleted"


def test_longer_policies_save_what_was_to_go_now(centre: Centre, recording: Recording) -> None:
    assert recording
    expire(centre)
    text = centre.do(policies.text).replace("{kind: voicemail, days: 365}", "{kind: voicemail, days: 500}")
    centre.do(policies.publish, text, None, centre.now)
    centre.do(retention.sweep, centre.now)
    row = found(centre)
    assert row.state != "deleted"
    assert row.expires_at == row.created_at + timedelta(days=500)


def test_policies_are_followed_once_each(centre: Centre) -> None:
    for _ in range(2):
        centre.do(retention.follow_policies, centre.now)
    assert centre.orders("run_job") == []
    centre.do(policies.publish, centre.do(policies.text), None, centre.now)
    for _ in range(2):
        centre.do(retention.follow_policies, centre.now)
    assert len(centre.orders("run_job")) == 1
